"""Draws of benefit lines: correlated by their customers, and true about how wide the sum is."""

import numpy as np
import pandas as pd
import pytest
from business_case_made import benefit, benefits
from hypothesis import given, settings
from hypothesis import strategies as st

from cxkit.analysis.case.draws import alike, amount_draws, line_draws, naive_draws, success_draws, totals
from cxkit.analysis.uncertainty import interval, pert, stream
from cxkit.settings.roi import BusinessCase

CASE = BusinessCase(seed=7)
DRIVERS = {"notebook": "driver_modelling", "mechanism": "churn", "lever": "a"}


def ledger_of(euros, *, notebook="driver_modelling", mechanism="churn", weight=1.0):
    """Return ledger rows of levers by name: the euros of customer 0, 1, and so on."""
    rows = [
        {"notebook": notebook, "customer_key": str(i), "lever": lever, "mechanism": mechanism, "effect": 0.1,
         "eur_year": eur, "weight": weight}
        for lever, each in euros.items()
        for i, eur in enumerate(each)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def two_lines(**given):
    return benefits(
        benefit("one", **DRIVERS, low_eur=80.0, high_eur=120.0, **given),
        benefit("two", **(DRIVERS | {"lever": "b"}), low_eur=80.0, high_eur=120.0, **given),
    )


# --- what moves together --------------------------------------------------------------------------------------------


def test_lines_are_alike_as_the_cosine_of_their_customers():
    """3, 4 and 4, 3: (12 + 12) / (5 x 5) = 0.96; a line without customers in the ledger goes with none."""
    lines = pd.concat([two_lines(), benefits(benefit("typed", mechanism="churn"))], ignore_index=True)
    found = alike(lines, ledger_of({"a": [3.0, 4.0], "b": [4.0, 3.0]}))
    assert found == pytest.approx(np.array([[1, 0.96, 0], [0.96, 1, 0], [0, 0, 1]]))


def test_several_rows_of_one_customer_are_one_customer():
    once, parts = ledger_of({"a": [3.0, 4.0], "b": [4.0, 3.0]}), ledger_of({"a": [1.0, 4.0], "b": [4.0, 3.0]})
    rest = ledger_of({"a": [2.0]})
    assert alike(two_lines(), pd.concat([parts, rest])) == pytest.approx(alike(two_lines(), once))


def test_a_customer_counts_as_many_times_as_it_stands_for():
    """Weights 2 on both customers of both lines change nothing; euros of 3 with weight 2 are euros of 6."""
    assert alike(two_lines(), ledger_of({"a": [3.0, 4.0], "b": [4.0, 3.0]}, weight=2.0))[0, 1] == pytest.approx(0.96)
    heavy = ledger_of({"a": [3.0, 4.0], "b": [8.0, 3.0]})
    weighted = ledger_of({"a": [3.0, 4.0], "b": [4.0, 3.0]})
    weighted.loc[2, "weight"] = 2.0
    assert alike(two_lines(), weighted) == pytest.approx(alike(two_lines(), heavy))


def test_the_same_lever_through_another_mechanism_is_as_alike_as_its_customers():
    lines = benefits(benefit("churn", **DRIVERS), benefit("cross", **(DRIVERS | {"mechanism": "cross_sell: x"})))
    apart = ledger_of({"a": [1.0, 0.0]}), ledger_of({"a": [0.0, 1.0]}, mechanism="cross_sell: x")
    assert alike(lines, pd.concat(apart))[0, 1] == 0.0
    assert alike(lines, pd.concat([apart[0], ledger_of({"a": [2.0]}, mechanism="cross_sell: x")]))[0, 1] == 1.0


def test_rows_that_bring_no_euros_say_nothing():
    """The ledger holds chances of leaving too, at 0 euros."""
    lines = benefits(benefit("one", **DRIVERS), benefit("none", **(DRIVERS | {"lever": "as now"})))
    assert alike(lines, ledger_of({"a": [1.0], "as now": [0.0]})).tolist() == [[1.0, 0.0], [0.0, 1.0]]
    assert alike(lines, None).tolist() == np.eye(2).tolist()
    assert alike(lines.head(0), ledger_of({"a": [1.0]})).shape == (0, 0)


customers = st.lists(st.tuples(*[st.integers(0, 100)] * 3), min_size=1, max_size=6)


@settings(max_examples=30)
@given(customers, st.sampled_from([0.01, 100.0]))
def test_alikeness_is_a_correlation_and_knows_no_currency(rows, unit):
    names = ["NPS (a)", "NPS (b)", "c"]
    euros = {name: [row[k] for row in rows] for k, name in enumerate(names)}
    lines = benefits(*what_ifs("a", "b"), benefit("c", **(DRIVERS | {"lever": "c"})))
    found = alike(lines, ledger_of(euros))
    assert np.array_equal(found, found.T) and (np.diag(found) == 1).all()
    assert np.linalg.eigvalsh(found).min() > -1e-9
    other = ledger_of({name: [unit * eur for eur in each] for name, each in euros.items()})
    assert alike(lines, other) == pytest.approx(found, abs=1e-6)


def what_ifs(*segments, driver="NPS", outcome="churn", **given):
    """Return what-ifs of one driver, one per segment, the lever named after both."""
    return [
        benefit(f"{driver}:{segment}:{outcome}", **(DRIVERS | {"lever": f"{driver} ({segment})", "mechanism": outcome}),
                finding=f"what_if_value:{driver}:{segment}:{outcome}", **given)
        for segment in segments
    ]  # fmt: skip


def test_what_rests_on_one_estimate_moves_together_wholly():
    """Segments of NPS pooled: 3, 4, 0 and 0, 0, 5; calls: 3, 4, 5 at 50 / sqrt(50 x 50) = 1 with both of them."""
    calls = benefit("calls", **(DRIVERS | {"lever": "calls"}), finding="what_if_value:calls:all:churn")
    lines = benefits(*what_ifs("small", "large"), calls, *what_ifs("small", outcome="cross_sell: x"))
    ledger = ledger_of({"NPS (small)": [3.0, 4.0, 0.0], "NPS (large)": [0.0, 0.0, 5.0], "calls": [3.0, 4.0, 5.0]})
    assert alike(lines, ledger) == pytest.approx(np.array([[1, 1, 1, 0], [1, 1, 1, 0], [1, 1, 1, 0], [0, 0, 0, 1]]))
    half = ledger_of({"NPS (small)": [3.0, 4.0, 0.0], "NPS (large)": [0.0, 0.0, 5.0], "calls": [0.0, 0.0, 2.0]})
    assert alike(lines, half)[:3, 2] == pytest.approx([0.5**0.5, 0.5**0.5, 1.0])
    assert alike(lines, None).tolist() == alike(lines, ledger_of({"other": [1.0]})).tolist()
    assert alike(lines, None)[0].tolist() == [1, 1, 0, 0]
    one, two = list(line_draws(lines, ledger, settings=CASE, draws=50).values())[:2]
    assert one == pytest.approx(two)


# --- what is drawn --------------------------------------------------------------------------------------------------


def test_what_counts_comes_first_and_its_share_is_the_same_in_every_draw():
    """Of 100 only 20 count, at a chance of a half: 40 when it comes about."""
    lines = two_lines(success_probability=0.5, kept=0.4)
    lines["low_eur"] = lines["high_eur"] = float("nan")
    drawn = line_draws(lines, None, settings=CASE, draws=1000)["one"]
    assert drawn[0] == 20.0 and set(drawn[1:]) == {0.0, 40.0}
    assert drawn[1:].mean() == pytest.approx(20.0, abs=3.0)


def test_the_interval_of_a_line_comes_back():
    drawn = line_draws(two_lines(), None, settings=CASE, draws=20_000)
    assert interval(drawn["one"]) == pytest.approx((100.0, 80.0, 120.0), abs=0.8)


def test_lines_with_the_same_customers_go_up_and_down_together():
    same, apart = ledger_of({"a": [1.0, 2.0], "b": [1.0, 2.0]}), ledger_of({"a": [1.0, 0.0], "b": [0.0, 1.0]})
    one, two = line_draws(two_lines(), same, settings=CASE, draws=500).values()
    assert one == pytest.approx(two)
    one, two = line_draws(two_lines(), apart, settings=CASE, draws=20_000).values()
    assert np.corrcoef(one[1:], two[1:])[0, 1] == pytest.approx(0.0, abs=0.03)


def test_a_typed_range_is_pert_with_a_stream_of_its_own():
    lines = benefits(benefit("typed", eur_year=4.0, low_eur=0.0, likely_eur=3.0, high_eur=12.0))
    drawn = line_draws(lines, None, settings=CASE, draws=100)["typed"]
    assert drawn == pytest.approx(pert(0.0, 3.0, 12.0, rng=stream(7, "range", "typed"), draws=100))


def test_a_line_without_interval_is_taken_as_known():
    lines = benefits(benefit("known", eur_year=5.0))
    assert line_draws(lines, None, settings=CASE, draws=3)["known"].tolist() == [5.0] * 4


def test_lines_of_one_lever_come_about_together():
    lines = benefits(
        benefit("churn", lever="a", success_probability=0.6),
        benefit("cross", lever="a", success_probability=0.6),
        benefit("less", lever="a", success_probability=0.3),
        benefit("other", lever="b", success_probability=0.6),
    )
    came = success_draws(lines, settings=CASE, draws=5000)
    assert np.array_equal(came["churn"], came["cross"])
    assert (came["less"][1:] <= came["churn"][1:]).all() and came["less"][0] == 0.3
    assert np.corrcoef(came["churn"][1:], came["other"][1:])[0, 1] == pytest.approx(0.0, abs=0.05)


def test_one_doubt_is_drawn_once():
    """All whose chance one key gave come about together, and a typed line with the lever of one of them beside."""
    lines = benefits(
        benefit("bill", lever="a", success_probability=0.6, chance_key="saving_"),
        benefit("move", lever="b", success_probability=0.6, chance_key="saving_"),
        benefit("typed", lever="b", success_probability=0.3, chance_key=""),
        benefit("effect", lever="c", success_probability=0.6, chance_key="what_if"),
    )
    came = success_draws(lines, settings=CASE, draws=5000)
    assert np.array_equal(came["bill"], came["move"])
    assert (came["typed"][1:] <= came["move"][1:]).all() and came["typed"][1:].mean() == pytest.approx(0.3, abs=0.03)
    assert np.corrcoef(came["bill"][1:], came["effect"][1:])[0, 1] == pytest.approx(0.0, abs=0.05)


@pytest.mark.parametrize("parts", [1, 8])
def test_telling_a_saving_in_parts_makes_it_no_surer(parts):
    """80,000 a year at a chance of 0.8: in a fifth of the draws nothing comes, in however many topics it is told."""
    lines = benefits(
        *(benefit(f"t{i}", lever=f"t{i}", eur_year=80_000 / parts, low_eur=70_000 / parts, high_eur=90_000 / parts,
                  success_probability=0.8, chance_key="saving_") for i in range(parts))
    )  # fmt: skip
    together = sum(line_draws(lines, None, settings=CASE, draws=4000).values())
    assert together[0] == pytest.approx(64_000) and interval(together)[1] == 0.0
    assert (together[1:] == 0).mean() == pytest.approx(0.2, abs=0.02)


def test_what_counts_for_nothing_and_what_is_sure_to_fail_draw_nothing():
    lines = benefits(benefit("taken", kept=0.0, counted=False), benefit("fails", success_probability=0.0))
    for drawn in line_draws(lines, None, settings=CASE, draws=5).values():
        assert drawn.tolist() == [0.0] * 6


def test_adding_up_leaves_nothing_out_but_the_burdens():
    lines = benefits(
        benefit("one", eur_year=10.0, kept=0.2, success_probability=0.1),
        benefit("work", eur_year=-4.0, category="burden"),
    )
    drawn = naive_draws(lines, None, settings=CASE, draws=3)
    assert {line: eur.tolist() for line, eur in drawn.items()} == {"one": [10.0] * 4}


@settings(max_examples=20)
@given(st.permutations(range(4)), st.sampled_from([0.001, 1000.0]))
def test_order_of_lines_and_currency_play_no_part(order, unit):
    ledger = ledger_of({"a": [3.0, 4.0, 0.0], "b": [4.0, 3.0, 1.0], "c": [0.0, 1.0, 1.0]})
    rows = [
        benefit(name, **(DRIVERS | {"lever": name}), low_eur=50.0, high_eur=180.0, success_probability=0.7)
        for name in "abc"
    ]
    lines = benefits(*rows, benefit("typed", eur_year=4.0, low_eur=0.0, likely_eur=3.0, high_eur=12.0))
    before = line_draws(lines, ledger, settings=CASE, draws=50)
    euros = [name for name in lines if "eur" in name]
    turned = lines.iloc[list(order)].reset_index(drop=True)
    turned[euros] = turned[euros] * unit
    after = line_draws(turned, ledger.sample(frac=1, random_state=1), settings=CASE, draws=50)
    for line, drawn in before.items():
        assert after[line] == pytest.approx(drawn * unit, rel=1e-9, abs=1e-9 * unit)


def test_more_draws_begin_with_the_same_ones():
    ledger = ledger_of({"a": [3.0, 4.0], "b": [4.0, 3.0]})
    few, many = (line_draws(two_lines(success_probability=0.5), ledger, settings=CASE, draws=n) for n in (100, 400))
    assert many["one"][:101] == pytest.approx(few["one"])


def test_the_lines_are_left_as_they_are():
    lines, ledger = two_lines(), ledger_of({"a": [3.0], "b": [4.0]})
    kept = lines.copy(), ledger.copy()
    line_draws(lines, ledger, settings=CASE, draws=5)
    pd.testing.assert_frame_equal(lines, kept[0])
    pd.testing.assert_frame_equal(ledger, kept[1])


# --- totals ---------------------------------------------------------------------------------------------------------


def test_totals_from_gross_to_what_counts():
    """100 and 60, of which the second half overlaps; a burden of 10; a chance of a half on the first."""
    lines = benefits(
        benefit("one", success_probability=0.5, evidence="measured", label="assumed"),
        benefit("two", eur_year=60.0, kept=0.5, label="estimated"),
        benefit("work", eur_year=-10.0, category="burden", label="assumed"),
    )
    found = totals(
        lines,
        naive_draws(lines, None, settings=CASE, draws=2000),
        line_draws(lines, None, settings=CASE, draws=2000),
    ).set_index("name")
    assert found["eur_year"].to_dict() == {"gross": 160.0, "overlap": 30.0, "net": 130.0, "counted": 70.0}
    assert found["label"].to_dict() == {
        "gross": "estimated", "overlap": "estimated", "net": "estimated", "counted": "assumed",
    }  # fmt: skip
    assert found.loc["counted", ["low_eur", "high_eur"]].tolist() == [20.0, 120.0]
    assert totals(lines.head(0), {}, {}).empty


def test_a_part_that_is_assumed_makes_the_sums_assumed_and_a_chance_only_what_counts():
    lines = benefits(benefit("one", evidence="measured", label="assumed", success_probability=0.5))
    for part, label in ((1.0, "measured"), (0.6, "assumed")):
        of = lines.assign(part=part)
        held = [draw(of, None, settings=CASE, draws=5) for draw in (naive_draws, line_draws)]
        assert totals(of, *held)["label"].tolist() == [label, label, label, "assumed"]


# --- simulation -----------------------------------------------------------------------------------------------------


def test_the_interval_of_a_sum_holds_the_truth_where_what_is_not_known_belongs_to_the_customers():
    """Three levers move the same 200 customers, each by its own share of what that customer, drawn at random, is worth.

    The truth is 200 x the mean; each line's interval is that of a total of customers drawn at random. This is what the
    cosine assumes: the test shows that the draws do as assumed, not that the assumption holds of estimates.
    """
    rng, n, levers, reps = np.random.default_rng(11), 200, "abc", 200
    truth = n * 3 * 1.0
    covered, covered_apart = 0, 0
    for _ in range(reps):
        worth = rng.exponential(1.0, rng.poisson(n))
        euros = {lever: worth * rng.uniform(0.5, 1.5, len(worth)) for lever in levers}
        half = {lever: 1.96 * np.sqrt((eur**2).sum()) for lever, eur in euros.items()}
        lines = benefits(*(
            benefit(lever, **(DRIVERS | {"lever": lever}), eur_year=eur.sum(), low_eur=eur.sum() - half[lever],
                    high_eur=eur.sum() + half[lever])
            for lever, eur in euros.items()
        ))  # fmt: skip
        keys = np.arange(len(worth))
        known = pd.concat(
            pd.DataFrame(DRIVERS | {"lever": lever, "customer_key": keys, "eur_year": eur, "weight": 1.0})
            for lever, eur in euros.items()
        )
        for ledger in (known, None):
            drawn = amount_draws(lines, ledger, settings=CASE, draws=600)
            _, low, high = interval(sum(drawn.values()))
            hit = low <= truth <= high
            covered, covered_apart = covered + (hit and ledger is not None), covered_apart + (hit and ledger is None)
    assert 0.925 <= covered / reps <= 0.975
    assert covered_apart / reps < 0.85


def test_the_interval_of_a_sum_holds_the_truth_where_the_error_is_that_of_one_estimate():
    """One effect, estimated once at 1 with a standard error of 0.3, is worth 50, 30 and 20 in three segments.

    Drawn apart, the sd of the sum is 0.3 x sqrt(50^2 + 30^2 + 20^2) = 18.5 instead of 30: it would hold the truth in
    77 % of cases.
    """
    worth = {"a": 50.0, "b": 30.0, "c": 20.0}
    ledger = ledger_of({f"NPS ({s})": [0.0] * i + [eur] for i, (s, eur) in enumerate(worth.items())})
    low, high = 1 - 1.959964 * 0.3, 1 + 1.959964 * 0.3
    rows = [what_ifs(s, eur_year=eur, low_eur=low * eur, high_eur=high * eur)[0] for s, eur in worth.items()]
    lines, estimates = benefits(*rows), np.random.default_rng(5).normal(1.0, 0.3, 10_000)
    covered = []
    for of in (lines, lines.assign(finding="")):
        at_1, low, high = interval(sum(amount_draws(of, ledger, settings=CASE, draws=20_000).values()))
        found = 100 * estimates  # the interval moves with what is found, as wide as it is
        covered.append(((found + low - at_1 <= 100) & (found + high - at_1 >= 100)).mean())
    assert covered == pytest.approx([0.95, 0.77], abs=0.015)
