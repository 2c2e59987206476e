-- Rule: the growth of the industrial production index over the first n months lies between that over the first n - 1
-- months and that of the n-th month, as it is a mean of them. Where it does not, those of the three that no other
-- publisher confirms are held.
-- Tolerance: 3 points and rounding: the months before are revised each time.
-- Source: arithmetic of means.
WITH piece AS (
    SELECT c.*, month(c.period_end) AS last_month, year(c.period_end) AS year FROM witness c
    WHERE c.indicator = 'industrial_production_index' AND c.transformation = 'GY' AND c.unit = 'percent'
        AND (c.freq = 'M' OR (month(c.period_start) = 1 AND c.months <= 12))
), broken AS (
    SELECT u.assertion AS u_claim, m.assertion AS m_claim, e.assertion AS e_claim, u.voices AS u_voices, m.voices AS m_voices,
        e.voices AS e_voices, u.observation_id AS u_id, m.observation_id AS m_id,
        plain(u.value) || ' percent in the first ' || u.last_month || ' months of ' || u.year 
            || ' does not lie between ' || plain(e.value) || ' in the months before and ' || plain(m.value) || ' in '
            || time_told(m.time_period) || ' (' || u.name || ')' AS reason
    FROM piece u
    JOIN piece m ON m.family = u.family AND m.year = u.year AND m.last_month = u.last_month AND m.months = 1
    JOIN piece e ON e.family = u.family AND e.year = u.year AND e.last_month = u.last_month - 1
        AND e.months = u.months - 1
    WHERE u.months > 1 AND u.months = u.last_month AND m.heard AND e.heard AND u.heard
        AND (u.low > greatest(m.high, e.high) + 3 OR u.high < least(m.low, e.low) - 3)
)
SELECT f.observation_id, min(x.reason) AS reason, NULL AS proposed, NULL AS proposed_unit,
    min(x.conflicts_with) AS conflicts_with
FROM (
    SELECT u_claim AS assertion, reason, m_id AS conflicts_with FROM broken WHERE u_voices = 1
    UNION ALL SELECT m_claim, reason, u_id FROM broken WHERE m_voices = 1
    UNION ALL SELECT e_claim, reason, u_id FROM broken WHERE e_voices = 1
) x JOIN figure f USING (assertion)
GROUP BY f.observation_id
