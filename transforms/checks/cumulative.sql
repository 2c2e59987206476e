-- Rule: the first n - 1 months and the n-th are the first n months. A month that no other publisher confirms is held where
-- it does not fit two such figures: it is one against two.
-- Tolerance: rounding, and 10 percent of the first n months; 15 with an estimate; as compilers and revisions differ.
-- Not of single projects and their capital (a yearly_factor of 4 and more): their counts are revised by as much.
-- Source: arithmetic. Which measures add up: measures.csv, additive.
WITH flow AS (
    SELECT * FROM assertion
    WHERE additive AND kind = 'flow' AND transformation = 'N' AND NOT is_rate AND size > 0 AND NOT is_plan
        AND NOT (price_based AND base = '') AND yearly_factor < 4
), upto AS (
    FROM flow SEMI JOIN witness USING (assertion)
    WHERE month(period_start) = 1 AND freq IN ('M', 'Q', 'S', 'YTD', 'A')
), apart AS (
    SELECT m.assertion, m.name, m.value, m.unit, m.time_period, before.value AS before_value, before.unit AS before_unit,
        before.time_period AS before_period, upto.value AS upto_value, upto.unit AS upto_unit,
        upto.time_period AS upto_period, upto.publisher, upto.observation_id AS other_id
    FROM flow m
    JOIN upto ON upto.family = m.family AND upto.common = m.common AND upto.base = m.base
        AND upto.period_end = m.period_end AND upto.months > 1
    JOIN upto before ON before.family = m.family AND before.common = m.common AND before.base = m.base
        AND before.period_start = upto.period_start AND before.months = upto.months - 1
    WHERE m.freq = 'M' AND m.voices = 1 AND (upto.heard OR before.heard)
        AND units_apart(before.low + m.low, before.high + m.high, upto.low, upto.high)
            > CASE WHEN m.is_final AND upto.is_final AND before.is_final THEN 0.1 ELSE 0.15 END * upto.size
)
SELECT f.observation_id,
    said(a.value, a.unit) || ' for ' || a.name || ' in ' || time_told(a.time_period) || ' does not lead from '
        || said(a.before_value, a.before_unit) || ' in ' || time_told(a.before_period) || ' to '
        || said(a.upto_value, a.upto_unit) || ' in ' || time_told(a.upto_period) || ' (' || a.publisher || ')' AS reason,
    NULL AS proposed, NULL AS proposed_unit, a.other_id AS conflicts_with
FROM apart a JOIN figure f USING (assertion)
QUALIFY row_number() OVER (PARTITION BY f.observation_id ORDER BY a.other_id) = 1
