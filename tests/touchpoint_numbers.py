"""Every number that touchpoint_savings makes of a log, in the shape of the oracle, and where the two differ."""

from __future__ import annotations

from typing import Any
from unittest import mock

import narwhals as nw
import pandas as pd

import cxkit.analysis.touchpoint_savings as whole
from cxkit.analysis.touchpoint_result import TouchpointResult
from cxkit.settings.notebooks import TouchpointSavings

KEYS = {
    "volumes": ["topic", "channel", "department"],
    "topics": ["topic"],
    "channels": ["channel"],
    "repeats": ["days"],
    "switches": ["switch"],
    "pages": ["url"],
    "events": ["kind"],
    "months": ["month"],
    "cells": ["topic", "is_repeat", "switch", "page"],
}
Numbers = dict[str, dict[Any, dict[str, Any]]]


def found(frames: dict[str, nw.LazyFrame], s: TouchpointSavings) -> tuple[TouchpointResult, pd.DataFrame]:
    """Return the result of a log's checked frames, and the groups of contacts that its savings were made of."""
    with mock.patch.object(whole, "savings", wraps=whole.savings) as called:
        result = whole.touchpoint_savings(**frames, settings=s)
    return result, called.call_args.args[0]


def numbers(frames: dict[str, nw.LazyFrame], s: TouchpointSavings) -> Numbers:
    """Return every number of a log's checked frames, by frame and key."""
    result, cells = found(frames, s)
    months = result.months.assign(month=[(month.year, month.month) for month in result.months["month"]])
    held = {name: getattr(result, name) for name in KEYS if name not in ("months", "cells")}
    return {name: _by(KEYS[name], frame) for name, frame in (held | {"months": months, "cells": cells}).items()}


def _by(keys: list[str], frame: pd.DataFrame) -> dict[Any, dict[str, Any]]:
    rows = frame.to_dict("records")
    return {tuple(row[key] for key in keys) if len(keys) > 1 else row[keys[0]]: row for row in rows}


def differences(got: Numbers, want: Numbers) -> list[str]:
    """Return in words where two sets of numbers differ: counts and keys not at all, sums not beyond 1e-9.

    Ends of intervals not beyond 1e-7: a variance from sums of squares may be 1e-17 where it is 0.
    """
    found = []
    for name, rows in want.items():
        if set(got[name]) != set(rows):
            found.append(f"{name}: keys {set(got[name]) ^ set(rows)} on one side only")
        for key in set(rows) & set(got[name]):
            for column, held in rows[key].items():
                other = got[name][key][column]
                if not _same(other, held, within=1e-7 if column.endswith(("_low", "_high")) else 1e-9):
                    found.append(f"{name} {key} {column}: {other}, expected {held}")
    return sorted(found)


def _same(got: Any, want: Any, *, within: float) -> bool:
    if isinstance(want, str):
        return got == want
    if pd.isna(got) or pd.isna(want):
        return bool(pd.isna(got) or got == 0) and bool(pd.isna(want) or want == 0)
    return abs(got - want) <= within * max(1.0, abs(want))
