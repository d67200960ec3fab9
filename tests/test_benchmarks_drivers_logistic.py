"""A small run of benchmarks/drivers_logistic.py: the engine and statsmodels find the same; nothing is timed."""

import importlib
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
CUSTOMERS_N, COLUMNS_N = 5_000, 5


@pytest.fixture(scope="module")
def benchmark():
    sys.path.insert(0, str(BENCHMARKS))
    try:
        yield importlib.import_module("drivers_logistic")
    finally:
        sys.path.remove(str(BENCHMARKS))


def test_the_engine_finds_what_statsmodels_finds(benchmark, tmp_path):
    place = tmp_path / "customers.parquet"
    benchmark.make(place, customers_n=CUSTOMERS_N, columns_n=COLUMNS_N)
    made = pd.read_parquet(place)
    assert made.shape == (CUSTOMERS_N, COLUMNS_N + 1) and 0.02 < made["has_left"].mean() < 0.5
    ours, theirs = (benchmark.fitted(style, place, columns_n=COLUMNS_N) for style in benchmark.STYLES)
    assert len(ours["coefficients"]) == COLUMNS_N + 1
    np.testing.assert_allclose(ours["coefficients"], theirs["coefficients"], rtol=0, atol=0.5e-6)
    assert ours["memory_mb"] > 0
