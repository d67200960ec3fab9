"""Figures that others published about what customer experience returned, from a file that a client can replace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class IndustryFigure:
    """One published figure, shown beside a client's own and never counted.

    Parameters
    ----------
    key : short name, unique in the file.
    publisher, source : who published it, and where it was seen.
    edition : year of the edition.
    what : what it says, by language.
    low, high : the figure; equal where one figure was published.
    unit : 'USD million', 'GBP million', 'EUR per contact', 'USD per contact', 'share', 'points', …
    industry : which one, by language; empty for all.
    seen : 'read' when the source was opened, 'excerpt' when only its beginning was.
    """

    key: str
    publisher: str
    source: str
    edition: int
    what: Mapping[str, str]
    low: float
    high: float
    unit: str
    industry: Mapping[str, str]
    seen: str = "read"


def load_figures(name: str) -> tuple[IndustryFigure, ...]:
    """Return the figures of a file, newest edition first; none for an empty name.

    Parameters
    ----------
    name : name of a file of the kit, or the path of one of your own.
    """
    return ()
