"""Every notebook's settings: the parameters cell, the demo's files and the class say the same; values that clash."""

from __future__ import annotations

import warnings
from pathlib import Path

import nbformat
import pytest

from cxkit import paths
from cxkit.errors import SettingsError
from cxkit.settings import NOTEBOOKS, Engagement, GroupValuation, client_settings
from cxkit.settings.cell import parameters_source
from cxkit.settings.files import read_yaml, settings_files

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from papermill import inspect_notebook
    from papermill.iorw import read_yaml_file

TYPES = (str, int, float, bool, list, dict)
EACH = pytest.mark.parametrize("notebook", NOTEBOOKS)


def template(notebook: str) -> Path:
    return paths.root() / "templates" / f"{notebook}.ipynb"


def defaults(model) -> dict:
    return {name: field.get_default(call_default_factory=True) for name, field in model.model_fields.items()}


@EACH
def test_the_parameters_cell_is_the_settings_class(notebook):
    cells = nbformat.read(template(notebook), as_version=4).cells
    [cell] = [cell for cell in cells if "parameters" in cell.metadata.get("tags", [])]
    assert cell.source == parameters_source(NOTEBOOKS[notebook])


@EACH
def test_settings_have_types_that_papermill_knows(notebook):
    assert {type(default) for default in defaults(NOTEBOOKS[notebook]).values()} <= set(TYPES)
    assert all(field.description for field in NOTEBOOKS[notebook].model_fields.values())


@EACH
def test_papermill_sees_the_same_names_and_types(notebook):
    found = inspect_notebook(str(template(notebook)))
    expected = {name: type(default).__name__ for name, default in defaults(NOTEBOOKS[notebook]).items()}
    assert {name: parameter["inferred_type_name"] for name, parameter in found.items()} == expected


@EACH
@pytest.mark.parametrize("read", [lambda path: read_yaml(path)[0], lambda path: read_yaml_file(str(path))])
def test_the_demo_files_hold_the_defaults(notebook, read):
    shared, own = (read(path) for path in settings_files("demo", notebook))
    assert list(shared) == list(Engagement.model_fields)
    assert {**shared, **own} == defaults(NOTEBOOKS[notebook])


@EACH
def test_the_demo_is_the_class_without_a_word(notebook):
    assert client_settings("demo", notebook) == NOTEBOOKS[notebook]()


def said(**given) -> str:
    with pytest.raises(SettingsError) as caught:
        GroupValuation.check(given)
    return str(caught.value).removesuffix("\nNothing was written.")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"value_plus": [], "value_minus": []}, "no column makes up a customer's value. Name columns in value_plus"),
        ({"value_revenue": ["sales_eur_year"]}, "value_revenue names sales_eur_year, but gross_margin is not given."),
        ({"value_plus": ["margin"]}, "margin do not say their unit. Map them to names such as fee_eur_year"),
        ({"compare_with": ["clv"]}, "clv do not say their unit."),
        ({"value_minus": ["refunds_eur"]}, "value components differ in period: margin_eur_year, refunds_eur."),
        ({"value_minus": ["margin_eur_year"]}, "margin_eur_year counts twice. Name each column once."),
        ({"acquisition_cost": ["margin_eur_year"]}, "margin_eur_year counts twice."),
        (
            {"use_churn_probability": True, "clv_timing": "end of year", "retention_rate_year": 0.8},
            "use_churn_probability and clv_timing are both set, and both hold retention. Choose one of the two.",
        ),
        ({"clv_timing": "end of year"}, "clv_timing is set, but retention_rate_year is not."),
        (
            {
                "clv_timing": "end of year",
                "retention_rate_year": 0.8,
                "value_plus": ["margin_eur"],
                "value_minus": [],
            },
            "a lifetime value needs margin per year.",
        ),
        ({"use_cross_sell_probability": True}, "cross_sell_value_eur is not given."),
        ({"score_scale": [10, 0]}, "score_scale is [10, 0]. Write [lowest, highest]"),
        ({"score_scale": [0]}, "score_scale is [0]."),
        ({"score_scale": [0, 10**9], "metric_kind": "other"}, "score_scale is [0, 1000000000]."),
        ({"score_scale": [1, 10]}, "metric_kind nps has scores 0-10, but score_scale is [1, 10]. Correct score_scale"),
        ({"metric_kind": "csat"}, "metric_kind csat has scores 1-5, but score_scale is [0, 10]."),
        ({"score_bands": {"low": [0]}}, "score_bands holds a group without two limits. Write {name: [lowest"),
        ({"score_bands": {"low": [0, 4], "high": [6, 10]}}, "once; wrong: 5. Correct score_bands."),
        ({"score_bands": {"low": [0, 6], "high": [5, 10]}}, "once; wrong: 5, 6. Correct score_bands."),
        ({"score_bands": {"low": [0, 6], "high": [7, 11]}}, "once; wrong: a score outside the scale."),
        ({"score_bands": {"low": [0, 6], "high": [7, 10**12]}}, "once; wrong: a score outside the scale."),
        ({"score_bands": {"all": [10, 0]}}, "wrong: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10."),
        ({"shifts": []}, "shifts is empty. Give one at least, such as [[detractor, passive, 100]]."),
        ({"shifts": [["detractor", "passive"]]}, "shift ['detractor', 'passive'] is not [from, to, customers]."),
        ({"shifts": [["detractor", "passive", 0]]}, "is not [from, to, customers]."),
        ({"shifts": [["detractor", "passive", True]]}, "is not [from, to, customers]."),
        ({"shifts": [["passive", "passive", 5]]}, "is not [from, to, customers]."),
        ({"shifts": [[8, 10, 100]]}, 'shift [8, 10, 100] names a group without quotes. Write ["8", "10", 100].'),
        ({"shifts": [["detractor", "promotor", 5]]}, "names group promotor, which is not there. Choose from: det"),
        ({"adjust_for": ["margin_eur_year"]}, "margin_eur_year is part of the value and cannot be held equal too."),
        ({"adjust_for": ["churned"]}, "churned comes after the score. Move it to sensitivity_for."),
        ({"reliability_range": [0.5, 0.8]}, "reliability_range [0.5, 0.8] does not hold reliability 0.0."),
        ({"reliability": 0.9, "reliability_range": [0.5, 0.8]}, "does not hold reliability 0.9."),
        ({"reliability": 0.7, "reliability_range": [0.8, 0.5]}, "Write [lowest, highest] around it"),
        ({"value_plus": ["revenue_eur_year"]}, "revenue is no value. Name it in value_revenue and give gross_margin"),
        ({"value_revenue": ["fee_eur_year"], "gross_margin": 0.4}, "one euro would count twice. Keep one of the two"),
        ({"group_by": "segment"}, "segment makes the groups and cannot be held equal too"),
        ({"adjust_for": ["spend_eur_year"]}, "spend_eur_year is an amount in euros and may be part of the value"),
        ({"adjust_for": ["customer_id"]}, "customer_id is different for every customer"),
        ({"client": "../../x"}, 'client "../../x" cannot be the name of a folder. Use small letters, digits and'),
        ({"language": "de"}, "language is 'de'. Choose one of: en, nl."),
        ({"clv_timing": "later"}, "clv_timing is 'later'. Choose one of: '', end of year, start of year."),
    ],
)
def test_what_does_not_go_together_is_refused_in_words(given, words):
    assert words in said(**given)


