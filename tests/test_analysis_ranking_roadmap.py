"""The roadmap: small steps first, pilots before their decision, and never more days in a phase than fit."""

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ranking_sets import checked, opportunities

from cxkit.analysis.ranking.roadmap import COLUMNS, PHASES_MAX, roadmap

BARE = {"day_rate_eur": 560.0, "phase_days": 20.0, "phase_months": 3, "pilot_months": 3, "small_effort_days": 15.0}


def planned(rows, chosen=None, *, foundations=(), **settings):
    frame, unplanned_n = roadmap(opportunities(rows), list(rows) if chosen is None else chosen,
                                 foundations=foundations, settings=checked(**BARE | settings))  # fmt: skip
    return frame, unplanned_n


def steps(frame):
    return list(zip(frame["phase"], frame["opportunity"], frame["step"], frame["days"], strict=True))


def test_small_steps_go_first_by_euros_a_day_then_larger_ones():
    rows = {
        "large": {"effort_days": 20.0, "net_eur": 900.0},
        "s1": {"effort_days": 10.0, "small": True, "expected_eur_year": 10.0},
        "s2": {"effort_days": 5.0, "small": True, "expected_eur_year": 20.0},
    }
    frame, unplanned_n = planned(rows)
    assert steps(frame) == [(1, "s2", "do", 5), (1, "s1", "do", 10), (1, "large", "do", 5), (2, "large", "do", 15)]
    assert frame["part"].tolist() == [1, 1, 1, 2]
    assert frame["parts"].tolist() == [1, 1, 2, 2]
    assert frame["from_month"].tolist() == [1, 1, 1, 4]
    assert frame["until_month"].tolist() == [3, 3, 3, 6]
    assert frame["order"].tolist() == [1, 2, 3, 4]
    assert frame.columns.tolist() == list(COLUMNS)
    assert unplanned_n == 0


def test_a_pilot_is_decided_on_in_the_next_phase_and_then_rolled_out():
    rows = {"v": {"verdict": "validate", "effort_days": 40.0, "pilot_cost_eur": 8_400.0}}
    frame, _ = planned(rows)
    assert steps(frame) == [
        (1, "v", "pilot", 15), (2, "v", "decide", 0), (2, "v", "roll_out", 20), (3, "v", "roll_out", 5),
    ]  # fmt: skip


@pytest.mark.parametrize(("cost", "days"), [(0.0, 0), (560.0, 1), (561.0, 2), (1e6, 10)])
def test_a_pilot_takes_the_days_its_cost_buys_and_never_more_than_the_work(cost, days):
    frame, _ = planned({"v": {"verdict": "validate", "effort_days": 10.0, "pilot_cost_eur": cost}})
    taken = frame.groupby("step")["days"].sum()
    assert (taken["pilot"], taken["roll_out"]) == (days, 10 - days)


def test_no_step_is_begun_for_a_few_days_only():
    rows = {"first": {"effort_days": 18.0, "net_eur": 900.0}, "then": {"effort_days": 22.0, "net_eur": 100.0}}
    frame, _ = planned(rows)
    assert steps(frame) == [(1, "first", "do", 18), (2, "then", "do", 17), (3, "then", "do", 5)]


@pytest.mark.parametrize(("months", "phase"), [(1, 2), (3, 2), (4, 3), (7, 4)])
def test_a_pilot_takes_its_months(months, phase):
    frame, _ = planned({"v": {"verdict": "validate"}}, pilot_months=months)
    assert frame.set_index("step")["phase"].to_dict() == {"pilot": 1, "decide": phase, "roll_out": phase}


def test_a_pilot_that_only_certainty_could_make_pay_is_on_it_without_a_roll_out():
    rows = {"v": {"verdict": "validate", "net_eur": -5.0}, "w": {"verdict": "validate", "net_eur": 5.0}}
    frame, _ = planned(rows, [])
    assert steps(frame) == [(1, "v", "pilot", 10), (2, "v", "decide", 0)]


@pytest.mark.parametrize("link", [{"after": ("x",)}, {"excludes": ("a",)}])
def test_no_pilot_of_what_cannot_be_done_beside_the_set(link):
    rows = {"a": {}, "x": {"verdict": "not_now"}, "v": {"verdict": "validate", "net_eur": -5.0, **link}}
    assert planned(rows, ["a"])[0]["opportunity"].tolist() == ["a"]


def test_what_must_follow_waits_until_the_other_is_over():
    rows = {
        "late": {"effort_days": 5.0, "small": True, "expected_eur_year": 100.0, "after": ("v",)},
        "v": {"verdict": "validate", "effort_days": 20.0, "pilot_cost_eur": 8_400.0},
    }
    frame, _ = planned(rows)
    assert steps(frame)[-1] == (2, "late", "do", 5)
    assert steps(frame)[-2] == (2, "v", "roll_out", 5)


def test_foundations_take_a_phase_each_the_most_urgent_first():
    found = {"verdict": "foundation", "effort_days": float("nan")}
    rows = {"f1": found, "f2": found, "f3": found, "a": {"after": ("f1",)}}
    frame, _ = planned(rows, ["a"], foundations=["f2", "f1"])
    assert steps(frame) == [
        (1, "f2", "foundation", 0), (2, "f1", "foundation", 0), (2, "a", "do", 10), (3, "f3", "foundation", 0),
    ]  # fmt: skip


def test_what_does_not_fit_is_counted():
    rows = {"a": {"effort_days": 20.0 * PHASES_MAX}, "b": {"effort_days": 1.0, "net_eur": 0.01},
            "v": {"verdict": "validate", "effort_days": 1.0}}  # fmt: skip
    frame, unplanned_n = planned(rows)
    assert "a" not in frame["opportunity"].tolist()
    assert unplanned_n == 1
    assert planned({"a": {"effort_days": 20.0 * PHASES_MAX}})[0]["parts"].tolist() == [PHASES_MAX] * PHASES_MAX


def test_nothing_chosen_gives_an_empty_roadmap():
    frame, unplanned_n = planned({"a": {}}, [])
    assert frame.empty
    assert unplanned_n == 0


tasks = st.tuples(
    st.sampled_from(["do_now", "validate"]), st.integers(0, 60), st.integers(1, 5), st.none() | st.integers(0, 4)
)


@hypothesis.settings(max_examples=60, deadline=None)
@given(st.lists(tasks, min_size=1, max_size=6))
def test_phases_never_overflow_and_every_step_has_all_its_days(drawn):
    rows = {
        f"o{i}": {"verdict": verdict, "effort_days": float(days), "small": days <= 15, "net_eur": float(eur),
                  "expected_eur_year": float(eur), "after": (f"o{after}",) if after is not None and after < i else ()}
        for i, (verdict, days, eur, after) in enumerate(drawn)
    }  # fmt: skip
    frame, unplanned_n = planned(rows)
    assert (frame.groupby("phase")["days"].sum() <= 20 + 1e-9).all()
    taken = frame.groupby("opportunity")["days"].sum()
    whole = [name for name, row in rows.items() if taken.get(name, -1) == pytest.approx(row["effort_days"])]
    assert len(whole) + unplanned_n >= len(rows)
    last, first = frame.groupby("opportunity")["phase"].max(), frame.groupby("opportunity")["phase"].min()
    for name, row in rows.items():
        assert all(first[name] >= last[other] for other in row["after"] if name in first)
