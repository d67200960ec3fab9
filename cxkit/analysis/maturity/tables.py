"""The frames of one measurement that a report shows: dimensions, items, remarks, raters."""

from __future__ import annotations

import pandas as pd

from cxkit.analysis.maturity.means import means
from cxkit.analysis.maturity.scores import ALL, dimension_of
from cxkit.analysis.maturity.stages import next_of, stage_of, to_next
from cxkit.analysis.uncertainty import stream
from cxkit.settings.instrument import Instrument

DIMENSION_COLUMNS = ["dimension", "mean", "low", "high", "stage", "stage_low", "stage_high", "to_next", "spread",
                     "items_n", "hidden_n", "raters_n"]  # fmt: skip
ITEM_COLUMNS = ["item", "dimension", "mean", "low", "high", "spread", "reverse", "item_rest", "flagged", "known_n",
                "evidence_n", "raters_n"]  # fmt: skip
EVIDENCE_COLUMNS = ["item", "dimension", "evidence"]


def dimension_table(frame: pd.DataFrame, instrument: Instrument) -> pd.DataFrame:
    """Return the means of the dimensions with their stages.

    Parameters
    ----------
    frame : by dimension: mean, low, high, spread, raters_n, from `means`; a row 'all' is left out.

    Returns
    -------
    dimension, mean, low, high, stage, stage_low, stage_high (of mean, low and high; -1 where there is none), to_next
    (points to the dimension's own next stage), spread, items_n, hidden_n (0), raters_n.
    """
    own = frame.drop(index=ALL, errors="ignore").rename_axis("dimension").reset_index()
    stages = {name: stage_of(own[end], instrument.starts) for name, end in
              {"stage": "mean", "stage_low": "low", "stage_high": "high"}.items()}  # fmt: skip
    items_n = {dimension.key: len(dimension.items) for dimension in instrument.dimensions}
    return own.assign(
        **stages,
        to_next=[
            to_next(mean, next_of(stage, instrument), instrument)
            for mean, stage in zip(own["mean"], stages["stage"], strict=True)
        ],
        items_n=own["dimension"].map(items_n),
        hidden_n=0,
    )[DIMENSION_COLUMNS]


def item_table(
    matrix: pd.DataFrame,
    instrument: Instrument,
    *,
    groups: pd.Series | None,
    rests: pd.DataFrame,
    remarks: pd.DataFrame,
) -> pd.DataFrame:
    """Return the mean of every item, how it goes with the rest of its dimension, and how many remarks it has.

    Parameters
    ----------
    matrix : raters by items.
    groups : department of each rater, when departments count equally.
    rests : item, item_rest, flagged.
    remarks : item, from `evidence_table`.

    Returns
    -------
    item, dimension, mean, low, high, spread, reverse, item_rest, flagged, known_n, evidence_n, raters_n (= known_n).
    """
    frame = means(matrix, groups=groups, within=(instrument.lowest, instrument.highest)).frame.drop(index=ALL)
    found = (
        frame.rename_axis("item").reset_index().merge(rests[["item", "item_rest", "flagged"]], on="item", how="left")
    )
    return found.assign(
        dimension=found["item"].map(dimension_of(instrument)),
        reverse=[item.reverse for item in instrument.items],
        known_n=found["raters_n"],
        evidence_n=found["item"].map(remarks["item"].value_counts()).fillna(0).astype(int),
    )[ITEM_COLUMNS]


def evidence_table(answers: pd.DataFrame, instrument: Instrument) -> pd.DataFrame:
    """Return the remarks as typed, item by item in the order of the questionnaire, and by their words within an item.

    Parameters
    ----------
    answers : item, and evidence when there is any; a remark counts without a score too.

    Returns
    -------
    item, dimension, evidence; nothing tells whose remark it is, its place neither.
    """
    if "evidence" not in answers:
        return pd.DataFrame(columns=EVIDENCE_COLUMNS)
    said = answers[answers["evidence"].notna() & (answers["evidence"].astype(str).str.strip() != "")]
    order = {item.key: place for place, item in enumerate(instrument.items)}
    said = said.assign(dimension=said["item"].map(dimension_of(instrument)), place=said["item"].map(order))
    return said.dropna(subset="place").sort_values(["place", "evidence"], ignore_index=True)[EVIDENCE_COLUMNS]


def rater_table(scores: pd.DataFrame, of_rater: pd.Series, *, seed: int) -> pd.DataFrame:
    """Return every rater's means as dots for a figure, raters numbered in an order that says nothing.

    Parameters
    ----------
    scores : raters by dimensions.
    of_rater : department of each rater.

    Returns
    -------
    rater (1 first), department, dimension, mean, raters_n (1); no row where a rater scored nothing.
    """
    numbers = 1 + stream(seed, "maturity", "raters").permutation(len(scores))
    wide = scores.assign(rater=numbers, department=of_rater.to_numpy()).sort_values("rater")
    long = wide.melt(["rater", "department"], var_name="dimension", value_name="mean")
    return long.dropna(subset="mean", ignore_index=True).assign(raters_n=1)
