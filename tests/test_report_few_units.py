"""What a client may see of pilots of few customers, and what can be worked out from what is shown."""

import datetime as dt
from dataclasses import replace

import impact_made as made_up
import numpy as np
import pandas as pd
import pilots_made
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from impact_made import CALLED, HAPPY, OWNER, REPEATS, SCORE, made

from cxkit.analysis.impact.frozen import frozen
from cxkit.analysis.impact_measurement import impact_measurement
from cxkit.report.few_units import OF_PILOTS, people_n, protect_units
from cxkit.result import Finding

LEAST = 10
BASE = made()
START = pd.Timestamp("2025-05-05")
MEASURED = ["estimate", "low", "high", "p", "ratio", "ratio_low", "ratio_high", "eur_year", "eur_low", "eur_high",
            "misleading", "misleading_low", "misleading_high", "pilot_n", "control_n"]  # fmt: skip


def for_client(result):
    return protect_units(result, audience="client", minimum_n=LEAST)


def with_pilot(result, name, **values):
    """Return a result with other values of one pilot."""
    own = result.pilots["pilot"].eq(name)
    return replace(
        result, pilots=result.pilots.assign(**{n: result.pilots[n].where(~own, v) for n, v in values.items()})
    )


def with_people(result, n, *, pilot, metric=None, arm=None, periods=()):
    """Return a result in which so many customers stand behind points of a pilot's series."""
    series = result.series
    at = series["pilot"].eq(pilot)
    at &= series["metric"].eq(metric) if metric else True
    at &= series["arm"].eq(arm) if arm else True
    at &= series["period"].isin(periods) if len(periods) else True
    return replace(result, series=series.assign(customers_n=series["customers_n"].astype(float).mask(at, n)))


def row_of(result, name=CALLED):
    return result.pilots.set_index("pilot").loc[name]


def test_people_are_customers_and_units_that_are_people():
    rows = pd.DataFrame({
        "pilot": ["a", "b", "c", "d"], "units": ["customers", "teams", "teams", "employees"],
        "pilot_n": [40, 12, 12, 9], "control_n": [30, 12, 12, 0], "pilot_customers_n": [np.nan, 300, np.nan, 900],
        "control_customers_n": [25, 8, np.nan, np.nan],
    })  # fmt: skip
    assert people_n(rows).loc["a"].tolist() == [40, 25]
    assert people_n(rows).loc["b"].tolist() == [300, 8]
    assert people_n(rows).loc["c"].isna().all()
    assert people_n(rows).loc["d"].tolist() == [9, 0]


@pytest.mark.parametrize(
    ("few", "is_hidden"),
    [
        ({"pilot_n": 9}, True), ({"control_n": 9}, True), ({"pilot_customers_n": 9.0}, True), ({"pilot_n": 10}, False),
        ({"control_n": 10}, False), ({"units": "teams", "pilot_n": 9}, False),
        ({"units": "teams", "control_customers_n": 9.0}, True), ({"units": "employees", "pilot_n": 9}, True),
    ],
)  # fmt: skip
def test_a_pilot_with_an_arm_of_few_people_is_hidden(few, is_hidden):
    shown = row_of(for_client(with_pilot(made(), CALLED, **few)))
    assert (bool(shown["hidden"]), shown["verdict"] == "hidden") == (is_hidden, is_hidden)


def test_a_hidden_pilot_tells_its_plan_and_nothing_that_was_measured():
    result = with_pilot(made(), CALLED, pilot_n=9)
    shown, before = for_client(result), row_of(result)
    row = row_of(shown)
    assert row[MEASURED].isna().all()
    told = ["verdict", "advice", "reason", "advice_reason", "label", "eur_label", "method"]
    assert row[told].tolist() == ["hidden", "hidden", "", "", "", "", ""]
    plan = [
        "expected",
        "expected_low",
        "expected_high",
        "smallest_worth",
        "expected_eur_year",
        "starts_at",
        "decided_by",
    ]
    assert row[plan].tolist() == before[plan].tolist()
    for name in OF_PILOTS:
        frame = getattr(shown, name)
        checked = frame["check"].tolist() if name == "checks" else []
        left = frame[frame["pilot"] == CALLED]
        assert left.empty or name == "checks" and {"pre_trend", "attrition", "too_few_units"}.isdisjoint(left["check"])
        assert name != "checks" or "expectation_late" in checked
    assert {f.status for f in shown.findings if f.name.endswith(CALLED)} == {"hidden"}
    assert shown.facts["judged_n"] == result.facts["judged_n"] - 1


