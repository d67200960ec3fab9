"""A result as one reader may see it: what every table, figure and sentence of a report is made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from cxkit.analysis.impact_result import ImpactResult
from cxkit.analysis.maturity_result import MaturityResult
from cxkit.language import Language
from cxkit.report.disclosure import protect_result
from cxkit.report.few_raters import protect_raters
from cxkit.report.few_units import protect_units
from cxkit.report.show import Table
from cxkit.result import EarlierResults, Finding, NotebookResults, provenance, six_digits, write_ledger
from cxkit.result import write_results as write_file
from cxkit.settings.notebooks import Engagement


@dataclass(frozen=True)
class Report:
    """A protected result with its settings and tables.

    notebook : name of the notebook.
    result : what analysis found, as this reader may see it.
    settings : checked settings.
    tables : what intake read: rows, notes and hashes are used here.
    ledger : lines for the ledger file, never shown.
    earlier : results of other notebooks that this one read; None where it reads none.
    """

    notebook: str
    result: Any
    settings: Engagement
    tables: Any
    ledger: Any
    earlier: EarlierResults | None = None

    @property
    def language(self) -> Language:
        """Return the reader's language."""
        return Language(self.settings.language)

    @property
    def hidden_n(self) -> int:
        """Return how many groups this reader does not see."""
        frame, column = next(iter(self.result.partitions.items()), ("", ""))
        if not frame:
            return 0
        rows = getattr(self.result, frame)
        return int(rows.loc[rows["hidden"].astype(bool), column].nunique(dropna=False))


def protect(result: Any, *, settings: Engagement, tables: Any, earlier: EarlierResults | None = None) -> Report:
    """Return the report of a result for its reader: small groups hidden when that is the client.

    Parameters
    ----------
    result : what an analysis returned.
    settings : checked settings; audience and minimum_group_n (for raters: minimum_raters_n) decide.
    tables : what `load` returned.
    earlier : what `earlier_results` returned, where the notebook read it.
    """
    if isinstance(result, MaturityResult):
        safe = protect_raters(result, audience=settings.audience, minimum_n=settings.minimum_raters_n)
    elif isinstance(result, ImpactResult):
        safe = protect_units(result, audience=settings.audience, minimum_n=settings.minimum_group_n)
    else:
        safe = protect_result(result, audience=settings.audience, minimum_n=settings.minimum_group_n)
    return Report(result.notebook, safe, settings, tables, result.ledger, earlier)


def write_results(report: Report, *, answer: Any) -> Table:
    """Write the results file (and the ledger file) and return the figures that were handed on.

    Parameters
    ----------
    report : of `protect`.
    answer : the answer shown at the top, whose sentence goes along.
    """
    settings = report.settings
    results = NotebookResults(
        notebook=report.notebook,
        client=settings.client,
        period=settings.period,
        language=settings.language,
        audience=settings.audience,
        answer=answer.in_one_sentence,
        findings=report.result.findings,
        provenance=provenance(settings, report.tables.hashes, results=_read(report.earlier)),
    )
    write_file(results)
    if report.ledger is not None:
        write_ledger(report.ledger, client=settings.client, notebook=report.notebook)
    return _handed_on(results.findings)


def _read(earlier: EarlierResults | None) -> dict[str, str]:
    return earlier.findings_hashes if earlier else {}


def _handed_on(findings: tuple[Finding, ...]) -> Table:
    """Return the figures with six digits, so that a change too small for the report is seen by who compares runs."""
    rows = [(f.name, *(six_digits(v) for v in (f.estimate, f.low, f.high)), f.unit, f.status) for f in findings]
    frame = pd.DataFrame(rows, columns=["name", "estimate", "low", "high", "unit", "status"])
    return Table(frame, numeric=("estimate", "low", "high"))
