"""The linking of numbers: relations of words, options, choices, lists and tables in lines of text."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest
from accuracy.goldset import Annotated, gold_pages, invented_pages, page_of_text
from accuracy.judging import calibration, fold_of
from accuracy.teacher import Teacher, labels
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from extractors import figures, flattened, pages, tables
from extractors.catalog import Catalog
from extractors.cues import finder
from extractors.linking import breakdown, subject, timing
from extractors.linking.choosers import Choice, Chooser, Network, Networks, contrasted, fitted
from extractors.linking.encoder import DILATIONS, DISTANCES, FEATURES, HEADS, NEIGHBOURS, NUMBER_LAYERS, Encoder
from extractors.linking.frame import SIZE, Frame
from extractors.linking.layout import Row, row_of
from extractors.linking.piece import Piece
from extractors.linking.reader import PageReader
from extractors.linking.tokens import PageTokens
from extractors.records import Page

Array = NDArray[np.float32]


def _page(html: str) -> Page:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "test.html"
        path.write_text(html, encoding="utf-8")
        return pages.read_file(path)


def frame_of(text: str, catalog: Catalog, language: Literal["en", "vi"] = "en") -> Frame:
    page = page_of_text("test", text, language)
    piece = PageReader(page, catalog, None).pieces[0]
    return Frame(piece.sentence, piece.items, catalog.language(language), catalog.relations)


# -- relations


def test_a_relation_says_side_distance_and_what_lies_between(catalog: Catalog) -> None:
    frame = frame_of(
        "Exports, which had fallen, rose to 3.1 billion USD; imports were 2.4 billion USD in Bac Ninh.", catalog
    )
    exports, imports = frame.items
    cue = frame.of("indicator")[0]
    near, far = frame.relation(cue.start, cue.end, exports), frame.relation(cue.start, cue.end, imports)
    assert len(near) == len(far) == SIZE
    assert near[1] > far[1]
    assert near[8] == 1.0, "nothing lies between"
    assert far[8] == 0.0, "another number lies between"
    assert far[5] == 1.0, "a semicolon lies between"


@pytest.mark.parametrize(
    ("sentence", "kind", "partners"),
    [
        ("Exports and imports reached 3.1 and 2.4 billion USD, respectively, in Bac Ninh.", "indicator", "Exports imports"),
        ("The province grew by 11.2, 12.9 and 13.4 percent in 2004, 2005 and 2006.", "time", "2004 2005 2006"),
        ("In 2007 and 2012, it grew by 14.1 and 12.7 percent; in 2014 by 1.5 percent.", "time", "2007 2012 -"),
        ("It grew by 8.1 and 7.6 percent in 2016 and 2017; in 2019 it grew by 1.1 percent.", "time", "2016 2017 -"),
        (
            "There were 6 projects in 1999, 41 projects in 2004 and 97 projects in 2009, of US$ 0.2 billion, 0.6 billion and 1.9 billion.",
            "time", "- - - 1999 2004 2009",
        ),
        ("Korea, Japan and Singapore had 120, 80 and 30 projects in 2019.", "country", "Korea Japan Singapore"),
        ("Các năm 2011, 2012, 2013 xuất khẩu đạt lần lượt 8,3; 13,6 và 21,9 tỷ USD.", "time", "2011 2012 2013"),
        ("Exports reached 3.1 billion USD in 2011 and 13.6 billion USD in 2012.", "time", "- -"),
        ("In 2011, 2012 and 2013, exports rose by 12 and 15 percent.", "time", "2012 2013"),
    ],
)  # fmt: skip
def test_lists_of_the_same_length_go_together(catalog: Catalog, sentence: str, kind: str, partners: str) -> None:
    frame = frame_of(sentence, catalog, "vi" if "năm" in sentence else "en")
    named = [t.start for t in frame.sentence.times] if kind == "time" else [c.start for c in frame.of(kind)]
    found = [frame.partner(named, quantity) for quantity in frame.items]
    words = ["-" if at < 0 else re.findall(r"\w+", sentence[at:].removeprefix("năm "))[0] for at in found]
    assert " ".join(words) == partners


def test_what_goes_together_is_told_of_the_pair_alone(catalog: Catalog) -> None:
    frame = frame_of("Exports and imports reached 3.1 and 2.4 billion USD in Bac Ninh.", catalog)
    cues = frame.of("indicator")
    told = [frame.sides([c], q, frame.partner([c.start for c in cues], q))[14] for q in frame.items for c in cues]
    assert told == [1.0, 0.0, 0.0, 1.0]


# -- choices


def drawn(shapes: dict[str, tuple[int, ...]], seed: int) -> dict[str, Array]:
    rng = np.random.default_rng(seed)
    return {name: rng.standard_normal(shape).astype(np.float32) for name, shape in shapes.items()}


def of_decision(context: int, own: int, hidden: int, around: int) -> dict[str, tuple[int, ...]]:
    return {
        "context": (context, hidden), "option": (own, hidden), "bias": (hidden,), "out": (hidden,),
        "around": (around, hidden), "match": (own, 5), "matched": (around, 5),
    }  # fmt: skip


def of_encoder(words: int, features: int, size: int) -> dict[str, tuple[int, ...]]:
    layers = {
        f"{part}{n}": shape
        for n in range(len(DILATIONS))
        for part, shape in {"scale": (size,), "mix": (3 * size, 2 * size), "bias": (2 * size,), "back": (size, size)}.items()
    }  # fmt: skip
    wide = 2 * size
    of_numbers = {
        "scale": (wide,), "query": (wide, size), "key": (wide, size), "value": (wide, size),
        "apart": (HEADS, 2 * NEIGHBOURS + 1), "distance": (HEADS, DISTANCES), "back": (size, wide),
        "again": (wide,), "wide": (wide, wide), "bias": (wide,), "narrow": (wide, wide),
    }  # fmt: skip
    layers |= {f"number_{part}{n}": shape for n in range(NUMBER_LAYERS) for part, shape in of_numbers.items()}
    return {
        "words": (words, size), "features": (features, size), "distance": (HEADS, DISTANCES),
        "query": (size, size), "key": (size, size), "value": (size, size), **layers,
    }  # fmt: skip


def test_what_is_zero_adds_nothing() -> None:
    rng = np.random.default_rng(4)
    weights = drawn(of_decision(30, 200, 160, 8), 4)
    network = Network(weights)
    context, rows = (rng.standard_normal(s).astype(np.float32) * (rng.random(s) < 0.2) for s in ((30,), (7, 100)))
    around = rng.standard_normal(8).astype(np.float32)
    hidden = context @ weights["context"] + weights["bias"] + contrasted(rows) @ weights["option"]
    hidden += around @ weights["around"]
    matched = contrasted(rows) @ weights["match"] @ (around @ weights["matched"])
    expected = np.maximum(hidden, 0) @ weights["out"] + matched
    assert network.scores(context, rows, around) == pytest.approx(expected, rel=1e-4, abs=1e-2)


@given(st.lists(st.lists(st.floats(-5, 5, width=32), min_size=3, max_size=3), min_size=1, max_size=6))
def test_contrasts_are_to_the_best_of_the_others(rows: list[list[float]]) -> None:
    found = contrasted(np.asarray(rows, np.float32))
    assert found.shape == (len(rows), 6)
    for i, row in enumerate(rows):
        for c in range(3):
            others = [r[c] for j, r in enumerate(rows) if j != i]
            expected = row[c] - max(others) if others else 0.0
            assert found[i, 3 + c] == pytest.approx(expected, abs=1e-4)


def test_the_likelihoods_of_all_options_add_up(catalog: Catalog) -> None:
    weights = {f"x.{n}": v for n, v in drawn(of_decision(4, 6, 8, 16), 1).items()}
    weights |= {f"encoder0.{n}": v for n, v in drawn(of_encoder(4, 3, 8), 2).items()}
    weights |= {"words": np.asarray(["exports", "of"]), "features": np.asarray(["number", "begin"])}
    page = _page(
        "<article lang='en'><h1>Bac Ninh in 2022</h1><p>Exports of Bac Ninh reached 45 billion USD.</p></article>"
    )
    chooser = Networks(weights).on(page, PageReader(page, catalog, None).pieces)
    rows = row_of(np.random.default_rng(1).standard_normal(3 * 3))
    choice = chooser.choose("x", ["a", "b", "c"], row_of([0.1] * 4), rows, page.text.index("45"))
    assert 1 / 3 <= choice.likelihood <= 1
    assert chooser.confidence(0.5) == pytest.approx(0.5)


# -- the words around a number


def test_what_an_encoder_sees_of_a_word_ends_with_its_layers() -> None:
    encoder = Encoder(drawn(of_encoder(50, 3, 8), 3))
    words = np.arange(2, 50, dtype=np.int32)
    changed = words.copy()
    changed[20] = 2
    features = np.zeros((len(words), FEATURES), np.int32)
    moved = np.abs(encoder.states(words, features) - encoder.states(changed, features)).max(axis=1)
    reach = sum(DILATIONS)
    assert moved[20 - reach : 21 + reach].all()
    assert moved[: 20 - reach].max(initial=0) == moved[21 + reach :].max(initial=0) == 0


def test_a_number_attends_to_those_beside_it_alone() -> None:
    encoder = Encoder({n: v / 2 for n, v in drawn(of_encoder(50, 3, 8), 3).items()})
    reach, count = NUMBER_LAYERS * NEIGHBOURS, 200
    state = np.random.default_rng(5).standard_normal((count, 16)).astype(np.float32)
    changed = state.copy()
    changed[100] += 3
    tokens = np.arange(0, 5 * count, 5, dtype=np.int32)
    moved = np.abs(encoder.among(state, tokens) - encoder.among(changed, tokens)).max(axis=1)
    assert (moved[100 - NEIGHBOURS : 101 + NEIGHBOURS] > 0).mean() > 0.9
    assert moved[: 100 - reach].max() == moved[101 + reach :].max() == 0


def test_a_number_alone_is_read() -> None:
    encoder = Encoder(drawn(of_encoder(50, 3, 8), 3))
    alone = encoder.among(np.ones((1, 16), np.float32), np.zeros(1, np.int32))
    assert alone.shape == (1, 16)
    assert np.isfinite(alone).all()


def test_a_long_page_is_encoded_in_chunks_of_whole_pieces(catalog: Catalog) -> None:
    paragraphs = "".join(f"<p>Exports of Bac Ninh reached {n}.5 billion USD in 2022.</p>" for n in range(400))
    page = _page(f"<article lang='en'><h1>Bac Ninh</h1>{paragraphs}</article>")
    pieces = PageReader(page, catalog, None).pieces
    read = PageTokens(page, pieces)
    assert len(read) > 1
    found = [read.tokens(n) for n in range(len(read))]
    starts = [s for tokens in found for s in tokens.starts]
    assert starts == sorted(set(starts))
    for piece in pieces:
        for item in piece.items:
            place = piece.digits(item)[0]
            tokens = found[read.chunk_of(place)]
            assert "number" in tokens.features[tokens.at(place)]
            assert tokens.at(place) in tokens.nodes


def test_a_column_read_as_a_row_may_lie_in_many_chunks(catalog: Catalog) -> None:
    years = "".join(f"<tr><td>{1990 + n % 36}</td><td>{n},5</td><td>{'lời ' * 40}</td></tr>" for n in range(120))
    page = _page(
        f"<article lang='vi'><h1>Bắc Ninh</h1><table><tr><th>Năm</th><th>Xuất khẩu</th><th>Ghi chú</th></tr>{years}</table></article>"
    )
    pieces = PageReader(page, catalog, None).pieces
    start = page.tables[0].start
    moved = [
        replace(p, sentence=replace(p.sentence, start=start)) if p.row and n % 2 else p for n, p in enumerate(pieces)
    ]
    read = PageTokens(page, moved)
    assert len(read) > 1
    places = [p.digits(q)[0] for p in moved for q in p.items]
    assert places
    for place in places:
        tokens = read.tokens(read.chunk_of(place))
        assert tokens.at(place) in tokens.nodes


def test_confidence_is_what_the_chooser_makes_of_the_likelihood(catalog: Catalog) -> None:
    class Unsure:
        indicators = fitted().indicators

        def on(self, page: Page, pieces: Sequence[Piece]) -> Chooser:
            self.choose = fitted().on(page, pieces).choose
            return self

        def confidence(self, likelihood: float) -> float:
            assert 0 < likelihood <= 1
            return 0.123

    unsure = Unsure()
    page = _page(
        "<article lang='en'><h1>Bac Ninh in 2022</h1><p>Exports of Bac Ninh reached 45 billion USD in 2022.</p></article>"
    )
    found = [m.reading for m in PageReader(page, catalog, "2023-01-10", unsure).mentions() if m.reading is not None]
    assert [r.confidence for r in found] == [0.123]


def test_calibration_finds_the_odds() -> None:
    rng = np.random.default_rng(3)
    likelihood = rng.uniform(0.05, 0.95, 4000)
    odds = np.log(likelihood / (1 - likelihood))
    right = rng.uniform(size=4000) < 1 / (1 + np.exp(-0.5 * odds - 0.3))
    slope, offset = calibration(list(zip(likelihood.tolist(), right.tolist(), strict=True)))
    assert slope == pytest.approx(0.5, abs=0.1)
    assert offset == pytest.approx(0.3, abs=0.1)


def test_pages_in_the_manner_of_one_another_are_left_out_together(catalog: Catalog) -> None:
    by_stem = {e.stem: e for e in [*gold_pages(catalog), *invented_pages()]}
    for by in ("site", "page"):
        assert (
            fold_of(by_stem["c1-11"], 5, by) == fold_of(by_stem["c1-11-1"], 5, by) == fold_of(by_stem["c1-11-2"], 5, by)
        )


# -- options


@pytest.mark.parametrize(
    ("language", "text", "named"),
    [
        # the sentence before but one; what is named anew takes its place
        ("en", "Garments did well in Bac Ninh. Orders came early. Exports reached 388 million USD.", ["C14"]),
        ("en", "Garments did well in Bac Ninh. Beverages did not. Orders fell. Exports reached 388 million USD.", ["C11"]),
        ("vi", "Ngành dệt may của Bắc Ninh khởi sắc. Đơn hàng về sớm. Xuất khẩu đạt 388 triệu USD.", ["C14"]),
        ("vi", "Dệt: giữ đơn hàng. Ngành này qua khó khăn. Xuất khẩu của Bắc Ninh đạt 388 triệu USD.", ["C13"]),
        # longer ago than a text goes on with it
        ("en", "Bac Ninh is busy. Garments did well. One hopes. Rain fell. Wind blew. It is March. Exports reached 388 million USD.", []),
    ],
)  # fmt: skip
def test_a_text_goes_on_with_the_activity_that_it_named_last(
    language: Literal["en", "vi"], text: str, named: list[str], catalog: Catalog
) -> None:
    seen = _Seen()
    found = list(PageReader(page_of_text("own", text, language), catalog, "2022-02-01", seen).mentions())
    assert [m.printed.split()[0] for m in found if m.fate == "observation"] == ["388"]
    assert [o for o in seen.options.get("activity", []) if o != "_T"] == named


def test_a_period_knows_where_on_the_page_it_is_told(catalog: Catalog) -> None:
    text = "Bac Ninh grew in 2019. In 2020 exports reached 300 million USD. A year on they reached 388 million USD."
    seen, page = _Seen(), page_of_text("own", text, "en")
    list(PageReader(page, catalog, "2022-02-01", seen).mentions())
    told = dict(zip(seen.options["time_period"], seen.told["time_period"], strict=True))
    # "a year on" from what was told, and from the publication
    places = {"2020": "2020", "2019": "2019.", "2021": "A", "2023": "A"}
    assert {p: text[at:].split()[0] for p, at in told.items() if at >= 0} == places
    assert told[None] == told["2022-01"] == -1


@pytest.mark.parametrize(
    ("language", "text", "fates"),
    [
        # the national office reports until the province is named
        ("en", "Viet Nam grows, Bac Ninh slips\n\nBac Ninh exported 388 million USD in 2021. The General Statistics Office released its report. "
         "Exports reached 300 million USD.\n\nThe rest came to 200 million USD. Bac Ninh exported 100 million USD in 2020.",
         {"388": "", "300": "Viet Nam as a whole", "200": "Viet Nam as a whole", "100": ""}),
        ("vi", "Cả nước tăng, Bắc Ninh giảm\n\nTheo Tổng cục Thống kê, xuất khẩu đạt 300 triệu USD. Bắc Ninh xuất khẩu 100 triệu USD.",
         {"300": "Viet Nam as a whole", "100": ""}),
        # a page about the province may cite that office
        ("en", "Bac Ninh exports more\n\nThe General Statistics Office released its report. Exports reached 300 million USD.", {"300": ""}),
        # headed by another province, until ours is named
        ("vi", "Bắc Giang: nửa năm nhiều điểm sáng\n\nBắc Giang tăng mạnh. Xuất khẩu ước 300 triệu USD. Bắc Ninh xuất khẩu 200 triệu USD. "
         "Bắc Giang cũng mừng. Nhóm còn lại xuất khẩu 100 triệu USD.", {"300": "another place", "200": "", "100": ""}),
    ],
)  # fmt: skip
def test_whose_figures_follow(
    language: Literal["en", "vi"], text: str, fates: dict[str, str], catalog: Catalog
) -> None:
    page = page_of_text("own", text, language)
    blocks = (replace(page.blocks[0], kind="title"), *page.blocks[1:])
    page = replace(page, title=text.split("\n")[0], blocks=blocks)
    found = PageReader(page, catalog, "2022-02-01", _Seen()).mentions()
    told = {m.printed.split()[0]: m.reason for m in found if m.fate in ("observation", "excluded")}
    assert told == fates


def test_what_a_result_is_divided_by_is_the_plan(catalog: Catalog) -> None:
    text = "Bac Ninh exported 99% (388 million USD / 392 million USD) of the plan in 2021, (300 million USD / 290 million USD) of last year's."
    found = list(PageReader(page_of_text("own", text, "en"), catalog, "2022-02-01", _Seen()).mentions())
    status = {m.printed.split()[0]: m.reading.obs_status for m in found if m.reading is not None}
    assert status["392"] == "F"
    assert {status[n] for n in ("388", "300", "290")} == {"A"}


class _Seen:
    """Takes exports and a period where they are offered, else the first option; and keeps what was offered last."""

    indicators: tuple[str, ...] = ()

    def __init__(self, period: str | None = None) -> None:
        self.options: dict[str, Sequence[object]] = {}
        self.told: dict[str, Sequence[int]] = {}
        self._wanted = subject.Option("goods_exports", "N"), period

    def on(self, page: Page, pieces: Sequence[Piece]) -> _Seen:
        return self

    def choose(
        self, decision: str, options: Sequence[object], context: Row, rows: Row, place: int, told: Sequence[int] = ()
    ) -> Choice:
        self.options[decision], self.told[decision] = options, told
        return Choice(next((n for n, o in enumerate(options) if o in self._wanted), 0), 1.0)

    def confidence(self, likelihood: float) -> float:
        return likelihood


@pytest.mark.parametrize(
    ("language", "text", "codes"),
    [
        ("en", "Glass, cement and steel made up most of it; building materials fell.", ["C23", "C23", "C24", "C23"]),
        ("vi", "Xi măng, thủy tinh và sắt thép chiếm phần lớn; kính: giảm 3%; may: tăng 4%; in tăng 5%.",
            ["C23", "C23", "C24", "C23", "C14", "C18"]),
        ("vi", "Dệt, may là ngành nhẹ; ngành may có may mắn, trong 3 năm giá tăng.", ["C13", "C14", "C14"]),
    ],
)  # fmt: skip
def test_branches_by_their_short_names(
    language: Literal["en", "vi"], text: str, codes: list[str], catalog: Catalog
) -> None:
    sentence = finder(catalog, language).sentence(text, 0, "comma_thousands")
    assert [c.code for c in sentence.of("activity")] == codes


def test_nothing_comes_first_and_units_decide_the_rest(catalog: Catalog) -> None:
    frame = frame_of(
        "Bac Ninh exported 3.1 billion USD worth of goods, up 4.5 percent, from 204 new projects.", catalog
    )
    reader = PageReader(
        _page(
            "<article lang='en'><h1>Bac Ninh</h1><p>Bac Ninh exported goods for the whole of the year.</p></article>"
        ),
        catalog,
        None,
    )
    money, growth, projects = frame.items
    assert subject.options(frame, money, reader.memory, catalog)[0] == subject.NOTHING
    assert subject.Option("goods_exports", "N") in subject.options(frame, money, reader.memory, catalog)
    assert subject.Option("goods_exports", "growth") in subject.options(frame, growth, reader.memory, catalog)
    assert subject.Option("new_projects", "N") in subject.options(frame, projects, reader.memory, catalog)
    assert all(o.kind != "growth" for o in subject.options(frame, projects, reader.memory, catalog))


def test_an_indicator_is_broken_down_only_as_its_file_says(catalog: Catalog) -> None:
    names = {d.name for d in breakdown.DIMENSIONS} - {"obs_status"}
    for indicator in catalog.indicators.values():
        assert set(indicator.breakdowns) <= names
    assert catalog.indicators["grdp"].breakdowns == ["price_base"]


def test_a_new_indicator_needs_no_new_networks(catalog: Catalog) -> None:
    known = catalog.indicators["goods_exports"]
    newer = known.model_copy(
        update={"id": "services_exports", "phrases": {"en": ["services exports"], "vi": ["xuất khẩu dịch vụ"]}}
    )
    larger = catalog.model_copy(update={"indicators": {**catalog.indicators, "services_exports": newer}})
    page = _page(
        "<article lang='en'><h1>Bac Ninh in 2022</h1><p>Exports of Bac Ninh reached 45 billion USD in 2022.</p></article>"
    )
    found = [m.reading for m in figures.read(page, larger, "2023-01-10") if m.reading is not None]
    assert [(r.indicator, r.time_period) for r in found] == [("goods_exports", "2022")]


def test_the_teacher_finds_the_annotated_numbers(catalog: Catalog) -> None:
    entries: list[Annotated] = list(gold_pages(catalog))
    annotated = aligned = 0
    for entry in entries:
        found = labels(entry, PageReader(entry.page, catalog, entry.published, Teacher(entry)))
        annotated += len(entry.observations)
        aligned += sum(label.kind == "observation" and label.weight == 1 for label in found.values())
    assert aligned >= 0.97 * annotated


@pytest.mark.parametrize(
    ("language", "text", "elliptic"),
    [
        ("en", "The index of Bac Ninh: paper rose 9.6, glass 14.7 and furniture 3.8 percent.", ["9.6", "14.7"]),
        ("vi", "Chỉ số sản xuất công nghiệp Bắc Ninh: giấy giảm 8,1; gỗ giảm 3,05%.", ["8,1"]),
        ("en", "Exports of Bac Ninh rose 3.8 percent. The zones have 9 wells, 4 roads.", []),
    ],
)
def test_a_decimal_among_percentages_may_be_one(
    language: Literal["en", "vi"], text: str, elliptic: list[str], catalog: Catalog
) -> None:
    reader = PageReader(page_of_text("own", text, language), catalog, "2022-02-01", _Seen())
    found = []
    for piece in reader.pieces:
        frame = Frame(piece.sentence, piece.items, reader.lang, catalog.relations)
        for item in piece.items:
            kinds = {o.kind for o in subject.options(frame, item, reader.memory, catalog)}
            if item.unit is None and "growth" in kinds:
                found.append(piece.sentence.text[item.start : item.end])
    assert found == elliptic


@pytest.mark.parametrize(
    ("text", "ranks"),
    [
        ("Bac Ninh has a PCI rank of 4 in the index of 2019.", ["rank of 4"]),
        ("Cement took the place of two kilns in Bac Ninh; 38 companies topped up their capital.", []),
    ],
)
def test_ranks_in_words(text: str, ranks: list[str], catalog: Catalog) -> None:
    reader = PageReader(page_of_text("own", text, "en"), catalog, "2022-02-01", _Seen())
    found = [(p.sentence.text[q.start : q.end], q.unit) for p in reader.pieces for q in p.items]
    assert [printed for printed, unit in found if unit == "rank"] == ranks


def test_where_foreign_capital_is_told_of_a_rank_may_be_of_it(catalog: Catalog) -> None:
    text = "Viet Nam drew foreign investment of 2 billion USD.\n\nBac Ninh takes second place."
    seen = _Seen()
    list(PageReader(page_of_text("own", text, "en"), catalog, "2022-02-01", seen).mentions())
    assert subject.Option("attracted_capital", "RANK") in seen.options["subject"]


def test_companies_may_stand_for_their_projects(catalog: Catalog) -> None:
    text = "In Bac Ninh 38 companies topped up their capital."
    seen = _Seen()
    list(PageReader(page_of_text("own", text, "en"), catalog, "2022-02-01", seen).mentions())
    assert subject.Option("adjusted_projects", "N") in seen.options["subject"]


@pytest.mark.parametrize(
    ("published", "text", "right"),
    [
        ("2020-07-09", "In the first half of 2020 new foreign projects in Bac Ninh fell to 83 from 116.", "2019-S1"),
        ("2016-03-01", "Exports of Bac Ninh reached 22.5 billion USD in 2015 after 21.1 billion.", "2014"),
        ("2017-01-05", "When Bac Ninh was re-established, its exports came to 20 million USD only.", "1997"),
        ("2017-01-05", "Since its re-establishment exports of Bac Ninh have grown by 42 percent a year.", "1997/2016"),
        ("2020-12-02", "For 2021 - 2025 Bac Ninh plans much.\n\nIts tasks are many. By 2022 each is to be begun.\n\n"
            "Exports shall grow by 9 percent a year.", "2021/2025"),
        ("2020-10-01", "By 2025 Bac Ninh wants exports of 45 billion USD.\n\nA budget revenue of 36 trillion VND is wanted by then.",
            "2025"),
        (None, "Exports of Bac Ninh in nine months of 2019 reached 24 billion USD, in September 3.1 billion USD.", "2019-09"),
        ("2018-10-01", "Exports of Bac Ninh reached 24 billion USD in nine months of 2018.\n\nIn the like months of 2015 they had been 16 billion USD.",
            "2015-01/P9M"),
        ("2020-10-01", "From July to September 2020 Bac Ninh licensed 27 new projects.", "2020-Q3"),
        ("2012-01-05", "Against 1997 exports of Bac Ninh have become large: in 2011 they were 7 billion USD (in 1994 prices), 40 percent more each year.",
            "1997/2011"),
        ("2018-08-30", "By 20 August Bac Ninh licensed 112 new projects.\n\nTwo were closed in 2017.\n\nBy that date 1,268 projects are in force.", "2018-08-20"),
        ("2024-07-31", "In 2023 exports fell.\n\nEnterprises of Bac Ninh employed 2.3 percent more workers at the end of June than a year before.",
            "2024-06-30"),
        ("2021-08-31", "From 1/1 to 20/8 Bac Ninh licensed 88 new foreign projects.\n\nTwo were closed.\n\nValid projects are now 1,683.", "2021-08-20"),
        ("2024-07-10", "In the first half of 2024 exports of Bac Ninh were 18 billion USD. In June they were 3 billion USD.\n\nIn the same period of 2023 it sold 17 billion USD.",
            "2023-S1"),
        ("2018-08-20", "Bac Ninh had four foreign projects in 1997, 94 a decade later.", "2007-12-31"),
        ("2016-05-16", "Bac Ninh had a budget revenue of 262 billion VND in 2008 and of 1,120 billion VND two years on.", "2010"),
        ("2021-03-18", "At the end of 2020 Bac Ninh had 1,641 foreign projects. Ten years earlier there were 281.", "2010-12-31"),
        ("2012-01-09", "In 2006-2010 Bac Ninh grew. By the end of that phase exports of the province stood at 2.4 billion USD.", "2010"),
        ("2010-09-03", "The term 2006-2010 closes. In its first year exports of Bac Ninh were 400 million USD.", "2006"),
        ("2010-09-03", "In 2006-2010 the GDP of Bac Ninh grew by 15 percent a year, against 13.9 percent in the previous term.", "2001/2005"),
        ("2019-10-08", "In 2016-2018 Bac Ninh attracted 5.5 billion USD, not far from the 6.1 billion USD of the five years before it.",
            "2011/2015"),
        ("2021-09-12", "In 2015 the distance was great. In the half decade since the GRDP of Bac Ninh has grown by 6.9 percent a year.",
            "2016/2020"),
        ("2018-02-27", "In February 2018 the number of workers in Bac Ninh rose by 16.4 percent against last year.", "2018-02-28"),
        ("2017-01-05", "2012. Exports of Bac Ninh, 13.6 billion USD, are greater than imports.", "2012"),
        ("2024-08-30", "GRDP of Bac Ninh grew in the 1st half of 2024 by 1.7 percent.", "2024-S1"),
        ("2023-12-28", "IV. Quarter IV of Bac Ninh\n\nExports were 11 billion USD, imports 9 billion USD.", "2023-Q4"),
        ("2017-01-02", "In its first year the province of Bac Ninh turned out industrial goods worth 612 billion VND.", "1997"),
    ],
)  # fmt: skip
def test_the_right_period_is_among_the_options(
    catalog: Catalog, published: str | None, text: str, right: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert right in periods_offered(text, "en", published, catalog, monkeypatch)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Năm 1997 tỉnh Bắc Ninh xuất khẩu 20 triệu USD; mười năm sau, xuất khẩu đạt 360 triệu USD.", "2007"),
        ("Cuối năm 2020 Bắc Ninh có 1.641 dự án FDI còn hiệu lực. 10 năm trước đó là 281 dự án FDI.", "2010-12-31"),
        ("Giai đoạn 2016-2020, GRDP Bắc Ninh tăng nhanh. Năm cuối nhiệm kỳ, xuất khẩu đạt 38 tỷ USD.", "2020"),
        ("Giai đoạn 2011-2015, GRDP Bắc Ninh tăng 15,7%/năm; giai đoạn trước tăng 15,1%/năm.", "2006/2010"),
    ],
)
def test_the_right_period_is_among_the_options_of_vietnamese(
    catalog: Catalog, text: str, right: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert right in periods_offered(text, "vi", "2021-03-01", catalog, monkeypatch)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "In the third quarter Bac Ninh turned out goods worth 270 trillion VND at 2010 prices, 4 percent more."),
        ("vi", "Quý III, GRDP của tỉnh Bắc Ninh theo giá so sánh 2010 ước 33.100 tỷ đồng; quý II là 31.200 tỷ đồng."),
    ],
)
def test_the_year_of_a_price_base_is_no_period(
    catalog: Catalog, language: Literal["en", "vi"], text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered = periods_offered(text, language, "2019-10-02", catalog, monkeypatch)
    assert "2019-Q3" in offered
    assert [p for p in offered if p and p.startswith("2010")] == []


@pytest.mark.parametrize(
    ("language", "text", "right", "wrong"),
    [
        ("en", "Bac Ninh exported 29 billion USD in 2017. Ten years earlier it exported 300 million USD.", "2007", "2016"),
        ("en", "In 2012 Bac Ninh was small. Three years later it exported 22 billion USD.", "2015", "2013"),
        ("vi", "Năm 2012 Bắc Ninh xuất khẩu 13 tỷ USD. Hai năm sau đó, xuất khẩu là 22 tỷ USD.", "2014", "2013"),
        ("vi", "Bắc Ninh lớn nhanh. Xuất khẩu ước 29 tỷ USD; bốn năm trước, xuất khẩu mới là 22 tỷ USD.", "2014", "2019"),
    ],
)  # fmt: skip
def test_years_from_what_was_told_are_offered_where_they_are_said(
    language: Literal["en", "vi"], text: str, right: str, wrong: str, catalog: Catalog
) -> None:
    seen = _Seen()
    list(PageReader(page_of_text("own", text, language), catalog, "2018-01-20", seen).mentions())
    told = dict(zip(seen.options["time_period"], seen.told["time_period"], strict=True))
    words = ("Ten years earlier", "Three years later", "Hai năm sau", "bốn năm trước")
    assert text[told[right] :].startswith(words)
    assert wrong not in told


@pytest.mark.parametrize(
    ("language", "text", "told", "offered"),
    [
        # the periods beside that of the figure before
        ("en", "In 2000 Bac Ninh exported 30 million USD, then 40 million USD.", "2000", {"2001", "1999"}),
        ("en", "In the fourth quarter of 2021 Bac Ninh exported 14 billion USD, before it 12 billion USD.", "2021-Q4", {"2021-Q3"}),
        ("vi", "Tháng 12/2020, Bắc Ninh xuất khẩu 3 tỷ USD, trước đó 2 tỷ USD.", "2020-12", {"2020-11", "2021-01"}),
        # years of a span
        ("en", "The years 2011-2013 were good. Bac Ninh exported 7 billion USD in the first and 26 billion USD in the third.", None,
         {"2011", "2012", "2013"}),
        ("vi", "Giai đoạn 2011-2013\n\nBắc Ninh xuất khẩu 26 tỷ USD vào năm cuối.", None, {"2011", "2012", "2013"}),
        # quarters spoken of
        ("en", "In 2013 no quarter was like another. Bac Ninh exported 6 billion USD, then 7 billion USD.", None, {f"2013-Q{n}" for n in range(1, 5)}),
        ("vi", "Năm 2013, không quý nào giống quý nào. Bắc Ninh xuất khẩu 6 tỷ USD.", None, {f"2013-Q{n}" for n in range(1, 5)}),
        # years later by the sentence before
        ("en", "In 1997 Bac Ninh was poor. A decade later it looked better. Exports reached 300 million USD.", None, {"2007"}),
        ("en", "In 2008 Bac Ninh signed. Four years on the factories of Bac Ninh shipped exports of 13 billion USD.", None, {"2012"}),
        ("vi", "Năm 1997 Bắc Ninh còn nghèo. Mười năm sau đã khác. Xuất khẩu đạt 300 triệu USD.", None, {"2007"}),
        # a year that only a sentence without figures names
        ("en", "In April 2008 the fields were levelled. That year Bac Ninh exported 500 million USD.", None, {"2008"}),
        ("vi", "Tháng 4 năm 2008, máy ủi san ruộng. Năm đó, Bắc Ninh xuất khẩu 500 triệu USD.", None, {"2008"}),
        ("en", "The first sheet is from 2000. Bac Ninh exported 37 million USD.", None, {"2000"}),
        # the year of a figure whose period is written otherwise
        ("en", "By 20 November 2019 Bac Ninh had exported 30 billion USD. It exported 12 million USD.", "2019-11-20", {"2019"}),
        ("vi", "Công tác năm 2014\n\nQuý IV Bắc Ninh xuất khẩu 300 triệu USD.", None, {"2014-Q4"}),
    ],
)  # fmt: skip
def test_periods_that_are_not_said_beside_the_number_are_offered(
    language: Literal["en", "vi"], text: str, told: str | None, offered: set[str], catalog: Catalog
) -> None:
    seen = _Seen(told)
    list(PageReader(page_of_text("own", text, language), catalog, None, seen).mentions())
    assert offered <= set(seen.options["time_period"])


def test_an_option_knows_the_number_that_was_decided_so_last(catalog: Catalog) -> None:
    text = "Foreign firms of Bac Ninh exported 3 billion USD. Their exports were 400 million USD."
    seen = _Seen()
    list(PageReader(page_of_text("own", text, "en"), catalog, "2022-02-01", seen).mentions())
    for decision, value in (("subject", subject.Option("goods_exports", "N")), ("ownership", "_T")):
        places = dict(zip(seen.options[decision], seen.told[decision], strict=True))
        assert places[value] == text.index("3 billion")
        assert {p for v, p in places.items() if v != value and getattr(v, "indicator", "") != "goods_exports"} <= {-1}


def test_of_a_sentence_with_very_many_times_the_last_ones_are_offered(catalog: Catalog) -> None:
    counts = []
    for many in (20, 90):
        times = "".join(f"{n} years later and in {1901 + n} " for n in range(2, many))
        seen = _Seen()
        text = f"In 2007 Bac Ninh changed, {times}it grew. Bac Ninh exported 5 million USD in May."
        list(PageReader(page_of_text("own", text, "en"), catalog, "2022-02-01", seen).mentions())
        counts.append(len(seen.options["time_period"]))
    assert counts[1] <= counts[0] + 5


def test_times_are_nodes_too(catalog: Catalog) -> None:
    text = "In 2020 exports of Bac Ninh reached 300 million USD."
    page = page_of_text("own", text, "en")
    tokens = PageTokens(page, PageReader(page, catalog, None).pieces).tokens(0)
    assert [tokens.words[node] for node in tokens.nodes] == ["2020", "300"]


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("Bac Ninh's state sector lost 4 percent. The other two gained, its industrial production by the private firms by 17.", True),
        ("The index of industrial production of Bac Ninh: plus 3.2 percent; the year before, plus 62.", True),
        ("Industrial production of Bac Ninh rose by 4 percent. Of the branches 17 are small.", False),
    ],
)  # fmt: skip
def test_a_whole_number_by_which_something_changed_may_be_a_percentage(
    text: str, offered: bool, catalog: Catalog
) -> None:
    seen = _Seen()
    list(PageReader(page_of_text("own", text, "en"), catalog, None, seen).mentions())
    assert any(isinstance(o, subject.Option) and o.kind == "growth" for o in seen.options["subject"]) == offered


def periods_offered(
    text: str, language: Literal["en", "vi"], published: str | None, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> set[str | None]:
    offered: set[str | None] = set()

    def noted(*arguments: Any) -> list[timing.Option]:
        found = options(*arguments)
        offered.update(o.period for o in found)
        return found

    options = timing.options
    monkeypatch.setattr(timing, "options", noted)
    list(PageReader(page_of_text("own", text, language), catalog, published).mentions())
    return offered


def test_the_weights_know_every_decision(catalog: Catalog) -> None:
    del catalog
    known = set(fitted()._of)
    assert {
        "subject",
        "time_period",
        "transformation",
        "sign",
        *(d.name for d in (*breakdown.DIMENSIONS, breakdown.TERRITORY)),
    } <= known


# -- tables as sentences, tables in lines of text

TABLE = """<article lang="vi"><h1>Chỉ số sản xuất công nghiệp tỉnh Bắc Ninh tháng 7 năm 2023</h1>
<p>Đơn vị tính: %</p>
<table><tr><th rowspan="2">Ngành</th><th colspan="2">So với</th></tr><tr><th>Tháng trước</th><th>Cùng kỳ năm trước</th></tr>
<tr><td>Toàn ngành công nghiệp</td><td>104,20</td><td>81,36</td></tr>
<tr><td>Chế biến, chế tạo</td><td>104,31</td><td>81,18</td></tr></table></article>"""


def test_a_row_is_a_sentence_of_label_header_and_cell(catalog: Catalog) -> None:
    page = _page(TABLE)
    rows = list(tables.rows(page, page.tables[0], catalog.language("vi"), "comma_decimal"))
    assert [len(r.figures) for r in rows] == [2, 2]
    first = rows[0].figures[0]
    assert first.quantity.value == Decimal("104.20")
    assert first.quantity.unit == "percent"
    assert first.index_form
    assert page.text[first.cell.start : first.cell.end] == "104,20"
    assert "So với Tháng trước: 104,20" in rows[0].text
    label = rows[0].text.index("Toàn ngành")
    assert rows[0].zone(label, first.quantity) == 2
    assert rows[0].zone(rows[0].text.index("Tháng trước"), first.quantity) == 3
    assert rows[0].zone(rows[0].text.index("Tháng trước"), rows[0].figures[1].quantity) == -1


def test_an_index_around_100_is_growth(catalog: Catalog) -> None:
    found = {m.printed: m.reading for m in figures.read(_page(TABLE), catalog, "2023-08-01") if m.reading is not None}
    assert found["81,36"].value == Decimal("-18.64")
    assert found["81,36"].transformation == "GY"


PLACES = """<article lang="en"><h1>PCI of 2019</h1><table><tr><th>Province</th><th>PCI score</th><th>Rank</th></tr>
<tr><td>Quang Ninh</td><td>73.40</td><td>1</td></tr><tr><td>Bac Ninh</td><td>70.79</td><td>4</td></tr><tr><td>Ha Noi</td><td>68.80</td><td>9</td></tr>
</table></article>"""


def test_rows_of_other_places_stay_out(catalog: Catalog) -> None:
    found = list(figures.read(_page(PLACES), catalog, "2020-05-07"))
    read_as = [m.printed for m in found if m.reading is not None]
    assert set(read_as) <= {"70.79", "4"}
    assert {m.printed for m in found if m.reason == "another place"} >= {"73.40", "68.80"}


LINES = """<article lang="vi"><h1>Việt Nam 2021: 20 tỉnh dẫn đầu về quy mô kinh tế</h1><p>Tên tỉnh, thành phố – GRDP (tỷ đồng)</p>
<p>7) Quảng Ninh 238.186</p><p>8) Bắc Ninh 227.614</p><p>9) Thanh Hóa 215.851</p><p>Nguồn tổng hợp từ các cục thống kê tỉnh, thành phố trong cả nước năm 2022.</p></article>"""
CELLS = """<article lang="en"><h1>Industrial index of Bac Ninh</h1><p>Year-on-year change by branch in the two months, in per cent, as the statistics office gives it:</p>
<p>Branch</p><p>January 2024</p><p>February 2024</p><p>Whole industry</p><p>-20.6</p><p>3.9</p><p>Manufacturing</p><p>-20.8</p><p>3.8</p>
<p>Power generation</p><p>10.3</p><p>..</p></article>"""


def test_a_row_a_line_is_a_table() -> None:
    page = _page(LINES)
    (one,) = flattened.find(page)
    cells = {(c.row, c.column): page.text[c.start : c.end] for c in one.table.cells}
    assert cells[2, 0] == "Bắc Ninh"
    assert cells[2, 1] == "227.614"
    assert cells[0, 1].endswith("(tỷ đồng)")


def test_a_cell_a_line_is_a_table() -> None:
    page = _page(CELLS)
    (one,) = flattened.find(page)
    cells = {(c.row, c.column): page.text[c.start : c.end] for c in one.table.cells}
    assert cells[0, 2] == "February 2024"
    assert cells[2, 0] == "Manufacturing"
    assert cells[2, 2] == "3.8"
    assert cells[3, 2] == ".."


def test_prose_is_no_table() -> None:
    page = _page(
        "<article lang='en'><h1>Bac Ninh</h1><p>Exports rose.</p><p>Imports fell to 3 billion USD.</p><p>Prices held.</p><p>So it was in 2020.</p></article>"
    )
    assert flattened.find(page) == []


def test_many_short_lines_cost_in_proportion() -> None:
    block = "<p>A line of words</p>"
    page = _page("<article lang='en'><h1>Bac Ninh</h1>" + block * 20_000 + "</article>")
    assert flattened.find(page) == []


def test_years_of_a_header_are_periods(catalog: Catalog) -> None:
    html = TABLE.replace("Tháng trước", "Tháng 6/2023")
    found = figures.read(_page(html), catalog, "2023-08-01")
    assert {m.fate for m in found if m.printed == "2023"} == {"period"}


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Doanh nghiệp ngoài nhà nước làm ra 389 tỷ, trong khi khu vực FDI đạt 512 tỷ đồng.", "VND"),
        ("Bắc Ninh làm ra 38,9 triệu chiếc điện thoại, giá trị 512 tỷ đồng.", None),
    ],
)
def test_a_sum_takes_the_currency_beside_it_but_things_are_no_money(
    text: str, unit: str | None, catalog: Catalog
) -> None:
    page = _page(f"<article lang='vi'><h1>Bắc Ninh trong năm qua</h1><p>{text}</p></article>")
    items = [q for p in PageReader(page, catalog, None).pieces if p.block.kind == "paragraph" for q in p.items]
    assert items[0].unit == unit


@pytest.mark.parametrize(
    ("text", "units"),
    [
        # a list takes the currency at its end, whatever was before it
        ("Xuất khẩu 2,27 tỷ USD và 28,4 tỷ USD; nộp ngân sách 24 tỷ, 80 tỷ và 60 tỷ đồng.", ["USD"] * 2 + ["VND"] * 3),
        # a sentence without a currency that of the one before it in its paragraph
        ("Công nghiệp làm ra 24 tỷ đồng. Riêng khối tư nhân 7 tỷ, tăng 8%.</p><p>Vốn 3 tỷ USD.", ["VND", "VND", "percent", "USD"]),
        # a thousand billion dollars no province has
        ("Vốn 3 tỷ USD, nộp ngân sách 2.480 tỷ.</p><p>Chi 7 tỷ đồng.", ["USD", "VND", "VND"]),
        ("Vốn 3 tỷ USD, nhập khẩu trong cùng thời gian ấy 2 tỷ.", ["USD", "USD"]),
    ],
)  # fmt: skip
def test_the_currency_of_a_sum_that_names_none(text: str, units: list[str], catalog: Catalog) -> None:
    page = _page(f"<article lang='vi'><h1>Bắc Ninh trong năm qua</h1><p>{text}</p></article>")
    pieces = PageReader(page, catalog, None).pieces
    assert [q.unit for p in pieces if p.block.kind == "paragraph" for q in p.items] == units


@pytest.mark.parametrize(
    ("language", "text", "opened", "named"),
    [
        ("vi", "Ban quản lý các KCN báo cáo\n\nTháng 4 cấp mới 7 dự án.\n\nTỉnh có 16 khu.", True, 1 / 3),
        ("en", "Work of the authority\n\nThe Bac Ninh Industrial Zones Authority licensed 7 projects.", True, 1 / 2),
        ("en", "Bac Ninh in 2019\n\nExports of the province reached 3 billion USD.\n\nThey rose.\n\nIts parks are run by BIZA.", False, 1 / 4),
        ("en", "Bac Ninh's exports reached 3 billion USD.", False, 0.0),
    ],
)  # fmt: skip
def test_a_page_of_those_who_run_the_zones_is_known(
    language: Literal["en", "vi"], text: str, opened: bool, named: float, catalog: Catalog
) -> None:
    reader = PageReader(page_of_text("own", text, language), catalog, None)
    assert list(reader.memory.authority[:2]) == pytest.approx([float(opened), named])
    assert ("coverage", "industrial_zones") in reader.memory.opening or not opened


@pytest.mark.parametrize(
    ("language", "text", "codes"),
    [
        ("en", "Thai Nguyen and Thai Binh lead; Thai and Thailand's firms, Russia, the Swiss, the UK and the UAE follow.",
            ["TH", "TH", "RU", "CH", "GB", "AE"]),
        ("vi", "Thái Nguyên, Lào Cai, anh Nam; thị trường Nga 3 tỷ USD, Anh 2 tỷ USD, Ấn Độ, Úc, Thái Lan.",
            ["RU", "GB", "IN", "AU", "TH"]),
    ],
)  # fmt: skip
def test_countries_are_told_from_provinces(
    language: Literal["en", "vi"], text: str, codes: list[str], catalog: Catalog
) -> None:
    sentence = finder(catalog, language).sentence(text, 0, "comma_thousands")
    assert [c.code for c in sentence.of("country")] == codes


@pytest.mark.parametrize(
    ("language", "text", "growth", "ratios"),
    [
        ("en", "For the first eight months of 2023 the index of industrial production of Bac Ninh was 104.7 percent of the same period last year.", [], [1.047]),
        ("en", "Industrial production of Bac Ninh rose 4.6 percent in May 2023; over five months its index was 102.9% of the corresponding period.", [4.6], [1.029]),
        ("en", "Bac Ninh's exports in 2021 came to 41.2 billion USD, equal to 88.4% of 2020.", [], [0.884]),
        ("en", "Bac Ninh's exports in 2021 came to 41.2 billion USD, up 6.1 percent of the same period last year.", [6.1], []),
        ("en", "Budget revenue of Bac Ninh in 2021 reached 30,100 billion VND, equal to 96.2% of the year plan.", [], []),
        ("en", "The industrial production index of Bac Ninh for June 2023 was up 3.3% from May and 12.8% from the same month of 2022.", [3.3, 12.8], []),
        ("vi", "Chỉ số sản xuất công nghiệp của Bắc Ninh 8 tháng năm 2023 bằng 104,7% so với cùng kỳ năm trước.", [], [1.047]),
        ("vi", "Kim ngạch xuất khẩu của Bắc Ninh 8 tháng năm 2023 ước 25,1 tỷ USD, đạt 96,4% cùng kỳ.", [], [0.964]),
        ("vi", "Kim ngạch xuất khẩu của Bắc Ninh 8 tháng năm 2023 ước 25,1 tỷ USD, tăng 4,7% so với cùng kỳ.", [4.7], []),
        ("vi", "Tốc độ tăng trưởng GRDP của Bắc Ninh năm 2023 đạt 7,1% so với năm trước.", [7.1], []),
        ("vi", "GRDP của Bắc Ninh năm 2023 tăng khá, đạt 7,1% so với cùng kỳ.", [7.1], []),
        ("vi", "Thu ngân sách của Bắc Ninh năm 2023 đạt 30.100 tỷ đồng, bằng 103,6% kế hoạch năm, bằng 107,2% năm 2022.", [], [1.072]),
    ],
)  # fmt: skip
def test_a_percentage_of_another_time_is_a_claim(
    language: Literal["en", "vi"], text: str, growth: list[float], ratios: list[float], catalog: Catalog
) -> None:
    mentions = figures.read(page_of_text("test", text, language), catalog, "2023-09-05")
    rates = [m.reading for m in mentions if m.reading is not None and m.reading.unit == "percent"]
    assert [float(r.value) for r in rates if r.transformation in ("GY", "G1")] == growth
    claims = [m for m in mentions if m.fate == "claim"]
    assert len(claims) == len(ratios)
    assert all(float(str(m.details["ratio"])) == v for m, v in zip(claims, ratios, strict=True) if m.details)
