-- Rule: the percentage that a page gives a part is that part's level over the whole's, of one page, period and price
-- base. Where it is not, those of the three that no other publisher confirms are held.
-- Tolerance: 3 points and rounding: pages set shares beside levels of slightly another scope.
-- Source: arithmetic; which share belongs to which level: the three pairs below (GUIDE section 2).
WITH piece AS (
    SELECT f.*, c.voices, c.name FROM figure f JOIN witness c USING (assertion)
    WHERE f.transformation = 'N' AND NOT f.is_plan AND f.state = 'stated' AND NOT f.transcribed
       
        AND f.indicator IN ('goods_exports_share', 'goods_exports', 'industrial_production_share',
            'industrial_production_value', 'grdp_share', 'industrial_value_added', 'grdp')
), three AS (
    SELECT s.observation_id AS share_id, p.observation_id AS part_id, w.observation_id AS whole_id,
        s.value AS share, p.value AS part, w.value AS whole, p.unit, s.time_period, w.name,
        s.voices AS s_voices, p.voices AS p_voices, w.voices AS w_voices,
        s.low, s.high, 100 * p.low / w.high AS level_low, 100 * p.high / w.low AS level_high
    FROM piece s
    JOIN (VALUES ('goods_exports_share', 'goods_exports', 'goods_exports'),
        ('industrial_production_share', 'industrial_production_value', 'industrial_production_value'),
        ('grdp_share', 'industrial_value_added', 'grdp')) AS kin(share, part, whole) ON kin.share = s.indicator
    JOIN piece p ON p.document = s.document AND p.indicator = kin.part AND p.time_period = s.time_period
        AND p.ref_area = s.ref_area AND p.activity = s.activity AND p.ownership = s.ownership
        AND p.coverage = s.coverage AND p.counterpart_area = s.counterpart_area
    JOIN piece w ON w.document = s.document AND w.indicator = kin.whole AND w.time_period = s.time_period
        AND w.ref_area = s.ref_area AND w.activity = '_T' AND w.ownership = '_T' AND w.coverage = 'province'
        AND w.counterpart_area = '_T' AND w.unit = p.unit AND w.base = p.base
    WHERE w.observation_id <> p.observation_id AND w.low > 0 AND s.unit = 'percent'
), broken AS (
    SELECT *, plain(share) || ' percent is given beside ' || said(part, unit) || ' of ' || said(whole, unit) || ' ('
        || name || ' in ' || time_told(time_period) || '), which are ' || plain(round(100 * part / whole, 1))
        || ' percent' AS reason
    FROM three WHERE units_apart(low, high, level_low, level_high) > 3
)
SELECT observation_id, min(reason) AS reason, NULL AS proposed, NULL AS proposed_unit,
    min(conflicts_with) AS conflicts_with
FROM (
    SELECT share_id AS observation_id, reason, part_id AS conflicts_with FROM broken WHERE s_voices = 1
    UNION ALL SELECT part_id, reason, share_id FROM broken WHERE p_voices = 1
    UNION ALL SELECT whole_id, reason, share_id FROM broken WHERE w_voices = 1
)
GROUP BY observation_id
