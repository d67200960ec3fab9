"""What the report of touchpoint_savings says: every verdict, and what it says when a part cannot be seen."""

import functools
import re
from dataclasses import replace
from unittest.mock import MagicMock

import pandas as pd
import pytest
from reports import UNFINISHED, plain
from touchpoints_made import LONG_NAMES, TOPICS, made, reported

import cxkit as cx
from cxkit.report.show import Chart, NoChart, Note
from cxkit.report.touchpoints import bars, figures, quadrant
from cxkit.report.touchpoints.words import BASIS_WORDS, LEVER_WORDS
from cxkit.result import weakest

T = cx.touchpoints
DRAWN = ("quadrant_figure", "saving_figure", "cost_figure", "repeat_figure", "month_figure")
SMALL = TOPICS | {"zeldzaam": 6}


def half_a_year():
    result = made()
    return replace(result, facts=result.facts | {"year_factor": 365 / 182, "days_n": 182, "left_censored_days": 1})


def on_talk_time():
    result = made()
    basis = ["talk time", "stated", "fixed part"]
    return replace(result, channels=result.channels.assign(basis=basis, seconds=[300.0, float("nan"), float("nan")]))


def few_repeats():
    result = made()
    return replace(result, repeats=result.repeats.assign(repeat_customers_n=[3, 5, 9, 30, 60]))


CASES = {
    **{verdict: functools.partial(made, verdict) for verdict in ("saving", "loss", "no_difference", "not_computable")},
    "no customers": functools.partial(made, with_customer=False, review=True, topics=SMALL),
    "no events": functools.partial(made, with_events=False),
    "no answers": functools.partial(made, with_answers=False),
    "long log": functools.partial(made, long_log=True),
    "one topic hidden": functools.partial(made, topics=SMALL),
    "all hidden": functools.partial(made, topics={"a": 6, "b": 9}),
    "one topic": functools.partial(made, topics={"factuur": 9000}),
    "long names": functools.partial(made, topics=LONG_NAMES),
    "unknown topic": functools.partial(made, topics={"(unknown)": 900, "factuur": 500}),
    "half a year": half_a_year,
    "talk time": on_talk_time,
    "few repeats": few_repeats,
}


@functools.cache
def report(case, language="en", **given):
    return reported(CASES[case](), language=language, **given)


@functools.cache
def told(case, language="en"):
    """Return every cell of a report in plain text; figures are not drawn, their title and alt text are."""
    shown, captions = report(case, language), []
    with pytest.MonkeyPatch.context() as patch:
        for module, names in ((bars, ("_rows", "_amounts_beside", "euro_axis")), (quadrant, ("_marks", "_labelled"))):
            for name in names:
                patch.setattr(module, name, MagicMock())
        for module in (bars, quadrant, figures):
            patch.setattr(module, "titled", lambda drawn, title, subtitle: captions.extend([title, subtitle]))
            patch.setattr(module, "chart", lambda figure, alt: Chart(b"", alt, 0))
        cells = {}
        for name in T.__all__:
            captions.clear()
            cell = getattr(T, name)(shown.settings if name == "title" else shown)
            cells[name] = plain("\n".join([*captions, repr(cell)]))
    from matplotlib import pyplot as plt

    plt.close("all")
    return cells


@pytest.mark.parametrize(
    ("case", "language"),
    [*((case, "en") for case in CASES), *((case, "nl") for case in ("saving", "loss", "no customers"))],
)
def test_every_cell_is_finished(case, language):
    assert not {name: text for name, text in told(case, language).items() if UNFINISHED.search(text)}


@pytest.mark.parametrize("case", CASES)
def test_every_amount_in_a_sentence_has_its_period(case):
    for name in ("answer", "cash_words", "naive_words", "topic_words", "repeat_words", "switch_words", "page_words",
                 "event_words", "demand_words"):  # fmt: skip
        text = re.sub(r"between (\S+) and \S+,", "", told(case)[name])
        for found in re.finditer(r"€[\d,.]*\d", text):
            assert text[found.end() :].startswith((" a year", " and ")), (name, text)


ANSWERS = {
    "saving": "Fewer contacts, shorter contacts and fewer other costs would save about\n"
    "€21,000 a year, between €12,000 and €32,000, a range under assumptions [assumed]",
    "loss": "Fewer contacts, shorter contacts and fewer other costs would cost more than it saves, by about\n"
    "€21,000 a year, between €13,000 and €29,000, a range under assumptions [assumed]",
    "no_difference": "Fewer contacts, shorter contacts and fewer other costs: it is not sure that this saves money.\n"
    "No saving shown, it could be anything between -€10,000 and €50,000 a year (a range under assumptions) [assumed]",
    "not_computable": "Nothing in the log is touched by what is to improve.\nCannot be computed",
    "no events": "Fewer contacts and shorter contacts would save about\n"
    "€19,000 a year, between €11,000 and €29,000, a range under assumptions [assumed]",
}


