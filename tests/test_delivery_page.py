"""The page a client reads, made from a notebook that was really run, and looked at by a real browser."""

import html
import shutil
import subprocess
import threading

import nbclient
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from cxkit.delivery import page

TITLE = "What a better score is worth"
IMPORTS = """
import pandas as pd
from matplotlib import pyplot as plt
from cxkit.report.show import Answer, Masthead, Note, Prose, Table, chart
from cxkit.report.theme import BAND_ALPHA, COLOURS, euro_axis, themed, titled
"""
HEAD = 'Masthead("What a better score is worth", "Lichtstad Energie", "2025", "5 March 2026", "Draft")'
ANSWER = """
Answer("€20,000", "between €12,000 and €31,000 a year, 95% sure",
       "One hundred passives who become promoters bring in about €20,000 a year.", "estimated", "shown")
"""
ASSUMED = """
Table(pd.DataFrame({
    "Assumption": ["Gross margin of extra revenue", "Discount rate", "Customers who become promoters"],
    "Value": ["40.0%", "8.0%", "100"],
    "Unit": ["share of revenue", "per year", "customers"],
    "Rests on": ["measured", "benchmark", "assumed"],
}), numeric=("Value",))
"""
GROUPS = """
with themed():
    figure, axes = plt.subplots()
    axes.errorbar([0, 1, 2], [640, 800, 1000], yerr=[160, 60, 70], fmt="o", color=COLOURS["muted"])
    axes.set_xticks([0, 1, 2], ["Detractor", "Passive", "Promoter"])
    euro_axis(axes.yaxis, "en")
    titled(axes, "A promoter is worth €200 a year more than a passive",
           "Mean gross margin per customer per year with its 95% interval, 2025")
chart(figure, alt="Mean margin per group: detractor €640, passive €800, promoter €1,000, with intervals")
"""
FIGURES = """
columns = ["Customers", "Mean margin (€ per year)", "Low (€)", "High (€)", "Tenure (months)", "Share of margin"]
Table(pd.DataFrame({"Group": ["Detractor", "Passive", "Promoter", "All customers"],
                    **{name: ["61", "800", "1,000", "1,200,345"] for name in columns}}),
      title="Value per group", notes=("– fewer than 10 customers.",), numeric=tuple(columns), total=True)
"""
YEARS = """
with themed():
    figure, axes = plt.subplots()
    axes.plot([2026, 2027, 2028], [8000, 15000, 20000])
    axes.fill_between([2026, 2027, 2028], [5000, 9000, 12000], [11000, 22000, 29000], alpha=BAND_ALPHA, lw=0)
    axes.set_xticks([2026, 2027, 2028])
    euro_axis(axes.yaxis, "en")
    titled(axes, "The benefit grows for three years, because every year fewer passives are left to win over",
           "Gross margin per year in euros, with its range under assumptions")
chart(figure, alt="Benefit per year, from €8,000 in 2026 to €20,000 in 2028")
"""


def markdown(source, *tags):
    return new_markdown_cell(source, metadata={"tags": list(tags)})


def code(source, *tags, outputs=()):
    return new_code_cell(source, metadata={"tags": list(tags)}, outputs=list(outputs))


def shown(markup, **more):
    return code("x", outputs=[new_output("execute_result", {"text/html": markup, **more})])


def written(*cells):
    return BeautifulSoup(page.html(new_notebook(cells=list(cells)), language="en", title=TITLE), "html.parser")


