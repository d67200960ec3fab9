import ast
import importlib
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cxkit.demo import ensure, population, value_of_raising_satisfaction, write
from cxkit.demo.files import FILES, FORMS_FOLDER, STAMP_FILE
from cxkit.demo.population import ANSWER_SD, CONTACT_COST_EUR, CONTACTS_PER_POINT, MARGIN_EUR_PER_POINT

CUSTOMERS, SUMS = (20_000, 38_105, 380_592_041), (38_357_529_991.47444, 133_687.60330614512)
HIDDEN = {"true_satisfaction", "contacts_n", "cause", "caused_by", "churn_probability_true", "taking_probability_true"}
ANSWERS = (7_124, 172_210_305, 5_031_586_256, 259_025_827_303)


@pytest.fixture(scope="module")
def made():
    return population(customers_n=20_000)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    write(folder)
    return folder


def test_a_seed_always_gives_the_same_engagement():
    one, two, other = (
        population(seed=4, customers_n=300),
        population(seed=4, customers_n=300),
        population(customers_n=300),
    )
    pd.testing.assert_frame_equal(one.customers, two.customers)
    pd.testing.assert_frame_equal(one.responses, two.responses)
    assert not one.customers["margin_eur_year"].equals(other.customers["margin_eur_year"])


def test_the_generator_imports_nothing_of_the_kit_and_no_statistics():
    source = Path(importlib.import_module("cxkit.demo.population").__file__).read_text(encoding="utf-8")
    nodes = list(ast.walk(ast.parse(source)))
    imported = {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    imported |= {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
    assert imported == {"__future__", "dataclasses", "numpy", "pandas"}


def test_customers_and_answers_stay_as_they_were(made):
    """The published figures of the valuation rest on them; sums by row number would show another order."""
    c, r = made.customers, made.responses
    row, answer = np.arange(1, len(c) + 1), np.arange(1, len(r) + 1)
    assert (len(c), c["contacts_n"].sum(), (c["contacts_n"] * row).sum()) == CUSTOMERS
    assert ((c["margin_eur_year"] * row).sum(), c["true_satisfaction"].sum()) == pytest.approx(SUMS, rel=1e-12)
    days = (r["responded_at"].dt.day_of_year * answer).sum()
    assert (len(r), (r["score"] * answer).sum(), days, (r["customer_id"].astype(int) * answer).sum()) == ANSWERS


def test_raising_satisfaction_by_nothing_changes_nothing(made):
    assert value_of_raising_satisfaction(made, made.customers["customer_id"], points=0.0) == 0.0


def test_a_point_of_satisfaction_is_worth_its_coefficients(made):
    """14 a year of margin and .22 contacts of 7.50 fewer: 14 + 1.65 = 15.65, but for customers without contacts."""
    worth = value_of_raising_satisfaction(made, made.customers["customer_id"], points=1.0)
    assert worth == pytest.approx(MARGIN_EUR_PER_POINT - CONTACTS_PER_POINT * CONTACT_COST_EUR, abs=0.15)


def test_only_the_customers_named_are_raised(made):
    few = made.customers["customer_id"][:50]
    shares = [value_of_raising_satisfaction(made, pd.Series([one]), points=1.0) for one in few]
    assert value_of_raising_satisfaction(made, few, points=1.0) == pytest.approx(np.mean(shares))


def test_tenure_raises_both_satisfaction_and_value_for_other_reasons(made):
    """The confounding: value per point without tenure held equal is far above what a point brings."""
    held = made.customers
    slope = np.polyfit(held["true_satisfaction"], held["margin_eur_year"], 1)[0]
    assert held["tenure_months"].corr(held["true_satisfaction"]) > 0.2
    assert slope > 1.5 * MARGIN_EUR_PER_POINT


def test_one_answer_strays_from_true_satisfaction(made):
    """Half the mean squared difference of two answers is the error: .85 squared plus 1/12 for rounding."""
    answered = made.responses.groupby("customer_id")["score"].agg(["first", "last", "size"])
    twice = answered[answered["size"] == 2]
    error = ((twice["last"] - twice["first"]) ** 2).mean() / 2
    assert len(twice) > 1000
    assert error == pytest.approx(ANSWER_SD**2 + 1 / 12, rel=0.08)


def test_the_satisfied_answer_more_often(made):
    answered = made.customers["customer_id"].isin(made.responses["customer_id"])
    satisfaction = made.customers["true_satisfaction"]
    assert 0.25 < answered.mean() < 0.35
    assert satisfaction[answered].mean() > satisfaction[~answered].mean() + 0.05


def test_scores_are_whole_and_on_the_scale_and_ids_are_unique(made):
    assert set(made.responses["score"]) <= set(range(11))
    assert made.responses["response_id"].is_unique and made.customers["customer_id"].is_unique


def test_the_files_are_written_as_a_dutch_client_sends_them(folder):
    header, first = (folder / "klanten.csv").read_text(encoding="utf-8").splitlines()[:2]
    assert header.startswith("klantnr;peildatum;segment;looptijd_maanden;brutomarge_jaar")
    assert header.endswith("opgezegd;opzegdatum;thermostaat;zonnepanelen;thermostaat_genomen;verhuisd")
    amounts, flags = r"-?\d+,\d\d;\d+,\d\d;\d+,\d\d", r"(ja;\d\d-0[1-6]-2026|nee;)(;(ja|nee)){4}"
    assert re.fullmatch(rf"0000001;31-12-2025;\w+;\d+;{amounts};{flags}", first)
    assert re.fullmatch(r"R000001;\d{7};\d\d-\d\d-2025;NPS;\d+;2025-[12];(\w+(;\w+)*)?",
                        (folder / "antwoorden.csv").read_text(encoding="utf-8").splitlines()[1])  # fmt: skip


def test_no_file_tells_the_truth(folder):
    headers = {column for name in FILES if name != FORMS_FOLDER for column in _headers(folder / name)}
    assert "klantnr" in headers and not headers & HIDDEN


def _headers(path):
    if path.suffix == ".parquet":
        return list(pd.read_parquet(path).columns)
    return path.read_text().splitlines()[0].split(";")


@pytest.fixture
def written(folder, monkeypatch):
    """Note every call to write; the files themselves are made once."""
    calls = []
    monkeypatch.setattr("cxkit.demo.files.write", lambda where: calls.append(where) or [])
    return calls


def test_files_that_are_there_are_left_alone(folder, written):
    names = ["klanten.csv", "antwoorden.csv", "contacten.csv", "bezoeken.parquet", "kosten.csv"]
    lists = ["verbeterkansen.csv", "belanghebbenden.csv", "concurrenten.csv", "programmakosten.csv", "baten.csv"]
    pilots = ["metingen.csv", "gebeurtenissen.csv"]
    assert [path.name for path in ensure(folder)] == [*names, *lists, *pilots, "volwassenheid"]
    assert written == []


@pytest.mark.parametrize("name", [*FILES, STAMP_FILE])
def test_files_are_made_again_when_one_is_missing(folder, written, name):
    moved = (folder / name).rename(folder.parent / f"{folder.name} {name}")
    ensure(folder)
    moved.rename(folder / name)
    assert written == [folder]


def test_files_are_made_again_when_one_form_is_missing(folder, written):
    name = "volwassenheid 2025 controller.xlsx"
    moved = (folder / FORMS_FOLDER / name).rename(folder.parent / name)
    ensure(folder)
    moved.rename(folder / FORMS_FOLDER / name)
    assert written == [folder]


def test_files_of_another_generator_are_made_again(folder, written):
    stamp = (folder / STAMP_FILE).read_text()
    (folder / STAMP_FILE).write_text("another")
    ensure(folder)
    (folder / STAMP_FILE).write_text(stamp)
    assert written == [folder]


def test_writing_leaves_no_half_file_behind(folder):
    assert sorted(path.name for path in folder.iterdir()) == [
        STAMP_FILE, "antwoorden.csv", "baten.csv", "belanghebbenden.csv", "bezoeken.parquet", "concurrenten.csv",
        "contacten.csv", "gebeurtenissen.csv", "klanten.csv", "kosten.csv", "metingen.csv", "programmakosten.csv",
        "verbeterkansen.csv", "volwassenheid",
    ]  # fmt: skip
    assert {path.suffix for path in (folder / FORMS_FOLDER).iterdir()} == {".xlsx"}


def test_the_satisfied_call_less(made):
    few, many = (made.customers.loc[made.customers["contacts_n"] == n, "true_satisfaction"].mean() for n in (1, 3))
    assert few > many
