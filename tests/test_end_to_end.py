"""From a client's files to a client's page: one run by cxkit in Dutch, one of two notebooks by papermill in English.

What the others find in English stands in their references, which nbval runs cell by cell in a plain kernel.
"""

from __future__ import annotations

import base64
import html
import io
import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pandas as pd
import papermill
import pytest
from bs4 import BeautifulSoup
from engagements import customers, spread
from nbformat.v4 import new_code_cell, new_notebook, new_output
from PIL import Image
from reports import FIGURES, SENTENCES, TABLES, english, report_of
from test_delivery_page import browser, seen
from test_reference import same

import cxkit as cx
from cxkit import demo
from cxkit.delivery import page
from cxkit.delivery.run import run_engagement
from cxkit.settings.industry import load_figures

ROOT = Path(__file__).parents[1]
NAME, LOG, DRIVERS = "cx_group_valuation", "touchpoint_savings", "driver_modelling"
MATURITY, IMPACT, RANKING = "maturity_assessment", "impact_measurement", "opportunity_ranking"
CASE, SUMMARY = "roi", "executive_summary"
NAMES = (NAME, LOG, DRIVERS, MATURITY, IMPACT, RANKING, CASE, SUMMARY)
EACH = pytest.mark.parametrize("name", NAMES)
PLAINLY = (NAME, SUMMARY)  # one that reads a client's files, one that reads what the others found
TWICE = pytest.mark.parametrize("name", (NAME, CASE, SUMMARY))  # all read their settings alike; the case draws
TITLES = {
    NAME: "Wat een betere score waard is",
    LOG: "Wat minder en kortere contacten besparen",
    DRIVERS: "Waarom klanten opzeggen of bijkopen, en wat dat waard is",
    MATURITY: "Hoe ver de organisatie is met klantbeleving",
    IMPACT: "Wat er van de verwachting is uitgekomen",
    RANKING: "Wat eerst te doen",
    CASE: "Wat een betere klantbeleving waard is",
    SUMMARY: "Wat een betere klantbeleving waard is, in het kort",
}
FIGURES_N = {NAME: 4, LOG: 5, DRIVERS: 5, MATURITY: 4, IMPACT: 4, RANKING: 4, CASE: 7, SUMMARY: 1}
SURE = {NAME: "95% zeker", LOG: "bandbreedte onder aannames", DRIVERS: "bandbreedte onder aannames",
    MATURITY: "95% zeker", IMPACT: "95% zeker", RANKING: "bandbreedte onder aannames",
    CASE: "bandbreedte onder aannames", SUMMARY: "bandbreedte onder aannames"}  # fmt: skip
INPUTS = {
    NAME: {"klanten.csv", "antwoorden.csv"},
    LOG: {"klanten.csv", "antwoorden.csv", "contacten.csv", "bezoeken.parquet", "kosten.csv"},
    DRIVERS: {"klanten.csv", "antwoorden.csv", "contacten.csv"},
    MATURITY: {"volwassenheid"},
    IMPACT: {"metingen.csv", "gebeurtenissen.csv"},
    RANKING: {"verbeterkansen.csv", "belanghebbenden.csv", "concurrenten.csv"},
    CASE: {"programmakosten.csv", "baten.csv", "concurrenten.csv"},
    SUMMARY: set(),
}
LARGEST_PAGE, LARGEST_FIGURE = 120_000, 60_000  # a page without figures, and what each may add
ROWS_OF_PANELS_N = {IMPACT: 8}  # small multiples: three rows of success factors, two of pilots and of periods, one
PICTURE = re.compile(r"data:image/png;base64,[A-Za-z0-9+/=]+")


@dataclass(frozen=True)
class Runs:
    """The folder of a kit after its two runs, and what each of them left."""

    kit: Path
    dutch: Path
    plain: Path

    def page(self, name: str) -> str:
        return (self.dutch / f"{name}.html").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def runs(tmp_path_factory) -> Runs:
    """Return what `cxkit run` in Dutch and plain papermill in English make of the demo engagement."""
    kit = tmp_path_factory.mktemp("whole") / "kit"
    kit.mkdir()
    shutil.copy(ROOT / "environment.yml", kit)
    for folder in ("params", "templates"):
        shutil.copytree(ROOT / folder, kit / folder)
    demo.ensure(kit / "outputs" / "demo" / "data")
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.chdir(kit)
        report = run_engagement("demo", NAMES, overrides={"language": "nl"})
        assert not report.errors
        dutch = (kit / "outputs" / "demo").rename(kit / "outputs" / "in-dutch")
        shutil.copytree(dutch / "data", kit / "outputs" / "demo" / "data")
        hand_on(dutch / "results", kit / "outputs" / "demo" / "results")
        for name in PLAINLY:
            by_papermill(kit, name)
    return Runs(kit, dutch, kit / "outputs" / "demo")