@pytest.fixture(scope="session")
def notebook():
    cells = [
        code("client = 'demo'", "parameters"),
        code("client = 'lichtstad'\nclient", "injected-parameters"),
        code(IMPORTS),
        code(HEAD),
        code(ANSWER),
        markdown("## What we assumed\n\nChange one of these and every euro changes with it."),
        code(ASSUMED),
        markdown("## Why are promoters worth more?"),
        code('Prose("The gap holds among customers of equal tenure.", "Detractors are few.")'),
        code(GROUPS),
        code(FIGURES),
        markdown("## How was this calculated?", "method"),
        code('Prose("Means per group with their standard errors.")'),
        code("import sys\nprint('said aside')\nprint('warned', file=sys.stderr)"),
        markdown("## What will it be worth later?"),
        code(YEARS),
        code("'not for the client'", "hide"),
        markdown("## What could make this wrong?"),
        code('Note("One in four customers answered the survey.", "doubt")'),
        markdown("> A pilot would make it surer.\n\n1. Run a pilot.\n2. Decide in autumn."),
        code("1 / 0"),
    ]
    ran = new_notebook(cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    return nbclient.NotebookClient(ran, allow_errors=True, timeout=120).execute()


@pytest.fixture(scope="session")
def report(notebook):
    return page.html(notebook, language="en", title=TITLE)


@pytest.fixture(scope="session")
def soup(report):
    return BeautifulSoup(report, "html.parser")


def test_the_page_needs_nothing_else(report, soup):
    assert not soup.select("script, link, iframe, object, embed, base")
    assert all(image["src"].startswith("data:image/png;base64,") for image in soup.select("img"))
    assert "url(" not in soup.style.text
    assert "@import" not in soup.style.text
    assert "default-src 'none'" in soup.select_one("meta[http-equiv]")["content"]
    assert 30_000 < len(report.encode()) < 300_000


def test_the_page_says_what_it_is(soup):
    assert (soup.html["lang"], soup.title.text) == ("en", TITLE)
    assert [heading.text for heading in soup.select("h1")] == [TITLE]


def test_every_picture_is_told_in_words_and_keeps_its_width(soup):
    assert [image["alt"].split(":")[0] for image in soup.select("img")] == [
        "Mean margin per group",
        "Benefit per year, from €8,000 in 2026 to €20,000 in 2028",
    ]
    assert {image["width"] for image in soup.select("img")} == {"672"}


@pytest.mark.parametrize(
    "unwanted",
    ["pd.DataFrame", "In [", "Out[", "said aside", "warned", "ZeroDivision", "lichtstad'", "not for the client"],
)
def test_the_page_shows_no_code_streams_errors_or_hidden_cells(report, unwanted):
    assert unwanted not in report


def test_answer_and_tables_keep_their_look_and_their_reading_aids(soup):
    assert soup.select_one(".cx-answer.cx-shown .cx-euro").text == "€20,000"
    assert soup.select_one(".cx-table .cx-scroll[role=region][tabindex='0'] th[scope=row]")
    assert soup.select_one("tr.cx-total .cx-number").text == "1,200,345"
    assert not soup.select("main [style]")
    assert soup.blockquote.text.strip() == "A pilot would make it surer."


def test_the_contents_follow_the_answer_and_lead_to_each_heading(soup):
    links = soup.select(".cx-contents a")
    assert [link.text for link in links][::3] == ["What we assumed", "What could make this wrong?"]
    for link in links:
        assert link.text in soup.select_one(link["href"]).text
    order = [tag["class"][0] for tag in soup.select(".cx-answer, .cx-contents, .cx-words")]
    assert order[:3] == ["cx-answer", "cx-contents", "cx-words"]


def test_a_short_page_has_no_contents():
    assert not written(markdown("## One"), markdown("## Two")).select(".cx-contents")


def test_the_method_is_folded_away_at_the_end(soup):
    method = soup.select_one("main > details.cx-method:last-child")
    assert not method.has_attr("open")
    assert method.summary.text == "Method"
    assert "standard errors" in method.text
    assert "later" not in method.text
    assert "standard errors" not in "".join(part.text for part in method.find_previous_siblings())


def test_a_page_without_a_head_gets_its_title():
    assert written(markdown("Text")).h1.text == TITLE
    assert [h1.text for h1 in written(markdown("# Own title")).select("h1")] == ["Own title"]


@pytest.mark.parametrize(
    "markup",
    [
        "<script>alert(1)</script>",
        '<img src="x" onerror="alert(1)">',
        '<img src="https://example.org/pixel.png">',
        '<a href="javascript:alert(1)">x</a>',
        '<a href="data:text/html,<script>alert(1)</script>">x</a>',
        '<a href="java\nscript:alert(1)">x</a>',
        '<svg onload="alert(1)"></svg>',
        '<iframe src="https://example.org"></iframe>',
        '<p style="background:url(https://example.org)">x</p>',
        '<form action="https://example.org"><input></form>',
        "<style>body { display: none }</style>",
        "[x](javascript:alert(1))",
        "![x](https://example.org/pixel.png)",
    ],
)
def test_nothing_a_cell_holds_can_run_or_be_fetched(markup):
    made = written(
        markdown(markup), markdown(f"# {markup}\n\n## {markup}"), shown(markup), shown("<table><tr><td>" + markup)
    )
    made.append(written(*[markdown(f"## {markup}") for _ in range(3)]))
    assert not made.select("script, svg, iframe, form, input, main style, main [style], [onerror], [onload]")
    assert not [a for a in made.select("a[href]") if not a["href"].startswith("#")]
    assert not made.select("img[src]")


def test_a_heading_is_inert_in_the_contents():
    made = written(*[markdown(f"## About `<script>x{n}</script>` & more") for n in range(3)])
    assert made.select(".cx-contents a")[1].text == "About <script>x1</script> & more"
    assert not made.select("script")


def test_a_link_to_a_source_stays_a_link():
    assert written(markdown("[source](https://example.org)")).a["href"] == "https://example.org"


def test_other_outputs_are_shown_plainly():
    picture = new_output("display_data", {"image/png": "iVBORw0KGgo=", "text/plain": "<Figure>"})
    text = new_output("execute_result", {"text/plain": "a < b"})
    script = new_output("display_data", {"application/javascript": "alert(1)"})
    frame = shown('<style scoped>td {}</style><table class="dataframe"><tr><td>1</td></tr></table>')
    made = written(code("x", outputs=[picture, text, script]), frame)
    assert made.img["alt"] == "Figure"
    assert made.pre.text == "a < b"
    assert made.table["class"] == ["dataframe"]
    assert "alert" not in made.text
    assert "scoped" not in str(made)


def test_the_notebook_is_left_as_it_was(notebook):
    before = str(notebook)
    page.html(notebook, language="nl", title=TITLE)
    assert str(notebook) == before


def test_pages_made_at_once_do_not_mix(notebook):
    made = {}

    def make(number):
        made[number] = page.html(notebook, language="en", title=f"Title {number}")

    threads = [threading.Thread(target=make, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(f"<title>Title {number}</title>" in text for number, text in made.items())
    assert len({text.replace(f"Title {number}", "") for number, text in made.items()}) == 1


WATCHED = """
<!DOCTYPE html><body><iframe id="page" style="border:0;width:{width}px;height:{height}px" srcdoc="{page}"></iframe>
<script>
document.getElementById("page").addEventListener("load", event => {{
  const inner = event.target.contentDocument, root = inner.documentElement;
  const foot = css => Math.round(inner.querySelector(css).getBoundingClientRect().bottom);
  document.body.innerHTML = "<pre>" + [root.scrollWidth, root.clientWidth, foot(".cx-amount"),
    Math.max(...[...inner.querySelectorAll(".cx-scroll")].map(frame => frame.scrollWidth - frame.clientWidth)),
    getComputedStyle(inner.querySelector(".cx-euro")).fontSize].join(" ") + "</pre>";
}});
</script>
"""


def browser():
    names = ("chromium", "chromium-browser", "google-chrome", "chrome", "microsoft-edge")
    return next(filter(None, map(shutil.which, names)), None)


def seen(report, folder, *, width, height):
    """Return what a browser of this size makes of the page: five figures of WATCHED."""
    wrapper = folder / "wrapper.html"
    wrapper.write_text(WATCHED.format(width=width, height=height, page=html.escape(report)), encoding="utf-8")
    quiet = ["--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
    headless = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        f"--user-data-dir={folder / 'profile'}",
    ]
    command = [browser(), *headless, *quiet, f"--window-size=1400,{height}", "--dump-dom", wrapper.as_uri()]
    dom = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    return BeautifulSoup(dom, "html.parser").pre.text.split()


@pytest.mark.skipif(browser() is None, reason="no Chromium, Chrome or Edge found")
@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 800)])
def test_the_answer_is_in_the_first_screen_and_nothing_scrolls_sideways(report, tmp_path, width, height):
    scroll_width, client_width, answer_foot, table_overflow, euro_size = seen(
        report, tmp_path, width=width, height=height
    )
    assert int(scroll_width) <= int(client_width) <= width
    assert 0 < int(answer_foot) < height
    assert (int(table_overflow) > 0) == (width == 390)
    assert float(euro_size.removesuffix("px")) > 30
