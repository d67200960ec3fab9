"""How sure the figures of a contact log are: customers who call often, times not measured, shares of none."""

from __future__ import annotations

import duckdb
import narwhals as nw
import numpy as np
import pandas as pd
import pytest

from cxkit.analysis.touchpoint_savings import touchpoint_savings
from cxkit.analysis.touchpoints import checks, frames, season
from cxkit.analysis.value import Z, wilson
from cxkit.errors import SettingsError
from cxkit.settings.touchpoints import TouchpointSavings

NONE = dict.fromkeys(
    ("fewer_after_page", "fewer_switches", "fewer_repeats", "shorter_handling", "fewer_events", "extra_work_hours_year",
     "concurrency", "fixed_cost_eur"), {},
) | {"pages": [], "switch_pairs": [], "failure_topics": []}  # fmt: skip
HOURLY = {"hourly_rate_eur": 36.0, "rate_basis": "productive hour", "occupancy": 1.0}
DAYS = pd.date_range("2025-01-01", "2025-12-31", freq="D")


@pytest.fixture(scope="module")
def connection():
    """Return a DuckDB in memory."""
    with duckdb.connect() as held:
        yield held


def log_of(connection, topic, customer_id, *, seconds=360.0, **more):
    """Return a checked log of one year, its contacts spread evenly over the days."""
    n = len(topic)
    day = DAYS[np.linspace(0, len(DAYS) - 1, n).astype(int)]
    log = pd.DataFrame(
        {"contact_id": [f"c{i:05d}" for i in range(n)], "topic": topic, "channel": "phone", "started_at": day,
         "customer_id": customer_id, "handling_seconds": seconds, **more}
    )  # fmt: skip
    log["started_epoch"] = log["started_at"].astype("datetime64[s]").astype("int64")
    return nw.from_native(connection.from_df(log))


def result_of(contacts, **given):
    return touchpoint_savings(
        contacts, settings=TouchpointSavings.check(NONE | HOURLY | {"fewer_contacts": {}} | given)
    )


def test_a_topic_of_customers_who_call_often_is_less_sure_than_one_of_customers_who_call_once(connection):
    """Both 400 calls of 3.60: 40 customers with 10 each vary by 400 x 10, 400 with one each by 400."""
    topic = ["bill"] * 400 + ["fault"] * 400
    customer = [f"a{i % 40}" for i in range(400)] + [f"b{i}" for i in range(400)]
    order = np.arange(800).reshape(2, 400).T.ravel()
    contacts = log_of(connection, [topic[i] for i in order], [customer[i] for i in order])
    topics = result_of(contacts).topics.set_index("topic")
    assert topics["cost_eur_year"].tolist() == pytest.approx([1440, 1440])
    half = (topics["high_eur"] - topics["low_eur"]) / 2
    assert half["bill"] == pytest.approx(Z * 3.6 * (400 * 10) ** 0.5)
    assert half["fault"] == pytest.approx(Z * 3.6 * 400**0.5)


def test_times_that_were_not_measured_make_the_mean_no_surer(connection):
    """Four measured times of 200 and 400 s: 3.00 on average, sd 1.00, so +- 1.96 x 1 / 2 whatever the 96 others."""
    seconds = [200.0, 400.0, 200.0, 400.0] + [None] * 96
    [phone] = result_of(
        log_of(connection, ["bill"] * 100, [f"a{i}" for i in range(100)], seconds=seconds)
    ).channels.to_dict("records")
    assert (phone["imputed_n"], phone["cost_per_contact_eur"]) == (96, pytest.approx(3.0))
    assert phone["high_eur"] - phone["cost_per_contact_eur"] == pytest.approx(Z * 1.0 / 2, rel=1e-6)


def test_no_repeat_at_all_is_not_a_share_that_is_certain(connection):
    result = result_of(log_of(connection, ["bill"] * 60, [f"a{i}" for i in range(60)]), repeat_sensitivity_days=[7])
    row = result.repeats.iloc[0]
    n = row["eligible_n"]
    assert row["repeat_share"] == 0
    assert (row["repeat_low"], row["repeat_high"]) == pytest.approx(wilson(0, n)[1:], abs=1e-12)
    assert row["fcr_low"] == pytest.approx(1 - wilson(0, n)[2])


