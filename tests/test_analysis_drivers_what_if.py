import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from what_ifs_made import chance, checked, customers, four, model_of, pairs_of

from cxkit.analysis.drivers.logistic import expit, fit_logistic, influence
from cxkit.analysis.drivers.models import Stop
from cxkit.analysis.drivers.rows import members
from cxkit.analysis.drivers.what_if import Missing, WhatIf, clipped, shifts, what_if
from cxkit.analysis.drivers.what_if_euros import normal
from cxkit.analysis.drivers.what_if_tables import naive_points, risk_ratio, what_if_table

REPEATS = {"repeat_contacts_n": "count"}
BOTH = {"tenure": "number", "repeat_contacts_n": "count"}
SCORED = {"tenure": "number", "NPS": "score"}
FEWER, HIGHER = WhatIf(0, "repeat_contacts_n", -1.0, "all"), WhatIf(0, "NPS", 1.0, "all")
WIDE = {"NPS": (-100.0, 100.0)}


def four_model(**how):
    return model_of(four(), REPEATS, y=[0, 1, 1, 0], coefficients=[-np.log(3), np.log(3)], **how)


def row_of(model, change, *, pairs=None, **given):
    settings = checked(**given)
    return what_if_table([what_if(model, change, pairs=pairs, settings=settings)], settings=settings).iloc[0]


def test_four_customers_by_head():
    """1/4, 1/2, 3/4, 1/2 becomes 1/4, 1/4, 1/2, 1/4: a repeat fewer, but nobody below none.

    A year is two windows: 1/4, 1/2 and 3/4 are 7/16, 12/16 and 15/16 a year. So 0, 5, 3 and 5 sixteenths are saved;
    euros (200 x 5 + 400 x 3) / 16, the fourth value is not known.
    """
    row = row_of(four_model(), FEWER)
    assert row["points"] == pytest.approx(-3 / 16)
    assert (row["saved_n_year"], row["base_n_year"]) == (pytest.approx(13 / 16), pytest.approx(46 / 16))
    assert (row["eur_year"], row["cap_eur_year"]) == (pytest.approx(137.5), pytest.approx(568.75))
    assert (row["eur_per_1000"], row["risk_ratio"]) == (pytest.approx(34_375.0), pytest.approx(1.25 / 2))
    assert (row["changed_n"], row["customers_n"], row["top2_share"]) == (3, 4, 1.0)
    assert (row["label"], row["corrected"], row["reason"]) == ("estimated", False, "")


def test_a_segment_counts_itself_only():
    """Customers three and four: 15/16, 12/16 a year becomes 12/16, 7/16; euros 400 x 3 / 16, one value is not known."""
    row = row_of(four_model(), WhatIf(1, "repeat_contacts_n", -1.0, "segment=b"))
    assert (row["points"], row["saved_n_year"]) == (pytest.approx(-1 / 4), pytest.approx(8 / 16))
    assert (row["eur_year"], row["cap_eur_year"]) == (pytest.approx(75.0), pytest.approx(375.0))
    assert (row["base_n_year"], row["eur_per_1000"], row["customers_n"]) == (27 / 16, pytest.approx(37_500.0), 2)
    assert (row["what_if"], row["segment"]) == (1, "segment=b")


def test_the_interval_is_the_delta_method_by_hand():
    """The change of a total as each coefficient moves a little, times the sandwich covariance, n / (n - k) included."""
    model, change = four_model(intercept=0.1, slope=0.9), FEWER
    shift = what_if(model, change, settings=checked())
    x, moved, weights = model.design.x, np.array([0.0, -1, -1, -1]), np.array([100.0, 200, 400, 0])

    def total(beta):
        before = 0.1 + 0.9 * (x @ beta)
        return float(weights @ (expit(before) - expit(before + beta[1] * moved)))

    beta = model.fit.coefficients
    slopes = np.array([(total(beta + step) - total(beta - step)) / 2e-6 for step in 1e-6 * np.eye(2)])
    scores = x * (model.y - expit(x @ beta))[:, None]
    sandwich = model.fit.covariance @ scores.T @ scores @ model.fit.covariance * 4 / (4 - 2)
    assert shift.saved @ weights == pytest.approx(total(beta))
    assert np.sqrt(np.sum(shift.influence(weights) ** 2)) == pytest.approx(np.sqrt(slopes @ sandwich @ slopes))


