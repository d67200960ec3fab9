"""How one setting is declared, and how a wrong one is told in words."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from cxkit.errors import Fault, SettingsError
from cxkit.language import N_

LABELS = ("measured", "estimated", "assumed", "benchmark")


def setting(default: Any, about: str, *, title: str = "", unit: str = "", label: str = "", **limits: Any) -> Any:
    """Declare one setting of a notebook.

    Parameters
    ----------
    default : value when nobody gives another; its type is the setting's type.
    about : what it is, with its unit; stands as comment in the parameters cell and in params files.
    title : its name in the report's table of assumptions; a setting without title is not shown there.
    unit : unit in that table, such as 'share' or 'per year'.
    label : 'measured', 'estimated', 'assumed' or 'benchmark'; empty for a choice that is no claim.
    limits : pydantic's own, such as ge=0 and le=1.
    """
    shown = {"title": title, "unit": unit, "label": label}
    factory = {"default_factory": lambda: default.copy()} if isinstance(default, list | dict) else {"default": default}
    return Field(description=about, json_schema_extra=shown, **factory, **limits)


class Settings(BaseModel):
    """Checked settings; they cannot be changed after the check."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, validate_default=True)

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
            faults = [cls._fault(e, where) for e in error.errors(include_url=False)]
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


def wrong(found: str, remedy: str, **values: object) -> PydanticCustomError:
    """Return the error a validator raises: what was found, what to do, and what fills their {places}."""
    return PydanticCustomError("cxkit", "wrong", {"found": found, "remedy": remedy, "values": values})


_KINDS = {
    "string_type": (N_("{name}{part} is {value}, expected text"), N_("Write the value between quotes")),
    "int_type": (N_("{name}{part} is {value}, expected a whole number"), N_("Write digits only, such as 100")),
    "float_type": (N_("{name}{part} is {value}, expected a number"), N_("Write it with a decimal point, such as 0.5")),
    "bool_type": (N_("{name}{part} is {value}, expected true or false"), N_("Write true or false, without quotes")),
    "list_type": (N_("{name}{part} is {value}, expected a list"), N_("Write it as [first, second]")),
    "dict_type": (N_("{name}{part} is {value}, expected names with values"), N_("Write it as {{name: value}}")),
}
_KINDS["int_from_float"] = _KINDS["int_type"]


def _explain(error: Mapping[str, Any], field: FieldInfo | None) -> tuple[str, str, dict[str, object]]:
    if error["type"] == "cxkit":
        ctx = error["ctx"]
        return ctx["found"], ctx["remedy"], ctx["values"]
    value = error["input"]
    number = _as_number(value)
    if error["type"] == "float_type" and number is not None:
        return N_("{name} is the text {value}"), N_("Write {number} for it"), {"value": repr(value), "number": number}
    if error["type"] in _KINDS:
        part = "".join(f"[{p!r}]" for p in error["loc"][1:])
        return *_KINDS[error["type"]], {"value": repr(value), "part": part}
    return _out_of_range(error, field)


def _as_number(value: Any) -> str | None:
    """Return how a text such as `0,5` or `50%` is written as a number, or None when it is no number."""
    if not isinstance(value, str):
        return None
    text = value.strip()
    try:
        if text.endswith("%"):
            return f"{float(text[:-1].replace(',', '.')) / 100:g}"
        return f"{float(text.replace(',', '.')):g}"
    except ValueError:
        return None


def _out_of_range(error: Mapping[str, Any], field: FieldInfo | None) -> tuple[str, str, dict[str, object]]:
    value, ctx = error["input"], error.get("ctx", {})
    unit = field.json_schema_extra["unit"] if field is not None else ""
    if unit == "share" and isinstance(value, int | float) and 1 < value <= 100:
        values = {"value": f"{value:g}", "number": f"{value / 100:.2f}"}
        return N_("{name} is {value}; it is a share"), N_("Write {number} for {value}%"), values
    limit = next((f"{sign} {ctx[key]:g}" for key, sign in _LIMITS.items() if key in ctx), error["msg"])
    return N_("{name} is {value}, expected: {limit}"), N_("Correct the value"), {"value": value, "limit": limit}


_LIMITS = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}
