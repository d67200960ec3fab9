"""A figure with everything it must say, and the file in which a notebook hands its figures on."""

from __future__ import annotations

import hashlib
import hmac
import json
import math
import os
import platform
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxkit import paths
from cxkit.errors import DataError, Fault
from cxkit.language import N_

if TYPE_CHECKING:
    import pandas as pd

SCHEMA = 1
CONFIDENCE = 0.95
LABELS = ("measured", "estimated", "assumed", "benchmark")
STATUSES = ("shown", "no_difference", "not_monotone", "not_computable", "hidden", "review")
SIGNIFICANT_DIGITS = 10
RESULTS_DIR = "CXKIT_RESULTS_DIR"
BY_TABLE = ("sources", "columns", "constants", "missing_codes", "labels")
OF_ONES_OWN = ("instrument", "industry_figures")  # settings that name a file of the kit, or the path of another
LEDGER_COLUMNS = ("customer_key", "lever", "mechanism", "effect", "eur_year", "weight")


@dataclass(frozen=True)
class Finding:
    """One figure of a notebook; docs/results.md describes every field.

    Parameters
    ----------
    name : what it is, such as shift_value.
    unit : such as EUR, points or share.
    period : such as year, or 'to date'.
    estimate, low, high : the figure and its interval; None where there is none to give.
    label : measured, estimated, assumed or benchmark: the weakest of what it rests on.
    status : shown, no_difference, not_monotone, not_computable, hidden, or review (shown, but nobody knows how many
        customers stand behind it: a person must look before it goes to a client).
    reason : why there is no estimate; required when there is none.
    customers_n, top2_share : distinct customers behind it, and the share of the two largest (0-1).
    lever, mechanism : what is changed and through what it pays, for the ledger.
    notes : further facts by name, such as the reading.

    Examples
    --------
    >>> Finding("nps", unit="points", estimate=-9.0, low=-13.3, high=-4.5, customers_n=1162).status
    'shown'
    """

    name: str
    unit: str
    period: str = ""
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    confidence: float = CONFIDENCE
    label: str = "measured"
    status: str = "shown"
    reason: str = ""
    customers_n: int | None = None
    top2_share: float | None = None
    lever: str = ""
    mechanism: str = ""
    notes: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self):
        if self.label not in LABELS or self.status not in STATUSES:
            raise ValueError(f"{self.name}: label {self.label!r} or status {self.status!r} is unknown")
        for name in ("estimate", "low", "high", "top2_share"):
            object.__setattr__(self, name, _plain(getattr(self, name)))
        object.__setattr__(self, "notes", {name: _plain_note(value) for name, value in self.notes.items()})
        if self.estimate is None and not self.reason:
            raise ValueError(f"{self.name}: a figure without estimate must say why")
        if self.estimate is None and self.status == "shown":
            raise ValueError(f"{self.name}: a figure without estimate cannot be shown")
        if self.estimate is not None and self.status in ("not_computable", "hidden"):
            raise ValueError(f"{self.name}: a figure that is {self.status} holds no estimate")

    def hidden(self) -> Finding:
        """Return the figure with its numbers taken out, for readers who may not see a small group."""
        return replace(self, estimate=None, low=None, high=None, customers_n=None, top2_share=None,
                       status="hidden", reason="small_group", notes={})  # fmt: skip


def _plain(value: Any) -> float | None:
    """Return a finite float with ten significant digits, or None."""
    if value is None or not math.isfinite(value):
        return None
    return float(f"{float(value):.{SIGNIFICANT_DIGITS}g}")


def _plain_note(value: Any) -> Any:
    """Return a note as it is; a number with ten significant digits."""
    return _plain(value) if isinstance(value, float) and math.isfinite(value) else value


def weakest(labels: Iterable[str]) -> str:
    """Return the weakest label: a computed euro is no surer than its weakest input.

    >>> weakest(["measured", "assumed", "estimated"])
    'assumed'
    """
    return max(labels, key=LABELS.index, default="measured")


@dataclass(frozen=True)
class NotebookResults:
    """What one notebook hands on: its answer in words, its figures, and where they come from."""

    notebook: str
    client: str
    period: str
    language: str
    audience: str
    answer: str
    findings: tuple[Finding, ...]
    provenance: Mapping[str, Any] = field(default_factory=dict)

    def find(self, name: str) -> Finding:
        """Return the figure of that name."""
        return next(finding for finding in self.findings if finding.name == name)


