"""The ledger of roi: every line alone, what is taken out of it and why, and what counts."""

from __future__ import annotations

import pandas as pd

from cxkit.analysis.business_case_result import OVERLAP_STEPS
from cxkit.analysis.business_case_result import STEPS as ORDER
from cxkit.language import N_
from cxkit.report.ranking.names import label_words, notebook_words
from cxkit.report.ranking.tables import interval_heading, known, money
from cxkit.report.reader import Report
from cxkit.report.roi.input_doubts import late_note
from cxkit.report.roi.names import (
    STEPS,
    a_year,
    alike,
    largest,
    line_names,
    result_words,
    step_amounts,
)
from cxkit.report.show import Prose, Table

EUR = ("eur_year", "low_eur", "high_eur")
BURDEN = "burden"
STEP_SENTENCES = {
    "weaker_reading": N_("About {amount} is a second reading of an effect that is in already: the better founded reading counts."),  # noqa: E501
    "same_effect": N_("About {amount} is in two results, since a shift between CX groups and the driver model both see customers who stay or buy more: one of the two counts."),  # noqa: E501
    "same_customers": N_("About {amount} would come from customers whom another improvement already keeps or sells to."),  # noqa: E501
    "unknown_customers": N_("About {amount} may come from the same customers, and nobody knows which ones: only the largest amount counts."),  # noqa: E501
    "leaves": N_("About {amount} would be saved on contacts of customers who leave anyway."),
    "capacity": N_("About {amount} is time that is freed without a euro less being spent."),
    "burden": N_("About {amount} goes into the extra work and the dearer contacts that come with it."),
    "chance": N_("About {amount} is what is missed on average because not everything will work."),
}  # fmt: skip
ASIDE_REASONS = {
    "no_difference": N_("the data show no effect"),
    "hidden": N_("too few customers to show it"),
    "not_computable": N_("it could not be computed"),
    "other_period": N_("it is no amount a year"),
    "benchmark": N_("a benchmark is shown, never counted"),
    "not_monotone": N_("value does not rise with the score"),
    "part_0": N_("the programme does not bring it about"),
    "chance_0": N_("its chance is set to 0"),
    "tested_no_gain": N_("a pilot showed no gain"),
    "tested_harm": N_("a pilot showed a loss"),
}


def ledger_words(report: Report) -> Prose:
    """Return what all lines bring when added up, what is taken out of that and why, and what counts in the end."""
    _, rows, steps = report.language, report.result.totals, report.result.steps
    if rows.empty or steps.empty:
        return Prose(_("There are no benefit lines."))
    told, out = step_amounts(report), steps.set_index("step")["eur_year"]
    reasons = [
        _(message, amount=told[step])
        for step, message in STEP_SENTENCES.items()
        if out.get(step, 0.0) < 0 and told[step] != _.euro(0)
    ]
    first = _("Added up one by one, the results bring about {gross} once they are fully in effect.",
              gross=a_year(told["gross"], report))  # fmt: skip
    last = _("What counts in this business case is about {counted}.", counted=a_year(told["counted"], report))
    if not reasons:
        return Prose(first, last)
    return Prose(first, " ".join([_("Not all of that counts."), *reasons]), last)


def ledger_table(report: Report) -> Table | Prose:
    """Return per line what it brings alone, what would count twice, what else is taken out, and what counts."""
    _, rows, written = report.language, report.result.lines, line_names(report)
    if rows.empty:
        return Prose()
    columns, burdens = ledger_columns(report), (rows["category"] == BURDEN).tolist()
    top, sums = largest(columns), columns.sum()
    told = {name: alike([*columns[name], sums[name]], report, largest=top) for name in columns}
    told["burden"] = [text if own else "" for text, own in zip(told["burden"], [*burdens, True], strict=True)]
    for name in ("gross", "overlap", "net"):
        told[name] = ["" if burden else text for text, burden in zip(told[name], [*burdens, False], strict=True)]
    _unused, ranges = money(rows, EUR, report)
    frame = pd.DataFrame({
        _("Benefit"): [*(written[line] for line in rows["line"]), _("Together")],
        _("Alone (€ a year)"): told["gross"],
        _("Counted elsewhere (€ a year)"): told["overlap"],
        _("Net (€ a year)"): told["net"],
        _("Burden (€ a year)"): told["burden"],
        _("Other reasons (€ a year)"): told["other"],
        _("Counts (€ a year)"): told["counted"],
        interval_heading(rows["label"], report): [*ranges, ""],
        _("Rests on"): [*(label_words(label, report) for label in rows["label"]), ""],
        _("Customers"): [*known(rows["customers_n"], _.number), ""],
    })  # fmt: skip
    notes = [
        _("Alone: at full effect, as if it were the only one; the interval is of that amount."),
        _("Other reasons: customers who leave anyway, freed time, and the chance that it does not work."),
    ]
    frame, left_out = _without_nothing(frame, list(frame.columns[1:7]), report)
    numeric = (*frame.columns[1:8], frame.columns[9])
    if any(burdens):
        notes.append(
            _("Burden: extra work and dearer contacts, at full effect; the interval of a burden is of that amount.")
        )
    else:
        frame, numeric = frame.drop(columns=_("Burden (€ a year)")), (*frame.columns[1:4], *numeric[4:])
    return Table(frame, numeric=numeric, notes=(*notes, *late_note(report), *left_out), total=True)


