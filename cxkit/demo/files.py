"""The demo engagement as a Dutch client would send it: semicolons, decimal commas, day first; visits as Parquet."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import numpy as np
import pandas as pd

from cxkit import forms
from cxkit.demo.business_lists import costs, effects
from cxkit.demo.contacts import contacts
from cxkit.demo.cost_events import cost_events
from cxkit.demo.filled_forms import form_names, write_forms
from cxkit.demo.opportunity_list import competitors, opportunities, stakeholders
from cxkit.demo.outcomes import outcomes
from cxkit.demo.pilots import measurements, outside_events
from cxkit.demo.population import SNAPSHOT, Population, population
from cxkit.demo.raters import QUESTIONNAIRE
from cxkit.demo.themes import themes
from cxkit.demo.visits import visits
from cxkit.settings import instrument
from cxkit.settings.engagement import Engagement

CUSTOMERS_FILE = "klanten.csv"
RESPONSES_FILE = "antwoorden.csv"
CONTACTS_FILE = "contacten.csv"
VISITS_FILE = "bezoeken.parquet"
EVENTS_FILE = "kosten.csv"
LIST_FILES = {
    "opportunities": "verbeterkansen.csv", "stakeholders": "belanghebbenden.csv", "competitors": "concurrenten.csv",
    "costs": "programmakosten.csv", "effects": "baten.csv",
}  # fmt: skip
PILOT_FILES = {"measurements": "metingen.csv", "events": "gebeurtenissen.csv"}
FORMS_FOLDER = "volwassenheid"
FILES = (
    CUSTOMERS_FILE, RESPONSES_FILE, CONTACTS_FILE, VISITS_FILE, EVENTS_FILE, *LIST_FILES.values(),
    *PILOT_FILES.values(), FORMS_FOLDER,
)  # fmt: skip
"""What the client sends; the last is a folder of filled-in answer forms."""
STAMP_FILE = ".generator"


def ensure(folder: Path) -> list[Path]:
    """Return the demo client's files in a folder, made again when they are missing or of another generator."""
    paths = [folder / name for name in FILES]
    stamp = folder / STAMP_FILE
    current = stamp.is_file() and stamp.read_text(encoding="ascii") == _generator_hash()
    return paths if current and all(path.is_file() for path in _every_file(folder)) else write(folder)


def _every_file(folder: Path) -> list[Path]:
    """Return the path of every file and of every form."""
    plain = [folder / name for name in FILES if name != FORMS_FOLDER]
    return plain + [folder / FORMS_FOLDER / name for name in form_names()]


def _generator_hash() -> str:
    """Return the fingerprint of all that the files are made from: this room, the form and the questionnaire."""
    made_by = [*sorted(Path(__file__).parent.glob("*.py")), Path(forms.__file__)]
    sources = [path.read_bytes() for path in [*made_by, instrument.FOLDER / f"{QUESTIONNAIRE}.yaml"]]
    return hashlib.sha256(b"".join(sources)).hexdigest()


def write(folder: Path) -> list[Path]:
    """Write the demo client's files into a folder and return their paths.

    Parameters
    ----------
    folder : made when it does not exist; files that stand there are replaced.
    """
    folder.mkdir(parents=True, exist_ok=True)
    made = population()
    log = contacts(made)
    tables = {
        CUSTOMERS_FILE: _customers_as_sent(made, outcomes(made, log)),
        RESPONSES_FILE: _responses_as_sent(made, themes(made)),
        CONTACTS_FILE: _contacts_as_sent(log),
        VISITS_FILE: _visits_as_sent(visits(made)),
        EVENTS_FILE: _events_as_sent(cost_events(made)),
        **lists_as_sent(),
        **pilots_as_sent(),
    }
    paths = [write_table(table, folder / name) for name, table in tables.items()]
    write_forms(folder / FORMS_FOLDER)
    (folder / STAMP_FILE).write_text(_generator_hash(), encoding="ascii")
    return [*paths, folder / FORMS_FOLDER]


def _customers_as_sent(made: Population, did: pd.DataFrame) -> pd.DataFrame:
    c = made.customers
    return pd.DataFrame(
        {
            "klantnr": c["customer_id"],
            "peildatum": SNAPSHOT.strftime("%d-%m-%Y"),
            "segment": c["segment"],
            "looptijd_maanden": c["tenure_months"].astype(int),
            "brutomarge_jaar": _decimal_comma(c["margin_eur_year"]),
            "servicekosten_jaar": _decimal_comma(c["cost_to_serve_eur_year"]),
            "wervingskosten": _decimal_comma(c["acquisition_cost_eur"]),
            "opgezegd": _yes_or_no(did["churned"]),
            "opzegdatum": did["churned_at"].dt.strftime("%d-%m-%Y"),
            "thermostaat": _yes_or_no(did["has_thermostat"]),
            "zonnepanelen": _yes_or_no(did["has_solar"]),
            "thermostaat_genomen": _yes_or_no(did["took_thermostat"]),
            "verhuisd": _yes_or_no(did["has_moved"]),
        }
    )


