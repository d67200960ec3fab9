"""Dimensions, statements, stages and scores as a reader of maturity_assessment reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from cxkit.language import N_, Language
from cxkit.report.rater_groups import least_with_interval
from cxkit.report.reader import Report
from cxkit.report.rounding import decimals, supported_step
from cxkit.settings.instrument import Instrument, Item

ALL = "all"
MOST_PLACES = 2
LEAST_SURE = 3  # of fewer raters nobody is 95 % sure


def form(report: Report) -> Instrument:
    """Return the questionnaire."""
    return report.settings.questionnaire


def own_words(texts: Mapping[str, str], report: Report) -> str:
    """Return a text of the questionnaire in the reader's language, in English where it has none."""
    return texts.get(report.settings.language) or texts.get("en", "")


def dimension_name(key: str, report: Report) -> str:
    """Return a dimension as the reader reads it; 'all' is all dimensions together."""
    if key == ALL:
        return report.language(N_("All dimensions"))
    return own_words(next(d.name for d in form(report).dimensions if d.key == key), report)


def items_by_key(report: Report) -> dict[str, Item]:
    """Return the statements of the questionnaire by key."""
    return {item.key: item for item in form(report).items}


def statement(key: str, report: Report) -> str:
    """Return a statement as it stood on the form."""
    return own_words(items_by_key(report)[key].text, report)


def stage_name(number: float, report: Report) -> str:
    """Return the name of a stage, which is not translated; nothing where there is none."""
    stages = form(report).stages
    return stages[int(number)].name if number == number and 0 <= number < len(stages) else ""


def stage_range(low: float, high: float, report: Report) -> str:
    """Return the stages an interval holds, as 'Interested to Invested', or the only one."""
    names = [stage_name(end, report) for end in (low, high)]
    if not all(names) or names[0] == names[1]:
        return names[0] or names[1]
    return report.language(N_("{low} to {high}"), low=names[0], high=names[1])


def shown_rows(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows this reader may see."""
    return frame if frame.empty else frame[~frame["hidden"].astype(bool)]


def overall(report: Report) -> pd.Series:
    """Return the one row about the whole questionnaire."""
    return report.result.overall.iloc[0]


def is_sure(report: Report) -> bool:
    """Say whether the interval of the stage tells how sure it is: of three raters or more, who do not all agree."""
    row = overall(report)
    return bool(
        row["raters_n"] >= LEAST_SURE
        and row["high"] > row["low"]
        and all(stage_name(row[end], report) for end in ("stage_low", "stage_high"))
    )


def interval_note(frame: pd.DataFrame, report: Report) -> str:
    """Return why some rows have no interval; nothing where none was taken away."""
    _ = report.language
    if not len(frame) or not (frame["no_interval"].astype(bool) & ~frame["hidden"].astype(bool)).any():
        return ""
    return _(
        "No interval is given for groups of fewer than {n} people, nor where it would give theirs away, to protect them.",  # noqa: E501
        n=_.number(least_with_interval(report.settings.minimum_raters_n)),
    )  # fmt: skip


def line_words(rows: pd.DataFrame, report: Report) -> list[str]:
    """Return what a line in a figure stands for, and where there is none; nothing in a figure without lines."""
    _ = report.language
    if rows["low"].isna().all():
        return []
    none = [_("no line: too few people")] if rows["no_interval"].astype(bool).any() else []
    return [_("line: the 95% interval"), *none]


def hidden_dimensions_n(report: Report) -> int:
    """Return how many dimensions this reader does not see."""
    return int(report.result.dimensions["hidden"].astype(bool).sum())


def places_of(rows: Sequence[tuple[float, float]]) -> int:
    """Return the decimals that the intervals of a column of scores support: one, or two when all are narrow.

    >>> places_of([(1.0, 1.5), (1.21, 1.29)]), places_of([(1.21, 1.29)]), places_of([])
    (1, 2, 1)
    """
    steps = [supported_step(low, high) for low, high in rows if low == low and high > low]
    return min((min(max(decimals(step), 1), MOST_PLACES) for step in steps), default=1)


def score(value: float, *, language: Language, places: int = 1) -> str:
    """Return a score or a difference of scores; nothing where it is not known.

    >>> score(1.26, language=Language("en")), score(float("nan"), language=Language("en"))
    ('1.3', '')
    """
    return language.number(value, decimals=places) if value == value else ""


def signed(value: float, *, language: Language, places: int = 1) -> str:
    """Return a difference of scores with its sign.

    >>> signed(0.34, language=Language("en")), signed(-0.34, language=Language("en"))
    ('+0.3', '-0.3')
    """
    text = score(value, language=language, places=places)
    return f"+{text}" if value > 0 and any(digit in text for digit in "123456789") else text


def score_range(low: float, high: float, *, language: Language, places: int = 1) -> str:
    """Return an interval of scores as '1.0 to 1.5'; nothing where there is none."""
    if low != low or high != high:
        return ""
    return language(
        N_("{low} to {high}"), low=score(low, language=language, places=places),
        high=score(high, language=language, places=places),
    )  # fmt: skip


def apart(value: float, asked: float, *, language: Language) -> tuple[str, str]:
    """Return two scores with so many decimals that they differ when written.

    >>> apart(1.26, 1.6, language=Language("en")), apart(0.78, 0.8, language=Language("en"))
    (('1.3', '1.6'), ('0.78', '0.80'))
    """
    texts = [tuple(score(v, language=language, places=places) for v in (value, asked)) for places in (1, 2)]
    return texts[0] if texts[0][0] != texts[0][1] or value == asked else texts[1]


def on_scale(value: float, report: Report) -> float:
    """Return an end of an interval no further than the scale goes."""
    lowest, highest = form(report).lowest, form(report).highest
    return min(max(value, lowest), highest) if value == value else value
