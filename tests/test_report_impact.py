"""The words and tables of impact_measurement: every verdict, every reason why there is none, and nothing by chance."""

import functools
import re
from dataclasses import replace

import impact_made as M
import pytest
from reports import UNFINISHED, english

import cxkit.report.impact as R
from cxkit.analysis.impact.findings import findings_of
from cxkit.analysis.impact_result import STOPPING
from cxkit.language import catalogue
from cxkit.report.impact.names import rounded_change
from cxkit.report.impact.reasons import STOPS, stop_words
from cxkit.report.impact.words import together
from cxkit.report.show import Note

CELLS = [name for name in R.__all__ if not name.endswith("_figure")]
FIRST_PAGE = ("title", "answer", "verdict_words", "advice_words", "misleading_words")
METHOD = re.compile(r"\b(CUPED|Welch|bootstrap|cluster\w*|p-value|z-score|difference-in-differences|spending)\b", re.I)


def endless():
    """Return a result whose first pilot has an interval without ends, as very few teams give."""
    return M.judged(M.made(), -0.04, -float("inf"), float("inf"), "extend", "interval", "not_shown_yet",
                    verdict="unclear")  # fmt: skip


CASES = {
    **{verdict: functools.partial(M.made, verdict) for verdict in M.BY_VERDICT},
    **{f"stopped {reason}": functools.partial(M.stopped, reason) for reason in STOPPING},
    **{made.__name__: made for made in (M.running, M.only_planned, M.without_euros, M.frozen_anew, M.hidden, M.renamed,
                                        M.nothing, endless)},
    **{f"guardrail {status}": functools.partial(M.guarded, status) for status in ("broken", "open")},
}  # fmt: skip


@functools.cache
def report(case, language="en"):
    return M.reported(CASES[case](), language=language)


@functools.cache
def told(case, language="en"):
    """Return every cell of a report in plain text."""
    shown = report(case, language)
    return {name: repr(getattr(R, name)(shown.settings if name == "title" else shown)) for name in CELLS}


IN_DUTCH = ("achieved", "missed", "running", "hidden", "frozen_anew", "without_euros", "stopped different_level")
WHOLE = [case for case in CASES if not case.startswith(("stopped", "guardrail o"))] + [
    "stopped no_baseline",
    "stopped too_few_units",
]


@pytest.mark.parametrize(
    ("case", "language"), [*((case, "en") for case in WHOLE), *((case, "nl") for case in IN_DUTCH)]
)
def test_every_cell_is_finished(case, language):
    assert not {name: text for name, text in told(case, language).items() if UNFINISHED.search(text)}


@pytest.mark.skipif(
    "What came true of what was expected" not in catalogue("nl"), reason="the Dutch of this report is not there yet"
)
@pytest.mark.parametrize("case", IN_DUTCH)
def test_no_english_is_left_in_dutch(case):
    assert not {name: found for name, text in told(case, "nl").items() if (found := english(text))}


@pytest.mark.parametrize("case", WHOLE)
def test_the_first_page_has_no_words_of_method(case):
    assert not [name for name in FIRST_PAGE if METHOD.search(told(case)[name])]


ANSWERS = {
    "achieved": "One of 2 pilots did what was expected of it. Rolled out, Eén eigenaar per vraag brings about\n"
    "€8,000 a year, between €5,000 and €11,000, 95% sure [measured]",
    "smaller": "Not one of 2 pilots is shown to have done what was expected of it. Rolled out, Eén eigenaar per vraag "
    "brings about\n€5,000 a year, between €2,000 and €8,000, 95% sure [measured]",
    "without_euros": "One of 2 pilots did what was expected of it. Eén eigenaar per vraag makes herhaalverkeer lower, "
    "by about\n4.5 percentage points, between 2.8 and 6.1, 95% sure [measured]",
    "unclear": "Not one of 2 pilots is shown to have done what was expected of it.\nNo difference shown",
    "harm": "Not one of 2 pilots is shown to have done what was expected of it. It is shown to have made things worse: "
    "Eén eigenaar per vraag.\nNo gain shown",
    "hidden": "Eén eigenaar per vraag did what was expected. Rolled out, it brings about\n"
    "€8,000 a year, between €5,000 and €11,000, 95% sure [measured]",
    "only_planned": "No pilot has begun, so nothing has come true yet.\nNot begun",
    "nothing": "No pilot is planned, so there is nothing to hold against what was expected.\nNo pilot",
}


@pytest.mark.parametrize("case", ANSWERS)
def test_the_answer(case):
    assert told(case)["answer"] == ANSWERS[case]


def test_euros_of_a_pilot_that_cannot_be_judged_count_nowhere():
    """The second pilot shows €9,000, and its control group was picked by another rule."""
    shown = report("stopped other_rule")
    assert repr(R.answer(shown)) == ANSWERS["achieved"]
    assert "€9,000" not in repr(R.euro_table(shown)).split("Nabellen")[1]


def test_pilots_that_test_the_same_result_count_once():
    both = M.made()
    own = {"verdict": "achieved", "ratio_low": 0.5, "eur_year": 4_000.0, "eur_low": 3_000.0, "eur_high": 5_000.0}
    twice = M.with_rows(both.pilots, both.pilots["pilot"].eq(M.CALLED), own)
    plans = {name: dict(plan) for name, plan in M.settings().pilots.items()}
    shown = M.reported(replace(both, pilots=twice))
    assert R.answer(shown).euro == "€12,000 a year"
    plans[M.CALLED] |= {"tests": ["saving_fewer_repeats:all"]}
    assert R.answer(M.reported(replace(both, pilots=twice), pilots=plans)).euro == "€8,000 a year"


