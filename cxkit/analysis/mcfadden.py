"""How much of McFadden's R² each driver explains: a logistic fit on every subset of the drivers, all at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from cxkit.analysis.dominance import TINY, shapley

ITERATIONS_N = 30
CLOSE = 1e-3  # a step that gains less log likelihood than this is the last
ROWS_N = 2**21  # customers times subsets held together


def mcfadden_shapley(x: np.ndarray, y: np.ndarray, *, groups: Sequence[Sequence[int]] | None = None) -> np.ndarray:
    """Return the part of McFadden's R² of each driver: what it adds, averaged over all orders of entering.

    Parameters
    ----------
    x : (n, k), a constant first.
    y : (n,), 0.0 or 1.0, both present.
    groups : places in x of the columns that enter together, to about 10 groups; every column without it.

    Returns
    -------
    (g,), which adds up to McFadden's R² of the logistic regression on all: 1 - log likelihood / log likelihood of the
    constant alone.

    Raises
    ------
    ValueError : y has one value only.

    Notes
    -----
    Azen & Traxel 2009, Journal of Educational and Behavioral Statistics 34(3), with the Shapley average. Duplicates
    share evenly; a constant gets 0. Under separation the log likelihood goes to its limit, and so does the part.

    Examples
    --------
    A flag that leaves 1 of 4 on one side and 3 of 4 on the other has R² 1 - H(1/4) / H(1/2), H the entropy:

    >>> flag, left = np.repeat([0.0, 1.0], 4), np.array([1.0, 0, 0, 0, 1, 1, 1, 0])
    >>> mcfadden_shapley(np.column_stack([np.ones(8), flag]), left).round(4).tolist()
    [0.1887]
    """
    groups = [(place,) for place in range(1, x.shape[1])] if groups is None else groups
    columns = standardised(x)
    held = _columns_held(groups, x.shape[1])
    log_likelihood = log_likelihoods(columns, np.asarray(y, float), held)
    return shapley(1 - log_likelihood / log_likelihood[0])


def standardised(x: np.ndarray) -> np.ndarray:
    """Return columns (n, k), a constant first, with mean 0 and sd 1; another constant becomes 0.

    >>> standardised(np.array([[1.0, 10.0, 5.0], [1.0, 30.0, 5.0]]))
    array([[ 1., -1.,  0.],
           [ 1.,  1.,  0.]])
    """
    centred = x - x.mean(axis=0)
    sd = centred.std(axis=0)
    told = sd > TINY * np.abs(x).max(axis=0)
    columns = np.divide(centred, sd, out=np.zeros_like(centred), where=told)
    columns[:, 0] = 1.0
    return columns


def _columns_held(groups: Sequence[Sequence[int]], columns_n: int) -> np.ndarray:
    """Return (subsets, columns): whether a column is in the subset, the constant always."""
    subsets = np.arange(2 ** len(groups))
    held = np.zeros((len(subsets), columns_n), bool)
    held[:, 0] = True
    for place, group in enumerate(groups):
        held[:, list(group)] = (subsets >> place & 1).astype(bool)[:, None]
    return held


def log_likelihoods(x: np.ndarray, y: np.ndarray, held: np.ndarray) -> np.ndarray:
    """Return the highest log likelihood of logistic regression on each of several sets of columns.

    Parameters
    ----------
    x : (n, k), a constant first and the others with mean 0 and sd 1.
    y : (n,), 0.0 or 1.0, both present.
    held : (s, k), whether a column is in the set; the constant is in every one.

    Returns
    -------
    (s,), correct to about 1e-6.

    Notes
    -----
    Newton for all sets together, halving a step that loses; the gain of the last step is added, not made. A little on
    the diagonal lets duplicates through: it changes the way, not the end.
    """
    base = y.mean()
    if base in (0, 1):
        raise ValueError("the outcome has one value only")
    before = np.zeros(held.shape)
    before[:, 0] = np.log(base / (1 - base))
    null, gradient, information = _sums(x, y, before[:1])
    best, going = np.repeat(null, len(held)), np.ones(len(held), bool)
    coefficients = before + _steps(gradient, information, held)
    for _ in range(ITERATIONS_N):
        sets = np.flatnonzero(going)
        reached, gradient, information = _sums(x, y, coefficients[sets])
        lost = reached < best[sets] - CLOSE
        coefficients[sets[lost]] = (coefficients[sets[lost]] + before[sets[lost]]) / 2
        won = sets[~lost]
        steps = _steps(gradient[~lost], information[~lost], held[won])
        gain = (gradient[~lost] * steps).sum(axis=1) / 2
        last = gain < CLOSE
        best[won] = reached[~lost] + np.where(last, gain, 0)
        before[won], coefficients[won] = coefficients[won], coefficients[won] + steps
        going[won[last]] = False
        if not going.any():
            break
    return best


def _sums(x: np.ndarray, y: np.ndarray, coefficients: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return log likelihood (s,), gradient (s, k) and information (s, k, k) at several sets of coefficients."""
    sets_n, columns_n = coefficients.shape
    first, second = np.triu_indices(columns_n)
    log_likelihood = coefficients @ (x.T @ y)
    gradient = np.tile(x.T @ y, (sets_n, 1))
    packed = np.zeros((sets_n, len(first)))
    for rows in _slices(len(x), max(1, ROWS_N // sets_n)):
        linear = coefficients @ x[rows].T
        small = np.exp(-np.abs(linear))
        log_likelihood -= (np.maximum(linear, 0) + np.log1p(small)).sum(axis=1)
        gradient -= (np.where(linear >= 0, 1, small) / (1 + small)) @ x[rows]
        packed += (small / (1 + small) ** 2) @ (x[rows][:, first] * x[rows][:, second])
    information = np.empty((sets_n, columns_n, columns_n))
    information[:, first, second] = information[:, second, first] = packed
    return log_likelihood, gradient, information


def _slices(rows_n: int, length: int) -> Iterator[slice]:
    return (slice(first, first + length) for first in range(0, rows_n, length))


def _steps(gradient: np.ndarray, information: np.ndarray, held: np.ndarray) -> np.ndarray:
    """Return the Newton step (s, k) of each set, 0 for the columns outside it."""
    within = np.where(held[:, :, None] & held[:, None, :], information, 0)
    size = np.diagonal(information, axis1=1, axis2=2).max(axis=1, keepdims=True)
    on_diagonal = np.where(held, TINY * size, 1)
    within = within + on_diagonal[:, :, None] * np.eye(held.shape[1])
    return np.linalg.solve(within, np.where(held, gradient, 0)[..., None])[..., 0]
