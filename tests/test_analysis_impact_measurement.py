"""The whole of impact_measurement: measurements and baseline in, one result out."""

import pandas as pd
import pytest
from pilots_made import PLAN, measured, settings

from cxkit.analysis.impact.frozen import frozen
from cxkit.analysis.impact_measurement import impact_measurement
from cxkit.analysis.impact_result import COLUMNS

Q = {"expected_eur_year": 5000.0, "euros_rest_on": "measured", "guardrails": {"minutes": 1.0}}
TWO = {"p": PLAN, "q": PLAN | Q}


@pytest.fixture(scope="module")
def rows():
    others = [measured(0.0, pilot="q", seed=9), measured(0.0, pilot="q", metric="minutes", seed=8)]
    return pd.concat([measured(1.0), *others], ignore_index=True)


@pytest.fixture(scope="module")
def held():
    return settings(TWO)


@pytest.fixture(scope="module")
def baseline(rows, held):
    return frozen(rows, settings=held, today=pd.Timestamp("2025-04-15").date())


def test_each_pilot_has_its_verdict_in_the_order_of_the_settings(rows, held, baseline):
    found = impact_measurement(rows, None, baseline, settings=held)
    assert found.pilots["pilot"].tolist() == ["p", "q"]
    assert found.pilots["verdict"].tolist() == ["achieved", "missed"]
    assert found.pilots["frozen_at"].tolist() == ["2025-04-15", "2025-04-15"]
    assert found.facts["judged_n"] == 2 and found.facts["dropped"] == ()


def test_without_a_baseline_nothing_is_judged(rows, held):
    found = impact_measurement(rows, None, None, settings=held)
    assert set(found.pilots["verdict"]) == {"unclear"}
    assert set(found.pilots["reason"]) == {"no_baseline"}
    assert found.pilots["estimate"].notna().all()
    assert (found.facts["fingerprint"], found.facts["judged_n"]) == ("", 0)


def test_frames_name_their_pilot_and_hold_what_is_documented(rows, held, baseline):
    found = impact_measurement(rows, None, baseline, settings=held)
    for name in ("readings", "checks", "event_study", "sizing", "looks", "guardrails"):
        assert set(getattr(found, name)["pilot"]) <= {"p", "q"}
        assert len(getattr(found, name))
    for name, columns in COLUMNS.items():
        assert tuple(getattr(found, name)) == columns
    assert found.guardrails[["pilot", "metric", "status"]].to_numpy().tolist() == [["q", "minutes", "held"]]


def test_a_pilot_that_vanished_from_the_settings_is_told(rows, baseline):
    found = impact_measurement(rows[rows["pilot"] == "p"], None, baseline, settings=settings())
    assert found.facts["dropped"] == ("q",)


def test_other_rows_before_the_pilot_take_the_verdict_away(rows, held, baseline):
    changed = rows.copy()
    at = changed.index[changed["pilot"].eq("p") & changed["period"].eq("2025-02-01")][0]
    changed.loc[at, "value"] += 0.1
    found = impact_measurement(changed, None, baseline, settings=held).pilots.set_index("pilot")
    assert found.loc["p", "reason"] == "data_changed"
    assert found.loc["q", "verdict"] == "missed"


def test_no_pilots_at_all_still_follow_what_is_followed(rows):
    none = settings({})
    found = impact_measurement(rows.assign(pilot=None, arm=None), None, None, settings=none)
    assert found.pilots.empty and found.findings == ()
    assert {name: tuple(getattr(found, name)) for name in COLUMNS} == COLUMNS
    assert set(found.series["metric"]) == {"score", "minutes"}


def test_what_was_measured_between_the_freezing_and_the_start_is_no_before(rows, held, baseline):
    """The baseline of 15 April holds January to March; whatever April says changes nothing."""
    april = rows["period"].eq("2025-04-01") & rows["arm"].eq("pilot")
    other = rows.assign(value=rows["value"].where(~april, 0.0))
    one, two = (impact_measurement(r, None, baseline, settings=held).pilots for r in (rows, other))
    assert one["periods_before_n"].tolist() == [3, 3]
    pd.testing.assert_frame_equal(one, two)


def test_an_end_that_moves_after_looking_costs_certainty(rows, held):
    """Frozen to end in June and measured until August: the end planned first was a look, and the interval is wider."""
    sooner = settings({**TWO, "p": PLAN | {"ends_at": "2025-06-30"}})
    frozen_so = frozen(rows, settings=sooner, today=pd.Timestamp("2025-04-15").date())
    moved = impact_measurement(rows, None, frozen_so, settings=held)
    assert moved.pilots.loc[0, "confidence"] > moved.pilots.loc[1, "confidence"] == 0.95
    plan = moved.checks[moved.checks["pilot"].eq("p") & moved.checks["check"].eq("plan_changed")]
    assert plan["status"].tolist() == ["warns"] and "ends_at" in plan["about"].iloc[0]
