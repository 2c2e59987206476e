-- What all cross-checks stand on, made anew from `report` for each run of the checks. No check itself.
--
-- figure   every observation with a period, of whatever state; its `assertion` is what it says, apart from who says it.
-- assertion    one row for each distinct assertion: a key, a size and its interval. It is weighed by `voices`, the publishers
--          that say something of the same key which can be true together with it, and by the best `trust` among them.
--          `testifies`: a document still states it, it is an actual, and nothing surer held it (`unfit`).
-- speaker  who says a assertion that testifies.
-- witness  the assertions that testify; crosschecks.py deletes from it what a check holds, before the next check runs.
--
-- rival    pairs of assertions on one key whose intervals do not touch.
--
-- `size` is the value in units that can be compared: money in USD at the year's rate, the rest as it is. `low` and
-- `high` are the interval of rounding and hedge, in the same units.
-- `heard`: at least one of the voices is a page that was read; figures copied by hand never hold another alone.

-- Macros are planned anew wherever they are used: no regular expressions, which are compiled each time, and each part once.
CREATE OR REPLACE TEMP MACRO plain(x) AS rtrim(rtrim(format('{:,.3f}', CAST(x AS DOUBLE)), '0'), '.');
CREATE OR REPLACE TEMP MACRO units(unit, x) AS
    CASE WHEN unit = 'rank' THEN '' WHEN unit = 'person' THEN ' people' WHEN unit = 'index_point' THEN ' points'
        WHEN unit IN ('VND', 'USD', 'percent') OR x = 1 THEN ' ' || unit ELSE ' ' || unit || 's' END;
CREATE OR REPLACE TEMP MACRO said(x, unit) AS
    CASE WHEN unit = 'rank' THEN 'rank ' ELSE '' END
    || plain(x / CASE WHEN abs(x) >= 1e12 THEN 1e12 WHEN abs(x) >= 1e9 THEN 1e9 WHEN abs(x) >= 1e6 THEN 1e6 ELSE 1 END)
    || CASE WHEN abs(x) >= 1e12 THEN ' trillion' WHEN abs(x) >= 1e9 THEN ' billion' WHEN abs(x) >= 1e6 THEN ' million'
        ELSE '' END
    || units(unit, x);
CREATE OR REPLACE TEMP MACRO time_told(period) AS
    CASE
        WHEN period LIKE '%/P%M'
            THEN 'the first ' || rtrim(split_part(period, '/P', 2), 'M') || ' months of ' || left(period, 4)
        WHEN period LIKE '____-S_' THEN CASE right(period, 1) WHEN '1' THEN 'the first' ELSE 'the second' END
            || ' half of ' || left(period, 4)
        WHEN period LIKE '____-Q_' THEN 'quarter ' || right(period, 1) || ' of ' || left(period, 4)
        WHEN period LIKE '____/____' THEN replace(period, '/', ' to ')
        ELSE period
    END;
-- A tie holds both sides.
CREATE OR REPLACE TEMP MACRO stands_against(its_voices, its_trust, voices, trust) AS
    its_voices > voices OR (its_voices = voices AND its_trust <= trust);
-- An unstated price base may be any one; two stated ones must be the same.
CREATE OR REPLACE TEMP MACRO one_base(a, b) AS a = b OR a = '' OR b = '';
-- By what factor two intervals of positive levels miss each other; 1 where they touch.
CREATE OR REPLACE TEMP MACRO times_apart(low_a, high_a, low_b, high_b) AS
    greatest(low_a / high_b, low_b / high_a, 1);
-- By how many units two intervals miss each other; 0 where they touch.
CREATE OR REPLACE TEMP MACRO units_apart(low_a, high_a, low_b, high_b) AS greatest(low_a - high_b, low_b - high_a, 0);
-- What a period of some months may differ from the year's pace, as a logarithm.
CREATE OR REPLACE TEMP MACRO season(months) AS CASE WHEN months < 12 THEN ln(1 + 3.0 / months) ELSE 0 END;
CREATE OR REPLACE TEMP MACRO who(publisher, voices) AS
    publisher || CASE WHEN voices > 2 THEN ' and ' || (voices - 1) || ' others'
        WHEN voices = 2 THEN ' and another' ELSE '' END;

-- The rate of a year; of a year after the table's last, the last one.
CREATE OR REPLACE TEMP TABLE rate AS
SELECT y.year, max_by(x.vnd_per_usd, x.year) AS vnd_per_usd
FROM (SELECT CAST(unnest(range(1990, 2101)) AS INTEGER) AS year) y JOIN exchange_rate x ON x.year <= y.year
GROUP BY y.year;

