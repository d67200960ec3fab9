"""The demo consultant's lists of the business case: what the programme costs, and benefits that no figure brings."""

from __future__ import annotations

import pandas as pd

_COSTS = (
    {
        "line": "Training gesprekken voeren", "category": "opleiding", "year": 0,
        "amount_eur": 4_500, "lowest_eur": 4_000, "highest_eur": 6_000, "department": "Klantenservice",
        "notes": "Twee groepen; offerte van de trainer.",
    },
    {
        "line": "Training gesprekken voeren", "category": "opleiding", "year": 1,
        "amount_eur": 1_500, "lowest_eur": 1_000, "highest_eur": 2_000, "department": "Klantenservice",
        "notes": "Terugkomdag en nieuwe medewerkers.",
    },
    {
        "line": "Klantbeeld op één scherm", "category": "technologie", "year": 0,
        "amount_eur": 8_000, "lowest_eur": 7_000, "highest_eur": 13_000, "capitalised": "ja", "lifetime_years": 4,
        "department": "IT", "notes": "Zulke projecten lopen eerder uit dan in.",
    },
    {
        "line": "Koppeling met het contactsysteem", "category": "technologie", "year": 0,
        "amount_eur": 1_500, "department": "IT", "notes": "Vaste prijs.",
    },
    {
        "line": "Koppeling vernieuwen", "category": "technologie", "year": 4,
        "amount_eur": 1_500, "department": "IT", "notes": "Na drie jaar vervalt de ondersteuning.",
    },
    {
        "line": "Licenties", "category": "operationeel",
        "amount_eur": 1_500, "department": "IT", "notes": "Per jaar, naar het aantal medewerkers.",
    },
    {
        "line": "Nulmeting", "category": "meten", "year": 0,
        "amount_eur": 1_200, "department": "Marketing", "notes": "Zonder nulmeting is later niets aan te tonen.",
    },
    {
        "line": "Klanten bevragen en volgen", "category": "meten",
        "amount_eur": 2_000, "lowest_eur": 1_600, "highest_eur": 3_000, "department": "Marketing",
        "notes": "Vragenlijsten, panel en een proefgroep ernaast.",
    },
    {
        "line": "Inrichten en testen", "category": "eigen uren", "year": 0,
        "hours": 40, "rate_eur_hour": 70, "department": "IT", "notes": "",
    },
    {
        "line": "Training volgen", "category": "eigen uren", "year": 1,
        "hours": 120, "rate_eur_hour": 42, "department": "Klantenservice", "notes": "Tijd zonder gesprekken.",
    },
    {
        "line": "Gesprekken terugluisteren", "category": "eigen uren",
        "hours": 30, "rate_eur_hour": 42, "department": "Klantenservice", "notes": "Teamleider en medewerker samen.",
    },
    {
        "line": "Programmaleiding", "category": "eigen uren",
        "hours": 36, "rate_eur_hour": 70, "department": "Klantenservice", "notes": "Drie uur per maand.",
    },
    {
        "line": "Minder zoeken in dossiers", "category": "eigen uren",
        "hours": -50, "rate_eur_hour": 42, "department": "Backoffice",
        "notes": "Werk gaat sneller; er gaat niemand weg.",
    },
)  # fmt: skip

_EFFECTS = (
    {
        "line": "Trouwere klanten volgens de vragenlijst", "category": "loyaliteit",
        "expected_eur_year": 30_000, "lowest_eur_year": 10_000, "highest_eur_year": 60_000, "basis": "marge",
        "rests_on": "aanname", "lever": "NPS +1 (all)", "mechanism": "churn", "department": "Marketing",
        "notes": "Wat klanten zeggen te doen; dezelfde winst als die van een hogere NPS.",
    },
    {
        "line": "Nieuwe klanten door mond-tot-mondreclame", "category": "mond-tot-mondreclame",
        "expected_eur_year": 5_000, "lowest_eur_year": 0, "highest_eur_year": 14_000, "basis": "marge",
        "rests_on": "aanname", "success_probability": 0.5, "from_year": 2, "department": "Marketing",
        "customers_n": 40, "notes": "Niemand vroeg nieuwe klanten nog wie hen aanraadde.",
    },
    {
        "line": "Minder kosten van retouren", "category": "retouren",
        "expected_eur_year": 1_200, "lowest_eur_year": 400, "highest_eur_year": 2_000, "basis": "besparing",
        "rests_on": "geschat", "success_probability": 0.8, "department": "Backoffice",
        "notes": "Ruim een vijfde van wat retouren nu kosten.",
    },
    {
        "line": "Meer onderhoud van ketels", "category": "overig",
        "expected_eur_year": 18_000, "lowest_eur_year": 6_000, "highest_eur_year": 36_000, "basis": "omzet",
        "gross_margin_share": 0.22, "rests_on": "aanname", "success_probability": 0.6, "from_year": 2,
        "department": "Marketing", "notes": "Omzet; alleen de marge telt.",
    },
)  # fmt: skip


def costs() -> pd.DataFrame:
    """Return what the programme costs, one row per line and year; a blank year is every year from the first.

    Returns
    -------
    line, category, year, amount_eur or hours and rate_eur_hour (below 0: faster work), lowest_eur, highest_eur,
    capitalised, lifetime_years, department, notes.
    """
    order = (
        "line", "category", "year", "amount_eur", "lowest_eur", "highest_eur", "capitalised", "lifetime_years",
        "department", "hours", "rate_eur_hour", "notes",
    )  # fmt: skip
    rows = [{"capitalised": "nee", **row} for row in _COSTS]
    return pd.DataFrame(rows, columns=list(order), dtype="object").fillna("")


def effects() -> pd.DataFrame:
    """Return the benefits that no earlier figure brings, one row each.

    Returns
    -------
    line, category, its range of euros a year with basis and, of revenue, gross_margin_share; rests_on, lever and
    mechanism (where it is a reading of a figure that is there), success_probability, from_year, department,
    customers_n, notes.
    """
    order = (
        "line", "category", "expected_eur_year", "lowest_eur_year", "highest_eur_year", "basis", "gross_margin_share",
        "rests_on", "lever", "mechanism", "success_probability", "from_year", "department", "customers_n", "notes",
    )  # fmt: skip
    return pd.DataFrame(list(_EFFECTS), columns=list(order), dtype="object").fillna("")
