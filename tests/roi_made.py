"""A made-up but consistent result of roi: every verdict occurs, and cash follows from lines and costs."""

from __future__ import annotations

import functools
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import numpy_financial as npf
import pandas as pd

from cxkit.analysis.business_case_result import OVERLAP_STEPS, STEPS, BusinessCaseResult
from cxkit.analysis.tested import COLUMNS as TESTED
from cxkit.report.reader import Report, protect
from cxkit.result import Finding
from cxkit.settings.roi import BusinessCase, by_beginning

NAN = float("nan")
SAVINGS, DRIVERS, GROUPS = "touchpoint_savings", "driver_modelling", "cx_group_valuation"
CONTACTS = "contact_cost"
NPS, BACK = "NPS +1 (all)", "repeat_contacts_n -1 (all)"
WORD, GOODS, LOYAL = "Mond-tot-mondreclame", "Lagere retourkosten", "Loyaliteit na een beter cijfer"
LINES = (  # line, notebook, category, basis, lever, mechanism, label, customers_n, eur_year, low_eur, high_eur
    ("what_if_value:NPS:all:churn", DRIVERS, "churn", "margin", NPS, "churn", "estimated", 5734, 23_450, 16_300, 30_600),  # noqa: E501
    (LOYAL, "", "loyalty", "margin", NPS, "churn", "assumed", NAN, 20_000, 8_000, 40_000),
    ("saving_fewer_contacts:factuur", SAVINGS, "contact_saving", "saving", "fewer_contacts: factuur", CONTACTS, "assumed", 8391, 16_495, 10_700, 22_200),  # noqa: E501
    ("shift_value", GROUPS, "value_shift", "margin", "cx_score", "value_shift", "estimated", 2404, 14_642, 12_500, 16_700),  # noqa: E501
    ("what_if_value:repeat_contacts_n:all:churn", DRIVERS, "churn", "margin", BACK, "churn", "estimated", 20_000, 14_039, 9_300, 18_800),  # noqa: E501
    ("saving_fewer_repeats:all", SAVINGS, "contact_saving", "saving", "fewer_repeats: all", CONTACTS, "assumed", 2033, 9_373, 7_200, 11_600),  # noqa: E501
    ("saving_fewer_events:compensatie", SAVINGS, "other_saving", "saving", "fewer_events: compensatie", CONTACTS, "assumed", 1167, 4_517, 2_600, 6_900),  # noqa: E501
    ("what_if_value:NPS:all:thermostaat", DRIVERS, "cross_sell", "margin", NPS, "cross_sell: thermostaat", "assumed", 4580, 4_453, 2_000, 7_300),  # noqa: E501
    (WORD, "", "word_of_mouth", "margin", "", WORD, "assumed", NAN, 3_000, 400, 7_400),
    ("what_if_value:repeat_contacts_n:all:thermostaat", DRIVERS, "cross_sell", "margin", BACK, "cross_sell: thermostaat", "assumed", 16_134, 2_409, 1_400, 3_600),  # noqa: E501
    (GOODS, "", "returns", "saving", "", GOODS, "assumed", NAN, 2_200, 1_200, 3_100),
    ("saving_fewer_after_page:/mijn/factuur", SAVINGS, "contact_saving", "saving", "fewer_after_page: /mijn/factuur", CONTACTS, "assumed", 819, 2_136, 1_400, 3_000),  # noqa: E501
    ("saving_fewer_switches:website > telefoon", SAVINGS, "contact_saving", "saving", "fewer_switches: website > telefoon", CONTACTS, "assumed", 242, 393, 230, 560),  # noqa: E501
    ("saving_residual_dearer:factuur", SAVINGS, "burden", "saving", "residual_dearer: factuur", CONTACTS, "assumed", 8391, -731, -1_490, -160),  # noqa: E501
    ("saving_extra_work:Backoffice", SAVINGS, "burden", "saving", "extra_work: Backoffice", CONTACTS, "assumed", NAN, -5_200, -8_000, -3_000),  # noqa: E501
)  # fmt: skip
NAMES = ["line", "notebook", "category", "basis", "lever", "mechanism", "label", "customers_n", "eur_year", "low_eur",
         "high_eur"]  # fmt: skip
