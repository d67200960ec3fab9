"""Which findings the list names as what an opportunity rests on, and the names it gives that nothing has."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

import pandas as pd

from cxkit.analysis.ledger import LEVERS, SAVING, SHIFT, WHAT_IF
from cxkit.analysis.ranking.yields import ACTION, MATURITY, kind_of
from cxkit.errors import Fault
from cxkit.language import N_
from cxkit.result import EarlierResults

SEPARATOR = ";"
SHOWN = 8
BEGINNINGS = {
    **{f"{SAVING}{lever}": "touchpoint_savings" for lever in LEVERS},
    WHAT_IF: "driver_modelling", SHIFT: "cx_group_valuation", ACTION: "maturity_assessment",
}  # fmt: skip


def names_in(text: object) -> tuple[str, ...]:
    """Return the names a cell of the list holds, each once; none when it is blank.

    >>> names_in("shift_value; what_if_value:NPS ;"), names_in(float("nan"))
    (('shift_value', 'what_if_value:NPS'), ())
    """
    parts = (part.strip() for part in text.split(SEPARATOR)) if isinstance(text, str) else ()
    return tuple(dict.fromkeys(part for part in parts if part))


def matched(source: str, benefits: pd.DataFrame) -> pd.DataFrame:
    """Return the benefits that a source names: that very finding, or all whose name goes on with a ':' after it.

    Parameters
    ----------
    source : name of a finding, or its beginning.
    benefits : of `yields.benefits`.
    """
    found = benefits["finding"]
    return benefits[found.eq(source) | found.str.startswith(f"{source}:")]


def held(sources: Iterable[str], benefits: pd.DataFrame) -> pd.DataFrame:
    """Return the benefits that any of the sources names, each once, in the order of the sources."""
    parts = [matched(source, benefits) for source in sources]
    return pd.concat(parts).drop_duplicates(["notebook", "finding"]) if parts else benefits.iloc[:0]


def unknown_sources(listed: pd.DataFrame, benefits: pd.DataFrame, earlier: EarlierResults) -> list[Fault]:
    """Return a fault for every source that no finding has, though its notebook's results are there.

    Parameters
    ----------
    listed : opportunities of the list: opportunity, source (tuple of names).
    benefits : of `yields.benefits`.
    earlier : which notebooks' results are there.
    """
    return [
        _unknown(name, source, benefits)
        for name, sources in zip(listed["opportunity"], listed["source"], strict=True)
        for source in sources
        if matched(source, benefits).empty and _has_results(source, earlier)
    ]


def _has_results(source: str, earlier: EarlierResults) -> bool:
    """Say whether a source should be there: its notebook's results are, or no notebook has such names."""
    notebook = BEGINNINGS.get(source.partition(":")[0])
    return notebook is None or notebook in earlier.results


def _unknown(name: str, source: str, benefits: pd.DataFrame) -> Fault:
    known = [*dict.fromkeys(benefits["stands_for"]), *benefits["finding"]] or list(BEGINNINGS)
    return _with_nearest(
        N_('opportunity "{opportunity}" rests on {source}, and no result has that name'), source, known,
        column="source", values={"opportunity": name, "source": source},
    )  # fmt: skip


def _with_nearest(found: str, name: str, known: Sequence[str], *, column: str, values: dict[str, str]) -> Fault:
    """Return a fault that offers the name meant, or the names there are."""
    near = difflib.get_close_matches(name.casefold(), [other.casefold() for other in known], n=1)
    if near:
        right = next(other for other in known if other.casefold() == near[0])
        return Fault(found, N_("Did you mean {near}?"), column=column, values=values | {"near": right})
    listed = ", ".join(list(dict.fromkeys(known))[:SHOWN]) + (", …" if len(set(known)) > SHOWN else "")
    return Fault(found, N_("Choose from: {known}"), column=column, values=values | {"known": listed or "-"})


def both_given(listed: pd.DataFrame, benefits: pd.DataFrame) -> list[Fault]:
    """Return a fault for every opportunity whose euros are given twice: by a result and by the list itself."""
    return [
        Fault(
            N_('opportunity "{opportunity}" rests on {source} and has expected euros of its own as well'),
            N_("Keep one of the two"),
            column="expected_eur_year",
            values={"opportunity": row["opportunity"], "source": ", ".join(row["source"])},
        )
        for row in listed.to_dict("records")
        if pd.notna(row["expected_eur_year"]) and any(kind_of(source)[0] != MATURITY for source in row["source"])
    ]


def taken_names(listed: pd.DataFrame, automatic: pd.DataFrame) -> list[Fault]:
    """Return a fault for every opportunity of the list named as a result that it does not rest on."""
    twice = sorted(set(listed["opportunity"]) & set(automatic["opportunity"]))
    return [
        Fault(
            N_('opportunity "{opportunity}" has the name of a result that it does not rest on'),
            N_("Name that result as its source, or give it another name"),
            column="opportunity",
            values={"opportunity": name},
        )
        for name in twice
    ]


def unknown_opportunities(listed: pd.DataFrame, known: Sequence[str]) -> list[Fault]:
    """Return a fault for every opportunity that 'after' or 'excludes' names and that is not there."""
    return [
        _with_nearest(
            N_('opportunity "{opportunity}" names "{other}", which is no opportunity'), other, known,
            column=column, values={"opportunity": row["opportunity"], "other": other},
        )
        for row in listed.to_dict("records")
        for column in ("after", "excludes")
        for other in row[column]
        if other not in known
    ]  # fmt: skip


def circles(listed: pd.DataFrame) -> list[Fault]:
    """Return a fault for every circle of opportunities that wait for each other.

    Parameters
    ----------
    listed : opportunity, after (tuple of names).
    """
    after = dict(zip(listed["opportunity"], listed["after"], strict=True))
    found: dict[frozenset[str], tuple[str, ...]] = {}
    for name in after:
        circle = _circle(name, after)
        if circle:
            found.setdefault(frozenset(circle), circle)
    return [_waiting(circle) for circle in found.values()]


def _waiting(circle: tuple[str, ...]) -> Fault:
    if len(circle) == 1:
        return Fault(
            N_('opportunity "{opportunity}" waits for itself'),
            N_("Take it out of its own column after"),
            column="after",
            values={"opportunity": circle[0]},
        )
    return Fault(
        N_("these opportunities wait for each other: {names}"),
        N_("Take one of them out of the column after"),
        column="after",
        values={"names": ", ".join(circle)},
    )


def excluding_itself(listed: pd.DataFrame) -> list[Fault]:
    """Return a fault for every opportunity that excludes itself.

    Parameters
    ----------
    listed : opportunity, excludes (tuple of names).
    """
    return [
        Fault(
            N_('opportunity "{opportunity}" excludes itself'),
            N_("Take it out of its own column excludes"),
            column="excludes",
            values={"opportunity": name},
        )
        for name, excludes in zip(listed["opportunity"], listed["excludes"], strict=True)
        if name in excludes
    ]


def _circle(start: str, after: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return a way from an opportunity back to itself by what each must follow; () when there is none."""
    ways, seen = [(start,)], set()
    while ways:
        way = ways.pop()
        for other in after.get(way[-1], ()):
            if other == start:
                return way
            if other not in seen:
                seen.add(other)
                ways.append((*way, other))
    return ()
