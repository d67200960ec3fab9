"""Results out of date: what makes them so, what does not, and which notebooks are named."""

import shutil
from dataclasses import replace

import duckdb
import pandas as pd
import pytest
from kit import only_notebooks

from cxkit import result
from cxkit.delivery.outdated import outdated
from cxkit.forms import Rater, write_form
from cxkit.intake import load
from cxkit.intake.earlier import earlier_results
from cxkit.intake.fingerprints import GONE, hashes_now
from cxkit.intake.stale import Stale, stale_results
from cxkit.result import Finding, NotebookResults, findings_hash, provenance, write_ledger, write_results
from cxkit.settings import client_settings
from cxkit.settings.industry import FOLDER
from cxkit.settings.instrument import load_instrument
from cxkit.settings.maturity import MaturityAssessment
from cxkit.settings.ranking import OpportunityRanking
from cxkit.settings.roi import BusinessCase
from cxkit.settings.touchpoints import TouchpointSavings
from cxkit.settings.valuation import GroupValuation

GROUPS, LOG, RANKING, CASE = "cx_group_valuation", "touchpoint_savings", "opportunity_ranking", "roi"
CLIENT = """client: acme
sources: {customers: klanten.csv, responses: antwoorden.csv, contacts: contacten.csv, costs: kosten.csv}
"""


