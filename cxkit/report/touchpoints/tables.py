"""The tables of touchpoint_savings, as texts in the reader's language."""

from __future__ import annotations

import functools
from typing import Any

import pandas as pd

from cxkit.language import N_
from cxkit.report.cells import HIDDEN, money, table_of, withheld, written
from cxkit.report.reader import Report
from cxkit.report.show import Prose, Table
from cxkit.report.touchpoints.reasons import shown_rows
from cxkit.report.touchpoints.words import BURDENS, RANGED, lever_name, named, net_label, total

MOST_ROWS = 10
COST = ("cost_eur_year", "low_eur", "high_eur")
NET = ("net_eur", "net_low_eur", "net_high_eur")
ALONE = ("alone_eur", "alone_low_eur", "alone_high_eur")
TOTAL = ("eur_year", "low_eur", "high_eur")
REASONS = {
    "no_contacts": N_("no contacts"),
    "no_events": N_("no such costs"),
    "page_not_counted": N_("not counted"),
    "no_time_part": N_("no time measured"),
    "no_customers": N_("not known"),
}
SHORT_BASIS = {
    "handling time": N_("handling time"),
    "talk time": N_("talk time"),
    "column": N_("the log"),
    "stated": N_("stated"),
    "fixed part": N_("besides time"),
}


def interval_heading(label: str, report: Report) -> str:
    """Return the heading over intervals; what rests on an assumption has a range, not a confidence interval."""
    _ = report.language
    return _("Range under assumptions") if label in RANGED else _("95% interval")


def cost_heading(report: Report) -> str:
    """Return the heading over intervals of what contacts cost."""
    labels = report.result.channels["label"]
    return interval_heading("assumed" if set(labels) & set(RANGED) else "measured", report)


def saving_table(report: Report) -> Table:
    """Return what each lever saves, alone and when each euro counts once, what it takes, and the net saving."""
    _, totals = report.language, report.result.totals.set_index("name")
    lines = report.result.lines[~report.result.lines["lever"].isin(BURDENS)]
    extra = report.result.lines[report.result.lines["lever"] == "extra_work"]
    dearer = totals.loc["residual_dearer"]
    rows = [_lever_row(row, report) for row in lines.to_dict("records")]
    if totals.loc["overlap", "eur_year"] > 0:
        rows.append(_total_row(_("Counted twice above"), totals.loc["overlap"], report, alone=True))
    if dearer["hidden"] or dearer["eur_year"]:
        rows.append(_total_row(_("Remaining contacts get dearer"), dearer, report))
    rows += [_lever_row(row, report) for row in extra.to_dict("records")]
    rows.append(_total_row(_("Net saving"), totals.loc["net"], report))
    return _saving_table(pd.DataFrame(rows), report)


def _lever_row(row: dict[str, Any], report: Report) -> dict[str, Any]:
    _, hours = report.language, row["lever"] == "extra_work"
    effect = [row[f"effect_{name}"] for name in ("likely", "low", "high")]
    write = _.number if hours else _.share
    message = N_("{likely} hours ({low} to {high})") if hours else N_("{likely} ({low} to {high})")
    return {
        "name": lever_name(row, _), "base": row["base_n_year"], "hidden": row["hidden"],
        "effect": _(message, **{k: write(v) for k, v in zip(("likely", "low", "high"), effect, strict=True)})
        if all(v == v for v in effect) else "",
        **{name: row[name] for name in (*ALONE, *NET)},
        "why": _(REASONS[row["reason"]]) if row["reason"] else "",
    }  # fmt: skip


def _total_row(name: str, row: pd.Series, report: Report, *, alone: bool = False) -> dict[str, Any]:
    kept = dict(zip(ALONE if alone else NET, row[list(TOTAL)], strict=True))
    empty = dict.fromkeys((*ALONE, *NET), float("nan"))
    return {"name": name, "base": float("nan"), "effect": "", "hidden": row["hidden"], "why": "",
            **empty, **kept}  # fmt: skip


