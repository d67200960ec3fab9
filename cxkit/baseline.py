"""The frozen baseline: what was known and expected before pilots began, and whether it still stands."""

from __future__ import annotations

import hashlib
import json
import math
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from cxkit import paths
from cxkit.language import N_, Language
from cxkit.settings.impact import ImpactMeasurement
from cxkit.settings.safe_yaml import Dumper, read_yaml

PARTS = ("factors", "pilots", "assignments", "data")
BY_NAME = ("pilots", "assignments")
"""Parts of which each pilot has a hash of its own."""
SIGNIFICANT_DIGITS = 10
WHOLE = "(whole)"
"""Stands for the pilot of measurements that belong to none."""
COLUMNS_WIDE = 120
HEADER = (
    N_("Baseline: frozen before pilots begin, and made by cxkit baseline. Do not change it by hand: its hashes tell."),
    N_("Keep it in version control, and send each fingerprint to the client on the day it is made."),
)

Part = Mapping[str, Any]


@dataclass(frozen=True)
class Freezing:
    """What was frozen on one day.

    Parameters
    ----------
    frozen_at : that day, as 2025-01-31.
    version : of the kit.
    reason : why it takes the place of what was frozen before; '' where it only adds.
    factors : metric to better, unit, target, units_n, periods_n, first, last (days; '' of none), mean, sd, low, high
        (of periods, as a band; None of too few).
    pilots : name to the plan; its factors are better and unit of each success factor it rests on.
    assignments : pilot to units_n, pilot_n, control_n, clusters_n, sha256 of which unit is in which arm and
        cluster from which day, as known then, and parts: sha256 of the units with their arm, cluster and assigned_at.
    data : metric to pilot (or WHOLE) to last (first day of the last period), rows_n and sha256 of its rows.
    """

    frozen_at: str
    version: str = ""
    reason: str = ""
    factors: Part = ()
    pilots: Part = ()
    assignments: Part = ()
    data: Part = ()

    def __post_init__(self):
        for name in PARTS:
            object.__setattr__(self, name, plain(dict(getattr(self, name))))

    @property
    def is_empty(self) -> bool:
        """Say whether nothing was frozen."""
        return not any(getattr(self, name) for name in PARTS)

    @property
    def sha256(self) -> dict[str, Any]:
        """Return the hash of each part; of pilots and assignments one by name."""
        return {name: _hashes(name, getattr(self, name)) for name in PARTS}


@dataclass(frozen=True)
class Baseline:
    """What stands frozen: each factor, plan and set of rows as it was frozen last.

    Parameters
    ----------
    client : whose.
    frozen_at, version : of the last freezing.
    factors, pilots, data : as in Freezing, each with frozen_at; no factors where they no longer hold. A plan holds
        assignment too: the hash of who was in which arm, or '' when nobody knew yet, assignment_at, when that was
        frozen, and assigned, all that was frozen of it.
    anew : freezings that took the place of earlier ones: frozen_at and fingerprint (of what was replaced), replaced_at
        (day of the freezing that took its place; '' where the file does not tell), reason.
    fingerprint : hash of all of it; each freezing counts the fingerprint of the one before.
    changed : parts whose hash does not hold: 'factors', 'pilots:<name>', 'data', or 'file' (the whole, or no baseline).
    freezings : frozen_at and fingerprint of each freezing, first to last.
    held : the freezings themselves, as the file holds them.
    replaced : files that were set aside since they no longer held: frozen_at, replaced_at, reason, fingerprint; first
        part of anew.
    """

    client: str
    frozen_at: str = ""
    version: str = ""
    factors: Part = ()
    pilots: Part = ()
    data: Part = ()
    anew: tuple[Part, ...] = ()
    fingerprint: str = ""
    changed: tuple[str, ...] = ()
    freezings: tuple[Part, ...] = ()
    held: tuple[Freezing, ...] = ()
    replaced: tuple[Part, ...] = ()

    def __post_init__(self):
        for name in ("factors", "pilots", "data"):
            object.__setattr__(self, name, dict(getattr(self, name)))