def test_influence_is_what_counting_a_customer_a_little_more_changes():
    """Refit with one customer counted 1.001 times, all else equal; the total is over the same customers."""
    frame = customers(3, n=300)
    model = model_of(frame, BOTH, intercept=-0.05, slope=0.95)
    shift, x = what_if(model, FEWER, settings=checked()), model.design.x
    weights, ratio = frame["value_eur_year"].to_numpy(), np.sqrt(300 / 297)
    each = shift.influence(weights)
    for place in range(0, 300, 60):
        counts = np.ones(300)
        counts[place] += 1e-3
        beta = fit_logistic(x, model.y, weights=counts).coefficients
        linear = -0.05 + 0.95 * x @ beta
        saved = expit(linear) - expit(linear + beta[2] * shift.moved)
        changed = (weights @ saved - weights @ shift.saved) / 1e-3
        assert each[place] / ratio == pytest.approx(changed, rel=0.02, abs=1e-3)
    assert each[-1] == 0.0


def test_the_interval_of_a_corrected_score_follows_a_customer_left_out():
    """Fit, reliability and total anew without one customer: influence is the difference, to first order."""
    frame = customers(8, n=400, per_point=-0.6).assign(difference=lambda f: f["difference"].where(f.index % 3 == 0))

    def shifted(kept):
        model = model_of(kept, SCORED, scales=WIDE)
        return what_if(model, HIGHER, pairs=pairs_of(kept), settings=checked())

    def points(shift):
        """Return the change of the mean chance of the first customers, who are always there."""
        return float((shift.after - shift.probability)[:200].mean())

    whole = shifted(frame)
    weights = np.where(np.arange(400) < 200, -1 / 200, 0.0)
    each = whole.influence(weights)[:-1] / np.sqrt(400 / 397)
    left_out = [points(whole) - points(shifted(frame.drop(index=place))) for place in range(200, 400, 10)]
    assert each[200::10] == pytest.approx(left_out, rel=0.1, abs=2e-5)


def test_the_interval_is_that_of_a_bootstrap_with_the_recalibration_redone():
    """100 draws of customers, all made anew on each; the customers whose leaving is counted stay the same."""
    frame = customers(1, n=1_500)
    model = model_of(frame, BOTH, recalibrated=True)
    x, shift = model.design.x, what_if(model, FEWER, settings=checked())
    weights, rng, drawn = frame["value_eur_year"].to_numpy(), np.random.default_rng(0), []
    for _ in range(100):
        again = model_of(frame.iloc[rng.integers(0, len(frame), len(frame))], BOTH, recalibrated=True)
        linear = again.intercept + again.slope * x @ again.fit.coefficients
        drawn.append(weights @ (expit(linear) - expit(linear + again.fit.coefficients[2] * shift.moved)))
    se = np.sqrt(np.sum(shift.influence(weights) ** 2))
    assert se == pytest.approx(np.std(drawn, ddof=1), rel=0.2)


def test_the_recalibration_says_where_customers_stand_and_leaves_the_effect():
    """At log odds a + b x linear, as the fit's own coefficient moves them: shrunk, the effect would be too small."""
    model = four_model(intercept=-0.2, slope=0.5)
    shift = what_if(model, FEWER, settings=checked())
    linear = -0.2 + 0.5 * np.log(3) * np.array([-1.0, 0, 1, 0])
    assert shift.probability == pytest.approx(expit(linear))
    assert shift.after == pytest.approx(expit(linear - np.log(3) * np.array([0.0, 1, 1, 1])))