def _saving_table(rows: pd.DataFrame, report: Report) -> Table:
    _, away = report.language, rows["hidden"]
    alone, _alone_range = money(rows, ALONE, report)
    net, ranges = money(rows, NET, report)
    net = [why or text for why, text in zip(rows["why"], net, strict=True)]
    frame = pd.DataFrame({
        _("What changes"): rows["name"],
        _("A year"): written(rows["base"], _.number, away),
        _("Share avoided"): rows["effect"],
        _("Alone (€ a year)"): alone,
        _("Counted once (€ a year)"): net,
        interval_heading(net_label(report), report): ranges,
    })  # fmt: skip
    note = _("Counted once: where two improvements avoid the same contact, its euros are shared between them.")
    mean = _("Amounts rest on the mean of each range, (lowest + 4 × likely + highest) / 6.")
    return table_of(report, frame, rows, notes=(note, mean), total=True)


def capacity_table(report: Report) -> Table:
    """Return the net saving in two parts: what can be cashed, and what is freed time."""
    _ = report.language
    names = {"cashable": _("Can be cashed"), "capacity": _("Freed time"), "net": _("Net saving")}
    rows = pd.DataFrame([total(report, name) for name in names])
    eur, ranges = money(rows, TOTAL, report)
    frame = pd.DataFrame({
        _("Part"): list(names.values()),
        _("€ a year"): eur,
        interval_heading(net_label(report), report): ranges,
        _("Full-time jobs"): written(rows["fte"], lambda v: _.number(v, decimals=2), rows["hidden"]),
    })  # fmt: skip
    return table_of(report, frame, rows, total=True)


def topic_table(report: Report) -> Table:
    """Return per topic: contacts, cost, repeats, how it was felt, and what could be saved."""
    _, topics = report.language, report.result.topics.sort_values("cost_eur_year", ascending=False, ignore_index=True)
    away = topics["hidden"]
    eur, ranges = money(topics, COST, report)
    few_repeats, few_answers = withheld(topics, "repeats_n"), withheld(topics, "answers_n")
    untold = withheld(topics, "saving_eur_year")
    saving, _ranges = money(
        topics.assign(hidden=untold), ("saving_eur_year", "saving_low_eur", "saving_high_eur"), report
    )
    columns = {
        _("Topic"): [named(topic, _) for topic in topics["topic"]],
        _("Contacts"): written(topics["contacts_n"], _.number, away),
        _("Cost (€ a year)"): eur,
        cost_heading(report): ranges,
        _("Repeats"): written(topics["repeat_share"], _.share, few_repeats),
        _("Negative"): written(topics["negative_share"], _.share, few_answers),
        _("Answers"): written(topics["answers_n"], _.number, few_answers),
        _("Could be saved (€ a year)"): saving,
    }
    if not report.result.facts["with_customer"]:
        del columns[_("Repeats")]
        few_repeats = away
    dashed = topics.assign(hidden=few_repeats | few_answers | untold)
    frame = pd.DataFrame(columns)
    notes = [_("Could be saved: before extra work; contacts of the whole period.")]
    if report.result.facts["year_factor"] != 1:
        days = report.result.facts["days_n"]
        notes.append(_.plural("Contacts: in {n} day; euros: a year.", "Contacts: in {n} days; euros: a year.", days))
    return table_of(report, frame, dashed, notes=notes)


