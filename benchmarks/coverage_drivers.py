"""How often the 95 % interval of each what-if holds the truth, over engagements whose truth is known.

    uv run python benchmarks/coverage_drivers.py --replications 1000 --jobs 2

Every replication makes the demo engagement from another seed, models churn and the thermostat as notebook
driver_modelling does, and compares each reading of a what-if with that very intervention in the generator: the same
customers, the same luck, a repeat contact less or as many points of true satisfaction more as the score moves. Measured
figures: see benchmarks/README.md.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial

import narwhals as nw
import pandas as pd

from cxkit.analysis.drivers.logistic import fit_logistic
from cxkit.analysis.drivers.models import OutcomeModel, outcome_models
from cxkit.analysis.drivers.rows import driver_rows
from cxkit.analysis.drivers.what_if import Shift, shifts, what_if
from cxkit.analysis.drivers.what_if_tables import what_if_table
from cxkit.demo import (
    OutcomeTruth,
    Population,
    contacts,
    outcomes,
    population,
    themes,
    value_of_fewer_repeats,
    value_of_raising,
)
from cxkit.settings.drivers import CHURN, DriverModelling

CUSTOMERS_N = 20_000
CONTACT, SCORE = "repeat_contacts_n", "NPS"
HIDDEN = ["churn_probability_true", "taking_probability_true"]
READINGS = {CONTACT: ("adjusted", "naive"), SCORE: ("corrected", "adjusted", "naive")}
FIGURES = {"saved_n_year": ("saved_n_year", "saved_low", "saved_high"), "eur_year": ("eur_year", "low_eur", "high_eur")}


def replication(seed: int, *, customers_n: int = CUSTOMERS_N) -> pd.DataFrame:
    """Return every what-if of one engagement in every reading, beside the truth.

    Parameters
    ----------
    seed : seed of the engagement.
    customers_n : number of customers.

    Returns
    -------
    One row per driver, outcome, figure (saved_n_year; of churn also eur_year) and reading: seed, estimate, low, high,
    truth.
    """
    made = population(seed=seed, customers_n=customers_n)
    log = contacts(made, seed=seed)
    settings = DriverModelling.check({})
    customers, answers = as_checked(made, log, seed=seed)
    rows = driver_rows(customers, answers, in_engine(log), settings=settings)
    models = outcome_models(rows, settings=settings)
    moved = [shift for shift in shifts(models, pairs=rows.pairs, settings=settings) if isinstance(shift, Shift)]
    truths = {driver: truth(driver, moved, made, log, seed) for driver in READINGS}
    lines = []
    for shift in moved:
        driver = shift.what_if.driver
        for reading, read in zip(READINGS[driver], readings(shift, settings), strict=True):
            lines += compared(read, truths[driver], settings, {"driver": driver, "reading": reading, "seed": seed})
    return pd.DataFrame(lines)


def as_checked(made: Population, log: pd.DataFrame, *, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return customers and answers as the intake gives them, without the truth."""
    did = outcomes(made, log, seed=seed).drop(columns=HIDDEN)
    customers = made.customers.drop(columns=["true_satisfaction", "contacts_n"]).merge(did, on="customer_id")
    return customers.assign(snapshot_at=pd.Timestamp("2025-12-31")), made.responses.assign(
        theme=themes(made, seed=seed).replace("", None)
    )


def in_engine(log: pd.DataFrame) -> nw.LazyFrame:
    """Return the log as a checked frame of DuckDB, which counts it."""
    import pyarrow as pa

    kept = log[["contact_id", "customer_id", "started_at", "channel", "topic", "answered", "resolved"]]
    epochs = {
        f"{name}_epoch": log[f"{name}_at"].astype("datetime64[s]").astype("int64") for name in ("started", "ended")
    }
    return nw.from_native(pa.Table.from_pandas(kept.assign(**epochs), preserve_index=False)).lazy(backend="duckdb")


