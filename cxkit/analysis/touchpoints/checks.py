"""Whether the log bears out the settings: names of topics, channels, pages and kinds that are not there."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from cxkit.analysis.not_there import not_there
from cxkit.analysis.touchpoints.frames import DAY, Period, date_of
from cxkit.errors import Fault, SettingsError
from cxkit.language import N_
from cxkit.settings.touchpoint_rules import ALL
from cxkit.settings.touchpoints import TouchpointSavings

QUIET_DAYS = 7


def no_contacts(period: Period) -> Fault:
    """Return the fault for a period without an answered contact."""
    return Fault(
        N_("the log holds no answered contact from {start} until {end}"),
        N_("Correct count_from and count_until, or the column mapped to answered"),
        values={"start": period.first_day.isoformat(), "end": period.last_day.isoformat()},
    )


def period(counted: Period, *, settings: TouchpointSavings) -> None:
    """Refuse a period that the log does not cover; a few quiet days at either end are fine.

    Raises
    ------
    SettingsError : count_from lies well before the log, or count_until well after it, or either beyond it.
    """
    first, last = date_of(counted.log_start), date_of(counted.log_end - 1)
    early = counted.log_start - counted.start > QUIET_DAYS * DAY or counted.start >= counted.log_end
    late = counted.end - counted.log_end > QUIET_DAYS * DAY or counted.end <= counted.log_start
    faults = [
        Fault(N_("{setting} is {value}, and the log runs from {first} to {last}"),
              N_("Choose days within the log, or leave {setting} empty"),
              values={"setting": setting, "value": getattr(settings, setting), "first": first, "last": last})
        for setting, outside in (("count_from", early), ("count_until", late)) if outside and getattr(settings, setting)
    ]  # fmt: skip
    if faults:
        raise SettingsError(faults, language=settings.language)


def names(
    volumes: pd.DataFrame, *, kinds: list[str] | None, pages: list[str] | None, settings: TouchpointSavings
) -> list[Fault]:
    """Return a fault for each name in the settings that the data do not hold; it would silently save nothing.

    Parameters
    ----------
    volumes : the period's contacts by topic, channel and department.
    kinds, pages : what the cost events and the visits hold; None where there are none to look at.
    settings : every name in them is looked up.
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
    return faults


def _unknown(setting: str, named: Iterable[str], known: list[str]) -> list[Fault]:
    return [not_there(setting, name, known) for name in dict.fromkeys(named) if name not in known]
