"""Bad deliveries, by their number in the catalogue of faults, with the words a consultant gets."""

import datetime as dt
import io

import openpyxl
import pandas as pd
import pytest

from cxkit.errors import DataError
from cxkit.intake import load
from cxkit.settings import GroupValuation

COLUMNS = {
    "customers": {"id": "customer_id", "seg": "segment", "eur": "margin_eur_year"},
    "responses": {"id": "customer_id", "kpi": "metric", "cijfer": "score", "datum": "responded_at"},
}
GOOD = "id;seg;eur\n1;A;12,5\n2;B;8\n3;B;9\n"


@pytest.fixture
def read(tmp_path):
    """Return a function that loads one file of customers, given as text, bytes or rows of a sheet."""

    def read(content, *, name="klanten.csv", extra=None, responses=None, source=None, **settings):
        path = tmp_path / name
        path.write_bytes(_bytes(content))
        sources = {"customers": {"file": str(path), **(source or {})}}
        if responses is not None:
            (tmp_path / "antwoorden.csv").write_text(responses, encoding="utf-8")
            sources["responses"] = str(tmp_path / "antwoorden.csv")
        customers = {**COLUMNS["customers"], **(extra or {})}
        columns = {**COLUMNS, "customers": customers}
        return load(GroupValuation(**{"client": "proef", "sources": sources, "columns": columns, **settings}))

    read.folder = tmp_path
    return read


def _bytes(content):
    if isinstance(content, list):
        return workbook({"Blad1": content})
    return content.encode() if isinstance(content, str) else content