@dataclass(frozen=True)
class EarlierResults:
    """What other notebooks of the engagement handed on.

    Parameters
    ----------
    results : by notebook, those that are there and can be used.
    absent : notebook to why its results are not used: not_run, other_schema or not_asked.
    stale : notebook to why its results are out of date, used all the same: other_version (of the kit),
        other_settings, other_data, or other_results (it read results that changed since, or that are out of date).
    ledger : lines of all of them: notebook and LEDGER_COLUMNS.
    hashes : file name to the SHA-256 of its bytes.
    """

    results: Mapping[str, NotebookResults] = field(default_factory=dict)
    absent: Mapping[str, str] = field(default_factory=dict)
    stale: Mapping[str, str] = field(default_factory=dict)
    ledger: pd.DataFrame | None = None
    hashes: Mapping[str, str] = field(default_factory=dict)

    @property
    def findings_hashes(self) -> dict[str, str]:
        """Return by notebook the hash of its figures and ledger lines, for the provenance of what is made from them."""
        return {name: findings_hash(held.findings, self._lines_of(name)) for name, held in self.results.items()}

    def _lines_of(self, notebook: str) -> pd.DataFrame | None:
        filled = self.ledger is not None and len(self.ledger) > 0
        return self.ledger[self.ledger["notebook"] == notebook] if filled else None


def findings_hash(findings: Iterable[Finding], lines: pd.DataFrame | None = None) -> str:
    """Return one hash of figures: what they are, their numbers in six digits, label and status, in any order.

    Parameters
    ----------
    findings : of one notebook; notes count as far as they are numbers or lists (names, numbers), so that the language
        of a report makes no difference.
    lines : its ledger lines (LEDGER_COLUMNS), of which the sums by lever and mechanism count; None without any.

    Examples
    --------
    >>> a, b = Finding("a", unit="EUR", estimate=1.0), Finding("b", unit="EUR", estimate=2.0)
    >>> findings_hash([a, b]) == findings_hash([b, a]), findings_hash([a]) == findings_hash([b])
    (True, False)
    """
    words = ("name", "unit", "period", "label", "status", "lever", "mechanism")
    numbers = ("estimate", "low", "high")
    told = [
        [
            *(getattr(f, name) for name in words),
            *(six_digits(getattr(f, name)) for name in numbers),
            _counting_in(f.notes),
        ]
        for f in findings
    ]
    content = [sorted(told), summed] if (summed := _ledger_sums(lines)) else sorted(told)
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def _ledger_sums(lines: pd.DataFrame | None) -> list[list[Any]]:
    """Return per lever and mechanism the euros a year of all customers, the sum of effects and the number of rows."""
    if lines is None or lines.empty:
        return []
    by_lever = lines.assign(eur=lines["eur_year"] * lines["weight"]).groupby(["lever", "mechanism"], sort=True)
    summed = by_lever.agg(eur=("eur", "sum"), effect=("effect", "sum"), rows_n=("eur", "size"))
    return [[*names, six_digits(eur), six_digits(effect), int(rows_n)] for names, eur, effect, rows_n
            in summed.itertuples(name=None)]  # fmt: skip


def _counting_in(notes: Mapping[str, Any]) -> list[str]:
    """Return what counts of notes: numbers, and lists, such as the names of what a pilot tests."""
    numbers = [f"{name} {six_digits(value)}" for name, value in notes.items() if isinstance(value, int | float)]
    lists = [
        f"{name} {json.dumps(_rounded(value))}" for name, value in notes.items() if isinstance(value, list | tuple)
    ]
    return sorted([*numbers, *lists])


def _rounded(value: Any) -> Any:
    """Return a note's list with its numbers in six digits."""
    if isinstance(value, list | tuple):
        return [_rounded(one) for one in value]
    return six_digits(value) if isinstance(value, int | float) else value


def six_digits(value: float | None) -> str:
    """Return a figure with six digits, in which two runs on different machines agree; an empty text for None.

    >>> six_digits(1234567.8), six_digits(None)
    ('1.23457e+06', '')
    """
    return "" if value is None else f"{value:.6g}"


def results_dir(client: str) -> Path:
    """Return the folder results go to: the client's, or the one a run has set apart until it is judged."""
    apart = os.environ.get(RESULTS_DIR)
    return Path(apart) if apart else paths.outputs_dir(client) / "results"


