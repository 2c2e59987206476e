-- Rule: the two language editions of one report (one publisher, dates at most a day apart) say the same. Where they do
-- not, the value that other publishers confirm stands; where none does, both are held.
-- Tolerance: what rounding and hedges explain, and for levels half a percent.
-- Source: the two pages.
SELECT a.observation_id,
    said(a.value, a.unit) || ' here, ' || said(b.value, b.unit) || ' in the other language edition of ' || a.publisher
        || ' for ' || c.name || ' in ' || time_told(a.time_period) AS reason,
    CASE WHEN w.voices > c.voices THEN b.value END AS proposed,
    CASE WHEN w.voices > c.voices THEN b.unit END AS proposed_unit, b.observation_id AS conflicts_with
FROM rival r
JOIN figure a ON a.assertion = r.assertion
JOIN figure b ON b.assertion = r.other AND b.publisher = a.publisher AND b.language <> a.language
    AND b.document <> a.document AND b.base = a.base AND abs(date_diff('day', a.published_to, b.published_to)) <= 1
JOIN assertion c ON c.assertion = a.assertion
JOIN witness w ON w.assertion = b.assertion
WHERE NOT c.loose AND NOT b.transcribed AND length(a.published) = 10 AND length(b.published) = 10
    AND CASE
        WHEN c.is_rate THEN units_apart(a.low, a.high, b.low, b.high) > 1e-9
        ELSE a.low > 0 AND b.low > 0 AND times_apart(a.low, a.high, b.low, b.high) > 1.005
    END
    AND stands_against(w.voices, w.trust, c.voices, c.trust)
QUALIFY row_number() OVER (PARTITION BY a.observation_id ORDER BY w.voices DESC, b.observation_id) = 1
