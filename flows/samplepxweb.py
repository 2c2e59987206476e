"""A PX-Web site as the real one behaves: an API that is open for some tables only, and a form that works for all.

What it imitates (collectors' public code): `?tablelist=true`; GET of a table's metadata, with ordinal codes for years;
POST of a query, 404 for most; the ASP.NET form with hidden state and a session cookie, whose answer links a download of
its own; JSON-stat 1 with a byte order mark and a NUL byte, indented labels, `updated` of 9999-12-31, `..` for missing.

A folder holds `tables.yml` (each table's place, title, dimensions) and `figures.csv` (table, one label a dimension
parted by `|`, value, where it was published); all other cells are `..`.
"""

from __future__ import annotations

import csv
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from itertools import product
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qs, parse_qsl, quote, unquote, urlsplit

from pydantic import BaseModel, ConfigDict

from extractors import yml

_FIELD = "ctl00$ContentPlaceHolderMain$VariableSelector1$VariableSelector1$"
_SESSION = "ASP.NET_SessionId"


class Axis(BaseModel):
    """A dimension as PX-Web has it: codes are the places of the labels unless they are given."""

    model_config = ConfigDict(extra="forbid")

    code: str
    text: str
    labels: list[str]
    codes: list[str] = []

    @property
    def values(self) -> list[str]:
        """The codes, ordinal where none are given."""
        return self.codes or [str(n) for n in range(len(self.labels))]


class SampleTable(BaseModel):
    """One table."""

    model_config = ConfigDict(extra="forbid")

    database: str
    id: str
    title: str
    updated: str
    api: Literal["open", "metadata", "forbidden", "closed"]
    """`open`: GET and POST; `metadata`: POST is 404; `forbidden`: 403; `closed`: 404."""
    dimensions: list[Axis]
    figures: dict[str, str] = {}
    """Labels without indent, parted by `|` → value; read from figures.csv."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the site answers."""

    body: bytes
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


_NOT_FOUND = Reply(b"<html><body><h1>404 - File or directory not found.</h1></body></html>", 404)
_EXPIRED = Reply("<html><body><h1>Phiên làm việc đã hết hạn</h1></body></html>".encode())


