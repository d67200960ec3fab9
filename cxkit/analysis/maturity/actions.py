"""Which statements to work on first: those that keep a blocking dimension down."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxkit.analysis.maturity.stages import NONE, TOLERANCE, hard_of
from cxkit.settings.instrument import Instrument

ACTION_COLUMNS = ["rank", "item", "dimension", "mean", "target", "points", "toward", "kind", "hard", "raters_n"]
KIND_ORDER = {"gate": 0, "mean": 1}


def actions(items: pd.DataFrame, blockers: pd.DataFrame, instrument: Instrument, *, actions_n: int) -> pd.DataFrame:
    """Return the items that bring the next stage nearest, in the order to take them.

    Parameters
    ----------
    items : item, dimension, mean, flagged, raters_n, in the order of the questionnaire.
    blockers : target, dimension, needed, short, kind, from `blockers`.
    instrument : its scale and hard stage.
    actions_n : how many at most.

    Returns
    -------
    ACTION_COLUMNS. Items below what their dimension needs, of the next stage before the hard one, of dimensions held
    back by the gate first, then of those farthest below, lowest mean first. When nothing blocks, the lowest items of
    all: kind '' and toward -1. An item that surely goes against its dimension, or is at the top, is no action.
    """
    able = _able(items, instrument)
    blocking = able.merge(blockers[["target", "dimension", "needed", "short", "kind"]], on="dimension")
    blocking = blocking[blocking["mean"] < blocking["needed"] - TOLERANCE].assign(
        order=lambda frame: frame["kind"].map(KIND_ORDER)
    )
    if blocking.empty:
        chosen = able.sort_values("mean", kind="stable").assign(target=NONE, kind="")
    else:
        by = ["target", "order", "short", "mean"]
        chosen = blocking.sort_values(by, ascending=[True, True, False, True], kind="stable").drop_duplicates("item")
    return _ranked(chosen.head(actions_n), instrument)


def _able(items: pd.DataFrame, instrument: Instrument) -> pd.DataFrame:
    """Return the items that can be raised."""
    known = items["mean"].notna() & (items["mean"] < instrument.highest - TOLERANCE)
    return items.loc[known & ~items["flagged"].astype(bool), ["item", "dimension", "mean", "raters_n"]]


def _ranked(chosen: pd.DataFrame, instrument: Instrument) -> pd.DataFrame:
    items_n = {dimension.key: len(dimension.items) for dimension in instrument.dimensions}
    aim = np.floor(chosen["mean"] + TOLERANCE).astype(int) + 1
    return chosen.assign(
        rank=range(1, len(chosen) + 1),
        toward=chosen["target"].astype(int),
        hard=(chosen["target"] > NONE) & (chosen["target"] <= hard_of(instrument)),
        target=aim,
        points=(aim - chosen["mean"]) / chosen["dimension"].map(items_n).astype(float),
    )[ACTION_COLUMNS].reset_index(drop=True)
