-- Rule: a growth over the year before is the level over that year's level, of one publisher, one territory and one
-- price base. Growth of a measure at prices is only set beside levels at the same stated constant base. Where it does
-- not fit, those of the three that no other publisher confirms are held. A growth whose page has no level is set beside
-- the two levels of each other publisher, and is held alone, if it fits none.
-- Tolerance: 10 points and a quarter of the growth, and rounding: levels are revised without their growth. Of other
-- publishers' levels half as much again.
-- Source: arithmetic.
WITH piece AS (
    SELECT f.*, c.voices, c.name, c.price_based, c.is_rate FROM figure f JOIN witness c USING (assertion)
    WHERE NOT f.is_plan AND f.state = 'stated' AND f.freq IN ('A', 'S', 'Q', 'M', 'YTD')
        AND f.transformation IN ('N', 'GY') AND c.additive
), told AS (
    SELECT DISTINCT document, moment FROM piece WHERE transformation = 'N'
), three AS (
    SELECT g.observation_id AS growth_id, l.observation_id AS level_id, e.observation_id AS before_id,
        g.value AS growth, l.value AS level, e.value AS before, l.unit, g.time_period, g.name,
        g.voices AS g_voices, l.voices AS l_voices, e.voices AS e_voices,
        g.low, g.high, 100 * (l.low / e.high - 1) AS level_low, 100 * (l.high / e.low - 1) AS level_high,
        NOT (g.transcribed AND l.transcribed) AND NOT (g.transcribed AND e.transcribed)
            AND NOT (l.transcribed AND e.transcribed) AS is_read, l.document <> g.document AS is_other
    FROM piece g
    JOIN piece l ON l.moment = g.moment AND l.transformation = 'N'
        AND (l.document = g.document OR (l.publisher <> g.publisher AND (g.document, g.moment) NOT IN (FROM told)))
    JOIN piece e ON e.publisher = l.publisher AND e.family = l.family AND e.unit = l.unit AND e.base = l.base
        AND year(e.period_start) = year(l.period_start) - 1 AND month(e.period_start) = month(l.period_start)
        AND e.months = l.months
    WHERE g.transformation = 'GY' AND NOT l.is_rate AND l.low > 0 AND e.low > 0
        AND (NOT g.price_based OR (starts_with(l.base, 'constant') AND g.base IN ('', l.base)))
), judged AS (
    SELECT *, units_apart(low, high, level_low, level_high) > CASE WHEN is_other THEN 1.5 ELSE 1 END * (10 + 0.25 * abs(growth))
        AS is_apart
    FROM three
), broken AS (
    SELECT *, plain(growth) || ' percent growth of ' || name || ' in ' || time_told(time_period) || ' does not fit '
        || said(level, unit) || ' after ' || said(before, unit) || ' the year before, which is '
        || plain(round(100 * (level / before - 1), 1)) || ' percent' AS reason
    FROM judged
    WHERE is_read AND is_apart
        AND NOT (is_other AND growth_id IN (SELECT growth_id FROM judged WHERE is_other AND NOT is_apart))
)
SELECT observation_id, min(reason) AS reason, NULL AS proposed, NULL AS proposed_unit,
    min(conflicts_with) AS conflicts_with
FROM (
    SELECT growth_id AS observation_id, reason, level_id AS conflicts_with FROM broken WHERE g_voices = 1
    UNION ALL SELECT level_id, reason, growth_id FROM broken WHERE l_voices = 1 AND NOT is_other
    UNION ALL SELECT before_id, reason, growth_id FROM broken WHERE e_voices = 1 AND NOT is_other
)
GROUP BY observation_id
