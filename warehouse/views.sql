-- What people ask. Names are unqualified, so that the views work under whatever name the file is attached.
-- Nothing newer than DuckDB 1.1 knows. Comments on every view and column stand in dictionary.py.

-- The words for a unit.
CREATE OR REPLACE VIEW unit AS
SELECT * FROM (VALUES
    ('VND', 'dong', 'đồng'), ('USD', 'US dollars', 'đô la Mỹ'), ('percent', 'percent', '%'),
    ('hectare', 'hectares', 'ha'), ('person', 'people', 'người'), ('project', 'projects', 'dự án'),
    ('enterprise', 'enterprises', 'doanh nghiệp'), ('zone', 'industrial zones', 'khu công nghiệp'),
    ('cluster', 'industrial clusters', 'cụm công nghiệp'), ('rank', 'rank', 'hạng'),
    ('index_point', 'index points', 'điểm')
) AS label(unit, label_en, label_vi);

-- Readings in the order in which their texts were seen, then in which they were made: the later one knows more.
-- A reading seen again after another (an edit taken back) counts from its last sighting.
CREATE OR REPLACE VIEW reading AS
WITH sighting AS (
    SELECT *,
        row_number() OVER (PARTITION BY document ORDER BY seen_at, step, version, reading) AS position,
        row_number() OVER (PARTITION BY document, version ORDER BY step DESC, seen_at DESC, reading DESC) AS recency,
        row_number() OVER (PARTITION BY document ORDER BY seen_at DESC, step DESC, version DESC, reading DESC) AS age
    FROM document_version
)
SELECT reading, document, version, max(position) AS position, min(recency) = 1 AS newest_of_version,
    min(age) = 1 AS is_current, min(seen_at) AS first_seen, max(seen_at) AS last_seen, max(step) AS step
FROM sighting GROUP BY reading, document, version;

-- Whether its document still states an observation, by the newest reading of each version of the document's text:
-- read in the current version: stated; read only in earlier ones: withdrawn; in none: superseded, an earlier
-- extractor's error. What was typed by hand and is no longer was a typing error: its page never said so. A pure function
-- of evidence and sightings; load.py appends to `statement` where it changed.
CREATE OR REPLACE VIEW statement_due AS
WITH newest AS (
    SELECT e.observation_id, bool_or(r.newest_of_version) AS is_read,
        bool_or(r.newest_of_version AND r.version = c.version) AS is_current
    FROM evidence e
    JOIN reading r ON r.reading = e.reading
    JOIN reading c ON c.document = r.document AND c.is_current
    GROUP BY e.observation_id
)
SELECT n.observation_id, o.document, c.version,
    CASE
        WHEN n.is_current THEN 'stated'
        WHEN n.is_read AND NOT starts_with(o.document, 'transcribed:') THEN 'withdrawn'
        ELSE 'superseded'
    END AS state,
    c.last_seen AS since
FROM newest n
JOIN observation o ON o.observation_id = n.observation_id
JOIN reading c ON c.document = o.document AND c.is_current;

CREATE OR REPLACE VIEW current_statement AS
SELECT observation_id, document, version, state, since, run_id, step FROM statement
QUALIFY row_number() OVER (PARTITION BY observation_id ORDER BY step DESC) = 1;

CREATE OR REPLACE VIEW current_verdict AS
SELECT observation_id, status, check_name, reason, proposed, proposed_unit, conflicts_with, run_id, decided_at, step
FROM verdict
QUALIFY rank() OVER (PARTITION BY observation_id ORDER BY step DESC) = 1;

-- What a person decided about a figure, where that holds now.
CREATE OR REPLACE VIEW current_decision AS
SELECT observation_id, action, value, who, decided_at, why, expected, until, run_id, step
FROM (
    SELECT * FROM decision QUALIFY row_number() OVER (PARTITION BY observation_id ORDER BY step DESC) = 1
)
WHERE action NOT IN ('reopen', 'lapsed');

-- One row an observation, with the best evidence of the latest reading that found it. Everything below starts here.
CREATE OR REPLACE VIEW report AS
WITH best AS (
    SELECT e.*, r.newest_of_version FROM evidence e JOIN reading r ON r.reading = e.reading
    QUALIFY row_number() OVER (
        PARTITION BY e.observation_id
        ORDER BY r.newest_of_version DESC, r.position DESC, e.confidence DESC, e.high - e.low, e.locator
    ) = 1
), page AS (
    SELECT * FROM document_version
    QUALIFY row_number() OVER (PARTITION BY reading ORDER BY seen_at DESC, step DESC) = 1
), version_seen AS (
    SELECT document, version, CAST(make_timestamp(epoch_us(min(seen_at))) + INTERVAL 7 HOUR AS DATE) AS day,
        min(seen_at) = min(min(seen_at)) OVER (PARTITION BY document) AS is_first
    FROM document_version GROUP BY document, version
), told AS (
    SELECT e.observation_id, min(v.day) AS day, bool_or(v.is_first) AS from_the_first
    FROM evidence e
    JOIN reading r ON r.reading = e.reading
    JOIN version_seen v ON v.document = r.document AND v.version = r.version
    GROUP BY e.observation_id
)
SELECT o.observation_id, o.document, o.indicator, o.transformation, o.ref_area, o.activity, o.ownership, o.coverage,
    o.counterpart_area, o.time_period, o.period_start, o.period_end, o.freq, coalesce(d.value, o.value) AS value,
    coalesce(d.value, b.low) AS low, coalesce(d.value, b.high) AS high, o.value AS stated_value, o.unit, o.price_base,
    o.obs_status, o.bound, b.converted_value, b.converted_unit, b.confidence, b.printed, b.sentence,
    b.locator, b.version, b.reading, p.source, p.publisher, p.trust, p.url, p.title, p.language, p.published,
    p.published_from, p.published_to,
    -- Known from the end of the day of publication on, but no later than the day we saw it (Viet Nam, UTC+7): a page may
    -- be dated by its year alone. What an edited page says from a later version on, and what an undated one says, is
    -- known from the day we first saw that version; what was typed by hand stood on its page from the first.
    CASE WHEN t.from_the_first OR starts_with(b.locator, 'transcribed:') THEN least(p.published_to, t.day) ELSE t.day
    END AS known_from,
    coalesce(s.state, 'stated') AS state,
    CASE
        WHEN o.time_period IS NULL THEN 'incomplete'
        WHEN v.rejected THEN 'rejected'
        WHEN v.held THEN 'held'
        WHEN v.observation_id IS NOT NULL THEN 'accepted'
        ELSE 'unchecked'
    END AS verdict
