"""What the report of driver_modelling says: every verdict, and what it says when a part cannot be seen."""

import functools
import re
from dataclasses import fields, replace
from unittest.mock import MagicMock

import numpy as np
import pandas as pd
import pytest
from drivers_made import PRODUCT, WHAT_IFS, made, reported, stop
from reports import UNFINISHED, plain

import cxkit.report.drivers as D
from cxkit.report.drivers import drawing, figures, importance_figures
from cxkit.report.drivers.names import change_words, driver_words
from cxkit.report.show import Chart, NoChart, Note, Prose, Table

TABLE = (("1", 300, 0), ("2", 180, 0), ("3", 0, 44), ("4", 0, 12))
EVERY_STOP = (
    stop("separation", "NPS", table=TABLE), stop("leakage", "tenure_months", value=0.994),
    stop("collinear", "first_contacts_n", other="repeat_contacts_n", value=0.93),
    stop("collinear", "theme:prijs", value=12.1), stop("collinear", value=41.0),
    stop("collinear", "first_contacts_n", other="theme:prijs", value=1.0, left_out=True),
    stop("few_events", value=6.4), stop("few_events", value=2.1, blocking=True), stop("one_class", outcome=PRODUCT),
    stop("not_converged"), stop("no_customers", model="all"), stop("one_value"),
    stop("no_better_than_chance", value=-0.2),
    stop("leakage", "theme:prijs", other="theme:wachttijd", value=0.999, left_out=False, blocking=True),
    stop("leakage", "NPS", value=0.999, left_out=False, blocking=True),
    stop("leakage", "segment", value=0.991, blocking=True),
)  # fmt: skip
SEGMENTS = (
    (0, "repeat_contacts_n", -1.0, "segment=Premium", 40.0, 15.0, 5.0, 9.0),
    (1, "theme:prijs", -1.0, "all", 90.0, 30.0, 12.0, 9.0),
    (2, "tenure_months", 6.0, "all", 20.0, 30.0, 3.0, 9.0),
)


def no_effect_of_some():
    result = made()
    gone = result.drivers["driver"] == "NPS"
    names = ["odds_ratio", "odds_low", "odds_high", "points", "low", "high", "step", "vif"]
    drivers = result.drivers.assign(**{name: result.drivers[name].mask(gone) for name in names})
    drivers = drivers.assign(
        status=drivers["status"].mask(gone, "not_computable"), reason=drivers["reason"].mask(gone, "separation")
    )
    return replace(result, drivers=drivers)


def nothing_found():
    """Return a result of which every frame is empty."""
    result = made("not_computable")
    frames = [f.name for f in fields(result) if isinstance(getattr(result, f.name), pd.DataFrame)]
    return replace(result, **{name: getattr(result, name).iloc[:0] for name in frames}, findings=())


def failing_checks():
    result = made()
    return replace(result, causes=result.causes.assign(agrees=result.causes["agrees"].map({True: False})))


def without_intervals():
    """Return a result whose importance has no bootstrap: more drivers than it takes."""
    result = made()
    unknown = dict.fromkeys(("low", "high", "rank_low", "rank_high", "top3_share", "noise_share"), np.nan)
    return replace(result, importance=result.importance.assign(**unknown))


CASES = {
    **{verdict: functools.partial(made, verdict) for verdict in ("gain", "loss", "no_difference", "not_computable")},
    "no answers": functools.partial(made, answered=False),
    "churn only": functools.partial(made, outcomes=("churn",)),
    "one change": functools.partial(made, outcomes=("churn",), what_ifs=WHAT_IFS[:1]),
    "product only": functools.partial(made, outcomes=(PRODUCT,)),
    "segments": functools.partial(made, what_ifs=SEGMENTS),
    "no change": functools.partial(made, what_ifs=()),
    "stops": functools.partial(made, stops=EVERY_STOP),
    "few customers": functools.partial(made, customers_n=9),
    "few with a product": functools.partial(made, customers_n=120),
    "no effect of some": no_effect_of_some,
    "nothing found": nothing_found,
    "failing checks": failing_checks,
    "without intervals": without_intervals,
}


@functools.cache
def report(case, language="en"):
    given = {"what_ifs": [list(line[1:4]) for line in SEGMENTS]} if case == "segments" else {}
    return reported(CASES[case](), language=language, **given)