def test_a_channel_on_which_nobody_was_answered_is_counted_apart_and_costs_nothing(connection):
    channel = ["phone"] * 50 + ["mail"] * 3
    answered = [True] * 50 + [False] * 3
    contacts = log_of(connection, ["bill"] * 53, [f"a{i}" for i in range(53)], channel=channel, answered=answered)
    result = result_of(contacts)
    assert result.channels["channel"].tolist() == ["phone"]
    mail = result.volumes.set_index("channel").loc["mail"]
    assert (mail["contacts_n"], mail["unanswered_n"], mail["cost_eur"]) == (0, 3, 0.0)
    assert result.rows.to_dict("records") == [
        {"table": "contacts", "reason": "not answered: counted apart", "rows_n": 3}
    ]


def test_with_a_given_cost_the_contacts_that_remain_get_dearer_too(connection):
    """1,000 calls of 10 euros, 8 of which falls away; half avoided; the other 500 a tenth dearer: 500 x 8 x 0.1."""
    contacts = log_of(connection, ["bill"] * 1000, [f"a{i}" for i in range(1000)])
    given = {"cost_from": "stated", "cost_per_contact_eur": {"phone": 10.0}, "given_cost_saved": 0.8,
             "fewer_contacts": {"bill": [0.5, 0.5, 0.5]}, "residual_dearer": [0.1, 0.1, 0.1]}  # fmt: skip
    totals = result_of(contacts, **given).totals.set_index("name")["eur_year"]
    assert totals["contacts_net"] == pytest.approx(4000)
    assert totals["residual_dearer"] == pytest.approx(-400)


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"count_from": "2024-06-01"}, ["count_from"]),
        ({"count_until": "2026-06-30"}, ["count_until"]),
        ({"count_from": "2027-01-01", "count_until": "2027-12-31"}, ["count_from", "count_until"]),
    ],
)
def test_a_period_outside_the_log_is_refused(given, named):
    settings = TouchpointSavings.check(given)
    period = frames.period_of(*(int(pd.Timestamp(day).timestamp()) for day in ("2025-01-02", "2025-12-30")),
                              settings=settings)  # fmt: skip
    with pytest.raises(SettingsError) as caught:
        checks.period(period, settings=settings)
    assert [fault.values["setting"] for fault in caught.value.faults] == named


def test_a_quiet_first_of_january_is_no_fault():
    settings = TouchpointSavings.check({"count_from": "2025-01-01", "count_until": "2025-12-31"})
    period = frames.period_of(*(int(pd.Timestamp(day).timestamp()) for day in ("2025-01-02", "2025-12-30")),
                              settings=settings)  # fmt: skip
    checks.period(period, settings=settings)
    assert (period.days_n, period.year_factor) == (365, 1.0)


def test_wrong_names_and_a_missing_cost_are_told_together(connection):
    contacts = log_of(connection, ["bill"] * 20, [f"a{i}" for i in range(20)], seconds=None)
    with pytest.raises(SettingsError) as caught:
        result_of(contacts, fewer_contacts={"bil": [0.1, 0.2, 0.3]}, fixed_cost_eur={})
    assert [sorted(fault.values) for fault in caught.value.faults] == [["name", "near", "setting"], ["channel"]]


def test_a_trend_of_months_that_take_after_each_other_is_less_sure():
    months = pd.date_range("2022-01-01", periods=36, freq="MS")
    rng = np.random.default_rng(2025)
    missed = 0
    for _ in range(200):
        noise = np.zeros(36)
        for i in range(1, 36):
            noise[i] = 0.6 * noise[i - 1] + rng.normal(0, 0.05)
        frame = pd.DataFrame({"month": months, "per_day": np.exp(4 + noise), "whole": True})
        missed += season.season(frame)["trend_status"] == "shown"
    assert missed <= 35  # 400 draws: 11.5 % claim a trend, without the widening 26.5 %; without autocorrelation 3.5 %
