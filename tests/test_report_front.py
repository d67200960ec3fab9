"""What stands in every report: its head, its assumptions, its rows and how its files were read."""

import datetime as dt
from types import SimpleNamespace

import pandas as pd
import pytest
from engagements import checked
from reports import UNFINISHED, english, plain

from cxkit.language import Language
from cxkit.report.front import assumptions, masthead, reading_notes, rows_used
from cxkit.report.reader import Report, protect
from cxkit.settings.touchpoints import TouchpointSavings

CLV = {"clv_timing": "end of year", "retention_rate_year": 0.8, "horizon_years": 5}


def assumed(**given) -> dict[str, tuple[str, str]]:
    """Return the table of assumptions: value and what it rests on, by title."""
    report = Report("cx_group_valuation", None, checked(**given), None, None)
    return {line[0]: (plain(line[1]), line[2]) for line in assumptions(report).frame.itertuples(index=False, name=None)}


def test_the_head_says_for_whom_when_and_how_final():
    head = masthead(checked(language="nl", client_name="Lichtstad <Energie>", status="final"), "Titel")
    today = Language("nl").date(dt.date.today())
    assert repr(head) == f"Titel\nLichtstad <Energie> · 2025 · {today} · definitief"


@pytest.mark.parametrize(
    ("given", "title", "line"),
    [
        ({}, "Value: added", ("margin (€ a year)", "measured")),
        ({"value_label": "estimated"}, "Value: added", ("margin (€ a year)", "estimated")),
        ({"adjust_for": ["tenure_months", "segment"]}, "Held equal between groups",
         ("tenure (months) and segment", "choice")),
        ({"shifts": [["detractor", "passive", 1500]]}, "Shift valued",
         ("1,500 customers from detractor to passive", "choice")),
        ({}, "Scale of the score", ("0 to 10", "choice")),
        ({}, "Reliability of the score", ("estimated from repeated answers", "estimated")),
        ({"reliability": 0.7}, "Reliability of the score", ("70%", "assumed")),
        ({"reliability": 0.7, "reliability_range": [0.5, 0.8]}, "Its range", ("50% to 80%", "choice")),
        (CLV, "Customers that stay a year", ("80%", "assumed")),
        (CLV, "Discount rate a year", ("8%", "assumed")),
        (CLV, "Years of margin counted (0: no end)", ("5 years", "choice")),
        ({"score_bands": {"laag": [0, 6], "hoog": [7, 9], "top": [10, 10]}, "shifts": [["laag", "hoog", 1]]},
         "Own groups", ("laag 0–6; hoog 7–9; top 10", "choice")),
        ({"value_plus": [], "value_revenue": ["revenue_eur_year"], "gross_margin": 0.4}, "Gross margin",
         ("40%", "assumed")),
        ({"use_cross_sell_probability": True, "cross_sell_value_eur": 40.5}, "Margin of one cross-sell",
         ("€40.50", "assumed")),
    ],
)  # fmt: skip
def test_an_assumption_stands_with_its_unit_and_what_it_rests_on(given, title, line):
    assert assumed(**given)[title] == line


def test_what_is_not_in_effect_is_no_assumption():
    assert not {"Gross margin", "Discount rate a year", "Own groups", "Weighed by the chance of churn"} & set(assumed())


def test_groups_made_by_a_column_have_no_assumptions_about_scores():
    lines = assumed(group_by="segment", shifts=[["A", "B", 20]], reliability=0.7)
    assert lines["Groups made by"] == ("segment", "choice")
    assert not {"Metric", "Scale of the score", "Reliability of the score", "Repeated answers count within"} & set(
        lines
    )


def test_a_stated_reliability_is_not_estimated_from_repeated_answers():
    assert "Repeated answers count within" not in assumed(reliability=0.7)


def test_the_assumptions_in_dutch():
    lines = assumed(language="nl", reliability=0.7, shifts=[["detractor", "passive", 1500]], **CLV)
    assert lines["Gewaardeerde verschuiving"] == ("1.500 klanten van criticaster naar passief tevreden", "keuze")
    assert lines["Betrouwbaarheid van de score"] == ("70%", "aangenomen")
    assert not english(" ".join([*lines, *(word for line in lines.values() for word in line)]))


