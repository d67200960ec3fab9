"""What the report of maturity_assessment says: every verdict, and what it says when a part cannot be seen."""

import functools
from dataclasses import replace
from types import SimpleNamespace
from unittest.mock import MagicMock

import pandas as pd
import pytest
from maturity_made import HIGH, MEANS, made, reported, seven_point
from reports import UNFINISHED, plain

import cxkit.report.maturity as M
from cxkit.report.maturity import department_figures, figures, ladder
from cxkit.report.maturity.evidence import MOST_REMARKS
from cxkit.report.maturity.names import statement as statement_of
from cxkit.report.show import Chart, NoChart, Table

FIRST_PAGE = ("answer", "stage_words", "blocker_words", "action_words")
METHOD_WORDS = (
    "alpha",
    "ICC",
    "krippendorff",
    "cronbach",
    "correlation",
    "interval",
    "deviation",
    "significan",
    "gate",
)
OWN = {"repair": 3.5, "elevate": 3.2, "lead": 2.6}
CASES = {
    "usual": {},
    "own questionnaire": {"means": OWN, "form": seven_point(), "flagged": ()},
    "highest": {"means": HIGH},
    "two people": {"departments": {"a": 2}},
    "one person": {"departments": {"a": 1}},
    "five people": {"departments": {"a": 3, "b": 2}},
    "weak": {"weak": True, "earlier": False, "remarks": ()},
    "blank": {"blank": ["culture"]},
    "average enough": {"means": MEANS | {"leadership": 3.0, "insight": 3.2, "measurement": 2.5}},
    "many remarks": {"remarks": [f"toelichting {i}" for i in range(MOST_REMARKS + 5)]},
}


@functools.cache
def report(case, audience="client"):
    instrument = "own" if "form" in CASES[case] else "cx_maturity"
    return reported(made(**CASES[case]), audience=audience, instrument=instrument)


@functools.cache
def told(case, audience="client"):
    """Return every cell in plain text; figures are not drawn, their title and alt text are."""
    shown, captions = report(case, audience), []
    with pytest.MonkeyPatch.context() as patch:
        for module, names in (
            (figures, ("_dimension_rows", "_bands")), (department_figures, ("_panels",)), (ladder, ("_stairs",)),
        ):  # fmt: skip
            for name in names:
                patch.setattr(module, name, MagicMock())
        patch.setattr(figures, "grouped", MagicMock(return_value=(MagicMock(), [])))
        for module in (figures, department_figures, ladder):
            patch.setattr(module, "titled", lambda drawn, title, subtitle: captions.extend([title, subtitle]))
            patch.setattr(module, "chart", lambda figure, alt: Chart(b"", alt, 0))
        cells = {}
        for name in M.__all__:
            captions.clear()
            cell = getattr(M, name)(shown.settings if name == "title" else shown)
            cells[name] = plain("\n".join([*captions, repr(cell)]))
    return cells


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("audience", ["client", "consultant"])
def test_every_cell_is_finished(case, audience):
    assert not {name: text for name, text in told(case, audience).items() if UNFINISHED.search(text)}


ANSWERS = {
    ("usual", "client"): "Lichtstad Energie has reached stage 2 of 5 in customer experience:\n"
    "Invested, 95% sure [estimated]",
    ("highest", "client"): "Lichtstad Energie has reached stage 5 of 5 in customer experience:\n"
    "Embedded, 95% sure [estimated]",
    ("own questionnaire", "client"): "Lichtstad Energie has reached stage 2 of 4 in customer experience:\n"
    "Repairing, between Finding out what is wrong and Repairing, 95% sure [estimated]",
    ("two people", "client"): "Too few people filled in the questionnaire to show this without pointing at them.\n"
    "Hidden",
    ("one person", "consultant"): "Lichtstad Energie has reached stage 1 of 5 in customer experience:\n"
    "Interested, in the eyes of one person [estimated]",
    ("five people", "client"): "Lichtstad Energie has reached stage 2 of 5 in customer experience:\n"
    "Invested, in the eyes of 5 people [estimated]",
    ("two people", "consultant"): "Lichtstad Energie has reached stage 1 of 5 in customer experience:\n"
    "Interested, in the eyes of 2 people [estimated]",
    ("blank", "client"): "Nobody gave a score on Culture and employees, so there is no stage.\nCannot be computed",
}  # fmt: skip


