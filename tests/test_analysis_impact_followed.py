"""The course of success factors, and the band before anything was tried."""

import numpy as np
import pandas as pd
import pytest
from pilots_made import FACTORS, PLAN, measured, settings
from scipy import stats

from cxkit.analysis.impact.followed import band_of, bands, customers_in, series
from cxkit.analysis.impact.outside import outside_events


def firm(values, metric="minutes", start="2025-01-01"):
    periods = pd.date_range(start, periods=len(values), freq="MS")
    return pd.DataFrame({"unit": "firm", "period": periods, "metric": metric, "value": values})


def test_the_whole_is_what_no_pilot_claims():
    rows = pd.concat([measured(), firm([5.0, 6.0, 7.0], metric="score")])
    found = series(rows, settings=settings())
    whole = found[found["arm"] == "all"]
    assert whole["mean"].tolist() == [5.0, 6.0, 7.0]
    assert whole["low"].isna().all()


def test_an_arm_is_the_mean_of_its_units_with_a_t_interval():
    rows = measured(units_n=8)
    found = series(rows, settings=settings())
    first = found[(found["arm"] == "pilot") & (found["period"] == "2025-01-01")].iloc[0]
    values = rows.loc[rows["arm"].eq("pilot") & rows["period"].eq("2025-01-01"), "value"]
    assert first["mean"] == pytest.approx(values.mean())
    assert (first["low"], first["high"]) == pytest.approx(
        stats.t.interval(0.95, 3, loc=values.mean(), scale=stats.sem(values))
    )
    assert first["units_n"] == 4 and first["customers_n"] == 4


def test_a_neighbouring_journey_is_followed_per_arm_also_where_it_is_no_success_factor():
    rows = pd.concat([measured(units_n=8), measured(units_n=8, metric="next")])
    found = series(rows, settings=settings({"p": PLAN | {"spill_over": ["next"]}}))
    assert set(found.loc[found["metric"] == "next", "arm"]) == {"pilot", "control"}
    assert "next" not in set(series(rows, settings=settings())["metric"])


def test_of_teams_only_who_says_so_knows_the_customers():
    rows = pd.DataFrame({"unit": ["a", "b"], "customers_n": [30.0, np.nan]})
    assert customers_in(rows, units="teams").tolist()[0] == 30.0
    assert np.isnan(customers_in(rows.drop(columns="customers_n"), units="teams")).all()


def test_the_band_by_hand():
    mean, low, high = band_of(pd.Series([4.0, 6.0, 8.0]))
    assert mean == 6.0
    assert high - mean == pytest.approx(4.302653 * 2.0 * np.sqrt(4 / 3), rel=1e-6)
    assert mean - low == pytest.approx(high - mean)


def test_two_periods_make_no_band():
    assert np.isnan(band_of(pd.Series([1.0, 2.0]))[1])


def test_the_band_holds_the_next_period_as_often_as_it_says():
    draws = np.random.default_rng(7).normal(10, 2, (4000, 9))
    inside = [low <= row[-1] <= high for row in draws for _, low, high in [band_of(pd.Series(row[:-1]))]]
    assert np.mean(inside) == pytest.approx(0.95, abs=0.0105)


@pytest.mark.parametrize(
    ("latest", "outside", "improved"), [(5.0, False, False), (1.0, True, True), (9.0, True, False)]
)
def test_only_periods_before_the_first_pilot_make_the_band(latest, outside, improved):
    rows = pd.concat([measured(), firm([5.0, 5.2, 4.8, 5.0, latest])])
    found = bands(series(rows, settings=settings()), None, settings=settings())
    assert found["metric"].tolist() == ["minutes"]
    row = found.iloc[0]
    assert (row["mean"], row["periods_n"], row["frozen"]) == (pytest.approx(5.0), 4, False)
    assert (row["outside"], row["improved"]) == (outside, improved)
    assert FACTORS["minutes"]["better"] == "lower"


def test_events_name_the_pilots_that_were_being_measured():
    log = pd.DataFrame({
        "date": pd.to_datetime(["2025-06-01", "2025-04-30", "2025-08-31"]),
        "event": ["price", "outage", "campaign"], "pilot": [None, None, "q"], "arm": [None, None, "pilot"],
    })  # fmt: skip
    found = outside_events(log, settings().planned)
    assert found["event"].tolist() == ["outage", "price", "campaign"]
    assert found["pilots"].tolist() == [(), ("p",), ()]
    assert found["arm"].tolist() == ["", "", "pilot"]


def test_without_a_log_there_are_no_events():
    assert outside_events(None, {}).empty
