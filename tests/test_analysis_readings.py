import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from engagements import customers, surveyed

from cxkit.analysis.groups import latest_answers
from cxkit.analysis.readings import (
    adjusted,
    as_observed,
    corrected,
    design,
    score_slope,
    too_many_columns,
)
from cxkit.analysis.reliability import answer_pairs

LABELS = ("a", "b", "c")


def grouped(seed=0, n=300):
    """Return customers in three groups, with a covariate in numbers, one in labels and one that is yes or no."""
    rng = np.random.default_rng(seed)
    group = rng.choice(LABELS, n, p=[0.5, 0.3, 0.2])
    months = rng.gamma(2, 20, n) + 10 * (group == "c")
    region = rng.choice(["north", "east", "south"], n)
    loyal = rng.random(n) < 0.3
    value = 50 + 20 * (group == "b") + 35 * (group == "c") + months + 15 * loyal + months / 10 * rng.normal(size=n)
    return customers(value, group=group, months=months, region=region, loyal=loyal, forward_value_eur=value)


COVARIATES = ["months", "region", "loyal"]


def test_the_adjusted_reading_is_the_g_formula():
    """Predict every customer of the base in each group in turn with statsmodels' own formula, and average."""
    answered, base = grouped(), grouped(seed=9, n=500)
    fit = smf.ols("forward_value_eur ~ group + months + region + loyal", answered).fit()
    expected = [fit.predict(base.assign(group=name)).mean() for name in LABELS]
    found = adjusted(answered, order=LABELS, covariates=COVARIATES, base=base)
    assert found.means.tolist() == pytest.approx(expected)


def test_the_adjusted_reading_has_errors_robust_to_unequal_spread():
    """HC1 by hand: n / (n - k) (X'X)^-1 X' diag(e^2) X (X'X)^-1, and statsmodels' for the difference of two groups."""
    answered = grouped()
    found = adjusted(answered, order=LABELS, covariates=COVARIATES, base=answered)
    x = design(answered, COVARIATES)
    groups = np.column_stack([answered["group"] == name for name in LABELS]).astype(float)
    matrix = np.column_stack([groups, x - x.mean()])
    e = answered["forward_value_eur"] - matrix @ np.linalg.lstsq(matrix, answered["forward_value_eur"], rcond=None)[0]
    bread = np.linalg.inv(matrix.T @ matrix)
    n, k = matrix.shape
    sandwich = n / (n - k) * bread @ (matrix.T * np.asarray(e) ** 2 @ matrix) @ bread
    assert found.covariance.to_numpy() == pytest.approx(sandwich[:3, :3])
    formula = "forward_value_eur ~ group + months + region + loyal"
    fit = smf.ols(formula, answered).fit(cov_type="HC1")
    variance = found.covariance.loc["a", "a"] + found.covariance.loc["b", "b"] - 2 * found.covariance.loc["a", "b"]
    assert variance**0.5 == pytest.approx(fit.bse["group[T.b]"])


def test_holding_nothing_that_differs_equal_changes_no_difference():
    """A covariate balanced over the groups: the adjusted differences are those observed."""
    frame = customers([1.0, 3.0, 11.0, 13.0] * 12, group=["a", "a", "b", "b"] * 12, x=[0.0, 1.0, 0.0, 1.0] * 12)
    frame = frame.assign(forward_value_eur=frame["margin_eur_year"])
    found = adjusted(frame, order=["a", "b"], covariates=["x"], base=frame)
    assert found.means.tolist() == pytest.approx([2.0, 12.0])


def test_the_order_of_rows_does_not_change_the_adjusted_reading():
    frame = grouped()
    shuffled = frame.sample(frac=1, random_state=4)
    one, two = (adjusted(f, order=LABELS, covariates=COVARIATES, base=f) for f in (frame, shuffled))
    assert one.means.tolist() == pytest.approx(two.means.tolist(), rel=1e-10)
    assert one.covariance.to_numpy() == pytest.approx(two.covariance.to_numpy(), rel=1e-9)


@pytest.mark.parametrize("constant", [{"x": 3.0}, {"x": "only"}, {"x": True}])
def test_a_column_with_one_value_is_equal_by_itself(constant):
    frame = grouped().assign(**constant)
    with_it = adjusted(frame, order=LABELS, covariates=["months", "x"], base=frame)
    without = adjusted(frame, order=LABELS, covariates=["months"], base=frame)
    assert with_it.means.tolist() == pytest.approx(without.means.tolist())


