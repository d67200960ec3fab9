"""What cxkit baseline freezes, says and refuses."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from baselines_made import FROZEN_AT, PLAN, make_kit, measurements, write_settings

from cxkit import cli
from cxkit.baseline import baseline_path, in_groups, read_baseline
from cxkit.delivery.baseline import freeze_baseline
from cxkit.errors import SettingsError
from cxkit.settings.files import client_settings
from cxkit.settings.impact import ImpactMeasurement
from cxkit.settings.notebooks import NOTEBOOKS

MAY = dt.date(2025, 5, 1)


@pytest.fixture
def kit(tmp_path, monkeypatch):
    """Return a kit of one client with settings and measurements; the working folder is its own."""
    monkeypatch.setitem(NOTEBOOKS, "impact_measurement", ImpactMeasurement)
    monkeypatch.chdir(make_kit(tmp_path))
    return tmp_path


def held():
    return read_baseline(client_settings("acme", "impact_measurement"))


def refused(**options) -> str:
    with pytest.raises(SettingsError) as error:
        freeze_baseline("acme", **{"today": MAY} | options)
    return str(error.value)


def test_what_was_frozen_is_told_with_the_fingerprint_in_groups_of_four(kit):
    assert freeze_baseline("acme", today=FROZEN_AT) == [
        "frozen on 10 March 2025 for acme:",
        "  score: 6.00 on average over 2 periods of 1 unit, up to 1 February 2025",
        "  calls: score is expected to be 1 point higher (0.5 points higher to 1.5 points higher); worth having from "
        "0.5 points on",
        "    set by Manager on 1 March 2025; the pilot begins on 1 April 2025",
        "  calls: who is in which group, 4 units",
        "fingerprint, to send to the client today:",
        "  " + in_groups(held().fingerprint),
        "made params/acme/baseline/impact_measurement.yaml",
    ]
    assert re.fullmatch(r"([0-9a-f]{4} ){15}[0-9a-f]{4}", in_groups(held().fingerprint)) and not held().changed


def test_arms_that_nobody_knows_yet_are_told_with_the_day_before_which_to_freeze_them(kit):
    rows = measurements()
    rows[rows["period"] < "2025-04-01"].assign(arm=None).to_csv(kit / "metingen.csv", index=False)
    (told,) = [line for line in freeze_baseline("acme", today=FROZEN_AT) if "who gets it" in line]
    assert told == (
        "  calls: who gets it is not frozen yet: once that is known, put unit and arm in measurements, and freeze "
        "again before it begins on 1 April 2025: cxkit baseline acme"
    )


def test_a_pilot_that_has_begun_is_frozen_and_told_to_be_too_late(kit):
    lines = freeze_baseline("acme", today=MAY)
    told = "    this comes too late, for the pilot began on 1 April 2025: its verdict can only be unclear"
    assert told in lines and "calls" in held().pilots


def test_an_expectation_dated_later_is_told_to_wait(kit):
    lines = freeze_baseline("acme", today=dt.date(2025, 2, 1))
    assert "  calls: not frozen, for its expectation is dated 1 March 2025" in lines
    assert "the expectation of calls is dated 2025-03-01" in refused(today=dt.date(2025, 2, 2))
    freeze_baseline("acme", today=FROZEN_AT)
    assert [one["frozen_at"] for one in held().freezings] == ["2025-02-01", "2025-03-10"] and not held().changed


def test_a_factor_that_is_not_measured_yet_is_told(kit):
    path = kit / "params" / "acme" / "impact_measurement.yaml"
    path.write_text(path.read_text().replace("success_factors:\n", "success_factors:\n  NPS: {better: higher}\n"))
    assert "  NPS: not measured yet" in freeze_baseline("acme", today=FROZEN_AT)


def test_a_second_time_there_is_nothing_to_freeze(kit):
    freeze_baseline("acme", today=FROZEN_AT)
    before = baseline_path("acme").read_bytes()
    assert "a baseline stands already, frozen on 2025-03-10" in refused() and "--anew" in refused()
    assert baseline_path("acme").read_bytes() == before


def test_what_differs_is_refused_without_a_reason_all_at_once(kit):
    freeze_baseline("acme", today=FROZEN_AT)
    write_settings(kit, expected=0.9)
    rows = measurements()
    rows.assign(value=rows["value"].where(rows["unit"] != "firm", 4.0)).to_csv(kit / "metingen.csv", index=False)
    told = refused()
    assert "score is not as it was frozen: data" in told and "calls is not as it was frozen: expected" in told


def test_anew_keeps_the_file_that_stood_and_says_why_it_went(kit):
    freeze_baseline("acme", today=FROZEN_AT)
    stood, first = baseline_path("acme").read_bytes(), held().fingerprint
    write_settings(kit, expected=0.9)
    lines = freeze_baseline("acme", today=MAY, reason="less hope")
    assert "the baseline that stood is kept as params/acme/baseline/replaced-2025-05-01.yaml" in lines
    assert (kit / "params/acme/baseline/replaced-2025-05-01.yaml").read_bytes() == stood
    days = {"frozen_at": "2025-03-10", "replaced_at": "2025-05-01"}
    assert held().anew == (days | {"reason": "less hope", "fingerprint": first},)
    assert held().pilots["calls"]["frozen_at"] == "2025-05-01" and not held().changed


def test_anew_twice_on_a_day_keeps_both_files(kit):
    freeze_baseline("acme", today=FROZEN_AT)
    for reason in ("one", "two"):
        freeze_baseline("acme", today=MAY, reason=reason)
    names = sorted(path.name for path in baseline_path("acme").parent.iterdir())
    assert names == ["impact_measurement.yaml", "replaced-2025-05-01-2.yaml", "replaced-2025-05-01.yaml"]


@pytest.mark.parametrize("forged", [lambda text: text.replace("expected: 1.0", "expected: 0.1"), lambda text: "]"])
def test_a_baseline_that_no_longer_holds_is_replaced_for_a_reason_only(kit, forged):
    freeze_baseline("acme", today=FROZEN_AT)
    path = baseline_path("acme")
    path.write_text(forged(path.read_text(encoding="utf-8")), encoding="utf-8")
    assert "was changed after it was frozen, or cannot be read" in refused()
    freeze_baseline("acme", today=MAY, reason="somebody typed in it")
    assert [one["reason"] for one in held().anew] == ["somebody typed in it"]
    assert held().pilots["calls"]["frozen_at"] == "2025-05-01" and not held().changed
    assert len(held().anew[0]["fingerprint"]) == 64


def test_a_reason_without_a_baseline_is_a_first_freezing(kit):
    freeze_baseline("acme", today=FROZEN_AT, reason="why not")
    assert held().anew == () and [path.name for path in baseline_path("acme").parent.iterdir()] == [
        "impact_measurement.yaml"
    ]


def test_nothing_to_follow_and_no_pilot_is_refused(kit):
    (kit / "params" / "acme" / "impact_measurement.yaml").write_text("success_factors: {}\npilots: {}\n")
    assert "there are no success factors and no pilots to freeze" in refused()
    assert not baseline_path("acme").parent.exists()


def test_the_command_freezes_and_what_is_wrong_is_told_in_words(kit, capsys):
    with pytest.raises(SystemExit) as first:
        cli.main(["baseline", "acme"])
    with pytest.raises(SystemExit) as second:
        cli.main(["baseline", "acme"])
    out, err = capsys.readouterr()
    assert not first.value.code and second.value.code == 1
    assert "fingerprint, to send to the client today:" in out and "a baseline stands already" in err


@pytest.mark.parametrize("given", [{"expected": "much"}, {"design": "coin"}])
def test_settings_that_make_no_sense_are_refused_as_everywhere(kit, given):
    write_settings(kit, **given)
    assert "pilots" in refused() or "calls" in refused()
    assert not baseline_path("acme").exists() and PLAN["expected"] == 1.0
