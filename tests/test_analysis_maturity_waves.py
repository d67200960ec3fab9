"""Measurements in order, and what changed between two of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cxkit.analysis.maturity.means import means
from cxkit.analysis.maturity.waves import changes, compared, in_order, with_wave

WIDE = {"within": (-9, 9)}


def frame(**scores: float) -> pd.DataFrame:
    return pd.DataFrame({"culture": pd.Series(scores)})


@pytest.mark.parametrize("waves", [
    ["2023", "2024", "2025"],
    ["wave 2", "wave 10"],
    ["Q4 2024", "Q1 2025"],
    ["najaar 2024", "voorjaar 2025"],
    ["", "2025"],
    ["2024-2", "2024-10", "2025-1"],
])  # fmt: skip
def test_measurements_come_in_their_order(waves):
    assert in_order(reversed(waves)) == waves
    assert in_order(waves * 2) == waves


def test_answers_without_a_measurement_form_one():
    assert with_wave(pd.DataFrame({"item": ["a"]}))["wave"].tolist() == [""]
    assert with_wave(pd.DataFrame({"wave": ["2025", None]}))["wave"].tolist() == ["2025", ""]


def test_which_measurements_are_compared():
    known = ["2023", "2024", "2025"]
    assert compared(known, wave="", earlier_wave="2023") == ("2025", "2023")
    assert compared(known, wave="2024", earlier_wave="") == ("2024", "2023")
    assert compared([""], wave="", earlier_wave="") == ("", None)


def test_raters_in_both_are_compared_with_themselves():
    """Changes 1, 0, 2, 1: mean 1, the paired t interval."""
    then, now = frame(a=1.0, b=2.0, c=0.0, d=3.0), frame(a=2.0, b=2.0, c=2.0, d=4.0)
    found = changes(means(now, groups=None, **WIDE), means(then, groups=None, **WIDE)).set_index("dimension")
    low, high = stats.ttest_rel(now["culture"], then["culture"]).confidence_interval()
    row = found.loc["culture"]
    assert (row["low"], row["high"]) == (pytest.approx(low), pytest.approx(high))
    assert (row["change"], row["both_n"], row["earlier_n"], row["raters_n"]) == (1.0, 4, 4, 4)
    assert (row["earlier_mean"], row["mean"]) == (1.5, 2.5)
    assert found.index.tolist() == ["all", "culture"]


def test_other_raters_are_two_samples():
    then, now = frame(a=1.0, b=2.0, c=0.0), frame(d=3.0, e=4.0, f=4.0)
    row = changes(means(now, groups=None, **WIDE), means(then, groups=None, **WIDE)).iloc[1]
    low, high = stats.ttest_ind(now["culture"], then["culture"]).confidence_interval()
    assert (row["low"], row["high"]) == (pytest.approx(low), pytest.approx(high))
    assert (row["status"], row["both_n"], row["raters_n"]) == ("shown", 0, 6)


def scored_by(**scores: dict[str, float]) -> pd.DataFrame:
    """Return fourteen raters who all scored culture, and further dimensions that only those given scored."""
    raters = [f"rater {number:02}" for number in range(14)]
    culture = pd.Series(np.arange(14) % 5, index=raters, dtype=float)
    return pd.DataFrame({"culture": culture, **{name: pd.Series(own, index=raters) for name, own in scores.items()}})


def change_of(dimension: str, now: pd.DataFrame, then: pd.DataFrame) -> pd.Series:
    found = changes(means(now, groups=None, **WIDE), means(then, groups=None, **WIDE))
    return found.set_index("dimension").loc[dimension]


EARLIER = {"rater 03": 1.0, "rater 07": 2.0, "rater 11": 0.0}
LATER = {"rater 03": 1.5, "rater 07": 2.2, "rater 11": 0.9}


def test_a_dimension_that_three_of_fourteen_scored_twice_is_paired_over_three():
    """Changes 0.5, 0.2 and 0.9: the other eleven, who left it blank both times, count for nothing."""
    row = change_of("design", scored_by(design=LATER), scored_by(design=EARLIER))
    low, high = stats.ttest_rel(list(LATER.values()), list(EARLIER.values())).confidence_interval()
    assert (row["low"], row["high"]) == (pytest.approx(low), pytest.approx(high))
    assert (row["both_n"], row["earlier_n"], row["raters_n"]) == (3, 3, 3)
    assert row["status"] == "no_difference"


def test_a_dimension_that_nobody_scored_twice_is_two_samples():
    later = {"rater 00": 2.0, "rater 05": 3.5, "rater 12": 3.0}
    row = change_of("design", scored_by(design=later), scored_by(design=EARLIER))
    low, high = stats.ttest_ind(list(later.values()), list(EARLIER.values())).confidence_interval()
    assert (row["low"], row["high"]) == (pytest.approx(low), pytest.approx(high))
    assert (row["both_n"], row["earlier_n"], row["raters_n"]) == (0, 3, 6)


def test_the_whole_counts_who_scored_anything():
    now, then = scored_by(design=LATER), scored_by(design=EARLIER)
    now.loc["rater 00"], then.loc["rater 01"] = np.nan, np.nan
    row = change_of("all", now, then)
    assert (row["both_n"], row["earlier_n"], row["raters_n"]) == (12, 13, 14)


def test_raters_who_left_a_dimension_blank_do_not_move_its_change():
    now, then = scored_by(design=LATER), scored_by(design=EARLIER)
    with_blanks, without = (change_of("design", now.loc[own], then.loc[own]) for own in (now.index, list(EARLIER)))
    pd.testing.assert_series_equal(with_blanks, without)


def test_a_dimension_scored_in_one_measurement_only_has_no_change():
    row = change_of("design", scored_by(design=LATER), scored_by(design={}).astype(float))
    assert (row["both_n"], row["earlier_n"], row["raters_n"], row["status"]) == (0, 0, 3, "not_computable")
    assert np.isnan(row["change"])


def test_departments_of_those_who_scored_are_the_strata_of_a_change():
    """Four of IT scored it twice, nobody of Sales: one stratum, so three degrees of freedom, a paired t interval."""
    of_rater = pd.Series(dict.fromkeys("abcd", "IT") | dict.fromkeys("xyz", "Sales"))
    then = pd.DataFrame(
        {"culture": 2.0, "design": pd.Series({"a": 1.0, "b": 2.0, "c": 0.0, "d": 3.0})}, index=list("abcdxyz")
    )
    now = then.assign(design=pd.Series({"a": 2.0, "b": 2.0, "c": 2.0, "d": 4.0}))
    found = changes(*(means(wave, groups=of_rater, **WIDE) for wave in (now, then))).set_index("dimension")
    low, high = stats.ttest_rel([2.0, 2.0, 2.0, 4.0], [1.0, 2.0, 0.0, 3.0]).confidence_interval()
    assert found.loc["design", ["low", "high"]].tolist() == pytest.approx([low, high])


def test_one_rater_shows_no_change():
    row = changes(means(frame(a=3.0), groups=None, **WIDE), means(frame(a=1.0), groups=None, **WIDE)).iloc[1]
    assert (row["change"], row["status"]) == (2.0, "not_computable")
    assert np.isnan(row["low"])


def test_pairing_is_used_where_it_exists():
    """Half of the raters come back: the interval holds no change 95 % of the time, and is narrower than two samples."""
    rng = np.random.default_rng(4)
    person = rng.normal(2, 0.6, (15, 600))
    first, second = (person + rng.normal(0, 0.3, person.shape) for _ in range(2))
    then, now = pd.DataFrame(first[:10]), pd.DataFrame(second[5:], index=range(5, 15))
    found = changes(means(now, groups=None, within=(-99, 99)), means(then, groups=None, within=(-99, 99)))
    found = found[found["dimension"] != "all"]
    assert found["both_n"].unique().tolist() == [5]
    assert 0.93 <= (found["status"] == "no_difference").mean() <= 0.98
    apart = changes(means(now.set_axis(range(20, 30)), groups=None, within=(-99, 99)),
                    means(then, groups=None, within=(-99, 99)))  # fmt: skip
    assert (found["high"] - found["low"]).mean() < (apart["high"] - apart["low"]).iloc[1:].mean()


def test_departments_that_count_equally_do_so_in_a_change():
    of_rater = pd.Series({"a": "IT", "b": "IT", "c": "IT", "d": "Sales", "e": "Sales"})
    then, now = frame(a=1.0, b=1.0, c=1.0, d=1.0, e=1.0), frame(a=1.0, b=1.0, c=1.0, d=3.0, e=3.0)
    found = [means(wave, groups=of_rater, **WIDE) for wave in (now, then)]
    assert changes(*found).iloc[1]["change"] == 1.0
