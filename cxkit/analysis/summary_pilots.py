"""What came true of what was tried: the pilots of impact_measurement, as the summary tells them."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from cxkit.analysis.pilot_claims import JUDGED, REALISED
from cxkit.analysis.tested import as_tested
from cxkit.result import EarlierResults, Finding

NOTEBOOK, EFFECT = "impact_measurement", "effect:"
MOST_HEADLINES = 3
COLUMNS = [
    "pilot", "finding", "verdict", "advice", "stage", "replaces", "eur_year", "low_eur", "high_eur", "label", "status",
]  # fmt: skip


def pilots(earlier: EarlierResults) -> pd.DataFrame:
    """Return the pilots that were measured, what is judged first, of those the largest amount.

    Parameters
    ----------
    earlier : results of the other notebooks.

    Returns
    -------
    pilot, finding (realised:<pilot> where euros were expected, else effect:<pilot>), verdict, advice, stage ('' where
    hidden), replaces (bool: what it realised counts instead of what it tested), eur_year, low_eur, high_eur (nan where
    none is shown), label, status.

    Examples
    --------
    >>> pilots(EarlierResults()).empty
    True
    """
    tested = as_tested(earlier)[1]
    counting = set(tested.loc[tested["used"].astype(bool), "pilot"])
    frame = pd.DataFrame([_pilot(name, one, counting) for name, one in _told(earlier).items()], columns=COLUMNS)
    order = frame.assign(open=~frame["verdict"].isin(JUDGED), size=-frame["eur_year"].astype(float).abs())
    return order.sort_values(["open", "size", "pilot"], kind="stable", ignore_index=True)[COLUMNS]


def headline_findings(earlier: EarlierResults) -> list[Finding]:
    """Return what judged pilots realised, at most MOST_HEADLINES: those with an amount, then those that show none."""
    told = _told(earlier)
    found = [told[row["pilot"]] for row in pilots(earlier).to_dict("records") if row["verdict"] in JUDGED]
    euros = [one for one in found if one.name.startswith(REALISED)]
    return [one for one in euros if one.estimate is not None or one.status == "no_difference"][:MOST_HEADLINES]


def _told(earlier: EarlierResults) -> dict[str, Finding]:
    """Return by pilot what it realised in euros, or else its effect."""
    held = earlier.results.get(NOTEBOOK)
    found = held.findings if held else ()
    effects, euros = (
        {one.name.removeprefix(start): one for one in found if one.name.startswith(start)}
        for start in (EFFECT, REALISED)
    )
    return effects | euros


def _pilot(name: str, one: Finding, counting: set[str]) -> tuple[Any, ...]:
    told = (str(one.notes.get(note, "")) for note in ("verdict", "advice", "stage"))
    in_euros = one.name.startswith(REALISED)
    ends = (math.nan if end is None or not in_euros else end for end in (one.estimate, one.low, one.high))
    return (name, one.name, *told, name in counting, *ends, one.label, one.status)
