"""The lists behind a business case: what is refused, by row, and what comes through as it was written."""

import pytest

from cxkit.errors import DataError
from cxkit.intake import load
from cxkit.settings.roi import BusinessCase

COLUMNS = {
    "costs": {
        "post": "line", "soort": "category", "jaar": "year", "bedrag": "amount_eur", "laagst": "lowest_eur",
        "hoogst": "highest_eur", "activeren": "capitalised", "levensduur": "lifetime_years", "uren": "hours",
        "tarief": "rate_eur_hour",
    },
    "effects": {
        "bate": "line", "soort": "category", "verwacht": "expected_eur_year", "laagst": "lowest_eur_year",
        "hoogst": "highest_eur_year", "grondslag": "basis", "brutomarge": "gross_margin_share", "rust op": "rests_on",
        "kans": "success_probability", "vanaf": "from_year", "klanten": "customers_n",
    },
}  # fmt: skip
SOUND = {
    "costs": [
        "Training;Opleiding;0;4500;4000;6000;;;;",
        "Training;training;1;1500;;;nee;;;",
        "Scherm;technologie;0;8000;;;ja;4;;",
        "Licenties;beheer;;1500;;;;;;",
        "Licenties;beheer;0;500;;;;;;",
        "Meten;measuring;;0;0;0;;;;",
        "Zoeken;eigen uren;2;;-2500;-1700;;;-50;42",
    ],
    "effects": [
        "Trouw;loyaliteit;30000;10000;60000;Marge;;aanname;;;",
        "Aanbevelen;mond-tot-mondreclame;5000;-1000;14000;brutomarge;;;0,5;2;40",
        "Retouren;returns;1200;;;besparing;;gemeten;1;1;",
        "Ketels;overig;18000;;;omzet;0,22;geschat;;;",
    ],
}


@pytest.fixture
def engagement(tmp_path):
    """Return a function that writes the lists and gives the settings of a business case with them."""

    def make(**lists):
        sources = {}
        for table, lines in {**SOUND, **lists}.items():
            path = tmp_path / f"{table}.csv"
            path.write_text("\n".join([";".join(COLUMNS[table]), *lines]) + "\n", encoding="utf-8")
            sources[table] = str(path)
        return BusinessCase(client="proef", sources=sources, columns=COLUMNS)

    return make


def faults_of(settings) -> list[str]:
    with pytest.raises(DataError) as caught:
        load(settings)
    return str(caught.value).splitlines()[:-1]


def test_sound_lists_come_through_with_dutch_words_in_the_kits_own(engagement):
    tables = load(engagement())
    costs, effects = tables.costs, tables.effects
    assert costs["category"].tolist() == [
        "training", "training", "technology", "operating", "operating", "measuring", "effort"
    ]  # fmt: skip
    assert costs["capitalised"].tolist() == [False, False, True, False, False, False, False]
    assert costs["year"].isna().tolist() == [False, False, False, True, False, True, False]
    assert costs["hours"].tolist()[-1] == -50 and costs["amount_eur"].tolist()[0] == 4500
    assert effects["category"].tolist() == ["loyalty", "word_of_mouth", "returns", "other"]
    assert effects["basis"].tolist() == ["margin", "margin", "saving", "revenue"]
    assert effects["rests_on"].tolist()[0] == "assumed" and effects["rests_on"].isna().tolist()[1]
    assert effects["gross_margin_share"].tolist()[-1] == 0.22


