import numpy as np
import pandas as pd
import pytest
from engagements import customer_ids
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from what_ifs_made import chance, checked, customers, model_of, pairs_of

from cxkit.analysis.drivers import causes
from cxkit.analysis.drivers.causes import CAUSE_COLUMNS, cause_table, shuffled
from cxkit.analysis.drivers.logistic import expit
from cxkit.analysis.drivers.models import Stop
from cxkit.analysis.drivers.what_if import WhatIf, moved_by, shifts
from cxkit.analysis.drivers.what_if_tables import naive_points, what_if_table

REPEATS = {"repeat_contacts_n": "count"}
BOTH = {"tenure": "number", "repeat_contacts_n": "count"}
SCORED = BOTH | {"NPS": "score"}
FEWER = WhatIf(0, "repeat_contacts_n", -1.0, "all")
CHECKS = ("doubly_robust", "placebo", "negative_control")


def eighty(**columns):
    """Return 80 customers: of 40 without a repeat 10 left, of 40 with one 20; 20 and 40 % of them are old."""
    repeats, left = np.repeat([0.0, 1.0], 40), np.repeat([1.0, 0.0, 1.0, 0.0], [10, 30, 20, 20])
    frame = pd.DataFrame({"customer_id": customer_ids(80), "repeat_contacts_n": repeats, "left": left})
    return frame.assign(**columns)


