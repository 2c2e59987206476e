"""PX-Web: both ways to a table, over a real socket; and what its numbers are read as. Tables here are invented."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import permutations
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from conftest import CATALOG
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.archive import Archive
from extractors.catalog import CatalogError, Cube, Source, load_catalog
from extractors.errors import UnreadablePage
from extractors.http import (
    Cookies,
    Fetcher,
    HostNotAllowed,
    HttpStatus,
    Query,
    TableResolver,
    Unreachable,
    post_address,
)
from extractors.pxweb import Client, Table, TableError, api_query, download_link, listed, read, read_form
from extractors.records import Dataset, Snapshot
from flows.pxweb import collect_tables
from flows.samplepxweb import Axis, SamplePxWeb, SampleTable, load_tables
from flows.samplesite import PAGES, Answer, SampleSite
from transforms.normalise import dataset_observations

SOURCE = CATALOG.sources["nso_pxweb"]
HOST = "https://pxweb.nso.gov.vn"
AREAS = ["CẢ NƯỚC", "Đồng bằng  sông Hồng", "  Hà Nội", "  Bắc Ninh", "  Bắc Giang"]
FDI = "Đầu tư trực tiếp nước ngoài được cấp giấy phép phân theo địa phương"
CAPITAL = "Vốn đăng ký cấp mới (Triệu đô la Mỹ)"


def table(title: str = FDI, updated: str = "9999-12-31", id: str = "V04.90", **axes: list[str]) -> SampleTable:
    """A table whose axes are given by their labels: `Địa_phương=[…]`."""
    dimensions = [Axis(code=n.replace("_", " "), text=n.replace("_", " "), labels=x) for n, x in axes.items()]
    return SampleTable(database="Đầu tư", id=id, title=title, updated=updated, api="open", dimensions=dimensions)


def answer(of: SampleTable, figures: dict[str, str], **changes: Any) -> Snapshot:
    """What the API gives for a table; `changes` are set in the dataset."""
    given_ = of.model_copy(update={"figures": figures})
    address = Table(HOST, "vi", of.database, of.id)
    target = address.api.removeprefix(HOST)
    site = SamplePxWeb([given_])
    query = api_query(site.answer("GET", target, {}, b"").body)
    body = site.answer("POST", target, {}, query.body).body
    if changes:
        root = json.loads(body.decode("utf-8-sig").rstrip("\0"))
        root["dataset"] |= changes
        body = json.dumps(root).encode()
    return snapshot(body, post_address(address.api, query))


def snapshot(body: bytes, url: str = f"{HOST}/pxweb/vi/A/A/V1.px/") -> Snapshot:
    now = datetime(2026, 6, 1, tzinfo=UTC)
    return Snapshot(SOURCE.id, url, url, now, 200, {}, body, sha256(body).hexdigest())


def keys(dataset: Dataset) -> list[tuple[str, ...]]:
    """What a reader of the series sees, in the order of the cells."""
    return [
        (o.indicator, o.transformation, o.ref_area, o.time_period or "", f"{o.value.normalize():f}", o.unit, o.obs_status)
        for o, _ in dataset_observations(dataset, CATALOG, dataset.published.text if dataset.published else None)
    ]  # fmt: skip


def numbers(dataset: Dataset) -> int:
    return sum(dataset.fates.values())


PLAIN = table(Địa_phương=AREAS, Năm=["2021", "Sơ bộ 2022"], Chỉ_tiêu=["Số dự án cấp mới (Dự án)", CAPITAL])
FIGURES = {
    "Bắc Ninh|2021|Số dự án cấp mới (Dự án)": "126", f"Bắc Ninh|2021|{CAPITAL}": "1170.51",
    f"Bắc Ninh|Sơ bộ 2022|{CAPITAL}": "503.0", f"Hà Nội|2021|{CAPITAL}": "9.9",
}  # fmt: skip
READ = [
    ("new_projects", "N", "VN-56", "2021", "126", "project", "A"),
    ("new_capital", "N", "VN-56", "2021", "1170510000", "USD", "A"),
    ("new_capital", "N", "VN-56", "2022", "503000000", "USD", "P"),
]  # fmt: skip


# -- reading


def test_figures_of_the_province_with_their_words() -> None:
    dataset = read(answer(PLAIN, FIGURES), SOURCE, CATALOG)
    assert keys(dataset) == READ
    assert (dict(dataset.fates), dataset.failures, dataset.published) == ({"observation": 3, "excluded": 1}, (), None)
    figure = dataset.figures[1]
    assert figure.reading.ownership == "foreign"
    assert figure.reading.half_unit == Decimal(5000)
    assert (figure.locator, figure.printed) == ("json-stat:13", "1170.51")
    assert figure.sentence == f"{FDI}; Địa phương: Bắc Ninh; Năm: 2021; Chỉ tiêu: {CAPITAL}; 1170.51"
    assert dataset.document == dataset.url == Table(HOST, "vi", "Đầu tư", "V04.90").page


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_of_dimensions_and_years_means_nothing(order: tuple[int, ...]) -> None:
    axes = [PLAIN.dimensions[n] for n in order]
    years = replace_labels(axes, "Năm", ["Sơ bộ 2022", "2021"])
    moved = PLAIN.model_copy(update={"dimensions": years})
    figures = {"|".join(k.split("|")[n] for n in order): v for k, v in FIGURES.items()}
    found = read(answer(moved, figures), SOURCE, CATALOG)
    assert sorted(keys(found)) == sorted(READ)
    # a locator counts in its own version
    assert found.version != read(answer(PLAIN, FIGURES), SOURCE, CATALOG).version


def replace_labels(axes: list[Axis], text: str, labels: list[str]) -> list[Axis]:
    return [a.model_copy(update={"labels": labels}) if a.text == text else a for a in axes]


@settings(max_examples=60)
@given(
    st.dictionaries(
        st.tuples(
            st.sampled_from(AREAS),
            st.sampled_from(["2020", "x", "Ước tính 2021"]),
            st.sampled_from([CAPITAL, "Vốn lạ (Triệu USD)"]),
        ),
        st.integers(0, 10**6),
    )
)
def test_every_number_has_one_fate(cells: dict[tuple[str, str, str], int]) -> None:
    axes = {"Địa_phương": AREAS, "Năm": ["2020", "x", "Ước tính 2021"], "Chỉ_tiêu": [CAPITAL, "Vốn lạ (Triệu USD)"]}
    figures = {"|".join(" ".join(x.split()) for x in labels): str(v) for labels, v in cells.items()}
    ours = [k for k in cells if k[0] == "  Bắc Ninh"]
    understood = [k for k in ours if k[1] != "x" and k[2] == CAPITAL]
    try:
        dataset = read(answer(table(**axes), figures), SOURCE, CATALOG)
    except UnreadablePage:
        assert ours
        assert not understood
        return
    assert numbers(dataset) == len(cells)
    assert len(dataset.figures) == dataset.fates.get("observation", 0) == len(understood)
    assert dataset.fates.get("unclaimed", 0) == len(ours) - len(understood)
    assert bool(dataset.failures) == (len(ours) > len(understood))


def test_an_index_with_the_previous_year_100_is_growth() -> None:
    title = "Chỉ số sản xuất công nghiệp phân theo địa phương (Năm trước = 100)"
    axes = {"Địa_phương": AREAS, "Năm": ["2021", "Ước tính 2022"]}
    dataset = read(
        answer(table(title, **axes), {"Bắc Ninh|2021": "110.44", "Bắc Ninh|Ước tính 2022": "87.2"}), SOURCE, CATALOG
    )
    assert keys(dataset) == [
        ("industrial_production_index", "GY", "VN-56", "2021", "10.44", "percent", "A"),
        ("industrial_production_index", "GY", "VN-56", "2022", "-12.8", "percent", "E"),
    ]
    assert (dataset.figures[0].printed, dataset.figures[0].reading.half_unit) == ("110.44", Decimal("0.005"))


@pytest.mark.parametrize("words", ["Năm 2015 = 100", "Năm gốc 2010=100", ""])
def test_an_index_to_another_base_is_not_read(words: str) -> None:
    title = f"Chỉ số sản xuất công nghiệp phân theo địa phương ({words})"
    with pytest.raises(UnreadablePage, match=r"unit|given in"):
        read(answer(table(title, Địa_phương=AREAS, Năm=["2021"]), {"Bắc Ninh|2021": "110.44"}), SOURCE, CATALOG)


def test_by_activity_where_the_province_has_it_and_national_where_not() -> None:
    title = "Chỉ số sản xuất công nghiệp phân theo ngành công nghiệp (Năm trước = 100)"
    activities = ["Toàn ngành", "Khai khoáng", "Sản xuất sản phẩm điện tử, máy vi tính và sản phẩm quang học"]
    national = read(answer(table(title, Ngành=activities, Năm=["2021"]), {"Khai khoáng|2021": "99"}), SOURCE, CATALOG)
    assert (national.figures, dict(national.fates), national.failures) == ((), {"excluded": 1}, ())
    own = table(title, Địa_phương=AREAS, Ngành=activities, Năm=["2021"])
    figures = {f"Bắc Ninh|{activities[2]}|2021": "120", f"Bắc Ninh|{activities[0]}|2021": "118"}
    found = read(answer(own, figures), SOURCE, CATALOG)
    assert [f.reading.activity for f in found.figures] == ["_T", "C26"]


@pytest.mark.parametrize("unit", ["Triệu đồng", "Nghìn tỷ đồng", "Triệu EUR", "Dự án", ""])
def test_another_unit_loads_nothing(unit: str) -> None:
    label = f"Vốn đăng ký cấp mới ({unit})"
    with pytest.raises(UnreadablePage, match="new_capital"):
        read(
            answer(table(Địa_phương=AREAS, Năm=["2021"], Chỉ_tiêu=[label]), {f"Bắc Ninh|2021|{label}": "5"}),
            SOURCE,
            CATALOG,
        )


def test_another_unit_of_one_measure_leaves_the_others() -> None:
    labels = ["Số dự án cấp mới", "Vốn đăng ký cấp mới (Tỷ đồng)"]
    figures = {f"Bắc Ninh|2021|{x}": "5" for x in labels}
    dataset = read(answer(table(Địa_phương=AREAS, Năm=["2021"], Chỉ_tiêu=labels), figures), SOURCE, CATALOG)
    assert [f.reading.indicator for f in dataset.figures] == ["new_projects"]
    assert dict(dataset.fates) == {"observation": 1, "unclaimed": 1}
    assert "given in 'Tỷ đồng'" in dataset.failures[0]


def test_stocks_are_dated_by_their_day_also_from_the_title() -> None:
    title = "Đầu tư trực tiếp nước ngoài phân theo địa phương (Luỹ kế các dự án còn hiệu lực đến ngày 31/12/2023)"
    labels = ["Số dự án", "Tổng vốn đăng ký (Triệu USD) (*)"]
    dataset = read(
        answer(
            table(title, Địa_phương=AREAS, Chỉ_tiêu=labels),
            {f"Bắc Ninh|{labels[0]}": "2000", f"Bắc Ninh|{labels[1]}": "25000.5"},
        ),
        SOURCE,
        CATALOG,
    )
    assert keys(dataset) == [
        ("investment_projects", "N", "VN-56", "2023-12-31", "2000", "project", "A"),
        ("investment_capital", "N", "VN-56", "2023-12-31", "25000500000", "USD", "A"),
    ]


YEARS = [
    ("2023", "2023", "A"), ("Năm 2023", "2023", "A"), ("Sơ bộ 2023", "2023", "P"), ("Sơ  bộ  2023", "2023", "P"), ("2023 (Sơ bộ)", "2023", "P"),
    ("Prel. 2023", "2023", "P"), ("Ước tính 2023", "2023", "E"), ("Est. 2023", "2023", "E"), ("Kế hoạch 2026", "2026", "F"),
]  # fmt: skip


@pytest.mark.parametrize(("label", "year", "status"), YEARS)
def test_years_with_the_words_beside_them(label: str, year: str, status: str) -> None:
    title = "Số doanh nghiệp đăng ký thành lập mới phân theo địa phương"
    dataset = read(
        answer(table(title, "2024-05-06", Địa_phương=AREAS, Năm=[label]), {f"Bắc Ninh|{' '.join(label.split())}": "7"}),
        SOURCE,
        CATALOG,
    )
    assert [(f.reading.time_period, f.reading.obs_status) for f in dataset.figures] == [(year, status)]


@pytest.mark.parametrize("label", ["2023*", "2021-2023", "Tháng 5/2023 điều chỉnh", "Bình quân 2023", "12"])
def test_a_year_that_is_not_understood_is_unclaimed(label: str) -> None:
    title = "Số doanh nghiệp đăng ký thành lập mới phân theo địa phương"
    figures = {f"Bắc Ninh|{label}": "7", "Bắc Ninh|2020": "6"}
    dataset = read(answer(table(title, Địa_phương=AREAS, Năm=["2020", label]), figures), SOURCE, CATALOG)
    assert (len(dataset.figures), dict(dataset.fates)) == (1, {"observation": 1, "unclaimed": 1})
    assert repr(label) in dataset.failures[0]


def test_marks_of_single_cells() -> None:
    title = "Số doanh nghiệp đăng ký thành lập mới phân theo địa phương"
    of = table(title, "2024-05-06", Địa_phương=["Bắc Ninh"], Năm=["2020", "2021", "2022"])
    figures = {"Bắc Ninh|2020": "5", "Bắc Ninh|2021": "6", "Bắc Ninh|2022": "7"}
    dataset = read(answer(of, figures, status={"1": "Sơ bộ", "2": "?"}), SOURCE, CATALOG)
    assert [(f.reading.time_period, f.reading.obs_status) for f in dataset.figures] == [("2020", "A"), ("2021", "P")]
    assert "mark '?'" in dataset.failures[0]


def test_a_cell_that_is_no_number_is_an_alarm_and_the_rest_is_read() -> None:
    title = "Số doanh nghiệp đăng ký thành lập mới phân theo địa phương"
    of = table(title, "2024-05-06", Địa_phương=["Bắc Ninh"], Năm=["2020", "2021"])
    dataset = read(answer(of, {}, value=["1.234,5", 6]), SOURCE, CATALOG)
    assert (len(dataset.figures), dict(dataset.fates)) == (1, {"unclaimed": 1, "observation": 1})
    assert "'1.234,5'" in dataset.failures[0]


# -- boundaries


NEW = [a for a in AREAS if "Bắc Giang" not in a]
BOUNDARIES = [
    # areas, updated, database, year, has Bắc Giang a figure → territory
    (AREAS, "2024-05-06", "Đầu tư", "2023", True, "VN-56"),
    (AREAS, "2026-05-06", "Đầu tư", "2025", True, "VN-56"),
    (AREAS, "2026-05-06", "Đầu tư", "2025", False, "VN-56-2025"),
    (AREAS, "2026-05-06", "Đầu tư", "2024", False, "VN-56"),
    (NEW, "2026-05-06", "Đầu tư", "2019", False, "VN-56-2025"),
    (NEW, "2024-05-06", "Đầu tư", "2019", False, "VN-56"),
    (NEW, "9999-12-31", "PLV03.1", "2019", False, "VN-56-2025"),
    ([*NEW[:3], "Bắc Ninh (cũ)"], "2026-05-06", "Đầu tư", "2025", False, "VN-56"),
    ([*NEW[:3], "Bắc Ninh (mới)"], "9999-12-31", "Đầu tư", "2019", False, "VN-56-2025"),
]  # fmt: skip


@pytest.mark.parametrize(("areas", "updated", "database", "year", "beside", "territory"), BOUNDARIES)
def test_the_boundaries_are_told_by_words_and_date(
    areas: list[str], updated: str, database: str, year: str, beside: bool, territory: str
) -> None:
    of = table("Số doanh nghiệp đăng ký thành lập mới phân theo địa phương", updated, Địa_phương=areas, Năm=[year])
    of = of.model_copy(update={"database": database})
    figures = {f"{areas[3].strip()}|{year}": "7"} | ({f"Bắc Giang|{year}": "3"} if beside else {})
    assert [k[2] for k in keys(read(answer(of, figures), SOURCE, CATALOG))] == [territory]


UNTOLD = [
    (NEW, "boundaries of the province are not told"),
    ([*NEW, "Bắc Giang (cũ)"], "boundaries of the province are not told"),
    ([*NEW[:3], "Bắc Ninh (lạ)"], "'Bắc Ninh \\(lạ\\)' is not understood"),
]  # fmt: skip


@pytest.mark.parametrize(("areas", "what"), UNTOLD)
def test_boundaries_that_nothing_tells_are_an_alarm(areas: list[str], what: str) -> None:
    of = table("Số doanh nghiệp đăng ký thành lập mới phân theo địa phương", Địa_phương=areas, Năm=["2019"])
    figures = {f"{areas[3].strip()}|2019": "7"}
    with pytest.raises(UnreadablePage, match=what):
        read(answer(of, figures), SOURCE, CATALOG)


def test_a_table_without_the_province_is_an_alarm() -> None:
    dataset = read(
        answer(table(Địa_phương=AREAS[:3], Năm=["2021"], Chỉ_tiêu=[CAPITAL]), {f"Hà Nội|2021|{CAPITAL}": "5"}),
        SOURCE,
        CATALOG,
    )
    assert (dict(dataset.fates), "not Bắc Ninh" in dataset.failures[0]) == ({"excluded": 1}, True)


def test_a_dimension_of_places_under_an_unknown_name_is_known_by_what_it_lists() -> None:
    of = table(Đơn_vị_hành_chính=AREAS, Năm=["2021"], Chỉ_tiêu=[CAPITAL])
    assert len(read(answer(of, {f"Bắc Ninh|2021|{CAPITAL}": "5"}), SOURCE, CATALOG).figures) == 1


def test_of_an_unknown_dimension_only_the_total_is_read() -> None:
    title = "Số doanh nghiệp đăng ký thành lập mới phân theo địa phương"
    of = table(title, Địa_phương=["Bắc Ninh", "Bắc Giang"], Giới_tính=["Tổng số", "Nữ"], Năm=["2021"])
    dataset = read(answer(of, {"Bắc Ninh|Tổng số|2021": "5", "Bắc Ninh|Nữ|2021": "2"}), SOURCE, CATALOG)
    assert dict(dataset.fates) == {"observation": 1, "unclaimed": 1}
    assert "'Giới tính' is not known" in dataset.failures[0]


@pytest.mark.parametrize(
    "text", ["*" * 900 + "x", "(" * 900, "- " * 400 + "x", "1." * 400 + "x", "Sơ bộ " * 150, "²" * 900 + "x"]
)
def test_hostile_words_take_no_time(text: str) -> None:
    of = table(
        f"{text[:400]} {FDI}", Địa_phương=["Bắc Ninh", "Bắc Giang", text], Năm=["2021", text], Chỉ_tiêu=[CAPITAL, text]
    )
    dataset = read(answer(of, {f"Bắc Ninh|2021|{CAPITAL}": "5"}), SOURCE, CATALOG)
    assert len(dataset.figures) + len(dataset.failures) >= 1


# -- documents and dates


def test_a_change_is_a_document_of_its_own_and_unknown_dates_are_none() -> None:
    def of(updated: str, **changes: Any) -> Dataset:
        return read(answer(PLAIN.model_copy(update={"updated": updated}), FIGURES, **changes), SOURCE, CATALOG)

    old, new = of("2023-07-12T08:00:00Z"), of("20240708 09:00")
    assert (old.published and old.published.text, old.published and old.published.origin) == ("2023-07-12", "updated")
    assert [d.document.rpartition("/")[2] for d in (old, new)] == ["?updated=2023-07-12", "?updated=2024-07-08"]
    assert old.version == new.version
    assert (of("9999-12-31T23:59:59Z").published, of("").failures) == (None, ())
    for wrong in ("2031-01-01", "2023-13-01", "hôm qua", "1900-01-01"):
        found = of(wrong)
        assert (found.published, len(found.figures)) == (None, 3)
        assert repr(wrong) in found.failures[0]


def test_a_table_of_the_office_s_morning_is_not_of_tomorrow() -> None:
    at = datetime(2026, 6, 1, 20, tzinfo=UTC)
    for updated, known in (("2026-06-02", True), ("2026-06-03", False)):
        given_ = replace(answer(PLAIN.model_copy(update={"updated": updated}), FIGURES), fetched_at=at)
        assert (read(given_, SOURCE, CATALOG).published is not None) == known


def test_the_route_makes_no_other_document() -> None:
    by_api = answer(PLAIN, FIGURES)
    page = Table.of(by_api.url)
    assert page is not None
    by_form = replace(by_api, url=page.download(Query.of_form([("a", "b")])))
    old_host = replace(by_api, url=by_api.url.replace("pxweb.nso", "pxweb.gso"))
    documents = {read(s, SOURCE, CATALOG).document for s in (by_api, by_form, old_host)}
    assert documents == {page.page}


def test_a_file_of_ones_own_is_read_without_a_source() -> None:
    own = replace(answer(PLAIN, FIGURES), url="file:///home/me/V04.90.json")
    assert keys(read(own, None, CATALOG)) == READ


@pytest.mark.parametrize(("title", "what"), [("Diện tích lúa", "fits 0 cubes"), ("", "fits 0 cubes")])
def test_an_unknown_table_is_named(title: str, what: str) -> None:
    with pytest.raises(UnreadablePage, match=what):
        read(answer(table(title, Địa_phương=AREAS), {}), SOURCE, CATALOG)


def test_two_dimensions_of_one_role_are_refused() -> None:
    with pytest.raises(UnreadablePage, match="two dimensions are of time"):
        read(answer(table(Địa_phương=AREAS, Năm=["2021"], Kỳ=["1"], Chỉ_tiêu=[CAPITAL]), {}), SOURCE, CATALOG)


@pytest.mark.parametrize("body", [b"<html>x</html>", b'{"dataset":{', b""])
def test_a_broken_body_is_named(body: bytes) -> None:
    with pytest.raises(UnreadablePage, match="fetch it again"):
        read(snapshot(body), SOURCE, CATALOG)


def test_titles_of_the_real_tables_fit_one_cube() -> None:
    titles = {
        "Chỉ số sản xuất công nghiệp phân theo địa phương chia theo Địa phương và Năm": "industrial_production_index",
        "Index of industrial production by activity by Item and Year": "industrial_production_index",
        "Đầu tư trực tiếp nước ngoài được cấp giấy phép phân theo địa phương (Lũy kế các dự án còn hiệu lực đến ngày 31/12/2022)": "foreign_investment_in_force",
        "Đầu tư trực tiếp của nước ngoài được cấp giấy phép năm 2022 phân theo địa phương": "foreign_investment_in_year",
        "Đầu tư trực tiếp nước ngoài được cấp giấy phép phân theo ngành kinh tế": "",
        "Số doanh nghiệp đang hoạt động có kết quả sản xuất kinh doanh tại thời điểm 31/12 hàng năm phân theo địa phương": "enterprises_with_results",
        "Tổng số lao động trong các doanh nghiệp đang hoạt động có kết quả sản xuất kinh doanh tại thời điểm 31/12": "enterprises_labour",
        "Chỉ số sử dụng lao động của doanh nghiệp công nghiệp": "",
        "Giá trị sản xuất công nghiệp theo giá hiện hành": "",
    }
    assert {t: "".join(c.id for c in CATALOG.cubes.values() if c.matches(t)) for t in titles} == titles


def test_a_cube_with_an_unknown_indicator_or_unit_is_refused(tmp_path: Path) -> None:
    (tmp_path / "cubes").mkdir()
    file = tmp_path / "cubes" / "a.yml"
    text = "id: a\ntitle: [a]\nmeasures:\n  - indicator: lost\n    unit: {unit}\n    unit_words: [{{words: [x]}}]\n"
    for unit, what in (("USD", "is no indicator"), ("furlong", "unit")):
        file.write_text(text.format(unit=unit))
        with pytest.raises(CatalogError, match=what):
            load_catalog(tmp_path)
    with pytest.raises(ValueError, match="unit_words are missing"):
        Cube.model_validate({"id": "a", "title": ["a"], "measures": [{"indicator": "grdp"}]})


# -- asking


class Site(SampleSite):
    """The sample's site with invented tables."""

    def __init__(self, tables: list[SampleTable], changes: dict[str, Answer] | None = None) -> None:
        super().__init__(PAGES, CATALOG, changes)
        self.pxweb = SamplePxWeb(tables)


