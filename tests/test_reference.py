"""The reference runs: what nbval cannot see is compared here, with a tolerance, and what it must see is proved."""

import json
from dataclasses import asdict
from pathlib import Path

import nbformat
import pytest

from cxkit.analysis.group_valuation import group_valuation
from cxkit.report.reader import _handed_on as handed_on
from cxkit.report.reader import protect

REFERENCE = Path(__file__).parent / "reference"
TEMPLATES = Path(__file__).parents[1] / "templates"
NAMES = sorted(path.stem for path in REFERENCE.glob("*.ipynb"))
TOLERANCE = 1e-9


def shown(result, settings, tables):
    return protect(result, settings=settings, tables=tables).result.findings


def reference_findings():
    return json.loads((REFERENCE / "cx_group_valuation.json").read_text(encoding="utf-8"))["findings"]


def differences(findings, reference):
    """Return the names of the figures that are not the reference's, beyond the tolerance."""
    return [
        f"{found['name']}.{key}"
        for found, known in zip(findings, reference, strict=True)
        for key in known
        if not same(found[key], known[key])
    ]


def same(found, known):
    both = isinstance(found, float) and isinstance(known, float)
    return found == pytest.approx(known, rel=TOLERANCE) if both else found == known


def changed(tables, factor):
    """Return the tables with every margin times a factor."""
    margin = tables.customers["margin_eur_year"] * factor
    return tables.customers.assign(margin_eur_year=margin)


def printed_in_reference():
    notebook = nbformat.read(REFERENCE / "cx_group_valuation.ipynb", as_version=4)
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
