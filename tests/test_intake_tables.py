"""One door: every source gives the same frame, every fault counts rows and quotes no id, every row is accounted for."""

import datetime as dt

import duckdb
import narwhals as nw
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cxkit.errors import SettingsError
from cxkit.intake.contract import TABLES
from cxkit.intake.tables import from_strict, is_lazy, lazy_tables, read_lazy, unknown_customers
from cxkit.settings.touchpoints import TouchpointSavings

# Ibis 12 still calls DuckDB by a name that DuckDB 2 gives up
pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")
COLUMNS = {
    "contacts": {
        "nr": "contact_id", "klant": "customer_id", "start": "started_at", "kanaal": "channel", "onderwerp": "topic",
        "opgelost": "resolved", "duur": "handling_seconds",
    },
}  # fmt: skip


def moments(*texts):
    """Return times as a client's export holds them."""
    return pd.Series(pd.to_datetime(list(texts), format="ISO8601")).astype("datetime64[us]")


def log(**changes):
    """Return a log of four contacts as the client has it, with a column nobody asked for."""
    columns = {
        "nr": [11, 12, 13, 14],
        "klant": ["a", "b", None, "a"],
        "start": moments("2025-03-30 02:30:00", "2025-10-26 02:30:00", "2025-06-01 12:00:00.75", "2025-06-02"),
        "kanaal": ["tel ", "chat", None, "tel"],
        "onderwerp": ["factuur", "", "storing", "contract"],
        "opgelost": ["ja", "N", None, "TRUE"],
        "duur": [60, 0, 300, 30],
        "naam": ["Kim", "Bo", "Sam", "Lee"],
    }
    return pa.Table.from_pandas(pd.DataFrame({**columns, **changes}), preserve_index=False)


EXPECTED = [
    {"contact_id": "11", "customer_id": "a", "started_at": dt.datetime(2025, 3, 30, 2, 30), "started_epoch": 1743301800,
     "channel": "tel", "topic": "factuur", "resolved": True, "handling_seconds": 60.0},
    {"contact_id": "12", "customer_id": "b", "started_at": dt.datetime(2025, 10, 26, 2, 30),
     "started_epoch": 1761445800, "channel": "chat", "topic": "(unknown)", "resolved": False, "handling_seconds": 0.0},
    {"contact_id": "13", "customer_id": None, "started_at": dt.datetime(2025, 6, 1, 12, 0, 0, 750000),
     "started_epoch": 1748779200, "channel": "(unknown)", "topic": "storing", "resolved": None,
     "handling_seconds": 300.0},
    {"contact_id": "14", "customer_id": "a", "started_at": dt.datetime(2025, 6, 2), "started_epoch": 1748822400,
     "channel": "tel", "topic": "contract", "resolved": True, "handling_seconds": 30.0},
]  # fmt: skip


def settings(**changes):
    return TouchpointSavings(**{"columns": COLUMNS, "sources": {}, **changes})


def rows(lazy, by="contact_id"):
    return sorted(lazy.collect("pyarrow").to_native().to_pylist(), key=lambda row: row[by])


def read(table, **changes):
    """Return what the door makes of a client's Arrow table."""
    return lazy_tables(settings(**changes), {}, {"contacts": table})


def words(found):
    return " | ".join(fault.text() for fault in found.faults)


def noted(found):
    return " | ".join(note.text() for note in found.notes)


def written(folder, kind):
    """Write the log as one kind of source, and return what the settings say of it."""
    table = log()
    path = folder / "log.parquet"
    if kind == "file":
        pq.write_table(table, path)
        return str(path)
    if kind == "duckdb":
        with duckdb.connect(folder / "log.duckdb") as connection:
            connection.from_arrow(table).create("contacten")
        return {"file": str(folder / "log.duckdb"), "table": "contacten"}
    parts = {"a": table.slice(0, 1), "b": table.slice(1)}
    for name, part in parts.items():
        place = folder / "log" / (f"jaar={2000 + ord(name)}" if kind == "hive" else "") / f"deel-{name}.parquet"
        place.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(part, place)
    (folder / "log" / "_SUCCESS").write_text("")
    return str(folder / "log" / "deel-*.parquet") if kind == "glob" else str(folder / "log")


SOURCES = [(engine, kind) for engine in ("duckdb", "spark") for kind in ("file", "folder", "glob", "hive")]


@pytest.mark.parametrize(("engine", "kind"), [*SOURCES, ("duckdb", "duckdb")])
def test_every_source_gives_the_same_frame(engine, kind, tmp_path, request):
    if engine == "spark":
        request.getfixturevalue("spark")
    declared = written(tmp_path, kind)
    chosen = settings(sources={"contacts": declared}, engine=engine)
    assert is_lazy(declared, chosen)
    found = lazy_tables(chosen, {})
    assert words(found) == ""
    assert found.engine.name == engine
    assert rows(found.frames["contacts"]) == EXPECTED
    assert found.rows_n == {"contacts": 4}
    assert [len(digest) for digest in found.hashes.values()] == [64]


