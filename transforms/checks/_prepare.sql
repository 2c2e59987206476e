-- What all cross-checks stand on, made anew from `report` for each run of the checks. No check itself.
--
-- figure   every observation with a period, of whatever state; its `claim` is what it says, apart from who says it.
-- claim    one row for each distinct claim: a key, a size and its interval. It is weighed by `voices`, the publishers
--          that say something of the same key which can be true together with it, and by the best `trust` among them.
--          `testifies`: a document still states it, it is an actual, and nothing that was surer held it (table `unfit`).
-- speaker  who says a claim that testifies.
-- witness  the claims that testify; crosschecks.py deletes from it what a check holds, before the next check runs.
--
-- `size` is the value in units that can be compared: money in USD at the year's rate, the rest as it is. `low` and
-- `high` are the interval of rounding and hedge, in the same units.
-- `heard`: at least one of the voices is a page that was read; figures copied by hand never hold another alone.

CREATE OR REPLACE TEMP MACRO plain(x) AS regexp_replace(format('{:,.3f}', CAST(x AS DOUBLE)), '\.?0+$', '');
CREATE OR REPLACE TEMP MACRO units(unit, x) AS
    CASE WHEN unit = 'rank' THEN '' WHEN unit = 'person' THEN ' people' WHEN unit = 'index_point' THEN ' points'
        WHEN unit IN ('VND', 'USD', 'percent') OR x = 1 THEN ' ' || unit ELSE ' ' || unit || 's' END;
CREATE OR REPLACE TEMP MACRO said(x, unit) AS
    CASE
        WHEN unit = 'rank' THEN 'rank ' || plain(x)
        WHEN abs(x) >= 1e12 THEN plain(x / 1e12) || ' trillion'
        WHEN abs(x) >= 1e9 THEN plain(x / 1e9) || ' billion'
        WHEN abs(x) >= 1e6 THEN plain(x / 1e6) || ' million'
        ELSE plain(x)
    END || units(unit, x);
CREATE OR REPLACE TEMP MACRO time_told(period) AS
    CASE
        WHEN period LIKE '%/P%M' THEN 'the first ' || regexp_extract(period, 'P(\d+)M', 1) || ' months of ' || left(period, 4)
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
    SELECT r.observation_id, r.document, r.publisher, r.language, r.published, r.published_from, r.published_to,
        r.state, r.indicator, r.transformation, r.ref_area, r.activity, r.ownership, r.coverage, r.counterpart_area,
        r.time_period, r.period_start, r.period_end, r.freq, r.unit, r.obs_status = 'F' AS is_plan,
        coalesce(r.price_base, '') AS base, CAST(r.value AS DOUBLE) AS value, r.bound,
        r.converted_value, r.converted_unit,
        coalesce(r.obs_status = 'A' AND NOT (r.published_to < r.period_end), false)
            OR (r.obs_status = 'A' AND r.published_to IS NULL) AS is_final,
        CASE r.trust
            WHEN 'statistics_office' THEN 1 WHEN 'provincial_authority' THEN 2 WHEN 'state_agency' THEN 3 ELSE 4
        END AS trust,
        starts_with(r.locator, 'transcribed') AS transcribed,
        CASE WHEN r.unit IN ('VND', 'USD') THEN 'money' ELSE r.unit END AS common,
        CASE WHEN r.unit = 'VND' THEN 1 / x.vnd_per_usd ELSE 1 END AS scale,
        -- a rank is counted, never rounded: the 7th is not the 6th
        CAST(CASE WHEN r.unit = 'rank' AND r.bound = '=' THEN r.value ELSE r.low END AS DOUBLE) AS least,
        CAST(CASE WHEN r.unit = 'rank' AND r.bound = '=' THEN r.value ELSE r.high END AS DOUBLE) AS most,
        year(r.period_start) = year(r.period_end) AS in_one_year,
        date_diff('month', r.period_start, r.period_end) + 1 AS months,
        hash(r.indicator, r.transformation, r.ref_area, r.activity, r.ownership, r.coverage, r.counterpart_area)
            AS family
    FROM report r LEFT JOIN rate x ON x.year = year(r.period_end)
    WHERE r.time_period IS NOT NULL
)
SELECT * EXCLUDE (scale, least, most), hash(family, time_period) AS item, value * scale AS size,
    least * scale AS low, most * scale AS high,
    hash(family, time_period, unit, base, least, most, is_plan) AS claim
FROM sized;

CREATE OR REPLACE TEMP TABLE speaker AS
SELECT claim, publisher, any_value(item) AS item, any_value(common) AS common, any_value(unit) AS unit,
    any_value(base) AS base, any_value(low) AS low, any_value(high) AS high, min(trust) AS trust,
    bool_and(transcribed) AS transcribed
FROM figure ANTI JOIN unfit USING (observation_id)
WHERE state = 'stated' AND NOT is_plan
GROUP BY claim, publisher;

CREATE OR REPLACE TEMP TABLE claim AS
WITH told AS (
    SELECT claim, any_value(family) AS family, any_value(item) AS item, any_value(common) AS common,
        any_value(unit) AS unit, any_value(base) AS base, any_value(value) AS value, any_value(size) AS size,
        any_value(low) AS low, any_value(high) AS high, any_value(is_plan) AS is_plan,
        bool_or(is_final) AS is_final, min(trust) AS own_trust,
        min(publisher) AS publisher, max(publisher) AS last_publisher, min(observation_id) AS observation_id,
        any_value(indicator) AS indicator, any_value(transformation) AS transformation,
        any_value(ref_area) AS ref_area, any_value(activity) AS activity, any_value(ownership) AS ownership,
        any_value(coverage) AS coverage, any_value(counterpart_area) AS counterpart_area,
        any_value(time_period) AS time_period, any_value(period_start) AS period_start,
        any_value(period_end) AS period_end, any_value(freq) AS freq, any_value(months) AS months,
        any_value(in_one_year) AS in_one_year
    FROM figure GROUP BY claim
), alone AS (
    SELECT item FROM told GROUP BY item HAVING count(*) = 1
), single AS (
    SELECT claim, count(*) AS voices, min(trust) AS trust, bool_or(NOT transcribed) AS heard
    FROM speaker SEMI JOIN alone USING (item) GROUP BY claim
), several AS (
    SELECT t.claim, count(DISTINCT s.publisher) AS voices, min(s.trust) AS trust,
        bool_or(NOT s.transcribed) AS heard
    FROM told t ANTI JOIN alone USING (item)
    JOIN speaker s ON s.item = t.item AND s.common = t.common AND one_base(s.base, t.base)
        AND s.low <= t.high * CASE WHEN s.unit = t.unit THEN 1 ELSE 1.05 END
        AND t.low <= s.high * CASE WHEN s.unit = t.unit THEN 1 ELSE 1.05 END
    GROUP BY t.claim
)
SELECT t.*, greatest(coalesce(a.voices, b.voices, 0), 1) AS voices,
    least(t.own_trust, coalesce(a.trust, b.trust, 4)) AS trust, coalesce(a.heard, b.heard, false) AS heard,
    t.claim IN (SELECT claim FROM speaker) AS testifies,
    m.name, m.kind, m.additive, m.yearly_factor, m.fall, m.price_based, m.loose, m.stock,
    t.transformation <> 'N' OR t.unit IN ('percent', 'index_point', 'rank') AS is_rate
FROM told t
JOIN measure m ON m.indicator = t.indicator
LEFT JOIN single a ON a.claim = t.claim
LEFT JOIN several b ON b.claim = t.claim;

CREATE OR REPLACE TEMP TABLE witness AS FROM claim WHERE testifies;
