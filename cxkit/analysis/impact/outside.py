"""What happened outside the pilots, and which of them were being measured then."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cxkit.settings.pilots import Pilot

COLUMNS = ["date", "event", "pilots", "arm"]


def outside_events(events: pd.DataFrame | None, planned: Mapping[str, Pilot]) -> pd.DataFrame:
    """Return the log of outside events, each with the pilots that were being measured then.

    Parameters
    ----------
    events : date, event, and where given pilot (blank: it touched all) and arm (blank: both); None without a log.
    planned : pilots by name.

    Returns
    -------
    COLUMNS, by date: pilots (names, tuple) are those between whose first and last day it falls; arm '' when it touched
    both.

    Examples
    --------
    >>> log = pd.DataFrame({"date": pd.to_datetime(["2025-05-01"]), "event": ["Storing"]})
    >>> outside_events(log, {})["event"].tolist()
    ['Storing']
    """
    if events is None:
        return pd.DataFrame(columns=COLUMNS)
    rows = [
        (row["date"], row["event"], _touched(row, planned), _text(row.get("arm")))
        for row in events.sort_values(["date", "event"]).to_dict("records")
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _touched(row: dict, planned: Mapping[str, Pilot]) -> tuple[str, ...]:
    only = _text(row.get("pilot"))
    day = row["date"].date().isoformat()
    return tuple(name for name, plan in planned.items() if plan.starts_at <= day <= plan.ends_at and only in ("", name))


def _text(cell: object) -> str:
    return cell if isinstance(cell, str) else ""