@pytest.mark.parametrize(("case", "audience"), ANSWERS)
def test_the_answer(case, audience):
    assert told(case, audience)["answer"] == ANSWERS[case, audience]


def test_the_answer_in_one_sentence():
    assert M.answer(report("usual")).in_one_sentence == (
        "Lichtstad Energie has reached stage 2 of 5 in customer experience: Invested, 95% sure."
    )


@pytest.mark.parametrize("case", CASES)
def test_no_method_words_on_the_first_page(case):
    text = " ".join(told(case)[name] for name in FIRST_PAGE).lower()
    assert not [word for word in METHOD_WORDS if word.lower() in text]


def test_what_stands_between_now_and_committed():
    """Mean 1.26 where 1.6 is asked; culture 0.63 where the stage before Committed starts at 0.8."""
    text = told("usual")["blocker_words"]
    assert text.startswith(
        "For Committed the average must rise from 1.3 to 1.6. Culture and employees is too far behind: it stands at "
        "0.6 and must reach 0.8 at least. After that, most is to be gained in Governance and cooperation (0.9)"
    )
    assert text.endswith("The step to Committed is known as the hard one.")


def test_an_average_that_is_enough_is_said_to_be():
    assert (
        "The average is high enough for Committed: 1.9, where 1.6 is asked." in told("average enough")["blocker_words"]
    )


def test_a_questionnaire_without_gate_names_no_dimension_as_too_far_behind():
    text = "\n".join(told("own questionnaire").values())
    assert "too far behind" not in text.lower() and "hard one" not in text
    assert "The mean over all dimensions decides the stage." in told("own questionnaire")["questionnaire_note"]


def test_the_highest_stage_has_nothing_above_it():
    cells = told("highest")
    assert cells["blocker_words"] == "That is the highest stage. What remains is to stay there."
    assert cells["ladder_figure"].startswith("Embedded: the highest stage")
    assert cells["action_words"] == ""


def test_what_is_said_of_statements_and_of_people_is_kept_apart():
    together, people, flagged = told("weak")["agreement_words"].split("\n\n")
    assert "Not well on Customer understanding and Measurement and euros" in together and "ICC" not in together
    assert "Cronbach" not in people and "Krippendorff's alpha is 0.30" in people
    assert "“We look at culture and employees only when something goes wrong.”" in flagged


def test_a_statement_that_may_go_against_the_rest_by_chance_is_named_as_such():
    result = made()
    items = result.items.assign(item_rest=[-0.2, *[0.5] * (len(result.items) - 1)], flagged=False)
    shown = reported(replace(result, items=items))
    statement = statement_of(items["item"][0], shown)
    assert f"though it can be chance: “{statement}”" in plain(repr(M.agreement_words(shown)))
    assert plain(repr(M.item_table(shown))).count("(check)") == 1


def test_too_few_people_leave_no_figure_and_no_remark():
    shown = report("two people")
    assert all(isinstance(getattr(M, name)(shown), NoChart) for name in M.__all__ if name.endswith("_figure"))
    text = "\n".join(told("two people").values())
    assert "toelichting" not in text and "directie" not in text.lower()


def test_a_hidden_department_is_named_without_a_figure():
    lines = {line.split("  ")[0]: line for line in told("usual")["department_table"].splitlines()}
    assert lines["All dimensions"].split()[-2:] == ["–", "–"] and "Finance" in lines["Dimension"]
    assert "2 departments are hidden" in told("usual")["department_words"]
    assert not {"Finance", "Directie"} & set(told("usual")["department_figure"].replace(":", " ").split())
    assert "Finance" in told("usual", "consultant")["department_figure"]


