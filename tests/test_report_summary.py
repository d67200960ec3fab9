"""What the report of executive_summary says: every verdict, every missing notebook, and how it looks."""

import re
from dataclasses import replace

import pytest
from earlier_made import effect, realised, saving
from figure_words import check_words_apart, drawing
from reports import UNFINISHED
from summary_made import (
    CASE,
    DRIVERS,
    GROUPS,
    IMPACT,
    MATURITY,
    NPV,
    RANKING,
    SAVINGS,
    findings,
    only,
    otherwise,
    reported,
    without_amount,
)

import cxkit.report.summary as S
from cxkit.report.show import Chart, NoChart, Note, Prose
from cxkit.report.summary import figures
from cxkit.result import Finding
from cxkit.settings.summary import EARLIER

METHOD = re.compile(r"\b(NPV|draws?|simulat\w+|discounted|percentile|PERT|seed|ledger|Monte Carlo)\b", re.IGNORECASE)
RAW = re.compile(r"\w+_\w+|None")
CASES = {
    **{verdict: findings(verdict) for verdict in NPV},
    **{f"only {notebook}": only(notebook) for notebook in EARLIER},
    **{f"without {notebook}": {n: own for n, own in findings().items() if n != notebook} for notebook in EARLIER},
    **{f"{name} not shown": without_amount(name) for name in ("shift_value", "contact_savings", "driver_gain")},
    **{f"{name} hidden": without_amount(name, "hidden") for name in ("shift_value", "maturity_stage")},
    "falls": without_amount("shift_value", "not_monotone"),
    "a loss": otherwise("contact_savings", estimate=-3_000.0, low=-5_000.0, high=-1_000.0),
    "a loss of drivers": otherwise("driver_gain", estimate=-3_000.0, low=-5_000.0, high=-1_000.0),
    "a lower shift": otherwise("shift_value", estimate=-3_000.0, low=-5_000.0, high=-1_000.0),
    "not paid back": without_amount("business_case_payback", "not_computable"),
    "paid back at once": otherwise("business_case_payback", estimate=0.0),
    "more than all": otherwise("break_even_effect", estimate=1.3),
    "nothing chosen": otherwise("ranking_net", estimate=None, low=None, high=None, status="not_computable",
                                reason="none_chosen", notes={"opportunities": []}),
    "no overlap": otherwise("ledger_overlap", estimate=0.0, low=0.0, high=0.0),
    "for review": otherwise("shift_value", status="review"),
    "over a lifetime": otherwise("shift_value", period="lifetime"),
    "over years": otherwise("shift_value", period="horizon"),
    "kind of cost": otherwise("tornado:training", estimate=99_000.0),
    "setting": otherwise("tornado:discount_rate_year", estimate=99_000.0),
}  # fmt: skip


@pytest.fixture
def drawn(monkeypatch):
    """Return a function that draws the figure and hands it over, with its title and alt text."""
    yield from drawing(monkeypatch, (figures,), lambda found, **given: S.route_figure(reported(found, **given)))


def cells(report):
    names = [name for name in S.__all__ if name not in ("title", "route_figure")]
    return {name: repr(getattr(S, name)(report)) for name in names}


@pytest.mark.parametrize("case", CASES)
def test_every_sentence_is_finished_and_holds_no_name_of_the_code(case):
    for name, text in cells(reported(CASES[case])).items():
        assert not UNFINISHED.search(text), (name, text)
        assert not RAW.search(text), (name, text)
        assert not METHOD.search(text), (name, text)


@pytest.mark.parametrize(
    ("verdict", "starts", "euro"),
    [
        ("pays", "Over 3 years, the programme brings more than it costs", "€80,000"),
        (
            "may_pay",
            "Over 3 years, the programme is expected to bring more than it costs, though it may not",
            "€40,000",
        ),
        ("may_not_pay", "Over 3 years, the programme is not expected to earn back what it costs", "-€10,000"),
        ("does_not_pay", "Over 3 years, the programme does not earn back what it costs", "€70,000"),
        ("no_benefit", "No result shows a benefit", "No benefit counts"),
    ],
)
def test_the_answer_is_that_of_the_business_case(verdict, starts, euro):
    answer = S.answer(reported(findings(verdict)))
    assert answer.sentence.startswith(starts)
    assert answer.euro == euro


def test_a_loss_has_its_interval_without_signs():
    assert S.answer(reported(findings("does_not_pay"))).interval.startswith("between €20,000 and €120,000")


