"""Which settings of opportunity_ranking make no sense; each rule raises what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cxkit.language import N_
from cxkit.settings.fields import quoted, wrong

if TYPE_CHECKING:
    from cxkit.settings.ranking import OpportunityRanking


def weights_problem(s: OpportunityRanking, criteria: Sequence[str]) -> None:
    """Refuse a weight of an unknown criterion, one below 0, and weights that are all 0."""
    for name, weight in s.weights.items():
        if name not in criteria:
            raise wrong(
                N_("weights holds {name}, which is no criterion"), N_("Choose from: {known}"),
                name=quoted(name), known=", ".join(criteria),
            )  # fmt: skip
        if weight < 0:
            raise wrong(
                N_("the weight of {name} is {weight}, expected 0 or more"), N_("Correct the value"),
                name=name, weight=weight,
            )  # fmt: skip
    if not sum(s.weights.values()):
        raise wrong(N_("every weight is 0"), N_("Give at least one criterion a weight"))


def scale_problem(s: OpportunityRanking) -> None:
    """Refuse a scale that is none."""
    if len(s.score_scale) != 2 or s.score_scale[0] >= s.score_scale[1]:
        raise wrong(
            N_("score_scale is {scale}"), N_("Write [lowest, highest], such as [0, 10]"), scale=quoted(s.score_scale)
        )
