"""What can go wrong, in words a consultant can act on.

* CxkitError
  - SettingsError   a setting is unknown, missing or impossible
  - DataError       a client's file does not hold what it must hold
  - NotEnoughData   the data are sound, but too few to say anything
  - RunError        a notebook did not finish
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cxkit.language import N_, Language, Word

ROWS_NAMED = 10


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong in what the user gave: where it stands, what was found, what to do.

    Parameters
    ----------
    found : English message of the catalogue saying what was found and what was expected; may hold {places}.
    remedy : English message of the catalogue saying what to do; may hold {places}.
    file, sheet, column : where it stands; empty when it does not apply.
    rows : rows of the file that show the fault (the header is row 1); the first one is named up front.
    values : what fills the {places} of both messages.

    Examples
    --------
    >>> fault = Fault("{value} is outside the scale {low} to {high}", "Correct the value",
    ...               file="klanten.csv", column="score", rows=(9, 118), values={"value": -1, "low": 0, "high": 10})
    >>> fault.text()
    'klanten.csv, row 9, column "score": -1 is outside the scale 0 to 10. Correct the value. 2 rows: 9, 118.'
    """

    found: str
    remedy: str
    file: str = ""
    sheet: str = ""
    column: str = ""
    rows: tuple[int, ...] = ()
    values: Mapping[str, object] = field(default_factory=dict)

    def text(self, language: str = "en") -> str:
        """Return the fault as one line in the reader's language."""
        _ = Language(language)
        values = {name: _(value) if isinstance(value, Word) else value for name, value in self.values.items()}
        sentences = [_fill(_(self.found), values), _fill(_(self.remedy), values)]
        if len(self.rows) > 1:
            sentences.append(self._rows_named(_))
        where = self._where(_)
        return (f"{where}: " if where else "") + " ".join(_sentence(s) for s in sentences if s)

    def _where(self, _: Language) -> str:
        parts = [_(self.file)] if self.file else []
        if self.sheet:
            parts.append(_('sheet "{sheet}"', sheet=self.sheet))
        if self.rows:
            parts.append(_("row {row}", row=self.rows[0]))
        if self.column:
            parts.append(_('column "{column}"', column=self.column))
        return ", ".join(parts)

    def _rows_named(self, _: Language) -> str:
        named = ", ".join(str(row) for row in self.rows[:ROWS_NAMED])
        rest = len(self.rows) - ROWS_NAMED
        more = " " + _("and {n} more", n=rest) if rest > 0 else ""
        return _("{n} rows: {rows}", n=len(self.rows), rows=named + more)


def _fill(message: str, values: Mapping[str, object]) -> str:
    return message.format(**values) if values else message


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else text + "."


class CxkitError(Exception):
    """The user can mend this: it is shown in words, without a traceback.

    Parameters
    ----------
    faults : the faults found, all of them.
    language : 'en' or 'nl', the language `str(error)` speaks.
    """

    exit_code = 1
    closing = N_("Nothing was written.")

    def __init__(self, faults: Iterable[Fault] | Fault, *, language: str = "en"):
        self.faults = [faults] if isinstance(faults, Fault) else list(faults)
        self.language = language
        super().__init__(self.faults)

    def __str__(self) -> str:
        lines = [fault.text(self.language) for fault in self.faults]
        return "\n".join([*lines, Language(self.language)(self.closing)])

    def _render_traceback_(self) -> list[str]:
        """Tell IPython to show the words only, without claiming what papermill wrote or not."""
        return [f"{type(self).__name__}:", *(fault.text(self.language) for fault in self.faults)]


class SettingsError(CxkitError):
    """A setting is unknown, missing or impossible."""


class DataError(CxkitError):
    """A client's file does not hold what it must hold."""


class NotEnoughData(CxkitError):
    """The data are sound, but too few to say anything."""


class RunError(CxkitError):
    """A notebook did not finish; what stood there before is untouched."""

    exit_code = 3
    closing = N_("What stood there before was left as it was.")
