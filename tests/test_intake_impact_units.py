"""Units of pilots on their way in: one spelling of each, measured before and after, and a day where they step in."""

# ruff: noqa: F811
import pytest
from test_intake_impact_lists import LOT, SOUND, engagement, faults_of, notes_of  # noqa: F401 - a fixture

from cxkit.intake import load


def renamed(old: str, new: str, lines=SOUND) -> list[str]:
    return [line.replace(old, new, 1) for line in lines]


def test_a_unit_has_the_spelling_of_its_first_period(engagement):
    lines = [*renamed("A;", "Team 01;", SOUND[:1]), *renamed("A;", "team  01;", SOUND[1:2]),
             *renamed("A;", "TEAM01;", SOUND[2:3]), *SOUND[3:]]  # fmt: skip
    for order in (lines, lines[::-1]):
        tables = load(engagement(order))
        assert set(tables.measurements["unit"]) == {"Team 01", "B"}
        told = [note.text() for note in tables.notes if "capitals" in note.message]
        assert told == [
            'measurements.csv, column "eenheid": names written with other capitals or blanks, and read as one: 2'
        ]


def test_a_unit_in_both_arms_is_found_whatever_its_capitals(engagement):
    (fault,) = faults_of(engagement([*SOUND, "b;2025-05;herhaal;0,2;Lot;pilot;2025-02-15;;"]))
    assert "units that stand in both arms of a pilot: 1" in fault


def test_units_that_are_measured_side_by_side_are_two(engagement):
    lines = ["x;2025-02;herhaal;0,2;;;;;", "X;2025-02;herhaal;0,3;;;;;", "X;2025-03;herhaal;0,3;;;;;"]
    settings = engagement(lines, pilots={})
    assert load(settings).measurements["unit"].tolist() == ["x", "X", "X"]
    assert "kept apart: 2" in notes_of(settings) and "read as one" not in notes_of(settings)


def test_a_cluster_has_one_spelling(engagement):
    teams = (("A", "pilot", "Noord"), ("B", "pilot", "noord "), ("C", "control", "Zuid"))
    lines = [f"{unit};2025-0{n};herhaal;0,2;Lot;{arm};;{team};" for n in (2, 3) for unit, arm, team in teams]
    settings = engagement(lines)
    assert set(load(settings).measurements["cluster"]) == {"Noord", "Zuid"}
    assert 'column "team": names written with other capitals or blanks, and read as one: 1' in notes_of(settings)


OTHERS = [line.replace(f"{old};", f"{new};", 1) for new, old in zip("CDEF", "AABB", strict=True)
          for line in SOUND if line.startswith(old)]  # fmt: skip
MANY = [*SOUND, *OTHERS]
"""Six units, each in the month before the start and the two after it."""


def test_units_measured_before_and_after_are_no_news(engagement):
    assert "Lot" not in notes_of(engagement(MANY))


@pytest.mark.parametrize(
    ("gone", "told"),
    [
        (["A;2025-02"], "pilot Lot: units that were not measured before its start: 1 of 6"),
        (["A;2025-03", "A;2025-04"], "pilot Lot: units that were measured before its start and not after it: 1 of 6"),
        ([f"{unit};2025-02" for unit in "ABCDEF"], "pilot Lot: nothing was measured before its start"),
        (
            [f"{unit};2025-02" for unit in "ABC"] + [f"{unit};2025-0{month}" for unit in "DE" for month in (3, 4)],
            "units seen in both: 1 of 6",
        ),
    ],
)
def test_units_that_come_late_or_leave_are_noted(engagement, gone, told):
    lines = [line for line in MANY if not line.startswith(tuple(gone))]
    notes = notes_of(engagement(lines))
    assert told in notes and notes.count("pilot Lot:") == 1


def test_a_pilot_that_has_not_begun_has_nothing_after(engagement):
    assert "Lot" not in notes_of(engagement([line for line in SOUND if "2025-02;" in line]))


STEPPED = {"Lot": LOT | {"design": "stepped"}}


def test_units_of_a_stepped_pilot_are_measured_before_their_own_day(engagement):
    days = {"A": "2025-03-01", "B": "2025-04-01", "C": "2025-02-01"}
    lines = [f"{unit};{month};herhaal;0,2;Lot;pilot;{day};;" for unit, day in days.items()
             for month in ("2025-02", "2025-03", "2025-04")]  # fmt: skip
    assert "pilot Lot: units that were not measured before its start: 1 of 3" in notes_of(
        engagement(lines, pilots=STEPPED)
    )


@pytest.mark.parametrize("arm", ["pilot", ""])
def test_a_stepped_pilot_without_a_single_day_is_refused(engagement, arm):
    lines = [f"{unit};{month};herhaal;0,2;Lot;{arm};;;" for unit in "AB" for month in ("2025-02", "2025-03")]
    (fault,) = faults_of(engagement(lines, pilots=STEPPED))
    assert 'pilot "Lot" is stepped, and no row says since when a unit has it' in fault and "4 rows: 2, 3, 4, 5" in fault
    assert "assigned_at" in fault and "another design" in fault and 'column "ingedeeld"' in fault


def test_a_stepped_pilot_that_is_not_drawn_yet_needs_no_day(engagement):
    lines = [f"{unit};2025-02;herhaal;0,2;Lot;;;;" for unit in "AB"]
    assert len(load(engagement(lines, pilots=STEPPED)).measurements) == 2