def cost_table(report: Report) -> Table:
    """Return per channel what a contact costs on average, what falls away with it, and what that rests on."""
    _, channels = report.language, report.result.channels
    away = channels["hidden"]
    eur, ranges = money(channels, ("cost_per_contact_eur", "low_eur", "high_eur"), report)
    plain = {name: written(channels[name], lambda v: _.euro(v, decimals=2), away)
             for name in ("time_eur", "fixed_eur", "marginal_per_contact_eur")}  # fmt: skip
    frame = pd.DataFrame({
        _("Channel"): channels["channel"],
        _("Contacts"): written(channels["contacts_n"], _.number, away),
        _("Seconds"): written(channels["seconds"], _.number, withheld(channels, "measured_n")),
        _("Time (€)"): plain["time_eur"],
        _("Besides time (€)"): plain["fixed_eur"],
        _("A contact costs (€)"): eur,
        cost_heading(report): ranges,
        _("Falls away with it (€)"): plain["marginal_per_contact_eur"],
        _("Rests on"): [_(SHORT_BASIS[basis]) for basis in channels["basis"]],
    })  # fmt: skip
    dashed = channels.assign(hidden=withheld(channels, "measured_n"))
    return table_of(report, frame, dashed, numeric=tuple(frame.columns[1:-1]))


def volume_table(report: Report) -> Table:
    """Return the largest groups of contacts by topic, channel and department."""
    _, volumes = report.language, report.result.volumes
    shown = shown_rows(volumes).sort_values("cost_eur", ascending=False, ignore_index=True)
    rows = shown.head(MOST_ROWS)
    away = rows["hidden"]
    columns = {
        _("Topic"): [named(topic, _) for topic in rows["topic"]],
        _("Channel"): list(rows["channel"]),
        _("Department"): [named(name, _) for name in rows["department"]],
        _("Contacts"): written(rows["contacts_n"], _.number, away),
        _("Not answered"): written(rows["unanswered_n"], _.number, away),
        _("Seconds"): written(rows["handling_seconds_mean"], _.number, withheld(rows, "handled_n")),
        _("Cost (€)"): written(rows["cost_eur"], _.euro, away),
    }
    if not any(columns[_("Department")]):
        del columns[_("Department")]
    frame = pd.DataFrame(columns)
    notes = [
        _.plural("{n} smaller group is not in this table.", "{n} smaller groups are not in this table.", n)
        for n in [len(shown) - len(rows)] if n
    ]  # fmt: skip
    numeric = tuple(name for name in frame.columns if name not in (_("Topic"), _("Channel"), _("Department")))
    gone = int(volumes["hidden"].sum()) if len(volumes) else 0
    notes += [
        _.plural("{n} group is hidden to protect customers.", "{n} groups are hidden to protect customers.", gone)
    ] * bool(gone)  # noqa: E501
    return Table(frame, numeric=numeric, notes=tuple(notes))


def repeat_table(report: Report) -> Table | Prose:
    """Return the share of repeats and of contacts solved at once, per number of days."""
    _, rows = report.language, report.result.repeats
    if rows.empty:
        return Prose()
    away = rows["hidden"]
    eur, ranges = money(rows, COST, report)
    one = functools.partial(_.share, decimals=1)
    frame = pd.DataFrame({
        _("Within days"): [_.number(day) if day == day else HIDDEN for day in rows["days"]],
        _("Repeats"): written(rows["repeat_share"], one, away),
        _("Repeats, 95% interval"): _share_ranges(rows, "repeat", report),
        _("Solved at once (FCR)"): written(rows["fcr"], one, away),
        _("Solved at once, 95% interval"): _share_ranges(rows, "fcr", report),
        _("Cost of repeats (€ a year)"): eur,
        cost_heading(report): ranges,
    })  # fmt: skip
    return table_of(report, frame, rows)


def _share_ranges(rows: pd.DataFrame, name: str, report: Report) -> list[str]:
    _ = report.language
    texts = [
        _("{low} to {high}", low=_.share(low, decimals=1), high=_.share(high, decimals=1)) if low == low else ""
        for low, high in zip(rows[f"{name}_low"], rows[f"{name}_high"], strict=True)
    ]
    return [HIDDEN if gone else text for text, gone in zip(texts, rows["hidden"], strict=True)]
