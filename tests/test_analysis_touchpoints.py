"""Ten contacts, worked out by head: every count and every euro of touchpoint_savings, and of the oracle."""

from __future__ import annotations

import datetime as dt

import duckdb
import pandas as pd
import pytest
import ten_contacts as ten
import touchpoint_oracle as oracle
from touchpoint_logs import in_duckdb
from touchpoint_numbers import differences, found, numbers

from cxkit.analysis.touchpoints import costs, pages, repeats, satisfaction, switches, volumes
from cxkit.analysis.touchpoints.frames import period_of, prepared
from cxkit.errors import NotEnoughData, SettingsError

LEVERS = {
    "fewer_contacts": {"bill": [0.1, 0.1, 0.1]},
    "fewer_repeats": {"all": [0.5, 0.5, 0.5]},
    "fewer_switches": {"chat > phone": [0.25, 0.25, 0.25]},
    "shorter_handling": {"fault": [0.5, 0.5, 0.5]},
}
WORKED_OUT = {
    "volumes": {
        # c02 2.40 / 2, c10 3.00 / 2; one of the two measured; c07 not answered
        ("bill", "chat", ""): {"contacts_n": 2, "unanswered_n": 1, "handled_n": 1, "cost_eur": 1.2 + 1.5,
                               "marginal_eur": 2.7, "customers_n": 1, "handling_seconds_mean": 240},
        # c03, c04, c06 4.00, c08 6.40; half of 0.40 remains of each; (360 + 360 + 360 + 600) / 4
        ("bill", "phone", ""): {"contacts_n": 4, "unanswered_n": 0, "handled_n": 4, "cost_eur": 3 * 4 + 6.4,
                                "marginal_eur": 18.4 - 4 * 0.2, "customers_n": 2, "handling_seconds_mean": 420},
        ("fault", "chat", ""): {"contacts_n": 1, "unanswered_n": 0, "handled_n": 1, "cost_eur": 1.8,
                                "marginal_eur": 1.8, "customers_n": 1, "handling_seconds_mean": 360},
        # c01 2.80, c05 5.20; closed after 1 and 3 hours
        ("fault", "phone", ""): {"contacts_n": 2, "unanswered_n": 0, "handled_n": 2, "cost_eur": 2.8 + 5.2,
                                 "marginal_eur": 8 - 2 * 0.2, "customers_n": 1, "lead_hours_mean": 2},
    },
    "topics": {
        # seven, of which c07 was not answered: 2.70 + 18.40; closed after 4, 6, 6, 6 and 10 minutes
        "bill": {"contacts_n": 6, "unanswered_n": 1, "customers_n": 2, "cost_eur_year": 21.1,
                 "marginal_eur_year": 20.3, "repeats_n": 2, "repeat_share": 2 / 5, "lead_hours_mean": 32 / 5 / 60,
                 "demand": "value", "answers_n": 2, "score_mean": (3 + 9) / 2, "negative_share": 1 / 2},
        "fault": {"contacts_n": 3, "unanswered_n": 0, "customers_n": 1, "cost_eur_year": 9.8,
                  "marginal_eur_year": 9.4, "repeats_n": 0, "repeat_share": 0, "lead_hours_mean": 5 / 3,
                  "demand": "failure", "answers_n": 1, "score_mean": 7, "negative_share": 0},
    },
    "channels": {
        "chat": {"contacts_n": 3, "customers_n": 2, "seconds": 300, "imputed_n": 1, "time_eur": 1.5, "fixed_eur": 0,
                 "cost_per_contact_eur": 1.5, "marginal_per_contact_eur": 1.5, "basis": "handling time"},
        # 240 + 360 + 360 + 480 + 360 + 600 = 2400 s of six calls
        "phone": {"contacts_n": 6, "customers_n": 2, "seconds": 400, "imputed_n": 0, "time_eur": 4, "fixed_eur": 0.4,
                  "cost_per_contact_eur": 4.4, "marginal_per_contact_eur": 4.2, "basis": "handling time"},
    },
    "repeats": {
        # of the seven of A and B; within a day only c03, which is c02 followed up: six firsts, one followed
        1: {"eligible_n": 7, "customers_n": 2, "repeats_n": 1, "repeat_share": 1 / 7, "fcr": 5 / 6, "cost_eur_year": 4},
        # c03 and c04; the firsts are c02, c05, c06, c08, c09, of which c02 is followed
        # A: 2 repeats of 4, expected 8/7; B: 0 of 3, expected 6/7; se = sqrt(36/49 + 36/49) / 7
        3: {"eligible_n": 7, "customers_n": 2, "repeats_n": 2, "repeat_share": 2 / 7, "fcr": 4 / 5,
            "repeat_high": 2 / 7 + 1.959963985 * (72 / 49) ** 0.5 / 7, "cost_eur_year": 8},
        7: {"eligible_n": 7, "customers_n": 2, "repeats_n": 2, "repeat_share": 2 / 7, "fcr": 4 / 5,
            "repeat_low": 0, "fcr_high": 1, "cost_eur_year": 8},
    },
    # c03; three chats were answered
    "switches": {"chat > phone": {"contacts_n": 1, "customers_n": 1, "share": 1 / 3, "unwanted": True,
                                  "cost_eur_year": 4}},
    # c06 after v1; v2 comes 24 hours and a minute before c08
    "pages": {"/bill": {"visits_n": 2, "after_n": 1, "before_n": 0, "excess_n": 1, "customers_n": 1,
                        "naive_eur_year": 4, "cost_eur_year": 4}},
    "events": {"compensation": {"events_n": 2, "customers_n": 2, "cost_eur_year": 25 + 15, "top2_share": 1},
               "engineer": {"events_n": 1, "customers_n": 1, "cost_eur_year": 90, "top2_share": 1}},
    "months": {
        (2025, 1): {"contacts_n": 1, "unanswered_n": 0, "days_n": 31, "whole": True, "per_day": 1 / 31},
        (2025, 3): {"contacts_n": 7, "unanswered_n": 1, "days_n": 31, "whole": True, "per_day": 8 / 31},
        (2025, 12): {"contacts_n": 1, "unanswered_n": 0, "days_n": 31, "whole": True, "per_day": 1 / 31},
    },
    # squares are spread by topic: bill is 4 contacts of A and 1 of B, (16 + 1) / 5 = 3.4; fault 2 of B, 4 / 2 = 2
    "cells": {
        # c02, c08, c10: 240/2 + 600 + 300/2 handling seconds; 1.20^2 + 6.20^2 + 1.50^2
        ("bill", False, "", ""): {"contacts_n": 3, "hours": 870 / 3600, "cost_eur": 9.1, "time_eur": 8.7,
                                  "marginal_eur": 8.9, "marginal_eur2": 42.13 * 3.4},
        ("bill", False, "", "/bill"): {"contacts_n": 1, "hours": 0.1, "cost_eur": 4, "time_eur": 3.6,
                                       "marginal_eur": 3.8, "marginal_eur2": 14.44 * 3.4},
        ("bill", True, "", ""): {"contacts_n": 1, "hours": 0.1, "cost_eur": 4, "time_eur": 3.6,
                                 "marginal_eur": 3.8, "marginal_eur2": 14.44 * 3.4},
        ("bill", True, "chat > phone", ""): {"contacts_n": 1, "hours": 0.1, "cost_eur": 4, "time_eur": 3.6,
                                             "marginal_eur": 3.8, "marginal_eur2": 14.44 * 3.4},
        # c01, c05, c09: 240 + 480 + 360/2 seconds; 2.60^2 + 5.00^2 + 1.80^2
        ("fault", False, "", ""): {"contacts_n": 3, "hours": 0.25, "cost_eur": 9.8, "time_eur": 9,
                                   "marginal_eur": 9.4, "marginal_eur2": 35 * 2},
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def connection():
    """Return a DuckDB in memory."""
    with duckdb.connect() as held:
        yield held


def result_of(log, connection, **given):
    return found(in_duckdb(log, connection), ten.settings(**given))[0]


class Parts:
    """The reductions of a log one by one, each only when asked for."""

    def __init__(self, log, connection, **given):
        self.settings, self.frames = ten.settings(**given), in_duckdb(log, connection)
        self.contacts = prepared(self.frames["contacts"], settings=self.settings)
        first, last, *_ = volumes.span(self.contacts)
        self.held = {"period": period_of(first, last, settings=self.settings)}

    @property
    def costed(self):
        counted = volumes.volumes(self.contacts, **self.held)
        answered, has_handling = (
            counted[counted["contacts_n"] > 0],
            "handling_seconds" in self.frames["contacts"].columns,
        )
        self.terms = costs.channel_terms(answered, settings=self.settings, has_handling=has_handling)
        return costs.with_costs(counted, self.terms, settings=self.settings)

    @property
    def channels(self):
        return costs.channel_costs(self.costed, self.terms, settings=self.settings, dispersion=1.0).set_index("channel")

    @property
    def repeats(self):
        return repeats.repeats(self.contacts, days=[1, 3, 7], **self.held).set_index("days")

    @property
    def switches(self):
        return switches.customers_of_switches(self.contacts, settings=self.settings, **self.held)

    @property
    def pages(self):
        table = self.frames.get("visits")
        columns = set(self.frames["contacts"].collect_schema().names())
        source = pages.source_of_visits(table, columns, settings=self.settings)
        visits = pages.page_visits(table, self.contacts, source, settings=self.settings)
        found = pages.pages(self.contacts, visits, source, settings=self.settings, dispersion=1.0, **self.held)
        return found.set_index("url")

    @property
    def satisfaction(self):
        scores, self.source = satisfaction.scored(self.contacts, self.frames.get("responses"), settings=self.settings)
        return satisfaction.satisfaction(scores, settings=self.settings, **self.held).set_index("topic")


def row_of(frame, **keys):
    """Return the one row of a frame with these keys."""
    for name, held in keys.items():
        frame = frame[frame[name] == held]
    assert len(frame) == 1
    return frame.iloc[0]


def test_every_count_and_every_euro_of_ten_contacts(connection):
    assert differences(numbers(in_duckdb(ten.log(), connection), ten.settings()), WORKED_OUT) == []


def test_the_oracle_agrees_with_what_was_worked_out():
    words = ("demand", "basis")
    plain = {
        name: {key: {column: n for column, n in row.items() if column not in words} for key, row in rows.items()}
        for name, rows in WORKED_OUT.items()
    }
    assert differences(oracle.reduced(ten.log(), ten.settings()), plain) == []


def test_a_whole_year_is_not_scaled(connection):
    facts = result_of(ten.log(), connection).facts
    assert facts["days_n"] == 365
    assert facts["year_factor"] == 1
    assert (facts["period_from"], facts["period_until"]) == (dt.date(2025, 1, 1), dt.date(2025, 12, 31))
    assert (facts["contacts_n"], facts["answered_n"], facts["unanswered_n"]) == (10, 9, 1)
    assert facts["customers_n"] == 2
    assert facts["imputed_n"] == 1
    assert facts["cost_eur_year"] == pytest.approx(21.1 + 9.8)
    assert facts["failure_share"] == pytest.approx(3 / 9)
    assert facts["failure_cost_eur_year"] == pytest.approx(9.8)


def test_part_of_a_year_is_scaled_and_the_log_before_it_is_history(connection):
    # 5 to 25 March is 21 days: c04 to c09, of which c07 not answered; c04 still repeats c03 of the 3rd
    result = result_of(ten.log(), connection, count_from="2025-03-05", count_until="2025-03-25")
    topics = result.topics.set_index("topic")
    assert result.facts["days_n"] == 21
    assert topics.loc["bill", ["contacts_n", "unanswered_n", "repeats_n"]].tolist() == [3, 1, 1]
    assert topics.loc["bill", "cost_eur_year"] == pytest.approx((4 + 4 + 6.4) * 365 / 21)
    assert result.switches.empty  # c03 lies before the period


def test_levers_save_each_euro_once(connection):
    totals = result_of(ten.log(), connection, **LEVERS).totals.set_index("name")["eur_year"]
    # alone: 0.1 x 20.30 + 0.5 x 7.60 + 0.25 x 3.80 + 0.5 x 9.00 of time
    assert totals["gross"] == pytest.approx(2.03 + 3.8 + 0.95 + 4.5)
    # together: 0.1 of c02, c08, c10 and c06; 1 - 0.9 x 0.5 of c04; 1 - 0.9 x 0.5 x 0.75 of c03; half the time of fault
    assert totals["contacts_net"] == pytest.approx(0.89 + 0.38 + 3.8 * 0.55 + 3.8 * 0.6625 + 4.5)
    assert totals["overlap"] == pytest.approx(11.28 - 10.3775)
    assert totals["net"] == pytest.approx(10.3775)
    # at average cost, added up: 0.1 x 21.10 + 0.5 x 8.00 + 0.25 x 4.00 + 4.50
    assert totals["naive_average"] == pytest.approx(2.11 + 4 + 1 + 4.5)


def test_a_lever_on_a_page_works_on_what_the_page_causes(connection):
    log = ten.log()
    log["visits"].loc[1, "visited_at"] = pd.Timestamp("2025-03-20 09:30")  # v2: after c08, which it cannot have caused
    lever = {"fewer_after_page": {"/bill": [0.4, 0.4, 0.4]}}
    result = result_of(ten.log(), connection, **lever)
    assert row_of(result.lines, lever="fewer_after_page")["alone_eur"] == pytest.approx(0.4 * 3.8)
    result = result_of(log, connection, **lever)
    assert row_of(result.pages, url="/bill")[["after_n", "before_n", "excess_n"]].tolist() == [1, 1, 0]
    assert row_of(result.lines, lever="fewer_after_page")["alone_eur"] == 0


def test_a_paid_hour_has_shrinkage_in_it_and_a_department_its_own_rate(connection):
    log = ten.log()
    log["contacts"] = log["contacts"].assign(department=["Senior"] + ["Desk"] * 9)
    paid = {"rate_basis": "paid hour", "occupancy": 0.8, "shrinkage": 0.25}
    costed = Parts(log, connection, **paid, hourly_rate_eur_by_department={"Senior": 72.0}).costed
    # c01: 240 s at 0.02 EUR / (0.8 x 0.75) = 8.00, and 0.40; c05: 480 s at 0.01 EUR / 0.6 = 8.00, and 0.40
    faults = costed[(costed["topic"] == "fault") & (costed["channel"] == "phone")].set_index("department")["cost_eur"]
    assert faults.to_dict() == pytest.approx({"Senior": 8.4, "Desk": 8.4})


def test_a_given_cost_has_no_part_that_is_time(connection):
    log = ten.log()
    log["contacts"] = log["contacts"].assign(cost_eur=[3.0] * 4 + [5.0] * 5 + [None])
    parts = Parts(log, connection, cost_from="column", given_cost_saved=0.5)
    chat = parts.channels.loc["chat"]  # c02 3.00, c09 5.00, and c10 their mean
    assert chat[["cost_per_contact_eur", "marginal_per_contact_eur", "time_eur"]].tolist() == [4, 2, 0]
    assert chat["basis"] == "column"
    assert parts.costed["hours"].sum() == pytest.approx((870 + 3 * 360 + 900) / 3600)


def test_a_stated_cost(connection):
    stated = {"cost_from": "stated", "cost_per_contact_eur": {"chat": 2.0, "phone": 6.0}, "given_cost_saved": 0.7}
    costed = Parts(ten.log(), connection, **stated).costed
    assert costed["cost_eur"].sum() == pytest.approx(3 * 2 + 6 * 6)
    assert costed["marginal_eur"].sum() == pytest.approx(0.7 * 42)


def test_talk_time_and_after_call_work_stand_in_for_handling_time(connection):
    log = ten.log()
    talked = log["contacts"].rename(columns={"handling_seconds": "talk_seconds"})
    parts = Parts(log | {"contacts": talked}, connection, wrap_up_seconds=60.0)
    assert parts.channels.loc["phone", ["seconds", "basis"]].tolist() == [460, "talk time"]
    assert row_of(parts.costed, topic="bill", channel="phone")["talk_seconds_mean"] == pytest.approx(420)


def test_no_seconds_at_all_are_no_measurement(connection):
    log = ten.log()
    log["contacts"].loc[1, "handling_seconds"] = 0.0  # c02: so c09 alone says how long a chat takes
    assert Parts(log, connection).channels.loc["chat", ["imputed_n", "seconds"]].tolist() == [2, 360]


def test_a_channel_that_is_never_measured_costs_its_fixed_part_or_nothing_can_be_said(connection):
    log = ten.log()
    log["contacts"].loc[log["contacts"]["channel"] == "chat", "handling_seconds"] = None
    chat = Parts(log, connection, fixed_cost_eur={"chat": 0.2}).channels.loc["chat"]
    assert chat["cost_per_contact_eur"] == pytest.approx(0.2)
    assert chat[["basis", "imputed_n"]].tolist() == ["fixed part", 0]
    with pytest.raises(SettingsError, match="chat"):
        result_of(log, connection)


def test_a_channel_on_which_nobody_was_answered_costs_nothing(connection):
    log = ten.log()
    log["contacts"].loc[6, "channel"] = "letter"  # c07
    result = result_of(log, connection)
    assert result.facts["cost_eur_year"] == pytest.approx(30.9)
    assert result.facts["unanswered_n"] == 1


def test_a_solved_contact_is_followed_by_no_switch(connection):
    log = ten.log()
    log["contacts"] = log["contacts"].assign(resolved=[None, True] + [False] * 8)
    assert Parts(log, connection).switches.empty
    log["contacts"].loc[1, "resolved"] = None
    assert Parts(log, connection).switches["switch"].tolist() == ["chat > phone"]


def test_a_switch_comes_within_so_many_hours(connection):
    assert Parts(ten.log(), connection, switch_within_hours=2).switches["switch"].tolist() == ["chat > phone"]
    assert Parts(ten.log(), connection, switch_within_hours=1).switches.empty


def test_unresolved_is_known_only_from_the_log(connection):
    log = ten.log()
    assert result_of(log, connection).facts["unresolved_known"] is False
    log["contacts"] = log["contacts"].assign(resolved=False)
    assert result_of(log, connection).facts["unresolved_known"] is True


def test_a_contact_before_the_previous_one_closed_is_a_repeat(connection):
    log = ten.log()
    log["contacts"].loc[1, "closed_at"] = pd.Timestamp("2025-03-04")  # c02: open when c03 comes
    assert Parts(log, connection).repeats.loc[1, "repeats_n"] == 1


def test_the_boundary_itself_counts(connection):
    log = ten.log()
    log["contacts"].loc[3, "started_at"] = pd.Timestamp("2025-03-04 12:06")  # c04: a day after c03 was closed
    assert Parts(log, connection).repeats.loc[1, "repeats_n"] == 2
    log["contacts"].loc[3, "started_at"] += pd.Timedelta(seconds=1)
    assert Parts(log, connection).repeats.loc[1, "repeats_n"] == 1


def test_a_contact_whose_history_or_sequel_is_not_in_the_log_is_not_compared(connection):
    log = ten.log()
    log["contacts"] = log["contacts"].iloc[1:9]  # c02 to c09: the log is 3 to 25 March
    found = Parts(log, connection).repeats
    # within a week of the first day c02 to c06, so from midnight of 10 March to that of 19 March nobody at all
    assert found.empty
    log["contacts"].loc[7, "started_at"] = pd.Timestamp("2025-03-18 09:00")  # c08
    log["contacts"].loc[7, "closed_at"] = pd.Timestamp("2025-03-19 00:00")
    assert Parts(log, connection).repeats["eligible_n"].tolist() == [1, 1, 1]
    log["contacts"].loc[7, "closed_at"] = pd.Timestamp("2025-03-19 00:01")
    assert Parts(log, connection).repeats.empty


def test_without_customers_there_is_no_repeat_no_switch_and_no_page(connection):
    log = ten.log()
    log["contacts"] = log["contacts"].drop(columns="customer_id")
    result = result_of(log, connection)
    assert result.repeats.empty
    assert result.switches.empty
    assert result.pages.empty
    assert result.facts["cost_eur_year"] == pytest.approx(30.9)
    assert (result.facts["with_customer"], result.facts["customers_n"]) == (False, None)


def without_visits():
    """Return the ten contacts without visits; c03 began on the page, c04 comes 48 hours later."""
    log = ten.log()
    del log["visits"]
    log["contacts"] = log["contacts"].assign(url=[None, None, "/bill"] + [None] * 7)
    return log


def test_without_visits_a_contact_that_carries_the_page_is_a_visit_and_not_after_one(connection):
    page = Parts(without_visits(), connection, page_within_hours=48).pages.loc["/bill"]
    assert page[["visits_n", "after_n", "before_n"]].tolist() == [1, 1, 1]  # c04 after, c02 before
    page = Parts(without_visits(), connection, page_within_hours=47).pages.loc["/bill"]
    assert page[["visits_n", "after_n", "before_n"]].tolist() == [1, 0, 1]


def test_it_is_said_where_visits_come_from(connection):
    assert result_of(without_visits(), connection).facts["page_source"] == "contacts"


def test_beside_visits_a_contact_that_carries_the_page_is_a_contact(connection):
    log = ten.log()
    log["contacts"] = log["contacts"].assign(url=[None] * 5 + ["/bill"] + [None] * 4)  # c06, 20 minutes after v1
    assert Parts(log, connection).pages.loc["/bill", "after_n"] == 1


def test_an_answer_that_names_its_contact_is_about_that_one(connection):
    log = ten.log()
    log["responses"] = log["responses"].assign(contact_id=["c05", None, "c07", "c05"])  # c07 was not answered
    felt = Parts(log, connection).satisfaction
    assert felt["answers_n"].to_dict() == {"bill": 1, "fault": 2}  # the one that names none is about its last contact
    assert felt.loc["fault", "score_mean"] == (3 + 8) / 2


def test_scores_of_the_log_itself_within_the_scale(connection):
    log = ten.log()
    log["contacts"] = log["contacts"].assign(score=[5.0, 0.0, 2.0, 4.0, None, None, 1.0, None, None, None])
    del log["responses"]
    parts = Parts(log, connection, score_scale=[1, 5], negative_score_max=2)
    felt = parts.satisfaction
    assert felt.loc["bill", ["answers_n", "score_mean", "negative_share"]].tolist() == [2, 3, 0.5]  # c03, c04
    assert felt.loc["fault", ["answers_n", "score_mean"]].tolist() == [1, 5]
    assert parts.source == "contacts"


def test_a_period_without_contacts_is_refused(connection):
    with pytest.raises(NotEnoughData, match="2025-05-01"):
        result_of(ten.log(), connection, count_from="2025-05-01", count_until="2025-05-31")
