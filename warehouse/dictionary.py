"""What every table, view and column of the warehouse means: the source of all `COMMENT ON` and the data dictionary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import duckdb

COLUMNS: Mapping[str, str] = {
    "observation_id": "sha256 of what a document states: document, key, unit, price base, value, status, bound",
    "document": "canonical URL of the page; the file's stem for a page of one's own",
    "version": "sha256 of the page's canonical text: menus and view counters make no new one",
    "reading": "one reading of one version: by which extractor and catalogue, with which date and title",
    "indicator": "what is measured: a code of the table indicator",
    "transformation": "N level; GY growth over a year earlier; G1 growth over the last period; RANK rank in Viet Nam",
    "ref_area": "VN-56 Bac Ninh until June 2025; VN-56-2025 with Bac Giang, from 1 July 2025: two series, never one",
    "activity": "_T total, else a VSIC 2018 code or industry_construction, supporting, digital, high_tech",
    "ownership": "_T total, foreign (FDI), domestic, state, non_state",
    "coverage": "province, industrial_zones (all together), industrial_clusters",
    "counterpart_area": "_T total, else the ISO 3166-1 code of the country of origin or destination",
    "time_period": "SDMX text: 2021, 2021-Q1, 2021-S1, 2021-07, 2022-01/P9M, 2011/2020, 2021-12-31",
    "period_start": "first day of the period",
    "period_end": "last day of the period, inclusive",
    "freq": "A year, S half, Q quarter, M month, YTD first n months, D a stock's date, _O several years",
    "value": "as printed, in base units: dong, dollars, percent, hectares, people …; never corrected",
    "low": "least value that the printed digits and the hedge allow",
    "high": "greatest value that the printed digits and the hedge allow",
    "unit": "VND, USD, percent, hectare, person, project, enterprise, zone, cluster, rank, index_point",
    "price_base": "constant_1994, constant_2010, constant_2020, current; null where the page does not say",
    "price_base_inferred": "whether the price base was taken from an equal value of another report",
    "obs_status": "A normal, E estimated, P preliminary, F target or forecast",
    "bound": "= as printed, > more than, < nearly, ~ about",
    "converted_value": "value printed in brackets in a second currency, base units",
    "converted_unit": "unit of converted_value",
    "confidence": "how sure the extractor is of its reading, 0 to 1",
    "printed": "the number as printed, with its unit and hedge",
    "sentence": "the sentence or table row it stands in",
    "locator": "where it stands in the version: text:START-END, in characters",
    "source": "id of the source in the catalogue; own for a page of the user's own",
    "publisher": "who answers for the figures; two sources of one publisher are one witness",
    "trust": "statistics_office, provincial_authority, state_agency, press: in this order",
    "url": "address of the page",
    "title": "the page's title",
    "language": "en or vi",
    "published": "date of publication as far as it is known: 2025-07-31, 2025-07, 2025; null if undated",
    "published_origin": "what the date was read from",
    "published_from": "first day that the date of publication can mean",
    "published_to": "last day that the date of publication can mean",
    "snapshot_sha256": "sha256 of the answer's body in the archive",
    "template": "which selectors found the text: source, fragment or trafilatura",
    "extractor_version": "version of the extractor",
    "catalog_version": "version of the catalogue: first digits of the sha256 of its files",
    "seen_at": "when this reading's text was fetched",
    "run_id": "the run that added the row",
    "step": "counts the loads (or decisions): of several rows on one thing the highest holds",
    "started_at": "when the run began, UTC",
    "profile": "sample or live",
    "fetched_at": "when the answer came, UTC",
    "status": "accepted, held or rejected",
    "sha256": "of the answer's body",
    "warc_file": "archive file that holds the answer",
    "warc_offset": "where in the archive file the answer begins, bytes",
    "etag": "ETag of the answer, for the next conditional request",
    "last_modified": "Last-Modified of the answer, for the next conditional request",
    "error": "why there is no usable answer",
    "fate": "what became of a number: observation, repeat, converted, range, period, claim, investment, excluded …",
    "mentions": "how many numbers of the page met this fate",
    "state": "stated; withdrawn by a newer version of the page; superseded by a newer extractor",
    "since": "when the version was seen that made the change",
    "check_name": "the check that held it; empty where accepted",
    "reason": "why it is held, in a sentence; empty where accepted",
    "proposed": "the likely true value, where a check could name one",
    "proposed_unit": "unit of the likely true value",
    "conflicts_with": "the observation_id that it contradicts most, where it is one",
    "decided_at": "when the verdict was reached, UTC",
    "verdict": "accepted, held, rejected; incomplete without a period; unchecked before the first check",
    "name_en": "name in English",
    "name_vi": "name in Vietnamese",
    "definition_en": "definition in English",
    "definition_vi": "definition in Vietnamese",
    "kind": "flow over a period, stock at a date, index or rate",
    "label_en": "the unit in English",
    "label_vi": "the unit in Vietnamese",
    "unit_en": "the unit in English",
    "unit_vi": "the unit in Vietnamese",
    "schema_version": "version of the tables",
    "digest": "of schema, views and comments: they are made anew when it changes",
    "reports": "how many reports there are",
    "publishers": "how many independent publishers they come from",
    "publisher_names": "the publishers whose reports are accepted",
    "decided_by": (
        "what decided between the reports: only report, all agree, status, newest, trust, exactness, date, tie, "
        "exact within hedge"
    ),
    "series_key": "key, unit and price base in one text",
    "status_rank": "1 final, 2 preliminary (or published before the period ended), 3 estimate",
    "trust_rank": "1 statistics office, 2 provincial authority, 3 state agency, 4 other press",
    "hedge_rank": "0 as printed, 1 hedged",
    "position": "place of the reading among the sightings of its document; the highest is the newest",
    "newest_of_version": "whether no later reading of the same text exists",
    "is_current": "whether it is the newest reading of its document",
    "first_seen": "when the reading's text was first fetched",
    "last_seen": "when the reading's text was last fetched after another",
    "series_value": "what the series has for the key; null if nothing",
    "series_publisher": "who the value in the series is from",
    "year": "year of the period's first day; null for an indicator without any",
    "accepted": "how many of the reports are accepted",
    "held": "how many of the reports are held or rejected",
    "periods": "how many different periods have an accepted report",
    "has_whole_year": "whether an actual figure for the year, or a stock's date in it, is accepted",
    "is_gap": "whether nothing is accepted for the year",
}
"""column → meaning, the same in every table and view but where OWN says otherwise."""

OWN: Mapping[tuple[str, str], str] = {
    ("request", "status"): "HTTP status; null where no answer came",
    ("request", "url"): "address asked for",
    ("request", "source"): "id of the source it was asked for",
    ("indicator", "unit"): "usual unit of the level",
    ("indicator", "catalog_version"): "version of the catalogue that the row is from",
    ("reading", "step"): "load that last noted it",
    ("statement", "version"): "current version of the document when this was noted",
    ("statement_due", "version"): "current version of the document",
    ("current_statement", "version"): "current version of the document when this was noted",
    ("candidate", "price_base"): "stated, or inferred (price_base_inferred)",
    ("series", "price_base"): "stated, or inferred (price_base_inferred); null: unstated, a series of its own",
    ("series", "obs_status"): "A normal, P preliminary (or published before its period ended), E estimated",
    ("series", "reports"): "how many accepted reports there are for this key and period",
    ("release", "version"): "of the release: day and number on the day",
    ("release", "run_id"): "the run that made it",
    ("release", "released_at"): "when it was made, UTC",
    ("release", "observations"): "rows of observation in it",
    ("release", "evidence"): "rows of evidence in it",
    ("release", "statements"): "rows of statement in it",
    ("release", "verdicts"): "rows of verdict in it",
}

TABLES: Mapping[str, str] = {
    "schema_info": "Which tables and views this file has; one row.",
    "run": "Every run of the pipeline.",
    "request": "Every request, with the place of its answer in the archive.",
    "document_version": "Every reading of every version of a document, in the order in which they were seen.",
    "observation": "Every figure that a document was ever read to state; never changed, never deleted.",
    "evidence": "Where an observation is printed: the words and their place, in every reading that found it.",
    "mention_count": "What became of the numbers of a page, by reading.",
    "unclaimed_number": "Numbers beside industry words that no rule took, by reading.",
    "statement": "Whether a document still states an observation; a row where that changed.",
    "verdict": "What the checks say of an observation; its whole set of rows anew where it changed.",
    "indicator": "The indicators of the catalogue; replaced when the catalogue changes.",
    "release": "What this release is; one row.",
}

VIEWS: Mapping[str, str] = {
    "unit": "The words for a unit.",
    "reading": "Readings of documents, with their order; used by load and the views.",
    "statement_due": "What `statement` has to say now, computed from evidence and sightings.",
    "current_statement": "The row of `statement` that holds, one an observation.",
    "current_verdict": "The rows of `verdict` that hold: one for each failed check, or one `accepted`.",
    "report": "One row an observation: value, best evidence, page, state and verdict.",
    "candidate": "Accepted reports that may stand in the series, with what they are ranked by.",
    "series": "The value to use now: one row a series key (key, unit, price base) and period.",
    "headline": "The series most people want: province totals, levels, one row a period.",
    "provenance": "The words behind every observation: one row a piece of evidence.",
    "quarantine": "What is held, by which check, why, and what the series has instead.",
    "incomplete": "Figures without a period: never in the series.",
    "unclaimed": "Numbers beside industry words that no rule took, on the pages as they now are.",
    "coverage": "Indicator by year: what there is, from whom, and the gaps.",
}


class UndocumentedError(LookupError):
    """A table, view or column without a meaning; add it to COLUMNS, OWN, TABLES or VIEWS."""


def comments(connection: duckdb.DuckDBPyConnection, only: str | None = None) -> Iterator[str]:
    """`COMMENT ON` for every table, view and column of the open file, or of one of them.

    Raises UndocumentedError, naming what has no meaning.
    """
    for kind, names in (("TABLE", TABLES), ("VIEW", VIEWS)):
        listing = "duckdb_tables()" if kind == "TABLE" else "duckdb_views()"
        for name, columns in _columns(connection, listing, kind.lower()):
            if only not in (None, name):
                continue
            yield f'COMMENT ON {kind} "{name}" IS {_quoted(_meaning(names, name))}'
            for column in columns:
                yield f'COMMENT ON COLUMN "{name}"."{column}" IS {_quoted(meaning(name, column))}'


def meaning(table: str, column: str) -> str:
    """What a column of a table or view means. Raises UndocumentedError."""
    return OWN.get((table, column)) or _meaning(COLUMNS, column, f"{table}.{column}")


def _meaning(meanings: Mapping[str, str], name: str, shown: str = "") -> str:
    try:
        return meanings[name]
    except KeyError:
        raise UndocumentedError(f"{shown or name} has no meaning; add it to warehouse/dictionary.py") from None


def _columns(connection: duckdb.DuckDBPyConnection, listing: str, kind: str) -> list[tuple[str, list[str]]]:
    return connection.execute(
        f"""SELECT c.table_name, list(c.column_name ORDER BY c.column_index)
        FROM duckdb_columns() c
        JOIN {listing} t ON t.{kind}_name = c.table_name AND t.database_name = c.database_name
        WHERE c.database_name = current_database() AND NOT t.internal
        GROUP BY c.table_name ORDER BY c.table_name"""
    ).fetchall()


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
