"""What the report of roi says: every verdict, every euro with its reason, and what it says when a part is not there."""

import functools
import re
from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest
from reports import UNFINISHED, english, plain
from roi_made import DRIVERS, LOYAL, NAN, flat, free, made, nothing, renamed, reported, with_irr

import cxkit.report.roi as R
from cxkit.language import catalogue
from cxkit.report.roi.cost_tables import department_nets
from cxkit.report.roi.ledger_tables import ledger_columns
from cxkit.report.roi.names import alike, chance_words, line_names, share_words
from cxkit.report.roi.risk_words import told_share, turning
from cxkit.report.roi.words import time_words
from cxkit.report.show import Note, Prose, Table

CELLS = [name for name in R.__all__ if not name.endswith("_figure")]
FIRST_PAGE = ("title", "answer", "measures_words", "naive_words", "review_note", "absent_note")
METHOD = re.compile(
    r"\b(NPV|IRR|MIRR|ROI|net present value|draws?|simulat\w+|discount\w*|percentile|stochastic|PERT|seed)\b", re.I
)
BARE = ("aside", "absent", "figures", "aims", "market", "effort", "tornado", "two_way", "pause")


def changed(case="may_pay", **frames):
    return replace(made(case), **frames)


def with_facts(case="may_pay", **facts):
    result = made(case)
    return replace(result, facts=result.facts | facts)


def with_measure(name, case="may_pay", **values):
    result = made(case)
    rows = result.measures
    own = rows["name"] == name
    return replace(result, measures=rows.assign(**{key: rows[key].mask(own, value) for key, value in values.items()}))


def bare():
    """Return a result in which what a consultant may leave out is left out."""
    result = made()
    return replace(result, **{name: getattr(result, name).iloc[:0] for name in BARE})


def in_review():
    lines = made().lines
    return changed(lines=lines.assign(status=["review", *lines["status"][1:]]))


CASES = {
    **{verdict: functools.partial(made, verdict)
       for verdict in ("pays", "may_pay", "may_not_pay", "does_not_pay", "no_benefit")},
    "nothing": nothing,
    "bare": bare,
    "long names": lambda: renamed(made()),
    "no rate": lambda: with_irr(made(), "none"),
    "two rates": lambda: with_irr(made(), "several"),
    "review": in_review,
    "rough": functools.partial(with_facts, draws_converged=False, npv_error_eur=2_000.0),
    "no costs": free,
    "no ranges": flat,
}  # fmt: skip


@functools.cache
def report(case, language="en"):
    return reported(CASES[case](), language=language)


@functools.cache
def told(case, language="en"):
    """Return every cell of a report in plain text; the figures have tests of their own."""
    shown = report(case, language)
    return {name: _told(name, shown) for name in CELLS}


def _told(name, shown):
    cell = getattr(R, name)(shown.settings if name == "title" else shown)
    return plain(cell if name == "title" else repr(cell))


def said(name, result, **given):
    return _told(name, reported(result, **given))


def euros(text):
    """Return a written amount as a number."""
    return float(text.replace("€", "").replace(",", ""))


@pytest.mark.parametrize(
    ("case", "language"), [*((case, "en") for case in CASES), *((case, "nl") for case in ("may_pay", "nothing"))]
)
def test_every_cell_is_finished(case, language):
    assert not {name: text for name, text in told(case, language).items() if UNFINISHED.search(text)}


@pytest.mark.skipif("No benefit counts" not in catalogue("nl"), reason="the Dutch of this report is not there yet")
@pytest.mark.parametrize("case", ["pays", "may_pay", "may_not_pay", "does_not_pay", "no_benefit", "two rates", "rough"])
def test_no_english_is_left_in_dutch(case):
    assert not {name: found for name, text in told(case, "nl").items() if (found := english(text))}


ANSWERS = {
    "pays": "Over 3 years, the programme brings more than it costs, by about\n€50,000, between €10,000 and €80,000",
    "may_pay": "Over 3 years, the programme is expected to bring more than it costs, though it may not. "
    "The expected difference is about\n€20,000, between -€10,000 and €60,000",
    "may_not_pay": "Over 3 years, the programme is expected to bring about as much as it costs. "
    "The expected difference is about\n€0, between -€40,000 and €30,000",
    "does_not_pay": "Over 3 years, the programme does not earn back what it costs. It loses about\n"
    "€80,000, between €40,000 and €120,000",
}


