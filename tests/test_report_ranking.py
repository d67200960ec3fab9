"""What the report of opportunity_ranking says: every verdict, and what it says when a part is not there."""

import functools
import re
from dataclasses import replace
from unittest.mock import MagicMock

import pandas as pd
import pytest
from ranking_made import ITEMS, LONG, OVERLAP, made, nothing, renamed, reported
from reports import UNFINISHED, english, plain

import cxkit.report.ranking as R
from cxkit.language import catalogue
from cxkit.report.ranking import figures, market, names, roadmap, stability
from cxkit.report.show import Chart, NoChart, Note, Prose, Table

DRAWN = ("map_figure", "stability_figure", "roadmap_figure", "market_figure")
FIRST_PAGE = ("title", "answer", "first_steps_words")
METHOD = re.compile(
    r"\b(EVPI|draws?|simulat\w+|discount\w*|percentile|stochastic|dominated|PERT|seed)\b", re.IGNORECASE
)


def without(*frames):
    result = made()
    return replace(result, **{name: getattr(result, name).iloc[:0] for name in frames})


def with_facts(**facts):
    result = made()
    return replace(result, facts=result.facts | facts)


def unsure_amounts():
    result = made()
    status = ["review", "no_difference", *result.opportunities["yield_status"][2:]]
    return replace(result, opportunities=result.opportunities.assign(yield_status=status))


def nothing_chosen():
    """Return a result in which all that may pay is to be tested first, and nothing is chosen."""
    result = without("chosen", "roadmap")
    own = result.opportunities.assign(verdict=result.opportunities["verdict"].replace("do_now", "validate"))
    return replace(result, opportunities=own)


def one_pays():
    result = made()
    return replace(result, chosen=result.chosen.head(1), totals=result.totals.assign(low_eur=1_000.0, high_eur=1_000.0,
                                                                                     eur_year=1_000.0))  # fmt: skip


CASES = {
    **{verdict: functools.partial(made, verdict) for verdict in ("ranked", "none_pays", "not_judged")},
    "nothing": nothing,
    "long names": lambda: renamed(made()),
    "nothing chosen": nothing_chosen,
    "nothing fits": functools.partial(without, "chosen", "roadmap"),
    "one pays": one_pays,
    "no lists": functools.partial(without, "stakeholders", "market", "absent"),
    "no plan": functools.partial(without, "roadmap"),
    "unsure amounts": unsure_amounts,
    "much unplanned": functools.partial(with_facts, unplanned_n=3, unknown_overlap_n=0, dependent_n=0),
}


@functools.cache
def report(case, language="en"):
    return reported(CASES[case](), language=language)


