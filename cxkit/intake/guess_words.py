"""By which header words the tables of a client and the consultant's own lists are recognised."""

from __future__ import annotations

from collections.abc import Mapping

_CUSTOMER = ("klantnr", "klantnummer", "klantid", "customerid", "customernumber", "clientid", "relatienummer")
_DESCRIBED = ("omschrijving", "post", "item", "naam", "description", "name")
_CATEGORY = ("soort", "categorie", "type", "category", "kind")
_DEPARTMENT = ("afdeling", "department", "team")
_NOTES = ("toelichting", "opmerking", "opmerkingen", "notes", "remarks", "comment", "comments")
_EVIDENCE = ("berustop", "bewijs", "onderbouwing", "restson", "evidence")
_CHANCE = ("slagingskans", "kansopsucces", "successprobability", "probability")
_OPPORTUNITY = ("kans", "verbeterkans", "verbetering", "maatregel", "opportunity", "improvement", "initiative")
_PILOT = ("pilot", "proef", "pilotnaam", "experiment")
_ARM = ("groep", "arm", "group", "proefgroep", "testgroep", "pilotofcontrole")
_YEARLY = {
    "expected_eur_year": ("verwachtjaar", "verwachtperjaar", "verwacht", "opbrengstjaar", "opbrengstperjaar",
                          "bedragjaar", "bedragperjaar", "amountperyear",
                          "expected", "expectedyear", "expectedperyear", "annualbenefit"),
    "lowest_eur_year": ("laagstejaar", "laagsteperjaar", "laagste", "lowest", "low", "min"),
    "highest_eur_year": ("hoogstejaar", "hoogsteperjaar", "hoogste", "highest", "high", "max"),
}  # fmt: skip
CLIENT_WORDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "responses": {
        "response_id": ("antwoordnr", "antwoordnummer", "antwoordid", "responseid", "respondentid", "surveyid"),
        "customer_id": _CUSTOMER,
        "responded_at": ("datum", "invuldatum", "antwoorddatum", "datumingevuld", "respondedat", "responsedate",
                         "surveydate", "date"),
        "metric": ("kpi", "metric", "meetwaarde", "vraag", "question"),
        "score": ("cijfer", "score", "npsscore", "nps", "csat", "ces", "rapportcijfer", "satisfactionscore",
                  "tevredenheid", "rating"),
        "wave": ("meting", "wave", "golf", "ronde", "meetmoment"),
        "touchpoint": ("touchpoint", "contactmoment", "klantreis", "journey"),
        "theme": ("thema", "theme", "themas", "themes", "code", "categorie", "category"),
    },
    "contacts": {
        "contact_id": ("contactid", "contactnr", "contactnummer", "callid", "ticketid", "ticketnummer", "zaaknummer"),
        "customer_id": _CUSTOMER,
        "started_at": ("start", "starttijd", "begintijd", "startedat", "starttime", "aangemaakt", "createdat",
                       "contactdatum", "datum", "date"),
        "started_time": ("tijd", "time", "tijdstip", "starttijd", "starttime"),
        "ended_at": ("einde", "eindtijd", "endedat", "endtime", "end"),
        "closed_at": ("gesloten", "geslotenop", "afgesloten", "afgeslotenop", "closedat", "closed"),
        "channel": ("kanaal", "channel"),
        "topic": ("onderwerp", "topic", "reden", "contactreden", "subject"),
        "handling_seconds": ("afhandeltijd", "afhandeltijdseconden", "behandeltijd", "aht", "handlingtime",
                             "handlingseconds"),
        "talk_seconds": ("gesprekstijd", "gespreksduur", "gespreksduurseconden", "talktime", "talkseconds",
                         "averagetalkduration", "talkduration"),
        "cost_eur": ("kosten", "bedrag", "kostprijs", "costeur", "cost"),
        "answered": ("beantwoord", "answered", "answeredyn", "opgenomen"),
        "resolved": ("opgelost", "resolved"),
        "department": ("afdeling", "department", "team"),
        "url": ("url", "pagina", "page", "pageurl"),
        "score": ("cijfer", "score", "satisfactionrating", "tevredenheid", "rating"),
    },
    "visits": {
        "visit_id": ("bezoeknr", "bezoekid", "visitid", "sessieid", "sessionid", "pageviewid"),
        "customer_id": _CUSTOMER,
        "visited_at": ("moment", "bezochtop", "tijdstip", "datum", "visitedat", "timestamp", "date"),
        "url": ("pagina", "url", "page", "pageurl", "pagepath", "pad"),
    },
    "cost_events": {
        "event_id": ("kostennr", "kostenid", "eventid", "boekingsnr", "boekingsnummer"),
        "customer_id": _CUSTOMER,
        "occurred_at": ("datum", "boekdatum", "occurredat", "date", "eventdate"),
        "kind": ("soort", "kostensoort", "type", "kind"),
        "cost_eur": ("bedrag", "kosten", "costeur", "cost", "amount"),
    },
    "customers": {
        "customer_id": _CUSTOMER,
        "snapshot_at": ("peildatum", "snapshotdate", "snapshotat", "referencedate"),
        "segment": ("segment", "klantsegment", "customersegment", "doelgroep"),
        "persona": ("persona",),
        "product": ("product", "productgroep", "contract", "abonnement", "subscription"),
        "region": ("regio", "region", "provincie"),
        "acquired_at": ("klantsinds", "begindatum", "startdatum", "acquiredat", "customersince", "signupdate"),
        "tenure_months": ("looptijdmaanden", "looptijd", "tenureinmonths", "tenuremonths", "tenure"),
        "margin_eur_year": ("brutomargejaar", "brutomarge", "marge", "margeperjaar", "margin", "grossmargin"),
        "revenue_eur_year": ("omzet", "omzetjaar", "jaaromzet", "revenue", "totalrevenue", "annualrevenue"),
        "cost_to_serve_eur_year": ("servicekosten", "servicekostenjaar", "bedieningskosten", "costtoserve"),
        "acquisition_cost_eur": ("wervingskosten", "acquisitiekosten", "acquisitioncost", "cac"),
        "churned": ("opgezegd", "gestopt", "vertrokken", "beeindigd", "churn", "churned", "churnlabel"),
        "churned_at": ("opzegdatum", "vertrekdatum", "stopdatum", "churndatum", "churndate", "churnedat"),
        "churn_probability": ("churnkans", "opzegkans", "churnprobability"),
        "cross_sell_probability": ("crosssellkans", "crosssellprobability"),
        "share_of_wallet": ("shareofwallet", "walletaandeel"),
    },
}  # fmt: skip
"""Header words, Dutch and English, without capitals, blanks and signs; the first table that fits wins."""
LIST_WORDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "costs": {
        "line": ("kostenpost", "kostenregel", "costitem", "costline", *_DESCRIBED),
        "category": _CATEGORY,
        "year": ("jaar", "year", "programmajaar", "projectyear"),
        "amount_eur": ("bedrag", "bedrageur", "verwacht", "verwachtbedrag", "kosten", "amount", "cost", "costeur",
                       "budget", "begroot"),
        "lowest_eur": ("laagste", "laagstebedrag", "minimum", "lowest", "low", "min"),
        "highest_eur": ("hoogste", "hoogstebedrag", "maximum", "highest", "high", "max"),
        "capitalised": ("activeren", "geactiveerd", "capitalised", "capitalized", "capex"),
        "lifetime_years": ("levensduurjaren", "levensduur", "afschrijvingstermijn", "lifetime", "usefullife"),
        "department": _DEPARTMENT,
        "hours": ("uren", "hours"),
        "rate_eur_hour": ("uurtarief", "tarief", "hourlyrate", "rate"),
        "notes": _NOTES,
    },
    "effects": {
        "line": ("bate", "baat", "baten", "benefit", "benefits", *_DESCRIBED),
        "category": _CATEGORY,
        **_YEARLY,
        "basis": ("grondslag", "basis"),
        "gross_margin_share": ("brutomarge", "margepercentage", "grossmargin"),
        "rests_on": _EVIDENCE,
        "lever": ("hefboom", "lever"),
        "mechanism": ("werking", "mechanisme", "mechanism"),
        "success_probability": _CHANCE,
        "from_year": ("vanafjaar", "fromyear", "startjaar", "startyear"),
        "department": _DEPARTMENT,
        "customers_n": ("aantalklanten", "klanten", "customers"),
        "notes": _NOTES,
    },
    "opportunities": {
        "opportunity": _OPPORTUNITY,
        "source_share": ("aandeelvanbron", "aandeel", "sourceshare", "shareofsource"),
        "source": ("bron", "source"),
        "topic": ("onderwerp", "topic"),
        **_YEARLY,
        "rests_on": _EVIDENCE,
        "effort_days": ("inspanningdagen", "inspanning", "dagen", "effortdays", "effort", "days"),
        "lead_months": ("doorlooptijdmaanden", "doorlooptijd", "leadmonths", "leadtime", "leadtimemonths"),
        "cost_eur": ("kosteneenmalig", "eenmaligekosten", "investering", "oneoffcost", "investment", "kosten", "cost"),
        "running_eur_year": ("kostenjaar", "kostenperjaar", "jaarlijksekosten", "runningcost", "annualcost"),
        "success_probability": _CHANCE,
        "pilot_cost_eur": ("kostenproef", "proefkosten", "kostenpilot", "pilotcost"),
        "department": _DEPARTMENT,
        "after": ("pasna", "na", "after", "dependson"),
        "excludes": ("sluituit", "excludes"),
        "volume_n": ("aantaljaar", "aantalperjaar", "volume", "volumeyear"),
        "notes": _NOTES,
    },
    "stakeholders": {
        "stakeholder": ("belanghebbende", "belanghebbenden", "stakeholder", "stakeholders"),
        "opportunity": _OPPORTUNITY,
        "effect": ("gevolg", "effect", "winstofverlies", "gainorloss"),
        "hours_year": ("urenjaar", "urenperjaar", "hoursyear", "hoursperyear", "uren", "hours"),
        "must_agree": ("moetinstemmen", "instemming", "akkoordnodig", "mustagree", "approvalneeded"),
        "notes": _NOTES,
    },
    "competitors": {
        "brand": ("merk", "concurrent", "aanbieder", "brand", "competitor", "company"),
        "metric": ("kpi", "metric", "meetwaarde"),
        "year": ("jaar", "year"),
        "score": ("cijfer", "score", "npsscore", "nps", "csat", "ces", "rating"),
        "n": ("aantal", "steekproef", "respondenten", "n", "samplesize", "respondents"),
        "source": ("bron", "source"),
    },
    "measurements": {
        "unit": ("eenheid", "unit", "meeteenheid", *_CUSTOMER, "vestiging", "filiaal", "winkel", "store", "shop",
                 "team"),
        "period": ("periode", "period", "maand", "month", "week", "kwartaal", "quarter", "datum", "date"),
        "metric": ("kpi", "metric", "indicator", "maatstaf", "succesfactor", "successfactor"),
        "value": ("waarde", "value", "uitkomst", "resultaat", "result"),
        "pilot": _PILOT,
        "arm": _ARM,
        "assigned_at": ("ingedeeld", "ingedeeldop", "startdatum", "assignedat", "assigned"),
        "cluster": ("cluster", "team", "afdeling", "department"),
        "customers_n": ("aantalklanten", "klanten", "customers", "aantal", "n"),
    },
    "events": {
        "date": ("datum", "date", "dag", "day"),
        "event": ("gebeurtenis", "gebeurtenissen", "event", "watgebeurde"),
        "pilot": _PILOT,
        "arm": _ARM,
        "notes": _NOTES,
    },
}  # fmt: skip
"""Header words of the consultant's own lists, in the same form."""
WORDS = {**CLIENT_WORDS, **LIST_WORDS}
