"""Which settings of touchpoint_savings make no sense together; each rule raises what is wrong and what to do."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from cxkit.language import N_
from cxkit.settings.fields import quoted, wrong

if TYPE_CHECKING:
    from cxkit.settings.touchpoints import TouchpointSavings

ALL = "all"
ARROW = " > "


def periods_problem(s: TouchpointSavings) -> None:
    """Refuse days that are no dates, and a period that ends before it begins."""
    days = {}
    for name in ("count_from", "count_until"):
        if given := getattr(s, name):
            days[name] = date_of(name, given)
    if len(days) == 2 and days["count_from"] > days["count_until"]:
        raise wrong(
            N_("count_from {start} lies after count_until {end}"),
            N_("Correct one of the two"),
            start=s.count_from, end=s.count_until,
        )  # fmt: skip


def date_of(name: str, text: str) -> dt.date:
    """Return the date a setting holds, or refuse what is none."""
    try:
        return dt.datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise wrong(
            N_("{name} is {value}, expected a date"), N_("Write it as 2025-01-31"), name=name, value=quoted(text)
        ) from None


def cost_problem(s: TouchpointSavings) -> None:
    """Refuse a stated cost that is not there, a given cost of which nothing is said to fall away, and odd amounts."""
    if s.cost_from == "stated" and not s.cost_per_contact_eur:
        raise wrong(
            N_("cost_from is stated, but cost_per_contact_eur is empty"),
            N_("Give the cost of a contact per channel, such as {{telefoon: 6.5}}"),
        )
    if s.cost_from != "handling time" and not s.given_cost_saved:
        raise wrong(
            N_("cost_from is {value}, but given_cost_saved is 0: nothing could be saved"),
            N_("Give the share of that cost that falls away with a contact, such as 0.7"),
            value=s.cost_from,
        )
    amounts = ("cost_per_contact_eur", "hourly_rate_eur_by_department", "fixed_cost_eur")
    for name, least in [*((name, 0.0) for name in amounts), ("concurrency", 1.0)]:
        low = [key for key, held in getattr(s, name).items() if held < least]
        if low:
            raise wrong(
                N_("{name} of {key} is {value}, expected {least} or more"),
                N_("Correct the value"),
                name=name, key=low[0], value=getattr(s, name)[low[0]], least=f"{least:g}",
            )  # fmt: skip


def repeats_problem(s: TouchpointSavings) -> None:
    """Refuse numbers of days that are none."""
    days = s.repeat_sensitivity_days
    if any(day < 1 or day > 90 for day in days):
        raise wrong(
            N_("repeat_sensitivity_days is {value}"), N_("Write days of 1 to 90, such as [1, 3, 7]"), value=quoted(days)
        )


def switches_problem(s: TouchpointSavings) -> None:
    """Refuse a switch that is no ordered pair of two channels."""
    for pair in s.switch_pairs:
        if len(pair) != 2 or pair[0] == pair[1]:
            raise wrong(
                N_("switch_pairs holds {pair}, expected two different channels"),
                N_("Write [from channel, to channel], such as [website, telefoon]"),
                pair=quoted(pair),
            )


def scores_problem(s: TouchpointSavings) -> None:
    """Refuse a scale that is none, and a negative score outside it."""
    if len(s.score_scale) != 2 or s.score_scale[0] >= s.score_scale[1]:
        raise wrong(
            N_("score_scale is {scale}"), N_("Write [lowest, highest], such as [0, 10]"), scale=quoted(s.score_scale)
        )
    low, high = s.score_scale
    if not low <= s.negative_score_max < high:
        raise wrong(
            N_("negative_score_max is {value}, and score_scale {low}-{high}"),
            N_("Choose a score from the scale, below the highest"),
            value=s.negative_score_max, low=low, high=high,
        )  # fmt: skip


def effects_problem(s: TouchpointSavings) -> None:
    """Refuse effects that are no range of shares, and levers on what is not looked for."""
    for lever, by_scope in [*s.effects.items(), ("fewer_events", s.fewer_events)]:
        for scope, given in by_scope.items():
            _range_problem(lever, scope, given, highest=1.0)
    for department, given in s.extra_work_hours_year.items():
        _range_problem("extra_work_hours_year", department, given, highest=1e7)
    _range_problem("residual_dearer", "", s.residual_dearer, highest=1.0)
    for lever in ("fewer_contacts", "fewer_after_page", "fewer_switches"):
        if ALL in getattr(s, lever):
            raise wrong(
                N_("{lever} names all"), N_("Name what it works on: this lever has no meaning for all"), lever=lever
            )
    for lever in ("fewer_repeats", "shorter_handling"):
        if ALL in getattr(s, lever) and len(getattr(s, lever)) > 1:
            raise wrong(N_("{lever} names all and a topic as well"), N_("Keep one of the two"), lever=lever)
    _unseen("fewer_after_page", list(s.fewer_after_page), "pages", s.pages)
    _unseen("fewer_switches", list(s.fewer_switches), "switch_pairs", [ARROW.join(pair) for pair in s.switch_pairs])


def _range_problem(lever: str, scope: str, given: list[Any], *, highest: float) -> None:
    if len(given) == 3 and 0 <= given[0] <= given[1] <= given[2] <= highest:
        return
    raise wrong(
        N_("{lever} of {scope} is {value}") if scope else N_("{lever} is {value}"),
        N_("Write [lowest, likely, highest] between 0 and {highest}, from low to high"),
        lever=lever, scope=scope, value=quoted(given), highest=f"{highest:g}",
    )  # fmt: skip


def _unseen(lever: str, scopes: list[str], setting: str, known: list[str]) -> None:
    unknown = [scope for scope in scopes if scope not in known]
    if unknown:
        raise wrong(
            N_("{lever} names {scope}, which {setting} does not"),
            N_("Add it to {setting}, or choose from: {known}"),
            lever=lever, scope=unknown[0], setting=setting, known=", ".join(known) or "-",
        )  # fmt: skip