@pytest.mark.parametrize("case", ANSWERS)
def test_the_answer(case):
    assert told(case)["answer"] == f"{ANSWERS[case]}, a range under assumptions [assumed]"
    assert R.answer(report(case)).tone == "shown"


def test_without_a_benefit_the_answer_is_what_it_costs():
    answer = R.answer(report("no_benefit"))
    assert (answer.tone, answer.euro) == ("none", "No benefit counts")
    assert answer.sentence.endswith("Over 3 years, it costs about €30,000.")
    assert R.answer(report("nothing")).sentence.endswith("anything back.")


def test_the_label_of_the_answer_is_the_weakest_and_says_how_sure_it_is():
    shown = reported(with_facts(benefit_label="estimated", cost_label="measured"))
    assert R.answer(shown).label == "estimated" and R.answer(shown).interval.endswith("95% sure")


@pytest.mark.parametrize("case", CASES)
def test_the_first_page_has_no_words_of_method(case):
    assert not [name for name in FIRST_PAGE if METHOD.search(told(case)[name])]


def test_measures_in_plain_words():
    """Benefits of €100 x (1 + 0.5) per €100 of costs; payback of 1.75 years; nine out of ten draws pay."""
    result = with_measure("roi", value=0.5, low=0.4, high=0.6)
    words = said("measures_words", replace(result, facts=result.facts | {"pays_share": 0.904}))
    assert words.startswith(
        "The chance that it earns itself back within 3 years is 90%. For every €100 of costs there is"
    )
    assert "about €150 of benefits." in words
    assert "after about 21 months" in words and words.endswith("Later euros count 8% less a year.")
    free_of_costs = "It takes no money, so there is nothing to earn back. Later euros count 8% less a year."
    assert told("no costs")["measures_words"] == free_of_costs


def test_a_payback_that_only_holds_when_later_euros_count_in_full_is_no_payback():
    assert "if later euros counted in full, which they do not" in told("may_not_pay")["measures_words"]
    assert "It does not earn itself back within 3 years." in told("does_not_pay")["measures_words"]
    at_once = said("measures_words", with_measure("payback", value=0.0))
    assert "It never costs more than it has brought." in at_once


@pytest.mark.parametrize(("years", "words"), [(0.01, "1 month"), (0.75, "9 months"), (1.99, "24 months"),
                                              (2.0, "2.0 years"), (3.26, "3.3 years")])  # fmt: skip
def test_times(years, words):
    assert time_words(years, report("may_pay")) == words


@pytest.mark.parametrize(("share", "words"), [(1.0, "more than 99%"), (0.0, "less than 1%"), (0.004, "less than 1%"),
                                              (0.905, "91%")])  # fmt: skip
def test_a_chance_is_never_told_as_none_or_all(share, words):
    assert chance_words(share, report("may_pay")) == words


def test_adding_up_is_set_beside_and_every_reason_it_is_wrong_is_told():
    words = told("may_pay")["naive_words"]
    assert words.startswith("Simply adding up every result would have said €180,000 instead of €20,000. That is wrong.")
    for reason in ("€40,000 would count twice", "€16,000 is time that is freed", "customers who leave anyway",
                   "€3,000 of extra work", "everything would be sure to work"):  # fmt: skip
        assert reason in words


def test_where_nothing_is_taken_out_adding_up_says_the_same():
    steps = pd.DataFrame({"step": ["gross", "net", "counted"], "eur_year": [9.0, 9.0, 9.0]})
    words = said("naive_words", changed(steps=steps))
    assert words == "Simply adding up every result would have said the same: nothing is counted twice."
    assert "Not all of that counts" not in said("ledger_words", changed(steps=steps))


@pytest.mark.parametrize("case", ["pays", "may_pay", "no_benefit", "long names"])
def test_the_ledger_adds_up_to_the_totals_of_the_result(case):
    shown = report(case)
    columns, totals = ledger_columns(shown).sum(), shown.result.totals.set_index("name")["eur_year"]
    for name in ("gross", "net", "counted"):
        assert columns[name] == pytest.approx(totals[name])
    assert -columns["overlap"] == pytest.approx(totals["overlap"])
    assert -columns["burden"] - columns["other"] == pytest.approx(totals["net"] - totals["counted"])


