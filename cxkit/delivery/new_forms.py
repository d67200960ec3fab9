"""The answer form that a new client gets, and where filled-in ones are found among its files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cxkit.forms import write_form
from cxkit.language import Language
from cxkit.settings.instrument import load_instrument
from cxkit.settings.notebooks import NOTEBOOKS

NOTEBOOK = "maturity_assessment"
FORM = "maturity_form.xlsx"
QUESTIONNAIRE = "cx_maturity"
MAX_BYTES = 2_000_000
"""A form is small; larger workbooks are not opened to see whether they are one."""


@dataclass(frozen=True)
class FormsFound:
    """A folder with filled-in forms.

    Parameters
    ----------
    folder : the folder.
    files : the forms in it.
    alone : whether nothing else is in it.
    """

    folder: Path
    files: tuple[Path, ...]
    alone: bool


def has_form() -> bool:
    """Say whether there is a notebook that reads answer forms."""
    return NOTEBOOK in NOTEBOOKS


def write_blank_form(folder: Path, *, language: str, client_name: str) -> None:
    """Write the blank answer form of the kit's questionnaire into a folder."""
    write_form(folder / FORM, load_instrument(QUESTIONNAIRE), language=language, client_name=client_name)


def forms_in(data: Path | None) -> list[FormsFound]:
    """Return the folders with filled-in forms: the client's folder and those in it, the one with most forms first.

    Parameters
    ----------
    data : folder with the client's files, or None.
    """
    if data is None or not data.is_dir() or not has_form():
        return []
    folders = [data, *sorted(path for path in data.iterdir() if path.is_dir() and not path.name.startswith("."))]
    found = [forms for forms in map(_forms_of, folders) if forms.files]
    return sorted(found, key=lambda forms: -len(forms.files))


def _forms_of(folder: Path) -> FormsFound:
    from cxkit.intake.filled_form import is_form
    from cxkit.intake.forms import ENDINGS, is_left

    there = sorted(path for path in folder.iterdir() if not is_left(path.name))
    books = [path for path in there if path.is_file() and path.suffix.lower() in ENDINGS]
    files = tuple(path for path in books if path.stat().st_size <= MAX_BYTES and is_form(path))
    return FormsFound(folder, files, alone=len(files) == len(there))


def told_of_forms(found: Iterable[FormsFound], form: str, _: Language) -> list[str]:
    """Return what became of the forms that were found, or else where filled-in ones go.

    Parameters
    ----------
    found : folders with forms, as `forms_in` gives them.
    form : path of the blank form, as it is named to the user.
    """
    found = list(found)
    if not found:
        return [_("have each rater fill in {form}; put the filled-in forms in a folder of their own and name it under "
                  "sources: {line}", form=form, line="answers: {forms: FOLDER}")]  # fmt: skip
    used = usable(found)
    return [_told(forms, used, _) for forms in found]


def _told(forms: FormsFound, used: FormsFound | None, _: Language) -> str:
    values = {"folder": forms.folder.name, "n": len(forms.files)}
    if forms is used:
        return _("{folder}: read as answers; filled-in forms: {n}", **values)
    return _("{folder}: not used; filled-in forms: {n}; put all forms, and nothing else, in one folder", **values)


def usable(found: Iterable[FormsFound]) -> FormsFound | None:
    """Return the folder that can be read as answers: the first that holds forms and nothing else."""
    return next((forms for forms in found if forms.alone), None)