def _responses_as_sent(made: Population, said: pd.Series) -> pd.DataFrame:
    r = made.responses
    return pd.DataFrame(
        {
            "antwoordnr": r["response_id"],
            "klantnr": r["customer_id"],
            "datum": r["responded_at"].dt.strftime("%d-%m-%Y"),
            "kpi": r["metric"],
            "cijfer": r["score"].astype(int),
            "meting": r["wave"],
            "thema": said,
        }
    )


def _contacts_as_sent(log: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "contactnr": log["contact_id"],
            "klantnr": log["customer_id"],
            "start": _day_first(log["started_at"]),
            "einde": _day_first(log["ended_at"]),
            "kanaal": log["channel"],
            "onderwerp": log["topic"],
            "afdeling": log["department"],
            "beantwoord": _yes_or_no(log["answered"]),
            "opgelost": _yes_or_no(log["resolved"]),
            "gespreksduur_seconden": log["talk_seconds"].astype("Int64"),
            "afhandeltijd_seconden": log["handling_seconds"].astype("Int64"),
        }
    )


def _visits_as_sent(made_visits: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "bezoeknr": made_visits["visit_id"],
            "klantnr": made_visits["customer_id"],
            "moment": made_visits["visited_at"],
            "pagina": made_visits["url"],
        }
    )


def _events_as_sent(events: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "kostennr": events["event_id"],
            "klantnr": events["customer_id"],
            "datum": events["occurred_at"].dt.strftime("%d-%m-%Y"),
            "soort": events["kind"],
            "bedrag": _decimal_comma(events["cost_eur"]),
        }
    )


def lists_as_sent() -> dict[str, pd.DataFrame]:
    """Return the consultant's lists by file, under the client's headers."""
    made = {
        "opportunities": opportunities(), "stakeholders": stakeholders(), "competitors": competitors(),
        "costs": costs(), "effects": effects(),
    }  # fmt: skip
    return {LIST_FILES[name]: _under_headers(table, name).map(_comma) for name, table in made.items()}


def pilots_as_sent() -> dict[str, pd.DataFrame]:
    """Return the measurements and the outside events by file, under the client's headers."""
    made = {"measurements": measurements(), "events": outside_events()}
    return {PILOT_FILES[name]: _under_headers(table, name).apply(_as_typed) for name, table in made.items()}


def _as_typed(cells: pd.Series) -> pd.Series:
    """Return a column as typed: days with the day first, whole numbers whole, blanks blank."""
    if pd.api.types.is_datetime64_any_dtype(cells):
        return cells.dt.strftime("%d-%m-%Y").fillna("")
    if pd.api.types.is_float_dtype(cells):
        return cells.map("{:g}".format).str.replace(".", ",", regex=False)
    return cells.astype(object).where(cells.notna(), "").map(_comma)


def _under_headers(table: pd.DataFrame, name: str) -> pd.DataFrame:
    headers = {ours: header for header, ours in Engagement().columns[name].items()}
    return table.rename(columns=headers)


def _comma(cell: object) -> str:
    """Return a cell as typed: a fraction with a decimal comma, a whole number and a text as they are."""
    return str(cell).replace(".", ",") if isinstance(cell, float) else str(cell)


def _day_first(moments: pd.Series) -> np.ndarray:
    """Return moments as "31-01-2025 14:05:30"; the letters of the international form in another order."""
    letters = np.datetime_as_string(moments.to_numpy(), unit="s").astype("U19").view("U1").reshape(-1, 19)
    turned = np.ascontiguousarray(letters[:, [8, 9, 7, 5, 6, 4, 0, 1, 2, 3, 10, *range(11, 19)]])
    turned[:, 10] = " "
    return turned.view("U19")[:, 0]


def _yes_or_no(flags: pd.Series) -> np.ndarray:
    return np.where(flags, "ja", "nee")


def _decimal_comma(amounts: pd.Series) -> pd.Series:
    return amounts.map("{:.2f}".format).str.replace(".", ",", regex=False)


def write_table(table: pd.DataFrame, path: Path) -> Path:
    """Write beside the target and move it into place, so that two runs at once never see half a file."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    if path.suffix == ".parquet":
        table.to_parquet(part, index=False)
    else:
        table.to_csv(part, sep=";", index=False, encoding="utf-8", lineterminator="\n")
    return part.replace(path)
