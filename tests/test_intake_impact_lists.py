"""Measurements and outside events: what is refused, by row, and what comes through in the words of the kit."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxkit.errors import DataError
from cxkit.intake import load
from cxkit.intake.periods import first_day
from cxkit.settings.impact import ImpactMeasurement

COLUMNS = {
    "measurements": {
        "eenheid": "unit", "periode": "period", "kpi": "metric", "waarde": "value", "proef": "pilot", "groep": "arm",
        "ingedeeld": "assigned_at", "team": "cluster", "klanten": "customers_n",
    },
    "events": {"datum": "date", "wat": "event", "proef": "pilot", "groep": "arm"},
}  # fmt: skip
LOT = {
    "metric": "herhaal", "units": "teams", "starts_at": "2025-03-01", "ends_at": "2025-04-30", "expected": -0.1,
    "expected_low": -0.2, "expected_high": -0.05, "smallest_worth": -0.05, "decided_at": "2025-01-01",
}  # fmt: skip
FACTORS = {"herhaal": {"better": "lower", "unit": "share"}}
SOUND = [
    f"{team};{month};herhaal;0,{n};Lot;{arm};2025-02-15;;30"
    for team, arm in (("A", "pilot"), ("B", "Controle"))
    for n, month in ((21, "2025-02"), (22, "2025-03"), (23, "2025-04"))
]


@pytest.fixture
def engagement(tmp_path):
    """Return a function that writes the files and gives the settings with them, of a pilot named Lot."""

    def make(lines=SOUND, *, events=None, header=None, pilots=None, factors=FACTORS, columns=None):
        columns = columns or COLUMNS
        sources = {}
        for table, rows in (("measurements", lines), ("events", events)):
            if rows is not None:
                path = tmp_path / f"{table}.csv"
                path.write_text("\n".join([";".join(columns[table]), *rows]) + "\n", encoding="utf-8")
                sources[table] = str(path)
        plans = {"Lot": LOT} if pilots is None else pilots
        return ImpactMeasurement(
            client="proef", sources=sources, columns=columns, success_factors=factors, pilots=plans
        )

    return make


def faults_of(settings) -> list[str]:
    with pytest.raises(DataError) as caught:
        load(settings)
    return str(caught.value).splitlines()[:-1]


def notes_of(settings) -> str:
    return "\n".join(note.text() for note in load(settings).notes)


def test_sound_measurements_come_through_with_arms_in_the_kits_words(engagement):
    made = load(engagement()).measurements
    assert made["arm"].tolist() == ["pilot"] * 3 + ["control"] * 3
    assert made["period"].tolist() == list(pd.to_datetime(["2025-02-01", "2025-03-01", "2025-04-01"])) * 2
    assert made["value"].tolist() == [0.21, 0.22, 0.23] * 2 and set(made["customers_n"]) == {30.0}
    assert made["cluster"].isna().all() and (made["assigned_at"] == pd.Timestamp("2025-02-15")).all()


def test_columns_that_a_file_lacks_are_there_and_blank(engagement):
    columns = {"measurements": {name: name for name in ("unit", "period", "metric", "value")}}
    made = load(engagement(["geheel;2025-01;herhaal;0,2"], columns=columns, pilots={})).measurements
    assert made[["pilot", "arm", "assigned_at", "cluster", "customers_n"]].isna().all(axis=None)
    assert made["assigned_at"].dtype == "datetime64[us]" and made["arm"].dtype == "str"


@pytest.mark.parametrize(("written", "days"), [(["2025-03", "2025-04"], [1, 1]), (["2025-W12", "2025W13"], [17, 24])])
def test_a_period_is_its_first_day(engagement, written, days):
    lines = [f"geheel;{period};herhaal;0,2;;;;;" for period in written]
    made = load(engagement(lines, pilots={})).measurements
    assert made["period"].dt.day.tolist() == days


@given(st.dates(dt.date(2000, 1, 3), dt.date(2060, 12, 31)))
def test_a_day_lies_in_the_month_and_week_that_begin_before_it(day):
    monday, first = first_day(day.strftime("%G-W%V")), first_day(day.strftime("%Y-%m"))
    assert dt.date.fromisoformat(monday) == day - dt.timedelta(days=day.weekday())
    assert dt.date.fromisoformat(first) == day.replace(day=1)


def test_moments_of_a_day_are_that_day(engagement):
    lines = ["geheel;2025-03-17 08:30;herhaal;0,2;;;;;", "geheel;2025-03-17 17:00;herhaal;0,3;;;;;"]
    (fault,) = faults_of(engagement(lines, pilots={}))
    assert "rows with the same unit, period, metric" in fault


@pytest.mark.parametrize("written", ["feb 2025", "202502", "2025-13", "2025-W60", "Q2"])
def test_a_period_that_is_none_tells_all_the_ways_to_write_one(engagement, written):
    (fault,) = faults_of(engagement([*SOUND, f"C;{written};herhaal;0,2;;;;;"]))
    assert "2025-01-31, 2025-01, 2025-W12 or 2025-Q2" in fault and 'row 8, column "periode"' in fault


def test_other_words_for_the_arms(engagement):
    words = ["pilot", "Test", "treatment", "proef", "control", "controle", "controlegroep"]
    lines = [f"{n};2025-02;herhaal;0,2;Lot;{word};;;" for n, word in enumerate(words)]
    assert load(engagement(lines)).measurements["arm"].tolist() == ["pilot"] * 4 + ["control"] * 3


def test_a_measurement_without_a_value_is_set_aside_with_its_reason(engagement):
    tables = load(engagement([*SOUND, "geheel;2025-02;herhaal;;;;;;"]))
    assert len(tables.measurements) == len(SOUND)
    assert tables.rows[["rows_set_aside", "reason"]].to_numpy().tolist() == [[1, "no value"]]


FAULTS = [
    (";2025-02;herhaal;0,2;;;;;", "eenheid", "the cell is blank"),
    ("C;;herhaal;0,2;;;;;", "periode", "the cell is blank"),
    ("C;2025-02;;0,2;;;;;", "kpi", "the cell is blank"),
    ("D;2025-13;herhaal;0,2;;;;;", "periode", '"2025-13" is not a date'),
    ("E;2025-02;herhaal;veel;;;;;", "waarde", '"veel" is not a number'),
    ("F;2025-02;herhaal;12;;;;;", "waarde", "12 is no share of 0 to 1"),
    ("G;2025-02;herhaal;0,2;;;;;-1", "klanten", "-1 is below 0"),
    ("H;2025-02;herhaal;0,2;Lot;gewoon;;;", "groep", '"gewoon" is unknown; expected one of: pilot, control'),
    ("I;2025-02;herhaal;0,2;Lot;;;;", "groep", 'no arm is given, though other rows of pilot "Lot" name one'),
    ("J;2025-02;herhaal;0,2;Lott;pilot;;;", "proef", '"Lott" is no pilot of the settings. Did you mean Lot?'),
    ("K;2025-02;herhaal;0,2;Zwaan;pilot;;;", "proef", "Plan it in pilots of the settings"),
    ("L;2025-02;herhaal;0,2;Lot;pilot;2025-05-01;;", "ingedeeld", "lies after the last day of the pilot"),
    ("M;2025-02;wachtijd;3;;;;;", "kpi", '"wachtijd" is no metric of the settings; nearest is "wachttijd"'),
]


def test_each_fault_of_a_measurement_names_its_row_and_column(engagement):
    factors = FACTORS | {"wachttijd": {"better": "lower"}}
    faults = faults_of(engagement([*SOUND, *(line for line, *_ in FAULTS)], factors=factors))
    assert len(faults) == len(FAULTS)
    for row, (_, column, words) in enumerate(FAULTS, start=2 + len(SOUND)):
        (own,) = [fault for fault in faults if f"measurements.csv, row {row}," in fault]
        assert words in own and f'column "{column}"' in own


def test_a_period_that_has_not_begun_is_refused(engagement):
    tomorrow = dt.date.today() + dt.timedelta(days=1)
    (fault,) = faults_of(engagement([*SOUND, f"C;{tomorrow};herhaal;0,2;;;;;"]))
    assert f'row 8, column "periode": the period {tomorrow} has not begun yet' in fault
    assert load(engagement([*SOUND, f"C;{dt.date.today()};herhaal;0,2;;;;;"])).measurements is not None


def test_the_same_is_measured_once_by_unit_period_metric_and_pilot(engagement):
    (fault,) = faults_of(engagement([*SOUND, "A;2025-02;Herhaal;0,3;lot;pilot;2025-02-15;;"]))
    assert "2 rows: 2, 8" in fault and "rows with the same unit, period, metric, pilot" in fault
    (fault,) = faults_of(engagement(["x;2025-02;herhaal;0,2;;;;;", "x;2025-02;herhaal;0,3;;;;;"]))
    assert "2 rows: 2, 3" in fault and "rows with the same unit, period, metric;" in fault
    other_id = ["x;2025-02;herhaal;0,2;;;;;", "X;2025-02;herhaal;0,3;;;;;"]
    assert len(load(engagement(other_id)).measurements) == 2, "ids differ by capitals"


def test_the_same_unit_may_be_measured_in_two_pilots_and_in_the_whole(engagement):
    lines = [*SOUND, *(line.replace(";Lot;", ";Ander;") for line in SOUND), "A;2025-02;herhaal;0,3;;;;;"]
    pilots = {"Lot": LOT, "Ander": LOT}
    assert len(load(engagement(lines, pilots=pilots)).measurements) == 13


def test_a_unit_in_both_arms_is_refused_by_all_its_rows(engagement):
    (fault,) = faults_of(engagement([*SOUND, "B;2025-05;herhaal;0,2;Lot;pilot;2025-02-15;;"]))
    assert "4 rows: 5, 6, 7, 8" in fault and "units that stand in both arms of a pilot: 1" in fault
    assert 'column "eenheid"' in fault and "B" not in fault.split("measurements.csv")[1]


def test_a_unit_in_another_arm_of_another_pilot_is_fine(engagement):
    swap = {"pilot": "controle", "Controle": "pilot"}
    others = [f"{u};{p};{m};{v};Ander;{swap[arm]};{d};;" for u, p, m, v, _, arm, d, *_ in (x.split(";") for x in SOUND)]
    assert len(load(engagement([*SOUND, *others], pilots={"Lot": LOT, "Ander": LOT})).measurements) == 12


def test_a_cluster_is_assigned_as_one(engagement):
    lines = [line.replace(";2025-02-15;;", ";2025-02-15;Noord;") for line in SOUND]
    (fault,) = faults_of(engagement(lines))
    assert "6 rows: 2, 3, 4, 5, 6, 7" in fault and "clusters with units in both arms of a pilot: 1" in fault
    assert "Noord" not in fault


def test_a_unit_keeps_its_cluster_and_its_day(engagement):
    lines = [SOUND[0].replace("15;;", "15;Noord;"), SOUND[1].replace("15;;", "15;Zuid;"), *SOUND[2:]]
    (fault,) = faults_of(engagement(lines))
    assert "3 rows: 2, 3, 4" in fault and "units of which cluster differs between the rows of one pilot: 1" in fault
    (fault,) = faults_of(engagement([SOUND[0].replace("2025-02-15", "2025-02-16"), *SOUND[1:]]))
    assert "3 rows: 2, 3, 4" in fault and "units of which assigned_at differs" in fault


def test_what_a_unit_was_assigned_to_holds_for_its_rows_before(engagement):
    bare = ["A;2025-02;herhaal;0,2;Lot;;;;", "B;2025-02;herhaal;0,2;Lot;;;;", "A;2025-02;ander;1;;;;;"]
    after = ["A;2025-03;herhaal;0,2;Lot;pilot;2025-02-15;Noord;", "B;2025-03;herhaal;0,2;Lot;control;;Zuid;"]
    tables = load(engagement([*bare, *after]))
    made = tables.measurements
    assert made["arm"].fillna("").tolist() == ["pilot", "control", "", "pilot", "control"]
    assert made["cluster"].fillna("").tolist() == ["Noord", "Zuid", "", "Noord", "Zuid"]
    assert made["assigned_at"].notna().tolist() == [True, False, False, True, False]
    told = [note.text() for note in tables.notes if "blank cells filled" in note.text()]
    assert [line.rsplit(" ", 1)[1] for line in told] == ["2", "2", "1"]


def test_an_arm_without_a_pilot_is_of_the_only_pilot_or_else_refused(engagement):
    lines = [line.replace(";Lot;", ";;") for line in SOUND]
    assert set(load(engagement(lines)).measurements["pilot"]) == {"Lot"}
    (fault,) = faults_of(engagement(lines, pilots={"Lot": LOT, "Ander": LOT}))
    assert "6 rows: 2, 3, 4" in fault and "an arm is given, and no pilot" in fault
    (fault,) = faults_of(engagement(lines, pilots={}))
    assert "an arm is given, and no pilot" in fault


def test_a_pilot_is_known_whatever_its_capitals(engagement):
    lines = [line.replace(";Lot;", ";lOT ;") for line in SOUND]
    assert set(load(engagement(lines)).measurements["pilot"]) == {"Lot"}


def test_arms_may_lack_before_a_pilot_begins_and_not_after(engagement):
    bare = ["A;2025-01;herhaal;0,2;Lot;;;;", "A;2025-02;herhaal;0,2;Lot;;;;"]
    assert load(engagement(bare)).measurements["arm"].isna().all()
    (fault,) = faults_of(engagement([*bare, "A;2025-03;herhaal;0,2;Lot;;;;"]))
    assert "row 4" in fault and 'pilot "Lot" is measured after its start, and no row names an arm' in fault


@pytest.mark.parametrize(
    ("kept", "lacking", "design"), [("pilot", "control", "chosen"), ("Controle", "pilot", "randomised")]
)
def test_a_design_with_a_control_needs_both_arms(engagement, kept, lacking, design):
    lines = [line for line in SOUND if f";{kept};" in line]
    (fault,) = faults_of(engagement(lines, pilots={"Lot": LOT | {"design": design}}))
    assert f'pilot "Lot" has no row with arm {lacking}, which design {design} needs' in fault
    assert "design: alone" in fault


def test_without_a_control_every_row_is_in_the_pilot(engagement):
    lines = [line.replace(";pilot;", ";;") for line in SOUND[:3]]
    made = load(engagement(lines, pilots={"Lot": LOT | {"design": "alone"}})).measurements
    assert set(made["arm"]) == {"pilot"}


def test_a_stepped_pilot_has_its_arm_from_the_day_a_unit_starts(engagement):
    lines = [line.replace(";pilot;", ";;").replace(";Controle;2025-02-15;", ";Controle;;") for line in SOUND]
    made = load(engagement(lines, pilots={"Lot": LOT | {"design": "stepped"}})).measurements
    assert made["arm"].tolist() == ["pilot"] * 3 + ["control"] * 3
    undated = [line.replace(";pilot;2025-02-15;", ";;;") for line in SOUND]
    (fault,) = faults_of(engagement(undated, pilots={"Lot": LOT | {"design": "stepped"}}))
    assert "3 rows: 2, 3, 4" in fault and "no arm is given" in fault


def test_a_pilot_judged_on_what_none_of_its_rows_measures_is_refused(engagement):
    pilots = {"Lot": LOT | {"metric": "wachttijd"}}
    (fault,) = faults_of(engagement(pilots=pilots, factors=FACTORS | {"wachttijd": {"better": "lower"}}))
    assert '"Lot" is judged on "wachttijd", and none of its rows measures that' in fault and "6 rows" in fault


def test_what_nobody_measured_is_noted(engagement):
    pilots = {"Lot": LOT | {"guardrails": {"wachttijd": 1.0}}, "Later": LOT, "Ooit": LOT | {
        "starts_at": "2025-09-01", "ends_at": "2025-12-31"}}  # fmt: skip
    notes = notes_of(engagement(pilots=pilots, factors=FACTORS | {"wachttijd": {"better": "lower"}}))
    assert "metrics of the settings that nobody measured: wachttijd" in notes
    assert "pilots that have begun, of which nothing is measured: Later" in notes


def test_a_missing_period_is_noted_and_months_are_equally_long(engagement):
    assert "equally long" not in notes_of(engagement())
    weeks = [f"x;2025-01-{day:02d};herhaal;0,2;;;;;" for day in (6, 13, 27)]
    assert "with the days from one to the next: herhaal (7-14)" in notes_of(engagement([*SOUND, *weeks]))


def test_units_assigned_after_the_start_are_noted(engagement):
    lines = [line.replace("2025-02-15", "2025-03-10") if line.startswith("A") else line for line in SOUND]
    assert "units assigned after the start of their pilot, which count from that start on: 1" in notes_of(
        engagement(lines)
    )


def test_all_faults_of_both_files_come_at_once(engagement):
    lines = [*SOUND, ";2025-02;herhaal;7;Lot;;;;", "C;2025-02;herhaal;0,2;Lat;pilot;;;"]
    assert len(faults_of(engagement(lines, events=[";Storing;;", "2025-02-01;Brief;Lat;"]))) == 6


def test_outside_events_come_through_also_those_to_come(engagement):
    events = ["2025-02-11;Storing;;", "2099-09-15;Brief;lot;Controle"]
    made = load(engagement(events=events)).events
    assert made["event"].tolist() == ["Storing", "Brief"] and made["date"].iloc[0] == pd.Timestamp("2025-02-11")
    assert made["pilot"].tolist()[1] == "Lot" and made["arm"].tolist()[1] == "control"
    assert made["notes"].isna().all()


EVENT_FAULTS = [
    (";Storing;;", "datum", "the cell is blank"),
    ("2025-02-11;;;", "wat", "the cell is blank"),
    ("2025-02-11;Storing;Zwaan;", "proef", '"Zwaan" is no pilot of the settings'),
    ("2025-02-11;Storing;Lot;half", "groep", '"half" is unknown'),
]


def test_each_fault_of_an_event_names_its_row_and_column(engagement):
    faults = faults_of(engagement(events=[line for line, *_ in EVENT_FAULTS]))
    assert len(faults) == len(EVENT_FAULTS)
    for row, (_, column, words) in enumerate(EVENT_FAULTS, start=2):
        (own,) = [fault for fault in faults if f"events.csv, row {row}," in fault]
        assert words in own and f'column "{column}"' in own


def test_an_event_stands_once(engagement):
    (fault,) = faults_of(engagement(events=["2025-02-11;Storing;;", "2025-02-11;storing;;"]))
    assert "2 rows: 2, 3" in fault and "rows with the same date, event" in fault


def test_measurements_are_needed_and_events_are_not(engagement):
    assert load(engagement()).events is None
    (fault,) = faults_of(engagement().model_copy(update={"sources": {}}))
    assert fault.startswith("sources names no file for measurements")


def test_ids_of_units_are_never_quoted(engagement):
    (fault,) = faults_of(engagement([*SOUND, "#N/B;2025-02;herhaal;0,2;;;;;"]))
    assert "#N/B" not in fault and 'column "eenheid"' in fault