def made(seed=1, *, n=2_000, answered_n=None, **how):
    """Return the models of customers, all and answered, with what moves by nothing beside."""
    frame = customers(seed, n=n, **how)
    moved = (np.random.default_rng([seed, 1]).random(n) < 0.15).astype(float)
    frame = frame.assign(negative_control=moved)
    return [
        model_of(frame, BOTH, recalibrated=True),
        model_of(frame[: answered_n or n // 2], SCORED, recalibrated=True, model="answered"),
    ]


def table_of(models, **given):
    settings = checked(**{"what_ifs": [["repeat_contacts_n", -1.0, "all"], ["NPS", 1.0, "all"]]} | given)
    pairs = pairs_of(models[0].rows) if "difference" in models[0].rows else {}
    moved = shifts(models, pairs=pairs, settings=settings)
    return cause_table(models, moved, settings=settings), what_if_table(moved, settings=settings)


def test_the_naive_reading_by_head():
    """With one repeat less all 80 would leave at 10/40 instead of 30/80: -0.125.

    Half the customers move from 20/40 to 10/40: variance (1/2)^2 (p q / 40 + p q / 40), times 80 / 78.
    """
    reading = causes.naive(model_of(eighty(), REPEATS, slope=0.5, intercept=1.0), FEWER)
    points, low, high = reading.figures
    assert points == pytest.approx(-0.125)
    variance = (0.25 * 0.75 / 40 + 0.5 * 0.5 / 40) / 4 * 80 / 78
    assert (high - points, points - low) == (pytest.approx(1.959964 * np.sqrt(variance)),) * 2
    assert (reading.status, reading.customers_n, reading.agrees) == ("shown", 80, None)


def test_what_goes_with_the_driver_is_taken_out_when_held_equal():
    """Repeats do nothing within old and young; the old leave more and have more repeats.

    Old: 6 of 12 left without a repeat, 14 of 28 with; young: 7 of 28 without, 3 of 12 with.
    """
    old = np.repeat([1.0, 0.0, 1.0, 0.0], [12, 28, 28, 12])
    left = np.repeat([1.0, 0, 1, 0, 1, 0, 1, 0], [6, 6, 7, 21, 14, 14, 3, 9])
    model = model_of(eighty(old=old, left=left), {"old": "flag"} | REPEATS)
    assert causes.adjusted(model, FEWER).figures[0] == pytest.approx(0, abs=1e-12)
    assert causes.naive(model, FEWER).figures[0] == pytest.approx(-40 / 80 * (17 - 13) / 40)


def test_every_reading_has_the_estimand_of_the_what_if():
    """Adjusted is the what-if of a count, corrected that of a score, and naive the one beside it."""
    found, what_ifs = table_of(made(per_point=-0.3))
    count, score = (found[found["what_if"] == number].set_index("reading") for number in (0, 1))
    for row, own in zip(what_ifs.to_dict("records"), (count.loc["adjusted"], score.loc["corrected"]), strict=True):
        ends = [row["points"], row["points_low"], row["points_high"]]
        assert own[["points", "low", "high"]].tolist() == pytest.approx(ends)
        assert own["customers_n"] == row["customers_n"]
    assert count.loc["naive", "points"] == pytest.approx(what_ifs.loc[0, "naive_points"])
    assert score.loc["naive", "points"] == pytest.approx(what_ifs.loc[1, "naive_points"])
    assert abs(score.loc["corrected", "points"]) > abs(score.loc["adjusted", "points"])


def test_the_table_names_every_reading_once():
    found, _ = table_of(made())
    assert tuple(found.columns) == CAUSE_COLUMNS
    readings = ["naive", "adjusted", "with_scores", *CHECKS]
    assert found.loc[found["what_if"] == 0, "reading"].tolist() == readings
    readings = ["naive", "adjusted", "doubly_robust", "corrected", *CHECKS[1:]]
    assert found.loc[found["what_if"] == 1, "reading"].tolist() == readings
    assert set(found["outcome"]) == {"churn"}
    checks = found["reading"].isin(CHECKS)
    assert found.loc[checks, "agrees"].map(lambda agrees: agrees in (True, False)).all()
    assert found.loc[~checks, "agrees"].map(lambda agrees: agrees is None).all()
    assert found["top2_share"].isna().all()


def test_scores_held_equal_are_of_those_who_answered():
    """With satisfaction a step between repeats and leaving, holding it equal takes its part of the effect out."""
    frame = customers(2, n=8_000, per_repeat=0.0)
    frame["NPS"] = 7 - 1.0 * frame["repeat_contacts_n"] + np.random.default_rng(2).normal(size=8_000)
    chances = expit(-2 - 0.6 * (frame["NPS"] - 6)).to_numpy()
    frame["left"] = (np.random.default_rng(3).random(8_000) < chances).astype(float)
    models = [model_of(frame, BOTH), model_of(frame[:6_000], SCORED, model="answered")]
    found = table_of(models, negative_control="", what_ifs=[["repeat_contacts_n", -1.0, "all"]])[0].set_index("reading")
    assert found.loc["adjusted", "status"] == "shown"
    assert found.loc["with_scores", "status"] == "no_difference"
    assert found["customers_n"].to_dict() == dict.fromkeys(found.index, 8_000) | {"with_scores": 6_000}
    assert "negative_control" not in found.index


def test_under_confounding_the_naive_reading_misses_and_the_others_hold_the_truth():
    """Tenure drives both; the truth is the mean change of the true chances of these customers."""
    held, agree = {name: [] for name in ("naive", "adjusted", "doubly_robust")}, []
    for seed in range(30):
        model = model_of(customers(seed, n=4_000), BOTH, recalibrated=True)
        _, moved = moved_by(model, FEWER)
        after = model.rows.assign(repeat_contacts_n=model.rows["repeat_contacts_n"] + moved)
        truth = float(np.mean(chance(after, 0.4, 0.0) - chance(model.rows, 0.4, 0.0)))
        adjusted = causes.adjusted(model, FEWER)
        second = causes.second_method(model, FEWER, seed=1)
        agree.append(second.agrees)
        for reading in (causes.naive(model, FEWER), adjusted, second):
            held[reading.name].append(reading.figures[1] <= truth <= reading.figures[2])
    covered = {name: np.mean(hits) for name, hits in held.items()}
    assert covered["naive"] < 0.6
    assert covered["adjusted"] >= 0.85
    assert covered["doubly_robust"] >= 0.85
    assert np.mean(agree) >= 0.85


def test_the_second_method_disagrees_where_only_the_first_repeat_counts():
    """The two intervals touch in some of these, as estimates on the same customers do; their difference is not 0."""
    for seed in range(4):
        frame = customers(seed, n=4_000)
        chances = expit(-2 - 0.02 * (frame["tenure"] - 40) + (frame["repeat_contacts_n"] > 0)).to_numpy()
        frame["left"] = (np.random.default_rng([seed, 9]).random(4_000) < chances).astype(float)
        reading = causes.second_method(model_of(frame, BOTH, recalibrated=True), FEWER, seed=1)
        assert (reading.agrees, reading.reason) == (False, "")


def test_a_shuffled_driver_raises_few_false_alarms():
    """One in twenty is what 95 % means; the true driver would be found nearly always."""
    frame = customers(5, n=1_000, per_repeat=0.8)
    model = model_of(frame.assign(segment=np.tile(["a", "b"], 500)), {"segment": "labels"} | BOTH)
    assert causes.adjusted(model, FEWER).status == "shown"
    alarms = [not causes.placebo(model, FEWER, seed=seed).agrees for seed in range(200)]
    assert 0.01 <= np.mean(alarms) <= 0.095


def test_something_hidden_shows_in_what_no_driver_can_change():
    """Who is in trouble calls again and moves house; without trouble the control finds nothing."""
    rng = np.random.default_rng(8)
    frame = customers(8, n=3_000)
    trouble = rng.normal(size=3_000)
    frame["repeat_contacts_n"] = rng.poisson(np.exp(-0.5 + 0.6 * trouble)).astype(float)
    hidden = frame.assign(negative_control=(rng.random(3_000) < expit(-2 + 0.8 * trouble)).astype(float))
    clean = frame.assign(negative_control=(rng.random(3_000) < 0.15).astype(float))
    fired, quiet = (causes.negative_control(model_of(rows, BOTH), FEWER) for rows in (hidden, clean))
    assert (fired.agrees, fired.status) == (False, "shown")
    assert (quiet.agrees, quiet.status) == (True, "no_difference")


def test_the_control_is_of_whom_it_is_known():
    """Blank for every other customer; with two who moved there is nothing to model."""
    control = np.where(np.arange(2_000) % 2 == 0, (np.arange(2_000) % 10 == 0).astype(float), np.nan)
    frame = customers(9, n=2_000).assign(negative_control=control)
    assert causes.negative_control(model_of(frame, BOTH), FEWER).customers_n == 1_000
    few = frame.assign(negative_control=(np.arange(2_000) < 2).astype(float))
    reading = causes.negative_control(model_of(few, BOTH), FEWER)
    assert (reading.status, reading.reason, reading.agrees) == ("not_computable", "few_events", None)


def test_a_stopped_model_has_one_row_with_the_reason():
    stopped = model_of(eighty(), REPEATS, computed=False, stops=(Stop("one_class", blocking=True),))
    found, _ = table_of([stopped], what_ifs=[["repeat_contacts_n", -1.0, "all"]], negative_control="")
    assert found[["reading", "status", "reason"]].values.tolist() == [["adjusted", "not_computable", "one_class"]]
    assert found.loc[0, "agrees"] is None


def test_a_driver_left_out_among_those_who_answered_is_named():
    whole, _ = made(n=600)
    other = model_of(whole.rows, {"tenure": "number", "NPS": "score"}, model="answered",
                     stops=(Stop("separation", "repeat_contacts_n", left_out=True),))  # fmt: skip
    assert causes.with_scores(other, FEWER).reason == "separation"
    assert causes.with_scores(model_of(whole.rows, {"NPS": "score"}, model="answered"), FEWER).reason == "one_value"
    stopped = model_of(whole.rows, SCORED, model="answered", computed=False, stops=(Stop("few_events", blocking=True),))
    assert causes.with_scores(stopped, FEWER).reason == "few_events"


def test_without_a_correction_the_other_readings_stand():
    models = made(per_point=-0.3)
    models = [models[0], model_of(models[1].rows.drop(columns="difference"), SCORED, model="answered")]
    settings = checked(what_ifs=[["NPS", 1.0, "all"]])
    found = cause_table(models, shifts(models, pairs={}, settings=settings), settings=settings).set_index("reading")
    assert found.loc["corrected", ["status", "reason"]].tolist() == ["not_computable", "no_reliability"]
    assert found.loc["adjusted", "status"] == "shown"
    assert found.loc["doubly_robust", "agrees"] is True


def test_small_segments_have_no_second_method():
    frame = customers(4, n=2_000).assign(segment=np.where(np.arange(2_000) < 30, "a", "b"))
    model = model_of(frame, BOTH)
    change = WhatIf(0, "repeat_contacts_n", -1.0, "segment=a")
    reading = causes.second_method(model, change, seed=1)
    assert (reading.reason, reading.status, reading.agrees) == ("too_few_customers", "not_computable", None)
    assert causes.adjusted(model, change).customers_n == 30


def test_a_segment_that_nobody_answered_has_no_scores_to_hold():
    frame = customers(4, n=2_000).assign(segment=np.where(np.arange(2_000) < 1_000, "a", "b"))
    answered = model_of(frame[:1_000], SCORED, model="answered")
    assert causes.with_scores(answered, WhatIf(0, "repeat_contacts_n", -1.0, "segment=b")).reason == "no_customers"


def test_the_order_of_the_rows_does_not_matter():
    frame = customers(6, n=1_500).assign(negative_control=(np.arange(1_500) % 9 == 0).astype(float))
    frame["segment"] = np.where(frame["tenure"] > 40, "a", "b")
    kinds = {"segment": "labels"} | SCORED
    parts = [frame, frame.sample(frac=1, random_state=1)]
    one, other = (table_of([model_of(part, kinds, recalibrated=True)])[0] for part in parts)
    numbers = ["points", "low", "high"]
    assert np.allclose(one[numbers].to_numpy(float), other[numbers].to_numpy(float), rtol=1e-7, atol=1e-10)
    pd.testing.assert_frame_equal(one.drop(columns=numbers), other.drop(columns=numbers))


@examples(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 2), min_size=1, max_size=90), st.integers(0, 9))
def test_shuffled_values_stay_among_customers_who_are_alike(alike, seed):
    alike, values = np.array(alike), np.arange(float(len(alike)))
    ids = pd.Series(customer_ids(len(alike)))
    dealt = shuffled(values, alike=alike, customer_id=ids, seed=seed)
    few = np.isin(alike, [group for group in (0, 1, 2) if (alike == group).sum() < 20])
    for members in [few, *[(alike == group) & ~few for group in (0, 1, 2)]]:
        assert sorted(dealt[members]) == sorted(values[members])
    back = np.arange(len(alike))[::-1]
    again = shuffled(values[back], alike=alike[back], customer_id=ids[back], seed=seed)
    assert again[back].tolist() == dealt.tolist()


def test_naive_points_are_the_same_in_both_tables():
    models = made(n=800)
    settings = checked()
    (shift,) = shifts(models[:1], pairs={}, settings=settings)
    assert causes.naive(models[0], FEWER).figures[0] == pytest.approx(naive_points(shift))
