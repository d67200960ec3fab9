"""The consultant's own lists, checked: opportunities, who gains and loses by them, and competitors' scores."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from cxkit.errors import Fault
from cxkit.intake import rows
from cxkit.intake.impact_lists import checked_events, checked_measurements
from cxkit.intake.list_checks import (
    EVIDENCE,
    RANGE,
    below_0,
    blanks,
    column_of,
    half_ranges,
    not_whole,
    outside_range,
    shown_by,
    told,
    twice,
    with_faults,
    worded,
)
from cxkit.intake.money_lists import checked_costs, checked_effects
from cxkit.intake.reading import TableRead
from cxkit.language import N_
from cxkit.settings.notebooks import Engagement

NAMES_APART = ";"
FIRST_YEAR, LAST_YEAR = 1990, 2100
AMOUNTS = ("effort_days", "lead_months", "cost_eur", "running_eur_year", "pilot_cost_eur", "volume_n")
EFFECTS = {"gain": "gain", "loss": "loss", "both": "both", "none": "none",
           "winst": "gain", "verlies": "loss", "beide": "both", "geen": "none"}  # fmt: skip


def checked_opportunities(read: TableRead, settings: Engagement) -> TableRead:
    """Return the opportunities with what came up: words in one form, amounts of 0 or more, ranges in order.

    Parameters
    ----------
    read : the table as its file gives it.
    settings : settings of the engagement.
    """
    read = worded(read, "rests_on", EVIDENCE)
    return with_faults(read, [*_names(read), *below_0(read, AMOUNTS), *_ranges(read), *_shares(read)])


def checked_stakeholders(read: TableRead, settings: Engagement) -> TableRead:
    """Return the stakeholders with what came up: nothing blank, effects in one form, one row per opportunity.

    Parameters
    ----------
    read, settings : as in `checked_opportunities`.
    """
    read = worded(read, "effect", EFFECTS)
    needed = ("stakeholder", "opportunity", "effect")
    return with_faults(read, [*blanks(read, needed), *twice(read, ("stakeholder", "opportunity"))])


def checked_competitors(read: TableRead, settings: Engagement) -> TableRead:
    """Return the competitors with what came up: whole years, scores on the scale; rows without a score are set aside.

    Parameters
    ----------
    read : as in `checked_opportunities`.
    settings : market_metric and score_scale, where the notebook has them.
    """
    same = ("brand", "metric", "year")
    faults = [*blanks(read, same), *_years(read), *_off_scale(read, settings), *below_0(read, ("n",)),
              *twice(read, same)]  # fmt: skip
    return _without_score(with_faults(read, faults))


LISTS: dict[str, Callable[[TableRead, Engagement], TableRead]] = {
    "opportunities": checked_opportunities,
    "stakeholders": checked_stakeholders,
    "competitors": checked_competitors,
    "costs": checked_costs,
    "effects": checked_effects,
    "measurements": checked_measurements,
    "events": checked_events,
}


def _names(read: TableRead) -> list[Fault]:
    """Return a fault for names that cannot stand in a list of names."""
    column = column_of(read, "opportunity")
    return shown_by(column, column.cells.str.contains(NAMES_APART, regex=False),
                     N_("{value} holds a semicolon, which keeps names apart in a list of names"),
                     N_("Leave the semicolon out of the name"))  # fmt: skip


def _shares(read: TableRead) -> list[Fault]:
    """Return the fault for a share of nothing: only what a source brings is taken in part."""
    share, source = column_of(read, "source_share"), column_of(read, "source")
    return shown_by(share, share.cells.notna() & source.cells.isna() & ~told(read, "source"),
                     N_("a share is given, but no source to take it of"),
                     N_("Name the source, or leave the share out"))  # fmt: skip


def _ranges(read: TableRead) -> list[Fault]:
    """Return what is wrong with ranges of euros: half given, or out of order."""
    low, likely, high = (column_of(read, name) for name in RANGE)
    given, ends = likely.cells.notna(), low.cells.notna() | high.cells.notna()
    return [
        *shown_by(low if low.cells.notna().any() else high, ends & ~given & ~told(read, likely.name),
                  N_("a lowest or highest yield stands without the expected one"),
                  N_("Fill in expected_eur_year, or leave the range out")),
        *half_ranges(read, RANGE, N_("Fill in the lowest and the highest yield, or neither")),
        *outside_range(read, RANGE, N_("Expected: lowest ≤ expected ≤ highest")),
    ]  # fmt: skip


def _years(read: TableRead) -> list[Fault]:
    return not_whole(read, "year", FIRST_YEAR, LAST_YEAR, N_("{value} is no year"), N_("Write it as 2025"))


def _off_scale(read: TableRead, settings: Engagement) -> list[Fault]:
    """Return a fault for scores of the market's metric that lie outside its scale."""
    metric, scale = getattr(settings, "market_metric", ""), getattr(settings, "score_scale", None)
    if not metric or not scale or "metric" not in read.kept.frame or "score" not in read.kept.frame:
        return []
    low, high = scale
    column = column_of(read, "score")
    of_metric = read.kept.frame["metric"].str.casefold() == metric.casefold()
    return shown_by(
        column, of_metric & ~column.cells.between(low, high) & column.cells.notna(),
        N_("{value} is outside the scale {low} to {high}"),
        N_("Correct the value, or set score_scale to the scale of market_metric"), low=low, high=high,
    )  # fmt: skip


def _without_score(read: TableRead) -> TableRead:
    if read.faults or "score" not in read.kept.frame:
        return read
    return replace(read, kept=read.kept.without(read.kept.frame["score"].isna(), rows.NO_SCORE))