FROM observation o
JOIN best b ON b.observation_id = o.observation_id
JOIN page p ON p.reading = b.reading
JOIN told t ON t.observation_id = o.observation_id
LEFT JOIN current_statement s ON s.observation_id = o.observation_id
LEFT JOIN current_decision d ON d.observation_id = o.observation_id
LEFT JOIN (
    SELECT observation_id, bool_or(status = 'rejected') AS rejected, bool_or(status = 'held') AS held
    FROM current_verdict GROUP BY observation_id
) v ON v.observation_id = o.observation_id;

-- The price base of a report that names none: the one base whose accepted value of its key it can equal; two such bases
-- decide nothing. Where it equals none, a level has the base whose value is within 1 percent of it, if no other base's is
-- within 10.
CREATE OR REPLACE VIEW inferred_base AS
WITH usable AS (
    FROM report WHERE state = 'stated' AND verdict = 'accepted' AND obs_status <> 'F'
), beside AS (
    SELECT bare.observation_id, based.price_base, based.observation_id AS price_base_from,
        based.low <= bare.high AND bare.low <= based.high AS equal,
        based.low * 0.99 <= bare.high AND bare.low <= based.high * 1.01 AS near
    FROM usable bare
    JOIN usable based USING (
        indicator, transformation, ref_area, activity, ownership, coverage, counterpart_area, time_period, unit
    )
    WHERE bare.price_base IS NULL AND based.price_base IS NOT NULL
        AND ((based.low <= bare.high AND bare.low <= based.high)
            OR (transformation = 'N' AND based.low * 0.9 <= bare.high AND bare.low <= based.high * 1.1))
)
SELECT observation_id, coalesce(min(price_base) FILTER (WHERE equal), min(price_base)) AS price_base,
    coalesce(min(price_base_from) FILTER (WHERE equal), min(price_base_from) FILTER (WHERE near)) AS price_base_from
FROM beside GROUP BY observation_id
HAVING count(DISTINCT price_base) FILTER (WHERE equal) = 1
    OR (NOT bool_or(equal) AND bool_or(near) AND count(DISTINCT price_base) = 1);

-- Reports that may stand in the series, with the grounds on which they are ranked, and none of their words: windows over
-- millions of reports have room for these alone.
CREATE OR REPLACE VIEW candidate_rank AS
WITH usable AS (
    SELECT observation_id, indicator, transformation, ref_area, activity, ownership, coverage, counterpart_area,
        time_period, unit, price_base, value, low, high, publisher, published_from, obs_status,
        coalesce(published_from >= period_end, false) AS surely_after,
        CASE
            WHEN obs_status = 'A' AND published_to < period_end THEN 2 -- not over when published: preliminary
            WHEN obs_status = 'A' THEN 1 WHEN obs_status = 'P' THEN 2 ELSE 3
        END AS own_rank,
        CASE trust
            WHEN 'statistics_office' THEN 1 WHEN 'provincial_authority' THEN 2 WHEN 'state_agency' THEN 3 ELSE 4
        END AS trust_rank,
        CASE WHEN bound = '=' THEN 0 ELSE 1 END AS hedge_rank,
        starts_with(locator, 'transcribed:') AS transcribed
    FROM report
    WHERE state = 'stated' AND verdict = 'accepted' AND obs_status <> 'F'
), keyed AS (
    SELECT observation_id, value, low, high, publisher, published_from, own_rank, trust_rank, hedge_rank, transcribed,
        coalesce(usable.price_base, base.price_base) AS price_base, base.price_base IS NOT NULL AS price_base_inferred,
        concat_ws('|', indicator, transformation, ref_area, activity, ownership, coverage, counterpart_area,
            time_period, unit, coalesce(usable.price_base, base.price_base, '')) AS series_key,
        own_rank = 2 AND obs_status = 'A' AS is_early,
        CASE WHEN own_rank = 1 AND NOT surely_after THEN 2 ELSE own_rank END AS sure_rank
    FROM usable LEFT JOIN inferred_base base USING (observation_id)
), of_key AS (
    SELECT *,
        min(sure_rank) OVER (PARTITION BY series_key) AS best_status,
        count(*) OVER (PARTITION BY series_key) AS reports,
        count(DISTINCT publisher) OVER (PARTITION BY series_key) AS publishers,
        min(value) OVER (PARTITION BY series_key) = max(value) OVER (PARTITION BY series_key) AS all_agree
    FROM keyed
)
SELECT * EXCLUDE (own_rank, sure_rank),
    -- Nothing says whether an undated page, or one dated by the period's year alone, is from after the period's end: it
    -- stands beside a figure that is known to be final, and where there is none beside the preliminary ones, never before.
    CASE WHEN own_rank = 1 THEN best_status ELSE own_rank END AS status_rank