def test_contact_details_are_shown_to_the_consultant_only():
    assert "voorbeeld.nl" in told("usual", "consultant")["evidence_table"]
    client = told("usual")["evidence_table"]
    assert "voorbeeld.nl" not in client and "06-" not in client and "+31" not in client and "[…]" in client


def test_the_own_word_of_a_rater_is_shown_to_the_consultant_only():
    tables = SimpleNamespace(rows=None, notes=[], answers=pd.DataFrame({"respondent": ["directie", "klanten | it"]}))
    cells = {
        audience: plain(repr(M.evidence_table(replace(report("usual", audience), tables=tables))))
        for audience in ("client", "consultant")
    }
    assert 'De […] noemt klanten "belangrijk"' in cells["client"]
    assert "own word of somebody" in cells["client"] and "before this goes to a client" not in cells["client"]
    assert "De directie noemt klanten" in cells["consultant"]
    assert "Read these before this goes to a client: names inside a remark are not taken out." in cells["consultant"]


def test_means_beside_a_border_have_two_decimals_and_changes_add_up():
    shown = report("usual")
    table = M.dimension_table(shown).frame
    assert table["Mean"].tolist()[-1] == f"{shown.result.overall['mean'][0]:.2f}"
    changes = M.change_table(shown).frame
    for before, now, change in changes.iloc[:, 1:4].to_numpy():
        assert f"{float(now) - float(before):+.2f}".replace("+0.00", "0.00") == change and len(now) == len(before) == 4
    few = M.dimension_table(report("five people")).frame["Mean"]
    assert all(len(mean) == 3 for mean in few)  # a second decimal of few people would give their scores back


def test_a_department_that_is_hidden_for_another_is_not_said_to_be_too_few():
    one = reported(made(departments={"a": 9, "b": 4, "c": 2}))
    words = plain(repr(M.department_words(one)))
    assert words.startswith("Only a can be shown: elsewhere too few people filled it in, or another could be got from")
    none = reported(made(departments={"a": 4, "b": 2}))
    assert plain(repr(M.department_words(none))).startswith(
        "No department can be shown: too few people filled it in, or"
    )
    assert "could be got from it" in plain(repr(M.department_table(one)))


def test_a_measure_that_cannot_be_computed_everywhere_is_not_claimed_everywhere():
    result = made()
    gone = (result.agreement["measure"] == "alpha") & (result.agreement["dimension"] == "culture")
    blank = result.agreement.assign(
        estimate=result.agreement["estimate"].mask(gone), status=result.agreement["status"].mask(gone, "not_computable")
    )
    words = plain(repr(M.agreement_words(reported(replace(result, agreement=blank)))))
    assert "Yes, wherever that can be computed: Cronbach's alpha is 0.82 or higher there." in words


def test_nothing_is_said_twice_and_only_raters_of_this_measurement_are_counted_as_now():
    weak = told("weak")
    assert "Not well on" in weak["agreement_words"] and "go together" not in weak["doubts"]
    usual = told("usual")
    assert "2 departments are hidden" in usual["department_words"] and "hidden" not in usual["doubts"]
    result = made()
    either = result.changes.assign(raters_n=result.changes["raters_n"] + 6)
    words = plain(repr(M.change_words(reported(replace(result, changes=either)))))
    assert "9 people filled in both times, of 9 then and 14 now." in words


def test_remarks_beyond_thirty_are_counted():
    table = M.evidence_table(report("many remarks"))
    assert len(table.frame) == MOST_REMARKS and table.notes[0] == "5 more remarks are not in this table."


def test_a_remark_stands_as_it_was_typed():
    table = M.evidence_table(report("usual"))
    assert isinstance(table, Table) and "=SOM(A1) wel eens gedaan 😀" in table.frame.iloc[:, 1].tolist()


