"""The demo's lists rest on figures the demo has, and every verdict has a cause that can be summed by head."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from cxkit.demo import files, opportunity_list
from cxkit.settings.engagement import Engagement
from cxkit.settings.ranking import EARLIER, OpportunityRanking

REFERENCE = Path(__file__).parent / "reference"


@pytest.fixture(scope="module")
def listed() -> pd.DataFrame:
    return opportunity_list.opportunities().replace("", None).set_index("opportunity")


@pytest.fixture(scope="module")
def found() -> dict[str, dict]:
    """Return the figures of earlier notebooks on the demo, by name."""
    runs = [REFERENCE / f"{notebook}.json" for notebook in EARLIER]
    told = [json.loads(run.read_text(encoding="utf-8"))["findings"] for run in runs if run.is_file()]
    return {finding["name"]: finding for findings in told for finding in findings}


def sources(opportunity: pd.Series) -> list[str]:
    return opportunity["source"].split(";") if opportunity["source"] else []


def resting_on(source: str, found: dict[str, dict]) -> list[dict]:
    return [finding for name, finding in found.items() if f"{name}:".startswith(f"{source}:")]


def eur_year(opportunity: pd.Series, found: dict[str, dict]) -> float:
    """Return the euros a year of an opportunity when it works, before burdens; of two readings that of the drivers."""
    if not sources(opportunity):
        return opportunity["expected_eur_year"]
    names = [source for source in sources(opportunity) if source != "shift_value"]
    euros = [finding["estimate"] for name in names for finding in resting_on(name, found)]
    return sum(euros) * (opportunity["source_share"] or 1)


def decided(opportunity: pd.Series, found: dict[str, dict]) -> str:
    """Return the verdict when the yield is the point estimate: success or failure is then all that is unknown."""
    s = OpportunityRanking()
    if opportunity["effort_days"] is None:
        return "not_judged"
    if opportunity["effort_days"] > s.budget_days or (opportunity["cost_eur"] or 0) > s.budget_eur:
        return "over_budget"
    chance = opportunity["success_probability"] or s.success_probability
    spent = opportunity["effort_days"] * s.day_rate_eur + (opportunity["cost_eur"] or 0)
    worth = s.years_worth(opportunity["lead_months"])
    spent += (opportunity["running_eur_year"] or 0) * worth
    works = eur_year(opportunity, found) * worth - spent
    expected = chance * works - (1 - chance) * spent
    certainty = chance * max(0, works) - max(0, expected)
    if certainty > (opportunity["pilot_cost_eur"] or s.pilot_cost_eur):
        return "validate"
    return "do_now" if expected > 0 else "does_not_pay"


def test_every_source_is_a_figure_of_the_demo_in_euros_a_year(listed, found):
    for name, opportunity in listed.iterrows():
        for source in sources(opportunity):
            units = {(finding["unit"], finding["period"]) for finding in resting_on(source, found)}
            assert units == {("EUR", "year")}, (name, source)


def test_every_verdict_occurs_and_for_the_reason_meant(listed, found):
    verdicts = {name: decided(opportunity, found) for name, opportunity in listed.iterrows()}
    assert verdicts == {
        "Factuurpagina verduidelijken": "do_now",
        "Factuur in gewone taal": "do_now",
        "Terugbellen binnen twee dagen": "do_now",
        "Gesprekswijzer contracten": "do_now",
        "Vaste regels voor compensatie": "not_judged",
        "Chat met dossier": "does_not_pay",
        "Programma klantgericht werken": "validate",
        "Nieuwe app": "over_budget",
        "Welkomstgesprek": "validate",
    }


def test_every_lever_of_the_contact_savings_is_on_the_list(listed, found):
    """What the list does not claim becomes an opportunity by itself, without an effort: the demo leaves none."""
    claimed = {source for _, opportunity in listed.iterrows() for source in sources(opportunity)}
    burdens = ("saving_residual_dearer", "saving_extra_work")
    assert {name for name in found if name.startswith("saving_") and not name.startswith(burdens)} <= claimed


def test_a_range_of_its_own_is_in_order_and_stands_without_a_source(listed):
    own = listed[listed["expected_eur_year"].notna()]
    assert (own["lowest_eur_year"] < own["expected_eur_year"]).all()
    assert (own["expected_eur_year"] < own["highest_eur_year"]).all()
    assert own["source"].isna().all() and listed["source"].notna().sum() == len(listed) - len(own)


def test_names_that_point_at_an_opportunity_are_on_the_list(listed):
    assert listed["after"].notna().sum() == listed["excludes"].notna().sum() == 1
    pointed = {*listed["after"].dropna(), *listed["excludes"].dropna(), *opportunity_list.stakeholders()["opportunity"]}
    assert pointed <= set(listed.index) and listed.index.is_unique


def test_every_effect_occurs_and_no_stakeholder_is_a_person():
    lines = opportunity_list.stakeholders()
    assert set(lines["effect"]) == {"winst", "verlies", "beide", "geen"} and set(lines["must_agree"]) == {"ja", "nee"}
    assert not lines.duplicated(["stakeholder", "opportunity"]).any()
    assert set(lines["stakeholder"]) == {
        "Team facturatie", "Webredactie", "Juridische zaken", "Marketing", "Backoffice", "Klantenservice", "Finance",
        "IT", "Ondernemingsraad", "Directie",
    }  # fmt: skip


def test_the_backoffice_loses_the_hours_that_the_savings_count_as_extra_work():
    from cxkit.settings.touchpoints import TouchpointSavings

    lines = opportunity_list.stakeholders().set_index(["stakeholder", "opportunity"])["hours_year"]
    assert (
        lines["Backoffice", "Terugbellen binnen twee dagen"]
        == TouchpointSavings().extra_work_hours_year["Backoffice"][1]
    )


def test_competitors_stand_on_both_sides_of_the_own_score(found):
    market = opportunity_list.competitors()
    own = found["nps"]["estimate"]
    assert market["score"].min() < own < market["score"].max()
    assert (market["n"] == "").sum() == 1 and (market["metric"] == "NPS").all()


def test_the_lists_are_written_as_a_dutch_client_sends_them(tmp_path):
    for name, table in files.lists_as_sent().items():
        files.write_table(table, tmp_path / name)
    header, first = (tmp_path / "verbeterkansen.csv").read_text(encoding="utf-8").splitlines()[:2]
    assert header.startswith("kans;bron;aandeel_van_bron;onderwerp;verwacht_jaar")
    assert first.startswith("Factuurpagina verduidelijken;saving_fewer_after_page:/mijn/factuur;;;;;;;3;1;0;;0,85;;")
    for table, name in files.LIST_FILES.items():
        sent = pd.read_csv(tmp_path / name, sep=";")
        assert list(sent.columns) == list(Engagement().columns[table]), name
