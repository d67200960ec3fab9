import numpy as np
import pandas as pd
import pytest
from earlier_made import earlier, listed, of_reference, saving, what_if
from hypothesis import given, settings
from hypothesis import strategies as st

from cxkit.analysis.ranking.candidates import candidates
from cxkit.analysis.ranking.draws import drawn, worked
from cxkit.analysis.ranking.judged import COLUMNS, judged
from cxkit.analysis.ranking.scores import rank_draws, ranks, scored
from cxkit.analysis.ranking.weights import others, scenarios
from cxkit.result import EarlierResults
from cxkit.settings.ranking import CRITERIA, OpportunityRanking

NAN = float("nan")
WEIGHTS = {"euros": 0.5, "satisfaction": 0.2, "volume": 0.1, "effort": 0.1, "time": 0.1}


def rows(**columns) -> pd.DataFrame:
    n = len(next(iter(columns.values())))
    plain = {"opportunity": [chr(65 + i) for i in range(n)], "verdict": ["do_now"] * n, "eur_year": [1.0] * n,
             "expected_eur_year": [1.0] * n, "negative_share": [NAN] * n, "volume_n": [NAN] * n,
             "effort_days": [1.0] * n, "lead_months": [NAN] * n, "success_probability": [1.0] * n}  # fmt: skip
    return pd.DataFrame(plain | columns)


def everything(opportunities, results=None, draws=200, **given_settings):
    chosen = OpportunityRanking(**given_settings)
    found, yields = candidates(opportunities, results or earlier(), settings=chosen)
    held, works = drawn(yields, seed=chosen.seed, draws=draws), worked(found, seed=chosen.seed, draws=draws)
    return judged(found, yields, held, works, settings=chosen)


# --- scores ---------------------------------------------------------------------------------------------------------


def test_a_score_by_head():
    """B: euros 0.5, satisfaction 100 / 200, volume 1, effort and time 0 for the largest: 25 + 10 + 10."""
    frame = rows(
        expected_eur_year=[200.0, 100.0], negative_share=[0.4, 0.1], volume_n=[500.0, 1000.0], effort_days=[5.0, 20.0],
        lead_months=[3.0, 12.0],
    )  # fmt: skip
    found, criteria = scored(frame, weights=WEIGHTS)
    assert found["score"].tolist() == pytest.approx([50 + 20 + 5 + 7.5 + 7.5, 25 + 10 + 10])
    assert found["rank"].tolist() == [1, 2]
    points = criteria.pivot(index="opportunity", columns="criterion", values="points")[list(CRITERIA)]
    assert points.to_numpy().tolist() == [[1.0, 1.0, 0.5, 0.75, 0.75], [0.5, 0.5, 1.0, 0.0, 0.0]]
    assert criteria["value"].tolist() == [200.0, 200.0, 500.0, 5.0, 3.0, 100.0, 100.0, 1000.0, 20.0, 12.0]
    assert criteria["weight"].tolist()[:5] == pytest.approx(list(WEIGHTS.values()))


def test_what_is_unknown_has_no_points_and_a_loss_has_none_either():
    found, criteria = scored(rows(expected_eur_year=[-5.0, NAN, 10.0], effort_days=[NAN, 4.0, 4.0]), weights=WEIGHTS)
    points = criteria.pivot(index="opportunity", columns="criterion", values="points")
    assert points["euros"].tolist() == [0.0, 0.0, 1.0]
    assert points["effort"].tolist() == [0.0, 0.0, 0.0]
    assert found["score"].tolist() == pytest.approx([50.0, 0.0, 0.0])


def test_effort_that_is_nothing_for_all_has_full_points():
    assert scored(rows(effort_days=[0.0, 0.0]), weights={"effort": 1})[0]["score"].tolist() == [100.0, 100.0]


def test_ties_share_the_best_rank_and_names_do_not_break_them():
    found, _ = scored(rows(opportunity=["C", "B", "A"], expected_eur_year=[10.0, 10.0, 5.0]), weights=WEIGHTS)
    assert found[["opportunity", "rank"]].to_numpy().tolist() == [["B", 1], ["C", 1], ["A", 3]]


def test_rounding_breaks_no_tie():
    assert ranks(np.array([70.0 + 1e-12, 70.0, 70.001])).tolist() == [2, 2, 1]


def test_foundations_and_what_has_no_yield_have_no_rank_and_come_last():
    frame = rows(
        verdict=["foundation", "not_judged", "not_judged", "not_judged", "do_now"], eur_year=[NAN, NAN, 1.0, NAN, 1.0],
        expected_eur_year=[NAN, NAN, 1.0, NAN, 3.0], effort_days=[NAN, NAN, NAN, 2.0, 2.0],
    )  # fmt: skip
    found, criteria = scored(frame, weights=WEIGHTS)
    assert found["opportunity"].tolist() == ["E", "C", "A", "B", "D"]
    assert found["rank"].tolist()[:2] == [1, 2]
    assert found[["rank", "score"]].iloc[2:].isna().all(axis=None)
    assert set(criteria["opportunity"]) == {"C", "E"}