@pytest.mark.parametrize("case", ANSWERS)
def test_the_answer(case):
    assert told(case)["answer"] == ANSWERS[case]


def test_the_answer_is_hidden_where_the_net_saving_is():
    result = made()
    few = replace(result, totals=result.totals.assign(customers_n=9))
    shown = reported(few)
    assert T.answer(shown).tone == "hidden" and "€" not in repr(T.answer(shown))
    assert isinstance(T.saving_figure(shown), NoChart)
    assert repr(T.cash_words(shown)) == repr(T.naive_words(shown)) == ""


@pytest.mark.parametrize("case", ["loss", "no_difference", "not_computable"])
def test_without_a_saving_nothing_is_cashed_and_no_title_has_an_amount(case):
    cells = told(case)
    assert cells["cash_words"] == ""
    assert "€" not in cells["saving_figure"].split("\n")[0]
    assert "is left" not in cells["naive_words"]


def test_what_can_be_cashed_stands_beside_what_is_room():
    assert told("saving")["cash_words"] == (
        "Of this, about €13,000 a year can be cashed. The rest is time: about 0.2 full-time jobs (FTE) of room for "
        "other work, which is no money until it is used."
    )
    none = made()
    totals = none.totals.set_index("name")
    totals.loc["cashable", ["eur_year", "low_eur", "high_eur", "fte", "fte_low", "fte_high"]] = 0.0
    words = repr(T.cash_words(reported(replace(none, totals=totals.reset_index()))))
    assert words.startswith("None of this can be cashed as it stands. The rest is time")


def test_the_naive_sum_stands_beside_the_net_saving():
    assert re.search(
        r"seem to save about €60,000 a year\..* about €21,000 a year is left\.", told("saving")["naive_words"]
    )


def test_what_a_contact_costs_rests_on_is_always_said():
    for case in CASES:
        shown = report(case).result.channels
        for basis in set(shown.loc[~shown["hidden"], "basis"]):
            assert BASIS_WORDS[basis] in told(case)["cost_words"]
    assert "the talk time in the log and the after-call work" in told("talk time")["cost_words"]
    assert "Of 120 contacts no time was measured" in told("saving")["cost_words"]
    assert "were not answered: they are counted apart" in told("saving")["cost_words"]


def test_the_rate_is_per_paid_hour_or_per_hour_at_work():
    assert "60% of it goes into contacts" in told("saving")["cost_words"]
    at_work = report("saving", rate_basis="productive hour")
    assert "An hour at work costs €42.00; 85% of it" in plain(repr(T.cost_words(at_work)))


def test_repeats_are_impossible_not_zero_without_customers():
    cells = told("no customers")
    assert "cannot be counted. That is not the same as no repeats." in cells["repeat_words"]
    assert (
        "0%" not in cells["repeat_words"]
        and cells["repeat_table"] == cells["switch_table"] == cells["page_table"] == ""
    )
    assert cells["repeat_figure"] == "Repeats cannot be shown."
    assert "Repeats" not in cells["topic_table"]


def test_repeats_are_told_with_their_sensitivity_and_what_the_ends_of_the_log_hide():
    words = told("saving")["repeat_words"]
    assert words.startswith("15.0% (95%: 14.4% to 15.6%) of the contacts come within 7 days")
    assert "within 1 day it is 5%, within 30 days 26%" in words
    assert "the first and the last 30 days of the log" in words
    assert "82.0% (95%: 81.0% to 83.0%) were not followed by another" in words


def test_few_who_repeat_are_hidden():
    assert told("few repeats")["repeat_words"].startswith("There are too few repeat contacts")
    assert report("few repeats").result.repeats["hidden"].tolist() == [True, True, True, False, False]


def test_only_unwanted_switches_are_told():
    words = told("saving")["switch_words"]
    assert words.startswith("700 times a customer went on from chat to telefoon within 24 hours about the same topic")
    assert "e-mail" not in words and "e-mail" in told("saving")["switch_table"]


def test_a_page_is_told_with_what_it_seems_to_cost_and_what_it_causes():
    assert (
        "about €8,900 a year, where all contacts after a visit would seem to cost €15,500 a year"
        in told("saving")["page_words"]
    )  # noqa: E501
    result = made()
    none = replace(result, pages=result.pages.assign(excess_low=-10.0))
    assert "nothing is laid to the page" in repr(T.page_words(reported(none)))


def test_failure_demand_is_told_unless_it_would_give_a_topic_away():
    assert told("saving")["demand_words"].startswith(
        "44% of the contacts are about something that customers would rather not have had to ask (factuur and storing)"
    )
    assert "is hidden to protect customers" in told("one topic hidden")["demand_words"]
    assert "No topic is named" in repr(T.demand_words(reported(made(), failure_topics=[])))