@pytest.mark.parametrize(
    "given",
    [
        {"value_plus": [], "value_revenue": ["sales_eur_year"], "gross_margin": 0.4},
        {"value_plus": ["fee_eur_month"], "value_minus": ["service_eur_quarter"]},
        {"use_churn_probability": True},
        {"clv_timing": "start of year", "retention_rate_year": 0.8},
        {"use_cross_sell_probability": True, "cross_sell_value_eur": 12.5},
        {"metric_kind": "other", "score_scale": [1, 3], "shifts": [["1", "3", 10]]},
        {"metric_kind": "ces", "score_scale": [1, 7], "shifts": [["high effort", "low effort", 1]]},
        {"score_bands": {"low": [0, 5], "high": [6, 10]}, "shifts": [["low", "high", 1]]},
        {"group_by": "segment", "adjust_for": ["tenure_months"], "shifts": [["A", "B", 5]]},
        {"small_groups": "pool", "shifts": [["detractor or passive", "promoter", 5]]},
        {"reliability": 0.7, "reliability_range": [0.5, 0.8]},
        {"reliability": 0.7, "reliability_range": [0.7, 0.7]},
        {"discount_rate_year": 0, "gross_margin": 1},
    ],
)
def test_what_goes_together_is_taken(given):
    assert GroupValuation.check(given).model_dump().items() >= given.items()


def test_problems_of_several_kinds_are_told_at_once():
    lines = said(value_plus=["margin"], clv_timing="end of year", shifts=[], adjust_for=["churned"]).splitlines()
    assert [line.split()[0] for line in lines] == ["margin", "clv_timing", "shifts", "churned"]


def test_settings_do_not_share_their_lists_and_cannot_be_changed():
    first, second = GroupValuation(), GroupValuation()
    first.shifts.append(["detractor", "promoter", 1])
    assert second.shifts == [["detractor", "passive", 500]]
    with pytest.raises(ValueError, match="frozen"):
        first.metric = "CSAT"


@pytest.mark.parametrize(
    ("columns", "timing", "period"),
    [
        (["margin_eur_year"], "", "year"),
        (["fee_eur_month"], "", "year"),
        (["fee_eur"], "", "to date"),
        (["margin_eur_year"], "end of year", "lifetime"),
    ],
)
def test_the_period_of_the_euros(columns, timing, period):
    given = {"value_plus": columns, "value_minus": [], "clv_timing": timing, "retention_rate_year": 0.8}
    assert GroupValuation.check(given).value_period == period
