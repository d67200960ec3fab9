"""Which part of a result the programme brings about, and how likely that is; burdens follow their savings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cxkit.analysis.ledger import SAVING
from cxkit.analysis.pilot_state import pilot_state
from cxkit.result import Finding
from cxkit.settings.roi import BusinessCase, by_beginning, longest_beginning

DEARER, EXTRA_WORK = f"{SAVING}residual_dearer", f"{SAVING}extra_work"
FEWER = f"{SAVING}fewer_contacts"


def chance_of(name: str, settings: BusinessCase) -> tuple[float, str]:
    """Return how likely it is that a result comes about, 0-1, and the key of the settings that says so ('' none).

    Notes
    -----
    Contacts that remain get dearer as far as fewer are made: that burden takes the chance of its saving. Extra work is
    sure. A key that names the burden itself goes before.

    Examples
    --------
    >>> settings = BusinessCase(success_probability={"saving_": 0.8, "saving_fewer_contacts:bill": 0.5})
    >>> chance_of("saving_residual_dearer:bill", settings), chance_of("saving_extra_work:HR", settings)
    ((0.5, 'saving_fewer_contacts:bill'), (1.0, ''))
    """
    chances = settings.success_probability
    key = longest_beginning(_followed(name, chances), chances)
    if name.startswith(EXTRA_WORK) and not key.startswith(EXTRA_WORK):
        return 1.0, ""
    return chances.get(key, 1.0), key


def part_of(name: str, savings: Iterable[Finding], settings: BusinessCase) -> float:
    """Return which part of a result the programme brings about, 0-1.

    Parameters
    ----------
    name : of the result.
    savings : findings of savings on contacts, with an amount.
    settings : parts.

    Notes
    -----
    Contacts that remain get dearer for the part of the saving on the same topic. Extra work is done for the part of all
    savings on contacts, each weighed by its euros. A key that names the burden itself goes before.
    """
    parts = settings.parts
    if not name.startswith(EXTRA_WORK) or longest_beginning(name, parts).startswith(EXTRA_WORK):
        return by_beginning(_followed(name, parts), parts, 1.0)
    gains = [saving for saving in savings if saving.estimate and saving.estimate > 0]
    if not gains:
        return by_beginning(name, parts, 1.0)
    whole = sum(saving.estimate for saving in gains)
    return sum(_own_part(saving, parts) * saving.estimate for saving in gains) / whole


def _own_part(saving: Finding, parts: Mapping[str, float]) -> float:
    part = by_beginning(saving.name, parts, 1.0)
    return 1.0 if part and pilot_state(saving) else part


def _followed(name: str, values: Mapping[str, float]) -> str:
    """Return the saving a burden follows, or the name itself.

    >>> _followed("saving_residual_dearer:bill", {}), _followed("saving_residual_dearer:bill", {DEARER: 1.0})
    ('saving_fewer_contacts:bill', 'saving_residual_dearer:bill')
    """
    if not name.startswith(DEARER) or longest_beginning(name, values).startswith(DEARER):
        return name
    return FEWER + name.removeprefix(DEARER)
