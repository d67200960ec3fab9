"""The consultant's own lists: what is refused, by row, and what comes through as it was written."""

import csv

import pytest

from cxkit.errors import DataError
from cxkit.intake import load
from cxkit.settings.ranking import OpportunityRanking

COLUMNS = {
    "opportunities": {
        "kans": "opportunity", "bron": "source", "verwacht": "expected_eur_year", "laagst": "lowest_eur_year",
        "hoogst": "highest_eur_year", "rust op": "rests_on", "dagen": "effort_days", "kosten": "cost_eur",
        "kans van slagen": "success_probability", "na": "after", "deel": "source_share",
    },
    "stakeholders": {
        "wie": "stakeholder", "kans": "opportunity", "gevolg": "effect", "uren": "hours_year",
        "moet akkoord": "must_agree",
    },
    "competitors": {"merk": "brand", "kpi": "metric", "jaar": "year", "cijfer": "score", "n": "n"},
}  # fmt: skip
HEADS = {table: ";".join(columns) for table, columns in COLUMNS.items()}
SOUND = {
    "opportunities": [
        "Factuur in gewone taal;saving_fewer_contacts:factuur;;;;;10;2500,00;0,8;",
        "Nieuwe app;;40000;-5000;90000;Geschat;200;120000;;Factuur in gewone taal",
    ],
    "stakeholders": ["Klantenservice;Factuur in gewone taal;winst;-120;ja", "IT;Nieuwe app;Verlies;80;nee"],
    "competitors": ["Zonnekracht;NPS;2025;12;400", "Noordstroom;NPS;2025;-21,5;", "Noordstroom;CES;2025;999;"],
}


@pytest.fixture
def engagement(tmp_path):
    """Return a function that writes the lists and gives the settings of an engagement with them."""

    def make(*, labels=None, **lists):
        sources = {}
        for table, lines in (lists or SOUND).items():
            path = tmp_path / f"{table}.csv"
            path.write_text(
                "\n".join([HEADS[table], *(filled(line, table) for line in lines)]) + "\n", encoding="utf-8"
            )
            sources[table] = str(path)
        return OpportunityRanking(client="proef", sources=sources, columns=COLUMNS, labels=labels or {})

    return make


def filled(line: str, table: str) -> str:
    """Return a line with blanks for the columns it leaves out at its end."""
    return line + ";" * (len(COLUMNS[table]) - len(next(csv.reader([line], delimiter=";"))))


def faults_of(settings) -> list[str]:
    with pytest.raises(DataError) as caught:
        load(settings)
    return str(caught.value).splitlines()[:-1]


def test_sound_lists_come_through_with_dutch_words_in_the_kits_own(engagement):
    tables = load(engagement())
    assert tables.opportunities["opportunity"].tolist() == ["Factuur in gewone taal", "Nieuwe app"]
    assert tables.opportunities["lowest_eur_year"].tolist()[1] == -5000
    assert tables.opportunities["rests_on"].tolist()[1] == "estimated"
    assert tables.stakeholders["effect"].tolist() == ["gain", "loss"]
    assert tables.stakeholders["hours_year"].tolist() == [-120, 80]
    assert tables.stakeholders["must_agree"].tolist() == [True, False]
    assert tables.competitors["score"].tolist() == [12, -21.5, 999]


