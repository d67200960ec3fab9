"""Who gains and who loses by each opportunity."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

import pandas as pd

from cxkit.errors import Fault
from cxkit.language import N_

COLUMNS = ("stakeholder", "opportunity", "effect", "hours_year", "must_agree", "notes", "verdict")
SHOWN = 8


def stakeholders(listed: pd.DataFrame | None, opportunities: pd.DataFrame) -> pd.DataFrame:
    """Return who gains and loses by which opportunity, with what is to be done about it.

    Parameters
    ----------
    listed : stakeholder, opportunity, effect ('gain', 'loss', 'both', 'none') and any of hours_year (+ more work, -
        less), must_agree, notes; None without a list.
    opportunities : judged: opportunity, verdict; best rank first.

    Returns
    -------
    COLUMNS; stakeholders in the order of the list, each one's opportunities by rank. hours_year nan where unknown;
    must_agree False and notes '' where blank.

    Notes
    -----
    `unknown_opportunities` says beforehand which opportunities of the list are not there.
    """
    if listed is None or listed.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    known = opportunities["opportunity"].tolist()
    frame = listed.reset_index(drop=True).reindex(columns=list(COLUMNS[:-1]))
    frame = frame.assign(
        hours_year=frame["hours_year"].astype(float),
        must_agree=frame["must_agree"].astype("boolean").fillna(False).astype(bool),
        notes=[text if isinstance(text, str) else "" for text in frame["notes"]],
        verdict=frame["opportunity"].map(opportunities.set_index("opportunity")["verdict"]),
    )
    who, place = list(dict.fromkeys(frame["stakeholder"])), {name: at for at, name in enumerate(known)}
    order = sorted(
        frame.index, key=lambda row: (who.index(frame["stakeholder"][row]), place[frame["opportunity"][row]])
    )
    return frame.loc[order].reset_index(drop=True)


def unknown_opportunities(listed: pd.DataFrame | None, known: Sequence[str]) -> list[Fault]:
    """Return a fault for each opportunity in the list of stakeholders that nothing has, with the nearest name.

    Parameters
    ----------
    listed : stakeholder, opportunity; None without a list.
    known : names of the opportunities there are.
    """
    names = [] if listed is None else dict.fromkeys(listed["opportunity"])
    return [_unknown(name, listed, known) for name in names if name not in known]


def _unknown(name: str, listed: pd.DataFrame, known: Sequence[str]) -> Fault:
    who = ", ".join(dict.fromkeys(listed.loc[listed["opportunity"] == name, "stakeholder"]))
    found = N_('the list of stakeholders names opportunity "{opportunity}" (of {who}), which is not there')
    near = difflib.get_close_matches(name.casefold(), [other.casefold() for other in known], n=1)
    if near:
        right = next(other for other in known if other.casefold() == near[0])
        return Fault(found, N_("Did you mean {near}?"), values={"opportunity": name, "who": who, "near": right})
    some = ", ".join(known[:SHOWN]) + (", …" if len(known) > SHOWN else "")
    return Fault(found, N_("Choose from: {known}"), values={"opportunity": name, "who": who, "known": some or "-"})