def test_a_warehouse_table_gives_the_same_frame(tmp_path, monkeypatch):
    pytest.importorskip("ibis", reason="the extra warehouse is not installed")
    written(tmp_path, "duckdb")
    monkeypatch.setenv("CXKIT_TEST_WAREHOUSE", f"duckdb://{tmp_path / 'log.duckdb'}")
    chosen = settings(
        sources={"contacts": {"table": "contacten"}}, engine="warehouse", warehouse_variable="CXKIT_TEST_WAREHOUSE"
    )
    found = lazy_tables(chosen, {})
    assert words(found) == ""
    assert rows(found.frames["contacts"]) == EXPECTED
    lost = lazy_tables(settings(**{**vars(chosen), "sources": {"contacts": {"table": "kwijt"}}}), {})
    assert "the warehouse has no table kwijt that can be read" in words(lost)
    assert str(tmp_path) not in words(lost)


@pytest.mark.parametrize("engine", ["duckdb", "spark", "warehouse"])
def test_a_frame_of_the_caller_gives_the_same_frame(engine, request):
    table = log()
    if engine == "spark":
        table = request.getfixturevalue("spark").session.createDataFrame(table)
    elif engine == "warehouse":
        table = pytest.importorskip("ibis", reason="the extra warehouse is not installed").memtable(table)
    found = read(table)
    assert words(found) == ""
    assert rows(found.frames["contacts"]) == EXPECTED


def test_a_frame_is_used_in_place_of_its_source():
    found = read(log(), sources={"contacts": "nowhere/log.parquet"})
    assert rows(found.frames["contacts"]) == EXPECTED


def test_strict_and_lazy_tables_meet_in_one_engine():
    visits = pd.DataFrame(
        {"visit_id": ["v"], "customer_id": ["a"], "visited_at": moments("2025-03-30 02:29:00"), "url": ["/x"]}
    )
    found = lazy_tables(settings(), {"visits": visits}, {"contacts": log()})
    both = found.frames["contacts"].join(found.frames["visits"], on="customer_id", how="inner")
    gaps = both.select("contact_id", gap=nw.col("started_epoch") - nw.col("visited_epoch"))
    assert rows(gaps)[0] == {"contact_id": "11", "gap": 60}
    assert [line["table"] for line in found.lines] == ["contacts"]


def test_a_strict_frame_gets_its_seconds_and_its_unknowns(any_engine):
    started = moments("2025-10-26 02:30:00", "2025-01-01")
    frame = pd.DataFrame({"contact_id": ["1", "2"], "started_at": started, "topic": ["a", None]}).set_axis([4, 9])
    found = from_strict(frame, TABLES["contacts"], settings(), any_engine)
    assert rows(found.frame) == [
        {"contact_id": "1", "started_at": dt.datetime(2025, 10, 26, 2, 30), "started_epoch": 1761445800, "topic": "a"},
        {"contact_id": "2", "started_at": dt.datetime(2025, 1, 1), "started_epoch": 1735689600,
         "topic": "(unknown)"},
    ]  # fmt: skip
    assert [note.text() for note in found.notes] == ['contacts, column "topic": empty cells that count as (unknown): 1']


def test_tables_the_notebook_does_not_read_are_left_alone():
    assert lazy_tables(settings(), {}).frames == {}
    assert lazy_tables(settings(), {}).engine is None


def test_columns_without_a_mapping_are_taken_by_the_names_of_the_contract():
    names = {"nr": "contact_id", "start": "started_at", "kanaal": "channel", "onderwerp": "topic"}
    table = log().rename_columns([names.get(name, name) for name in log().column_names])
    found = read(table.append_column("bsn_id", pa.array([1, 2, 3, 4])), columns={})
    assert list(found.frames["contacts"].collect_schema()) == [
        "contact_id", "started_at", "started_epoch", "channel", "topic",
    ]  # fmt: skip


def test_a_header_is_found_whatever_its_blanks():
    table = log().rename_columns([" start  " if name == "start" else name for name in log().column_names])
    assert rows(read(table).frames["contacts"]) == EXPECTED