CREATE OR REPLACE TEMP TABLE figure AS
WITH sized AS (
    SELECT r.observation_id, r.document, r.publisher, r.language, r.published, r.published_to, r.state, r.indicator,
        r.transformation, r.ref_area, r.activity, r.ownership, r.coverage, r.counterpart_area, r.time_period,
        r.period_start, r.period_end, r.freq, r.unit, r.obs_status = 'F' AS is_plan,
        coalesce(r.price_base, '') AS base, CAST(r.value AS DOUBLE) AS value, r.converted_value, r.converted_unit,
        r.obs_status = 'A' AND (r.published_to IS NULL OR r.published_to >= r.period_end) AS is_final,
        CASE r.trust
            WHEN 'statistics_office' THEN 1 WHEN 'provincial_authority' THEN 2 WHEN 'state_agency' THEN 3 ELSE 4
        END AS trust,
        starts_with(r.locator, 'transcribed') AS transcribed,
        CASE WHEN r.unit IN ('VND', 'USD') THEN 'money' ELSE r.unit END AS common,
        CASE WHEN r.unit = 'VND' THEN 1 / x.vnd_per_usd ELSE 1 END AS scale,
        -- a rank is counted, never rounded: the 7th is not the 6th
        CAST(CASE WHEN r.unit = 'rank' AND r.bound = '=' THEN r.value ELSE r.low END AS DOUBLE) AS least,
        CAST(CASE WHEN r.unit = 'rank' AND r.bound = '=' THEN r.value ELSE r.high END AS DOUBLE) AS most,
        date_diff('month', r.period_start, r.period_end) + 1 AS months,
        hash(r.indicator, r.ref_area, r.activity, r.ownership, r.coverage, r.counterpart_area) AS series
    FROM report r LEFT JOIN rate x ON x.year = year(r.period_end)
    WHERE r.time_period IS NOT NULL
)
SELECT * EXCLUDE (scale, least, most), value * scale AS size, least * scale AS low, most * scale AS high,
    hash(series, transformation) AS family, hash(series, time_period) AS moment,
    hash(series, transformation, time_period) AS item,
    hash(series, transformation, time_period, unit, base, least, most, is_plan) AS assertion
FROM sized;

CREATE OR REPLACE TEMP TABLE speaker AS
SELECT assertion, publisher, min(trust) AS trust, bool_and(transcribed) AS transcribed
FROM figure ANTI JOIN unfit USING (observation_id)
WHERE state = 'stated' AND NOT is_plan
GROUP BY assertion, publisher;

CREATE OR REPLACE TEMP TABLE assertion AS
WITH told AS (
    SELECT assertion, min(observation_id) AS observation_id, bool_or(is_final) AS is_final, min(trust) AS own_trust,
        min(publisher) AS publisher, max(publisher) AS last_publisher
    FROM figure GROUP BY assertion
), said_by AS (
    SELECT assertion, count(*) AS voices, min(trust) AS trust, bool_or(NOT transcribed) AS heard FROM speaker GROUP BY assertion
)
SELECT t.*, f.family, f.item, f.moment, f.common, f.unit, f.base, f.value, f.size, f.low, f.high, f.is_plan,
    f.indicator, f.transformation, f.ref_area, f.activity, f.ownership, f.coverage, f.counterpart_area, f.time_period,
    f.period_start, f.period_end, f.freq, f.months, s.assertion IS NOT NULL AS testifies,
    greatest(coalesce(s.voices, 0), 1) AS voices, coalesce(s.trust, t.own_trust) AS trust,
    coalesce(s.heard, false) AS heard,
    m.name, m.kind, m.additive, m.yearly_factor, m.fall, m.price_based, m.loose, m.stock,
    f.transformation <> 'N' OR f.unit IN ('percent', 'index_point', 'rank') AS is_rate
FROM told t
JOIN figure f USING (observation_id)
JOIN measure m ON m.indicator = f.indicator
LEFT JOIN said_by s ON s.assertion = t.assertion;

-- Of items with one assertion the voices are its speakers. Where all assertions touch, they are all the item's speakers; else
-- each assertion is heard with those that it touches.
CREATE OR REPLACE TEMP TABLE told_twice AS
SELECT item, max(low) <= min(high) AND min(unit) = max(unit) AND min(base) = max(base) AS all_touch
FROM assertion GROUP BY item HAVING count(*) > 1;

CREATE OR REPLACE TEMP TABLE weight AS
WITH together AS (
    SELECT c.item, count(DISTINCT s.publisher) AS voices, min(s.trust) AS trust, bool_or(NOT s.transcribed) AS heard
    FROM assertion c JOIN speaker s USING (assertion) SEMI JOIN (FROM told_twice WHERE all_touch) t ON t.item = c.item
    GROUP BY c.item
), split AS (
    FROM assertion SEMI JOIN (FROM told_twice WHERE NOT all_touch) t ON t.item = assertion.item
)
SELECT c.assertion, g.voices, g.trust, g.heard FROM assertion c JOIN together g USING (item)
UNION ALL
SELECT c.assertion, count(DISTINCT s.publisher), min(s.trust), bool_or(NOT s.transcribed)
FROM split c
JOIN split o ON o.item = c.item AND o.common = c.common AND one_base(o.base, c.base)
    AND o.low <= c.high * CASE WHEN o.unit = c.unit THEN 1 ELSE 1.05 END
    AND c.low <= o.high * CASE WHEN o.unit = c.unit THEN 1 ELSE 1.05 END
JOIN speaker s ON s.assertion = o.assertion
GROUP BY c.assertion;

UPDATE assertion SET voices = greatest(w.voices, 1), trust = least(own_trust, w.trust), heard = w.heard
FROM weight w WHERE w.assertion = assertion.assertion;

CREATE OR REPLACE TEMP TABLE witness AS FROM assertion WHERE testifies;

-- Pairs of assertions on one key that cannot both be true: few, and asked for by many checks.
CREATE OR REPLACE TEMP TABLE rival AS
WITH split AS (
    FROM assertion SEMI JOIN (FROM told_twice WHERE NOT all_touch) t ON t.item = assertion.item
)
SELECT a.assertion, b.assertion AS other
FROM split a
JOIN split b ON b.item = a.item AND b.assertion <> a.assertion AND b.common = a.common AND b.is_plan = a.is_plan
    AND (b.low > a.high OR a.low > b.high)
WHERE b.testifies;