def fetcher(site: SampleSite) -> Fetcher:
    return Fetcher(TableResolver(site.hosts), backoff_seconds=0.01, timeout=(2, 2))


def with_api(api: str) -> SampleTable:
    return PLAIN.model_copy(update={"api": api, "figures": FIGURES})


@pytest.mark.parametrize(
    ("api", "by_form"), [("open", False), ("metadata", True), ("forbidden", True), ("closed", True)]
)
def test_the_api_is_asked_first_and_the_form_where_it_fails(api: str, by_form: bool, tmp_path: Path) -> None:
    with Site([with_api(api)]) as site:
        archive = Archive(tmp_path)
        got = Client(SOURCE, fetcher(site), archive.store).table(Table(HOST, "vi", "Đầu tư", "V04.90"))
        assert keys(read(got, SOURCE, CATALOG)) == READ
        assert ("downloadfile=" in got.url, "__wb_method=POST" in got.url) == (by_form, not by_form)
        assert "rxid" not in got.url
        assert archive.by_url(got.url) is not None
        # a GET of the address that was asked by POST is another page
        assert archive.by_url(Table(HOST, "vi", "Đầu tư", "V04.90").api) is None
        assert site.requests[1].startswith(f"GET {HOST.replace('https', 'http')}/api/v1/")


