-- Rule: money that a page repeats in a second currency, in brackets, is converted at about the year's rate. Which of
-- the two is wrong cannot be told from them, so the figure is held only if no other publisher confirms its main value.
-- Tolerance: 5 percent, as pages use the day's rate and the table has the year's average, and half the last digit of
-- either. A stock was converted as it grew: any rate from ten years before on counts, as far back as the table goes.
-- Source: exchange_rate.csv, each year with its own source.
WITH converted AS (
    SELECT f.observation_id, f.assertion, f.value, f.unit, f.time_period, year(f.period_end) AS year, f.freq,
        CAST(f.converted_value AS DOUBLE) AS other, f.converted_unit,
        -- half the last printed digit of the conversion, as a share of it
        0.5 * pow(10, length(split_part(CAST(f.converted_value AS VARCHAR), '.', 1))
            - length(rtrim(split_part(CAST(f.converted_value AS VARCHAR), '.', 1), '0'))) / abs(f.converted_value)
            AS other_slack,
        (f.high - f.low) / 2 / abs(f.size) AS slack
    FROM figure f
    WHERE f.converted_value <> 0 AND f.value <> 0
        AND ((f.unit = 'VND' AND f.converted_unit = 'USD') OR (f.unit = 'USD' AND f.converted_unit = 'VND'))
), decade AS (
    SELECT year, vnd_per_usd, min(vnd_per_usd) OVER years AS least, max(vnd_per_usd) OVER years AS most
    FROM rate WINDOW years AS (ORDER BY year RANGE BETWEEN 10 PRECEDING AND CURRENT ROW)
), implied AS (
    SELECT c.*, abs(CASE WHEN unit = 'VND' THEN value / other ELSE other / value END) AS dong,
        1.05 * (1 + slack + CASE WHEN abs(other) < 10 THEN 0.1 ELSE least(other_slack, 0.2) END) AS allowed,
        r.vnd_per_usd, CASE WHEN c.freq = 'D' THEN r.least ELSE r.vnd_per_usd END AS least,
        CASE WHEN c.freq = 'D' THEN r.most ELSE r.vnd_per_usd END AS most
    FROM converted c
    JOIN decade r ON r.year = c.year
)
SELECT i.observation_id,
    said(i.value, i.unit) || ' is repeated as ' || said(i.other, i.converted_unit) || ', which makes '
        || plain(i.dong) || ' VND to the dollar; in ' || i.year || ' it was about ' || plain(i.vnd_per_usd)
        || CASE WHEN abs(log10(i.dong / i.vnd_per_usd) - round(log10(i.dong / i.vnd_per_usd))) < 0.05
            THEN ': one of the two is off by a factor of '
                || plain(pow(10, abs(round(log10(i.dong / i.vnd_per_usd)))))
            ELSE '' END AS reason,
    NULL AS proposed, NULL AS proposed_unit, NULL AS conflicts_with
FROM implied i JOIN assertion c USING (assertion)
WHERE NOT i.dong BETWEEN i.least / i.allowed AND i.most * i.allowed AND (c.voices = 1 OR NOT c.testifies)
