"""What a run says at its end."""

from __future__ import annotations

from pathlib import Path

from cxkit.delivery.run import EngagementReport, RunReport
from cxkit.delivery.terminal import closing, labelled
from cxkit.errors import Fault, RunError

ANSWER = "Raising 500 detractors to passive is worth €12,400 a year (95% sure: €4,100 to €20,700), measured."


def test_each_notebook_closes_with_answer_report_and_time():
    page = Path.cwd() / "outputs/demo/roi.html"
    run = RunReport("demo", "roi", ANSWER, page.with_suffix(".ipynb"), page, page.with_suffix(".json"), 8.24)
    report = EngagementReport("en", (run,), {"ranking": RunError(Fault("no", "yes"))})
    assert (
        "\n".join(closing(report, columns=72))
        == """
roi
  answer  Raising 500 detractors to passive is worth €12,400 a year (95%
          sure: €4,100 to €20,700), measured.
  report  outputs/demo/roi.html
  time    8.2 s"""
    )


def test_an_address_is_never_broken():
    path = "outputs/" + "a-long-name/" * 10
    assert path in labelled([("report", path)], columns=40)[0]