OVERLAPS = {  # line: step, share taken out, beside
    LOYAL: ("weaker_reading", 1.0, ("what_if_value:NPS:all:churn",)),
    "shift_value": ("same_effect", 1.0, ("what_if_value:NPS:all:churn", "what_if_value:repeat_contacts_n:all:churn")),
    "what_if_value:NPS:all:churn": ("same_customers", 0.06, ("what_if_value:repeat_contacts_n:all:churn",)),
    "what_if_value:repeat_contacts_n:all:churn": ("same_customers", 0.11, ("what_if_value:NPS:all:churn",)),
    "what_if_value:repeat_contacts_n:all:thermostaat": ("unknown_customers", 1.0, ("what_if_value:NPS:all:thermostaat",)),  # noqa: E501
}  # fmt: skip
LEAVES, CAPACITY, BURDEN_CAPACITY = 0.04, 0.6, 0.5
COSTS = (  # line, category, department, every year or one, amount_eur, capitalised
    ("Training teamleiders", "training", "HR", 0, 6_000, False), ("Training nieuwe mensen", "training", "HR", 1, 3_000, False),  # noqa: E501
    ("Koppeling dossier", "technology", "IT", 0, 12_000, True), ("Licentie", "technology", "IT", None, 2_400, False),
    ("Beheer", "operating", "Klantenservice", None, 4_000, False), ("CX meten", "measuring", "Marketing", None, 2_000, False),  # noqa: E501
    ("Coaching op de vloer", "effort", "Klantenservice", None, 4_560, False), ("Beheer formulieren", "effort", "IT", None, 1_800, False),  # noqa: E501
)  # fmt: skip
EFFORT = (("Coaching op de vloer", "Klantenservice", 120.0, 38.0), ("Beheer formulieren", "IT", 30.0, 60.0),
          ("Sneller archiveren", "Backoffice", -80.0, 42.0))  # fmt: skip
COST_SCALE = {"pays": 0.35, "may_pay": 0.78, "may_not_pay": 1.2, "does_not_pay": 2.4, "no_benefit": 0.5}
LIFE, SPREAD, COST_SPREAD, DRAWS = 4, 0.24, 0.07, 4000
FIGURES = (  # publisher, edition, what, industry, low, high, unit, source
    ("Voorbeeldbureau", 2014, {"en": "Share of firms that improved", "nl": "Aandeel van bedrijven dat beter werd"},
     {"en": "", "nl": ""}, 0.05, 0.05, "share", "persbericht"),
    ("Derde bureau", 2016, {"en": "Extra yearly revenue per point on the scale", "nl": "Extra omzet per jaar per punt op de schaal"},  # noqa: E501
     {"en": "Energy, United States", "nl": "Energie, Verenigde Staten"}, 12.0, 65.0, "USD million", "voorbeeldblog"),
    ("Voorbeeldbureau", 2024, {"en": "Share of firms that improved", "nl": "Aandeel van bedrijven dat beter werd"},
     {"en": "", "nl": ""}, 0.03, 0.03, "share", "persbericht"),
    ("Tweede bureau", 2021, {"en": "Cost of a contact with an employee", "nl": "Kosten van een contact met een medewerker"},  # noqa: E501
     {"en": "", "nl": ""}, 6.5, 9.9, "EUR per contact", "rapport"),
)  # fmt: skip


OWN = {
    "parts": {"what_if_value:NPS": 0.6, "what_if_value:repeat_contacts_n": 0.5},
    "success_probability": {"saving_": 0.8, "what_if_value": 0.6, "shift_value": 0.6},
    "departments": {"saving_": "Klantenservice", "what_if_value": "Marketing", "shift_value": "Marketing"},
    "owners": {"Klantenservice": "Hoofd klantenservice", "Marketing": "Hoofd marketing",
               "Backoffice": "Hoofd backoffice", "IT": "Hoofd IT", "HR": "Hoofd HR"},
    "horizon_years": 3, "ramp_up": [0.4, 0.8, 1.0], "decay_year": 0.05, "kept_customer_stays": 0.0,
    "discount_rate_year": 0.08, "inflation_year": 0.02, "tax_rate": 0.0, "tornado_swing": 0.25, "pilot_months": 3,
    "pause_year": 2, "pause_decay": 0.5, "pause_costs_left": 0.2,
    "aims": {"responsibility": [6.4, 6.4, 6.8], "reputation": [6.1, 6.3, 6.9], "employees": [6.6, 6.6, 7.2],
             "trust": [6.0, 6.2, 6.8]},
}  # fmt: skip
"""What the made-up figures rest on, whatever the defaults of the kit are."""


def settings(**given: Any) -> BusinessCase:
    """Return checked settings, of which the made-up result is made, or others."""
    return BusinessCase.check({**OWN, **given})