def test_the_ledger_table_has_every_line_and_a_total_that_is_told_in_words_too():
    frame = R.ledger_table(report("may_pay")).frame
    assert len(frame) == len(made().lines) + 1
    typed = frame.set_index("Benefit").loc[LOYAL]
    assert typed["Counted elsewhere (€ a year)"] == "-€20,000" and typed["Counts (€ a year)"] == "€0"
    burden = frame.set_index("Benefit").loc["Extra work: Backoffice"]
    assert burden["Alone (€ a year)"] == "" and burden["Burden (€ a year)"] == "-€5,200"
    assert burden["Counts (€ a year)"] == "-€2,100"
    assert frame.iloc[-1, 1:7].tolist() == ["€117,100", "-€40,000", "€77,100", "-€5,900", "-€35,200", "€36,000"]
    assert "about €36,000 a year" in told("may_pay")["ledger_words"]


def test_every_euro_that_is_taken_out_has_a_reason_and_stands_beside_a_line():
    table = R.taken_table(report("may_pay"))
    assert table.total and set(table.frame["Benefit"][:-1]) <= set(line_names(report("may_pay")).values())
    assert (table.frame["Reason"] != "").all()
    first = table.frame.iloc[0]
    assert first["Reason"] == "a second reading of the same effect" and first["Benefit"] == LOYAL
    assert first["Already counted in"] == "Higher NPS scores: fewer customers leave"
    gross, counted = (made().totals.set_index("name").loc[name, "eur_year"] for name in ("gross", "counted"))
    assert euros(table.frame.iloc[-1, -1]) == pytest.approx(gross - counted, abs=60)


def test_what_rounds_to_nothing_is_left_out_but_counts_in_the_total():
    lines, taken = made().lines, made().taken
    small = lines["line"] == "saving_fewer_switches:website > telefoon"
    tiny = lines.assign(
        eur_year=lines["eur_year"].mask(small, 4.0), net_eur_year=lines["net_eur_year"].mask(small, 1.0)
    )
    shown = reported(changed(lines=tiny))
    table = R.ledger_table(shown)
    assert len(table.frame) == len(lines) and "1 line that rounds to nothing is left out." in table.notes
    own = R.taken_table(report("may_pay"))
    assert len(own.frame) == len(taken) + 1 - 2 and "2 lines that round to nothing are left out." in own.notes


def test_lines_that_read_alike_name_their_source():
    lines = made().lines
    twin = lines.iloc[[3]].assign(line="shift_value_observed", finding="shift_value_observed", notebook=DRIVERS)
    names = line_names(reported(changed(lines=pd.concat([lines, twin], ignore_index=True))))
    assert len(set(names.values())) == len(names)
    assert names["shift_value"] == "Customers move up to a better CX group (value of CX groups)"


def test_results_that_bring_no_line_say_why():
    frame = R.aside_table(report("may_pay")).frame
    assert frame.iloc[0].tolist() == ["Theme prijs: fewer customers leave", "driver model", "the data show no effect"]
    assert frame.iloc[1, 2] == "it is no amount a year" and frame.iloc[4, 2].startswith("the programme does not bring")


def test_measures_stand_beside_what_adding_up_would_say():
    frame = R.measure_table(report("may_pay")).frame.set_index("Measure")
    npv = frame.loc["Net present value (NPV)"]
    assert npv.tolist() == ["€20,000", "-€10,000 to €60,000", "€180,000"]
    assert frame.loc["Payback period", "This business case"] == "1.8 years"
    lost = R.measure_table(report("does_not_pay")).frame.set_index("Measure")
    assert lost.loc["Payback period", "This business case"] == "not within 3 years"
    rates = R.measure_table(report("two rates")).frame.set_index("Measure")
    assert rates.loc["Internal rate of return (IRR)", "This business case"] == "several"


def test_a_rate_of_return_that_misleads_is_explained():
    assert "is 58%: if money cost that much" in told("may_pay")["irr_words"]
    assert "That is not more than the 8%" in told("may_not_pay")["irr_words"]
    assert "less comes back than goes in" in told("does_not_pay")["irr_words"]
    assert "There is no internal rate of return" in told("no rate")["irr_words"]
    assert "more than one internal rate of return (12% and 87%)" in told("two rates")["irr_words"]