def test_without_a_business_case_the_answer_says_so_and_tells_the_set_that_fits_the_budget():
    answer = S.answer(reported(only(GROUPS, SAVINGS, RANKING)))
    assert answer.sentence.startswith("No business case was made. The improvements that fit the budget")
    assert answer.euro == "€40,000 a year"


def test_without_a_ranking_too_it_tells_the_surest_route_and_adds_nothing_up():
    # the shift is estimated; the larger amounts of contacts and drivers are assumed
    answer = S.answer(reported(only(GROUPS, SAVINGS, DRIVERS)))
    assert (answer.euro, answer.label) == ("€15,000 a year", "estimated")
    assert S.answer(reported(only(SAVINGS, DRIVERS))).euro == "€77,000 a year"


def test_without_any_amount_it_says_why():
    assert S.answer(reported(only(MATURITY))).euro == "No amount"
    nothing = without_amount("shift_value")
    assert S.answer(reported({GROUPS: nothing[GROUPS]})).euro == "No difference shown"


def test_each_notebook_that_ran_gives_one_reason():
    assert len(S.reason_words(reported()).paragraphs) == len(EARLIER)
    assert len(S.reason_words(reported(only(GROUPS, RANKING))).paragraphs) == 2


def test_reasons_tell_what_is_taken_out_what_is_cash_and_what_to_work_on():
    told = repr(S.reason_words(reported()))
    assert "About €41,000 a year of that would be counted twice" in told
    assert "about €12,000 a year leaves the books" in told
    assert "about €65,000 a year is from customers who stay" in told
    assert "The board looks at customer figures every month." in told
    assert "at least 62% of the effect" in told
    assert "For every €100 of costs there is about €160 of benefits." in told
    assert "It earns itself back after about 2.1 years." in told


def test_the_table_has_a_row_per_notebook():
    table = S.headline_table(reported())
    assert table.frame.iloc[:, 1].tolist() == [
        "€15,000 a year", "€30,000 a year", "€77,000 a year", "2: Invested", "€8,000 a year",
        "€40,000 a year", "€40,000 over 3 years",
    ]  # fmt: skip
    assert len(table.notes) == 1
    assert not S.headline_table(reported(only(MATURITY))).notes


def test_labels_are_told_as_shares_of_what_counts():
    told = repr(S.label_words(reported()))
    assert (
        "Of the euros that count, 8% rests on what the client's own files measure, 56% on estimates "
        "from the client's own files and 36% on assumptions. Most" in told
    )
    sure = otherwise("ledger_line:Mond-tot-mondreclame", notes={"success_probability": 0.5})
    assert "on assumptions. How much of it comes about is assumed." in repr(S.label_words(reported(sure)))
    assert "“Higher NPS scores: fewer customers leave”" in told
    assert repr(S.label_words(reported(only(GROUPS)))) == ""


def test_no_more_than_four_doubts_are_told_gravest_first():
    found = without_amount("shift_value")
    told = S.doubt_words(reported(found)).paragraphs
    assert len(told) == 4
    assert told[0].startswith("In 12% of the cases")
    assert "€36,000 over 3 years" in told[1]
    assert "“A better CX group”" in told[3]


def test_what_does_not_pay_has_the_doubt_that_it_may():
    assert "36% of the cases" in S.doubt_words(reported(findings("may_not_pay"))).paragraphs[0]


def test_without_a_doubt_of_its_own_it_still_says_on_what_the_figures_rest():
    assert len(S.doubt_words(reported(only(GROUPS))).paragraphs) == 1


def test_first_steps_are_numbered_with_euros_and_class():
    told = S.steps_words(reported(steps_n=4)).paragraphs
    assert (
        told[0]
        == "1. Fewer contacts about factuur: do now. About €12,000 a year, between €7,000 and €17,000 (assumed)."
    )
    assert told[1].startswith("2. Higher NPS scores (keeps customers): do now.")
    assert told[3].startswith("4. Terugbellen binnen twee dagen: test first with part of the customers.")


def test_without_a_ranking_it_says_that_the_first_steps_are_not_known():
    assert "have not been ranked" in repr(S.steps_words(reported(only(CASE))))
    none = otherwise("ranking_net", notes={"opportunities": ["Nieuwe app"]})
    assert "none is worth starting now" in repr(S.steps_words(reported(none)))
    empty = without_amount("ranking_net", "not_computable", reason="none_chosen", notes={"opportunities": []})
    assert "pays and fits the budget" in repr(S.steps_words(reported(empty)))


