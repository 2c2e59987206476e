-- Rule: reports of one key that cannot be true together, nor be explained by rounding, hedges, revision, an estimate or
-- another compiler: the side with more publishers, then the higher trust, stands; a tie holds both. What the publisher
-- itself says otherwise elsewhere is a revision, within wider bounds.
-- Tolerance: levels a factor of 1.2, with an estimate 1.35, a revision 1.5; 2 where the price base of a measure that
-- has several is not stated, 2.5 for occupancy and areas. Growth 3 points and a tenth of the larger, shares and index
-- points 3 and a twenty-fifth; with an estimate one and a half times that, a revision three times. Ranks 0, else 1.
-- Source: published figures that contradict each other (extractors/curated: revisions and compilers differ by up to
-- 15 percent, growth rates by up to 11 points).
WITH pair AS (
    SELECT c.*, w.observation_id AS other_id, w.value AS other, w.unit AS other_unit, w.publisher AS other_publisher,
        w.voices AS other_voices, w.size AS other_size, w.low AS other_low, w.high AS other_high,
        w.trust AS other_trust,
        NOT (c.is_final AND w.is_final) AS with_estimate,
        c.publisher = c.last_publisher AND EXISTS (
            FROM speaker s JOIN assertion o ON o.assertion = s.assertion
            WHERE o.item = c.item AND s.publisher = c.publisher AND o.common = c.common AND NOT s.transcribed
                AND o.low <= w.high AND w.low <= o.high
        ) AS is_revision
    FROM rival r
    JOIN assertion c ON c.assertion = r.assertion
    JOIN witness w ON w.assertion = r.other
        AND (w.base = c.base OR c.transformation <> 'N' OR NOT c.price_based)
    WHERE w.heard AND NOT c.is_plan AND stands_against(w.voices, w.trust, c.voices, c.trust)
), apart AS (
    SELECT *,
        CASE
            WHEN unit = 'rank' THEN
                units_apart(low, high, other_low, other_high) > CASE WHEN with_estimate OR is_revision THEN 1 ELSE 0 END
            WHEN loose THEN low > 0 AND times_apart(low, high, other_low, other_high) > 2.5
            WHEN is_rate OR low <= 0 OR other_low <= 0 THEN
                units_apart(low, high, other_low, other_high)
                    > (CASE WHEN is_rate THEN 3 ELSE 0 END + greatest(abs(size), abs(other_size))
                        * CASE WHEN NOT is_rate THEN 0.2 WHEN transformation = 'N' THEN 0.04 ELSE 0.1 END)
                        * CASE WHEN is_revision THEN 3 WHEN with_estimate THEN 1.5 ELSE 1 END
            ELSE times_apart(low, high, other_low, other_high)
                > CASE
                    WHEN price_based AND base = '' THEN 2
                    WHEN is_revision THEN 1.5
                    WHEN with_estimate THEN 1.35
                    ELSE 1.2
                END
        END AS is_apart
    FROM pair
)
SELECT f.observation_id,
    said(a.value, a.unit) || ' for ' || a.name || ' in ' || time_told(a.time_period) || ' cannot be true together with '
        || said(a.other, a.other_unit) || ' of ' || who(a.other_publisher, a.other_voices)
        || CASE WHEN a.voices = a.other_voices AND a.trust = a.other_trust THEN ', and nothing says which is right'
            ELSE '' END AS reason,
    CASE WHEN a.other_voices > a.voices THEN a.other END AS proposed,
    CASE WHEN a.other_voices > a.voices THEN a.other_unit END AS proposed_unit, a.other_id AS conflicts_with
FROM apart a JOIN figure f USING (assertion)
WHERE a.is_apart
QUALIFY row_number() OVER (PARTITION BY f.observation_id ORDER BY a.other_voices DESC, a.other_id) = 1
