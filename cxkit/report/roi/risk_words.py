"""How sure the business case is: what matters most, how small the effect may be, and what waiting or pausing costs."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from cxkit.language import N_
from cxkit.report.reader import Report
from cxkit.report.roi.names import (
    NAN,
    alike,
    amount,
    has_range,
    input_words,
    line_names,
    measure,
    takes_nothing,
    two_digits,
    unranged,
    year_words,
    years_words,
)
from cxkit.report.show import Prose, Table
from cxkit.report.wording import between

MOST_INPUTS = 3
CLEARLY = 1.0  # euro: what is less than that is nothing
EFFECT, COSTS = "effect", "costs"
WITHOUT_ONE = {
    "always": N_("Each other benefit may fail by itself: the programme still pays."),
    "never": N_("No other benefit can by itself make the programme pay."),
}
WHATEVER = {
    "always": N_("it pays, whatever this turns out to be"),
    "never": N_("it does not pay, whatever this turns out to be"),
}


def tornado_words(report: Report) -> Prose:
    """Return which inputs the outcome depends on most, and whether one of them alone can turn it."""
    _, rows = report.language, report.result.tornado
    if rows.empty:
        return Prose()
    told = [
        _("Each assumption is moved by itself: to the ends of its range, or {swing} down and up where it has none. The others stay as expected.",  # noqa: E501
          swing=_.share(report.settings.tornado_swing)),
        _("The outcome depends most on: {inputs}.",
          inputs="; ".join(_moved(row, report) for row in rows.head(MOST_INPUTS).to_dict("records"))),
        _turning_words(report),
    ]  # fmt: skip
    return Prose(*filter(None, told))


def _moved(row: dict[str, Any], report: Report) -> str:
    _, ends = report.language, sorted([row["npv_low"], row["npv_high"]])
    if not ends[0] < ends[1]:
        return input_words(row, report)
    return _("{input} (the outcome is then {between})", input=input_words(row, report),
             between=between(*ends, language=_))  # fmt: skip


def turning(report: Report) -> list[dict[str, Any]]:
    """Return the inputs that alone take the outcome from above 0 to below it, or the other way, largest first."""
    rows, npv = report.result.tornado, measure(report, "npv")["value"]
    ends = rows[["npv_low", "npv_high"]]
    turned = ends.min(axis=1) < 0 if npv > 0 else ends.max(axis=1) > 0
    return rows[turned].to_dict("records")


def _turning_words(report: Report) -> str:
    _, npv, found = report.language, measure(report, "npv")["value"], turning(report)
    if npv != npv or report.result.verdict == "no_benefit":
        return ""
    if not found:
        return (
            _("Not one of them alone takes the programme below what it costs.") if npv > 0
            else _("Not one of them alone lifts the programme above what it costs.")
        )  # fmt: skip
    names = "; ".join(input_words(row, report) for row in found[:MOST_INPUTS])
    message = (
        N_("Alone, one of these is enough to take the programme below what it costs: {names}.") if npv > 0
        else N_("Alone, one of these is enough to lift the programme above what it costs: {names}.")
    )  # fmt: skip
    return _(message, names=names)


def two_way_table(report: Report) -> Table | Prose:
    """Return the net present value where less or more of the effect comes true, and costs are lower or higher."""
    _, rows = report.language, report.result.two_way
    if rows.empty:
        return Prose()
    table = rows.pivot_table(index="effect_share", columns="cost_share", values="npv_eur")
    top = float(table.abs().max().max())
    frame = {_("Of the effect comes true"): [_.share(share) for share in table.index]}
    for share in table:
        frame[_("Costs {share} (€)", share=_.share(share))] = alike(table[share], report, largest=top)
    note = _("Net present value over {years}. 100%: as expected here.", years=years_words(report))
    return Table(pd.DataFrame(frame), numeric=tuple(list(frame)[1:]), notes=(note,))


def _share_of(what: str, report: Report) -> dict[str, Any]:
    rows = report.result.break_even
    own = rows[rows["what"] == what].to_dict("records")
    return own[0] if own else {"what": what, "share": NAN, "status": "unknown"}


def break_even_words(report: Report) -> Prose:
    """Return how small the effect may be, or how dear the programme, before it no longer pays."""
    if report.result.verdict == "no_benefit" or takes_nothing(report):
        return Prose()
    return Prose(*filter(None, [" ".join(filter(None, [_effect_words(report), _cost_words(report)]))]))


def _effect_words(report: Report) -> str:
    _, effect = report.language, _share_of(EFFECT, report)
    if effect["status"] == "never":
        return _("However large the effect, the programme does not earn back what it costs.")
    if effect["status"] == "always" or effect["share"] <= 0:
        return _("The programme pays even if none of the effect comes true.")
    if effect["status"] != "shown":
        return ""
    if told_share(effect) > 1:
        return _("The programme only pays if {share} of the expected effect comes true, which is more than all of it.",
                 share=_.share(told_share(effect)))  # fmt: skip
    return _("The programme pays as long as at least {share} of the expected effect comes true.",
             share=_.share(told_share(effect)))  # fmt: skip


def told_share(row: dict[str, Any]) -> float:
    """Return a share in whole percentages, on the safe side: of an effect rounded up, of costs rounded down.

    Parameters
    ----------
    row : what ('effect', 'costs' or a line) and share.

    Examples
    --------
    >>> told_share({"what": "effect", "share": 0.671}), told_share({"what": "costs", "share": 1.476})
    (0.68, 1.47)
    """
    percentage = round(100 * row["share"], 6)
    return (math.floor(percentage) if row["what"] == COSTS else math.ceil(percentage)) / 100


def _cost_words(report: Report) -> str:
    _, costs = report.language, _share_of(COSTS, report)
    if costs["status"] != "shown" or not costs["share"] > 0:
        return ""
    share = told_share(costs)
    if share >= 1:
        return _("Or, with the effect as expected: as long as costs stay below {share} of what they are taken to be.",
                 share=_.share(share))  # fmt: skip
    return _("Or, with the effect as expected: only if costs come down to {share} of what they are taken to be.",
             share=_.share(share))  # fmt: skip


def break_even_table(report: Report) -> Table | Prose:
    """Return at which share of what is expected the programme just pays: of all effects, of costs and of each line."""
    _, rows, written = report.language, report.result.break_even, line_names(report)
    if rows.empty:
        return Prose()
    rows, told = _with_a_share(rows)
    whole, held = {EFFECT: _("All benefits"), COSTS: _("All costs")}, rows.to_dict("records")
    frame = pd.DataFrame({
        _("What turns out otherwise"): [whole.get(what) or written.get(what, what) for what in rows["what"]],
        _("It just pays at"): [_.share(told_share(row)) if row["share"] == row["share"] else "–" for row in held],
        _("What that says"): [_break_even_reading(row, report) for row in held],
    })  # fmt: skip
    notes = [
        _("Share of what is expected here, the others staying as expected."),
        *(_(WITHOUT_ONE[why]) for why in told),
    ]
    return Table(frame, numeric=(_("It just pays at"),), notes=tuple(notes))


def _with_a_share(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return the rows of all benefits, all costs and the lines that decide, and what holds of every other line."""
    others = ~rows["what"].isin([EFFECT, COSTS]) & rows["status"].isin(list(WITHOUT_ONE))
    return rows[~others], sorted(rows.loc[others, "status"].unique())


