import numpy as np
import pandas as pd
import pytest
from engagements import answers, by_score, checked, customers, spread, surveyed

from cxkit.analysis.group_valuation import group_valuation
from cxkit.analysis.groups import NOT_KNOWN
from cxkit.demo import population, value_of_raising_satisfaction
from cxkit.settings.notebooks import GroupValuation

DEMO = GroupValuation.check({})


@pytest.fixture(scope="module")
def made():
    return population()


@pytest.fixture(scope="module")
def demo(made):
    return group_valuation(made.customers.drop(columns="true_satisfaction"), made.responses, settings=DEMO)


def amounts(result):
    return result.readings.set_index("reading")["value_eur"]


def found(result, name="shift_value"):
    return next(finding for finding in result.findings if finding.name == name)


def three(low, middle, high, n=60, **given):
    """Value customers of three groups whose means are given."""
    held, asked = by_score({3: spread(low, n), 7: spread(middle, n), 9: spread(high, n)})
    return group_valuation(held, asked, settings=checked(**given))


# the estimand


def test_the_corrected_euro_is_that_very_intervention_in_the_generator(made, demo):
    """500 detractors whose true satisfaction rises by the distance to the passives: the same customers made again."""
    scores = demo.groups.set_index("group")["score_mean"]
    last = made.responses.sort_values(["responded_at", "response_id"]).drop_duplicates("customer_id", keep="last")
    detractors = last.loc[last["score"] <= 6, "customer_id"]
    points = scores["passive"] - scores["detractor"]
    truth = 500 * value_of_raising_satisfaction(made, detractors, points=points)
    headline = found(demo)
    assert headline.low < truth < headline.high
    assert headline.estimate == pytest.approx(truth, rel=0.1)
    assert found(demo, "shift_value_adjusted").high < truth


def test_the_headline_is_the_corrected_reading_with_its_label(demo):
    headline = found(demo)
    assert (demo.verdict, demo.headline, headline.status, headline.label) == (
        "difference",
        "corrected",
        "shown",
        "estimated",
    )
    assert headline.notes == {"reading": "corrected", "shifts": DEMO.shifts}
    assert (headline.period, headline.unit) == ("year", "EUR")


def test_the_lines_of_the_ledger_add_up_to_the_headline(demo):
    lines = demo.ledger
    assert (lines["eur_year"] * lines["weight"]).sum() == pytest.approx(found(demo).estimate)
    assert (lines["effect"] * lines["weight"]).sum() == pytest.approx(500)
    assert lines["effect"].between(0, 1).all()
    assert demo.ledger["customer_id"].is_unique


def test_every_wave_shows_the_difference_and_lies_about_the_whole(demo):
    assert demo.waves["wave"].tolist() == ["2025-1", "2025-2"]
    assert demo.waves["value_eur"].mean() == pytest.approx(amounts(demo)["adjusted"], rel=0.1)


# verdicts


def test_a_difference_is_a_difference():
    result = three(100, 150, 175, reliability=0.6)
    assert (result.verdict, result.headline, found(result).status) == ("difference", "corrected", "shown")


def test_no_difference_has_no_euro():
    result = three(150, 150.2, 150.5, reliability=0.6)
    headline = found(result)
    assert (result.verdict, headline.status, headline.estimate, headline.reason) == (
        "no_difference", "no_difference", None, "interval_includes_zero",
    )  # fmt: skip
    assert headline.low < 0 < headline.high
    assert result.ledger.empty


def test_a_value_that_falls_with_the_score_has_no_euro():
    result = three(100, 220, 150, reliability=0.6)
    headline = found(result)
    assert (result.verdict, headline.status, headline.estimate, headline.reason) == (
        "not_monotone", "not_monotone", None, "not_monotone",
    )  # fmt: skip
    assert result.facts["falls"] == [("passive", "promoter")]
    assert result.readings.set_index("reading").loc["corrected", "reason"] == "not_monotone"
    assert result.ledger.empty


def test_a_slope_that_falls_where_no_two_groups_do_is_reversed():
    """Eleven groups fall by 3 each: no pair beyond chance, all together surely."""
    held, asked = by_score({score: spread(200 - 3 * score, 12, sd=25) for score in range(11)})
    settings = checked(metric_kind="other", shifts=[["2", "8", 5]], reliability=1.0)
    result = group_valuation(held, asked, settings=settings)
    assert result.facts["falls"] == []
    assert (result.verdict, found(result).status) == ("reversed", "shown")
    assert found(result).estimate < 0