FROM of_key;

-- The same reports with all that `report` says of them.
CREATE OR REPLACE VIEW candidate AS
SELECT r.* EXCLUDE (price_base), k.trust_rank, k.hedge_rank, k.transcribed, k.price_base, k.price_base_inferred,
    k.series_key, k.is_early, k.status_rank
FROM candidate_rank k JOIN report r USING (observation_id);

-- WHICH REPORT WINS, the one place where it is decided. Step by step, the next one only among those left:
--   1 status      final before preliminary before estimate; a final figure published before its period ended is
--                 preliminary; one on a page without a date, or with one that does not say whether it is from after
--                 the period, is not known to be final: it ranks with the final figures where there is one, else with
--                 the preliminary ones; plans (F) never enter
--   2 archived    of each publisher what was read from archived pages, before what was typed from its pages by hand
--   3 newest      of each publisher its newest report, undated last; a date that is but a year or month counts as its
--                 first day
--   4 trust       statistics office, provincial authority, state agency, other press
--   5 exactness   unhedged before hedged, then the narrower interval
--   6 date        the newer, undated last
--   7 tie         the smaller observation_id: no meaning, but always the same
-- Last, where the winner is hedged ("over 38") and an exact report of equal status lies inside its interval, that one
-- wins (`exact within hedge`): both are true, and it says more.
CREATE OR REPLACE VIEW series AS
WITH of_publisher AS (
    SELECT *,
        transcribed = first_value(transcribed) OVER newest_first AS archived,
        row_number() OVER newest_first = 1 AS newest
    FROM candidate_rank
    WHERE status_rank = best_status
    WINDOW newest_first AS (
        PARTITION BY series_key, publisher
        ORDER BY transcribed, published_from DESC NULLS LAST, hedge_rank, high - low, observation_id
    )
), ranked AS (
    SELECT *,
        row_number() OVER best_first = 1 AS is_winner,
        lead(newest) OVER best_first AS next_newest, lead(archived) OVER best_first AS next_archived,
        lead(trust_rank) OVER best_first AS next_trust, lead(hedge_rank) OVER best_first AS next_hedge,
        lead(high - low) OVER best_first AS next_width, lead(published_from) OVER best_first AS next_date,
        hedge_rank = 0 AND newest AND archived AND first_value(hedge_rank) OVER best_first = 1
            AND value BETWEEN first_value(low) OVER best_first AND first_value(high) OVER best_first AS is_inside
    FROM of_publisher
    WINDOW best_first AS (
        PARTITION BY series_key
        ORDER BY newest DESC, archived DESC, trust_rank, hedge_rank, high - low, published_from DESC NULLS LAST,
            observation_id
    )
), chosen AS (
    SELECT *,
        CASE -- by what the winner stands before the next
            WHEN reports = 1 THEN 'only report'
            WHEN next_newest IS NULL THEN 'status'
            WHEN NOT next_archived THEN 'archived'
            WHEN NOT next_newest THEN 'newest'
            WHEN next_trust <> trust_rank THEN 'trust'
            WHEN next_hedge <> hedge_rank OR next_width <> high - low THEN 'exactness'
            WHEN next_date IS DISTINCT FROM published_from THEN 'date'
            ELSE 'tie'
        END AS step_that_decided
    FROM ranked
    WHERE is_winner OR is_inside
), inside AS (
    SELECT * FROM chosen
    WHERE is_inside
    QUALIFY row_number() OVER (
        PARTITION BY series_key ORDER BY trust_rank, high - low, published_from DESC NULLS LAST, observation_id
    ) = 1
)
SELECT c.indicator, c.transformation, c.ref_area, c.activity, c.ownership, c.coverage, c.counterpart_area,
    c.time_period, c.unit, w.price_base, c.value, c.low, c.high, c.bound,
    CASE WHEN coalesce(i.is_early, w.is_early) THEN 'P' ELSE c.obs_status END AS obs_status,
    c.freq, c.period_start, c.period_end, c.source, c.publisher, c.published, c.url, c.sentence,
    w.reports, w.publishers,
    CASE
        WHEN w.all_agree AND w.reports > 1 THEN 'all agree'
        WHEN i.observation_id IS NOT NULL THEN 'exact within hedge'
        ELSE w.step_that_decided
    END AS decided_by,
    c.observation_id, coalesce(i.price_base_inferred, w.price_base_inferred) AS price_base_inferred, b.price_base_from,
    c.value <> c.stated_value AS corrected
FROM (FROM chosen WHERE is_winner) w
LEFT JOIN inside i ON i.series_key = w.series_key
JOIN report c ON c.observation_id = coalesce(i.observation_id, w.observation_id)
LEFT JOIN inferred_base b ON b.observation_id = c.observation_id;

