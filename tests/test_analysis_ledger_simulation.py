"""The three routes see the same customers: what is left after overlap holds a truth that is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
from benefits_made import settings

from cxkit.analysis.case.draws import line_draws
from cxkit.analysis.case.lines import benefit_lines
from cxkit.analysis.case.taken import taken_out
from cxkit.analysis.uncertainty import interval
from cxkit.analysis.value import Z
from cxkit.result import EarlierResults, Finding, NotebookResults

CUSTOMERS_N = 2_500
REPLICATIONS = 100
DRAWS = 500
BASE, PER_POINT, PER_REPEAT = np.log(0.06), -0.35, 0.40  # log chance of leaving: per point of score, per repeat contact
POINTS, REPEATS = 2.0, -2.0  # what the programme does to the score and to repeat contacts
AVOIDED = 0.2  # share of contacts that it avoids
SETTINGS = settings()


@dataclass(frozen=True)
class Base:
    """Customers: score (mean 0), repeats (mean 2), value_eur a year, and contact_eur, what contacts cost a year."""

    score: np.ndarray
    repeats: np.ndarray
    value_eur: np.ndarray
    contact_eur: np.ndarray

    @property
    def x(self) -> np.ndarray:
        return np.column_stack([np.ones(CUSTOMERS_N), self.score, self.repeats])


def customers(rng: np.random.Generator) -> Base:
    repeats = 2 + rng.poisson(1.0, CUSTOMERS_N).clip(max=4)
    score = rng.normal(-0.3 * (repeats - 3), 1.0).clip(-2.5, 2.5)
    return Base(score, repeats, rng.gamma(4.0, 50.0, CUSTOMERS_N), 2.0 * repeats + rng.gamma(2.0, 2.0, CUSTOMERS_N))


def chance(base: Base, *, points: float = 0.0, repeats: float = 0.0) -> np.ndarray:
    """Return each customer's chance of leaving in a year, with the programme or without."""
    score = PER_POINT * (base.score + points)
    return np.exp(BASE + score + PER_REPEAT * (base.repeats + repeats - 3))


def truth_eur(base: Base) -> float:
    """Return what the programme brings: the mean over each customer's potential outcomes with and without it.

    A customer who leaves brings nothing and does not call; the same luck decides in both worlds.
    """
    without, with_it = chance(base), chance(base, points=POINTS, repeats=REPEATS)
    kept = without - with_it
    return float((kept * base.value_eur).sum() + (AVOIDED * base.contact_eur * (1 - with_it)).sum())


