"""Benefit lines that are not known for sure, as draws: what rests on one figure or one doubt moves together."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.sparse import coo_array

from cxkit.analysis.case.lines import BURDEN
from cxkit.analysis.ledger import WHAT_IF
from cxkit.analysis.uncertainty import DRAWS, bent, correlated_normals, interval, pert, stream
from cxkit.result import weakest
from cxkit.settings.roi import BusinessCase

TOTAL_COLUMNS = ("name", "eur_year", "low_eur", "high_eur", "label")
KEY = ["notebook", "lever", "mechanism"]
NAMED = 2  # a what-if bears more words than its kind and its driver


def line_draws(
    lines: pd.DataFrame, ledger: pd.DataFrame | None, *, settings: BusinessCase, draws: int = DRAWS
) -> dict[str, np.ndarray]:
    """Return what every line counts for a year, with everything taken out.

    Parameters
    ----------
    lines : line (unique), notebook, finding, lever, mechanism, success_probability, chance_key, eur_year, low_eur,
        high_eur, net_eur_year;
        likely_eur, where it stands, makes a line a PERT range from low_eur to high_eur.
    ledger : of `EarlierResults`: notebook, customer_key, lever, mechanism, eur_year, weight; None without.
    settings : the seed.
    draws : how many; the first ones are the same however many there are.

    Returns
    -------
    By line net_eur_year, then the draws: the amount as drawn, times the share that counts when the line comes about,
    times 1 or 0 as it does. Lines of one doubt come about together (`success_draws`).

    Notes
    -----
    The share that counts is the same in every draw: what overlaps is not drawn anew.
    """
    amounts = amount_draws(lines, ledger, settings=settings, draws=draws)
    came = success_draws(lines, settings=settings, draws=draws)
    held = {}
    for row in lines.to_dict("records"):
        drawn = amounts[row["line"]] * came[row["line"]] * _share_if_it_comes(row)
        drawn[0] = row["net_eur_year"]
        held[row["line"]] = drawn
    return held


def naive_draws(
    lines: pd.DataFrame, ledger: pd.DataFrame | None, *, settings: BusinessCase, draws: int = DRAWS
) -> dict[str, np.ndarray]:
    """Return what every line would count for if lines were added up: nothing taken out, all sure, burdens left out.

    Parameters
    ----------
    lines, ledger, settings, draws : as in `line_draws`, and category.
    """
    amounts = amount_draws(lines, ledger, settings=settings, draws=draws)
    return {name: amounts[name] for name in lines.loc[lines["category"] != BURDEN, "line"]}


def amount_draws(
    lines: pd.DataFrame, ledger: pd.DataFrame | None, *, settings: BusinessCase, draws: int = DRAWS
) -> dict[str, np.ndarray]:
    """Return what every line brings a year when it comes about and nothing is taken out.

    Parameters
    ----------
    lines, ledger, settings, draws : as in `line_draws`.

    Returns
    -------
    By line eur_year, then the draws: a figure with an interval is drawn over normals that move with those of other
    lines as `alike` says; a PERT range from a stream of its own.
    """
    names = [("line", name) for name in lines["line"]]
    normals = correlated_normals(alike(lines, ledger), seed=settings.seed, names=names, draws=draws)
    rows = zip(lines.to_dict("records"), normals, strict=True)
    return {row["line"]: _amount(row, away, settings.seed, draws) for row, away in rows}


def _amount(row: Mapping, away: np.ndarray, seed: int, draws: int) -> np.ndarray:
    low, likely, high = row["low_eur"], row.get("likely_eur", float("nan")), row["high_eur"]
    if likely == likely and low == low and high == high:
        return pert(low, likely, high, rng=stream(seed, "range", row["line"]), draws=draws)
    return bent(row["eur_year"], low, high, away=away)


def success_draws(lines: pd.DataFrame, *, settings: BusinessCase, draws: int = DRAWS) -> dict[str, np.ndarray]:
    """Return whether every line comes about: its chance, then 1 or 0 in each draw.

    Parameters
    ----------
    lines : line, lever ('' for a line by itself), success_probability (0-1); may hold chance_key, the key of
        settings.success_probability that gave the chance ('' where none did).
    settings : the seed.
    draws : how many.

    Notes
    -----
    One number between 0 and 1 is drawn per doubt; a line comes about where it is below the line's chance. Of two lines
    of one doubt the less likely therefore never comes about without the other. All lines whose chance one key gave are
    one doubt: a saving that is told in eight topics comes about as surely as one that is told in one. So are the
    lines of one lever whose chance no key gave, beside those of that lever with a key.

    Examples
    --------
    >>> lines = pd.DataFrame({"line": ["a", "b"], "lever": ["", ""], "success_probability": [1.0, 0.0]})
    >>> {name: drawn.tolist() for name, drawn in success_draws(lines, settings=BusinessCase(), draws=2).items()}
    {'a': [1.0, 1.0, 1.0], 'b': [0.0, 0.0, 0.0]}
    """
    rows = zip(lines["line"], _doubts(lines), lines["success_probability"], strict=True)
    return {
        line: np.concatenate([[chance], stream(settings.seed, "comes about", *doubt).random(draws) < chance])
        for line, doubt, chance in rows
    }


def _doubts(lines: pd.DataFrame) -> list[tuple[str, ...]]:
    """Return by line the name of what decides whether it comes about: a key of the settings, a lever, or itself.

    >>> lines = pd.DataFrame({"line": ["1", "2", "3", "4"], "lever": ["a", "b", "a", ""],
    ...                       "chance_key": ["saving_", "saving_", "", ""]})
    >>> _doubts(lines)
    [('key', 'saving_'), ('key', 'saving_'), ('key', 'saving_'), ('4',)]
    """
    keys = lines["chance_key"] if "chance_key" in lines else pd.Series("", index=lines.index)
    rows = list(zip(lines["line"], lines["lever"], keys, strict=True))
    of_lever = {lever: key for lever, key in sorted({(lever, key) for _, lever, key in rows}, reverse=True) if key}
    found = [(line, lever, key or (of_lever.get(lever, "") if lever else "")) for line, lever, key in rows]
    return [("key", key) if key else (lever or line,) for line, lever, key in found]


def _share_if_it_comes(row: Mapping) -> float:
    """Return which share of a line's amount counts when it comes about.

    >>> _share_if_it_comes({"eur_year": 100.0, "net_eur_year": 20.0, "success_probability": 0.5})
    0.4
    """
    expected = row["eur_year"] * row["success_probability"]
    return row["net_eur_year"] / expected if expected else 0.0


def alike(lines: pd.DataFrame, ledger: pd.DataFrame | None) -> np.ndarray:
    """Return how far each two lines are taken to move together, 0-1 for benefits.

    Parameters
    ----------
    lines : notebook, lever, mechanism; may hold finding.
    ledger : as in `line_draws`.

    Returns
    -------
    One row and one column per line; no eigenvalue is below 0. A line of which the ledger does not know the customers
    goes with none but those of its own figure.

    Notes
    -----
    What-ifs of one driver and one outcome rest on one estimate, in whatever segment: they move together wholly (1).
    Between others it is the cosine between the customers' euros x: sum of x_k x_l / square root of (sum of x_k^2 x sum
    of x_l^2), x = eur_year x weight, of all what-ifs of one estimate together. That is an assumption, and a wide one:
    as if all that is not known of a figure belonged to its customers. It is how two totals go together when customers
    are drawn again (with Poisson(1) weights w the covariance of sum w x_k and sum w x_l is sum x_k x_l), and not the
    correlation of the estimates behind them, of which the results hold no more than their intervals. Euros of the
    same sign on the same customers make a sum less sure, never surer.

    Examples
    --------
    >>> lines = pd.DataFrame({"notebook": "n", "lever": ["a", "b"], "mechanism": "churn"})
    >>> ledger = pd.DataFrame({"notebook": "n", "customer_key": ["1", "2", "1"], "lever": ["a", "a", "b"],
    ...                        "mechanism": "churn", "eur_year": [3.0, 4.0, 10.0], "weight": 1.0})
    >>> alike(lines, ledger).tolist()
    [[1.0, 0.6], [0.6, 1.0]]
    """
    at, figures = pd.factorize(pd.Series(_figures(lines), dtype=object))
    known = None if ledger is None else ledger.merge(lines[KEY].assign(at=at), on=KEY)
    return _cosines(known, len(figures))[np.ix_(at, at)]


def _figures(lines: pd.DataFrame) -> list[tuple[str, ...]]:
    """Return by line which estimate it rests on: for what-ifs notebook, driver and outcome; else the line alone.

    >>> lines = pd.DataFrame({"notebook": "n", "finding": ["what_if_value:NPS:segment=small:churn", "shift_value"]})
    >>> _figures(lines)
    [('n', 'NPS', 'churn'), ('1',)]
    """
    findings = lines["finding"] if "finding" in lines else pd.Series("", index=lines.index)
    rows = enumerate(zip(lines["notebook"], (finding.split(":") for finding in findings), strict=True))
    return [
        (notebook, words[1], words[-1]) if words[0] == WHAT_IF and len(words) > NAMED else (str(place),)
        for place, (notebook, words) in rows
    ]


def _cosines(rows: pd.DataFrame | None, n: int) -> np.ndarray:
    """Return the cosine between the customers' euros of each two of n figures; at says whose a row is."""
    if rows is None or rows.empty:
        return np.eye(n)
    customers, _ = pd.factorize(rows["customer_key"])
    euros = (rows["eur_year"] * rows["weight"]).to_numpy(float)
    table = coo_array((euros, (customers, rows["at"])), shape=(customers.max() + 1, n)).tocsr()
    products = (table.T @ table).toarray()
    size = np.sqrt(np.outer(np.diag(products), np.diag(products)))
    cosine = np.divide(products, size, out=np.eye(n), where=size > 0)
    np.fill_diagonal(cosine, 1.0)
    return cosine


