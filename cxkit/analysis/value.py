"""What one customer is worth: the components the consultant chose, over one period, in margin."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

Z = 1.959964  # 95 % of a normal distribution
TIMES_A_YEAR = {"_eur_year": 1, "_eur_quarter": 4, "_eur_month": 12, "_eur": 1}


def customer_value(
    customers: pd.DataFrame,
    *,
    plus: Sequence[str] = (),
    minus: Sequence[str] = (),
    revenue: Sequence[str] = (),
    gross_margin: float = 0.0,
    acquisition: Sequence[str] = (),
) -> pd.DataFrame:
    """Return what each customer is worth, looking forward and in all.

    Parameters
    ----------
    customers : one row per customer, with customer_id and the columns named below, in euros; a name that ends in
        _eur_month or _eur_quarter is brought to a year.
    plus, minus : columns that add to the value and that take from it.
    revenue : columns with revenue; they count times `gross_margin`.
    gross_margin : gross margin as a share of revenue, 0-1.
    acquisition : columns with what winning the customer cost; spent, so not in the forward value.

    Returns
    -------
    One row per customer: customer_id; forward_value_eur, plus - minus + gross_margin x revenue; value_eur, the same
    less acquisition. Unknown (NaN) where any component is.

    Examples
    --------
    >>> one = pd.DataFrame({"customer_id": ["1"], "revenue_eur_month": [100.0], "service_eur_year": [80.0]})
    >>> customer_value(one, revenue=["revenue_eur_month"], gross_margin=0.4, minus=["service_eur_year"])
      customer_id  forward_value_eur  value_eur
    0           1              400.0      400.0
    """
    forward = _total(customers, plus) - _total(customers, minus) + gross_margin * _total(customers, revenue)
    return pd.DataFrame(
        {
            "customer_id": customers["customer_id"],
            "forward_value_eur": forward,
            "value_eur": forward - _total(customers, acquisition),
        }
    )


def _total(customers: pd.DataFrame, columns: Sequence[str]) -> pd.Series:
    zero = pd.Series(0.0, index=customers.index)
    return sum((customers[column] * times_a_year(column) for column in columns), zero)


def times_a_year(column: str) -> int:
    """Return how often a column's amount falls in a year, from the unit in its name.

    >>> times_a_year("fee_eur_month"), times_a_year("margin_eur_year"), times_a_year("refunds_eur")
    (12, 1, 1)
    """
    return next((times for unit, times in TIMES_A_YEAR.items() if column.endswith(unit)), 1)


def with_churn(forward_value_eur: pd.Series, churn_probability: pd.Series) -> pd.Series:
    """Return the value expected when a customer may leave: value x (1 - chance of churn).

    >>> float(with_churn(pd.Series([200.0]), pd.Series([0.25]))[0])
    150.0
    """
    return forward_value_eur * (1 - churn_probability)


def with_cross_sell(forward_value_eur: pd.Series, probability: pd.Series, *, value_eur: float) -> pd.Series:
    """Return the value with what a cross-sell is expected to add: value + chance x margin of the cross-sell.

    >>> float(with_cross_sell(pd.Series([200.0]), pd.Series([0.25]), value_eur=40.0)[0])
    210.0
    """
    return forward_value_eur + probability * value_eur


def clv_multiple(
    *, retention_rate_year: float, discount_rate_year: float, timing: str = "end of year", horizon_years: int = 0
) -> float:
    """Return the present value of one euro of margin a year for as long as the customer stays (contractual CLV).

    Parameters
    ----------
    retention_rate_year : share of customers that stays each year, 0 to under 1.
    discount_rate_year : yearly discount rate, 0 or more.
    timing : 'end of year', the first margin comes after one year and only from who stayed: r / (1 + i - r);
        'start of year', the first margin comes now, in full: 1 + r / (1 + i - r).
    horizon_years : number of margins counted; 0 for no end.

    Notes
    -----
    Gupta & Lehmann 2003; with q = r / (1 + i): the sum of q^t over t = 1, 2, ... (end of year) or t = 0, 1, ...

    Examples
    --------
    >>> round(clv_multiple(retention_rate_year=0.8, discount_rate_year=0.10), 2)
    2.67
    >>> clv_multiple(retention_rate_year=0.5, discount_rate_year=0.0, timing="start of year", horizon_years=2)
    1.5
    """
    q = retention_rate_year / (1 + discount_rate_year)
    counted = 1 / (1 - q) if horizon_years == 0 else (1 - q**horizon_years) / (1 - q)
    return counted if timing == "start of year" else q * counted


def mean_interval(values: pd.Series) -> dict[str, float]:
    """Return a mean with its 95 % t-interval, and what disclosure needs to know.

    Parameters
    ----------
    values : one amount per customer, in euros, none unknown.

    Returns
    -------
    customers_n, mean, se, low, high, abs_eur (sum of absolute values) and top2_share (the two largest absolute
    values as a share of it). The interval is unknown (NaN) with fewer than two customers.

    Examples
    --------
    >>> summary = mean_interval(pd.Series([1.0, 2.0, 3.0]))
    >>> summary["mean"], round(summary["se"], 3), round(summary["high"], 2)
    (2.0, 0.577, 4.48)
    """
    n = len(values)
    mean = float(values.mean()) if n else np.nan
    se = float(values.std(ddof=1) / np.sqrt(n)) if n > 1 else np.nan
    half = t_quantile(n - 1) * se if n > 1 else np.nan
    return {"customers_n": n, "mean": mean, "se": se, "low": mean - half, "high": mean + half} | dominance(values)


def dominance(values: pd.Series) -> dict[str, float]:
    """Return how much of a total two customers hold: abs_eur and top2_share (0-1) of the absolute values known."""
    size = np.sort(np.abs(values.dropna().to_numpy(float)))
    total, top2 = float(size.sum()), float(size[-2:].sum())
    return {"abs_eur": total, "top2_share": top2 / total if total else 0.0}


def t_quantile(freedom: float) -> float:
    """Return the 97.5 % point of Student's t.

    >>> round(t_quantile(10), 3)
    2.228
    """
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 0.975))


def wilson(found_n: float, n: float) -> tuple[float, float, float]:
    """Return a share with Wilson's 95 % interval.

    Source: Wilson (1927), Journal of the American Statistical Association 22, 209-212.

    Parameters
    ----------
    found_n, n : how many of how many, as an effective number perhaps no whole one; n may be 0, which gives nan.

    Examples
    --------
    >>> [round(x, 4) for x in wilson(81, 263)]
    [0.308, 0.2553, 0.3662]
    """
    if not n:
        return np.nan, np.nan, np.nan
    p, z2 = found_n / n, Z * Z
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z / (1 + z2 / n) * np.sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    return p, float(middle - half), float(middle + half)
