"""What the summary tells of pilots: which were judged, what they realised, and whether that counts."""

from earlier_made import earlier, effect, euros, realised, saving
from summary_made import IMPACT, findings, summed_pilots

from cxkit.analysis.summary_pilots import headline_findings, pilots

TESTS = ("saving_fewer_repeats:all",)


def test_judged_pilots_come_first_the_largest_amount_before_the_others():
    held = earlier(impact_measurement=[
        effect("b", None, 0.1, verdict="unclear"), realised("b", None, 9_000, verdict="unclear", replaces=False),
        realised("small", 100, 10), realised("large", 200, 10), effect("no euros", -0.1, 0.05, verdict="exceeded"),
    ])  # fmt: skip
    rows = pilots(held)
    assert rows["pilot"].tolist() == ["large", "small", "no euros", "b"]
    assert rows["verdict"].tolist() == ["achieved", "achieved", "exceeded", "unclear"]
    assert rows["eur_year"].isna().tolist() == [False, False, True, True]
    assert [one.name for one in headline_findings(held)] == ["realised:large", "realised:small"]


def test_a_pilot_counts_where_the_result_it_tested_is_there():
    of_pilot = [realised("owner", 6_000, 1_000, tests=TESTS)]
    alone = earlier(impact_measurement=of_pilot)
    beside = earlier(impact_measurement=of_pilot, touchpoint_savings=[saving("fewer_repeats", "all", 9_000, 500)])
    assert [pilots(held)["replaces"].item() for held in (alone, beside)] == [False, True]


def test_a_hidden_pilot_tells_nothing_but_its_name():
    held = earlier(impact_measurement=[realised("owner", 6_000, 1_000).hidden(), effect("owner", 0.1, 0.05).hidden()])
    row = pilots(held).iloc[0]
    assert (row["pilot"], row["verdict"], row["status"]) == ("owner", "", "hidden")
    assert headline_findings(held) == []


def test_without_pilots_there_is_an_empty_frame_with_its_columns():
    assert list(pilots(earlier(x=[euros("y", 1.0)])).columns) == list(summed_pilots(findings()).columns)
    assert pilots(earlier(x=[euros("y", 1.0)])).empty
    assert summed_pilots({IMPACT: ()}).empty
