"""The lists behind a business case, checked: what the programme costs, and benefits that no other result brings."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from cxkit.errors import Fault
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
    with_faults,
    worded,
)
from cxkit.intake.reading import TableRead
from cxkit.language import N_
from cxkit.settings.notebooks import Engagement

COSTS = {"training": "training", "technology": "technology", "operating": "operating", "measuring": "measuring",
         "effort": "effort", "opleiding": "training", "technologie": "technology", "operationeel": "operating",
         "beheer": "operating", "meten": "measuring", "inzet": "effort", "eigen uren": "effort"}  # fmt: skip
EFFECTS = {"loyalty": "loyalty", "satisfaction": "satisfaction", "word_of_mouth": "word_of_mouth",
           "returns": "returns", "other": "other", "word of mouth": "word_of_mouth", "loyaliteit": "loyalty",
           "tevredenheid": "satisfaction", "mond-tot-mond": "word_of_mouth", "mond-tot-mondreclame": "word_of_mouth",
           "retouren": "returns", "overig": "other"}  # fmt: skip
BASES = {"margin": "margin", "saving": "saving", "revenue": "revenue", "marge": "margin", "brutomarge": "margin",
         "besparing": "saving", "omzet": "revenue"}  # fmt: skip
COST_RANGE = ("lowest_eur", "amount_eur", "highest_eur")
LAST_YEAR, LONGEST_LIFE_YEARS = 50, 100
EVERY_YEAR = -1
"""Stands for a blank year, which is every year from the first."""


def checked_costs(read: TableRead, settings: Engagement) -> TableRead:
    """Return the costs with what came up: an amount or hours in every row, one row per line and year.

    Parameters
    ----------
    read : the table as its file gives it.
    settings : settings of the engagement.
    """
    read = worded(read, "category", COSTS)
    faults = [
        *blanks(read, ("line", "category")), *_amount_or_hours(read), *below_0(_of_amounts(read), COST_RANGE),
        *below_0(read, ("rate_eur_hour",)), *_cost_ranges(read), *_programme_years(read), *_same_year(read),
        *_capitalised(read),
    ]  # fmt: skip
    return with_faults(_flags_filled(read), faults)


def checked_effects(read: TableRead, settings: Engagement) -> TableRead:
    """Return the typed benefits with what came up: a range in order, revenue with its margin, own evidence.

    Parameters
    ----------
    read, settings : as in `checked_costs`.
    """
    for name, words in (("category", EFFECTS), ("basis", BASES), ("rests_on", EVIDENCE)):
        read = worded(read, name, words)
    faults = [
        *blanks(read, ("category", "expected_eur_year", "basis")),
        *below_0(read, ("expected_eur_year",), N_("A benefit is 0 or more; what something costs stands in costs")),
        *below_0(read, ("customers_n",)),
        *half_ranges(read, RANGE, N_("Fill in the lowest and the highest yield, or neither")),
        *outside_range(read, RANGE, N_("Expected: lowest ≤ expected ≤ highest")),
        *_margins(read),
        *_benchmarks(read),
        *not_whole(read, "from_year", 1, LAST_YEAR, N_("{value} is no year of the programme"),
                   N_("Write 1 for the first year, 2 for the second")),
    ]  # fmt: skip
    return with_faults(read, faults)


def _of_amounts(read: TableRead) -> TableRead:
    """Return the rows that give an amount: the range of hours that are saved lies below 0."""
    hours = column_of(read, "hours").cells
    return replace(read, kept=replace(read.kept, frame=read.kept.frame[~(hours < 0)]))


def _amount_or_hours(read: TableRead) -> list[Fault]:
    """Return what is wrong where a row gives no amount, or more than one."""
    amount, hours, rate = (column_of(read, name) for name in ("amount_eur", "hours", "rate_eur_hour"))
    has_amount, has_hours, has_rate = (column.cells.notna() for column in (amount, hours, rate))
    line, clear = column_of(read, "line"), ~told(read, "amount_eur", "hours", "rate_eur_hour")
    return [
        *shown_by(line, ~has_amount & ~has_hours & clear, N_("neither an amount nor hours are given"),
                  N_("Fill in amount_eur, or hours and rate_eur_hour")),
        *shown_by(hours, has_amount & has_hours, N_("both an amount and hours are given"), N_("Give one of them")),
        *shown_by(hours, has_hours & ~has_rate & clear, N_("hours are given, and no rate"),
                  N_("Fill in rate_eur_hour, what an hour costs")),
        *shown_by(rate, has_rate & ~has_hours & has_amount & clear, N_("a rate is given, and no hours"),
                  N_("Fill in hours, or leave the rate out")),
    ]  # fmt: skip


def _cost_ranges(read: TableRead) -> list[Fault]:
    """Return what is wrong with the ranges of amounts, and of hours times their rate."""
    low, hours, rate, high = (column_of(read, name) for name in ("lowest_eur", "hours", "rate_eur_hour", "highest_eur"))
    product = hours.cells * rate.cells
    half = (low.cells.isna() != high.cells.isna()) & ~told(read, low.name, high.name)
    both = N_("Fill in the lowest and the highest amount, or neither")
    return [
        *half_ranges(read, COST_RANGE, both),
        *shown_by(hours, product.notna() & half, N_("only one end of the range is given"), both),
        *outside_range(read, COST_RANGE, N_("Expected: lowest ≤ amount ≤ highest")),
        *shown_by(hours, (low.cells > product) | (product > high.cells),
                  N_("{value} hours times their rate lie outside their own range"),
                  N_("Expected: lowest ≤ hours × rate ≤ highest")),
    ]  # fmt: skip


def _programme_years(read: TableRead) -> list[Fault]:
    remedy = N_("Write 0 for the start and 1 for the first year, or leave it blank for every year from 1")
    return not_whole(read, "year", 0, LAST_YEAR, N_("{value} is no year of the programme"), remedy)


def _same_year(read: TableRead) -> list[Fault]:
    """Return a fault for lines that cost something twice in one year; a blank year is every year from the first."""
    line = column_of(read, "line")
    if line.cells.isna().all():
        return []
    year = column_of(read, "year").cells
    keys = pd.DataFrame({"line": line.cells.str.casefold(), "year": year.fillna(EVERY_YEAR)})
    clear = line.cells.notna() & ~told(read, "year")
    again = keys[clear].duplicated(keep=False).reindex(keys.index, fill_value=False)
    every = keys["line"].isin(keys.loc[clear & (keys["year"] == EVERY_YEAR), "line"])
    beside = every & keys["line"].isin(keys.loc[clear & (keys["year"] >= 1), "line"]) & clear & (keys["year"] != 0)
    return [
        *shown_by(line, again, N_("{value} stands twice in the same year; expected one row per line and year"),
                  N_("Bring the rows together, or give one another name")),
        *shown_by(line, beside & ~again,
                  N_("{value} has a row without a year, which is every year from 1, and a row for one of these years"),
                  N_("Give every year its own row, or keep the one without a year")),
    ]  # fmt: skip


def _capitalised(read: TableRead) -> list[Fault]:
    """Return what is wrong with what is written off: no lifetime or year, or work that cannot be capitalised."""
    flag, life = column_of(read, "capitalised"), column_of(read, "lifetime_years")
    is_so = flag.cells.fillna(False).astype(bool)
    effort = (column_of(read, "category").cells == "effort") | (column_of(read, "hours").cells < 0)
    return [
        *shown_by(flag, is_so & life.cells.isna() & ~told(read, life.name),
                  N_("it is capitalised, and no lifetime is given"), N_("Fill in lifetime_years, in whole years")),
        *shown_by(life, life.cells.notna() & ~is_so & ~told(read, flag.name),
                  N_("a lifetime is given, and it is not capitalised"),
                  N_("Write yes under capitalised, or leave the lifetime out")),
        *not_whole(read, life.name, 1, LONGEST_LIFE_YEARS, N_("{value} is no lifetime"),
                   N_("Write whole years, 1 or more")),
        *shown_by(flag, is_so & effort, N_("own hours are capitalised"),
                  N_("Write no: hours are costs of their year")),
        *shown_by(flag, is_so & column_of(read, "year").cells.isna() & ~told(read, "year"),
                  N_("it is capitalised and has no year, so that it would be bought every year"),
                  N_("Fill in the year in which it is bought, such as 0")),
    ]  # fmt: skip


def _flags_filled(read: TableRead) -> TableRead:
    """Return the costs with capitalised false where it is blank."""
    if "capitalised" not in read.kept.frame:
        return read
    filled = column_of(read, "capitalised").cells.fillna(False)
    return replace(read, kept=replace(read.kept, frame=read.kept.frame.assign(capitalised=filled)))


def _margins(read: TableRead) -> list[Fault]:
    """Return a fault for revenue without its gross margin, and for a margin beside what is no revenue."""
    basis, share = column_of(read, "basis"), column_of(read, "gross_margin_share")
    revenue = basis.cells == "revenue"
    return [
        *shown_by(basis, revenue & ~(share.cells > 0) & ~told(read, share.name),
                  N_("revenue is no benefit, its gross margin is, and no margin is given"),
                  N_("Fill in gross_margin_share, such as 0.35, or give the margin itself")),
        *shown_by(share, share.cells.notna() & ~revenue & basis.cells.notna(),
                  N_("a gross margin is given beside an amount that is no revenue"),
                  N_("Leave it out, or write revenue under basis")),
    ]  # fmt: skip


def _benchmarks(read: TableRead) -> list[Fault]:
    column = column_of(read, "rests_on")
    return shown_by(column, column.cells == "benchmark", N_("a benchmark is shown beside, never counted"),
                    N_("Leave the row out, or rest it on figures of your own"))  # fmt: skip
