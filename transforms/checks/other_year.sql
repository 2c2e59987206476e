-- Rule: a figure that contradicts the other reports of its year and equals, to the last digit, what is reported for the
-- same months of another year has the wrong year; and with it all that its page says of that indicator and period (a
-- row of a table). The year's own reports must come from at least as many publishers; trust does not decide here, as
-- the other year's reports speak against the figure too.
-- Tolerance: "contradicts" is what rounding and hedges do not explain, and a point for rates; "equals" is an unhedged
-- report within rounding, told to at least three digits (rates: to a tenth), at most three years away.
-- Source: the other reports of the record.
WITH dated AS (
    SELECT *, hash(family, month(period_start), months) AS season FROM assertion
    WHERE freq IN ('A', 'S', 'Q', 'M', 'YTD') AND NOT is_plan AND transformation <> 'RANK' AND NOT loose
), own AS (
    SELECT d.assertion, w.observation_id, w.value, w.unit, w.publisher, w.voices
    FROM rival r
    JOIN dated d ON d.assertion = r.assertion
    JOIN witness w ON w.assertion = r.other
        AND (w.base = d.base OR NOT d.price_based OR d.transformation <> 'N')
    WHERE w.heard AND w.voices >= d.voices
        AND (NOT d.is_rate OR units_apart(w.low, w.high, d.low, d.high) > 1)
    QUALIFY row_number() OVER (PARTITION BY d.assertion ORDER BY w.voices DESC, w.observation_id) = 1
), suspect AS (
    SELECT d.*, o.value AS own_value, o.unit AS own_unit, o.publisher AS own_publisher, o.voices AS own_voices,
        o.observation_id AS own_id, w.time_period AS other_period, w.publisher AS other_publisher
    FROM own o
    JOIN dated d USING (assertion)
    JOIN dated y ON y.season = d.season AND y.item <> d.item
    JOIN witness w ON w.assertion = y.assertion
    WHERE w.unit = d.unit AND one_base(w.base, d.base)
        AND abs(year(y.period_start) - year(d.period_start)) <= 3
        -- as printed: in another year the same money is another size
        AND abs(w.value - d.value) <= abs(w.value) * ((w.high - w.low) / 2 / abs(w.size) + 1e-9) AND w.size <> 0
        AND CASE WHEN d.is_rate THEN w.high - w.low <= 0.11
            ELSE w.high - w.low <= 0.01 * abs(w.size) AND (d.common = 'money' OR abs(d.size) >= 100) END
    QUALIFY row_number() OVER (
        PARTITION BY d.assertion ORDER BY abs(year(y.period_start) - year(d.period_start)), w.observation_id
    ) = 1
), found AS (
    SELECT f.observation_id, f.document, f.indicator, f.time_period, f.state, s.other_period, s.own_id, s.own_value,
        s.own_unit,
        said(s.value, s.unit) || ' for ' || s.name || ' in ' || time_told(s.time_period) || ' is what is reported for '
            || time_told(s.other_period) || ' (' || s.other_publisher || '); for ' || time_told(s.time_period) || ' '
            || who(s.own_publisher, s.own_voices) || ' have ' || said(s.own_value, s.own_unit) AS reason
    FROM suspect s JOIN figure f USING (assertion)
)
SELECT observation_id, reason, own_value AS proposed, own_unit AS proposed_unit, own_id AS conflicts_with FROM found
UNION ALL
SELECT p.observation_id,
    said(p.value, p.unit) || ' stands beside a figure of ' || time_told(f.other_period) || ' that its page gives for '
        || time_told(p.time_period) || ', and is probably of ' || time_told(f.other_period) || ' too',
    NULL, NULL, f.observation_id
FROM found f
JOIN figure p ON p.document = f.document AND p.indicator = f.indicator AND p.time_period = f.time_period
    AND p.state = f.state AND NOT p.is_plan
JOIN assertion c ON c.assertion = p.assertion
ANTI JOIN found g ON g.observation_id = p.observation_id
WHERE c.voices = 1
QUALIFY row_number() OVER (PARTITION BY p.observation_id ORDER BY f.observation_id) = 1
