"""What it costs to pause the programme for a year: what fades, and what comes back late."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxkit.analysis.case.costs import Costs
from cxkit.analysis.case.flows import flows
from cxkit.analysis.case.levels import levels, levels_of, started
from cxkit.analysis.case.measures import npv_of
from cxkit.analysis.uncertainty import interval
from cxkit.settings.roi import BusinessCase

COLUMNS = ("year", "planned_eur", "paused_eur", "planned_cumulative_eur", "paused_cumulative_eur")


@dataclass(frozen=True)
class Pause:
    """What a pause does.

    table : COLUMNS, year 0 first: net cash of the year as expected, and its running total; empty when not asked.
    facts : pause_cost_eur with pause_cost_low and pause_cost_high (net present value as planned less that with the
        pause), pause_level_lost (level planned for the year of the pause less the level then); empty when not asked.
    """

    table: pd.DataFrame
    facts: Mapping[str, float]


def pause(lines: pd.DataFrame, held: Mapping[str, np.ndarray], costs: Costs, *, settings: BusinessCase) -> Pause:
    """Return what pausing the programme in pause_year costs.

    Parameters
    ----------
    lines : benefit lines, with from_year, mechanism and notebook.
    held : of `line_draws`.
    costs : of `cost_draws`.
    settings : pause_year (0: not asked), pause_decay, pause_costs_left.

    Notes
    -----
    In that year running costs fall to pause_costs_left of what they were to be (what is invested, and all of year 0,
    stays), faster work that counts falls by pause_decay, and levels go as `paused_levels` says.
    """
    if not settings.pause_year:
        return Pause(pd.DataFrame(columns=list(COLUMNS)), {})
    planned = flows(lines, held, costs, settings=settings)
    level = levels_of(lines, settings, base=_paused_by_line(lines, settings))
    left = costs.paused(settings.pause_year, share_left=settings.pause_costs_left, gains_left=1 - settings.pause_decay)
    paused = flows(lines, held, left, settings=settings, levels=level)
    cost, low, high = interval(npv_of(planned, settings) - npv_of(paused, settings))
    table = levels_table(settings)
    lost = (table["level"] - table["paused_level"])[settings.pause_year - 1]
    facts = {"pause_cost_eur": cost, "pause_cost_low": low, "pause_cost_high": high, "pause_level_lost": float(lost)}
    return Pause(_table(planned.net[0], paused.net[0]), facts)


def paused_levels(planned: np.ndarray, *, settings: BusinessCase) -> np.ndarray:
    """Return the levels when the programme is paused for a year.

    Parameters
    ----------
    planned : [..., T + 1], year 0 first, shares of the full effect.
    settings : pause_year (1 or later), pause_decay, ramp_up.

    Returns
    -------
    [..., T + 1]: as planned until pause_year; then (1 - pause_decay) x the level of the year before; after it a year's
    rise is at most the first share of ramp_up above 0. Never above the plan.

    Examples
    --------
    >>> settings = BusinessCase(ramp_up=[0.4, 0.8, 1.0], pause_year=2, pause_decay=0.5)
    >>> paused_levels(np.array([0.0, 0.4, 0.8, 1.0]), settings=settings).round(6).tolist()
    [0.0, 0.4, 0.2, 0.6]
    """
    paused, rise = np.array(planned, dtype=float), next((share for share in settings.ramp_up if share), 0.0)
    for year in range(settings.pause_year, paused.shape[-1]):
        before = paused[..., year - 1]
        reached = before * (1 - settings.pause_decay) if year == settings.pause_year else before + rise
        paused[..., year] = np.minimum(paused[..., year], reached)
    return paused


def levels_table(settings: BusinessCase) -> pd.DataFrame:
    """Return the share of the full effect of every year, as planned and with the pause.

    Returns
    -------
    year (1 first), level, paused_level (nan when no pause is asked).
    """
    planned = levels(settings)
    paused = paused_levels(planned, settings=settings) if settings.pause_year else np.full(len(planned), np.nan)
    return pd.DataFrame({"year": range(1, len(planned)), "level": planned[1:], "paused_level": paused[1:]})


def _paused_by_line(lines: pd.DataFrame, settings: BusinessCase) -> np.ndarray:
    """Return the paused levels of every line, each with the year from which it counts; [lines, T + 1]."""
    return paused_levels(started(levels(settings), lines["from_year"].to_numpy()), settings=settings)


def _table(planned: np.ndarray, paused: np.ndarray) -> pd.DataFrame:
    columns = (range(len(planned)), planned, paused, planned.cumsum(), paused.cumsum())
    return pd.DataFrame(dict(zip(COLUMNS, columns, strict=True)))