BROKEN = [b"<html>maintenance</html>", b"", b'{"dataset": {"dim', b"\xef\xbb\xbf{}\0"]


@pytest.mark.parametrize("body", BROKEN)
def test_a_broken_answer_of_the_api_is_archived_and_the_form_asked(body: bytes, tmp_path: Path) -> None:
    def broken(method: str, *args: Any) -> Any:
        reply = whole(method, *args)
        return replace(reply, body=body) if method == "POST" and "/api/" in args[0] else reply

    with Site([with_api("open")]) as site:
        assert site.pxweb is not None
        whole = site.pxweb.answer
        site.pxweb.answer = broken  # type: ignore[method-assign]
        archive = Archive(tmp_path)
        got = Client(SOURCE, fetcher(site), archive.store).table(Table(HOST, "vi", "Đầu tư", "V04.90"))
        assert keys(read(got, SOURCE, CATALOG)) == READ
        # an answer with nothing in it is none: there is nothing to keep
        assert len({s.url for s in archive.snapshots()}) == (2 if body else 1)


def test_where_both_fail_both_reasons_are_told(tmp_path: Path) -> None:
    form = Table(HOST, "vi", "Đầu tư", "V04.90").page
    with Site([with_api("closed")], {form: Answer(b"<html><body>no form</body></html>")}) as site:
        client = Client(SOURCE, fetcher(site), Archive(tmp_path).store)
        with pytest.raises(TableError, match=r"API: .*404.*; form: the page has no form"):
            client.table(Table(HOST, "vi", "Đầu tư", "V04.90"))


