import numpy as np
import pandas as pd
import pytest
from earlier_made import earlier, listed, saving, shift, what_if
from hypothesis import given, settings
from hypothesis import strategies as st

from cxkit.analysis.ranking.burdens import parts_of
from cxkit.analysis.ranking.candidates import candidates
from cxkit.analysis.ranking.draws import drawn, euro_draws, summed, worked
from cxkit.analysis.uncertainty import stream, two_sided
from cxkit.settings.ranking import OpportunityRanking

SETTINGS = OpportunityRanking()


def levers(*rows: tuple[str, str, float]) -> pd.DataFrame:
    held = [(f"saving_{kind}:{scope}", kind, scope, saved) for kind, scope, saved in rows]
    return pd.DataFrame(held, columns=["finding", "kind", "scope", "eur_year"])


# --- burdens --------------------------------------------------------------------------------------------------------


def test_dearer_contacts_are_borne_by_what_avoids_contacts_of_that_topic():
    held = levers(
        ("fewer_contacts", "bill", 300.0), ("fewer_contacts", "move", 500.0), ("fewer_repeats", "all", 100.0),
        ("fewer_after_page", "/bill", 900.0), ("shorter_handling", "bill", 900.0), ("fewer_events", "return", 900.0),
    )  # fmt: skip
    assert parts_of("residual_dearer", "bill", held).to_dict() == {
        "saving_fewer_contacts:bill": 0.75, "saving_fewer_repeats:all": 0.25,
    }  # fmt: skip


def test_dearer_contacts_are_borne_by_pages_and_switches_only_when_nothing_else_avoids_any():
    held = levers(
        ("fewer_contacts", "move", 5.0), ("fewer_after_page", "/bill", 30.0), ("fewer_switches", "a > b", 10.0)
    )
    assert parts_of("residual_dearer", "bill", held).tolist() == [0.75, 0.25]
    assert parts_of("residual_dearer", "bill", levers(("shorter_handling", "bill", 9.0))).tolist() == [1.0]


def test_extra_work_is_borne_by_all_who_save_in_proportion():
    held = levers(
        ("fewer_contacts", "move", 60.0), ("shorter_handling", "bill", 30.0), ("fewer_events", "return", 10.0)
    )
    assert parts_of("extra_work", "Back office", held).tolist() == pytest.approx([0.6, 0.3, 0.1])


def test_who_saves_nothing_bears_nothing_unless_nobody_saves():
    assert parts_of(
        "extra_work", "x", levers(("fewer_contacts", "a", 5.0), ("fewer_contacts", "b", -5.0))
    ).tolist() == [1, 0]
    assert parts_of(
        "extra_work", "x", levers(("fewer_contacts", "a", -1.0), ("fewer_contacts", "b", 0.0))
    ).tolist() == [0.5, 0.5]
    assert parts_of("extra_work", "x", levers()).empty


def test_a_saving_without_an_amount_bears_nothing():
    held = levers(("fewer_contacts", "bill", float("nan")), ("fewer_repeats", "all", 100.0))
    assert parts_of("residual_dearer", "bill", held).to_dict() == {"saving_fewer_repeats:all": 1.0}


AMOUNTS = st.integers(-500, 5000)


@settings(max_examples=15)
@given(st.lists(AMOUNTS, min_size=4, max_size=4), st.integers(-800, 0), st.integers(-800, 0))
def test_yields_and_burdens_together_are_the_net_saving(saved, dearer, work):
    kinds = [("fewer_contacts", "bill"), ("fewer_repeats", "all"), ("fewer_after_page", "/x"), ("fewer_events", "y")]
    lines = [saving(kind, scope, amount) for (kind, scope), amount in zip(kinds, saved, strict=True)]
    lines += [saving("residual_dearer", "bill", dearer), saving("extra_work", "Back office", work)]
    rows = [{"opportunity": "A", "source": "saving_fewer_contacts; saving_fewer_repeats"}]
    _, yields = candidates(listed(*rows), earlier(touchpoint_savings=lines), settings=SETTINGS)
    assert yields["eur_year"].sum() == pytest.approx(sum(saved) + dearer + work, abs=1e-6)