def totals(lines: pd.DataFrame, naive: Mapping[str, np.ndarray], held: Mapping[str, np.ndarray]) -> pd.DataFrame:
    """Return what the lines bring added up, what of that counts twice, what they bring together and what counts.

    Parameters
    ----------
    lines : line, kept (0-1), evidence, label, part (0-1), counted.
    naive : of `naive_draws`.
    held : of `line_draws`.

    Returns
    -------
    TOTAL_COLUMNS, for gross, overlap and net (burdens, chances and freed time aside), and counted (all taken out).
    """
    if lines.empty:
        return pd.DataFrame(columns=list(TOTAL_COLUMNS))
    benefits, counted = lines[lines["line"].isin(list(naive))], lines[lines["counted"]]
    nothing = 0 * sum(held.values())
    gross = sum((naive[line] for line in benefits["line"]), start=nothing)
    net = sum(
        (naive[line] * kept for line, kept in zip(benefits["line"], benefits["kept"], strict=True)), start=nothing
    )
    sure = benefits["evidence"].where(benefits["part"].eq(1), "assumed")  # chances are not in these three yet
    rows = [
        ("gross", gross, weakest(sure)),
        ("overlap", gross - net, weakest(sure)),
        ("net", net, weakest(sure[benefits["kept"] > 0])),
        ("counted", sum(held.values()), weakest(counted["label"])),
    ]
    return pd.DataFrame([(name, *interval(eur), label) for name, eur, label in rows], columns=list(TOTAL_COLUMNS))
