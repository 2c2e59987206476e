"""The charts: figures of a panel (charts.yml) as a Vega-Lite drawing, in SVG for the page and PNG for elsewhere.

Drawn when the page is made, so that it needs no script and no network, prints, and has every figure as a link with its
sentence. A line joins only figures with nothing missing between them, and never the two boundaries.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import altair as alt
import vl_convert
from lxml import etree

from warehouse.bulletin.errors import BulletinError
from warehouse.bulletin.figures import NEW_AREA, Content, Figure
from warehouse.bulletin.texts import USUAL, ChartText, Panel
from warehouse.bulletin.wording import Wording, plain, scale

MERGER = date(2025, 7, 1)
"""Resolution 202/2025/QH15: Bac Giang joins."""
WIDE, NARROW = 800, 330
"""Pixels: a desktop's or a sheet's column, and a phone's."""
_MOST_SERIES = 6
_STEP = {"A": 12, "S": 6, "Q": 3, "M": 1}
"""Months from one period to the next."""
_SVG = "{http://www.w3.org/2000/svg}"
_LINK = "{http://www.w3.org/1999/xlink}href"
_SAYS = "\N{PILCROW SIGN}"
"""Before what is said of a figure, so that it can be told from the words that Vega says of its drawing."""
_FONT = "'Liberation Sans', Arial, Helvetica, sans-serif"

LIGHT = {
    "ink": "#1d2329", "soft": "#5b6670", "line": "#d5dae0", "paper": "#ffffff",
    "c1": "#1b5e91", "c2": "#b4460f", "c3": "#2b7a4b", "c4": "#7a4399", "c5": "#8a6500", "c6": "#59636e",
}  # fmt: skip
"""Colours of a picture; on the page the same names are CSS variables, light and dark."""
VARIABLES = {name: f"var(--{name})" for name in LIGHT}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A panel's figures, told apart by series, each with the name of its series."""

    panel: Panel
    series: Mapping[str, Sequence[Figure]]
    title: str
    unit: str

    @property
    def figures(self) -> list[Figure]:
        """All of them, series by series."""
        return [figure for figures in self.series.values() for figure in figures]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart in one language: what is drawn, its words, and its figures for the table behind it."""

    id: str
    title: str
    note: str
    alt: str
    content: Content
    panels: Sequence[Drawn]
    """Those that have figures."""

    @property
    def count(self) -> int:
        """How many figures are drawn."""
        return sum(len(panel.figures) for panel in self.panels)


def chart(name: str, text: ChartText, content: Content, wording: Wording) -> Chart:
    """The chart with the figures of a release; without panels where there are none."""
    panels = [drawn for panel in text.panels if (drawn := _drawn(panel, content, wording)).series]
    title = text.title.of(wording.language)
    note = text.note.of(wording.language) if text.note else ""
    return Chart(name, title, note, _alt(title, panels, wording), content, panels)


def svg(chart: Chart, wording: Wording, width: int) -> str:
    """The chart as SVG for a page: links with their sentences, colours from the page's CSS variables.

    Raises BulletinError where it cannot be drawn.
    """
    drawing = _convert(vl_convert.vegalite_to_svg, chart, wording, width, VARIABLES)
    return _for_page(str(drawing), f"{chart.id}-{width}", chart.alt)


def png(chart: Chart, wording: Wording) -> bytes:
    """The chart as a picture on white, twice the size on a page, with its title. Raises BulletinError."""
    return bytes(_convert(vl_convert.vegalite_to_png, chart, wording, WIDE, LIGHT, scale=2))


def safe_url(url: str) -> str | None:
    """An address that may become a link: http or https only."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def says(figure: Figure, content: Content, wording: Wording, name: str = "") -> str:
    """A figure in words: what, when, how much, the sentence, who published it when."""
    value = wording.value(figure.value, figure.unit, figure.bound, figure.obs_status)
    title = name or content.title(figure, wording.language)
    source = f"{plain(figure.publisher)}, {wording.published(figure.published)}"
    return f"{title}, {wording.period(figure.time_period)}: {value}. “{plain(figure.sentence)}” {source}"