def touchpoint_assumptions(**given) -> dict[str, tuple[str, str]]:
    report = Report("touchpoint_savings", None, TouchpointSavings.check(given), None, None)
    return {line[0]: (plain(line[1]), line[2]) for line in assumptions(report).frame.itertuples(index=False, name=None)}


@pytest.mark.parametrize(
    ("given", "title", "line"),
    [
        ({"fewer_contacts": {"factuur": [0.05, 0.1, 0.2]}}, "Contacts avoided, by topic",
         ("factuur 5% to 20%, likely 10%", "assumed")),
        ({"effect_label": "measured", "fewer_repeats": {"all": [0.1, 0.2, 0.3]}}, "Repeats avoided, by topic",
         ("all topics 10% to 30%, likely 20%", "measured")),
        ({"fewer_switches": {"website > telefoon": [0.1, 0.25, 0.4]}}, "Switches avoided",
         ("from website to telefoon 10% to 40%, likely 25%", "assumed")),
        ({"switch_pairs": [["website", "telefoon"], ["chat", "telefoon"]]}, "Unwanted channel switches",
         ("from website to telefoon; from chat to telefoon", "choice")),
        ({"hourly_rate_eur": 42.0}, "Loaded hourly rate", ("€42", "assumed")),
        ({"hourly_rate_eur": 42.0, "rate_label": "benchmark"}, "Loaded hourly rate", ("€42", "benchmark")),
        ({"fixed_cost_eur": {"telefoon": 0.35, "chat": 1.0}}, "Cost of a contact besides time",
         ("telefoon €0.35; chat €1", "assumed")),
        ({"wrap_up_seconds": 90.0}, "After-call work added to talk time", ("90 seconds", "assumed")),
        ({"extra_work_hours_year": {"Backoffice": [100.0, 200.0, 400.0]}}, "Extra work",
         ("Backoffice 100 hours to 400 hours, likely 200 hours", "assumed")),
        ({"fte_step": 0.5}, "In steps of", ("0.5 FTE", "assumed")),
        ({"concurrency": {"chat": 2.0, "mail": 1.5}}, "Contacts handled at once", ("chat 2; mail 1.5", "assumed")),
        ({"residual_dearer": [0.0, 0.005, 0.03]}, "Remaining contacts get dearer by",
         ("0% to 3%, likely 0.5%", "assumed")),
        ({"cost_from": "stated", "given_cost_saved": 0.7, "cost_per_contact_eur": {"telefoon": 6.5},
          "cost_label": "estimated"}, "Stated cost of a contact", ("telefoon €6.50", "estimated")),
        ({"failure_topics": ["vraag_over_factuur"]}, "Topics that are failure demand",
         ("vraag_over_factuur", "choice")),
    ],
)  # fmt: skip
def test_an_assumption_about_contacts_stands_in_words(given, title, line):
    assert touchpoint_assumptions(**given)[title] == line


@pytest.mark.parametrize(
    ("given", "title"),
    [
        ({"rate_basis": "productive hour"}, "Shrinkage"),
        ({}, "Stated cost of a contact"),
        ({}, "After-call work added to talk time"),
        ({}, "Share of a given cost that falls away"),
        ({"cost_from": "column", "given_cost_saved": 0.7, "extra_work_hours_year": {}}, "Loaded hourly rate"),
        ({"switch_pairs": [], "fewer_switches": {}}, "A switch follows within"),
        ({"sources": {"contacts": "a.csv"}}, "An answer is about a contact within"),
    ],
)
def test_a_setting_about_contacts_without_effect_is_no_assumption(given, title):
    assert title not in touchpoint_assumptions(**given)