-- One row a period and territory. Where the period has several units or price bases, the indicator's usual unit, then
-- the most reported one is shown; the row names both, so that no two bases are compared unawares.
CREATE OR REPLACE VIEW headline AS
SELECT s.indicator, i.name_en, i.name_vi, s.ref_area, s.time_period, s.freq, s.period_start, s.period_end, s.value,
    s.unit, u.label_en AS unit_en, u.label_vi AS unit_vi, s.price_base, s.bound, s.obs_status, s.publisher, s.published,
    s.url, s.reports, s.publishers, s.corrected, s.observation_id
FROM series s
JOIN indicator i ON i.indicator = s.indicator
LEFT JOIN unit u ON u.unit = s.unit
WHERE s.transformation = 'N' AND s.activity = '_T' AND s.ownership = '_T' AND s.coverage = 'province'
    AND s.counterpart_area = '_T'
QUALIFY row_number() OVER (
    PARTITION BY s.indicator, s.ref_area, s.time_period
    ORDER BY s.unit = i.unit DESC, s.publishers DESC, s.reports DESC, s.price_base DESC NULLS LAST, s.unit
) = 1;

-- Every piece of evidence of every observation, also of those held, withdrawn or incomplete. What people decided about
-- it stays visible for ever: the latest, and all in the order in which they were taken up.
CREATE OR REPLACE VIEW provenance AS
WITH page AS (
    SELECT * FROM document_version
    QUALIFY row_number() OVER (PARTITION BY reading ORDER BY seen_at DESC, step DESC) = 1
), archived AS (
    SELECT sha256, warc_file, warc_offset, fetched_at FROM request
    WHERE warc_file IS NOT NULL AND sha256 IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY sha256 ORDER BY fetched_at, warc_file, warc_offset) = 1
)
SELECT o.observation_id, o.indicator, o.transformation, o.ref_area, o.activity, o.ownership, o.coverage,
    o.counterpart_area, o.time_period, o.value, o.unit, e.printed, e.sentence, p.title, p.url, p.source, p.publisher,
    p.published, p.published_origin, p.template, e.locator, a.warc_file, a.warc_offset, p.snapshot_sha256,
    p.document, e.version, e.extractor_version, e.catalog_version, e.confidence, e.converted_value,
    e.converted_unit, r.first_seen, e.run_id, t.state, t.verdict, d.action AS decision,
    d.value AS corrected_value, d.who, d.decided_at, d.why, d.decisions
FROM observation o
JOIN evidence e ON e.observation_id = o.observation_id
JOIN page p ON p.reading = e.reading
JOIN reading r ON r.reading = e.reading
JOIN report t ON t.observation_id = o.observation_id
LEFT JOIN (
    SELECT *,
        string_agg(action || coalesce(' ' || regexp_replace(CAST(value AS VARCHAR), '\.?0+$', ''), '') || ' by ' || who
            || ' on ' || strftime(decided_at, '%Y-%m-%d') || ': ' || why, '; ')
            OVER (PARTITION BY observation_id ORDER BY step) AS decisions
    FROM decision QUALIFY row_number() OVER (PARTITION BY observation_id ORDER BY step DESC) = 1
) d ON d.observation_id = o.observation_id
LEFT JOIN archived a ON a.sha256 = p.snapshot_sha256;

-- One row a failed check of an observation that its document still states.
CREATE OR REPLACE VIEW quarantine AS
SELECT r.observation_id, v.status, v.check_name, v.reason, v.proposed, v.proposed_unit, v.conflicts_with, r.indicator, r.transformation, r.ref_area, r.activity,
    r.ownership, r.coverage, r.counterpart_area, r.time_period, r.value, r.unit, r.price_base, r.obs_status, r.bound,
    s.value AS series_value, s.publisher AS series_publisher, r.printed, r.sentence, r.title, r.publisher, r.published,
    r.url, v.decided_at, v.run_id
FROM current_verdict v
JOIN report r ON r.observation_id = v.observation_id
LEFT JOIN series s ON s.indicator = r.indicator AND s.transformation = r.transformation AND s.ref_area = r.ref_area
    AND s.activity = r.activity AND s.ownership = r.ownership AND s.coverage = r.coverage
    AND s.counterpart_area = r.counterpart_area AND s.time_period = r.time_period AND s.unit = r.unit
    AND s.price_base IS NOT DISTINCT FROM r.price_base
WHERE v.status <> 'accepted' AND r.state = 'stated';

CREATE OR REPLACE VIEW incomplete AS
SELECT observation_id, indicator, transformation, ref_area, activity, ownership, coverage, counterpart_area, value,
    unit, obs_status, bound, printed, sentence, title, publisher, published, url
FROM report WHERE time_period IS NULL AND state = 'stated';

-- Of the current reading of each document only.
CREATE OR REPLACE VIEW unclaimed AS
SELECT n.printed, n.sentence, p.title, p.url, p.source, p.published, n.document, n.version
FROM unclaimed_number n
JOIN reading r ON r.reading = n.reading AND r.is_current
JOIN (
    SELECT * FROM document_version
    QUALIFY row_number() OVER (PARTITION BY reading ORDER BY seen_at DESC, step DESC) = 1
) p ON p.reading = n.reading;

