"""What the ranking of drivers costs: LMG beside pingouin, twenty drivers, and a whole ranking of customers.

    uv run python benchmarks/drivers.py --best-of 5

Processor seconds (user and system) of one process on one thread, the least of some runs; pingouin and cxkit in turn, so
that a busy machine is busy for both, and both must find the same to nine digits. Twenty drivers, and the ranking, run
in a process of their own, with the most memory it ever took, imports included. benchmarks/README.md holds what was
measured.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

for library in ("OPENBLAS", "OMP", "MKL"):
    os.environ[f"{library}_NUM_THREADS"] = "1"  # before numpy is there

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402

from cxkit.analysis.dominance import lmg  # noqa: E402

DRIVERS_N = (8, 10, 12)
ROWS_N = 1_000
CUSTOMERS_N = 20_000
RTOL = 1e-9


def made(drivers_n: int, *, rows_n: int = ROWS_N) -> np.ndarray:
    """Return correlated normal drivers and an outcome, the last column, each with mean 0 and sd 1."""
    rng = np.random.default_rng(drivers_n)
    drivers = rng.normal(size=(rows_n, drivers_n)) + 0.5 * rng.normal(size=(rows_n, 1))
    values = np.column_stack([drivers, drivers @ np.arange(drivers_n) + 5 * rng.normal(size=rows_n)])
    return (values - values.mean(axis=0)) / values.std(axis=0)


def ours(values: np.ndarray) -> np.ndarray:
    """Return LMG by cxkit, from rows with mean 0 and sd 1."""
    together = values.T @ values / len(values)
    return lmg(together[:-1, :-1], together[:-1, -1])


def theirs(values: np.ndarray) -> np.ndarray:
    """Return LMG by pingouin, from rows with mean 0 and sd 1 (it depends on the scale of the columns)."""
    import pingouin

    return pingouin.linear_regression(values[:, :-1], values[:, -1], relimp=True)["relimp"].to_numpy()[1:]


def compared(drivers_n: int, *, best_of: int) -> dict:
    """Return the processor seconds of both for a number of drivers, and their ratio.

    Returns
    -------
    drivers_n, cxkit_s, pingouin_s, ratio (pingouin's time over cxkit's).

    Raises
    ------
    AssertionError : the two do not find the same.
    """
    values = made(drivers_n)
    np.testing.assert_allclose(ours(values), theirs(values), rtol=RTOL)
    runs = [(_cpu_s(ours, values, times=50), _cpu_s(theirs, values)) for _ in range(best_of)]
    cxkit_s, pingouin_s = np.min(runs, axis=0)
    return {"drivers_n": drivers_n, "cxkit_s": cxkit_s, "pingouin_s": pingouin_s, "ratio": pingouin_s / cxkit_s}


def _cpu_s(compute: Callable, *given, times: int = 1) -> float:
    start = time.process_time()
    for _ in range(times):
        compute(*given)
    return (time.process_time() - start) / times


def twenty() -> None:
    """Compute LMG of 20 drivers."""
    ours(made(20))


def twelve_drawn_again() -> None:
    """Rank 12 drivers of 20,000 customers, with intervals of 400 draws and the noise, without McFadden."""
    _rank(12)


def eight_with_mcfadden() -> None:
    """Rank 8 drivers of 20,000 customers, with intervals, the noise and McFadden's shares of 256 logistic fits."""
    _rank(8)


def _rank(drivers_n: int) -> None:
    from cxkit.analysis.drivers.design import design
    from cxkit.analysis.importance import importance

    values = made(drivers_n, rows_n=CUSTOMERS_N)
    frame = pd.DataFrame(values[:, :-1], columns=[f"driver {place}" for place in range(drivers_n)])
    left = (values[:, -1] > 1.3).astype(float)
    columns = design(frame, kinds=dict.fromkeys(frame, "number"))
    importance(columns, left, groups={}, customer_id=range(CUSTOMERS_N), seed=2025)


ALONE = {one.__name__: one for one in (twenty, twelve_drawn_again, eight_with_mcfadden)}


def in_a_process(name: str) -> dict:
    """Return what one of `ALONE` took in a process of its own: name, cpu_s, wall_s, memory_mb."""
    done = subprocess.run([sys.executable, __file__, "--one", name], check=True, stdout=subprocess.PIPE, text=True)
    return {"name": name} | json.loads(done.stdout)


def _one(name: str) -> None:
    start = time.perf_counter()
    cpu_s = _cpu_s(ALONE[name])
    print(json.dumps({"cpu_s": cpu_s, "wall_s": time.perf_counter() - start, "memory_mb": _most_memory_mb()}))


def _most_memory_mb() -> float:
    """Return the most memory this process ever took; ru_maxrss would begin with that of the process that started it."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--best-of", type=int, default=5, help="runs of each; the least processor time counts")
    parser.add_argument("--one", choices=ALONE, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        _one(asked.one)
        return
    for drivers_n in DRIVERS_N:
        row = compared(drivers_n, best_of=asked.best_of)
        print("{drivers_n:3d} drivers{cxkit_s:10.5f} s cxkit{pingouin_s:9.3f} s pingouin{ratio:8.0f} x".format(**row))
    for name in ALONE:
        row = min((in_a_process(name) for _ in range(asked.best_of)), key=lambda run: run["cpu_s"])
        print("{name:20s}{cpu_s:8.2f} s cpu{wall_s:8.2f} s{memory_mb:8.0f} MB".format(**row), flush=True)


if __name__ == "__main__":
    main()
