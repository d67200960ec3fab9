import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from what_ifs_made import checked, customers, four, model_of, pairs_of

from cxkit.analysis.drivers.logistic import expit, fit_logistic
from cxkit.analysis.drivers.together import together
from cxkit.analysis.drivers.what_if import Missing, WhatIf, what_if
from cxkit.analysis.drivers.what_if_tables import TOTAL, together_table, what_if_table

KINDS = {"repeat_contacts_n": "count", "flag": "flag"}
FEWER, NO_FLAG = WhatIf(0, "repeat_contacts_n", -1.0, "all"), WhatIf(1, "flag", -1.0, "all")
LEAVING = (-np.log(3), np.log(3), np.log(2))
FLAGGED = [1.0, 1.0, 0.0, 0.0]
STATED = {"product_value_eur_year": {"solar": [10.0, 10.0, 10.0]}, "cross_sell": {"solar": "took_solar"}, "held": {},
          "combination_value_eur_year": {}}  # fmt: skip


def by_hand(outcome="churn", *, coefficients=LEAVING, scales=None, **columns):
    """Return four customers who leave at odds 1:3, threefold per repeat and doubled by a flag."""
    frame = four(flag=FLAGGED, **columns)
    return model_of(frame, KINDS, y=[0, 1, 1, 0], coefficients=np.array(coefficients), outcome=outcome, scales=scales)


def shifts_of(model, *changes, **given):
    return [what_if(model, change, settings=checked(**given)) for change in changes]


def test_two_what_ifs_by_head():
    """The second customer: odds 2, without repeat 2/3, without flag 1, so 2/3 becomes 2/5 and 1/2.

    Left are 3/5 and 3/4 of it: 2/3 x 9/20 = 3/10, saved 11/30. The first only loses the flag: odds 2/3 becomes 1/3,
    2/5 becomes 1/4; the other two only a repeat: 3/4 and 1/2 become 1/2 and 1/4.
    """
    joint = together(shifts_of(by_hand(), FEWER, NO_FLAG))
    assert joint.saved == pytest.approx([2 / 5 - 1 / 4, 2 / 3 - 3 / 10, 1 / 4, 1 / 4])


def test_the_table_by_head():
    """A year is two windows: 2/5, 2/3, 3/4 and 1/2 are .64, 8/9, .9375 and .75 a year.

    Saved: the first .64 - .4375; the second leaves .72 by one and .84375 by the other of 8/9, together .6075; the third
    .9375 - .75; the fourth .75 - .4375. One by one the second saves 8/9 - .64 and 8/9 - .75.
    """
    row = together_table(shifts_of(by_hand(), FEWER, NO_FLAG), settings=checked()).iloc[0]
    second = 8 / 9 * (1 - 0.6075)
    assert (row["outcome"], row["customers_n"], row["label"]) == ("churn", 4, "estimated")
    assert row["saved_n_year"] == pytest.approx(0.2025 + second + 0.1875 + 0.3125)
    assert row["base_n_year"] == pytest.approx(0.64 + 8 / 9 + 0.9375 + 0.75)
    assert row["eur_year"] == pytest.approx(20.25 + 200 * second + 75)
    assert row["gross_eur_year"] == pytest.approx(20.25 + 200 * (16 / 9 - 0.64 - 0.75) + 75)
    assert row["cap_eur_year"] == pytest.approx(64 + 200 * 8 / 9 + 375)


def test_one_what_if_together_is_that_what_if():
    model = model_of(customers(1, n=400), {"tenure": "number", "repeat_contacts_n": "count"})
    found = shifts_of(model, FEWER)
    one, all_of_it = what_if_table(found, settings=checked()).iloc[0], together_table(found, settings=checked()).iloc[0]
    for column in ("base_n_year", "saved_n_year", "saved_low", "eur_year", "low_eur", "high_eur", "cap_eur_year"):
        assert all_of_it[column] == pytest.approx(one[column]), column
    assert all_of_it["gross_eur_year"] == pytest.approx(one["eur_year"])


def test_takers_are_converted_from_those_who_do_not_take():
    """A product: what can be won is not taking. At odds 1:3, a repeat fewer: 3/4 becomes 9/10 ..., mirrored."""
    taking = by_hand("solar", coefficients=-np.array(LEAVING))
    assert together(shifts_of(taking, FEWER, NO_FLAG)).saved == pytest.approx(
        together(shifts_of(by_hand(), FEWER, NO_FLAG)).saved
    )


