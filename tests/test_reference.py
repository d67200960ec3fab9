"""The reference runs: what nbval cannot see is compared here, with a tolerance, and what it must see is proved."""

import json
from dataclasses import asdict
from pathlib import Path

import narwhals as nw
import nbformat
import pytest

from cxkit.analysis.business_case import business_case
from cxkit.analysis.driver_modelling import driver_modelling
from cxkit.analysis.group_valuation import group_valuation
from cxkit.analysis.impact_measurement import impact_measurement
from cxkit.analysis.maturity_assessment import maturity_assessment
from cxkit.analysis.opportunity_ranking import opportunity_ranking
from cxkit.analysis.touchpoint_savings import touchpoint_savings
from cxkit.intake.earlier import earlier_results
from cxkit.report.reader import _handed_on as handed_on
from cxkit.report.reader import protect

REFERENCE = Path(__file__).parent / "reference"
TEMPLATES = Path(__file__).parents[1] / "templates"
NAMES = sorted(path.stem for path in REFERENCE.glob("*.ipynb"))
TOLERANCE = 1e-9


def shown(result, settings, tables):
    return protect(result, settings=settings, tables=tables).result.findings


def reference_findings(name="cx_group_valuation"):
    return json.loads((REFERENCE / f"{name}.json").read_text(encoding="utf-8"))["findings"]


def differences(findings, reference):
    """Return the names of the figures that are not the reference's, beyond the tolerance."""
    return [
        f"{found['name']}.{key}"
        for found, known in zip(findings, reference, strict=True)
        for key in known
        if not same(found[key], known[key])
    ]


def same(found, known):
    """Say whether two values are the same: numbers within the tolerance, also deep in notes of several figures."""
    if isinstance(found, list | tuple) and isinstance(known, list | tuple):
        return len(found) == len(known) and all(same(*pair) for pair in zip(found, known, strict=True))
    if isinstance(found, dict) and isinstance(known, dict):
        return found.keys() == known.keys() and all(same(found[key], known[key]) for key in known)
    both = isinstance(found, float) and isinstance(known, float)
    return found == pytest.approx(known, rel=TOLERANCE) if both else found == known


def test_notes_of_several_figures_are_compared_within_the_tolerance():
    assert same({"rates": [0.1, 0.2]}, {"rates": (0.1, 0.2 + 1e-12)})
    assert not same({"rates": [0.1, 0.2]}, {"rates": [0.1, 0.2001]})
    assert not same({"rates": [0.1]}, {"rates": [0.1, 0.2]})
    assert not same({"rates": []}, {"naive": []})


def changed(tables, factor):
    """Return the tables with every margin times a factor."""
    margin = tables.customers["margin_eur_year"] * factor
    return tables.customers.assign(margin_eur_year=margin)


def printed_in_reference(name="cx_group_valuation"):
    notebook = nbformat.read(REFERENCE / f"{name}.ipynb", as_version=4)
    cell = next(cell for cell in notebook.cells if cell.id == "results")
    return cell.outputs[0].data["text/plain"]


@pytest.mark.parametrize("name", NAMES)
def test_a_reference_is_its_template(name):
    reference, template = (nbformat.read(f / f"{name}.ipynb", as_version=4) for f in (REFERENCE, TEMPLATES))
    assert [(c.id, c.source) for c in reference.cells] == [(c.id, c.source) for c in template.cells]


def test_every_template_has_a_reference():
    assert sorted(path.stem for path in TEMPLATES.glob("*.ipynb")) == NAMES


def test_the_results_are_the_references(demo_settings, demo_tables, demo_result):
    findings = [asdict(f) for f in shown(demo_result, demo_settings, demo_tables)]
    assert differences(findings, reference_findings()) == []


def test_a_change_of_a_thousandth_fails_nbval(demo_settings, demo_tables):
    result = group_valuation(changed(demo_tables, 1.001), demo_tables.responses, settings=demo_settings)
    assert repr(handed_on(shown(result, demo_settings, demo_tables))) != printed_in_reference()


def test_a_change_below_rounding_fails_the_results_only(demo_settings, demo_tables):
    result = group_valuation(changed(demo_tables, 1 + 1e-8), demo_tables.responses, settings=demo_settings)
    findings = shown(result, demo_settings, demo_tables)
    assert repr(handed_on(findings)) == printed_in_reference()
    assert "shift_value.estimate" in differences([asdict(f) for f in findings], reference_findings())


def log_of(tables):
    return tables.contacts, tables.responses_lazy, tables.visits, tables.cost_events


def test_the_results_of_the_contact_log_are_the_references(demo_log):
    settings, tables, result = demo_log
    findings = [asdict(f) for f in shown(result, settings, tables)]
    assert differences(findings, reference_findings("touchpoint_savings")) == []
    assert repr(handed_on(shown(result, settings, tables))) == printed_in_reference("touchpoint_savings")


