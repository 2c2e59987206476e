"""JSON-stat: whole tables come back as they were, in every form that the format allows; broken ones never come back."""

from __future__ import annotations

import json
from decimal import Decimal
from math import prod
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors import jsonstat
from extractors.jsonstat import JsonStatError, decode

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0@", exclude_categories=["Cs", "Cc"]), max_size=6)
NUMBERS = st.decimals(min_value=-(10**12), max_value=10**12, places=2, allow_nan=False, allow_infinity=False)


@st.composite
def tables(draw: st.DrawFn) -> dict[str, Any]:
    sizes = draw(st.lists(st.integers(1, 4), min_size=1, max_size=4))
    return {
        "sizes": sizes,
        "labels": [draw(st.lists(WORDS, min_size=size, max_size=size)) for size in sizes],
        "values": draw(st.lists(st.none() | NUMBERS, min_size=prod(sizes), max_size=prod(sizes))),
    }


def encode(table: dict[str, Any], *, version: int, sparse: bool, listed: bool) -> bytes:
    """The table as text; numbers as they are printed."""
    dimension: dict[str, Any] = {}
    for number, labels in enumerate(table["labels"]):
        codes = [f"c{n}" for n in range(len(labels))]
        index = codes if listed else {code: n for n, code in enumerate(codes)}
        dimension[f"d{number}"] = {"category": {"index": index, "label": dict(zip(codes, labels, strict=True))}}
    names = list(dimension)
    values = [None if v is None else f"@{v:f}@" for v in table["values"]]
    value: Any = {str(n): v for n, v in enumerate(values) if v is not None} if sparse else values
    whole = {"label": "t", "dimension": dimension, "value": value}
    if version == 1:
        dimension |= {"id": names, "size": table["sizes"]}
        text = json.dumps({"dataset": whole})
    else:
        text = json.dumps({"version": "2.0", "class": "dataset", "id": names, "size": table["sizes"]} | whole)
    return text.replace('"@', "").replace('@"', "").encode()


@given(
    tables(),
    st.sampled_from([1, 2]),
    st.booleans(),
    st.booleans(),
    st.sampled_from([b"", b"\xef\xbb\xbf"]),
    st.sampled_from([b"", b"\0", b"\r\n\0"]),
)
def test_a_table_comes_back_as_it_was(
    table: dict[str, Any], version: int, sparse: bool, listed: bool, start: bytes, end: bytes
) -> None:
    stat = decode(start + encode(table, version=version, sparse=sparse, listed=listed) + end)
    assert list(stat.values) == table["values"]
    assert [f"{v:f}" for v in stat.values if v is not None] == [f"{v:f}" for v in table["values"] if v is not None]
    assert [len(d.categories) for d in stat.dimensions] == table["sizes"]
    # the last dimension is the fastest, and a cell's index is its position's
    for index in range(len(stat.values)):
        position = stat.position(index)
        assert stat.index(position) == index
    assert [stat.position(n)[-1] for n in range(table["sizes"][-1])] == list(range(table["sizes"][-1]))


@given(tables(), st.data())
def test_no_part_of_a_body_is_a_table(table: dict[str, Any], data: st.DataObject) -> None:
    body = encode(table, version=1, sparse=True, listed=False)
    with pytest.raises(JsonStatError):
        decode(body[: data.draw(st.integers(0, len(body) - 1))])


@given(tables(), st.integers(-3, 3).filter(bool))
def test_sizes_that_do_not_make_the_number_of_values(table: dict[str, Any], more: int) -> None:
    root = json.loads(encode(table, version=2, sparse=False, listed=True))
    values = root["value"]
    root["value"] = values + [1] * more if more > 0 else values[:more]
    with pytest.raises(JsonStatError, match="the sizes make"):
        decode(json.dumps(root).encode())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)
PLACES = ["value", "status", "label", "updated", "dimension", "id", "size", "class"]


@settings(max_examples=200)
@given(tables(), st.sampled_from(PLACES), JSON)
def test_anything_in_any_place_is_a_table_or_the_named_error(table: dict[str, Any], place: str, what: Any) -> None:
    root = json.loads(encode(table, version=2, sparse=False, listed=False))
    root[place] = what
    try:
        stat = decode(json.dumps(root).encode())
    except JsonStatError:
        return
    assert len(stat.values) == prod(len(d.categories) for d in stat.dimensions)


@given(st.binary(max_size=60))
def test_any_bytes_are_the_named_error(body: bytes) -> None:
    with pytest.raises(JsonStatError):
        decode(body)


