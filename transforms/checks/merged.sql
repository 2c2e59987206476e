-- Rule: a province within the boundaries of July 2025 has what it took in inside it, so that a level of it is more than
-- the former province's for the same period. A level that is not was told of the other territory. The side with more
-- publishers, then the higher trust, stands; a tie holds both.
-- Tolerance: the former province's level is more by 5 percent and rounding, 15 with an estimate, or the very same
-- number, told to at least three digits and above a hundred.
-- Source: Resolution 202/2025/QH15. Which measures add up: measures.csv, additive.
WITH level AS (
    SELECT *, contains(ref_area, '-2025') AS is_whole,
        hash(replace(ref_area, '-2025', ''), indicator, activity, ownership, coverage, counterpart_area, time_period,
            common, base) AS cell
    FROM assertion WHERE additive AND transformation = 'N' AND NOT is_rate AND NOT is_plan AND size > 0
), pair AS (
    SELECT c.assertion, c.name, c.value, c.unit, c.ref_area, c.time_period, w.value AS other, w.unit AS other_unit,
        w.ref_area AS other_area, w.observation_id AS other_id, w.publisher AS other_publisher,
        w.voices AS other_voices,
        CASE WHEN c.is_whole THEN w.low / c.high ELSE c.low / w.high END
            > CASE WHEN c.is_final AND w.is_final THEN 1.05 ELSE 1.15 END AS is_more,
        c.value = w.value AND c.unit = w.unit AND c.high - c.low <= 0.01 * c.size AND c.value > 100 AS is_same
    FROM level c
    JOIN (FROM level SEMI JOIN witness USING (assertion)) w ON w.cell = c.cell AND w.is_whole <> c.is_whole
    WHERE w.heard AND stands_against(w.voices, w.trust, c.voices, c.trust)
)
SELECT f.observation_id,
    said(p.value, p.unit) || ' for ' || p.name || ' of ' || p.ref_area || ' in ' || time_told(p.time_period)
        || CASE WHEN is_same THEN ' is the number that ' ELSE ' does not fit ' || said(p.other, p.other_unit) || ' that '
            END || who(p.other_publisher, p.other_voices) || ' report of ' || p.other_area
        || ', and the later boundaries have the former within them' AS reason,
    NULL AS proposed, NULL AS proposed_unit, p.other_id AS conflicts_with
FROM pair p JOIN figure f USING (assertion)
WHERE is_more OR is_same
QUALIFY row_number() OVER (PARTITION BY f.observation_id ORDER BY p.other_voices DESC, p.other_id) = 1