def test_intervals_hold_the_truth_of_a_contact_driver_and_the_naive_ones_miss_it():
    """60 engagements: the true fall of the chance of leaving of exactly these customers, a repeat fewer."""
    held, naive_off = [], []
    for seed in range(60):
        frame = customers(seed, n=1_500)
        shift = what_if(model_of(frame, BOTH, recalibrated=True), FEWER, settings=checked())
        fewer = frame.assign(repeat_contacts_n=frame["repeat_contacts_n"] + shift.moved)
        truth = (chance(fewer, 0.4, 0) - chance(frame, 0.4, 0)).mean()
        _, low, high = normal(-shift.saved.mean(), shift.influence(np.full(1_500, -1 / 1_500)))
        held.append(low <= truth <= high)
        naive_off.append(naive_points(shift) / truth - 1)
    assert np.mean(held) >= 0.88  # 57 of 60 expected; fewer than 53 comes once in 150
    assert np.mean(naive_off) > 0.15


def test_intervals_hold_the_truth_of_a_corrected_score():
    """60 engagements: true satisfaction a point higher; without the correction the effect is .6 of it."""
    held, uncorrected = [], []
    for seed in range(60):
        frame = customers(1_000 + seed, n=1_500, per_point=-0.5).assign(
            difference=lambda f: f["difference"].where(f.index % 4 == 0)
        )
        kinds = BOTH | {"NPS": "score"}
        model = model_of(frame, kinds, recalibrated=True, scales=WIDE)
        shift = what_if(model, HIGHER, pairs=pairs_of(frame), settings=checked())
        truth = (chance(frame.assign(true=frame["true"] + 1), 0.4, -0.5) - chance(frame, 0.4, -0.5)).mean()
        _, low, high = normal(-shift.saved.mean(), shift.influence(np.full(1_500, -1 / 1_500)))
        held.append(low <= truth <= high)
        uncorrected.append(what_if(model, HIGHER, settings=checked(reliability=1.0)).saved.mean() / -truth)
    assert np.mean(held) >= 0.88
    assert np.mean(uncorrected) < 0.75


def test_a_score_moves_no_further_than_its_scale_and_counts_for_what_is_true_of_it():
    frame = four(NPS=[9.5, 10.0, 4.0, 7.0])
    model = model_of(frame, {"NPS": "score"}, y=[0, 1, 1, 0], coefficients=[1.0, -0.3])
    shift = what_if(model, HIGHER, settings=checked(reliability=0.6))
    assert shift.moved.tolist() == [0.5, 0.0, 1.0, 1.0]
    assert shift.effect == pytest.approx(-0.3 / 0.6)
    assert shift.after == pytest.approx(expit(1 - 0.3 * frame["NPS"] - 0.5 * shift.moved))
    row = row_of(model, HIGHER, reliability=0.6)
    assert (row["corrected"], row["reliability"], row["label"]) == (True, pytest.approx(0.6), "assumed")


def test_a_stated_range_makes_the_interval_wider_as_far_as_the_effect_follows_it():
    """The change of the total when the reliability is a little higher, times a quarter of the range over 1.96 / 2."""
    frame = customers(5, n=500, per_point=-0.5)
    model, weights = model_of(frame, {"NPS": "score"}, scales=WIDE), np.ones(500)

    def total(stated):
        return what_if(model, HIGHER, settings=checked(reliability=stated)).saved.sum()

    sure = what_if(model, HIGHER, settings=checked(reliability=0.6)).influence(weights)
    unsure = what_if(model, HIGHER, settings=checked(reliability=0.6, reliability_range=[0.5, 0.7])).influence(weights)
    slope = (total(0.6001) - total(0.5999)) / 2e-4
    assert (sure[-1], unsure[:-1].tolist()) == (0.0, sure[:-1].tolist())
    assert unsure[-1] == pytest.approx(slope * 0.2 / (2 * 1.959964), rel=1e-4)


@examples(max_examples=25, deadline=None)
@given(unit=st.sampled_from([1e-6, 0.1, 10.0, 1e6]), order=st.permutations(range(60)))
def test_neither_the_unit_of_a_driver_nor_the_order_of_customers_matters(unit, order):
    frame = customers(1, n=60)
    other = frame.iloc[order].assign(repeat_contacts_n=lambda f: f["repeat_contacts_n"] * unit)
    one = row_of(model_of(frame, BOTH), FEWER)
    two = row_of(model_of(other, BOTH), WhatIf(0, "repeat_contacts_n", -unit, "all"))
    for column in ("points", "points_low", "saved_high", "eur_year", "low_eur", "cap_eur_year", "ratio_low"):
        assert two[column] == pytest.approx(one[column], rel=1e-6), column


