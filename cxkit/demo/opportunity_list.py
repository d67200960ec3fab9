"""The demo consultant's own lists: what could be improved, who gains and loses by it, and how competitors score."""

from __future__ import annotations

import pandas as pd

_OPPORTUNITIES = (
    {
        "opportunity": "Factuurpagina verduidelijken",
        "source": "saving_fewer_after_page:/mijn/factuur",
        "effort_days": 3, "lead_months": 1, "cost_eur": 0, "success_probability": 0.85, "department": "Facturatie",
        "notes": "Bedrag, periode en termijn bovenaan; de uitleg staat er al, maar onder de vouw.",
    },
    {
        "opportunity": "Factuur in gewone taal",
        "source": "saving_fewer_contacts:factuur",
        "effort_days": 30, "lead_months": 4, "cost_eur": 4_000, "success_probability": 0.85, "department": "Facturatie",
        "after": "Factuurpagina verduidelijken",
        "notes": "De teksten worden eerst op de factuurpagina beproefd. Drukwerk en vormgeving in de kosten.",
    },
    {
        "opportunity": "Terugbellen binnen twee dagen",
        "source": "saving_fewer_repeats:all;what_if_value:repeat_contacts_n:all", "source_share": 0.25,
        "effort_days": 20, "lead_months": 3, "cost_eur": 0, "success_probability": 0.7, "department": "Backoffice",
        "notes": "Een kwart: niet elke klant die nog eens belt, was met terugbellen te helpen.",
    },
    {
        "opportunity": "Gesprekswijzer contracten",
        "source": "saving_shorter_handling:contract",
        "effort_days": 6, "lead_months": 2, "cost_eur": 0, "department": "Klantenservice",
        "notes": "Eén scherm met de tien meest gestelde vragen.",
    },
    {
        "opportunity": "Vaste regels voor compensatie",
        "source": "saving_fewer_events:compensatie",
        "lead_months": 3, "success_probability": 0.8, "department": "Finance",
        "notes": "Inspanning nog niet geschat: juridische zaken moet eerst zeggen wat mag.",
    },
    {
        "opportunity": "Chat met dossier",
        "source": "saving_fewer_switches:website > telefoon",
        "effort_days": 25, "lead_months": 8, "cost_eur": 15_000, "running_eur_year": 1_800,
        "success_probability": 0.6, "department": "IT",
        "notes": "De medewerker ziet wat de klant op de website al deed.",
    },
    {
        "opportunity": "Programma klantgericht werken",
        "source": "what_if_value:NPS:all:churn;shift_value", "source_share": 0.6,
        "effort_days": 36, "lead_months": 6, "cost_eur": 2_500, "success_probability": 0.5,
        "pilot_cost_eur": 4_000, "department": "Klantenservice",
        "notes": "Eén team begint; of een hogere NPS volgt, weten we pas na de proef. Zes van de tien teams doen mee.",
    },
    {
        "opportunity": "Nieuwe app", "topic": "meterstand",
        "expected_eur_year": 30_000, "lowest_eur_year": 6_000, "highest_eur_year": 60_000, "rests_on": "aanname",
        "effort_days": 220, "lead_months": 14, "cost_eur": 120_000, "running_eur_year": 15_000,
        "success_probability": 0.4, "department": "IT", "excludes": "Chat met dossier",
        "notes": "Schatting van de leverancier. De app heeft een eigen chat.",
    },
    {
        "opportunity": "Welkomstgesprek",
        "expected_eur_year": 12_000, "lowest_eur_year": 2_000, "highest_eur_year": 28_000, "rests_on": "aanname",
        "effort_days": 20, "lead_months": 5, "cost_eur": 1_500, "running_eur_year": 2_500,
        "success_probability": 0.65, "pilot_cost_eur": 4_000, "department": "Marketing", "volume_n": 2_400,
        "notes": "Bellen in de eerste maand; elders bleven nieuwe klanten er langer door.",
    },
)  # fmt: skip

