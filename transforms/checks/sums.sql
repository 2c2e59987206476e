-- Rule: on one page and for one period what foreign and domestic owners have makes up the total; and the capital newly
-- registered and the capital added are the capital attracted, which may have shares bought besides. Where the sum does
-- not fit, those of the three that no other publisher confirms are held.
-- Tolerance: rounding, and 3 percent of the total, as pages round each for itself; with shares bought the capital
-- attracted may be up to twice the other two.
-- Source: arithmetic; GUIDE section 2 (attracted_capital). Which measures add up: measures.csv, additive.
WITH piece AS (
    SELECT f.*, c.voices, c.name,
        hash(f.document, f.time_period, f.ref_area, f.coverage, f.activity, f.counterpart_area, f.unit, f.base) AS cell
    FROM figure f JOIN witness c USING (assertion)
    WHERE f.transformation = 'N' AND c.additive AND NOT c.is_rate AND NOT f.is_plan AND f.state = 'stated'
        AND NOT f.transcribed AND f.size > 0
), kin AS (
    SELECT a.observation_id AS a_id, b.observation_id AS b_id, t.observation_id AS t_id, a.value AS a_value,
        b.value AS b_value, t.value AS t_value, t.unit, t.time_period, t.name, t.size,
        'foreign and domestic' AS what, 1 AS may_be, a.voices AS a_voices, b.voices AS b_voices, t.voices AS t_voices,
        a.low + b.low AS low, a.high + b.high AS high, t.low AS total_low, t.high AS total_high
    FROM piece t
    JOIN piece a ON a.cell = t.cell AND a.indicator = t.indicator AND a.ownership = 'foreign'
    JOIN piece b ON b.cell = t.cell AND b.indicator = t.indicator AND b.ownership = 'domestic'
    WHERE t.ownership = '_T'
    UNION ALL
    SELECT a.observation_id, b.observation_id, t.observation_id, a.value, b.value, t.value, t.unit, t.time_period,
        t.name, t.size, 'new and added', 2, a.voices, b.voices, t.voices, a.low + b.low, a.high + b.high, t.low, t.high
    FROM piece t
    JOIN piece a ON a.cell = t.cell AND a.ownership = t.ownership AND a.indicator = 'new_capital'
    JOIN piece b ON b.cell = t.cell AND b.ownership = t.ownership AND b.indicator = 'adjusted_capital'
    WHERE t.indicator = 'attracted_capital'
), broken AS (
    SELECT *, said(a_value, unit) || ' and ' || said(b_value, unit) || ' (' || what || ') do not make up '
        || said(t_value, unit) || ' that the same page gives for ' || name || ' in ' || time_told(time_period) AS reason
    FROM kin
    WHERE low > total_high + 0.03 * size OR high < (total_low - 0.03 * size) / may_be
)
SELECT observation_id, min(reason) AS reason, NULL AS proposed, NULL AS proposed_unit,
    min(conflicts_with) AS conflicts_with
FROM (
    SELECT a_id AS observation_id, reason, t_id AS conflicts_with FROM broken WHERE a_voices = 1
    UNION ALL SELECT b_id, reason, t_id FROM broken WHERE b_voices = 1
    UNION ALL SELECT t_id, reason, a_id FROM broken WHERE t_voices = 1
)
GROUP BY observation_id
