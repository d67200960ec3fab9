"""Examples, as comments, of settings that a new client starts without."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import yaml

from cxkit.delivery.settings_text import COLUMNS_WIDE, as_yaml
from cxkit.language import N_, Language
from cxkit.settings.engagement import Engagement
from cxkit.settings.fields import Settings
from cxkit.settings.pilots import Pilot, SuccessFactor
from cxkit.settings.safe_yaml import Dumper

FACTORS = {
    "NPS": {"better": "higher", "unit": "points", "target": 10.0},
    "AHT": {"better": "lower", "unit": "minutes", "target": 6.5},
}
PILOT = {
    "metric": "NPS", "units": "teams", "design": "randomised", "selected_by": "", "selected_at": "",
    "pilot_share": 0.5, "on_arrival": False, "control_by_same_rule": False, "starts_at": "2027-03-01",
    "ends_at": "2027-08-29", "looks": ["2027-05-30"],
    "expected": 5.0, "expected_low": 2.0, "expected_high": 8.0, "smallest_worth": 3.0,
    "decided_by": "Manager CX", "decided_at": "2027-02-01", "guardrails": {"AHT": 0.5}, "spill_over": ["CSAT"],
    "expected_eur_year": 20000.0, "euros_rest_on": "assumed", "tests": [],
}  # fmt: skip
EXAMPLES: Mapping[str, tuple[type[Settings], Mapping[str, Mapping[str, Any]]]] = {
    "success_factors": (SuccessFactor, FACTORS),
    "pilots": (Pilot, {"Pilot 1": PILOT}),
}
"""By setting: the class of what it holds by name, and names with every key of it."""
HOW = N_(
    "For example (take away the # and the blank before each line, put it in place of {setting} above, and fill in your "
    "own):"
)


def with_examples(values: Mapping[str, Any], model: type[Engagement], language: str) -> str:
    """Return settings as YAML, with an example below each that is empty and holds small settings by name.

    Parameters
    ----------
    values, model, language : as in `as_yaml`.
    """
    return "\n".join(
        as_yaml({name: value}, model, language) + (example(name, language) if name in EXAMPLES and not value else "")
        for name, value in values.items()
    )


def example(name: str, language: str) -> str:
    """Return an example of a setting as comments, with each of its keys explained once.

    Parameters
    ----------
    name : of EXAMPLES.
    language : language of the explanations.
    """
    _ = Language(language)
    model, given = EXAMPLES[name]
    lines = [f"{name}:"]
    for number, (own, values) in enumerate(given.items()):
        lines += [f"  {own}:", *_keys(values, model, _, explained=number == 0)]
    return _commented([*textwrap.wrap(_(HOW, setting=name), COLUMNS_WIDE - 2), *lines])


def _keys(values: Mapping[str, Any], model: type[Settings], _: Language, *, explained: bool) -> Iterator[str]:
    """Yield each key with its value, below what it is where that is asked."""
    for key, value in values.items():
        about = _(model.model_fields[key].description) if explained else ""
        yield from (f"    # {line}" for line in textwrap.wrap(about, COLUMNS_WIDE - 8))
        yield f"    {_line(key, value)}"


def _line(key: str, value: Any) -> str:
    """Return a key and its value on one line of YAML."""
    style = isinstance(value, list | dict)
    text = yaml.dump(value, Dumper=Dumper, default_flow_style=style, allow_unicode=True, width=COLUMNS_WIDE)
    return f"{key}: {text.removesuffix('...' + chr(10)).strip()}"


def _commented(lines: Iterable[str]) -> str:
    return "".join(f"# {line}\n" for line in lines)
