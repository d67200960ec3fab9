"""Every engine reads the same sources, keeps wall times as they are, and counts the same seconds."""

import datetime as dt
import os
import subprocess
import sys

import duckdb
import narwhals as nw
import pandas as pd
import pyarrow as pa
import pytest

from cxkit.errors import DataError, SettingsError
from cxkit.intake.engines import DuckEngine, engine_for
from cxkit.intake.engines.places import is_place, place_of
from cxkit.settings.touchpoints import TouchpointSavings

TIMES = [
    "2025-03-30 02:30:00",  # an hour that clocks in Amsterdam leave out
    "2025-10-26 02:30:00",  # an hour that they count twice
    "2025-06-01 12:00:00.999999",
    "1969-12-31 23:59:59.4",
    "1900-02-28 23:59:59.999",
    None,
]
TIMES_WITH_ZONE = ["2025-03-30T03:30:00.5+02:00", "2025-01-01T00:10:00+01:00", None]
SECONDS = [1743301800, 1761445800, 1748779200, -1, -2203891201, None]


def settings(**changes):
    return TouchpointSavings(**changes)


def rows(lazy, *, by):
    found = lazy.collect("pyarrow").to_native().to_pylist()
    return sorted(found, key=lambda row: row[by])


def times():
    return pd.DataFrame(
        {
            "contact_id": [str(n) for n in range(len(TIMES))],
            "started_at": pd.to_datetime(TIMES, format="ISO8601").astype("datetime64[us]"),
        }
    )