BROKEN = [
    (b"", "empty"),
    (b"\0", "empty"),
    (b"\xef\xbb\xbf<!DOCTYPE html><html>", "HTML"),
    (b'{"dataset":{"dimension":{"id":["a"],"si', "cut short"),
    (b'{"a": 1} {', "no JSON"),
    (b"[]", "no JSON object"),
    (b'{"a": NaN}', "no number of JSON"),
    (b'{"a": 1, "a": 2}', "stands twice"),
    (b'{"error": {"message": "x"}}', "0 datasets"),
    (b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested"),
    ("{\"Bắc\": 1}".encode("utf-16"), "not UTF-8"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "what"), BROKEN)
def test_what_is_wrong_is_named(body: bytes, what: str) -> None:
    with pytest.raises(JsonStatError, match=what):
        decode(body)


def dataset(**changes: Any) -> bytes:
    root: dict[str, Any] = {
        "id": ["a"], "size": [2], "dimension": {"a": {"category": {"index": ["x", "y"]}}}, "value": [1, 2],
    }  # fmt: skip
    return json.dumps(root | changes).encode()


HOSTILE = [
    ({"size": [10**9], "value": {}}, "cells"),
    ({"size": [0.5]}, "no whole number"),
    ({"size": [-1]}, "no whole number"),
    ({"size": [3], "value": [1, 2, 3]}, "2 categories, but size says 3"),
    ({"id": ["a", "a"], "size": [1, 2]}, "different names"),
    ({"id": [f"d{n}" for n in range(99)], "size": [1] * 99}, "99 dimensions"),
    ({"id": ["b"]}, "b is no object"),
    ({"value": {"2": 1}}, "names the cell '2'"),
    ({"value": {"-1": 1}}, "names the cell"),
    ({"value": {"01": 1}}, "names the cell"),
    ({"value": 7}, "neither a list nor an object"),
    ({"status": ["a", "b", "c"]}, "status"),
    ({"dimension": {"a": {"category": {"index": {"x": 0, "y": 0}}}}}, "places of index"),
    ({"dimension": {"a": {"category": {"index": {"x": 1, "y": 2}}}}}, "places of index"),
    ({"dimension": {"a": {"category": {"index": ["x", "x"]}}}}, "index is neither"),
    ({"class": "collection"}, "not dataset"),
    ({"label": "x" * 100_000}, "100,000 characters"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "what"), HOSTILE)
def test_hostile_or_inconsistent_tables_are_refused(changes: dict[str, Any], what: str) -> None:
    with pytest.raises(JsonStatError, match=what):
        decode(dataset(**changes))


def test_a_body_over_the_cap_is_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonstat, "MAX_BYTES", 10)
    with pytest.raises(JsonStatError, match="over 10 bytes"):
        decode(dataset())


@pytest.mark.parametrize("mark", ["..", ".", "...", "", "-", None])
def test_marks_of_missing_values_are_none(mark: str | None) -> None:
    stat = decode(dataset(value=[mark, "110.44"]))
    assert (stat.values, stat.unreadable) == ((None, Decimal("110.44")), {})


@pytest.mark.parametrize("cell", ["1.234,5", "110,44", "n/a", True, [1], {"v": 1}, 10**30, "1" * 60])
def test_a_cell_that_is_neither_number_nor_mark_is_told_apart(cell: Any) -> None:
    stat = decode(dataset(value=[cell, 2]))
    assert (stat.values, list(stat.unreadable)) == ((None, Decimal(2)), [0])


def test_status_by_cell_and_for_all() -> None:
    assert decode(dataset(status={"1": "p"})).status == {1: "p"}
    assert decode(dataset(status=["", "e"])).status == {1: "e"}
    assert decode(dataset(status="p")).status == {0: "p", 1: "p"}


def test_labels_lose_their_layout_and_keep_their_words() -> None:
    category = {"index": {"y": 0, "x": 1}, "label": {"x": "\u00a0 ..Bắc   Ninh", "y": "Hà Nội"}}
    stat = decode(dataset(dimension={"a": {"label": "  Địa  phương", "category": category}}))
    assert stat.dimensions[0].label == "Địa phương"
    assert [c.label for c in stat.dimensions[0].categories] == ["Hà Nội", "Bắc Ninh"]


def test_one_category_needs_no_index() -> None:
    stat = decode(dataset(size=[1], dimension={"a": {"category": {"label": {"only": "All"}}}}, value=[5]))
    assert [c.code for c in stat.dimensions[0].categories] == ["only"]