@functools.cache
def told(case, language="en"):
    """Return every cell of a report in plain text; figures are not drawn, their title and alt text are."""
    shown, captions, cells = report(case, language), [], {}
    with pytest.MonkeyPatch.context() as patch:
        for name in ("_draw", "_labels", "_beside"):
            patch.setattr(drawing, name, MagicMock())
        for name in ("_marks", "_labelled"):
            patch.setattr(importance_figures, name, MagicMock())
        patch.setattr(figures, "_curve", MagicMock())
        for module in (figures, importance_figures):
            patch.setattr(module, "titled", lambda drawn, title, subtitle: captions.extend([title, subtitle]))
            patch.setattr(module, "chart", lambda figure, alt: Chart(b"", alt, 0))
        for name in D.__all__:
            captions.clear()
            cell = getattr(D, name)(shown.settings if name == "title" else shown)
            cells[name] = plain("\n".join([*captions, repr(cell)]))
    from matplotlib import pyplot as plt

    plt.close("all")
    return cells


@pytest.mark.parametrize(
    ("case", "language"),
    [*((case, "en") for case in CASES), *((case, "nl") for case in ("gain", "loss", "stops", "segments"))],
)
def test_every_cell_is_finished(case, language):
    assert not {name: text for name, text in told(case, language).items() if UNFINISHED.search(text)}


ANSWERS = {
    "gain": "With fewer repeat contacts and higher NPS scores, about 360 fewer customers a year would leave and about 90 "  # noqa: E501
    "more customers a year would take thermostaat. That is worth about\n"
    "€90,000 a year, between €70,000 and €120,000, a range under assumptions [assumed]",
    "loss": "With fewer repeat contacts and higher NPS scores, about 360 more customers a year would leave and about 90 "  # noqa: E501
    "fewer customers a year would take thermostaat. That costs about\n"
    "€90,000 a year, between €70,000 and €120,000, a range under assumptions [assumed]",
    "no_difference": "With fewer repeat contacts and higher NPS scores, the data show no difference in how many customers "  # noqa: E501
    "leave or take a product.\nNo effect shown, it could be anything between -€40,000 and €220,000 a year "
    "(a range under assumptions) [assumed]",
    "not_computable": "No change could be computed: see what stops the models, or name a change under what_ifs.\nCannot be computed",  # noqa: E501
    "churn only": "With fewer repeat contacts and higher NPS scores, about 360 fewer customers a year would leave. "
    "That is worth about\n€90,000 a year, between €60,000 and €120,000, 95% sure [estimated]",
    "one change": "With fewer repeat contacts, about 210 fewer customers a year would leave. That is worth about\n"
    "€52,000 a year, between €37,000 and €66,000, 95% sure [estimated]",
    "few customers": "There are too few customers to show this without pointing at them.\nHidden",
    "no change": "No change could be computed: see what stops the models, or name a change under what_ifs.\nCannot be computed",  # noqa: E501
}


@pytest.mark.parametrize("case", ANSWERS)
def test_the_answer(case):
    assert told(case)["answer"] == ANSWERS[case]


def test_the_answer_names_only_outcomes_that_are_shown():
    """The product's interval holds 0: the total is still a gain, and the words say for which nothing is."""
    result = made()
    rows = result.together.set_index("outcome")
    rows.loc[PRODUCT, ["low_eur", "status"]] = [-100.0, "no_difference"]
    shown = reported(replace(result, together=rows.reset_index()))
    assert PRODUCT not in repr(D.answer(shown)) and "360 fewer customers a year would leave." in repr(D.answer(shown))
    assert "For taking thermostaat, the data show no difference." in repr(D.part_words(shown))


@pytest.mark.parametrize("case", ["no_difference", "not_computable", "no change", "few customers", "nothing found"])
def test_without_an_effect_no_title_and_no_sentence_claims_euros(case):
    cells = told(case)
    assert "€" not in cells["what_if_figure"].split("\n")[0]
    assert cells["part_words"] == cells["together_words"] == ""
    assert "would save" not in cells["cap_words"] and "This holds if" not in cells["cap_words"]


def test_what_leaving_costs_is_the_most_that_can_be_kept():
    """20,000 x (1 - 0.91²) = 3,438 leavers, at 246 euros 845,748; 89,483 of that is 10.6 %."""
    assert told("gain")["cap_words"] == (
        "As it is, about 3,400 customers leave a year, which costs about €850,000 a year. "
        "The changes would save about 11% of that.\n\n"
        "This holds if the drivers are the cause; what speaks for that, and what against, stands below."
    )


