"""Which input moves the net present value most."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from cxkit.analysis.case.costs import Costs, cost_draws
from cxkit.analysis.case.levels import levels, levels_of
from cxkit.analysis.case.risk import npv_at, with_net
from cxkit.settings.roi import BusinessCase

COLUMNS = ("input", "kind", "low_value", "high_value", "npv_low", "npv_high", "moved_by")
MOVED_SETTINGS = ("discount_rate_year", "decay_year", "inflation_year", "kept_customer_stays")


def tornado(lines: pd.DataFrame, cost_lines: pd.DataFrame, *, settings: BusinessCase) -> pd.DataFrame:
    """Return how far the net present value moves when one input moves and everything else is as expected.

    Parameters
    ----------
    lines : of the ledger; those that count are moved.
    cost_lines : of `costs.cost_lines`.
    settings : tornado_swing moves what has no range of its own.

    Returns
    -------
    COLUMNS, largest difference first; what moves nothing is left out. Values of a line are what it counts for in euros
    a year; of a category of costs euros over all years, in prices of today; of ramp_up and success_probability times
    what is assumed; of other settings the setting. moved_by is 'interval' when every part has a range of its own, else
    'swing'.

    Notes
    -----
    A line moves to the ends of its interval; the share that is taken out stays what it is, whatever moves. A cost moves
    to its lowest and highest, all of a category at once. Settings of 0 stay 0 and are left out, and so is a chance that
    is sure; a share does not pass 1. A level that is reached sooner begins to fade when it was planned to.
    """
    costs = cost_draws(cost_lines, settings=settings, draws=0)
    moved = [
        *_lines_moved(lines, costs, settings),
        *_costs_moved(lines, cost_lines, settings),
        *_levels_moved(lines, costs, settings),
        *_settings_moved(lines, cost_lines, settings),
    ]
    table = pd.DataFrame(moved, columns=list(COLUMNS))
    swing = (table["npv_high"] - table["npv_low"]).abs()
    order = table.assign(swing=swing)[swing > 0].sort_values(["swing", "kind", "input"], ascending=[False, True, True])
    return order[list(COLUMNS)].reset_index(drop=True)


def _lines_moved(lines: pd.DataFrame, costs: Costs, settings: BusinessCase) -> Iterator[tuple]:
    for row in lines[lines["counted"]].to_dict("records"):
        ends, moved_by = _ends(row["eur_year"], row["low_eur"], row["high_eur"], settings.tornado_swing)
        values = [end * row["net_eur_year"] / row["eur_year"] for end in ends]
        found = [npv_at(with_net(lines, row["line"], eur), costs, settings=settings) for eur in values]
        yield row["line"], "line", *values, *found, moved_by


def _ends(expected: float, low: float, high: float, swing: float) -> tuple[tuple[float, float], str]:
    """Return to which values a figure moves, the lowest first, and by what.

    >>> _ends(4.0, 1.0, 9.0, 0.25), _ends(-4.0, float("nan"), float("nan"), 0.25)
    (((1.0, 9.0), 'interval'), ((-5.0, -3.0), 'swing'))
    """
    if low == low and high == high and low != high:
        return (min(low, expected), max(high, expected)), "interval"
    down, up = sorted((expected * (1 - swing), expected * (1 + swing)))
    return (down, up), "swing"


def _costs_moved(lines: pd.DataFrame, cost_lines: pd.DataFrame, settings: BusinessCase) -> Iterator[tuple]:
    for category, part in cost_lines[cost_lines["counted"]].groupby("category", sort=True):
        moved = [
            _ends(row["amount_eur"], row["low_eur"], row["high_eur"], settings.tornado_swing)
            for row in part.to_dict("records")
        ]
        sides = [[ends[side] for ends, _ in moved] for side in (0, 1)]
        costs = [_with_amounts(cost_lines, part.index, side) for side in sides]
        found = [_npv_with(lines, amounts, settings) for amounts in costs]
        by = "interval" if all(moved_by == "interval" for _, moved_by in moved) else "swing"
        yield category, "cost", *(float(sum(side)) for side in sides), *found, by


def _with_amounts(cost_lines: pd.DataFrame, index: pd.Index, amounts: list[float]) -> pd.DataFrame:
    """Return cost lines of which some have another amount, for sure."""
    amount = cost_lines["amount_eur"].astype(float).copy()
    amount.loc[index] = amounts
    return cost_lines.assign(amount_eur=amount, low_eur=amount, high_eur=amount, likely_eur=amount)


def _times(settings: BusinessCase) -> tuple[float, float]:
    return 1 - settings.tornado_swing, 1 + settings.tornado_swing


def _settings_moved(lines: pd.DataFrame, cost_lines: pd.DataFrame, settings: BusinessCase) -> Iterator[tuple]:
    times = _times(settings)
    for name in MOVED_SETTINGS:
        if getattr(settings, name):
            values = [min(getattr(settings, name) * factor, 1.0) for factor in times]
            cases = [settings.model_copy(update={name: value}) for value in values]
            yield name, "setting", *values, *(_npv_with(lines, cost_lines, case) for case in cases), "swing"


def _npv_with(lines: pd.DataFrame, cost_lines: pd.DataFrame, settings: BusinessCase) -> float:
    return npv_at(lines, cost_draws(cost_lines, settings=settings, draws=0), settings=settings)


def _levels_moved(lines: pd.DataFrame, costs: Costs, settings: BusinessCase) -> Iterator[tuple]:
    times = _times(settings)
    if any(settings.ramp_up):
        risen = [_risen(lines, settings, factor) for factor in times]
        found = [npv_at(lines, costs, settings=settings, level=level) for level in risen]
        yield "ramp_up", "setting", *times, *found, "swing"
    if (lines["counted"] & lines["success_probability"].between(0, 1, inclusive="neither")).any():
        found = [npv_at(_as_likely(lines, factor), costs, settings=settings) for factor in times]
        yield "success_probability", "setting", *times, *found, "swing"


def _risen(lines: pd.DataFrame, settings: BusinessCase, factor: float) -> np.ndarray:
    """Return the levels when every share of ramp_up is times a factor, at most 1."""
    ramp = settings.ramp_up + settings.ramp_up[-1:] * settings.horizon_years
    shares = np.array([0.0, *ramp[: settings.horizon_years]])
    base = levels(settings) * np.divide(
        np.minimum(shares * factor, 1.0), shares, out=np.ones_like(shares), where=shares > 0
    )
    return levels_of(lines, settings, base=base)


def _as_likely(lines: pd.DataFrame, factor: float) -> pd.DataFrame:
    """Return the lines with chances of success times a factor, at most 1; what is sure stays sure."""
    chance = lines["success_probability"].astype(float)
    moved = (chance * factor).clip(upper=1.0).where(chance < 1, chance)
    return lines.assign(net_eur_year=lines["net_eur_year"] * (moved / chance).where(chance > 0, 1.0))