def reported(result: BusinessCaseResult, **given: Any) -> Report:
    """Return the report of a made-up result whose files were read without a remark."""
    rows = pd.DataFrame(columns=["table", "file", "rows_in", "rows_used", "rows_set_aside", "reason"])
    return protect(result, settings=settings(**given), tables=SimpleNamespace(rows=rows, notes=[]))


@functools.cache
def made(verdict: str = "may_pay") -> BusinessCaseResult:
    """Return a result with this verdict, brought about by its costs; 'no_benefit' has no line that counts."""
    s, scale = settings(), COST_SCALE[verdict]
    lines, taken = _lines_and_taken(s, counts=verdict != "no_benefit")
    costs, effort = _costs(scale), _effort(scale)
    benefits = lines.groupby("basis")["net_eur_year"].sum().reindex(["margin", "saving"]).fillna(0.0)
    draws = _draws()
    if verdict == "no_benefit":
        draws[:, 0] = 1.0
    accounting, cash = _accounting(benefits, costs, s), _cash(benefits.sum(), costs, draws, s)
    npv = _npv_draws(cash, draws, s)
    measures = _measures(cash, npv, draws, lines, costs, s)
    totals = _totals(lines, taken)
    found = BusinessCaseResult(
        verdict=verdict, lines=lines, taken=taken, aside=_aside(), steps=_steps(lines, taken), totals=totals,
        levels=_levels(s), costs=costs, effort=effort, accounting=accounting, cash=cash, measures=measures,
        npv_curve=_curve(cash, s), spread=_histogram(npv[1:]), tornado=_tornado(lines, costs, cash, npv[0], s),
        two_way=_two_way(cash, s), break_even=_break_even(lines, cash, s), pause=_pause(cash, s),
        departments=_departments(lines, costs, s), figures=_figures(), aims=_aims(s), market=_market(),
        absent=_absent(),
        rows=pd.DataFrame([("costs", "after the last year", 1)], columns=["table", "reason", "rows_n"]),
        tested=pd.DataFrame(columns=TESTED), findings=(),
    )  # fmt: skip
    return replace(found, facts=_facts(found, npv, s), findings=_findings(found))


def renamed(result: BusinessCaseResult) -> BusinessCaseResult:
    """Return a result in which typed lines and departments bear long names, as consultants type them."""
    long = {
        WORD: "Nieuwe klanten door mond-tot-mondreclame van tevreden klanten in de eigen omgeving",
        GOODS: "Lagere kosten van retouren, herstelbezoeken en coulancebetalingen na klachten over levering",
        "Klantenservice": "Klantenservice en klachtenbehandeling particulier en zakelijk",
    }
    frames = {}
    for name in ("lines", "taken", "departments", "tornado", "break_even", "effort"):
        frame = getattr(result, name)
        texts = [column for column in ("line", "department", "input", "what", "mechanism") if column in frame]
        frames[name] = frame.assign(**{column: frame[column].replace(long) for column in texts})
    return replace(result, **frames)


def nothing() -> BusinessCaseResult:
    """Return a result of which every frame is empty."""
    found = made("no_benefit")
    frames = {name: frame.iloc[:0] for name, frame in vars(found).items() if isinstance(frame, pd.DataFrame)}
    return replace(found, **frames)


def flat(verdict: str = "pays") -> BusinessCaseResult:
    """Return a result in which nobody gave a range or a chance, so that every draw is the same."""
    found = made(verdict)
    lines = found.lines.assign(
        low_eur=found.lines["eur_year"], high_eur=found.lines["eur_year"], success_probability=1.0
    )
    rows, npv = found.measures, measure_of(found, "npv")
    measures = rows.assign(low=rows["value"], high=rows["value"])
    spread = pd.DataFrame({"low_eur": [npv], "high_eur": [npv], "draws_n": [DRAWS]})
    pays = float(npv > 0)
    cost, sums = found.facts["pause_cost_eur"], found.cash["cumulative_eur"]
    return replace(
        found, lines=lines, measures=measures, spread=spread, totals=_without_width(found.totals, "eur_year", "eur"),
        costs=_without_width(found.costs, "amount_eur", "eur"),
        cash=found.cash.assign(cumulative_low=sums, cumulative_high=sums),
        facts=found.facts | {"pays_share": pays, "draws_converged": False, "npv_error_eur": 0.0,
                             "waiting_value_eur": 0.0, "pause_cost_low": cost, "pause_cost_high": cost},
    )  # fmt: skip