# --- how sure a rank is ---------------------------------------------------------------------------------------------


def of_draws(euros: dict, top_k: int = 1, **columns) -> pd.DataFrame:
    found, criteria = scored(rows(**columns), weights={"euros": 1.0})
    return rank_draws(found, criteria, {name: np.array(values) for name, values in euros.items()}, top_k=top_k)


def test_the_share_of_draws_in_the_top_by_head():
    """A is above B in three of four draws."""
    found = of_draws({"A": [9, 9, 9, 9, 1], "B": [5, 5, 5, 5, 5]}, expected_eur_year=[9.0, 5.0])
    assert found["top_share"].tolist() == [0.75, 0.25]
    assert found[["rank_low", "rank_high"]].to_numpy().tolist() == [[1, 2], [1, 2]]


def test_the_chance_of_success_counts_in_every_draw():
    found = of_draws(
        {"A": [9.0, 9.0, 9.0], "B": [5.0, 5.0, 5.0]}, expected_eur_year=[4.5, 5.0], success_probability=[0.5, 1.0]
    )
    assert found.set_index("opportunity")["top_share"].to_dict() == {"A": 0.0, "B": 1.0}


def test_a_tie_is_in_the_top_together():
    same = [4.0, 2.0, 7.0]
    found = of_draws({"A": same, "B": same, "C": [1.0, 1.0, 1.0]}, expected_eur_year=[4.0, 4.0, 1.0])
    assert found["top_share"].tolist() == [1.0, 1.0, 0.0]
    assert found["rank_low"].tolist() == found["rank_high"].tolist() == [1, 1, 3]


def test_without_any_rank_there_is_nothing_to_be_sure_of():
    found, criteria = scored(rows(verdict=["foundation"]), weights=WEIGHTS)
    assert rank_draws(found, criteria, {}, top_k=3)[["rank_low", "rank_high", "top_share"]].isna().all(axis=None)
    assert scenarios(criteria, weights=WEIGHTS).empty


def test_how_often_the_better_of_two_is_first_is_what_its_interval_says():
    """100 with sd 20 against 100 + 20: P(first) = Phi(20 / sqrt(800)) = 0.76."""
    results = earlier(driver_modelling=[what_if("a", "churn", 120.0, 39.2), what_if("b", "churn", 100.0, 39.2)])
    found, _, _ = everything(None, results, draws=20_000, weights={"euros": 1.0}, top_k=1)
    assert found["top_share"].tolist() == pytest.approx([0.7602, 0.2398], abs=0.01)


# --- other weights --------------------------------------------------------------------------------------------------


def test_other_weights_by_head():
    """A is first on euros, B on effort; at half each they tie, and whichever is doubled leads."""
    frame = rows(expected_eur_year=[100.0, 0.0], effort_days=[10.0, 0.0])
    _, criteria = scored(frame, weights={"euros": 1.0, "effort": 1.0})
    found = scenarios(criteria, weights={"euros": 1.0, "effort": 1.0})
    table = found.pivot(index="scenario", columns="opportunity", values="rank")
    assert table.T.to_dict("list") == {
        "base": [1, 1], "only:euros": [1, 2], "only:satisfaction": [1, 1], "only:volume": [1, 1],
        "only:effort": [2, 1], "only:time": [1, 1], "without:euros": [2, 1], "double:euros": [1, 2],
        "without:effort": [1, 2], "double:effort": [2, 1],
    }  # fmt: skip


def test_one_criterion_at_a_time_counts_twice_or_not_at_all():
    tried = others({"euros": 3.0, "time": 1.0})
    assert (tried["double:time"]["euros"], tried["double:time"]["time"]) == (3.0, 2.0)
    assert (tried["without:time"]["euros"], tried["without:time"]["time"]) == (3.0, 0.0)


def test_a_criterion_with_all_the_weight_cannot_be_left_out():
    _, criteria = scored(rows(eur_year=[1.0]), weights={"euros": 1})
    assert set(scenarios(criteria, weights={"euros": 1})["scenario"]) == {
        "base",
        *(f"only:{name}" for name in CRITERIA),
    }


def test_the_first_weights_give_the_ranks_shown():
    found, _, weights = everything(None, of_reference())
    base = weights[weights["scenario"] == "base"].set_index("opportunity")["rank"]
    assert base.to_dict() == found.set_index("opportunity")["rank"].to_dict()


# --- the whole ------------------------------------------------------------------------------------------------------

LIST = listed(
    {
        "opportunity": "Bill",
        "source": "saving_fewer_contacts:factuur",
        "effort_days": 20.0,
        "lead_months": 2.0,
        "cost_eur": 3000.0,
    },
    {
        "opportunity": "Call back",
        "source": "saving_fewer_repeats; what_if_value:repeat_contacts_n",
        "effort_days": 40.0,
    },
    {
        "opportunity": "Course",
        "source": "what_if_value:NPS; shift_value",
        "effort_days": 90.0,
        "success_probability": 0.35,
    },
    {
        "opportunity": "App",
        "expected_eur_year": 3e4,
        "lowest_eur_year": 0.0,
        "highest_eur_year": 9e4,
        "effort_days": 200.0,
    },
    {
        "opportunity": "Welcome",
        "expected_eur_year": 12e3,
        "lowest_eur_year": 2e3,
        "highest_eur_year": 28e3,
        "effort_days": 20.0,
    },
    {"opportunity": "Idea"},
)