def test_other_pilots_stay_as_they_are():
    result = made()
    shown = for_client(with_pilot(result, CALLED, pilot_n=9))
    for name in ("pilots", *OF_PILOTS):
        own = getattr(result, name).query("pilot == @OWNER").reset_index(drop=True)
        kept = getattr(shown, name).query("pilot == @OWNER").reset_index(drop=True).drop(columns="hidden")
        pd.testing.assert_frame_equal(kept, own, check_dtype=False)


def test_a_consultant_sees_all():
    result = with_pilot(made(), CALLED, pilot_n=3)
    shown = protect_units(result, audience="consultant", minimum_n=LEAST)
    pd.testing.assert_frame_equal(shown.pilots.drop(columns="hidden"), result.pilots)
    assert not shown.pilots["hidden"].any() and shown.findings == result.findings


def test_a_pilot_that_has_not_begun_stays_to_be_started():
    shown = for_client(with_pilot(made(), made_up.WELCOME, pilot_n=4, pilot_customers_n=4.0))
    row = row_of(shown, made_up.WELCOME)
    assert (row["verdict"], row["advice"], bool(row["hidden"])) == ("planned", "start", True)


def test_nothing_that_goes_in_is_changed():
    result = with_pilot(made(), CALLED, pilot_n=3)
    before = {name: getattr(result, name).copy() for name in ("pilots", "bands", *OF_PILOTS)}
    for_client(result)
    for name, frame in before.items():
        pd.testing.assert_frame_equal(getattr(result, name), frame)


@pytest.mark.parametrize(("known", "status"), [(np.nan, "review"), (300.0, "shown")])
@pytest.mark.parametrize("audience", ["client", "consultant"])
def test_figures_of_unknown_numbers_of_customers_are_to_be_looked_at(known, status, audience):
    result = with_pilot(made(), OWNER, control_customers_n=known)
    shown = protect_units(result, audience=audience, minimum_n=LEAST)
    assert {f.status for f in shown.findings if f.name.endswith(OWNER)} == {status}
    assert {f.status for f in shown.findings if f.name.endswith(CALLED)} == {"no_difference"}


def test_units_that_are_people_and_pilots_without_control_need_no_look():
    result = with_pilot(made(), OWNER, units="customers", pilot_n=40, control_n=0, pilot_customers_n=np.nan,
                        control_customers_n=np.nan)  # fmt: skip
    assert {f.status for f in for_client(result).findings if f.name.endswith(OWNER)} == {"shown"}


def test_a_finding_of_few_customers_is_hidden():
    few = Finding("factor:NPS", unit="points", estimate=1.0, customers_n=9)
    result = replace(made(), findings=(few, replace(few, customers_n=10)))
    assert [f.status for f in for_client(result).findings] == ["hidden", "shown"]


def test_a_guardrail_of_few_people_is_blank_and_its_course_left_out():
    shown = for_client(with_people(made(), 6.0, pilot=OWNER, metric=HAPPY))
    rail = shown.guardrails.set_index("metric").loc[HAPPY]
    assert rail["status"] == "hidden" and rail[["estimate", "low", "high"]].isna().all() and rail["margin"] == 0.2
    assert not (shown.series["pilot"].eq(OWNER) & shown.series["metric"].eq(HAPPY)).any()
    assert shown.guardrails["status"].tolist().count("hidden") == 1
    assert row_of(shown, OWNER)["verdict"] == "achieved"


def test_points_of_few_people_go_with_a_second_one_in_both_arms_and_with_their_differences():
    week = made_up.WEEKS[20]
    shown = for_client(with_people(made(), 4.0, pilot=OWNER, metric=REPEATS, arm="pilot", periods=[week]))
    points = shown.series[shown.series["pilot"].eq(OWNER) & shown.series["metric"].eq(REPEATS)]
    gone = points[points["mean"].isna()]
    assert len(gone) == 4 and week in set(gone["period"]) and (gone["period"] >= START).all()
    assert set(gone.loc[gone["arm"] == "pilot", "period"]) == set(gone.loc[gone["arm"] == "control", "period"])
    periods = set(shown.event_study.loc[shown.event_study["pilot"] == OWNER, "period"])
    assert periods == set(made_up.WEEKS) - set(gone["period"])
    assert shown.looks.loc[shown.looks["pilot"] == OWNER, ["estimate", "z"]].isna().all(axis=None)
    assert shown.looks["bound"].notna().all() and row_of(shown, OWNER)["verdict"] == "achieved"