effects = st.lists(st.floats(-3, 3), min_size=3, max_size=3)
changes = st.lists(st.floats(-3, 3).filter(lambda x: abs(x) > 0.01), min_size=3, max_size=3)


@examples(max_examples=60, deadline=None)
@given(narrow=effects, wide=effects, by=changes,
       outcome=st.sampled_from(["churn", "solar"]), twice=st.booleans())  # fmt: skip
def test_together_never_more_than_there_is(narrow, wide, by, outcome, twice):
    """Three what-ifs in one model or two: never more than all leavers, nor anybody below none."""
    free = {"repeat_contacts_n": (-50.0, 50.0), "flag": (-50.0, 50.0)}
    one = by_hand(outcome, coefficients=wide, scales=free)
    other = model_of(
        four(flag=FLAGGED).head(3), KINDS, y=[0, 1, 1], coefficients=narrow, outcome=outcome, scales=free,
        model="answered",
    ) if twice else one  # fmt: skip
    first = [WhatIf(0, "repeat_contacts_n", by[0], "all"), WhatIf(1, "flag", by[1], "segment=a")]
    found = [*shifts_of(one, *first), *shifts_of(other, WhatIf(2, "repeat_contacts_n", by[2], "all"))]
    joint = together(found)
    possible = one.probability if outcome == "churn" else 1 - one.probability
    assert (joint.saved <= possible + 1e-12).all()
    assert (joint.saved >= possible - 1 - 1e-12).all() or twice
    again = together(found[::-1]).saved
    assert again == pytest.approx(joint.saved, abs=1e-12)


@examples(max_examples=40, deadline=None)
@given(wide=effects, by=st.lists(st.floats(0.01, 3), min_size=2, max_size=2))
def test_what_all_gain_lies_between_the_largest_and_the_sum(wide, by):
    changes = [WhatIf(i, name, -size * np.sign(effect) or -1.0, "all")
               for i, (name, size, effect) in enumerate(zip(KINDS, by, wide[1:], strict=True))]  # fmt: skip
    free = {"repeat_contacts_n": (-50.0, 50.0), "flag": (-50.0, 50.0)}
    found = shifts_of(by_hand(coefficients=wide, scales=free), *changes)
    saved = np.array([shift.saved for shift in found])
    joint = together(found).saved
    assert (joint >= saved.max(axis=0) - 1e-12).all() and (joint <= saved.sum(axis=0) + 1e-12).all()


def two_models(frame, counts=None):
    """Return the models of all customers and of the first two thirds, each customer counted so often."""
    made = []
    for name, rows in (("all", frame), ("answered", frame.head(200))):
        kinds = {"tenure": "number", "repeat_contacts_n": "count"} | ({"NPS": "number"} if name == "answered" else {})
        model = model_of(rows, kinds, model=name, intercept=0.05, slope=0.95)
        if counts is not None:
            fit = fit_logistic(model.design.x, model.y, weights=counts[: len(rows)])
            model = model_of(rows, kinds, model=name, intercept=0.05, slope=0.95, coefficients=fit.coefficients)
        made.append(model)
    return made


def joint_of(models, **given):
    wide, narrow = models
    free = [WhatIf(0, "repeat_contacts_n", -1.0, "all"), WhatIf(1, "tenure", 12.0, "all"), WhatIf(2, "NPS", 1.0, "all")]
    return together([*shifts_of(wide, *free[:2]), *shifts_of(narrow, free[2])])


def test_influence_in_two_models_is_what_counting_a_customer_a_little_more_changes():
    """Both models refitted with one customer counted more; but for n / (n - k), 1 % at most."""
    frame = customers(3, n=300, per_point=-0.8)
    joint, weights = joint_of(two_models(frame)), frame["value_eur_year"].to_numpy()
    each = joint.influence(weights)
    assert (joint._most > joint.probability).any() and each[-1] == 0
    for place in (10, 70, 130, 190, 250):
        counts = np.ones(300)
        counts[place] += 1e-4
        changed = weights @ (joint_of(two_models(frame, counts)).saved - joint.saved) / 1e-4
        assert each[place] == pytest.approx(changed, rel=0.02)