def free(verdict: str = "pays") -> BusinessCaseResult:
    """Return a result in which the programme takes no money."""
    found = made(verdict)
    rows = found.measures
    values = {"pv_costs": 0.0, "payback": 0.0, "discounted_payback": 0.0}
    value = rows["name"].map(values).fillna(rows["value"]).where(~rows["name"].isin(["roi", "irr", "mirr"]))
    status = rows["name"].map({"roi": "no_investment", "irr": "none", "mirr": "no_investment"}).fillna("shown")
    none = found.cash[["costs_eur", "investment_eur"]] * 0.0
    cash = found.cash.assign(
        **none, net_eur=found.cash["benefits_eur"], cumulative_eur=found.cash["benefits_eur"].cumsum()
    )
    return replace(found, costs=found.costs.iloc[:0], effort=found.effort.iloc[:0], cash=cash,
                   measures=rows.assign(value=value, status=status, low=NAN, high=NAN).assign(
                       low=rows["low"].where(rows["name"] == "npv"), high=rows["high"].where(rows["name"] == "npv")),
                   facts=found.facts | {"irr_values": (), "pays_share": 1.0})  # fmt: skip


def measure_of(result: BusinessCaseResult, name: str) -> float:
    """Return the value of one measure."""
    return float(result.measures.set_index("name").loc[name, "value"])


def _without_width(frame: pd.DataFrame, amount: str, unit: str) -> pd.DataFrame:
    return frame.assign(**{f"{end}_{unit}": frame[amount] for end in ("low", "high")})


def with_irr(result: BusinessCaseResult, status: str) -> BusinessCaseResult:
    """Return a result whose rate of return is 'none' or 'several'."""
    rows = result.measures
    own = rows["name"] == "irr"
    values = {"value": NAN, "low": NAN, "high": NAN, "status": status}
    changed = rows.assign(**{name: rows[name].mask(own, value) for name, value in values.items()})
    return replace(result, measures=changed, facts=result.facts | {"irr_values": (0.12, 0.87) * (status == "several")})


def _lines_and_taken(s: BusinessCase, *, counts: bool) -> tuple[pd.DataFrame, pd.DataFrame]:
    rows = [dict(zip(NAMES, line, strict=True)) for line in LINES]
    taken = [taken for row in rows for taken in _taken_of(row, s, counts=counts)]
    frame = pd.DataFrame(taken, columns=["line", "step", "eur_year", "beside"])
    lines = pd.DataFrame(rows).astype(dict.fromkeys(NAMES[-4:], float))
    out = frame.groupby("line")["eur_year"].sum().reindex(lines["line"]).fillna(0.0).to_numpy()
    gross = lines["eur_year"].where(lines["category"] != "burden", 0.0)
    overlap = frame[frame["step"].isin(OVERLAP_STEPS)].groupby("line")["eur_year"].sum()
    most = frame.sort_values("eur_year").groupby("line")["step"].last()
    net = (gross - out).round(6)
    kept = 1 - overlap.reindex(lines["line"]).fillna(0.0).to_numpy() / lines["eur_year"].abs()
    lines = lines.assign(
        finding=[row["line"] if row["notebook"] else "" for row in rows],
        department=[by_beginning(name, s.departments, "") for name in lines["line"]], status="shown",
        part=[by_beginning(name, s.parts, 1.0) for name in lines["line"]],
        success_probability=[by_beginning(name, s.success_probability, 0.5) for name in lines["line"]], from_year=1,
        kept=kept, net_eur_year=net, counted=net != 0, 
        reason=lines["line"].map(most).where(lines["category"] != "burden", "").fillna(""),
    )  # fmt: skip
    lines.loc[lines["line"] == "saving_extra_work:Backoffice", "department"] = "Backoffice"
    order = frame["step"].map(STEPS.index)
    return lines, frame.iloc[order.argsort(kind="stable")].reset_index(drop=True)


def _taken_of(row: dict[str, Any], s: BusinessCase, *, counts: bool) -> list[tuple[str, str, float, tuple[str, ...]]]:
    """Return what is taken out of one line, in the order of the steps."""
    name, chance = row["line"], by_beginning(row["line"], s.success_probability, 0.5)
    if not counts:
        chance = 0.0
    if row["category"] == "burden":
        working = -float(row["eur_year"]) * (1 - BURDEN_CAPACITY)
        return [(name, "burden", working, ()), (name, "chance", -(1 - chance) * working, ())]
    told, left = [], float(row["eur_year"])
    if name in OVERLAPS:
        step, share, beside = OVERLAPS[name]
        told, left = [(name, step, share * left, beside)], (1 - share) * left
    if row["category"] == "contact_saving":
        for step, share in (("leaves", LEAVES), ("capacity", CAPACITY)):
            told, left = [*told, (name, step, share * left, ())], (1 - share) * left
    return told + ([(name, "chance", (1 - chance) * left, ())] if left > 0 and chance < 1 else [])


