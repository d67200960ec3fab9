"""What the reductions of touchpoint_savings cost in cxkit, in hand-written DuckDB SQL and in pandas.

    uv run python benchmarks/engine.py --contacts 5000000 --best-of 5
    uv run python benchmarks/engine.py --contacts 50000000 --best-of 1 --memory-limit-gb 1 --styles cxkit

Every measurement is a process of its own: processor seconds of all its threads (user and system) and seconds on the
clock of the reduction itself, from Parquet to small frame, without imports and without naming the tables; and the most
memory the process ever took, imports included. The three must find the same: counts exactly, other figures to nine
digits. benchmarks/README.md holds what was measured.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd
from engine_data import make
from engine_terms import terms_of

STYLES = ("cxkit", "sql", "pandas")
KEYS = {
    "volumes": ["topic", "channel", "department"],
    "repeats": ["days"],
    "switches": ["switch"],
    "pages": ["url"],
    "satisfaction": ["topic"],
    "months": ["month"],
    "cells": ["topic", "channel", "department", "repeat_days", "switch", "page"],
}
VALUES = {
    "volumes": [
        "contacts_n", "unanswered_n", "customers_n", "top2_share", "handling_seconds_mean", "talk_seconds_mean",
        "lead_hours_mean", "hours", "time_eur", "cost_eur", "marginal_eur",
    ],
    "repeats": [
        "eligible_n", "customers_n", "repeat_share", "repeat_se", "fcr", "fcr_se", "repeats_n", "repeat_customers_n",
    ],
    "switches": ["customers_n", "top2_share"],
    "pages": ["visits_n", "after_n", "before_n", "customers_n", "top2_share"],
    "satisfaction": ["answers_n", "answers_customers_n", "score_mean", "negative_share"],
    "months": ["contacts_n", "unanswered_n", "customers_n", "top2_share", "handling_seconds_mean"],
    "cells": ["contacts_n", "seconds", "hours", "time_eur", "cost_eur", "marginal_eur", "marginal_eur2"],
}  # fmt: skip
RTOL = 1e-9


def reduced(style: str, reduction: str, folder: Path, *, memory_limit_gb: float = 0.0) -> tuple[pd.DataFrame, dict]:
    """Return what one reduction found in one style, and what it took.

    Parameters
    ----------
    style : cxkit, sql or pandas.
    reduction : a key of KEYS.
    folder : of `engine_data.make`.
    memory_limit_gb : for DuckDB, in GB; 0 for its own limit. pandas knows none.

    Returns
    -------
    The frame with the reduction's keys and values, sorted; and cpu_s, wall_s.
    """
    run = _prepared(style, reduction, folder, memory_limit_gb)
    cpu, wall = _cpu_s(), time.perf_counter()
    found = run()
    took = {"cpu_s": _cpu_s() - cpu, "wall_s": time.perf_counter() - wall}
    keys = KEYS[reduction]
    return found[[*keys, *VALUES[reduction]]].sort_values(keys, ignore_index=True), took


def _prepared(style: str, reduction: str, folder: Path, memory_limit_gb: float):
    """Return the reduction as a function without arguments, with everything imported and the tables named."""
    terms = terms_of(folder)
    if style == "cxkit":
        import engine_cxkit

        tables = engine_cxkit.opened(folder, terms, memory_limit_gb=memory_limit_gb)
        return lambda: engine_cxkit.REDUCTIONS[reduction](tables, terms)
    if style == "sql":
        import engine_sql

        con = engine_sql.connected(folder, terms, memory_limit_gb=memory_limit_gb)
        return lambda: engine_sql.REDUCTIONS[reduction](con, terms)
    import engine_pandas

    return lambda: engine_pandas.REDUCTIONS[reduction](folder, terms)


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def assert_same(found: pd.DataFrame, expected: pd.DataFrame, *, reduction: str) -> None:
    """Raise when two styles do not find the same: counts and labels exactly, other figures to nine digits.

    Raises
    ------
    AssertionError : what differs.
    """
    counts = [name for name in found if name.endswith("_n")]
    for frame in (found, expected):
        assert (frame[counts] % 1 == 0).all(axis=None), f"{reduction}: a count is not whole"
    exact = [*KEYS[reduction], *counts]
    pd.testing.assert_frame_equal(found[exact], expected[exact], check_dtype=False, check_exact=True, obj=reduction)
    pd.testing.assert_frame_equal(found, expected, check_dtype=False, rtol=RTOL, atol=0, obj=reduction)


def measured(
    folder: Path, *, styles: Sequence[str], reductions: Sequence[str], best_of: int, memory_limit_gb: float = 0.0
) -> Iterator[dict]:
    """Yield the best of some runs of each reduction in each style, each run in a process of its own.

    Parameters
    ----------
    folder : of `engine_data.make`.
    styles, reductions : which.
    best_of : number of runs; the least processor time counts, the most memory.
    memory_limit_gb : for DuckDB, in GB; 0 for its own limit.

    Yields
    ------
    reduction, style, cpu_s, wall_s (of the run with the least processor time), memory_mb.

    Raises
    ------
    AssertionError : two styles do not find the same.
    """
    for reduction in reductions:
        first = None
        runs = {style: [] for style in styles}
        for _ in range(best_of):  # the styles in turn, so that a busy machine is busy for all
            for style in styles:
                found, took = _in_a_process(style, reduction, folder, memory_limit_gb)
                runs[style].append(took)
                first = found if first is None else first
                assert_same(found, first, reduction=reduction)
        for style in styles:
            best = min(runs[style], key=lambda took: took["cpu_s"])
            memory = max(took["memory_mb"] for took in runs[style])
            yield {"reduction": reduction, "style": style, **best, "memory_mb": memory}


def _in_a_process(style: str, reduction: str, folder: Path, memory_limit_gb: float) -> tuple[pd.DataFrame, dict]:
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "found.parquet"
        asked = [
            "--one",
            style,
            reduction,
            str(out),
            "--folder",
            str(folder),
            "--memory-limit-gb",
            str(memory_limit_gb),
        ]
        done = subprocess.run([sys.executable, __file__, *asked], check=True, stdout=subprocess.PIPE, text=True)
        return pd.read_parquet(out), json.loads(done.stdout)


def _one(style: str, reduction: str, out: str, folder: Path, memory_limit_gb: float) -> None:
    found, took = reduced(style, reduction, folder, memory_limit_gb=memory_limit_gb)
    found.to_parquet(out)
    print(json.dumps(took | {"memory_mb": _most_memory_mb()}))


def _most_memory_mb() -> float:
    """Return the most memory this process ever took; ru_maxrss would begin with that of the process that started it."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def compared(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row per reduction: processor seconds and memory by style, and cxkit's time over that of the others.

    Parameters
    ----------
    rows : of `measured`.

    Returns
    -------
    reduction (index, the last one the median), <style>_cpu_s, <style>_mb, <style>_wall_s, and cxkit/<style>.
    """
    names = list(dict.fromkeys(rows["reduction"]))
    wide = rows.pivot(index="reduction", columns="style", values=["cpu_s", "wall_s", "memory_mb"]).loc[names]
    wide.columns = [f"{style}_{what}" for what, style in wide.columns]
    for style in STYLES[1:]:
        if {"cxkit_cpu_s", f"{style}_cpu_s"} <= {*wide}:
            wide[f"cxkit/{style}"] = wide["cxkit_cpu_s"] / wide[f"{style}_cpu_s"]
    wide.loc["median"] = wide.median()
    return wide


def main() -> None:
    """Make the data, measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--contacts", type=int, default=5_000_000, help="contacts in the log of two years")
    parser.add_argument("--best-of", type=int, default=5, help="runs of each; the least processor time counts")
    parser.add_argument("--folder", type=Path, help="where the Parquet is kept; otherwise made and thrown away")
    parser.add_argument("--memory-limit-gb", type=float, default=0.0, help="for DuckDB; 0 for its own limit")
    parser.add_argument("--styles", type=lambda text: text.split(","), default=STYLES, help="of cxkit,sql,pandas")
    parser.add_argument("--reductions", type=lambda text: text.split(","), default=tuple(KEYS), help=",".join(KEYS))
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        _one(*asked.one, asked.folder, asked.memory_limit_gb)
        return
    with tempfile.TemporaryDirectory() as scratch:
        _measure_all(asked, asked.folder or Path(scratch))


def _measure_all(asked: argparse.Namespace, folder: Path) -> None:
    place = folder / f"contacts_{asked.contacts}"
    make(place, contacts_n=asked.contacts)
    rows = []
    for row in measured(
        place, styles=asked.styles, reductions=asked.reductions, best_of=asked.best_of,
        memory_limit_gb=asked.memory_limit_gb,
    ):  # fmt: skip
        rows.append(row)
        print("{reduction:13s}{style:8s}{cpu_s:9.2f} s cpu{wall_s:9.2f} s{memory_mb:9.0f} MB".format(**row), flush=True)
    print(compared(pd.DataFrame(rows)).round(2).to_string())


if __name__ == "__main__":
    main()
