"""How many a pilot needs, what can be seen with those there are, and what looking in between does."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from cxkit.language import N_
from cxkit.report.cells import HIDDEN as DASH
from cxkit.report.impact.names import (
    HIDDEN,
    day,
    known,
    metric_words,
    pilot_heading,
    scaled,
    signed_change,
    typed_amount,
    typed_change,
    typed_size,
    units_words,
)
from cxkit.report.reader import Report
from cxkit.report.show import Prose, Table

NAN = float("nan")
DIGITS = 2


def _rows(report: Report) -> list[dict[str, Any]]:
    """Return the rows of sizing, each with its pilot's."""
    pilots = {row["pilot"]: row for row in report.result.pilots.to_dict("records")}
    return [pilots[row["pilot"]] | row for row in report.result.sizing.to_dict("records") if row["pilot"] in pilots]


def sizing_table(report: Report) -> Table | Prose:
    """Return how many units each pilot needs in each group, and what can be seen with those there are."""
    _, rows = report.language, _rows(report)
    if not rows:
        return Prose()
    frame = pd.DataFrame({
        _("Pilot, and what it is judged on"): [pilot_heading(row, report) for row in rows],
        _("Smallest worth having"): [typed_size(row["smallest_worth"], row["unit"], report) for row in rows],
        _("Spread"): [_or_dash(row, _rough(row["sd"], row, report)) for row in rows],
        _("Needed in each group"): [_or_dash(row, _count(row["needed_n"], report)) for row in rows],
        _("There are"): [_or_dash(row, _there(row, report)) for row in rows],
        _("Chance to see it"): [_or_dash(row, _share(row["power_now"], report)) for row in rows],
        _("Smallest that shows"): [_or_dash(row, _rough(row["detectable"], row, report)) for row in rows],
    })  # fmt: skip
    notes = [
        _("Needed: to see the smallest effect worth having with a chance of {power}. There are: in the smaller group.",
          power=_.share(report.settings.power)),
        *_design_note(rows, report),
    ]  # fmt: skip
    return Table(frame, numeric=tuple(frame.columns[1:]), notes=tuple(notes))


def _or_dash(row: dict[str, Any], text: str) -> str:
    return DASH if row["verdict"] == HIDDEN else text


def _rough(value: float, row: dict[str, Any], report: Report) -> str:
    """Return the size of a figure to two digits; nothing where it is not known."""
    if not known(value):
        return ""
    size = abs(scaled(value, row["unit"]))
    places = max(0, DIGITS - 1 - math.floor(math.log10(size))) if size else 0
    return report.language.number(size, decimals=places)


def _count(n: float, report: Report) -> str:
    return report.language.number(math.ceil(n)) if known(n) else report.language(N_("cannot be said"))


def _there(row: dict[str, Any], report: Report) -> str:
    return report.language.number(int(row["have_n"])) if known(row["have_n"]) and row["have_n"] else ""


def _share(share: float, report: Report) -> str:
    if not known(share):
        return ""
    return report.language(N_("more than 99%")) if share > 0.995 else report.language.share(share)


def _design_note(rows: list[dict[str, Any]], report: Report) -> list[str]:
    """Return that units of one group of assignment resemble each other, which asks for more of them."""
    _ = report.language
    told = [row for row in rows if known(row["design_effect"]) and row["design_effect"] > 1.005]
    return [
        _("{pilot}: those that belong together resemble each other, so {times} times as many are needed.",
          pilot=row["pilot"], times=_.number(row["design_effect"], decimals=1))
        for row in told if row["verdict"] != HIDDEN
    ]  # fmt: skip


def sizing_words(report: Report) -> Prose:
    """Return of each pilot how many it needs, and whether there are enough."""
    rows = [row for row in _rows(report) if row["verdict"] != HIDDEN]
    return Prose(*(_sizing_words(row, report) for row in rows))