def test_without_a_hidden_reference_the_event_study_stays_and_with_one_it_goes():
    wave = made_up.WAVES[1]
    result = with_people(made(), 4.0, pilot=CALLED, arm="control", periods=[wave])
    shown = for_client(result)
    assert not shown.event_study["pilot"].eq(CALLED).any() and shown.event_study["pilot"].eq(OWNER).any()
    assert row_of(shown)["verdict"] == "missed"


def test_a_half_of_which_every_period_is_of_few_people_hides_the_pilot():
    after = made_up.WAVES[2:]
    shown = for_client(with_people(made(), 6.0, pilot=CALLED, metric=SCORE, arm="control", periods=after))
    assert row_of(shown)["verdict"] == "hidden" and not shown.series["pilot"].eq(CALLED).any()


def test_bands_and_baseline_that_rest_on_a_hidden_point_go_along():
    shown = for_client(with_people(made(), 6.0, pilot="", metric="NPS", periods=made_up.MONTHS[[3]]))
    for name in ("bands", "baseline"):
        frame = getattr(shown, name).set_index("metric")
        assert frame.loc["NPS", ["mean", "hidden"]].isna().tolist() == [True, False] and frame.loc["NPS", "hidden"]
        assert not frame.drop(index="NPS")["hidden"].any()
    assert shown.bands.set_index("metric").loc["NPS", "target"] == 20.0


def test_what_is_followed_of_all_goes_when_the_arms_leave_few_of_it():
    result = made()
    at = made_up.WAVES[2]
    whole = pd.DataFrame([{"metric": SCORE, "pilot": "", "arm": "all", "period": at, "mean": 5.0, "low": 4.0,
                           "high": 6.0, "units_n": 1, "customers_n": 816.0}])  # fmt: skip
    arms = with_people(with_people(result, 412.0, pilot=CALLED, arm="pilot"), 398.0, pilot=CALLED, arm="control")
    arms = replace(arms, series=arms.series.assign(units_n=np.where(arms.series["pilot"] == CALLED, 500, 1)))
    for n, is_hidden in ((816.0, True), (830.0, False)):
        rows = pd.concat([arms.series, whole.assign(customers_n=n)], ignore_index=True)
        shown = for_client(replace(arms, series=rows)).series
        own = shown[shown["pilot"].eq("") & shown["metric"].eq(SCORE)]
        assert own["mean"].isna().tolist() == [is_hidden]


FEW = pd.DataFrame([(f"k{n}", day, "score", 7.0 + n + at, "p", None) for n in range(4)
                    for at, day in enumerate(pd.to_datetime(["2025-01-01", "2025-02-01", "2025-03-01"]))],
                   columns=["unit", "period", "metric", "value", "pilot", "arm"])  # fmt: skip


def of_no_arm_yet(rows, **plan):
    """Return what a client sees of a pilot that has not begun, and in whose arms nobody is yet."""
    own = pilots_made.settings({"p": pilots_made.PLAN | {"units": "customers"} | plan})
    kept = frozen(rows, settings=own, today=dt.date(2025, 4, 15))
    return for_client(impact_measurement(rows, None, kept, settings=own))


@pytest.mark.parametrize("rows", [FEW, FEW[FEW["unit"] == "k0"]])
def test_what_was_frozen_of_few_customers_and_what_is_sized_by_them_is_hidden_before_there_are_arms(rows):
    shown = of_no_arm_yet(rows)
    frozen_then = shown.baseline.set_index("metric").loc["score"]
    assert frozen_then["hidden"] and frozen_then[["mean", "sd", "units_n"]].isna().all()
    assert shown.sizing["hidden"].tolist() == [True]
    assert shown.sizing[["sd", "rho", "needed_n", "units_n"]].isna().all(axis=None)
    assert shown.sizing["smallest_worth"].tolist() == [0.4]
    assert row_of(shown, "p")["verdict"] == "planned"


