-- Rule: a month, a quarter or the first n months of a flow that is never negative is not more than a longer period that
-- it lies in. The side with more publishers, then the higher trust, stands; a tie holds both.
-- Tolerance: 5 percent and rounding; 15 with an estimate; 100 where the price base of a measure that has several is not
-- stated.
-- Source: arithmetic. Which measures add up: measures.csv, additive.
WITH flow AS (
    SELECT * FROM witness
    WHERE additive AND kind = 'flow' AND transformation = 'N' AND NOT is_rate AND size > 0
        AND freq IN ('A', 'S', 'Q', 'M', 'YTD')
), pair AS (
    SELECT c.assertion, c.name, c.voices, c.trust, c.value, c.unit, c.time_period, w.observation_id AS other_id,
        w.value AS other, w.unit AS other_unit, w.time_period AS other_period, w.voices AS other_voices,
        w.publisher AS other_publisher, c.months < w.months AS is_part
    FROM assertion c
    JOIN flow w ON w.family = c.family AND year(w.period_start) = year(c.period_start) AND w.common = c.common
        AND w.base = c.base
    WHERE c.additive AND c.kind = 'flow' AND c.transformation = 'N' AND NOT c.is_rate AND c.size > 0 AND NOT c.is_plan
        AND c.freq IN ('A', 'S', 'Q', 'M', 'YTD') AND w.heard AND c.months <> w.months
        AND CASE
            WHEN c.months < w.months THEN
                c.period_start >= w.period_start AND c.period_end <= w.period_end AND c.low > w.high * CASE
                    WHEN c.price_based AND c.base = '' THEN 2 WHEN c.is_final AND w.is_final THEN 1.05 ELSE 1.15 END
            ELSE
                w.period_start >= c.period_start AND w.period_end <= c.period_end AND w.low > c.high * CASE
                    WHEN c.price_based AND c.base = '' THEN 2 WHEN c.is_final AND w.is_final THEN 1.05 ELSE 1.15 END
        END
        AND stands_against(w.voices, w.trust, c.voices, c.trust)
)
SELECT f.observation_id,
    said(p.value, p.unit) || ' for ' || p.name || ' in ' || time_told(p.time_period)
        || CASE WHEN is_part THEN ' is more than in the longer period ' ELSE ' is less than in a part of it, ' END
        || time_told(p.other_period) || ': ' || said(p.other, p.other_unit) || ' ('
        || who(p.other_publisher, p.other_voices) || ')' AS reason,
    NULL AS proposed, NULL AS proposed_unit, p.other_id AS conflicts_with
FROM pair p JOIN figure f USING (assertion)
QUALIFY row_number() OVER (PARTITION BY f.observation_id ORDER BY p.other_voices DESC, p.other_id) = 1