def _drawn(panel: Panel, content: Content, wording: Wording) -> Drawn:
    figures = _recent([f for f in content.series if f.is_in(panel.where) and f.freq != "_O"], panel)
    if panel.mark == "category":
        figures = _newest_of_each(figures, panel)
    else:
        figures = sorted(figures, key=lambda f: (_place(f, panel), f.period_end))
    named: dict[str, list[Figure]] = {}
    for figure in figures:
        named.setdefault(_name(figure, panel, content, wording), []).append(figure)
    if len(named) > _MOST_SERIES and panel.mark != "category":
        most = sorted(named, key=lambda n: -len(named[n]))[:_MOST_SERIES]
        named = {name: named[name] for name in named if name in most}
    return Drawn(panel, named, _heading(panel, figures, named, content, wording), figures[0].unit if figures else "")


def _recent(figures: list[Figure], panel: Panel) -> list[Figure]:
    if panel.years is None or not figures:
        return figures
    last = max(f.period_end.year for f in figures)
    return [f for f in figures if f.period_end.year > last - panel.years]


def _heading(
    panel: Panel, figures: Sequence[Figure], named: Mapping[str, Sequence[Figure]], content: Content, wording: Wording
) -> str:
    """What the panel shows; where the legend names the indicators nothing is said twice."""
    if not figures or (panel.by == ("indicator",) and len(named) > 1):
        return ""
    title = content.code_name("indicator", figures[0].indicator, wording.language)
    transformation = figures[0].transformation
    if transformation in ("N", "RANK"):
        return title
    return f"{title}. {content.code_name('transformation', transformation, wording.language)}"


def _place(figure: Figure, panel: Panel) -> tuple[int, ...]:
    """The order in which `where` names the codes that tell the series apart."""
    asked = {**USUAL, **panel.where}
    codes = [(getattr(figure, column), asked.get(column, ())) for column in panel.by]
    return tuple(of.index(code) if code in of else 0 for code, of in codes)


def _newest_of_each(figures: Sequence[Figure], panel: Panel) -> list[Figure]:
    newest: dict[tuple[str, ...], Figure] = {}
    for figure in sorted(figures, key=lambda f: (f.period_end, f.reports, f.observation_id)):
        newest[tuple(getattr(figure, column) for column in panel.by)] = figure
    return sorted(newest.values(), key=lambda f: -f.value)


def _name(figure: Figure, panel: Panel, content: Content, wording: Wording) -> str:
    codes = [(column, getattr(figure, column)) for column in panel.by]
    if len(codes) > 1:  # of several columns only what is not the usual is told
        codes = [(column, code) for column, code in codes if (code,) != USUAL.get(column)]
    named = [
        panel.names[code].of(wording.language)
        if code in panel.names
        else content.short_name(column, code, wording.language)
        for column, code in codes
    ]
    return ", ".join(named) or wording.word("total")


