-- Rule: a stock (projects in force and their capital, zones, jobs) does not lose a large share of itself in a year, nor
-- is it a small share of what it is later that year. Whether the figure or the one beside it is wrong is decided by how
-- many publishers within three years fit each of them; a tie holds both. Other reports of its own date count among
-- them, but do not hold it alone. One that would have to leap (neighbours.sql) fits as little as one that falls, and one
-- that fits it speaks for it only where it is no farther than the nearest that does not, or excludes that one.
-- Tolerance: the share of measures.csv, fall, a year (40 percent of projects and capital, half of zones); less than a
-- year counts as one.
-- Source: the stocks of the record (reported falls since 1997 stay below 15 percent a year).
WITH judged AS (
    SELECT *, epoch(period_end) / 31557600.0 AS day, year(period_end) AS year FROM assertion
    WHERE kind = 'stock' AND transformation = 'N' AND fall IS NOT NULL AND NOT loose AND low > 0 AND NOT is_plan
), stock AS (
    FROM judged SEMI JOIN witness USING (assertion)
), around AS (
    SELECT family, common, year, max(highest_low) OVER span AS highest_low, min(lowest_high) OVER span AS lowest_high
    FROM (SELECT family, common, year, max(low) AS highest_low, min(high) AS lowest_high FROM stock GROUP BY ALL)
    WINDOW span AS (PARTITION BY family, common ORDER BY year RANGE BETWEEN 3 PRECEDING AND 3 FOLLOWING)
), odd AS (
    -- cheap and wide: only these can be too far from any neighbour
    SELECT j.* FROM judged j JOIN around a USING (family, common, year)
    WHERE j.high < a.highest_low * (1 - j.fall) OR j.low * (1 - j.fall) > a.lowest_high
    UNION ALL
    FROM judged ANTI JOIN around USING (family, common, year)
), pair AS (
    SELECT j.assertion, w.item <> j.item AS is_neighbour, s.publisher, w.observation_id, w.value AS other,
        w.unit AS other_unit, w.heard,
        w.time_period AS other_period, w.day < j.day OR (w.day = j.day AND j.high < w.low) AS is_before,
        abs(w.day - j.day) AS years, w.day, w.low, w.high, j.fall, j.yearly_factor,
        CASE WHEN w.day < j.day THEN j.high < w.low * l.remains ELSE w.high < j.low * l.remains END
            OR (w.day = j.day AND j.high < w.low * l.remains) AS falls,
        CASE WHEN w.day < j.day THEN j.low > w.high * l.may_be ELSE w.low > j.high * l.may_be END AS leaps
    FROM odd j
    JOIN stock w ON w.family = j.family AND w.common = j.common AND w.assertion <> j.assertion
        AND w.day BETWEEN j.day - 3 AND j.day + 3
    JOIN speaker s ON s.assertion = w.assertion,
    LATERAL (
        SELECT pow(1 - j.fall, greatest(1, abs(w.day - j.day))) AS remains,
            pow(j.yearly_factor, greatest(1, abs(w.day - j.day))) AS may_be
    ) l
), against AS (
    SELECT assertion, count(DISTINCT publisher) AS publishers, bool_or(heard) AS heard,
        bool_or(is_neighbour) AS by_neighbours, min(years) AS years,
        arg_min(struct_pack(id := observation_id, other, other_unit, other_period, publisher, is_before, day, low, high),
            (years, observation_id, publisher)) AS worst
    FROM pair WHERE falls GROUP BY assertion
), fitting AS (
    SELECT p.assertion, count(DISTINCT p.publisher) AS publishers
    FROM pair p JOIN against a USING (assertion),
    LATERAL (
        SELECT greatest(1, abs(p.day - a.worst.day)) AS apart,
            CASE WHEN p.day <= a.worst.day THEN p.low ELSE a.worst.low END AS low_before,
            CASE WHEN p.day <= a.worst.day THEN p.high ELSE a.worst.high END AS high_before,
            CASE WHEN p.day <= a.worst.day THEN a.worst.low ELSE p.low END AS low_after,
            CASE WHEN p.day <= a.worst.day THEN a.worst.high ELSE p.high END AS high_after
    ) l
    WHERE NOT p.falls AND NOT p.leaps
        AND (p.years <= a.years OR l.high_after < l.low_before * pow(1 - p.fall, l.apart)
            OR l.low_after > l.high_before * pow(p.yearly_factor, l.apart))
    GROUP BY p.assertion
), weighed AS (
    SELECT a.*, coalesce(f.publishers, 0) AS fitting FROM against a LEFT JOIN fitting f USING (assertion)
)
SELECT f.observation_id,
    said(j.value, j.unit) || ' for ' || j.name || ' in ' || time_told(j.time_period)
        || CASE WHEN worst.is_before THEN ' is a fall from ' ELSE ' cannot have fallen to ' END
        || said(worst.other, worst.other_unit) || ' in ' || time_told(worst.other_period) || ' (' || worst.publisher
        || '): such a stock does not lose ' || plain(100 * j.fall) || ' percent in a year' AS reason,
    NULL AS proposed, NULL AS proposed_unit, worst.id AS conflicts_with
FROM weighed w JOIN odd j USING (assertion) JOIN figure f USING (assertion)
WHERE w.heard AND w.by_neighbours AND w.publishers >= greatest(j.voices, 1 + w.fitting)
