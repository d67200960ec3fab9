"""The demo's contact log: made as its constants say, and known to the last contact."""

from __future__ import annotations

import ast
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cxkit.demo import contact_truth, contacts, cost_events, files, population, visits, write
from cxkit.demo.contact_details import UNANSWERED_SHARE
from cxkit.demo.contacts import (
    PAGE_CALL_SHARE,
    PROSPECT_CONTACTS_YEAR,
    REPEAT_DELAY_DAYS,
    REPEAT_SHARE,
    STRANGER_IDS,
    SWITCH_SHARE,
    UNRESOLVED_SHARE,
)
from cxkit.demo.cost_events import event_cost_eur_year
from cxkit.demo.moments import SEASON, TREND_SHARE_YEAR, drawn_days, later
from cxkit.demo.visits import CALLING_PAGE, QUIET_PAGE
from cxkit.settings.notebooks import TouchpointSavings

BEGAN_2025 = int(pd.Timestamp("2025-01-01").timestamp())
DAY, HOUR = pd.Timedelta(days=1), pd.Timedelta(hours=1)
NEARLY_OVER = pd.Timestamp("2025-12-20")  # what is caused after it may come after the log


@pytest.fixture(scope="module")
def made():
    return population()


@pytest.fixture(scope="module")
def log(made):
    return contacts(made)


@pytest.fixture(scope="module")
def base(log):
    """Base contacts that may cause another, with the number of contacts each of them caused, by cause."""
    mine = log[(log["cause"] == "") & log["answered"] & log["customer_id"].notna() & (log["started_at"] < NEARLY_OVER)]
    counts = {cause: log.loc[log["cause"] == cause, "caused_by"].value_counts() for cause in ("repeat", "switch")}
    return mine.assign(**{cause: mine["contact_id"].map(n).fillna(0) for cause, n in counts.items()})


@pytest.fixture(scope="module")
def truth(made):
    return contact_truth(made)


def chance_of(share: float, n: float) -> float:
    """Return four standard errors of a share of n."""
    return 4 * float(np.sqrt(share * (1 - share) / n))


def linked(log: pd.DataFrame, cause: str) -> pd.DataFrame:
    """Return the contacts of a cause beside the contact that caused them, as source_<name>."""
    return log[log["cause"] == cause].merge(
        log.add_prefix("source_"), left_on="caused_by", right_on="source_contact_id", validate="many_to_one"
    )