def test_an_api_that_gives_no_answer_is_not_waited_for_again(tmp_path: Path) -> None:
    class Deaf(Fetcher):
        def fetch(self, source: Source, url: str, *args: Any) -> Snapshot:
            if "/api/" in url:
                asked.append(url)
                raise Unreachable(url, "no answer", "try again later")
            return super().fetch(source, url, *args)

    asked: list[str] = []
    with Site([with_api("open"), with_api("open").model_copy(update={"id": "V04.91"})]) as site:
        client = Client(SOURCE, Deaf(TableResolver(site.hosts)), Archive(tmp_path).store)
        for name in ("V04.90", "V04.91"):
            assert keys(read(client.table(Table(HOST, "vi", "Đầu tư", name)), SOURCE, CATALOG)) == READ
    assert len(asked) == 1


def test_a_host_outside_the_source_is_never_asked(tmp_path: Path) -> None:
    with Site([with_api("open")]) as site:
        client = Client(SOURCE, fetcher(site), Archive(tmp_path).store)
        with pytest.raises(HostNotAllowed):
            client.table(Table("https://evil.example", "vi", "Đầu tư", "V04.90"))
        assert site.requests == []


def test_a_form_that_sends_elsewhere_is_not_followed(tmp_path: Path) -> None:
    form = Table(HOST, "vi", "Đầu tư", "V04.90").page
    page = (
        '<form action="https://evil.example/x"><select name="a$ValuesListBox"><option value="0">x</option></select>'
        '<input type="submit" name="a$ButtonViewTable" value="v"></form>'
    )
    with Site([with_api("closed")], {form: Answer(page.encode())}) as site:
        client = Client(SOURCE, fetcher(site), Archive(tmp_path).store)
        with pytest.raises(HostNotAllowed, match="evil"):
            client.table(Table(HOST, "vi", "Đầu tư", "V04.90"))


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"variables": []}', b'{"variables": [{"code": 1}]}', b"[" * 100_000, b"\xff"]
)
def test_metadata_that_is_none_is_named(body: bytes) -> None:
    with pytest.raises(ValueError, match="metadata"):
        api_query(body)


