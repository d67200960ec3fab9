"""Spark: the session of the notebook when there is one, else one on the cluster the settings name."""

from __future__ import annotations

import os
import shutil
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cxkit.errors import DataError, Fault, SettingsError
from cxkit.intake.engines.base import DAY, ZONED, Engine, epoch_name, not_installed
from cxkit.intake.engines.places import Place, unreadable
from cxkit.language import N_
from cxkit.settings.engagement import Engagement

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

_WALL = {
    ZONED: "timestampadd(MICROSECOND, unix_micros(`{name}`), TIMESTAMP_NTZ'1970-01-01 00:00:00')",
    DAY: "CAST(`{name}` AS TIMESTAMP_NTZ)",
}
# by the parts of the wall time: unix_seconds would take the session's zone, and leave out the hour summer time begins
_EPOCH = (
    "datediff(CAST(`{name}` AS DATE), DATE'1970-01-01') * 86400L"
    " + hour(`{name}`) * 3600L + minute(`{name}`) * 60L + second(`{name}`)"
)


class SparkEngine(Engine):
    """A Spark session.

    Parameters
    ----------
    session : where frames are read and lifted.
    """

    name = "spark"

    def __init__(self, session: SparkSession):
        self.session = session

    @classmethod
    def of(cls, settings: Engagement, frames: Sequence[Any] = ()) -> SparkEngine:
        """Return the engine on the session of the frames given, of the notebook, or of the settings.

        Raises
        ------
        SettingsError : PySpark or Java is not installed, or the cluster does not answer.
        """
        if frames:
            return cls(_native(frames[0]).sparkSession)
        try:
            from pyspark.sql import SparkSession
        except ImportError:
            raise not_installed("pyspark", "spark", settings.language) from None
        return cls(SparkSession.getActiveSession() or _started(settings))

    def read(self, place: Place) -> DataFrame:
        """Return Parquet files as a Spark frame.

        Raises
        ------
        DataError : Spark cannot read them.
        """
        reader = self.session.read.option("mergeSchema", "true")
        try:
            if place.url:
                return reader.parquet(place.url)
            if place.partitioned:
                reader = reader.option("basePath", str(place.base))
            return reader.parquet(*(str(path) for path in place.files))
        except Exception as error:
            raise DataError(unreadable(place, error)) from None

    def _from_arrow(self, table: pa.Table) -> DataFrame:
        return self.session.createDataFrame(table)

    def _with_epochs(self, native: DataFrame, stamps: dict[str, str]) -> DataFrame:
        from pyspark.sql import functions

        walls = {name: _WALL[held].format(name=name) for name, held in stamps.items() if held in _WALL}
        epochs = {epoch_name(name): _EPOCH.format(name=name) for name in stamps}
        for columns in (walls, epochs):
            native = native.withColumns({name: functions.expr(sql) for name, sql in columns.items()})
        return native


def _native(frame: Any) -> Any:
    return frame.to_native() if hasattr(frame, "to_native") else frame


def _started(settings: Engagement) -> SparkSession:
    """Return a new session; the memory limit holds for the driver here and for each executor on a cluster."""
    from pyspark.sql import SparkSession

    if not os.environ.get("JAVA_HOME") and shutil.which("java") is None:
        raise SettingsError(
            Fault(N_("engine spark needs Java, which is not installed"),
                  N_("Install Java 17 or 21, or set engine: duckdb")),
            language=settings.language,
        )  # fmt: skip
    builder = SparkSession.builder.appName("cxkit").master(settings.spark_master)
    for name, value in _configuration(settings).items():
        builder = builder.config(name, value)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # about pandas 3, which Spark never sees here
            session = builder.getOrCreate()
    except Exception:
        raise SettingsError(
            Fault(N_("no Spark session could be started on the cluster that spark_master names"),
                  N_("Check spark_master, and that the cluster can be reached from this machine")),
            language=settings.language,
        ) from None  # fmt: skip
    session.sparkContext.setLogLevel("ERROR")
    return session


def _configuration(settings: Engagement) -> dict[str, str]:
    local = settings.spark_master.startswith("local")
    found = {
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.timestampType": "TIMESTAMP_NTZ",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
    }
    if local:
        found |= {
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.sql.shuffle.partitions": str(2 * (os.cpu_count() or 2)),
        }
    if settings.memory_limit_gb:
        limit = f"{int(1024 * settings.memory_limit_gb)}m"
        found["spark.driver.memory" if local else "spark.executor.memory"] = limit
    return found
