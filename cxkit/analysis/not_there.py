"""What to say of a name in the settings that the data do not hold."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from cxkit.errors import Fault
from cxkit.language import N_

SHOWN = 8


def not_there(setting: str, name: str, known: Sequence[str]) -> Fault:
    """Return the fault for a name in the settings that the data do not hold, with the nearest that they do."""
    near = difflib.get_close_matches(name.casefold(), [other.casefold() for other in known], n=1)
    found = N_("{setting} names {name}, which the data do not hold")
    if near:
        right = next(other for other in known if other.casefold() == near[0])
        return Fault(found, N_("Did you mean {near}?"), values={"setting": setting, "name": name, "near": right})
    listed = ", ".join(known[:SHOWN]) + (", …" if len(known) > SHOWN else "")
    return Fault(found, N_("The data hold: {known}"), values={"setting": setting, "name": name, "known": listed or "-"})