def _steps(lines: pd.DataFrame, taken: pd.DataFrame) -> pd.DataFrame:
    gross = lines.loc[lines["eur_year"] > 0, "eur_year"].sum()
    out = -taken.groupby("step")["eur_year"].sum()
    rows = [("gross", gross)]
    rows += [(step, out[step]) for step in OVERLAP_STEPS if step in out]
    rows += [("net", sum(eur for _, eur in rows))]
    rows += [(step, out[step]) for step in STEPS if step in out and step not in OVERLAP_STEPS]
    return pd.DataFrame([*rows, ("counted", lines["net_eur_year"].sum())], columns=["step", "eur_year"])


def _totals(lines: pd.DataFrame, taken: pd.DataFrame) -> pd.DataFrame:
    steps = _steps(lines, taken).set_index("step")["eur_year"]
    values = {"gross": steps["gross"], "overlap": steps["gross"] - steps["net"], "net": steps["net"],
              "counted": steps["counted"]}  # fmt: skip
    rows = [(name, eur, eur * (1 - 1.96 * SPREAD), eur * (1 + 1.96 * SPREAD)) for name, eur in values.items()]
    return pd.DataFrame(rows, columns=["name", "eur_year", "low_eur", "high_eur"]).assign(label="assumed")


def _aside() -> pd.DataFrame:
    rows = [(DRIVERS, "what_if_value:theme:prijs:all:churn", "no_difference"), (DRIVERS, "clv_gain", "other_period"),
            (GROUPS, "shift_value_adjusted", "not_monotone"), (SAVINGS, "saving_fewer_contacts:storing", "hidden"),
            (SAVINGS, "saving_shorter_handling:contract", "part_0")]  # fmt: skip
    return pd.DataFrame(rows, columns=["notebook", "finding", "reason"])


def _levels(s: BusinessCase) -> pd.DataFrame:
    level = np.array([*s.ramp_up, 1.0][: s.horizon_years])
    paused = level * np.array([1.0, 0.25, 0.8])
    return pd.DataFrame({"year": range(1, s.horizon_years + 1), "level": level, "paused_level": paused})


def _costs(scale: float) -> pd.DataFrame:
    rows = []
    for _line, category, _department, when, amount, capital in COSTS:
        for year in range(1, 4) if when is None else [when]:
            eur = scale * amount * 1.02**year
            rows.append((category, year, eur, eur if capital else 0.0))
    frame = pd.DataFrame(rows, columns=["category", "year", "amount_eur", "capitalised_eur"])
    frame = frame.groupby(["category", "year"], sort=False, as_index=False).sum()
    return frame.assign(low_eur=0.9 * frame["amount_eur"], high_eur=1.15 * frame["amount_eur"], label="assumed")


def _effort(scale: float) -> pd.DataFrame:
    frame = pd.DataFrame(EFFORT, columns=["line", "department", "hours_year", "rate_eur_hour"])
    frame["hours_year"] *= scale
    return frame.assign(eur_year=frame["hours_year"] * frame["rate_eur_hour"], counted=frame["hours_year"] > 0,
                        label="assumed")  # fmt: skip


def _by_year(costs: pd.DataFrame, column: str) -> np.ndarray:
    return costs.groupby("year")[column].sum().reindex(range(4)).fillna(0.0).to_numpy()


def _effect(s: BusinessCase) -> np.ndarray:
    """Return per year from 0 on what a euro a year at full effect brings."""
    return np.array([0.0, *_levels(s)["level"]]) * 1.02 ** np.arange(4)


def _accounting(benefits: pd.Series, costs: pd.DataFrame, s: BusinessCase) -> pd.DataFrame:
    capital = _by_year(costs, "capitalised_eur")[0]
    depreciation = np.array([0.0, *[capital / LIFE] * 3])
    frame = pd.DataFrame({"year": range(4), "extra_margin_eur": benefits["margin"] * _effect(s)})
    frame = frame.assign(
        cost_savings_eur=benefits["saving"] * _effect(s),
        operating_cost_eur=_by_year(costs, "amount_eur") - _by_year(costs, "capitalised_eur"),
        depreciation_eur=depreciation,
    )
    result = frame["extra_margin_eur"] + frame["cost_savings_eur"] - frame["operating_cost_eur"] - depreciation
    return frame.assign(result_eur=result, tax_eur=0.0, result_after_tax_eur=result,
                        book_value_eur=capital - depreciation.cumsum())  # fmt: skip


