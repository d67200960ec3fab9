"""A short run of benchmarks/coverage.py; its README holds the long one."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import binom

SCRIPT = Path(__file__).parents[1] / "benchmarks" / "coverage.py"
REPLICATIONS_N = 60
CUSTOMERS_N = 3000


@pytest.fixture(scope="module")
def benchmark():
    spec = importlib.util.spec_from_file_location("coverage_benchmark", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def rows(benchmark):
    return benchmark.replications(range(REPLICATIONS_N), customers_n=CUSTOMERS_N)


@pytest.fixture(scope="module")
def table(benchmark, rows):
    return benchmark.coverage(rows)


@pytest.mark.slow
def test_the_corrected_interval_holds_the_truth_as_often_as_it_says(table):
    """60 draws of an exact 95 % interval hold the truth 52 to 60 times in 99.5 % of runs."""
    held = table.loc["corrected", "covered"] * REPLICATIONS_N
    assert held >= binom.ppf(0.005, REPLICATIONS_N, 0.95)


@pytest.mark.slow
def test_the_corrected_interval_is_as_wide_as_the_misses_ask_for(rows, table):
    """The width must be 2 x 1.96 standard deviations of the misses; with 60 draws that is known to about 9 %."""
    corrected = rows[rows["reading"] == "corrected"]
    misses = corrected["value_eur"] - corrected["truth_eur"]
    assert table.loc["corrected", "median_width_eur"] / (2 * 1.96 * misses.std()) == pytest.approx(1.0, abs=0.27)


@pytest.mark.slow
def test_only_the_corrected_reading_hits_the_truth_on_average(rows):
    miss = (rows["value_eur"] - rows["truth_eur"]).groupby(rows["reading"])
    surplus = miss.mean() / (miss.std() / np.sqrt(REPLICATIONS_N))
    assert surplus["observed"] > 3
    assert surplus["adjusted"] < -10
    assert abs(surplus["corrected"]) < 3


@pytest.mark.slow
def test_the_adjusted_interval_seldom_holds_the_truth(table):
    assert table.loc["adjusted", "covered"] < 0.5


def test_a_replication_gives_the_same_figures_again(benchmark):
    one, two = (benchmark.replications([3], customers_n=1500) for _ in range(2))
    assert one.equals(two)


def test_the_script_prints_every_reading(benchmark, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["coverage.py", "--replications", "1", "--jobs", "1"])
    benchmark.main()
    printed = capsys.readouterr().out
    assert all(name in printed for name in ("observed", "adjusted", "corrected", "median_width_eur"))
