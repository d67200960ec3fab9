"""Benefit lines and costs made by hand, for tests of the business case."""

import pandas as pd
from hypothesis import strategies as st

from cxkit.analysis.case.costs import cost_draws
from cxkit.settings.roi import BusinessCase

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
    net = row["eur_year"] * row["kept"] * row["success_probability"]
    return {"net_eur_year": net, "evidence": row["label"]} | row


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


# Two years at 25 %: a euro a year is worth 0.8 + 0.64 = 1.44. Benefits 144, costs 100 + 10 x 0.8 = 108: 36 is left.
PLAIN = BusinessCase(
    horizon_years=2, ramp_up=[1.0], decay_year=0.0, discount_rate_year=0.25, inflation_year=0.0, pause_year=0
)
LINES = benefits(benefit("calls", low_eur=80.0, high_eur=130.0))
COSTS = costs(
    cost("start", year=0, amount_eur=100.0, low_eur=90.0, likely_eur=97.5, high_eur=120.0),
    cost("licence", category="technology", year=1, amount_eur=10.0),
)


def known(spent=COSTS, case=PLAIN):
    """Return the expected costs."""
    return cost_draws(spent, settings=case, draws=0)


shares = st.floats(0.0, 0.9)
amounts = st.floats(1.0, 1000.0)


@st.composite
def lines_made(draw):
    """Draw benefit lines."""
    rows = []
    for i in range(draw(st.integers(1, 3))):
        eur = draw(amounts)
        has_range = draw(st.booleans())
        low, high = (eur * (1 - draw(shares)), eur * (1 + draw(shares))) if has_range else (float("nan"),) * 2
        chance, kept = draw(st.sampled_from([0.5, 1.0])), draw(st.sampled_from([0.3, 1.0]))
        mechanism, notebook = draw(st.sampled_from([("churn", "driver_modelling"), ("churn", ""), ("own", "")]))
        rows.append(
            benefit(f"line {i}", eur_year=eur, low_eur=low, high_eur=high, success_probability=chance, kept=kept,
                    basis=draw(st.sampled_from(["margin", "saving"])),
                    mechanism=mechanism, notebook=notebook, from_year=draw(st.integers(1, 2)))
        )  # fmt: skip
    return benefits(*rows)


@st.composite
def costs_made(draw):
    """Draw costs."""
    rows = []
    for i in range(draw(st.integers(1, 3))):
        eur, low, high = draw(amounts), draw(shares), draw(shares)
        capitalised = draw(st.booleans())
        rows.append(
            cost(f"cost {i}", year=draw(st.integers(0, 2)), amount_eur=eur * (4 + 1 - low + 1 + high) / 6,
                 low_eur=eur * (1 - low), likely_eur=eur, high_eur=eur * (1 + high), capitalised=capitalised,
                 lifetime_years=2.0 if capitalised else float("nan"),
                 category=draw(st.sampled_from(["technology", "training"])))
        )  # fmt: skip
    return costs(*rows)


@st.composite
def settings_made(draw):
    """Draw settings."""
    given_ = {
        "horizon_years": 3, "ramp_up": draw(st.sampled_from([[1.0], [0.4, 0.8, 1.0], [0.0, 0.5]])),
        "decay_year": draw(st.sampled_from([0.0, 0.1])), "kept_customer_stays": draw(st.sampled_from([0.0, 0.8])),
        "discount_rate_year": draw(st.sampled_from([0.0, 0.08])), "inflation_year": draw(st.sampled_from([0.0, 0.03])),
        "prices": draw(st.sampled_from(["nominal", "real"])), "tax_rate": draw(st.sampled_from([0.0, 0.25])),
        "timing": draw(st.sampled_from(["end of year", "middle of year"])), "pause_year": 2,
    }  # fmt: skip
    return BusinessCase(**given_)