def test_constants_labels_and_missing_codes():
    columns = {name: ours for name, ours in COLUMNS["contacts"].items() if name not in ("kanaal", "opgelost")}
    found = read(
        log(duur=[-1.0, float("nan"), 300.0, 30.0], start=moments("9999-12-31", *["2025-01-01"] * 3)),
        columns={"contacts": {**columns, "opgelost": "resolved"}},
        constants={"contacts": {"channel": "telefoon"}},
        labels={"contacts": {"topic": {"factuur": "rekening", "weg": "x"}, "resolved": {"N": "yes"}}},
        missing_codes={"contacts": {"handling_seconds": [-1], "started_at": ["9999-12-31"], "customer_id": ["b"]}},
    )  # fmt: skip
    assert words(found) == ""
    assert [{**row, "started_at": None} for row in rows(found.frames["contacts"])] == [
        {"contact_id": number, "customer_id": customer, "started_at": None, "started_epoch": 1735689600, "topic": topic,
         "resolved": resolved, "handling_seconds": seconds, "channel": "telefoon"}
        for number, customer, topic, resolved, seconds in [
            ("12", None, "(unknown)", True, None), ("13", None, "storing", None, 300.0),
            ("14", "a", "contract", True, 30.0),
        ]
    ]  # fmt: skip
    assert "cells with a code for unknown (-1): 1" in noted(found)
    assert "cells with a code for unknown (9999-12-31): 1" in noted(found)
    assert "cells with a code for unknown (b): 1" in noted(found)
    assert "labels that do not occur: weg" in noted(found)
    assert "rekening" not in noted(found)
    assert [line["rows_set_aside"] for line in found.lines] == [1]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([True, False, None, True], [True, False, None, True]),
        ([1, 0, None, 1], [True, False, None, True]),
        (["Yes", "no", "J", "y"], [True, False, True, True]),
        (["Ja", "NEE", "false", "0"], [True, False, False, False]),
    ],
)
def test_flags_in_every_form(values, expected):
    table = log().drop_columns("opgelost").append_column("opgelost", pa.array(values))
    assert [row["resolved"] for row in rows(read(table).frames["contacts"])] == expected


def test_a_time_with_a_zone_is_counted_in_utc_and_said():
    found = read(log(start=pd.to_datetime(["2025-03-30T03:30:00+02:00"] * 4, utc=True)))
    assert {row["started_at"] for row in rows(found.frames["contacts"])} == {dt.datetime(2025, 3, 30, 1, 30)}
    assert 'column "start": times with a zone were set to the time in UTC' in noted(found)


def test_what_was_decided_about_empty_cells_is_said():
    assert noted(read(log())) == (
        'contacts, column "kanaal": empty cells that count as (unknown): 1 | '
        'contacts, column "onderwerp": empty cells that count as (unknown): 1'
    )


TOMORROW = pd.Timestamp.today().normalize() + pd.Timedelta(hours=47)
FAULTS = [
    ({"duur": [-5, -60, 0, 1]}, 'column "duur": values below 0: 2, of which the lowest is -60'),
    ({"start": moments("1989-12-31 23:59:59", *["2025-01-01"] * 3)},
     'column "start": dates outside 1990-01-01 to'),
    ({"start": moments("9999-12-31", *["2025-01-01"] * 3)},
     ": 1, of which the furthest is 9999-12-31. Correct the date, or name it in missing_codes of started_at"),
    ({"nr": [11, 12, 12, 11]}, 'column "nr": ids that stand on more than one row: 2, at most on 2 rows; expected one'),
    ({"nr": ["x", None, "y", " "]}, 'column "nr": rows without an id: 2'),
    ({"opgelost": ["ja", "deels", "half", None]}, "values that say neither yes nor no: 2, such as"),
    ({"start": ["2025-01-31"] * 4}, 'the times are of type String; expected dates or times. Write started_at as a'),
    ({"duur": ["60", "1", "2", "3"]}, "the values are of type String; expected numbers"),
    ({"nr": [1.5, 2.0, 3.0, 4.0]}, "the ids are of type Float64; expected text or whole numbers"),
    ({"opgelost": [0.5, 1.0, 0.0, 1.0]}, "the values are of type Float64; expected yes and no"),
    ({"kanaal": [True, False, True, False]}, "the labels are of type Boolean; expected text"),
    ({"start": moments(*[None] * 4)}, 'column "start": no row has a date'),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "message"), FAULTS)
def test_each_fault_counts_rows_and_names_no_id(changes, message):
    found = read(log(**changes))
    assert message in words(found)
    assert found.frames == {}
    assert '"12"' not in words(found)


@pytest.mark.parametrize(("changes", "message"), [FAULTS[0], FAULTS[2], FAULTS[3], FAULTS[5], FAULTS[6]])
def test_spark_finds_the_same_faults(spark, changes, message):
    assert message in words(read(spark.session.createDataFrame(log(**changes))))


