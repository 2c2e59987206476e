-- The record (work.duckdb). Append-only: no row is ever changed or deleted, but for the reference tables
-- `indicator`, `exchange_rate` and `release_due`.
-- No PRIMARY KEY, FOREIGN KEY or index: the file would grow threefold and old clients could not open it. Uniqueness is
-- kept by the anti-joins of load.py and proved by check_record (release.py) before every release.
-- Comments on every table and column stand in dictionary.py.

CREATE TABLE IF NOT EXISTS schema_info (schema_version INTEGER, digest VARCHAR);

CREATE TABLE IF NOT EXISTS run (
    run_id VARCHAR, started_at TIMESTAMPTZ, profile VARCHAR, extractor_version VARCHAR, catalog_version VARCHAR
);

CREATE TABLE IF NOT EXISTS request (
    run_id VARCHAR, source VARCHAR, url VARCHAR, fetched_at TIMESTAMPTZ, status INTEGER, sha256 VARCHAR,
    warc_file VARCHAR, warc_offset BIGINT, etag VARCHAR, last_modified VARCHAR, error VARCHAR
);

CREATE TABLE IF NOT EXISTS document_version (
    document VARCHAR, version VARCHAR, reading VARCHAR, source VARCHAR, publisher VARCHAR, trust VARCHAR, url VARCHAR,
    title VARCHAR, language VARCHAR, published VARCHAR, published_origin VARCHAR, published_from DATE,
    published_to DATE, snapshot_sha256 VARCHAR, template VARCHAR, extractor_version VARCHAR, catalog_version VARCHAR,
    seen_at TIMESTAMPTZ, run_id VARCHAR, step BIGINT
);

CREATE TABLE IF NOT EXISTS observation (
    observation_id VARCHAR, document VARCHAR, indicator VARCHAR, transformation VARCHAR, ref_area VARCHAR,
    activity VARCHAR, ownership VARCHAR, coverage VARCHAR, counterpart_area VARCHAR, time_period VARCHAR,
    period_start DATE, period_end DATE, freq VARCHAR, value DECIMAL(28,6), unit VARCHAR, price_base VARCHAR,
    obs_status VARCHAR, bound VARCHAR, run_id VARCHAR
);

CREATE TABLE IF NOT EXISTS evidence (
    observation_id VARCHAR, document VARCHAR, version VARCHAR, reading VARCHAR, locator VARCHAR, printed VARCHAR,
    sentence VARCHAR, low DECIMAL(28,6), high DECIMAL(28,6), converted_value DECIMAL(28,6), converted_unit VARCHAR,
    confidence DOUBLE, extractor_version VARCHAR, catalog_version VARCHAR, run_id VARCHAR
);

CREATE TABLE IF NOT EXISTS mention_count (
    document VARCHAR, version VARCHAR, reading VARCHAR, fate VARCHAR, mentions BIGINT, run_id VARCHAR
);

CREATE TABLE IF NOT EXISTS unclaimed_number (
    document VARCHAR, version VARCHAR, reading VARCHAR, printed VARCHAR, sentence VARCHAR, run_id VARCHAR
);

CREATE TABLE IF NOT EXISTS claim (
    document VARCHAR, version VARCHAR, reading VARCHAR, indicator VARCHAR, ratio DECIMAL(28,6), time_period VARCHAR,
    base_period VARCHAR, locator VARCHAR, printed VARCHAR, sentence VARCHAR, run_id VARCHAR
);

CREATE TABLE IF NOT EXISTS investment (
    document VARCHAR, version VARCHAR, reading VARCHAR, investor VARCHAR, event VARCHAR, value DECIMAL(28,6),
    unit VARCHAR, time_period VARCHAR, locator VARCHAR, printed VARCHAR, sentence VARCHAR, run_id VARCHAR
);

CREATE TABLE IF NOT EXISTS statement (
    observation_id VARCHAR, document VARCHAR, version VARCHAR, state VARCHAR, since TIMESTAMPTZ, run_id VARCHAR,
    step BIGINT
);

CREATE TABLE IF NOT EXISTS verdict (
    observation_id VARCHAR, status VARCHAR, check_name VARCHAR, reason VARCHAR, proposed DECIMAL(28,6),
    proposed_unit VARCHAR, conflicts_with VARCHAR, run_id VARCHAR, decided_at TIMESTAMPTZ, step BIGINT
);

CREATE TABLE IF NOT EXISTS decision (
    observation_id VARCHAR, action VARCHAR, value DECIMAL(28,6), who VARCHAR, decided_at TIMESTAMPTZ, why VARCHAR,
    expected VARCHAR, until DATE, run_id VARCHAR, step BIGINT
);

CREATE TABLE IF NOT EXISTS release_due (
    source VARCHAR, report VARCHAR, time_period VARCHAR, period_end DATE, due DATE, overdue_from DATE,
    indicators VARCHAR[], basis VARCHAR
);

CREATE TABLE IF NOT EXISTS indicator (
    indicator VARCHAR, name_en VARCHAR, name_vi VARCHAR, definition_en VARCHAR, definition_vi VARCHAR, kind VARCHAR,
    unit VARCHAR, catalog_version VARCHAR
);

CREATE TABLE IF NOT EXISTS exchange_rate (year INTEGER, vnd_per_usd DOUBLE, source VARCHAR);