def write_results(results: NotebookResults) -> Path:
    """Write a notebook's results as JSON and return the file's path; it is whole or not there."""
    folder = results_dir(results.client)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{results.notebook}.json"
    content = {"schema": SCHEMA, **asdict(results)}
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    part.write_text(json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8")
    return part.replace(path)


def read_results(path: Path) -> NotebookResults:
    """Return the results a notebook wrote.

    Raises
    ------
    DataError : the file was written with another schema.
    """
    content = json.loads(path.read_text(encoding="utf-8"))
    if content.pop("schema", None) != SCHEMA:
        raise DataError(
            Fault(
                N_("these results were written by another version of the kit"),
                N_("Run {notebook} again"),
                file=path.name,
                values={"notebook": path.stem},
            )
        )
    findings = tuple(Finding(**finding) for finding in content.pop("findings"))
    return NotebookResults(findings=findings, **content)


def provenance(settings: Any, hashes: Mapping[str, str], *, results: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return where figures come from: input files, settings and earlier results by hash, versions.

    Parameters
    ----------
    settings : checked settings (a pydantic model); of what names tables, only the tables this notebook reads count. Of
        an instrument or figures of one's own, what the file holds counts too, and so does a baseline.
    hashes : SHA-256 by file name.
    results : by notebook whose results were read, the hash of its figures (`findings_hash`).
    """
    chosen = settings.model_dump(mode="json", exclude={"language", "status"})
    chosen |= {name: _of_tables(chosen[name], settings.tables) for name in BY_TABLE if name in chosen}
    chosen |= {name: _with_digest(chosen[name]) for name in OF_ONES_OWN if name in chosen}
    chosen |= _frozen(settings)
    digest = hashlib.sha256(json.dumps(chosen, sort_keys=True).encode()).hexdigest()
    packages = ("cxkit", "numpy", "pandas", "statsmodels")
    versions = {"python": platform.python_version()} | {package: version(package) for package in packages}
    read = dict(sorted((results or {}).items()))
    return {"inputs": dict(sorted(hashes.items())), "settings": digest, "results": read, "versions": versions}


def _of_tables(by_table: Mapping[str, Any], tables: Iterable[str]) -> dict[str, Any]:
    return {table: held for table, held in by_table.items() if table in tables}


def _with_digest(named: str) -> str:
    """Return the name of a file with the hash of what it holds; the name alone of one that comes with the kit."""
    path = paths.resolve(named) if re.search(r"\W", named) else None
    return f"{named} {hashlib.sha256(path.read_bytes()).hexdigest()}" if path and path.is_file() else named


def _frozen(settings: Any) -> dict[str, str]:
    """Return the hash of the baseline that a notebook reads; '' where none was frozen, nothing where it reads none."""
    if not (file := getattr(settings, "baseline", "")):
        return {}
    path = paths.params_dir(settings.client) / file
    return {"baseline": hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""}


def write_ledger(lines: pd.DataFrame, *, client: str, notebook: str) -> Path:
    """Write which customer brings which euro, so that the ledger can see overlap; never part of a client's pack.

    Parameters
    ----------
    lines : customer_id, lever, mechanism, effect (share or points per customer), eur_year (euros a year expected of
        this customer), weight (customers this one stands for).
    client, notebook : whose and which.

    Returns
    -------
    The path of results/<notebook>.parquet, in which customer_key (keyed hash) stands for customer_id.
    """
    folder = results_dir(client)
    folder.mkdir(parents=True, exist_ok=True)
    key = _ledger_key(client)
    keyed = lines.assign(customer_key=[customer_key(i, key=key) for i in lines["customer_id"]])
    path = folder / f"{notebook}.parquet"
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    keyed[list(LEDGER_COLUMNS)].to_parquet(part, index=False)
    return part.replace(path)


def customer_key(customer_id: str, *, key: bytes) -> str:
    """Return a customer's name in the ledger: a keyed hash that nobody reverses without the key."""
    return hmac.new(key, customer_id.encode(), hashlib.sha256).hexdigest()[:32]


def _ledger_key(client: str) -> bytes:
    """Return the engagement's secret, made when first needed; it stays beside the settings, outside outputs and git."""
    path = paths.params_dir(client) / "ledger.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".ledger.{secrets.token_hex(4)}.part")
        part.touch(mode=0o600)
        part.write_text(secrets.token_hex(32), encoding="ascii")
        try:
            os.link(part, path)
        except FileExistsError:
            pass
        finally:
            part.unlink()
    return bytes.fromhex(path.read_text(encoding="ascii").strip())
