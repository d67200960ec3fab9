"""What a report says of results of other notebooks that are missing or out of date."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from cxkit.language import N_
from cxkit.report.reader import Report
from cxkit.report.show import Note, Prose

OUT_OF_DATE = {
    "other_settings": N_("Made with other settings than hold now: {notebooks}. Run it again before deciding on this."),
    "other_data": N_("Made from other files than are there now: {notebooks}. Run it again before deciding on this."),
    "other_version": N_("Made with another version of the kit: {notebooks}. Run it again before deciding on this."),
    "other_results": N_(
        "Made from older results of other notebooks: {notebooks}. Run it again before deciding on this."
    ),
}
QUIET = ("not_run", "not_asked")


def absent_words(report: Report, *, words: Mapping[str, str], listed: Callable[[Iterable[str]], str]) -> Note | Prose:
    """Return which results are not used and why, or are out of date; nothing when all are in and fit.

    Parameters
    ----------
    report : whose result holds absent: notebook, reason.
    words : message by reason, in the order in which they are told.
    listed : gives notebooks as a reader reads them, one after the other.
    """
    _, rows = report.language, report.result.absent
    said = [
        _(message, notebooks=listed(rows.loc[rows["reason"] == reason, "notebook"]))
        for reason, message in words.items()
        if (rows["reason"] == reason).any()
    ]
    if not said:
        return Prose()
    return Note(" ".join(said), "info" if rows["reason"].isin(QUIET).all() else "warning")