def test_what_is_missing_is_a_quiet_note_and_what_is_out_of_date_a_warning():
    assert isinstance(S.absent_note(reported()), Prose)
    missing = S.absent_note(reported(only(GROUPS)))
    assert (type(missing), missing.kind) == (Note, "info")
    for reason in ("other_settings", "other_data", "other_version", "other_results"):
        note = S.absent_note(reported(stale={SAVINGS: reason}))
        assert note.kind == "warning"
        assert "savings on contacts" in note.text


def test_an_amount_of_unknown_customers_asks_for_a_look_first():
    assert isinstance(S.review_note(reported()), Prose)
    assert isinstance(S.review_note(reported(CASES["for review"])), Note)


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("case", ["may_pay", "does_not_pay", "no_benefit", "without roi", "shift_value not shown"])
def test_no_words_of_the_figure_lie_over_others_or_outside_it(drawn, case, language):
    figure, _title, _alt = drawn(CASES[case], language=language)
    check_words_apart(figure)


def test_the_title_of_the_figure_is_what_counts_of_what_was_added_up(drawn):
    _figure, title, alt = drawn(findings())
    assert title == "Of €100,000 a year added up, €21,000 counts"
    assert "Each euro once: €63,000" in alt
    assert drawn(only(GROUPS, SAVINGS))[1] == "The routes overlap: they may not be added up"
    assert drawn(only(GROUPS))[1] == "What the one route that was looked at brings"


def test_a_route_without_an_amount_keeps_its_interval(drawn):
    figure, _title, alt = drawn(without_amount("shift_value"))
    assert "A better CX group: not shown" in alt
    ends = [tuple(line.get_xdata()) for line in figure.axes[0].lines]
    assert (12_500.0, 16_700.0) in ends


def test_there_is_no_figure_without_euros_a_year():
    assert isinstance(S.route_figure(reported(only(MATURITY))), NoChart)
    lifetime = {GROUPS: (replace(findings()[GROUPS][0], period="lifetime"),)}
    assert isinstance(S.route_figure(reported(lifetime)), NoChart)
    assert isinstance(S.route_figure(reported(only(GROUPS))), Chart)


def test_a_figure_without_interval_is_written_with_two_digits():
    bare = {GROUPS: (Finding("shift_value", unit="EUR", period="year", estimate=14_642.0),)}
    assert S.answer(reported(bare)).euro == "€15,000 a year"


def test_what_came_true_in_pilots_is_one_reason_with_its_counts_and_the_largest_amount():
    told = repr(S.reason_words(reported()))
    assert "Of what was tried, 1 pilot brought what was expected and 1 pilot fell short." in told
    assert "Rolled out, “Eén eigenaar per vraag” would bring about €8,000 a year, between €5,000 and €11,000." in told
    assert "The business case starts" not in told  # the saving that it tested is not among these results
    assert "Pilot “Eén eigenaar per vraag”, once rolled out" in S.headline_table(reported()).frame.iloc[:, 0].tolist()


def test_an_amount_that_replaces_what_was_expected_says_so():
    found = findings()
    found[SAVINGS] += (saving("fewer_repeats", "all", 9_400, 2_000),)
    assert "The business case starts from that amount, not from the €9,000 a year that was expected of it." in repr(
        S.reason_words(reported(found))
    )


@pytest.mark.parametrize(
    ("own", "words"),
    [
        ((), ""),
        ((effect("a", None, 0.1, verdict="unclear"),), "What was expected has not been shown in a pilot yet."),
        ((realised("a", -900, 300, verdict="missed"),), "Rolled out, “a” would lose about €900 a year, between"),
        ((effect("a", 0.1, 0.05).hidden(),), "is hidden, because too few people stand behind it."),
        ((effect("a", 0.1, 0.05, verdict="exceeded"), effect("b", 0.1, 0.05, verdict="unclear")),
         "Of what was tried, 1 pilot brought more than was expected. Of 1 pilot it is not clear what it brought."),
    ],
)  # fmt: skip
def test_pilots_in_words_whatever_came_of_them(own, words):
    told = repr(S.reason_words(reported(findings() | {IMPACT: own})))
    assert words in told
    assert ("pilot" in told) == bool(own)