def test_what_was_frozen_of_many_customers_of_teams_or_of_the_whole_is_shown():
    many = pd.concat([FEW.assign(unit=FEW["unit"] + str(n)) for n in range(3)], ignore_index=True)
    for shown in (of_no_arm_yet(many), of_no_arm_yet(FEW, units="teams")):
        assert shown.baseline.set_index("metric").loc["score", "mean"] > 0
        assert not shown.sizing["hidden"].any() and shown.sizing["sd"].notna().all()
    whole = of_no_arm_yet(pd.concat([FEW, FEW.query("unit == 'k0'").assign(unit="whole", pilot=None)]))
    assert whole.baseline.set_index("metric").loc["score", "mean"] == 8.0
    assert whole.sizing["hidden"].tolist() == [True]


def test_a_guardrail_frozen_of_few_customers_is_hidden_before_there_are_arms():
    both = pd.concat([FEW, FEW.assign(metric="minutes")])
    shown = of_no_arm_yet(both, guardrails={"minutes": 1.0}).baseline.set_index("metric")
    assert shown["hidden"].to_dict() == {"score": True, "minutes": True}
    assert shown["mean"].isna().all()


@pytest.mark.parametrize(("customers", "is_hidden"), [(1.0, True), (30.0, False)])
def test_a_neighbouring_journey_of_few_customers_is_blank(customers, is_hidden):
    own = pilots_made.settings({"p": pilots_made.PLAN | {"units": "teams", "spill_over": ["next"]}})
    rows = pd.concat([pilots_made.measured(1.0, units_n=8).assign(customers_n=30.0),
                      pilots_made.measured(0.5, units_n=8, metric="next").assign(customers_n=customers)])  # fmt: skip
    shown = for_client(impact_measurement(rows, None, None, settings=own))
    effect = shown.spill_over.set_index("metric").loc["next"]
    assert effect["hidden"] == is_hidden
    assert effect[["estimate", "low", "high"]].isna().tolist() == [is_hidden] * 3
    assert shown.series["metric"].eq("next").any() != is_hidden
    assert row_of(shown, "p")["verdict"] != "hidden"


def test_what_was_frozen_too_late_or_changed_is_told_of_a_hidden_pilot_without_the_numbers_in_its_arms():
    names = ["assignment_late", "assignment_changed", "plan_changed"]
    told = pd.DataFrame({"pilot": CALLED, "check": names, "status": "stops",
                         "about": ["on_arrival", "pilot_n: 9 → 7", "looks: 1 → 2"]})  # fmt: skip
    result = with_pilot(made(), CALLED, pilot_n=9)
    shown = for_client(replace(result, checks=told.reindex(columns=result.checks.columns))).checks
    assert shown[["check", "about"]].to_numpy().tolist() == [
        ["assignment_late", "on_arrival"], ["assignment_changed", ""], ["plan_changed", "looks: 1 → 2"]]  # fmt: skip
    few = with_pilot(made(), OWNER, pilot_n=9)
    kept = for_client(replace(few, checks=told.reindex(columns=result.checks.columns))).checks
    assert kept["about"].tolist() == told["about"].tolist()


class Attack:
    """What a reader knows of a pilot, as weights on the means of arms in periods."""

    def __init__(self, counts, before_n):
        self.counts, self.before_n = counts, before_n
        self.known: list[np.ndarray] = []

    def point(self, arm, place):
        weights = np.zeros(self.counts.shape)
        weights[arm, place] = 1.0
        return weights

    def change(self, arm, until=None):
        """Return the mean of an arm after the start less that before it."""
        periods = np.arange(self.counts.shape[1])
        before, after = periods < self.before_n, (periods >= self.before_n) & (periods < (until or len(periods)))
        weights = np.zeros(self.counts.shape)
        weights[arm] = after / after.sum() - before / before.sum()
        return weights

    def difference(self, place, references):
        """Return the difference of the arms in a period less that of the reference periods."""
        against = np.mean([self.point(0, r) - self.point(1, r) for r in references], axis=0)
        return self.point(0, place) - self.point(1, place) - against

    def whole(self, place):
        """Return the mean of both arms together in a period."""
        weights = np.zeros(self.counts.shape)
        weights[:, place] = self.counts[:, place] / self.counts[:, place].sum()
        return weights

    def solves(self, weights):
        """Say whether what is known determines a mean."""
        known = np.array([own.ravel() for own in self.known]).reshape(-1, weights.size)
        if not len(known):
            return False
        fit = np.linalg.lstsq(known.T, weights.ravel(), rcond=None)[0]
        return np.allclose(known.T @ fit, weights.ravel(), atol=1e-8)