def test_a_covariate_that_is_the_group_is_told():
    frame = grouped().assign(copy=lambda f: f["group"])
    found = adjusted(frame, order=LABELS, covariates=["copy"], base=frame)
    assert (found.computed, found.reason) == (False, "collinear")


def test_a_covariate_with_a_label_per_customer_is_told_before_anything_is_fitted():
    frame = grouped().assign(postcode=lambda f: f["customer_id"])
    found = adjusted(frame, order=LABELS, covariates=["postcode"], base=frame)
    assert (found.computed, found.reason) == (False, "many_labels")
    assert not too_many_columns(frame, ["months", "region"])


def test_rows_with_a_blank_covariate_are_left_out_of_the_model():
    frame = grouped()
    blank = frame.assign(months=frame["months"].mask(frame.index < 50), region=frame["region"].mask(frame.index > 280))
    kept = blank.dropna(subset=["months", "region"])
    one = adjusted(blank, order=LABELS, covariates=["months", "region"], base=blank)
    two = adjusted(kept, order=LABELS, covariates=["months", "region"], base=kept)
    assert one.means.tolist() == pytest.approx(two.means.tolist())


def test_a_group_of_one_customer_has_no_standard_error_in_any_reading():
    frame = grouped()
    alone = pd.concat([frame[frame["group"] != "c"], frame[frame["group"] == "c"].head(1)])
    found = adjusted(alone, order=LABELS, covariates=["months"], base=alone)
    assert np.isnan(found.covariance.loc["c", "c"]) and found.covariance.loc["a", "a"] > 0


def test_observed_groups_are_independent():
    groups = pd.DataFrame({"group": ["a", "b"], "forward_eur_mean": [1.0, 2.0], "forward_eur_se": [3.0, 4.0]})
    assert as_observed(groups).covariance.to_numpy().tolist() == [[9.0, 0.0], [0.0, 16.0]]


def slope_of(held, responses, *, covariates=("tenure_months",), **given):
    latest = latest_answers(responses, metric="NPS")
    frame = held.merge(latest[["customer_id", "score"]], on="customer_id")
    frame = frame.assign(forward_value_eur=frame["margin_eur_year"])
    if not given:
        given = {"pairs": answer_pairs(responses, metric="NPS", within_days=90)}
    return score_slope(frame, covariates=list(covariates), **given)


def test_the_slope_is_that_of_a_regression_with_the_covariates():
    held, responses = surveyed(1)
    frame = held.merge(latest_answers(responses, metric="NPS")[["customer_id", "score"]], on="customer_id")
    fit = smf.ols("margin_eur_year ~ score + tenure_months", frame).fit()
    assert slope_of(held, responses).slope_eur == pytest.approx(fit.params["score"])


@pytest.mark.parametrize("answer_sd", [0.5, 1.0, 1.5])
def test_estimated_reliability_finds_the_known_one(answer_sd):
    """True variance 1.44 at equal tenure, 1.44 + .01^2 x 2 x 30^2 = 1.62 in all; the error is answer_sd squared."""
    slope = slope_of(*surveyed(5, n=20_000, answer_sd=answer_sd))
    assert slope.reliability == pytest.approx(1.62 / (1.62 + answer_sd**2), abs=0.02)
    assert slope.reliability_given == pytest.approx(1.44 / (1.44 + answer_sd**2), abs=0.02)
    assert slope.reliability_low < 1.62 / (1.62 + answer_sd**2) < slope.reliability_high


@pytest.mark.parametrize("answer_sd", [0.5, 1.0, 1.5])
def test_the_corrected_slope_is_what_a_point_of_true_satisfaction_brings(answer_sd):
    slope = slope_of(*surveyed(5, n=20_000, answer_sd=answer_sd, eur_per_point=20.0))
    assert slope.slope_eur < 0.9 * 20
    assert slope.corrected_eur == pytest.approx(20.0, abs=2.5 * slope.corrected_se)


def test_the_true_reliability_stated_gives_what_repeated_answers_give():
    held, responses = surveyed(5, n=20_000)
    stated = slope_of(held, responses, reliability=1.62 / 2.62)
    assert stated.corrected_eur == pytest.approx(slope_of(held, responses).corrected_eur, rel=0.03)
    assert (stated.reliability, stated.repeated_n) == (pytest.approx(1.62 / 2.62), 0)


def test_a_perfect_score_needs_no_correction():
    slope = slope_of(*surveyed(2), reliability=1.0)
    assert slope.corrected_eur == pytest.approx(slope.slope_eur)