def baseline_of(client: str, held: Iterable[Freezing], *, replaced: Iterable[Part] = ()) -> Baseline:
    """Return what stands frozen after one or more freezings.

    Parameters
    ----------
    client : whose.
    held : freezings, first to last; a later one goes before what an earlier one froze.
    replaced : as in Baseline.

    Examples
    --------
    >>> march, april = Freezing("2025-03-28", pilots={"a": {"expected": 1.0}}), Freezing("2025-04-18", pilots={"b": {}})
    >>> {name: plan["frozen_at"] for name, plan in baseline_of("acme", [march, april]).pilots.items()}
    {'a': '2025-03-28', 'b': '2025-04-18'}
    """
    held, replaced = tuple(held), tuple(plain(dict(one)) for one in replaced)
    prints = fingerprints(client, held, replaced)
    days = [{"frozen_at": one.frozen_at, "fingerprint": own} for one, own in zip(held, prints, strict=True)]
    last = held[-1] if held else Freezing("")
    return Baseline(
        client, last.frozen_at, last.version, factors=_latest(held, "factors"), pilots=_plans(held), data=_rows(held),
        anew=(*_set_aside(replaced, held), *_anew(held, prints)), fingerprint=prints[-1] if prints else "",
        freezings=tuple(days), held=held, replaced=replaced,
    )  # fmt: skip


def fingerprints(client: str, held: Iterable[Freezing], replaced: Iterable[Part] = ()) -> list[str]:
    """Return the fingerprint of each freezing, which counts those before it.

    Parameters
    ----------
    client, held, replaced : as in `baseline_of`.
    """
    return _chain(client, [(one, one.sha256) for one in held], list(replaced))


