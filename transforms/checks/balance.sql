-- Rule: exports less imports are the trade balance, and exports and imports together are the trade, of one page and
-- period; and, of a page that gives exports and imports, also the balance and the trade of another publisher's page
-- whose own three figures fit each other. Where the sum does not fit, those of its figures that no other publisher
-- confirms are held. A balance or a trade that stands alone on its page is held where it fits no such two figures.
-- Tolerance: rounding of the three, and 3 percent of the trade; between pages 7 percent, as compilers differ.
-- Source: arithmetic; compilers differ by up to 3 percent of exports (of 2016 the province
-- tells 22.809 billion USD, customs 22.146: extractors/curated).
WITH piece AS (
    SELECT f.*, c.voices, c.name, c.heard,
        hash(f.time_period, f.ref_area, f.coverage, f.ownership, f.activity, f.counterpart_area) AS cell
    FROM figure f JOIN witness c USING (assertion)
    WHERE f.indicator IN ('goods_exports', 'goods_imports', 'goods_trade', 'trade_balance') AND f.transformation = 'N'
        AND f.common = 'money' AND NOT f.is_plan AND f.state = 'stated'
), both_ways AS (
    SELECT x.cell, x.document, x.publisher AS teller, x.time_period, x.transcribed,
        x.heard AND m.heard AS both_heard, x.observation_id AS export_id,
        m.observation_id AS import_id, x.size AS exports, m.size AS imports, x.voices AS x_voices,
        m.voices AS m_voices, x.low AS x_low, x.high AS x_high, m.low AS m_low, m.high AS m_high
    FROM piece x
    JOIN piece m ON m.cell = x.cell AND m.document = x.document AND m.indicator = 'goods_imports'
    WHERE x.indicator = 'goods_exports'
), summed AS (
    SELECT b.*, t.observation_id AS sum_id, t.indicator, t.size AS total, t.voices AS t_voices, t.heard,
        t.publisher, t.document = b.document AS is_one_page,
        t.publisher <> b.teller AND t.document NOT IN (SELECT document FROM both_ways) AS is_alone,
        CASE t.indicator WHEN 'trade_balance' THEN x_low - m_high ELSE x_low + m_low END AS low,
        CASE t.indicator WHEN 'trade_balance' THEN x_high - m_low ELSE x_high + m_high END AS high,
        t.low AS total_low, t.high AS total_high
    FROM both_ways b
    JOIN piece t ON t.cell = b.cell AND t.indicator IN ('goods_trade', 'trade_balance')
        AND NOT (t.document = b.document AND b.transcribed)
), fitting AS (
    SELECT sum_id FROM summed
    WHERE is_one_page AND heard AND units_apart(low, high, total_low, total_high) <= 0.03 * (exports + imports)
), broken AS (
    SELECT *,
        said(exports, 'USD') || ' of exports ' || CASE indicator WHEN 'trade_balance' THEN 'less ' ELSE 'and ' END
            || said(imports, 'USD') || ' of imports are not the '
            || CASE indicator WHEN 'trade_balance' THEN 'balance' ELSE 'trade' END || ' of ' || said(total, 'USD')
            || ' that ' || CASE WHEN is_one_page THEN 'the same page gives' ELSE publisher || ' gives' END
            || ' for ' || time_told(time_period) AS reason
    FROM summed
    WHERE (is_one_page OR (is_alone AND both_heard) OR (publisher <> teller AND sum_id IN (SELECT sum_id FROM fitting)))
        AND units_apart(low, high, total_low, total_high)
            > CASE WHEN is_one_page THEN 0.03 ELSE 0.07 END * (exports + imports)
)
SELECT observation_id, min(reason) AS reason, NULL AS proposed, NULL AS proposed_unit,
    min(conflicts_with) AS conflicts_with
FROM (
    SELECT export_id AS observation_id, reason, sum_id AS conflicts_with FROM broken WHERE x_voices = 1 AND NOT is_alone
    UNION ALL SELECT import_id, reason, sum_id FROM broken WHERE m_voices = 1 AND NOT is_alone
    UNION ALL SELECT sum_id, reason, export_id FROM broken WHERE t_voices = 1 AND (is_one_page OR is_alone)
)
GROUP BY observation_id
