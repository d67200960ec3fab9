"""What a new client's settings hold: the defaults, without what was made for the demo or what the client lacks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cxkit.language import N_
from cxkit.settings.notebooks import NOTEBOOKS, Engagement

if TYPE_CHECKING:
    from cxkit.intake.guess import TableGuess

EMPTY_IS_FINE = ("value_minus", "acquisition_cost", "adjust_for", "features")
"""Settings that list customer columns and may be empty: what the client's files lack is left out of them."""
NEW_CLIENT = {
    "shifts": [["detractor", "passive", 100]],
    "concurrency": {},
    "fixed_cost_eur": {},
    "switch_pairs": [],
    "pages": [],
    "failure_topics": [],
    "fewer_contacts": {},
    "fewer_after_page": {},
    "fewer_repeats": {"all": [0.1, 0.2, 0.3]},
    "fewer_switches": {},
    "shorter_handling": {},
    "fewer_events": {},
    "extra_work_hours_year": {},
    "cross_sell": {},
    "held": {},
    "product_value_eur_year": {},
    "combination_value_eur_year": {},
    "themes": [],
    "contact_counts": ["first_contacts_n", "repeat_contacts_n"],
    "driver_groups": {},
    "negative_control": "",
    "parts": {},
    "success_probability": {},
    "departments": {},
    "owners": {},
    "aims": {},
    "success_factors": {},
    "pilots": {},
}
"""Settings of which the default was made for the demo's customers, channels, topics, pages and departments.

One of the same name and another kind in another notebook keeps its default, such as a chance that is one number.
"""
OWN_LISTS = ("opportunities", "stakeholders", "competitors", "costs", "effects", "measurements", "events")
"""Tables that the consultant makes, so that a client's files need not hold them yet."""
COLUMNS_WANTED = {
    "costs": N_("line, category, year and amount_eur (or hours and rate_eur_hour in place of amount_eur)"),
    "measurements": N_("unit, period, metric and value, and of a pilot also pilot and arm"),
}
"""By list that a notebook cannot do without: what must stand in it."""


def own_values(notebook: str, chosen: Mapping[str, TableGuess]) -> dict[str, Any]:
    """Return a notebook's own settings for a new client, without customer columns the client does not have."""
    given = defaults(NOTEBOOKS[notebook])
    given |= {name: value for name, value in NEW_CLIENT.items() if type(value) is type(given.get(name))}
    own = {name: given[name] for name in NOTEBOOKS[notebook].model_fields if name not in Engagement.model_fields}
    if "customers" not in chosen:
        return own
    found = set(chosen["customers"].mapping.values())
    lists = {name: [column for column in own[name] if column in found] for name in EMPTY_IS_FINE if name in own}
    return _with_known_drivers({**own, **lists}, chosen)


def _with_known_drivers(own: dict[str, Any], chosen: Mapping[str, TableGuess]) -> dict[str, Any]:
    """Return settings without the drivers of tables that were not found, and without what would change them."""
    if "what_ifs" not in own:
        return own
    tables = {"contact_counts": "contacts", "scores": "responses"}
    own = own | {name: [] for name, table in tables.items() if table not in chosen}
    drivers = {*own["features"], *own["contact_counts"], *own["scores"]}
    return own | {"what_ifs": [line for line in own["what_ifs"] if line[0] in drivers]}


def defaults(model: type[Engagement]) -> dict[str, Any]:
    """Return every setting of a notebook with its default."""
    return {name: field.get_default(call_default_factory=True) for name, field in model.model_fields.items()}