@examples(max_examples=40, deadline=None)
@given(
    slope=st.floats(-4, 4), base=st.floats(-6, 6), by=st.floats(-20, 20).filter(lambda x: abs(x) > 0.01),
    values=st.lists(st.floats(-1e4, 1e4), min_size=4, max_size=4),
)  # fmt: skip
def test_nothing_saves_more_than_what_leaving_costs(slope, base, by, values):
    model = model_of(four(value_eur_year=values), REPEATS, y=[0, 1, 1, 0], coefficients=[base, slope])
    row = row_of(model, WhatIf(0, "repeat_contacts_n", by, "all"))
    assert row["saved_n_year"] <= row["base_n_year"] + 1e-9 and row["saved_high"] <= row["base_n_year"] + 1e-9
    assert row["eur_year"] <= row["cap_eur_year"] + 1e-6 and row["high_eur"] <= row["cap_eur_year"] + 1e-6
    assert row["risk_ratio"] > 0 and row["evalue"] >= 1


def test_the_ratio_has_the_interval_of_its_logarithm():
    frame = customers(2, n=1_000)
    model = model_of(frame, BOTH)
    shift, x = what_if(model, FEWER, settings=checked()), model.design.x

    def log_ratio(beta):
        return np.log(expit(x @ beta + beta[2] * shift.moved).sum() / expit(x @ beta).sum())

    beta = model.fit.coefficients
    slopes = np.array([(log_ratio(beta + step) - log_ratio(beta - step)) / 2e-6 for step in 1e-6 * np.eye(3)])
    scores = x * (model.y - expit(x @ beta))[:, None]
    sandwich = model.fit.covariance @ scores.T @ scores @ model.fit.covariance * 1_000 / 997
    ratio, low, high = risk_ratio(shift)
    assert ratio == pytest.approx(np.exp(log_ratio(beta)))
    assert np.log(high / low) == pytest.approx(2 * 1.959964 * np.sqrt(slopes @ sandwich @ slopes), rel=1e-5)


def test_an_outcome_nobody_causes_is_no_difference():
    frame = customers(4, n=2_000, per_repeat=0.0)
    row = row_of(model_of(frame, BOTH), FEWER)
    assert row["status"] == "no_difference" and row["low_eur"] < 0 < row["high_eur"]


def test_without_any_known_value_customers_are_told_and_no_euros():
    frame = customers(4, n=800).assign(value_eur_year=np.nan)
    row = row_of(model_of(frame, BOTH), FEWER)
    assert row["status"] == "shown" and row["saved_low"] > 0
    assert row[["eur_year", "low_eur", "high_eur", "eur_per_1000"]].isna().all()


def test_revenue_at_a_stated_margin_is_an_assumption():
    given = {"value_plus": [], "value_minus": [], "value_revenue": ["revenue_eur_year"], "gross_margin": 0.4}
    assert row_of(four_model(), FEWER, **given)["label"] == "assumed"


@pytest.mark.parametrize(
    ("reason", "change", "how"),
    [
        ("separation", FEWER, {"computed": False, "stops": (Stop("few_events"), Stop("separation", blocking=True))}),
        ("leakage", WhatIf(0, "calls", 1.0, "all"), {"stops": (Stop("leakage", "calls", left_out=True),)}),
        ("one_value", WhatIf(0, "calls", 1.0, "all"), {}),
        ("no_customers", WhatIf(0, "repeat_contacts_n", -1.0, "segment=c"), {}),
        ("cannot_move", WhatIf(0, "repeat_contacts_n", 1.0, "all"), {"scales": {"repeat_contacts_n": (0.0, 0.0)}}),
    ],
)
def test_what_cannot_be_computed_says_why(reason, change, how):
    row = row_of(four_model(**how), change)
    assert (row["status"], row["reason"]) == ("not_computable", reason)
    assert row[["points", "saved_n_year", "eur_year", "evalue"]].isna().all()


