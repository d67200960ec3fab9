"""A small engagement with a baseline: four teams, two months before a pilot, and the whole firm."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from cxkit.analysis.impact.frozen import frozen
from cxkit.analysis.impact.prepare import pilot_data
from cxkit.analysis.impact.trust import baseline_checks
from cxkit.baseline import Baseline
from cxkit.settings.impact import ImpactMeasurement

FROZEN_AT = dt.date(2025, 3, 10)
PLAN = {
    "metric": "score", "units": "teams", "design": "randomised", "starts_at": "2025-04-01", "ends_at": "2025-06-30",
    "expected": 1.0, "expected_low": 0.5, "expected_high": 1.5, "smallest_worth": 0.5, "decided_by": "Manager",
    "decided_at": "2025-03-01",
}  # fmt: skip


def settings(*, client: str = "acme", factors: dict | None = None, pilots: dict | None = None, **plan: Any):
    """Return settings of one success factor and one pilot, unless a test says otherwise."""
    return ImpactMeasurement.check({
        "client": client,
        "success_factors": {"score": {"better": "higher", "unit": "points"}} if factors is None else factors,
        "pilots": {"calls": PLAN | plan} if pilots is None else pilots,
    })  # fmt: skip


def measurements() -> pd.DataFrame:
    """Return a month by month score: 5 and 7 of the firm, and of teams a and b (pilot), c and d (control)."""
    months = pd.to_datetime(["2025-01-01", "2025-02-01", "2025-03-01", "2025-04-01"])
    firm = pd.DataFrame({"unit": "firm", "period": months, "value": [5.0, 7.0, 6.0, 6.0]})
    teams = pd.concat(
        [pd.DataFrame({"unit": unit, "period": months, "value": [5.0, 6.0, 7.0, 8.0], "pilot": "calls", "arm": arm})
         for unit, arm in zip("abcd", ["pilot", "pilot", "control", "control"], strict=True)]
    )  # fmt: skip
    return pd.concat([firm, teams], ignore_index=True).assign(metric="score")


def made(today: dt.date = FROZEN_AT, **options: Any) -> Baseline:
    """Return the baseline of the small engagement."""
    return frozen(measurements(), settings=settings(), today=today, **options)


def checks(baseline: Baseline | None, *, rows: pd.DataFrame | None = None, chosen=None) -> dict[str, str]:
    """Return the status of each check of the pilot's baseline."""
    rows, chosen = measurements() if rows is None else rows, chosen or settings()
    data = pilot_data(rows, "calls", chosen.planned["calls"])
    return {row["check"]: row["status"] for row in baseline_checks(data, rows, baseline, settings=chosen)}


def stops(*args: Any, **options: Any) -> list[str]:
    """Return the checks that stop a verdict."""
    return [check for check, status in checks(*args, **options).items() if status == "stops"]


def make_kit(folder: Path, *, language: str = "en") -> Path:
    """Make a kit with one client whose settings and measurements are the small engagement's, and return its folder."""
    (folder / "environment.yml").touch()
    own = folder / "params" / "acme"
    own.mkdir(parents=True)
    columns = {name: name for name in ("unit", "period", "metric", "value", "pilot", "arm")}
    (own / "client.yaml").write_text(
        f"client: acme\nlanguage: {language}\nsources: {{measurements: metingen.csv}}\n"
        f"columns: {{measurements: {columns}}}\n"
    )
    write_settings(folder)
    measurements().to_csv(folder / "metingen.csv", index=False)
    return folder


def write_settings(folder: Path, **plan: Any) -> None:
    """Write the notebook's settings, with the plan as a test wants it."""
    given = {"success_factors": {"score": {"better": "higher", "unit": "points"}}, "pilots": {"calls": PLAN | plan}}
    (folder / "params" / "acme" / "impact_measurement.yaml").write_text(yaml.safe_dump(given, sort_keys=False))