@given(st.binary(max_size=80))
@settings(max_examples=50)
def test_no_page_breaks_the_form_reader(body: bytes) -> None:
    for reader in (read_form, download_link):
        with pytest.raises(ValueError, match="the "):
            reader(snapshot(b"<html>" + body))


def test_tables_are_listed_by_page_and_by_api() -> None:
    site = SamplePxWeb([with_api("open")])
    for target in ("/pxweb/vi/%C4%90%E1%BA%A7u%20t%C6%B0/?tablelist=true", "/api/v1/vi/%C4%90%E1%BA%A7u%20t%C6%B0"):
        found = listed(snapshot(site.answer("GET", target, {}, b"").body, HOST + target))
        assert [(x.table, x.title) for x in found] == [(Table(HOST, "vi", "Đầu tư", "V04.90"), FDI)]


def test_a_lost_list_and_a_lost_table_are_alarms(tmp_path: Path) -> None:
    tables = [t for t in load_tables(PAGES / "pxweb") if t.id != "V04.21"]
    with Site(tables) as site:
        found = collect_tables(SOURCE, CATALOG, fetcher(site), Archive(tmp_path / "a"))
    assert (found.found, [f[1].split(";")[0] for f in found.failures]) == (
        6,
        ["no list names a table of cube foreign_investment_in_force"],
    )
    with Site([t for t in tables if t.database != "Đầu tư"]) as site:
        lost = collect_tables(SOURCE, CATALOG, fetcher(site), Archive(tmp_path / "b"))
    assert (lost.found, len(lost.failures)) == (5, 2)
    assert "404" in lost.failures[0][1]


