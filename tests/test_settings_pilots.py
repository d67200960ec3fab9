"""Settings of one pilot: dates as they are compared."""

import pytest
from pilots_made import plan

from cxkit.errors import SettingsError


@pytest.mark.parametrize("name", ["starts_at", "ends_at", "decided_at", "looks"])
@pytest.mark.parametrize("value", ["20250612", "2025-W24-4", "2025-06-31", "2025-06", ""])
def test_a_date_written_another_way_is_refused(name, value):
    """20250505 comes after 2025-06-01 as text, so that it would lie beyond the end."""
    with pytest.raises(SettingsError, match="which is no date"):
        plan(**{name: [value] if name == "looks" else value})


def test_a_date_written_in_full_is_taken():
    assert plan(looks=["2025-06-12"]).looks == ["2025-06-12"]