def truth(driver: str, moved: Sequence[Shift], made: Population, log: pd.DataFrame, seed: int) -> OutcomeTruth:
    """Return what a what-if truly changes, for the customers of the model of churn."""
    (shift,) = (shift for shift in moved if shift.what_if.driver == driver and shift.model.outcome == CHURN)
    ids = shift.model.customer_id
    if driver == CONTACT:
        return value_of_fewer_repeats(made, log, fewer=-shift.what_if.change, customer_ids=ids, seed=seed)
    return value_of_raising(made, log, points=shift.moved, customer_ids=ids, seed=seed)


def readings(shift: Shift, settings: DriverModelling) -> list[Shift]:
    """Return a what-if as it is told, of a score without its correction too, and by a model of that driver alone."""
    as_if_exact = settings.model_copy(update={"reliability": 1.0})
    uncorrected = [what_if(shift.model, shift.what_if, settings=as_if_exact)] if shift.reliability else []
    naive = what_if(alone(shift.model, shift.what_if.driver), shift.what_if, settings=as_if_exact)
    return [shift, *uncorrected, naive]


def alone(model: OutcomeModel, driver: str) -> OutcomeModel:
    """Return the model of one driver only."""
    design = model.design.with_only([driver])
    return replace(model, design=design, fit=fit_logistic(design.x, model.y), intercept=0.0, slope=1.0)


def compared(
    shift: Shift, known: OutcomeTruth, settings: DriverModelling, names: Mapping[str, object]
) -> list[dict[str, object]]:
    """Return the figures of a what-if beside the truth.

    The euros of a thermostat are left out: they rest on a stated range, which nothing in the engagement estimates.
    """
    found = what_if_table([shift], settings=settings).iloc[0]
    true_of = {"saved_n_year": known.fewer_leavers_n_year, "eur_year": known.kept_eur_year}
    if shift.model.outcome != CHURN:
        true_of = {"saved_n_year": known.more_takers_n_year}
    return [
        {
            **names, "outcome": shift.model.outcome, "figure": figure,
            **dict(zip(("estimate", "low", "high"), found[list(FIGURES[figure])], strict=True)), "truth": true,
        }
        for figure, true in true_of.items()
    ]  # fmt: skip


def replications(seeds: Sequence[int], *, jobs: int = 1, customers_n: int = CUSTOMERS_N) -> pd.DataFrame:
    """Return the rows of many replications, in the order of their seeds."""
    one = partial(replication, customers_n=customers_n)
    if jobs == 1:
        return pd.concat([one(seed) for seed in seeds], ignore_index=True)
    with ProcessPoolExecutor(jobs) as pool:
        return pd.concat(pool.map(one, seeds, chunksize=5), ignore_index=True)


def coverage(rows: pd.DataFrame) -> pd.DataFrame:
    """Return per driver, outcome, figure and reading: replications_n, covered (share), median_width, mean_miss and
    truth_mean, and the miss as a share of the truth.

    Parameters
    ----------
    rows : of `replications`.
    """
    measured = rows.assign(
        covered=rows["truth"].between(rows["low"], rows["high"]),
        width=rows["high"] - rows["low"],
        miss=rows["estimate"] - rows["truth"],
    )
    table = measured.groupby(["driver", "outcome", "figure", "reading"], sort=False).agg(
        replications_n=("seed", "size"),
        covered=("covered", "mean"),
        median_width=("width", "median"),
        mean_miss=("miss", "mean"),
        truth_mean=("truth", "mean"),
    )
    return table.assign(miss_share=table["mean_miss"] / table["truth_mean"])


def main() -> None:
    """Print the table of coverage."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--replications", type=int, default=1000, help="engagements, with seeds 0, 1, ...")
    parser.add_argument("--jobs", type=int, default=2, help="processes at once")
    parser.add_argument("--customers", type=int, default=CUSTOMERS_N, help="customers of each engagement")
    asked = parser.parse_args()
    rows = replications(range(asked.replications), jobs=asked.jobs, customers_n=asked.customers)
    formats = dict.fromkeys(("median_width", "mean_miss", "truth_mean"), "{:,.0f}".format)
    print(coverage(rows).round({"covered": 3, "miss_share": 3}).to_string(formatters=formats))


if __name__ == "__main__":
    main()
