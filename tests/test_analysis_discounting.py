"""Present values, rates of return and payback: by hand, beside numpy-financial, and for any flows at all."""

from __future__ import annotations

from datetime import date
from itertools import accumulate

import numpy as np
import numpy_financial as npf
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cxkit.analysis.discounting import excel_npv, irr_values, mirr, npv, payback_years, present_value, xirr, xnpv

EUROS = st.integers(-1_000, 1_000)
FLOWS = st.lists(EUROS, min_size=2, max_size=7)
RATES = st.floats(0.0, 0.5)


def test_an_amount_is_worth_less_the_later_it_comes():
    assert present_value([121.0], rate=0.10, years=[2])[()] == pytest.approx(100.0)
    assert present_value([121.0], rate=0.10, years=[0])[()] == 121.0
    assert present_value([110.0], rate=0.21, years=[0.5])[()] == pytest.approx(100.0)


def test_every_row_of_amounts_has_its_own_present_value():
    assert present_value([[100.0, 110.0], [0.0, 220.0]], rate=0.10, years=[0, 1]).tolist() == pytest.approx([200, 200])


@given(FLOWS, RATES)
def test_npv_is_that_of_numpy_financial_and_excels_is_a_year_further_off(amounts, rate):
    assert npv(amounts, rate=rate) == pytest.approx(npf.npv(rate, amounts), abs=1e-6)
    assert excel_npv(amounts, rate=rate) * (1 + rate) == pytest.approx(npf.npv(rate, amounts), abs=1e-6)


@pytest.mark.parametrize(
    ("amounts", "rates"),
    [
        ([-100, 110], [0.10]),
        ([-100, 0, 121], [0.10]),
        ([-100, 230, -132], [0.10, 0.20]),
        ([-1000, 6000, -11000, 6000], [0.0, 1.0, 2.0]),
        ([-100, 240, -144], [0.20]),
        ([-100, 50], [-0.50]),
        ([-100, 10, 10], None),
        ([-100, -10], []),
        ([100, 10], []),
        ([100, -200, 200], []),
        ([0, 0, 0], []),
        ([0, -100, 110], [0.10]),
        ([-100, 110, 0, 0], [0.10]),
        ([-1e-9, 1.1e-9], [0.10]),
        ([-1e12, 1.1e12], [0.10]),
        ([-100, 110, 0.1 + 0.2 - 0.3], [0.10]),
        ([-100, 110, 0.3 - 0.2 - 0.1], [0.10]),
    ],
    ids=str,
)
def test_every_internal_rate_of_return_is_found(amounts, rates):
    found = irr_values(amounts)
    if rates is None:
        assert len(found) == 1 and npv(amounts, rate=found[0]) == pytest.approx(0.0, abs=1e-6)
    else:
        assert found == pytest.approx(rates, abs=1e-6)


def test_a_rate_of_return_in_the_middle_of_years():
    rates = irr_values([-100.0, 110.0, 121.0], years=[0.0, 0.5, 1.5])
    assert len(rates) == 1
    assert present_value([-100.0, 110.0, 121.0], rate=rates[0], years=[0.0, 0.5, 1.5]) == pytest.approx(0.0, abs=1e-8)
    assert irr_values([-100.0, 110.0], years=[0.0, 0.5]) == pytest.approx((0.21,))


@given(st.lists(st.integers(1, 1000), min_size=1, max_size=3), st.lists(st.integers(1, 1000), min_size=1, max_size=6))
def test_what_is_laid_out_first_and_then_comes_back_has_exactly_one_rate(out, back):
    """Descartes: as many positive roots as changes of sign, or an even number fewer."""
    amounts = [-euros for euros in out] + back
    rates = irr_values(amounts)
    assert len(rates) == 1
    assert npv(amounts, rate=rates[0]) == pytest.approx(0.0, abs=1e-5 * sum(map(abs, amounts)))
    assert rates[0] == pytest.approx(npf.irr(amounts), abs=1e-8)