def test_a_stated_range_makes_the_interval_wider_as_the_delta_method_says():
    """d(corrected) / d(reliability) = -corrected / given x (variance / variance given the covariates)."""
    held, responses = surveyed(2)
    sure = slope_of(held, responses, reliability=0.6)
    unsure = slope_of(held, responses, reliability=0.6, reliability_se=0.05)
    step = 1e-6
    derivative = (slope_of(held, responses, reliability=0.6 + step).corrected_eur - sure.corrected_eur) / step
    assert unsure.corrected_eur == sure.corrected_eur
    assert unsure.corrected_se == pytest.approx(np.hypot(sure.corrected_se, 0.05 * derivative), rel=1e-4)


@pytest.mark.parametrize("pairs", [None, pd.DataFrame({"customer_id": [], "difference": []})])
def test_without_pairs_and_without_a_stated_reliability_there_is_nothing_to_correct_with(pairs):
    with pytest.raises(ValueError, match="pairs of answers, or a stated reliability"):
        slope_of(*surveyed(1, n=50), pairs=pairs)


def test_the_standard_error_is_that_of_a_bootstrap_over_customers():
    """400 bootstrap draws of customers with both their answers: a spread within 12 % of the delta method's.

    One customer in ten answered twice and value follows satisfaction closely, so that the uncertainty of the
    reliability is most of it: without that part the standard error would be a third as large.
    """
    held, responses = surveyed(11, n=1500, eur_per_point=60.0)
    pairs = answer_pairs(responses, metric="NPS", within_days=90)
    frame = held.merge(latest_answers(responses, metric="NPS")[["customer_id", "score"]], on="customer_id")
    frame = frame.assign(forward_value_eur=frame["margin_eur_year"]).merge(pairs[pairs.index % 10 == 0], how="left")
    rng = np.random.default_rng(0)

    def drawn(rows):
        again = frame.iloc[rows].assign(customer_id=np.arange(len(rows)))
        twice = again[["customer_id", "difference"]].dropna()
        return score_slope(again, covariates=["tenure_months"], pairs=twice)

    spread = np.std([drawn(rng.integers(0, len(frame), len(frame))).corrected_eur for _ in range(400)], ddof=1)
    assert drawn(np.arange(len(frame))).corrected_se == pytest.approx(spread, rel=0.12)


def test_an_unreliable_score_is_not_corrected_with():
    slope = slope_of(*surveyed(3, n=2000, answer_sd=4.0))
    groups = pd.DataFrame(
        {"group": ["x", "y"], "score_mean": [3.0, 9.0], "customers_n": [9, 9], "forward_eur_mean": [1, 2]}
    )
    assert slope.reliability_given < 0.2
    assert corrected(slope, groups).reason == "unreliable"


@pytest.mark.parametrize("reliability", [0.01, 0.2])
def test_a_reliability_below_what_the_covariates_explain_gives_no_slope_and_no_warning(reliability):
    held, responses = surveyed(3, n=500)
    told = held.assign(tenure_months=responses["score"][:500] + 0.1 * np.random.default_rng(0).normal(size=500))
    slope = slope_of(told, pd.concat([responses[:500]]), reliability=reliability)
    assert slope.reliability_given < 0 and np.isnan(slope.corrected_eur)


@pytest.mark.parametrize("reliability", [0.5, 1.0])
def test_covariates_that_determine_the_score_leave_no_slope(reliability):
    held, responses = surveyed(3, n=500)
    once = responses[:500]
    slope = slope_of(held.assign(tenure_months=2 * once["score"].to_numpy() + 1), once, reliability=reliability)
    assert slope.reliability_given == 0.0 and np.isnan(slope.corrected_eur)


def test_a_covariate_twice_changes_nothing():
    held, responses = surveyed(4, n=400)
    once = slope_of(held, responses)
    twice = slope_of(held.assign(again=held["tenure_months"] / 12), responses, covariates=("tenure_months", "again"))
    assert twice.corrected_eur == pytest.approx(once.corrected_eur)
    assert twice.corrected_se == pytest.approx(once.corrected_se)


def test_corrected_means_lie_on_the_corrected_slope_through_the_mean_of_all():
    """Weights .75 and .25: mean score 6, mean value 100; 100 - 2 x slope and 100 + 6 x slope."""
    slope = slope_of(*surveyed(2), reliability=0.6)
    groups = pd.DataFrame({"group": ["x", "y"], "score_mean": [4.0, 12.0], "customers_n": [75, 25]})
    groups = groups.assign(forward_eur_mean=[90.0, 130.0])
    found = corrected(slope, groups)
    assert found.means.tolist() == pytest.approx([100 - 2 * slope.corrected_eur, 100 + 6 * slope.corrected_eur])