def test_labels_have_no_amount_to_change():
    model = model_of(four(), {"segment": "labels"}, y=[0, 1, 1, 0], coefficients=[0.0, 1.0])
    assert row_of(model, WhatIf(0, "segment", 1.0, "all"))["reason"] == "labels"


def test_a_score_is_not_moved_without_knowing_its_error_or_when_it_is_mostly_error():
    frame = customers(5, n=500)
    model = model_of(frame, {"NPS": "score"}, scales=WIDE)
    assert row_of(model, HIGHER)["reason"] == "no_reliability"
    few = {"NPS": pairs_of(frame)["NPS"].head(29)}
    assert row_of(model, HIGHER, pairs=few)["reason"] == "no_reliability"
    noisy = row_of(model, HIGHER, reliability=0.15)
    assert (noisy["reason"], noisy["reliability"]) == ("unreliable", pytest.approx(0.15))


def test_each_driver_moves_in_the_model_of_most_customers():
    frame = customers(6, n=900)
    answered = frame[frame.index % 3 == 0]
    wide, narrow = model_of(frame, BOTH), model_of(answered, BOTH | {"NPS": "score"}, model="answered", scales=WIDE)
    what_ifs = [["repeat_contacts_n", -1, "all"], ["NPS", 1, "all"], ["tenure", 6, "all"]]
    settings = checked(what_ifs=what_ifs)
    found = shifts([narrow, wide], pairs=pairs_of(answered), settings=settings)
    assert [shift.model.model for shift in found] == ["all", "answered", "all"]
    only = shifts([wide], pairs={}, settings=settings)[1]
    assert isinstance(only, Missing) and (only.reason, only.model) == ("no_model", "")


def test_a_driver_beyond_its_limits_is_not_brought_back():
    assert clipped(np.array([12.0, 9.5, 3.0]), 1.0, 0.0, 10.0).tolist() == [0.0, 0.5, 1.0]
    assert clipped(np.array([-1.0, 0.5, 3.0]), -1.0, 0.0, 10.0).tolist() == [0.0, -0.5, -1.0]


def test_who_is_in_a_segment():
    rows = pd.DataFrame({"segment": ["a", "b", None], "has_solar": [1.0, 0.0, np.nan], "region": ["x=1", "y", "z"]})
    assert members(rows, "segment=a").tolist() == [True, False, False]
    assert members(rows, "has_solar=1").tolist() == [True, False, False]
    assert members(rows, "has_solar=yes").tolist() == [True, False, False]
    assert members(rows, "region=x=1").tolist() == [True, False, False]
    assert members(rows, "all").tolist() == [True, True, True]


@pytest.mark.parametrize("months", [1, 6, 12, 24])
def test_nobody_leaves_twice_however_short_the_window(months):
    """Leavers and cap of a year are never more than customers and what they are worth."""
    row = row_of(four_model(), FEWER, outcome_months=months)
    assert 0 < row["saved_n_year"] < row["base_n_year"] < 4
    assert 0 < row["eur_year"] < row["cap_eur_year"] < 700


def test_the_interval_of_a_year_follows_from_that_of_a_window():
    """The derivative of 1 - (1 - p)^2 by hand, against a small step of every coefficient."""
    model = four_model(intercept=0.1, slope=0.9)
    year = what_if(model, FEWER, settings=checked()).over(2.0)
    x, moved, weights = model.design.x, np.array([0.0, -1, -1, -1]), np.array([100.0, 200, 400, 0])

    def total(beta):
        before = 0.1 + 0.9 * (x @ beta)
        return float(weights @ ((1 - expit(before + beta[1] * moved)) ** 2 - (1 - expit(before)) ** 2))

    beta, step = model.fit.coefficients, 1e-6
    slopes = np.array([(total(beta + step * e) - total(beta - step * e)) / (2 * step) for e in np.eye(2)])
    moves = influence(model.fit, x, model.y)
    sandwich = moves.T @ moves * 4 / (4 - 2)
    assert year.saved @ weights == pytest.approx(total(beta))
    assert np.sqrt(np.sum(year.influence(weights) ** 2)) == pytest.approx(np.sqrt(slopes @ sandwich @ slopes))
