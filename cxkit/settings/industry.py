"""Figures that others published about what customer experience returned, from a file that a client can replace."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cxkit import paths
from cxkit.errors import Fault, SettingsError
from cxkit.language import LANGUAGES, N_
from cxkit.settings.industry_checks import SEEN, faults_of
from cxkit.settings.safe_yaml import read_yaml, rows_of, shown

FOLDER = Path(__file__).parents[1] / "industry_figures"


@dataclass(frozen=True)
class IndustryFigure:
    """One published figure, shown beside a client's own and never counted.

    Parameters
    ----------
    key : short name, unique in the file.
    publisher, source : who published it, and where it was seen.
    edition : year of the edition.
    what : what it says, by language.
    low, high : the figure; equal where one figure was published.
    unit : one of `industry_checks.UNITS`, such as 'USD million', 'EUR per contact', 'share' or 'points'.
    industry : which one, by language; empty for all.
    seen : 'read' when the source was opened, 'excerpt' when only a summary or its beginning was.
    """

    key: str
    publisher: str
    source: str
    edition: int
    what: Mapping[str, str]
    low: float
    high: float
    unit: str
    industry: Mapping[str, str]
    seen: str = "read"


def load_figures(name: str) -> tuple[IndustryFigure, ...]:
    """Return the figures of a file, newest edition first; none for an empty name.

    Parameters
    ----------
    name : name of a file of the kit (cx_returns), or the path of a YAML file of your own; may be empty.

    Raises
    ------
    SettingsError : there is no such file, or it is not sound; every fault at once.

    Notes
    -----
    Figures of one edition stay in the order of the file; those without a year come last.

    Examples
    --------
    >>> newest = load_figures("cx_returns")[0]
    >>> newest.publisher, newest.edition, newest.low, newest.unit
    ('Forrester', 2022, 1000.0, 'USD million')
    >>> load_figures("")
    ()
    """
    if not name:
        return ()
    path = FOLDER / f"{name}.yaml" if re.fullmatch(r"\w+", name) else paths.resolve(name)
    if not path.is_file():
        raise SettingsError(_missing(name))
    return _loaded(path, hashlib.sha256(path.read_bytes()).hexdigest())


def _missing(name: str) -> Fault:
    return Fault(
        N_("there is no file of figures {name}"),
        N_("Files of the kit: {known}; one of your own is named by the path of its YAML file"),
        values={"name": name, "known": ", ".join(sorted(path.stem for path in FOLDER.glob("*.yaml")))},
    )


@functools.lru_cache(maxsize=16)
def _loaded(path: Path, digest: str) -> tuple[IndustryFigure, ...]:
    """Return the figures of a file as it is now; the digest of its bytes is there for the cache."""
    values, unread = read_yaml(path)
    file = f"cxkit/industry_figures/{path.name}" if path.is_relative_to(FOLDER) else shown(path)
    faults = faults_of(values, file=file, rows=functools.cache(lambda: rows_of(path))) if values else []
    if unread or faults or not values:
        raise SettingsError(
            [*unread, *faults] or Fault(N_("the file is empty"), N_("Write the figures in it"), file=file)
        )
    return tuple(sorted(map(_built, values["figures"]), key=lambda figure: -figure.edition))


def _built(values: Mapping[str, Any]) -> IndustryFigure:
    """Return the figure that checked values say."""
    return IndustryFigure(
        key=values["key"],
        publisher=values["publisher"],
        source=values["source"],
        edition=values.get("edition", 0),
        what=_by_language(values["what"]),
        low=float(values["low"]),
        high=float(values["high"]),
        unit=values["unit"],
        industry=_by_language(values.get("industry", "")),
        seen=values.get("seen", SEEN[0]),
    )


def _by_language(given: str | Mapping[str, str]) -> dict[str, str]:
    """Return a text in every language of the kit; English stands in for what is not translated."""
    return {code: given if isinstance(given, str) else given.get(code, given["en"]) for code in LANGUAGES}