def _alt(title: str, panels: Sequence[Drawn], wording: Wording) -> str:
    figures = [figure for panel in panels for figure in panel.figures]
    if not figures:
        return wording.word("alt_none", title=title)
    newest = max(figures, key=lambda f: f.period_end)
    name = next(n for panel in panels for n, of in panel.series.items() if newest in of)
    value = wording.value(newest.value, newest.unit, newest.bound, newest.obs_status)
    return wording.word(
        "alt", title=title, count=len(figures), newest=f"{name}, {wording.period(newest.time_period)}: {value}",
        first=wording.period(min(figures, key=lambda f: f.period_end).time_period),
        last=wording.period(newest.time_period),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Rows:
    """A named data set, of which layers are drawn.

    Marks, channels, axes and scales are altair's; layers and panels are put together here: altair copies a chart whole
    each time something is added to it, which takes longer than drawing it.
    """

    name: str

    def draw(self, mark: str, like: Mapping[str, Any], **channels: Any) -> dict[str, Any]:
        """A layer: a mark with its looks, and what of a row each channel shows."""
        encoding = {name: channel.to_dict(validate=False) for name, channel in channels.items()}
        return {"data": {"name": self.name}, "mark": {"type": mark, **like}, "encoding": encoding}


@dataclass(frozen=True, slots=True)
class _Style:
    """What a drawing is made for, and the rows of its panels (Vega's named data sets)."""

    content: Content
    wording: Wording
    width: int
    colours: Mapping[str, str]
    rows: dict[str, list[dict[str, Any]]]

    @property
    def is_narrow(self) -> bool:
        return self.width < WIDE

    def colour(self, number: int) -> str:
        return self.colours[f"c{(number - 1) % _MOST_SERIES + 1}"]

    def data(self, rows: list[dict[str, Any]]) -> _Rows:
        """Named, not written into each layer: the specification stays small."""
        name = f"rows{len(self.rows)}"
        self.rows[name] = rows
        return _Rows(name)


def _convert(draw: Any, chart: Chart, wording: Wording, width: int, colours: Mapping[str, str], **more: Any) -> Any:
    style = _Style(chart.content, wording, width, colours, {})
    spec = _specification(chart, style, with_title=colours is LIGHT)
    locale = {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["", ""]}
    if wording.language == "vi":
        locale |= {"decimal": ",", "thousands": "."}
    try:
        return draw(spec, format_locale=locale, allowed_base_urls=[], **more)
    except ValueError as error:
        raise BulletinError(
            f"the chart {chart.id} cannot be drawn ({error}); see warehouse/bulletin/charts.yml"
        ) from error


def _specification(chart: Chart, style: _Style, *, with_title: bool) -> dict[str, Any]:
    text, soft, line = style.colours["ink"], style.colours["soft"], style.colours["line"]
    panels = [_panel(drawn, chart, style) for drawn in chart.panels]
    spec: dict[str, Any] = {
        "$schema": alt.SCHEMA_URL, "vconcat": panels, "spacing": 18, "datasets": style.rows,
        "resolve": {"scale": dict.fromkeys(("color", "fill", "stroke", "shape"), "independent")},
    }  # fmt: skip
    spec["config"] = {
        "font": _FONT, "background": style.colours["paper"] if with_title else None,
        "view": {"stroke": None},
        "axis": {"labelColor": soft, "titleColor": soft, "gridColor": line, "domainColor": soft, "tickColor": soft,
                 "labelFontSize": 11, "labelLimit": 0, "gridOpacity": 0.7},
        "title": {"color": text, "fontSize": 12, "fontWeight": "bold", "anchor": "start", "offset": 16},
    }  # fmt: skip
    if with_title:
        spec |= {"title": {"text": chart.title, "fontSize": 16, "anchor": "start", "color": text}, "padding": 16}
    return spec


def _panel(drawn: Drawn, chart: Chart, style: _Style) -> dict[str, Any]:
    largest = max((abs(f.value) for f in drawn.figures), default=Decimal(0))
    used = scale(drawn.unit, largest)
    unit = used.of(style.wording.language)
    level = drawn.figures[0].transformation == "N"  # else the title says what is measured
    title = " · ".join(part for part in (drawn.title, unit if level else "") if part)
    if drawn.panel.mark == "category":
        layers, height = _categories(drawn, style, used.divisor), (40 if style.is_narrow else 26) * len(drawn.series)
        extent = _NAMES
    else:
        layers, height, extent = _over_time(drawn, chart, style, used.divisor), drawn.panel.height, _NUMBERS
    width = style.width - extent - 25
    return {"layer": layers, "width": width, "height": height, "title": _wrapped(title, style.width)}


_NAMES, _NUMBERS = 130, 40
"""Pixels for the labels of the vertical axis."""


def _wrapped(text: str, width: int) -> list[str]:
    """Lines of a title that fit a drawing of this width: 12 px bold are about 6.6 px a letter."""
    lines, room = [""], int((width - 20) / 6.6)
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) >= room:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _rows(drawn: Drawn, style: _Style, divisor: Decimal) -> Iterator[dict[str, Any]]:
    """One row a figure, as Vega reads it."""
    many, bar = len(drawn.series), drawn.panel.mark == "bar"
    for number, (name, figures) in enumerate(drawn.series.items()):
        colour = style.colour(drawn.panel.color + number)
        for segment, pieces in enumerate(segments(figures, drawn.panel)):
            for figure in pieces:
                unsure = figure.obs_status != "A"
                sign = "" if figure.bound == "=" else figure.bound
                yield {
                    "x": figure.period_end.isoformat(), "y": float(figure.value / divisor), "series": name,
                    "segment": f"{number}.{segment}", "url": safe_url(figure.url) or "",
                    "fill": style.colours["paper"] if unsure and not bar else colour, "opacity": 0.3 if unsure else 1,
                    "new": figure.ref_area == NEW_AREA, "text": f"{sign}{style.wording.number(figure.value / divisor)}",
                    "says": _SAYS + says(figure, style.content, style.wording, name),
                } | _slot(figure, number, many)  # fmt: skip