def test_changes_are_not_added_up_where_that_would_count_twice():
    result = made(outcomes=("churn",))
    more = result.together.assign(gross_eur_year=result.together["eur_year"] + 60_000)
    words = repr(D.together_words(reported(replace(result, together=more))))
    assert "one by one come to about €150,000 a year; together they come to about €90,000 a year" in words


def test_drivers_read_as_words():
    shown = report("gain")
    names = {
        "repeat_contacts_n": "repeat contacts", "first_contacts_n:factuur": "first contacts about factuur",
        "NPS": "NPS", "theme:prijs": "theme prijs", "tenure_months": "tenure (months)", "segment": "segment",
    }  # fmt: skip
    assert {name: driver_words(name, shown) for name in names} == names


@pytest.mark.parametrize(
    ("driver", "change", "segment", "words"),
    [
        ("repeat_contacts_n", -1.0, "all", "fewer repeat contacts"),
        ("NPS", 0.5, "segment=Premium", "higher NPS scores among segment Premium"),
        ("theme:prijs", -1.0, "all", "fewer customers with theme prijs"),
        ("tenure_months", 6.0, "all", "more tenure (months)"),
        ("contacts_n:storing", -2.0, "all", "fewer contacts about storing"),
    ],
)
def test_changes_read_as_words(driver, change, segment, words):
    assert change_words({"driver": driver, "change": change, "segment": segment}, report("gain")) == words


def test_effects_name_the_largest_first_and_what_shows_nothing():
    words = told("churn only")["effect_words"]
    assert words.startswith(
        "More customers leave with theme prijs (no to yes: +3.8 percentage points), "
        "repeat contacts (+1: +2.7 percentage points)"
    )
    assert "Of first contacts and theme wachttijd the data show no effect on leaving." in words


def test_an_effect_nobody_expects_is_shown_as_found():
    result = made()
    drivers = result.drivers.assign(unexpected=result.drivers["driver"] == "repeat_contacts_n")
    words = repr(D.effect_words(reported(replace(result, drivers=drivers))))
    assert "Against what one would expect, and shown as it was found: repeat contacts." in words


def test_scores_are_reported_from_those_who_answered_and_features_from_all():
    frame = D.effect_table(report("churn only")).frame.set_index("Driver")
    assert frame.loc["NPS", "Customers"] == "7,400" and frame.loc["Repeat contacts", "Customers"] == "20,000"
    assert not frame.index.duplicated().any()


def test_a_separated_driver_has_no_odds_ratio():
    frame = D.effect_table(report("no effect of some")).frame.set_index("Driver")
    rows = frame.loc["NPS"]
    assert set(rows["Odds ratio"]) == {""} and set(rows["Effect (percentage points)"]) == {"parts customers completely"}


def test_readings_stand_side_by_side():
    """-210 / 2 / 20,000 = -0.525 points, 1.7 times as much as observed."""
    frame = D.cause_table(report("churn only")).frame
    first = frame.iloc[0]
    assert first["As observed"] == "-0.89 ± 0.15" and first["Other drivers held equal"] == "-0.53 ± 0.15"
    assert frame["Corrected for error in the score"].tolist() == ["", "-1.1 ± 0.6"]
    assert frame["Scores held equal too"].tolist()[1] == ""
    assert first["Shuffled among customers"] == "passed" and first["E-value (limit)"] == "1.3 (1.3)"


def test_failed_checks_are_told_by_name_and_make_a_doubt():
    cells = told("failing checks")
    assert (
        "there is still an effect, which should not be, for: fewer repeat contacts and higher NPS scores."
        in cells["cause_words"]
    )
    assert "A check failed for: fewer repeat contacts and higher NPS scores." in cells["doubts"]
    assert "failed" in cells["cause_table"] and "failed" not in told("gain")["doubts"]


def test_every_stop_is_told_and_a_separation_shows_its_table():
    notes = D.stop_notes(report("stops"))
    assert len(notes.notes) == len(EVERY_STOP) and notes._repr_html_().count("<p>") == len(EVERY_STOP)
    for words in (
        "NPS parts customers completely (leaving)", "Tenure (months) almost tells who it will be (leaving; AUC 0.994)",
        "First contacts and repeat contacts go together", "Theme prijs nearly follows", "condition number 41",
        "First contacts says exactly the same as theme prijs", "only 6.4 cases", "only 2.1 cases",
        "All customers did the same (taking thermostaat)", "does not come to an end", "There is no customer",
        "No driver differs", "by tossing a coin (leaving, customers who answered). Take effects as not shown.",
        "Theme prijs and theme wachttijd together give the outcome away (leaving; AUC 0.999), so there is no model.",
        "NPS tells who it will be almost without fault", "on the last day. No driver is left, so there is no model.",
    ):  # fmt: skip
        assert sum(words in note.text for note in notes.notes) == 1, words
    assert "There is no model (" not in repr(notes)
    frame = D.stop_table(report("stops")).frame
    assert frame["Did not"].tolist() == ["300", "180", "0", "0"] and frame["Did"].tolist() == ["0", "0", "44", "12"]


