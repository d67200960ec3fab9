"""A real call log from workbook to words: unanswered calls, no customers, talk times only."""

import pytest
from test_real_call_centre_intake import COLUMNS

import cxkit as cx
from cxkit.analysis.touchpoint_savings import touchpoint_savings
from cxkit.intake import load
from cxkit.settings.touchpoints import TouchpointSavings

T = cx.touchpoints
NONE = dict.fromkeys(
    ("fewer_after_page", "fewer_switches", "fewer_events", "extra_work_hours_year", "concurrency", "fixed_cost_eur"), {}
)


@pytest.fixture(scope="module")
def log(real_data):
    """Return settings, tables and result of the call log, with a saving on one topic."""
    settings = TouchpointSavings.check(
        NONE
        | {
            "client": "proef",
            "period": "2021",
            "audience": "client",
            "sources": {"contacts": str(real_data / "call_centre" / "Call-Center-Dataset.xlsx")},
            "columns": {"contacts": COLUMNS},
            "constants": {"contacts": {"channel": "phone"}},
            "failure_topics": ["Technical Support"],
            "fewer_contacts": {"Technical Support": [0.1, 0.2, 0.3]},
            "fewer_repeats": {"all": [0.1, 0.2, 0.3]},
            "shorter_handling": {},
            "pages": [],
            "switch_pairs": [],
            "score_scale": [1, 5],
            "negative_score_max": 2,
            "wrap_up_seconds": 60.0,
        }
    )
    tables = load(settings)
    return settings, tables, touchpoint_savings(tables.contacts, settings=settings)


@pytest.fixture(scope="module")
def report(log):
    settings, tables, result = log
    return cx.protect(result, settings=settings, tables=tables)


def test_unanswered_calls_lower_no_mean(log):
    """The file's own figures: 946 of 5,000 not answered; mean talk of the others 224.92 s, mean rating 3.40."""
    _, _, result = log
    topics = result.topics
    assert (topics["contacts_n"].sum(), topics["unanswered_n"].sum(), topics["answers_n"].sum()) == (4054, 946, 4054)
    weights = topics["contacts_n"] / 4054
    assert (topics["talk_seconds_mean"] * weights).sum() == pytest.approx(224.92, abs=0.01)
    assert (topics["score_mean"] * weights).sum() == pytest.approx(3.40, abs=0.005)


def test_a_call_costs_its_talk_time_and_after_call_work(log):
    """(224.92 + 60) s x 42 euros an hour / (0.85 x 0.70) = 5.587 euros."""
    _, _, result = log
    [phone] = result.channels.to_dict("records")
    assert phone["basis"] == "talk time"
    assert phone["cost_per_contact_eur"] == pytest.approx((224.9228 + 60) / 3600 * 42 / (0.85 * 0.7), rel=1e-6)


def test_repeats_are_impossible_and_not_zero(log, report):
    _, _, result = log
    assert result.repeats.empty
    assert result.topics["repeats_n"].isna().all()
    [line] = result.lines[result.lines["lever"] == "fewer_repeats"].to_dict("records")
    assert (line["status"], line["reason"]) == ("not_computable", "no_customers")
    assert line["net_eur"] != line["net_eur"]
    assert "cannot be counted. That is not the same as no repeats" in repr(T.repeat_words(report))


def test_disclosure_says_review(log, report):
    _, _, result = log
    statuses = {finding.status for finding in report.result.findings}
    assert result.facts["review"]
    assert "review" in statuses
    assert "shown" not in statuses
    assert "must look through this report" in repr(T.review_note(report))


def test_a_quarter_is_scaled_to_a_year_and_says_so(log, report):
    _, _, result = log
    assert (result.facts["days_n"], result.facts["year_factor"]) == (90, 365 / 90)
    assert "90 days" in repr(T.doubts(report))
    assert result.facts["season"]["status"] == "too short"


def test_nothing_is_in_the_ledger(log):
    assert log[2].ledger.empty
