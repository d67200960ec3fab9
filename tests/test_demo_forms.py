"""The demo's answer forms hold what the raters answered, to the letter."""

from __future__ import annotations

from collections import Counter

import openpyxl
import pandas as pd
import pytest

from cxkit import forms
from cxkit.demo.filled_forms import form_names, write_forms
from cxkit.demo.raters import rater_answers
from cxkit.intake import load
from cxkit.settings.maturity import MaturityAssessment


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("volwassenheid")
    write_forms(folder)
    return folder


def cells(path) -> tuple[dict[str, object], dict[str, tuple[object, str]]]:
    """Return who filled in a form, and score and remark by item."""
    sheet = openpyxl.load_workbook(path).active
    about = {name: sheet.cell(row + 1, column + 1).value for name, (row, column) in forms.PLACES.items()}
    lines = {row[0].value: (row[2].value, row[3].value or "") for row in sheet.iter_rows(min_row=forms.HEAD_ROW + 2)}
    return about, {item: line for item, line in lines.items() if item and item.rpartition("_")[2].isdigit()}


def test_there_is_a_form_for_each_rater_and_measurement(folder):
    assert sorted(path.name for path in folder.iterdir()) == sorted(form_names())
    assert [sum(f" {wave} " in name for name in form_names()) for wave in ("2024", "2025")] == [9, 14]


def test_the_forms_say_what_was_answered(folder):
    for (wave, role), filled in rater_answers().groupby(["wave", "role"]):
        about, lines = cells(folder / f"volwassenheid {wave} {role}.xlsx")
        assert (about["role"], str(about["wave"])) == (role, wave)
        assert about["department"] == filled["department"].iloc[0]
        assert list(lines) == filled["item"].tolist()
        for item, score, evidence in zip(filled["item"], filled["score"], filled["evidence"], strict=True):
            assert lines[item] == (None if pd.isna(score) else score, evidence)


def test_the_same_forms_are_the_same_bytes(folder, tmp_path):
    write_forms(tmp_path)
    assert all((tmp_path / name).read_bytes() == (folder / name).read_bytes() for name in form_names())


def test_a_form_of_a_rater_who_is_no_more_is_removed_and_other_files_stay(tmp_path):
    for name in ("volwassenheid 2024 weg.xlsx", "notities.txt", "mijn eigen formulier.xlsx"):
        (tmp_path / name).touch()
    write_forms(tmp_path)
    kept = {path.name for path in tmp_path.iterdir()} - set(form_names())
    assert kept == {"notities.txt", "mijn eigen formulier.xlsx"}


def test_the_strict_reader_reads_what_was_answered(folder):
    """Workbook to answers without loss: blanks, remarks with line breaks and signs, and who took part in both years."""
    settings = MaturityAssessment(sources={"answers": {"forms": str(folder)}}, columns={})
    read = load(settings)
    sent = rater_answers()
    found = read.answers
    assert found.groupby("respondent")["wave"].nunique().value_counts().to_dict() == {1: 5, 2: 9}
    assert read.rows["rows_in"].sum() == len(sent)
    scored = sent[sent["score"].notna() | (sent["evidence"] != "")]  # a remark is kept beside a blank score
    assert read.rows["rows_set_aside"].sum() == len(sent) - len(scored)
    for columns in (["wave", "department", "item", "score"], ["wave", "department", "item", "evidence"]):
        kept = scored.replace({"evidence": {"": None}})[columns].astype("object")
        assert counted(found[columns].astype("object")) == counted(kept)


def counted(frame: pd.DataFrame) -> Counter:
    return Counter(tuple(None if pd.isna(cell) else cell for cell in row) for row in frame.itertuples(index=False))