def test_few_customers_in_a_cross_table_are_hidden():
    few = made(stops=[stop("separation", "NPS", table=(("1", 300, 0), ("2", 0, 4)))])
    table = D.stop_table(reported(few))
    assert table.frame["Did"].tolist() == ["–", "–"] and "4" not in repr(table).split()
    assert isinstance(D.stop_table(reported(few, audience="consultant")), Table)
    assert "4" in repr(D.stop_table(reported(few, audience="consultant"))).split()


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (stop("few_events", value=6.0), "doubt"), (stop("few_events", value=2.0, blocking=True), "warning"),
        (stop("separation", "NPS", table=TABLE), "warning"), (stop("no_better_than_chance", value=0.1), "warning"),
    ],
)  # fmt: skip
def test_a_stop_is_a_warning_where_it_takes_something_away(given, kind):
    (note,) = D.stop_notes(reported(made(stops=[given]))).notes
    assert isinstance(note, Note) and note.kind == kind


def test_only_a_consultant_reads_which_function_estimates_with_a_penalty():
    apart = made(stops=[stop("separation", "NPS", table=TABLE)])
    client, consultant = (repr(D.stop_notes(reported(apart, audience=who))) for who in ("client", "consultant"))
    assert "with a penalty (Firth)" in client and "firth_of" not in client
    assert consultant == client + " For the penalty, see cxkit.analysis.drivers.firth.firth_of."


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        ("log_from", "Contacts were counted only from 5 March 2025, since the log begins there."),
        ("log_until", "The log ends on 5 March 2025, before 31 December 2025,"),
        ("snapshot_after", "Features of customers are as of 5 March 2025, after 31 December 2025,"),
    ],
)
def test_dates_that_are_off_are_a_doubt(fact, words):
    result = made()
    off = reported(replace(result, facts=result.facts | {fact: pd.Timestamp("2025-03-05")}))
    assert words in repr(D.doubts(off)) and words.split(" 5 ")[0] not in told("gain")["doubts"]


def test_a_year_goes_on_as_the_months_that_were_seen():
    assert "seen over 6 months; a year is taken to go on as these 6 months did" in told("gain")["doubts"]
    assert "over 1 month; a year is taken" in repr(D.doubts(reported(made(), outcome_months=1)))
    assert "a year is taken" not in repr(D.doubts(reported(made(), outcome_months=12)))


def with_causes(reading, what_if=0, **given):
    """Return a result in which one reading of one change of leaving says something else."""
    result = made()
    causes = result.causes.copy()
    own = (causes["reading"] == reading) & (causes["what_if"] == what_if) & (causes["outcome"] == "churn")
    assert own.sum() == 1
    for name, value in given.items():
        causes[name] = causes[name].mask(own, value)
    return reported(replace(result, causes=causes))


def test_a_second_method_on_too_few_who_are_alike_confirms_nothing():
    shown = with_causes("doubly_robust", reason="little_overlap")
    words, frame = repr(D.cause_words(shown)), D.cause_table(shown).frame
    assert (
        "A second method comes to the same for: higher NPS scores. Too few customers are like those after the change, "
        "so the second method cannot confirm it, for: fewer repeat contacts." in words
    )
    assert frame["Another method"].str.contains("(few alike)", regex=False).tolist() == [True, False, False, False]
    assert "confirms nothing" in repr(D.cause_table(shown)) and "confirms nothing" not in told("gain")["cause_table"]
    assert "check" not in repr(D.doubts(with_causes("doubly_robust", reason="little_overlap", agrees=False)))


def test_one_failure_of_what_must_find_nothing_is_no_proof():
    """Two changes for two outcomes, each with a placebo and a control: 8 checks."""
    shown = with_causes("negative_control", agrees=False)
    assert "One check of 8 failed, for: fewer repeat contacts." in repr(D.doubts(shown))
    words = repr(D.cause_words(shown))
    assert "may mean that something outside the data is at work, for: fewer repeat contacts. One in 20 such" in words
    assert "A check failed for: fewer repeat contacts. Take" in repr(
        D.doubts(with_causes("doubly_robust", agrees=False))
    )


