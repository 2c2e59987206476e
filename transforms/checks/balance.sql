-- Rule: on one page and for one period, exports less imports are the trade balance, and exports and imports together
-- are the trade. Where the sum does not fit, those of its figures that no other publisher confirms are held.
-- Tolerance: rounding of the three, and 3 percent of the trade.
-- Source: arithmetic.
WITH piece AS (
    SELECT f.*, c.voices, c.name FROM figure f JOIN witness c USING (assertion)
    WHERE f.indicator IN ('goods_exports', 'goods_imports', 'goods_trade', 'trade_balance') AND f.transformation = 'N'
        AND f.common = 'money' AND NOT f.is_plan AND f.state = 'stated'
), sum_up AS (
    SELECT x.observation_id AS export_id, m.observation_id AS import_id, t.observation_id AS sum_id, t.indicator,
        x.size AS exports, m.size AS imports, t.size AS total, x.time_period,
        x.voices AS x_voices, m.voices AS m_voices, t.voices AS t_voices,
        bool_and(NOT x.transcribed) AS is_read,
        CASE t.indicator WHEN 'trade_balance' THEN x.low - m.high ELSE x.low + m.low END AS low,
        CASE t.indicator WHEN 'trade_balance' THEN x.high - m.low ELSE x.high + m.high END AS high,
        t.low AS total_low, t.high AS total_high
    FROM piece x
    JOIN piece m ON m.document = x.document AND m.time_period = x.time_period AND m.indicator = 'goods_imports'
        AND m.ref_area = x.ref_area AND m.coverage = x.coverage AND m.ownership = x.ownership
        AND m.activity = x.activity AND m.counterpart_area = x.counterpart_area
    JOIN piece t ON t.document = x.document AND t.time_period = x.time_period
        AND t.indicator IN ('goods_trade', 'trade_balance')
        AND t.ref_area = x.ref_area AND t.coverage = x.coverage AND t.ownership = x.ownership
        AND t.activity = x.activity AND t.counterpart_area = x.counterpart_area
    WHERE x.indicator = 'goods_exports' AND NOT x.transcribed
    GROUP BY ALL
), broken AS (
    SELECT *,
        CASE indicator
            WHEN 'trade_balance' THEN said(exports, 'USD') || ' of exports less ' || said(imports, 'USD')
                || ' of imports are not the balance of ' || said(total, 'USD')
            ELSE said(exports, 'USD') || ' of exports and ' || said(imports, 'USD')
                || ' of imports are not the trade of ' || said(total, 'USD')
        END || ' that the same page gives for ' || time_told(time_period) AS reason
    FROM sum_up
    WHERE units_apart(low, high, total_low, total_high) > 0.03 * (exports + imports)
)
SELECT observation_id, min(reason) AS reason, NULL AS proposed, NULL AS proposed_unit,
    min(conflicts_with) AS conflicts_with
FROM (
    SELECT export_id AS observation_id, reason, sum_id AS conflicts_with FROM broken WHERE x_voices = 1
    UNION ALL SELECT import_id, reason, sum_id FROM broken WHERE m_voices = 1
    UNION ALL SELECT sum_id, reason, export_id FROM broken WHERE t_voices = 1
)
GROUP BY observation_id