def _break_even_reading(row: dict[str, Any], report: Report) -> str:
    _ = report.language
    if row["status"] in WHATEVER:
        return _(WHATEVER[row["status"]])
    share = told_share(row)
    room = _.share(abs(share - 1))
    if row["what"] == COSTS:
        return _("costs may rise by {share}", share=room) if share >= 1 else _("costs must fall by {share}", share=room)
    return (
        _("it may turn out {share} smaller", share=room)
        if share <= 1
        else _("it must turn out {share} larger", share=room)
    )  # noqa: E501


def waiting_pays(report: Report) -> bool:
    """Say whether waiting for a pilot may be worth more than the draws are precise."""
    facts = report.result.facts
    return bool(facts.get("waiting_value_eur", NAN) >= max(CLEARLY, facts.get("npv_error_eur", 0.0)))


def waiting_words(report: Report) -> Prose:
    """Return what it may cost at most to wait for a pilot that tells whether it works."""
    _, facts = report.language, report.result.facts
    worth = facts.get("waiting_value_eur", NAN)
    if worth != worth or report.result.verdict == "no_benefit":
        return Prose()
    if unranged(report):
        return Prose(_("What a pilot is worth cannot be said: no ranges were given."))
    months = _.plural("{n} month", "{n} months", facts["waiting_pilot_months"])
    if not waiting_pays(report):
        return Prose(_("Waiting {months} for a pilot is worth next to nothing: what it could teach would not change the decision, or costs more than it saves.",  # noqa: E501
                       months=months))  # fmt: skip
    return Prose(
        _("Starting with a pilot of {months}, and going on only if it pays, is worth at most about {amount} more than deciding now, as far as the draws reach. A pilot that costs more is not worth it; a pilot that costs less may be, if it can settle the matter.",  # noqa: E501
          months=months, amount=two_digits(worth, report))
    )  # fmt: skip


def pause_words(report: Report) -> Prose:
    """Return what pausing the programme for a year costs: what fades, and what comes back late."""
    _, facts, settings = report.language, report.result.facts, report.settings
    cost, low, high = (facts.get(name, NAN) for name in ("pause_cost_eur", "pause_cost_low", "pause_cost_high"))
    if not settings.pause_year or report.result.pause.empty or cost != cost:
        return Prose()
    told = [
        _("Suppose the programme is paused in {year}.", year=year_words(settings.pause_year, report).lower()),
        _("Then {lost} of the effect fades, and it comes back no faster than it came the first time.",
          lost=_.share(settings.pause_decay)) if settings.pause_decay else
        _("The effect then stays as it was before the pause."),
        _("Of the costs of that year, {left} go on.", left=_.share(settings.pause_costs_left))
        if settings.pause_costs_left else _("The costs of that year stop."),
    ]  # fmt: skip
    if abs(cost) < CLEARLY:
        told.append(_("Over {years}, that makes no difference.", years=years_words(report)))
        return Prose(" ".join(told))
    if cost < 0:
        cost, low, high = -cost, -high, -low
        message = N_("Over {years}, that would save about {amount}{interval}.")
    else:
        message = N_("Over {years}, that pause costs about {amount}{interval}.")
    interval = f", {between(low, high, language=_)}" if has_range(low, high) else ""
    told.append(_(message, years=years_words(report), amount=amount(cost, low, high, report), interval=interval))
    return Prose(" ".join(told))
