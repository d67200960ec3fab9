"""Realised beside expected, every estimate, and how much had to be measured."""

from __future__ import annotations

from cxkit.report.reader import Report
from cxkit.report.show import Prose, Table


def pilot_table(report: Report) -> Table | Prose:
    """Return per pilot what was expected, what came of it, the verdict and the advice."""
    return Prose()


def euro_table(report: Report) -> Table | Prose:
    """Return per pilot the euros a year that were expected and those that were realised."""
    return Prose()


def reading_table(report: Report) -> Table | Prose:
    """Return every estimate of every pilot, naive ones marked as misleading."""
    return Prose()


def check_table(report: Report) -> Table | Prose:
    """Return what was checked of every pilot, and what came of it."""
    return Prose()


def sizing_table(report: Report) -> Table | Prose:
    """Return how many units each pilot needs, and what can be seen with those there are."""
    return Prose()


def sizing_words(report: Report) -> Prose:
    """Return which pilots are too small for the smallest effect worth having."""
    return Prose()


def look_table(report: Report) -> Table | Prose:
    """Return the looks in between, with the bound that holds at each."""
    return Prose()


def looks_words(report: Report) -> Prose:
    """Return what looking in between does to how sure one is."""
    return Prose()