def test_a_turned_statement_aims_at_the_other_end_of_the_scale():
    """Aiming at 1 of 0-4, turned: the form must then say 3, 'in most departments'."""
    from cxkit.report.maturity.words import anchor

    shown = report("usual")
    assert anchor({"item": "culture_3", "target": 1}, shown) == "in most departments"
    assert anchor({"item": "culture_1", "target": 1}, shown) == "here and there"


def test_texts_fall_back_to_english_where_the_questionnaire_has_no_dutch():
    shown = reported(made(OWN, form=seven_point(), flagged=()), instrument="own", language="nl")
    assert "Elevating" in M.dimension_table(shown).frame.iloc[:, 0].tolist()


def test_changes_say_what_got_better_and_worse():
    text = told("usual")["change_words"]
    assert "shows no difference: 1.3 then, 1.3 now." in text
    assert "Better: Leadership and strategy (1.5 then, 1.8 now)." in text
    assert "Worse: Culture and employees (1.1 then, 0.6 now)" in text
    assert told("weak")["change_words"] == "There is no earlier measurement to compare with."


def test_five_people_give_no_interval_in_any_cell():
    """Twice the smallest group of three is six; a note says so, and no text, alt text or HTML holds an interval."""
    shown, cells = report("five people"), told("five people")
    pages = {name: getattr(M, name)(shown) for name in M.__all__ if name not in ("title", "dimension_figure",
             "ladder_figure", "department_figure", "change_figure")}  # fmt: skip
    html = "".join(cell._repr_html_() for cell in pages.values())
    assert not [name for name, text in cells.items() if "95%" in text] and "95%" not in html
    note = "No interval is given for groups of fewer than 6 people, nor where it would give theirs away"
    assert all(note in cells[name] for name in ("dimension_table", "item_table", "change_table", "doubts"))
    assert "95%" in told("five people", "consultant")["dimension_table"]
    assert "Spread" not in cells["item_table"] and "Spread" in told("five people", "consultant")["item_table"]


def test_small_departments_have_no_lines_in_the_figure():
    cells = told("usual")
    assert "95%" not in cells["department_figure"] and "95%" in told("usual", "consultant")["department_figure"]
    assert "No interval is given" in cells["department_table"]


def test_people_who_agree_on_everything_are_not_95_percent_sure():
    result = made(departments={"a": 8})
    whole = result.overall["mean"]
    same = result.overall.assign(low=whole, high=whole, stage_low=result.overall["stage"])
    shown = reported(replace(result, overall=same.assign(stage_high=result.overall["stage"]), verdict="staged"))
    assert "95%" not in repr(M.answer(shown)) and "in the eyes of 8 people" in repr(M.answer(shown))
    assert "95%" not in plain(repr(M.doubts(shown))) and "95% sure" not in ladder._subtitle(shown)
    assert "It rests on 8 people. Who was not asked may see it differently." in plain(repr(M.doubts(shown)))


def test_a_hidden_dimension_that_holds_back_is_said_to_be_hidden():
    """The average is high enough for Committed: only culture, which two scored, is too far behind."""
    result = made(means=MEANS | {"leadership": 3.0, "insight": 3.2, "measurement": 2.5})
    few = result.dimensions["raters_n"].mask(result.dimensions["dimension"] == "culture", 2)
    shown = reported(replace(result, dimensions=result.dimensions.assign(raters_n=few)))
    words = plain(repr(M.blocker_words(shown)))
    assert (
        "A dimension that cannot be shown here is too far behind." in words and "2 dimensions cannot be shown" in words
    )
    assert ladder._title(shown) == "To reach Committed, a dimension that is not shown must rise"
    assert "Culture" not in words + repr(M.ladder_table(shown)) + ladder._alt(shown.result.steps, shown)
    assert "Dimensions that are hidden are not named here" in plain(repr(M.ladder_table(shown)))