def test_a_downward_shift_costs_and_is_no_reversal():
    result = three(100, 150, 175, reliability=0.6, shifts=[["promoter", "passive", 5]])
    assert result.verdict == "difference" and found(result).estimate < 0


def test_a_group_of_one_customer_cannot_be_computed_and_says_why():
    held, asked = by_score({3: [100.0], 7: spread(150, 30), 9: spread(200, 30)})
    result = group_valuation(held, asked, settings=checked(shifts=[["detractor", "passive", 1]]))
    headline = found(result)
    assert (result.verdict, headline.status, headline.reason) == (
        "not_computable",
        "not_computable",
        "too_few_customers",
    )
    assert (headline.low, headline.high) == (None, None)
    others = group_valuation(held, asked, settings=checked(shifts=[["passive", "promoter", 1]]))
    assert found(others).status == "shown"


@pytest.mark.parametrize("adjust_for", [[], ["tenure_months"]])
def test_equal_values_show_no_difference(adjust_for):
    held, asked = by_score({3: [100.0] * 40, 7: [100.0] * 40, 9: [100.0] * 40})
    held = held.assign(tenure_months=np.arange(120.0))
    result = group_valuation(held, asked, settings=checked(adjust_for=adjust_for, reliability=0.6))
    assert result.verdict == "no_difference"
    assert set(result.readings["status"]) <= {"no_difference", "not_computable"}


def test_no_shift_whose_interval_holds_zero_has_a_euro(demo):
    weak = three(150, 152, 156, reliability=0.6)
    for result in (demo, weak):
        for finding in result.findings:
            if finding.name.startswith("shift_value") and finding.low is not None and finding.low <= 0 <= finding.high:
                assert finding.estimate is None


# reliability


def test_too_few_repeated_answers_leave_the_corrected_reading_out():
    result = three(100, 150, 220)
    row = result.readings.set_index("reading").loc["corrected"]
    assert (row["reason"], result.headline, result.slope) == ("no_reliability", "observed", None)


def test_an_unreliable_score_is_not_used():
    held, asked = surveyed(3, n=2000, answer_sd=4.0)
    bands = {"low": [-20, 6], "high": [7, 40]}
    settings = checked(metric_kind="other", score_scale=[-20, 40], score_bands=bands, score_rounding="down",
                       shifts=[["low", "high", 5]])  # fmt: skip
    result = group_valuation(held, asked, settings=settings)
    assert result.readings.set_index("reading").loc["corrected", "reason"] == "unreliable"
    assert result.headline == "observed"


def test_a_stated_range_is_told_as_stated_and_widens_the_interval():
    sure = three(100, 150, 175, reliability=0.6)
    unsure = three(100, 150, 175, reliability=0.6, reliability_range=[0.5, 0.8])
    assert (unsure.slope.reliability_low, unsure.slope.reliability_high) == (0.5, 0.8)
    assert found(unsure).estimate == found(sure).estimate
    assert found(unsure).high - found(unsure).low > 1.2 * (found(sure).high - found(sure).low)
    assert found(unsure).label == "assumed"


# what a customer is worth


def components(**given):
    held, asked = by_score({3: spread(100, 40), 7: spread(200, 40)})
    held = held.assign(churn_probability=0.25, cross_sell_probability=0.1, acquisition_cost_eur=50.0, clv_eur=7.0)
    return group_valuation(held, asked, settings=checked(shifts=[["detractor", "passive", 10]], **given))


def observed(result):
    return amounts(result)["observed"]


def test_churn_weighs_the_value():
    assert observed(components(use_churn_probability=True)) == pytest.approx(0.75 * 10 * 100)


@pytest.mark.parametrize(
    ("timing", "horizon", "multiple"),
    [
        ("end of year", 0, 0.8 / 0.3),
        ("start of year", 0, 1 + 0.8 / 0.3),
        ("end of year", 1, 0.8 / 1.1),
        ("start of year", 1, 1.0),
    ],
)
def test_a_lifetime_value_multiplies_the_margin(timing, horizon, multiple):
    result = components(clv_timing=timing, retention_rate_year=0.8, discount_rate_year=0.1, horizon_years=horizon)
    assert observed(result) == pytest.approx(1000 * multiple)
    assert (found(result).period, found(result).label) == ("horizon" if horizon else "lifetime", "assumed")
    assert result.ledger.empty


