-- Rule: a growth over the year before is the level over that year's level, of one publisher, one territory and one
-- price base. Growth of a measure at prices is only set beside levels at the same stated constant base. Where it does
-- not fit, those of the three that no other publisher confirms are held.
-- Tolerance: 10 points and a quarter of the growth, and rounding: levels are revised without their growth.
-- Source: arithmetic.
WITH piece AS (
    SELECT f.*, c.voices, c.name, c.price_based, c.is_rate FROM figure f JOIN witness c USING (assertion)
    WHERE NOT f.is_plan AND f.state = 'stated' AND f.freq IN ('A', 'S', 'Q', 'M', 'YTD')
        AND f.transformation IN ('N', 'GY') AND c.additive
), three AS (
    SELECT g.observation_id AS growth_id, l.observation_id AS level_id, e.observation_id AS before_id,
        g.value AS growth, l.value AS level, e.value AS before, l.unit, g.time_period, g.name,
        g.voices AS g_voices, l.voices AS l_voices, e.voices AS e_voices,
        g.low, g.high, 100 * (l.low / e.high - 1) AS level_low, 100 * (l.high / e.low - 1) AS level_high,
        NOT (g.transcribed AND l.transcribed) AND NOT (g.transcribed AND e.transcribed)
            AND NOT (l.transcribed AND e.transcribed) AS is_read
    FROM piece g
    JOIN piece l ON l.document = g.document AND l.moment = g.moment AND l.transformation = 'N'
    JOIN piece e ON e.publisher = l.publisher AND e.family = l.family AND e.unit = l.unit AND e.base = l.base
        AND year(e.period_start) = year(l.period_start) - 1 AND month(e.period_start) = month(l.period_start)
        AND e.months = l.months
    WHERE g.transformation = 'GY' AND NOT l.is_rate AND l.low > 0 AND e.low > 0
        AND (NOT g.price_based OR (starts_with(l.base, 'constant') AND g.base IN ('', l.base)))
), broken AS (
    SELECT *, plain(growth) || ' percent growth of ' || name || ' in ' || time_told(time_period) || ' does not fit '
        || said(level, unit) || ' after ' || said(before, unit) || ' the year before, which is '
        || plain(round(100 * (level / before - 1), 1)) || ' percent' AS reason
    FROM three
    WHERE is_read AND units_apart(low, high, level_low, level_high) > 10 + 0.25 * abs(growth)
)
SELECT observation_id, min(reason) AS reason, NULL AS proposed, NULL AS proposed_unit,
    min(conflicts_with) AS conflicts_with
FROM (
    SELECT growth_id AS observation_id, reason, level_id AS conflicts_with FROM broken WHERE g_voices = 1
    UNION ALL SELECT level_id, reason, growth_id FROM broken WHERE l_voices = 1
    UNION ALL SELECT before_id, reason, growth_id FROM broken WHERE e_voices = 1
)
GROUP BY observation_id
