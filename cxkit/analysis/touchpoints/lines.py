"""What each lever and each burden of a saving comes to, one line each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxkit.analysis import uncertainty as unsure
from cxkit.analysis.touchpoints.capacity import handling_fte, worked_fte
from cxkit.analysis.touchpoints.costs import cost_label
from cxkit.analysis.touchpoints.levers import HANDLING, REMAINING, Account, Lever
from cxkit.result import weakest
from cxkit.settings.touchpoints import TouchpointSavings

EVENTS, DEARER, EXTRA = "fewer_events", "residual_dearer", "extra_work"
LINE_COLUMNS = [
    "lever", "scope", "base_n_year", "effect_low", "effect_likely", "effect_high", "alone_eur", "alone_low_eur",
    "alone_high_eur", "net_eur", "net_low_eur", "net_high_eur", "average_eur", "hours_year", "fte", "label", "status",
    "reason",
]  # fmt: skip
UNKNOWN = (np.nan, np.nan, np.nan)


@dataclass(frozen=True)
class Line:
    """One lever or burden a year; see Savings for the columns.

    net_eur, alone_eur, hours_year, fte : arrays, point estimate first; None where there is none to give.
    time_eur : the part of net_eur that is time, at the point estimate.
    reason : why there are no amounts; empty when there are.
    """

    lever: str
    scope: str
    given: Sequence[float]
    base_n_year: float
    net_eur: np.ndarray
    average_eur: float
    label: str
    alone_eur: np.ndarray | None = None
    hours_year: np.ndarray | None = None
    fte: np.ndarray | None = None
    time_eur: float = 0.0
    reason: str = ""

    def row(self) -> tuple:
        """Return the line as a row of the frame."""
        net, alone = (
            UNKNOWN if self.reason or v is None else unsure.interval(v) for v in (self.net_eur, self.alone_eur)
        )
        average = np.nan if self.reason else self.average_eur
        hours, fte = (np.nan if v is None else float(v[0]) for v in (self.hours_year, self.fte))
        return (self.lever, self.scope, self.base_n_year, *self.given, *alone, *net, average, hours, fte, self.label,
                _status(*net), self.reason)  # fmt: skip


def _status(estimate: float, low: float, high: float) -> str:
    if not np.isfinite([estimate, low, high]).all():
        return "not_computable"
    return "no_difference" if low <= 0 <= high else "shown"


def frame_of(lines: Sequence[Line]) -> pd.DataFrame:
    """Return lines as a frame with LINE_COLUMNS."""
    return pd.DataFrame([line.row() for line in lines], columns=LINE_COLUMNS)


def contact_lines(levers: Sequence[Lever], held: Account, settings: TouchpointSavings) -> list[Line]:
    """Return what each lever on contacts saves beside the others."""
    return [_contact_line(lever, held, settings) for lever in levers]


def _contact_line(lever: Lever, held: Account, settings: TouchpointSavings) -> Line:
    hours = held.net["hours", lever.key]
    return Line(
        lever.name,
        lever.scope,
        lever.given,
        held.base_n[lever.key],
        held.net["eur", lever.key],
        float(held.net["average_eur", lever.key][0]),
        weakest([settings.effect_label, _saved_label(settings)]),
        alone_eur=held.alone["eur", lever.key],
        hours_year=hours,
        fte=handling_fte(hours, settings),
        time_eur=float(held.net["time_eur", lever.key][0]),
        reason=_reason(lever, held),
    )


def _saved_label(settings: TouchpointSavings) -> str:
    """Return what a euro of an avoided contact rests on; occupancy and the share of a given cost saved are assumed."""
    return weakest([cost_label(settings), "assumed"])


def _reason(lever: Lever, held: Account) -> str:
    """Return why a lever has no amount, or nothing."""
    if not lever.known:
        return "page_not_counted"
    if lever.key not in held.reached:
        return "no_contacts"
    if lever.name == HANDLING and lever.effect[0] > 0 and not held.alone["eur", lever.key].any():
        return "no_time_part"
    return ""


def event_lines(events: pd.DataFrame | None, settings: TouchpointSavings, year_factor: float) -> list[Line]:
    """Return what fewer cost events save, per kind."""
    found = {} if events is None else events.set_index("kind").to_dict("index")
    return [
        _event_line(kind, given, found.get(kind), settings, year_factor)
        for kind, given in settings.fewer_events.items()
    ]


def _event_line(
    kind: str, given: Sequence[float], event: Mapping[str, float] | None, settings: TouchpointSavings,
    year_factor: float,
) -> Line:  # fmt: skip
    """Return what fewer events of a kind save; all of their cost falls away with them."""
    if event is None or not event["events_n"]:
        none = unsure.constant(0.0)
        return Line(EVENTS, kind, given, 0.0, none, 0.0, settings.effect_label, reason="no_events")
    effect = unsure.pert(*given, rng=unsure.stream(settings.seed, EVENTS, kind))
    cost, high = event["cost_eur_year"], event["high_eur"]
    cost_eur = cost * unsure.volume_of(
        cost, 2 * cost - high, high, rng=unsure.stream(settings.seed, "volume", EVENTS, kind)
    )
    saved = effect * cost_eur
    base_n = year_factor * event["events_n"]
    return Line(EVENTS, kind, given, base_n, saved, float(saved[0]), settings.effect_label, alone_eur=saved)


def dearer_lines(held: Account, settings: TouchpointSavings) -> list[Line]:
    """Return what the contacts that remain cost more, per topic of which contacts are avoided; one draw for all."""
    given = settings.residual_dearer
    dearer = unsure.pert(*given, rng=unsure.stream(settings.seed, DEARER))
    label = weakest([settings.effect_label, _saved_label(settings)])
    return [_dearer_line(topic, dearer, held, settings, label) for topic in sorted(held.dearer) if given[-1] > 0]


def _dearer_line(topic: str, dearer: np.ndarray, held: Account, settings: TouchpointSavings, label: str) -> Line:
    contacts_n, time_eur, hours = (held.remaining[name, topic] for name in REMAINING)
    cost_eur, more_hours = -dearer * time_eur, -dearer * hours
    return Line(
        DEARER,
        topic,
        settings.residual_dearer,
        float(contacts_n[0]),
        cost_eur,
        float(cost_eur[0]),
        label,
        hours_year=more_hours,
        fte=handling_fte(more_hours, settings),
        time_eur=float(cost_eur[0]),
    )


def extra_lines(settings: TouchpointSavings) -> list[Line]:
    """Return what extra work costs, per department."""
    return [
        _extra_line(name, given, settings) for name, given in settings.extra_work_hours_year.items() if given[-1] > 0
    ]


def _extra_line(department: str, given: Sequence[float], settings: TouchpointSavings) -> Line:
    """Return what extra work of one department costs; its hours are worked, a rate per paid hour pays for more."""
    hours = -unsure.pert(*given, rng=unsure.stream(settings.seed, EXTRA, department))
    paid = hours if settings.rate_basis == "productive hour" else hours / (1 - settings.shrinkage)
    cost_eur = paid * settings.hourly_rate_of(department)
    label = weakest([settings.rate_label, "assumed"])
    fte = worked_fte(hours, settings)
    average = float(cost_eur[0])
    return Line(EXTRA, department, given, np.nan, cost_eur, average, label, hours_year=hours, fte=fte, time_eur=average)