def segments(figures: Sequence[Figure], panel: Panel) -> list[list[Figure]]:
    """A line's figures, in order of time, in the pieces that are joined."""
    pieces: list[list[Figure]] = []
    for figure in figures:
        if pieces and _adjoins(pieces[-1][-1], figure, panel):
            pieces[-1].append(figure)
        else:
            pieces.append([figure])
    return pieces


def _slot(figure: Figure, number: int, many: int) -> dict[str, str]:
    """Where its bar stands: the period's own span, centred on the tick of its end."""
    days = 30.4 * _STEP.get(figure.freq, 12)
    width = days * 0.8 / many
    start = figure.period_end - timedelta(days=days * 0.4) + timedelta(days=width * number)
    return {"from": start.isoformat(), "to": (start + timedelta(days=width)).isoformat()}


def _adjoins(before: Figure, after: Figure, panel: Panel) -> bool:
    """Whether nothing is missing between two figures of a line, and both can be compared."""
    if before.ref_area != after.ref_area:
        return False
    if "price_base" in panel.by and after.price_base is None:  # not stated: it may be another one each time
        return False
    months = _months(after.period_end) - _months(before.period_end)
    return 0 <= months <= (panel.months or _STEP.get(after.freq, 12))


def _months(day: date) -> int:
    return 12 * day.year + day.month


def _over_time(drawn: Drawn, chart: Chart, style: _Style, divisor: Decimal) -> list[dict[str, Any]]:
    dated = [panel for panel in chart.panels if panel.panel.mark != "category"]
    span = _span(dated)
    axis, time = _time_axis(span, dated, style), alt.Scale(domain=span, type="utc")
    x = alt.X("x:T", title=None, scale=time, axis=axis)
    y = _y(drawn)
    palette = _palette(drawn, style)
    color = alt.Stroke("series:N", legend=_legend(drawn, style), scale=palette)
    base = style.data(list(_rows(drawn, style, divisor)))
    layers = _boundary(span, style, named=drawn is dated[0])
    # every channel by its class: altair looks a bare value up in its whole schema, a tenth of a second each
    link, said = alt.Href("url:N"), alt.Description("says:N")
    inside = alt.Fill("fill:N", legend=None, scale=None)
    if drawn.panel.mark == "bar":
        bars = base.draw(
            "bar", {"strokeWidth": 1}, x=alt.X("from:T", title=None, scale=time, axis=axis), x2=alt.X2("to:T"),
            y=y, y2=alt.Y2Datum(0), stroke=color, fill=inside, href=link, description=said,
            fillOpacity=alt.FillOpacity("opacity:Q", scale=None, legend=None),
        )  # fmt: skip
        layers.append(bars)
    else:
        if drawn.panel.mark == "line":
            pieces = alt.Detail("segment:N")
            layers.append(base.draw("line", {"strokeWidth": 2}, x=x, y=y, stroke=color, detail=pieces))
        shapes = alt.Scale(domain=[False, True], range=["circle", "diamond"])
        points = base.draw(
            "point", {"size": 42, "strokeWidth": 1.8, "opacity": 1}, x=x, y=y, stroke=color, fill=inside, href=link,
            description=said, shape=alt.Shape("new:N", legend=None, scale=shapes),
        )  # fmt: skip
        layers.append(points)
    if drawn.panel.labels and not (style.is_narrow and drawn.panel.mark == "bar"):  # they would lie on each other
        looks = {"dy": -11, "fontSize": 10, "color": style.colours["ink"]}
        layers.append(base.draw("text", looks, x=x, y=y, text=alt.Text("text:N")))
    return layers


