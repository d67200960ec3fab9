"""What stands between an organisation and a stage above it: dimensions too far behind, and a mean that is short."""

from __future__ import annotations

import pandas as pd

from cxkit.analysis.maturity.stages import NONE, TOLERANCE, hard_of, next_of, to_next
from cxkit.settings.instrument import Instrument

BLOCKER_COLUMNS = ["target", "dimension", "mean", "needed", "short", "kind", "low", "high", "raters_n"]


def targets(stage: int, instrument: Instrument) -> list[int]:
    """Return the stages that are aimed at: the next one, and the hard one when it lies above that."""
    following, hard = next_of(stage, instrument), hard_of(instrument)
    return [following, hard] if NONE < following < hard else [following] if following > NONE else []


def blockers(dimensions: pd.DataFrame, instrument: Instrument, *, mean: float, stage: int, rule: str) -> pd.DataFrame:
    """Return the dimensions that keep the organisation from the next stage, and from the hard one.

    Parameters
    ----------
    dimensions : dimension, mean, low, high, stage, raters_n.
    instrument : starts of the stages, and how many stages a dimension may be behind.
    mean, stage : of the whole questionnaire; stage -1 gives no rows.
    rule : 'gate' or 'mean'; without a gate no dimension is too far behind.

    Returns
    -------
    target, dimension, mean, needed, short (points), kind, low, high, raters_n. 'gate' is a dimension more than
    gate_stages behind the target, needed is the start of the stage it must reach; 'mean' is a dimension below the
    target's start while the overall mean is below it too. Gate first, then the farthest below.
    """
    found = [_of_target(dimensions, instrument, target, mean, rule) for target in targets(stage, instrument)]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=BLOCKER_COLUMNS)


def _of_target(dimensions: pd.DataFrame, instrument: Instrument, target: int, mean: float, rule: str) -> pd.DataFrame:
    behind = dimensions[dimensions["dimension"].isin(held_back(dimensions, instrument, target, rule=rule))]
    start = instrument.starts[target]
    below = dimensions[(dimensions["mean"] < start - TOLERANCE) & (to_next(mean, target, instrument) > 0)]
    floor = instrument.starts[max(target - instrument.gate_stages, 0)]
    parts = [_short_of(behind, floor, "gate"), _short_of(below, start, "mean")]
    return pd.concat(parts, ignore_index=True).assign(target=target)[BLOCKER_COLUMNS]


def _short_of(dimensions: pd.DataFrame, needed: float, kind: str) -> pd.DataFrame:
    found = dimensions.assign(needed=needed, short=needed - dimensions["mean"], kind=kind)
    return found.sort_values("short", ascending=False, kind="stable")


def held_back(dimensions: pd.DataFrame, instrument: Instrument, target: int, *, rule: str) -> tuple[str, ...]:
    """Return the dimensions that the gate holds back at a stage: more than gate_stages behind it."""
    if rule != "gate":
        return ()
    behind = (dimensions["stage"] > NONE) & (dimensions["stage"] < target - instrument.gate_stages)
    return tuple(dimensions.loc[behind, "dimension"])


def steps(
    dimensions: pd.DataFrame, instrument: Instrument, *, mean: float, stage: int, rule: str, raters_n: int
) -> pd.DataFrame:
    """Return the ladder: every stage, whether it is reached, and what is short of it.

    Parameters
    ----------
    dimensions : dimension, stage.
    mean, stage : of the whole questionnaire.

    Returns
    -------
    stage, name, start, reached, hard, mean_short (points), behind (dimensions the gate holds back), is_next, raters_n.
    """
    numbers = range(len(instrument.stages))
    return pd.DataFrame({
        "stage": list(numbers),
        "name": [step.name for step in instrument.stages],
        "start": list(instrument.starts),
        "reached": [number <= stage for number in numbers],
        "hard": [number == hard_of(instrument) for number in numbers],
        "mean_short": [to_next(mean, number, instrument) for number in numbers],
        "behind": [held_back(dimensions, instrument, number, rule=rule) for number in numbers],
        "is_next": [number == next_of(stage, instrument) for number in numbers],
        "raters_n": raters_n,
    })  # fmt: skip