-- Every year from an indicator's first to its last, so that a missing one shows; an indicator without any has one row.
CREATE OR REPLACE VIEW coverage AS
WITH dated AS (
    SELECT *, CAST(year(period_start) AS INTEGER) AS year FROM report
    WHERE state = 'stated' AND time_period IS NOT NULL AND freq <> '_O'
), counted AS (
    SELECT indicator, year, count(*) AS reports, count(*) FILTER (WHERE verdict = 'accepted') AS accepted,
        count(*) FILTER (WHERE verdict = 'accepted' AND obs_status = 'F') AS plans,
        count(*) FILTER (WHERE verdict IN ('held', 'rejected')) AS held,
        count(DISTINCT time_period) FILTER (WHERE verdict = 'accepted') AS periods,
        count(DISTINCT publisher) FILTER (WHERE verdict = 'accepted') AS publishers,
        string_agg(DISTINCT publisher, ', ' ORDER BY publisher) FILTER (WHERE verdict = 'accepted') AS publisher_names,
        bool_or(verdict = 'accepted' AND freq IN ('A', 'D') AND obs_status <> 'F') AS has_whole_year
    FROM dated GROUP BY indicator, year
), span AS (
    SELECT i.indicator, i.name_en, i.name_vi, unnest(coalesce(range(y.first, y.last + 1), [NULL::BIGINT])) AS year
    FROM indicator i
    LEFT JOIN (SELECT indicator, min(year) AS first, max(year) AS last FROM counted GROUP BY indicator) y
        ON y.indicator = i.indicator
)
SELECT s.indicator, s.name_en, s.name_vi, CAST(s.year AS INTEGER) AS year, coalesce(c.reports, 0) AS reports,
    coalesce(c.accepted, 0) AS accepted, coalesce(c.plans, 0) AS plans, coalesce(c.held, 0) AS held, coalesce(c.periods, 0) AS periods,
    coalesce(c.publishers, 0) AS publishers, c.publisher_names, coalesce(c.has_whole_year, false) AS has_whole_year,
    coalesce(c.accepted - c.plans, 0) = 0 AS is_gap
FROM span s LEFT JOIN counted c ON c.indicator = s.indicator AND c.year = s.year;

-- The series by length of period, with the columns of `series`.
CREATE OR REPLACE VIEW annual AS FROM series WHERE freq = 'A';
CREATE OR REPLACE VIEW monthly AS FROM series WHERE freq = 'M';
CREATE OR REPLACE VIEW year_to_date AS FROM series WHERE freq = 'YTD';

-- Every accepted report of a key in the order in which it became known, each with what was known before: the revisions
-- of a producer and the reports of others. Withdrawn ones too: they were published once. Bases as stated, never inferred.
CREATE OR REPLACE VIEW vintage AS
SELECT indicator, transformation, ref_area, activity, ownership, coverage, counterpart_area, time_period, unit,
    price_base, period_start, period_end, freq, known_from, published, value, bound, obs_status, publisher, source, url,
    state, row_number() OVER told AS revision, lag(value) OVER told AS previous_value,
    value - lag(value) OVER told AS change, lag(publisher) OVER told AS previous_publisher,
    date_diff('day', period_end, known_from) AS days_after_period, observation_id
FROM report
WHERE verdict = 'accepted' AND state <> 'superseded' AND obs_status <> 'F'
WINDOW told AS (
    PARTITION BY indicator, transformation, ref_area, activity, ownership, coverage, counterpart_area, time_period,
        unit, price_base
    ORDER BY known_from, published_to NULLS LAST, observation_id
);

-- First and latest report of each key and period, of those whose date is known: what revisions have made of it.
CREATE OR REPLACE VIEW revision AS
SELECT indicator, transformation, ref_area, activity, ownership, coverage, counterpart_area, time_period, unit,
    price_base, period_start, period_end, freq, count(*) AS reports, count(DISTINCT publisher) AS publishers,
    min(known_from) AS first_known, arg_min(value, revision) AS first_value, arg_min(publisher, revision) AS first_publisher,
    max(known_from) AS latest_known, arg_max(value, revision) AS latest_value,
    arg_max(publisher, revision) AS latest_publisher, arg_max(value, revision) - arg_min(value, revision) AS change,
    CASE WHEN arg_min(value, revision) <> 0
        THEN round(CAST(100 * (CAST(arg_max(value, revision) AS DOUBLE) / arg_min(value, revision) - 1) AS DOUBLE), 2)
    END AS change_percent, arg_min(observation_id, revision) AS first_id, arg_max(observation_id, revision) AS latest_id
FROM vintage
WHERE published IS NOT NULL
GROUP BY ALL;

-- Keys whose accepted reports cannot all be true: intervals that do not meet. Of each publisher only the report that
-- `series` would use counts (an earlier one is a vintage), and only reports of the status that the series uses.
CREATE OR REPLACE VIEW disagreement AS
WITH of_status AS (
    FROM candidate_rank WHERE status_rank = best_status
), newest AS (
    SELECT * FROM of_status
    QUALIFY row_number() OVER (
        PARTITION BY series_key, publisher
        ORDER BY transcribed, published_from DESC NULLS LAST, hedge_rank, high - low, observation_id
    ) = 1
), apart AS (
    SELECT series_key, price_base, unnest(list(observation_id)) AS observation_id
    FROM newest GROUP BY series_key, price_base HAVING max(low) > min(high)
)
SELECT n.indicator, n.transformation, n.ref_area, n.activity, n.ownership, n.coverage, n.counterpart_area,
    n.time_period, n.unit, a.price_base, count(*) AS reports, min(n.value) AS lowest, max(n.value) AS highest,
    string_agg(n.publisher || ': ' || regexp_replace(CAST(n.value AS VARCHAR), '\.?0+$', '') || ' (' || coalesce(n.published, 'undated') || ')', '; '
        ORDER BY n.value, n.publisher) AS told, list(n.observation_id ORDER BY n.value, n.publisher) AS observation_ids,
    any_value(s.value) AS series_value,
    any_value(s.publisher) AS series_publisher, any_value(s.decided_by) AS decided_by