def test_the_api_s_list_stands_in_for_the_page_s(tmp_path: Path) -> None:
    tables = [t.model_copy(update={"api": "open"}) for t in load_tables(PAGES / "pxweb")]
    lists = {listing.url: Answer(b"<html><body>maintenance</body></html>") for listing in SOURCE.listings}
    with Site(tables, lists) as site:
        got = collect_tables(SOURCE, CATALOG, fetcher(site), Archive(tmp_path))
    assert (got.found, got.failures, len(got.warnings)) == (7, [], 3)


# -- POST and cookies


class Echo(BaseHTTPRequestHandler):
    """Answers what it was asked; `/to/CODE` redirects, `/set` sets cookies."""

    def do_GET(self) -> None:
        self._say(b"")

    def do_POST(self) -> None:
        self._say(self.rfile.read(int(self.headers["Content-Length"])))

    def _say(self, body: bytes) -> None:
        told = [
            self.command,
            self.headers["Host"],
            self.headers.get("Cookie"),
            self.headers.get("Content-Type"),
            body.decode(),
        ]
        raw = json.dumps(told).encode()
        moved = self.path.split("/")[2] if self.path.startswith("/to/") else ""
        self.send_response(int(moved) if moved else 404 if self.path == "/robots.txt" else 200)
        if moved:
            self.send_header("Location", "https://pxweb.gso.gov.vn/there")
        if self.path == "/set":
            self.send_header("Set-Cookie", "own=1; path=/; secure")
            self.send_header("Set-Cookie", "wide=1; path=/; domain=gov.vn")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, format: str, *args: object) -> None: ...