def result_of(counts, before_n, *, total):
    """Return a result of one pilot of customers with so many people per arm and period, and what its arms hold."""
    result, periods = BASE, pd.date_range("2025-01-06", periods=counts.shape[1], freq="7D")
    base = {"metric": SCORE, "low": 0.0, "high": 1.0, "mean": 0.5}
    rows = [{**base, "pilot": CALLED, "arm": arm, "period": period, "customers_n": float(n), "units_n": int(n)}
            for arm, own in zip(("pilot", "control"), counts, strict=True)
            for period, n in zip(periods, own, strict=True)]  # fmt: skip
    if total:
        rows += [{**base, "pilot": "", "arm": "all", "period": period, "customers_n": float(n), "units_n": int(n)}
                 for period, n in zip(periods, counts.sum(axis=0), strict=True)]  # fmt: skip
    study = pd.DataFrame({
        "pilot": CALLED, "period": periods, "steps": np.arange(len(periods)) - before_n, "estimate": 0.1, "low": 0.0,
        "high": 0.2, "reference": np.arange(len(periods)) == before_n - 1,
    })  # fmt: skip
    looks = pd.DataFrame([{"pilot": CALLED, "look_at": "", "share": 0.5, "bound": 2.9, "spent": 0.003, "taken": True,
                           "estimate": 0.1, "z": 1.0}])  # fmt: skip
    found = replace(result, series=pd.DataFrame(rows), event_study=study, looks=looks)
    largest = counts.max(axis=1)
    return with_pilot(found, CALLED, starts_at=periods[before_n], pilot_n=largest[0], control_n=largest[1],
                      pilot_customers_n=float(largest[0]), control_customers_n=float(largest[1])), periods  # fmt: skip


def attacked(shown, counts, before_n, periods):
    """Return what a reader can take from a protected result."""
    attack = Attack(counts, before_n)
    places = {period: place for place, period in enumerate(periods)}
    for row in shown.series.dropna(subset="mean").to_dict("records"):
        place = places[row["period"]]
        own = attack.whole(place) if row["arm"] == "all" else attack.point(int(row["arm"] == "control"), place)
        attack.known.append(own)
    for row in shown.event_study[shown.event_study["pilot"] == CALLED].to_dict("records"):
        attack.known.append(attack.difference(places[row["period"]], [before_n - 1]))
    readings = set(shown.readings.loc[shown.readings["pilot"] == CALLED, "reading"])
    attack.known += [attack.change(0)] if "pilot_before_after" in readings else []
    attack.known += [attack.change(1)] if "control_before_after" in readings else []
    attack.known += (
        [attack.change(0) - attack.change(1)] if row_of(shown)["estimate"] == row_of(shown)["estimate"] else []
    )
    if shown.looks["estimate"].notna().any():
        attack.known.append(attack.change(0, before_n + 1) - attack.change(1, before_n + 1))
    return attack


sizes = st.lists(st.sampled_from([3, 6, 12, 40, 300]), min_size=12, max_size=12)


@settings(max_examples=30, deadline=None)
@example([12, 12, 12, 12, 3, 12, 12, 12, 12, 3, 12, 3], 3, True)  # means of both arms, period by period, gave one back
@given(sizes, st.integers(1, 5), st.booleans())
def test_no_mean_of_few_people_can_be_worked_out(given_n, before_n, total):
    counts = np.array(given_n).reshape(2, 6)
    result, periods = result_of(counts, before_n, total=total)
    attack = attacked(for_client(result), counts, before_n, periods)
    for arm, place in zip(*np.nonzero(counts < LEAST), strict=True):
        assert not attack.solves(attack.point(arm, place))


def test_the_attack_finds_a_mean_that_is_only_left_out():
    """Without a second point hidden, before against after gives the one that is missing."""
    counts = np.full((2, 6), 40)
    counts[0, 4] = 4
    result, periods = result_of(counts, 3, total=False)
    left = result.series["customers_n"] >= LEAST
    attack = attacked(replace(result, series=result.series[left]), counts, 3, periods)
    assert attack.solves(attack.point(0, 4))
