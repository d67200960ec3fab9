"""What every test shares: which notebooks pytest runs by itself, and where the kit's own folder is."""

import os
from pathlib import Path

import hypothesis
import pytest

ROOT = Path(__file__).parents[1]
collect_ignore_glob = ["notebooks/*"]  # small notebooks that other tests run, some of them broken on purpose

os.environ.setdefault("MPLBACKEND", "agg")
hypothesis.settings.register_profile(  # a busy machine is no fault
    "kit", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("kit")


@pytest.fixture(scope="session")
def demo_settings():
    """Return the settings of the demo engagement."""
    from cxkit.settings import client_settings

    return client_settings("demo", "cx_group_valuation")


@pytest.fixture(scope="session")
def demo_tables(demo_settings):
    """Return the checked tables of the demo engagement."""
    from cxkit.intake import load

    return load(demo_settings)


@pytest.fixture(scope="session")
def demo_result(demo_settings, demo_tables):
    """Return what the analysis finds in the demo engagement."""
    from cxkit.analysis.group_valuation import group_valuation

    return group_valuation(demo_tables.customers, demo_tables.responses, settings=demo_settings)


@pytest.fixture(scope="session")
def real_data():
    """Return the folder of real data sets, or skip."""
    folder = os.environ.get("CXKIT_REAL_DATA")
    if not folder or not Path(folder).is_dir():
        pytest.skip("CXKIT_REAL_DATA does not name the folder of real data")
    return Path(folder)
