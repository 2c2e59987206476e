"""What every table, view and column of the warehouse means: the source of all `COMMENT ON` and the data dictionary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import duckdb

from warehouse.sql import literal

COLUMNS: Mapping[str, str] = {
    "observation_id": "sha256 of what a document states: document, key, unit, price base, value, status, bound",
    "document": "canonical URL of the page; the file's stem for a page of one's own",
    "version": "sha256 of the page's canonical text: menus and view counters make no new one",
    "reading": "one reading of one version: by which extractor and catalogue, with which date and title",
    "indicator": "what is measured: a code of the table indicator",
    "transformation": "N level; GY growth over a year earlier; G1 growth over the last period; RANK rank in Viet Nam",
    "ref_area": "VN-56 Bac Ninh until June 2025, VN-56-2025 with Bac Giang since: two series, never one; so for others",
    "activity": "_T total, else a VSIC 2018 code or industry_construction, supporting, digital, high_tech",
    "ownership": "_T total, foreign (FDI), domestic, state, non_state",
    "coverage": "province, industrial_zones (all together), industrial_clusters",
    "counterpart_area": "_T total, else the ISO 3166-1 code of the country of origin or destination",
    "time_period": "SDMX text: 2021, 2021-Q1, 2021-S1, 2021-07, 2022-01/P9M, 2011/2020, 2021-12-31",
    "period_start": "first day of the period",
    "period_end": "last day of the period, inclusive",
    "freq": "A year, S half, Q quarter, M month, YTD first n months, D a stock's date, _O several years",
    "value": "as printed, in base units: dong, dollars, percent, hectares, people …",
    "low": "least value that the printed digits and the hedge allow",
    "high": "greatest value that the printed digits and the hedge allow",
    "unit": "VND, USD, percent, hectare, person, project, enterprise, zone, cluster, rank, index_point",
    "price_base": "constant_1994, constant_2010, constant_2020, current; null where the page does not say",
    "price_base_from": "observation_id of the report that an inferred price base was taken from",
    "price_base_inferred": "whether the price base was taken from an equal (a level: nearly equal) value of a report",
    "obs_status": "A normal, E estimated, P preliminary, F target or forecast",
    "bound": "= as printed, > more than, < nearly, ~ about",
    "converted_value": "value printed in brackets in a second currency, base units",
    "converted_unit": "unit of converted_value",
    "confidence": "how sure the extractor is of its reading, 0 to 1",
    "printed": "the number as printed, with its unit and hedge",
    "sentence": "the sentence or table row it stands in",
    "locator": "where it stands: text:START-END, pdf:PAGE@BOX, sheet:NAME!CELL, json-stat:PLACE, transcribed:FILE:ROW",
    "source": "id of the source in the catalogue; own for a file of the user's own; transcribed: typed by hand",
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
    "template": "what it was read by: source, fragment, trafilatura, pdf, workbook, json-stat, transcribed (by hand)",
    "extractor_version": "version of the extractor",
    "catalog_version": "version of the catalogue: first digits of the sha256 of its files",
    "seen_at": "when this reading's text was fetched",
    "run_id": "the run that added the row",
    "snapshot": "of a lake: its snapshot that a release is, for ATTACH with SNAPSHOT_VERSION",
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
    "state": "stated; withdrawn by a newer version of the page; superseded: misread or mistyped before",
    "since": "when the version was seen that made the change",
    "check_name": "the check that held it; `decision` where a person decided; empty where all checks accept it",
    "reason": "why it is held, or what a person decided and why, in a sentence; empty where all checks accept it",
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
        "what decided between the reports: only report, all agree, status, archived, newest, trust, exactness, date, "
        "tie, exact within hedge"
    ),
    "series_key": "key, unit and price base in one text",
    "status_rank": "1 final, 2 preliminary (or published before the period ended, or undated where no dated page has a "
    "final figure), 3 estimate",
    "best_status": "the smallest status_rank of its key: only reports of it may stand in `series`",
    "all_agree": "whether all accepted reports of the key give the same value",
    "is_early": "whether it is told as a fact, but was published before its period ended: preliminary",
    "trust_rank": "1 statistics office, 2 provincial authority, 3 state agency, 4 other press",
    "hedge_rank": "0 as printed, 1 hedged",
    "transcribed": "whether it was typed by hand from a page that is not archived",
    "position": "place of the reading among the sightings of its document; the highest is the newest",
    "newest_of_version": "whether no later reading of the same text exists",
    "is_current": "whether it is the newest reading of its document",
    "first_seen": "when the reading's text was first fetched",
    "last_seen": "when the reading's text was last fetched after another",
    "series_value": "what the series has for the key at the price base that the report names; null if nothing",
    "series_publisher": "who the value in the series is from",
    "year": "year of the period's first day; null for an indicator without any",
    "accepted": "how many of the reports are accepted",
    "plans": "how many of the accepted ones are targets",
    "held": "how many of the reports are held or rejected",
    "periods": "how many different periods have an accepted report",
    "has_whole_year": "whether an actual figure for the year, or a stock's date in it, is accepted",
    "is_gap": "whether nothing is accepted for the year",
    "known_from": "day (in Viet Nam) at whose end it could be known: of publication; undated, that we first saw it",
    "revision": "place among the reports of its key in order of publication, from 1",
    "previous_value": "value of the report before",
    "previous_publisher": "who published the report before",
    "change": "value less that of the report before (in `revision`: less that of the first)",
    "days_after_period": "days from the end of the period to the publication",
    "first_known": "when the first report could be known",
    "first_value": "what the first report says",
    "first_publisher": "who published it",
    "latest_known": "when the latest report could be known",
    "latest_value": "what the latest report says",
    "latest_publisher": "who published it",
    "change_percent": "latest against first value, percent",
    "lowest": "least of the values told",
    "highest": "greatest of the values told",
    "told": "who says what",
    "vnd_per_usd": "average of the year",
    "first_id": "observation_id of the first report",
    "latest_id": "observation_id of the latest report",
    "observation_ids": "the reports behind it, in the order of `told`",
    "value_old": "within the boundary until June 2025",
    "value_new": "within the boundary from July 2025",
    "bound_old": "hedge of value_old",
    "bound_new": "hedge of value_new",
    "obs_status_old": "status of value_old",
    "obs_status_new": "status of value_new",
    "publisher_old": "who says value_old",
    "publisher_new": "who says value_new",
    "url_old": "page of value_old",
    "url_new": "page of value_new",
    "observation_id_old": "observation of value_old",
    "observation_id_new": "observation of value_new",
    "target": "the planned value",
    "outcome": "what the series has for it; null: not yet, or not known",
    "outcome_status": "A, P or E of the outcome",
    "outcome_url": "page of the outcome",
    "outcome_percent": "outcome as percent of the target, levels only; null where the outcome is hedged",
    "outcome_id": "observation of the outcome",
    "formula": "how the value was computed",
    "inputs": "observations that it was computed from",
    "is_derived": "false: as published; true: computed by the formula",
    "investor": "company, as written",
    "event": "new, increase, total or agreement",
    "ratio": 'the ratio told: 13.5 for "13.5 times"',
    "base_period": "the period that it is compared with",
    "series_ratio": "the ratio of the series' values of the two periods; null where one is missing or hedged",
    "series_price_base": "price base of those values",
    "table_name": "table, view or macro that is described",
    "table_type": "table, view or macro",
    "ordinal_position": "place of the column, from 1; 0: the row describes the table itself",
    "column_name": "column that is described; null: the row describes the table itself",
    "data_type": "DuckDB type of the column; of a macro its parameters",
    "comment": "what it means",
    "stated_value": "as the page states it, whatever was decided later",
    "corrected": "whether a person corrected the value that the page states",
    "corrected_value": "what a person corrected the value to",
    "decision": "the latest: accept, correct, reject; reopen or lapsed where that holds no more; null: nothing",
    "decisions": "all that people decided, in order: what, who, when and why",
    "action": "accept, correct, reject; reopen where a person undid it, lapsed where it ran out",
    "who": "who decided it",
    "why": "why it was decided",
    "expected": "the number as printed when it was decided",
    "report": "what people call the report",
    "due": "day by which it should be out",
    "overdue_from": "day after which it counts as overdue",
    "indicators": "what it should bring: any one of these counts",
    "basis": "where the rule comes from",
    "last_success": "when a request to it last succeeded, UTC",
    "last_request": "when it was last asked, UTC",
    "requests": "how many requests were made",
    "failed_requests": "how many of them failed",
    "documents": "how many documents it has given",
    "last_new_document": "when a new document, or a new version of one, was last seen, UTC",
    "last_published": "date of publication of its newest document",
    "observations": "how many observations it has given",
    "observations_per_document": "observations by document",
    "until": "last day on which the decision holds; null: without end",
}
"""column → meaning, the same in every table and view but where OWN says otherwise of it, or of what it is made of."""

OWN: Mapping[tuple[str, str], str] = {
    ("release_calendar", "state"): "seen, expected, or overdue",
    ("release_calendar", "observations"): "figures of the source that are about the period",
    ("release_due", "time_period"): "the period it is about",
    ("decision", "value"): "corrected value in base units; null unless the action is correct",
    ("decision", "decided_at"): "when the person decided it, UTC",
    ("current_decision", "value"): "corrected value in base units; null unless the action is correct",
    ("current_decision", "decided_at"): "when the person decided it, UTC",
    ("observation", "value"): "as printed, in base units: dong, dollars, percent, hectares, people …; never corrected",
    ("report", "value"): "as printed or, where a person corrected it, corrected; in base units",
    ("report", "low"): "least value that the printed digits and the hedge allow, or the corrected value",
    ("report", "high"): "greatest value that the printed digits and the hedge allow, or the corrected value",
    ("derived", "value"): "computed by the formula, in base units",
    ("series_linked", "value"): "as in the series or, where is_derived, computed by the formula; in base units",
    ("provenance", "decided_at"): "when the person decided it, UTC",
    ("request", "status"): "HTTP status; null where no answer came",
    ("request", "url"): "address asked for",
    ("request", "source"): "id of the source it was asked for",
    ("exchange_rate", "source"): "who says so",
    ("indicator", "unit"): "usual unit of the level",
    ("indicator", "catalog_version"): "version of the catalogue that the row is from",
    ("reading", "step"): "load that last noted it",
    ("statement", "version"): "current version of the document when this was noted",
    ("statement_due", "version"): "current version of the document",
    ("current_statement", "version"): "current version of the document when this was noted",
    ("candidate_rank", "price_base"): "stated, or inferred (`candidate.price_base_inferred`)",
    ("series", "price_base"): "stated, or inferred (`series.price_base_inferred`); null: unstated, a series of its own",
    ("series", "obs_status"): "A normal, P preliminary (or published before its period ended), E estimated",
    ("candidate_rank", "reports"): "how many accepted reports there are for its key and period",
    ("series", "reports"): "how many accepted reports there are for this key and period",
    ("release", "version"): "of the release: day and number on the day",
    ("release", "run_id"): "the run that made it",
    ("release", "released_at"): "when it was made, UTC",
    ("release", "observations"): "rows of observation in it",
    ("release", "evidence"): "rows of evidence in it",
    ("release", "statements"): "rows of statement in it",
    ("release", "verdicts"): "rows of verdict in it",
    ("release", "decisions"): "rows of decision in it",
    ("release", "readings"): "rows of document_version in it",
}

MADE_OF: Mapping[str, str] = {
    "candidate": "candidate_rank", "candidate_rank": "report", "inferred_base": "report", "vintage": "report",
    "quarantine": "report", "incomplete": "report",
    "series": "candidate_rank", "disagreement": "candidate_rank",
    "headline": "series", "annual": "series", "monthly": "series", "year_to_date": "series", "territory": "series",
    "derived": "series", "series_linked": "series",
}  # fmt: skip
"""View → the view whose columns it shows: what OWN says of those holds for it too, but where OWN says otherwise."""

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
    "decision": "What people decided about single figures; a row where what holds changed.",
    "claim": "Ratios between two periods that pages tell (GUIDE section 5), by reading.",
    "investment": "Investments that companies announced, by reading.",
    "verdict": "What the checks, or a person, say of an observation; its whole set of rows anew where it changed.",
    "indicator": "The indicators of the catalogue; replaced when the catalogue changes.",
    "exchange_rate": "VND per USD, averages of years; replaced when the checks go by others.",
    "release_due": "Reports that are due, from the release calendar; replaced at every check.",
    "release": "What this release is; one row.",
    "dictionary": "What every table, view, column and macro of this release means: its COMMENTs, to query.",
}

VIEWS: Mapping[str, str] = {
    "unit": "The words for a unit.",
    "reading": "Readings of documents, with their order; used by load and the views.",
    "statement_due": "What `statement` has to say now, computed from evidence and sightings.",
    "current_statement": "The row of `statement` that holds, one an observation.",
    "current_verdict": "The rows of `verdict` that hold: one for each failed check, one `accepted`, or a person's.",
    "current_decision": "What a person decided about a figure, where that holds now.",
    "report": "One row an observation: value, best evidence, page, state and verdict.",
    "candidate": "Accepted reports that may stand in the series, with what they are ranked by.",
    "inferred_base": "The price base of accepted reports that name none, and the report it was taken from.",
    "candidate_rank": "What those reports are ranked by, without their words: what `series` is decided on.",
    "series": "The value to use now: one row a series key (key, unit, price base) and period.",
    "headline": "The series most people want: province totals, levels, one row a period.",
    "provenance": "The words behind every observation: one row a piece of evidence.",
    "quarantine": "What is held or rejected, by which check or person, why, and what the series has instead.",
    "incomplete": "Figures without a period: never in the series.",
    "unclaimed": "Numbers beside industry words that no rule took, on the pages as they now are.",
    "coverage": "Indicator by year: what there is, from whom, and the gaps.",
    "release_calendar": "Reports that were due by the last run, and whether they were seen.",
    "freshness": "What each source last gave, and when.",
    "annual": "The series, whole years only.",
    "monthly": "The series, months only.",
    "year_to_date": "The series, first n months of a year only.",
    "vintage": "Every accepted report of a key in the order in which it became known, with the one before.",
    "revision": "First and latest report of each key and period: what revisions have made of it.",
    "disagreement": "Keys whose accepted reports cannot all be true, and what the series uses.",
    "territory": "The two territories side by side: before and after the merger of July 2025.",
    "target": "Plans, with the outcome beside them.",
    "derived": "Growth and months that follow from exact levels of the series, with formula and inputs; never in it.",
    "series_linked": "The old province's yearly levels carried over the merger by the new one's growth: derived.",
    "investment_report": "Companies' announced investments, on pages as they now are.",
    "current_claim": "Ratios that pages tell, on pages as they now are; used by the checks.",
    "claim_report": "Ratios that pages tell, beside the ratio that the series gives.",
}


ENTRIES = """
    WITH named AS (
        SELECT table_name, 'table' AS table_type, comment FROM duckdb_tables()
        WHERE database_name = current_database() AND NOT internal AND NOT temporary
        UNION ALL
        SELECT view_name, 'view', comment FROM duckdb_views()
        WHERE database_name = current_database() AND NOT internal AND NOT temporary
    )
    SELECT table_name, table_type, 0 AS ordinal_position, NULL AS column_name, NULL AS data_type, comment FROM named
    UNION ALL
    SELECT table_name, n.table_type, c.column_index, c.column_name, c.data_type, c.comment
    FROM duckdb_columns() c JOIN named n USING (table_name)
    WHERE c.database_name = current_database() AND c.schema_name = 'main'
    UNION ALL
    SELECT function_name, 'macro', 0, NULL, array_to_string(parameters, ', '), comment FROM duckdb_functions()
    WHERE function_type = 'table_macro' AND database_name = current_database() AND NOT internal
    ORDER BY table_name, ordinal_position"""
"""The data dictionary, from the catalogue of the open file."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the data dictionary: a table, view or macro, or one of its columns."""

    table_name: str
    table_type: Literal["table", "view", "macro"]
    ordinal_position: int
    """0: the table itself."""
    column_name: str | None
    data_type: str | None
    comment: str | None


