"""Results of earlier notebooks made by hand, for the tests of the ranking."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from cxkit.result import EarlierResults, Finding, NotebookResults, read_results

REFERENCE = Path(__file__).parent / "reference"
NOTEBOOKS = ("cx_group_valuation", "touchpoint_savings", "driver_modelling", "maturity_assessment")


def euros(name: str, estimate: float | None, half: float = 0.0, **other) -> Finding:
    """Return a finding of euros a year with a symmetric interval."""
    ends = {} if estimate is None else {"low": estimate - half, "high": estimate + half}
    given = {"unit": "EUR", "period": "year", "estimate": estimate, "label": "estimated", "customers_n": 1000}
    return Finding(name, **given | ends | other)


def saving(lever: str, scope: str, estimate: float | None, half: float = 0.0, **other) -> Finding:
    names = {"lever": f"{lever}: {scope}", "mechanism": "contact_cost"}
    return euros(f"saving_{lever}:{scope}", estimate, half, **names | {"label": "assumed"} | other)


def what_if(driver: str, outcome: str, estimate: float | None, half: float = 0.0, *, segment: str = "all", **other):
    mechanism = "churn" if outcome == "churn" else f"cross_sell: {outcome}"
    names = {"lever": f"{driver} +1 ({segment})", "mechanism": mechanism}
    return euros(f"what_if_value:{driver}:{segment}:{outcome}", estimate, half, **names | other)


def shift(estimate: float | None, half: float = 0.0, **other) -> Finding:
    return euros("shift_value", estimate, half, **{"lever": "cx_score", "mechanism": "value_shift"} | other)


def topic(name: str, contacts_n: int, negative_share: float) -> list[Finding]:
    share = Finding(f"topic_negative_share:{name}", unit="share", estimate=negative_share)
    return [euros(f"topic_cost:{name}", 10.0 * contacts_n, notes={"contacts_n": contacts_n}), share]


def action(item: str, points: float = 0.2) -> Finding:
    return Finding(f"maturity_action:{item}", unit="points", estimate=points, label="estimated")


def earlier(**findings: list[Finding]) -> EarlierResults:
    """Return results of the notebooks given; the others were not run."""
    results = {
        notebook: NotebookResults(notebook, "demo", "2025", "en", "client", "", tuple(found))
        for notebook, found in findings.items()
    }
    return EarlierResults(results, absent={name: "not_run" for name in NOTEBOOKS if name not in findings})


def of_reference() -> EarlierResults:
    """Return the results of the demo engagement as they stand in the repository."""
    results = {name: read_results(REFERENCE / f"{name}.json") for name in NOTEBOOKS[:3]}
    return EarlierResults(results, absent={"maturity_assessment": "not_run"})


def listed(*rows: dict) -> pd.DataFrame:
    return pd.DataFrame(list(rows))


def realised(pilot: str, estimate: float | None, half: float = 0.0, *, tests: tuple[str, ...] = (), **other) -> Finding:
    """Return what a pilot realised; without an estimate no difference is shown, within half of 0."""
    notes = {
        "pilot": pilot, "verdict": "achieved", "advice": "roll_out", "stage": "ended", "tests": list(tests),
        "expected_eur_year": 9000.0, "by_lot": True, "replaces": True,
    }  # fmt: skip
    notes |= {"ratio": (estimate or 0.0) / 9000.0, "ratio_low": ((estimate or 0.0) - half) / 9000.0,
              "ratio_high": ((estimate or 0.0) + half) / 9000.0}  # fmt: skip
    notes |= {name: other.pop(name) for name in [*notes] if name in other}
    shown = {"estimate": estimate, "label": "measured"}
    if estimate is None:
        shown |= {"status": "no_difference", "reason": "interval", "low": -half, "high": half}
    else:
        shown |= {"low": estimate - half, "high": estimate + half}
    return Finding(f"realised:{pilot}", unit="EUR", period="year", notes=notes, **shown | other)


def effect(pilot: str, estimate: float | None, half: float, *, verdict: str = "achieved", **other) -> Finding:
    """Return the effect of a pilot on its metric; without an estimate no difference is shown, within half of 0."""
    middle = estimate or 0.0
    shown = {"estimate": estimate} if estimate is not None else {"status": "no_difference", "reason": "interval"}
    ends = {"low": middle - half, "high": middle + half, "label": "measured"}
    notes = {"pilot": pilot, "verdict": verdict, "advice": "roll_out", "stage": "ended", "metric": "herhaalverkeer"}
    return Finding(f"effect:{pilot}", unit="share", notes=notes, **shown | ends | other)
