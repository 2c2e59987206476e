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
-- extractor's error. A pure function of evidence and sightings; load.py appends to `statement` where it changed.
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
    CASE WHEN n.is_current THEN 'stated' WHEN n.is_read THEN 'withdrawn' ELSE 'superseded' END AS state,
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
)
SELECT o.observation_id, o.document, o.indicator, o.transformation, o.ref_area, o.activity, o.ownership, o.coverage,
    o.counterpart_area, o.time_period, o.period_start, o.period_end, o.freq, o.value, b.low, b.high, o.unit,
    o.price_base, o.obs_status, o.bound, b.converted_value, b.converted_unit, b.confidence, b.printed, b.sentence,
    b.locator, b.version, b.reading, p.source, p.publisher, p.trust, p.url, p.title, p.language, p.published,
    p.published_from, p.published_to, coalesce(s.state, 'stated') AS state,
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
LEFT JOIN current_statement s ON s.observation_id = o.observation_id
LEFT JOIN (
    SELECT observation_id, bool_or(status = 'rejected') AS rejected, bool_or(status = 'held') AS held
    FROM current_verdict GROUP BY observation_id
) v ON v.observation_id = o.observation_id;

-- Reports that may stand in the series, with the grounds on which they are ranked.
-- A report without a price base joins the one base whose accepted value it can equal; two such bases decide nothing.
CREATE OR REPLACE VIEW candidate AS
WITH usable AS (
    SELECT *,
        CASE
            WHEN obs_status = 'A' AND published_to < period_end THEN 2 -- not over when published: preliminary
            WHEN obs_status = 'A' THEN 1 WHEN obs_status = 'P' THEN 2 ELSE 3
        END AS status_rank,
        CASE trust
            WHEN 'statistics_office' THEN 1 WHEN 'provincial_authority' THEN 2 WHEN 'state_agency' THEN 3 ELSE 4
        END AS trust_rank,
        CASE WHEN bound = '=' THEN 0 ELSE 1 END AS hedge_rank
    FROM report
    WHERE state = 'stated' AND verdict = 'accepted' AND obs_status <> 'F'
), base AS (
    SELECT bare.observation_id, min(based.price_base) AS price_base
    FROM usable bare
    JOIN usable based USING (
        indicator, transformation, ref_area, activity, ownership, coverage, counterpart_area, time_period, unit
    )
    WHERE bare.price_base IS NULL AND based.price_base IS NOT NULL AND based.low <= bare.high AND bare.low <= based.high
    GROUP BY bare.observation_id
    HAVING count(DISTINCT based.price_base) = 1
)
SELECT usable.* EXCLUDE (price_base), coalesce(usable.price_base, base.price_base) AS price_base,
    base.price_base IS NOT NULL AS price_base_inferred,
    concat_ws('|', indicator, transformation, ref_area, activity, ownership, coverage, counterpart_area, time_period,
        unit, coalesce(usable.price_base, base.price_base, '')) AS series_key
FROM usable LEFT JOIN base USING (observation_id);

