"""What customers said before the outcome window: their latest scores and themes."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cxkit.analysis.groups import answers_to
from cxkit.language import N_

SEPARATOR = ";"
UNDATED, LATER = N_("answer without a date"), N_("answer after the last day drivers may know of")
NO_SCORE, OFF_SCALE = N_("answer without a score"), N_("score outside the scale")
OTHER_METRIC, EARLIER = N_("answer to another metric"), N_("earlier answer of the same customer")


def known_answers(
    responses: pd.DataFrame, last_day: pd.Series, *, metrics: Sequence[str], scale: Sequence[float]
) -> tuple[pd.DataFrame, list[tuple[str, str, int]]]:
    """Return the answers that drivers may know of, and how many were left out and why.

    Parameters
    ----------
    responses : customer_id, responded_at, metric, score.
    last_day : last day that counts, by customer_id; answers of other customers are left out uncounted.
    metrics : metrics that are drivers; empty for any metric, whatever the score.
    scale : lowest and highest possible score; a score outside it becomes blank.
    """
    ours = responses[responses["customer_id"].isin(last_day.index)]
    until = ours["customer_id"].map(last_day)
    undated = ours["responded_at"].isna()
    later = ours["responded_at"].dt.normalize() > until
    known = ours[~undated & ~later]
    asked = [metric.casefold() for metric in metrics]
    other = ~known["metric"].str.casefold().isin(asked) if asked else pd.Series(False, index=known.index)
    known = known[~other]
    inside = known["score"].between(*scale)
    aside = [(UNDATED, undated), (LATER, later), (OTHER_METRIC, other)]
    if asked:
        aside += [(NO_SCORE, known["score"].isna()), (OFF_SCALE, known["score"].notna() & ~inside)]
    known = known.assign(score=known["score"].where(inside))
    return known.reset_index(drop=True), [("responses", reason, int(left.sum())) for reason, left in aside]


def scores(answers: pd.DataFrame, *, metrics: Sequence[str]) -> tuple[pd.DataFrame, int]:
    """Return each customer's latest known score per metric, and how many earlier ones it stands for.

    Parameters
    ----------
    answers : of `known_answers`, with response_id.
    metrics : metrics to look at; capitals do not matter.

    Returns
    -------
    One row per customer with a score, by customer_id, a column per metric; ties in time are settled by response_id.
    """
    columns, earlier_n = {}, 0
    for metric in metrics:
        asked = answers_to(answers, metric=metric).dropna(subset=["score"])
        ordered = asked.sort_values(["responded_at", "response_id"], kind="stable")
        latest = ordered.drop_duplicates("customer_id", keep="last")
        columns[metric] = latest.set_index("customer_id")["score"].astype(float)
        earlier_n += len(asked) - len(latest)
    return pd.DataFrame(columns), earlier_n


def themes(answers: pd.DataFrame, *, names: Sequence[str]) -> pd.DataFrame:
    """Return whether each customer's latest answer names a theme.

    Parameters
    ----------
    answers : of `known_answers`, with theme: one or several, with a semicolon between them.
    names : themes to look for; capitals and spaces around them do not matter.

    Returns
    -------
    One row per customer who answered, by customer_id, a column of 0.0 and 1.0 per theme. Answers given at one moment
    are one answer.

    Examples
    --------
    >>> made = pd.DataFrame({"customer_id": ["a", "b"], "responded_at": pd.to_datetime(["2025-05-01", "2025-05-01"]),
    ...                      "theme": ["Price; service", None]})
    >>> themes(made, names=["price"])["price"].to_dict()
    {'a': 1.0, 'b': 0.0}
    """
    newest = answers.groupby("customer_id")["responded_at"].transform("max")
    latest = answers[answers["responded_at"] == newest]
    coded = coded_themes(latest["theme"])
    named = {name: coded.map(lambda found, name=name: name.strip().casefold() in found) for name in names}
    each = pd.DataFrame(named, index=latest.index, columns=list(names))
    return each.astype(float).groupby(latest["customer_id"]).max()


def coded_themes(cells: pd.Series) -> pd.Series:
    """Return the themes of each cell as a list, in small letters; none for a blank."""
    texts = cells.astype("str").fillna("").str.casefold().str.split(SEPARATOR)
    return texts.map(lambda parts: [part.strip() for part in parts if part.strip()])
