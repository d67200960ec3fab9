"""How one setting is declared, and how a wrong one is told in words."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from cxkit.errors import Fault, SettingsError
from cxkit.language import N_, Word

S = TypeVar("S", bound="Settings")
LABELS = ("measured", "estimated", "assumed", "benchmark")
QUOTED_LENGTH = 60


def setting(
    default: Any,
    about: str,
    *,
    title: str = "",
    unit: str = "",
    label: str = "",
    files: bool = False,
    **limits: Any,
) -> Any:
    """Declare one setting of a notebook.

    Parameters
    ----------
    default : value when nobody gives another; its type is the setting's type.
    about : what it is, with its unit; stands as comment in the parameters cell and in params files.
    title : its name in the report's table of assumptions; a setting without title is not shown there.
    unit : unit in that table, such as 'share' or 'per year'.
    label : 'measured', 'estimated', 'assumed' or 'benchmark'; empty for a choice that is no claim.
    files : whether it says how the client's files are read; such settings stand last in a notebook.
    limits : pydantic's own, such as ge=0 and le=1.
    """
    shown = {"title": title, "unit": unit, "label": label, "files": files}
    factory = {"default_factory": lambda: default.copy()} if isinstance(default, list | dict) else {"default": default}
    return Field(description=about, json_schema_extra=shown, **factory, **limits)


class Settings(BaseModel):
    """Checked settings; they cannot be changed after the check.

    choices : per setting the few values it may have; those of the classes above hold as well.
    rules : functions that raise `wrong` where settings that are sound one by one make no sense together.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, validate_default=True, allow_inf_nan=False)
    choices: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    rules: ClassVar[tuple[Callable[[Any], None], ...]] = ()

    @field_validator("*")
    @classmethod
    def _one_of_a_few(cls, value: Any, info: Any) -> Any:
        for above in cls.__mro__:
            allowed = vars(above).get("choices", {}).get(info.field_name)
            if allowed is not None:
                return one_of(value, allowed, info.field_name)
        return value

    @model_validator(mode="after")
    def _makes_sense_together(self):
        wrong_together(self, self.rules)
        return self

    @classmethod
    def check(
        cls, given: Mapping[str, Any], *, where: Callable[[str], str] = lambda name: "", language: str = "en"
    ) -> Settings:
        """Return checked settings, or raise one error that names every fault.

        Parameters
        ----------
        given : values by name, as the parameters cell or the files hold them.
        where : gives the file (and line) in which a name was found.
        language : language of the faults.

        Raises
        ------
        SettingsError : a name is unknown, or a value is missing, mistyped or out of range.
        """
        try:
            return cls(**dict(given))
        except ValidationError as error:
            faults = [cls._fault(e, where) for e in _each(error.errors(include_url=False))]
            raise SettingsError(faults, language=language) from None

    @classmethod
    def _fault(cls, error: Mapping[str, Any], where: Callable[[str], str]) -> Fault:
        name = str(error["loc"][0]) if error["loc"] else ""
        if error["type"] == "extra_forbidden":
            return unknown_name(name, cls.model_fields, file=where(name))
        found, remedy, values = _explain(error, cls.model_fields.get(name))
        return Fault(found, remedy, file=where(name), values={"name": name, **values})


def unknown_name(name: str, known: Any, *, file: str = "") -> Fault:
    """Return the fault for a setting that does not exist, with the nearest one that does."""
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.4)
    if near:
        remedy, values = N_("Did you mean {near}?"), {"near": near[0]}
    else:
        remedy, values = N_("Known settings are {known}"), {"known": ", ".join(known)}
    return Fault(N_("{name} is not a setting"), remedy, file=file, values={"name": name, **values})


def quoted(value: Any) -> str:
    """Return a value as messages quote it: as it is typed, shortened when it is long.

    >>> quoted("0,5"), quoted(None)
    ("'0,5'", 'empty')
    """
    text = Word(N_("empty")) if value is None else repr(value)
    return text if len(text) <= QUOTED_LENGTH else f"{text[:QUOTED_LENGTH]}…"


def wrong(found: str, remedy: str, **values: object) -> PydanticCustomError:
    """Return the error a validator raises: what was found, what to do, and what fills their {places}."""
    return PydanticCustomError("cxkit", "wrong", {"found": found, "remedy": remedy, "values": values})


def one_of(value: str, choices: tuple[str, ...], name: str) -> str:
    """Return a value that is one of few choices, or raise the fault that lists them."""
    if value in choices:
        return value
    raise wrong(
        N_("{name} is {value}"),
        N_("Choose one of: {choices}"),
        value=quoted(value),
        choices=", ".join(choice or "''" for choice in choices),
    )