@pytest.mark.parametrize("exchange", [0.01, 1.1, 7.46, 1e6])
def test_a_rate_of_return_does_not_depend_on_the_currency(exchange):
    for amounts in ([-100, 39, 59, 55, 20], [-100, 230, -132], [100, 10]):
        assert irr_values([exchange * euros for euros in amounts]) == pytest.approx(irr_values(amounts), abs=1e-9)


@given(FLOWS, RATES, RATES)
@example([-100, 110], 0.1, 0.1)
def test_mirr_is_that_of_numpy_financial(amounts, finance, reinvest):
    ours = mirr(amounts, finance_rate=finance, reinvest_rate=reinvest)
    if min(amounts) < 0 < max(amounts):
        assert ours == pytest.approx(npf.mirr(amounts, finance, reinvest), rel=1e-9, abs=1e-9)
    else:
        assert np.isnan(ours)


def test_mirr_of_a_single_round_is_the_rate_itself():
    assert mirr([-100.0, 150.0], finance_rate=0.08, reinvest_rate=0.08) == pytest.approx(0.50)
    assert mirr([[-100.0, 150.0], [-100.0, 50.0]], finance_rate=0.1, reinvest_rate=0.1) == pytest.approx([0.5, -0.5])


@pytest.mark.parametrize(
    ("net", "years"),
    [
        ([-100.0, 25.0, 50.0, 100.0], 2.25),
        ([-100.0, 100.0], 1.0),
        ([-100.0, 50.0, 50.0, 0.0], 2.0),
        ([-100.0, 200.0, -150.0, 100.0], 2.5),
        ([-100.0, 200.0, -100.0, 0.0], 0.5),
        ([-100.0, 200.0, -150.0], np.nan),
        ([50.0, -80.0, 40.0], 1.75),
        ([0.0, 10.0], 0.0),
        ([10.0, 0.0], 0.0),
        ([0.0, 0.0], 0.0),
        ([0.0, -10.0], np.nan),
    ],
    ids=str,
)
def test_payback_is_where_the_running_total_comes_above_zero_for_good(net, years):
    assert payback_years(net) == pytest.approx(years, nan_ok=True)


@given(st.lists(EUROS, min_size=2, max_size=6))
def test_payback_beside_a_slow_loop(net):
    """After the payback the running total never is below 0 any more; just before it, it is."""
    years, totals = payback_years(net), [*accumulate(net)]
    if np.isnan(years):
        assert totals[-1] < 0
        return
    assert all(total >= 0 for year, total in enumerate(totals) if year >= years)
    if years:
        assert np.interp(years, range(len(net)), totals) == pytest.approx(0.0, abs=1e-6)
        assert np.interp(years - 1e-6, range(len(net)), totals) < 0


def test_payback_of_many_draws_at_once():
    net = np.random.default_rng(1).normal(20, 60, (200, 5)) - np.array([100, 0, 0, 0, 0])
    assert payback_years(net) == pytest.approx([payback_years(row) for row in net], nan_ok=True)


def test_amounts_on_days_of_their_own():
    days = [date(2025, 1, 1), date(2026, 1, 1), date(2027, 1, 1)]
    assert xnpv([-100.0, 55.0, 60.5], days, rate=0.10) == pytest.approx(0.0, abs=1e-9)
    assert xirr([-100.0, 55.0, 60.5], days) == pytest.approx(0.10)
    assert xirr([60.5, -100.0, 55.0], [days[2], days[0], days[1]]) == pytest.approx(0.10)


@pytest.mark.parametrize("amounts", [[100.0, 10.0], [-100.0, -10.0], [0.0, 0.0], [-100.0, 230.0, -132.0]])
def test_no_rate_is_claimed_where_there_is_none_or_more_than_one(amounts):
    days = [date(2025 + year, 1, 1) for year in range(len(amounts))]
    assert np.isnan(xirr(amounts, days))
