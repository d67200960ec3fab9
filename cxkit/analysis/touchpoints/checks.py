"""Whether the log bears out the settings: names of topics, channels, pages and kinds that are not there."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

import pandas as pd

from cxkit.analysis.touchpoints.frames import Period
from cxkit.errors import Fault, SettingsError
from cxkit.language import N_
from cxkit.settings.touchpoint_rules import ALL
from cxkit.settings.touchpoints import TouchpointSavings

SHOWN = 8


def no_contacts(period: Period) -> Fault:
    """Return the fault for a period without an answered contact."""
    return Fault(
        N_("the log holds no answered contact from {start} until {end}"),
        N_("Correct count_from and count_until, or the column mapped to answered"),
        values={"start": period.first_day.isoformat(), "end": period.last_day.isoformat()},
    )


def names(
    volumes: pd.DataFrame, *, kinds: list[str] | None, pages: list[str] | None, settings: TouchpointSavings
) -> None:
    """Refuse settings that name what the data do not hold; a slip of the pen would silently save nothing.

    Parameters
    ----------
    volumes : the period's contacts by topic, channel and department.
    kinds, pages : what the cost events and the visits hold; None where there are none to look at.
    settings : every name in them is looked up.

    Raises
    ------
    SettingsError : with every name that is not there, and the one nearest to it.
    """
    topics, channels = (sorted(volumes[column].unique()) for column in ("topic", "channel"))
    faults = [*_unknown("failure_topics", settings.failure_topics, topics)]
    for lever in ("fewer_contacts", "fewer_repeats", "shorter_handling"):
        faults += _unknown(lever, (name for name in getattr(settings, lever) if name != ALL), topics)
    for setting in ("cost_per_contact_eur", "fixed_cost_eur", "concurrency"):
        faults += _unknown(setting, getattr(settings, setting), channels)
    faults += _unknown("switch_pairs", (name for pair in settings.switch_pairs for name in pair), channels)
    departments = sorted(set(volumes["department"]) - {""})
    faults += _unknown("hourly_rate_eur_by_department", settings.hourly_rate_eur_by_department, departments)
    faults += [] if pages is None else _unknown("pages", settings.pages, pages)
    faults += [] if kinds is None else _unknown("fewer_events", settings.fewer_events, kinds)
    if faults:
        raise SettingsError(faults, language=settings.language)


def _unknown(setting: str, named: Iterable[str], known: list[str]) -> list[Fault]:
    return [_fault(setting, name, known) for name in dict.fromkeys(named) if name not in known]


def _fault(setting: str, name: str, known: list[str]) -> Fault:
    near = difflib.get_close_matches(name.casefold(), [other.casefold() for other in known], n=1)
    found = N_("{setting} names {name}, which the data do not hold")
    if near:
        right = next(other for other in known if other.casefold() == near[0])
        return Fault(found, N_("Did you mean {near}?"), values={"setting": setting, "name": name, "near": right})
    listed = ", ".join(known[:SHOWN]) + (", …" if len(known) > SHOWN else "")
    return Fault(found, N_("The data hold: {known}"), values={"setting": setting, "name": name, "known": listed or "-"})
