"""Draws are doubled until the limits stand still, and no further than allowed."""

import numpy as np
import pandas as pd
import pytest
from business_case_made import benefit, benefits, cost, costs

from cxkit.analysis.case.convergence import ENOUGH, limit_error, settled
from cxkit.analysis.case.costs import cost_draws
from cxkit.analysis.case.draws import line_draws
from cxkit.analysis.case.flows import flows
from cxkit.analysis.case.measures import npv_of
from cxkit.analysis.uncertainty import stream
from cxkit.settings.roi import BusinessCase


def normal(draws):
    return np.concatenate([[0.0], stream(3, "npv").standard_normal(draws)])


def same(case):
    return case


def test_the_error_of_a_limit_is_that_of_a_percentile():
    """Of a normal, the standard error of P2.5 is sqrt(0.025 x 0.975 / n) / density(-1.96) = 2.67 / sqrt(n)."""
    errors = [limit_error(stream(seed, "x").standard_normal(8000)) for seed in range(30)]
    assert np.mean(errors) == pytest.approx(2.67 / np.sqrt(8000), rel=0.2)


def test_draws_are_doubled_until_the_limits_stand_still():
    """2.67 / sqrt(n) below 1 % of 3.92 asks for about 4,700 draws: 2,000 are too few and 16,000 more than enough."""
    found = settled(normal, same, draws=2000)
    assert found.converged and found.draws in (4000, 8000, 16000)
    width = np.ptp(np.percentile(found.case[1:], [2.5, 97.5]))
    assert found.error_eur <= ENOUGH * width and len(found.case) == found.draws + 1
    assert found.error_eur == limit_error(found.case[1:])


def test_what_never_stands_still_stops_at_the_most():
    """Half of the draws are -1 and half +1, and P50 jumps between them."""
    found = settled(lambda draws: np.sign(normal(draws)), same, draws=100, most=1000)
    assert (found.converged, found.draws) == (False, 800)
    assert found.error_eur > ENOUGH * 2


def test_what_is_sure_has_no_error():
    found = settled(lambda draws: np.full(1 + draws, 5.0), same, draws=40)
    assert (found.converged, found.draws, found.error_eur) == (True, 40, 0.0)


def test_more_draws_change_no_more_than_the_error():
    few, many = settled(normal, same, draws=4000), normal(64_000)
    limits = [np.percentile(drawn[1:], [2.5, 50, 97.5]) for drawn in (few.case, many)]
    assert np.abs(limits[0] - limits[1]).max() < 4 * few.error_eur


def test_a_business_case_settles_and_more_draws_change_no_more_than_the_error():
    """Two lines that share customers, one that may fail, a typed range, and a cost with a range."""
    case = BusinessCase(seed=5)
    known = {"notebook": "driver_modelling", "mechanism": "churn", "low_eur": 400.0, "high_eur": 1700.0}
    lines = benefits(
        benefit("a", eur_year=1000.0, lever="a", **known),
        benefit("b", eur_year=1000.0, lever="b", success_probability=0.6, **known),
        benefit("typed", eur_year=500.0, low_eur=0.0, likely_eur=450.0, high_eur=1200.0),
    )
    rows = {"notebook": "driver_modelling", "mechanism": "churn", "weight": 1.0}
    ledger = pd.DataFrame([
        rows | {"lever": lever, "customer_key": str(i), "eur_year": eur}
        for lever, euros in {"a": [3.0, 4.0], "b": [4.0, 3.0]}.items() for i, eur in enumerate(euros)
    ])  # fmt: skip
    spent = costs(cost("tool", year=0, amount_eur=2000.0, low_eur=1500.0, likely_eur=1900.0, high_eur=2900.0))

    def npv(draws):
        held, costing = (
            line_draws(lines, ledger, settings=case, draws=draws),
            cost_draws(spent, settings=case, draws=draws),
        )
        return npv_of(flows(lines, held, costing, settings=case), case)

    found = settled(npv, same)
    limits = [np.percentile(drawn[1:], [2.5, 50, 97.5]) for drawn in (found.case, npv(64_000))]
    assert found.converged
    assert np.abs(limits[0] - limits[1]).max() < 4 * found.error_eur


@pytest.mark.parametrize("unit", [0.001, 1000.0])
def test_the_currency_plays_no_part(unit):
    found, other = settled(normal, same, draws=2000), settled(lambda n: unit * normal(n), same, draws=2000)
    assert other.draws == found.draws and other.error_eur == pytest.approx(unit * found.error_eur)