def test_scores_held_equal_are_of_other_customers_and_the_table_says_so():
    assert "Scores held equal too: among customers who answered only" in told("gain")["cause_table"]
    gone = made()
    causes = gone.causes[gone.causes["reading"] != "with_scores"]
    assert "who answered only" not in repr(D.cause_table(reported(replace(gone, causes=causes))))


def test_a_driver_whose_rank_can_be_first_shares_the_title():
    result = made(outcomes=("churn",))
    rank_low = result.importance["rank_low"].where(result.importance["driver"] != "NPS", 1.0)
    tied = replace(result, importance=result.importance.assign(rank_low=rank_low))
    words = repr(D.importance_words(reported(tied)))
    assert "repeat contacts and NPS come first; the data do not tell in which order" in words
    assert "the most goes to repeat contacts: 31%" in told("churn only")["importance_words"]


def test_a_driver_within_chance_is_told():
    """theme wachttijd has a share of 3 % at most; as many random columns reach 5 %."""
    result = made(outcomes=("churn",))
    noisy = replace(result, importance=result.importance.assign(noise_share=0.05))
    words = repr(D.importance_words(reported(noisy)))
    assert "No more than chance would explain:" in words and "theme wachttijd" in words
    assert "chance would explain" not in told("churn only")["importance_words"]


def test_features_nobody_can_work_on_stand_in_no_quadrant():
    """Medians of NPS, repeat contacts, two themes and contacts: NPS is above in importance, below in performance."""
    words = told("gain")["quadrant_figure"]
    assert words.startswith("Much to gain: NPS\n") and "tenure" not in words and "segment" not in words


@pytest.mark.parametrize(("accepted", "words"), [(False, "predicts no better"), (True, "predicts leaving and taking")])
def test_the_challenger(accepted, words):
    result = made()
    rows = replace(result, challengers=result.challengers.assign(accepted=accepted))
    assert words in repr(D.challenger_words(reported(rows)))


def test_chances_that_are_off_are_told():
    result = made(outcomes=("churn",))
    off = result.quality["measure"] == "slope"
    quality = result.quality.assign(
        low=result.quality["low"].mask(off, 0.5), high=result.quality["high"].mask(off, 0.8)
    )
    curve = result.calibration.assign(predicted=1.8 * result.calibration["predicted"])
    shown = reported(replace(result, quality=quality, calibration=curve))
    assert "differ from what happens" in repr(D.quality_words(shown))
    assert "are what happens, as far as the data show" in told("churn only")["quality_words"]


def test_a_combination_of_few_customers_is_hidden():
    cells = told("few with a product")
    assert "–" in cells["product_table"] and "hidden to protect customers" in cells["doubts"]


def test_what_cannot_be_shown_is_prose_and_no_empty_table():
    shown = report("nothing found")
    for name in D.__all__:
        cell = getattr(D, name)(shown.settings if name == "title" else shown)
        assert not isinstance(cell, Table) or len(cell.frame), name
        if name.endswith("_figure"):
            assert isinstance(cell, NoChart)
        if name.endswith("_table"):
            assert isinstance(cell, Prose)


def test_hidden_rows_show_no_number():
    for name in ("what_if_table", "effect_table", "cause_table", "missing_table", "product_table"):
        frame = getattr(D, name)(report("few customers")).frame
        cells = " ".join(" ".join(row) for row in frame.iloc[:, 2:].astype(str).to_numpy().tolist())
        assert not re.search(r"\d", cells), name


def test_next_steps_follow_from_what_is_missing():
    steps = told("stops")["next_steps"]
    assert "every value has customers of both kinds, or estimate with a penalty (Firth): NPS." in steps
    assert "Look for other drivers: those there are do not tell customers apart." in steps
    assert "compare with the rest: fewer repeat contacts." in steps
    result = made()
    unknown = replace(result, what_ifs=result.what_ifs.assign(reason="no_reliability"))
    assert "a second time within weeks" in repr(D.next_steps(reported(unknown)))


def test_the_title_follows_the_outcomes():
    assert told("gain")["title"] == "'What makes customers leave or buy, and what it is worth'"
    settings = reported(
        made(outcomes=("churn",)), cross_sell={}, product_value_eur_year={}, combination_value_eur_year={}
    ).settings
    assert D.title(settings) == "What makes customers leave, and what it is worth"
