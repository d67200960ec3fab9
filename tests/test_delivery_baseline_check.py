"""What cxkit check tells of a baseline: missing, tampered with, other than frozen, late, or still to be frozen."""

import datetime as dt

import pytest
from baselines_made import FROZEN_AT, make_kit, measurements, write_settings

from cxkit import cli
from cxkit.baseline import baseline_path
from cxkit.delivery.baseline import freeze_baseline
from cxkit.delivery.baseline_check import baseline_lines
from cxkit.settings.files import client_settings

MAY = dt.date(2025, 5, 1)
STANDS = ["  baseline:", "  - it stands as it was frozen"]


@pytest.fixture
def kit(tmp_path, monkeypatch):
    """Return a kit of one client with settings and measurements; the working folder is its own."""
    monkeypatch.chdir(make_kit(tmp_path))
    return tmp_path


def told(today: dt.date = FROZEN_AT, rows=None) -> list[str]:
    settings = client_settings("acme", "impact_measurement")
    return baseline_lines(settings, measurements() if rows is None else rows, today=today)


def test_without_a_baseline_it_says_by_when_and_how(kit):
    assert told() == [
        "  baseline:",
        "  - calls is not frozen yet: do so from 10 March 2025 on, and before it begins on 1 April 2025: cxkit "
        "baseline acme",
        "  - success factors that are not frozen yet: score: cxkit baseline acme",
    ]
    assert "do so from 1 March 2025 on" in told(dt.date(2025, 2, 1))[1], "the expectation is dated then"


def test_a_pilot_that_began_without_one_can_only_be_unclear(kit):
    assert told(MAY)[1] == "  - calls began on 1 April 2025 and was not frozen before: its verdict can only be unclear"


def test_nothing_to_freeze_is_told(kit):
    (kit / "params" / "acme" / "impact_measurement.yaml").write_text("success_factors: {}\npilots: {}\n")
    assert told() == [
        "  baseline:",
        "  - success_factors and pilots are empty: fill them in, then: cxkit baseline acme",
    ]


def test_a_baseline_that_stands_is_told_in_one_line(kit):
    freeze_baseline("acme", today=FROZEN_AT)
    assert told() == STANDS and told(MAY) == STANDS


def test_a_changed_baseline_is_told_and_nothing_besides(kit):
    freeze_baseline("acme", today=FROZEN_AT)
    path = baseline_path("acme")
    path.write_text(path.read_text().replace("expected: 1.0", "expected: 0.5"))
    (line,) = told()[1:]
    assert "it was changed after it was frozen" in line and "pilots:calls" in line and "--anew REASON" in line
    path.write_text("client: [")
    assert "cannot be read (file)" in told()[1]


def test_what_differs_is_told_by_name(kit):
    freeze_baseline("acme", today=FROZEN_AT)
    write_settings(kit, expected=1.2)
    assert told()[1] == (
        "  - calls is not as it was frozen (expected): put it back, or freeze anew: cxkit baseline acme --anew REASON"
    )
    write_settings(kit)
    rows = measurements()
    assert "data" in told(rows=rows.assign(value=rows["value"] + 1))[1]


def test_a_baseline_of_after_the_start_is_too_late(kit):
    freeze_baseline("acme", today=MAY)
    (line,) = told(MAY)[1:]
    assert line.startswith("  - calls: not frozen before it began on 1 April 2025: what is expected, ")
    assert line.endswith("its verdict can only be unclear") and "who is in which group" in line


def test_arms_that_are_not_drawn_are_to_be_frozen_before_the_start(kit):
    undrawn = measurements().query("period < '2025-03-01'").assign(arm=None)
    undrawn.to_csv(kit / "metingen.csv", index=False)
    freeze_baseline("acme", today=FROZEN_AT)
    assert told(rows=undrawn)[1:] == [
        "  - calls: who gets it is not frozen yet: once that is known, put unit and arm in measurements, and freeze "
        "again before it begins on 1 April 2025: cxkit baseline acme"
    ]
    (late,) = told(MAY, rows=undrawn)[1:]
    (drawn,) = told(MAY, rows=measurements())[1:]
    assert drawn.startswith("  - calls: not frozen before it began on 1 April 2025: who is in which group;")
    assert "calls was to begin on 1 April 2025, and who gets it is not frozen: where it has not begun, correct" in late


def test_a_pilot_that_is_left_out_is_told(kit):
    freeze_baseline("acme", today=FROZEN_AT)
    path = kit / "params" / "acme" / "impact_measurement.yaml"
    path.write_text(path.read_text().replace("calls:", "mails:"))
    assert "pilots that were frozen and left out of the settings since: calls;" in "".join(told())
    assert "mails is not frozen yet" in "".join(told())


def test_the_command_tells_it_below_the_notebook(kit, capsys):
    (kit / "templates").mkdir()
    (kit / "templates" / "impact_measurement.ipynb").touch()
    with pytest.raises(SystemExit):
        cli.main(["check", "acme"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "impact_measurement: settings and data are sound" and "  baseline:" in lines
