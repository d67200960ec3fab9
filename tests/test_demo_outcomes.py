"""What the demo's customers do after the snapshot: drawn as the constants say, and known under every intervention."""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd
import pytest

from cxkit.demo import (
    contact_counts,
    contacts,
    files,
    outcome_truth,
    outcomes,
    population,
    themes,
    value_of_fewer_repeats,
    value_of_raising,
)
from cxkit.demo.outcomes import CHURN_BY, CHURN_BY_TOPIC, FIRST, MOVING_BY_TENURE, REPEAT, TAKING_BY
from cxkit.demo.themes import OTHER_PER_POINT, OTHER_SHARE, PRICE, SEPARATOR, finds_it_dear
from cxkit.settings import Engagement

KNOWN_FILES = {  # SHA-256 of the files that the first three notebooks rest on, as they were before there were others
    files.CUSTOMERS_FILE: "ac1bab5a5b72622a19668b92a357c53cefb1b6f42eda5873a0fe4634cccc97f3",
    files.RESPONSES_FILE: "7e322aa9f695e3bcea847005059949e1b2de069abfaba61d12566477081578f3",
    files.CONTACTS_FILE: "f30a12ed9a432a21fdd8bb77296e0f6bfa9cd85b8137a72a0f8af099ffe86c74",
    files.EVENTS_FILE: "d83c56c8a108b75efe215a745c33b3cf782027b1ebb2ca4cf9e8cd64c5753102",
}


@pytest.fixture(scope="module")
def made():
    return population()


@pytest.fixture(scope="module")
def log(made):
    return contacts(made)


@pytest.fixture(scope="module")
def did(made, log):
    return outcomes(made, log)


@pytest.fixture(scope="module")
def counts(made, log):
    return contact_counts(made, log)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    files.write(folder)
    return folder


def log_odds(shares: np.ndarray) -> np.ndarray:
    return np.log(shares / (1 - shares))


def chance_of(shares: np.ndarray) -> float:
    """Return four standard errors of the number of those to whom something happens, each with its own chance."""
    return 4 * float(np.sqrt((shares * (1 - shares)).sum()))


def test_a_seed_always_gives_the_same_outcomes():
    small = population(customers_n=300)
    log = contacts(small)
    pd.testing.assert_frame_equal(outcomes(small, log), outcomes(small, log))
    assert not outcomes(small, log)["has_solar"].equals(outcomes(small, log, seed=1)["has_solar"])
    pd.testing.assert_series_equal(themes(small), themes(small))


def test_the_files_of_customers_answers_contacts_and_costs_stay_as_they_were(folder):
    for name, known in KNOWN_FILES.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == known, name


def test_leavers_and_takers_are_about_as_many_as_expected(did):
    for name, chance in (("churned", "churn_probability_true"), ("took_thermostat", "taking_probability_true")):
        assert did[name].sum() == pytest.approx(did[chance].sum(), abs=chance_of(did[chance]))
    assert 0.08 < did["churned"].mean() < 0.10


def test_who_leaves_does_so_in_the_six_months_after_the_snapshot(did):
    assert did["churned_at"].notna().equals(did["churned"])
    left = did["churned_at"].dropna()
    assert (left.min(), left.max()) == (pd.Timestamp("2026-01-01"), pd.Timestamp("2026-06-30"))
    share = left.dt.month.value_counts(normalize=True).sort_index()
    assert share.to_numpy() == pytest.approx(
        np.array([31, 28, 31, 30, 31, 30]) / 181, abs=4 * np.sqrt(0.14 / len(left))
    )


def test_who_has_a_thermostat_takes_none(did):
    assert 0.1 < did["has_thermostat"].mean() < 0.3
    assert not (did["has_thermostat"] & did["took_thermostat"]).any()
    assert (did.loc[did["has_thermostat"], "taking_probability_true"] == 0).all()