def test_cross_sell_equal_for_all_adds_to_the_value_and_not_to_the_shift():
    with_it = components(use_cross_sell_probability=True, cross_sell_value_eur=60.0)
    without = components()
    assert observed(with_it) == pytest.approx(observed(without))
    assert found(with_it, "customer_value").estimate == pytest.approx(found(without, "customer_value").estimate + 6)


def test_acquisition_cost_is_in_customer_value_and_never_in_the_shift():
    spent = components(acquisition_cost=["acquisition_cost_eur"])
    assert observed(spent) == pytest.approx(observed(components()))
    assert (spent.groups["forward_eur_mean"] - spent.groups["value_eur_mean"]).tolist() == pytest.approx([50.0, 50.0])


def test_the_clients_own_value_stands_beside():
    assert components(compare_with=["clv_eur"]).groups["clv_eur_mean"].tolist() == [7.0, 7.0]


# groups by a column


def by_segment(segments, margins, **given):
    held = customers(margins, segment=pd.Series(segments, dtype="str"))
    settings = checked(group_by="segment", **given)
    return group_valuation(held, None, settings=settings)


def test_customers_without_a_label_are_a_group_of_their_own():
    segments = ["Start"] * 30 + ["Plus"] * 40 + [None] * 20
    result = by_segment(
        segments, [100.0, 110.0] * 15 + [150.0, 160.0] * 20 + [90.0, 95.0] * 10, shifts=[["Start", "Plus", 3]]
    )
    assert result.groups["group"].tolist() == ["Plus", "Start", NOT_KNOWN]
    assert result.groups["customers_n"].sum() == 90
    assert observed(result) == pytest.approx(3 * 50)
    assert result.readings.set_index("reading")["reason"].to_dict() == {
        "observed": "", "adjusted": "no_covariates", "corrected": "no_score",
    }  # fmt: skip
    assert found(result, "answered_gap").reason == "everyone_answered"


def test_small_groups_are_pooled_on_request():
    segments = ["A"] * 30 + ["B"] * 40 + ["C"] * 6 + ["D"] * 5
    result = by_segment(segments, np.arange(81.0), shifts=[["A", "(other)", 1]], small_groups="pool")
    assert dict(zip(result.groups["group"], result.groups["customers_n"], strict=True)) == {
        "B": 40,
        "A": 30,
        "(other)": 11,
    }


def test_small_groups_by_score_are_pooled_with_their_neighbour():
    held, asked = by_score({3: spread(100, 4), 7: spread(150, 30), 9: spread(200, 30)})
    settings = checked(small_groups="pool", shifts=[["detractor + passive", "promoter", 2]])
    assert group_valuation(held, asked, settings=settings).groups["group"].tolist() == [
        "detractor + passive",
        "promoter",
    ]


# rows


def test_every_row_that_does_not_count_is_counted_with_its_reason():
    held, asked = by_score({3: spread(100, 40), 7: spread(150, 40), 9: spread(200, 40)})
    held["margin_eur_year"] = held["margin_eur_year"].mask(held.index < 3)
    held = held.assign(tenure_months=np.where(held.index % 10 == 5, np.nan, held.index), visits_n=np.arange(120.0) % 7)
    held["visits_n"] = held["visits_n"].mask(held.index == 50)
    more = pd.concat([asked, answers([5, 6], day="2025-09-01"), answers([4] * 9, metric="CES")], ignore_index=True)
    settings = checked(adjust_for=["tenure_months"], sensitivity_for=["visits_n"], reliability=0.6)
    rows = group_valuation(held, more, settings=settings).rows
    assert dict(zip(rows["reason"], rows["rows_n"], strict=True)) == {
        "value not known": 3,
        "earlier answer of the same customer": 2,
        "answer to another metric": 9,
        "customer without a known value": 3,
        "a column held equal is not known: as observed only": 12,
        "a column held equal as well is not known: not in that check": 1,
    }


def test_a_group_with_a_blank_covariate_for_all_says_so_without_a_warning():
    held, asked = surveyed(1, n=400, ceiling=True)
    held = held.assign(tenure_months=held["tenure_months"].mask(held.index < 395))
    result = group_valuation(held, asked, settings=checked(adjust_for=["tenure_months"]))
    assert result.readings.set_index("reading").loc["adjusted", "reason"] == "many_labels"


