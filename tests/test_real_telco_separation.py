"""A real client: a telephone company where nobody with a score of 4 or 5 left, and everybody with a 1 or 2 did."""

import numpy as np
import pandas as pd
import pytest

from cxkit.analysis.drivers.design import design
from cxkit.analysis.drivers.effects import effects
from cxkit.analysis.drivers.firth import firth_odds
from cxkit.analysis.drivers.logistic import fit_logistic
from cxkit.analysis.drivers.separation import separations

KINDS = {"score": "score", "tenure_months": "number", "charge_eur_month": "number", "contract": "labels"}


@pytest.fixture(scope="module")
def telco(real_data):
    book = str(real_data / "telco_q3" / "Telco_customer_churn_{}.xlsx").format
    both = pd.read_excel(book("status")).merge(pd.read_excel(book("services")), on="Customer ID")
    frame = pd.DataFrame(
        {
            "score": both["Satisfaction Score"].astype(float),
            "tenure_months": both["Tenure in Months"].astype(float),
            "charge_eur_month": both["Monthly Charge"].astype(float),
            "contract": both["Contract"],
        }
    )
    return frame, (both["Churn Label"] == "Yes").to_numpy(float)


def test_the_score_is_named_with_its_cross_table(telco):
    """Fault 70."""
    frame, left = telco
    (found,) = separations(design(frame, kinds=KINDS), left)
    assert (found.driver, found.kind) == ("score", "quasi")
    assert found.table == (("1", 0, 922), ("2", 0, 518), ("3", 2236, 429), ("4", 1789, 0), ("5", 1149, 0))


def test_no_odds_are_told_with_the_score_and_all_are_without_it(telco):
    frame, left = telco
    made = design(frame, kinds=KINDS)
    assert effects(made, fit_logistic(made.x, left), left)["odds_ratio"].isna().all()
    without = made.with_only([driver for driver in KINDS if driver != "score"])
    assert separations(without, left) == []
    assert effects(without, fit_logistic(without.x, left), left)["odds_ratio"].between(0.01, 10).all()


def test_the_penalised_odds_of_the_score_are_finite(telco):
    frame, left = telco
    odds, low, high = firth_odds(design(frame, kinds={"score": "score"}).x, left, 1)
    assert 0 < low < odds < high < 0.01 and np.isfinite(odds)