@pytest.mark.parametrize(("name", "columns"), [
    ("accounting_table", ["Extra margin (€)", "Savings (€)", "Running costs (€)", "Depreciation (€)"]),
    ("cash_table", ["Benefits (€)", "Costs (€)", "Investment (€)"]),
])  # fmt: skip
def test_years_add_up_to_the_eye(name, columns):
    frame = getattr(R, name)(report("may_pay")).frame
    assert frame["Year"].tolist() == ["Start", "Year 1", "Year 2", "Year 3", "Together"]
    last = "Result (€)" if "Result (€)" in frame else "Net (€)"
    amounts = frame[[*columns, last]].map(euros)
    assert (amounts[columns].sum(axis=1) - amounts[last]).abs().max() <= 100 * len(columns) / 2
    assert (amounts.iloc[:-1].sum() - amounts.iloc[-1]).abs().max() <= 100 * 5 / 2


def test_tax_stands_in_the_tables_only_where_there_is_some():
    assert not any("ax" in column for column in R.cash_table(report("may_pay")).frame)
    rows = made().accounting
    taxed = reported(changed(accounting=rows.assign(tax_eur=100.0)), tax_rate=0.258)
    table = R.accounting_table(taxed)
    assert {"Tax (€)", "Result after tax (€)"} <= set(table.frame)
    assert "Tax is 25.8% of the result; a year with a loss gives tax back" in table.notes[0]


def test_prices_are_named():
    assert "in prices of their year" in told("may_pay")["cash_table"]
    assert "in prices of today" in said("cash_table", made(), prices="real")


def test_costs_by_block_and_year():
    frame = R.cost_table(report("may_pay")).frame.set_index("Year")
    assert frame.columns.tolist()[0] == "Training (€)" and frame.columns[-1] == "All costs (€)"
    assert euros(frame.loc["Start", "Technology (€)"]) == pytest.approx(0.78 * 12_000, abs=5)
    assert frame.loc["Year 2", "Training (€)"] == "€0"


def test_faster_work_is_shown_and_not_counted():
    frame = R.effort_table(report("may_pay")).frame.set_index("Own hours")
    assert frame.loc["Sneller archiveren", "Hours a year"] == "−62"
    assert frame.loc["Sneller archiveren", "Counted"] == "no: freed time"
    assert frame.loc["Coaching op de vloer", ["Hours a year", "Counted"]].tolist() == ["+94", "yes"]


def test_departments_gain_give_and_keep_what_is_left():
    nets = department_nets(report("may_pay")).set_index("department")
    rows = made().departments
    assert nets["net"].sum() == pytest.approx(rows["eur_year"].sum())
    assert nets.loc["Backoffice", "extra_work"] < 0 == nets.loc["Backoffice", "gains"]
    words = told("may_pay")["department_words"]
    assert words.index("IT (-€6,600)") > words.index("Gives more than it gains")
    assert "No department is named for benefits of about €2,000 a year." in words
    nobody = said("department_words", changed(departments=rows.assign(owner="")))
    assert "Nobody is named who answers for: Marketing" in nobody


def test_the_tornado_names_three_inputs_and_what_can_turn_the_outcome():
    words = told("may_pay")["tornado_words"]
    assert words.count("(the outcome is then between") == 3 and "25% down and up" in words
    assert "Not one of them alone takes the programme below" in words and turning(report("may_pay")) == []
    rows = made().tornado
    turned = changed(tornado=rows.assign(npv_low=[-500.0, *rows["npv_low"][1:]]))
    alone = "Alone, one of these is enough to take the programme below what it costs: Chance that it comes about."
    assert alone in said("tornado_words", turned)
    assert "enough to lift the programme above" in told("may_not_pay")["tornado_words"]


def test_how_small_the_effect_may_be():
    rows = pd.DataFrame({"what": ["effect", "costs"], "share": [0.6151, 1.409], "status": "shown"})
    words = said("break_even_words", changed(break_even=rows))
    assert "as long as at least 62% of the expected effect" in words and "stay below 140% of what" in words
    frame = R.break_even_table(reported(changed(break_even=rows))).frame
    assert frame.iloc[:, 1].tolist() == ["62%", "140%"]
    assert frame.iloc[:, 2].tolist() == ["it may turn out 38% smaller", "costs may rise by 40%"]
    assert "only pays if 105% of the expected effect" in told("may_not_pay")["break_even_words"]


@pytest.mark.parametrize(("status", "words"), [("always", "pays even if none"), ("never", "However large the effect")])
def test_a_break_even_that_is_not_there(status, words):
    rows = pd.DataFrame({"what": ["effect"], "share": [NAN], "status": [status]})
    assert words in said("break_even_words", changed(break_even=rows))
    assert R.break_even_table(reported(changed(break_even=rows))).frame.iloc[0, 1] == "–"


