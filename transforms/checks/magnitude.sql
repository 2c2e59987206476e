-- Rule: a figure that is a power of ten times what others report for the same key has a slipped comma or a wrong word
-- of size; one whose number is theirs in another currency has a wrong unit. The side with more publishers, then the
-- higher trust, stands; a tie holds both.
-- Tolerance: 7 percent around the power of ten for levels (revisions, rounding), 1 percent for rates and shares, which
-- must also lie more than a point apart; 5 percent around the bare number for a wrong currency.
-- Source: the other reports of the record.
WITH pair AS (
    SELECT c.*, w.observation_id AS other_id, w.value AS other, w.unit AS other_unit, w.publisher AS other_publisher,
        w.voices AS other_voices, w.size AS other_size,
        log10(abs(w.size / c.size)) AS gap, log10(abs(w.value / c.value)) AS bare_gap
    FROM rival r
    JOIN assertion c ON c.assertion = r.assertion
    JOIN witness w ON w.assertion = r.other AND one_base(w.base, c.base)
    WHERE c.size <> 0 AND w.size <> 0 AND sign(c.size) = sign(w.size) AND w.heard AND c.unit <> 'rank'
        AND NOT c.is_plan AND stands_against(w.voices, w.trust, c.voices, c.trust)
), judged AS (
    SELECT *,
        CASE
            WHEN round(gap) <> 0 AND abs(gap - round(gap)) < CASE WHEN is_rate THEN 0.004 ELSE 0.03 END
                AND (NOT is_rate OR abs(other - value) > 1) THEN 'size'
            WHEN unit <> other_unit AND abs(gap) > 0.3 AND abs(bare_gap - round(bare_gap)) < 0.021 THEN 'currency'
        END AS wrong
    FROM pair
)
SELECT f.observation_id,
    CASE wrong
        WHEN 'size' THEN said(j.value, j.unit) || ' is ' || plain(pow(10, abs(round(gap))))
            || CASE WHEN gap > 0 THEN ' times less than the ' ELSE ' times more than the ' END
            || said(other, other_unit) || ' of ' || who(other_publisher, other_voices) || ' for '
            || j.name || ' in ' || time_told(j.time_period)
        ELSE said(j.value, j.unit) || ' has the number that ' || who(other_publisher, other_voices)
            || ' give in another currency: ' || said(other, other_unit) || ' for ' || j.name || ' in '
            || time_told(j.time_period)
    END AS reason,
    CASE wrong WHEN 'size' THEN j.value * pow(10, round(gap)) ELSE j.value * pow(10, round(bare_gap)) END AS proposed,
    CASE wrong WHEN 'size' THEN j.unit ELSE other_unit END AS proposed_unit, other_id AS conflicts_with
FROM judged j JOIN figure f USING (assertion)
WHERE wrong IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY f.observation_id ORDER BY other_voices DESC, other_id) = 1
