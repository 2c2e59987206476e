"""`make bench`: the checks at scale.

Cross-checks: a record of 1,000,000 invented observations, against the time DuckDB takes to read, sort and write the same
rows (aim: under twice). Row by row: Great Expectations on 100,000 of them, its import not counted (aim: under 10 s).
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import duckdb

from extractors.catalog import load_catalog
from transforms.checks import crosschecks, expectations

# Levels that grow about 12 percent a year, most of them parts; every key is told by five of forty publishers, each page
# tells eight keys; a tenth is hedged, a tenth half a percent off, one figure in two thousand ten times too large.
ROWS = """
CREATE TABLE report AS
WITH indicator AS (
    SELECT * FROM (VALUES ('goods_exports', 'USD', 1e10), ('goods_imports', 'USD', 8e9), ('budget_revenue', 'VND', 1e13),
        ('new_capital', 'USD', 4e8), ('new_projects', 'project', 150), ('investment_capital', 'USD', 1e10),
        ('investment_projects', 'project', 900), ('industrial_production_value', 'VND', 5e14),
        ('industrial_production_index', 'percent', 8), ('grdp', 'VND', 1e14)) AS i(indicator, unit, base)
), drawn AS (
    SELECT i AS number, hash(i // 5) AS k, hash(i) AS h, hash(i + 7777777) AS h2 FROM range($rows) r(i)
), told AS (
    SELECT number, h, h2, n.*, k,
        1997 + CAST((k >> 8) % 28 AS INTEGER) AS year, CAST((k >> 16) % 14 AS INTEGER) AS part,
        ['_T', '_T', 'C', 'C26', 'C10', 'C11', 'C14', 'D', 'C27', 'C28', 'C22', 'C20'][1 + CAST((k >> 24) % 12 AS INTEGER)] AS activity,
        ['_T', 'foreign', 'domestic', 'non_state'][1 + CAST((k >> 32) % 4 AS INTEGER)] AS ownership,
        ['_T', 'KR', 'JP', 'CN', 'TW', 'SG', 'HK', 'US'][1 + CAST((k >> 40) % 8 AS INTEGER)] AS counterpart_area,
        ['province', 'industrial_zones'][1 + CAST((k >> 44) % 2 AS INTEGER)] AS coverage
    FROM drawn d JOIN (SELECT *, row_number() OVER () - 1 AS place FROM indicator) n ON n.place = d.k % 10
), dated AS (
    SELECT *, indicator LIKE 'investment%' AS is_stock,
        CASE
            WHEN indicator LIKE 'investment%' THEN make_date(year, 1 + part % 12, 28)
            WHEN part < 12 THEN make_date(year, 1 + part, 1) ELSE make_date(year, 1, 1)
        END AS period_start
    FROM told
), valued AS (
    SELECT *, CASE WHEN is_stock THEN period_start
            WHEN part < 12 THEN CAST(period_start + INTERVAL 1 MONTH - INTERVAL 1 DAY AS DATE)
            ELSE make_date(year, 12, 31) END AS period_end,
        round(CASE WHEN unit = 'percent' THEN base + (k % 100) / 20.0
            ELSE base * pow(1.12, year - 2010) * CASE WHEN part < 12 AND NOT is_stock THEN 1 / 12.0 ELSE 1 END
                / CASE WHEN activity = '_T' THEN 1 ELSE 20 END / CASE WHEN ownership = '_T' THEN 1 ELSE 3 END
                / CASE WHEN counterpart_area = '_T' THEN 1 ELSE 10 END / CASE WHEN coverage = 'province' THEN 1 ELSE 1.5 END
            END * CASE WHEN h % 10 = 0 THEN 1.004 ELSE 1 END * CASE WHEN h2 % 2000 = 0 THEN 10 ELSE 1 END, 2) AS value
    FROM dated
)
SELECT sha256(CAST(number AS VARCHAR)) AS observation_id, 'https://page.example/' || (number % ($rows // 8)) AS document, indicator,
    CASE WHEN unit = 'percent' THEN 'GY' ELSE 'N' END AS transformation, 'VN-56' AS ref_area, activity, ownership, coverage,
    counterpart_area,
    CASE WHEN is_stock THEN CAST(period_start AS VARCHAR) WHEN part < 12 THEN strftime(period_start, '%Y-%m')
        ELSE CAST(year AS VARCHAR) END AS time_period,
    period_start, period_end, CASE WHEN is_stock THEN 'D' WHEN part < 12 THEN 'M' ELSE 'A' END AS freq,
    CAST(value AS DECIMAL(28,6)) AS value, CAST(value * 0.9995 AS DECIMAL(28,6)) AS low,
    CAST(value * CASE WHEN h2 % 10 = 0 THEN 1.1 ELSE 1.0005 END AS DECIMAL(28,6)) AS high, unit,
    CASE WHEN indicator IN ('grdp', 'industrial_production_value') THEN 'constant_2010' END AS price_base,
    CASE WHEN h2 % 5 = 0 THEN 'E' ELSE 'A' END AS obs_status, CASE WHEN h2 % 10 = 0 THEN '>' ELSE '=' END AS bound,
    CAST(CASE WHEN unit = 'VND' AND h2 % 4 = 0 AND year BETWEEN 2019 AND 2022 THEN value / 23150 END AS DECIMAL(28,6)) AS converted_value,
    CASE WHEN unit = 'VND' AND h2 % 4 = 0 AND year BETWEEN 2019 AND 2022 THEN 'USD' END AS converted_unit, 0.95 AS confidence,
    'about ' || value || ' ' || unit AS printed,
    'In the period the province reached about ' || value || ' ' || unit || ', as the statistics office reported.' AS sentence,
    'text:' || (number // ($rows // 8) * 100) || '-' || (number // ($rows // 8) * 100 + 20) AS locator, sha256('v' || number % ($rows // 8)) AS version,
    'source_' || (h % 40) AS source, 'Publisher ' || ((h >> 8) % 40) AS publisher,
    ['statistics_office', 'provincial_authority', 'state_agency', 'press'][1 + CAST((h >> 8) % 40 % 4 AS INTEGER)] AS trust,
    'https://page.example/' || (number % ($rows // 8)) AS url, 'A page' AS title, CASE WHEN h % 2 = 0 THEN 'en' ELSE 'vi' END AS language,
    CAST(CAST(period_end + INTERVAL 20 DAY AS DATE) AS VARCHAR) AS published,
    CAST(period_end + INTERVAL 20 DAY AS DATE) AS published_from, CAST(period_end + INTERVAL 20 DAY AS DATE) AS published_to,
    'stated' AS state
FROM valued
"""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=1_000_000)
    arguments.add_argument("--times", action="store_true", help="the time of each check")
    options = arguments.parse_args()
    catalog = load_catalog()
    with tempfile.TemporaryDirectory() as folder:
        connection = duckdb.connect(str(Path(folder) / "work.duckdb"))
        connection.execute(ROWS, {"rows": options.rows})
        connection.execute("CHECKPOINT")
        begun = time.perf_counter(), time.process_time()
        connection.execute("CREATE TABLE sorted AS FROM report ORDER BY observation_id")
        connection.execute("CHECKPOINT")
        floor, floor_cpu = time.perf_counter() - begun[0], time.process_time() - begun[1]
        connection.execute("DROP TABLE sorted")
        begun = time.perf_counter(), time.process_time()
        found = crosschecks.judge(connection, catalog, ())
        seconds, cpu = time.perf_counter() - begun[0], time.process_time() - begun[1]
        print(
            f"{options.rows:,} observations: read, sorted and written in {floor:.1f} s ({floor_cpu:.1f} s of processor)"
        )
        print(
            f"cross-checks {seconds:.1f} s ({cpu:.1f} s of processor): {seconds / floor:.2f} ({cpu / floor_cpu:.2f}) times that"
        )
        print(f"    {len(found):,} verdicts")
        if options.times:
            _times(connection, catalog)
        columns = ", ".join(expectations.COLUMNS)
        frame = connection.execute(f"SELECT {columns} FROM report LIMIT 100000").df()
        expectations.suite(catalog)  # the import
        begun = time.perf_counter()
        held = expectations.validate(frame, catalog)
        print(f"Great Expectations, {len(frame):,} rows: {time.perf_counter() - begun:.1f} s; {len(held):,} verdicts")
        connection.close()


def _times(connection: duckdb.DuckDBPyConnection, catalog: object) -> None:
    for name, table in crosschecks.references(catalog, ()).items():
        connection.register(name, table)
    for check in ("_prepare", *crosschecks.ORDER):
        begun = time.process_time()
        statement = crosschecks.sql(check)
        connection.execute(statement if check == "_prepare" else f"CREATE OR REPLACE TEMP TABLE found AS {statement}")
        count = connection.execute("SELECT count(*) FROM found").fetchone() if check != "_prepare" else ("",)
        print(f"    {check:15} {time.process_time() - begun:6.2f} s of processor {count[0] if count else ''}")


if __name__ == "__main__":
    main()