@pytest.mark.parametrize(("what", "share", "told"), [("effect", 0.62, 0.62), ("effect", 0.6201, 0.63),
                                                     ("costs", 1.4, 1.4), ("costs", 1.399, 1.39)])  # fmt: skip
def test_shares_at_which_it_just_pays_are_on_the_safe_side(what, share, told):
    assert told_share({"what": what, "share": share}) == told


def test_waiting_is_only_worth_something_beyond_what_draws_can_tell():
    assert "worth at most about €2,500 more" in said(
        "waiting_words", with_facts(waiting_value_eur=2_512.0, npv_error_eur=300.0)
    )
    for worth in (0.0, 200.0):
        words = said("waiting_words", with_facts(waiting_value_eur=worth, npv_error_eur=300.0))
        assert words.startswith("Waiting 3 months for a pilot is worth next to nothing")


def test_a_pause_costs_saves_or_is_not_asked():
    words = told("may_pay")["pause_words"]
    assert "paused in year 2. Then 50% of the effect fades" in words and "pause costs about €17,000, between" in words
    saves = said("pause_words", with_facts(pause_cost_eur=-3_000.0, pause_cost_low=-5_000.0, pause_cost_high=-1_000.0))
    assert "that would save about €3,000, between €1,000 and €5,000." in saves
    assert said("pause_words", made(), pause_year=0) == "" == told("bare")["pause_words"]


def test_figures_of_others_stand_beside_with_edition_and_unit():
    frame = R.figures_table(report("may_pay")).frame
    assert frame["Value"].tolist() == ["US$ 12 to 65 million", "3%", "€ 6.5 to 9.9 a contact"]
    assert frame.iloc[0, 3] == "Derde bureau, 2016" and frame.iloc[1, 2] == "all industries"
    assert "1 figure of an older edition is left out." in told("may_pay")["figures_table"]
    words = told("may_pay")["figures_words"]
    assert "They are not in the amounts above" in words and "Editions of 2016 to 2024" in words
    undated = made().figures.assign(edition=0)
    assert R.figures_table(reported(changed(figures=undated))).frame.iloc[0, 3] == "Voorbeeldbureau"
    assert "older" not in said("figures_table", changed(figures=undated))
    assert "Editions" not in said("figures_words", changed(figures=undated))


def test_no_figure_of_others_changes_the_answer():
    other = changed(figures=made().figures.assign(low=1e9, high=2e9))
    assert {name: said(name, other) for name in ("answer", "ledger_table", "measure_table")} == {
        name: told("may_pay")[name] for name in ("answer", "ledger_table", "measure_table")
    }


def test_the_market_is_sorted_and_says_who_is_rated_higher():
    frame = R.market_table(report("may_pay")).frame
    assert frame["Brand"].tolist() == ["Zonkracht", "Stadsgas", "Lichtstad Energie", "Noordenwind"]
    assert frame["Beside us"].tolist() == ["rated higher than us", "not known how sure", "", "rated lower than us"]


def test_aims_keep_their_own_scale():
    frame = R.aims_table(report("may_pay")).frame
    assert frame.iloc[1].tolist() == ["Reputation", "6.1", "6.3 to 6.9", "+0.2 to +0.8"]
    words = told("may_pay")["aims_words"]
    assert "no euro is put on them" in words and "Expected to rise: reputation and customers' trust." in words
    assert "€" not in words + told("may_pay")["aims_table"]


ABSENT = {
    "not_run": "info", "not_asked": "info", "other_schema": "warning", "other_settings": "warning",
    "other_data": "warning", "other_version": "warning", "other_results": "warning",
}  # fmt: skip


@pytest.mark.parametrize(("reason", "kind"), ABSENT.items())
def test_missing_and_old_results_are_named(reason, kind):
    note = R.absent_note(reported(changed(absent=pd.DataFrame({"notebook": [DRIVERS], "reason": [reason]}))))
    assert isinstance(note, Note) and note.kind == kind and "driver model" in note.text


def test_amounts_that_a_person_must_look_at_are_named():
    note = R.review_note(report("review"))
    assert isinstance(note, Note) and note.kind == "warning" and "Higher NPS scores" in note.text
    assert told("may_pay")["review_note"] == ""


