"""Answers of raters as a table of raters by items, reverse items turned, and as means per dimension."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cxkit.settings.instrument import Instrument

ALL = "all"


def answer_matrix(answers: pd.DataFrame, instrument: Instrument) -> pd.DataFrame:
    """Return what every rater scored on every item, reverse items turned.

    Parameters
    ----------
    answers : respondent, item, score (on the scale, nan when blank); one measurement, one row per respondent and item.
    instrument : the questionnaire.

    Returns
    -------
    One row per respondent with a score, sorted by name; one column per item, in the order of the questionnaire; nan
    where there is no score.

    Notes
    -----
    A reverse item is turned to lowest + highest - score.
    """
    known = answers[answers["score"].notna()]
    wide = known.set_index(["respondent", "item"])["score"].unstack("item")
    wide = wide.reindex(columns=[item.key for item in instrument.items]).astype(float).dropna(how="all").sort_index()
    reverse = [item.key for item in instrument.items if item.reverse]
    wide[reverse] = instrument.lowest + instrument.highest - wide[reverse]
    return wide.rename_axis(index="respondent", columns="item")


def dimension_of(instrument: Instrument) -> Mapping[str, str]:
    """Return the dimension of every item, by key, in the order of the questionnaire."""
    return {item.key: item.dimension for item in instrument.items}


def dimension_scores(matrix: pd.DataFrame, instrument: Instrument) -> pd.DataFrame:
    """Return each rater's mean per dimension, over the items that the rater scored; nan where there is none.

    Parameters
    ----------
    matrix : raters by items, from `answer_matrix`.
    instrument : the questionnaire.
    """
    per_dimension = {
        dimension.key: matrix[[item.key for item in dimension.items]].mean(axis=1)
        for dimension in instrument.dimensions
    }
    return pd.DataFrame(per_dimension, index=matrix.index).rename_axis(columns="dimension")


def departments_of(answers: pd.DataFrame, raters: pd.Index) -> pd.Series:
    """Return the department of each rater; '' when it is not known.

    Parameters
    ----------
    answers : respondent, and department when it is known.
    raters : respondents.
    """
    if "department" not in answers:
        return pd.Series("", index=raters, dtype=object)
    known = answers.dropna(subset="department").drop_duplicates("respondent").set_index("respondent")["department"]
    return known.astype(object).reindex(raters).fillna("").rename(None)