@pytest.mark.parametrize(
    ("table", "line", "column", "words"),
    [
        ("opportunities", "A;B;;x;;;;;;", "laagst", '"x" is not a number'),
        ("opportunities", "A;B;;;;gegokt;;;;", "rust op", '"gegokt" is unknown; expected one of: measured'),
        ("opportunities", ";x;;;;;;;;", "kans", "the id is blank"),
        ("opportunities", '"A; B";x;;;;;;;;', "kans", "holds a semicolon"),
        ("opportunities", "A;x;;;;;-3;;;", "dagen", "-3 is below 0"),
        ("opportunities", "A;x;;;;;;-3;;", "kosten", "-3 is below 0"),
        ("opportunities", "A;x;;;;;;;70;", "kans van slagen", '"70" is no share of 0 to 1'),
        ("opportunities", "A;;5;6;7;;;;;", "verwacht", "5 lies outside its own range"),
        ("opportunities", "A;;8;6;7;;;;;", "verwacht", "8 lies outside its own range"),
        ("opportunities", "A;;5;4;;;;;;", "verwacht", "only one end of the range is given"),
        ("opportunities", "A;;;4;;;;;;", "laagst", "without the expected one"),
        ("opportunities", "A;;;;4;;;;;", "hoogst", "without the expected one"),
        ("opportunities", "A;;5;;;;;;;;0,5", "deel", "but no source"),
        ("stakeholders", "IT;A;misschien;;", "gevolg", "is unknown; expected one of: gain, loss, both, none"),
        ("stakeholders", "IT;A;;;", "gevolg", "the cell is blank"),
        ("stakeholders", ";A;gain;;", "wie", "the cell is blank"),
        ("stakeholders", "IT;;gain;;", "kans", "the cell is blank"),
        ("competitors", "B;NPS;2025,5;3;", "jaar", "2025.5 is no year"),
        ("competitors", "B;NPS;25;3;", "jaar", "25 is no year"),
        ("competitors", "B;nps;2025;101;", "cijfer", "101 is outside the scale -100 to 100"),
        ("competitors", "B;NPS;2025;3;-1", "n", "-1 is below 0"),
        ("competitors", ";NPS;2025;3;", "merk", "the cell is blank"),
    ],
)  # fmt: skip
def test_each_fault_names_its_row_and_column(engagement, table, line, column, words):
    faults = faults_of(engagement(**{table: [line]}))
    assert len(faults) == 1
    assert words in faults[0]
    assert f'{table}.csv, row 2, column "{column}"' in faults[0]


def test_names_that_stand_twice_are_refused(engagement):
    lines = [f"{name};;;;;;;;;" for name in "ABACBA"]
    assert faults_of(engagement(opportunities=lines)) == [
        f'opportunities.csv, row {last}, column "kans": "{name}" stands on rows {rows}; expected one row per '
        "opportunity. Keep one row per opportunity, or give one another name."
        for name, rows, last in (("A", "2, 4 and 7", 7), ("B", "3 and 6", 6))
    ]
    (fault,) = faults_of(engagement(stakeholders=["IT;A;gain;;", "it;a;loss;;", "IT;B;loss;;"]))
    assert "rows with the same stakeholder, opportunity" in fault
    assert "2 rows: 2, 3" in fault
    (fault,) = faults_of(engagement(competitors=["B;NPS;2025;3;", "B;NPS;2024;4;", "B;NPS;2025;5;"]))
    assert "2 rows: 2, 4" in fault


def test_all_faults_of_all_lists_come_at_once(engagement):
    lists = {
        "opportunities": ["A;x;;;;;-1;-2;;", "B;;5;6;7;nee;;;;"],
        "stakeholders": ["IT;A;wie weet;;"],
        "competitors": ["B;NPS;1;400;"],
    }
    assert len(faults_of(engagement(**lists))) == 7


def test_labels_say_which_effect_a_word_means(engagement):
    labels = {"stakeholders": {"effect": {"plus": "gain"}}}
    tables = load(engagement(labels=labels, stakeholders=["IT;A;plus;;"]))
    assert tables.stakeholders["effect"].tolist() == ["gain"]


def test_competitors_without_a_score_are_set_aside_and_counted(engagement):
    tables = load(engagement(competitors=["B;NPS;2025;;", "C;NPS;2025;3;"]))
    assert tables.competitors["brand"].tolist() == ["C"]
    line = tables.rows[tables.rows["table"] == "competitors"].iloc[0]
    assert (line["rows_in"], line["rows_used"], line["reason"]) == (2, 1, "no score")


def test_a_range_of_one_value_is_a_range(engagement):
    tables = load(engagement(opportunities=["A;;5;5;5;;;;;"]))
    assert tables.opportunities["expected_eur_year"].tolist() == [5]


def test_the_metric_of_another_scale_is_not_judged(engagement):
    assert load(engagement(competitors=["B;cijfer;2025;400;"])).competitors["score"].tolist() == [400]