def test_doubts_name_what_is_assumed_unknown_and_left_out():
    words = told("may_pay")["doubts"]
    for part in ("does not earn itself back within 3 years is 9%", "46% rests on assumptions.", "control group",
                 "Mond-tot-mondreclame; Lagere retourkosten", "Freed time of about €16,000 a year",
                 "€2,300 is not written off yet", "Tax is left out"):  # fmt: skip
        assert part in words
    assert "nobody has measured them" in said("doubts", with_facts(assumed_share=0.8))
    assert "only known to about €2,000" in told("rough")["doubts"]
    assert "really cut or put to paying work" in said("doubts", made(), count_capacity=True)


def test_next_steps_follow_the_verdict():
    assert "Make it cheaper or drop it" in told("does_not_pay")["next_steps"]
    assert "Run the notebooks that bring benefits" in told("no_benefit")["next_steps"]
    sure, unsure = told("pays")["next_steps"], told("may_not_pay")["next_steps"]
    assert "Find out first" not in sure and "Try it with part of the customers" in unsure
    assert "Agree on hours and budget with: Hoofd IT" in sure and "Run again, then this one: driver model." in sure


def test_amounts_are_rounded_alike_and_shares_by_their_interval():
    shown = report("may_pay")
    assert alike([23_456.0, 99.0, NAN], shown) == ["€23,500", "€100", ""]
    assert alike([], shown) == [] and alike([0.0], shown) == ["€0"]
    assert share_words(0.4768, 0.41, 0.55, shown) == "48%" and share_words(0.4768, -0.24, 1.2, shown) == "50%"
    assert share_words(0.583, NAN, NAN, shown) == "58%"


@pytest.mark.parametrize("name", [name for name in CELLS if name not in ("title", "answer")])
def test_a_cell_without_anything_to_show_is_empty_prose(name):
    cell = getattr(R, name)(report("nothing"))
    assert isinstance(cell, Prose) and not isinstance(cell, Table)


def test_without_ranges_no_chance_is_named():
    words = told("no ranges")
    assert words["answer"].endswith(", nobody knows how sure, for no ranges were given [assumed]")
    assert "is expected to bring more than it costs, by about" in words["answer"]
    lost = said("answer", flat("does_not_pay"))
    assert "is expected to cost more than it brings, by about" in lost and "-€" not in lost
    everything = " ".join(words.values())
    for claim in ("99%", "less than 1%", "The chance that it earns", "more draws", "next to nothing"):
        assert claim not in everything
    assert "Fill in the lowest and highest amount" in words["measures_words"]
    assert "fill in the lowest and highest amount" in words["doubts"]
    assert "Range of total so far (€)" not in R.cash_table(report("no ranges")).frame


def test_how_many_lines_have_no_range_is_said():
    lines = made().lines
    few = changed(lines=lines.assign(low_eur=lines["low_eur"].mask(lines.index < 3, lines["eur_year"]),
                                     high_eur=lines["high_eur"].mask(lines.index < 3, lines["eur_year"])))  # fmt: skip
    n = int(lines.loc[lines.index < 3, "counted"].sum())
    words = f"benefit lines {n} of {int(lines['counted'].sum())}, kinds of costs 0 of 5"
    assert words in said("doubts", few) and words not in told("may_pay")["doubts"]


def test_a_difference_of_nothing_is_no_gain():
    small = with_measure("npv", "pays", value=900.0, low=-40_000.0, high=42_000.0)
    assert "bring about as much as it costs" in said("answer", small)
    assert said("answer", small).splitlines()[1].startswith("€0, between")
    assert "not about as much as it costs." in said("naive_words", small)
    npv = made().measures.set_index("name").loc["npv", "value"]
    assert said("naive_words", with_measure("npv", naive=npv)) == (
        "Simply adding up every result would have said about the same.")  # fmt: skip
    assert "there are hardly any benefits." in said(
        "measures_words", with_measure("roi", value=-0.999, low=NAN, high=NAN)
    )


def test_what_is_nothing_is_not_told_as_a_number():
    assert "is not written off yet" not in said("doubts", with_facts(book_value_left_eur=1e-9))
    assert "Later euros count in full." in said("measures_words", with_facts(rate=0.0))
    words = said("pause_words", made(), pause_decay=0.0, pause_costs_left=0.0)
    assert "The effect then stays as it was before the pause. The costs of that year stop." in words


