"""What the report of a valuation says: every verdict and reason, in English and in Dutch."""

import re
from dataclasses import replace

import pytest
from engagements import by_score, spread, surveyed
from reports import UNFINISHED, captioned, english, plain, report_of
from valuations import CASES, TENURE, told

import cxkit as cx

V = cx.valuation


@pytest.mark.parametrize("name", CASES)
def test_every_sentence_is_finished(name):
    case = told(name)
    assert not {key: text for key, text in (case.english | case.dutch).items() if UNFINISHED.search(text)}


@pytest.mark.parametrize("name", CASES)
def test_a_dutch_reader_finds_no_english(name):
    left = {key: english(text) for key, text in told(name).dutch.items() if english(text)}
    assert not left


@pytest.mark.parametrize("name", CASES)
def test_amounts_are_written_as_the_language_writes_them(name):
    case = told(name)
    dutch, in_english = "\n".join(case.dutch.values()), "\n".join(case.english.values())
    assert not [word for word in dutch.split("€")[1:] if not (word[:1] == "\u00a0" or word[:1] in " )")]
    assert "€\u00a0" not in in_english


@pytest.mark.parametrize("name", CASES)
def test_the_answer_says_the_period_of_its_amounts(name):
    period = {
        "lifetime": "lifetime",
        "horizon": "over 5 years",
        "to date": "to date",
        "not monotone, to date": "to date",
    }.get(name, "a year")
    answer = told(name).english["answer"]
    assert "€" not in answer or period in answer


@pytest.mark.parametrize("name", ["assumed", "assumed, none shown", "assumed, not monotone"])
def test_what_is_assumed_is_never_called_sure(name):
    case = told(name)
    assert "a range under assumptions" in case.english["answer"]
    headline = [case.english[key] for key in ("answer", "matrix_figure", "reading_figure")]
    assert not re.search(r"95%|\bsure\b|confidence", " ".join(headline))
    if name != "assumed":  # only its reliability is assumed: what is observed keeps its 95 %
        for cells in (case.english, case.dutch):
            shown = " ".join(text for key, text in cells.items() if key != "score_words")
            assert not re.search(r"95%|\bsure\b|\bzeker\b|confidence|betrouwbaarheidsinterval", shown, re.IGNORECASE)


