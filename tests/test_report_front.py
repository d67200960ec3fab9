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
