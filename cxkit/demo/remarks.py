"""What the demo client's raters write beside their scores: why they think so, by measurement, role and item."""

from __future__ import annotations

REMARKS = {
    ("2024", "teamleider ochtend", "leadership_3"): "Nog nooit iemand van boven aan de telefoon zien zitten.",
    ("2024", "kwaliteitscoach", "understanding_4"): "We geven het door, maar horen niets terug.",
    ("2024", "klantonderzoeker", "measurement_2"): "Geen idee wat een punt NPS waard is.",
    ("2024", "controller", "measurement_3"): "Voorstellen komen zonder bedragen.",
    ("2024", "product owner", "design_2"): "Alleen bij de nieuwe inlog, verder niet.",
    ("2025", "teamleider ochtend", "leadership_3"): "Sinds dit jaar luistert de directie elk kwartaal een uur mee.",
    ("2025", "teamleider ochtend", "culture_3"): "Boven de 25 euro moet alles langs mij.\nDat kost een dag.",
    ("2025", "teamleider avond", "design_3"): "Factuurvragen komen elke maand terug; de brief is nog dezelfde.",
    ("2025", "teamleider avond", "culture_5"): "Ideeënbus leeg gemaakt, daarna niets meer gehoord…",
    ("2025", "kwaliteitscoach", "understanding_4"): "Wekelijks overleg met webredactie, nu mét terugkoppeling 👍",
    ("2025", "kwaliteitscoach", "culture_2"): "Training gaat over het systeem, niet over de klant.",
    ("2025", "senior medewerker", "culture_3"): 'Ik zeg vaak: "daar moet ik even toestemming voor vragen".',
    ("2025", "senior medewerker", "culture_1"): "= staat op een poster in de kantine",
    ("2025", "marketeer", "leadership_1"): "Belofte is herkenbaar: 'we laten u niet in het donker zitten'.",
    ("2025", "marketeer", "design_4"): "A/B-testen in mailings, niet in brieven.",
    ("2025", "klantonderzoeker", "understanding_2"): "Onderzoek, contacten en bezoeken staan in drie systemen.",
    ("2025", "klantonderzoeker", "measurement_2"): "Eerste berekening dit jaar gemaakt; nog niet gebruikt.",
    ("2025", "webredacteur", "design_2"): "Vijf klanten per nieuwe pagina, sinds maart.",
    ("2025", "product owner", "governance_3"): "Eén backlog voor web en app. Brieven staan er niet op.",
    ("2025", "applicatiebeheerder", "governance_2"): "Wij horen het als het besluit al is gevallen.",
    ("2025", "applicatiebeheerder", "understanding_1"): "Kan ik niet beoordelen.",
    ("2025", "data-analist", "measurement_4"): "Twee keer nagerekend, één keer bleek het tegen te vallen.",
    ("2025", "directeur klant", "leadership_2"): "Klantbeleving is hoofdstuk 2 van het jaarplan, met budget.",
    ("2025", "directeur klant", "culture_4"): "Klantverhaal bij de start van elke directievergadering.",
    ("2025", "directeur operatie", "governance_4"): "Nog op kosten en tijd; klantcijfer komt er in 2026 bij.",
    ("2025", "controller", "measurement_3"): "1 op de 3 voorstellen heeft nu een bedrag; onzekerheid ontbreekt.",
    ("2025", "business partner", "leadership_4"): "Bij de vorige bezuiniging telde alleen de kostenkant.",
}
