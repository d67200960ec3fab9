"""Why to stop studying or to go on, and what the steps in maturity are for."""

from __future__ import annotations

from typing import Any

from cxkit.report.drivers.names import roughly
from cxkit.report.ranking.names import names, of_class
from cxkit.report.reader import Report
from cxkit.report.show import Prose
from cxkit.report.wording import plain_euros


def stop_words(report: Report) -> Prose:
    """Return for what certainty may be worth a pilot, and for how many it is not: there studying stops."""
    _ = report.language
    judged = of_class(report, "do_now", "validate", "not_now")
    if all(row["tested"] for row in judged):
        return Prose()
    told = [
        _(
            "Going on studying is only worth it while knowing more could change the decision. For each improvement, knowing beforehand whether it pays is worth so much at most, and no more."
        )
    ]  # noqa: E501
    told += [_pilot_words(row, report) for row in of_class(report, "validate")]
    rest = [
        row for row in of_class(report, "do_now", "not_now") if row["reason"] != "over_budget" and not row["tested"]
    ]
    return Prose(*told, *_stopped(len(rest), len(told) > 1, report))


def _pilot_words(row: dict[str, Any], report: Report) -> str:
    _ = report.language
    return _(
        "{name}: certainty is worth at most {worth}, and a pilot costs {cost}. A pilot may pay, if it can settle the matter.",
        name=names(report)[row["opportunity"]], worth=plain_euros(roughly(row["evpi_eur"]), language=_),
        cost=plain_euros(row["pilot_cost_eur"], language=_),
    )  # fmt: skip


def _stopped(n: int, with_pilots: bool, report: Report) -> list[str]:
    _ = report.language
    if not n:
        return []
    if not with_pilots:
        return [_("For none of them a pilot is worth its price: stop studying and decide.")]
    return [
        _.plural(
            "For {n} other, a pilot costs more than certainty could ever be worth: stop studying and decide.",
            "For {n} others, a pilot costs more than certainty could ever be worth: stop studying and decide.",
            n,
        )
    ]


def foundation_words(report: Report) -> Prose:
    """Return what the steps in maturity are for, and which come first."""
    _, rows = report.language, report.result.roadmap
    found = of_class(report, "foundation")
    if not found:
        return Prose()
    told = [
        _(
            "Some steps bring no euros of their own, but the rest stands on them. They come from the maturity assessment and have no place in the ranking."
        )  # noqa: E501
    ]
    first = rows[rows["step"] == "foundation"].sort_values(["phase", "order"], kind="stable")
    if len(first):
        told.append(_("First: {name}.", name=names(report)[first["opportunity"].iloc[0]].rstrip(".")))
    return Prose(" ".join(told))
