"""Several files make one table, and no customer is multiplied or lost unseen."""

import pandas as pd
import pytest

from cxkit.errors import DataError
from cxkit.intake import load
from cxkit.settings import GroupValuation

FILES = {
    "wie.csv": "Klant;Postcode;Segment\nK1;1011;A\nK2;1012;B\nK3;1012;B\nK4;9999;C\n",
    "geld.csv": "Klant;Marge\nK3;30\nK1;10\nK2;20\n",
    "buurt.csv": "Postcode;Inwoners\n1011;500\n1012;700\n1013;900\n",
}
COLUMNS = {
    "Klant": "customer_id", "Segment": "segment", "Marge": "margin_eur_year", "Inwoners": "inhabitants",
    "Postcode": "zip",
}  # fmt: skip


@pytest.fixture
def joined(tmp_path):
    def joined(**changed):
        for name, text in {**FILES, **changed.pop("files", {})}.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        folder = str(tmp_path)
        sources = [f"{folder}/wie.csv", f"{folder}/geld.csv", {"file": f"{folder}/buurt.csv", "join_on": "Postcode"}]
        settings = {"client": "proef", "sources": {"customers": sources}, "columns": {"customers": COLUMNS}, **changed}
        return load(GroupValuation(**settings))

    return joined


def test_files_join_on_the_customer_and_on_another_column(joined):
    customers = joined().customers
    assert customers["customer_id"].tolist() == ["K1", "K2", "K3", "K4"]
    assert customers["margin_eur_year"].tolist()[:3] == [10.0, 20.0, 30.0]
    assert customers["inhabitants"].tolist()[:3] == [500.0, 700.0, 700.0]
    assert customers[["margin_eur_year", "inhabitants"]].isna().sum().tolist() == [1, 1]


def test_rows_lost_in_a_join_are_counted(joined):
    tables = joined()
    lines = tables.rows.set_index("file")
    assert lines.loc["buurt.csv", ["rows_in", "rows_used", "rows_set_aside"]].tolist() == [3, 2, 1]
    assert (tables.rows["rows_in"] == tables.rows["rows_used"] + tables.rows["rows_set_aside"]).all()
    assert "rows of wie.csv without a match, for which this file adds nothing: 1" in "\n".join(
        note.text() for note in tables.notes
    )


def test_a_total_is_the_same_before_and_after_joining(joined):
    assert joined().customers["margin_eur_year"].sum() == 60


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"geld.csv": FILES["geld.csv"] + "K1;99\n"}, 'geld.csv, row 3, column "Klant": .*joining would multiply'),
        ({"buurt.csv": "Postcode;Inwoners\n1011;1\n1011;2\n"}, "joining would multiply customers"),
        ({"geld.csv": "Klant;Marge\nX3;30\nX1;10\n"}, r"0 of 4 rows \(0%\) are found in geld.csv"),
        ({"geld.csv": "Nr;Marge\nK1;30\nK2;10\n"}, "geld.csv: the file cannot be joined"),
    ],
)
def test_a_join_that_cannot_be_trusted_is_refused(joined, files, words):
    with pytest.raises(DataError, match=words):
        joined(files=files)


def test_ids_match_whatever_blanks_stand_around_them(joined):
    customers = joined(files={"geld.csv": FILES["geld.csv"].replace("K1", " K1 ")}).customers
    assert customers["margin_eur_year"].tolist()[0] == 10.0


def test_numbers_of_a_sheet_match_texts_of_a_file(joined, tmp_path):
    frame = pd.DataFrame({"Postcode": [1011, 1012], "Inwoners": [5, 7]})
    frame.to_excel(tmp_path / "buurt.xlsx", index=False)
    sources = [str(tmp_path / "wie.csv"), str(tmp_path / "geld.csv"),
               {"file": str(tmp_path / "buurt.xlsx"), "join_on": "Postcode"}]  # fmt: skip
    assert joined(sources={"customers": sources}).customers["inhabitants"].tolist()[:3] == [5.0, 7.0, 7.0]