def test_a_rate_a_thousandth_higher_fails_nbval(demo_log):
    settings, tables, _ = demo_log
    dearer = settings.model_copy(update={"hourly_rate_eur": settings.hourly_rate_eur * 1.001})
    result = touchpoint_savings(*log_of(tables), settings=dearer)
    assert repr(handed_on(shown(result, dearer, tables))) != printed_in_reference("touchpoint_savings")


def test_one_contact_less_fails_the_results(demo_log):
    settings, tables, _ = demo_log
    fewer = tables.contacts.filter(nw.col("contact_id") != "C070000")
    changed_log = (fewer, *log_of(tables)[1:])
    findings = [asdict(f) for f in shown(touchpoint_savings(*changed_log, settings=settings), settings, tables)]
    assert differences(findings, reference_findings("touchpoint_savings"))


def test_the_results_of_the_drivers_are_the_references(demo_drivers):
    settings, tables, result = demo_drivers
    findings = [asdict(f) for f in shown(result, settings, tables)]
    assert differences(findings, reference_findings("driver_modelling")) == []
    assert repr(handed_on(shown(result, settings, tables))) == printed_in_reference("driver_modelling")


def test_one_customer_who_stays_after_all_fails_nbval(demo_drivers):
    settings, tables, _ = demo_drivers
    customers = tables.customers.copy()
    customers.loc[customers["churned"].fillna(False).idxmax(), ["churned", "churned_at"]] = [False, None]
    result = driver_modelling(customers, tables.responses, tables.contacts, settings=settings)
    assert repr(handed_on(shown(result, settings, tables))) != printed_in_reference("driver_modelling")


def test_the_results_of_the_questionnaire_are_the_references(demo_maturity):
    settings, tables, result = demo_maturity
    findings = [asdict(f) for f in shown(result, settings, tables)]
    assert differences(findings, reference_findings("maturity_assessment")) == []
    assert repr(handed_on(shown(result, settings, tables))) == printed_in_reference("maturity_assessment")


def test_one_score_a_point_higher_fails_nbval(demo_maturity):
    settings, tables, _ = demo_maturity
    answers = tables.answers.copy()
    latest = answers[(answers["wave"] == "2025") & (answers["item"] == "culture_1")].index[0]
    answers.loc[latest, "score"] += 1
    result = maturity_assessment(answers, settings=settings)
    assert repr(handed_on(shown(result, settings, tables))) != printed_in_reference("maturity_assessment")


def test_the_results_of_the_pilots_are_the_references(demo_impact):
    settings, tables, _, result = demo_impact
    findings = [asdict(f) for f in shown(result, settings, tables)]
    assert differences(findings, reference_findings("impact_measurement")) == []
    assert repr(handed_on(shown(result, settings, tables))) == printed_in_reference("impact_measurement")


def test_one_week_of_one_team_a_point_better_fails_nbval(demo_impact):
    settings, tables, baseline, _ = demo_impact
    rows = tables.measurements.copy()
    after = rows["metric"].eq("herhaalverkeer") & rows["arm"].eq("pilot") & rows["period"].ge("2025-06-01")
    rows.loc[rows[after].index[0], "value"] -= 0.01
    result = impact_measurement(rows, tables.events, baseline, settings=settings)
    assert repr(handed_on(shown(result, settings, tables))) != printed_in_reference("impact_measurement")


def test_the_results_of_the_ranking_are_the_references(demo_ranking):
    settings, tables, result = demo_ranking
    findings = [asdict(f) for f in shown(result, settings, tables)]
    assert differences(findings, reference_findings("opportunity_ranking")) == []
    assert repr(handed_on(shown(result, settings, tables))) == printed_in_reference("opportunity_ranking")


def test_an_effort_of_one_day_more_fails_the_results(demo_ranking):
    settings, tables, _ = demo_ranking
    more = tables.opportunities.assign(effort_days=tables.opportunities["effort_days"] + 1)
    lists = (more, tables.stakeholders, tables.competitors)
    result = opportunity_ranking(*lists, earlier_results(settings), settings=settings)
    findings = [asdict(f) for f in shown(result, settings, tables)]
    assert differences(findings, reference_findings("opportunity_ranking"))


def test_the_results_of_the_business_case_are_the_references(demo_case):
    settings, tables, _, result = demo_case
    findings = [asdict(f) for f in shown(result, settings, tables)]
    assert differences(findings, reference_findings("roi")) == []
    assert repr(handed_on(shown(result, settings, tables))) == printed_in_reference("roi")


def test_a_thousandth_more_of_every_cost_fails_nbval(demo_case):
    settings, tables, earlier, _ = demo_case
    costs = tables.costs.assign(amount_eur=tables.costs["amount_eur"] * 1.001)
    result = business_case(costs, tables.effects, tables.competitors, earlier, settings=settings)
    assert repr(handed_on(shown(result, settings, tables))) != printed_in_reference("roi")


def test_the_results_of_the_summary_are_the_references(demo_summary):
    settings, tables, result = demo_summary
    findings = [asdict(f) for f in shown(result, settings, tables)]
    assert differences(findings, reference_findings("executive_summary")) == []
    assert repr(handed_on(shown(result, settings, tables))) == printed_in_reference("executive_summary")
