"""A table of answers is held against the questionnaire: items, scores, raters and measurements, every fault at once."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from cxkit.errors import DataError
from cxkit.intake import load
from cxkit.intake.answers import checked_answers
from cxkit.intake.reading import TableRead
from cxkit.intake.rows import Kept
from cxkit.settings.instrument import load_instrument
from cxkit.settings.maturity import MaturityAssessment

SETTINGS = SimpleNamespace(questionnaire=load_instrument("cx_maturity"))


def read(**columns):
    frame = pd.DataFrame(columns)
    frame.index = pd.RangeIndex(2, len(frame) + 2)
    return checked_answers(TableRead(Kept(frame, "answers", "a.csv")), SETTINGS)


def told(**columns):
    return [fault.text() for fault in read(**columns).faults]


def test_rows_without_a_score_are_set_aside_and_a_wave_is_always_there():
    done = read(respondent=["a", "a"], item=["design_1", "design_2"], score=[3.0, np.nan])
    assert done.kept.frame.to_dict("records") == [{"respondent": "a", "item": "design_1", "score": 3.0, "wave": ""}]
    assert [line["reason"] for line in done.kept.all_lines()] == ["no score"] and not done.faults


def test_every_fault_is_told_with_its_rows():
    assert told(
        respondent=["a", "b", "c", None, "d", "d", "e"],
        item=["desing_1", "desing_1", "design_1", "design_1", "design_2", "design_2", "zzz"],
        score=[1.0, 2.0, 9.0, 1.5, 3.0, 3.0, 1.0],
        wave=["1", "1", "1", "1", "1", "1", None],
    ) == [
        'a.csv, row 5, column "respondent": the cell is blank. Fill it in, or remove the row.',
        'a.csv, row 2, column "item": "desing_1" is no item of questionnaire cx_maturity. '
        "Did you mean design_1? 2 rows: 2, 3.",
        'a.csv, row 8, column "item": "zzz" is no item of questionnaire cx_maturity. '
        "Correct the code, or name the questionnaire that was used in instrument.",
        'a.csv, row 4, column "score": 9 is outside the scale 0 to 4. '
        "Correct the score, or name the questionnaire that was used in instrument.",
        'a.csv, row 5, column "score": 1.5 is no whole score. '
        "Correct the score, or name the questionnaire that was used in instrument.",
        'a.csv, row 8, column "wave": no measurement is named, though other rows name one. Fill it in on every row.',
        'a.csv, row 6, column "item": a rater scored the same item more than once in one measurement. '
        "Keep one answer, or give each rater an own name. 2 rows: 6, 7.",
    ]  # fmt: skip


def test_the_same_item_in_two_measurements_or_once_blank_is_no_repeat():
    both = {"respondent": ["a", "a"], "item": ["design_1", "design_1"]}
    assert not told(**both, score=[1.0, 2.0], wave=["1", "2"])
    assert not told(**both, score=[1.0, np.nan], wave=["1", "1"])


def test_a_table_without_a_single_score_is_refused():
    assert told(respondent=["a"], item=["design_1"], score=[np.nan]) == [
        'a.csv, column "score": no row has a score. Map the column that holds it.'
    ]


@pytest.fixture
def kit(tmp_path, monkeypatch):
    (tmp_path / "params").mkdir()
    (tmp_path / "environment.yml").touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def load_csv(kit, text, **given):
    (kit / "a.csv").write_text(text, encoding="utf-8")
    columns = {
        "wie": "respondent",
        "vraag": "item",
        "cijfer": "score",
        "afdeling": "department",
        "toelichting": "evidence",
    }
    wanted = {"client": "acme", "sources": {"answers": "a.csv"}, "columns": {"answers": columns}, **given}
    return load(MaturityAssessment.check(wanted))


def test_a_clients_own_table_is_read_with_its_remarks_to_the_letter_and_no_note_on_them(kit):
    rows = [
        'r1;design_1;3;IT;"Ja, zeker:\n  =goed"',
        "r2;design_1;2;IT;ja",
        "r3;design_1;4;IT;Ja",
        "r4;design_1;;IT;",
        "r5;design_1;;IT;weet niet",
    ]
    tables = load_csv(kit, "wie;vraag;cijfer;afdeling;toelichting\n" + "\n".join(rows))
    assert tables.answers["evidence"].tolist() == ["Ja, zeker:\n  =goed", "ja", "Ja", "weet niet"]
    assert tables.answers["score"].tolist()[:3] == [3, 2, 4] and tables.rows["rows_set_aside"].sum() == 1
    assert [note.column for note in tables.notes if "labels" in note.message] == []


def test_a_constant_names_the_measurement_of_a_whole_file(kit):
    text = "wie;vraag;cijfer;afdeling;toelichting\nr1;design_1;3;IT;x"
    assert load_csv(kit, text, constants={"answers": {"wave": "2024"}}).answers["wave"].tolist() == ["2024"]


def test_faults_of_cells_and_of_the_questionnaire_are_told_together(kit):
    with pytest.raises(DataError) as caught:
        load_csv(kit, "wie;vraag;cijfer;afdeling;toelichting\nr1;design_9;vier;IT;x\nr2;design_1;7;IT;x")
    said = [fault.text() for fault in caught.value.faults]
    assert len(said) == 3 and all(f"row {row}" in line for row, line in zip((2, 2, 3), said, strict=True)), said
