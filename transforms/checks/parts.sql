-- Rule: a part (an activity, an owner, a country, the zones or clusters) is not more than the whole of the same period,
-- unit and price base. A whole of the year before follows from a level and its growth on one page ("38.9 billion, up
-- 14.3 percent": 34.0 billion). The side with more publishers, then the higher trust, stands; a tie holds both.
-- Tolerance: 5 percent and rounding; 7 with an estimate.
-- Source: arithmetic. Which measures add up: measures.csv, additive.
WITH level AS (
    SELECT * FROM assertion
    WHERE additive AND transformation = 'N' AND NOT is_rate AND NOT is_plan AND size > 0
), implied AS (
    SELECT l.observation_id, w.indicator, w.ref_area, w.activity, w.ownership, w.coverage, w.counterpart_area,
        w.common, w.base, w.unit, (year(w.period_start) - 1) || substr(w.time_period, 5) AS time_period,
        w.value / (1 + h.value / 100) AS value, w.high / (1 + h.low / 100) AS high, w.low / (1 + h.high / 100) AS low,
        l.publisher, w.voices, w.trust, w.heard, w.is_final AND h.is_final AS is_final, w.name, true AS is_implied
    FROM witness h
    JOIN figure g ON g.assertion = h.assertion
    JOIN figure l ON l.document = g.document AND l.moment = g.moment AND l.transformation = 'N'
    JOIN witness w ON w.assertion = l.assertion
    WHERE h.transformation = 'GY' AND h.low > -99 AND h.freq IN ('A', 'S', 'Q', 'M', 'YTD') AND h.additive
        AND NOT w.price_based AND NOT w.is_rate
), whole AS (
    SELECT *,
        hash(indicator, ref_area, activity, ownership, coverage, counterpart_area, time_period, common, base) AS cell
    FROM (
        SELECT observation_id, indicator, ref_area, activity, ownership, coverage, counterpart_area, common, base, unit,
            time_period, value, high, low, publisher, voices, trust, heard, is_final, name, false AS is_implied
        FROM witness
        WHERE additive AND transformation = 'N' AND NOT is_rate AND size > 0
            AND (activity = '_T' OR ownership = '_T' OR coverage = 'province' OR counterpart_area = '_T')
        UNION ALL BY NAME FROM implied
    )
), part AS (
    -- each part beside the wholes that it is part of: one of its breakdowns, or all of them, taken away
    SELECT *, hash(indicator, ref_area, '_T', ownership, coverage, counterpart_area, time_period, common, base) AS cell
    FROM level WHERE activity <> '_T'
    UNION ALL
    SELECT *, hash(indicator, ref_area, activity, '_T', coverage, counterpart_area, time_period, common, base)
    FROM level WHERE ownership <> '_T'
    UNION ALL
    SELECT *, hash(indicator, ref_area, activity, ownership, 'province', counterpart_area, time_period, common, base)
    FROM level WHERE coverage <> 'province'
    UNION ALL
    SELECT *, hash(indicator, ref_area, activity, ownership, coverage, '_T', time_period, common, base)
    FROM level WHERE counterpart_area <> '_T'
    UNION ALL
    SELECT *, hash(indicator, ref_area, '_T', '_T', 'province', '_T', time_period, common, base)
    FROM level
    WHERE (activity <> '_T')::INT + (ownership <> '_T')::INT + (coverage <> 'province')::INT
        + (counterpart_area <> '_T')::INT > 1
), pair AS (
    SELECT p.assertion, p.name, p.time_period, p.value, p.unit, p.voices, p.trust, p.heard, p.testifies, p.observation_id,
        p.publisher, p.activity, p.ownership, p.coverage, p.counterpart_area,
        w.observation_id AS whole_id, w.value AS whole, w.unit AS whole_unit, w.voices AS whole_voices,
        w.trust AS whole_trust, w.heard AS whole_heard, w.publisher AS whole_publisher, w.is_implied
    FROM part p
    JOIN whole w ON w.cell = p.cell
        AND p.low > w.high * CASE WHEN p.is_final AND w.is_final THEN 1.05 ELSE 1.07 END
    WHERE NOT (p.price_based AND p.base = '' AND p.low < 2 * w.high)
), judged AS (
    SELECT f.observation_id,
        said(p.value, p.unit) || ' for a part (' || concat_ws(', ', nullif(p.activity, '_T'), nullif(p.ownership, '_T'),
            nullif(p.coverage, 'province'), nullif(p.counterpart_area, '_T')) || ') of ' || p.name || ' in '
            || time_told(p.time_period) || ' is more than the whole, '
            || said(p.whole, p.whole_unit) || ' (' || who(p.whole_publisher, p.whole_voices)
            || CASE WHEN p.is_implied THEN ', by the growth reported a year later' ELSE '' END || ')' AS reason,
        p.whole_id AS conflicts_with, p.whole_voices AS weight
    FROM pair p JOIN figure f USING (assertion)
    WHERE p.whole_heard AND stands_against(p.whole_voices, p.whole_trust, p.voices, p.trust)
    UNION ALL
    SELECT f.observation_id,
        said(p.whole, p.whole_unit) || ' for the whole of ' || p.name || ' in ' || time_told(p.time_period)
            || ' is less than a part of it, ' || said(p.value, p.unit) || ' ('
            || who(p.publisher, p.voices) || ')', p.observation_id, p.voices
    FROM pair p
    JOIN figure o ON o.observation_id = p.whole_id
    JOIN figure f ON f.assertion = o.assertion
    WHERE p.heard AND p.testifies AND NOT p.is_implied
        AND p.assertion IN (SELECT assertion FROM witness)
        AND stands_against(p.voices, p.trust, p.whole_voices, p.whole_trust)
)
SELECT observation_id, reason, NULL AS proposed, NULL AS proposed_unit, conflicts_with FROM judged
QUALIFY row_number() OVER (PARTITION BY observation_id ORDER BY weight DESC, conflicts_with, reason) = 1