@pytest.mark.parametrize(
    ("line", "column", "words"),
    [
        (";training;0;5;;;;;;", "post", "the cell is blank"),
        ("A;;0;5;;;;;;", "soort", "the cell is blank"),
        ("A;lunch;0;5;;;;;;", "soort", '"lunch" is unknown; expected one of: training, technology, operating'),
        ("A;training;0;;;;;;;", "post", "neither an amount nor hours are given"),
        ("A;training;0;;;;;;;40", "post", "neither an amount nor hours are given"),
        ("A;training;0;5;;;;;3;40", "uren", "both an amount and hours are given"),
        ("A;effort;0;;;;;;3;", "uren", "hours are given, and no rate"),
        ("A;training;0;5;;;;;;40", "tarief", "a rate is given, and no hours"),
        ("A;effort;0;;;;;;-3;-40", "tarief", "-40 is below 0"),
        ("A;training;0;-5;;;;;;", "bedrag", "-5 is below 0"),
        ("A;training;0;5;-1;6;;;;", "laagst", "-1 is below 0"),
        ("A;training;0;x;;;;;;", "bedrag", '"x" is not a number'),
        ("A;training;0;5;4;;;;;", "bedrag", "only one end of the range is given"),
        ("A;training;0;5;;6;;;;", "bedrag", "only one end of the range is given"),
        ("A;training;0;5;x;6;;;;", "laagst", '"x" is not a number'),
        ("A;training;0;7;4;6;;;;", "bedrag", "7 lies outside its own range"),
        ("A;training;0;3;4;6;;;;", "bedrag", "3 lies outside its own range"),
        ("A;effort;0;;100;119;;;3;40", "uren", "3 hours times their rate lie outside their own range"),
        ("A;effort;0;;100;;;;3;40", "uren", "only one end of the range is given"),
        ("A;training;0,5;5;;;;;;", "jaar", "0.5 is no year of the programme"),
        ("A;training;-1;5;;;;;;", "jaar", "-1 is no year of the programme"),
        ("A;training;2026;5;;;;;;", "jaar", "2026 is no year of the programme"),
        ("A;technology;0;5;;;ja;;;", "activeren", "it is capitalised, and no lifetime is given"),
        ("A;technology;0;5;;;nee;3;;", "levensduur", "a lifetime is given, and it is not capitalised"),
        ("A;technology;0;5;;;;3;;", "levensduur", "a lifetime is given, and it is not capitalised"),
        ("A;technology;0;5;;;ja;2,5;;", "levensduur", "2.5 is no lifetime"),
        ("A;technology;0;5;;;ja;0;;", "levensduur", "0 is no lifetime"),
        ("A;technology;;5;;;ja;3;;", "activeren", "it would be bought every year"),
        ("A;effort;0;;;;ja;3;3;40", "activeren", "own hours are capitalised"),
        ("A;technology;0;;;;ja;3;-3;40", "activeren", "own hours are capitalised"),
        ("A;technology;0;5;;;misschien;3;;", "activeren", '"misschien" says neither yes nor no'),
    ],
)  # fmt: skip
def test_each_fault_of_a_cost_names_its_row_and_column(engagement, line, column, words):
    faults = faults_of(engagement(costs=[line]))
    assert len(faults) == 1
    assert words in faults[0] and f'costs.csv, row 2, column "{column}"' in faults[0]