def hand_on(dutch: Path, plain: Path) -> None:
    """Put what the other notebooks found in Dutch where those run plainly read it."""
    plain.mkdir()
    for path in dutch.iterdir():
        if path.stem not in PLAINLY:
            shutil.copy(path, plain)


def by_papermill(kit: Path, name: str) -> None:
    """Run a template with plain papermill; whole paths, for papermill keeps a working folder that others may move."""
    parameters = papermill.iorw.read_yaml_file(str(kit / "params/demo/client.yaml"))
    parameters |= papermill.iorw.read_yaml_file(str(kit / f"params/demo/{name}.yaml"))
    template, output = kit / f"templates/{name}.ipynb", kit / f"outputs/demo/{name}.ipynb"
    papermill.execute_notebook(template, output, parameters=parameters, progress_bar=False)


@pytest.fixture(scope="session", params=NAMES)
def soup(runs, request):
    """Return the name of a notebook and its Dutch page."""
    made = BeautifulSoup(runs.page(request.param), "html.parser")
    made.name_of_notebook = request.param
    return made


def results(folder: Path, name: str = NAME) -> dict:
    return json.loads((folder / "results" / f"{name}.json").read_text(encoding="utf-8"))


def in_english(runs: Runs, name: str) -> dict:
    """Return the results of the English run; without where they come from of a notebook that was not run plainly."""
    if name in PLAINLY:
        return results(runs.plain, name)
    return json.loads((ROOT / "tests" / "reference" / f"{name}.json").read_text(encoding="utf-8"))


@EACH
def test_both_ways_of_running_find_the_same(runs, name):
    by_kit, plainly = results(runs.dutch, name), in_english(runs, name)
    assert (by_kit.pop("language"), plainly.pop("language")) == ("nl", "en")
    assert by_kit.pop("answer") != plainly.pop("answer")
    pairs = zip(by_kit.pop("findings"), plainly.pop("findings"), strict=True)
    assert all(set(a) == set(b) and all(same(a[key], b[key]) for key in a) for a, b in pairs)
    assert {key: by_kit[key] for key in plainly} == plainly and set(by_kit) - set(plainly) <= {"provenance"}
    assert "provenance" in plainly or name not in PLAINLY


@EACH
def test_the_answer_is_the_same_sum_in_either_language(runs, name):
    answers = (results(runs.dutch, name)["answer"], in_english(runs, name)["answer"])
    digits = [re.findall(r"\d+", re.sub(r"[.,](?=\d)", "", text)) for text in answers]
    assert digits[0] == digits[1]


def test_the_answer_reads_as_a_sentence(runs):
    dutch, plain = (results(folder)["answer"] for folder in (runs.dutch, runs.plain))
    assert dutch.startswith("500 klanten van criticaster naar passief tevreden: dat zou de klantwaarde verhogen met")
    assert plain.startswith("500 customers from detractor to passive: that would raise customer value by about")


@EACH
def test_the_results_are_of_the_schema_and_hold_no_nonsense(runs, name):
    content = results(runs.dutch, name)
    assert set(content) == {"schema", "notebook", "client", "period", "language", "audience", "answer", "findings",
                            "provenance"}  # fmt: skip
    for finding in content["findings"]:
        numbers = [finding[name] for name in ("estimate", "low", "high")]
        assert (finding["estimate"] is None) == (finding["status"] != "shown") == bool(finding["reason"])
        assert all(number is None or isinstance(number, float) for number in numbers)
    assert set(content["provenance"]["inputs"]) == INPUTS[name]