def test_seconds_by_hand_are_those_of_the_calendar():
    walls = [None if text is None else dt.datetime.fromisoformat(text) for text in TIMES]
    epochs = [None if w is None else (w - dt.datetime(1970, 1, 1)) // dt.timedelta(seconds=1) for w in walls]
    assert epochs == SECONDS


def test_a_wall_time_keeps_its_value_and_counts_its_seconds(any_engine):
    found = rows(any_engine.with_epochs(any_engine.lift(times())), by="contact_id")
    assert [row["started_epoch"] for row in found] == SECONDS
    assert [row["started_at"] for row in found] == [
        None if text is None else dt.datetime.fromisoformat(text) for text in TIMES
    ]


def test_seconds_are_int64(any_engine):
    assert any_engine.with_epochs(any_engine.lift(times())).collect_schema()["started_epoch"] == nw.Int64


def test_a_time_with_a_zone_becomes_the_wall_time_of_utc(any_engine):
    moments = pd.Series(pd.to_datetime(TIMES_WITH_ZONE, utc=True, format="ISO8601"))
    frame = pd.DataFrame({"contact_id": ["a", "b", "c"], "started_at": moments.dt.tz_convert("Europe/Amsterdam")})
    found = rows(any_engine.with_epochs(any_engine.lift(frame)), by="contact_id")
    assert [row["started_at"] for row in found] == [
        dt.datetime(2025, 3, 30, 1, 30, 0, 500000), dt.datetime(2024, 12, 31, 23, 10), None,
    ]  # fmt: skip
    assert [row["started_epoch"] for row in found] == [1743298200, 1735686600, None]


def test_a_day_becomes_its_midnight(any_engine):
    table = pa.table({"event_id": ["a", "b"], "occurred_at": pa.array([dt.date(2025, 10, 26), None])})
    found = rows(any_engine.with_epochs(any_engine.lift(table)), by="event_id")
    assert [row["occurred_at"] for row in found] == [dt.datetime(2025, 10, 26), None]
    assert [row["occurred_epoch"] for row in found] == [1761436800, None]


def test_a_frame_without_times_stays_as_it_is(any_engine):
    lifted = any_engine.lift(pd.DataFrame({"customer_id": ["1"]}))
    assert any_engine.with_epochs(lifted) is lifted


def test_a_lifted_frame_keeps_nothing_but_its_columns(any_engine):
    frame = pd.DataFrame(
        {"customer_id": ["1", None], "cost_eur": [1.5, float("nan")], "resolved": pd.array([True, None], "boolean"),
         "topic": pd.Categorical(["a", None])},
        index=[7, 9],
    )  # fmt: skip
    lifted = any_engine.lift(frame)
    assert list(lifted.collect_schema()) == ["customer_id", "cost_eur", "resolved", "topic"]
    assert rows(lifted.filter(~nw.col("customer_id").is_null()), by="customer_id") == [
        {"customer_id": "1", "cost_eur": 1.5, "resolved": True, "topic": "a"}
    ]
    assert rows(lifted.select(nw.col("cost_eur").is_null().alias("empty")), by="empty") == [
        {"empty": False}, {"empty": True},
    ]  # fmt: skip


def test_the_memory_limit_reaches_duckdb():
    asked = "SELECT current_setting('memory_limit'), current_setting('temp_directory')"
    limit, spill = DuckEngine(0.5).connection.execute(asked).fetchall()[0]
    assert limit == "476.8 MiB"
    assert "cxkit-duckdb-" in spill
    assert DuckEngine(0.5).connection is DuckEngine(0.5).connection
    assert DuckEngine(0.0).connection.execute(asked).fetchall()[0][0] != limit


def test_a_group_by_larger_than_the_memory_limit_spills_and_counts_all():
    engine = DuckEngine(0.05)
    ids = engine.connection.sql("SELECT range % 1500000 AS id FROM range(3000000)")
    keys = nw.from_native(ids).group_by("id").agg(n=nw.len()).select(keys=nw.len(), most=nw.col("n").max())
    assert keys.collect("pyarrow").to_native().to_pylist() == [{"keys": 1_500_000, "most": 2}]


def test_no_folder_for_spilling_stays_behind(tmp_path):
    code = (
        "from cxkit.intake.engines import DuckEngine as Engine; "
        "print(Engine(0.5).connection.execute(\"SELECT current_setting('temp_directory')\").fetchone()[0])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True,
                         env={**os.environ, "TMPDIR": str(tmp_path)})  # fmt: skip
    assert ran.stdout.startswith(str(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_frames_in_memory_go_to_the_engine_of_the_settings():
    frames = {"contacts": times(), "visits": pa.table({"visit_id": ["1"]})}
    assert engine_for(settings(), frames).name == "duckdb"


def test_an_ibis_table_decides_for_the_warehouse():
    ibis = pytest.importorskip("ibis", reason="the extra warehouse is not installed")
    assert engine_for(settings(), {"contacts": ibis.memtable(pa.Table.from_pandas(times()))}).name == "warehouse"


def test_a_spark_frame_decides_for_spark(spark):
    frame = spark.session.createDataFrame(pa.table({"contact_id": ["1"]}))
    engine = engine_for(settings(), {"contacts": frame, "visits": times()})
    assert engine.name == "spark"
    assert engine.session is spark.session


def test_frames_of_two_engines_are_refused(spark):
    ibis = pytest.importorskip("ibis", reason="the extra warehouse is not installed")
    frames = {
        "contacts": spark.session.createDataFrame(pa.table({"contact_id": ["1"]})),
        "visits": ibis.memtable(pa.Table.from_pandas(times())),
    }
    with pytest.raises(SettingsError, match="two engines: spark, warehouse"):
        engine_for(settings(), frames)


def test_a_relation_of_another_duckdb_is_refused_with_what_to_give_instead():
    with pytest.raises(SettingsError, match="lazy frame of duckdb.*Give it as a PyArrow table"):
        engine_for(settings(), {"contacts": duckdb.connect().sql("SELECT 1 AS contact_id")})


def test_what_is_no_frame_is_refused_by_its_type():
    with pytest.raises(SettingsError, match="frame given for contacts is of type dict"):
        engine_for(settings(), {"contacts": {"contact_id": [1]}})


def test_an_active_session_is_used(spark):
    assert engine_for(settings(engine="spark")).session is spark.session


def test_the_session_keeps_wall_times(spark):
    read = spark.session.conf.get
    assert read("spark.sql.session.timeZone") == "UTC"
    assert read("spark.sql.timestampType") == "TIMESTAMP_NTZ"
    assert read("spark.ui.enabled") == "false"


def test_another_zone_of_the_session_moves_no_second(spark):
    spark.session.conf.set("spark.sql.session.timeZone", "Europe/Amsterdam")
    try:
        found = rows(spark.with_epochs(spark.lift(times())), by="contact_id")
        moment = pd.DataFrame({"started_at": pd.to_datetime(["2025-03-30T03:30:00+02:00"], utc=True)})
        zoned = rows(spark.with_epochs(spark.lift(moment)), by="started_at")
    finally:
        spark.session.conf.set("spark.sql.session.timeZone", "UTC")
    assert [row["started_epoch"] for row in found] == SECONDS
    assert zoned == [{"started_at": dt.datetime(2025, 3, 30, 1, 30), "started_epoch": 1743298200}]


@pytest.mark.parametrize(
    ("engine", "package", "extra"), [("spark", "pyspark.sql", "spark"), ("warehouse", "ibis", "warehouse")]
)
def test_a_missing_package_names_its_extra(monkeypatch, engine, package, extra):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(SettingsError, match=f"not installed. Install it with: uv sync --extra {extra}"):
        engine_for(settings(engine=engine))


def test_missing_java_is_said_in_words(monkeypatch):
    sql = pytest.importorskip("pyspark.sql", reason="the extra spark is not installed")
    monkeypatch.setattr(sql.SparkSession, "getActiveSession", classmethod(lambda cls: None))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SettingsError, match="needs Java, which is not installed"):
        engine_for(settings(engine="spark"))


def test_the_warehouse_address_stands_in_no_message(monkeypatch):
    pytest.importorskip("ibis", reason="the extra warehouse is not installed")
    monkeypatch.setenv("CXKIT_TEST_WAREHOUSE", "nosuch://kim:secret@warehouse.example/db")
    with pytest.raises(SettingsError) as raised:
        engine_for(settings(engine="warehouse", warehouse_variable="CXKIT_TEST_WAREHOUSE"))
    assert "CXKIT_TEST_WAREHOUSE" in str(raised.value)
    assert "secret" not in str(raised.value) and "example" not in str(raised.value)
    assert raised.value.__suppress_context__


def test_a_warehouse_without_address_says_which_variable(monkeypatch):
    pytest.importorskip("ibis", reason="the extra warehouse is not installed")
    monkeypatch.delenv("CXKIT_TEST_WAREHOUSE", raising=False)
    with pytest.raises(SettingsError, match="environment variable CXKIT_TEST_WAREHOUSE, which is not set"):
        engine_for(settings(engine="warehouse", warehouse_variable="CXKIT_TEST_WAREHOUSE"))


@pytest.mark.parametrize(
    ("declared", "lazy"),
    [
        ("log/a.parquet", True), ("log/*.parquet", True), ("log/year=*", True), ("a.duckdb", True),
        ({"table": "crm.contacts"}, True), ("hdfs://cluster/log", True), (["a.parquet"], True),
        ("a.csv", False), ({"file": "a.xlsx", "sheet": "log"}, False), (["a.csv", "b.csv"], False), (None, False),
        ("", False), ("log/*.csv", False), ({"file": "a.duckdb", "table": "x"}, True),
    ],
)  # fmt: skip
def test_which_sources_an_engine_reads_itself(declared, lazy):
    assert is_place(declared) is lazy


def test_a_folder_is_read_by_the_engine(tmp_path):
    assert is_place(str(tmp_path))


@pytest.mark.parametrize(
    ("declared", "engine", "message"),
    [
        ({"table": "contacts"}, "duckdb", "names a table and no file, which only engine warehouse can read"),
        ({"file": "a.parquet"}, "warehouse", "Load it into the warehouse and write {table: name}"),
        ({"file": "a.duckdb", "table": "x"}, "spark", "names a DuckDB file, which only engine duckdb can read"),
        ("a.duckdb", "duckdb", "Write {file: log.duckdb, table: name}"),
        ("s3://bucket/log", "duckdb", "names an address, which only engine spark can read"),
        ("nowhere/a.parquet", "duckdb", "a.parquet: nothing to read stands there"),
        (["a.parquet", "b.parquet"], "duckdb", "Bring them together into one folder of Parquet"),
        ({"file": "a.parquet", "sheet": "x"}, "duckdb", "sheet is not an option of a source the engine reads"),
    ],
)
def test_a_source_that_cannot_be_read_says_what_to_write(declared, engine, message):
    with pytest.raises(DataError) as raised:
        place_of(declared, "contacts", engine)
    assert message in str(raised.value)
