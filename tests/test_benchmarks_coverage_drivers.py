"""A short run of benchmarks/coverage_drivers.py; its README holds the long one."""

import importlib.util
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

SCRIPT = Path(__file__).parents[1] / "benchmarks" / "coverage_drivers.py"
REPLICATIONS_N = 30
CUSTOMERS_N = 4000
TOLD = [("repeat_contacts_n", "adjusted"), ("NPS", "corrected")]


@pytest.fixture(scope="module")
def benchmark():
    spec = importlib.util.spec_from_file_location("coverage_drivers_benchmark", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def rows(benchmark):
    return benchmark.replications(range(REPLICATIONS_N), customers_n=CUSTOMERS_N)


@pytest.fixture(scope="module")
def one(benchmark):
    return benchmark.replication(3, customers_n=4000)


def of_churn(rows, driver, reading):
    return rows[(rows["driver"] == driver) & (rows["outcome"] == "churn") & (rows["figure"] == "saved_n_year")
                & (rows["reading"] == reading)]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("driver", "reading"), TOLD)
def test_the_interval_holds_the_truth_as_often_as_it_says(rows, driver, reading):
    """30 draws of an exact 95 % interval hold the truth 24 or more times in 99.8 % of runs."""
    told = of_churn(rows, driver, reading)
    held = told["truth"].between(told["low"], told["high"]).sum()
    assert held >= binom.ppf(0.002, REPLICATIONS_N, 0.95)


@pytest.mark.slow
def test_the_naive_contact_effect_and_the_uncorrected_score_miss(rows):
    """The naive effect of repeats is too high, the uncorrected effect of the score too low, by over ten per cent."""
    for driver, reading, sign in (("repeat_contacts_n", "naive", 1), ("NPS", "adjusted", -1)):
        read = of_churn(rows, driver, reading)
        miss = sign * (read["estimate"] - read["truth"])
        assert miss.mean() > 3 * miss.std() / np.sqrt(REPLICATIONS_N)
        assert miss.mean() > 0.1 * read["truth"].mean()


def test_every_reading_stands_beside_the_truth(one):
    keys = one[["driver", "outcome", "figure", "reading"]]
    assert not keys.duplicated().any() and len(one) == 2 * 3 + 3 * 3
    assert one.notna().all(axis=None) and (one["low"] < one["high"]).all()
    assert (one.groupby(["driver", "outcome", "figure"])["truth"].nunique() == 1).all() and (one["truth"] > 0).all()


def test_a_replication_gives_the_same_figures_again(benchmark, one):
    pd.testing.assert_frame_equal(one, benchmark.replication(3, customers_n=4000))


def test_coverage_is_counted_by_hand(benchmark):
    """Two replications, truth 10: 8 to 12 holds it, 11 to 13 does not; the misses are 0 and 2, a tenth on average."""
    names = {"driver": "d", "outcome": "churn", "figure": "saved_n_year", "reading": "adjusted", "truth": 10.0}
    rows = pd.DataFrame([
        {**names, "seed": 0, "estimate": 10.0, "low": 8.0, "high": 12.0},
        {**names, "seed": 1, "estimate": 12.0, "low": 11.0, "high": 13.0},
    ])  # fmt: skip
    found = benchmark.coverage(rows).iloc[0]
    assert found.to_dict() == {
        "replications_n": 2, "covered": 0.5, "median_width": 3.0, "mean_miss": 1.0, "truth_mean": 10.0,
        "miss_share": 0.1,
    }  # fmt: skip


def test_the_script_prints_every_reading(benchmark, one, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["coverage_drivers.py", "--replications", "1", "--jobs", "1"])
    monkeypatch.setattr(benchmark, "replications", lambda seeds, *, jobs, customers_n: one)
    benchmark.main()
    printed = capsys.readouterr().out
    assert all(name in printed for name in ("repeat_contacts_n", "NPS", "corrected", "adjusted", "naive", "miss_share"))
