"""What a pilot measured replaces the estimate that it tested, wherever that estimate would count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from cxkit.analysis.ledger import SAVING
from cxkit.analysis.pilot_claims import NAN, REALISED, is_within, measured, order_of
from cxkit.analysis.pilot_state import HARM, NO_GAIN
from cxkit.analysis.ranking.yields import MATURITY, kind_of
from cxkit.result import EarlierResults, Finding, NotebookResults, weakest

IMPACT = "impact_measurement"
FEWER, DEARER = f"{SAVING}fewer_contacts:", f"{SAVING}residual_dearer:"
COLUMNS = [
    "finding", "notebook", "lever", "mechanism", "pilot", "verdict", "before_eur_year", "after_eur_year", "low_eur",
    "high_eur", "label_before", "label_after", "used", "reason", "expected_eur_year", "far",
]  # fmt: skip
ASSUMED = "assumed"
MOST_TIMES = 2.0
"""An expectation more than so many times the estimate it tests, or less than one such part, is not about the same."""

Key = tuple[str, str]  # notebook and name of a finding


@dataclass(frozen=True)
class _Test:
    """What one pilot says of one finding.

    share : of the pilot's euros that falls to this finding; nan where it says nothing of it.
    reason : '' where it may replace the estimate, else why it says nothing of it.
    """

    pilot: Finding
    notebook: str
    finding: Finding
    share: float
    reason: str = ""

    @property
    def key(self) -> Key:
        return self.notebook, self.finding.name

    @property
    def ends(self) -> tuple[float, float, float]:
        """Return what the pilot measured of this finding: estimate, low and high in euros a year; nan unknown."""
        return tuple(self.share * end for end in measured(self.pilot))

    @property
    def expected_eur_year(self) -> float:
        """Return what was expected of the pilot as far as it is of this finding; nan where nobody said."""
        return self.share * (self.pilot.notes.get("expected_eur_year") or NAN)

    @property
    def far(self) -> bool:
        """Say whether what was expected of the pilot is far from the estimate; not known of one without an amount."""
        expected, estimate = self.expected_eur_year, self.finding.estimate or NAN
        return expected > MOST_TIMES * estimate or expected < estimate / MOST_TIMES


def as_tested(earlier: EarlierResults) -> tuple[EarlierResults, pd.DataFrame]:
    """Return the results with what pilots measured in the place of what they tested, and what changed.

    Parameters
    ----------
    earlier : results of other notebooks; those of impact_measurement hold a figure realised:<pilot> per pilot, whose
        notes say which results it `tests` (names, or beginnings before a ':') and whether it `replaces` them.

    Returns
    -------
    (1) The results: a finding that was tested has the pilot's euros a year, interval, label and status; notes tell
    `tested_by`, `expected_eur_year` (of the pilot), `untested_eur_year` and `untested_label`, and `capacity_eur` goes
    with the euros. Where the pilot showed no gain it has no estimate, status 'no_difference', and reason
    'tested_no_gain', or 'tested_harm' where it showed a loss. The ledger lines of its lever go with it.
    (2) COLUMNS, by finding and pilot: before_eur_year, after_eur_year (nan of none), low_eur, high_eur,
    expected_eur_year (of the pilot, as far as it is of this finding), far (bool: that is more than twice or less than
    half of the estimate; the label is 'assumed' then), used (bool: replaced), and reason: '' or 'follows' (a burden
    that goes with its saving), 'tested_no_gain', 'tested_harm' where used; else 'no_verdict' (it cannot be judged, or
    not yet), 'other_pilot' (another one tells more), 'no_amount' (no euros to replace), 'hidden', or 'unknown' (no
    result of that name is read here; finding is the name as given).

    Notes
    -----
    Euros of a pilot that tests several findings are shared in proportion to their estimates, alike where none has any.
    Of two pilots that test one finding that by lot counts, else the one with the narrower interval (as in `claims`).
    Effects of ledger lines go with the euros, and stay at most 1. Contacts that get dearer (a burden) go with the
    saving on their topic.
    The results that are given stay as they are: what is made from them says by their hashes what it rests on.
    """
    pilots = _pilots(earlier)
    if not pilots:
        return earlier, pd.DataFrame(columns=COLUMNS).astype({"used": bool, "far": bool})
    tests = [test for pilot in pilots for test in _tests_of(pilot, earlier)]
    chosen = _chosen(tests)
    changed = {key: _replaced(test) for key, test in chosen.items()}
    changed |= _burdens(changed, earlier)
    results = {name: _with(held, changed, name) for name, held in earlier.results.items()}
    frame = _frame(pilots, tests, chosen, changed, earlier)
    return replace(earlier, results=results, ledger=_ledger(earlier, changed)), frame


def _pilots(earlier: EarlierResults) -> list[Finding]:
    """Return what each pilot that tests something realised, by name."""
    held = earlier.results.get(IMPACT)
    found = [one for one in held.findings if one.name.startswith(REALISED)] if held else []
    return sorted((one for one in found if one.notes.get("tests")), key=lambda one: one.name)


def _tests_of(pilot: Finding, earlier: EarlierResults) -> list[_Test]:
    """Return what a pilot says of every benefit that it tests."""
    own = [
        (notebook, one)
        for notebook, held in sorted(earlier.results.items())
        for one in held.findings
        if kind_of(one.name)[0] not in ("", MATURITY)
        and any(is_within(one.name, name) for name in pilot.notes["tests"])
    ]
    why = [_why_not(pilot, one) for _, one in own]
    weights = np.array([0.0 if reason else max(one.estimate or 0.0, 0.0) for (_, one), reason in
                        zip(own, why, strict=True)])  # fmt: skip
    if not weights.any():
        weights = np.array([0.0 if reason else 1.0 for reason in why])
    shares = weights / weights.sum() if weights.any() else weights
    return [
        _Test(pilot, notebook, one, share if share else NAN, reason or ("" if share else "no_amount"))
        for (notebook, one), share, reason in zip(own, shares.tolist(), why, strict=True)
    ]


def _why_not(pilot: Finding, finding: Finding) -> str:
    """Return why a pilot says nothing of a finding, or nothing."""
    if not pilot.notes.get("replaces"):
        return "no_verdict"
    if finding.status == "hidden":
        return "hidden"
    if finding.estimate is not None and (finding.unit, finding.period) != ("EUR", "year"):
        return "no_amount"
    claims_none = pilot.estimate is None and pilot.notes.get("verdict") != "missed"
    return "no_amount" if claims_none or pilot.status == "not_computable" else ""


def _chosen(tests: Iterable[_Test]) -> dict[Key, _Test]:
    """Return by finding the pilot that counts."""
    chosen: dict[Key, _Test] = {}
    for test in sorted((test for test in tests if not test.reason), key=lambda test: order_of(test.pilot)):
        chosen.setdefault(test.key, test)
    return chosen


def _replaced(test: _Test) -> Finding:
    """Return a finding with what a pilot measured of it."""
    eur, low, high = test.ends
    pilot, before = test.pilot, test.finding
    gain = pilot.estimate is not None and pilot.estimate > 0
    reason = "" if gain else (HARM if pilot.estimate is not None and pilot.estimate < 0 else NO_GAIN)
    return replace(
        before, unit="EUR", period="year", estimate=eur if gain else None, low=low, high=high,
        confidence=pilot.confidence, label=weakest([pilot.label, *[ASSUMED] * test.far]), top2_share=None,
        reason=reason,
        status=("review" if pilot.status == "review" else "shown") if gain else "no_difference",
        notes=_notes(before, _factor(before, eur) if gain else 0.0, pilot),
    )  # fmt: skip


def _factor(before: Finding, eur: float) -> float:
    """Return what the euros of a finding are times by; nan where it had none."""
    return eur / before.estimate if before.estimate else NAN


def _notes(before: Finding, factor: float, pilot: Finding) -> dict[str, Any]:
    """Return the notes of a finding that a pilot replaced; freed time goes with the euros."""
    told = {
        "tested_by": pilot.name.removeprefix(REALISED), "expected_eur_year": pilot.notes.get("expected_eur_year"),
        "untested_eur_year": before.estimate, "untested_label": before.label,
    }  # fmt: skip
    freed = before.notes.get("capacity_eur")
    scaled = {"capacity_eur": freed * factor} if freed is not None and factor == factor else {}
    return {**before.notes, **scaled, **told}


def _burdens(changed: Mapping[Key, Finding], earlier: EarlierResults) -> dict[Key, Finding]:
    """Return the burdens that go with a saving on contacts that was tested: the other contacts of that topic."""
    found: dict[Key, Finding] = {}
    for (notebook, name), after in changed.items():
        burden = _find(earlier.results[notebook], DEARER + name.removeprefix(FEWER)) if name.startswith(FEWER) else None
        if burden is None or burden.estimate is None:
            continue
        factor = _factor(_find(earlier.results[notebook], name), after.estimate or 0.0)
        if factor == factor:
            found[notebook, burden.name] = _borne(burden, after, factor)
    return found


def _borne(burden: Finding, saving: Finding, factor: float) -> Finding:
    """Return a burden times what its saving was found to be of what was expected."""
    notes = {name: saving.notes[name] for name in ("tested_by", "expected_eur_year")}
    notes |= {"untested_eur_year": burden.estimate, "untested_label": burden.label}
    if burden.notes.get("capacity_eur") is not None:
        notes["capacity_eur"] = burden.notes["capacity_eur"] * factor
    notes = {**burden.notes, **notes}
    if not factor:
        return replace(burden, estimate=None, low=None, high=None, status="no_difference", reason=NO_GAIN, notes=notes)
    ends = [None if end is None else end * factor for end in (burden.low, burden.high)]
    return replace(burden, estimate=burden.estimate * factor, low=ends[0], high=ends[1],
                   label=weakest([burden.label, saving.label]), notes=notes)  # fmt: skip


def _find(results: NotebookResults, name: str) -> Finding | None:
    return next((one for one in results.findings if one.name == name), None)


def _with(results: NotebookResults, changed: Mapping[Key, Finding], notebook: str) -> NotebookResults:
    """Return results with the findings that changed in their places."""
    found = tuple(changed.get((notebook, one.name), one) for one in results.findings)
    return results if found == results.findings else replace(results, findings=found)


def _ledger(earlier: EarlierResults, changed: Mapping[Key, Finding]) -> pd.DataFrame | None:
    """Return the ledger with the lines of what was tested as large as what was measured, and gone without a gain."""
    lines = earlier.ledger
    if lines is None or lines.empty:
        return lines
    moved = {(notebook, one.lever, one.mechanism): one for (notebook, _), one in changed.items() if one.lever}
    keys = list(zip(lines["notebook"], lines["lever"], lines["mechanism"], strict=True))
    sums = (lines["eur_year"] * lines["weight"]).groupby(pd.Series(keys, index=lines.index, dtype=object)).sum()
    factors = {key: _line_factor(one, sums.get(key, 0.0)) for key, one in moved.items()}
    factor = np.array([factors.get(key, 1.0) for key in keys])
    scaled = lines.assign(
        eur_year=lines["eur_year"] * factor,
        effect=lines["effect"].where(factor == 1.0, np.minimum(lines["effect"] * factor, 1.0)),
    )
    gone = {key for key, one in moved.items() if one.estimate is None}
    return scaled[[key not in gone for key in keys]].reset_index(drop=True)


def _line_factor(after: Finding, summed_eur: float) -> float:
    """Return what ledger lines are times by: as the finding; of one that had no amount, up to what was measured."""
    before = after.notes.get("untested_eur_year") or summed_eur
    return after.estimate / before if after.estimate is not None and before else 1.0


def _frame(
    pilots: Iterable[Finding],
    tests: Iterable[_Test],
    chosen: Mapping[Key, _Test],
    changed: Mapping[Key, Finding],
    earlier: EarlierResults,
) -> pd.DataFrame:
    """Return what every pilot said of every result that it tests."""
    held = list(tests)
    rows = [_row(test, changed[test.key] if chosen.get(test.key) is test else None) for test in held]
    rows += [_burden_row(notebook, name, one, earlier, chosen) for (notebook, name), one in changed.items()
             if name.startswith(DEARER)]  # fmt: skip
    rows += [_unknown_row(pilot, name) for pilot in pilots for name in pilot.notes["tests"] if not _knows(name, held)]
    frame = pd.DataFrame(rows, columns=COLUMNS).astype({"used": bool, "far": bool})
    return frame.sort_values(["finding", "pilot"], kind="stable", ignore_index=True)


def _knows(name: str, tests: Iterable[_Test]) -> bool:
    return any(is_within(test.finding.name, name) for test in tests)


def _row(test: _Test, after: Finding | None) -> dict[str, Any]:
    reason = after.reason if after else test.reason or "other_pilot"
    told = {"expected_eur_year": test.expected_eur_year, "far": test.far}
    return _line(test.finding, test.notebook, test.pilot, after, reason) | told


def _burden_row(
    notebook: str, name: str, after: Finding, earlier: EarlierResults, chosen: Mapping[Key, _Test]
) -> dict[str, Any]:
    pilot = chosen[notebook, FEWER + name.removeprefix(DEARER)].pilot
    return _line(_find(earlier.results[notebook], name), notebook, pilot, after, "follows")


def _unknown_row(pilot: Finding, name: str) -> dict[str, Any]:
    nothing = Finding(name, unit="EUR", status="not_computable", reason="unknown")
    return _line(nothing, "", pilot, None, "unknown") | {"label_before": ""}


def _line(before: Finding, notebook: str, pilot: Finding, after: Finding | None, reason: str) -> dict[str, Any]:
    return {
        "finding": before.name, "notebook": notebook, "lever": before.lever, "mechanism": before.mechanism,
        "pilot": pilot.name.removeprefix(REALISED), "verdict": pilot.notes.get("verdict", ""),
        **_amounts(before.estimate, after), "label_before": before.label, "label_after": after.label if after else "",
        "used": after is not None, "reason": reason, "expected_eur_year": NAN, "far": False,
    }  # fmt: skip


def _amounts(before: float | None, after: Finding | None) -> dict[str, float]:
    ends = (after.estimate, after.low, after.high) if after else (None, None, None)
    names = ("before_eur_year", "after_eur_year", "low_eur", "high_eur")
    return {name: NAN if eur is None else eur for name, eur in zip(names, (before, *ends), strict=True)}
