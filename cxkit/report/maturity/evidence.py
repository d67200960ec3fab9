"""The remarks of raters as a table, in the reader's language."""

from __future__ import annotations

import pandas as pd

from cxkit.report.maturity.names import overall, statement
from cxkit.report.reader import Report
from cxkit.report.remarks import own_names, without_names
from cxkit.report.show import Prose, Table

MOST_REMARKS = 30


def evidence_table(report: Report) -> Table | Prose:
    """Return remarks by statement, without who made them."""
    _, rows = report.language, report.result.evidence
    if rows.empty:
        return Prose(_("Nobody made a remark.")) if not overall(report)["hidden"] else Prose()
    told, to_client = rows.head(MOST_REMARKS), report.settings.audience == "client"
    names = own_names(report.tables.answers) if to_client else ()
    firsts = ~told["item"].duplicated()
    frame = pd.DataFrame({
        _("Statement"): [
            statement(item, report) if first else "" for item, first in zip(told["item"], firsts, strict=True)
        ],
        _("Remark"): [without_names(str(text), names) for text in told["evidence"]],
    })  # fmt: skip
    more = [_.plural("{n} more remark is not in this table.", "{n} more remarks are not in this table.", n)
            for n in [len(rows) - len(told)] if n]  # fmt: skip
    if to_client:
        note = _(
            "As people typed them; […] stands for an e-mail address, a telephone number, another long number or the own word of somebody who filled it in."  # noqa: E501
        )
    else:
        note = _("Read these before this goes to a client: names inside a remark are not taken out.")
    return Table(frame, notes=(*more, note))