def test_the_demo_imports_nothing_that_estimates():
    for path in Path(files.__file__).parent.glob("*.py"):
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        names = {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
        names |= {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
        names = {name for name in names if not name.startswith("cxkit.demo.")}
        allowed = {"__future__", "collections.abc", "dataclasses", "hashlib", "numpy", "os", "pandas", "pathlib"}
        allowed |= {"cxkit", "cxkit.settings", "cxkit.settings.engagement", "cxkit.settings.instrument"}
        assert names <= allowed, path.name


def test_a_seed_always_gives_the_same_log():
    small = population(customers_n=300)
    pd.testing.assert_frame_equal(contacts(small), contacts(small))
    pd.testing.assert_frame_equal(visits(small), visits(small))
    pd.testing.assert_frame_equal(cost_events(small), cost_events(small))
    assert not contacts(small)["started_at"].equals(contacts(small, seed=1)["started_at"])


def test_the_log_holds_two_years_and_stays_small(log):
    assert 70_000 < len(log) <= 75_000
    assert log["started_at"].dt.date.agg(["min", "max"]).astype(str).tolist() == ["2024-01-01", "2025-12-31"]
    assert log["contact_id"].is_unique and log["contact_id"].is_monotonic_increasing
    assert log["started_at"].is_monotonic_increasing and (log["ended_at"] >= log["started_at"]).all()
    assert log["started_at"].dt.hour.between(8, 19).all()


def test_answered_contacts_follow_the_populations_contacts(made, log):
    """Each of contacts_n gives about .86 contacts in the log, whoever the customer is."""
    counted = log[log["answered"] & (log["channel"] != "website") & (log["started_at"].dt.year == 2025)]
    found = made.customers["customer_id"].map(counted["customer_id"].value_counts()).fillna(0)
    by_n = found.groupby(made.customers["contacts_n"]).mean()
    assert found.sum() / made.customers["contacts_n"].sum() == pytest.approx(0.86, abs=0.01)
    assert by_n.diff().dropna().to_numpy() == pytest.approx(0.87, abs=0.04)


def test_an_answered_base_contact_causes_a_repeat_as_often_as_its_topic_says(base):
    for topic, share in REPEAT_SHARE.items():
        here = base.loc[base["topic"] == topic, "repeat"]
        assert here.mean() == pytest.approx(share, abs=chance_of(share, len(here)))


def test_answered_contacts_are_unresolved_as_often_as_their_topic_says(log):
    for topic, share in UNRESOLVED_SHARE.items():
        here = log[(log["topic"] == topic) & log["answered"]]
        assert 1 - here["resolved"].mean() == pytest.approx(share, abs=chance_of(share, len(here)))


def test_unresolved_contacts_without_a_repeat_cause_a_call_as_often_as_their_channel_says(base):
    stuck = base[~base["resolved"] & (base["repeat"] == 0)]
    for channel, group in stuck.groupby("channel"):
        share = SWITCH_SHARE.get(channel, 0.0)
        assert group["switch"].mean() == pytest.approx(share, abs=chance_of(share, len(group)))
    assert base.loc[base["resolved"], "switch"].sum() == 0


def test_a_contact_causes_one_other_at_most_and_none_when_it_was_caused(log, base):
    assert (base["repeat"] + base["switch"]).max() == 1
    follow = log[log["cause"].isin(["repeat", "switch"])]
    assert follow["caused_by"].isin(log.loc[log["cause"] == "", "contact_id"]).all()
    assert (log.loc[log["cause"] == "", "caused_by"] == "").all()


def test_a_repeat_is_the_same_customer_topic_and_channel_within_seven_days_of_the_end(log):
    made = linked(log, "repeat")
    wait = made["started_at"] - made["source_ended_at"]
    assert all((made[name] == made[f"source_{name}"]).all() for name in ("customer_id", "topic", "channel"))
    assert not made["source_resolved"].any()
    assert (wait > pd.Timedelta(0)).all() and (wait <= 7 * DAY).all()


def test_repeats_wait_as_long_as_the_cut_exponential_says(log):
    """Mean of an exponential of 2 days cut at 7: 2 - 7 / (exp(3.5) - 1) = 1.782 days; opening time averages out."""
    made = linked(log, "repeat")
    assert REPEAT_DELAY_DAYS == {"mean": 2.0, "most": 7.0}
    days = (made["started_at"] - made["source_ended_at"]) / DAY
    assert days.mean() == pytest.approx(1.782, abs=0.15)


def test_a_switch_is_a_call_about_the_same_within_24_hours_of_an_unresolved_contact(log):
    made = linked(log, "switch")
    wait = made["started_at"] - made["source_started_at"]
    assert all((made[name] == made[f"source_{name}"]).all() for name in ("customer_id", "topic"))
    assert set(made["channel"]) == {"telefoon"} and set(made["source_channel"]) == {"website", "chat"}
    assert (wait > pd.Timedelta(0)).all() and (wait <= 24 * HOUR).all()


def test_visits_to_one_page_cause_calls_about_invoices_within_24_hours(made, log):
    seen = visits(made)
    made_calls = log[log["cause"] == "page"].merge(seen, left_on="caused_by", right_on="visit_id", validate="1:1")
    wait = made_calls["started_at"] - made_calls["visited_at"]
    visits_n = (seen["url"] == CALLING_PAGE).sum()
    assert (made_calls["customer_id_x"] == made_calls["customer_id_y"]).all()
    assert set(made_calls["url"]) == {CALLING_PAGE} and set(made_calls["topic"]) == {"factuur"}
    assert (wait > pd.Timedelta(0)).all() and (wait <= 24 * HOUR).all()
    assert len(made_calls) / visits_n == pytest.approx(PAGE_CALL_SHARE, abs=chance_of(PAGE_CALL_SHARE, visits_n))


def test_without_what_the_page_causes_as_many_contact_before_a_visit_as_after(made):
    pairs = contacts(made, page_causes=False).merge(visits(made), on="customer_id")
    wait = pairs["started_at"] - pairs["visited_at"]
    after_n, before_n = ((wait >= 0 * DAY) & (wait <= DAY)).sum(), ((wait < 0 * DAY) & (wait >= -DAY)).sum()
    assert before_n > 300
    assert abs(after_n - before_n) < 4 * np.sqrt(1.5 * (after_n + before_n))


@pytest.mark.parametrize(("flag", "cause"), [("repeats", "repeat"), ("switches", "switch"), ("page_causes", "page")])
def test_the_log_without_a_cause_lacks_exactly_what_it_caused(made, log, flag, cause):
    without = contacts(made, **{flag: False})
    gone = ~log["contact_id"].isin(without["contact_id"])
    assert (gone == (log["cause"] == cause)).all() and gone.sum() > 500
    pd.testing.assert_frame_equal(log[~gone].reset_index(drop=True), without)


def test_the_unanswered_take_no_time_and_solve_nothing(log):
    lost = log[~log["answered"]]
    for channel, group in log.groupby("channel"):
        share = UNANSWERED_SHARE.get(channel, 0.0)
        assert 1 - group["answered"].mean() == pytest.approx(share, abs=chance_of(share, len(group)))
    assert (lost[["talk_seconds", "handling_seconds"]] == 0).all(axis=None) and not lost["resolved"].any()


def test_handling_is_talk_and_what_comes_after_it(log):
    spoken = log[log["answered"] & log["channel"].isin(["telefoon", "chat"])]
    assert (spoken["handling_seconds"] > spoken["talk_seconds"]).all() and (spoken["talk_seconds"] > 0).all()
    assert log.loc[log["channel"].isin(["e-mail", "website"]), "talk_seconds"].isna().all()
    assert log["handling_seconds"].isna().equals(log["channel"] == "website")
    assert (log.groupby("topic")["department"].nunique() == 1).all()
    assert set(log["department"]) == {"Klantenservice", "Facturatie", "Backoffice"}


def test_a_handful_of_contacts_is_of_nobody_the_customers_file_holds(made, log):
    stranger = log["customer_id"].isin(STRANGER_IDS)
    assert log["customer_id"].isna().sum() == 2 * PROSPECT_CONTACTS_YEAR
    assert 4 <= stranger.sum() <= 20
    assert log.loc[log["customer_id"].notna() & ~stranger, "customer_id"].isin(made.customers["customer_id"]).all()


def test_every_topic_has_its_season_and_all_grow_alike(log):
    """Contacts a day over the mean month of the year, both years together; four standard errors of a count."""
    of_base = log[log["cause"] == ""]
    for topic, usual in SEASON.items():
        here = of_base.loc[of_base["topic"] == topic, "started_at"].dt
        counted = here.month.value_counts().sort_index() / [62, 57, 62, 60, 62, 60, 62, 62, 60, 62, 60, 62]
        share = counted / counted.mean()
        expected = np.array(usual) / np.mean(usual)
        assert (np.abs(share / expected - 1) < 4.5 / np.sqrt(60 * counted)).all(), topic
    years = of_base["started_at"].dt.year.value_counts()
    grown = (years[2025] / 365) / (years[2024] / 366) - 1
    assert grown == pytest.approx(TREND_SHARE_YEAR, abs=4 * np.sqrt(2 / 30_000))
    assert all(np.mean(usual) == pytest.approx(1, abs=0.005) for usual in SEASON.values())


def test_a_day_is_drawn_by_its_weight():
    """All of the season in February: the first chance is its first day, the last its last, in either year."""
    february = (0.0, 1.0, *[0.0] * 10)
    days = drawn_days(np.array([0.0, 0.9999, 0.0, 0.9999]), february, np.array([0, 0, 1, 1]))
    assert days.tolist() == [31, 59, 366 + 31, 366 + 58]


@pytest.mark.parametrize(("clock", "wait", "day", "expected"), [
    ("10:00:00", 3600, 0, "11:00:00"), ("19:00:00", 7200, 1, "09:00:00"), ("23:30:00", 60, 1, "08:01:00"),
    ("06:00:00", 60, 0, "08:01:00"), ("19:59:59", 43_200, 1, "19:59:59"),
])  # fmt: skip
def test_a_delay_runs_while_the_desk_is_open(clock, wait, day, expected):
    moment = pd.Timedelta(clock).seconds
    assert later(np.array([moment]), np.array([wait]))[0] == day * 86_400 + pd.Timedelta(expected).seconds


def test_the_unhappy_contact_about_invoices_and_faults(made, log):
    felt = log["customer_id"].map(made.customers.set_index("customer_id")["true_satisfaction"])
    means = felt.groupby(log["topic"]).mean()
    assert means[["factuur", "storing"]].max() < means[["meterstand", "contract", "verhuizing"]].min() - 0.25


def test_cost_events_come_to_the_known_cost_of_a_customer(made):
    made_events = cost_events(made)
    assert (made_events["cost_eur"] > 0).all() and made_events["occurred_at"].is_monotonic_increasing
    assert set(made_events["occurred_at"].dt.year) == {2024, 2025}
    for kind, cost in event_cost_eur_year().items():
        found = made_events.loc[made_events["kind"] == kind, "cost_eur"]
        noise = 4 * found.std() * np.sqrt(len(found))
        assert found.sum() == pytest.approx(2 * cost * len(made.customers), abs=noise)


def test_the_truth_counts_what_plain_loops_count(log, truth):
    repeated, switched, last = {}, {}, {}
    heard = log[log["answered"] & log["customer_id"].notna()]
    moments = [heard[name].astype("int64") for name in ("started_at", "ended_at")]
    columns = [heard[name] for name in ("customer_id", "topic", "channel", "resolved")]
    for customer, topic, channel, resolved, start, end in zip(*columns, *moments, strict=True):
        before = last.get((customer, topic))
        last[customer, topic] = channel, resolved, start, end
        if before is None or start < BEGAN_2025:
            continue
        from_channel, was_resolved, started, ended = before
        repeated[topic] = repeated.get(topic, 0) + (start - ended <= 7 * 86_400)
        if from_channel != channel and not was_resolved and start - started <= 86_400:
            switched[from_channel, channel] = switched.get((from_channel, channel), 0) + 1
    counted = truth.switches.set_index(["from_channel", "to_channel"])["counted_n"]
    assert truth.repeats.set_index("topic")["counted_n"].to_dict() == repeated
    assert counted[counted > 0].to_dict() == switched


def test_the_truth_counts_what_was_made(made, log, truth):
    of_year = log[log["started_at"].dt.year == 2025]
    heard = of_year[of_year["answered"]]
    assert (truth.answered_n, truth.unanswered_n) == (len(heard), len(of_year) - len(heard))
    assert truth.repeats["caused_n"].sum() == (heard["cause"] == "repeat").sum()
    assert truth.switches["caused_n"].sum() == (heard["cause"] == "switch").sum()
    assert truth.pages.set_index("url")["caused_n"].to_dict() == {
        CALLING_PAGE: (heard["cause"] == "page").sum(),
        QUIET_PAGE: 0,
    }
    assert truth.pages["visits_n"].sum() == (visits(made)["visited_at"].dt.year == 2025).sum()
    assert truth.events["events_n"].sum() == 0.11 * len(made.customers)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    write(folder)
    return folder


@pytest.mark.parametrize(("name", "line"), [
    (files.CONTACTS_FILE, r"C\d{6};\d{7};MOMENT;MOMENT;telefoon;\w+;\w+;ja;(ja|nee);\d+;\d+"),
    (files.EVENTS_FILE, r"K\d{5};\d{7};\d\d-\d\d-202[45];(compensatie|retour|klacht);\d+,\d\d"),
])  # fmt: skip
def test_files_are_as_a_dutch_client_sends_them(folder, name, line):
    lines = pd.Series((folder / name).read_text(encoding="utf-8").splitlines())
    whole = lines.str.fullmatch(line.replace("MOMENT", r"\d\d-\d\d-202[456] \d\d:\d\d:\d\d"))
    assert not whole[0] and whole.sum() > 4_000
    assert lines.str.count(";").nunique() == 1


def test_files_say_what_was_made(folder, made, log):
    sent = pd.read_csv(folder / files.CONTACTS_FILE, sep=";", dtype={"klantnr": "str"})
    columns = TouchpointSavings().columns
    read = sent.rename(columns=columns["contacts"])
    assert set(columns["contacts"]) == set(sent.columns)
    for name in ("started_at", "ended_at"):
        told = pd.to_datetime(read[name], format="%d-%m-%Y %H:%M:%S")
        assert (told == log[name]).all()
    for name in ("answered", "resolved"):
        assert (read[name].map({"ja": True, "nee": False}) == log[name]).all()
    for name in ("contact_id", "customer_id", "channel", "topic", "department", "talk_seconds", "handling_seconds"):
        pd.testing.assert_series_equal(read[name], log[name], check_dtype=False)
    costs = pd.read_csv(folder / files.EVENTS_FILE, sep=";", decimal=",")
    assert costs["bedrag"].tolist() == cost_events(made)["cost_eur"].tolist()
    assert set(costs.columns) == set(columns["cost_events"])
    assert set(pd.read_parquet(folder / files.VISITS_FILE).columns) == set(columns["visits"])
