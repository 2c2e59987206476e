-- Rule: a ratio that a page tells between two periods ("13.5 times 2010") is the ratio of their levels, within one
-- territory, unit and price base. Where the two differ by a power of ten, one level has slipped: those that no other
-- publisher confirms are held.
-- Tolerance: 25 percent beside the power of ten: ratios are told in few digits, levels are revised.
-- Source: arithmetic; GUIDE section 5, claims check the series.
WITH told AS (
    SELECT DISTINCT indicator, CAST(ratio AS DOUBLE) AS ratio, time_period, base_period, publisher
    FROM current_claim
    WHERE ratio > 0 AND time_period IS NOT NULL AND base_period IS NOT NULL
), level AS (
    SELECT f.*, w.voices, w.name FROM figure f JOIN witness w USING (assertion)
    WHERE f.transformation = 'N' AND NOT w.is_rate AND NOT f.is_plan AND f.state = 'stated' AND f.low > 0
        AND f.activity = '_T' AND f.ownership = '_T' AND f.coverage = 'province' AND f.counterpart_area = '_T'
), paired AS (
    SELECT now.observation_id AS now_id, before.observation_id AS before_id, now.voices AS now_voices,
        before.voices AS before_voices, now.value AS now_value, before.value AS before_value, now.unit, now.name,
        t.ratio, t.time_period, t.base_period, t.publisher,
        log10(now.value / before.value / t.ratio) AS slip
    FROM told t
    JOIN level now ON now.indicator = t.indicator AND now.time_period = t.time_period
    JOIN level before ON before.indicator = t.indicator AND before.time_period = t.base_period
        AND before.ref_area = now.ref_area AND before.unit = now.unit AND before.base = now.base
    WHERE NOT (now.transcribed AND before.transcribed)
), broken AS (
    SELECT *, round(slip) AS places, name || ' of ' || time_told(time_period) || ' is told to be ' || plain(ratio)
        || ' times that of ' || time_told(base_period) || ' (' || publisher || '), but ' || said(now_value, unit)
        || ' is ' || plain(round(now_value / before_value, 3)) || ' times ' || said(before_value, unit) AS reason
    FROM paired
    WHERE round(slip) <> 0 AND abs(slip - round(slip)) < log10(1.25)
)
SELECT observation_id, min(reason) AS reason, min(proposed) AS proposed, min(unit) AS proposed_unit,
    min(conflicts_with) AS conflicts_with
FROM (
    SELECT now_id AS observation_id, reason, now_value / pow(10, places) AS proposed, unit, before_id AS conflicts_with
    FROM broken WHERE now_voices = 1
    UNION ALL
    SELECT before_id, reason, before_value * pow(10, places), unit, now_id FROM broken WHERE before_voices = 1
)
GROUP BY observation_id