def test_an_opportunity_that_causes_a_burden_twice_bears_it_in_one_line():
    lines = [
        saving("fewer_contacts", "bill", 30.0),
        saving("fewer_repeats", "all", 10.0),
        saving("extra_work", "x", -4.0),
    ]
    rows = [{"opportunity": "A", "source": "saving_fewer_contacts; saving_fewer_repeats", "source_share": 0.5}]
    _, yields = candidates(listed(*rows), earlier(touchpoint_savings=lines), settings=SETTINGS)
    burden = yields[yields["finding"] == "saving_extra_work:x"]
    assert burden[["opportunity", "share", "eur_year"]].to_numpy().tolist() == [["A", 0.5, -2.0]]


# --- draws ----------------------------------------------------------------------------------------------------------


@settings(max_examples=25)
@given(st.floats(-1e6, 1e6), st.floats(1.0, 1e5), st.floats(0.18, 0.82))
def test_draws_have_the_interval_and_the_estimate_as_their_mean(estimate, width, towards):
    ends = estimate - towards * width, estimate + (1 - towards) * width
    values = two_sided(estimate, *ends, rng=stream(1, "x"), draws=20_000)
    assert values[0] == estimate
    found = [*np.percentile(values[1:], [2.5, 97.5]), values[1:].mean()]
    assert found == pytest.approx([*ends, estimate], abs=0.04 * width)


def test_the_interval_of_an_even_figure_comes_back():
    values = two_sided(10.0, 4.0, 16.0, rng=stream(1, "x"), draws=20_000)
    assert np.percentile(values[1:], [2.5, 97.5]) == pytest.approx([4.0, 16.0], abs=0.2)


def test_a_tenth_of_the_opportunities_with_a_chance_of_a_tenth_work():
    works = worked(pd.DataFrame({"opportunity": ["a"], "success_probability": [0.1]}), seed=1, draws=20_000)["a"]
    assert works[0] == 0.1 and set(works[1:]) == {0.0, 1.0}
    assert works[1:].mean() == pytest.approx(0.1, abs=0.01)


def test_a_figure_without_an_interval_is_taken_as_known():
    assert two_sided(5.0, float("nan"), float("nan"), rng=stream(1, "x"), draws=3).tolist() == [5.0] * 4


def test_an_estimate_outside_its_interval_leaves_the_interval_what_it_is():
    values = two_sided(9.0, 1.0, 8.0, rng=stream(1, "x"), draws=20_000)
    assert values[0] == 9.0
    assert np.percentile(values[1:], [2.5, 97.5]) == pytest.approx([1.0, 8.0], abs=0.3)


def yields_of(rows, results):
    return candidates(rows, results, settings=SETTINGS)


def test_opportunities_on_one_finding_share_its_draws():
    results = earlier(driver_modelling=[what_if("NPS", "churn", 100.0, 40.0)])
    rows = [
        {"opportunity": name, "source": "what_if_value", "source_share": share}
        for name, share in (("A", 0.5), ("B", 0.25))
    ]
    _, yields = yields_of(listed(*rows), results)
    euros = euro_draws(yields, drawn(yields, seed=1))
    assert euros["A"][0] == 50.0
    assert euros["A"] == pytest.approx(2 * euros["B"])
    assert euros["A"][1:].std() > 0


def test_draws_do_not_depend_on_what_else_is_drawn_nor_in_which_order():
    one, other = what_if("NPS", "churn", 100.0, 40.0), what_if("repeats", "churn", 10.0, 4.0)
    _, alone = yields_of(None, earlier(driver_modelling=[one]))
    _, both = yields_of(None, earlier(driver_modelling=[other, one]))
    key = ("driver_modelling", one.name)
    assert (drawn(alone, seed=1)[key] == drawn(both, seed=1)[key]).all()
    assert (drawn(alone, seed=1)[key] != drawn(alone, seed=2)[key])[1:].all()