def unusable(
    error: SettingsError, found: str, and_more: str, remedy: str, *, language: str, **values: object
) -> PydanticCustomError:
    """Return the error a rule raises for a file that a setting names: its first fault, and how many more there are.

    Parameters
    ----------
    error : what reading the file raised.
    found, and_more : words for one fault and for several, with the places {fault} and {n}.
    language : of the reader, in whose words the fault is told.
    remedy, values : as in `wrong`.
    """
    first, more = error.faults[0], len(error.faults) - 1
    told = {"fault": first.text(language).rstrip("."), "n": more}
    return wrong(and_more if more else found, remedy, **told, **values)


def wrong_together(settings: S, problems: Iterable[Callable[[S], None]]) -> None:
    """Raise every problem that checked settings have with one another, as one error.

    Parameters
    ----------
    settings : settings whose values are sound one by one.
    problems : functions that raise `wrong` where they find something.
    """
    found = []
    for problem in problems:
        try:
            problem(settings)
        except PydanticCustomError as error:
            found.append(error.context)
    if found:
        raise PydanticCustomError("cxkit", "wrong", {"together": found})


def _each(errors: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Yield pydantic's errors, one for each problem raised together."""
    for error in errors:
        together = error.get("ctx", {}).get("together")
        yield from ({**error, "ctx": ctx} for ctx in together) if together else (error,)


_KINDS = {
    "string_type": (N_("{name}{part} is {value}, expected text"), N_("Write the value between quotes")),
    "int_type": (N_("{name}{part} is {value}, expected a whole number"), N_("Write digits only, such as 100")),
    "float_type": (N_("{name}{part} is {value}, expected a number"), N_("Write it with a decimal point, such as 0.5")),
    "bool_type": (N_("{name}{part} is {value}, expected true or false"), N_("Write true or false, without quotes")),
    "list_type": (N_("{name}{part} is {value}, expected a list"), N_("Write it as [first, second]")),
    "dict_type": (N_("{name}{part} is {value}, expected names with values"), N_("Write it as {{name: value}}")),
}
_KINDS["int_from_float"] = _KINDS["int_type"]
_KINDS["finite_number"] = _KINDS["float_type"]
_KEY = (N_("{name}{part} holds the name {value}, expected text"), N_("Write that name between quotes"))
_OTHER = (N_("{name}{part} cannot be {value}"), N_("Correct the value"))
_LIMITS = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}


def _explain(error: Mapping[str, Any], field: FieldInfo | None) -> tuple[str, str, dict[str, object]]:
    if error["type"] == "cxkit":
        ctx = error["ctx"]
        return ctx["found"], ctx["remedy"], ctx["values"]
    value = error["input"]
    is_share = field is not None and field.json_schema_extra["unit"] == "share"
    number = _as_number(value, is_share=is_share) if error["type"] == "float_type" else None
    if number is not None:
        return N_("{name} is the text {value}"), N_("Write {number} for it"), {"value": repr(value), "number": number}
    if is_share and _is_percentage(value):
        values = {"value": _digits(value), "number": _digits(value / 100)}
        return N_("{name} is {value}; it is a share"), N_("Write {number} for {value}%"), values
    return _kind(error)


def _kind(error: Mapping[str, Any]) -> tuple[str, str, dict[str, object]]:
    limit = next((f"{sign} {error['ctx'][key]:g}" for key, sign in _LIMITS.items() if key in error.get("ctx", {})), "")
    if limit:
        values = {"value": quoted(error["input"]), "limit": limit}
        return N_("{name} is {value}, expected: {limit}"), N_("Correct the value"), values
    is_key = error["loc"][-1] == "[key]"
    parts = error["loc"][1:-2] if is_key else error["loc"][1:]
    values = {"value": quoted(error["input"]), "part": "".join(f"[{part!r}]" for part in parts)}
    return *(_KEY if is_key else _KINDS.get(error["type"], _OTHER)), values


def _as_number(value: Any, *, is_share: bool) -> str | None:
    """Return how a text such as `0,5` or `50%` is written as a number, or None when that is not clear."""
    if not isinstance(value, str) or re.fullmatch(r"\s*-?[1-9]\d{0,2},\d{3}\s*", value):
        return None
    text = value.strip()
    try:
        number = float(text.removesuffix("%").replace(",", "."))
    except ValueError:
        return None
    as_percentage = text.endswith("%") or (is_share and _is_percentage(number))
    return _digits(number / 100 if as_percentage else number) if math.isfinite(number) else None


def _is_percentage(value: Any) -> bool:
    return isinstance(value, int | float) and 1 < value <= 100


def _digits(number: float) -> str:
    return f"{number:.12g}"