class UndocumentedError(LookupError):
    """A table, view or column without a meaning; add it to COLUMNS, OWN, TABLES or VIEWS."""


def comments(connection: duckdb.DuckDBPyConnection, only: str | None = None) -> Iterator[str]:
    """`COMMENT ON` for every table, view and column of the open file, or of one of them.

    Raises UndocumentedError, naming what has no meaning.
    """
    for kind, listing in (("TABLE", "duckdb_tables()"), ("VIEW", "duckdb_views()")):
        for name, columns in _columns(connection, listing, kind.lower()):
            if only not in (None, name):
                continue
            yield f'COMMENT ON {kind} "{name}" IS {literal(table_meaning(name))}'
            for column in columns:
                yield f'COMMENT ON COLUMN "{name}"."{column}" IS {literal(meaning(name, column))}'


def entries(connection: duckdb.DuckDBPyConnection) -> list[Entry]:
    """The data dictionary of the open file: every table, view, column and macro with its comment, by name."""
    return [Entry(*row) for row in connection.execute(ENTRIES).fetchall()]


def store(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the table `dictionary` of the open file, itself described in it."""
    connection.execute(
        "CREATE TABLE dictionary (table_name VARCHAR, table_type VARCHAR, ordinal_position INTEGER, "
        "column_name VARCHAR, data_type VARCHAR, comment VARCHAR)"
    )
    connection.execute(";\n".join(comments(connection, only="dictionary")))
    connection.execute(f"INSERT INTO dictionary {ENTRIES}")


def table_meaning(name: str) -> str:
    """What a table or view is. Raises UndocumentedError."""
    return _meaning({**TABLES, **VIEWS}, name)


def meaning(table: str, column: str) -> str:
    """What a column of a table or view means. Raises UndocumentedError."""
    name: str | None = table
    while name:
        if own := OWN.get((name, column)):
            return own
        name = MADE_OF.get(name)
    return _meaning(COLUMNS, column, f"{table}.{column}")


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
