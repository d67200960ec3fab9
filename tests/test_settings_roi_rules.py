"""Settings of roi that name results: a name that no result can have is refused, not passed over."""

import pytest

from cxkit.analysis.case.lines import category
from cxkit.analysis.ledger import BURDENS, LEVERS, SAVING, SHIFT, WHAT_IF
from cxkit.errors import SettingsError
from cxkit.settings.roi import BusinessCase
from cxkit.settings.roi_rules import BENEFITS

NAMED = ("parts", "success_probability", "departments")


def value(setting):
    return "Service" if setting == "departments" else 0.5


@pytest.mark.parametrize("setting", NAMED)
@pytest.mark.parametrize(
    "key", ["saving_", "saving_fewer_contacts", "saving_fewer_contacts:bill", "saving_residual_dearer",
            "saving_extra_work:HR", "what_if_value:NPS", "shift_value"],
)  # fmt: skip
def test_a_key_may_be_the_beginning_of_a_result(setting, key):
    assert getattr(BusinessCase.check({setting: {key: value(setting)}}), setting) == {key: value(setting)}


@pytest.mark.parametrize("setting", NAMED)
@pytest.mark.parametrize(
    ("key", "near"),
    [("what_if_valeu:NPS", "what_if_value"), ("what_if_NPS", "what_if_value"), ("saving", "saving_"),
     ("saving_fewer_contact:bill", "saving_fewer_contacts"), ("shift_values", "shift_value")],
)  # fmt: skip
def test_another_key_is_refused_with_the_nearest(setting, key, near):
    with pytest.raises(SettingsError) as error:
        BusinessCase.check({setting: {key: value(setting)}})
    fault = error.value.faults[0].text(BusinessCase().language)
    assert setting in fault and f"Choose from: {near};" in fault


def test_a_key_like_none_is_refused_with_all():
    with pytest.raises(SettingsError, match="saving_, saving_fewer_contacts.*shift_value"):
        BusinessCase.check({"parts": {"0": 0.5}})


def test_the_names_are_those_of_the_results_that_bring_a_line():
    assert set(BENEFITS) == {*(SAVING + kind for kind in (*LEVERS, *BURDENS)), WHAT_IF, SHIFT}
    assert all(category(f"{name}:x") or category(name) for name in BENEFITS)
