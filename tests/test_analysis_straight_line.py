"""The corrected reading takes a straight line from satisfaction to value; without one it is not given."""

import numpy as np
import pandas as pd
import pytest

from cxkit.analysis.group_valuation import group_valuation
from cxkit.analysis.readings import straight_line_p
from cxkit.settings import GroupValuation

N = 4000


def made(shape, *, seed=1):
    """Return customers and answers (twice each) of people whose value follows true satisfaction by some shape."""
    rng = np.random.default_rng(seed)
    felt = rng.normal(6.5, 1.3, N)
    ids = [f"K{i}" for i in range(N)]
    margin = 200 + shape(felt) + rng.normal(0, 40, N)
    customers = pd.DataFrame({"customer_id": ids, "margin_eur_year": margin, "tenure_months": rng.uniform(1, 100, N)})
    waves = [
        pd.DataFrame(
            {
                "customer_id": ids,
                "responded_at": pd.Timestamp("2025-01-01") + pd.Timedelta(days=30 * wave),
                "metric": "NPS",
                "score": np.clip(np.round(felt + rng.normal(0, 0.8, N)), 0, 10),
            }
        )
        for wave in range(2)
    ]
    responses = pd.concat(waves, ignore_index=True)
    return customers, responses.assign(response_id=[f"R{i}" for i in range(len(responses))])


def line(felt):
    return 20 * felt


def saturating(felt):
    return 40 * np.minimum(felt, 7)


def step(felt):
    return 100.0 * (felt > 7)


def valued(shape):
    settings = GroupValuation.check(
        {
            "value_minus": [],
            "acquisition_cost": [],
            "adjust_for": ["tenure_months"],
            "shifts": [["passive", "promoter", 50]],
        }
    )
    return group_valuation(*made(shape), settings=settings)


def p_of(shape, seed):
    customers, responses = made(shape, seed=seed)
    scored = customers.merge(responses.drop_duplicates("customer_id"), on="customer_id")
    return straight_line_p(
        scored.assign(forward_value_eur=scored["margin_eur_year"]), covariates=["tenure_months"], scale=[0, 10]
    )


def test_a_straight_line_is_seldom_rejected():
    """Under a straight line p is uniform: of 60 about one in a hundred is below .01, and half are above .5."""
    found = np.array([p_of(line, seed) for seed in range(60)])
    assert (found < 0.01).sum() <= 4
    assert 0.3 < (found > 0.5).mean() < 0.7


@pytest.mark.parametrize("shape", [saturating, step])
def test_a_curve_is_seen_and_the_corrected_reading_is_not_given(shape):
    assert p_of(shape, 1) < 0.001
    result = valued(shape)
    reasons = result.readings.set_index("reading")["reason"]
    assert reasons["corrected"] == "not_linear"
    assert result.headline == "adjusted"


def test_on_a_straight_line_the_corrected_reading_is_the_headline():
    assert valued(line).headline == "corrected"


def test_fewer_than_three_scores_are_a_straight_line():
    frame = pd.DataFrame({"score": [1.0, 2.0] * 30, "forward_value_eur": np.arange(60.0)})
    assert straight_line_p(frame, covariates=[], scale=[0, 10]) == 1.0


def test_a_ceiling_is_no_curve():
    """One in eight is at the top of the scale, and may be above it; value is a straight line all the same."""

    def cut_off(seed):
        rng = np.random.default_rng(seed)
        felt = rng.normal(7.8, 1.5, N)
        score = np.clip(np.round(felt + rng.normal(0, 1.2, N)), 0, 10)
        return pd.DataFrame({"score": score, "forward_value_eur": 20 * felt + rng.normal(0, 30, N)})

    found = [straight_line_p(cut_off(seed), covariates=[], scale=[0, 10]) for seed in range(30)]
    assert sum(p < 0.01 for p in found) <= 3