def fitted(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return log risk ratios and their covariance: Poisson likelihood by Newton, robust as counts are 0 or 1."""
    beta = np.array([np.log(y.mean()), 0.0, 0.0])
    for _ in range(25):
        mean = np.exp(x @ beta)
        beta = beta + np.linalg.solve((x * mean[:, None]).T @ x, x.T @ (y - mean))
    mean = np.exp(x @ beta)
    bread = np.linalg.inv((x * mean[:, None]).T @ x)
    return beta, bread @ ((x * ((y - mean) ** 2)[:, None]).T @ x) @ bread


def figure(name: str, estimate: float, se: float, **given) -> Finding:
    low, high = estimate - Z * se, estimate + Z * se
    return Finding(name, "EUR", "year", estimate, low, high, label="estimated", **given)


def ledger_of(notebook: str, lever: str, mechanism: str, effect: np.ndarray | float, eur: np.ndarray | float):
    keys = np.arange(CUSTOMERS_N).astype(str)
    rows = {"notebook": notebook, "customer_key": keys, "lever": lever, "mechanism": mechanism}
    return pd.DataFrame(rows | {"effect": effect, "eur_year": eur, "weight": 1.0})


def what_if(base: Base, beta: np.ndarray, covariance: np.ndarray, at: int, by: float, lever: str):
    """Return what moving one driver alone saves: a finding and its lines in the ledger."""
    p = np.exp(base.x @ beta)
    effect = 1 - np.exp(beta[at] * by)
    eur = p * effect * base.value_eur
    slope = base.x.T @ eur
    slope[at] -= by * np.exp(beta[at] * by) * (p * base.value_eur).sum()
    found = figure(f"what_if_value:{lever}:all:churn", eur.sum(), np.sqrt(slope @ covariance @ slope), lever=lever,
                   mechanism="churn")  # fmt: skip
    return found, ledger_of("drivers", lever, "churn", effect, eur)


def value_shift(base: Base, left: np.ndarray, rng: np.random.Generator) -> Finding:
    """Return what it is worth when all come to be worth what customers like them are worth who had the programme."""
    with_it = rng.random(CUSTOMERS_N) < chance(base, points=POINTS, repeats=REPEATS)
    now, then = base.value_eur * ~left, base.value_eur * ~with_it
    se = np.sqrt((now.var() + then.var()) * CUSTOMERS_N)
    return figure("shift_value", (then - now).sum(), se, lever="cx_score", mechanism="value_shift")


def routes(base: Base, rng: np.random.Generator) -> tuple[EarlierResults, pd.DataFrame]:
    """Return what three notebooks hand on after a year in which each customer left or stayed."""
    left = rng.random(CUSTOMERS_N) < chance(base)
    beta, covariance = fitted(base.x, left.astype(float))
    score, of_score = what_if(base, beta, covariance, 1, POINTS, "score")
    repeats, of_repeats = what_if(base, beta, covariance, 2, REPEATS, "repeats")
    avoided = rng.normal(AVOIDED, 0.03)
    saved = avoided * base.contact_eur
    named = {"lever": "fewer_contacts: all", "mechanism": "contact_cost"}
    saving = figure("saving_fewer_contacts:all", saved.sum(), 0.03 * base.contact_eur.sum(), **named)
    by_notebook = {"drivers": (score, repeats), "groups": (value_shift(base, left, rng),), "savings": (saving,)}
    ledger = [of_score, of_repeats, ledger_of("savings", "fewer_contacts: all", "contact_cost", avoided, saved),
              ledger_of("drivers", "as now", "leaving", np.exp(base.x @ beta).clip(0, 1), 0.0)]  # fmt: skip
    results = {name: NotebookResults(name, "demo", "2025", "en", "client", "", found)
               for name, found in by_notebook.items()}  # fmt: skip
    return EarlierResults(results), pd.concat(ledger, ignore_index=True)


def replication(seed: int) -> dict[str, float]:
    """Return the truth, what the three routes count for with its interval, and every step from gross to that."""
    rng = np.random.default_rng([2025, seed])
    base = customers(rng)
    earlier, ledger = routes(base, rng)
    lines, _ = benefit_lines(None, earlier, settings=SETTINGS)
    lines, _, steps = taken_out(lines, ledger, settings=SETTINGS)
    drawn = line_draws(lines, ledger, settings=SETTINGS, draws=DRAWS)
    net, low, high = interval(sum(drawn.values()))
    by_step = steps.set_index("step")["eur_year"]
    return {"truth": truth_eur(base), "net": net, "low": low, "high": high} | by_step.drop("net").to_dict()


@pytest.fixture(scope="module")
def seen() -> pd.DataFrame:
    return pd.DataFrame([replication(seed) for seed in range(REPLICATIONS)])


def test_the_truth_is_the_mean_of_potential_outcomes():
    """One luck per customer decides whether it leaves in either world; 400 lucks come within 4 standard errors."""
    rng = np.random.default_rng(7)
    base = customers(rng)
    without, with_it = chance(base), chance(base, points=POINTS, repeats=REPEATS)
    assert with_it.min() > 0 and without.max() < 1 and (with_it < without).all()
    brought = []
    for _ in range(400):
        luck = rng.random(CUSTOMERS_N)
        leaves, leaves_with_it = luck < without, luck < with_it
        kept_eur = base.value_eur[leaves & ~leaves_with_it].sum()
        brought.append(kept_eur + (AVOIDED * base.contact_eur[~leaves_with_it]).sum())
    assert abs(np.mean(brought) - truth_eur(base)) < 4 * np.std(brought) / 20


def test_what_counts_holds_the_truth_in_its_interval(seen):
    assert len(seen) >= 100
    assert ((seen["low"] <= seen["truth"]) & (seen["truth"] <= seen["high"])).mean() >= 0.93


def test_what_counts_is_right_on_average(seen):
    assert (seen["net"] / seen["truth"]).mean() == pytest.approx(1, abs=0.03)


def test_adding_up_the_three_routes_is_far_above_the_truth(seen):
    assert (seen["gross"] / seen["truth"]).min() >= 1.5
    assert (seen["gross"] > seen["high"]).all()


def test_every_rule_is_needed(seen):
    """Without the rule that two levers meet in the same customers the sum of both is a quarter too high."""
    assert (seen[["same_effect", "same_customers", "leaves"]] < 0).all(axis=None)
    assert ((seen["net"] - seen["same_customers"]) / seen["truth"]).mean() > 1.2