def test_a_topic_is_felt_worst_only_beyond_its_interval():
    assert "Contacts about storing are felt worst: 55% (95%: 44% to 66%)" in told("saving")["topic_words"]
    result = made()
    alike = result.topics.assign(negative_share=0.3, negative_low=0.2, negative_high=0.4)
    assert "no topic that is felt worse" in repr(T.topic_words(reported(replace(result, topics=alike))))
    assert "How these contacts were felt is not known." in told("no answers")["topic_words"]


@pytest.mark.parametrize(
    ("season", "words"),
    [
        ({}, "grows by 6% (95%: 2% to 10%) a year"),
        ({"trend_share_year": -0.06, "trend_low": -0.10, "trend_high": -0.02}, "shrinks by 6% (95%: 2% to 10%) a year"),
        ({"trend_status": "no_difference"}, "neither growth nor decline"),
        ({"status": "too short", "months_n": 1}, "The log has 1 whole month."),
    ],
)
def test_a_trend_is_told_apart_from_the_season_or_not_at_all(season, words):
    result = made(long_log=True)
    facts = result.facts | {"season": result.facts["season"] | season}
    assert words in repr(T.month_words(reported(replace(result, facts=facts))))


def test_who_must_look_is_said_once_and_only_without_customers():
    note = T.review_note(report("no customers"))
    assert isinstance(note, Note) and note.kind == "warning" and "fewer than 10 contacts" in note.text
    assert repr(T.review_note(report("saving"))) == ""


def test_doubts_are_those_of_this_log():
    assert "A contact after a visit" in told("saving")["doubts"]
    assert "A contact after a visit" not in told("no customers")["doubts"]
    assert "182 days" in told("half a year")["doubts"] and "In the first 1 day of" in told("half a year")["doubts"]
    assert "2 topics are hidden" in told("one topic hidden")["doubts"]
    assert "under a number that means nothing elsewhere" in told("no customers")["next_steps"]
    assert "after-call work included" in told("talk time")["next_steps"]
    assert "Ask some customers" in told("no answers")["next_steps"]


@pytest.mark.parametrize("case", ["saving", "one topic hidden", "no customers"])
def test_a_hidden_topic_has_no_figure_in_any_table(case):
    hidden = report(case).result.topics.query("hidden")["topic"].tolist()
    for name in hidden:
        line = next(line for line in told(case)["topic_table"].split("\n") if line.startswith(name))
        assert not re.search(r"\d", line)
        assert not re.search(rf"^{name}\b.*\d", told(case)["volume_table"], re.MULTILINE)
        assert name not in told(case)["quadrant_figure"] + told(case)["cost_figure"] + told(case)["topic_words"]
    assert bool(hidden) == (case != "saving")


def decimals_in(cells):
    return {len(found.group(1) or "") for cell in cells for found in re.finditer(r"€[\d,]+(\.\d+)?", cell)}


@pytest.mark.parametrize("case", CASES)
def test_a_column_of_amounts_has_equal_decimals(case):
    for name in [name for name in T.__all__ if name.endswith("_table")]:
        table = getattr(T, name)(report(case))
        for column in getattr(table, "frame", pd.DataFrame()).columns:
            assert len(decimals_in(table.frame[column].astype(str))) <= 1, (name, column)


def test_the_saving_table_adds_up_to_the_net_saving():
    """15+9+8+2.4+2.6 = 37 alone, 30.3 once; with 1.7 of other costs, less 1.5 and 9.5: 21."""
    frame = T.saving_table(report("saving")).frame
    once = frame.set_index("What changes")["Counted once (€ a year)"]
    assert once["Net saving"] == "€21,000" and once["Remaining contacts get dearer"] == "-€1,500"
    assert frame.set_index("What changes")["Alone (€ a year)"]["Counted twice above"] == "€7,000"
    assert list(frame["What changes"])[-1] == "Net saving" and T.saving_table(report("saving")).total


def test_a_lever_that_works_on_nothing_says_why():
    assert told("not_computable")["saving_table"].count("no contacts") == 6 + 1


def test_every_lever_of_the_settings_has_words():
    settings = report("saving").settings
    assert {*settings.effects, "fewer_events"} <= set(LEVER_WORDS)


def test_what_is_a_benchmark_is_never_called_sure():
    result = made()
    label = weakest(["assumed", "benchmark"])
    shown = reported(replace(result, lines=result.lines.assign(label=label)))
    assert "a range under assumptions [benchmark]" in repr(T.answer(shown))
    assert "Range under assumptions" in T.saving_table(shown).frame.columns


def test_a_dutch_reader_gets_dutch_amounts():
    for text in told("saving", "nl").values():
        assert not re.search(r"€\d", text)
