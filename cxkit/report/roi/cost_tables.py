"""What the programme costs, in which year and for whom, and who gains and who gives."""

from __future__ import annotations

import pandas as pd

from cxkit.report.ranking.names import label_words
from cxkit.report.ranking.stakeholders import signed
from cxkit.report.reader import Report
from cxkit.report.roi.names import (
    COST_CATEGORIES,
    GAINS,
    KINDS,
    a_year,
    alike,
    amount,
    largest,
    small,
    two_digits,
    year_words,
)
from cxkit.report.show import Prose, Table
from cxkit.report.wording import listed, plain_euros
from cxkit.result import weakest

EXTRA_WORK = "extra_work"


def cost_table(report: Report) -> Table | Prose:
    """Return what each block of costs takes in each year, with the range of the year's total."""
    _, rows = report.language, report.result.costs
    if rows.empty:
        return Prose()
    table = rows.pivot_table(index="year", columns="category", values="amount_eur", aggfunc="sum", fill_value=0.0)
    table = table[[name for name in COST_CATEGORIES if name in table]]
    together, top = table.sum(axis=1), largest(table)
    frame = {_("Year"): [*(year_words(year, report) for year in table.index), _("Together")]}
    for name in table:
        frame[f"{_(COST_CATEGORIES[name])} (€)"] = alike([*table[name], table[name].sum()], report, largest=top)
    frame[_("All costs (€)")] = alike([*together, together.sum()], report, largest=top)
    shown = pd.DataFrame(frame)
    return Table(shown, numeric=tuple(shown.columns[1:]), notes=tuple(_cost_notes(report)), total=True)


def _cost_notes(report: Report) -> list[str]:
    _, rows = report.language, report.result.costs
    low, likely, high = (float(rows[name].sum()) for name in ("low_eur", "amount_eur", "high_eur"))
    told = [_("All years together: about {amount} ({label}).", amount=amount(likely, low, high, report),
              label=label_words(weakest(rows["label"]), report))]  # fmt: skip
    if rows["capitalised_eur"].sum():
        told.append(
            _("Of this, {amount} is bought once and written off over its life.",
              amount=two_digits(rows["capitalised_eur"].sum(), report))
        )  # fmt: skip
    return told


def effort_table(report: Report) -> Table | Prose:
    """Return whose hours it takes, at what rate, and whose work gets faster."""
    _, rows = report.language, report.result.effort
    if rows.empty:
        return Prose()
    frame = pd.DataFrame({
        _("Own hours"): rows["line"].tolist(),
        _("Department"): [_department(name, report) for name in rows["department"]],
        _("Hours a year"): [signed(hours, report) for hours in rows["hours_year"]],
        _("Rate (€ an hour)"): [plain_euros(rate, language=_) for rate in rows["rate_eur_hour"]],
        _("Cost (€ a year)"): alike(rows["eur_year"], report),
        _("Counted"): [_("yes") if counted else _("no: freed time") for counted in rows["counted"]],
        _("Rests on"): [label_words(label, report) for label in rows["label"]],
    })  # fmt: skip
    note = _("Mean over the years. Hours: + more work, − faster work.")
    return Table(frame, numeric=tuple(frame.columns[i] for i in (2, 3, 4)), notes=(note,))


def department_nets(report: Report) -> pd.DataFrame:
    """Return per department its gains, its extra work, its costs and what is left, largest net first, in euros a year.

    Returns
    -------
    department, owner, gains, extra_work, costs, net.
    """
    rows = report.result.departments
    if rows.empty:
        return pd.DataFrame(columns=["department", "owner", "gains", "extra_work", "costs", "net"])
    block = rows["kind"].map(_block)
    table = rows.assign(block=block).pivot_table(
        index="department", columns="block", values="eur_year", aggfunc="sum", fill_value=0.0
    )
    table = table.reindex(columns=["gains", "extra_work", "costs"], fill_value=0.0)
    owners = rows.groupby("department")["owner"].first()
    table = table.assign(net=table.sum(axis=1), owner=owners)
    ordered = table.sort_values("net", ascending=False, kind="stable").reset_index()
    return ordered[["department", "owner", "gains", "extra_work", "costs", "net"]]


def _block(kind: str) -> str:
    if kind in GAINS:
        return "gains"
    return kind if kind == EXTRA_WORK else "costs"


def department_words(report: Report) -> Prose:
    """Return who gains, who gives without gaining as much, and for which euros nobody answers."""
    _, rows = report.language, department_nets(report)
    if rows.empty:
        return Prose()
    gaining, giving = rows[(rows["net"] > 0) & (rows["department"] != "")], rows[rows["net"] < 0].iloc[::-1]
    told = []
    if len(gaining):
        told.append(_("Gains more than it gives, a year on average: {names}.", names=_with_nets(gaining, report)))
    if len(giving):
        told.append(_("Gives more than it gains: {names}. Without their consent it will not happen.",
                      names=_with_nets(giving, report)))  # fmt: skip
    nobody = rows[(rows["owner"] == "") & (rows["department"] != "")]
    if len(nobody):
        told.append(_("Nobody is named who answers for: {names}.",
                      names=listed(nobody["department"].tolist(), language=_)))  # fmt: skip
    unnamed = rows[rows["department"] == ""]
    if len(unnamed) and unnamed["gains"].iloc[0]:
        told.append(_("No department is named for benefits of about {amount}.",
                      amount=a_year(_same(unnamed["gains"].iloc[0], report), report)))  # fmt: skip
    return Prose(" ".join(told))


def _with_nets(rows: pd.DataFrame, report: Report) -> str:
    return "; ".join(
        f"{_department(row['department'], report)} ({_same(row['net'], report)})" for row in rows.to_dict("records")
    )


def _same(eur: float, report: Report) -> str:
    """Return an amount of a department, rounded as in the table of departments."""
    return alike([eur], report, largest=largest_net(report))[0]


def largest_net(report: Report) -> float:
    """Return the largest amount in the table of departments, by which all amounts of departments are rounded."""
    return largest(department_nets(report)[["gains", EXTRA_WORK, "costs", "net"]])


def _department(name: str, report: Report) -> str:
    _ = report.language
    return str(name) if name else _("no department named")


def department_table(report: Report) -> Table | Prose:
    """Return per department what it gains, what it gives, the net of both, and who answers for it."""
    _, rows = report.language, department_nets(report)
    if rows.empty:
        return Prose()
    headings = {"gains": _("Gains (€ a year)"), "extra_work": _("Extra work (€ a year)"),
                "costs": _("Costs (€ a year)"), "net": _("Net (€ a year)")}  # fmt: skip
    top = largest_net(report)
    frame = {_("Department"): [*(_department(name, report) for name in rows["department"]), _("Together")]}
    for name, heading in headings.items():
        frame[heading] = alike([*rows[name], rows[name].sum()], report, largest=top)
    frame[_("Who answers for it")] = [*rows["owner"], ""]
    kinds = [small(_(KINDS[kind])) for kind in KINDS if kind in set(report.result.departments["kind"])]
    note = _("Mean over the years, later euros counting in full. In it: {kinds}.", kinds=listed(kinds, language=_))
    shown = pd.DataFrame(frame)
    return Table(shown, numeric=tuple(headings.values()), notes=(note,), total=True)
