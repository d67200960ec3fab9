"""Whether a Spark cluster that loses a worker midway still finds what DuckDB finds.

    uv run --extra spark python benchmarks/spark_cluster.py --contacts 3000000

Starts a standalone master and two workers on loopback, each a process group of its own, reads the same Parquet through
the door in DuckDB and in Spark, and counts repeats (a window over every customer and topic, then a sum per customer)
and volumes. The second time in Spark it ends one worker and its executor with signal 9 as soon as a stage has done some
of its tasks and not yet all. Counts must be equal, other figures to nine digits. Ends what it started. docs/scale.md
holds what was measured.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import narwhals as nw
import pandas as pd
from engine_data import make

from cxkit.analysis.touchpoints import repeats, volumes
from cxkit.analysis.touchpoints.frames import collected, compared_days, period_of, prepared
from cxkit.intake.tables import LazyTables, lazy_tables
from cxkit.settings.touchpoints import TouchpointSavings

LOOPBACK = "127.0.0.1"
CLASSES = "org.apache.spark.deploy"


def main() -> None:
    """Compare DuckDB, a whole cluster and a cluster that loses a worker."""
    options = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is ended
    with tempfile.TemporaryDirectory(prefix="cxkit-spark-", ignore_cleanup_errors=True) as folder:
        make(Path(folder), contacts_n=options.contacts)
        with _cluster(Path(folder)) as (master, workers):
            _compare(Path(folder), master, workers)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--contacts", type=int, default=3_000_000)
    return parser.parse_args()


def _compare(folder: Path, master: str, workers: list[subprocess.Popen]) -> None:
    here, seconds = _found(_opened(folder, engine="duckdb"))
    print(f"DuckDB: {seconds:.1f} s, {len(here)} figures")
    there = _opened(folder, engine="spark", spark_master=master, memory_limit_gb=0.9)
    session = there.engine.session
    _wait_for(lambda: _executors_n(session) == len(workers), "both executors")
    whole, seconds = _found(there)
    print(f"Spark, two workers: {seconds:.1f} s, equal to DuckDB: {_equal(here, whole)}")
    killer = threading.Thread(target=_kill_midway, args=(session, workers[0]), daemon=True)
    killer.start()
    broken, seconds = _found(there)
    killer.join(1)
    print(f"Spark, one worker ended midway: {seconds:.1f} s, equal to DuckDB: {_equal(here, broken)}")
    print(f"executors left: {_executors_n(session)}; worker ended with {workers[0].poll()}")
    session.stop()


def _opened(folder: Path, **engine: Any) -> LazyTables:
    sources = {"contacts": str(folder / "contacts.parquet")}
    found = lazy_tables(TouchpointSavings(sources=sources, columns={}, **engine), {})
    assert not found.faults, [fault.text() for fault in found.faults]
    return found


def _found(tables: LazyTables) -> tuple[pd.Series, float]:
    """Return every figure by its name, and the seconds it took to compute them."""
    start, settings = time.monotonic(), TouchpointSavings()
    contacts = prepared(tables.frames["contacts"], settings=settings)
    moment = nw.col("started_epoch")
    ends = collected(contacts.select(first=moment.min(), last=moment.max())).iloc[0]
    period = period_of(int(ends["first"]), int(ends["last"]), settings=settings)
    frames = [
        repeats.repeats(contacts, period=period, days=compared_days(settings)).set_index("days"),
        volumes.volumes(contacts, period=period).set_index(volumes.KEYS),
    ]
    figures = pd.concat([frame.select_dtypes("number").stack() for frame in frames])
    return figures, time.monotonic() - start


def _equal(here: pd.Series, there: pd.Series) -> bool:
    assert list(here.index) == list(there.index)
    counts = [str(key[-1]).endswith("_n") for key in here.index]
    pd.testing.assert_series_equal(here[counts], there[counts], check_exact=True)
    pd.testing.assert_series_equal(here, there, rtol=1e-9)
    return True


def _kill_midway(session: Any, worker: subprocess.Popen) -> None:
    """End a worker and its executor once a stage has done a first task and others are still to come."""
    tracker = session.sparkContext.statusTracker()
    before = set(tracker.getActiveStageIds())
    while True:
        stages = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds() if stage not in before]
        if any(stage and 1 <= stage.numCompletedTasks < stage.numTasks for stage in stages):
            os.killpg(worker.pid, signal.SIGKILL)
            print(f"  worker {worker.pid} ended during: {[tuple(stage) for stage in stages if stage]}")
            return
        time.sleep(0.02)


def _executors_n(session: Any) -> int:
    return session.sparkContext._jsc.sc().getExecutorMemoryStatus().size() - 1


@contextlib.contextmanager
def _cluster(folder: Path) -> Iterator[tuple[str, list[subprocess.Popen]]]:
    """Start a master and two workers of one core; end all of them."""
    os.environ["SPARK_LOCAL_IP"] = LOOPBACK
    port, started = _free_port(), []
    address = f"spark://{LOOPBACK}:{port}"
    try:
        started.append(_started(folder, "master.Master", "--port", str(port), "--webui-port", str(_free_port())))
        _wait_for(lambda: _answers(port), "the master")
        for n in range(2):
            work = folder / f"worker-{n}"
            limits = ("--cores", "1", "--memory", "1g", "--webui-port", str(_free_port()), "--work-dir", str(work))
            started.append(_started(folder, "worker.Worker", address, *limits))
        yield address, started[1:]
    finally:
        for process in started:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _started(folder: Path, name: str, *arguments: str) -> subprocess.Popen:
    import pyspark

    command = [str(Path(pyspark.__file__).parent / "bin" / "spark-class"), f"{CLASSES}.{name}", "--host", LOOPBACK]
    with (folder / f"{name}.txt").open("a") as log:
        return subprocess.Popen([*command, *arguments], stdout=log, stderr=log, start_new_session=True)


def _free_port() -> int:
    with socket.socket() as held:
        held.bind((LOOPBACK, 0))
        return held.getsockname()[1]


def _answers(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex((LOOPBACK, port)) == 0


def _wait_for(done: Any, what: str, *, seconds: float = 180) -> None:
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            raise SystemExit(f"{what} did not come within {seconds:.0f} s")
        time.sleep(0.2)


if __name__ == "__main__":
    main()
