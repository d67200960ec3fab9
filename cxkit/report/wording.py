"""Words every notebook shares: amounts with their interval, labels, periods, names of columns."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

from cxkit.language import N_, Language
from cxkit.report.rounding import decimals, rounded, rounded_interval, supported_step

LABEL_WORDS = {
    "measured": N_("measured"),
    "estimated": N_("estimated"),
    "assumed": N_("assumed"),
    "benchmark": N_("benchmark"),
    "": N_("choice"),
}
PERIOD_WORDS = {
    "year": N_("{amount} a year"),
    "to date": N_("{amount} to date"),
    "lifetime": N_("{amount} over the customer's lifetime"),
}
STANDARD_NAMES = (
    N_("margin"), N_("revenue"), N_("fee"), N_("refunds"), N_("cost to serve"), N_("acquisition cost"), N_("tenure"),
    N_("segment"), N_("persona"), N_("product"), N_("region"), N_("contract"), N_("score"),
)  # fmt: skip
SMALL_EUR = 10
ACRONYMS = ("clv", "cltv", "nps")
UNIT_ENDINGS = {
    "_eur_year": N_("{name} (€ a year)"),
    "_eur_quarter": N_("{name} (€ a quarter)"),
    "_eur_month": N_("{name} (€ a month)"),
    "_eur": N_("{name} (€)"),
    "_months": N_("{name} (months)"),
}


def euros(low: float, high: float, amount: float, *, language: Language) -> str:
    """Return an amount rounded to what its interval supports.

    >>> euros(12_544, 16_741, 14_643, language=Language("en"))
    '€15,000'
    """
    value, _, _ = rounded_interval(amount, low, high)
    return language.euro(value, decimals=_step_places(supported_step(low, high), amount))


def plain_euros(amount: float, *, language: Language) -> str:
    """Return an amount without an interval: in whole euros, a small one with cents.

    >>> plain_euros(1_234.4, language=Language("en")), plain_euros(0.3, language=Language("en"))
    ('€1,234', '€0.30')
    """
    return language.euro(amount, decimals=2 if 0 < abs(amount) < SMALL_EUR else 0)


def mean_euros(row: Mapping[str, float], *, language: Language) -> str:
    """Return a mean rounded to what its interval supports; plainly where it has none.

    Parameters
    ----------
    row : forward_eur_mean, forward_eur_low, forward_eur_high, in euros.
    """
    mean, low, high = (row[f"forward_eur_{end}"] for end in ("mean", "low", "high"))
    return euros(low, high, mean, language=language) if low == low else plain_euros(mean, language=language)


def _step_places(step: float, amount: float) -> int:
    """Return the decimals of an amount rounded to a step: two at most, and those of a small amount without a step."""
    return min(decimals(step), 2) if step or not 0 < abs(amount) < SMALL_EUR else 2


def between(low: float, high: float, *, language: Language) -> str:
    """Return an interval as 'between … and …', rounded to what it supports.

    >>> between(12_544, 16_741, language=Language("en"))
    'between €13,000 and €17,000'
    """
    return language(N_("between {low} and {high}"), **_ends(low, high, language))


def run_from(low: float, high: float, *, language: Language) -> str:
    """Return an interval as '… to …', for a table.

    >>> run_from(12_544, 16_741, language=Language("en"))
    '€13,000 to €17,000'
    """
    return language(N_("{low} to {high}"), **_ends(low, high, language))


def _ends(low: float, high: float, language: Language) -> dict[str, str]:
    step = supported_step(low, high)
    _, low_rounded, high_rounded = rounded_interval((low + high) / 2, low, high)
    return {
        name: language.euro(end, decimals=_places(end, step))
        for name, end in (("low", low_rounded), ("high", high_rounded))
    }


def _places(end: float, step: float) -> int:
    """Return the decimals of an end of an interval: enough that an end which is not 0 is not written as 0."""
    places = _step_places(step, end)
    return places if abs(end) >= step or not end else max(places, decimals(abs(end)))


def euro_column(rows: Sequence[tuple[float, float, float]], *, language: Language) -> list[str]:
    """Return amounts for a column of a table: each rounded to what its interval supports, all with equal decimals.

    Parameters
    ----------
    rows : amount, low, high per row; a nan amount becomes an empty text, a nan interval limits nothing.

    Examples
    --------
    >>> euro_column([(12_544, 11_000, 14_000), (8.526, 8.2, 8.9)], language=Language("en"))
    ['€12,500.00', '€8.50']
    """
    steps = [supported_step(low, high) if low == low else 0.0 for _, low, high in rows]
    places = [_step_places(step, amount) for step, (amount, _, _) in zip(steps, rows, strict=True) if amount == amount]
    cents = 2 if any(places) else 0
    return [
        language.euro(rounded(amount, step), decimals=cents) if amount == amount else ""
        for step, (amount, _, _) in zip(steps, rows, strict=True)
    ]


def run_column(rows: Sequence[tuple[float, float]], *, language: Language) -> list[str]:
    """Return intervals for a column of a table as '… to …', all with equal decimals; empty where it is nan.

    >>> run_column([(11_000, 14_000), (8.2, 8.94)], language=Language("en"))
    ['€11,000.00 to €14,000.00', '€8.20 to €8.90']
    """
    known = [(low, high, supported_step(low, high)) for low, high in rows if low == low]
    ends = [(rounded_interval((low + high) / 2, low, high)[1:], step) for low, high, step in known]
    cents = 2 if any(_places(end, step) for pair, step in ends for end in pair) else 0
    texts = iter(
        language(
            N_("{low} to {high}"), low=language.euro(low, decimals=cents), high=language.euro(high, decimals=cents)
        )
        for (low, high), _ in ends
    )
    return [next(texts) if low == low else "" for low, _ in rows]


def plus_minus(low: float, high: float, amount: float, *, language: Language) -> str:
    """Return an amount with half its interval, rounded to what it supports.

    >>> plus_minus(12_544, 16_741, 14_643, language=Language("en"))
    '€15,000 ± €2,000'
    """
    half = rounded((high - low) / 2, supported_step(low, high))
    places = _step_places(supported_step(low, high), half)
    return f"{euros(low, high, amount, language=language)} ± {language.euro(half, decimals=places)}"


def over_period(amount: str, period: str, *, language: Language, years: int = 0) -> str:
    """Return an amount with its period: 'x a year', 'x to date'; over so many years where the period is a horizon.

    >>> over_period("€10", "horizon", years=5, language=Language("en"))
    '€10 over 5 years'
    """
    if period == "horizon":
        return language.plural("{amount} over {n} year", "{amount} over {n} years", years, amount=amount)
    return language(PERIOD_WORDS[period], amount=amount)


def how_sure(label: str, *, language: Language) -> str:
    """Return what kind of interval it is: 95 % sure, or a range under assumptions."""
    return language(N_("a range under assumptions")) if label == "assumed" else language(N_("95% sure"))


def interval_words(label: str, *, language: Language) -> str:
    """Return what a line in a figure stands for: the 95 % interval, or a range under assumptions."""
    return language(N_("a range under assumptions")) if label == "assumed" else language(N_("the 95% interval"))


def column_words(name: str, *, language: Language) -> str:
    """Return a column's name as words with its unit.

    >>> column_words("cost_to_serve_eur_year", language=Language("en"))
    'cost to serve (€ a year)'
    """
    ending = next((e for e in UNIT_ENDINGS if name.endswith(e)), "")
    bare = name.removesuffix(ending)
    words = bare.upper() if bare in ACRONYMS else language(bare.replace("_", " "))
    return language(UNIT_ENDINGS[ending], name=words) if ending else words


def listed(parts: Sequence[str], *, language: Language) -> str:
    """Return 'a, b and c'.

    >>> listed(["a", "b", "c"], language=Language("en"))
    'a, b and c'
    """
    if len(parts) < 2:
        return "".join(parts)
    return language(N_("{first} and {last}"), first=", ".join(parts[:-1]), last=parts[-1])


def shortened(text: str, *, letters: int, lines: int = 1) -> str:
    """Return a label in at most so many lines of so many letters; what does not fit ends in three dots.

    >>> shortened("corrected for error in the score", letters=20, lines=2)
    'corrected for error\\nin the score'
    >>> shortened("a name without end", letters=10)
    'a name…'
    """
    parts = textwrap.wrap(text, letters) or [""]
    if len(parts) > lines:
        parts[lines - 1] = parts[lines - 1][: letters - 1] + "…"
    return "\n".join(parts[:lines])


def sentence_start(text: str) -> str:
    """Return a text with a capital first.

    >>> sentence_start("a promoter")
    'A promoter'
    """
    return text[:1].upper() + text[1:]
