"""The whole of notebook driver_modelling: checked tables and settings in, one result out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals as nw
import pandas as pd

from cxkit.analysis.driver_result import DriverResult
from cxkit.analysis.drivers import judged, tables, what_if_tables
from cxkit.analysis.drivers.causes import cause_table
from cxkit.analysis.drivers.findings import TOTAL, findings
from cxkit.analysis.drivers.importance_table import importance_table
from cxkit.analysis.drivers.ledger import ledger_lines
from cxkit.analysis.drivers.models import outcome_models
from cxkit.analysis.drivers.rows import DriverRows, driver_rows
from cxkit.analysis.drivers.values import combination_table
from cxkit.analysis.drivers.what_if import Shift, shifts
from cxkit.settings.drivers import DriverModelling


def driver_modelling(
    customers: pd.DataFrame,
    responses: pd.DataFrame | None = None,
    contacts: nw.LazyFrame | None = None,
    *,
    settings: DriverModelling,
) -> DriverResult:
    """Return what drives churn and cross-sell, and what changing it is worth.

    Whose and what: the customers of each what-if's segment; the expected number of them who leave (or take a product)
    in a year when the driver is moved as far as its limits allow, all else as it is, against the same customers as they
    are; each at what that customer, or that product, is worth a year.

    Parameters
    ----------
    customers, responses : checked tables of the data contract; responses may be None without scores and themes.
    contacts : checked contacts in any engine; None without contact counts.
    settings : checked settings.

    Raises
    ------
    SettingsError : a setting names a column, metric, topic, theme or customer group that is not there.
    DataError : most of those who left had left before the outcome window.
    NotEnoughData : no customer has an outcome, or all did the same.
    """
    rows = driver_rows(customers, responses, contacts, settings=settings)
    models = outcome_models(rows, settings=settings)
    moved = shifts(models, pairs=rows.pairs, settings=settings)
    what_ifs = what_if_tables.what_if_table(moved, settings=settings)
    together = what_if_tables.together_table(moved, settings=settings)
    causes = cause_table(models, moved, settings=settings)
    seen = judged.judged_models(models, settings=settings)
    drivers = tables.driver_table(models)
    importance = importance_table(models, settings=settings)
    quality = judged.quality_table(seen, settings=settings)
    products = combination_table(rows.frame if settings.held else rows.frame.head(0), settings=settings)
    return DriverResult(
        verdict=_verdict(together),
        outcomes=tables.outcome_table(models),
        stops=tables.stop_table(models),
        drivers=drivers,
        quality=quality,
        calibration=judged.calibration_table(seen),
        importance=importance,
        what_ifs=what_ifs,
        together=together,
        causes=causes,
        challengers=judged.challenger_table(seen, settings=settings),
        products=products,
        rows=pd.DataFrame(list(rows.aside), columns=["table", "reason", "rows_n"]),
        findings=findings(together, what_ifs, causes, drivers, importance, quality, products, settings=settings),
        ledger=ledger_lines([one for one in moved if isinstance(one, Shift)], what_ifs, models, settings=settings),
        facts=_facts(rows, seen, settings),
    )


def check(
    customers: pd.DataFrame,
    responses: pd.DataFrame | None,
    contacts: nw.LazyFrame | None,
    *,
    settings: DriverModelling,
) -> None:
    """Raise what `driver_modelling` would raise, without the costly part: for who asks before a kernel starts."""
    driver_rows(customers, responses, contacts, settings=settings)


def _verdict(together: pd.DataFrame) -> str:
    row = together[together["outcome"] == TOTAL]
    if row.empty or row["eur_year"].isna().all():
        return "not_computable"
    if row.iloc[0]["status"] != "shown":
        return "no_difference"
    return "gain" if row.iloc[0]["low_eur"] > 0 else "loss"


def _facts(rows: DriverRows, seen: Sequence[judged.Judged], settings: DriverModelling) -> dict[str, Any]:
    """Return the numbers that only the words need."""
    answers = [name for name in settings.answer_drivers if name in rows.frame]
    return {
        **rows.facts,
        "known_until": rows.known_until.date(),
        "outcome_months": settings.outcome_months,
        "customers_n": len(rows.frame),
        "answered_n": int(rows.frame[answers].notna().any(axis=1).sum()) if answers else 0,
        "split": seen[0].split if seen else "",
        "contacts_known": rows.contacts_known,
    }