@pytest.mark.parametrize("covariate", [{"x": 3.0}, {"x": "only"}, {"x": True}])
def test_a_constant_covariate_changes_nothing(covariate):
    held, asked = surveyed(1, n=600, ceiling=True)
    with_it = group_valuation(held.assign(**covariate), asked, settings=checked(adjust_for=["tenure_months", "x"]))
    without = group_valuation(held, asked, settings=checked(adjust_for=["tenure_months"]))
    assert amounts(with_it).tolist() == pytest.approx(amounts(without).tolist())


def test_a_covariate_with_a_label_per_customer_leaves_only_what_is_observed():
    held, asked = surveyed(1, n=600, ceiling=True)
    result = group_valuation(
        held.assign(postcode=held["customer_id"]), asked, settings=checked(adjust_for=["postcode"])
    )
    assert result.readings["reason"].tolist() == ["", "many_labels", "many_labels"]


# the same data told otherwise


@pytest.fixture(scope="module")
def small():
    made = population(seed=6, customers_n=3000)
    return made.customers.drop(columns="true_satisfaction"), made.responses


SMALL = GroupValuation.check({"shifts": [["detractor", "passive", 50]], "sensitivity_for": ["contacts_n"]})
EUROS = ("value_eur", "low_eur", "high_eur")


@pytest.fixture(scope="module")
def plain(small):
    return group_valuation(*small, settings=SMALL)


def figures(result):
    return [(f.name, f.estimate, f.low, f.high, f.customers_n) for f in result.findings]


def test_the_order_of_rows_and_columns_does_not_matter(small, plain):
    held, asked = small
    again = group_valuation(
        held.sample(frac=1, random_state=1)[held.columns[::-1]],
        asked.sample(frac=1, random_state=2)[asked.columns[::-1]],
        settings=SMALL,
    )
    for one, two in zip(figures(plain), figures(again), strict=True):
        assert one[0] == two[0] and one[4] == two[4]
        assert two[1:4] == pytest.approx(one[1:4], rel=1e-9)
    for frame in ("readings", "waves", "sensitivity", "matrix"):
        expected = getattr(plain, frame)[list(EUROS)].to_numpy()
        assert getattr(again, frame)[list(EUROS)].to_numpy() == pytest.approx(expected, rel=1e-9)


def test_twice_the_euros_double_every_euro_and_nothing_else(small, plain):
    held, asked = small
    money = [name for name in held if "_eur" in name]
    twice = group_valuation(held.assign(**{name: 2 * held[name] for name in money}), asked, settings=SMALL)
    for one, two in zip(plain.findings, twice.findings, strict=True):
        factor = 2 if one.unit.startswith("EUR") else 1
        assert [two.estimate, two.low, two.high] == pytest.approx(
            [factor * x for x in (one.estimate, one.low, one.high)]
        )
        assert (one.status, one.customers_n) == (two.status, two.customers_n)
    assert (twice.verdict, twice.headline) == (plain.verdict, plain.headline)


def test_the_same_customers_twice_keep_their_means_with_narrower_intervals(small, plain):
    held, asked = small
    held = pd.concat([held, held.assign(customer_id="x" + held["customer_id"])], ignore_index=True)
    again = asked.assign(customer_id="x" + asked["customer_id"], response_id="x" + asked["response_id"])
    twice = group_valuation(held, pd.concat([asked, again], ignore_index=True), settings=SMALL)
    for one, two in zip(plain.findings, twice.findings, strict=True):
        assert two.customers_n == 2 * one.customers_n
        assert two.estimate == pytest.approx(one.estimate, rel=5e-3)
        assert (two.high - two.low) / (one.high - one.low) == pytest.approx(0.5**0.5, rel=0.02)


def test_nothing_given_is_changed(small):
    held, asked = small
    before = held.copy(), asked.copy()
    group_valuation(held, asked, settings=SMALL)
    pd.testing.assert_frame_equal(held, before[0])
    pd.testing.assert_frame_equal(asked, before[1])


def test_bands_typed_from_high_to_low_change_nothing():
    bands = {"promoter": [9, 10], "passive": [7, 8], "detractor": [0, 6]}
    typed, usual = three(100, 150, 175, score_bands=bands), three(100, 150, 175)
    assert typed.verdict == usual.verdict and typed.groups["group"].tolist() == usual.groups["group"].tolist()


def test_every_shift_of_the_ledger_brings_its_own_euros():
    result = three(100, 150, 175, shifts=[["detractor", "passive", 10], ["promoter", "passive", 10]])
    euros = result.ledger["eur_year"] * result.ledger["weight"]
    assert [euros[:60].sum(), euros[60:].sum()] == pytest.approx([500.0, -250.0])
