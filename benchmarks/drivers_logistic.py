"""What a logistic model of millions of customers takes by the engine, and by statsmodels in memory.

    uv run python benchmarks/drivers_logistic.py --customers 5000000 --columns 12

Every measurement is a process of its own, as in engine.py: processor seconds (user and system, all threads) and seconds
on the clock of the fit itself, from Parquet to coefficients, without imports; and the most memory the process ever
took, imports included. Both must find the same coefficients to six decimals. benchmarks/README.md holds what was
measured.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from engine import _cpu_s, _most_memory_mb

STYLES = ("cxkit", "statsmodels")
DECIMALS = 6
THREADS = 2

CUSTOMERS = """
CREATE MACRO share(key, what) AS (hash(key, what) % 1000003) / 1000003.0;
COPY (
    WITH drawn AS (SELECT i, {columns} FROM range({customers_n}) AS rows(i))
    SELECT {names}, share(i, 'left') < 1 / (1 + exp(2.5 - ({linear}))) AS has_left FROM drawn
) TO '{place}' (FORMAT parquet);
"""


def names(columns_n: int) -> list[str]:
    """Return the names of the drivers."""
    return [f"driver_{i}" for i in range(columns_n)]


def make(place: Path, *, customers_n: int, columns_n: int) -> None:
    """Write customers to Parquet: by turns a number, a count and a flag, from hashes of row numbers."""
    import duckdb

    kinds = ("round(120 * share(i, '{0}'), 1)", "floor(4 * power(share(i, '{0}'), 3))", "share(i, '{0}') < 0.2")
    drivers = names(columns_n)
    drawn = [f"{kinds[i % 3].format(name)} AS {name}" for i, name in enumerate(drivers)]
    size = (0.004, 0.2, 0.3)
    linear = [f"{(-1) ** i * size[i % 3]} * CAST({name} AS DOUBLE)" for i, name in enumerate(drivers)]
    asked = CUSTOMERS.format(
        columns=", ".join(drawn), names=", ".join(drivers), linear=" + ".join(linear), customers_n=customers_n,
        place=place,
    )  # fmt: skip
    with duckdb.connect() as connection:
        connection.execute(asked)


def by_cxkit(place: Path, drivers: list[str]) -> np.ndarray:
    """Return the coefficients by one query per pass."""
    import duckdb
    import narwhals as nw

    from cxkit.analysis.drivers.engine_sums import logistic_sums
    from cxkit.analysis.drivers.logistic import fit_from_sums

    with duckdb.connect(config={"threads": THREADS}) as connection:
        lazy = nw.from_native(connection.read_parquet(str(place))).lazy()
        return fit_from_sums(logistic_sums(lazy, drivers, "has_left"), 1 + len(drivers)).coefficients


def by_statsmodels(place: Path, drivers: list[str]) -> np.ndarray:
    """Return the coefficients from a matrix in memory."""
    import pandas as pd
    import statsmodels.api as sm

    frame = pd.read_parquet(place)
    x = sm.add_constant(frame[drivers].to_numpy(float))
    return sm.Logit(frame["has_left"].to_numpy(float), x).fit(disp=0, tol=1e-10).params


def fitted(style: str, place: Path, *, columns_n: int) -> dict:
    """Return what one style found and took: coefficients, cpu_s, wall_s, memory_mb."""
    drivers = names(columns_n)
    if style == "cxkit":
        import cxkit.analysis.drivers.engine_sums  # noqa: F401
    else:
        import pandas  # noqa: F401
        import statsmodels.api  # noqa: F401
    cpu, wall = _cpu_s(), time.perf_counter()
    found = (by_cxkit if style == "cxkit" else by_statsmodels)(place, drivers)
    took = {"cpu_s": _cpu_s() - cpu, "wall_s": time.perf_counter() - wall, "memory_mb": _most_memory_mb()}
    return {"coefficients": found.tolist()} | took


def in_a_process(style: str, place: Path, *, columns_n: int) -> dict:
    """Return what `fitted` returns, from a process of its own."""
    asked = ["--one", style, str(place), "--columns", str(columns_n)]
    done = subprocess.run([sys.executable, __file__, *asked], check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout)


def compared(place: Path, *, columns_n: int, best_of: int, styles: tuple[str, ...] = STYLES) -> dict[str, dict]:
    """Return the run of each style with the least processor time, with the most memory of its runs.

    Raises
    ------
    AssertionError : the coefficients differ before the seventh decimal.
    """
    best: dict[str, dict] = {}
    for _ in range(best_of):  # the styles in turn, so that a busy machine is busy for all
        for style in styles:
            run = in_a_process(style, place, columns_n=columns_n)
            first = best.get(styles[0], run)
            np.testing.assert_allclose(run["coefficients"], first["coefficients"], rtol=0, atol=0.5 * 10**-DECIMALS)
            most = max(run["memory_mb"], best.get(style, run)["memory_mb"])
            best[style] = min(best.get(style, run), run, key=lambda one: one["cpu_s"]) | {"memory_mb": most}
    return best


def main() -> None:
    """Make the customers, measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--customers", type=int, default=5_000_000)
    parser.add_argument("--columns", type=int, default=12)
    parser.add_argument("--best-of", type=int, default=3, help="runs of each; the least processor time counts")
    parser.add_argument("--styles", type=lambda text: tuple(text.split(",")), default=STYLES, help=",".join(STYLES))
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps(fitted(asked.one[0], Path(asked.one[1]), columns_n=asked.columns)))
        return
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch) / "customers.parquet"
        make(place, customers_n=asked.customers, columns_n=asked.columns)
        found = compared(place, columns_n=asked.columns, best_of=asked.best_of, styles=asked.styles)
    for style, run in found.items():
        print("{0:12s}{cpu_s:9.2f} s cpu{wall_s:9.2f} s{memory_mb:9.0f} MB".format(style, **run))
    if len(found) == len(STYLES):
        ratio = found["cxkit"]["cpu_s"] / found["statsmodels"]["cpu_s"]
        print(f"cxkit / statsmodels: {ratio:.2f} of the processor time, coefficients equal to {DECIMALS} decimals")


if __name__ == "__main__":
    main()
