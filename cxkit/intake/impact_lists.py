"""What was measured, and what else happened, checked: every row said once, in one arm, of a pilot that is planned."""

from __future__ import annotations

from cxkit.intake.list_checks import blanks, with_faults, worded
from cxkit.intake.reading import TableRead
from cxkit.settings.notebooks import Engagement

PILOT, CONTROL = "pilot", "control"
ARMS = {PILOT: PILOT, CONTROL: CONTROL, "test": PILOT, "treatment": PILOT, "treated": PILOT, "proef": PILOT,
        "proefgroep": PILOT, "pilotgroep": PILOT, "control group": CONTROL, "controle": CONTROL,
        "controlegroep": CONTROL, "vergelijkingsgroep": CONTROL}  # fmt: skip


def checked_measurements(read: TableRead, settings: Engagement) -> TableRead:
    """Return the measurements with what came up.

    Parameters
    ----------
    read : the table as its file gives it.
    settings : success factors and pilots, where the notebook has them.
    """
    read = worded(read, "arm", ARMS)
    return with_faults(read, blanks(read, ("unit", "period", "metric")))


def checked_events(read: TableRead, settings: Engagement) -> TableRead:
    """Return the outside events with what came up; parameters as in `checked_measurements`."""
    read = worded(read, "arm", ARMS)
    return with_faults(read, blanks(read, ("date", "event")))