def test_a_stated_reliability_counts_once_for_all_that_rest_on_it():
    """Two halves of the customers each a point higher: their doubt is one doubt and adds up before it is squared."""
    frame = customers(5, n=400, per_point=-0.5).assign(half=["a", "b"] * 200)
    model = model_of(frame, {"tenure": "number", "NPS": "score"}, scales={"NPS": (-100.0, 100.0)})
    stated = {"reliability": 0.6, "reliability_range": [0.5, 0.7]}
    halves = shifts_of(model, *(WhatIf(i, "NPS", 1.0, f"half={name}") for i, name in enumerate("ab")), **stated)
    whole = shifts_of(model, WhatIf(0, "NPS", 1.0, "all"), **stated)
    each, all_of_it = (together(found).influence(np.ones(400)) for found in (halves, whole))
    assert each == pytest.approx(all_of_it) and each[-1] != 0


def test_harm_done_together_makes_nobody_leave_more_than_surely():
    changes = [WhatIf(0, "repeat_contacts_n", 40.0, "all"), WhatIf(1, "flag", 40.0, "all")]
    model = by_hand(scales={"flag": (0.0, 50.0)})
    joint = together(shifts_of(model, *changes))
    assert joint.saved == pytest.approx(model.probability - 1)
    beyond = joint.influence(np.ones(4))
    assert np.isfinite(beyond).all()


def test_all_outcomes_add_up_with_a_joint_interval():
    """Churn and a product whose value is certain: sums, and customers with both in one influence."""
    frame = customers(7, n=600)
    left = model_of(frame, {"tenure": "number", "repeat_contacts_n": "count"})
    took = np.random.default_rng(1).random(500) < expit(-1 - 0.5 * frame["repeat_contacts_n"].to_numpy()[:500])
    taken = model_of(
        frame.head(500), {"tenure": "number", "repeat_contacts_n": "count"}, y=took.astype(float), outcome="solar"
    )
    settings = checked(**STATED)
    found = [what_if(model, FEWER, settings=settings) for model in (left, taken)]
    table = together_table(found, settings=settings).set_index("outcome")
    assert table.index.tolist() == ["churn", "solar", TOTAL]
    total = table.loc[TOTAL]
    for column in ("eur_year", "gross_eur_year", "cap_eur_year"):
        assert total[column] == pytest.approx(table.loc[["churn", "solar"], column].sum())
    each = found[0].over(2.0).influence(frame["value_eur_year"].to_numpy())[:-1]
    each[:500] += found[1].over(2.0).influence(np.full(500, 10.0))[:-1]
    assert total["high_eur"] - total["eur_year"] == pytest.approx(1.959964 * np.sqrt(np.sum(each**2)))
    assert np.isnan(total["saved_n_year"]) and total["customers_n"] == 600
    assert total["label"] == "assumed"


def test_one_outcome_is_all_there_is():
    table = together_table(shifts_of(by_hand(), FEWER), settings=checked())
    assert table["outcome"].tolist() == ["churn", TOTAL]
    assert table["eur_year"].nunique() == table["low_eur"].nunique() == 1


def test_what_could_not_be_computed_takes_no_part():
    missing = Missing(NO_FLAG, "churn", "all", "separation")
    settings = checked()
    assert together_table([missing], settings=settings).empty
    found = shifts_of(by_hand(), FEWER)
    one, two = (together_table(parts, settings=settings) for parts in (found, [*found, missing]))
    assert one.equals(two)


def test_the_order_of_customers_does_not_matter():
    frame = customers(9, n=200, per_point=-0.5)
    tables = []
    for rows in (frame, frame.sample(frac=1, random_state=1)):
        model = model_of(rows, {"repeat_contacts_n": "count", "NPS": "score"}, scales={"NPS": (0.0, 10.0)})
        found = [what_if(model, change, pairs=pairs_of(frame), settings=checked())
                 for change in (FEWER, WhatIf(1, "NPS", 1.0, "all"))]  # fmt: skip
        tables.append(together_table(found, settings=checked()).iloc[0])
    for column in ("saved_n_year", "saved_low", "eur_year", "high_eur", "top2_share"):
        assert tables[1][column] == pytest.approx(tables[0][column], rel=1e-9), column
