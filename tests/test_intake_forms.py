"""Filled-in forms come back as they were filled in; what is wrong with them is told form by form, all at once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxkit.errors import DataError
from cxkit.forms import HEAD_ROW, PLACES, Rater, write_form
from cxkit.intake.checks import checked
from cxkit.intake.forms import is_forms, read_forms
from cxkit.settings.instrument import load_instrument

INSTRUMENT = load_instrument("cx_maturity")
KEYS = [item.key for item in INSTRUMENT.items]


@dataclass(frozen=True)
class Settings:
    """The settings that reading answers looks at."""

    sources: dict[str, Any]
    questionnaire: Any = INSTRUMENT
    labels: dict = field(default_factory=dict)
    missing_codes: dict = field(default_factory=dict)
    constants: dict = field(default_factory=dict)
    minimum_raters_n: int = 3


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "forms").mkdir()
    return tmp_path / "forms"


def rater(role="Teamleider", department="Klantenservice", code="", **answers):
    return Rater(role, department, code, {key: answers.get(key, (2, "")) for key in KEYS})


def filled(folder, name, one, *, language="nl", wave="2025"):
    write_form(folder / name, INSTRUMENT, language=language, client_name="Acme", wave=wave, rater=one)
    return folder / name


def read(folder, **others):
    wanted = Settings({"answers": {"forms": str(folder)}}, **others)
    return checked({"answers": read_forms(wanted)}, wanted)["answers"]


def told(folder, language="en", **others):
    return [fault.text(language) for fault in read(folder, **others).faults]


def changed(path, **cells):
    """Change cells of a form as somebody would in a spreadsheet."""
    book = openpyxl.load_workbook(path)
    for place, value in cells.items():
        book.active[place] = value
    book.save(path)


def row_of(path, key):
    sheet = openpyxl.load_workbook(path).active
    return next(cell.row for cell in sheet["A"] if cell.value == key)


def test_what_is_filled_in_comes_back_in_either_language(folder):
    remark = 'Eerste regel\n=SOM(A1) "zo", é, 😀 en een puntje…  '
    filled(folder, "b.xlsx", rater(design_1=(4, remark), design_2=(None, "")), language="nl", wave="2025")
    filled(folder, "a.xlsx", rater("Manager", "IT", culture_5=(0, "see intranet")), language="en", wave="2025")
    done = read(folder)
    assert not done.faults and not done.notes
    frame = done.kept.frame
    assert list(frame) == ["answer_id", "respondent", "department", "item", "wave", "score", "evidence"]
    assert len(frame) == 59 and frame["answer_id"].is_unique
    assert frame["department"].unique().tolist() == ["IT", "Klantenservice"]
    assert set(frame["wave"]) == {"2025"} and frame["respondent"].nunique() == 2
    one = frame[(frame["item"] == "design_1") & (frame["department"] == "Klantenservice")].iloc[0]
    assert (one["score"], one["evidence"]) == (4.0, remark)
    assert frame["evidence"].notna().sum() == 2


def test_the_forms_have_one_hash_and_no_names(folder):
    names = [filled(folder, name, rater(name)).name for name in ("jan.xlsx", "piet.xlsx")]
    first = read(folder)
    assert list(first.hashes) == ["forms"] and len(first.hashes["forms"]) == 64
    assert not any(name in str(line) for name in names for line in first.kept.all_lines())
    filled(folder, "piet.xlsx", rater("piet.xlsx", design_1=(4, "")))
    assert read(folder).hashes != first.hashes


def test_a_blank_score_is_no_answer_and_is_counted_and_a_remark_beside_one_is_kept(folder):
    filled(folder, "a.xlsx", rater(design_1=(None, "weet ik niet"), design_2=(None, ""), design_3=(None, "  ")))
    done = read(folder)
    assert [(line["rows_in"], line["rows_set_aside"], line["reason"]) for line in done.kept.all_lines()] == [
        (30, 2, "no score")
    ]
    said = done.kept.frame.dropna(subset="evidence")
    assert said["evidence"].tolist() == ["weet ik niet"] and said["score"].isna().all()


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Co", "Cn"), include_characters="\n"), max_size=60))
@settings(max_examples=25, deadline=None)
def test_any_remark_survives_to_the_letter(tmp_path_factory, remark):
    folder = tmp_path_factory.mktemp("forms")
    filled(folder, "a.xlsx", rater(design_1=(1, remark)))
    frame = read(folder).kept.frame
    kept = frame.loc[frame["item"] == "design_1", "evidence"].iloc[0]
    blank = not "".join(c for c in remark if c.isprintable()).strip()
    assert kept != kept if blank else kept == remark


def test_a_rater_is_recognised_by_the_own_word_or_else_by_role_and_department(folder):
    filled(folder, "1.xlsx", rater("Teamleider", "IT"), wave="2024")
    filled(folder, "2.xlsx", rater("teamleider", "it"), wave="2025")
    filled(folder, "3.xlsx", rater("Adviseur", "Finance", "Zon"), wave="2024")
    filled(folder, "4.xlsx", rater("Senior adviseur", "IT", "zon "), wave="2025")
    frame = read(folder).kept.frame
    both = frame.groupby("respondent")["wave"].nunique()
    assert both.tolist() == [2, 2]


def test_two_forms_of_one_rater_in_one_measurement_are_refused(folder):
    filled(folder, "a.xlsx", rater("Medewerker", "IT"))
    filled(folder, "b.xlsx", rater("medewerker", "IT"))
    filled(folder, "c.xlsx", rater("Medewerker", "IT", "appel"))
    assert told(folder) == [
        "a.xlsx: forms of one rater in one measurement: a.xlsx, b.xlsx. Take the one that does not count out of the "
        "folder; of different people, fill in a role or an own word that tells them apart."
    ]


def test_departments_are_joined_as_the_settings_say_and_near_ones_are_told(folder):
    filled(folder, "a.xlsx", rater("A", "Klantenservice"))
    filled(folder, "b.xlsx", rater("B", "klantenservice"))
    (note,) = read(folder).notes
    assert "klantenservice" in note.text("en") and "labels" in note.text("en")
    joined = read(folder, labels={"answers": {"department": {"klantenservice": "Klantenservice"}}})
    assert not joined.notes and joined.kept.frame["department"].unique().tolist() == ["Klantenservice"]


def test_what_is_wrong_in_every_form_is_told_at_once_with_its_row(folder):
    a = filled(folder, "a.xlsx", rater(""))
    at = {key: row_of(a, key) for key in ("design_1", "design_2", "design_3")}
    changed(a, **{f"C{row}": value for row, value in zip(at.values(), (5, 2.5, "drie"), strict=True)})
    b = filled(folder, "b.xlsx", rater("B"), language="en")
    first, last = row_of(b, "leadership_1"), row_of(b, "culture_5")
    changed(b, **{f"A{first}": "leadershp_1", f"A{last}": "culture_4"})
    (folder / "brief.docx").write_bytes(b"PK")
    (folder / "~$a.xlsx").write_bytes(b"x")
    (folder / "c.xlsx").write_bytes(b"no workbook")
    assert told(folder) == [
        "brief.docx: this is no form, which ends in .xlsx. Save it as .xlsx, or take it out of the folder.",
        'a.xlsx, sheet "Antwoorden": no role is filled in. Fill in the role of the rater.',
        f'a.xlsx, sheet "Antwoorden", row {at["design_1"]}, column "Score": 5 is outside the scale 0 to 4. '
        "Correct the score, or name the questionnaire that was used in instrument.",
        f'a.xlsx, sheet "Antwoorden", row {at["design_2"]}, column "Score": 2.5 is no whole score. '
        "Correct the score, or name the questionnaire that was used in instrument.",
        f'a.xlsx, sheet "Antwoorden", row {at["design_3"]}, column "Score": "drie" is no score, expected a number from '
        "0 to 4. Correct the score, or name the questionnaire that was used in instrument.",
        f'b.xlsx, sheet "Answers", row {first}, column "Code": "leadershp_1" is no item of questionnaire cx_maturity. '
        "Did you mean leadership_1?",
        f'b.xlsx, sheet "Answers", row {last - 1}, column "Code": a statement stands more than once. '
        f"Keep one row of each statement. 2 rows: {last - 1}, {last}.",
        'b.xlsx, sheet "Answers", column "Code": statements that are missing: 2 (leadership_1, culture_5). '
        "Fill in the form as it was sent.",
        "c.xlsx: the workbook is broken or cut off. Export or download it again.",
    ]


def test_a_form_of_another_questionnaire_is_refused_once(folder):
    a = filled(folder, "a.xlsx", rater())
    sheet = openpyxl.load_workbook(a).active
    row = next(cell.row for cell in sheet["A"] if cell.value == "Versie")
    changed(a, **{f"B{row}": "0.9"})
    assert told(folder) == [
        'a.xlsx, sheet "Antwoorden": the form is of questionnaire cx_maturity 0.9, expected cx_maturity 1.0. '
        "Name that questionnaire in instrument, or take the form out of the folder."
    ]


def test_a_measurement_is_filled_in_by_all_or_by_none(folder):
    filled(folder, "a.xlsx", rater("A"), wave="")
    assert set(read(folder).kept.frame["wave"]) == {""}
    filled(folder, "b.xlsx", rater("B"), wave="2025")
    assert told(folder) == ["a.xlsx: no measurement is filled in, though other forms name one. Fill it in."]
    assert not told(folder, constants={"answers": {"wave": "2024"}})


def test_a_workbook_that_is_no_form_or_holds_two_is_refused(folder):
    book = openpyxl.Workbook()
    book.active.append(["klantnr", "score"])
    book.save(folder / "a.xlsx")
    b = filled(folder, "b.xlsx", rater())
    book = openpyxl.load_workbook(b)
    book.copy_worksheet(book.active)
    book.save(b)
    assert told(folder) == [
        "a.xlsx: this is no answer form of the kit. Fill in the form itself, or take this file out of the folder.",
        "b.xlsx: the workbook holds several forms, on sheets Antwoorden, Antwoorden Copy. "
        "Keep one form in each workbook.",
    ]


def test_a_sheet_beside_the_form_and_rows_and_columns_that_were_moved_do_no_harm(folder):
    a = filled(folder, "a.xlsx", rater(design_1=(3, "ja")))
    book = openpyxl.load_workbook(a)
    book.create_sheet("kladblok", 0)["A1"] = "eigen aantekening"
    sheet = book["Antwoorden"]
    sheet.delete_rows(2)
    book.save(a)
    frame = read(folder).kept.frame
    assert len(frame) == 30 and frame.set_index("item").loc["design_1", ["score", "evidence"]].tolist() == [3.0, "ja"]


def test_a_folder_that_is_not_there_or_empty_and_options_that_do_not_exist_are_told(folder):
    assert told(folder) == ["there is no form in folder forms. Put the filled-in forms there."]
    (folder / "2024").mkdir()
    assert told(folder) == [
        "2024: forms in a folder within the folder are not read. Put every form in the folder itself."
    ]
    for source, said in (
        ({"forms": str(folder / "weg")}, "there is no folder weg with forms. Correct the path in sources."),
        ({"forms": ""}, "sources.answers: forms is no text. Write it between quotes."),
        ({"forms": "x", "sheet": "y"}, "sources.answers: sheet is not an option beside forms. Write {forms: folder}."),
    ):
        assert [fault.text() for fault in read_forms(Settings({"answers": source})).faults] == [said]


def test_a_source_of_forms_is_told_from_a_file():
    assert is_forms({"forms": "x"}) and not is_forms("x.csv") and not is_forms({"file": "x"})


def test_the_places_of_the_form_are_above_its_headings():
    assert max(row for row, _ in PLACES.values()) < HEAD_ROW


def test_settings_and_forms_travel_through_load(folder, tmp_path, monkeypatch):
    from cxkit.intake import load
    from cxkit.settings.maturity import MaturityAssessment

    (tmp_path / "params").mkdir()
    (tmp_path / "environment.yml").touch()
    monkeypatch.chdir(tmp_path)
    filled(folder, "a.xlsx", rater(design_1=(3, "ja"), design_2=(None, "")))
    given = {"client": "acme", "sources": {"answers": {"forms": "forms"}}, "columns": {}}
    tables = load(MaturityAssessment.check(given))
    assert len(tables.answers) == 29 and tables.rows["rows_set_aside"].sum() == 1
    changed(folder / "a.xlsx", C3="")
    changed(folder / "a.xlsx", B3=None)
    with pytest.raises(DataError, match="no role is filled in"):
        load(MaturityAssessment.check(given))


def test_a_form_under_a_password_and_an_old_workbook_are_told(folder):
    ole = b"\xd0\xcf\x11\xe0" + b"\0" * 512
    (folder / "a.xlsx").write_bytes(ole + "EncryptedPackage".encode("utf-16-le"))
    (folder / "b.xlsx").write_bytes(ole)
    assert told(folder) == [
        "a.xlsx: the workbook is protected by a password. Save it without a password.",
        "b.xlsx: this is an old Excel workbook (.xls). Save it as .xlsx in Excel.",
    ]


@pytest.mark.parametrize("nonsense", [True, "3.0", "3 of 4", "²", "-1", "9", "#N/A", -1, 1e300, "x" * 500])
def test_no_cell_of_a_score_is_guessed_at(folder, nonsense):
    a = filled(folder, "a.xlsx", rater())
    changed(a, **{f"C{row_of(a, 'design_1')}": nonsense})
    (fault,) = told(folder)
    assert f"row {row_of(a, 'design_1')}" in fault and len(fault) < 250


def test_a_whole_number_that_stands_as_text_is_that_number_and_counted(folder):
    a = filled(folder, "a.xlsx", rater())
    changed(a, **{f"C{row_of(a, key)}": text for key, text in zip(KEYS, ("3", " 4 ", "\xa01"), strict=False)})
    done = read(folder)
    assert not done.faults
    assert done.kept.frame.set_index("item").loc[KEYS[:4], "score"].tolist() == [3.0, 4.0, 1.0, 2.0]
    assert [note.text() for note in done.notes] == [
        'forms, column "score": scores that stood as text and were read as numbers: 3'
    ]


def test_a_questionnaire_of_the_clients_own_makes_its_own_form_and_reads_it(folder):
    items = tuple(replace(item, key=f"1.{n}") for n, item in enumerate(INSTRUMENT.items[:3]))
    people = replace(INSTRUMENT.dimensions[0], items=items)
    own = replace(INSTRUMENT, name="eigen lijst", version="v 2", lowest=1, highest=7, anchors={}, dimensions=(people,))
    one = Rater("Manager", answers={"1.0": (7, "=1"), "1.1": (None, ""), "1.2": (1, "")})
    write_form(folder / "a.xlsx", own, language="en", client_name="", rater=one)
    done = read(folder, questionnaire=own)
    assert not done.faults
    assert done.kept.frame.set_index("item")["score"].to_dict() == {"1.0": 7, "1.2": 1}
    assert done.kept.frame["department"].isna().all()
    assert "is of questionnaire eigen lijst v 2, expected cx_maturity 1.0" in told(folder)[0]


def test_remarks_and_blanks_reach_what_the_assessment_finds(folder, tmp_path, monkeypatch):
    from cxkit.analysis.maturity_assessment import maturity_assessment
    from cxkit.intake import load
    from cxkit.settings.maturity import MaturityAssessment

    (tmp_path / "params").mkdir()
    (tmp_path / "environment.yml").touch()
    monkeypatch.chdir(tmp_path)
    remark = 'Regel één;\n"regel" twee 😀 =3'
    for name in ("a", "b", "c"):
        one = rater(name, design_1=(None, remark if name == "a" else ""), design_2=(4 if name == "a" else 1, ""))
        filled(folder, f"{name}.xlsx", one)
    wanted = MaturityAssessment.check({"client": "acme", "sources": {"answers": {"forms": "forms"}}, "columns": {}})
    result = maturity_assessment(load(wanted).answers, settings=wanted)
    assert result.evidence.to_dict("records") == [{"item": "design_1", "dimension": "design", "evidence": remark}]
    assert result.items.set_index("item").loc["design_2", "mean"] == 2
    assert (result.facts["raters_n"], result.facts["blank_n"], result.facts["answers_n"]) == (3, 3, 87)