def test_rows_of_a_lazy_table_start_from_how_many_were_counted():
    aside = pd.DataFrame([("contacts", "not answered", 3)], columns=["table", "reason", "rows_n"])
    read = {"table": "cost_events", "file": "k.csv", "rows_in": 5, "rows_used": 5, "rows_set_aside": 0, "reason": ""}
    tables = SimpleNamespace(rows=pd.DataFrame([read]), notes=[], contacts=object(), rows_n={"contacts": 10})
    report = Report("x", SimpleNamespace(rows=aside), TouchpointSavings(), tables, None)
    assert rows_used(report).frame.to_numpy().tolist() == [
        ["cost events: k.csv", "5", "5", "0", ""],
        ["contacts", "10", "7", "3", "not answered"],
    ]


def test_a_clients_own_words_stand_as_they_were_typed():
    lines = assumed(metric="Tevredenheid {a}", score_bands={"{x}": [0, 6], "$y$": [7, 10]}, shifts=[["{x}", "$y$", 2]])
    assert lines["Metric"][0] == "Tevredenheid {a}"
    assert lines["Shift valued"][0] == "2 customers from {x} to $y$"


@pytest.fixture(scope="module")
def demo_report(demo_result, demo_settings, demo_tables):
    return protect(demo_result, settings=demo_settings, tables=demo_tables)


def test_every_row_is_used_or_set_aside_with_its_reason(demo_report):
    lines = rows_used(demo_report).frame.to_numpy().tolist()
    assert lines == [
        ["customers: klanten.csv", "20,000", "20,000", "0", ""],
        ["responses: antwoorden.csv", "7,124", "7,124", "0", ""],
        ["responses", "7,124", "5,734", "1,390", "earlier answer of the same customer"],
    ]


def test_rows_in_are_rows_used_and_not_used_through_the_analysis(demo_report):
    """100 customers less 7 less 3; 40 answers less 5."""
    aside = [("customers", "value not known", 7), ("responses", "no score", 5), ("customers", "group not known", 3)]
    rows = pd.DataFrame(aside, columns=["table", "reason", "rows_n"])
    tables = SimpleNamespace(rows=pd.DataFrame(), notes=[], customers=range(100), responses=range(40))
    shown = rows_used(Report("x", SimpleNamespace(rows=rows), demo_report.settings, tables, None)).frame
    assert shown.iloc[:, 1:4].to_numpy().tolist() == [["100", "93", "7"], ["40", "35", "5"], ["93", "90", "3"]]


def test_rows_and_notes_in_dutch(demo_report):
    settings = demo_report.settings.model_copy(update={"language": "nl"})
    report = Report("x", demo_report.result, settings, demo_report.tables, None)
    shown = repr(rows_used(report)) + repr(reading_notes(report))
    assert "eerder antwoord van dezelfde klant" in shown
    assert "kolommen zijn gescheiden door ;" in shown
    assert not english(shown)
    assert not UNFINISHED.search(shown)


def test_a_file_is_named_without_its_folder(demo_report):
    row = {"table": "customers", "file": "/home/x/klant/data.xlsx", "rows_in": 2, "rows_used": 1, "rows_set_aside": 1}
    tables = SimpleNamespace(rows=pd.DataFrame([row | {"reason": "no score"}]), notes=[])
    result = SimpleNamespace(rows=pd.DataFrame(columns=["table", "reason", "rows_n"]))
    shown = repr(rows_used(Report("x", result, demo_report.settings, tables, None)))
    assert "customers: data.xlsx" in shown
    assert "home" not in shown


def test_a_note_is_told_once(demo_report):
    tables = SimpleNamespace(rows=demo_report.tables.rows, notes=[*demo_report.tables.notes] * 2)
    notes = reading_notes(Report("x", demo_report.result, demo_report.settings, tables, None)).paragraphs
    assert len(notes) == len(set(notes)) > 3


def test_one_value_for_all_customers_is_an_assumption_and_shown():
    constants = {"customers": {"service_eur_year": 80, "snapshot_at": "2025-12-31"}}
    shown = assumed(value_minus=["service_eur_year"], constants=constants)
    assert shown["The same for all customers: service (€ a year)"] == ("80", "assumed")
    assert not [title for title in shown if "snapshot" in title]
