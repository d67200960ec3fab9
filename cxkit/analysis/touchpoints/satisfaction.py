"""How customers felt about a topic: by the contact an answer names, or else by the last contact before it."""

from __future__ import annotations

import narwhals as nw
import numpy as np
import pandas as pd

from cxkit.analysis.touchpoints.frames import DAY, Period, collected
from cxkit.analysis.value import t_quantile, wilson
from cxkit.settings.touchpoints import TouchpointSavings

COLUMNS = [
    "topic", "answers_n", "answers_customers_n", "score_mean", "score_low", "score_high", "negative_share",
    "negative_low", "negative_high",
]  # fmt: skip
BY_CONTACT, BY_LAST, BY_LOG = "contact_id", "last contact", "contacts"


def scored(
    contacts: nw.LazyFrame, responses: nw.LazyFrame | None, *, settings: TouchpointSavings
) -> tuple[nw.LazyFrame, str]:
    """Return the answered contacts that have a score, and where it comes from.

    Parameters
    ----------
    contacts : of `frames.prepared`.
    responses : checked responses, or None: then the scores of the contacts themselves.
    settings : metric, score_scale, answer_within_days.

    Returns
    -------
    topic, customer_id, started_epoch, score, one row per answer (by the contact it names, else by the last one before
    it); and 'contact_id', 'last contact' or 'contacts'.
    """
    answered = contacts.filter(nw.col("answered"))
    low, high = settings.score_scale
    if responses is None:
        own = answered.filter(nw.col("score") >= low, nw.col("score") <= high)
        return own.select("topic", "customer_id", "started_epoch", "score"), BY_LOG
    answers = responses.filter(
        nw.col("metric").str.to_lowercase() == settings.metric.lower(),
        nw.col("score") >= low, nw.col("score") <= high,
    )  # fmt: skip
    if "contact_id" in answers.collect_schema().names():
        named = answers.filter(~nw.col("contact_id").is_null()).select("contact_id", answer="score")
        found = answered.join(named, on="contact_id", how="inner")
        others = _by_last(answered, answers.filter(nw.col("contact_id").is_null()), settings.answer_within_days)
        return nw.concat([found.select("topic", "customer_id", "started_epoch", score="answer"), others]), BY_CONTACT
    return _by_last(answered, answers, settings.answer_within_days), BY_LAST


def _by_last(answered: nw.LazyFrame, answers: nw.LazyFrame, within_days: int) -> nw.LazyFrame:
    """Return each answer with the last contact of its customer at or before it."""
    known = answered.filter(~nw.col("customer_id").is_null())
    pairs = answers.select("response_id", "customer_id", "responded_epoch", answer="score").join(
        known.select("contact_id", "customer_id", "topic", "started_epoch"), on="customer_id", how="inner"
    )
    wait = nw.col("responded_epoch") - nw.col("started_epoch")
    near = pairs.filter(wait >= 0, wait <= within_days * DAY)
    last = near.unique(["response_id"], keep="last", order_by=["started_epoch", "contact_id"])
    return last.select("topic", "customer_id", "started_epoch", score="answer")


def satisfaction(scores: nw.LazyFrame, *, period: Period, settings: TouchpointSavings) -> pd.DataFrame:
    """Return per topic how contacts were felt.

    Parameters
    ----------
    scores : of `scored`.
    period : what counts, by the moment of the contact.
    settings : negative_score_max.

    Returns
    -------
    topic, answers_n, answers_customers_n, score_mean, score_low, score_high (Student's t), negative_share,
    negative_low, negative_high (Wilson's interval).
    """
    negative = nw.col("score") <= settings.negative_score_max
    each = (
        scores.filter(period.holds())
        .group_by("topic", "customer_id")
        .agg(
            n=nw.len(),
            total=nw.col("score").sum(),
            squares=(nw.col("score") * nw.col("score")).sum(),
            negative_n=nw.when(negative).then(nw.lit(1)).count(),
            customer=nw.col("customer_id").count(),
        )
    )
    found = each.group_by("topic").agg(
        answers_n=nw.col("n").sum(),
        total=nw.col("total").sum(),
        squares=nw.col("squares").sum(),
        negative_n=nw.col("negative_n").sum(),
        answers_customers_n=nw.when(nw.col("customer") > 0).then(nw.lit(1)).count(),
    )
    rows = [_of_topic(row) for row in collected(found, by=["topic"]).to_dict("records")]
    return pd.DataFrame(rows, columns=COLUMNS)


def _of_topic(row: dict[str, float]) -> dict[str, object]:
    """Return one topic's mean score and negative share, each with its interval."""
    n = int(row["answers_n"])
    mean = row["total"] / n
    variance = max(row["squares"] - n * mean**2, 0.0) / (n - 1) if n > 1 else np.nan
    half = t_quantile(n - 1) * np.sqrt(variance / n) if n > 1 else np.nan
    values = (mean, mean - half, mean + half, *wilson(int(row["negative_n"]), n))
    return dict(zip(COLUMNS, (row["topic"], n, int(row["answers_customers_n"]), *values), strict=True))