FROM apart a
JOIN report n ON n.observation_id = a.observation_id
LEFT JOIN series s ON concat_ws('|', s.indicator, s.transformation, s.ref_area, s.activity, s.ownership, s.coverage,
    s.counterpart_area, s.time_period, s.unit, coalesce(s.price_base, '')) = a.series_key
GROUP BY n.indicator, n.transformation, n.ref_area, n.activity, n.ownership, n.coverage, n.counterpart_area,
    n.time_period, n.unit, a.price_base;

-- The two territories side by side, where either has a value: what is comparable, and what the merger changed.
-- A record has the figures of one area: its code within the boundaries up to June 2025, and the same with `-2025`.
CREATE OR REPLACE VIEW territory AS
WITH old AS (FROM series WHERE NOT ends_with(ref_area, '-2025')), new AS (FROM series WHERE ends_with(ref_area, '-2025'))
SELECT coalesce(o.indicator, n.indicator) AS indicator, coalesce(o.transformation, n.transformation) AS transformation,
    coalesce(o.activity, n.activity) AS activity, coalesce(o.ownership, n.ownership) AS ownership,
    coalesce(o.coverage, n.coverage) AS coverage, coalesce(o.counterpart_area, n.counterpart_area) AS counterpart_area,
    coalesce(o.time_period, n.time_period) AS time_period, coalesce(o.unit, n.unit) AS unit,
    coalesce(o.price_base, n.price_base) AS price_base, coalesce(o.period_start, n.period_start) AS period_start,
    coalesce(o.period_end, n.period_end) AS period_end, o.value AS value_old, n.value AS value_new,
    o.bound AS bound_old, n.bound AS bound_new, o.obs_status AS obs_status_old, n.obs_status AS obs_status_new,
    o.publisher AS publisher_old, n.publisher AS publisher_new, o.url AS url_old, n.url AS url_new,
    o.observation_id AS observation_id_old, n.observation_id AS observation_id_new
FROM old o
FULL JOIN new n ON o.indicator = n.indicator AND o.transformation = n.transformation AND o.activity = n.activity
    AND o.ownership = n.ownership AND o.coverage = n.coverage AND o.counterpart_area = n.counterpart_area
    AND o.time_period = n.time_period AND o.unit = n.unit AND o.price_base IS NOT DISTINCT FROM n.price_base;

-- Plans, with the outcome beside them where the series has it. A plan never stands in for an actual.
CREATE OR REPLACE VIEW target AS
SELECT t.indicator, t.transformation, t.ref_area, t.activity, t.ownership, t.coverage, t.counterpart_area,
    t.time_period, t.unit, t.price_base, t.period_start, t.period_end, t.value AS target, t.bound, t.publisher,
    t.published, t.url, t.sentence, s.value AS outcome, s.obs_status AS outcome_status, s.url AS outcome_url,
    CASE WHEN t.value <> 0 AND t.transformation = 'N' AND s.bound = '='
        THEN round(CAST(100 * CAST(s.value AS DOUBLE) / t.value AS DOUBLE), 1)
    END AS outcome_percent, t.observation_id, s.observation_id AS outcome_id
FROM report t
LEFT JOIN series s ON s.indicator = t.indicator AND s.transformation = t.transformation AND s.ref_area = t.ref_area
    AND s.activity = t.activity AND s.ownership = t.ownership AND s.coverage = t.coverage
    AND s.counterpart_area = t.counterpart_area AND s.time_period = t.time_period AND s.unit = t.unit
    AND (s.price_base IS NOT DISTINCT FROM t.price_base OR t.price_base IS NULL OR s.price_base IS NULL)
WHERE t.obs_status = 'F' AND t.state = 'stated' AND t.verdict = 'accepted'
QUALIFY row_number() OVER (
    PARTITION BY t.observation_id ORDER BY s.price_base IS NOT DISTINCT FROM t.price_base DESC, s.price_base
) = 1;

