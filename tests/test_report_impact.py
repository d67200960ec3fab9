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
from cxkit.report.impact.reasons import FIELDS, OF_THE_BASELINE, STOPS, stop_words
from cxkit.report.impact.verdict_words import ratio_words
from cxkit.report.impact.words import together
from cxkit.report.show import Note
from cxkit.settings.pilots import Pilot

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
                                        M.nothing, M.dropped, M.unguarded, M.only_arms,
                                        endless)},
    **{f"plan {status}": functools.partial(M.plan_moved, status) for status in ("warns", "stops")},
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


IN_DUTCH = (
    "achieved", "missed", "running", "hidden", "frozen_anew", "without_euros", "stopped different_level", "plan warns",
    "plan stops", "dropped", "only_arms", "guardrail broken", "only_planned",
)  # fmt: skip
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
    "only_planned": "Nothing is measured of any pilot yet.\nNot measured yet",
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
    same = findings_of(twice, settings=M.settings(pilots=plans))
    assert R.answer(M.reported(replace(both, pilots=twice, findings=same), pilots=plans)).euro == "€8,000 a year"


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
    assert len(set(shown)) == len(STOPPING) and set(STOPPING) == set(STOPS)


@pytest.mark.parametrize("reason", STOPPING)
def test_what_is_wrong_with_the_baseline_is_a_warning_at_the_top(reason):
    note = R.baseline_note(report(f"stopped {reason}"))
    assert isinstance(note, Note) == (reason in OF_THE_BASELINE)


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
    assert "of 3 February 2025 was replaced on 28 March 2025 (andere telling van herhaalverkeer)" in words
    assert "a1a1 a1a1" in words


def test_every_day_of_freezing_is_told_with_its_own_fingerprint():
    days = [line for line in told("achieved")["baseline_words"].split("\n\n") if line.startswith("Frozen on")]
    assert [line.split("Fingerprint: ")[1][:9] for line in days] == ["1111 1111", "2222 2222", "3f9a 51c0"]
    assert days[0].startswith("Frozen on 28 March 2025: herhaalverkeer, NPS,") and M.CALLED in days[0]
    assert days[1].startswith(f"Frozen on 18 April 2025: afhandeltijd and {M.OWNER}.")
    assert days[2].startswith(f"Frozen on 18 December 2025: {M.WELCOME}.")
    assert "Frozen last" not in told("achieved")["baseline_words"]


def test_the_day_of_an_earlier_baseline_is_not_told_as_that_of_the_new_one():
    found = M.frozen_anew()
    undated = replace(found, anew=found.anew.assign(replaced_at=""))
    assert "The baseline of 3 February 2025 was replaced (andere" in repr(R.baseline_words(M.reported(undated)))


def test_a_pilot_left_out_after_it_was_frozen_is_a_warning_at_the_top():
    note = R.baseline_note(report("dropped"))
    assert isinstance(note, Note) and "Nieuwe brief" in note.text
    assert told("achieved")["baseline_note"] == ""


@pytest.mark.parametrize(
    ("status", "sentence"),
    [("broken", "afhandeltijd suffered more than was allowed"),
     ("open", "afhandeltijd may have suffered more than was allowed")],
)  # fmt: skip
def test_a_guardrail_that_does_not_hold_stands_in_the_headline(status, sentence):
    case = f"guardrail {status}"
    assert f"But with {M.OWNER}, {sentence}." in R.answer(report(case)).sentence
    assert f"did what was expected, but {sentence}" in told(case)["verdict_words"]
    assert f"it works, but {sentence.replace(' was ', ' is ')}" in told(case)["advice_words"]
    both = M.guarded(status)
    guards = both.guardrails[both.guardrails["pilot"].eq(M.OWNER)]
    one = R.answer(M.reported(replace(M.alone(), guardrails=guards)))
    assert f"{M.OWNER} did what was expected, but {sentence}." in one.sentence


def test_nothing_is_said_of_what_must_not_suffer_where_nobody_named_it():
    assert not [name for name, text in told("unguarded").items() if "suffer" in text]
    assert f"Roll out {M.OWNER}: it does what was expected." in told("unguarded")["advice_words"]


def test_what_was_changed_in_a_plan_is_told_in_words():
    was = "the last day (was 26 October 2025, now 31 December 2025)"
    assert f"Other than then: {was}." in told("plan stops")["verdict_words"]
    assert f"other than frozen: {was}." in told("plan warns")["doubts"] and "5%" in told("plan warns")["doubts"]
    assert "no: mind this (the last day)" in told("plan warns")["check_table"]
    several = M.reported(M.plan_moved("warns", "looks: - → 2025-07-27; ends_at: 2025-10-26 → 2025-12-31"))
    assert "the days of looking in between (was none, now 27 July 2025) and the last day" in repr(R.doubts(several))


def test_every_field_of_a_plan_has_words():
    assert set(Pilot.model_fields) <= set(FIELDS)


def test_how_far_a_pilot_is_is_told_by_what_was_measured():
    assert "It is measured up to 21 July 2025; it runs until 26 October 2025." in told("running")["verdict_words"]
    assert f"Nothing is measured of {M.WELCOME} yet. Its start is 2 March 2026" in told("achieved")["verdict_words"]
    found = M.made()
    later = M.reported(replace(found, facts=found.facts | {"last_at": "2026-05-01"}))
    assert f"Measure {M.WELCOME}, or move its start" in repr(R.advice_words(later))


