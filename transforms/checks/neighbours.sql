-- Rule: a level lies near its neighbours in time on a log scale; flows are compared as rates a year. A figure that more
-- publishers of the years around it exclude than fit it is held; the other reports of its own key count among them, but
-- do not hold it alone (disagreement does that). A neighbour that fits it speaks for it where it is no farther than the
-- nearest one that does not, or excludes that one: what lies years away fits both. Where a power of ten brings it in
-- line, that is the likely value.
-- Tolerance: the factor of measures.csv, yearly_factor, for the first year of distance and its root for each further
-- one, up to five; for seasons once more 1 + 3 / months of either period that is less than a year; twice that where the
-- price base is not stated. Flows of single projects (a factor of 4 and more) may be next to nothing for half a year.
-- Source: the levels of the record; the factor exceeds the largest reported change in a year.
WITH level AS (
    SELECT *, year(period_end) AS year, ln(greatest(low, 1e-9) * pace) AS least, ln(high * pace) AS most
    FROM (
        SELECT *, CASE WHEN kind = 'flow' AND months < 12 THEN 12.0 / months ELSE 1.0 END AS pace FROM assertion
        WHERE transformation = 'N' AND NOT is_rate AND yearly_factor IS NOT NULL AND low > 0 AND NOT is_plan
            AND (freq <> '_O')
    )
), known AS (
    SELECT l.family, l.common, l.base, l.year, min(l.most) AS lowest_most, max(l.least) AS highest_least
    FROM level l SEMI JOIN witness USING (assertion) GROUP BY ALL
), around AS (
    SELECT family, common, base, year,
        min(lowest_most) OVER span AS lowest_most, max(highest_least) OVER span AS highest_least
    FROM known
    WINDOW span AS (PARTITION BY family, common, base ORDER BY year RANGE BETWEEN 5 PRECEDING AND 5 FOLLOWING)
), odd AS (
    -- cheap and wide: only these can be outside the tolerance of any neighbour
    SELECT l.* FROM level l
    JOIN around a ON a.family = l.family AND a.common = l.common AND a.base = l.base AND a.year = l.year
    WHERE l.least > a.lowest_most + ln(l.yearly_factor) OR l.most < a.highest_least - ln(l.yearly_factor)
    UNION ALL
    SELECT l.* FROM level l
    ANTI JOIN around a ON a.family = l.family AND a.common = l.common AND a.base = l.base AND a.year = l.year
), pair AS (
    SELECT o.assertion, w.item <> o.item AS is_neighbour, s.publisher, w.observation_id, w.heard, w.least, w.most, l.distance,
        w.value, w.unit, w.time_period, w.period_end, w.months AS their_months, o.months AS own_months,
        o.kind = 'flow' AS is_flow, o.yearly_factor, o.price_based AND o.base = '' AS is_loose,
        o.kind = 'flow' AND o.yearly_factor >= 4 AS is_fitful,
        ln(o.yearly_factor) * (1 + 0.5 * greatest(l.distance - 1, 0))
            + CASE WHEN o.kind = 'flow' THEN season(o.months) + season(w.months) ELSE 0 END
            + CASE WHEN o.price_based AND o.base = '' THEN ln(2) ELSE 0 END AS allowed,
        o.least AS own_least, o.most AS own_most
    FROM odd o
    JOIN (FROM level SEMI JOIN witness USING (assertion)) w
        ON w.family = o.family AND w.common = o.common AND w.base = o.base AND w.assertion <> o.assertion
        AND w.year BETWEEN o.year - 5 AND o.year + 5
    JOIN speaker s ON s.assertion = w.assertion,
    LATERAL (SELECT abs(date_diff('month', o.period_end, w.period_end)) / 12.0 AS distance) l
), compared AS (
    SELECT *,
        (own_least > most + allowed AND NOT (is_fitful AND their_months < 6))
            OR (own_most < least - allowed AND NOT (is_fitful AND own_months < 6)) AS outside
    FROM pair
), against AS (
    SELECT assertion, count(DISTINCT publisher) AS publishers, bool_or(heard) AS heard,
        bool_or(is_neighbour) AS by_neighbours,
        arg_min(
            struct_pack(id := observation_id, value, unit, time_period, publisher, least, most, period_end,
                months := their_months),
            (distance, observation_id, publisher)
        ) AS worst,
        median((least + most) / 2) AS middle, min(distance) AS distance
    FROM compared WHERE outside GROUP BY assertion
), fitting AS (
    SELECT c.assertion, count(DISTINCT c.publisher) AS publishers
    FROM compared c JOIN against a USING (assertion),
    LATERAL (
        SELECT ln(c.yearly_factor)
                * (1 + 0.5 * greatest(abs(date_diff('month', c.period_end, a.worst.period_end)) / 12.0 - 1, 0))
            + CASE WHEN c.is_flow THEN season(c.their_months) + season(a.worst.months) ELSE 0 END
            + CASE WHEN c.is_loose THEN ln(2) ELSE 0 END AS allowed
    ) l
    WHERE NOT c.outside
        AND (c.is_fitful OR c.distance <= a.distance
            OR c.least > a.worst.most + l.allowed OR c.most < a.worst.least - l.allowed)
    GROUP BY c.assertion
), weighed AS (
    SELECT a.*, coalesce(f.publishers, 0) AS fitting FROM against a LEFT JOIN fitting f USING (assertion)
), found AS (
    SELECT o.*, w.worst, w.middle, round((w.middle - (o.least + o.most) / 2) / ln(10)) AS power
    FROM weighed w JOIN odd o USING (assertion)
    WHERE w.heard AND w.by_neighbours AND w.publishers >= greatest(o.voices, w.fitting + 1)
)
SELECT f.observation_id,
    said(o.value, o.unit) || ' for ' || o.name || ' in ' || time_told(o.time_period) || ' is out of line with '
        || said(o.worst.value, o.worst.unit) || ' in ' || time_told(o.worst.time_period) || ' (' || o.worst.publisher
        || ')'
        || CASE WHEN o.is_power THEN '; ' || plain(pow(10, abs(o.power))) || ' times '
            || CASE WHEN o.power > 0 THEN 'more' ELSE 'less' END || ' would fit' ELSE '' END AS reason,
    CASE WHEN o.is_power THEN o.value * pow(10, o.power) END AS proposed,
    CASE WHEN o.is_power THEN o.unit END AS proposed_unit, o.worst.id AS conflicts_with
FROM (
    SELECT *, power <> 0 AND abs((least + most) / 2 + power * ln(10) - middle) < ln(yearly_factor) AS is_power
    FROM found
) o JOIN figure f USING (assertion)
