"""Which settings are assumptions of a report, in words: each with its unit and what it rests on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cxkit.language import N_, Language
from cxkit.report.case_words import aims_listed, by_result
from cxkit.report.driver_words import changes_listed, drivers_listed
from cxkit.report.impact_words import factors_listed, pilots_listed, power_words
from cxkit.report.wording import column_words, listed
from cxkit.settings.instrument import load_instrument
from cxkit.settings.notebooks import Engagement

KIT_FIGURES = "cx_returns"
CHOICE_WORDS = (
    N_("score"), N_("hide"), N_("pool"), N_("end of year"), N_("start of year"), N_("handling time"), N_("column"),
    N_("stated"), N_("paid hour"), N_("productive hour"), N_("gate"), N_("mean"), N_("raters"), N_("departments"),
    N_("nominal"), N_("real"), N_("middle of year"), N_("straight line"), N_("declining"), N_("sum of years"),
)  # fmt: skip
AMOUNT_WORDS = {
    "customers": N_("{n} customers"), "days": N_("{n} days"), "months": N_("{n} months"), "years": N_("{n} years"),
    "hours": N_("{n} hours"), "seconds": N_("{n} seconds"), "FTE": N_("{n} FTE"), "raters": N_("{n} raters"),
    "actions": N_("{n} actions"), "opportunities": N_("{n} opportunities"),
}  # fmt: skip

_LABELS = {
    "value_label": ("value_plus", "value_minus", "value_revenue", "acquisition_cost"),
    "effect_label": (
        "fewer_contacts", "fewer_after_page", "fewer_repeats", "fewer_switches", "shorter_handling", "fewer_events",
    ),
    "rate_label": ("hourly_rate_eur", "hourly_rate_eur_by_department"),
    "cost_label": ("cost_per_contact_eur",),
    "product_value_label": ("product_value_eur_year", "combination_value_eur_year"),
}  # fmt: skip
LABEL_OF = {name: label for label, names in _LABELS.items() for name in names}
"""Setting to the one that says what it rests on; others have one of their own ({name}_label), or a fixed word."""


def _of_scores(settings: Engagement) -> bool:
    return getattr(settings, "group_by", "score") == "score" and getattr(settings, "scores", True) != []


def _of_answers(settings: Engagement) -> bool:
    return _of_scores(settings) and "responses" in settings.sources


def _of_lifetime(settings: Any) -> bool:
    return bool(getattr(settings, "clv_timing", True))


def _of_handling_time(settings: Any) -> bool:
    return settings.cost_from == "handling time"


def _of_paid_hours(settings: Any) -> bool:
    return _of_handling_time(settings) and settings.rate_basis == "paid hour"


def _of_hours(settings: Any) -> bool:
    """Say whether hours are turned into euros: those of contacts, or those of extra work."""
    return _of_handling_time(settings) or bool(settings.extra_work_hours_year)


CONDITIONS: Mapping[str, Callable[[Any], bool]] = {
    **dict.fromkeys(("retention_rate_year", "discount_rate_year", "horizon_years"), _of_lifetime),
    **dict.fromkeys(("score_scale", "score_bands", "reliability", "reliability_range"), _of_scores),
    **dict.fromkeys(("metric", "answer_within_days"), _of_answers),
    "repeat_within_days": lambda settings: _of_scores(settings) and not settings.reliability,
    **dict.fromkeys(("hourly_rate_eur", "hourly_rate_eur_by_department"), _of_hours),
    **dict.fromkeys(("rate_basis", "fixed_cost_eur"), _of_handling_time),
    "shrinkage": _of_paid_hours,
    "fixed_cost_saved": lambda settings: _of_handling_time(settings) and bool(settings.fixed_cost_eur),
    "cost_per_contact_eur": lambda settings: settings.cost_from == "stated",
    "given_cost_saved": lambda settings: not _of_handling_time(settings),
    "switch_within_hours": lambda settings: bool(settings.switch_pairs),
    "page_within_hours": lambda settings: bool(settings.pages),
    "residual_dearer": lambda settings: any(settings.residual_dearer),
    "minimum_group_n": lambda settings: "customers" in settings.tables,
    "contact_months": lambda settings: bool(settings.contact_counts),
    "repeat_contact_days": lambda settings: getattr(settings, "contact_counts", True) != [],
    **dict.fromkeys(("pause_decay", "pause_costs_left"), lambda settings: bool(settings.pause_year)),
    "aims_scale": lambda settings: bool(settings.aims),
    "gross_margin_share": lambda settings: settings.value_basis == "revenue",
    **dict.fromkeys(("product_value_eur_year", "combination_value_eur_year"), lambda s: bool(s.cross_sell)),
}
"""Setting to what must be so for it to do anything."""

ZERO_COUNTS = (
    "retention_rate_year", "discount_rate_year", "horizon_years", "reliability", "shrinkage", "fixed_cost_saved",
    "cashable_share", "day_rate_eur", "pilot_cost_eur", "small_effort_days", "budget_eur", "decay_year",
    "kept_customer_stays", "inflation_year", "tax_rate", "count_capacity", "pause_decay", "pause_costs_left",
)  # fmt: skip
"""Settings of which 0 says something; of others an empty list, a switch that is off and 0 are no assumption."""


def in_effect(settings: Engagement, name: str) -> bool:
    """Say whether a setting does anything in this engagement."""
    if name in CONDITIONS and not CONDITIONS[name](settings):
        return False
    return name in ZERO_COUNTS or getattr(settings, name) not in ("", [], {}, False, 0, 0.0)


def label_of(settings: Engagement, name: str) -> str:
    """Return what a setting rests on: measured, estimated, assumed or benchmark; empty for a choice."""
    if name == "reliability" and not settings.reliability:
        return "estimated"
    own = getattr(settings, LABEL_OF.get(name, f"{name}_label"), "")
    return own or type(settings).model_fields[name].json_schema_extra["label"]


def value_words(name: str, value: Any, *, unit: str, language: Language) -> str:
    """Return the value of a setting in words.

    Parameters
    ----------
    name, value : of the setting.
    unit : as `setting` declares it, such as share, EUR or hours.

    Examples
    --------
    >>> value_words("fewer_contacts", {"bill": [0.05, 0.1, 0.2]}, unit="share", language=Language("en"))
    'bill 5% to 20%, likely 10%'
    >>> value_words("switch_pairs", [["website", "phone"]], unit="", language=Language("en"))
    'from website to phone'
    """
    if name in _BY_NAME:
        return _BY_NAME[name](value, language)
    if isinstance(value, dict):
        return "; ".join(f"{_scope(key, language)} {_held(held, unit, language)}" for key, held in value.items())
    if isinstance(value, list):
        return _held(value, unit, language) if value and isinstance(value[0], float) else _list(value, language)
    return _scalar(name, value, unit, language)


def _shifts(value: list[Any], _: Language) -> str:
    return "; ".join(
        _("{customers} customers from {start} to {end}", customers=_.number(n), start=_(a), end=_(b))
        for a, b, n in value
    )


def _bands(value: dict[str, list[int]], _: Language) -> str:
    return "; ".join(f"{_(key)} {'–'.join(map(str, dict.fromkeys(limits)))}" for key, limits in value.items())


def _pairs(value: list[list[str]], _: Language) -> str:
    return "; ".join(_("from {start} to {end}", start=start, end=end) for start, end in value)


def _as_typed(value: list[str], _: Language) -> str:
    return listed(value, language=_)


def _flags(value: dict[str, str], _: Language) -> str:
    return "; ".join(f"{product} ({column_words(column, language=_)})" for product, column in value.items())


CRITERION_WORDS = {
    "euros": N_("euros"), "satisfaction": N_("dissatisfied customers"), "volume": N_("contacts or customers"),
    "effort": N_("little effort"), "time": N_("soon done"),
}  # fmt: skip
RESULT_WORDS = {
    "cx_group_valuation": N_("the value of CX groups"), "touchpoint_savings": N_("contacts"),
    "driver_modelling": N_("drivers"), "maturity_assessment": N_("maturity"),
    "impact_measurement": N_("pilots"),
    "opportunity_ranking": N_("the ranking of opportunities"), "roi": N_("the business case"),
}  # fmt: skip


def _weights(value: dict[str, float], _: Language) -> str:
    """Return weights as shares of their total, the heaviest first; a weight of 0 is not told."""
    whole = sum(value.values())
    heaviest = sorted((name for name in value if value[name]), key=lambda name: -value[name])
    return "; ".join(f"{_(CRITERION_WORDS[name])} {_.share(value[name] / whole)}" for name in heaviest)


def _questionnaire(value: str, _: Language) -> str:
    title = load_instrument(value).title
    return title.get(_.code, title["en"])


def _departments(value: list[str] | Mapping[str, str], _: Language) -> str:
    return by_result(value, language=_) if isinstance(value, Mapping) else _as_typed(value, _)


def _chances(value: float | Mapping[str, float], _: Language) -> str:
    return by_result(value, language=_) if isinstance(value, Mapping) else _amount(value, "share", _)


_BY_NAME: Mapping[str, Callable[[Any, Language], str]] = {
    "shifts": _shifts,
    "power": power_words,
    "score_bands": _bands,
    "score_scale": lambda value, _: _("{low} to {high}", low=value[0], high=value[1]),
    "reliability_range": lambda value, _: _("{low} to {high}", low=_.share(value[0]), high=_.share(value[1])),
    "switch_pairs": _pairs,
    "pages": _as_typed,
    "failure_topics": _as_typed,
    "scores": _as_typed,
    "themes": _as_typed,
    "cross_sell": _flags,
    "held": _flags,
    "contact_counts": drivers_listed,
    "driver_groups": lambda value, _: "; ".join(f"{name}: {drivers_listed(held, _)}" for name, held in value.items()),
    "what_ifs": changes_listed,
    "weights": _weights,
    "results_of": lambda value, _: listed([_(RESULT_WORDS[name]) for name in value], language=_),
    "instrument": _questionnaire,
    "departments": _departments,
    "parts": lambda value, _: by_result(value, language=_),
    "success_probability": _chances,
    "owners": lambda value, _: "; ".join(f"{department}: {owner}" for department, owner in value.items()),
    "ramp_up": lambda value, _: ", ".join(_amount(share, "share", _) for share in value),
    "aims": lambda value, _: aims_listed(value, language=_),
    "aims_scale": lambda value, _: _("{low} to {high}", low=value[0], high=value[1]),
    "success_factors": factors_listed,
    "pilots": pilots_listed,
    "industry_figures": lambda value, _: _("those of the kit") if value == KIT_FIGURES else value,
}


def _list(value: list[Any], _: Language) -> str:
    return listed([column_words(str(part), language=_) for part in value], language=_)


def _scope(key: str, _: Language) -> str:
    """Return what an effect works on as the client writes it, a switch as 'from to to'."""
    start, arrow, end = key.partition(" > ")
    if arrow:
        return _("from {start} to {end}", start=start, end=end)
    return _("all topics") if key == "all" else key


def _held(value: Any, unit: str, _: Language) -> str:
    """Return an amount, or [lowest, likely, highest] as a range."""
    if not isinstance(value, list):
        return _amount(value, unit, _)
    low, likely, high = (_amount(end, unit, _) for end in value)
    return likely if low == high else _("{low} to {high}, likely {likely}", low=low, high=high, likely=likely)


def _amount(value: float, unit: str, _: Language) -> str:
    if unit == "share":
        return _.share(value, decimals=_places(100 * value))
    if unit == "EUR":
        return _.euro(value, decimals=0 if float(value).is_integer() else 2)
    number = _.number(value, decimals=_places(value))
    return _(AMOUNT_WORDS[unit], n=number) if unit in AMOUNT_WORDS else number


def _places(value: float) -> int:
    """Return the decimals, two at most, that a typed number needs."""
    return next((places for places in (0, 1) if abs(value - round(value, places)) < 1e-9), 2)


def _scalar(name: str, value: Any, unit: str, _: Language) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name == "reliability" and not value:
        return _("estimated from repeated answers")
    if isinstance(value, str):
        return column_words(value, language=_)
    return _.share(value) if unit == "share" else _amount(value, unit, _)