def test_where_no_pilot_can_be_judged_the_first_reason_is_the_answer():
    stop = {"verdict": "unclear", "reason": "no_baseline", "advice": "extend", "advice_reason": "not_to_be_judged"}
    one = R.answer(M.reported(M.alone(**stop)))
    assert one.euro == "Cannot be judged" and "Nothing was frozen before it began" in one.sentence
    found = M.made()
    all_of_them = replace(found, pilots=M.with_rows(found.pilots, found.pilots["verdict"].ne("planned"), stop))
    assert f"No pilot can be judged. {M.OWNER}: Nothing was frozen" in R.answer(M.reported(all_of_them)).sentence


def test_text_and_table_give_one_advice_where_nothing_can_be_judged():
    assert R.pilot_table(report("stopped other_rule")).frame["Advice"].tolist()[1] == "set up again"
    assert "Set Nabellen" in told("stopped other_rule")["advice_words"]


def test_verdict_and_advice_stand_beside_the_pilot():
    assert R.pilot_table(report("achieved")).frame.columns[1:3].tolist() == ["Verdict", "Advice"]


def test_a_stepped_pilot_that_began_at_once_has_nobody_to_compare_with():
    found = M.stopped("no_control")
    stepped = replace(found, pilots=found.pilots.assign(design="stepped"))
    assert "All began at the same time" in repr(R.verdict_words(M.reported(stepped)))


def test_values_are_called_the_same_only_where_they_are():
    assert "differ too little" in told("stopped no_spread")["verdict_words"]
    found = M.stopped("no_spread")
    own = found.series["pilot"].eq(M.CALLED)
    same = M.with_rows(found.series, own, {"mean": 7.0, "low": 7.0, "high": 7.0})
    assert "All values of cijfer are the same" in repr(R.verdict_words(M.reported(replace(found, series=same))))


def test_harm_of_one_pilot_is_told_once():
    found = M.made("harm")
    one = replace(M.alone(), pilots=found.pilots.iloc[:1])
    assert R.answer(M.reported(one)).sentence == f"{M.OWNER} made things worse."


@pytest.mark.parametrize(
    ("estimate", "written"),
    [(-0.0525, "100%"), (-0.0475, "100%"), (-0.054, "110%"), (-0.0446, "90%"), (0.005, "−10%")],
)  # fmt: skip
def test_one_share_in_text_table_and_figure(estimate, written):
    """Of 5 points expected, to the 10% that its interval supports, a half towards 100%."""
    own = {"estimate": estimate, "low": estimate - 0.0163, "high": estimate + 0.0163, "ratio": estimate / -0.05,
           "ratio_low": estimate / -0.05 - 0.326, "ratio_high": estimate / -0.05 + 0.326}  # fmt: skip
    shown = M.reported(M.alone(**own))
    row = shown.result.pilots.to_dict("records")[0]
    assert ratio_words(row, shown) == written
    assert R.pilot_table(shown).frame["Of expected"].tolist() == [written]
    assert f"realised {written} (" in R.expected_figure(shown).alt


def test_an_effect_printed_as_expected_is_all_of_it():
    """3.2 with an interval of 20 is printed as 3, and 3 of 3 is not 110%."""
    own = {"expected": -0.03, "estimate": -0.032, "low": -0.132, "high": 0.068, "ratio": 1.07, "ratio_low": -2.27,
           "ratio_high": 4.4}  # fmt: skip
    shown = M.reported(M.alone(**own))
    assert ratio_words(shown.result.pilots.to_dict("records")[0], shown) == "100%"


def test_one_minus_sign():
    for case in ("achieved", "harm", "smaller"):
        assert not [name for name, text in told(case).items() if re.search(r"-\d", text.replace("€-", "-"))]


def test_factors_that_only_a_pilot_measures_stand_in_the_table():
    frame = R.factor_table(report("only_arms")).frame
    assert f"afhandeltijd ({M.OWNER}, control group)" in frame["Success factor"].tolist()
    own = frame[frame["Success factor"].eq(f"cijfer ({M.CALLED}, pilot)")].iloc[0]
    assert re.fullmatch(r"5\.\d+", own["Now"]) and own["Measured on"] == "1 December 2025"
    whole = R.factor_table(report("achieved")).frame["Success factor"].tolist()
    assert whole[4:] == [f"{name}, {arm})" for name in (f"afhandeltijd ({M.OWNER}", f"cijfer ({M.CALLED}")
                         for arm in ("pilot", "control group")]  # fmt: skip


def test_arms_of_few_customers_are_hidden_in_the_table_too():
    own = R.factor_table(report("hidden")).frame.set_index("Success factor")
    assert not re.search(r"\d", own.loc[f"cijfer ({M.CALLED})", "Now"])


def test_periods_outside_the_band_since_the_first_pilot_are_counted():
    found = M.made()
    bands = found.bands.assign(outside=False, improved=False)
    told = repr(R.factor_words(M.reported(replace(found, bands=bands))))
    assert told.startswith("No success factor lies outside its band now.")
    own = found.series[found.series["pilot"].eq("") & found.series["metric"].eq(M.HAPPY)]
    since = own.loc[own["period"] >= "2025-04-07", "mean"]
    outside = int(((since < 6.98) | (since > 7.22)).sum())
    assert f"tevredenheid lay outside its band in {outside} of {len(since)} periods." in told and outside


def test_the_period_of_picking_is_said_to_be_left_out():
    assert "by which they were picked does not count as before" in told("achieved")["misleading_words"]


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
