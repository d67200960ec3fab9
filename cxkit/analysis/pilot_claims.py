"""Which pilot counts where several test the same result."""

from __future__ import annotations

import math
from collections.abc import Iterable

from cxkit.result import Finding

REALISED = "realised:"
JUDGED = ("exceeded", "achieved", "missed")
NAN = float("nan")


def claims(findings: Iterable[Finding]) -> tuple[str, ...]:
    """Return the pilots whose euros may be added up: those that are judged, and of two that test one result the surer.

    Parameters
    ----------
    findings : of impact_measurement; those called realised:<pilot> count, whose notes say what the pilot `tests`.

    Returns
    -------
    Names of pilots, the surest first (`order_of`). A name that is the beginning of another up to a ':' tests the same.
    A pilot that tests nothing is in nobody's way; one of which only a part is tested by a surer one is left out too.

    Examples
    --------
    >>> notes = {"verdict": "achieved", "replaces": True, "by_lot": True}
    >>> given = {"unit": "EUR", "period": "year", "estimate": 10.0, "low": 8.0, "high": 12.0}
    >>> whole = Finding("realised:whole", notes=notes | {"tests": ["what_if_value:NPS"]}, **given)
    >>> narrower = notes | {"tests": ["what_if_value:NPS:all:churn"], "by_lot": False}
    >>> part = Finding("realised:part", notes=narrower, **given)
    >>> claims([part, whole])
    ('whole',)
    """
    judged = [one for one in findings if one.name.startswith(REALISED) and one.notes.get("verdict") in JUDGED]
    order = sorted(judged, key=order_of)
    return tuple(
        one.name.removeprefix(REALISED)
        for place, one in enumerate(order)
        if not any(_same(name, other) for surer in order[:place] for name in _tests(one) for other in _tests(surer))
    )


def order_of(pilot: Finding) -> tuple[bool, bool, float, str]:
    """Return what puts one pilot before another: what it found counts, by lot, the narrower interval, its name."""
    _eur, low, high = measured(pilot)
    width = high - low if high >= low else math.inf
    return not pilot.notes.get("replaces"), not pilot.notes.get("by_lot"), width, pilot.name


def measured(pilot: Finding) -> tuple[float, float, float]:
    """Return the euros a year of a pilot with their interval; from its ratio where no amount is claimed.

    >>> measured(Finding("realised:p", unit="EUR", estimate=5.0, low=4.0, high=6.0))
    (5.0, 4.0, 6.0)
    """
    expected = pilot.notes.get("expected_eur_year") or NAN
    ratios = [pilot.notes.get(name) for name in ("ratio", "ratio_low", "ratio_high")]
    reckoned = [NAN if ratio is None else ratio * expected for ratio in ratios]
    told = [NAN if end is None else end for end in (pilot.estimate, pilot.low, pilot.high)]
    eur, *ends = [own if own == own else other for own, other in zip(told, reckoned, strict=True)]
    return eur, min(ends), max(ends)


def is_within(name: str, beginning: str) -> bool:
    """Say whether a result is the one that is named, or its name goes on with a ':' after it.

    >>> is_within("saving_fewer_pages:bill", "saving_fewer_pages"), is_within("saving_2", "saving_")
    (True, False)
    """
    return name == beginning or name.startswith(f"{beginning}:")


def _same(name: str, other: str) -> bool:
    return is_within(name, other) or is_within(other, name)


def _tests(pilot: Finding) -> tuple[str, ...]:
    return tuple(pilot.notes.get("tests") or ())