def test_the_ledger_of_the_log_adds_up_lever_by_lever(runs):
    lines = pd.read_parquet(runs.dutch / "results" / f"{LOG}.parquet").groupby("lever")["eur_year"].sum()
    saved = {f["lever"]: f["estimate"] for f in results(runs.dutch, LOG)["findings"] if f["lever"]}
    assert len(lines) == 5
    for lever, eur_year in lines.items():
        assert 0.98 * saved[lever] < eur_year <= saved[lever] * (1 + 1e-9)  # a few contacts name no customer


def test_the_ledger_adds_up_to_the_headline(runs):
    for folder in (runs.dutch, runs.plain):
        lines = pd.read_parquet(folder / "results" / f"{NAME}.parquet")
        headline = results(folder)["findings"][0]
        assert headline["name"] == "shift_value"
        assert (lines["eur_year"] * lines["weight"]).sum() == pytest.approx(headline["estimate"])
        assert lines["customer_key"].is_unique


def test_the_page_says_what_it_is(soup):
    title = TITLES[soup.name_of_notebook]
    assert soup.html["lang"] == "nl"
    assert [heading.text for heading in soup.select("h1")] == [title]
    assert soup.title.text == f"{title} · Lichtstad Energie"


def test_the_page_needs_nothing_else_and_shows_no_code(runs, soup):
    page_text = runs.page(soup.name_of_notebook)
    rows_n = ROWS_OF_PANELS_N.get(soup.name_of_notebook, FIGURES_N[soup.name_of_notebook])
    assert len(page_text.encode()) < LARGEST_PAGE + rows_n * LARGEST_FIGURE
    assert not soup.select("script, link, iframe, object, embed, base, form")
    assert not [a for a in soup.select("a[href]") if not a["href"].startswith("#")]
    assert not re.search(r"https?://", PICTURE.sub("", page_text).replace("http://www.w3.org/", ""))
    assert not re.search(r"\bcx\.|import |settings =|read_settings|\bIn \[|DataFrame|Traceback", soup.get_text())


def test_every_picture_is_told_in_words(soup):
    pictures = soup.select("img")
    assert len(pictures) == FIGURES_N[soup.name_of_notebook]
    told = re.compile("[€%]|per dag|NPS|score|fase|periode|procentpunt")
    assert all(len(picture["alt"]) > 40 and told.search(picture["alt"]) for picture in pictures)


def test_the_answer_stands_first(soup):
    first = soup.select(".cx-masthead, .cx-answer, .cx-contents, .cx-table, h2, img")[:2]
    assert [part["class"][0] for part in first] == ["cx-masthead", "cx-answer"]
    before = soup.select_one(".cx-answer").find_all_previous("p")
    assert [p["class"] for p in before] == [["cx-facts"]]
    headline = soup.select_one(".cx-answer .cx-euro").text
    assert headline == "Invested" if soup.name_of_notebook == MATURITY else "€" in headline
    assert SURE[soup.name_of_notebook] in soup.select_one(".cx-answer .cx-interval").text


def test_the_page_is_dutch(soup):
    readable = [part.get_text(" ") for part in soup.select("main")] + [image["alt"] for image in soup.select("img")]
    for figure in load_figures("cx_returns"):  # publications keep their titles
        readable = [text.replace(figure.source, "") for text in readable]
    assert not english(" ".join(readable))


def written(runs: Runs) -> dict[str, str]:
    """Return what every file of the runs says, but for its pictures, by name; a table as text."""
    files = [path for path in (runs.kit / "outputs").rglob("*") if path.is_file() and "data" not in path.parts]
    return {f"{path.parent.name}/{path.name}": as_text(path) for path in files}


def as_text(path: Path) -> str:
    if path.suffix == ".parquet":
        return pd.read_parquet(path).to_csv()
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        for cell in nbformat.reads(text, as_version=4).cells:
            for output in cell.get("outputs", []):
                text = text.replace(output.get("data", {}).get("image/png", "\0").strip(), "")
    return PICTURE.sub("", text)


def test_no_file_holds_a_customer_or_a_place_on_this_machine(runs):
    known = set(pd.read_csv(runs.dutch / "data" / "klanten.csv", sep=";", dtype=str)["klantnr"])
    texts = written(runs)
    assert {Path(name).suffix for name in texts} >= {".ipynb", ".html", ".json", ".parquet"}
    for name, text in texts.items():
        assert not known & set(re.findall(r"(?<![\w.])\d{7}(?!\w)", text)), name
        if not name.startswith("demo/"):  # plain papermill writes its own paths
            assert str(runs.kit) not in text, name
            assert not re.search(r"/(tmp|home|root|Users)/", text), name