-- WHICH REPORT WINS, the one place where it is decided. Step by step, the next one only among those left:
--   1 status      final before preliminary before estimate; a final figure published before its period ended is
--                 preliminary; plans (F) never enter
--   2 newest      of each publisher its newest report, undated last
--   3 trust       statistics office, provincial authority, state agency, other press
--   4 exactness   unhedged before hedged, then the narrower interval
--   5 date        the newer, undated last
--   6 tie         the smaller observation_id: no meaning, but always the same
-- Last, where the winner is hedged ("over 38") and an exact report of equal status lies inside its interval, that one
-- wins (`exact within hedge`): both are true, and it says more.
CREATE OR REPLACE VIEW series AS
WITH of_status AS (
    SELECT *,
        count(*) OVER (PARTITION BY series_key) AS reports,
        min(value) OVER (PARTITION BY series_key) = max(value) OVER (PARTITION BY series_key) AS all_agree
    FROM candidate
    QUALIFY status_rank = min(status_rank) OVER (PARTITION BY series_key)
), newest AS (
    SELECT *, count(*) OVER (PARTITION BY series_key) AS of_this_status
    FROM of_status
), per_publisher AS (
    SELECT * FROM newest
    QUALIFY row_number() OVER (
        PARTITION BY series_key, publisher
        ORDER BY published_to DESC NULLS LAST, hedge_rank, high - low, observation_id
    ) = 1
), ranked AS (
    SELECT *,
        rank() OVER (PARTITION BY series_key ORDER BY trust_rank) AS by_trust,
        rank() OVER (PARTITION BY series_key ORDER BY trust_rank, hedge_rank, high - low) AS by_exactness,
        rank() OVER (
            PARTITION BY series_key ORDER BY trust_rank, hedge_rank, high - low, published_to DESC NULLS LAST
        ) AS by_date,
        row_number() OVER (
            PARTITION BY series_key
            ORDER BY trust_rank, hedge_rank, high - low, published_to DESC NULLS LAST, observation_id
        ) AS place
    FROM per_publisher
), decided AS (
    SELECT *,
        CASE
            WHEN reports = 1 THEN 'only report'
            WHEN of_this_status = 1 THEN 'status'
            WHEN count(*) OVER (PARTITION BY series_key) = 1 THEN 'newest'
            WHEN count(*) FILTER (WHERE by_trust = 1) OVER (PARTITION BY series_key) = 1 THEN 'trust'
            WHEN count(*) FILTER (WHERE by_exactness = 1) OVER (PARTITION BY series_key) = 1 THEN 'exactness'
            WHEN count(*) FILTER (WHERE by_date = 1) OVER (PARTITION BY series_key) = 1 THEN 'date'
            ELSE 'tie'
        END AS step_that_decided
    FROM ranked
), winner AS (
    SELECT * FROM decided WHERE place = 1
), inside AS (
    SELECT e.series_key, e.observation_id
    FROM winner w
    JOIN of_status e ON e.series_key = w.series_key AND e.hedge_rank = 0 AND e.value BETWEEN w.low AND w.high
    WHERE w.hedge_rank = 1
    QUALIFY row_number() OVER (
        PARTITION BY e.series_key
        ORDER BY e.trust_rank, e.high - e.low, e.published_to DESC NULLS LAST, e.observation_id
    ) = 1
), counted AS (
    SELECT series_key, count(*) AS reports, count(DISTINCT publisher) AS publishers FROM candidate GROUP BY series_key
)
SELECT c.indicator, c.transformation, c.ref_area, c.activity, c.ownership, c.coverage, c.counterpart_area,
    c.time_period, c.unit, c.price_base, c.value, c.low, c.high, c.bound,
    CASE WHEN c.obs_status = 'A' AND c.status_rank = 2 THEN 'P' ELSE c.obs_status END AS obs_status,
    c.freq, c.period_start, c.period_end, c.source, c.publisher, c.published, c.url, c.sentence,
    n.reports, n.publishers,
    CASE
        WHEN w.all_agree AND n.reports > 1 THEN 'all agree'
        WHEN i.observation_id IS NOT NULL THEN 'exact within hedge'
        ELSE w.step_that_decided
    END AS decided_by,
    c.observation_id, c.price_base_inferred
FROM winner w
LEFT JOIN inside i ON i.series_key = w.series_key
JOIN candidate c ON c.observation_id = coalesce(i.observation_id, w.observation_id)
JOIN counted n ON n.series_key = w.series_key;

-- One row a period and territory. Where the period has several units or price bases, the indicator's usual unit, then
-- the most reported one is shown; the row names both, so that no two bases are compared unawares.
CREATE OR REPLACE VIEW headline AS
SELECT s.indicator, i.name_en, i.name_vi, s.ref_area, s.time_period, s.freq, s.period_start, s.period_end, s.value,
    s.unit, u.label_en AS unit_en, u.label_vi AS unit_vi, s.price_base, s.bound, s.obs_status, s.publisher, s.published,
    s.url, s.reports, s.publishers, s.observation_id
FROM series s
JOIN indicator i ON i.indicator = s.indicator
LEFT JOIN unit u ON u.unit = s.unit
WHERE s.transformation = 'N' AND s.activity = '_T' AND s.ownership = '_T' AND s.coverage = 'province'
    AND s.counterpart_area = '_T'
QUALIFY row_number() OVER (
    PARTITION BY s.indicator, s.ref_area, s.time_period
    ORDER BY s.unit = i.unit DESC, s.publishers DESC, s.reports DESC, s.price_base DESC NULLS LAST, s.unit
) = 1;

-- Every piece of evidence of every observation, also of those held, withdrawn or incomplete.
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
    p.published, p.published_origin, e.locator, a.warc_file, a.warc_offset, p.snapshot_sha256,
    p.document, e.version, e.extractor_version, e.catalog_version, e.confidence, e.converted_value,
    e.converted_unit, r.first_seen, e.run_id, t.state, t.verdict
FROM observation o
JOIN evidence e ON e.observation_id = o.observation_id
JOIN page p ON p.reading = e.reading
JOIN reading r ON r.reading = e.reading
JOIN report t ON t.observation_id = o.observation_id
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
    coalesce(c.accepted, 0) AS accepted, coalesce(c.held, 0) AS held, coalesce(c.periods, 0) AS periods,
    coalesce(c.publishers, 0) AS publishers, c.publisher_names, coalesce(c.has_whole_year, false) AS has_whole_year,
    coalesce(c.accepted, 0) = 0 AS is_gap
FROM span s LEFT JOIN counted c ON c.indicator = s.indicator AND c.year = s.year;
