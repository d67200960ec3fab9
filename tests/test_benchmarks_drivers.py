"""A small run of benchmarks/drivers.py: the same as pingouin, and many times as fast."""

import importlib
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture(scope="module")
def drivers():
    sys.path.insert(0, str(BENCHMARKS))
    try:
        with pytest.MonkeyPatch.context() as patch:  # the benchmark asks numpy for one thread
            for library in ("OPENBLAS", "OMP", "MKL"):
                patch.setenv(f"{library}_NUM_THREADS", "1")
            yield importlib.import_module("drivers")
    finally:
        sys.path.remove(str(BENCHMARKS))


def test_lmg_is_that_of_pingouin_in_far_less_time(drivers):
    pytest.importorskip("pingouin")
    assert drivers.compared(10, best_of=2)["ratio"] > 20


def test_twenty_drivers_take_little_memory(drivers):
    took = drivers.in_a_process("twenty")
    assert took["memory_mb"] < 300
    assert took["cpu_s"] < 30