ANSWERS = {
    "up": (
        "100 customers from detractor to passive: that would raise customer value by about\n"
        "€5,100 a year, between €4,600 and €5,500, 95% sure [estimated]",
        "100 klanten van criticaster naar passief tevreden: dat zou de klantwaarde verhogen met ongeveer\n"
        "€ 5.100 per jaar, tussen € 4.600 en € 5.500, 95% zeker [geschat]",
    ),
    "down": (
        "40 customers from passive to detractor: that would cost this much customer value, about\n"
        "€2,020 a year, between €1,830 and €2,220, 95% sure [estimated]",
        "40 klanten van passief tevreden naar criticaster: dat zou aan klantwaarde kosten, ongeveer\n"
        "€ 2.020 per jaar, tussen € 1.830 en € 2.220, 95% zeker [geschat]",
    ),
    "reversed": (
        "Customers with a higher score are worth less here. 40 customers from detractor to passive: that would lower "
        "customer value by about\n€150 a year, between €10 and €290, 95% sure [measured]",
        "Klanten met een hogere score zijn hier minder waard. 40 klanten van criticaster naar passief tevreden: dat "
        "zou de klantwaarde verlagen met ongeveer\n€ 150 per jaar, tussen € 10 en € 290, 95% zeker [gemeten]",
    ),
    "reversed and down": (
        "Customers with a higher score are worth less here. 40 customers from passive to detractor: that would raise "
        "customer value by about\n€150 a year, between €10 and €290, 95% sure [measured]",
        None,
    ),
    "no difference": (
        "40 customers from detractor to passive: the data show no difference in customer value.\n"
        "No difference shown, it could be anything between -€120 and €160 a year (95% sure) [measured]",
        "40 klanten van criticaster naar passief tevreden: de gegevens laten geen verschil in klantwaarde zien.\n"
        "Geen verschil aangetoond, het kan van alles zijn tussen € -120 en € 160 per jaar (95% zeker) [gemeten]",
    ),
    "not monotone": (
        "Customer value does not rise with the score: passive is worth less than detractor. So no amount is claimed "
        "for a shift upwards; amounts further on hold only between the groups they name.\n"
        "No rising value shown, between €47 and €53 less per customer a year, 95% sure",
        None,
    ),
    "not monotone, to date": (
        "Customer value does not rise with the score: passive is worth less than detractor. So no amount is claimed "
        "for a shift upwards; amounts further on hold only between the groups they name.\n"
        "No rising value shown, between €47 and €53 less per customer to date, 95% sure",
        None,
    ),
    "not computable": (
        "There are too few customers in a group to say anything.\nCannot be computed",
        "Er zitten te weinig klanten in een groep om er iets over te zeggen.\nNiet te berekenen",
    ),
    "hidden": (
        "The groups are too small to show without pointing at customers.\nHidden",
        "De groepen zijn te klein om te tonen zonder klanten herkenbaar te maken.\nAfgeschermd",
    ),
    "assumed, none shown": (
        "40 customers from detractor to passive: the data show no difference in customer value.\n"
        "No difference shown, it could be anything between -€50 and €60 a year (a range under assumptions) [assumed]",
        "40 klanten van criticaster naar passief tevreden: de gegevens laten geen verschil in klantwaarde zien.\n"
        "Geen verschil aangetoond, het kan van alles zijn tussen € -50 en € 60 per jaar "
        "(een bandbreedte onder aannames) [aangenomen]",
    ),
    "by segment": (
        "20 customers from A to B: that would raise customer value by about\n"
        "€1,000 a year, between €930 and €1,070, 95% sure [measured]",
        None,
    ),
    "by segment, down": (
        "20 customers from B to A: that would cost this much customer value, about\n"
        "€1,000 a year, between €930 and €1,070, 95% sure [measured]",
        None,
    ),
    "lifetime": (
        "40 customers from detractor to passive: that would raise customer value by about\n€2,300 over the customer's "
        "lifetime, between €1,900 and €2,700, a range under assumptions [assumed]",
        None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ANSWERS)
def test_the_answer(name):
    in_english, dutch = ANSWERS[name]
    assert told(name).english["answer"] == in_english
    assert dutch is None or plain(told(name).dutch["answer"]) == dutch


REASONS = {
    "up": [],
    "no difference": [
        "At equal covariates: no columns are held equal (adjust_for is empty).",
        "Corrected for error in the score: the reliability of the score is neither stated nor can it be "
        "estimated: too few answered twice.",
    ],
    "assumed": ["At equal covariates: no columns are held equal (adjust_for is empty)."],
    "collinear": ["At equal covariates: the columns held equal determine each other or the group."],
    "many labels": [
        "At equal covariates: the columns held equal have too many different values for this number of customers."
    ],
    "unreliable": ["Corrected for error in the score: the reliability of the score is too low to correct with."],
    "not straight": ["Corrected for error in the score: value is no straight line in the score."],
    "by segment": ["Corrected for error in the score: the groups are not made by score."],
    "assumed and falling": ["Corrected for error in the score: value does not rise with the score."],
}  # fmt: skip


@pytest.mark.parametrize("name", REASONS)
def test_a_reading_that_is_not_computed_says_why(name):
    notes = V.reading_table(told(name).report).notes
    assert set(REASONS[name]) <= set(notes)
    assert bool(notes) == bool(REASONS[name])


def test_a_hidden_group_is_counted_but_not_shown():
    case = told("one group hidden")
    assert "2 groups are hidden to protect customers." in case.english["doubts"]
    assert "2 groepen zijn afgeschermd om klanten te beschermen." in case.dutch["doubts"]
    assert "– hidden to protect customers (too few, or two of them hold nearly all)" in case.english["group_table"]


def test_who_did_not_answer_is_told_with_period_and_interval():
    assert (
        told("few answered")
        .english["answered_words"]
        .startswith(
            "Customers who answered are worth more than those who did not: between €59 and €67 a year per customer."
        )
    )


def test_groups_made_by_a_column_are_not_told_of_scores():
    cells = told("by segment, adjusted").english
    assert cells["wave_words"] == "The groups are not made by score."
    assert "score" not in cells["next_steps"] + cells["doubts"] + cells["answer"]
    assert cells["title"] == "What customer groups are worth"


def test_waves_that_differ_are_told():
    assert told("two waves").english["wave_words"] == "A difference is shown in 1 of 2 waves."
    assert "no difference shown" in told("two waves").english["wave_table"]


def test_a_mean_score_has_the_decimals_its_interval_supports():
    held, given = by_score({3: spread(100, 500), 4: spread(120, 500)})
    report = report_of(held, given, metric_kind="other", shifts=[["3", "4", 10]])
    assert repr(V.score_words(report)).endswith("The mean score is 3.50 (95%: 3.47 to 3.53).")


def test_a_net_promoter_score_is_whole():
    assert "The Net Promoter Score is -57 (95%: -59 to -55)." in told("up").english["score_words"]


def test_few_highest_scores_are_no_ceiling_and_no_error():
    held, given = surveyed(2, n=300)
    report = report_of(held, given.assign(score=given["score"].clip(0, 9.4)), score_rounding="nearest", **TENURE)
    assert "top_score_share" not in report.result.facts
    assert "highest score" not in repr(V.doubts(report))


def test_a_share_of_wallet_known_of_one_customer_is_never_shown():
    held, given = by_score({3: spread(100, 50), 7: spread(120, 50)})
    held = held.assign(share_of_wallet=[0.37, *[None] * 99]).astype({"share_of_wallet": float})
    table = V.group_table(report_of(held, given))
    assert table.frame["Share of wallet"].tolist() == ["–", "–"]
    assert "37%" not in repr(table)
    assert table.notes == (
        "Share of wallet: not shown to protect customers (known or unknown of too few, or two hold nearly all)",
    )


def test_a_mean_over_part_of_a_group_says_over_how_many():
    held, given = by_score({3: spread(100, 50), 7: spread(120, 50)})
    held = held.assign(share_of_wallet=[0.37] * 80 + [None] * 20).astype({"share_of_wallet": float})
    table = V.group_table(report_of(held, given))
    assert table.frame["Share of wallet"].tolist() == ["37%", "37%"]
    assert table.notes == ("Share of wallet: the mean of those of whom it is known, 30 customers in group passive",)


def test_a_stated_reliability_without_a_range_has_none():
    doubts = told("assumed without a range").english["doubts"]
    assert "It is taken that 70% of the differences between scores is real; the rest is chance." in doubts
    assert "(50% to 85%)" in told("assumed").english["doubts"]


def test_only_a_corrected_amount_takes_value_for_a_straight_line():
    straight = "every point of satisfaction is worth the same; a test on these data does not contradict that"
    assert [name for name in ("assumed", "up", "not straight") if straight in told(name).english["doubts"]] == [
        "assumed",
        "up",
    ]


def with_readings(shown, **amounts):
    """Return the report with other amounts of the shift, by reading."""
    readings = shown.result.readings
    given = readings["reading"].map(amounts).fillna(readings["value_eur"])
    return replace(shown, result=replace(shown.result, readings=readings.assign(value_eur=given)))


def test_a_larger_amount_is_explained_only_where_the_corrected_one_is_larger():
    assert "Why it is more" in told("up").english["reading_words"]
    assert "Why it is more" not in told("assumed").english["reading_words"]  # nothing was held equal
    assert "Why it is more" in repr(V.reading_words(with_readings(told("up").report, adjusted=-5.0, corrected=-9.0)))
    assert "Why it is more" not in repr(V.reading_words(with_readings(told("up").report, adjusted=9.0, corrected=5.0)))


def test_a_wave_that_goes_the_other_way_does_not_bear_the_answer_out():
    shown = with_readings(told("two waves").report, observed=10.0)
    waves = shown.result.waves.assign(status="shown", value_eur=[10.0, -20.0])
    other = replace(shown, result=replace(shown.result, waves=waves, verdict="difference"))
    assert repr(V.wave_words(other)) == "A difference in the direction of the answer is shown in 1 of 2 waves."
    other = replace(other, result=replace(other.result, waves=waves.assign(value_eur=-20.0)))
    assert captioned("wave_figure", other).startswith("Not every wave")


def test_an_amount_over_some_years_is_not_over_a_lifetime():
    cells = told("horizon").english
    assert "lifetime" not in "".join(text for name, text in cells.items() if name != "assumptions").lower()
    assert "over 5 years, between" in cells["answer"]
    assert "€ over 5 years per customer" in cells["group_table"]


@pytest.mark.parametrize(
    ("name", "period"), [("up", "€ a year"), ("to date", "€ to date"), ("horizon", "€ over 5 years")]
)
def test_every_heading_over_amounts_says_their_period(name, period):
    cells = told(name).english
    for cell in ("reading_table", "matrix_table", "matrix_words", "matrix_figure"):
        assert period in cells[cell]
    assert "€ a year" in told("two waves").english["wave_table"] and cells["wave_table"] == ""
    assert "€ a year" in told("sensitivity").english["sensitivity_table"]
    assert "After acquisition cost (one-off)" in told("everything beside").english["group_table"]


@pytest.mark.parametrize(
    ("name", "label"), [("up", "(estimated)"), ("to date", "(measured)"), ("assumed", "(assumed)")]
)
def test_the_matrix_says_what_it_rests_on(name, label):
    assert label in told(name).english["matrix_words"]


def test_small_amounts_are_not_rounded_to_nothing():
    cells = told("small amounts").english
    for cell in ("group_table", "group_words", "group_figure", "answered_table"):
        assert not re.search(r"€0(?![.\d])", cells[cell])
    assert "€0.360" not in cells["group_table"] and "€0.36" in cells["group_table"]