def test_contacts_are_counted_as_plain_loops_count_them(made, log, counts):
    first, last = pd.Timestamp("2025-01-01"), pd.Timestamp("2026-01-01")
    known = {customer: dict.fromkeys(counts.columns, 0) for customer in made.customers["customer_id"]}
    before = {}
    heard = log[log["answered"] & log["customer_id"].isin(made.customers["customer_id"])]
    for row in heard.itertuples():
        ended = before.get((row.customer_id, row.topic))
        before[row.customer_id, row.topic] = row.ended_at
        if not first <= row.started_at < last:
            continue
        of = known[row.customer_id]
        if ended is not None and row.started_at - ended <= pd.Timedelta(days=7):
            of[REPEAT] += 1
            continue
        of[FIRST] += 1
        if row.topic in CHURN_BY_TOPIC:
            of[f"{FIRST}:{row.topic}"] += 1
    assert counts.to_dict("records") == list(known.values())
    assert counts[REPEAT].mean() > 0.2 and counts.shape[1] == 4


def test_the_log_odds_of_leaving_are_the_constants(made, did, counts):
    """Least squares on the true log odds gives the coefficients back: nothing else is in them."""
    c = made.customers
    columns = {
        "one": np.ones(len(c)), "satisfaction": c["true_satisfaction"], "tenure": c["tenure_months"],
        "dear": finds_it_dear(made), REPEAT: counts[REPEAT], "start": c["segment"] == "Start",
        "premium": c["segment"] == "Premium", **{topic: counts[f"{FIRST}:{topic}"] for topic in CHURN_BY_TOPIC},
    }  # fmt: skip
    found = fitted(columns, log_odds(did["churn_probability_true"]))
    assert {name: found[name] for name in CHURN_BY} == pytest.approx(CHURN_BY)
    assert {name: found[name] for name in CHURN_BY_TOPIC} == pytest.approx(CHURN_BY_TOPIC)


def test_the_log_odds_of_taking_are_the_constants(made, did, counts):
    c, free = made.customers, ~did["has_thermostat"]
    columns = {
        "one": np.ones(len(c)), "satisfaction": c["true_satisfaction"], "tenure": c["tenure_months"],
        "solar": did["has_solar"], REPEAT: counts[REPEAT],
    }  # fmt: skip
    found = fitted({name: np.asarray(x)[free] for name, x in columns.items()},
                   log_odds(did.loc[free, "taking_probability_true"]))  # fmt: skip
    assert {name: found[name] for name in TAKING_BY} == pytest.approx(TAKING_BY)


def fitted(columns, y):
    x = np.column_stack([np.asarray(values, dtype=float) for values in columns.values()])
    return dict(zip(columns, np.linalg.lstsq(x, y.to_numpy(), rcond=None)[0], strict=True))


def test_moving_house_has_nothing_to_do_with_contacts(made, did, counts):
    """Within a segment the odds of moving hang on tenure alone: no more repeat contacts among movers than chance."""
    assert MOVING_BY_TENURE < 0 and 0.05 < did["has_moved"].mean() < 0.09
    moved = did["has_moved"].to_numpy()
    for segment, rows in made.customers.groupby("segment").indices.items():
        repeats, of = counts[REPEAT].to_numpy()[rows], moved[rows]
        gap = repeats[of].mean() - repeats[~of].mean()
        assert abs(gap) < 4 * repeats.std() / np.sqrt(of.sum()), segment


def test_no_repeat_is_taken_from_who_has_none(made, log, did, counts):
    after = outcomes(made, log, fewer_repeats=1.0)
    change = log_odds(after["churn_probability_true"]) - log_odds(did["churn_probability_true"])
    assert change.to_numpy() == pytest.approx(-CHURN_BY[REPEAT] * np.minimum(counts[REPEAT], 1.0))
    assert not (after["churned"] & ~did["churned"]).any() and (did["churned"] & ~after["churned"]).any()
    pd.testing.assert_frame_equal(after[["has_moved", "has_solar"]], did[["has_moved", "has_solar"]])


