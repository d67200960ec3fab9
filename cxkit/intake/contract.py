"""What each table must hold: its key, the columns it cannot do without, and the type of a column by its name."""

from __future__ import annotations

import re
from dataclasses import dataclass

ID, DATE, TIME, NUMBER, FLAG, TEXT, ANY = "id", "date", "time", "number", "flag", "text", "any"
REMARK = "remark"
"""Text as somebody typed it: no label, so that it is kept to the letter."""
MOMENTS = ("started", "ended", "closed", "visited", "occurred", "responded")
"""What happened on a day that has been: `_at` of these may come as `_date`, or as `_date` and `_time`."""


@dataclass(frozen=True)
class Table:
    """One table of the contract.

    Parameters
    ----------
    name : as in the settings, such as customers.
    key : column that names a row.
    required : columns it cannot do without; they may come from the settings' constants. A key that is not
        required and not there is made from the row of the file.
    """

    name: str
    key: str
    required: tuple[str, ...]


TABLES = {
    "customers": Table("customers", "customer_id", ("customer_id",)),
    "responses": Table("responses", "response_id", ("customer_id", "score", "responded_at", "metric")),
    "contacts": Table("contacts", "contact_id", ("started_at", "channel", "topic")),
    "visits": Table("visits", "visit_id", ("customer_id", "visited_at", "url")),
    "cost_events": Table("cost_events", "event_id", ("customer_id", "occurred_at", "kind", "cost_eur")),
    "answers": Table("answers", "answer_id", ("respondent", "item", "score")),
    "opportunities": Table("opportunities", "opportunity", ("opportunity",)),
    "stakeholders": Table("stakeholders", "line_id", ("stakeholder", "opportunity", "effect")),
    "competitors": Table("competitors", "line_id", ("brand", "metric", "year", "score")),
    "costs": Table("costs", "line_id", ("line", "category")),
    "effects": Table("effects", "line", ("line", "category", "expected_eur_year", "basis")),
    "measurements": Table("measurements", "line_id", ("unit", "period", "metric", "value")),
    "events": Table("events", "line_id", ("date", "event")),
}
SMALL_TABLES = (
    "customers", "responses", "answers", "opportunities", "stakeholders", "competitors", "costs", "effects",
    "measurements", "events",
)  # fmt: skip
"""Tables that are read into memory; the others an engine counts."""
OTHER_TABLES = ("products",)

_KINDS = (
    (r".+_id|respondent", ID),
    (r".+_at", DATE),
    (rf"(?:{'|'.join(MOMENTS)})_date", DATE),
    (rf"(?:{'|'.join(MOMENTS)})_time", TIME),
    (r"churned|resolved|answered|must_agree|capitalised|(?:has|took)_.+", FLAG),
    (r"metric|scale|wave|theme|touchpoint|channel|topic|department|kind|url|segment|persona|product|region", TEXT),
    (
        r"item|opportunity|source|rests_on|after|excludes|notes|stakeholder|effect|brand|line|category|basis|lever|mechanism|owner",
        TEXT,
    ),
    (r"evidence", REMARK),
    (r"(?:.+_)?eur(?:_.+)?|(?:.+_)?rate(?:_.+)?|.+_probability|share_of_wallet", NUMBER),
    (r".+_n|n|year|from_year|lifetime_years|hours|hours_year|.+_months|.+_days|.+_seconds|score", NUMBER),
    (r"(?:source|negative|gross_margin)_share", NUMBER),
)
_KINDS_OF = {
    "measurements": {"unit": ID, "cluster": ID, "period": DATE, "value": NUMBER, "arm": TEXT, "pilot": TEXT},
    "events": {"date": DATE, "event": TEXT, "arm": TEXT, "pilot": TEXT},
}
"""Types that only hold in one table: elsewhere a client's column of that name may be anything."""
_SHARE = re.compile(
    r"(?!.*(?:^|_)eur(?:_|$))"
    r"(?:(?:.+_)?rate(?:_.+)?|.+_probability|share_of_wallet|(?:source|negative|gross_margin)_share)"
)
_NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")


def kind_of(name: str, table: str = "") -> str:
    """Return the type a column has by its name, and by its table where names of that table are its own.

    Examples
    --------
    >>> kind_of("customer_id"), kind_of("margin_eur_year"), kind_of("has_solar"), kind_of("income")
    ('id', 'number', 'flag', 'any')
    >>> kind_of("unit", "measurements"), kind_of("unit", "customers")
    ('id', 'any')
    """
    if name in _KINDS_OF.get(table, ()):
        return _KINDS_OF[table][name]
    return next((kind for pattern, kind in _KINDS if re.fullmatch(pattern, name)), ANY)


def limits_of(name: str) -> tuple[float, float] | None:
    """Return the lowest and highest value a column may have, or None.

    Examples
    --------
    >>> limits_of("churn_rate_year"), limits_of("hourly_rate_eur")
    ((0.0, 1.0), None)
    """
    if is_share(name):
        return 0.0, 1.0
    return (0.0, float("inf")) if name == "tenure_months" or is_duration(name) else None


def is_past(name: str) -> bool:
    """Say whether a column holds the day or moment of something that has been.

    Examples
    --------
    >>> is_past("started_at"), is_past("visited_date"), is_past("contract_ends_at")
    (True, True, False)
    """
    return name.endswith(("_at", "_date")) and name.rpartition("_")[0] in MOMENTS


def is_duration(name: str) -> bool:
    """Say whether a column holds durations, in seconds."""
    return name.endswith("_seconds")


def is_share(name: str) -> bool:
    """Say whether a column holds shares of 0 to 1."""
    return _SHARE.fullmatch(name) is not None


def is_name(name: str) -> bool:
    """Say whether this can be a column name of the kit: small letters, digits and underscores."""
    return _NAME.fullmatch(name) is not None
