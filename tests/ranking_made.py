"""A made-up but consistent result of opportunity_ranking: every verdict occurs, and totals are sums of their parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from cxkit.analysis.ranking_result import RankingResult
from cxkit.analysis.tested import COLUMNS as TESTED
from cxkit.report.reader import Report, protect
from cxkit.settings.ranking import CRITERIA, OpportunityRanking

NAN = float("nan")
SAVINGS, DRIVERS, GROUPS = "touchpoint_savings", "driver_modelling", "cx_group_valuation"
YIELDS = {  # opportunity: (notebook, finding, lever, mechanism, eur_year, low_eur, high_eur, label, counted)
    "Factuur in gewone taal": ((SAVINGS, "saving_fewer_contacts:factuur", "fewer_contacts: factuur", "contact_cost",
                                16_400, 8_000, 25_000, "assumed", True),),
    "Terugbellen binnen twee dagen": (
        (SAVINGS, "saving_fewer_repeats:all", "fewer_repeats: all", "contact_cost", 9_300, 4_000, 15_000, "assumed", True),  # noqa: E501
        (DRIVERS, "what_if_value:repeat_contacts_n:all:churn", "repeat_contacts_n -1 (all)", "churn",
         28_000, 12_000, 44_000, "estimated", True),
    ),
    "Pagina Mijn factuur": ((SAVINGS, "saving_fewer_after_page:/mijn/factuur", "fewer_after_page: /mijn/factuur",
                             "contact_cost", 2_100, 900, 3_400, "assumed", True),),
    "saving_fewer_events:compensatie": ((SAVINGS, "saving_fewer_events:compensatie", "fewer_events: compensatie",
                                         "contact_cost", 4_500, 2_200, 7_100, "assumed", True),),
    "Programma klantgericht werken": (
        (DRIVERS, "what_if_value:NPS:all:churn", "NPS +1 (all)", "churn", 39_000, -6_000, 84_000, "estimated", True),
        (DRIVERS, "what_if_value:NPS:all:thermostaat", "NPS +1 (all)", "cross_sell: thermostaat",
         7_400, 900, 14_000, "assumed", True),
        (GROUPS, "shift_value", "NPS shift", "value_shift", 20_000, 2_000, 38_000, "estimated", False),
    ),
    "Welkomstgesprek nieuwe klanten": (("", "Welkomstgesprek nieuwe klanten", "", "own", 15_000, 0, 40_000,
                                        "assumed", True),),
    "Chat met dossier": ((SAVINGS, "saving_fewer_switches:chat > telefoon", "fewer_switches: chat > telefoon",
                          "contact_cost", 390, 120, 700, "assumed", True),),
    "Nieuwe app": (("", "Nieuwe app", "", "own", 70_000, 20_000, 130_000, "assumed", True),),
    "what_if_value:theme:prijs:segment=Premium": (
        (DRIVERS, "what_if_value:theme:prijs:segment=Premium:churn", "theme:prijs -1 (segment=Premium)", "churn",
         6_000, 1_000, 11_000, "estimated", True),
    ),
}  # fmt: skip
ROWS = (  # opportunity, kind, scope, department, p, volume, negative, days, months, cost, running, verdict, reason, evpi, pilot  # noqa: E501
    ("Terugbellen binnen twee dagen", "list", "", "Klantenservice", 0.7, 33_000, 0.45, 25, 3, 4_000, 2_000, "do_now", "pays", 900, 5_000),  # noqa: E501
    ("Factuur in gewone taal", "list", "factuur", "Communicatie", 0.8, 12_257, 0.51, 20, 4, 6_000, 0, "do_now", "pays", 150, 5_000),  # noqa: E501
    ("Pagina Mijn factuur", "list", "/mijn/factuur", "IT", 0.9, 843, NAN, 4, 1, 0, 0, "do_now", "pays", 0, 2_000),
    ("saving_fewer_events:compensatie", "fewer_events", "compensatie", "", 0.7, 480, NAN, 10, 2, 1_000, 0, "do_now", "pays", 400, 5_000),  # noqa: E501
    ("Programma klantgericht werken", "list", "", "HR", 0.35, 16_000, NAN, 60, 12, 25_000, 3_000, "validate", "pilot_may_pay", 17_500, 8_000),  # noqa: E501
    ("Welkomstgesprek nieuwe klanten", "list", "", "Marketing", 0.6, 3_500, NAN, 30, 4, 2_000, 9_000, "validate", "pilot_may_pay", 6_200, 5_000),  # noqa: E501
    ("Chat met dossier", "list", "", "IT", 0.7, 382, 0.3, 35, 6, 12_000, 1_500, "not_now", "does_not_pay", 0, 5_000),
    ("Nieuwe app", "list", "", "IT", 0.5, 40_000, NAN, 260, 18, 180_000, 20_000, "not_now", "over_budget", 21_000, 10_000),  # noqa: E501
    ("what_if_value:theme:prijs:segment=Premium", "what_if", "theme:prijs:segment=Premium", "", 0.7, 5_200, NAN, NAN, NAN, 0, 0, "not_judged", "no_effort", NAN, 5_000),  # noqa: E501
    ("Nieuwe huisstijl", "list", "", "Marketing", 0.7, NAN, NAN, 15, 3, 20_000, 0, "not_judged", "no_yield", NAN, 5_000),  # noqa: E501
    ("maturity_action:leadership_2", "maturity", "leadership_2", "", NAN, NAN, NAN, NAN, NAN, NAN, NAN, "foundation", "maturity", NAN, NAN),  # noqa: E501
    ("maturity_action:culture_4", "maturity", "culture_4", "", NAN, NAN, NAN, NAN, NAN, NAN, NAN, "foundation", "maturity", NAN, NAN),  # noqa: E501
)  # fmt: skip
COLUMNS = (
    "opportunity", "kind", "scope", "department", "success_probability", "volume_n", "negative_share", "effort_days",
    "lead_months", "cost_eur", "running_eur_year", "verdict", "reason", "evpi_eur", "pilot_cost_eur",
)  # fmt: skip
ITEMS = {
    "leadership_2": {"en": "The board looks at customer figures every month",
                     "nl": "De directie bekijkt elke maand klantcijfers"},
    "culture_4": {"en": "Employees may solve a complaint themselves", "nl": "Medewerkers mogen zelf een klacht oplossen"},  # noqa: E501
}  # fmt: skip
LONG = {
    "Factuur in gewone taal": "Factuur en jaarafrekening in gewone taal met uitleg per regel en een rekenvoorbeeld",
    "Terugbellen binnen twee dagen": "Terugbellen binnen twee werkdagen, met een vaste behandelaar van begin tot eind",
    "Welkomstgesprek nieuwe klanten": "Welkomstgesprek met elke nieuwe klant in de eerste drie weken na de ingangsdatum",  # noqa: E501
    "Programma klantgericht werken": "Programma klantgericht werken voor alle leidinggevenden en teams met coaching",
}
SET = ("Pagina Mijn factuur", "Terugbellen binnen twee dagen", "Factuur in gewone taal",
       "saving_fewer_events:compensatie", "Programma klantgericht werken", "Welkomstgesprek nieuwe klanten")  # fmt: skip  # noqa: E501
OVERLAP = 1_800.0


def settings(**given: Any) -> OpportunityRanking:
    """Return checked settings of the demo."""
    return OpportunityRanking.check(given)


def reported(result: RankingResult, **given: Any) -> Report:
    """Return the report of a made-up result whose files were read without a remark."""
    rows = pd.DataFrame(columns=["table", "file", "rows_in", "rows_used", "rows_set_aside", "reason"])
    return protect(result, settings=settings(**given), tables=SimpleNamespace(rows=rows, notes=[]))


def made(verdict: str = "ranked") -> RankingResult:
    """Return a result with this verdict; 'none_pays' has no opportunity that pays, 'not_judged' none with an effort."""
    found = _whole()
    if verdict == "none_pays":
        return _without_plan(_judged_otherwise(found, {"do_now": "not_now", "validate": "not_now"}, "does_not_pay"))
    if verdict == "not_judged":
        others = dict.fromkeys(("do_now", "validate", "not_now"), "not_judged")
        found = _without_plan(_judged_otherwise(found, others, "no_effort"))
        gone = ["effort_days", "net_eur", "net_low", "net_high", "evpi_eur", "rank", "rank_low", "rank_high", "score"]
        return replace(found, opportunities=found.opportunities.assign(**dict.fromkeys(gone, NAN), efficient=False))
    return found


def renamed(result: RankingResult, names: Mapping[str, str] = LONG) -> RankingResult:
    """Return a result in which opportunities bear other names."""
    frames = {}
    for name in ("opportunities", "yields", "criteria", "weights", "chosen", "roadmap", "stakeholders"):
        frame = getattr(result, name)
        frames[name] = frame.assign(opportunity=frame["opportunity"].replace(dict(names)))
    return replace(result, **frames)


def nothing() -> RankingResult:
    """Return a result of which every frame is empty."""
    found = made("not_judged")
    frames = {name: frame.iloc[:0] for name, frame in vars(found).items() if isinstance(frame, pd.DataFrame)}
    return replace(found, **frames, facts=found.facts | dict.fromkeys(
        ("opportunities_n", "judged_n", "do_now_n", "validate_n", "not_now_n"), 0))  # fmt: skip


def _whole() -> RankingResult:
    yields, opportunities = _yields(), _opportunities()
    chosen = _chosen(opportunities)
    counts = opportunities["verdict"].value_counts()
    facts = {
        "opportunities_n": len(opportunities), "judged_n": int(counts[["do_now", "validate", "not_now"]].sum()),
        "do_now_n": int(counts["do_now"]), "validate_n": int(counts["validate"]), "not_now_n": int(counts["not_now"]),
        "top_k": 3, "budget_days": 150.0, "budget_eur": 75_000.0, "dependent_n": 2, "unknown_overlap_n": 1,
        "draws": 4000, "unplanned_n": 0, "maturity_items": ITEMS, "once_eur": 60_000.0, "running_eur_year": 2_000.0,
        "left_eur": 40_000.0, "left_low_eur": 20_000.0, "left_high_eur": 62_000.0, "left_pays_share": 0.97,
        "left_out": {}, "claimed_share": 1.0,
    }  # fmt: skip
    return RankingResult(
        verdict="ranked", opportunities=opportunities, yields=yields, criteria=_criteria(opportunities),
        weights=_weights(opportunities), chosen=chosen, totals=_totals(chosen), roadmap=_roadmap(),
        stakeholders=_stakeholders(opportunities), market=_market(),
        absent=pd.DataFrame([("maturity_assessment", "not_run")], columns=["notebook", "reason"]),
        rows=pd.DataFrame(columns=["table", "reason", "rows_n"]), tested=pd.DataFrame(columns=TESTED),
        findings=(), facts=facts,
    )  # fmt: skip


def _yields() -> pd.DataFrame:
    names = ["notebook", "finding", "lever", "mechanism", "eur_year", "low_eur", "high_eur", "label", "counted"]
    lines = [(opportunity, *line) for opportunity, own in YIELDS.items() for line in own]
    frame = pd.DataFrame(lines, columns=["opportunity", *names])
    frame[["eur_year", "low_eur", "high_eur"]] = frame[["eur_year", "low_eur", "high_eur"]].astype(float)
    return frame.assign(share=1.0, status="shown", reason=np.where(frame["counted"], "", "same_effect"))


def _opportunities() -> pd.DataFrame:
    frame = pd.DataFrame(ROWS, columns=list(COLUMNS)).astype({"effort_days": float})
    counted = _yields().query("counted").groupby("opportunity")
    sums = counted[["eur_year", "low_eur", "high_eur"]].sum().reindex(frame["opportunity"]).reset_index(drop=True)
    p, worth = frame["success_probability"], 2.577
    label = counted["label"].agg(lambda own: "assumed" if "assumed" in set(own) else "estimated")
    total = frame["effort_days"] * 560 + frame["cost_eur"]
    net = (p * sums["eur_year"] - frame["running_eur_year"]) * worth - total
    judged = frame["verdict"].isin(["do_now", "validate", "not_now"])
    rank = pd.Series([1.0, 2, 4, 3, 5, 6, 9, 7, NAN, NAN, NAN, NAN])
    frame = frame.assign(
        origin=np.where(frame["kind"] == "list", "list", frame["kind"].map(
            {"fewer_events": SAVINGS, "what_if": DRIVERS, "maturity": "maturity_assessment"})),
        notes="", eur_year=sums["eur_year"], low_eur=sums["low_eur"], high_eur=sums["high_eur"],
        label=frame["opportunity"].map(label).fillna("").tolist(),
        yield_status=np.where(sums["eur_year"].notna(), "shown", "none"),
        yields_n=frame["opportunity"].map(counted.size()).fillna(0).astype(int),
        expected_eur_year=p * sums["eur_year"], expected_low=p * sums["low_eur"], expected_high=p * sums["high_eur"],
        total_cost_eur=total, net_eur=net.where(judged), net_low=(net - 0.4 * sums["eur_year"] * worth).where(judged),
        net_high=(net + 0.4 * sums["eur_year"] * worth).where(judged), pays_share=(0.9 * p).where(judged),
        small=frame["effort_days"] <= 15, score=(95 - 8 * rank), rank=rank, rank_low=(rank - 1).clip(lower=1),
        rank_high=(rank + 2).clip(upper=9), top_share=[0.99, 0.93, 0.22, 0.55, 0.28, 0.03, 0.0, 0.01] + [NAN] * 4,
        efficient=frame["opportunity"].isin([*SET[:3], "Nieuwe app"]) & (frame["verdict"] != "not_now"),
        affordable=(frame["effort_days"] <= 150) & (frame["cost_eur"] <= 75_000),
        after=[("Pagina Mijn factuur",) if name == "Factuur in gewone taal" else () for name in frame["opportunity"]],
        excludes=[() for _ in range(len(frame))], tested="",
    )  # fmt: skip
    return frame.sort_values(["rank", "opportunity"], ignore_index=True)


def _criteria(opportunities: pd.DataFrame) -> pd.DataFrame:
    weights = settings().weights
    columns = dict(zip(CRITERIA, ("expected_eur_year", "negative_share", "volume_n", "effort_days", "lead_months"),
                       strict=True))  # fmt: skip
    lines = []
    for row in opportunities.dropna(subset=["rank"]).to_dict("records"):
        for criterion, column in columns.items():
            top, value = opportunities[column].max(), row[column]
            part = 0.0 if value != value else value / top
            points = 1 - part if criterion in ("effort", "time") else part
            lines.append((row["opportunity"], criterion, weights[criterion], value, points if value == value else 0.0))
    return pd.DataFrame(lines, columns=["opportunity", "criterion", "weight", "value", "points"])


def _weights(opportunities: pd.DataFrame) -> pd.DataFrame:
    ranked = opportunities.dropna(subset=["rank"])
    frames = []
    kinds = ["base", *(f"{kind}:{name}" for kind in ("only", "without", "double") for name in CRITERIA)]
    for place, scenario in enumerate(kinds):
        move = 0 if scenario == "base" else (place % 3) - 1
        rank = (ranked["rank"] + np.where(ranked["rank"] > 1, move, 0)).clip(1, len(ranked))
        if scenario == "only:effort":
            rank = ranked["effort_days"].rank(method="min")
        frames.append(pd.DataFrame({"scenario": scenario, "opportunity": ranked["opportunity"], "rank": rank}))
    return pd.concat(frames, ignore_index=True)


def _chosen(opportunities: pd.DataFrame) -> pd.DataFrame:
    rows = opportunities.set_index("opportunity").loc[list(SET)].reset_index()
    extra = rows["expected_eur_year"] - np.where(rows["opportunity"] == "Factuur in gewone taal", OVERLAP, 0)
    frame = rows[["opportunity", "verdict", "effort_days", "cost_eur"]].copy()
    frame.insert(0, "order", range(1, len(rows) + 1))
    return frame.assign(
        days_so_far=rows["effort_days"].cumsum(), cost_so_far=rows["cost_eur"].cumsum(), extra_eur_year=extra,
        eur_so_far=extra.cumsum(),
    )  # fmt: skip


def _totals(chosen: pd.DataFrame) -> pd.DataFrame:
    net = chosen["extra_eur_year"].sum()
    gross = net + OVERLAP
    lines = [("gross", gross, 0.6 * gross, 1.42 * gross), ("overlap", OVERLAP, 0.5 * OVERLAP, 1.6 * OVERLAP),
             ("net", net, 0.6 * net, 1.42 * net)]  # fmt: skip
    return pd.DataFrame(lines, columns=["name", "eur_year", "low_eur", "high_eur"]).assign(label="assumed")


def _roadmap() -> pd.DataFrame:
    page, back, bill, events, program, welcome = SET
    lines = [  # phase, opportunity, step, part, parts, days
        (1, page, "do", 1, 1, 4), (1, events, "do", 1, 1, 10), (1, program, "pilot", 1, 1, 15),
        (1, welcome, "pilot", 1, 1, 15), (1, back, "do", 1, 2, 16), (1, "maturity_action:leadership_2", "foundation", 1, 1, 0),  # noqa: E501
        (2, back, "do", 2, 2, 9), (2, bill, "do", 1, 1, 20), (2, program, "decide", 1, 1, 0), (2, welcome, "decide", 1, 1, 0),  # noqa: E501
        (2, welcome, "roll_out", 1, 1, 15), (2, program, "roll_out", 1, 2, 14),
        (2, "maturity_action:culture_4", "foundation", 1, 1, 0), (3, program, "roll_out", 2, 2, 31),
    ]  # fmt: skip
    frame = pd.DataFrame(lines, columns=["phase", "opportunity", "step", "part", "parts", "days"])
    departments = {row[0]: row[3] for row in ROWS}
    return frame.assign(
        days=frame["days"].astype(float), from_month=3 * (frame["phase"] - 1) + 1, until_month=3 * frame["phase"],
        order=range(1, len(frame) + 1), department=frame["opportunity"].map(departments),
    )  # fmt: skip


def _stakeholders(opportunities: pd.DataFrame) -> pd.DataFrame:
    page, back, bill, _events, program, welcome = SET
    lines = [
        ("Manager Klantenservice", back, "both", 300.0, True, "meer werk nu, minder straks"),
        ("Manager Klantenservice", bill, "gain", -640.0, False, ""),
        ("Manager Klantenservice", welcome, "loss", 400.0, True, "waar komen de uren vandaan?"),
        ("Hoofd IT", page, "loss", 60.0, True, ""),
        ("Hoofd IT", "Nieuwe app", "loss", NAN, True, ""),
        ("Financieel directeur", program, "none", NAN, True, "wil eerst een pilot zien"),
        ("Hoofd Communicatie", bill, "gain", 80.0, False, ""),
        ("Hoofd HR", program, "gain", NAN, True, ""),
    ]
    names = ["stakeholder", "opportunity", "effect", "hours_year", "must_agree", "notes"]
    verdicts = opportunities.set_index("opportunity")["verdict"]
    frame = pd.DataFrame(lines, columns=names)
    return frame.assign(verdict=frame["opportunity"].map(verdicts))


def _market() -> pd.DataFrame:
    lines = [
        ("Lichtstad Energie", "NPS", 2025, -9.0, -13.3, -4.5, 1162.0, True, "", ""),
        ("Zonkracht", "NPS", 2025, 12.0, 5.1, 18.9, 800.0, False, "branchemonitor", "behind"),
        ("Polderstroom", "NPS", 2024, -7.0, -15.0, 1.0, 600.0, False, "branchemonitor", "no_difference"),
        ("Noordenwind", "NPS", 2025, -24.0, -31.0, -17.0, 700.0, False, "branchemonitor", "ahead"),
        ("Stadsgas", "NPS", 2023, -2.0, NAN, NAN, NAN, False, "jaarverslag", "unknown"),
    ]
    names = ["brand", "metric", "year", "score", "low", "high", "n", "own", "source", "status"]
    return pd.DataFrame(lines, columns=names)


def _judged_otherwise(found: RankingResult, verdicts: Mapping[str, str], reason: str) -> RankingResult:
    own = found.opportunities
    changed = own["verdict"].isin(list(verdicts)) & (own["verdict"] != own["verdict"].replace(dict(verdicts)))
    own = own.assign(verdict=own["verdict"].replace(dict(verdicts)), reason=own["reason"].mask(changed, reason))
    stakeholders = found.stakeholders.assign(verdict=found.stakeholders["verdict"].replace(dict(verdicts)))
    return replace(found, opportunities=own, stakeholders=stakeholders, verdict=(
        "none_pays" if reason == "does_not_pay" else "not_judged"))  # fmt: skip


def _without_plan(found: RankingResult) -> RankingResult:
    counts = found.opportunities["verdict"].value_counts()
    facts = {f"{name}_n": int(counts.get(name, 0)) for name in ("do_now", "validate", "not_now")}
    foundations = found.roadmap[found.roadmap["step"] == "foundation"]
    totals = found.totals.assign(eur_year=0.0, low_eur=0.0, high_eur=0.0)
    ranked = found.weights if found.verdict == "none_pays" else found.weights.iloc[:0]
    criteria = found.criteria if found.verdict == "none_pays" else found.criteria.iloc[:0]
    return replace(
        found, chosen=found.chosen.iloc[:0], totals=totals, roadmap=foundations, weights=ranked, criteria=criteria,
        facts=found.facts | facts | {"judged_n": sum(facts.values())},
    )  # fmt: skip