@pytest.mark.parametrize(
    ("line", "column", "words"),
    [
        (";loyalty;5;;;marge;;;;;", "bate", "blank"),
        ("A;;5;;;marge;;;;;", "soort", "the cell is blank"),
        ("A;faam;5;;;marge;;;;;", "soort", '"faam" is unknown; expected one of: loyalty, satisfaction, word_of_mouth'),
        ("A;loyalty;;4;6;marge;;;;;", "verwacht", "the cell is blank"),
        ("A;loyalty;veel;4;6;marge;;;;;", "verwacht", '"veel" is not a number'),
        ("A;loyalty;-5;;;marge;;;;;", "verwacht", "-5 is below 0"),
        ("A;loyalty;5;4;;marge;;;;;", "verwacht", "only one end of the range is given"),
        ("A;loyalty;5;6;7;marge;;;;;", "verwacht", "5 lies outside its own range"),
        ("A;loyalty;5;;;;;;;;", "grondslag", "the cell is blank"),
        ("A;loyalty;5;;;winst;;;;;", "grondslag", '"winst" is unknown; expected one of: margin, saving, revenue'),
        ("A;loyalty;5;;;omzet;;;;;", "grondslag", "revenue is no benefit, its gross margin is"),
        ("A;loyalty;5;;;omzet;0;;;;", "grondslag", "revenue is no benefit, its gross margin is"),
        ("A;loyalty;5;;;omzet;35;;;;", "brutomarge", '"35" is no share of 0 to 1'),
        ("A;loyalty;5;;;marge;0,3;;;;", "brutomarge", "beside an amount that is no revenue"),
        ("A;loyalty;5;;;besparing;0,3;;;;", "brutomarge", "beside an amount that is no revenue"),
        ("A;loyalty;5;;;marge;;benchmark;;;", "rust op", "a benchmark is shown beside, never counted"),
        ("A;loyalty;5;;;marge;;gegokt;;;", "rust op", '"gegokt" is unknown'),
        ("A;loyalty;5;;;marge;;;1,2;;", "kans", '"1,2" is no share of 0 to 1'),
        ("A;loyalty;5;;;marge;;;;0;", "vanaf", "0 is no year of the programme"),
        ("A;loyalty;5;;;marge;;;;1,5;", "vanaf", "1.5 is no year of the programme"),
        ("A;loyalty;5;;;marge;;;;2026;", "vanaf", "2026 is no year of the programme"),
        ("A;loyalty;5;;;marge;;;;;-1", "klanten", "-1 is below 0"),
    ],
)  # fmt: skip
def test_each_fault_of_a_benefit_names_its_row_and_column(engagement, line, column, words):
    faults = faults_of(engagement(effects=[line]))
    assert len(faults) == 1
    assert words in faults[0] and f'effects.csv, row 2, column "{column}"' in faults[0]


def test_a_line_costs_once_a_year(engagement):
    (fault,) = faults_of(
        engagement(costs=[f"{name};training;{year};5;;;;;;" for name, year in (("A", 1), ("B", 1), ("a", 1), ("A", 2))])
    )
    assert "2 rows: 2, 4" in fault and '"A" stands twice in the same year' in fault
    (fault,) = faults_of(engagement(costs=["A;training;;5;;;;;;", "B;training;;5;;;;;;", "A;training;;6;;;;;;"]))
    assert "2 rows: 2, 4" in fault
    (fault,) = faults_of(engagement(costs=[f"A;training;{year};5;;;;;;" for year in ("", 0, 2)]))
    assert "a row without a year, which is every year from 1" in fault and "2 rows: 2, 4" in fault


def test_a_benefit_has_a_name_of_its_own(engagement):
    (fault,) = faults_of(engagement(effects=["A;loyalty;5;;;marge;;;;;", "A;returns;5;;;marge;;;;;"]))
    assert fault.startswith(
        'effects.csv, row 3, column "bate": "A" stands on rows 2 and 3; expected one row per benefit'
    )


@pytest.mark.parametrize(
    ("table", "column"), [("costs", "line"), ("effects", "basis"), ("effects", "expected_eur_year")]
)
def test_a_list_without_a_column_it_cannot_do_without_is_refused(engagement, table, column):
    settings = engagement()
    columns = {**COLUMNS, table: {header: name for header, name in COLUMNS[table].items() if name != column}}
    faults = faults_of(settings.model_copy(update={"columns": columns}))
    assert len(faults) == 1 and column in faults[0]


def test_all_faults_of_both_lists_come_at_once(engagement):
    lists = {
        "costs": ["A;lunch;0;;;;;;3;", "A;training;1;-5;;;ja;;;", "B;training;1,5;5;;;;;;"],
        "effects": ["A;loyalty;;;;omzet;;benchmark;;;", "A;loyalty;5;;;marge;;;;0;"],
    }
    assert len(faults_of(engagement(**lists))) == 10


def test_the_costs_are_needed_and_the_benefits_are_not(engagement):
    settings = engagement()
    assert load(settings.model_copy(update={"sources": {"costs": settings.sources["costs"]}})).effects is None
    (fault,) = faults_of(settings.model_copy(update={"sources": {"effects": settings.sources["effects"]}}))
    assert fault.startswith("sources names no file for costs")
