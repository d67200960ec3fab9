"""Models of driver_modelling: what is left out of them and why, what stops them, and sums of the engine."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxkit.analysis.drivers import models as room
from cxkit.analysis.drivers import separation
from cxkit.analysis.drivers.design import design
from cxkit.analysis.drivers.logistic import fit_logistic
from cxkit.analysis.drivers.models import best_auc, fitted, line_of, outcome_models, without_suspects
from cxkit.analysis.drivers.recalibration import recalibrate
from cxkit.analysis.drivers.rows import DriverRows
from cxkit.analysis.drivers.tables import driver_table, outcome_table, stop_table
from cxkit.settings.drivers import DriverModelling

N = 2_000


def settings(**given) -> DriverModelling:
    plain = {
        "cross_sell": {}, "held": {}, "features": ["a", "b"], "scores": [], "themes": [], "contact_counts": [],
        "driver_groups": {}, "what_ifs": [["a", 1.0, "all"]], "negative_control": "",
    }  # fmt: skip
    return DriverModelling.check(plain | given)


def rows(frame: pd.DataFrame, kinds: dict[str, str]) -> DriverRows:
    known = frame.assign(customer_id=[f"{i:05d}" for i in range(len(frame))], value_eur_year=100.0)
    scales = {name: (0.0, 10.0) for name, kind in kinds.items() if kind != "labels"}
    return DriverRows(known, kinds, scales, {}, pd.Timestamp("2025-12-31"), (), False)


def made(seed: int = 1, n: int = N) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    a, b = rng.poisson(2.0, n).astype(float), rng.normal(size=n)
    left = rng.random(n) < 1 / (1 + np.exp(2.0 - 0.3 * a - 0.2 * b))
    return pd.DataFrame({"a": a, "b": b, "churn": left.astype(float)})


KINDS = {"a": "count", "b": "number"}


def test_a_sound_model_holds_every_driver_and_is_recalibrated():
    (model,) = outcome_models(rows(made(), KINDS), settings=settings())
    assert (model.outcome, model.model, model.stops) == ("churn", "all", ())
    assert model.design.drivers == ("a", "b")
    assert model.slope == pytest.approx(1, abs=0.1)
    assert model.probability.sum() == pytest.approx(model.y.sum(), rel=0.01)


def test_the_order_of_rows_changes_nothing():
    frame = rows(made(), KINDS)
    turned = DriverRows(**{**vars(frame), "frame": frame.frame.iloc[::-1].reset_index(drop=True)})
    (one,), (other,) = (outcome_models(r, settings=settings()) for r in (frame, turned))
    assert other.slope == pytest.approx(one.slope, rel=1e-9)
    np.testing.assert_allclose(other.probability[::-1], one.probability, rtol=1e-9)


def test_blanks_take_a_customer_out_and_are_counted_per_driver():
    frame = made()
    frame.loc[:99, "a"] = np.nan
    frame.loc[50:149, "b"] = np.nan
    (model,) = outcome_models(rows(frame, KINDS), settings=settings())
    assert (len(model.given), len(model.rows)) == (N, N - 150)
    table = driver_table([model]).set_index("driver")
    assert table["known_n"].to_dict() == {"a": N - 100, "b": N - 100}
    assert table["dropped_n"].to_dict() == {"a": 100, "b": 100}
    assert table["imputed_points"].notna().all()


def test_without_blanks_there_is_nothing_to_fill():
    (model,) = outcome_models(rows(made(), KINDS), settings=settings())
    assert driver_table([model])["imputed_points"].isna().all()


@pytest.mark.parametrize("left", [0.0, 1.0])
def test_one_class_stops_a_model(left):
    (model,) = outcome_models(rows(made().assign(churn=left), KINDS), settings=settings())
    assert (model.computed, model.stops[0].reason, model.stops[0].blocking) == (False, "one_class", True)
    table = driver_table([model])
    assert table["odds_ratio"].isna().all() and set(table["reason"]) == {"one_class"}
    assert outcome_table([model]).loc[0, ["status", "reason"]].tolist() == ["stopped", "one_class"]


def test_nobody_of_whom_all_is_known_stops_a_model():
    frame = made()
    frame.loc[::2, "a"] = np.nan
    frame.loc[1::2, "b"] = np.nan
    (model,) = outcome_models(rows(frame, KINDS), settings=settings())
    assert (model.computed, model.stops[0].reason) == (False, "no_customers")


def test_a_driver_known_of_few_is_left_out_by_name_and_the_others_keep_their_customers():
    frame = made()
    frame.loc[100:, "b"] = np.nan
    (model,) = outcome_models(rows(frame, KINDS), settings=settings())
    (stop,) = model.stops
    assert (stop.reason, stop.driver, stop.left_out, stop.value) == ("blanks", "b", True, 0.05)
    assert model.design.drivers == ("a",) and len(model.rows) == N
    told = driver_table([model]).set_index("driver").loc["b"]
    assert (told["status"], told["reason"], told["known_n"]) == ("not_computable", "blanks", 100)


@pytest.mark.parametrize(
    ("left_n", "reason", "blocking"), [(20, None, None), (19, "few_events", False), (5, "few_events", True)]
)
def test_events_per_column_warn_below_ten_and_stop_below_three(left_n, reason, blocking):
    rng = np.random.default_rng(3)
    frame = pd.DataFrame({"a": rng.poisson(2.0, 400).astype(float), "b": rng.normal(size=400)})
    frame["churn"] = (rng.permutation(400) < left_n).astype(float)
    (model,) = outcome_models(rows(frame, KINDS), settings=settings())
    told = [(stop.reason, stop.blocking) for stop in model.stops if stop.reason != "no_better_than_chance"]
    assert told == ([] if reason is None else [(reason, blocking)])
    assert model.computed is not (blocking is True)


def test_a_driver_that_gives_the_outcome_away_is_left_out_by_name():
    frame = made()
    frame["told"] = frame["churn"] + np.random.default_rng(4).normal(scale=0.1, size=N)
    (model,) = outcome_models(rows(frame, KINDS | {"told": "number"}), settings=settings(features=["a", "b", "told"]))
    (stop,) = model.stops
    assert (stop.reason, stop.driver, stop.left_out, model.computed) == ("leakage", "told", True, True)
    assert stop.value > 0.98 and model.design.drivers == ("a", "b")
    told = driver_table([model]).set_index("driver").loc["told"]
    assert told["status"] == "not_computable" and told["reason"] == "leakage" and np.isnan(told["odds_ratio"])


def test_two_drivers_that_tell_it_together_stop_a_model_and_are_named():
    """Neither tells much by itself; their sum is who left, give or take."""
    frame = made()
    frame["first"] = np.random.default_rng(4).normal(size=N)
    frame["second"] = 1.2 * frame["churn"] - frame["first"] + np.random.default_rng(5).normal(scale=0.3, size=N)
    columns = design(frame, kinds={"first": "number", "second": "number"})
    assert max(best_auc(columns, name, frame["churn"].to_numpy()) for name in columns.drivers) < 0.85
    kinds = KINDS | {"first": "number", "second": "number"}
    (model,) = outcome_models(rows(frame, kinds), settings=settings(features=list(kinds)))
    (stop,) = model.stops
    assert (stop.reason, stop.blocking, stop.left_out, model.computed) == ("leakage", True, False, False)
    assert {stop.driver, stop.other} == {"first", "second"} and 0.98 < stop.value < 1
    assert set(driver_table([model])["reason"]) == {"leakage"}


def test_classes_told_without_a_fault_on_others_give_the_outcome_away(monkeypatch):
    """Recalibration has no slope there; that is the opposite of telling nothing."""
    frame = made()
    monkeypatch.setattr(room.recalibration, "out_of_fold", lambda x, y, folds: y + np.linspace(0, 0.1, len(y)))
    (model,) = outcome_models(rows(frame, KINDS), settings=settings())
    assert [(stop.reason, stop.blocking, stop.value) for stop in model.stops] == [("leakage", True, 1.0)]
    assert (model.stops[0].driver, model.stops[0].other, model.computed) == ("a", "b", False)


def test_with_every_driver_left_out_there_is_no_model():
    frame = made()
    frame["told"] = frame["churn"] + np.random.default_rng(4).normal(scale=0.1, size=N)
    chosen = settings(features=["told"], what_ifs=[])
    (model,) = outcome_models(rows(frame, {"told": "number"}), settings=chosen)
    assert [(stop.reason, stop.left_out, stop.blocking) for stop in model.stops] == [("leakage", True, True)]
    assert driver_table([model])["reason"].tolist() == ["leakage"]
    (model,) = outcome_models(rows(frame.assign(told=1.0), {"told": "number"}), settings=chosen)
    assert [(stop.reason, stop.blocking) for stop in model.stops] == [("one_value", True)]


def test_a_reason_that_only_leavers_have_gives_the_outcome_away():
    frame = made()
    frame["why"] = np.where(frame["churn"] == 1, np.where(frame["a"] > 2, "price", "moved"), "none")
    columns = design(frame, kinds={"why": "labels"})
    assert best_auc(columns, "why", frame["churn"].to_numpy()) == 1.0


def test_a_separated_driver_has_a_cross_table_and_no_odds_ratio():
    frame = made()
    frame["flag"] = ((frame["churn"] == 1) & (frame["b"] > 0.5)).astype(float)
    (model,) = outcome_models(rows(frame, KINDS | {"flag": "flag"}), settings=settings(features=["a", "b", "flag"]))
    (stop,) = model.stops
    assert (stop.reason, stop.driver) == ("separation", "flag")
    with_flag = int(frame["flag"].sum())
    assert stop.table[1][1:] == (0, with_flag)
    assert stop_table([model]).loc[0, "table"] == stop.table
    assert np.isnan(driver_table([model]).set_index("driver").loc["flag", "odds_ratio"])


def test_a_copy_is_left_out_and_a_near_copy_is_warned_of():
    frame = made()
    frame["copy"] = 2 * frame["a"]
    frame["near"] = frame["a"] + np.random.default_rng(5).normal(scale=0.3, size=N)
    columns = design(frame, kinds={"a": "count", "near": "number", "copy": "number"})
    kept, stops = without_suspects(columns, frame["churn"].to_numpy())
    assert kept.drivers == ("a", "near")
    assert [(stop.reason, stop.driver, stop.other) for stop in stops] == [("collinear", "copy", "a")]
    (model,) = outcome_models(rows(frame, KINDS | {"near": "number"}), settings=settings(features=["a", "b", "near"]))
    pair = next(stop for stop in model.stops if stop.reason == "collinear")
    assert {pair.driver, pair.other} == {"a", "near"} and 0.9 < pair.value < 1 and not pair.left_out
    assert outcome_table([model]).loc[0, "status"] == "warned"


def test_sums_of_the_engine_give_the_same_model():
    frame = made()
    columns = design(frame, kinds=KINDS)
    y = frame["churn"].to_numpy()
    here, there = (fitted(columns.x, y, engine_rows_n=n) for n in (N, N - 1))
    assert here.converged and there.converged
    np.testing.assert_allclose(there.coefficients, here.coefficients, atol=1e-6)


@pytest.mark.parametrize("flagged", [False, True])
def test_where_the_sums_are_made_changes_nothing_but_memory(flagged):
    """Recalibrated above the limit as below it, also when a driver separates."""
    frame = made()
    frame["flag"] = ((frame["churn"] == 1) & (frame["b"] > 0.5)).astype(float) if flagged else 1.0
    known, kinds = rows(frame, KINDS | {"flag": "flag"}), {"features": ["a", "b", "flag"]}
    (here,), (there,) = (outcome_models(known, settings=settings(engine_rows_n=n, **kinds)) for n in (N, 1_000))
    assert here.slope != 1 and [stop.reason for stop in here.stops] == ["separation"] * flagged
    assert there.stops == here.stops
    np.testing.assert_allclose([there.intercept, there.slope], [here.intercept, here.slope], rtol=1e-9)
    np.testing.assert_allclose(there.probability, here.probability, atol=1e-9)


def test_a_sound_model_is_fitted_once(monkeypatch):
    fitted_n = []
    for module in (room, separation):
        monkeypatch.setattr(module, "fit_logistic", lambda x, y: fitted_n.append(len(y)) or fit_logistic(x, y))
    outcome_models(rows(made(), KINDS), settings=settings())
    assert fitted_n == [N]


def test_a_contact_that_keeps_customers_is_told_as_unexpected_and_a_device_is_not():
    frame = made().assign(contacts_n=lambda f: 10 - f["a"]).rename(columns={"a": "gone"})
    frame["devices_n"] = 5 + frame["contacts_n"] + np.random.default_rng(8).poisson(3.0, N)
    for name in ("contacts_n", "devices_n"):
        (model,) = outcome_models(rows(frame, {name: "count", "b": "number"}), settings=settings())
        table = driver_table([model]).set_index("driver")
        assert table["unexpected"].to_dict() == {name: name == "contacts_n", "b": False}
        assert table.loc[name, "status"] == "shown" and table.loc[name, "high"] < 0


def test_there_is_a_model_of_all_and_one_of_those_who_answered():
    frame = made().assign(NPS=np.where(np.arange(N) % 3 == 0, 7.0, np.nan))
    frame.loc[frame.index % 2 == 0, "NPS"] += 1
    models = outcome_models(rows(frame, KINDS | {"NPS": "score"}), settings=settings(scores=["NPS"]))
    assert [(model.model, len(model.rows)) for model in models] == [("all", N), ("answered", len(range(0, N, 3)))]


def test_a_model_that_tells_nothing_is_warned_of_and_gives_everybody_the_mean_chance():
    rng = np.random.default_rng(12)
    frame = pd.DataFrame({"a": rng.poisson(2.0, N).astype(float), "b": rng.normal(size=N)})
    frame["churn"] = (rng.random(N) < 0.1).astype(float)
    (model,) = outcome_models(rows(frame, KINDS), settings=settings())
    assert [stop.reason for stop in model.stops] == ["no_better_than_chance"]
    np.testing.assert_allclose(model.probability, model.y.mean(), rtol=1e-12)
    assert model.slope == 0


def test_a_slope_that_may_as_well_be_nothing_gives_the_mean_chance():
    """Eight customers: one more of four left at the higher log odds, from 1 of 4 to 2 of 4."""
    y = np.array([1, 0, 0, 0, 1, 1, 0, 0.0])
    again = recalibrate(np.repeat([-1.0, 1.0], 4), y)
    assert again.slope > 0 > again.slope_low
    assert line_of(again, y) == (pytest.approx(np.log(3 / 5)), 0.0)
    sure = recalibrate(np.repeat([-1.0, 1.0], 400), np.repeat(y, 100))
    assert line_of(sure, np.repeat(y, 100)) == (sure.intercept, sure.slope)
