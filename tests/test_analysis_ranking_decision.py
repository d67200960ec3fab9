import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxkit.analysis.ranking.classes import classes, verdict
from cxkit.analysis.ranking.decision import decision, evpi
from cxkit.analysis.ranking.efficient import efficient
from cxkit.settings.ranking import OpportunityRanking

ONE_YEAR = {"horizon_years": 1, "discount_rate_year": 0.0, "day_rate_eur": 100.0}
SETTINGS = OpportunityRanking(**ONE_YEAR)
DRAWS = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30).map(np.array)
CHANCE = st.floats(0.0, 1.0)
COST = st.floats(0.0, 1e6)


def opportunity(**other) -> dict:
    plain = {
        "opportunity": "A",
        "success_probability": 0.5,
        "effort_days": 2.0,
        "lead_months": 0.0,
        "cost_eur": 50.0,
        "running_eur_year": 0.0,
    }
    return plain | other


def decided(euros, settings=SETTINGS, works=None, **other) -> pd.Series:
    """Return the decision on one opportunity; without `works` every draw brings its chance of success."""
    held = {} if euros is None else {"A": np.array(euros, dtype=float)}
    row = opportunity(**other)
    worked = {"A": np.array(row["success_probability"] if works is None else works, dtype=float)}
    return decision(pd.DataFrame([row]), held, worked, settings=settings).iloc[0]


# --- what it leaves -------------------------------------------------------------------------------------------------


def test_a_sure_amount_by_head():
    """1,000 a year with a chance of 0.5, for 2 days of 100 and 50 out of pocket: 500 less 250."""
    row = decided([1000.0, 1000.0])
    assert row[["expected_eur_year", "total_cost_eur", "net_eur"]].tolist() == [500.0, 250.0, 250.0]
    assert row[["expected_low", "expected_high", "net_low", "net_high"]].tolist() == [500.0, 500.0, 250.0, 250.0]
    assert row["pays_share"] == 0.5
    assert (
        row["evpi_eur"] == 0
    )  # who waits three months for a pilot keeps 0.5 * (750 - 250), as much as is expected now


def test_in_the_interval_of_what_it_leaves_it_works_or_fails():
    row = decided([1000.0] * 5, works=[0.5, 1, 0, 1, 0])
    assert row[["net_eur", "net_low", "net_high"]].tolist() == [250.0, -250.0, 750.0]
    assert row[["expected_low", "expected_high"]].tolist() == [500.0, 500.0]


def test_what_is_ready_later_brings_and_costs_less():
    """Ready after half of the one year: half of the 500 expected, and half of the running cost."""
    row = decided([1000.0, 1000.0], lead_months=6.0, running_eur_year=100.0)
    assert row["net_eur"] == 0.5 * 1000 * 0.5 - 250 - 50
    assert decided([1000.0, 1000.0], lead_months=12.0)["net_eur"] == -250
    assert decided([1000.0, 1000.0], lead_months=float("nan"))["net_eur"] == 250


def test_later_years_count_less_and_running_cost_is_paid_whether_it_works_or_not():
    """A euro a year for two years at 25 %: 0.8 + 0.64 = 1.44 now."""
    settings = OpportunityRanking(**ONE_YEAR | {"horizon_years": 2, "discount_rate_year": 0.25})
    row = decided([1000.0, 1000.0], settings, running_eur_year=100.0)
    assert row["net_eur"] == pytest.approx(0.5 * 1440 - 250 - 144)
    waited = 0.75 * 800 + 640  # a euro a year from the fourth month on
    assert row["evpi_eur"] == pytest.approx(0.5 * (waited * 0.9 - 250) - (0.5 * 1440 - 394))


def test_the_share_of_draws_in_which_it_pays_counts_failure():
    """Two of four draws are above the cost of 250; it works half the time."""
    assert decided([300.0, 100.0, 200.0, 300.0, 400.0])["pays_share"] == 0.25