@pytest.fixture
def kit(tmp_path, monkeypatch):
    """Return the folder of a kit with client acme, whose four notebooks ran in order."""
    (tmp_path / "environment.yml").touch()
    (tmp_path / "params" / "acme").mkdir(parents=True)
    (tmp_path / "params" / "acme" / "client.yaml").write_text(CLIENT)
    for name in ("klanten", "antwoorden", "contacten", "kosten"):
        (tmp_path / f"{name}.csv").write_text(f"a;b\n{name};1\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(result.RESULTS_DIR, raising=False)
    known = {GROUPS: GroupValuation, LOG: TouchpointSavings, RANKING: OpportunityRanking, CASE: BusinessCase}
    only_notebooks(known, monkeypatch)
    for name in known:
        run(name)
    return tmp_path


def run(notebook: str, amount: float = 100.0, **changes) -> NotebookResults:
    """Write what a run of a notebook would: its figures, and from what they were made."""
    settings = client_settings("acme", notebook)
    read = {name: read_hash(name) for name in settings.reads if name in settings.results_of and is_there(name)}
    made = NotebookResults(
        notebook, "acme", "2025", "en", "client", "", (Finding(f"{notebook}_value", unit="EUR", estimate=amount),),
        provenance(settings, hashes_now(settings), results=read),
    )  # fmt: skip
    made = replace(made, **changes)
    write_results(made)
    return made


def path_of(notebook: str):
    return result.results_dir("acme") / f"{notebook}.json"


def is_there(notebook: str) -> bool:
    return path_of(notebook).is_file()


def read_hash(notebook: str) -> str:
    ledger = path_of(notebook).with_suffix(".parquet")
    lines = pd.read_parquet(ledger) if ledger.is_file() else None
    return findings_hash(result.read_results(path_of(notebook)).findings, lines)


def reasons() -> dict[str, str]:
    return {name: one.reason for name, one in stale_results("acme").items()}


def set_in(kit, notebook: str, text: str) -> None:
    (kit / "params" / "acme" / f"{notebook}.yaml").write_text(text)


def test_after_a_run_nothing_is_out_of_date(kit):
    assert stale_results("acme") == {} and outdated("acme", language="en") == []
    assert client_settings("acme", GROUPS).tables == ("customers", "responses")


def test_changing_a_setting_in_one_notebook_marks_the_later_ones(kit):
    set_in(kit, GROUPS, "minimum_group_n: 20\n")
    assert stale_results("acme") == {
        GROUPS: Stale("other_settings"),
        RANKING: Stale("other_results", (GROUPS,)),
        CASE: Stale("other_results", (GROUPS,)),
    }
    run(GROUPS, 90.0)
    assert reasons() == {RANKING: "other_results", CASE: "other_results"}
    run(RANKING)
    assert outdated("acme", language="en") == [
        f"{CASE}: made from older results of {GROUPS}; run it again", f"  cxkit run acme {CASE}",
    ]  # fmt: skip
    run(CASE)
    assert reasons() == {}


def test_a_run_that_finds_the_same_makes_nothing_out_of_date(kit):
    set_in(kit, GROUPS, "minimum_group_n: 20\n")
    run(GROUPS, 100.0 + 1e-7)
    assert reasons() == {}


def test_language_and_status_make_nothing_out_of_date(kit):
    (kit / "params" / "acme" / "client.yaml").write_text(CLIENT + "language: nl\nstatus: final\n")
    assert reasons() == {}


def test_another_file_concerns_the_notebooks_that_read_it_and_those_after_them(kit):
    (kit / "contacten.csv").write_text("a;b\nc;2\n")
    assert stale_results("acme")[LOG] == Stale("other_data")
    assert reasons() == {LOG: "other_data", RANKING: "other_results", CASE: "other_results"}


def test_a_file_that_is_gone_is_other_data(kit):
    (kit / "klanten.csv").unlink()
    assert stale_results("acme")[GROUPS] == Stale("other_data")


def test_results_that_were_read_and_are_gone_make_what_was_made_from_them_out_of_date(kit):
    path_of(LOG).unlink()
    assert stale_results("acme") == {name: Stale("other_results", (LOG,)) for name in (RANKING, CASE)}
    run(CASE)
    assert reasons() == {RANKING: "other_results"}


@pytest.mark.parametrize(
    "changed", [{"eur_year": [30.0, 51.0]}, {"effect": [0.1, 0.3]}, {"weight": [1.0, 2.0]}, {"lever": ["a", "b"]}, None]
)
def test_other_ledger_lines_make_what_was_made_from_them_out_of_date(kit, changed):
    lines = pd.DataFrame({"customer_id": ["K1", "K2"], "lever": "a", "mechanism": "churn", "effect": [0.1, 0.2],
                          "eur_year": [30.0, 50.0], "weight": 1.0})  # fmt: skip
    write_ledger(lines, client="acme", notebook=LOG)
    run(RANKING), run(CASE)
    assert reasons() == {}
    write_ledger(
        lines.iloc[::-1].assign(eur_year=lambda held: held["eur_year"] * (1 + 1e-9)), client="acme", notebook=LOG
    )
    assert reasons() == {}
    if changed is None:
        path_of(LOG).with_suffix(".parquet").unlink()
    else:
        write_ledger(lines.assign(**changed), client="acme", notebook=LOG)
    assert stale_results("acme") == {name: Stale("other_results", (LOG,)) for name in (RANKING, CASE)}


def test_what_is_read_and_what_is_compared_hash_the_ledger_alike(kit):
    lines = pd.DataFrame({"customer_id": ["K1"], "lever": "a", "mechanism": "churn", "effect": 0.1, "eur_year": 30.0,
                          "weight": 1.0})  # fmt: skip
    write_ledger(lines, client="acme", notebook=LOG)
    hashes = earlier_results(client_settings("acme", RANKING)).findings_hashes
    assert hashes[LOG] == read_hash(LOG) != findings_hash(result.read_results(path_of(LOG)).findings)
    assert hashes[GROUPS] == findings_hash(result.read_results(path_of(GROUPS)).findings)


def test_what_a_file_of_figures_of_ones_own_holds_is_part_of_the_settings(kit):
    own = kit / "eigen.yaml"
    own.write_bytes((FOLDER / "cx_returns.yaml").read_bytes())
    set_in(kit, CASE, "industry_figures: eigen.yaml\n")
    run(CASE)
    assert reasons() == {}
    own.write_bytes(own.read_bytes() + b"\n# seen again\n")
    assert stale_results("acme") == {CASE: Stale("other_settings")}


def test_results_that_came_later_were_not_read(kit):
    path_of(LOG).unlink()
    run(RANKING), run(CASE)
    assert reasons() == {}
    run(LOG)
    assert stale_results("acme") == {name: Stale("other_results", (LOG,)) for name in (RANKING, CASE)}


def test_results_nobody_asks_for_any_more_make_nothing_out_of_date(kit):
    set_in(kit, CASE, f"results_of: [{LOG}]\n")
    run(CASE)
    run(GROUPS, 90.0)
    assert reasons() == {RANKING: "other_results"}


def test_another_version_of_the_kit_goes_before_other_reasons(kit):
    made = run(LOG).provenance
    run(LOG, provenance={**made, "versions": {**made["versions"], "cxkit": "0.0.1"}, "settings": "other"})
    assert reasons() == {LOG: "other_version", RANKING: "other_results", CASE: "other_results"}
    run(LOG, provenance={**made, "versions": {**made["versions"], "pandas": "0.1"}})
    assert reasons() == {}


@pytest.mark.parametrize("broken", ["{", "[]", '{"schema": 0}', "null"])
def test_results_that_cannot_be_read_are_not_judged(kit, broken):
    path_of(GROUPS).write_text(broken)
    assert reasons() == {}


def test_results_of_another_client_are_not_judged(kit):
    run(LOG, client="ander")
    shutil.move(kit / "outputs/ander/results" / f"{LOG}.json", path_of(LOG))
    assert LOG not in reasons()


@pytest.mark.parametrize("content", [None, "client: acme\nminimum_group_n: veel\n"])
def test_settings_that_are_not_there_or_do_not_load_are_not_judged(kit, content):
    file = kit / "params" / "acme" / "client.yaml"
    file.unlink() if content is None else file.write_text(content)
    assert reasons() == {}


def test_each_reason_is_told_in_words(kit):
    made = run(LOG).provenance
    run(LOG, provenance={**made, "versions": {"cxkit": "0.0.1"}})
    set_in(kit, GROUPS, "minimum_group_n: 20\n")
    (kit / "kosten.csv").write_text("a\n")
    assert outdated("acme", language="en") == [
        f"{GROUPS}: made with other settings than hold now; run it again",
        f"{LOG}: made by another version of the kit; run it again",
        f"{RANKING}: made from older results of {GROUPS}, {LOG}; run it again",
        f"{CASE}: made from other files than are there now; run it again",
        f"  cxkit run acme {GROUPS} {LOG} {RANKING} {CASE}",
    ]


def test_the_hash_of_figures_knows_numbers_and_no_words(kit):
    shift = Finding("shift_value", unit="EUR", estimate=8000.0, low=5200.0, high=10900.0, notes={"text": "more"})
    alike = [replace(shift, notes={"text": "meer"}), replace(shift, estimate=8000.0 * (1 + 1e-9))]
    assert {findings_hash([one]) for one in alike} == {findings_hash([shift])}
    others = [replace(shift, estimate=8001.0), replace(shift, low=None), replace(shift, label="assumed"),
              replace(shift, status="review"), replace(shift, name="other")]  # fmt: skip
    assert len({findings_hash([one]) for one in [shift, *others]}) == 6


def test_small_files_are_hashed_as_the_intake_hashes_them(demo_settings, demo_tables):
    assert hashes_now(demo_settings) == demo_tables.hashes


def test_logs_that_an_engine_reads_are_hashed_as_the_intake_hashes_them(tmp_path):
    days = pd.to_datetime(["2025-01-01", "2025-01-02"])
    contacts = pd.DataFrame({"contact_id": ["1", "2"], "customer_id": ["K1", "K2"], "started_at": days,
                             "channel": "chat", "topic": "bill"})  # fmt: skip
    with duckdb.connect(str(tmp_path / "log.duckdb")) as base:
        base.register("held", contacts).execute("create table contacten as select * from held")
    (tmp_path / "visits" / "year=2025").mkdir(parents=True)
    visits = pd.DataFrame({"visit_id": ["1"], "customer_id": ["K1"], "visited_at": days[:1], "url": "/a"})
    visits.to_parquet(tmp_path / "visits" / "year=2025" / "a.parquet")
    (tmp_path / "kosten.csv").write_text("event_id;customer_id;occurred_at;kind;cost_eur\n1;K1;2025-01-01;a;5\n")
    sources = {"contacts": {"file": str(tmp_path / "log.duckdb"), "table": "contacten"},
               "visits": str(tmp_path / "visits"), "cost_events": str(tmp_path / "kosten.csv")}  # fmt: skip
    settings = TouchpointSavings(client="acme", sources=sources, columns={})
    now = hashes_now(settings)
    assert now == load(settings).hashes and len(now) == 3
    visits.assign(url="/b").to_parquet(tmp_path / "visits" / "year=2025" / "a.parquet")
    assert [file for file, digest in hashes_now(settings).items() if digest != now[file]] == ["visits"]


def test_forms_are_hashed_as_the_intake_hashes_them(tmp_path):
    form = load_instrument("cx_maturity")
    scores = {item.key: (2, "") for item in form.items}
    for rater in (Rater("Directie", answers=scores), Rater("Marketing", answers=scores)):
        write_form(tmp_path / f"{rater.role}.xlsx", form, language="nl", client_name="Acme", rater=rater)
    settings = MaturityAssessment(client="acme", sources={"answers": {"forms": str(tmp_path)}}, columns={})
    assert hashes_now(settings) == load(settings).hashes == {tmp_path.name: hashes_now(settings)[tmp_path.name]}


def test_what_only_a_query_tells_of_is_left_out(tmp_path):
    sources = {"contacts": {"table": "crm.contacts"}, "visits": "hdfs://log/visits", "cost_events": "no.parquet"}
    assert hashes_now(TouchpointSavings(engine="warehouse", sources=sources)) == {}
    assert hashes_now(TouchpointSavings(engine="spark", sources=sources)) == {"no.parquet": GONE}


def test_a_folder_of_forms_that_holds_something_else_is_left_out(tmp_path):
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "notes.txt").touch()
    assert hashes_now(MaturityAssessment(sources={"answers": {"forms": str(tmp_path / "forms")}})) == {}
    assert hashes_now(MaturityAssessment(sources={"answers": {"forms": str(tmp_path / "none")}})) == {"none": GONE}