@TWICE
def test_all_cells_run_twice_in_one_kernel(runs, monkeypatch, name):
    from IPython.core.interactiveshell import InteractiveShell

    monkeypatch.chdir(runs.kit)
    monkeypatch.setenv("CXKIT_RESULTS_DIR", str(runs.kit / "twice"))
    shell = InteractiveShell()
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    sources = [c.source for c in nbformat.read(runs.kit / f"templates/{name}.ipynb", 4).cells if c.cell_type == "code"]
    answers = []
    for _again in range(2):
        for source in sources:
            shell.run_cell(source, store_history=True, silent=False).raise_error()
        answers.append(repr(shell.user_ns["answer"]))
    assert answers[0] == answers[1]
    found = json.loads((runs.kit / "twice" / f"{name}.json").read_text())["findings"]
    for one, other in zip(found, in_english(runs, name)["findings"], strict=True):
        assert all(same(one[key], other[key]) for key in one), one["name"]


@pytest.mark.skipif(browser() is None, reason="no Chromium, Chrome or Edge found")
@EACH
@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 800)])
def test_answer_and_interval_are_in_the_first_screen_and_nothing_scrolls_sideways(runs, tmp_path, width, height, name):
    scroll_width, client_width, answer_foot, _overflow, _size = seen(
        runs.page(name), tmp_path, width=width, height=height
    )
    assert int(scroll_width) <= int(client_width) <= width
    assert 0 < int(answer_foot) < height


HOSTILE = [
    "<script>alert(1)</script>",
    '=HYPERLINK("x")',
    "$x$",
    "[x](javascript:alert(1))",
    "a|b",
    "x" * 300,
    "\N{GRINNING FACE} <img src=x onerror=alert(1)>",
]


def shown_notebook(cells: list) -> nbformat.NotebookNode:
    """Return a notebook that shows objects as a kernel would."""
    outputs = [new_output("execute_result", mimebundle(cell)) for cell in cells]
    return new_notebook(cells=[new_code_cell("x", outputs=[output]) for output in outputs])


def mimebundle(shown: object) -> dict[str, str]:
    if hasattr(shown, "_repr_mimebundle_"):
        return shown._repr_mimebundle_()[0]
    return {"text/html": shown._repr_html_(), "text/plain": repr(shown)}


@pytest.fixture(scope="module")
def hostile_page():
    """Return the page of a client whose segments have names that try to run, link, calculate or break."""
    held = customers([m for i in range(7) for m in spread(100 + 20 * i, 30)])
    held = held.assign(segment=[label for label in HOSTILE for _ in range(30)])
    report = report_of(held, None, group_by="segment", shifts=[[HOSTILE[0], HOSTILE[6], 10]], client_name=HOSTILE[0])
    names = [*SENTENCES, *FIGURES, *TABLES]
    head = [cx.masthead(report.settings, cx.valuation.title(report.settings)), cx.valuation.answer(report)]
    cells = [*head, cx.assumptions(report), *(getattr(cx.valuation, name)(report) for name in names)]
    return page.html(shown_notebook(cells), language="en", title=HOSTILE[0])


def test_a_page_with_hostile_names_is_inert(hostile_page):
    made = BeautifulSoup(hostile_page, "html.parser")
    assert not made.select("script, svg, iframe, [onerror], [onload], main a[href]")
    assert {picture["src"].partition(",")[0] for picture in made.select("img")} == {"data:image/png;base64"}


@pytest.mark.parametrize("label", HOSTILE)
def test_a_hostile_name_is_shown_as_it_was_typed(hostile_page, label):
    made = BeautifulSoup(hostile_page, "html.parser")
    assert label in [cell.text for cell in made.select("tbody th")]
    assert html.escape(label, quote=False) in hostile_page


def test_figures_with_hostile_names_are_of_a_size_with_others(hostile_page):
    made = BeautifulSoup(hostile_page, "html.parser")
    pictures = [base64.b64decode(picture["src"].partition(",")[2]) for picture in made.select("img")]
    sizes = [Image.open(io.BytesIO(picture)).size for picture in pictures]
    assert len(sizes) == 2
    assert all(width == 1344 and height < 1500 for width, height in sizes)