def test_what_costs_nothing_does_not_lose():
    row = decided([1000.0, 1000.0], effort_days=0.0, cost_eur=0.0)
    assert (row["pays_share"], row["evpi_eur"], row["net_eur"]) == (0.5, 0.0, 500.0)


def test_without_a_yield_only_the_cost_is_known():
    row = decided(None)
    assert row["total_cost_eur"] == 250.0
    assert row[["expected_eur_year", "net_eur", "pays_share", "evpi_eur"]].isna().all()


def test_without_an_effort_only_the_yield_is_known():
    row = decided([1000.0, 1000.0], effort_days=float("nan"))
    assert row["expected_eur_year"] == 500.0
    assert row[["total_cost_eur", "net_eur", "pays_share", "evpi_eur"]].isna().all()


# --- what certainty is worth ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("works", "fails", "success", "worth"),
    [
        ([100.0], -50.0, 0.5, 25.0),  # 50 with knowledge, 25 without
        ([100.0], -50.0, 0.1, 10.0),  # nobody would do it without: 0.1 x 100
        ([100.0, -40.0], -50.0, 1.0, 20.0),  # 50 with knowledge, 30 without
        ([100.0, 20.0], -50.0, 1.0, 0.0),  # pays whatever comes out
        ([-100.0, -20.0], -50.0, 0.7, 0.0),  # pays never
        ([100.0], 0.0, 0.3, 0.0),  # failing costs nothing
        ([0.0], -50.0, 0.3, 0.0),
    ],
)
def test_certainty_by_head(works, fails, success, worth):
    assert evpi(np.array(works), fails, success) == pytest.approx(worth)


def test_the_published_figure_of_certainty():
    """Hillier & Lieberman, Introduction to Operations Research, Goferbroke: drill (700, or -100 when dry) or sell (90).

    Oil has a chance of 0.25; perfect information is worth 142.5 (thousand dollars). Selling stands for not doing it.
    """
    assert evpi(np.array([700.0 - 90.0]), -100.0 - 90.0, 0.25) == 142.5


@given(DRAWS, COST, CHANCE)
def test_certainty_is_never_worth_less_than_nothing_nor_more_than_what_can_go_wrong(works, cost, success):
    """At most the loss it avoids, and at most the gain it lets through: whatever the chance of success."""
    worth = evpi(works, -cost, success)
    scale = np.abs(works).mean() + cost
    assert worth >= 0
    assert worth <= max(np.maximum(-works, 0).mean(), cost) + 1e-8 * scale
    assert worth <= np.maximum(works, 0).mean() + 1e-8 * scale


@given(DRAWS, COST, CHANCE, st.sampled_from([-1, 1]))
def test_certainty_that_changes_nothing_is_worth_nothing(works, cost, success, sign):
    """Every outcome on the same side of 0: to do it, or not to, whatever is known."""
    assert evpi(sign * np.abs(works), sign * cost, success) == 0.0


@given(DRAWS, COST, CHANCE, st.sampled_from([0.001, 1000.0, 7.3]))
def test_certainty_is_worth_the_same_in_any_currency(works, cost, success, rate):
    scale = rate * (np.abs(works).mean() + cost)
    assert evpi(rate * works, -rate * cost, success) == pytest.approx(
        rate * evpi(works, -cost, success), abs=2e-9 * scale
    )


# --- the rule -------------------------------------------------------------------------------------------------------

PAYS = {"kind": "list", "eur_year": 9.0, "effort_days": 5.0, "affordable": True, "net_eur": 8.0, "evpi_eur": 2.0,
        "pilot_cost_eur": 5.0}  # fmt: skip