def fingerprint(value: Any) -> str:
    """Return the SHA-256 of plain values, in whatever order their names stand.

    >>> fingerprint({"a": 1, "b": 2.0}) == fingerprint({"b": 2.0, "a": 1})
    True
    """
    return hashlib.sha256(json.dumps(plain(value), sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def plain(value: Any) -> Any:
    """Return a value as the file holds it: numbers in ten digits, tuples as lists, nothing for what is no number.

    >>> plain({"mean": 1 / 3, "low": float("nan"), "looks": ("2025-07-27",)})
    {'mean': 0.3333333333, 'low': None, 'looks': ['2025-07-27']}
    """
    if isinstance(value, Mapping):
        return {str(name): plain(held) for name, held in value.items()}
    if isinstance(value, list | tuple):
        return [plain(held) for held in value]
    if isinstance(value, float):
        return float(f"{value:.{SIGNIFICANT_DIGITS}g}") + 0.0 if math.isfinite(value) else None
    return value


def in_groups(found: str) -> str:
    """Return a fingerprint in groups of four, as people compare it.

    >>> in_groups("0123456789abcdef")
    '0123 4567 89ab cdef'
    """
    return " ".join(found[start : start + 4] for start in range(0, len(found), 4))


def baseline_path(client: str) -> Path:
    """Return where a client's baseline lies."""
    return paths.params_dir(client) / ImpactMeasurement.baseline


def write_baseline(baseline: Baseline, *, language: str = "en") -> Path:
    """Write a baseline as a file people can read, whole or not at all, and return its path.

    Parameters
    ----------
    baseline : of `baseline_of`.
    language : of the comment at its top.
    """
    path = baseline_path(baseline.client)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    part.write_text(as_text(baseline, language=language), encoding="utf-8", newline="\n")
    return part.replace(path)


def as_text(baseline: Baseline, *, language: str = "en") -> str:
    """Return a baseline as the text of its file.

    Parameters
    ----------
    baseline, language : as in `write_baseline`.
    """
    _ = Language(language)
    prints = fingerprints(baseline.client, baseline.held, baseline.replaced)
    freezings = [_as_held(one, own) for one, own in zip(baseline.held, prints, strict=True)]
    content = {"client": baseline.client, "replaced": list(baseline.replaced), "freezings": freezings}
    comment = "".join(f"# {_(line)}\n" for line in HEADER)
    return comment + yaml.dump(content, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=COLUMNS_WIDE)


def read_baseline(settings: Any) -> Baseline | None:
    """Return the baseline of a client with the parts that no longer hold; None where nothing was frozen.

    Parameters
    ----------
    settings : checked settings; client names whose.

    Notes
    -----
    Hashes show what was changed by hand. Who makes all of them again is found out by the fingerprint that was sent to
    the client on the day of each freezing.
    """
    path = baseline_path(settings.client)
    return baseline_in(path, client=settings.client) if path.exists() else None


def baseline_in(path: Path, *, client: str) -> Baseline:
    """Return the baseline that a file holds; with changed 'file' where it holds none.

    Parameters
    ----------
    path : of the file.
    client : whose it must be.
    """
    try:
        content, faults = read_yaml(path)
        found = None if faults else _content(content, client)
    except (OSError, TypeError, KeyError, ValueError, AttributeError):
        found = None
    return found or Baseline(client, changed=("file",))


def _content(content: Part, client: str) -> Baseline:
    """Return the baseline of a file's values, held against the hashes beside them."""
    given = [(_freezing(one), one["sha256"], one["fingerprint"]) for one in content["freezings"]]
    replaced = content["replaced"]
    baseline = baseline_of(content["client"], [one for one, *_ in given], replaced=replaced)
    chain = _chain(content["client"], [(one, stored) for one, stored, _ in given], replaced)
    whole = content["client"] == client and bool(given) and chain == [own for *_, own in given]
    changed = [name for one, stored, _ in given for name in _changed(one.sha256, stored)]
    named = tuple(dict.fromkeys([*changed, *(() if whole else ("file",))]))
    trusted = {} if {"factors", "file"}.isdisjoint(named) else {"factors": {}}
    return replace(baseline, changed=named, fingerprint=str(given[-1][2]) if given else "", **trusted)


def _freezing(given: Part) -> Freezing:
    return Freezing(
        *(str(given[name]) for name in ("frozen_at", "version", "reason")),
        **{name: _by_name(given[name]) for name in PARTS},
    )


def _by_name(part: Any) -> dict[str, dict]:
    if not isinstance(part, dict) or not all(isinstance(held, dict) for held in part.values()):
        raise TypeError
    return part


def _as_held(one: Freezing, own: str) -> dict[str, Any]:
    told = {"frozen_at": one.frozen_at, "version": one.version, "reason": one.reason}
    return told | {name: getattr(one, name) for name in PARTS} | {"sha256": one.sha256, "fingerprint": own}


def _hashes(name: str, part: Part) -> Any:
    return {own: fingerprint(held) for own, held in part.items()} if name in BY_NAME else fingerprint(part)


def _chain(client: str, given: list[tuple[Freezing, Part]], replaced: list[Part]) -> list[str]:
    """Return a fingerprint per freezing, from the hashes of its parts and the fingerprint before it."""
    before, found = fingerprint([client, replaced]), []
    for one, hashes in given:
        before = fingerprint([before, one.frozen_at, one.version, one.reason, hashes])
        found.append(before)
    return found


def _changed(now: Part, stored: Part) -> Iterator[str]:
    for name in PARTS:
        if name not in BY_NAME:
            yield from () if now[name] == stored[name] else (name,)
        else:
            own = {*now[name], *stored[name]}
            yield from (f"pilots:{one}" for one in sorted(own) if now[name].get(one) != stored[name].get(one))


def _latest(held: Iterable[Freezing], name: str) -> dict[str, Any]:
    return {key: {"frozen_at": one.frozen_at, **kept} for one in held for key, kept in getattr(one, name).items()}


def _plans(held: tuple[Freezing, ...]) -> dict[str, Any]:
    known, found = _latest(held, "assignments"), {}
    for name, plan in _latest(held, "pilots").items():
        units = known.get(name, {"sha256": "", "frozen_at": ""})
        own = {"assignment": units["sha256"], "assignment_at": units["frozen_at"], "assigned": units}
        found[name] = plan | own
    return found


def _rows(held: Iterable[Freezing]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in held:
        for metric, by_pilot in one.data.items():
            kept = {pilot: {"frozen_at": one.frozen_at, **rows} for pilot, rows in by_pilot.items()}
            found[metric] = found.get(metric, {}) | kept
    return found


def _set_aside(replaced: tuple[Part, ...], held: tuple[Freezing, ...]) -> Iterator[Part]:
    """Yield the files that were set aside; the last one on the day of the first freezing after it."""
    for place, one in enumerate(replaced, start=1):
        is_last = place == len(replaced) and bool(held)
        yield {"replaced_at": held[0].frozen_at if is_last else "", **one}


def _anew(held: tuple[Freezing, ...], prints: list[str]) -> Iterator[Part]:
    for before, one, own in zip(held, held[1:], prints, strict=False):
        if one.reason:
            at = {"frozen_at": before.frozen_at, "replaced_at": one.frozen_at}
            yield at | {"reason": one.reason, "fingerprint": own}
