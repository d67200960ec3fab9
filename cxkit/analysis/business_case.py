"""The whole of notebook roi: earlier results, the consultant's lists and settings in, one result out."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxkit.analysis.absent import absent_results
from cxkit.analysis.business_case_result import BusinessCaseResult
from cxkit.analysis.case.assembled import Assembled, assembled
from cxkit.analysis.case.beside import aims, industry_figures
from cxkit.analysis.case.convergence import Settled, settled
from cxkit.analysis.case.cost_tables import after_the_end, cost_table, effort
from cxkit.analysis.case.costs import cost_lines
from cxkit.analysis.case.departments import departments
from cxkit.analysis.case.draws import totals
from cxkit.analysis.case.findings import findings
from cxkit.analysis.case.flows import accounting_table, cash_table
from cxkit.analysis.case.lines import BURDEN, benefit_lines
from cxkit.analysis.case.measures import irr_of, measures, npv_curve
from cxkit.analysis.case.pause import levels_table, pause
from cxkit.analysis.case.risk import break_even, pays_share, spread, two_way, verdict, waiting_value_eur
from cxkit.analysis.case.taken import far_smaller, taken_out
from cxkit.analysis.case.tornado import tornado
from cxkit.analysis.ranking.market import market
from cxkit.analysis.tested import as_tested
from cxkit.analysis.uncertainty import interval
from cxkit.errors import DataError, Fault, NotEnoughData
from cxkit.language import N_
from cxkit.result import EarlierResults, weakest
from cxkit.settings.roi import BRINGING, EARLIER, BusinessCase


def business_case(
    costs: pd.DataFrame | None,
    effects: pd.DataFrame | None,
    competitors: pd.DataFrame | None,
    earlier: EarlierResults,
    *,
    settings: BusinessCase,
) -> BusinessCaseResult:
    """Return what the programme brings and costs, no euro counted twice, and how sure that is.

    Whose and what: the customers of the engagement; the changes that the results and the consultant's list describe,
    against leaving things as they are; over horizon_years from the start.

    Parameters
    ----------
    costs : checked list of the data contract: what the programme takes.
    effects : checked list of benefits that no result holds, or None.
    competitors : checked list of others' scores, or None.
    earlier : results of other notebooks; what a pilot measured replaces what it tested.
    settings : checked settings.

    Raises
    ------
    NotEnoughData : there is no list of costs, or nothing that could bring a benefit.
    DataError : as in `check`.
    """
    check(costs, effects, competitors, settings=settings)
    earlier, tested = as_tested(earlier)
    given, aside = benefit_lines(effects, earlier, settings=settings)
    if given.empty and aside.empty:
        raise NotEnoughData(_nothing(), language=settings.language)
    counted, taken, steps = taken_out(given, earlier.ledger, settings=settings)
    spent = cost_lines(costs, settings=settings)
    found = settled(
        lambda draws: assembled(counted, spent, earlier.ledger, settings=settings, draws=draws), lambda case: case.npv
    )
    return _result(
        _with_intervals(counted, found.case), taken, aside, steps, costs, spent, competitors, tested, earlier, found,
        settings=settings,
    )  # fmt: skip


def check(
    costs: pd.DataFrame | None,
    effects: pd.DataFrame | None,
    competitors: pd.DataFrame | None,
    *,
    settings: BusinessCase,
) -> None:
    """Raise what `business_case` would raise of the lists by themselves, whatever the results hold.

    Parameters
    ----------
    costs, effects, competitors : checked lists, or None.
    settings : checked settings.

    Raises
    ------
    NotEnoughData : there is no list of costs, or nothing that could bring a benefit.
    DataError : the report is for the client, and a typed benefit is of fewer customers than a client may read of.
    """
    if costs is None or costs.empty:
        raise NotEnoughData(
            Fault(
                N_("there is no list of what the programme costs"),
                N_("Name one under costs in sources; a benefit without its costs is no business case"),
            ),
            language=settings.language,
        )
    if effects is None and not settings.results_of:
        raise NotEnoughData(_nothing(), language=settings.language)
    if faults := _too_few(effects, settings):
        raise DataError(faults, language=settings.language)


def _too_few(effects: pd.DataFrame | None, settings: BusinessCase) -> list[Fault]:
    """Return the typed benefits of so few customers that a client may not read of them."""
    if effects is None or settings.audience != "client" or "customers_n" not in effects:
        return []
    small = effects[effects["customers_n"].lt(settings.minimum_group_n).fillna(False)]
    return [
        Fault(
            N_("“{line}” is of {customers} customers, and a client may not read of fewer than {least} customers"),
            N_("Leave the line out, add it to another, or set audience: consultant"),
            column="customers_n",
            values={"line": line, "customers": f"{customers:g}", "least": settings.minimum_group_n},
        )
        for line, customers in zip(small["line"], small["customers_n"], strict=True)
    ]


def _nothing() -> Fault:
    return Fault(
        N_("there is no benefit: no results of other notebooks, and no list of effects"),
        N_("Run {notebooks} first, or name a list under effects in sources"),
        values={"notebooks": ", ".join(BRINGING)},
    )


def _with_intervals(lines: pd.DataFrame, case: Assembled) -> pd.DataFrame:
    """Return the lines with the interval of what counts of them, chance included."""
    ends = [interval(case.held[line])[1:] for line in lines["line"]]
    return lines.assign(net_low_eur=[low for low, _ in ends], net_high_eur=[high for _, high in ends])


def _result(
    lines: pd.DataFrame,
    taken: pd.DataFrame,
    aside: pd.DataFrame,
    steps: pd.DataFrame,
    costs: pd.DataFrame,
    spent: pd.DataFrame,
    competitors: pd.DataFrame | None,
    tested: pd.DataFrame,
    earlier: EarlierResults,
    found: Settled[Assembled],
    *,
    settings: BusinessCase,
) -> BusinessCaseResult:
    """Return every table of the business case."""
    case = found.case
    worth = measures(case.flows, case.naive, settings=settings)
    sums = totals(lines, case.naive_held, case.held)
    moved = tornado(lines, spent, settings=settings)
    even = break_even(lines, case.costs, settings=settings)
    paused = pause(lines, case.held, case.costs, settings=settings)
    scores, set_aside = market(competitors, earlier, settings=settings)
    accounts = accounting_table(case.flows, settings=settings)
    facts = _facts(lines, spent, accounts, found, settings=settings) | paused.facts | _same_effect(taken, lines)
    said = verdict(lines, case.npv)
    return BusinessCaseResult(
        verdict=said,
        lines=lines,
        taken=taken,
        aside=aside,
        steps=steps,
        totals=sums,
        levels=levels_table(settings),
        costs=cost_table(spent, case.costs),
        effort=effort(spent, settings=settings),
        accounting=accounts,
        cash=cash_table(case.flows, settings=settings),
        measures=worth,
        npv_curve=npv_curve(case.flows, settings=settings),
        spread=spread(case.npv),
        tornado=moved,
        two_way=two_way(lines, case.costs, settings=settings),
        break_even=even,
        pause=paused.table,
        departments=departments(lines, spent, settings=settings),
        figures=industry_figures(settings),
        aims=aims(settings),
        market=scores,
        absent=absent_results(earlier, EARLIER),
        rows=_rows(costs, set_aside, settings),
        tested=tested,
        findings=findings(lines, sums, worth, moved, even, facts=facts, verdict=said),
        facts=facts,
    )


def _rows(costs: pd.DataFrame, set_aside: list[tuple[str, str, int]], settings: BusinessCase) -> pd.DataFrame:
    """Return the rows of the lists that are set aside."""
    of_market = pd.DataFrame(set_aside, columns=["table", "reason", "rows_n"])
    late = after_the_end(costs, settings=settings)
    return pd.concat([late, of_market], ignore_index=True) if len(of_market) else late


def _facts(
    lines: pd.DataFrame,
    spent: pd.DataFrame,
    accounts: pd.DataFrame,
    found: Settled[Assembled],
    *,
    settings: BusinessCase,
) -> dict[str, Any]:
    """Return the numbers that only the words need."""
    case, counts = found.case, lines[lines["counted"]]
    benefit_label = weakest(counts["label"])
    cost_label = weakest(spent["label"])
    size = counts["net_eur_year"].abs()
    return {
        "draws": found.draws,
        "draws_converged": found.converged,
        "npv_error_eur": found.error_eur,
        "seed": settings.seed,
        "pays_share": pays_share(case.npv),
        "irr_values": tuple(float(rate) for rate in irr_of(case.flows, settings)),
        "waiting_value_eur": waiting_value_eur(case.npv, settings=settings),
        "waiting_pilot_months": settings.pilot_months,
        "book_value_left_eur": float(accounts["book_value_eur"].iloc[-1]),
        "capacity_eur_year": _capacity_eur(lines),
        "investment_eur": float(case.costs.invested[0].sum()),
        "horizon_years": settings.horizon_years,
        "rate": settings.rate,
        "cost_label": cost_label,
        "benefit_label": benefit_label,
        "label": weakest([benefit_label, cost_label]),
        "assumed_share": _share(size, counts["evidence"].eq("assumed")),
        "freed_hours_eur": _freed(spent, settings),
    }


def _same_effect(taken: pd.DataFrame, lines: pd.DataFrame) -> dict[str, Any]:
    """Return which side stays of two that tell the same effect, where it is far smaller than the one that goes."""
    names = ("same_effect_side", "same_effect_kept_eur", "same_effect_left_eur")
    return dict(zip(names, found, strict=True)) if (found := far_smaller(taken, lines)) else {}


def _capacity_eur(lines: pd.DataFrame) -> float:
    """Return the freed time that is left out since it is no cash, in euros a year."""
    benefits = lines[lines["category"] != BURDEN]
    left = benefits["eur_year"] * benefits["kept"] * (1 - benefits["leaves_share"]) * benefits["capacity_share"]
    return float(left.sum())


def _share(size: pd.Series, where: pd.Series) -> float:
    return float(size[where].sum() / size.sum()) if size.sum() else float("nan")


def _freed(spent: pd.DataFrame, settings: BusinessCase) -> float:
    """Return what faster work would be worth that is shown and not counted, in euros a year."""
    faster = spent[spent["amount_eur"].lt(0) & ~spent["counted"].astype(bool)]
    return float(-faster["amount_eur"].sum() / settings.horizon_years) + 0.0