def workbook(sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def said(read, content, **settings):
    with pytest.raises(DataError) as caught:
        read(content, **settings)
    return str(caught.value)


def notes(tables):
    return "\n".join(note.text() for note in tables.notes)


REFUSED = [
    (2, "", "klanten.csv: the file is empty (0 bytes)"),
    (3, "id;seg;eur\n", "rows below the header: 0; expected at least 2"),
    (4, "id;seg;eur\n1;A;2\n2;B", "row 3: the last row has 2 fields, the header 3: the file seems cut off"),
    (8, "id;seg;eur\n1;A;1.234\n2;B;2\n", 'row 2, column "eur": "1.234" can be read in two ways'),
    (8, "id;seg;eur\n1;A;1,234\n2;B;2\n", "Set number_style to 1,234.56 or 1.234,56"),
    (9, "id;seg;eur\n1;A;1.234,5\n2;B;4.0\n", "numbers written as 1,234.56: 1, as 1.234,56: 1"),
    (11, "id;seg;eur\n1;\x80A;2\n2;B;3\n", 'row 2, column "seg": letters were garbled'),
    (12, "id;seg;eur\n1;CafÃ©;2\n2;B;3\n", 'letters were garbled in "CafÃ©"'),
    (16, "Export van de klanten;;\n;;\nid;seg;eur\n1;A;2\n2;B;3\n", "headers seem to stand on row 3"),
    (17, "<html><table><tr><td>id", "this is a web page (HTML)"),
    (17, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "old Excel workbook (.xls)"),
    (17, b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
    (17, b"PK\x03\x04 cut off", "the workbook is broken or cut off"),
    (17, b"PAR1 cut off", "the Parquet file is broken or cut off"),
    (17, b"%PDF-1.7", "this is a PDF"),
    (21, "id;seg;eur\n1;A;#N/B\n2;B;#N/B\n", 'row 2, column "eur": "#N/B" is an error of Excel'),
    (22, 'id;seg;eur\n1;"a;2\n2;B;3\n', "row 2: a quotation mark is not closed"),
    (22, "id;seg;eur\n1;A;2\n2;a;b;3\n3;C;1\n", "row 3: the row has 4 fields, the header 3"),
    (23, "id;seg;eur\n1;A;2;x\n2;B;3;x\n", "2 rows: 2, 3"),
    (24, "id;seg;eur\n1;\0;2\n2;B;3\n", "row 2: the file holds NUL bytes"),
    (25, "id;Seg ;eur\n1;A;2\n2;B;3\n", 'column "seg": the column is missing; nearest is Seg. Write "Seg: segment"'),
    (26, "id;seg;eur;eur\n1;A;2;3\n2;B;3;4\n", 'column "eur": the header stands 2 times (columns 3, 4)'),
    (31, "id;seg;eur\n1;A;12,5\n2;B;n.v.t.\n3;B;€ 10\n", 'row 3, column "eur": "n.v.t." is not a number'),
    (46, "id;seg;eur\n1;A;12%\n2;B;3\n", '"12%" is a percentage'),
    (57, "id;seg;eur\n881;A;1\n882;B;2\n881;A;1\n", 'column "id": ids that stand on more than one row: 1'),
    (65, "id;seg;eur\n1;A;inf\n2;B;nan\n", '"inf" is not a number'),
]


@pytest.mark.parametrize(("number", "content", "words"), REFUSED)
def test_a_bad_file_is_refused_in_words(read, number, content, words):
    assert words in said(read, content)


EXTRA_REFUSED = [
    (33, "churned", ["ja", "misschien"], '"misschien" says neither yes nor no'),
    (34, "churned", ["1", "2"], "Say in labels of churned which value means yes"),
    (46, "churn_rate_year", ["0,1", "10"], "10\" is no share of 0 to 1. Write 0.12 for 12%"),
    (46, "churn_probability", ["-0,1", "0,5"], "is no share of 0 to 1"),
    (46, "tenure_months", ["-1", "5"], '"-1" is below 0'),
    (50, "acquired_at", ["03-04-2024", "05-06-2024"], '"03-04-2024" can be read day first or month first'),
    (51, "acquired_at", ["4/9/2012", "21-08-2013"], "dates are written in 2 styles (1 × 4/9/2012, 1 × 21-08-2013)"),
    (51, "acquired_at", ["21-08-2013", "08-21-2013"], "dates with the day first: 1, with the month first: 1"),
    (51, "acquired_at", ["2024-01-31", "21-08-2013"], "written in 2 styles"),
    (52, "acquired_at", ["30-02-2024", "21-08-2013"], 'row 2, column "x": "30-02-2024" is no existing date'),
    (52, "acquired_at", ["01-01-0202", "21-08-2013"], '"01-01-0202" lies outside 1900-01-01 to 2100-12-31'),
    (52, "acquired_at", ["1893-01-01", "2013-08-21"], '"1893-01-01" lies outside 1900-01-01'),
    (52, "acquired_at", ["onbekend", "2013-08-21"], '"onbekend" is not a date that is read'),
    (52, "acquired_at", ["31-12-24", "30-11-24"], '"31-12-24" is not a date that is read'),
]  # fmt: skip


@pytest.mark.parametrize(("number", "name", "values", "words"), EXTRA_REFUSED)
def test_a_bad_column_is_refused_in_words(read, number, name, values, words):
    rows = "".join(f"{i};A;{i};{value}\n" for i, value in enumerate(values, start=1))
    assert words in said(read, "id;seg;eur;x\n" + rows, extra={"x": name})


def test_1_a_missing_file_is_named_with_names_near_it(read, tmp_path):
    read(GOOD)
    sources = {"customers": str(tmp_path / "klant.csv")}
    with pytest.raises(DataError, match=r"klant\.csv: there is no such file in .*; files there: klanten\.csv"):
        load(GroupValuation(client="proef", sources=sources, columns=COLUMNS))


def test_5_and_6_separator_and_decimal_comma_are_seen_and_said(read):
    tables = read(GOOD)
    assert tables.customers["margin_eur_year"].tolist() == [12.5, 8.0, 9.0]
    assert "klanten.csv: columns are separated by ;" in notes(tables)
    assert 'column "eur": numbers are written as 1.234,56' in notes(tables)


def test_7_thousands_points_are_read_where_the_column_shows_its_style(read):
    tables = read("id;seg;eur\n1;A;1.234,56\n2;B;1.234\n")
    assert tables.customers["margin_eur_year"].tolist() == [1234.56, 1234.0]


def test_9_every_number_is_held_against_the_declared_style(read):
    assert '"4.0" is not written as 1.234,56, which number_style declares' in said(
        read, "id;seg;eur\n1;A;1.234\n2;B;4.0\n", number_style="1.234,56"
    )


def test_10_an_office_export_in_cp1252_loads_unaided(read):
    tables = read("id;seg;eur\n1;Café;€ 12,50\n2;B;3\n".encode("cp1252"))
    assert tables.customers["segment"].tolist() == ["Café", "B"]
    assert tables.customers["margin_eur_year"].tolist() == [12.5, 3.0]
    assert "read as cp1252" in notes(tables)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_13_and_14_byte_order_marks_are_followed(read, encoding):
    assert read("id;seg;eur\n1;Café;1\n2;B;2\n".encode(encoding)).customers["segment"].tolist() == ["Café", "B"]


def test_12_utf8_declared_as_cp1252_is_refused(read):
    assert "garbled" in said(read, "id;seg;eur\n1;Café;1\n2;B;2\n", source={"encoding": "cp1252"})


def test_15_a_workbook_with_two_sheets_lists_them(read):
    book = workbook({"Uitleg": [["kolom", "betekenis"]], "Data": [["id", "seg", "eur"], [1, "A", 2], [2, "B", 3]]})
    words = said(read, book, name="klanten.xlsx")
    assert "the workbook has 2 sheets: Uitleg (kolom, betekenis); Data (id, seg, eur)" in words
    assert f"write in sources: customers: {{file: {read.folder}/klanten.xlsx, sheet: Data}}." in words
    assert len(read(book, name="klanten.xlsx", source={"sheet": "Data"}).customers) == 2
    assert "Set sheet of this source: Data" in said(read, book, name="klanten.xlsx", source={"sheet": "data"})


def test_15_the_line_to_paste_names_the_row_of_the_headers_too(read):
    sheets = {
        "Uitleg": [["kolom", "betekenis"]],
        "Data": [["Juni"], [], ["id", "seg", "eur"], [1, "A", 2], [2, "B", 3]],
    }
    words = said(read, workbook(sheets), name="klanten.xlsx")
    assert "Data (id, seg, eur)" in words
    assert "klanten.xlsx, sheet: Data, header_row: 3}" in words
    assert len(read(workbook(sheets), name="klanten.xlsx", source={"sheet": "Data", "header_row": 3}).customers) == 2


def test_16_title_rows_above_a_sheet_are_told(read):
    rows = [["Klanten 2025"], [], ["id", "seg", "eur"], [1, "A", 2], [2, "B", 3]]
    words = said(read, rows, name="klanten.xlsx")
    assert "headers seem to stand on row 3" in words
    assert f"write in sources: customers: {{file: {read.folder}/klanten.xlsx, header_row: 3}}." in words


@pytest.mark.parametrize("name", ["klanten.csv", "klanten.xlsx"])
def test_16_headers_may_stand_on_a_row_that_is_told(read, name):
    rows = [['Klanten, juni "25'], [], ["id", "seg", "eur"], [1, "A", 2], [2, "B", "fout"]]
    text = 'Klanten, juni "25\n\nid;seg;eur\n1;A;2\n2;B;fout\n'
    content = text if name == "klanten.csv" else rows
    assert 'row 5, column "eur": "fout" is not a number' in said(read, content, name=name, source={"header_row": 3})
    words = said(read, content, name=name, source={"header_row": 2})
    assert "header_row is 2, but that row holds nothing" in words


def test_16_a_line_that_names_the_separator_is_followed_above_the_headers(read):
    tables = read("sep=|\nKlanten; 2025\nid|seg|eur\n1|A;B|2\n2|B|3\n", source={"header_row": 3})
    assert tables.customers["segment"].tolist() == ["A;B", "B"]


def test_18_numbers_stored_as_text_are_converted_and_counted(read):
    tables = read([["id", "seg", "eur"], [1, "A", "12,5"], [2, "B", 3.5]], name="klanten.xlsx")
    assert tables.customers["margin_eur_year"].tolist() == [12.5, 3.5]
    assert "numbers stored as text and converted: 1" in notes(tables)


def test_19_day_numbers_of_excel_become_dates(read):
    tables = read("id;seg;eur;x\n1;A;1;45292\n2;B;2;45293\n", extra={"x": "acquired_at"})
    assert tables.customers["acquired_at"].tolist() == [pd.Timestamp(2024, 1, 1), pd.Timestamp(2024, 1, 2)]
    assert "day numbers of Excel read as dates: 2" in notes(tables)


def test_21_error_cells_of_a_sheet_are_listed(read):
    rows = [["id", "seg", "eur"], [1, "A", "#DIV/0!"], [2, "B", 3]]
    assert 'klanten.xlsx, sheet "Blad1", row 2, column "eur": "#DIV/0!"' in said(read, rows, name="klanten.xlsx")


def test_22_a_quoted_newline_is_one_row_and_later_rows_keep_their_number(read):
    content = 'id;seg;eur\n1;"twee\nregels";1\n2;B;fout\n'
    assert 'row 4, column "eur": "fout"' in said(read, content)
    assert read(content.replace("fout", "2")).customers["segment"].tolist() == ["twee regels", "B"]


def test_24_a_file_above_the_limit_is_refused(read, monkeypatch):
    monkeypatch.setattr("cxkit.intake.files.MAX_BYTES", 10)
    assert "more than is read at once" in said(read, GOOD)


@pytest.mark.parametrize("ids", [["00123", "0456"], ["9007199254740993", "9007199254740992"], ["NA", "null"]])
def test_27_to_29_ids_and_labels_stay_what_they_are(read, ids):
    tables = read(f"id;seg;eur\n{ids[0]};None;1\n{ids[1]};NA;2\n")
    assert tables.customers["customer_id"].tolist() == ids
    assert tables.customers["segment"].tolist() == ["None", "NA"]


def test_30_a_column_may_hold_no_label_at_all(read):
    assert read("id;seg;eur\n1;;100\n2; ;2\n").customers["segment"].isna().all()


def test_30_a_blank_label_is_missing_and_its_row_stays(read):
    tables = read("id;seg;eur\n1;;100\n2;B;2\n")
    assert tables.customers["segment"].isna().tolist() == [True, False]
    assert tables.customers["margin_eur_year"].sum() == 102


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f"])
def test_32_spaces_between_thousands_are_read(read, space):
    tables = read(f"id;seg;eur\n1;A;10{space}000\n2;B;€{space}-1{space}250,75\n")
    assert tables.customers["margin_eur_year"].tolist() == [10000.0, -1250.75]


def test_33_and_34_declared_labels_make_a_flag(read):
    content = "id;seg;eur;x\n1;A;1;1\n2;B;2;2\n3;B;2;\n"
    tables = read(content, extra={"x": "churned"}, labels={"customers": {"churned": {"1": "yes", "2": "no"}}})
    assert tables.customers["churned"].tolist() == [True, False, pd.NA]
    assert str(tables.customers["churned"].dtype) == "boolean"


def test_35_synonyms_are_brought_together(read):
    labels = {"customers": {"segment": {"CC": "Credit Card", "Kaart": "Credit Card"}}}
    tables = read("id;seg;eur\n1;CC;1\n2;Credit Card;2\n", labels=labels)
    assert tables.customers["segment"].unique().tolist() == ["Credit Card"]
    assert "labels that do not occur: Kaart" in notes(tables)


def test_35_labels_that_differ_in_capitals_or_blanks_are_told_with_the_setting_that_joins_them(read):
    segments = ["Particulier"] * 4 + ["particulier"] * 3 + ["MKB", "Mkb", "MKB", "M KB", "Zakelijk"]
    content = "id;seg;eur\n" + "".join(f"{i};{segment};{i}\n" for i, segment in enumerate(segments))
    setting = {"customers": {"segment": {"M KB": "MKB", "Mkb": "MKB", "particulier": "Particulier"}}}
    assert (
        'klanten.csv, column "seg": labels that differ only in capitals or blanks count apart: '
        "M KB (< 3), MKB (< 3), Mkb (< 3); Particulier (4), particulier (3); to join them, write labels: "
        "{customers: {segment: {M KB: MKB, Mkb: MKB, particulier: Particulier}}}"
    ) in notes(read(content, minimum_group_n=3))
    joined = read(content, labels=setting)
    assert "differ only in capitals" not in notes(joined)
    assert joined.customers["segment"].nunique() == 3


def test_35_ids_and_columns_with_many_labels_are_not_judged(read):
    content = "id;seg;eur\n" + "".join(f"{c}{i};{c}{i};{i}\n" for i in range(60) for c in "aA")
    assert "differ only in capitals" not in notes(read(content))


def test_36_and_37_labels_take_one_form(read):
    tables = read("id;seg;eur\n1;Cafe\u0301 ;1\n2;Caf\u00e9\u200b;2\n3;\u200fCaf\u00e9;2\n")
    assert tables.customers["segment"].unique().tolist() == ["Café"]
    assert "labels trimmed or brought into one form: 3" in notes(tables)


RESPONSES = "id;kpi;cijfer;datum\n1;NPS;8;2024-03-01\n2;NPS;9;2024-03-01\n3;NPS;7;2024-03-01\n"


def test_38_scores_outside_the_scale_name_every_row(read):
    words = said(read, GOOD, responses=RESPONSES.replace(";8;", ";11;").replace(";7;", ";-1;"))
    assert "11 is outside the scale 0 to 10" in words
    assert "2 rows: 2, 4" in words


def test_38_another_metric_has_another_scale(read):
    tables = read(GOOD, responses=RESPONSES + "3;Zoekgemak;95;2024-03-01\n")
    assert tables.responses["score"].max() == 95


def test_38_the_metric_is_found_whatever_its_capitals(read):
    words = said(read, GOOD, responses=RESPONSES.replace("1;NPS;8", "1;nps;99"))
    assert "99 is outside the scale 0 to 10" in words


def test_58_a_line_exported_twice_counts_once(read):
    again = RESPONSES + "1;Zoekgemak;8;2024-03-01\n3;NPS;7;2024-03-01\n3;NPS;7;2024-03-02\n"
    tables = read(GOOD, responses=again)
    line = tables.rows[tables.rows["table"] == "responses"].iloc[0]
    assert (line["rows_in"], line["rows_used"], line["rows_set_aside"]) == (6, 5, 1)
    assert line["reason"] == "equal to an earlier row in everything but its id"
    assert tables.responses["response_id"].tolist() == ["2", "3", "4", "5", "7"]


def test_39_declared_codes_are_counted_and_set_aside(read):
    codes = {"responses": {"score": [99]}}
    tables = read(GOOD, responses=RESPONSES.replace(";8;", ";99;"), missing_codes=codes)
    assert tables.responses["score"].tolist() == [9.0, 7.0]
    assert "cells with a code for unknown (99): 1" in notes(tables)
    line = tables.rows[tables.rows["table"] == "responses"].iloc[0]
    assert (line["rows_in"], line["rows_used"], line["rows_set_aside"], line["reason"]) == (3, 2, 1, "no score")


def test_43_negative_amounts_stay(read):
    assert read("id;seg;eur\n1;A;-50\n2;B;\u221260,5\n").customers["margin_eur_year"].tolist() == [-50.0, -60.5]


def test_50_one_day_above_12_or_a_declared_order_settles_the_date(read):
    content = "id;seg;eur;x\n1;A;1;03-04-2024\n2;B;2;{}\n"
    april = pd.Timestamp(2024, 4, 3)
    assert read(content.format("13-04-2024"), extra={"x": "acquired_at"}).customers["acquired_at"][0] == april
    declared = read(content.format("05-06-2024"), extra={"x": "acquired_at"}, date_order="day first")
    assert declared.customers["acquired_at"][0] == april
    declared = read(content.format("05-06-2024"), extra={"x": "acquired_at"}, date_order="month first")
    assert declared.customers["acquired_at"][0] == pd.Timestamp(2024, 3, 4)


def test_51_a_declared_order_covers_every_mark_between_the_parts(read):
    content = "id;seg;eur;x\n1;A;1;4/9/2012\n2;B;2;21-08-2013\n3;B;2;1.2.2014\n"
    tables = read(content, extra={"x": "acquired_at"}, date_order="day first")
    assert tables.customers["acquired_at"].dt.month.tolist() == [9, 8, 2]


def test_a_date_column_may_be_blank(read):
    tables = read("id;seg;eur;x\n1;A;1;\n2;B;2; \n", extra={"x": "acquired_at"})
    assert tables.customers["acquired_at"].isna().all()
    assert str(tables.customers["acquired_at"].dtype) == "datetime64[us]"


def test_a_label_may_look_like_a_web_page(read):
    assert read("id;seg;eur\n1;<table>;1\n2;<b>;2\n").customers["segment"].tolist() == ["<table>", "<b>"]


def test_an_id_is_not_quoted_when_it_is_garbled(read):
    words = said(read, "id;seg;eur\nKÃ©1;A;1\n2;B;2\n")
    assert "letters were garbled in …" in words
    assert "KÃ©1" not in words


def test_53_and_54_times_with_a_zone_become_local_once(read):
    content = "id;seg;eur;x\n1;A;1;2024-01-01T23:30:00Z\n2;B;2;2024-07-01T10:00:00+02:00\n"
    tables = read(content, extra={"x": "acquired_at"})
    expected = [pd.Timestamp(2024, 1, 2, 0, 30), pd.Timestamp(2024, 7, 1, 10, 0)]
    assert tables.customers["acquired_at"].tolist() == expected
    assert "set to the time in Europe/Amsterdam" in notes(tables)


def test_55_an_answer_from_the_future_is_refused(read):
    later = (dt.date.today() + dt.timedelta(days=3)).isoformat()
    assert f'"{later}" lies outside 1990-01-01' in said(read, GOOD, responses=RESPONSES.replace("2024-03-01", later))


def test_55_answers_after_the_latest_snapshot_are_counted(read):
    content = "id;seg;eur;x\n1;A;1;2024-02-28\n2;B;8;2024-03-01\n3;B;9;\n"
    responses = RESPONSES.replace("9;2024-03-01", "9;2024-03-01 12:30").replace("7;2024-03-01", "7;2024-03-02")
    tables = read(content, extra={"x": "snapshot_at"}, responses=responses)
    assert (
        'antwoorden.csv, column "datum": answers given after the latest snapshot_at (2024-03-01), '
        "so that the value is older than the answer: 1"
    ) in notes(tables)
    tables = read(content, extra={"x": "snapshot_at"}, responses=RESPONSES)
    assert "snapshot_at" not in notes(tables)


def test_55_answers_without_a_date_are_set_aside(read):
    tables = read(GOOD, responses=RESPONSES + "1;NPS;2;\n")
    line = tables.rows[tables.rows["table"] == "responses"].iloc[0]
    assert (line["rows_in"], line["rows_set_aside"], line["reason"]) == (4, 1, "no date")
    assert 2 not in tables.responses["score"].tolist()


def test_55_answers_of_which_none_has_a_date_are_refused(read):
    words = said(read, GOOD, responses=RESPONSES.replace("2024-03-01", ""))
    assert 'antwoorden.csv, column "datum": no answer has a date' in words


@pytest.mark.parametrize(("period", "n"), [("2024", 1), ("2023", 2), ("spring of 2023", 0)])
def test_55_answers_outside_the_year_of_the_period_are_counted(read, period, n):
    tables = read(GOOD, responses=RESPONSES.replace("9;2024", "9;2023"), period=period)
    found = [note.text() for note in tables.notes if "outside period" in note.text()]
    said_so = f'antwoorden.csv, column "datum": answers given outside period {period}, which count all the same: {n}'
    assert found == ([said_so] if n else [])


def test_57_ids_are_never_echoed(read):
    assert "881" not in said(read, "id;seg;eur\n881;A;1\n882;B;2\n881;A;1\n")


def test_57_a_blank_id_is_named_by_row(read):
    assert 'row 3, column "id": the id is blank' in said(read, "id;seg;eur\n1;A;1\n ;B;2\n")


def test_57_ids_of_a_sheet_are_named_with_that_sheet(read):
    words = said(read, [["id", "seg", "eur"], [1, "A", 2], [1, "B", 3], [None, "C", 4]], name="klanten.xlsx")
    assert 'klanten.xlsx, sheet "Blad1", row 4, column "id": the id is blank' in words
    assert 'klanten.xlsx, sheet "Blad1", row 2, column "id": ids that stand on more than one row' in words


def test_58_equal_rows_under_new_ids_are_noted(read):
    content = "id;seg;eur;a;b;c\n1;A;1;x;y;z\n2;A;1;x;y;z\n3;B;1;x;y;z\n"
    tables = read(content, extra={"a": "a", "b": "b", "c": "c"})
    assert "rows that equal an earlier row in everything but customer_id, and count: 1" in notes(tables)
    assert len(tables.customers) == 3


@pytest.mark.parametrize(
    ("ids", "remedy"),
    [
        (["001", "002", "003"], "Leading zeros differ"),
        (["K-1", "K-2", "K-3"], "Check that both files use the same id"),
        (["1.", "2.", "3."], "Capitals, blanks or signs in the ids differ"),
    ],
)
def test_60_too_few_matches_are_refused_with_a_hint(read, ids, remedy):
    responses = (
        RESPONSES.replace("\n1;", f"\n{ids[0]};").replace("\n2;", f"\n{ids[1]};").replace("\n3;", f"\n{ids[2]};")
    )
    words = said(read, GOOD, responses=responses)
    assert "0 of 3 rows (0%) are found in klanten.csv; expected at least half" in words
    assert remedy in words


def test_60_trailing_blanks_do_not_break_the_match(read):
    assert len(read(GOOD, responses=RESPONSES.replace("\n1;", "\n1 ;")).responses) == 3


def test_60_unknown_customers_are_set_aside_and_counted(read):
    tables = read(GOOD, responses=RESPONSES + "77;NPS;1;2024-03-01\n;NPS;1;2024-03-01\n2;NPS;;2024-03-01\n")
    lines = tables.rows[tables.rows["table"] == "responses"]
    assert lines["reason"].tolist() == ["no score", "no customer id", "customer not in the customer table"]
    assert (lines["rows_in"] == lines["rows_used"] + lines["rows_set_aside"]).all()
    assert lines["rows_in"].tolist()[1:] == lines["rows_used"].tolist()[:-1]
    assert len(tables.responses) == lines["rows_used"].iloc[-1] == 3


def test_ids_a_spreadsheet_rounded_are_refused(read):
    assert "rounded the number to a power of ten" in said(read, "id;seg;eur\n1,23457E+11;A;1\n2;B;2\n")


def test_a_fault_speaks_the_language_of_the_settings(read):
    with pytest.raises(DataError) as caught:
        read("", language="nl")
    assert caught.value.language == "nl"


def test_every_fault_that_can_be_seen_is_told_in_the_first_round(read):
    content = "id;seg;eur;x\n1;A;n.v.t.;2024-01-31\n1;B;8;2024-02-30\n;B;9;2024-03-01\n"
    responses = "rij;id;kpi;cijfer;datum\n1;1;NPS;11;2024-03-01\n1;1;NPS;8;gisteren\n2;1;NPS;x;2024-03-02\n"
    names = {**COLUMNS["customers"], "x": "acquired_at"}
    columns = {"customers": names, "responses": {**COLUMNS["responses"], "rij": "response_id"}}
    faults = said(read, content, responses=responses, columns=columns).splitlines()[:-1]
    assert [fault.split(". ")[0] for fault in faults] == [
        'klanten.csv, row 2, column "eur": "n.v.t." is not a number',
        'klanten.csv, row 3, column "x": "2024-02-30" is no existing date',
        'klanten.csv, row 4, column "id": the id is blank',
        'klanten.csv, row 2, column "id": ids that stand on more than one row: 1; expected one row per customer_id',
        'antwoorden.csv, row 4, column "cijfer": "x" is not a number',
        'antwoorden.csv, row 3, column "datum": "gisteren" is not a date that is read',
        'antwoorden.csv, row 2, column "rij": ids that stand on more than one row: 1; expected one row per response_id',
        'antwoorden.csv, row 2, column "cijfer": 11 is outside the scale 0 to 10',
    ]


@pytest.mark.parametrize(
    ("extra", "cells"),
    [
        ("acquired_at", ["25-02-2024", "26-02-2024", "02-25-2024"]),
        ("acquired_at", ["02-25-2024", "02-26-2024", "25-02-2024"]),
        ("acquired_at", ["2024-01-31", "2024-02-28", "31-02-2024"]),
        ("churn_probability", ["1.234", "0", "1"]),
        ("churn_probability", ["0,2", "0,4", "12%"]),
    ],
)
def test_one_bad_cell_gives_one_fault(read, extra, cells):
    rows = "".join(f"{i};A;{i};{cell}\n" for i, cell in enumerate(cells, start=1))
    assert len(said(read, "id;seg;eur;x\n" + rows, extra={"x": extra}).splitlines()) == 2


@pytest.mark.parametrize(
    ("content", "responses"),
    [
        ("id;seg;eur\n1,2E+5;A;1\n1,2E+5;B;2\n3;C;3\n", RESPONSES),
        ("id;seg;eur\n#N/B;A;1\n2;B;2\n3;C;3\n", RESPONSES),
        ("klant;seg;eur\n1;A;1\n1;B;2\n", RESPONSES),
        (GOOD, RESPONSES.replace("\n2;", "\n#N/B;")),
        (GOOD, RESPONSES.replace("kpi;", "vraag;").replace(";8;", ";88;")),
        (GOOD, RESPONSES.replace(";8;", ";1.234;")),
    ],
)
def test_no_fault_follows_from_an_earlier_one(read, content, responses):
    assert len(said(read, content, responses=responses).splitlines()) == 2


def test_ids_are_compared_where_scores_cannot_be_read(read):
    words = said(read, GOOD, responses="id;kpi;cijfer;datum\n7;NPS;x;2024-03-01\n8;NPS;y;2024-03-01\n")
    assert '"x" is not a number' in words
    assert "0 of 2 rows (0%) are found in klanten.csv" in words