def _without_nothing(frame: pd.DataFrame, columns: list[str], report: Report) -> tuple[pd.DataFrame, list[str]]:
    """Return the rows in which an amount is more than nothing once rounded, and how many others there are."""
    _ = report.language
    shown = ~frame[columns].isin([_.euro(0), ""]).all(axis=1)
    shown.iloc[-1] = True
    n = int((~shown).sum())
    told = _.plural("{n} line that rounds to nothing is left out.", "{n} lines that round to nothing are left out.", n)
    return frame[shown], [told] * bool(n)


def ledger_columns(report: Report) -> pd.DataFrame:
    """Return per line, in euros a year, from gross to what counts; a burden has no gross, it is taken out.

    Returns
    -------
    gross, overlap (0 or below), net, burden (0 or below), other (what else is taken out; below 0 when it is), counted;
    index as lines.
    """
    rows, taken = report.result.lines, report.result.taken
    overlap = taken[taken["step"].isin(OVERLAP_STEPS)].groupby("line")["eur_year"].sum()
    burden = rows["eur_year"].where(rows["category"] == BURDEN, 0.0)
    gross = rows["eur_year"] - burden
    out = -rows["line"].map(overlap).astype(float).fillna(0.0)
    net, counted = gross + out, rows["net_eur_year"]
    other = counted - net - burden
    return pd.DataFrame(
        {"gross": gross, "overlap": out, "net": net, "burden": burden, "other": other, "counted": counted}
    )


def taken_table(report: Report) -> Table | Prose:
    """Return every euro that is taken out: from which line, why, and beside which other line."""
    _, rows, written = report.language, report.result.taken, line_names(report)
    if rows.empty:
        return Prose()
    rows = rows.iloc[rows["step"].map(ORDER.index).argsort(kind="stable")]
    eur = rows["eur_year"].tolist()
    beside = ["; ".join(written.get(line, line) for line in lines) for lines in rows["beside"]]
    frame = pd.DataFrame({
        _("Reason"): [*(_(STEPS[step]) for step in rows["step"]), _("Together")],
        _("Benefit"): [*(written.get(line, line) for line in rows["line"]), ""],
        _("Already counted in"): [*beside, ""],
        _("Taken out (€ a year)"): alike([*eur, sum(eur)], report, largest=max(map(abs, eur))),
    })  # fmt: skip
    if not any(frame[_("Already counted in")]):
        frame = frame.drop(columns=_("Already counted in"))
    notes = (
        _("In the order in which it is taken out, each from what the ones before it left."),
        _("Below zero: a burden that gets smaller."),
    )
    frame, left_out = _without_nothing(frame, [_("Taken out (€ a year)")], report)
    return Table(frame, numeric=(_("Taken out (€ a year)"),), notes=(*notes, *left_out), total=True)


def aside_table(report: Report) -> Table | Prose:
    """Return the results that bring no line, and why."""
    _, rows = report.language, report.result.aside
    if rows.empty:
        return Prose()
    frame = pd.DataFrame({
        _("Result"): [result_words(row, report) for row in rows.to_dict("records")],
        _("Source"): [notebook_words(name, report) for name in rows["notebook"]],
        _("Why it is no benefit here"): [_(ASIDE_REASONS.get(reason, reason)) for reason in rows["reason"]],
    })  # fmt: skip
    return Table(frame)
