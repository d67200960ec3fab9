"""A wrong setting is told in words: its name, what was found, what to do."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxkit.errors import SettingsError
from cxkit.settings import NOTEBOOKS, GroupValuation, Settings, setting

WRONG = {
    str: [5, 0.5, True, None, [], {}],
    int: ["5", "x", 0.5, True, None, [], -1],
    float: ["0,5", "50%", "x", "nan", True, None, [], -1.0, float("nan"), float("inf")],
    bool: ["no", "yes", "", 0, 1, None, []],
    list: ["x", 5, None, {}, {"a": 1}],
    dict: ["x", 5, None, [], {1: "a"}, {True: {}}],
}
FIELDS = [
    pytest.param(model, name, id=f"{notebook}-{name}")
    for notebook, model in NOTEBOOKS.items()
    for name in model.model_fields
]
UNFILLED = re.compile(r"\{[a-z]+\}")
PYDANTIC = re.compile(r"Input|should be|valid|type=|pydantic|Traceback|Error")


def told(given: dict, model=GroupValuation, language: str = "en") -> str:
    with pytest.raises(SettingsError) as caught:
        model.check(given, where=lambda name: "params/acme/roi.yaml", language=language)
    return str(caught.value)


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize(("model", "name"), FIELDS)
def test_a_wrong_type_names_the_setting_and_a_remedy(model, name, language):
    default = model.model_fields[name].get_default(call_default_factory=True)
    for value in WRONG[type(default)]:
        first, *_, last = told({name: value}, model, language).splitlines()
        found, _, remedy = first.removeprefix("params/acme/roi.yaml: ").partition(". ")
        assert found.startswith((name, "client")) and remedy.endswith(".") and len(remedy) > 10, first
        assert not UNFILLED.search(first) and not PYDANTIC.search(first), first
        assert last == {"en": "Nothing was written.", "nl": "Er is niets weggeschreven."}[language]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"gross_margin": "0,5"}, "gross_margin is the text '0,5'. Write 0.5 for it."),
        ({"gross_margin": "50%"}, "gross_margin is the text '50%'. Write 0.5 for it."),
        ({"gross_margin": "12,5 %"}, "gross_margin is the text '12,5 %'. Write 0.125 for it."),
        ({"gross_margin": "40"}, "gross_margin is the text '40'. Write 0.4 for it."),
        ({"gross_margin": 40}, "gross_margin is 40; it is a share. Write 0.4 for 40%."),
        ({"gross_margin": 12.5}, "gross_margin is 12.5; it is a share. Write 0.125 for 12.5%."),
        ({"discount_rate_year": 8.0}, "discount_rate_year is 8; it is a share. Write 0.08 for 8%."),
        ({"discount_rate_year": 800}, "discount_rate_year is 800, expected: ≤ 1."),
        ({"retention_rate_year": 1}, "retention_rate_year is 1, expected: < 1."),
        ({"cross_sell_value_eur": "1234567,5"}, "Write 1234567.5 for it."),
        ({"cross_sell_value_eur": "1,234"}, "cross_sell_value_eur is '1,234', expected a number. Write it with a"),
        ({"cross_sell_value_eur": "1.234,56"}, "cross_sell_value_eur is '1.234,56', expected a number."),
        ({"cross_sell_value_eur": float("inf")}, "cross_sell_value_eur is inf, expected a number."),
        ({"cross_sell_value_eur": "nan"}, "cross_sell_value_eur is 'nan', expected a number."),
        ({"gross_margin": None}, "gross_margin is empty, expected a number."),
        ({"use_churn_probability": "no"}, "use_churn_probability is 'no', expected true or false. Write true or false"),
        ({"period": 2025}, "period is 2025, expected text. Write the value between quotes."),
        ({"shift_customers_n": 0.5}, "shift_customers_n is 0.5, expected a whole number. Write digits only"),
        ({"shift_customers_n": 0}, "shift_customers_n is 0, expected: ≥ 1."),
        ({"minimum_group_n": 2}, "minimum_group_n is 2, expected: ≥ 3."),
        ({"repeat_within_days": "12:30"}, "repeat_within_days is '12:30', expected a whole number."),
        ({"value_plus": [1]}, "value_plus[0] is 1, expected text."),
        ({"value_plus": "margin_eur_year"}, "value_plus is 'margin_eur_year', expected a list. Write it as [first"),
        ({"columns": {"customers": {"klantnr": 5}}}, "columns['customers']['klantnr'] is 5, expected text."),
        ({"score_bands": {8: [8, 10]}}, "score_bands holds the name 8, expected text. Write that name between quotes."),
        (
            {"labels": {"customers": {"churned": {1: "yes"}}}},
            "labels['customers']['churned'] holds the name 1, expected text.",
        ),
        ({"columns": []}, "columns is [], expected names with values. Write it as {name: value}."),
    ],
)  # fmt: skip
def test_what_was_typed_and_how_it_is_written(given, words):
    assert words in told(given)


def test_every_fault_is_told_at_once_in_the_order_of_the_settings():
    said = told({"clinet": "acme", "gros_margin": 0.4, "gross_margin": "0,5", "shift_customers_n": "x"})
    assert [re.match(r".*?: (\w+)", line)[1] for line in said.splitlines()[:-1]] == [
        "gross_margin", "shift_customers_n", "clinet", "gros_margin"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("gros_margin", "gross_margin"),
        ("clinet", "client"),
        ("Client", "client"),
        ("score_band", "score_bands"),
        ("shift", "shifts"),
        ("minimum_group", "minimum_group_n"),
        ("periode", "period"),
    ],
)
def test_an_unknown_name_gets_the_nearest_one(name, near):
    assert f"params/acme/roi.yaml: {name} is not a setting. Did you mean {near}?" in told({name: 1})


def test_an_unknown_name_like_no_other_gets_them_all():
    said = told({"zzz": 1})
    assert "zzz is not a setting. Known settings are client, client_name, period," in said


def test_a_long_value_is_shortened():
    assert len(told({"metric": ["x" * 10_000]})) < 250


def test_a_kind_of_limit_without_words_of_its_own_still_gets_some():
    class Short(Settings):
        code: str = setting("ab", "a code", max_length=3)

    assert "code cannot be 'abcd'. Correct the value." in told({"code": "abcd"}, Short)


@given(st.floats(0.001, 0.999), st.sampled_from([",", "."]))
def test_the_number_advised_for_a_text_is_that_number(number, mark):
    said = told({"gross_margin": f"{number:.3f}".replace(".", mark)})
    assert float(re.search(r"Write (\S+) for it", said)[1]) == pytest.approx(round(number, 3))


@given(st.floats(1.0001, 100))
def test_the_share_advised_for_a_percentage_is_accepted(percentage):
    advised = float(re.search(r"Write (\S+) for", told({"discount_rate_year": percentage}))[1])
    assert GroupValuation.check({"discount_rate_year": advised}).discount_rate_year == pytest.approx(percentage / 100)


@given(st.text(max_size=40))
def test_no_text_for_a_number_ends_in_a_traceback(text):
    assert "cross_sell_value_eur" in told({"cross_sell_value_eur": text})