-- What follows from the series by arithmetic, each with its formula and inputs; never in `series`.
-- Growth only within one territory, unit and price base; of an indicator that is told at several bases not where none is
-- named: two such levels may be at two bases. In dollars, at the rate of the year, what is not at constant prices. A month from cumulative figures: n months less n - 1, of one
-- publisher and status, as the difference of two that count otherwise is none; what only adds up has no month below zero.
-- From exact values only: of "over 40" nothing follows.
CREATE OR REPLACE VIEW derived AS
WITH level AS (
    SELECT *, CAST(year(period_start) AS INTEGER) AS year,
        12 * (year(period_end) - year(period_start)) + month(period_end) - month(period_start) + 1 AS months
    FROM series WHERE transformation = 'N' AND unit NOT IN ('percent', 'rank', 'index_point') AND freq <> '_O'
), several_bases AS (
    SELECT DISTINCT indicator FROM level WHERE price_base IS NOT NULL
), growth AS (
    SELECT now.*, CAST(round(100 * (CAST(now.value AS DOUBLE) / before.value - 1), 4) AS DECIMAL(28,6)) AS result,
        before.observation_id AS other_id
    FROM level now
    JOIN level before ON before.indicator = now.indicator AND before.ref_area = now.ref_area
        AND before.activity = now.activity AND before.ownership = now.ownership AND before.coverage = now.coverage
        AND before.counterpart_area = now.counterpart_area AND before.unit = now.unit AND before.freq = now.freq
        AND before.price_base IS NOT DISTINCT FROM now.price_base AND before.year = now.year - 1
        AND before.months = now.months AND month(before.period_end) = month(now.period_end)
        AND (now.freq <> 'D' OR day(before.period_end) = day(now.period_end))
    WHERE before.value > 0 AND now.bound = '=' AND before.bound = '='
        AND (now.price_base IS NOT NULL OR now.indicator NOT IN (FROM several_bases))
), cumulative AS (
    SELECT * FROM level
    WHERE month(period_start) = 1 AND day(period_start) = 1 AND freq IN ('M', 'Q', 'S', 'YTD', 'A')
        AND (SELECT kind FROM indicator i WHERE i.indicator = level.indicator) = 'flow'
), month_of AS (
    SELECT now.*, now.value - before.value AS result, before.observation_id AS other_id
    FROM cumulative now
    JOIN cumulative before ON before.indicator = now.indicator AND before.ref_area = now.ref_area
        AND before.activity = now.activity AND before.ownership = now.ownership AND before.coverage = now.coverage
        AND before.counterpart_area = now.counterpart_area AND before.unit = now.unit
        AND before.price_base IS NOT DISTINCT FROM now.price_base AND before.year = now.year
        AND before.months = now.months - 1 AND now.bound = '=' AND before.bound = '='
        AND before.publisher = now.publisher AND before.obs_status = now.obs_status
        AND (now.value >= before.value OR now.indicator = 'trade_balance')
)
SELECT indicator, 'GY' AS transformation, ref_area, activity, ownership, coverage, counterpart_area, time_period,
    'percent' AS unit, price_base, period_start, period_end, freq, result AS value,
    '100 * (value / value a year earlier - 1)' AS formula, [observation_id, other_id] AS inputs
FROM growth
UNION ALL
SELECT indicator, 'N', ref_area, activity, ownership, coverage, counterpart_area, strftime(period_end, '%Y-%m'), unit,
    price_base, CAST(date_trunc('month', period_end) AS DATE), period_end, 'M', result,
    'first n months less first n - 1 months', [observation_id, other_id]
FROM month_of
UNION ALL
SELECT l.indicator, 'N', l.ref_area, l.activity, l.ownership, l.coverage, l.counterpart_area, l.time_period, 'USD',
    l.price_base, l.period_start, l.period_end, l.freq, CAST(CAST(CAST(l.value AS DOUBLE) / x.vnd_per_usd AS DECIMAL(28,2)) AS DECIMAL(28,6)),
    'value / ' || x.vnd_per_usd || ' VND per USD, the average of ' || x.year, [l.observation_id]
FROM level l JOIN exchange_rate x ON x.year = year(l.period_end)
WHERE l.unit = 'VND' AND l.bound = '='
    AND (l.price_base = 'current' OR (l.price_base IS NULL AND l.indicator NOT IN (FROM several_bases)));

-- The old province's yearly levels carried over the merger by growth rates of the new one: derived, comparable in
-- direction only. Switch it on by asking for it; `series` never joins the two territories. A last level or a rate that is
-- hedged carries nothing over, and a rate at other prices neither; one that names none is real growth.
CREATE OR REPLACE VIEW series_linked AS
WITH level AS (
    SELECT *, CAST(year(period_start) AS INTEGER) AS year FROM series
    WHERE transformation = 'N' AND freq = 'A' AND NOT ends_with(ref_area, '-2025') AND unit NOT IN ('percent', 'rank', 'index_point')
), anchor AS (
    SELECT * FROM level QUALIFY year = max(year) OVER (
        PARTITION BY indicator, activity, ownership, coverage, counterpart_area, unit, price_base) AND bound = '='
), told AS (
    SELECT indicator, activity, ownership, coverage, counterpart_area, year(period_start) AS year, value AS growth,
        observation_id, 1 AS preferred, price_base
    FROM series WHERE transformation = 'GY' AND freq = 'A' AND ends_with(ref_area, '-2025') AND bound = '='
    UNION ALL
    SELECT indicator, activity, ownership, coverage, counterpart_area, year(period_start), value, inputs[1], 2, price_base
    FROM derived WHERE transformation = 'GY' AND freq = 'A' AND ends_with(ref_area, '-2025')
), growth AS (
    SELECT a.observation_id AS anchor_id, a.year AS anchor_year, t.year, t.growth, t.observation_id
    FROM anchor a
    JOIN told t ON t.indicator = a.indicator AND t.activity = a.activity AND t.ownership = a.ownership
        AND t.coverage = a.coverage AND t.counterpart_area = a.counterpart_area AND t.year > a.year
        AND t.growth > -100 AND (t.price_base IS NOT DISTINCT FROM a.price_base
            OR (t.preferred = 1 AND t.price_base IS NULL AND starts_with(a.price_base, 'constant')))
    QUALIFY row_number() OVER (
        PARTITION BY a.observation_id, t.year ORDER BY t.preferred, t.observation_id
    ) = 1
), chained AS (
    SELECT *, sum(ln(1 + CAST(growth AS DOUBLE) / 100)) OVER years AS logs,
        list(observation_id) OVER years AS rates, count(*) OVER years AS links
    FROM growth WINDOW years AS (PARTITION BY anchor_id ORDER BY year)
)
SELECT indicator, activity, ownership, coverage, counterpart_area, unit, price_base, year, value,
    false AS is_derived, [observation_id] AS inputs, 'as published, ' || ref_area AS formula
