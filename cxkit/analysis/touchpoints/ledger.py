"""Which customer brings which saved euro: the lines of touchpoint_savings for the ledger."""

from __future__ import annotations

from collections.abc import Mapping

import narwhals as nw
import pandas as pd

from cxkit.analysis.touchpoints.frames import Period, collected
from cxkit.analysis.touchpoints.levers import account, levers_on_contacts
from cxkit.analysis.touchpoints.tables import cells_of
from cxkit.settings.touchpoint_rules import ARROW
from cxkit.settings.touchpoints import TouchpointSavings

MECHANISM = "contact_cost"
COLUMNS = ["customer_id", "lever", "mechanism", "effect", "eur_year", "weight"]
MARK = "\x1f"

Key = tuple[str, str]


def ledger_lines(
    contacts: nw.LazyFrame, cells: pd.DataFrame, pages: pd.DataFrame, lines: pd.DataFrame, *, period: Period,
    settings: TouchpointSavings,
) -> pd.DataFrame:  # fmt: skip
    """Return per customer and lever the euros a year that the lever is expected to save on this customer's contacts.

    A contact saves what the contacts of its kind (topic, repeat, switch, page) save on average, each euro once; the
    lines of one lever add up to its net saving of the contacts that name a customer. The burdens stand in no line.

    Parameters
    ----------
    contacts : of `switches.with_causes`.
    cells : of `switches.cells`, with costs.
    pages : of `tables.page_table`; empty without pages.
    lines : of `savings`; a lever whose saving is not shown has no lines.
    period : what counts.
    settings : effects.

    Returns
    -------
    customer_id, lever ('fewer_contacts: bill'), mechanism, effect (its share, 0-1, of what the customer's contacts
    cost at the margin), eur_year, weight (1: the log holds every customer); empty when nothing is saved or no contact
    names a customer.
    """
    by_kind = cells_of(cells, settings=settings)
    shown = set(lines.loc[lines["status"] == "shown", ["lever", "scope"]].itertuples(index=False, name=None))
    each = {key: held for key, held in _saved_per_contact(by_kind, pages, period, settings).items() if key in shown}
    if not each:
        return pd.DataFrame(columns=COLUMNS)
    known = contacts.filter(~nw.col("customer_id").is_null()).with_columns(kind=_kind(settings))
    cost = {_kind_of(c): c["marginal_eur"] / c["contacts_n"] * period.year_factor for c in by_kind.to_dict("records")}
    values = {"cost_eur": cost, **{f"lever{i}": saved for i, saved in enumerate(each.values())}}
    total = (
        known.with_columns(**{name: _value_of(held) for name, held in values.items()})
        .group_by("customer_id")
        .agg(**{name: nw.col(name).sum() for name in values})
    )
    wide = collected(total, by=["customer_id"])
    lines = [_lines(wide, f"lever{i}", key) for i, key in enumerate(each)]
    return pd.concat(lines, ignore_index=True)[COLUMNS]


def _saved_per_contact(
    cells: pd.DataFrame, pages: pd.DataFrame, period: Period, settings: TouchpointSavings
) -> dict[Key, dict[str, float]]:
    """Return by lever and by kind of contact the euros a year that one such contact is expected to save."""
    levers = levers_on_contacts(settings, None if pages.empty else pages)
    each: dict[Key, dict[str, float]] = {}
    for position, cell in enumerate(cells.to_dict("records")):
        one = cells.iloc[[position]]
        held = account(one, levers, seed=settings.seed, year_factor=period.year_factor, dispersion=1.0)
        for (measure, key), amounts in held.net.items():
            if measure == "eur" and amounts[0]:
                each.setdefault(key, {})[_kind_of(cell)] = float(amounts[0]) / cell["contacts_n"]
    return each


def _kind_of(cell: Mapping[str, object]) -> str:
    return MARK.join([str(cell["topic"]), str(int(cell["is_repeat"])), str(cell["switch"]), str(cell["page"])])


def _kind(settings: TouchpointSavings) -> nw.Expr:
    """Return the kind of each contact as one text, the same as `_kind_of` gives for its cell."""
    again = (nw.col("repeat_days") > 0) & (nw.col("repeat_days") <= settings.repeat_contact_days)
    unwanted = nw.col("switch").is_in([ARROW.join(pair) for pair in settings.switch_pairs])
    parts = [
        nw.col("topic"),
        nw.when(again).then(nw.lit("1")).otherwise(nw.lit("0")),
        nw.when(unwanted).then(nw.col("switch")).otherwise(nw.lit("")),
        nw.col("page"),
    ]
    return nw.concat_str(*parts, separator=MARK)


def _value_of(by_kind: Mapping[str, float]) -> nw.Expr:
    return nw.col("kind").replace_strict(list(by_kind), list(by_kind.values()), default=0.0, return_dtype=nw.Float64)


def _lines(wide: pd.DataFrame, column: str, key: Key) -> pd.DataFrame:
    saved = wide[wide[column] > 0]
    return pd.DataFrame(
        {
            "customer_id": saved["customer_id"],
            "lever": ": ".join(key),
            "mechanism": MECHANISM,
            "effect": saved[column] / saved["cost_eur"],
            "eur_year": saved[column],
            "weight": 1.0,
        }
    )