def test_the_truth_of_fewer_repeats_is_worked_out_by_hand(made, log, did, counts):
    """One customer of one repeat contact: the change in probability of two windows a year, times what it is worth."""
    place = int(np.flatnonzero((counts[REPEAT] == 1) & ~did["has_thermostat"] & did["has_solar"])[0])
    who = made.customers.iloc[place]
    found = value_of_fewer_repeats(made, log, customer_ids=[who["customer_id"]])
    odds = did.loc[place, ["churn_probability_true", "taking_probability_true"]].astype(float)
    odds = odds / (1 - odds)
    after = odds * np.exp([-0.4, 0.35])
    leaving, taking = ((1 / (1 + odds)) ** 2 - (1 / (1 + after)) ** 2).to_numpy()
    assert found.fewer_leavers_n_year == pytest.approx(-leaving)
    assert found.kept_eur_year == pytest.approx(-leaving * (who["margin_eur_year"] - who["cost_to_serve_eur_year"]))
    assert (found.more_takers_n_year, found.taken_eur_year) == pytest.approx((taking, 35.0 * taking))
    assert found.leavers_n_year == pytest.approx(1 - (1 - did["churn_probability_true"][place]) ** 2)


def test_the_truth_of_a_higher_score_is_that_of_each_customer(made, log):
    ids = made.responses["customer_id"].unique()[:3]
    one = [value_of_raising(made, log, points=p, customer_ids=[i]) for p, i in zip((1.0, 0.5, 0.0), ids, strict=True)]
    found = value_of_raising(made, log, points=np.array([1.0, 0.5, 0.0]), customer_ids=ids)
    for name in ("fewer_leavers_n_year", "kept_eur_year", "more_takers_n_year", "taken_eur_year"):
        assert getattr(found, name) == pytest.approx(sum(getattr(each, name) for each in one)), name
    assert one[0].fewer_leavers_n_year > 0 and one[2].kept_eur_year == 0
    assert outcome_truth.WINDOWS_A_YEAR == 2


def test_the_two_interventions_come_to_what_leavers_lose_and_takers_gain(made, log, did):
    for found in (
        value_of_fewer_repeats(made, log),
        value_of_raising(made, log, points=1.0, customer_ids=made.customers["customer_id"]),
    ):
        assert found.leavers_n_year == pytest.approx((1 - (1 - did["churn_probability_true"]) ** 2).sum())
        assert 0 < found.fewer_leavers_n_year < found.leavers_n_year
        assert 50 < found.kept_eur_year / found.fewer_leavers_n_year < 300
        assert 24 < found.taken_eur_year / found.more_takers_n_year < 35


def test_themes_are_drawn_as_the_constants_say(made):
    said = themes(made)
    felt = made.responses["customer_id"].map(made.customers.set_index("customer_id")["true_satisfaction"])
    for theme, share in OTHER_SHARE.items():
        names_it = said.str.split(SEPARATOR).map(lambda named, theme=theme: theme in named)
        expected = 1 / (1 + (1 - share) / share * np.exp(-OTHER_PER_POINT[theme] * (6.7 - felt)))
        assert names_it.sum() == pytest.approx(expected.sum(), abs=chance_of(expected)), theme
    assert {theme for text in said for theme in text.split(SEPARATOR)} == {"", PRICE, *OTHER_SHARE}


def test_who_finds_it_dear_says_so_in_every_answer(made):
    says_so = themes(made).str.split(SEPARATOR).map(lambda named: PRICE in named)
    dear = dict(zip(made.customers["customer_id"], finds_it_dear(made), strict=True))
    assert says_so.tolist() == made.responses["customer_id"].map(dear).tolist()
    felt = made.customers["true_satisfaction"]
    assert felt[finds_it_dear(made)].mean() < felt[~finds_it_dear(made)].mean() - 0.3


def test_files_say_what_customers_did_and_every_column_has_a_name(folder, did, made):
    columns = Engagement().columns
    sent = pd.read_csv(folder / files.CUSTOMERS_FILE, sep=";", dtype="str", keep_default_na=False)
    assert set(sent.columns) == set(columns["customers"])
    read = sent.rename(columns=columns["customers"])
    for name in ("churned", "has_thermostat", "has_solar", "took_thermostat", "has_moved"):
        assert (read[name] == np.where(did[name], "ja", "nee")).all(), name
    left = pd.to_datetime(read["churned_at"], format="%d-%m-%Y")
    assert (left.dropna() == did["churned_at"].dropna()).all() and left.notna().equals(did["churned"])
    answers = pd.read_csv(folder / files.RESPONSES_FILE, sep=";", dtype="str", keep_default_na=False)
    assert set(answers.columns) == set(columns["responses"])
    assert answers["thema"].tolist() == themes(made).tolist()
