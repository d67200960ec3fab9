"""Settings files made for a new client: they read back, and nothing half-made is left."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from kit import only_notebooks
from papermill.iorw import NoDatesSafeLoader

from cxkit import intake
from cxkit.delivery.check import check_client
from cxkit.delivery.new import as_yaml, make_params
from cxkit.delivery.new_values import NEW_CLIENT
from cxkit.demo.files import LIST_FILES, PILOT_FILES, lists_as_sent, pilots_as_sent, write_table
from cxkit.errors import DataError, SettingsError
from cxkit.settings import NOTEBOOKS, Engagement, client_settings
from cxkit.settings.files import parameters
from cxkit.settings.impact import ImpactMeasurement
from cxkit.settings.ranking import OpportunityRanking
from cxkit.settings.roi import BusinessCase
from cxkit.settings.safe_yaml import Loader

CUSTOMERS = """klantnr;brutomarge_jaar;looptijd;telefoon
K1;10,50;12;06
K2;1.250,00;24;06
"""
RESPONSES = """antwoordnr;klantnr;datum;kpi;cijfer
A1;K1;13-01-2025;NPS;8
A2;K2;14-01-2025;NPS;10
"""


@pytest.fixture
def kit(tmp_path, monkeypatch):
    (tmp_path / "environment.yml").touch()
    (tmp_path / "params").mkdir()
    (tmp_path / "data").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def of_customers_only(monkeypatch):
    """Leave the notebooks that read customers and contacts, as if there were no others."""
    later = ("maturity_assessment", "impact_measurement", "opportunity_ranking", "roi", "executive_summary")
    only_notebooks({name: model for name, model in NOTEBOOKS.items() if name not in later}, monkeypatch)


def deliver(**files: str) -> Path:
    """Write files as a client would send them, and return their folder."""
    for name, text in files.items():
        Path("data", f"{name}.csv").write_text(text)
    return Path("data")


def test_what_is_made_reads_back_and_loads(kit):
    make_params("voorbeeld-energie", language="nl", data=deliver(klanten=CUSTOMERS, antwoorden=RESPONSES))
    settings = client_settings("voorbeeld-energie", "cx_group_valuation")
    assert (settings.client, settings.client_name) == ("voorbeeld-energie", "Voorbeeld Energie")
    assert settings.language == "nl"
    assert settings.sources == {"customers": "data/klanten.csv", "responses": "data/antwoorden.csv"}
    assert settings.columns["customers"] == {
        "klantnr": "customer_id", "brutomarge_jaar": "margin_eur_year", "looptijd": "tenure_months"
    }  # fmt: skip
    assert (settings.value_minus, settings.acquisition_cost, settings.adjust_for) == ([], [], ["tenure_months"])
    tables = intake.load(settings)
    assert tables.customers["margin_eur_year"].tolist() == [10.5, 1250.0]


def test_the_lines_tell_what_was_guessed_and_what_was_not(kit, of_customers_only):
    customers = CUSTOMERS.replace("brutomarge_jaar", "bedrag")
    data = deliver(klanten=customers, klanten_oud="klantnr;looptijd\nK1;3\n", overig="a;b\n1;2\n")
    assert make_params("acme", language="en", data=data) == [
        "made params/acme/client.yaml",
        "made params/acme/cx_group_valuation.yaml",
        "klanten.csv: read as customers",
        "  klantnr: customer_id",
        "  looptijd: tenure_months",
        "  not used: bedrag, telefoon",
        "klanten_oud.csv: not used; klanten.csv is the customers file",
        "overig.csv: not recognised as a table",
        "no file found for responses: name it under sources",
        "no settings made for touchpoint_savings: it needs a file of contacts",
        "no settings made for driver_modelling: no column of customers was recognised as churned",
        "no column found for margin_eur_year: name it under columns, or change value_plus in cx_group_valuation.yaml",
        "look through client_name and period, then: cxkit check acme",
    ]


CONTACTS = """contactnr;klantnr;start;kanaal;onderwerp;afhandeltijd_seconden;beantwoord
1;K1;2024-05-01 09:00;telefoon;factuur;300;ja
2;K2;2024-05-02 10:00;chat;storing;400;nee
"""
VISITS = "bezoeknr;klantnr;moment;pagina\n1;K1;2024-05-01 08:00;/a\n"
EVENTS = "kostennr;klantnr;datum;soort;bedrag\n1;K1;2024-05-01;compensatie;10\n"


def test_a_client_with_a_contact_log_gets_the_notebook_that_reads_it_and_no_other(kit, of_customers_only):
    data = deliver(contacten=CONTACTS, bezoeken=VISITS, kosten=EVENTS)
    lines = make_params("acme", language="en", data=data)
    assert sorted(path.name for path in Path("params/acme").iterdir()) == ["client.yaml", "touchpoint_savings.yaml"]
    assert "no settings made for cx_group_valuation: it needs a file of customers" in lines
    settings = client_settings("acme", "touchpoint_savings")
    assert list(settings.sources) == ["contacts", "visits", "cost_events"]
    assert settings.columns["contacts"]["beantwoord"] == "answered"
    assert settings.period == "2024"
    effects = {lever: scopes for lever, scopes in settings.effects.items() if scopes}
    assert effects == {"fewer_repeats": {"all": [0.1, 0.2, 0.3]}}
    assert intake.load(settings).rows_n == {"contacts": 2, "visits": 1, "cost_events": 1}


def test_without_data_every_setting_is_there_to_fill_in(kit):
    make_params("acme", language="en", data=None)
    for notebook in NOTEBOOKS:
        settings = client_settings("acme", notebook)
        assert settings.sources == {} and settings.columns == {}
        assert set(parameters("acme", notebook)) == set(NOTEBOOKS[notebook].model_fields)


def test_a_client_with_settings_is_never_written_over(kit):
    Path("params/acme").mkdir()
    Path("params/acme/client.yaml").write_text("client: acme\n")
    with pytest.raises(SettingsError, match="params/acme: client acme has settings already") as caught:
        make_params("acme", language="en", data=None)
    assert "to start anew, delete or rename that folder" in str(caught.value)
    assert [path.name for path in Path("params/acme").iterdir()] == ["client.yaml"]


@pytest.mark.parametrize("name", ["../acme", "Acme", "nul", ""])
def test_a_name_that_cannot_be_a_folder_is_refused(kit, name):
    with pytest.raises(SettingsError, match="cannot be the name of a folder"):
        make_params(name, language="en", data=None)


def test_a_folder_without_tables_leaves_nothing(kit):
    with pytest.raises(DataError, match="no table file"):
        make_params("acme", language="en", data=Path("data"))
    assert list(Path("params").iterdir()) == []


def test_files_appear_all_or_not_at_all(kit, monkeypatch):
    written = []

    def full_disk(path, text, **options):
        written.append(path.name)
        if len(written) > 1:
            raise OSError("no space left")

    monkeypatch.setattr(Path, "write_text", full_disk)
    with pytest.raises(OSError):
        make_params("acme", language="en", data=None)
    assert len(written) == 2 and list(Path("params").iterdir()) == []


def test_a_workbook_names_its_sheet(kit):
    pd = pytest.importorskip("pandas")
    pd.DataFrame({"klantnr": ["K1", "K2"], "brutomarge": [1.0, 2.0]}).to_excel("data/k.xlsx", sheet_name="Klanten")
    make_params("acme", language="en", data=Path("data"))
    assert client_settings("acme", "cx_group_valuation").sources == {
        "customers": {"file": "data/k.xlsx", "sheet": "Klanten"}
    }


def book(**sheets: list[list[object]]) -> Path:
    """Write a workbook with these sheets, and return its folder."""
    openpyxl = pytest.importorskip("openpyxl")
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for title, rows in sheets.items():
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(row)
    workbook.save("data/k.xlsx")
    return Path("data")


def test_every_sheet_of_a_workbook_is_looked_at(kit):
    data = book(
        Uitleg=[["kolom", "betekenis"]],
        Klanten=[["Klanten per 31 december"], [], ["klantnr", "brutomarge"], ["K1", 1], ["K2", 2]],
        Antwoorden=[["klantnr", "cijfer", "datum"], ["K1", 8, "2024-05-31"], ["K2", 9, "2024-06-01"]],
    )
    lines = make_params("acme", language="en", data=data)
    settings = client_settings("acme", "cx_group_valuation")
    assert settings.sources == {
        "customers": {"file": "data/k.xlsx", "sheet": "Klanten", "header_row": 3},
        "responses": {"file": "data/k.xlsx", "sheet": "Antwoorden"},
    }
    assert 'k.xlsx, sheet "Klanten": read as customers' in lines
    assert (
        'k.xlsx, sheet "Uitleg": not recognised as a table; if it is one, name it under sources, '
        "such as customers: {file: data/k.xlsx, sheet: Uitleg}"
    ) in lines
    tables = intake.load(settings)
    assert (len(tables.customers), tables.responses["metric"].unique().tolist()) == (2, ["NPS"])


@pytest.mark.parametrize(
    ("dates", "period"),
    [(["13-01-2023", "14-01-2024"], "2024"), (["2023-02-03", "2923-01-01"], "2023"), (["?", "?"], None)],
)
def test_the_period_is_the_year_of_the_latest_answer(kit, dates, period):
    answers = RESPONSES.replace("13-01-2025", dates[0]).replace("14-01-2025", dates[1])
    make_params("acme", language="en", data=deliver(klanten=CUSTOMERS, antwoorden=answers))
    assert client_settings("acme", "cx_group_valuation").period == (period or str(dt.date.today().year))


def test_a_new_client_starts_from_a_shift_of_a_hundred_customers(kit):
    make_params("acme", language="en", data=None)
    assert client_settings("acme", "cx_group_valuation").shifts == [["detractor", "passive", 100]]


def test_what_was_made_for_the_demo_is_emptied_and_a_chance_of_one_number_stays(kit, monkeypatch):
    monkeypatch.setitem(NOTEBOOKS, "roi", BusinessCase)
    lines = make_params("acme", language="en", data=deliver(klanten=CUSTOMERS, antwoorden=RESPONSES))
    assert (
        "no file found for costs: make a list with the columns line, category, year and amount_eur "
        "(or hours and rate_eur_hour in place of amount_eur), and name it under sources"
    ) in lines
    settings = client_settings("acme", "roi")
    emptied = ("parts", "success_probability", "departments", "owners", "aims")
    assert [getattr(settings, name) for name in emptied] == [{}] * 5
    assert settings.industry_figures == BusinessCase().industry_figures
    ranking = client_settings("acme", "opportunity_ranking")
    assert ranking.success_probability == OpportunityRanking().success_probability


def test_the_consultants_lists_are_found_and_the_check_of_them_is_sound(kit, monkeypatch):
    for name, table in lists_as_sent().items():
        write_table(table, Path("data", name))
    lines = make_params("acme", language="en", data=deliver(klanten=CUSTOMERS, kosten=EVENTS))
    assert "programmakosten.csv: read as costs" in lines and "  kostenpost: line" in lines
    assert "kosten.csv: read as cost_events" in lines
    assert not [line for line in lines if "no file found for costs" in line]
    settings = client_settings("acme", "roi")
    assert settings.sources.items() >= {table: f"data/{name}" for table, name in LIST_FILES.items()}.items()
    assert {table: settings.columns[table] for table in LIST_FILES} == {
        table: Engagement().columns[table] for table in LIST_FILES
    }
    shutil.copytree(Path(__file__).parents[1] / "templates", "templates")
    only_notebooks({name: NOTEBOOKS[name] for name in ("opportunity_ranking", "roi")}, monkeypatch)
    told = check_client("acme")
    assert [line for line in told if "are sound" in line] == [
        "opportunity_ranking: settings and data are sound", "roi: settings and data are sound"
    ]  # fmt: skip


def test_a_new_client_plans_its_own_pilots_and_its_measurements_are_found(kit, monkeypatch):
    for name, table in pilots_as_sent().items():
        write_table(table, Path("data", name))
    only_notebooks({"impact_measurement": ImpactMeasurement}, monkeypatch)
    lines = make_params("acme", language="en", data=Path("data"))
    assert "metingen.csv: read as measurements" in lines and "gebeurtenissen.csv: read as events" in lines
    settings = client_settings("acme", "impact_measurement")
    assert (settings.pilots, settings.success_factors, settings.power) == ({}, {}, ImpactMeasurement().power)
    assert settings.sources == {table: f"data/{name}" for table, name in PILOT_FILES.items()}
    assert settings.columns == {table: Engagement().columns[table] for table in PILOT_FILES}


def test_a_client_without_measurements_is_told_what_to_make(kit, monkeypatch):
    only_notebooks({"impact_measurement": ImpactMeasurement}, monkeypatch)
    lines = make_params("acme", language="en", data=deliver(klanten=CUSTOMERS))
    assert (
        "no file found for measurements: make a list with the columns unit, period, metric and value, and of a pilot "
        "also pilot and arm, and name it under sources"
    ) in lines
    assert client_settings("acme", "impact_measurement").pilots == {}


def test_a_file_that_may_be_costs_is_named_and_not_used(kit):
    lines = make_params(
        "acme", language="en", data=deliver(k=CUSTOMERS, uit="datum;post;soort;bedrag\n1-1-2025;x;y;5\n")
    )
    assert (
        "uit.csv: its headers do not tell whether it is a table; it may be costs, cost_events: name it under sources, "
        "such as costs: data/uit.csv, and its columns under columns"
    ) in lines
    assert list(client_settings("acme", "roi").sources) == ["customers"]


def test_every_setting_that_is_emptied_is_one_of_a_notebook():
    known = {**NOTEBOOKS, "roi": BusinessCase, "impact_measurement": ImpactMeasurement}
    assert {*NEW_CLIENT} <= {name for model in known.values() for name in model.model_fields}


TEXTS = st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(
    ["no", "12:30", "007", "1e-3", "1e3", "0,5", "50%", "~", "null", "2024-01-31", "&a", "*a", "!x", "- a", "=", ""]
)


@given(st.dictionaries(TEXTS, TEXTS, max_size=4), TEXTS)
def test_every_text_reads_back_as_itself_in_the_kit_and_in_papermill(mapping, name):
    values = {"client_name": name, "columns": {"customers": mapping}, "sources": {"customers": name}}
    text = as_yaml(values, Engagement, "en")
    assert yaml.load(text, Loader=Loader) == values
    assert yaml.load(text, Loader=NoDatesSafeLoader) == values