def test_intervals_of_pilots_add_up_as_figures_that_err_on_their_own():
    one = {"eur_year": 10.0, "eur_low": 7.0, "eur_high": 13.0}
    assert together([one]) == (10.0, 7.0, 13.0)
    assert together([one, {"eur_year": 20.0, "eur_low": 16.0, "eur_high": 24.0}]) == (30.0, 25.0, 35.0)


@pytest.mark.parametrize("reason", STOPPING)
def test_every_reason_has_its_own_sentence(reason):
    shown = report(f"stopped {reason}")
    row = shown.result.pilots.to_dict("records")[1]
    sentence, words = stop_words(reason, row, shown), repr(R.verdict_words(shown))
    assert f"Nabellen van criticasters cannot be judged. {sentence}" in words
    assert not UNFINISHED.search(words + sentence)
    assert "?" not in sentence


def test_no_two_reasons_read_alike():
    shown = [stop_words(reason, report(f"stopped {reason}").result.pilots.to_dict("records")[1],
                        report(f"stopped {reason}")) for reason in STOPPING]  # fmt: skip
    assert len(set(shown)) == len(STOPPING) == len(STOPS)


@pytest.mark.parametrize("reason", STOPPING)
def test_what_is_wrong_with_the_baseline_is_a_warning_at_the_top(reason):
    note = R.baseline_note(report(f"stopped {reason}"))
    assert isinstance(note, Note) == (reason in STOPPING[:7])


def test_an_expectation_set_after_the_start_is_told_with_both_days():
    found = M.stopped("expectation_late")
    late = replace(
        found, pilots=M.with_rows(found.pilots, found.pilots["pilot"].eq(M.CALLED), {"decided_at": "2025-06-01"})
    )
    assert "was written down on 1 June 2025, and the pilot began on 7 April 2025" in repr(
        R.verdict_words(M.reported(late))
    )


def test_what_a_naive_look_says_stands_beside_what_the_control_group_did():
    words = told("achieved")["misleading_words"]
    assert "cijfer 1.04 points higher" in words
    assert "in the control group it became 0.98 points higher without a pilot" in words


def test_naive_estimates_are_marked_in_the_table():
    frame = R.reading_table(report("achieved")).frame
    marked = frame.loc[frame["Use"].eq("misleads"), "How it is estimated"]
    assert set(marked) == {"pilot after against before", "control group after against before"}
    assert (frame["Use"] == "the answer").sum() == 2


def test_a_missed_pilot_rules_out_what_is_worth_having_only_when_it_does():
    """An interval up to 3 percentage points lower holds the 2 worth having, one up to 1.5 does not."""
    assert "as good as ruled out" in told("missed")["verdict_words"].split("\n\n")[0]
    wider = M.judged(M.made(), -0.014, -0.03, 0.002, "stop", "", "not_worth_it", verdict="missed")
    assert "ruled out" not in repr(R.verdict_words(M.reported(wider))).split("\n\n")[0]


def test_a_hidden_pilot_shows_no_figure_of_its_own():
    for name in ("verdict_words", "pilot_table", "euro_table", "sizing_table", "look_table", "misleading_words"):
        own = [line for line in told("hidden")[name].split("\n") if M.CALLED in line]
        assert not re.search(r"0[.,]06|0[.,]12|0[.,]24|1[.,]04|105|missed|not as expected", "\n".join(own))
    assert "too few took part" in told("hidden")["verdict_words"]


def test_guardrails_turn_the_advice():
    assert "Adjust" in told("guardrail broken")["advice_words"]
    assert "what must not suffer does, in afhandeltijd" in told("guardrail broken")["guardrail_words"]
    assert "not sure yet" in told("guardrail open")["guardrail_words"]


def test_a_replaced_baseline_is_told_with_its_reason_and_fingerprint():
    words = told("frozen_anew")["baseline_words"]
    assert "frozen anew (andere telling van herhaalverkeer)" in words
    assert "a1a1 a1a1" in words


def test_a_pilot_with_unknown_customers_is_to_be_looked_through():
    found = M.made()
    unknown = dict.fromkeys(("pilot_customers_n", "control_customers_n"), M.NAN)
    pilots = M.with_rows(found.pilots, found.pilots["pilot"].eq(M.OWNER), unknown)
    series = found.series.assign(customers_n=M.NAN)
    shown = M.reported(
        replace(found, pilots=pilots, series=series, findings=findings_of(pilots, settings=M.settings()))
    )
    assert M.OWNER in R.review_note(shown).text
    assert told("achieved")["review_note"] == ""


@pytest.mark.parametrize(
    ("change", "unit", "written"),
    [((-0.0446, -0.0609, -0.0283), "share", (-4.5, -6.1, -2.8, 1)),
     ((0.06, -0.12, 0.24), "points", (0.06, -0.12, 0.24, 2)),
     ((-0.04, -0.2399, 0.1599), "points", (-0.04, -0.24, 0.16, 2)),
     ((3.21, 3.21, 3.21), "points", (3.21, 3.21, 3.21, 2))],
)  # fmt: skip
def test_a_change_is_rounded_to_what_its_interval_supports(change, unit, written):
    assert rounded_change(*change, unit) == pytest.approx(written)