@pytest.fixture(scope="module")
def echo() -> Iterator[Fetcher]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    Thread(target=server.serve_forever, daemon=True).start()
    yield Fetcher(TableResolver(dict.fromkeys(SOURCE.hosts, server.server_address[1])), backoff_seconds=0.01)
    server.shutdown()
    server.server_close()


def test_a_query_is_sent_as_it_is(echo: Fetcher) -> None:
    query = Query.of_json({"query": [{"code": "Năm"}]})
    got = echo.post(SOURCE, f"{HOST}/x", query)
    assert json.loads(got.body) == [
        "POST",
        "pxweb.nso.gov.vn",
        None,
        "application/json; charset=utf-8",
        '{"query":[{"code":"Năm"}]}',
    ]
    assert (got.url, got.final_url) == (post_address(f"{HOST}/x", query), f"{HOST}/x")
    assert got.url != echo.post(SOURCE, f"{HOST}/x", Query.of_json({})).url
    form = echo.post(SOURCE, f"{HOST}/x", Query.of_form([("a$b", "Bắc"), ("a$b", "1")]))
    assert json.loads(form.body)[3:] == ["application/x-www-form-urlencoded", "a%24b=B%E1%BA%AFc&a%24b=1"]


@pytest.mark.parametrize(("code", "method"), [(301, "GET"), (302, "GET"), (303, "GET"), (307, "POST"), (308, "POST")])
def test_redirects_keep_or_drop_the_query(echo: Fetcher, code: int, method: str) -> None:
    got = echo.post(SOURCE, f"{HOST}/to/{code}", Query(b"q", "text/plain"))
    assert json.loads(got.body)[0] == method
    assert json.loads(got.body)[4] == ("q" if method == "POST" else "")


def test_cookies_stay_with_their_host_and_their_errand(echo: Fetcher) -> None:
    cookies = Cookies("pxweb.nso.gov.vn")
    echo.fetch(SOURCE, f"{HOST}/set", None, cookies)
    assert "own=1" in json.loads(echo.post(SOURCE, f"{HOST}/x", Query(b"", ""), cookies).body)[2]
    assert json.loads(echo.fetch(SOURCE, "https://pxweb.gso.gov.vn/x", None, cookies).body)[2] is None
    assert json.loads(echo.post(SOURCE, f"{HOST}/to/307", Query(b"q", ""), cookies).body)[2] is None
    assert json.loads(echo.fetch(SOURCE, f"{HOST}/x").body)[2] is None


def test_a_post_is_held_to_the_rules_of_a_get(echo: Fetcher) -> None:
    with pytest.raises(HostNotAllowed):
        echo.post(SOURCE, "https://evil.example/x", Query(b"", ""))
    with pytest.raises(HttpStatus, match="404"):
        echo.post(SOURCE, f"{HOST}/robots.txt", Query(b"", ""))
