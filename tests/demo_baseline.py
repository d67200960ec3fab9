"""The demo engagement's baseline as cxkit baseline makes it on four days: run this file to write it again."""

from __future__ import annotations

import datetime as dt

from cxkit.analysis.impact.frozen import frozen
from cxkit.baseline import Baseline, write_baseline
from cxkit.intake import load
from cxkit.settings.impact import ImpactMeasurement

DAYS = (dt.date(2025, 3, 28), dt.date(2025, 4, 4), dt.date(2025, 4, 24), dt.date(2025, 12, 18))
"""By each of these an expectation had been set or arms were drawn, before the pilot began."""


def demo_baseline(settings: ImpactMeasurement, measurements) -> Baseline:
    """Return what stands frozen after the four days."""
    baseline = None
    for today in DAYS:
        baseline = frozen(measurements, settings=settings, today=today, earlier=baseline)
    return baseline


if __name__ == "__main__":
    demo = ImpactMeasurement.check({})
    print(write_baseline(demo_baseline(demo, load(demo).measurements)))