NAN = float("nan")


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, ("do_now", "pays")),
        ({"net_eur": 0.0}, ("not_now", "does_not_pay")),
        ({"net_eur": -8.0}, ("not_now", "does_not_pay")),
        ({"evpi_eur": 5.0}, ("do_now", "pays")),
        ({"evpi_eur": 5.01}, ("validate", "pilot_may_pay")),
        ({"evpi_eur": 5.01, "net_eur": -8.0}, ("validate", "pilot_may_pay")),
        ({"evpi_eur": 5.01, "affordable": False}, ("not_now", "over_budget")),
        ({"effort_days": NAN, "affordable": False}, ("not_judged", "no_effort")),
        ({"eur_year": NAN, "affordable": False}, ("not_judged", "no_yield")),
        ({"eur_year": NAN, "effort_days": NAN}, ("not_judged", "no_effort")),
        ({"kind": "maturity", "effort_days": NAN}, ("foundation", "maturity")),
        ({"kind": "maturity", "eur_year": NAN}, ("foundation", "maturity")),
        ({"kind": "maturity"}, ("do_now", "pays")),
        ({"pilot_cost_eur": 0.0, "evpi_eur": 0.0}, ("do_now", "pays")),
    ],
)
def test_the_first_rule_that_holds_decides(changed, expected):
    assert verdict(PAYS | changed) == expected


def test_small_and_affordable_at_their_bounds():
    settings = OpportunityRanking(small_effort_days=15, budget_days=150, budget_eur=1000)
    rows = [{**PAYS, "effort_days": days, "cost_eur": cost}
            for days, cost in ((15, 0), (15.1, 1000), (150, 1000.1), (150.1, 0), (NAN, 0))]  # fmt: skip
    found = classes(pd.DataFrame(rows).drop(columns="affordable"), settings=settings)
    assert found["small"].tolist() == [True, False, False, False, False]
    assert found["affordable"].tolist() == [True, True, False, False, False]
    assert found["reason"].tolist() == ["pays", "pays", "over_budget", "over_budget", "no_effort"]


# --- the efficient set ----------------------------------------------------------------------------------------------


def efficient_of(rows: list[tuple[float, float]], **other) -> list[bool]:
    held = pd.DataFrame(rows, columns=["effort_days", "expected_eur_year"])
    return efficient(held.assign(**{"verdict": "do_now", "affordable": True} | other))["efficient"].tolist()


def test_only_what_none_beats_is_efficient():
    assert efficient_of([(5, 10), (5, 12), (8, 12), (9, 20), (1, 0), (1, -5)]) == [
        False,
        True,
        False,
        True,
        True,
        False,
    ]


def test_equals_stay_together():
    assert efficient_of([(5, 10), (5, 10), (6, 10)]) == [True, True, False]


def test_rounding_does_not_beat():
    assert efficient_of([(5, 0.1 + 0.2), (5, 0.3)]) == [True, True]


def test_what_is_not_judged_or_not_affordable_neither_is_nor_beats():
    assert efficient_of([(1, 99), (5, 10)], affordable=[False, True]) == [False, True]
    assert efficient_of([(NAN, 99), (5, 10)], verdict=["not_judged", "not_now"], affordable=[False, True]) == [
        False,
        True,
    ]
    assert efficient_of([(5, 10)], verdict="foundation") == [False]
    assert efficient_of([]) == []


POINTS = st.lists(st.tuples(st.integers(0, 6), st.integers(-3, 6)), min_size=1, max_size=12)


@given(POINTS, st.randoms(use_true_random=False), st.sampled_from([1.0, 1000.0, 0.37]))
def test_a_dominated_one_never_enters_and_one_always_does(rows, random, rate):
    found = efficient_of([(days, rate * euros) for days, euros in rows])
    for (days, euros), is_efficient in zip(rows, found, strict=True):
        beaten = any(d <= days and e >= euros and (d < days or e > euros) for d, e in rows)
        assert is_efficient == (not beaten)
    assert any(found)
    order = list(range(len(rows)))
    random.shuffle(order)
    assert efficient_of([rows[i] for i in order]) == [found[i] for i in order]
