"""What every test shares: which notebooks pytest runs by itself, and where the kit's own folder is."""

import os
import shutil
import warnings
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

QUICK_TO_START = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"  # a Java that lives a minute does not repay compiling well
RESULTS_READ = (
    "cx_group_valuation", "touchpoint_savings", "driver_modelling", "maturity_assessment", "impact_measurement",
    "opportunity_ranking", "roi",
)  # fmt: skip
TOGETHER = {  # files that share what takes long to make: one worker runs them, and makes it once
    "test_analysis_drivers_contacts.py": "spark", "test_analysis_touchpoint_engines.py": "spark",
    "test_intake_engines.py": "spark", "test_intake_tables.py": "spark",
    "test_analysis_driver_modelling.py": "demo", "test_reference.py": "demo",
}  # fmt: skip
LONG_FIRST = ("test_end_to_end.py", "spark", "driver_modelling.ipynb", "demo", "touchpoint_savings.ipynb",
              "test_benchmarks_coverage_drivers.py", "test_real_drivers.py", "test_report_disclosure.py")  # fmt: skip


def pytest_collection_modifyitems(items):
    """Let what takes long start first: a worker that gets it last keeps the others waiting."""
    rank = {name: place for place, name in enumerate(LONG_FIRST)}
    items.sort(key=lambda item: rank.get(TOGETHER.get(item.path.name, item.path.name), len(rank)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """With --dist loadfile, give files that share something to one worker, in the order in which they stand."""
    from xdist.scheduler import LoadFileScheduling

    class Together(LoadFileScheduling):
        def _split_scope(self, nodeid):
            file = super()._split_scope(nodeid)
            return TOGETHER.get(Path(file).name, file)

    if config.getoption("dist") != "loadfile":
        return None
    config.option.loadscopereorder = False
    return Together(config, log)


def pytest_sessionstart(session):
    """Run the demo notebooks that others read, where they are not there or out of date: once, before any worker."""
    if hasattr(session.config, "workerinput"):
        return
    from cxkit.delivery.run import run_engagement
    from cxkit.intake.stale import stale_results

    folder = ROOT / "outputs" / "demo" / "results"
    stale = stale_results("demo") if folder.is_dir() else {}
    wanted = [name for name in RESULTS_READ if name in stale or not (folder / f"{name}.json").is_file()]
    if wanted:
        assert not run_engagement("demo", wanted).errors


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
def demo_log():
    """Return settings, tables and result of the demo engagement's contact log."""
    from cxkit.analysis.touchpoint_savings import touchpoint_savings
    from cxkit.intake import load
    from cxkit.settings import client_settings

    settings = client_settings("demo", "touchpoint_savings")
    tables = load(settings)
    log = (tables.contacts, tables.responses_lazy, tables.visits, tables.cost_events)
    return settings, tables, touchpoint_savings(*log, settings=settings)


@pytest.fixture(scope="session")
def demo_drivers():
    """Return settings, tables and result of the drivers of the demo engagement."""
    from cxkit.analysis.driver_modelling import driver_modelling
    from cxkit.intake import load
    from cxkit.settings import client_settings

    settings = client_settings("demo", "driver_modelling")
    tables = load(settings)
    result = driver_modelling(tables.customers, tables.responses, tables.contacts, settings=settings)
    return settings, tables, result


@pytest.fixture(scope="session")
def demo_maturity():
    """Return settings, tables and result of the demo engagement's questionnaire."""
    from cxkit.analysis.maturity_assessment import maturity_assessment
    from cxkit.intake import load
    from cxkit.settings import client_settings

    settings = client_settings("demo", "maturity_assessment")
    tables = load(settings)
    return settings, tables, maturity_assessment(tables.answers, settings=settings)


@pytest.fixture(scope="session")
def demo_impact():
    """Return settings, tables, baseline and result of the demo engagement's pilots."""
    from cxkit.analysis.impact_measurement import impact_measurement
    from cxkit.baseline import read_baseline
    from cxkit.intake import load
    from cxkit.settings import client_settings

    settings = client_settings("demo", "impact_measurement")
    tables, baseline = load(settings), read_baseline(settings)
    return settings, tables, baseline, impact_measurement(
        tables.measurements, tables.events, baseline, settings=settings
    )  # fmt: skip


@pytest.fixture(scope="session")
def demo_ranking():
    """Return settings, tables and result of the demo engagement's opportunities."""
    from cxkit.analysis.opportunity_ranking import opportunity_ranking
    from cxkit.intake import load
    from cxkit.intake.earlier import earlier_results
    from cxkit.settings import client_settings

    settings = client_settings("demo", "opportunity_ranking")
    tables = load(settings)
    lists = (tables.opportunities, tables.stakeholders, tables.competitors)
    return settings, tables, opportunity_ranking(*lists, earlier_results(settings), settings=settings)


@pytest.fixture(scope="session")
def demo_case():
    """Return settings, tables, earlier results and result of the demo engagement's business case."""
    from cxkit.analysis.business_case import business_case
    from cxkit.intake import load
    from cxkit.intake.earlier import earlier_results
    from cxkit.settings import client_settings

    settings = client_settings("demo", "roi")
    tables, earlier = load(settings), earlier_results(settings)
    result = business_case(tables.costs, tables.effects, tables.competitors, earlier, settings=settings)
    return settings, tables, earlier, result


@pytest.fixture(scope="session")
def demo_summary():
    """Return settings, tables and result of the demo engagement's summary."""
    from cxkit.analysis.executive_summary import executive_summary
    from cxkit.intake import load
    from cxkit.intake.earlier import earlier_results
    from cxkit.settings import client_settings

    settings = client_settings("demo", "executive_summary")
    return settings, load(settings), executive_summary(earlier_results(settings), settings=settings)


@pytest.fixture(scope="session")
def real_data():
    """Return the folder of real data sets, or skip."""
    folder = os.environ.get("CXKIT_REAL_DATA")
    if not folder or not Path(folder).is_dir():
        pytest.skip("CXKIT_REAL_DATA does not name the folder of real data")
    return Path(folder)


@pytest.fixture(scope="session")
def duckdb_engine():
    """Return the engine DuckDB."""
    from cxkit.intake.engines import DuckEngine

    return DuckEngine()


@pytest.fixture(scope="session")
def spark():
    """Return the engine Spark on two cores of this machine, one session for all tests, or skip."""
    pytest.importorskip("pyspark", reason="the extra spark is not installed")
    if not os.environ.get("JAVA_HOME") and shutil.which("java") is None:
        pytest.skip("Java is not installed")
    from cxkit.intake.engines import engine_for
    from cxkit.settings.touchpoints import TouchpointSavings

    with warnings.catch_warnings(), pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("PYSPARK_SUBMIT_ARGS", f'--driver-java-options "{QUICK_TO_START}" pyspark-shell')
        warnings.simplefilter("ignore")  # PySpark warns about pandas 3, of which the kit uses nothing in Spark
        engine = engine_for(TouchpointSavings(engine="spark", spark_master="local[2]"))
    engine.session.conf.set("spark.sql.shuffle.partitions", "2")  # not 200, for a few hundred rows
    yield engine
    engine.session.stop()


@pytest.fixture(scope="session")
def warehouse():
    """Return the engine warehouse on DuckDB in memory, or skip."""
    ibis = pytest.importorskip("ibis", reason="the extra warehouse is not installed")
    from cxkit.intake.engines import WarehouseEngine

    return WarehouseEngine(ibis.duckdb.connect())


@pytest.fixture(params=["duckdb_engine", "spark", "warehouse"])
def any_engine(request):
    """Return each engine in turn; those that are not installed are skipped."""
    return request.getfixturevalue(request.param)
