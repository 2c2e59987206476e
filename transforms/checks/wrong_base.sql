-- Rule: one level cannot be right at two price bases, but in the base year itself. A figure that equals what others
-- report at another base, and not what others report at its own, is labelled with the wrong base. The side with more
-- publishers, then the higher trust, stands; a tie holds both. An unstated base is no label, and never wrong.
-- Tolerance: equal within rounding; "not at its own" is more than 5 percent away.
-- Source: the other reports of the record; bases of Circular 02/2012 (2010) and 13/2019 (2020).
WITH labelled AS (
    SELECT * FROM witness WHERE base <> '' AND transformation = 'N' AND NOT is_rate
)
SELECT f.observation_id,
    said(c.value, c.unit) || ' is given at ' || replace(c.base, '_', ' ') || ' prices, but it is what '
        || who(w.publisher, w.voices) || ' report at ' || replace(w.base, '_', ' ') || ' prices for ' || c.name
        || ' in ' || time_told(c.time_period) AS reason,
    NULL AS proposed, NULL AS proposed_unit, w.observation_id AS conflicts_with
FROM assertion c
JOIN labelled w ON w.item = c.item AND w.unit = c.unit AND w.base <> c.base AND w.low <= c.high AND c.low <= w.high
JOIN figure f ON f.assertion = c.assertion
WHERE c.base <> '' AND c.transformation = 'N' AND NOT c.is_rate AND NOT c.is_plan AND w.heard
    AND right(c.base, 4) <> left(c.time_period, 4) AND right(w.base, 4) <> left(c.time_period, 4)
    AND stands_against(w.voices, w.trust, c.voices, c.trust)
    AND NOT EXISTS (
        FROM labelled o WHERE o.item = c.item AND o.base = c.base AND o.assertion <> c.assertion
            AND times_apart(o.low, o.high, c.low, c.high) < 1.05
    )
QUALIFY row_number() OVER (PARTITION BY f.observation_id ORDER BY w.voices DESC, w.observation_id) = 1