def test_the_demo_is_judged_as_a_whole():
    found, criteria, weights = everything(LIST, of_reference(), pilot_cost_eur=500.0)
    assert list(found) == COLUMNS
    assert {"do_now", "validate", "not_now", "not_judged"} == set(found["verdict"])
    assert found.set_index("opportunity").loc["App", "reason"] == "over_budget"
    assert not found.set_index("opportunity").loc["Idea", "rank"] > 0
    assert set(criteria["opportunity"]) == set(weights["opportunity"]) == set(found["opportunity"]) - {"Idea"}
    assert (found["evpi_eur"].dropna() >= 0).all()


@pytest.mark.parametrize("given", [None, listed({"opportunity": "Idea"})])
def test_nothing_known_is_judged_without_a_rank(given):
    found, criteria, weights = everything(given)
    assert list(found) == COLUMNS
    assert found["verdict"].tolist() == ["not_judged"] * len(found)
    assert found["rank"].isna().all()
    assert criteria.empty and weights.empty


def same(first: pd.DataFrame, second: pd.DataFrame, columns: list[str]) -> None:
    one, other = (frame.set_index("opportunity")[columns].sort_index() for frame in (first, second))
    pd.testing.assert_frame_equal(one, other, check_dtype=False)


ORDERED = [
    "rank",
    "rank_low",
    "rank_high",
    "top_share",
    "verdict",
    "reason",
    "efficient",
    "score",
    "net_eur",
    "evpi_eur",
]


@pytest.mark.parametrize("order", [[5, 4, 3, 2, 1, 0], [2, 0, 5, 1, 4, 3]])
def test_nothing_depends_on_the_order_of_the_rows(order):
    found, _, _ = everything(LIST, of_reference())
    other, _, _ = everything(LIST.iloc[order], of_reference())
    assert found["opportunity"].tolist() == other["opportunity"].tolist()
    same(found, other, ORDERED)


def test_nothing_depends_on_the_order_of_the_results():
    results = of_reference()
    turned = {
        name: type(held)(**{**held.__dict__, "findings": held.findings[::-1]})
        for name, held in reversed(results.results.items())
    }
    same(everything(LIST, results)[0], everything(LIST, EarlierResults(turned, absent=results.absent))[0], ORDERED)


AMOUNTS = st.floats(0.0, 1e5)
MADE = st.lists(st.tuples(AMOUNTS, AMOUNTS, st.integers(0, 100), st.floats(0.05, 1.0)), min_size=1, max_size=6)
MONEY = ["expected_eur_year", "lowest_eur_year", "highest_eur_year", "cost_eur", "pilot_cost_eur"]


@settings(max_examples=10)
@given(MADE, st.sampled_from([1000.0, 0.001, 1024.0]))
def test_nothing_depends_on_the_currency_unit(made, rate):
    held = pd.DataFrame(
        {
            "opportunity": [f"o{i}" for i in range(len(made))],
            "lowest_eur_year": 0.0,
            "expected_eur_year": [low for low, *_ in made],
            "highest_eur_year": [low + more for low, more, *_ in made],
            "effort_days": [float(days) for *_, days, _ in made],
            "success_probability": [chance for *_, chance in made],
            "cost_eur": 100.0,
            "pilot_cost_eur": 777.0,
        }
    )
    other = held.assign(**{name: rate * held[name] for name in MONEY})
    first, *_ = everything(held, day_rate_eur=5.0, budget_eur=1e6)
    second, *_ = everything(other, day_rate_eur=5.0 * rate, budget_eur=1e6 * rate)
    assert first["opportunity"].tolist() == second["opportunity"].tolist()
    same(first, second, ["rank", "verdict", "reason", "efficient"])


def test_identical_opportunities_tie_everywhere():
    twin = {"source": "saving_fewer_contacts:bill", "effort_days": 5.0, "lead_months": 2.0}
    results = earlier(
        touchpoint_savings=[saving("fewer_contacts", "bill", 9000.0, 3000.0), saving("extra_work", "x", -50.0)]
    )
    found, _, weights = everything(listed({"opportunity": "A", **twin}, {"opportunity": "B", **twin}), results)
    own = ["opportunity", "net_low", "net_high"]  # each works or fails by itself
    one, other = (found.loc[[i]].drop(columns=own).reset_index(drop=True) for i in (0, 1))
    pd.testing.assert_frame_equal(one, other)
    first = one.iloc[0]
    assert first["rank"] == first["rank_low"] == first["rank_high"] == 1
    assert first["efficient"]
    assert weights["rank"].eq(1).all()
