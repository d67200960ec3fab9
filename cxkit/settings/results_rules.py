"""Which notebooks' results a notebook may build on."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from cxkit.language import N_
from cxkit.settings.fields import quoted, wrong

if TYPE_CHECKING:
    from cxkit.settings.engagement import Engagement


def results_problem(s: Engagement) -> None:
    """Refuse the first name in results_of whose results this notebook does not read."""
    for name in s.results_of:
        if name not in s.reads:
            near = difflib.get_close_matches(name, s.reads, n=1, cutoff=0.4)
            raise wrong(
                N_("results_of holds {name}, whose results are not read here"),
                N_("Choose from: {known}"),
                name=quoted(name), known=", ".join(near or s.reads),
            )  # fmt: skip
