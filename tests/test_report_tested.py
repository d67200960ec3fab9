"""What the ranking and the business case say of results that pilots tested."""

from dataclasses import replace

import pytest
from earlier_made import earlier, realised, saving
from ranking_made import made as made_ranking
from ranking_made import reported as report_ranking
from roi_made import made as made_case
from roi_made import reported as report_case

import cxkit.report.ranking as R
import cxkit.report.roi as C
import cxkit.report.tested as T
from cxkit.analysis.tested import as_tested
from cxkit.report.show import Prose

OWNER = "saving_fewer_repeats:all"


def said(*pilots):
    """Return what pilots said of a saving of 9,400 euros a year."""
    held = earlier(touchpoint_savings=[saving("fewer_repeats", "all", 9_400, 2_200)], impact_measurement=list(pilots))
    return as_tested(held)[1]


def reports(*pilots):
    frame = said(*pilots)
    return [report_ranking(replace(made_ranking(), tested=frame)), report_case(replace(made_case(), tested=frame))]


def test_the_table_sets_what_was_measured_beside_the_estimate():
    for report in reports(realised("Eén eigenaar", 6_000, 2_000, tests=(OWNER,), verdict="missed")):
        table = T.tested_table(report)
        assert table.frame.iloc[0].tolist() == [
            "Fewer repeat contacts, all topics", "Eén eigenaar", "€9,400", "€6,000", "€4,000 to €8,000", "measured",
            "less than was expected: what was measured counts",
        ]  # fmt: skip
        assert table.frame.columns[4] == "95% interval"


@pytest.mark.parametrize(
    ("pilot", "words"),
    [
        (realised("p", None, 800, tests=(OWNER,), verdict="missed"), "no gain shown: nothing counts"),
        (realised("p", -900, 100, tests=(OWNER,), verdict="missed"), "a loss shown: nothing counts"),
        (realised("p", 900, 990, tests=(OWNER,), verdict="unclear", replaces=False), "no verdict: the estimate stays"),
        (realised("p", 900, 90, tests=("saving_x",)), "no result of that name is read here"),
    ],
)
def test_the_table_says_why_nothing_counts_or_nothing_changed(pilot, words):
    for report in reports(pilot):
        row = T.tested_table(report).frame.iloc[0]
        assert (row.iloc[3], row.iloc[-1]) == ("", words)


def test_without_pilots_there_is_no_table_and_no_doubt():
    for report in reports():
        assert isinstance(T.tested_table(report), Prose)
        assert T.tested_doubts(report) == []


def test_doubts_tell_that_a_pilot_is_not_the_roll_out_and_what_is_left_out():
    gain, none = (realised("p", eur, 500, tests=(OWNER,), verdict="missed") for eur in (6_000, None))
    for report, room in zip(reports(gain), (R, C), strict=True):
        assert "Measured in a pilot with part of the customers" in repr(room.doubts(report))
    for report, room in zip(reports(none), (R, C), strict=True):
        assert "A pilot showed no gain, so nothing is counted for: “Fewer repeat contacts, all topics”." in repr(
            room.doubts(report))  # fmt: skip


def test_a_doubt_tells_both_amounts_where_they_are_far_apart_and_only_there():
    far = realised("Eén eigenaar", 600_000, 500, tests=(OWNER,), expected_eur_year=1_000_000.0)
    near = realised("Eén eigenaar", 6_000, 500, tests=(OWNER,), expected_eur_year=9_000.0)
    none = realised("p", None, 500, tests=(OWNER,), expected_eur_year=1_000_000.0, verdict="missed")
    words = (
        "Pilot “Eén eigenaar” was expected to bring €1,000,000 a year, while the estimate that it tests was €9,400 a "
        "year (“Fewer repeat contacts, all topics”)."
    )
    for report, room in zip(reports(far), (R, C), strict=True):
        assert words in repr(room.doubts(report))
        assert T.tested_table(report).frame["Rests on"].tolist() == ["assumed"]
    for pilot in (near, none):
        assert "was expected to bring" not in repr(T.tested_doubts(reports(pilot)[0]))


def test_the_rule_of_classes_says_what_a_pilot_changes_only_where_there_was_one():
    report, other = reports(realised("p", 6_000, 500, tests=(OWNER,)))[0], reports()[0]
    assert "What a pilot tested counts as it was measured: whether it works is no longer in doubt." in repr(
        R.class_rule_words(report)
    )
    assert "pilot tested" not in repr(R.class_rule_words(other))


def test_what_was_tested_is_not_counted_among_what_needs_no_pilot():
    report = report_ranking(made_ranking())
    name = "Factuur in gewone taal"
    rows = report.result.opportunities
    own = rows.assign(tested=rows["tested"].mask(rows["opportunity"] == name, "gain"),
                      pilot_cost_eur=rows["pilot_cost_eur"].mask(rows["opportunity"] == name))  # fmt: skip
    after = report_ranking(replace(made_ranking(), opportunities=own))
    assert "For 5 others, a pilot costs more" in repr(R.stop_words(report))
    assert "For 4 others, a pilot costs more" in repr(R.stop_words(after))
    table = R.stop_table(after).frame.set_index("Opportunity")
    assert table.loc[name].iloc[-2:].tolist() == ["", "tested in a pilot"]