@functools.cache
def told(case, language="en"):
    """Return every cell of a report in plain text; figures are not drawn, their title and alt text are."""
    shown, captions, cells = report(case, language), [], {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(figures, "_marks", MagicMock())
        patch.setattr(figures, "_labelled", MagicMock())
        patch.setattr(roadmap, "_columns", MagicMock())
        for module in (market, stability):
            patch.setattr(module, "grouped", lambda groups: (MagicMock(), []))
        for module in (figures, roadmap, market, stability):
            patch.setattr(module, "titled", lambda drawn, title, subtitle: captions.extend([title, subtitle]))
            patch.setattr(module, "chart", lambda figure, alt: Chart(b"", alt, 0))
        for name in R.__all__:
            captions.clear()
            cell = getattr(R, name)(shown.settings if name == "title" else shown)
            cells[name] = plain("\n".join([*captions, repr(cell)]))
    return cells


@pytest.mark.parametrize(
    ("case", "language"), [*((case, "en") for case in CASES), *((case, "nl") for case in ("ranked", "nothing"))]
)
def test_every_cell_is_finished(case, language):
    assert not {name: text for name, text in told(case, language).items() if UNFINISHED.search(text)}


@pytest.mark.skipif("What to do first" not in catalogue("nl"), reason="the Dutch of this report is not there yet")
@pytest.mark.parametrize("case", ["ranked", "none_pays", "nothing", "unsure amounts", "much unplanned"])
def test_no_english_is_left_in_dutch(case):
    assert not {name: found for name, text in told(case, "nl").items() if (found := english(text))}


ANSWERS = {
    "ranked": "6 improvements fit the budget. Before costs, they would together bring about\n"
    "€70,000 a year, between €40,000 and €100,000, a range under assumptions [assumed]",
    "one pays": "1 improvement fits the budget. Before costs, it would bring about\n€1,000 a year [assumed]",
    "none_pays": "No improvement is expected to earn back what it takes.\nNothing pays",
    "not_judged": "No improvement has both an amount and an effort, so none can be judged.\nCannot be computed",
    "nothing": "No improvement has both an amount and an effort, so none can be judged.\nCannot be computed",
    "nothing chosen": "Nothing is sure enough to do now. Some improvements may pay, once tested.\nTest first",
    "nothing fits": "What pays takes more days or euros than there are.\nNothing fits the budget",
}


@pytest.mark.parametrize("case", ANSWERS)
def test_the_answer(case):
    assert told(case)["answer"] == ANSWERS[case]


@pytest.mark.parametrize("case", CASES)
def test_the_first_page_has_no_words_of_method(case):
    assert not [name for name in FIRST_PAGE if METHOD.search(told(case)[name])]


def test_what_an_answer_without_an_amount_is():
    assert {R.answer(report(case)).tone for case in ANSWERS if case not in ("ranked", "one pays")} == {"none"}
    assert R.answer(report("ranked")).tone == "shown"


def test_the_first_three_steps_are_named_with_what_all_of_it_takes():
    """Effort 4 + 25 + 20 + 10 + 60 + 30; cost 4,000 + 6,000 + 1,000 + 25,000 + 2,000; .35 × 46,400 + .6 × 15,000."""
    words = told("ranked")["first_steps_words"]
    assert "Start with: Pagina Mijn factuur; Fewer other costs: compensatie; a test of Programma klantgericht" in words
    assert "takes 149 of the 150 days of effort there are, and €38,000 of the €75,000 to spend" in words
    assert "About €25,000 a year hangs on it." in words
    assert told("none_pays")["first_steps_words"] == ""


def test_every_opportunity_stands_in_one_class_with_its_reason():
    words = told("ranked")["class_words"].split("\n\n")
    assert words[0] == "Of 10 opportunities, 8 could be judged."
    assert words[1].startswith("Do now (4): Terugbellen binnen twee dagen; Factuur in gewone taal; ")
    assert words[3] == "Not now (2). Over the budget: Nieuwe app. Does not pay: Chat met dossier."
    assert words[4].startswith("Not judged (2). Amount not known: Nieuwe huisstijl. Effort not known: Fewer customers")


def test_the_rule_is_printed_with_its_numbers():
    given = {"budget_days": 90, "pilot_cost_eur": 4000, "horizon_years": 1, "day_rate_eur": 700}
    words = plain(repr(R.class_rule_words(reported(made(), **given))))
    assert "the 90 days of effort or the €75,000" in words
    assert "(€4,000, where the list says nothing else)" in words
    assert "within 1 year," in words and "A day of effort costs €700" in words


def test_what_would_be_counted_twice_is_told():
    shown = report("ranked")
    large = shown.result.totals.assign(eur_year=[90_000.0, 30_000.0, 60_000.0], low_eur=[70_000.0, 20_000.0, 45_000.0],
                                       high_eur=[110_000.0, 40_000.0, 75_000.0])  # fmt: skip
    words = plain(repr(R.overlap_words(replace(shown, result=replace(shown.result, totals=large)))))
    assert "would bring about €90,000 a year. Of that, about €30,000 a year would be counted twice" in words
    assert "About €60,000 a year is left. Of 1 overlap it is not known how large it is" in words
    none = shown.result.totals.assign(eur_year=[60_000.0, 0.0, 60_000.0])
    assert "so they add up" in repr(R.overlap_words(replace(shown, result=replace(shown.result, totals=none))))


def test_a_small_overlap_is_taken_off_without_amounts_that_seem_not_to_add_up():
    assert f"Only about €{OVERLAP:,.0f} a year of that would be counted twice" in told("ranked")["overlap_words"]


def test_certainty_is_worth_at_most_so_much_and_then_studying_stops():
    words = told("ranked")["stop_words"]
    assert "Programma klantgericht werken: certainty is worth at most €18,000, and a pilot costs €8,000." in words
    assert "For 5 others, a pilot costs more than certainty could ever be worth" in words
    assert "For none of them a pilot is worth its price" in told("none_pays")["stop_words"]
    assert "EVPI" not in " ".join(told("ranked").values())


def test_the_ranking_holds_ranks_and_leaves_foundations_out():
    frame = R.ranking_table(report("ranked")).frame
    assert list(frame["Rank"]) == ["1", "2", "3", "4", "5", "6", "7", "9", "", ""]
    assert frame["What to do"].tolist()[6:] == [
        "not now: over the budget", "not now: does not pay", "not judged: amount not known",
        "not judged: effort not known",
    ]  # fmt: skip
    assert not set(frame["Opportunity"]) & {texts["en"] for texts in ITEMS.values()}


def test_running_totals_end_where_the_answer_is():
    frame = R.choice_table(report("ranked")).frame
    assert frame["Effort so far (days)"].iloc[-1] == "149" and frame["Cost so far (€)"].iloc[-1] == "€38,000"
    assert frame["So far (€ a year)"].iloc[-1] == "€67,700"


def test_every_euro_has_a_source_and_an_effect_counts_once():
    frame = R.yield_table(report("ranked")).frame
    assert len(frame) == 12 and (frame["Counted"] == "yes").sum() == 11
    assert frame.loc[frame["Counted"] != "yes", "Comes from"].tolist() == ["Customers move up to a better CX group"]
    assert set(frame["Source"]) == {"savings on contacts", "driver model", "value of CX groups", "own list"}


def test_points_have_their_weight_in_the_heading():
    frame = R.criterion_table(report("ranked")).frame
    assert list(frame.columns) == ["Opportunity", "Euros (50%)", "Satisfaction (15%)", "Volume (5%)", "Effort (20%)",
                                   "Time (10%)", "Score"]  # fmt: skip
    assert frame["Euros (50%)"].max() == "75" or "100" in set(frame["Euros (50%)"])


def test_other_weights_are_told_with_what_they_change():
    words, frame = told("ranked")["weight_words"], R.weight_table(report("ranked")).frame
    assert "Pagina Mijn factuur when only effort counts" in words
    assert "Under all weights these stay among the first 3: Factuur in gewone taal." in words
    assert frame.iloc[0].tolist() == ["Terugbellen binnen twee dagen", "1", "1", "", "4", "only effort counts"]
    base = made()
    same = base.weights.assign(rank=base.weights.groupby("opportunity")["rank"].transform("first"))
    calm = repr(R.weight_words(reported(replace(base, weights=same))))
    assert "Whatever counts most, this comes first: Terugbellen binnen twee dagen." in calm


def test_weights_under_which_all_are_equal_say_nothing():
    base = made()
    tied = base.weights.assign(rank=base.weights["rank"].mask(base.weights["scenario"] == "only:effort", 1.0))
    shown = reported(replace(base, weights=tied))
    assert "only effort counts" not in repr(R.weight_words(shown)) + repr(R.weight_table(shown))


def test_amounts_have_no_cents_and_an_interval_without_width_is_left_out():
    base = made()
    small = base.yields.assign(eur_year=-1.4, low_eur=[-3.3] * 11 + [-1.4], high_eur=[-0.3] * 11 + [-1.4])
    frame = R.yield_table(reported(replace(base, yields=small))).frame
    assert set(frame["If it works (€ a year)"]) == {"-€1"}
    assert frame["95% interval or range"].tolist() == ["-€3 to €0"] * 11 + [""]


def test_the_cost_of_what_only_results_know_is_left_blank():
    frame = R.ranking_table(report("ranked")).frame.set_index("Opportunity")
    assert frame["Cost (€)"].iloc[-1] == "" and frame.loc["Pagina Mijn factuur", "Cost (€)"] == "€0"


def test_who_stays_among_the_first_is_told_with_how_often():
    words = told("ranked")["rank_words"]
    assert "Nearly always among the first 3: Terugbellen binnen twee dagen (in 99% of the cases)" in words
    assert "At times among the first 3: Fewer other costs: compensatie (in 55% of the cases)" in words
    assert told("ranked")["stability_figure"].startswith(
        "Terugbellen binnen twee dagen and Factuur in gewone taal are nearly always among the first 3"
    )


def test_stakeholders_are_counted_over_what_is_planned():
    """Hours 300 − 640 + 400; the new app is not planned, so the head of IT loses by one only."""
    frame = R.stakeholder_table(report("ranked")).frame.set_index("Stakeholder")
    assert frame.loc["Manager Klantenservice"].tolist() == ["2", "2", "2", "+60"]
    assert frame.loc["Hoofd IT"].tolist() == ["", "1", "1", "+60"]
    assert "840 hours a year more, and 640 hours less" in told("ranked")["stakeholder_words"]
    assert len(R.agreement_table(report("ranked")).frame) == 8
    assert told("none_pays")["stakeholder_words"] == ""


def test_the_market_is_told_by_what_is_shown():
    words = told("ranked")["market_words"]
    assert "Rated higher than Lichtstad Energie: Zonkracht. Rated lower than Lichtstad Energie: Noordenwind." in words
    assert "No difference shown: Polderstroom. Not known how sure the score is: Stadsgas." in words
    assert told("ranked")["market_figure"].startswith("Zonkracht is rated higher than Lichtstad Energie")
    alone = replace(made(), market=made().market.query("not own"))
    assert "no score of Lichtstad Energie" in repr(R.market_words(reported(alone)))


def test_a_roadmap_tells_months_parts_and_what_does_not_fit():
    table = R.roadmap_table(report("ranked"))
    assert table.frame["Months"].tolist()[::13] == ["1–3", "7–9"]
    assert "roll out, part 2 of 2" in set(table.frame["Step"]) and not table.notes
    assert "3 chosen opportunities do not fit in these phases." in told("much unplanned")["roadmap_table"]
    assert told("ranked")["roadmap_figure"].startswith("5 improvements start in the first 3 months")
    assert told("none_pays")["roadmap_figure"].startswith("Foundations first")


@pytest.mark.parametrize(
    ("reason", "kind", "words"),
    [
        ("not_run", "info", "Not run yet, so not in this ranking: driver model and value of CX groups."),
        ("not_asked", "info", "Left out of this ranking on purpose: driver model and value of CX groups."),
        ("other_schema", "warning", "Run it again."),
        (
            "other_settings",
            "warning",
            "Made with other settings than hold now: driver model and value of CX groups. Run",
        ),
        ("other_data", "warning", "Made from other files than are there now: driver model and value of CX groups. Run"),
        ("other_version", "warning", "Made by another version of the kit: driver model and value of CX groups. Run"),
        ("other_results", "warning", "Made from older results of others: driver model and value of CX groups. Run it"),
    ],
)
def test_results_that_are_missing_or_stale_are_named(reason, kind, words):
    absent = pd.DataFrame({"notebook": ["driver_modelling", "cx_group_valuation"], "reason": reason})
    note = R.absent_note(reported(replace(made(), absent=absent)))
    assert isinstance(note, Note) and note.kind == kind and words in note.text
    assert not isinstance(R.absent_note(report("no lists")), Note)


def test_amounts_nobody_can_vouch_for_are_named():
    assert "stand behind the amounts of: Terugbellen binnen twee dagen." in told("unsure amounts")["review_note"]
    assert "no effect for: Factuur in gewone taal." in told("unsure amounts")["doubts"]
    assert told("ranked")["review_note"] == ""


def test_next_steps_name_what_is_not_known():
    words = told("ranked")["next_steps"]
    assert "by lot, and say beforehand when it is stopped: Programma klantgericht werken" in words
    assert "likely and at most: Nieuwe huisstijl." in words and "Hoofd IT" in words


def row(kind, scope, origin="x"):
    return {"opportunity": f"machine:{scope}", "origin": origin, "kind": kind, "scope": scope}


@pytest.mark.parametrize(
    ("kind", "scope", "levers", "words"),
    [
        ("fewer_contacts", "factuur", (), "Fewer contacts about factuur"),
        ("fewer_repeats", "all", (), "Fewer repeat contacts, all topics"),
        ("fewer_switches", "chat > telefoon", (), "Fewer channel switches: from chat to telefoon"),
        ("what_if", "NPS:all", (("NPS +1 (all)", "churn"),), "Higher NPS scores (keeps customers)"),
        ("what_if", "x", (("tenure_months -3 (all)", "cross_sell: zon"),), "Lower tenure (months) (sells more)"),
        ("what_if", "x", (("repeat_contacts_n -1 (segment=A)", "churn"),),
         "Fewer repeat contacts among segment A (keeps customers)"),
        ("what_if", "theme:prijs:all", (), "Theme prijs (keeps customers)"),
        ("shift", "", (), "Customers move up to a better CX group"),
        ("maturity", "leadership_2", (), "The board looks at customer figures every month"),
        ("maturity", "unknown_9", (), "unknown_9"),
    ],
)  # fmt: skip
def test_names_that_results_made_are_written_as_a_reader_reads_them(kind, scope, levers, words):
    lines = [{"lever": lever, "mechanism": mechanism} for lever, mechanism in levers]
    assert names.opportunity_name(row(kind, scope), lines, report("ranked")) == words


def test_a_name_of_the_list_stays_as_typed():
    assert names.opportunity_name(row("fewer_contacts", "factuur", "list"), [], report("ranked")) == "machine:factuur"
    assert set(LONG.values()) <= set(names.names(report("long names")).values())


def test_a_name_with_marks_of_html_is_escaped():
    shown = reported(renamed(made(), {"Nieuwe app": "<b>app</b> & $x$"}))
    html = R.ranking_table(shown)._repr_html_() + R.class_words(shown)._repr_html_()
    assert "<b>app" not in html and "&lt;b&gt;app&lt;/b&gt; &amp; $x$" in html


def test_every_cell_can_be_shown():
    for name in R.__all__:
        if name not in ("title", *DRAWN):
            assert hasattr(getattr(R, name)(report("ranked")), "_repr_html_"), name
    for name in ("choice_table", "weight_table", "stop_table"):
        assert isinstance(getattr(R, name)(report("nothing")), Prose)
        assert isinstance(getattr(R, name)(report("ranked")), Table)
    assert all(isinstance(getattr(R, name)(report("nothing")), NoChart) for name in DRAWN)


@pytest.mark.parametrize(("reason", "words"), [("benchmark", "never counted"), ("other_period", "no amount a year")])
def test_it_is_said_why_a_euro_does_not_count(reason, words):
    result = made()
    yields = result.yields.assign(counted=False, reason=reason)
    assert R.yield_table(reported(replace(result, yields=yields))).frame["Counted"].str.contains(words).all()
