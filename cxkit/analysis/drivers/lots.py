"""Chance per customer that follows from who the customer is: the same in any order of the rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import numpy as np


def lots(customer_id: Iterable[str], *, seed: int, purpose: str) -> np.ndarray:
    """Return a number drawn by lot for each customer.

    Parameters
    ----------
    customer_id : one per customer; the same customer twice draws the same number.
    seed : seed of every random number.
    purpose : what the number is for; lots for different purposes have nothing to do with each other.

    Returns
    -------
    (n,) uint64, evenly spread over all whole numbers below 2^64: a hash of customer_id, keyed by seed and purpose.

    Examples
    --------
    >>> one, other, again = lots(["a", "b", "a"], seed=1, purpose="folds")
    >>> bool(one == again), bool(one == other)
    (True, False)
    """
    key = hashlib.blake2b(f"{seed}\x1f{purpose}".encode(), digest_size=32).digest()
    draws = (hashlib.blake2b(str(name).encode(), key=key, digest_size=8).digest() for name in customer_id)
    return np.fromiter((int.from_bytes(draw) for draw in draws), dtype=np.uint64)
