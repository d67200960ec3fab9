"""How sure the order is: the ranks that other amounts and other weights would give."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxkit.language import N_
from cxkit.report.drivers.drawing import Group, Row, grouped
from cxkit.report.ranking.names import names
from cxkit.report.reader import Report
from cxkit.report.show import Chart, NoChart, Prose, Table, chart
from cxkit.report.theme import BAND_ALPHA, COLOURS, themed, titled
from cxkit.report.wording import listed, shortened

MOST_RANKS, MOST_RIVALS = 12, 3
TITLE_LETTERS = 40
ROW_INCHES, HEAD_INCHES = 0.48, 2.3
OFTEN, SELDOM = 0.8, 0.2
BASE = "base"
SCENARIOS = {
    ("only", "euros"): N_("only euros count"),
    ("only", "satisfaction"): N_("only satisfaction counts"),
    ("only", "volume"): N_("only volume counts"),
    ("only", "effort"): N_("only effort counts"),
    ("only", "time"): N_("only time counts"),
    ("without", "euros"): N_("euros do not count"),
    ("without", "satisfaction"): N_("satisfaction does not count"),
    ("without", "volume"): N_("volume does not count"),
    ("without", "effort"): N_("effort does not count"),
    ("without", "time"): N_("time does not count"),
    ("double", "euros"): N_("euros count double"),
    ("double", "satisfaction"): N_("satisfaction counts double"),
    ("double", "volume"): N_("volume counts double"),
    ("double", "effort"): N_("effort counts double"),
    ("double", "time"): N_("time counts double"),
}


def ranked(report: Report) -> pd.DataFrame:
    """Return the opportunities that have a rank, the best first."""
    rows = report.result.opportunities
    return rows[rows["rank"].notna()].sort_values("rank", kind="stable", ignore_index=True)


def rank_words(report: Report) -> Prose:
    """Return which opportunities stay at the top when amounts turn out otherwise, and which may or may not."""
    _, written, rows = report.language, names(report), ranked(report)
    if len(rows) <= report.settings.top_k:
        return Prose()
    top = _.number(report.settings.top_k)
    told = [
        _("The rank says how much something matters, not when it is done."),
        _("The amounts are not sure, so the order is not either. Suppose they turn out otherwise, within their ranges."),  # noqa: E501
    ]  # fmt: skip
    sure = rows[rows["top_share"] >= OFTEN]
    if len(sure):
        told.append(
            _("Nearly always among the first {k}: {names}.", k=top, names=_shares(sure, written, report))
        )  # fmt: skip
    unsure = rows[(rows["top_share"] < OFTEN) & (rows["top_share"] > SELDOM)]
    if len(unsure):
        told.append(_("At times among the first {k}: {names}.", k=top, names=_shares(unsure, written, report)))
    if sure.empty and unsure.empty:
        told.append(_("No opportunity is often among the first {k}.", k=top))
    return Prose(" ".join(told))


def _shares(rows: pd.DataFrame, written: dict[str, str], report: Report) -> str:
    _ = report.language
    return "; ".join(
        _("{name} (in {share} of the cases)", name=written[row["opportunity"]], share=_.share(row["top_share"]))
        for row in rows.to_dict("records")
    )


def stability_figure(report: Report) -> Chart | NoChart:
    """Return per opportunity its rank, the ranks it can have, and how often it is among the first."""
    _, written, rows = report.language, names(report), ranked(report)
    if len(rows) < 2:
        return NoChart(_("Too few opportunities have a rank to show how sure the order is."))
    shown, k = rows.head(MOST_RANKS), report.settings.top_k
    lines = tuple(_rank_row(row, written, k, report) for row in shown.to_dict("records"))
    with themed():
        axes, _spans = grouped([Group("", lines)])
        axes.figure.set_figheight(HEAD_INCHES + ROW_INCHES * len(lines))
        last = float(shown[["rank", "rank_high"]].max().max())
        axes.axvspan(0.5, min(k, last) + 0.5, color=COLOURS["accent"], alpha=BAND_ALPHA / 2, linewidth=0, zorder=0)
        axes.set_xlim(0.5, last + 0.5)
        step = 1 if last <= 15 else 5
        axes.set_xticks([place for place in range(1, int(last) + 1) if place == 1 or place % step == 0])
        axes.xaxis.set_major_formatter(lambda value, position: _.number(value))
        axes.set_xlabel(_("Rank"))
        titled(axes.figure, _stability_title(rows, report), _stability_subtitle(len(rows) - len(shown), report))
    parts = "; ".join(
        _("{name}: rank {rank}, {low} to {high}, among the first {k} in {share} of the cases", name=row.label,
          rank=_.number(row.value), low=_.number(row.low), high=_.number(row.high), k=_.number(k), share=row.text)
        for row in lines
    )  # fmt: skip
    return chart(axes.figure, alt=_("Rank of each opportunity, with the ranks it can have: {parts}.", parts=parts))


def _rank_row(row: dict[str, Any], written: dict[str, str], k: int, report: Report) -> Row:
    low, high = (row[name] if row[name] == row[name] else row["rank"] for name in ("rank_low", "rank_high"))
    share = report.language.share(row["top_share"]) if row["top_share"] == row["top_share"] else ""
    often = row["top_share"] >= OFTEN
    return Row(written[row["opportunity"]], row["rank"], low, high, share,
               COLOURS["accent"] if often else COLOURS["muted"], bool(often))  # fmt: skip


def _stability_title(rows: pd.DataFrame, report: Report) -> str:
    _, written = report.language, names(report)
    sure = [
        shortened(written[name], letters=TITLE_LETTERS) for name in rows.loc[rows["top_share"] >= OFTEN, "opportunity"]
    ]
    if not sure:
        return _("No opportunity is sure to be among the first {k}", k=_.number(report.settings.top_k))
    if len(sure) > 2:
        return _(
            "{n} opportunities are nearly always among the first {k}",
            n=_.number(len(sure)),
            k=_.number(report.settings.top_k),
        )  # noqa: E501
    return _.plural(
        "{names} is nearly always among the first {k}", "{names} are nearly always among the first {k}", len(sure),
        names=listed(sure, language=_), k=_.number(report.settings.top_k),
    )  # fmt: skip


def _stability_subtitle(more: int, report: Report) -> str:
    _ = report.language
    told = _(
        "Line: the ranks in 95% of the cases; light band: the first {k}; at the right how often it is among these",
        k=_.number(report.settings.top_k),
    )
    if not more:
        return told
    return told + "; " + _.plural("{n} lower ranked is left out", "{n} lower ranked are left out", more)


def weight_words(report: Report) -> Prose:
    """Return whether other weights would put something else first, and who enters or leaves the top."""
    _, written, weights = report.language, names(report), _telling(report.result.weights)
    others = weights[weights["scenario"] != BASE]
    if others.empty or ranked(report).empty:
        return Prose()
    first = set(weights.loc[(weights["scenario"] == BASE) & (weights["rank"] == 1), "opportunity"])
    rivals = _rivals(others, first)
    told = [_("How much each criterion counts is a choice.")]
    leaders = listed([written[name] for name in first], language=_)
    if rivals.empty:
        told.append(_("Whatever counts most, this comes first: {names}.", names=leaders))
    else:
        changed = "; ".join(
            _(
                "{name} when {scenario}",
                name=written[row["opportunity"]],
                scenario=scenario_words(row["scenario"], report),
            )
            for row in rivals.to_dict("records")
        )
        told.append(_("With these weights this comes first: {names}. Something else can: {changed}.", names=leaders,
                      changed=changed))  # fmt: skip
    return Prose(" ".join([*told, _kept_words(weights, report)]))


def _rivals(others: pd.DataFrame, first: set[str]) -> pd.DataFrame:
    """Return what comes first under other weights where what comes first now does not: each once, a few at most."""
    firsts = others[others["rank"] == 1]
    kept = set(firsts.loc[firsts["opportunity"].isin(first), "scenario"])
    return firsts[~firsts["scenario"].isin(kept)].drop_duplicates("opportunity").head(MOST_RIVALS)


def _telling(weights: pd.DataFrame) -> pd.DataFrame:
    """Return the weights under which ranks differ at all."""
    differ = weights.groupby("scenario")["rank"].transform("nunique") > 1
    return weights[differ | (weights["scenario"] == BASE)]


def _kept_words(weights: pd.DataFrame, report: Report) -> str:
    """Return which of the top stay in it under all weights."""
    _, written, k = report.language, names(report), report.settings.top_k
    base = weights[weights["scenario"] == BASE]
    worst = weights.groupby("opportunity")["rank"].max()
    kept = [name for name in base.loc[base["rank"] <= k, "opportunity"] if worst[name] <= k]
    if not kept:
        return _("None of the first {k} stays there under all weights.", k=_.number(k))
    return _("Under all weights these stay among the first {k}: {names}.", k=_.number(k),
             names=listed([written[name] for name in kept], language=_))  # fmt: skip


def scenario_words(scenario: str, report: Report) -> str:
    """Return other weights in a few words, as 'only euros count'; ours in two."""
    _ = report.language
    kind, _colon, criterion = scenario.partition(":")
    return _(SCENARIOS[kind, criterion]) if criterion else _("these weights")


def weight_table(report: Report) -> Table | Prose:
    """Return per opportunity its rank, and its best and worst rank under other weights, with what they take."""
    _, written, weights = report.language, names(report), _telling(report.result.weights)
    if weights.empty:
        return Prose()
    lines = [_weight_row(name, own, written, report) for name, own in weights.groupby("opportunity", sort=False)]
    headings = [_("Opportunity"), _("Rank"), _("Highest"), _("Highest when"), _("Lowest"), _("Lowest when")]
    frame = pd.DataFrame([line[1:] for line in sorted(lines, key=lambda line: line[0])], columns=headings)
    return Table(frame, numeric=(_("Rank"), _("Highest"), _("Lowest")))


def _weight_row(name: str, own: pd.DataFrame, written: dict[str, str], report: Report) -> tuple[Any, ...]:
    _, base = report.language, own.loc[own["scenario"] == BASE, "rank"].iloc[0]
    best, worst = own["rank"].min(), own["rank"].max()
    ends = []
    for end in (best, worst):
        scenarios = own.loc[own["rank"] == end, "scenario"]
        ends += [_.number(end), "" if end == base else scenario_words(scenarios.iloc[0], report)]
    return (base, written[name], _.number(base), *ends)