def _draws() -> np.ndarray:
    """Return draws[DRAWS + 1, 2]: what benefits and costs are multiplied by, the estimate first."""
    random = np.random.default_rng(2025)
    normal = random.normal(1, [SPREAD, COST_SPREAD], (DRAWS, 2))
    return np.vstack([[1.0, 1.0], normal])


def _limits(draws: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return tuple(np.percentile(draws, [2.5, 97.5], axis=0))


def _cash(benefit: float, costs: pd.DataFrame, draws: np.ndarray, s: BusinessCase) -> pd.DataFrame:
    invested = _by_year(costs, "capitalised_eur")
    spent, gained = _by_year(costs, "amount_eur") - invested, benefit * _effect(s)
    net = draws[:, :1] * gained - draws[:, 1:] * (spent + invested)
    (low, high), (sum_low, sum_high) = _limits(net), _limits(net.cumsum(axis=1))
    discounted = net[0] / (1 + s.rate) ** np.arange(4)
    return pd.DataFrame({
        "year": range(4), "benefits_eur": gained, "costs_eur": spent, "investment_eur": invested, "tax_eur": 0.0,
        "net_eur": net[0], "net_low": low, "net_high": high, "discounted_eur": discounted,
        "cumulative_eur": net[0].cumsum(), "cumulative_low": sum_low, "cumulative_high": sum_high,
        "discounted_cumulative_eur": discounted.cumsum(),
    })  # fmt: skip


def _present(cash: pd.DataFrame, rate: float) -> tuple[float, float]:
    """Return the present value of benefits and of costs."""
    worth = (1 + rate) ** -np.arange(4)
    return float(cash["benefits_eur"] @ worth), float((cash["costs_eur"] + cash["investment_eur"]) @ worth)


def _npv_draws(cash: pd.DataFrame, draws: np.ndarray, s: BusinessCase) -> np.ndarray:
    gain, cost = _present(cash, s.rate)
    return draws[:, 0] * gain - draws[:, 1] * cost


def _payback(net: np.ndarray) -> float:
    sums = net.cumsum()
    if sums[-1] <= 0:
        return NAN
    last = int(np.max(np.nonzero(sums <= 0)[0], initial=-1))
    return float(last + 1 - sums[last + 1] / net[last + 1]) if last >= 0 else 0.0


def _values(cash: pd.DataFrame, s: BusinessCase) -> dict[str, float]:
    gain, cost = _present(cash, s.rate)
    net = cash["net_eur"].to_numpy()
    return {
        "npv": gain - cost, "pv_benefits": gain, "pv_costs": cost, "roi": (gain - cost) / cost,
        "irr": float(npf.irr(net)), "mirr": float(npf.mirr(net, s.rate, s.rate)) if (net > 0).any() else NAN,
        "payback": _payback(net), "discounted_payback": _payback(cash["discounted_eur"].to_numpy()),
    }  # fmt: skip


def _measures(
    cash: pd.DataFrame, npv: np.ndarray, draws: np.ndarray, lines: pd.DataFrame, costs: pd.DataFrame, s: BusinessCase
) -> pd.DataFrame:
    values = _values(cash, s)
    naive = _values(_cash(lines.loc[lines["eur_year"] > 0, "eur_year"].sum(), costs, draws[:2], s), s)
    ranges = {
        "npv": npv[1:], "pv_benefits": draws[1:, 0] * values["pv_benefits"], "pv_costs": draws[1:, 1] * values["pv_costs"],  # noqa: E501
        "roi": draws[1:, 0] * values["pv_benefits"] / (draws[1:, 1] * values["pv_costs"]) - 1,
    }  # fmt: skip
    units = {"roi": "share", "irr": "share", "mirr": "share", "payback": "years", "discounted_payback": "years"}
    missing = {"payback": "not_reached", "discounted_payback": "not_reached", "irr": "none", "mirr": "none"}
    rows = []
    for name, value in values.items():
        low, high = _limits(ranges[name]) if name in ranges else (NAN, NAN)
        status, naive_status = (missing.get(name, "shown") if v != v else "shown" for v in (value, naive[name]))
        rows.append((name, units.get(name, "EUR"), value, float(low), float(high), status, naive[name], naive_status))
    return pd.DataFrame(rows, columns=["name", "unit", "value", "low", "high", "status", "naive", "naive_status"])


def _curve(cash: pd.DataFrame, s: BusinessCase) -> pd.DataFrame:
    rates = np.linspace(-0.2, 1.0, 25)
    return pd.DataFrame({"rate": rates, "npv_eur": [np.subtract(*_present(cash, rate)) for rate in rates]})


def _histogram(npv: np.ndarray) -> pd.DataFrame:
    counts, edges = np.histogram(npv, bins=40)
    return pd.DataFrame({"low_eur": edges[:-1], "high_eur": edges[1:], "draws_n": counts})


def _tornado(lines: pd.DataFrame, costs: pd.DataFrame, cash: pd.DataFrame, npv: float, s: BusinessCase) -> pd.DataFrame:
    gain, cost = _present(cash, s.rate)
    worth = float(_effect(s) @ (1 + s.rate) ** -np.arange(4))
    rows = []
    for row in lines[lines["counted"]].to_dict("records"):
        moved = [row["net_eur_year"] * row[end] / row["eur_year"] for end in ("low_eur", "high_eur")]
        rows.append((row["line"], "line", row["low_eur"], row["high_eur"],
                     *(npv + (value - row["net_eur_year"]) * worth for value in moved), "interval"))  # fmt: skip
    for category, own in costs.groupby("category", sort=False):
        low, likely, high = (own[name] @ (1 + s.rate) ** -own["year"] for name in ("low_eur", "amount_eur", "high_eur"))
        rows.append((category, "cost", low, high, npv - (low - likely), npv - (high - likely), "interval"))
    swing = s.tornado_swing
    moves = {"success_probability": gain, "ramp_up": gain / 2, "discount_rate_year": -0.05 * gain,
             "decay_year": -0.02 * gain, "inflation_year": 0.01 * gain}  # fmt: skip
    for name, euro in moves.items():
        value = getattr(s, name) if isinstance(getattr(s, name), float) else 1.0
        rows.append((name, "setting", value * (1 - swing), value * (1 + swing), npv - swing * euro, npv + swing * euro,
                     "swing"))  # fmt: skip
    frame = pd.DataFrame(rows, columns=["input", "kind", "low_value", "high_value", "npv_low", "npv_high", "moved_by"])
    return frame.sort_values("npv_low", key=lambda _: -(frame["npv_high"] - frame["npv_low"]).abs(), ignore_index=True)


def _two_way(cash: pd.DataFrame, s: BusinessCase) -> pd.DataFrame:
    gain, cost = _present(cash, s.rate)
    rows = [(e, c, e * gain - c * cost) for e in (0.5, 0.75, 1.0, 1.25, 1.5) for c in (0.75, 1.0, 1.25, 1.5)]
    return pd.DataFrame(rows, columns=["effect_share", "cost_share", "npv_eur"])


def _break_even(lines: pd.DataFrame, cash: pd.DataFrame, s: BusinessCase) -> pd.DataFrame:
    gain, cost = _present(cash, s.rate)
    npv, worth = gain - cost, float(_effect(s) @ (1 + s.rate) ** -np.arange(4))
    rows = [("effect", cost / gain, "shown") if gain > 0 else ("effect", NAN, "never"), ("costs", gain / cost, "shown")]
    for row in lines[lines["net_eur_year"] > 0].to_dict("records"):
        share = 1 - npv / (row["net_eur_year"] * worth)
        rows.append((row["line"], share, "shown") if share > 0 else (row["line"], NAN, "always"))
    return pd.DataFrame(rows, columns=["what", "share", "status"])


def _pause(cash: pd.DataFrame, s: BusinessCase) -> pd.DataFrame:
    levels, left = _levels(s), np.ones(4)
    left[s.pause_year] = s.pause_costs_left
    benefits = cash["benefits_eur"] * np.array([1.0, *(levels["paused_level"] / levels["level"])])
    paused = benefits - cash["costs_eur"] * left - cash["investment_eur"]
    return pd.DataFrame({
        "year": range(4), "planned_eur": cash["net_eur"], "paused_eur": paused,
        "planned_cumulative_eur": cash["net_eur"].cumsum(), "paused_cumulative_eur": paused.cumsum(),
    })  # fmt: skip


def _departments(lines: pd.DataFrame, costs: pd.DataFrame, s: BusinessCase) -> pd.DataFrame:
    rows, mean = [], float(_effect(s)[1:].mean())
    for row in lines[lines["counted"]].to_dict("records"):
        kind = "extra_work" if row["category"] == "burden" else row["basis"]
        rows.append((row["department"], kind, row["net_eur_year"] * mean))
    scale = costs["amount_eur"].sum() / sum(amount * (1 if when is not None else 3) for *_, when, amount, _ in COSTS)
    for _line, category, department, when, amount, _ in COSTS:
        rows.append((department, category, -scale * amount * (1 if when is None else 1 / 3)))
    frame = pd.DataFrame(rows, columns=["department", "kind", "eur_year"])
    frame = frame.groupby(["department", "kind"], sort=False, as_index=False).sum()
    frame.insert(1, "owner", frame["department"].map(s.owners).fillna(""))
    return frame


def _figures() -> pd.DataFrame:
    names = ["publisher", "edition", "what", "industry", "low", "high", "unit", "source"]
    return pd.DataFrame(FIGURES, columns=names)


def _aims(s: BusinessCase) -> pd.DataFrame:
    rows = [(aim, now, low, high, low - now, high - now) for aim, (now, low, high) in s.aims.items()]
    return pd.DataFrame(rows, columns=["aim", "now", "low", "high", "change_low", "change_high"])


def _market() -> pd.DataFrame:
    rows = [
        ("Lichtstad Energie", "NPS", 2025, -9.0, -13.3, -4.5, 1162.0, True, "", ""),
        ("Zonkracht", "NPS", 2025, 12.0, 5.1, 18.9, 800.0, False, "branchemonitor", "behind"),
        ("Noordenwind", "NPS", 2025, -24.0, -31.0, -17.0, 700.0, False, "branchemonitor", "ahead"),
        ("Stadsgas", "NPS", 2023, -2.0, NAN, NAN, NAN, False, "jaarverslag", "unknown"),
    ]
    names = ["brand", "metric", "year", "score", "low", "high", "n", "own", "source", "status"]
    return pd.DataFrame(rows, columns=names)


def _absent() -> pd.DataFrame:
    return pd.DataFrame([(DRIVERS, "other_settings")], columns=["notebook", "reason"])


def _facts(found: BusinessCaseResult, npv: np.ndarray, s: BusinessCase) -> dict[str, Any]:
    cost = float(npv[0] - (found.pause["paused_eur"] @ (1 + s.rate) ** -np.arange(4)))
    positive = found.lines[found.lines["net_eur_year"] > 0]
    assumed = positive.loc[positive["label"] == "assumed", "net_eur_year"].sum()
    waiting = max(0.0, np.maximum(npv[1:], 0).mean() / (1 + s.rate) ** (s.pilot_months / 12) - max(npv[1:].mean(), 0.0))
    irr = found.measures.set_index("name").loc["irr"]
    capacity = found.taken.loc[found.taken["step"] == "capacity", "eur_year"].sum()
    return {
        "draws": DRAWS, "draws_converged": True, "npv_error_eur": 0.004 * float(np.ptp(npv)), "seed": s.seed,
        "pays_share": float((npv[1:] > 0).mean()), "irr_values": (float(irr["value"]),) * (irr["status"] == "shown"),
        "waiting_value_eur": float(waiting), "waiting_pilot_months": s.pilot_months, "pause_cost_eur": cost,
        "pause_cost_low": cost - abs(cost) * 0.47, "pause_cost_high": cost + abs(cost) * 0.47, "pause_level_lost": 0.5,
        "book_value_left_eur": float(found.accounting["book_value_eur"].iloc[-1]), "capacity_eur_year": float(capacity),
        "investment_eur": float(found.costs["capitalised_eur"].sum()), "horizon_years": s.horizon_years,
        "rate": s.rate, "cost_label": "assumed", "benefit_label": "assumed",
        "assumed_share": float(assumed / positive["net_eur_year"].sum()) if len(positive) else NAN,
    }  # fmt: skip


def _findings(found: BusinessCaseResult) -> tuple[Finding, ...]:
    measures = found.measures.set_index("name")
    npv = measures.loc["npv"]
    return (
        Finding("business_case_npv", unit="EUR", period="horizon", estimate=npv["value"], low=npv["low"],
                high=npv["high"], label="assumed", notes={"verdict": found.verdict, "horizon_years": 3}),
        Finding("business_case_roi", unit="share", period="horizon", estimate=measures.loc["roi", "value"],
                label="assumed"),
    )  # fmt: skip