def test_findings_vary_apart():
    _, yields = yields_of(
        None, earlier(driver_modelling=[what_if("NPS", "churn", 9.0, 4.0), what_if("x", "churn", 9.0, 4.0)])
    )
    first, second = drawn(yields, seed=1).values()
    assert abs(np.corrcoef(first[1:], second[1:])[0, 1]) < 0.06


def test_a_finding_of_which_no_share_is_taken_is_not_drawn():
    row = {"opportunity": "A", "source": "shift_value", "source_share": 0.0}
    opportunities, yields = yields_of(listed(row), earlier(cx_group_valuation=[shift(10.0, 5.0)]))
    euros = euro_draws(yields, drawn(yields, seed=1))
    assert not euros
    assert summed(opportunities, yields, euros)["yield_status"].tolist() == ["none"]


def test_a_range_of_its_own_is_drawn_within_its_ends():
    row = {"opportunity": "App", "expected_eur_year": 30.0, "lowest_eur_year": 0.0, "highest_eur_year": 120.0}
    _, yields = yields_of(listed(row), earlier())
    euros = euro_draws(yields, drawn(yields, seed=1))["App"]
    assert euros[0] == pytest.approx(40.0)
    assert euros[1:].mean() == pytest.approx(40.0, rel=0.03)
    assert 0 <= euros.min() < euros.max() <= 120


def test_what_an_opportunity_brings_is_the_sum_of_what_counts():
    results = earlier(
        cx_group_valuation=[shift(999.0, label="assumed")],
        driver_modelling=[what_if("NPS", "churn", 100.0, 30.0), what_if("NPS", "solar", 50.0, 40.0, label="assumed")],
    )
    opportunities, yields = yields_of(listed({"opportunity": "A", "source": "shift_value; what_if_value"}), results)
    row = summed(opportunities, yields, euro_draws(yields, drawn(yields, seed=1))).iloc[0]
    assert row[["eur_year", "label", "yield_status", "yields_n"]].tolist() == [150.0, "assumed", "shown", 2]
    assert [row["low_eur"], row["high_eur"]] == pytest.approx([100.0, 200.0], abs=3.0)


def test_an_opportunity_without_a_yield_brings_nothing_known():
    opportunities, yields = yields_of(listed({"opportunity": "A"}), earlier())
    row = summed(opportunities, yields, {}).iloc[0]
    assert row[["eur_year", "low_eur", "high_eur"]].isna().all()
    assert row[["label", "yield_status", "yields_n"]].tolist() == ["", "none", 0]


NONE = {"low": -5.0, "high": 9.0, "status": "no_difference", "reason": "interval_includes_zero"}


@pytest.mark.parametrize(
    ("first", "second", "status"),
    [
        (saving("fewer_contacts", "bill", None, **NONE), saving("fewer_repeats", "all", None, **NONE), "no_difference"),
        (saving("fewer_contacts", "bill", 5.0), saving("fewer_repeats", "all", None, **NONE), "shown"),
        (
            saving("fewer_contacts", "bill", 5.0, status="review"),
            saving("fewer_repeats", "all", None, **NONE),
            "review",
        ),
    ],
)
def test_the_status_of_yields_taken_together(first, second, status):
    """A burden that surely comes does not make the saving sure."""
    results = earlier(touchpoint_savings=[first, second, saving("extra_work", "x", -1.0)])
    opportunities, yields = yields_of(
        listed({"opportunity": "A", "source": "saving_fewer_contacts; saving_fewer_repeats"}), results
    )
    assert summed(opportunities, yields, euro_draws(yields, drawn(yields, seed=1)))["yield_status"].tolist() == [status]
