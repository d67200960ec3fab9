"""Settings of impact_measurement in words: what is followed, and which pilots are planned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from cxkit.language import N_, Language
from cxkit.report.wording import column_words

SHARE, EUR = "share", "EUR"
DESIGNS = {
    "randomised": N_("by lot"),
    "chosen": N_("chosen, beside a control group"),
    "stepped": N_("in steps"),
    "alone": N_("all at once, without a control group"),
}
BETTER = {"higher": N_("{metric}: higher is better"), "lower": N_("{metric}: lower is better")}
WITH_AIM = {
    "higher": N_("{metric}: higher is better, aim {target}"),
    "lower": N_("{metric}: lower is better, aim {target}"),
}


def factors_listed(value: Mapping[str, Mapping[str, Any]], language: Language) -> str:
    """Return what is followed, which way is better, and the aim where there is one.

    >>> factors_listed({"NPS": {"better": "higher", "unit": "points", "target": 20.0}}, Language("en"))
    'NPS: higher is better, aim 20'
    """
    return "; ".join(_factor(metric, given, language) for metric, given in value.items())


def _factor(metric: str, given: Mapping[str, Any], _: Language) -> str:
    name, better, target = metric_name(metric, language=_), given.get("better", "higher"), given.get("target")
    if target is None:
        return _(BETTER[better], metric=name)
    return _(WITH_AIM[better], metric=name, target=_typed(target, given.get("unit", "points"), _))


def _typed(value: float, unit: str, _: Language) -> str:
    """Return a typed value: a share as a percentage, euros as an amount."""
    if unit == EUR:
        return _.euro(value, decimals=0 if float(value).is_integer() else 2).replace("-", "−")
    size = 100 * value if unit == SHARE else value
    number = _.number(size, decimals=next(p for p in (0, 1, 2) if p == 2 or abs(size - round(size, p)) < 1e-9))
    number = number.replace("-", "−")
    return f"{number}%" if unit == SHARE else number


def metric_name(metric: str, *, language: Language) -> str:
    """Return a metric as the client writes it, with spaces; its unit is left to what stands beside it.

    >>> metric_name("afhandeltijd_minuten", language=Language("en"))
    'afhandeltijd'
    """
    bare = metric.removesuffix("_minuten").removesuffix("_minutes")
    return column_words(bare, language=language).replace("_", " ")


def power_words(value: float, language: Language) -> str:
    """Return what the power asked for is, as a sentence of the table of assumptions.

    >>> power_words(0.8, Language("en"))
    '80%: the chance that a pilot shows the smallest effect worth having, when it has it'
    """
    return language(
        N_("{share}: the chance that a pilot shows the smallest effect worth having, when it has it"),
        share=language.share(value),
    )


def pilots_listed(value: Mapping[str, Mapping[str, Any]], language: Language) -> str:
    """Return which pilots are planned: on what each is judged, who gets it, and when.

    >>> plan = {"metric": "NPS", "starts_at": "2025-05-05", "ends_at": "2025-10-26"}
    >>> pilots_listed({"Call back": plan}, Language("en"))
    'Call back: NPS, by lot, 5 May 2025 to 26 October 2025'
    """
    return "; ".join(_pilot(name, given, language) for name, given in value.items())


def _pilot(name: str, given: Mapping[str, Any], _: Language) -> str:
    metric, design = metric_name(given["metric"], language=_), _(DESIGNS[given.get("design", "randomised")])
    start, end = (_.date(dt.date.fromisoformat(given[day])) for day in ("starts_at", "ends_at"))
    return _("{pilot}: {metric}, {design}, {start} to {end}", pilot=name, metric=metric, design=design, start=start,
             end=end)  # fmt: skip
