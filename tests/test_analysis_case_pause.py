"""What a pause costs: by hand, and never more than the plan."""

import numpy as np
import pandas as pd
import pytest
from business_case_made import benefit, benefits, cost, costs
from hypothesis import given, settings
from hypothesis import strategies as st

from cxkit.analysis.case.costs import cost_draws
from cxkit.analysis.case.draws import line_draws
from cxkit.analysis.case.pause import levels_table, pause, paused_levels
from cxkit.settings.roi import BusinessCase

PLAN = BusinessCase(
    horizon_years=3, ramp_up=[0.4, 0.8, 1.0], decay_year=0.0, discount_rate_year=0.0, inflation_year=0.0,
    pause_year=2, pause_decay=0.5, pause_costs_left=0.2,
)  # fmt: skip
LINES = benefits(benefit("calls", eur_year=1000.0))
COSTS = costs(
    cost("tool", category="technology", year=0, amount_eur=500.0, capitalised=True, lifetime_years=3.0),
    *(cost("licence", year=year, amount_eur=100.0) for year in (1, 2, 3)),
)


def paused(lines=LINES, spent=COSTS, case=PLAN, draws=50):
    held = line_draws(lines, None, settings=case, draws=draws)
    return pause(lines, held, cost_draws(spent, settings=case, draws=draws), settings=case)


def test_a_year_of_pause_by_hand():
    """Levels 0.4, 0.2, 0.6 instead of 0.4, 0.8, 1; in year 2 only 20 of 100 is spent."""
    found = paused()
    assert found.table["planned_eur"].tolist() == pytest.approx([-500, 300, 700, 900])
    assert found.table["paused_eur"].tolist() == pytest.approx([-500, 300, 180, 500])
    assert found.table["planned_cumulative_eur"].tolist() == pytest.approx([-500, -200, 500, 1400])
    assert found.table["paused_cumulative_eur"].tolist() == pytest.approx([-500, -200, -20, 480])
    assert found.facts == pytest.approx(
        {"pause_cost_eur": 920.0, "pause_cost_low": 920.0, "pause_cost_high": 920.0, "pause_level_lost": 0.6}
    )


def test_the_cost_of_a_pause_is_discounted():
    """At 25 %: 600 - 80 in year 2 and 400 in year 3: 520 x 0.64 + 400 x 0.512."""
    case = PLAN.model_copy(update={"discount_rate_year": 0.25})
    assert paused(case=case).facts["pause_cost_eur"] == pytest.approx(520 * 0.64 + 400 * 0.512)


def test_the_interval_is_that_of_the_draws():
    """900 to 1100 a year gives 1 of 1000 lost in euros (0.6 + 0.4), less the 80 that is saved."""
    found = paused(benefits(benefit("calls", eur_year=1000.0, low_eur=900.0, high_eur=1100.0)), draws=20_000).facts
    assert [found["pause_cost_low"], found["pause_cost_high"]] == pytest.approx([820, 1020], abs=5)


def test_a_line_that_starts_later_is_paused_in_the_same_year():
    """From year 2 at 0.4, 0.8: paused in year 2 it has nothing yet, and starts a year later at 0.4."""
    found = paused(benefits(benefit("calls", eur_year=1000.0, from_year=2)))
    assert found.table["planned_eur"].tolist() == pytest.approx([-500, -100, 300, 700])
    assert found.table["paused_eur"].tolist() == pytest.approx([-500, -100, -20, 300])


def test_customers_who_were_kept_before_the_pause_stay():
    """Levels 0.4, 0.2, 0.6 with half of those kept staying: 0.4, 0.4, 0.8; as planned 0.4, 1, 1.5."""
    case = PLAN.model_copy(update={"kept_customer_stays": 0.5})
    found = paused(
        benefits(benefit("stays", eur_year=1000.0, mechanism="churn", notebook="driver_modelling")), COSTS.head(1), case
    )
    assert found.table["planned_eur"].tolist() == pytest.approx([-500, 400, 1000, 1500])
    assert found.table["paused_eur"].tolist() == pytest.approx([-500, 400, 400, 800])


def test_faster_work_fades_in_the_year_of_the_pause():
    """100 a year is gained by faster work; half of it is lost in year 2, on top of the 920."""
    faster = cost("letters", category="effort", amount_eur=-100.0, hours=-4.0)
    spent = pd.concat([COSTS, costs(*(faster | {"year": year} for year in (1, 2, 3)))], ignore_index=True)
    found = paused(spent=spent)
    assert found.table["planned_eur"].tolist() == pytest.approx([-500, 400, 800, 1000])
    assert found.table["paused_eur"].tolist() == pytest.approx([-500, 400, 230, 600])
    assert found.facts["pause_cost_eur"] == pytest.approx(970.0)


def test_a_pause_in_the_first_year_begins_a_year_later():
    case = PLAN.model_copy(update={"pause_year": 1})
    assert paused_levels(np.array([0, 0.4, 0.8, 1.0]), settings=case).tolist() == pytest.approx([0, 0, 0.4, 0.8])


def test_a_programme_that_is_slow_to_start_does_come_back():
    case = PLAN.model_copy(update={"ramp_up": [0.0, 0.5, 1.0], "pause_year": 3, "horizon_years": 5})
    assert paused_levels(np.array([0, 0, 0.5, 1, 1, 1]), settings=case).tolist() == pytest.approx(
        [0, 0, 0.5, 0.25, 0.75, 1.0]
    )


def test_no_pause_asked():
    case = PLAN.model_copy(update={"pause_year": 0})
    found = paused(case=case)
    assert found.table.empty and found.facts == {}
    assert levels_table(case)["paused_level"].isna().all()


def test_levels_beside_each_other():
    found = levels_table(PLAN)
    assert found["year"].tolist() == [1, 2, 3] and found["level"].tolist() == [0.4, 0.8, 1.0]
    assert found["paused_level"].tolist() == pytest.approx([0.4, 0.2, 0.6])


@settings(max_examples=40)
@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=5).map(sorted),
    st.floats(0, 0.9),
    st.floats(0, 1),
    st.integers(1, 6),
)
def test_a_pause_never_brings_more_than_the_plan(ramp, decay, lost, year):
    case = BusinessCase(horizon_years=6, ramp_up=ramp, decay_year=decay, pause_decay=lost, pause_year=year)
    table = levels_table(case)
    assert (table["paused_level"] <= table["level"]).all() and (table["paused_level"] >= 0).all()
    assert table["paused_level"][: year - 1].tolist() == table["level"][: year - 1].tolist()
