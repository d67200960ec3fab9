"""The demo's pilots: what they truly do, what comparing without a control would say, and how the files are sent."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cxkit.demo import files, measurements, outside_events, pilot_truth
from cxkit.demo.pilots import (
    CALLS,
    CALLS_START,
    FIRM,
    OWNER,
    OWNER_EFFECTS,
    OWNER_STARTS,
    TEAM_METRICS,
    TEAMS_N,
    WELCOME,
    panel,
    picked,
    team_levels,
)
from cxkit.settings.engagement import Engagement
from cxkit.settings.impact import ImpactMeasurement

ROWS = {OWNER: 4_032, CALLS: 3_133, WELCOME: 300}
VALUES = {
    "NPS": -27_891.7, "afhandeltijd_minuten": 19_649_140.85, "cijfer": 126_575_539.0,
    "contacten_per_100_klanten": 44_735.9, "herhaalverkeer": 74_294.0652, "herhaalverkeer_facturatie": 353_078.3248,
    "tevredenheid": 11_754_158.29,
}  # fmt: skip
"""Per metric, the sum of each value times the number of its row, so that another order shows too."""


@pytest.fixture(scope="module")
def made() -> pd.DataFrame:
    return measurements()


@pytest.fixture(scope="module")
def calls(made) -> pd.DataFrame:
    """Return one row per customer of the second pilot: arm, score in the wave of March, mean score after."""
    own = made[made["pilot"] == CALLS]
    of = own.groupby(["unit", "arm"])
    before = own[own["period"] == "2025-03-01"].groupby(["unit", "arm"])["value"].mean()
    after = own[own["period"] >= CALLS_START].groupby(["unit", "arm"])["value"].mean()
    return pd.DataFrame({"march": before, "after": after, "n": of.size()}).reset_index()


def test_a_seed_always_gives_the_same_measurements(made):
    pd.testing.assert_frame_equal(measurements(), made)
    assert not measurements(seed=1)["value"].equals(made["value"])


def test_the_measurements_stay_as_they_were(made):
    """The baseline of the demo and the references rest on them."""
    assert made.groupby("pilot").size().to_dict() == ROWS and len(made) == sum(ROWS.values()) + 4 * 24
    sums = (made["value"] * np.arange(1, len(made) + 1)).groupby(made["metric"]).sum()
    assert sums.to_dict() == pytest.approx(VALUES, rel=1e-9)


@pytest.mark.parametrize("module", ["pilots", "pilot_truth"])
def test_the_generator_imports_nothing_that_estimates(module):
    source = Path(importlib.import_module(f"cxkit.demo.{module}").__file__).read_text(encoding="utf-8")
    nodes = list(ast.walk(ast.parse(source)))
    imported = {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    imported |= {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
    assert imported <= {"__future__", "dataclasses", "numpy", "pandas", "cxkit.demo.pilots"}


def test_the_truth_of_the_first_pilot_is_its_effects_and_of_the_second_nothing():
    truth = pilot_truth().set_index(["pilot", "metric"])["effect"]
    assert truth[OWNER].to_dict() == pytest.approx(OWNER_EFFECTS)
    assert OWNER_EFFECTS["herhaalverkeer"] == -0.035
    assert truth[CALLS].to_dict() == {"cijfer": 0.0}


def test_without_the_pilot_nothing_but_its_teams_after_its_start_is_other():
    with_it, without = team_levels(), team_levels(with_pilot=False)
    differs = with_it["level"] != without["level"]
    assert differs.equals((with_it["arm"] == "pilot") & (with_it["period"] >= OWNER_STARTS))
    assert with_it.drop(columns="level").equals(without.drop(columns="level"))


def test_lots_put_half_of_the_teams_in_the_pilot_whatever_their_level(made):
    teams = made[made["pilot"] == OWNER].drop_duplicates("unit")
    assert teams["arm"].value_counts().to_dict() == {"pilot": TEAMS_N // 2, "controle": TEAMS_N // 2}
    assert (teams["cluster"] == teams["unit"]).all()
    other = team_levels(seed=7).drop_duplicates("unit")
    assert (other["arm"].to_numpy() != teams["arm"].to_numpy()).any()


def test_teams_differ_and_share_their_weeks():
    level = team_levels(with_pilot=False).query("metric == 'herhaalverkeer'")
    wide = level.pivot(index="period", columns="unit", values="level")
    assert wide.mean().std() == pytest.approx(TEAM_METRICS["herhaalverkeer"].team_sd, rel=0.4)
    assert wide.sub(wide.mean()).std(axis=1).max() < 1e-9


def test_what_teams_reached_strays_around_their_level_as_a_share_of_so_many_customers(made):
    own = made[(made["pilot"] == OWNER) & (made["metric"] == "herhaalverkeer")].reset_index(drop=True)
    level = team_levels().query("metric == 'herhaalverkeer'")["level"].reset_index(drop=True)
    assert own["customers_n"].mean() == pytest.approx(30, rel=0.03)
    scaled = (own["value"] - level) / np.sqrt(level * (1 - level) / own["customers_n"])
    assert abs(scaled.mean()) < 0.1 and scaled.std() == pytest.approx(1, abs=0.06)


def test_detractors_are_picked_in_one_wave_by_one_rule_and_called_by_region(made, calls):
    assert calls["march"].notna().all() and calls["march"].max() <= 6
    clusters = made[made["pilot"] == CALLS].groupby("cluster")["arm"].nunique()
    assert len(clusters) == 16 and (clusters == 1).all()
    waves = made.loc[made["pilot"] == CALLS, "period"]
    assert waves.min() == pd.Timestamp("2024-12-01") and waves.nunique() == 5


def test_detractors_rise_by_themselves_so_that_before_and_after_looks_like_a_success(calls):
    rise = (calls["after"] - calls["march"]).groupby(calls["arm"]).mean()
    assert rise["pilot"] > 1 and rise["controle"] > 1
    assert abs(rise["pilot"] - rise["controle"]) < 0.25


def test_over_many_seeds_calling_does_nothing():
    gaps = []
    for seed in range(40):
        of = panel(seed=seed)
        scores, chosen = of.scores[:, 2:].mean(axis=1) - of.scores[:, 1], picked(of)
        gaps.append(scores[chosen & of.in_pilot].mean() - scores[chosen & ~of.in_pilot].mean())
    assert abs(np.mean(gaps)) < 3 * np.std(gaps, ddof=1) / np.sqrt(len(gaps))
    assert np.std(gaps) < 0.2


def test_new_customers_have_no_arm_yet_and_the_firm_no_pilot(made):
    new, firm = made[made["pilot"] == WELCOME], made[made["unit"] == FIRM]
    assert new[["arm", "assigned_at"]].isna().all(axis=None) and set(new["metric"]) == {"cijfer"}
    assert new["unit"].is_unique and new["period"].max() < pd.Timestamp("2026-03-02")
    assert firm[["pilot", "arm"]].isna().all(axis=None)
    assert firm.groupby("metric")["period"].nunique().to_dict() == dict.fromkeys(
        ("herhaalverkeer", "NPS", "contacten_per_100_klanten", "tevredenheid"), 24
    )


def test_everything_that_the_settings_follow_and_plan_is_measured(made):
    settings = ImpactMeasurement()
    assert {*settings.success_factors} <= {*made["metric"]} and {*settings.pilots} == {OWNER, CALLS, WELCOME}
    for name, plan in settings.planned.items():
        own = set(made.loc[made["pilot"] == name, "metric"])
        assert own >= {plan.metric, *plan.guardrails, *plan.spill_over}
    assert settings.planned[OWNER].starts_at == str(OWNER_STARTS.date())
    assert settings.planned[CALLS].starts_at == str(CALLS_START.date())


def test_of_the_outside_events_one_touches_one_arm():
    events = outside_events()
    assert len(events) == 5 and events["date"].is_monotonic_increasing
    assert events[events["arm"] != ""][["pilot", "arm"]].to_numpy().tolist() == [[CALLS, "pilot"]]


def test_the_files_are_written_as_a_dutch_client_sends_them(tmp_path):
    for name, file in files.PILOT_FILES.items():
        files.write_table(files.pilots_as_sent()[file], tmp_path / file)
        sent = pd.read_csv(tmp_path / file, sep=";")
        assert list(sent.columns) == list(Engagement().columns[name])
    lines = (tmp_path / "metingen.csv").read_text(encoding="utf-8").splitlines()
    assert lines[1] == "geheel;01-01-2024;herhaalverkeer;0,1366;;;;;3100"
    assert lines[-1].endswith(";Welkomstgesprek;;;;1")
    assert "0000104;01-03-2025;cijfer;6;Nabellen van criticasters;pilot;01-04-2025;Regioteam 10;1" in lines


def test_the_demo_is_taken_in_without_a_fault_or_a_doubt():
    from cxkit.intake import load

    tables = load(ImpactMeasurement())
    assert len(tables.measurements) == sum(ROWS.values()) + 96 and len(tables.events) == 5
    assert tables.rows["rows_set_aside"].sum() == 0
    assert set(tables.measurements["arm"].dropna()) == {"pilot", "control"}
    told = "\n".join(note.text() for note in tables.notes)
    assert "nobody measured" not in told and "equally long" not in told and "do not name" not in told
