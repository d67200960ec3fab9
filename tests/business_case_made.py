"""Benefit lines and costs made by hand, for tests of the business case."""

import pandas as pd

NAN = float("nan")
LINE = {
    "notebook": "", "finding": "", "category": "other", "basis": "saving", "lever": "", "mechanism": "own",
    "department": "", "label": "assumed", "status": "shown", "customers_n": NAN, "part": 1.0,
    "success_probability": 1.0, "from_year": 1, "eur_year": 100.0, "low_eur": NAN, "high_eur": NAN, "likely_eur": NAN,
    "capacity_eur": 0.0, "kept": 1.0, "counted": True, "reason": "",
}  # fmt: skip
COST = {
    "category": "operating", "department": "", "year": 1, "amount_eur": 0.0, "capitalised": False,
    "lifetime_years": NAN, "hours": NAN, "rate_eur_hour": NAN, "counted": True, "label": "assumed", "notes": "",
}  # fmt: skip


def benefit(line, **given):
    """Return one line of the ledger; what it counts for is what it brings times its chance, unless given."""
    row = LINE | {"line": line} | given
    return {"net_eur_year": row["eur_year"] * row["kept"] * row["success_probability"]} | row


def benefits(*rows):
    """Return lines of the ledger."""
    return pd.DataFrame(list(rows))


def cost(line, **given):
    """Return one cost in one year; lowest, most likely and highest are the amount, unless given."""
    row = COST | {"line": line} | given
    return {f"{name}_eur": row["amount_eur"] for name in ("low", "likely", "high")} | row


def costs(*rows):
    """Return costs as `cost_lines` gives them."""
    return pd.DataFrame(list(rows))