def load_tables(folder: Path) -> list[SampleTable]:
    """The tables of a folder. Raises ValueError for a figure whose table or labels do not exist."""
    entries = yml.load((folder / "tables.yml").read_text(encoding="utf-8"))
    tables = {entry["id"]: SampleTable.model_validate(entry) for entry in entries}
    with (folder / "figures.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            table = tables.get(row["table"])
            if table is None or row["labels"] not in _coordinates(table):
                raise ValueError(f"{folder}/figures.csv: {row['table']} has no cell {row['labels']!r}")
            table.figures[row["labels"]] = row["value"]
    return list(tables.values())


def _coordinates(table: SampleTable) -> list[str]:
    """Every cell's labels, the last dimension fastest."""
    return ["|".join(_plain(x) for x in labels) for labels in product(*(d.labels for d in table.dimensions))]


def _plain(text: str) -> str:
    return " ".join(text.split())


class SamplePxWeb:
    """Answers for the statistics office's database host, from the tables given."""

    hosts = ("pxweb.nso.gov.vn", "pxweb.gso.gov.vn")

    def __init__(self, tables: list[SampleTable]) -> None:
        self.tables = tables
        self._sessions: dict[str, dict[str, list[str]]] = {}
        """Session → list on the form → what was chosen; empty before anything was."""

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """What stands at a path and query."""
        parts = urlsplit(target)
        steps = [unquote(step) for step in parts.path.strip("/").split("/")]
        match steps:
            case ["api", "v1", "vi", database]:
                return self._api_list(database)
            case ["api", "v1", "vi", database, name]:
                return self._api_table(self._find(database, name), method, body)
            case ["pxweb", "vi", database] if parts.query == "tablelist=true":
                return self._table_list(database)
            case ["pxweb", "vi", database, folder, name, *rest] if folder == database:
                table = self._find(database, name)
                return _NOT_FOUND if table is None else self._form(table, method, rest, parts.query, headers, body)
        return _NOT_FOUND

    def _find(self, database: str, name: str) -> SampleTable | None:
        found = (t for t in self.tables if t.database == database and f"{t.id}.px" == name)
        return next(found, None)

    # -- the API

    def _api_list(self, database: str) -> Reply:
        tables = [t for t in self.tables if t.database == database and t.api != "closed"]
        return _json([{"id": f"{t.id}.px", "type": "t", "text": t.title} for t in tables]) if tables else _NOT_FOUND

    def _api_table(self, table: SampleTable | None, method: str, body: bytes) -> Reply:
        if table is None or table.api == "closed" or (table.api == "metadata" and method == "POST"):
            return _NOT_FOUND
        if table.api == "forbidden":
            return Reply(b"<html><body><h1>403 - Forbidden</h1></body></html>", 403)
        if method == "GET":
            return _json({"title": table.title, "variables": [_variable(d) for d in table.dimensions]})
        try:
            asked = json.loads(body)
            query = {q["code"]: q["selection"]["values"] for q in asked["query"]}
        except (ValueError, KeyError, TypeError):
            return Reply(b"", 400)
        known = {d.code: set(d.values) for d in table.dimensions}
        if any(not set(chosen) <= known.get(code, set()) for code, chosen in query.items()):
            return Reply(b"", 400)
        return _json_stat(table, query)

    # -- the form

    def _table_list(self, database: str) -> Reply:
        tables = [t for t in self.tables if t.database == database]
        if not tables:
            return _NOT_FOUND
        items = "".join(f'<li><a href="{_page(t)}">{escape(t.title)}</a></li>' for t in tables)
        up = '<a href="/pxweb/vi/">Trang chủ</a>'
        return Reply(f"<html><body>{up}<ul class='AspNet-TreeView'>{items}</ul></body></html>".encode())

    def _form(
        self, table: SampleTable, method: str, rest: list[str], query: str, headers: Mapping[str, str], body: bytes
    ) -> Reply:
        session = _cookie(headers.get("Cookie", ""))
        if not rest and method == "GET":
            return self._choose(table)
        if session not in self._sessions:
            return _EXPIRED
        if not rest:
            return self._chosen(table, session, body)
        if rest != ["table", "tableViewLayout1"]:
            return _NOT_FOUND
        asked = parse_qs(query)
        if asked.get("downloadfile") != ["FileTypeJsonStat"]:
            return self._shown(table, session)
        if asked.get("rxid") != [session]:
            return _EXPIRED
        lists = self._sessions[session]
        return _json_stat(table, {d.code: lists[_list_name(n)] for n, d in enumerate(table.dimensions)})

    def _choose(self, table: SampleTable) -> Reply:
        session = secrets.token_hex(12)
        self._sessions[session] = {}
        lists = "".join(
            f'<select name="{_list_name(n)}" multiple="multiple">'
            + "".join(f'<option value="{v}">{escape(x)}</option>' for v, x in zip(d.values, d.labels, strict=True))
            + "</select>"
            for n, d in enumerate(table.dimensions)
        )
        page = (
            f'<html><body><h1>{escape(table.title)}</h1><form method="post" action="./" id="aspnetForm">'
            f'<input type="hidden" name="__VIEWSTATE" value="{session}" />'
            f'<input type="hidden" name="__EVENTVALIDATION" value="v+/=" />{lists}'
            f'<input type="submit" name="{_FIELD}ButtonViewTable" value="Xem bảng" />'
            f'<input type="submit" name="{_FIELD}ButtonClear" value="Xóa" /></form></body></html>'
        )
        return Reply(page.encode(), headers={"Set-Cookie": f"{_SESSION}={session}; path=/; secure; HttpOnly"})

    def _chosen(self, table: SampleTable, session: str, body: bytes) -> Reply:
        fields = parse_qsl(body.decode(), keep_blank_values=True)
        names = [name for name, _ in fields]
        if dict(fields).get("__VIEWSTATE") != session or f"{_FIELD}ButtonViewTable" not in names:
            return Reply(b"<html><body><h1>Server Error in '/' Application.</h1></body></html>", 500)
        lists = {_list_name(n): [v for k, v in fields if k == _list_name(n)] for n in range(len(table.dimensions))}
        if not all(lists.values()):
            return self._choose(table)
        self._sessions[session] = lists
        return Reply(b"", 302, headers={"Location": f"{_page(table)}table/tableViewLayout1/?rxid={session}"})

    def _shown(self, table: SampleTable, session: str) -> Reply:
        links = "".join(
            f'<a href="{_page(table)}table/tableViewLayout1/?rxid={session}&amp;downloadfile={kind}">{kind}</a>'
            for kind in ("FileTypeCsvWithHeadingAndSemiColon", "FileTypeJsonStat")
        )
        return Reply(f"<html><body><h1>{escape(table.title)}</h1>{links}</body></html>".encode())


def _cookie(header: str) -> str:
    pairs = (part.strip().partition("=") for part in header.split(";"))
    return next((value for name, _, value in pairs if name == _SESSION), "")


def _list_name(number: int) -> str:
    return f"{_FIELD}VariableSelectorValueSelectRepeater$ctl{number + 1:02d}$VariableValueSelect$ValuesListBox"


def _page(table: SampleTable) -> str:
    database = quote(table.database)
    return f"/pxweb/vi/{database}/{database}/{table.id}.px/"


def _json(value: Any) -> Reply:
    return Reply(json.dumps(value, ensure_ascii=False).encode(), content_type="application/json; charset=utf-8")


def _variable(axis: Axis) -> dict[str, Any]:
    return {"code": axis.code, "text": axis.text, "values": axis.values, "valueTexts": axis.labels}


def _json_stat(table: SampleTable, chosen: Mapping[str, list[str]]) -> Reply:
    """JSON-stat 1 of what was chosen, as PX-Web sends it."""
    axes = []
    for axis in table.dimensions:
        wanted = set(chosen.get(axis.code, axis.values))
        pairs = [(v, x) for v, x in zip(axis.values, axis.labels, strict=True) if v in wanted]
        axes.append((axis, pairs))
    dimension: dict[str, Any] = {
        axis.code: {
            "label": axis.text,
            "category": {"index": {v: n for n, (v, _) in enumerate(pairs)}, "label": dict(pairs)},
        }
        for axis, pairs in axes
    }
    size = [len(pairs) for _, pairs in axes]
    dimension |= {"id": [axis.code for axis, _ in axes], "size": size}
    cells = ["|".join(_plain(label) for _, label in cell) for cell in product(*(pairs for _, pairs in axes))]
    values = [table.figures.get(cell, '".."') for cell in cells]
    head = json.dumps(
        {"dimension": dimension, "label": table.title, "source": "Cục Thống kê", "updated": table.updated},
        ensure_ascii=False,
    )
    # numbers are set in as published: through a float 578.640 would lose its last place
    text = f'{{"dataset":{head[:-1]}, "value": [{",".join(values)}]}}}}'
    return Reply(b"\xef\xbb\xbf" + text.encode() + b"\0", content_type="application/json; charset=utf-8")
