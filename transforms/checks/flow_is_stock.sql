-- Rule: what was added in a year or less cannot be as much as all there is, where much was there before. Such a figure
-- is the stock, taken for a flow ("1,602 projects raised their capital" are the 1,602 projects in force). With a total
-- fall its parts on the same page: they are parts of the stock.
-- Tolerance: within 3 percent of a stock reported for a date up to half a year from the period's end, and another date
-- before the period began with at least a fifth of it.
-- Source: the stocks of the record; which stock belongs to which flow: measures.csv, stock.
WITH flow AS (
    SELECT *, hash(hash(stock, ref_area, activity, ownership, coverage, counterpart_area), transformation)
        AS stock_family
    FROM assertion WHERE stock IS NOT NULL AND transformation = 'N' AND NOT is_rate AND NOT is_plan AND months <= 12
), total AS (
    SELECT f.*, w.observation_id AS other_id, w.value AS other, w.unit AS other_unit, w.publisher AS other_publisher,
        w.time_period AS other_period, w.voices AS other_voices, w.name AS other_name
    FROM (SELECT *, unnest([-1, 0, 1]) + year(period_end) AS near FROM flow) f
    JOIN witness w ON w.family = f.stock_family AND year(w.period_end) = f.near AND w.common = f.common AND w.heard
        AND abs(date_diff('day', f.period_end, w.period_end)) <= 183
        AND w.low <= f.high * 1.03 AND f.low <= w.high * 1.03
    WHERE EXISTS (
        FROM witness b WHERE b.family = f.stock_family AND b.common = f.common AND b.period_end < f.period_start
            AND b.size >= f.size / 5
    )
    QUALIFY row_number() OVER (
        PARTITION BY f.assertion ORDER BY abs(date_diff('day', f.period_end, w.period_end)), w.observation_id
    ) = 1
), found AS (
    SELECT f.observation_id, f.document, t.indicator, t.time_period, t.common, t.size, t.name,
        said(t.value, t.unit) || ' for ' || t.name || ' in ' || time_told(t.time_period) || ' is the stock: '
            || who(t.other_publisher, t.other_voices) || ' report ' || said(t.other, t.other_unit) || ' for '
            || t.other_name || ' in ' || time_told(t.other_period) AS reason,
        t.other_id
    FROM total t JOIN figure f USING (assertion)
)
SELECT observation_id, reason, NULL AS proposed, NULL AS proposed_unit, other_id AS conflicts_with FROM found
UNION ALL
SELECT p.observation_id,
    said(p.value, p.unit) || ': told as a part of ' || said(f.size, p.unit) || ' that are the stock, not ' || f.name
        || ' in ' || time_told(f.time_period),
    NULL, NULL, f.observation_id
FROM found f
JOIN figure p ON p.document = f.document AND p.indicator = f.indicator AND p.time_period = f.time_period
    AND p.common = f.common AND p.transformation = 'N' AND p.size < f.size AND NOT p.is_plan
ANTI JOIN found g ON g.observation_id = p.observation_id
QUALIFY row_number() OVER (PARTITION BY p.observation_id ORDER BY f.observation_id) = 1
