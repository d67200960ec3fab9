"""A new client gets the answer form in its language, and forms that were filled in are found and read."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from kit import only_notebooks

from cxkit import intake
from cxkit.delivery.new import make_params
from cxkit.errors import DataError
from cxkit.forms import Rater, write_form
from cxkit.settings.files import client_settings
from cxkit.settings.instrument import load_instrument
from cxkit.settings.maturity import MaturityAssessment
from cxkit.settings.notebooks import NOTEBOOKS

INSTRUMENT = load_instrument("cx_maturity")
FORM = Path("params/acme/maturity_form.xlsx")


@pytest.fixture(autouse=True)
def kit(tmp_path, monkeypatch):
    (tmp_path / "environment.yml").touch()
    (tmp_path / "params").mkdir()
    (tmp_path / "data").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(NOTEBOOKS, "maturity_assessment", MaturityAssessment)
    return tmp_path


def filled(folder: str, *roles: str) -> None:
    """Write one filled-in form per role into a folder of the client's data."""
    Path(folder).mkdir(exist_ok=True)
    answers = {item.key: (2, "") for item in INSTRUMENT.items}
    for role in roles:
        rater = Rater(role, "IT", answers=answers)
        write_form(
            Path(folder, f"{role}.xlsx"), INSTRUMENT, language="nl", client_name="Acme", wave="2025", rater=rater
        )


@pytest.mark.parametrize(("language", "heading"), [("en", "Your role"), ("nl", "Uw functie")])
def test_a_new_client_gets_the_form_and_hears_where_filled_in_ones_go(language, heading):
    lines = make_params("acme", language=language, data=None)
    assert any("params/acme/maturity_form.xlsx" in line for line in lines)
    assert any("answers: {forms: FOLDER}" in line for line in lines)
    sheet = openpyxl.load_workbook(FORM).active
    assert sheet["A3"].value == heading and sheet["A1"].value.endswith("· Acme")


def test_a_folder_of_filled_in_forms_is_found_and_read():
    filled("data/formulieren", "manager", "adviseur")
    lines = make_params("acme", language="en", data=Path("data"))
    assert "formulieren: read as answers; filled-in forms: 2" in lines
    assert not [line for line in lines if "no file found for answers" in line]
    settings = client_settings("acme", "maturity_assessment")
    assert settings.sources == {"answers": {"forms": "data/formulieren"}} and settings.columns == {}
    assert intake.load(settings).answers["respondent"].nunique() == 2


def test_forms_beside_other_files_are_told_and_not_read():
    filled("data", "manager")
    Path("data/klanten.csv").write_text("klantnr;brutomarge_jaar\nK1;10\nK2;12\n")
    lines = make_params("acme", language="en", data=Path("data"))
    assert "data: not used; filled-in forms: 1; put all forms, and nothing else, in one folder" in lines
    assert not [line for line in lines if line.startswith("manager.xlsx")]
    assert client_settings("acme", "cx_group_valuation").sources == {"customers": "data/klanten.csv"}
    assert "no settings made for maturity_assessment: it needs a file of answers" in lines


def test_of_several_folders_the_one_with_most_forms_is_read():
    filled("data/2024", "manager")
    filled("data/2025", "manager", "adviseur")
    lines = make_params("acme", language="en", data=Path("data"))
    assert "2025: read as answers; filled-in forms: 2" in lines
    assert any(line.startswith("2024: not used; filled-in forms: 1") for line in lines)


def test_without_a_notebook_that_reads_forms_none_is_written(monkeypatch):
    others = {name: model for name, model in NOTEBOOKS.items() if name != "maturity_assessment"}
    only_notebooks(others, monkeypatch)
    make_params("acme", language="en", data=None)
    assert not FORM.exists()
    filled("data/forms", "manager")
    with pytest.raises(DataError, match="no table file"):
        make_params("other", language="en", data=Path("data"))