def _sizing_words(row: dict[str, Any], report: Report) -> str:
    _, units = report.language, units_words(row, report)
    if not known(row["needed_n"]):
        return _("{pilot}: how many {units} it needs cannot be said before more has been measured.", pilot=row["pilot"],
                 units=units)  # fmt: skip
    worth = typed_change(row["smallest_worth"], row["unit"], report)
    needed = _(
        "{pilot} needs {n} {units} in each group to see {metric} become {worth}.",
        pilot=row["pilot"], n=_.number(math.ceil(row["needed_n"])), units=units, worth=worth,
        metric=metric_words(row["metric"], report),
    )  # fmt: skip
    return " ".join(filter(None, [needed, _enough(row, report)]))


def _enough(row: dict[str, Any], report: Report) -> str:
    """Return whether there are enough, and else what can be seen with those there are."""
    _ = report.language
    if not known(row["have_n"]) or not row["have_n"]:
        return ""
    if row["have_n"] >= row["needed_n"]:
        return _("There are {n}: enough.", n=_.number(int(row["have_n"])))
    told = _("There are {n}: too few to be sure of seeing it.", n=_.number(int(row["have_n"])))
    if not known(row["detectable"]):
        return told
    seen = typed_amount(float(f"{row['detectable']:.{DIGITS}g}"), row["unit"], report)
    return told + " " + _("With those, an effect of {size} or more is seen.", size=seen)


def look_table(report: Report) -> Table | Prose:
    """Return the looks of pilots that are looked at in between, with the bound that holds at each."""
    _, rows = report.language, _looked(report)
    if not rows:
        return Prose()
    frame = pd.DataFrame({
        _("Pilot"): [row["pilot"] for row in rows],
        _("Look on"): [day(row["look_at"], report) for row in rows],
        _("Share measured by then"): [_.share(row["share"]) if known(row["share"]) else "" for row in rows],
        _("Effect"): [_or_dash(row, _effect(row, report)) for row in rows],
        _("Found (z)"): [_or_dash(row, _z(row["z"], report)) for row in rows],
        _("Needed (z)"): [_z(row["bound"], report, sign=False) for row in rows],
        _("Looked"): [_("yes") if row["taken"] else _("not yet") for row in rows],
    })  # fmt: skip
    note = _(
        "z: the effect in steps of its own uncertainty. It is shown when z lies beyond what is needed, on either side."
    )  # noqa: E501
    return Table(frame, numeric=tuple(frame.columns[2:6]), notes=(note,))


def _looked(report: Report) -> list[dict[str, Any]]:
    """Return the looks of pilots with more than one, each with its pilot's unit."""
    looks = report.result.looks
    if looks.empty:
        return []
    several = looks[looks.groupby("pilot")["look_at"].transform("size") > 1]
    pilots = {row["pilot"]: row for row in report.result.pilots.to_dict("records")}
    return [row | {"unit": pilots[row["pilot"]]["unit"], "verdict": pilots[row["pilot"]]["verdict"]}
            for row in several.to_dict("records") if row["pilot"] in pilots]  # fmt: skip


def _effect(row: dict[str, Any], report: Report) -> str:
    return signed_change(row["estimate"], NAN, NAN, row["unit"], report) if row["taken"] else ""


def _z(z: float, report: Report, *, sign: bool = True) -> str:
    if not known(z):
        return ""
    mark = ("−" if z < 0 else "+") if sign else ""
    return mark + report.language.number(abs(z), decimals=2)


def looks_words(report: Report) -> Prose:
    """Return what looking in between does to how sure one is; nothing when nobody does."""
    _, names = report.language, list(dict.fromkeys(row["pilot"] for row in _looked(report)))
    if not names:
        return Prose()
    return Prose(
        _("Whoever looks more often finds an effect by chance more often. So each look in between asks for a larger effect than the last one, and intervals are wider. All looks together keep the chance of a false effect at 5%."),  # noqa: E501
    )  # fmt: skip
