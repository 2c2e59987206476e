-- Rule: one page that gives two values for one key cannot be right twice. The value that more publishers confirm
-- stands; where none does, both are held.
-- Tolerance: rates any two that rounding does not explain; levels 5 percent, as a page may count with and without
-- something it does not name. Occupancy and areas are left out (measures.csv, loose): pages give several denominators.
-- Source: the page itself (GUIDE section 4: two contradictory values for one key are both annotated).
SELECT a.observation_id,
    said(a.value, a.unit) || ' and ' || said(b.value, b.unit) || ' stand on the same page for ' || c.name || ' in '
        || time_told(a.time_period)
        || CASE WHEN w.voices > c.voices THEN '; ' || (w.voices - 1) || ' other publisher(s) confirm the second'
            ELSE '' END AS reason,
    CASE WHEN w.voices > c.voices THEN b.value END AS proposed,
    CASE WHEN w.voices > c.voices THEN b.unit END AS proposed_unit, b.observation_id AS conflicts_with
FROM rival r
JOIN figure a ON a.assertion = r.assertion
JOIN figure b ON b.assertion = r.other AND b.document = a.document AND b.base = a.base AND b.state = a.state
JOIN assertion c ON c.assertion = a.assertion
JOIN witness w ON w.assertion = b.assertion
WHERE NOT c.loose AND NOT b.transcribed AND NOT a.is_plan
    AND CASE
        WHEN c.is_rate THEN units_apart(a.low, a.high, b.low, b.high) > 1e-9
        ELSE a.low > 0 AND b.low > 0 AND times_apart(a.low, a.high, b.low, b.high) > 1.05
    END
    AND stands_against(w.voices, w.trust, c.voices, c.trust)
QUALIFY row_number() OVER (PARTITION BY a.observation_id ORDER BY w.voices DESC, b.observation_id) = 1