FROM level
UNION ALL
SELECT a.indicator, a.activity, a.ownership, a.coverage, a.counterpart_area, a.unit, a.price_base,
    CAST(c.year AS INTEGER), CAST(CAST(CAST(a.value AS DOUBLE) * exp(c.logs) AS DECIMAL(28,2)) AS DECIMAL(28,6)), true,
    list_concat([a.observation_id], c.rates), a.ref_area || ' of ' || a.year || ' times growth of ' || a.ref_area || '-2025 to ' || c.year
FROM chained c JOIN anchor a ON a.observation_id = c.anchor_id
WHERE c.links = c.year - c.anchor_year;

-- What companies announced, on pages as they now are. Beside the series: one company is not the province.
CREATE OR REPLACE VIEW investment_report AS
SELECT i.investor, i.event, i.value, i.unit, i.time_period, i.printed, i.sentence, p.title, p.publisher, p.published,
    p.url, i.locator, i.document, i.version
FROM investment i
JOIN reading r ON r.reading = i.reading AND r.is_current
JOIN (
    SELECT * FROM document_version
    QUALIFY row_number() OVER (PARTITION BY reading ORDER BY seen_at DESC, step DESC) = 1
) p ON p.reading = i.reading;

-- Ratios that pages tell between two periods of an indicator, on pages as they now are.
CREATE OR REPLACE VIEW current_claim AS
SELECT c.indicator, c.ratio, c.time_period, c.base_period, c.printed, c.sentence, p.title, p.publisher, p.published,
    p.url, c.locator, c.document, c.version, c.reading
FROM claim c
JOIN reading r ON r.reading = c.reading AND r.is_current
JOIN (
    SELECT * FROM document_version
    QUALIFY row_number() OVER (PARTITION BY reading ORDER BY seen_at DESC, step DESC) = 1
) p ON p.reading = c.reading;

-- The same with the ratio that the series gives.
CREATE OR REPLACE VIEW claim_report AS
WITH total AS (
    SELECT * FROM series
    WHERE transformation = 'N' AND activity = '_T' AND ownership = '_T' AND coverage = 'province'
        AND counterpart_area = '_T' AND value > 0
)
SELECT c.* EXCLUDE (reading),
    CASE WHEN now.bound = '=' AND base.bound = '=' THEN round(CAST(now.value AS DOUBLE) / base.value, 4) END AS series_ratio,
    now.price_base AS series_price_base
FROM current_claim c
LEFT JOIN total now ON now.indicator = c.indicator AND now.time_period = c.time_period
LEFT JOIN total base ON base.indicator = c.indicator AND base.time_period = c.base_period
    AND base.ref_area = now.ref_area AND base.unit = now.unit AND base.price_base IS NOT DISTINCT FROM now.price_base
QUALIFY row_number() OVER (
    PARTITION BY c.reading, c.locator ORDER BY base.value IS NULL, now.ref_area, now.price_base NULLS LAST
) = 1;

-- Reports that were due by the last run, newest first, with what came of them: a figure of the source that is about the
-- period, or about the first months up to its end.
CREATE OR REPLACE VIEW release_calendar AS
WITH now AS (SELECT CAST(make_timestamp(epoch_us(max(started_at))) + INTERVAL 7 HOUR AS DATE) AS today FROM run)
SELECT d.source, d.report, d.time_period, d.period_end, d.due,
    CASE
        WHEN count(r.observation_id) > 0 THEN 'seen'
        WHEN now.today > d.overdue_from THEN 'overdue'
        ELSE 'expected'
    END AS state,
    min(r.known_from) AS first_known, count(r.observation_id) AS observations, d.basis
FROM release_due d
CROSS JOIN now
LEFT JOIN report r ON r.source = d.source AND r.period_end = d.period_end AND r.freq IN ('M', 'Q', 'S', 'YTD', 'A')
    AND list_contains(d.indicators, r.indicator) AND r.state <> 'superseded'
GROUP BY d.source, d.report, d.time_period, d.period_end, d.due, d.overdue_from, d.basis, now.today
ORDER BY d.due DESC, d.source, d.time_period;

-- What each source last gave. Pages and figures of a run are those of its readings that are new.
CREATE OR REPLACE VIEW freshness AS
WITH asked AS (
    SELECT source, count(*) AS requests, count(*) FILTER (WHERE error IS NOT NULL) AS failed_requests,
        max(fetched_at) FILTER (WHERE error IS NULL) AS last_success, max(fetched_at) AS last_request
    FROM request GROUP BY source
), yielded AS (
    SELECT v.source, count(DISTINCT v.document) AS documents, max(v.seen_at) AS last_new_document,
        max(v.published_to) AS last_published, count(DISTINCT e.observation_id) AS observations
    FROM document_version v LEFT JOIN evidence e ON e.reading = v.reading
    GROUP BY v.source
)
SELECT coalesce(a.source, y.source) AS source, a.last_success, a.last_request, a.requests, a.failed_requests,
    y.documents, y.last_new_document, y.last_published, y.observations,
    CASE WHEN y.documents > 0 THEN round(y.observations / y.documents, 1) END AS observations_per_document
FROM asked a FULL JOIN yielded y ON y.source = a.source
ORDER BY 1;
