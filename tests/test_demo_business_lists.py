"""The demo's costs and typed benefits: sound by the rules of the lists, each kind there, and in sensible proportion."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from cxkit.demo import business_lists, files
from cxkit.settings.engagement import Engagement

REFERENCE = Path(__file__).parent / "reference"
YEARS = 3


@pytest.fixture(scope="module")
def costs() -> pd.DataFrame:
    return business_lists.costs().replace("", None)


@pytest.fixture(scope="module")
def effects() -> pd.DataFrame:
    return business_lists.effects().replace("", None).set_index("line")


def found(notebook: str) -> dict[str, dict]:
    told = json.loads((REFERENCE / f"{notebook}.json").read_text(encoding="utf-8"))["findings"]
    return {finding["name"]: finding for finding in told}


def test_every_category_occurs_and_no_department_is_a_person(costs, effects):
    assert set(costs["category"]) == {"opleiding", "technologie", "operationeel", "meten", "eigen uren"}
    assert set(effects["category"]) == {"loyaliteit", "mond-tot-mondreclame", "retouren", "overig"}
    assert {*costs["department"], *effects["department"]} == {"Klantenservice", "IT", "Marketing", "Backoffice"}


def test_a_cost_has_an_amount_or_hours_and_a_rate(costs):
    hours = costs["hours"].notna()
    assert (costs["amount_eur"].notna() != hours).all() and costs["rate_eur_hour"].notna().equals(hours)
    assert (costs["category"] == "eigen uren").equals(hours)
    assert (costs.loc[hours, "hours"] < 0).sum() == 1


def test_ranges_are_in_order_and_wide(costs, effects):
    ranged = costs[costs["lowest_eur"].notna()]
    assert ranged["highest_eur"].notna().all() and len(ranged) >= 4
    assert (ranged["lowest_eur"] < ranged["amount_eur"]).all() and (ranged["amount_eur"] < ranged["highest_eur"]).all()
    assert (effects["lowest_eur_year"] < effects["expected_eur_year"]).all()
    assert (effects["highest_eur_year"] > 1.5 * effects["expected_eur_year"]).all()


def test_a_line_stands_once_a_year_and_what_is_capitalised_has_a_life(costs, effects):
    assert not costs.duplicated(["line", "year"]).any() and effects.index.is_unique
    assert costs["lifetime_years"].notna().equals(costs["capitalised"] == "ja")
    assert (costs["capitalised"] == "ja").sum() == 1
    assert set(costs["year"].dropna()) == {0, 1, YEARS + 1}, "one row lies after the last year, and is set aside"


def test_only_revenue_has_a_margin(effects):
    revenue = effects["basis"] == "omzet"
    assert revenue.sum() == 1 and effects["gross_margin_share"].notna().equals(revenue)


def test_loyalty_is_another_reading_of_the_drivers(effects):
    """Same lever, same mechanism, and only assumed where the drivers estimated: it must fall away."""
    (other,) = (f for f in found("driver_modelling").values() if f["name"] == "what_if_value:NPS:all:churn")
    loyal = effects.loc["Trouwere klanten volgens de vragenlijst"]
    assert (loyal["lever"], loyal["mechanism"]) == (other["lever"], other["mechanism"])
    assert (loyal["rests_on"], other["label"]) == ("aanname", "estimated")
    assert effects["lever"].notna().sum() == 1


def test_returns_can_be_saved_on_what_returns_cost(effects):
    spent = found("touchpoint_savings")["event_cost:retour"]["estimate"]
    assert effects.loc["Minder kosten van retouren", "highest_eur_year"] < 0.5 * spent


def test_what_is_spent_before_the_last_year_can_be_summed_by_head(costs):
    """Start: 4,500 + 8,000 + 1,500 + 1,200 and 40 hours of 70. Year 1: 1,500 + 1,500 + 2,000, 120 and 30 hours of 42,
    36 of 70. Later years the same without training: 3,500, 1,260 and 2,520. The hours saved are not cash."""
    spent = costs["amount_eur"].fillna(costs["hours"].clip(lower=0) * costs["rate_eur_hour"]).astype(float)
    every = spent[costs["year"].isna()].sum()
    by_year = [spent[costs["year"] == 0].sum(), *(every + spent[costs["year"] == year].sum() for year in (1, 2, 3))]
    assert by_year == [18_000, 13_820, 7_280, 7_280]


def test_the_lists_are_written_as_a_dutch_client_sends_them(tmp_path):
    for name in ("costs", "effects"):
        file = files.LIST_FILES[name]
        files.write_table(files.lists_as_sent()[file], tmp_path / file)
        sent = pd.read_csv(tmp_path / file, sep=";")
        assert list(sent.columns) == list(Engagement().columns[name])
    lines = (tmp_path / "programmakosten.csv").read_text(encoding="utf-8").splitlines()
    assert lines[3] == (
        "Klantbeeld op één scherm;technologie;0;8000;7000;13000;ja;4;IT;;;Zulke projecten lopen eerder uit dan in."
    )
    assert ";omzet;0,22;aanname;;;0,6;2;" in (tmp_path / "baten.csv").read_text(encoding="utf-8")