_STAKEHOLDERS = (
    ("Team facturatie", "Factuurpagina verduidelijken", "winst", -30, "nee", "Minder vragen over hetzelfde."),
    ("Webredactie", "Factuurpagina verduidelijken", "verlies", 10, "nee", "Schrijft en houdt de pagina bij."),
    ("Team facturatie", "Factuur in gewone taal", "winst", -250, "nee", ""),
    ("Juridische zaken", "Factuur in gewone taal", "geen", 12, "ja", "Toetst of alles erop staat wat moet."),
    ("Marketing", "Factuur in gewone taal", "beide", 30, "nee", "Eigen stijl, maar ook eigen uren."),
    ("Backoffice", "Terugbellen binnen twee dagen", "verlies", 80, "ja", "Krijgt het werk erbij."),
    ("Klantenservice", "Terugbellen binnen twee dagen", "winst", -35, "nee", ""),
    ("Klantenservice", "Gesprekswijzer contracten", "winst", -40, "nee", ""),
    ("Finance", "Vaste regels voor compensatie", "winst", -25, "ja", ""),
    ("Klantenservice", "Vaste regels voor compensatie", "verlies", "", "nee", "Minder ruimte om zelf te beslissen."),
    ("Juridische zaken", "Vaste regels voor compensatie", "geen", "", "ja", ""),
    ("IT", "Chat met dossier", "verlies", 120, "ja", "Koppeling met twee systemen."),
    ("Ondernemingsraad", "Programma klantgericht werken", "beide", "", "ja", "Vraagt wat het voor roosters betekent."),
    ("Klantenservice", "Programma klantgericht werken", "beide", 200, "nee", "Leren kost tijd, werk wordt leuker."),
    ("Directie", "Programma klantgericht werken", "winst", 24, "ja", ""),
    ("IT", "Nieuwe app", "verlies", 400, "ja", ""),
    ("Marketing", "Nieuwe app", "winst", -60, "nee", ""),
    ("Marketing", "Welkomstgesprek", "beide", 80, "ja", "Belt zelf; houdt meer nieuwe klanten."),
    ("Klantenservice", "Welkomstgesprek", "beide", 60, "nee", ""),
)

_COMPETITORS = (
    ("Aanbieder A", "NPS", 2025, -12, 410, "klantpanel, najaar 2025"),
    ("Aanbieder B", "NPS", 2025, -29, 385, "klantpanel, najaar 2025"),
    ("Aanbieder C", "NPS", 2025, -44, 290, "klantpanel, najaar 2025"),
    ("Aanbieder D", "NPS", 2025, -5, "", "eigen jaarverslag"),
)


def opportunities() -> pd.DataFrame:
    """Return the list of opportunities, one row each; what the list does not say is blank.

    Returns
    -------
    opportunity, then by the kit's names what may be said of one: source and source_share, its own range of euros a
    year, effort_days, lead_months, cost_eur, chance of success, pilot_cost_eur, after and excludes, notes.
    """
    order = (
        "opportunity", "source", "source_share", "topic", "expected_eur_year", "lowest_eur_year", "highest_eur_year",
        "rests_on", "effort_days", "lead_months", "cost_eur", "running_eur_year", "success_probability",
        "pilot_cost_eur", "department", "after", "excludes", "volume_n", "notes",
    )  # fmt: skip
    return pd.DataFrame(list(_OPPORTUNITIES), columns=list(order), dtype="object").fillna("")


def stakeholders() -> pd.DataFrame:
    """Return who gains and loses: stakeholder, opportunity, effect, hours_year, must_agree, notes."""
    columns = ["stakeholder", "opportunity", "effect", "hours_year", "must_agree", "notes"]
    return pd.DataFrame(list(_STAKEHOLDERS), columns=columns, dtype="object")


def competitors() -> pd.DataFrame:
    """Return what competitors score: brand, metric, year, score, n, source; n is blank where nobody said it."""
    columns = ["brand", "metric", "year", "score", "n", "source"]
    return pd.DataFrame(list(_COMPETITORS), columns=columns, dtype="object")