def _y(drawn: Drawn) -> alt.Y:
    values = [float(f.value) for f in drawn.figures]
    if drawn.panel.reverse:
        last = max(*values, 2.0)
        axis = alt.Axis(values=sorted({1, int(max(values))}), format="d", grid=False, minExtent=_NUMBERS)
        # room above the first for its label
        domain = [last * 1.08, 1 - last * 0.3]
        return alt.Y("y:Q", title=None, scale=alt.Scale(domain=domain, nice=False, zero=False), axis=axis)
    ticks = max(2, drawn.panel.height // 45)
    axis = alt.Axis(tickCount=ticks, format=",~f", minExtent=_NUMBERS)
    # a level starts at nothing, or a small change looks large; it ends at a tick, or no number stands near the largest
    return alt.Y("y:Q", title=None, scale=alt.Scale(zero=True, nice=ticks), axis=axis)


def _span(panels: Sequence[Drawn]) -> list[str]:
    """A little more than from the first to the last figure, bars with their width."""
    ends = [f.period_end for panel in panels for f in panel.figures]
    bars = [round(15 * _STEP.get(f.freq, 12)) for p in panels if p.panel.mark == "bar" for f in p.figures]
    room = timedelta(days=max([20, round((max(ends) - min(ends)).days * 0.03), *bars]))
    return [(min(ends) - room).isoformat(), (max(ends) + room).isoformat()]


def _time_axis(span: Sequence[str], panels: Sequence[Drawn], style: _Style) -> alt.Axis:
    """Ticks of years: at their ends where all figures are of whole years, so that each stands above its own, else at
    their beginnings. In a short span ticks of months, at their ends."""
    first, last = (date.fromisoformat(day) for day in span)
    room = style.width - _NUMBERS - 25
    freqs = {f.freq for panel in panels for f in panel.figures}
    if freqs == {"M"} and _months(last) - _months(first) <= 48:
        months = range(_months(first), _months(last) + 1)
        step = max(1, -(-len(months) * 52 // room))
        ends = [date(m // 12, m % 12 + 1, 1) - timedelta(days=1) for m in list(months)[::-1][::step]]
        return alt.Axis(values=[d.isoformat() for d in ends], format="%m/%Y", grid=False, labelOverlap=False)
    years = last.year - first.year + 1
    step = next((s for s in (1, 2, 5, 10, 20) if years * 38 <= room * s), 50)
    month, day = (12, 31) if freqs == {"A"} else (1, 1)
    newest = max(f.period_end.year for panel in panels for f in panel.figures)
    ticks = [date(y, month, day) for y in range(first.year, last.year + 1) if (newest - y) % step == 0]
    shown = [t.isoformat() for t in ticks if first <= t <= last]
    return alt.Axis(values=shown, format="%Y", grid=False, labelOverlap=False)


def _boundary(span: Sequence[str], style: _Style, *, named: bool) -> list[dict[str, Any]]:
    """The day on which the province changed, where the drawing reaches it."""
    if not span[0] < MERGER.isoformat() < span[1]:
        return []
    rule = style.data([{"x": MERGER.isoformat(), "text": style.wording.word("boundary")}])
    line = rule.draw("rule", {"strokeDash": [4, 3], "color": style.colours["soft"]}, x=alt.X("x:T"))
    if not named:
        return [line]
    looks = {"align": "right", "dx": 8, "fontSize": 10, "color": style.colours["soft"], "baseline": "bottom"}
    above = alt.YValue(-3)  # type: ignore[no-untyped-call]
    return [line, rule.draw("text", looks, x=alt.X("x:T"), y=above, text=alt.Text("text:N"))]


def _legend(drawn: Drawn, style: _Style) -> Any:
    if len(drawn.series) < 2:
        return None
    limit = _limit(drawn.series, style.width - 60)
    return alt.Legend(
        title=None, orient="top", columns=1 if style.is_narrow else 2, labelColor=style.colours["ink"], offset=18,
        labelFontSize=11, labelLimit=limit, symbolType="stroke", symbolStrokeWidth=5, symbolSize=160,
    )  # fmt: skip


def _limit(names: Iterable[str], pixels: int) -> int:
    """Where names are cut off; 0, never, where all are short enough: measuring takes most of the time of a drawing."""
    return pixels if max(map(len, names)) * 8 > pixels else 0


def _palette(drawn: Drawn, style: _Style) -> alt.Scale:
    names = list(drawn.series)
    return alt.Scale(domain=names, range=[style.colour(drawn.panel.color + i) for i in range(len(names))])


def _categories(drawn: Drawn, style: _Style, divisor: Decimal) -> list[dict[str, Any]]:
    """One bar a code, with its value and period behind it."""
    rows, between = [], "\n" if style.is_narrow else " · "
    for name, figures in drawn.series.items():
        figure = figures[-1]
        period = style.wording.period(figure.time_period)
        value = style.wording.value(figure.value, figure.unit, figure.bound, figure.obs_status)
        row = {
            "name": name, "y": float(figure.value / divisor), "url": safe_url(figure.url) or "",
            "says": _SAYS + says(figure, style.content, style.wording, name), "text": f"{value}{between}{period}",
        }  # fmt: skip
        rows.append(row)
    base = style.data(rows)
    axis = alt.Axis(labelLimit=_limit(drawn.series, _NAMES), ticks=False, domain=False, offset=2, minExtent=_NAMES)
    y = alt.Y("name:N", title=None, sort=None, axis=axis)
    most = max(float(f.value / divisor) for f in drawn.figures) or 1
    # the rest of the width is for the text behind the longest bar
    room = 2.4 if style.is_narrow else 2.1
    x = alt.X("y:Q", title=None, axis=None, scale=alt.Scale(domain=[0, most * room], nice=False))
    bar = {"height": 14, "color": style.colour(drawn.panel.color)}
    looks = {
        "align": "left", "baseline": "middle", "dx": 5, "dy": -6 if style.is_narrow else 0, "fontSize": 11,
        "lineBreak": "\n", "color": style.colours["ink"],
    }  # fmt: skip
    return [
        base.draw("bar", bar, y=y, x=x, href=alt.Href("url:N"), description=alt.Description("says:N")),
        base.draw("text", looks, y=y, x=x, text=alt.Text("text:N")),
    ]


def _for_page(drawing: str, prefix: str, alt_text: str) -> str:
    """Vega's SVG made fit for a page: its own ids, links a reader can reach and hear, no words in Vega's English."""
    root = etree.fromstring(drawing.encode())
    for element in root.iter("*"):
        _without_vegas_words(element)
        _own_ids(element, prefix)
    for mark in [m for m in root.iter(f"{_SVG}path") if "aria-label" in m.attrib]:
        _reachable(mark)
    root.attrib.update({"role": "group", "aria-label": alt_text, "focusable": "false"})
    width, height = str(root.attrib.pop("width")), str(root.attrib.pop("height"))
    root.set("style", f"max-width:{width}px;aspect-ratio:{width}/{height}")
    return str(etree.tostring(root, encoding="unicode"))


def _without_vegas_words(element: Any) -> None:
    described = element.attrib.pop("aria-label", "")
    for name in ("role", "aria-roledescription", "aria-hidden"):
        element.attrib.pop(name, None)
    kind = element.get("class", "")
    if any(part in kind for part in ("role-axis", "role-legend", "role-title", "mark-rule", "mark-text")):
        element.set("aria-hidden", "true")
    if described.startswith(_SAYS):
        element.set("aria-label", described.removeprefix(_SAYS))


def _own_ids(element: Any, prefix: str) -> None:
    if "id" in element.attrib:
        element.set("id", prefix + "-" + str(element.get("id")))
    for name in ("clip-path", "fill", "stroke"):
        value = str(element.get(name, ""))
        if value.startswith("url(#"):
            element.set(name, value.replace("url(#", f"url(#{prefix}-"))


def _reachable(mark: Any) -> None:
    """A figure's mark as a link with its sentence; without an address still something that the keyboard reaches."""
    label, link = mark.attrib.pop("aria-label"), mark.getparent()
    if link.tag == f"{_SVG}a":
        link.attrib.update({"href": link.attrib.pop(_LINK), "rel": "noopener noreferrer", "aria-label": label})
        return
    group = etree.Element(f"{_SVG}a", {"tabindex": "0", "role": "img", "aria-label": label})
    link.replace(mark, group)
    group.append(mark)