def test_the_end_of_tomorrow_is_no_fault_yet():
    assert words(read(log(start=pd.Series([TOMORROW] * 4).astype("datetime64[us]")))) == ""
    later = TOMORROW + pd.Timedelta(hours=1)
    assert "dates outside" in words(read(log(start=pd.Series([later] * 4).astype("datetime64[us]"))))


def test_all_faults_come_at_once():
    found = read(log(duur=[-1, 2, 3, 4], nr=[1, 1, 2, 3], opgelost=["?", "ja", "ja", "ja"]))
    assert len(found.faults) == 3


def test_a_missing_column_names_the_nearest():
    found = read(log().rename_columns(["starttijd" if n == "start" else n for n in log().column_names]))
    assert 'Write "starttijd: started_at" in columns.contacts' in words(found)


def test_a_log_without_an_id_for_its_contacts_is_refused():
    found = read(log(), columns={"contacts": {h: n for h, n in COLUMNS["contacts"].items() if n != "contact_id"}})
    assert "no column is mapped to contact_id" in words(found)


def test_an_empty_log_is_refused():
    assert "rows in the table: 0; expected at least 1" in words(read(log().slice(0, 0)))


def test_labels_of_a_column_that_is_not_there_are_refused():
    found = read(log(), labels={"contacts": {"department": {"a": "b"}}})
    assert "labels.contacts names department, which is no column of the table" in words(found)


def test_a_file_that_is_no_parquet_says_so_without_its_path(tmp_path):
    (tmp_path / "log.parquet").write_bytes(b"klantnr;start")
    found = lazy_tables(settings(sources={"contacts": str(tmp_path / "log.parquet")}), {})
    assert words(found).startswith("log.parquet: the engine cannot read it (")
    assert str(tmp_path) not in words(found)


def test_a_table_that_a_duckdb_file_lacks_lists_those_it_has(tmp_path):
    declared = {**written(tmp_path, "duckdb"), "table": "contact"}
    found = lazy_tables(settings(sources={"contacts": declared}), {})
    assert "log.duckdb: the file holds no table contact. Tables in it: contacten" in words(found)


def test_a_duckdb_file_written_again_is_read_again(tmp_path):
    chosen = settings(sources={"contacts": written(tmp_path, "duckdb")})
    before = lazy_tables(chosen, {})
    assert before.rows_n == {"contacts": 4}
    with duckdb.connect(tmp_path / "new.duckdb") as connection:
        connection.from_arrow(log().slice(0, 3)).create("contacten")
    (tmp_path / "new.duckdb").replace(tmp_path / "log.duckdb")
    after = lazy_tables(chosen, {})
    assert after.rows_n == {"contacts": 3}
    assert before.hashes != after.hashes


def test_the_fingerprint_follows_names_and_content(tmp_path):
    path = tmp_path / "log.parquet"
    chosen = settings(sources={"contacts": str(path)})
    digests = []
    for table in (log(), log(), log(duur=[61, 0, 300, 30])):
        pq.write_table(table, path)
        digests.append(lazy_tables(chosen, {}).hashes["log.parquet"])
    assert digests[0] == digests[1] != digests[2]


def test_rows_in_are_rows_used_and_rows_set_aside(any_engine):
    visits = pd.DataFrame({"visit_id": list("wxyz"), "customer_id": ["a", None, None, "b"],
                           "visited_at": moments("2025-01-01", None, "2025-01-02", None),
                           "url": ["/x", "/y", "/z", None]})  # fmt: skip
    found = read_lazy(TABLES["visits"], settings(columns={}), any_engine, frame=visits)
    assert [fault.text() for fault in found.faults] == []
    assert [tuple(line.values()) for line in found.lines] == [
        ("visits", "visits", 4, 2, 2, "no date"), ("visits", "visits", 2, 1, 1, "no customer id"),
    ]  # fmt: skip
    assert found.rows_n == 1
    assert [row["visit_id"] for row in rows(found.frame, by="visit_id")] == ["w"]


def test_customers_that_are_not_in_the_customer_table_are_counted(any_engine):
    contacts = any_engine.lift(pd.DataFrame({"contact_id": list("1234"), "customer_id": ["a", "b", None, "b"]}))
    customers = pd.DataFrame({"customer_id": ["a", "c", "c"]})
    assert unknown_customers(contacts, customers, any_engine) == (3, 2)


def test_the_engine_that_cannot_be_had_is_an_error_of_the_settings(monkeypatch):
    pytest.importorskip("ibis", reason="the extra warehouse is not installed")
    monkeypatch.delenv("CXKIT_TEST_WAREHOUSE", raising=False)
    chosen = settings(
        sources={"contacts": {"table": "x"}}, engine="warehouse", warehouse_variable="CXKIT_TEST_WAREHOUSE"
    )
    with pytest.raises(SettingsError):
        lazy_tables(chosen, {})
