"""Models of one outcome as a test wants them: by chosen coefficients, or fitted to made customers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from engagements import customer_ids

from cxkit.analysis.drivers import recalibration
from cxkit.analysis.drivers.design import design
from cxkit.analysis.drivers.logistic import LogisticFit, expit, fit_logistic
from cxkit.analysis.drivers.models import OutcomeModel, Stop
from cxkit.settings.drivers import DriverModelling

SCALES = {"count": (0.0, np.inf), "score": (0.0, 10.0), "flag": (0.0, 1.0), "number": (-np.inf, np.inf)}


def checked(**given: Any) -> DriverModelling:
    """Return checked settings: two outcome windows a year, drivers calls, tenure and NPS."""
    bare = {
        "features": ["tenure"], "contact_counts": ["repeat_contacts_n"], "scores": ["NPS"], "themes": [],
        "driver_groups": {}, "what_ifs": [["repeat_contacts_n", -1.0, "all"]],
    }  # fmt: skip
    return DriverModelling.check(bare | given)


def model_of(
    frame: pd.DataFrame, kinds: Mapping[str, str], *, y: np.ndarray | None = None,
    coefficients: np.ndarray | None = None, intercept: float = 0.0, slope: float = 1.0, recalibrated: bool = False,
    outcome: str = "churn", model: str = "all", scales: Mapping[str, tuple[float, float]] | None = None,
    stops: tuple[Stop, ...] = (), computed: bool = True,
) -> OutcomeModel:  # fmt: skip
    """Return a model of the customers of a frame, fitted to y unless its coefficients are given."""
    rows = frame.reset_index(drop=True)
    y = rows["left"].to_numpy(float) if y is None else np.asarray(y, float)
    columns = design(rows, kinds=kinds)
    fit = fit_logistic(columns.x, y) if coefficients is None else by_hand(columns.x, coefficients)
    if recalibrated:
        parts = recalibration.folds(rows["customer_id"], seed=1)
        again = recalibration.recalibrate(recalibration.out_of_fold(columns.x, y, parts), y)
        intercept, slope = again.intercept, again.slope
    return OutcomeModel(
        outcome=outcome, model=model, rows=rows, design=columns, y=y, fit=fit if computed else None,
        intercept=intercept, slope=slope, kinds=dict(kinds),
        scales={name: SCALES[kind] for name, kind in kinds.items() if kind in SCALES} | dict(scales or {}),
        given=rows, stops=stops,
    )  # fmt: skip


def by_hand(x: np.ndarray, coefficients: np.ndarray) -> LogisticFit:
    """Return a fit with chosen coefficients, and the information that goes with them."""
    beta = np.asarray(coefficients, float)
    p = expit(x @ beta)
    information = (x * (p * (1 - p))[:, None]).T @ x
    return LogisticFit(beta, information, True, 1, -1.0, -1.0, float(len(x)), 1.0)


def four(**columns: Any) -> pd.DataFrame:
    """Return four customers with 0, 1, 2 and 1 repeats; at odds 1:3 threefold per repeat they leave at 1/4 to 3/4."""
    return pd.DataFrame(
        {
            "customer_id": customer_ids(4),
            "repeat_contacts_n": [0.0, 1.0, 2.0, 1.0],
            "value_eur_year": [100.0, 200.0, 400.0, np.nan],
            "segment": ["a", "a", "b", "b"],
        }
    ).assign(**columns)


def customers(seed: int, *, n: int = 3_000, per_repeat: float = 0.4, per_point: float = 0.0) -> pd.DataFrame:
    """Return customers whose repeats and scores go with tenure, and who left; true satisfaction and two answers.

    The chance of leaving is exact: log odds -2, per_repeat for each repeat, per_point for each point of true
    satisfaction above 6, and -0.02 for each month of tenure above 40.
    """
    rng = np.random.default_rng(seed)
    tenure = rng.gamma(4.0, 10.0, n)
    repeats = rng.poisson(np.exp(-0.5 - 0.02 * (tenure - 40)))
    true = 6 + 0.03 * (tenure - 40) + 1.2 * rng.normal(size=n)
    answers = true + 1.0 * rng.normal(size=(2, n))
    frame = pd.DataFrame(
        {
            "customer_id": customer_ids(n), "tenure": tenure, "repeat_contacts_n": repeats.astype(float),
            "NPS": answers[0], "difference": answers[0] - answers[1], "true": true,
            "value_eur_year": 300 + 100 * rng.normal(size=n) + 2 * (tenure - 40),
        }
    )  # fmt: skip
    return frame.assign(left=(rng.random(n) < chance(frame, per_repeat, per_point)).astype(float))


def chance(frame: pd.DataFrame, per_repeat: float, per_point: float) -> np.ndarray:
    """Return the true probability of leaving."""
    linear = -2 - 0.02 * (frame["tenure"] - 40) + per_repeat * frame["repeat_contacts_n"]
    return expit((linear + per_point * (frame["true"] - 6)).to_numpy())


def pairs_of(frame: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the pairs of answers of the customers."""
    return {"NPS": frame[["customer_id", "difference"]].dropna()}