def test_the_return_and_the_hundred_euros_are_rounded_alike():
    roi = with_measure("roi", value=0.574, low=NAN, high=NAN)
    assert "about €157 of benefits" in said("measures_words", roi)
    assert R.measure_table(reported(roi)).frame.set_index("Measure").iloc[3, 0] == "57%"
    irr = with_measure("irr", value=0.574, low=-0.2, high=1.4)
    assert "is 60%: if money" in said("irr_words", irr) and "60%" in said("measure_table", irr)


def test_amounts_of_departments_are_the_same_in_words_and_table():
    frame = R.department_table(report("may_pay")).frame.set_index("Department")
    words = told("may_pay")["department_words"]
    for name in ("IT", "HR", "Backoffice"):
        assert f"{name} ({frame.loc[name, 'Net (€ a year)']})" in words


def test_a_rate_without_inflation_says_of_which_rate_it_comes():
    real = with_facts(rate=1.08 / 1.02 - 1)
    assert "count 5.9% (8% less inflation of 2%) less a year." in said("measures_words", real, prices="real")
    assert "the 5.9% (8% less inflation of 2%) that money" in said("irr_words", real, prices="real")
    assert "8% less inflation" not in told("may_pay")["measures_words"]


def test_a_return_before_tax_beside_an_amount_after_tax_is_said():
    assert "before tax; the amount above is after tax." in said("measures_words", made(), tax_rate=0.25)


def test_lines_that_begin_too_late_are_named():
    lines = made().lines
    late = changed(lines=lines.assign(from_year=[7, *lines["from_year"][1:]]))
    begins = "Begins after the last year, so nothing of it is in the cash: Higher NPS scores: fewer customers leave."
    assert begins in said("doubts", late) and begins in said("ledger_table", late)
    assert "1 row of costs falls after the last year" in told("may_pay")["doubts"]
    assert "row of costs" not in said("doubts", changed(rows=made().rows.iloc[:0]))


def test_what_counts_for_sure_or_twice_is_named():
    lines = made().lines
    sure = changed(lines=lines.assign(success_probability=1.0))
    n = int((lines["counted"] & (lines["label"] == "assumed") & (lines["category"] != "burden")).sum())
    assert f"{n} benefits are only assumed, yet taken as sure" in said("doubts", sure)
    assert "same hours, counted twice" in said("doubts", made(), count_capacity=True)
    assert "same hours, counted twice" not in told("may_pay")["doubts"]
    outside = with_measure("npv", value=70_000.0, low=-10_000.0, high=60_000.0)
    assert "lies outside its own interval" in said("doubts", outside)
    assert "lies outside its own interval" not in told("may_pay")["doubts"]


def test_a_rare_gain_is_told_with_what_nearly_always_happens():
    """A chance of 1 % of much more: expected €17,000, but -€2,000 in 99 of 100 draws."""
    spread = pd.DataFrame({"low_eur": [-2_000.0, 0.0], "high_eur": [0.0, 2e6], "draws_n": [3960, 40]})
    rare = replace(with_measure("npv", value=17_000.0, low=-2_000.0, high=-2_000.0), spread=spread)
    assert "€17,000, in nearly every case -€2,000 [assumed]" in said("answer", rare)
    assert "lies outside its own interval" in said("doubts", rare)
    assert "comes out at -€2,000." in repr(R.spread_figure(reported(rare)))
    assert "no ranges were given" not in said("answer", rare) + said("doubts", rare)


def test_what_wears_out_before_the_last_year_is_named():
    costs = pd.DataFrame({"line": ["Koppeling"], "year": [0], "capitalised": [True], "lifetime_years": [2.0]})
    shown = report("may_pay")
    for life, named in ((2.0, True), (3.0, False)):
        tables = SimpleNamespace(costs=costs.assign(lifetime_years=life))
        words = repr(R.doubts(replace(shown, tables=tables)))
        assert ("no replacement is counted: Koppeling." in words) == named


def test_the_better_founded_side_that_is_far_smaller_is_said():
    """What stays is €37,489 of the driver model; a shift of €100,000 goes for it."""
    taken = made().taken
    larger = taken.assign(eur_year=taken["eur_year"].mask(taken["step"] == "same_effect", 100_000.0))
    words = "About €100,000 of a shift between CX groups is left out for about €37,000 of the driver model"
    assert words in said("doubts", changed(taken=larger)) and "far smaller" not in told("may_pay")["doubts"]
