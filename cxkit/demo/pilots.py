"""The demo client's success factors and pilots: what was measured, by team, by customer and of the whole firm.

Nothing here estimates. What a pilot does is known, since everything can be made again without it from the same random
numbers (`pilot_truth`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

OWNER, CALLS, WELCOME = "Eén eigenaar per vraag", "Nabellen van criticasters", "Welkomstgesprek"
FIRM = "geheel"
PILOT, CONTROL = "pilot", "controle"
COLUMNS = ["unit", "period", "metric", "value", "pilot", "arm", "assigned_at", "cluster", "customers_n"]

TEAMS_N, CUSTOMERS_A_WEEK = 24, 30
OWNER_STARTS, LOTS_DRAWN = pd.Timestamp("2025-05-05"), pd.Timestamp("2025-04-22")
WEEKS = pd.date_range("2025-01-06", "2025-10-20", freq="7D")
OWNER_EFFECTS = {
    "herhaalverkeer": -0.035, "tevredenheid": 0.05, "afhandeltijd_minuten": 0.2, "herhaalverkeer_facturatie": -0.005
}  # fmt: skip
"""What one owner for each question does to a team, a week: fewer follow-up contacts, in longer conversations."""

WAVES = pd.to_datetime(["2024-12-01", "2025-03-01", "2025-06-01", "2025-09-01", "2025-12-01"])
SELECTING_WAVE, CALLS_START, CALLERS_NAMED = 1, pd.Timestamp("2025-04-07"), pd.Timestamp("2025-04-01")
LAST_DETRACTOR = 6
REGION_TEAMS_N, PANEL_N = 16, 2_400
CALL_EFFECT = 0.0
"""Calling detractors back does nothing: their scores rise by themselves after a wave in which they were low."""
ANSWERED_SHARES = (0.55, 1.0, 0.75, 0.7, 0.65)
"""Of the customers picked in the second wave, who answered in each."""

NEW_CUSTOMERS_A_MONTH = 50
MONTHS = pd.date_range("2024-01-01", "2025-12-01", freq="MS")


@dataclass(frozen=True)
class TeamMetric:
    """How one metric of the teams behaves.

    Parameters
    ----------
    mean, team_sd : level of all teams and its spread over teams.
    season, week_sd : how far a winter week lies above the year, and how far a week strays for all teams together.
    one_sd : spread of one contact; 0 of a share, whose contacts are 0 or 1.
    digits : as reported.
    """

    mean: float
    team_sd: float
    season: float
    week_sd: float
    one_sd: float
    digits: int


TEAM_METRICS = {
    "herhaalverkeer": TeamMetric(0.13, 0.02, 0.006, 0.003, 0.0, 4),
    "tevredenheid": TeamMetric(7.2, 0.25, -0.08, 0.04, 1.7, 2),
    "afhandeltijd_minuten": TeamMetric(7.4, 0.6, 0.15, 0.08, 2.8, 2),
    "herhaalverkeer_facturatie": TeamMetric(0.10, 0.015, 0.008, 0.003, 0.0, 4),
}


def measurements(*, seed: int = 2025) -> pd.DataFrame:
    """Return everything the client measured, one row per unit, period, metric and pilot.

    Parameters
    ----------
    seed : seed of every random number.

    Returns
    -------
    unit, period (first day), metric, value, pilot and arm (blank of the whole firm, and arm of customers before their
    pilot), assigned_at, cluster (team that was assigned), customers_n (customers behind the value).
    """
    parts = (firm_rows(seed=seed), team_rows(seed=seed), caller_rows(seed=seed), new_customer_rows(seed=seed))
    made = pd.concat([part.reindex(columns=COLUMNS) for part in parts], ignore_index=True)
    return made.assign(assigned_at=pd.to_datetime(made["assigned_at"]))


def team_levels(*, seed: int = 2025, with_pilot: bool = True) -> pd.DataFrame:
    """Return what every team is expected to reach each week, with the pilot or as it would have been without.

    Parameters
    ----------
    seed : seed of every random number.
    with_pilot : whether the pilot's teams work with one owner for each question from its start.

    Returns
    -------
    metric, unit, arm, period, level; weeks within teams within metrics.
    """
    rng = np.random.default_rng([seed, 31])
    in_pilot = np.isin(np.arange(TEAMS_N), rng.permutation(TEAMS_N)[: TEAMS_N // 2])
    works = in_pilot[:, None] & (WEEKS >= OWNER_STARTS)
    return pd.concat(
        [
            _of_teams(_levels(rng, of) + with_pilot * OWNER_EFFECTS[name] * works, in_pilot).assign(metric=name)
            for name, of in TEAM_METRICS.items()
        ],
        ignore_index=True,
    )


def _levels(rng: np.random.Generator, of: TeamMetric) -> np.ndarray:
    """Return the level of every team and week: the team's own, and what all teams share."""
    winter = np.cos(2 * np.pi * (WEEKS.day_of_year.to_numpy() - 15) / 365)
    shared = of.season * winter + of.week_sd * rng.normal(size=len(WEEKS))
    own = of.team_sd * rng.normal(size=TEAMS_N)
    return of.mean + (own - own.mean())[:, None] + shared


def _of_teams(levels: np.ndarray, in_pilot: np.ndarray) -> pd.DataFrame:
    weeks = len(WEEKS)
    return pd.DataFrame(
        {
            "unit": np.repeat([f"Team {number:02d}" for number in range(1, TEAMS_N + 1)], weeks),
            "arm": np.repeat(np.where(in_pilot, PILOT, CONTROL), weeks),
            "period": np.tile(WEEKS, TEAMS_N),
            "level": levels.ravel(),
        }
    )


def team_rows(*, seed: int = 2025) -> pd.DataFrame:
    """Return what the teams of the pilot drawn by lot reached, week by week; parameters as in `team_levels`."""
    rng = np.random.default_rng([seed, 32])
    levels = team_levels(seed=seed)
    customers_n = np.clip(rng.poisson(CUSTOMERS_A_WEEK, size=TEAMS_N * len(WEEKS)), 12, None)
    values = [
        _reached(rng, levels.loc[levels["metric"] == name, "level"].to_numpy(), customers_n, of)
        for name, of in TEAM_METRICS.items()
    ]
    return levels.drop(columns="level").assign(
        value=np.concatenate(values), pilot=OWNER, assigned_at=LOTS_DRAWN, cluster=levels["unit"],
        customers_n=np.tile(customers_n, len(TEAM_METRICS)),
    )  # fmt: skip


def _reached(rng: np.random.Generator, levels: np.ndarray, customers_n: np.ndarray, of: TeamMetric) -> np.ndarray:
    """Return the mean over a week's customers, or the share of them."""
    if of.one_sd:
        return np.round(levels + of.one_sd / np.sqrt(customers_n) * rng.normal(size=len(levels)), of.digits)
    return np.round(rng.binomial(customers_n, np.clip(levels, 0, 1)) / customers_n, of.digits)


@dataclass(frozen=True)
class Panel:
    """Customers asked in every wave: what they would say each time, and by whom those picked are called.

    Parameters
    ----------
    scores : [customers, waves], 0-10.
    answered : [customers, waves], whether they answered, had they been picked.
    team, in_pilot : [customers], the team of their region, and whether it calls.
    """

    scores: np.ndarray
    answered: np.ndarray
    team: np.ndarray
    in_pilot: np.ndarray


def panel(*, seed: int = 2025, with_pilot: bool = True) -> Panel:
    """Return the customers of the panel; parameters as in `team_levels`."""
    rng = np.random.default_rng([seed, 40])
    shape = PANEL_N, len(WAVES)
    team = rng.integers(REGION_TEAMS_N, size=PANEL_N)
    in_pilot = np.isin(team, rng.permutation(REGION_TEAMS_N)[: REGION_TEAMS_N // 2])
    felt = 7.2 + 1.0 * rng.normal(size=(PANEL_N, 1)) + 1.5 * rng.normal(size=shape)
    called = in_pilot[:, None] & (WAVES >= CALLS_START)
    scores = np.clip(np.round(felt + with_pilot * CALL_EFFECT * called), 0, 10)
    return Panel(scores, rng.random(shape) < ANSWERED_SHARES, team, in_pilot)


def picked(made: Panel) -> np.ndarray:
    """Say which customers of the panel were detractors in the wave by which pilot and control were picked."""
    return made.scores[:, SELECTING_WAVE] <= LAST_DETRACTOR


def caller_rows(*, seed: int = 2025) -> pd.DataFrame:
    """Return the scores of the detractors of one wave, half of whom were called by the team of their region."""
    made = panel(seed=seed)
    customer, wave = np.nonzero(made.answered & picked(made)[:, None])
    return pd.DataFrame(
        {
            "unit": [f"{number:07d}" for number in 3 * customer + 101],
            "period": WAVES[wave],
            "metric": "cijfer",
            "value": made.scores[customer, wave],
            "pilot": CALLS,
            "arm": np.where(made.in_pilot[customer], PILOT, CONTROL),
            "assigned_at": CALLERS_NAMED,
            "cluster": [f"Regioteam {number:02d}" for number in made.team[customer] + 1],
            "customers_n": 1,
        }
    )


def new_customer_rows(*, seed: int = 2025) -> pd.DataFrame:
    """Return what new customers said before there was a welcome call, by which its pilot can be sized; no arms yet."""
    rng = np.random.default_rng([seed, 34])
    months = np.repeat(MONTHS[-6:], NEW_CUSTOMERS_A_MONTH)
    felt = 7.0 + 1.8 * rng.normal(size=len(months))
    return pd.DataFrame(
        {
            "unit": [f"{number:07d}" for number in range(20_001, 20_001 + len(months))],
            "period": months,
            "metric": "cijfer",
            "value": np.clip(np.round(felt), 0, 10),
            "pilot": WELCOME,
            "customers_n": 1,
        }
    )


def firm_rows(*, seed: int = 2025) -> pd.DataFrame:
    """Return the success factors of the whole firm, month by month."""
    rng = np.random.default_rng([seed, 35])
    n = len(MONTHS)
    winter = np.cos(2 * np.pi * (MONTHS.month.to_numpy() - 1) / 12)
    works = ((pd.Timestamp("2025-05-01") <= MONTHS) & (pd.Timestamp("2025-11-01") > MONTHS)).astype(float)
    half = works * 0.5  # half of the teams work with one owner
    noise = rng.normal(size=(4, n))
    levels = {
        "herhaalverkeer": np.round(
            0.13 + 0.006 * winter + 0.003 * noise[0] + half * OWNER_EFFECTS["herhaalverkeer"], 4
        ),
        "NPS": np.round(-34 + 0.15 * np.arange(n) - 1.0 * winter + 1.6 * noise[1], 1),
        "contacten_per_100_klanten": np.round(31 + 2.5 * winter + 0.7 * noise[2] - half * 1.2, 1),
        "tevredenheid": np.round(7.2 - 0.08 * winter + 0.04 * noise[3] + half * OWNER_EFFECTS["tevredenheid"], 2),
    }
    customers_n = {"herhaalverkeer": 3_100, "NPS": 590, "contacten_per_100_klanten": 20_000, "tevredenheid": 3_100}
    return pd.concat(
        [
            pd.DataFrame({"unit": FIRM, "period": MONTHS, "metric": name, "value": values,
                          "customers_n": customers_n[name]})
            for name, values in levels.items()
        ],
        ignore_index=True,
    )  # fmt: skip


_EVENTS = (
    ("2025-02-11", "Storing website", "", "", "Twee dagen; meer contacten in alle teams."),
    ("2025-06-16", "Nieuwe app-versie", "", "", "Facturen staan nu ook in de app."),
    ("2025-07-01", "Prijswijziging", "", "", "Alle klanten kregen een brief."),
    ("2025-09-15", "Brief over het voorschot", CALLS, PILOT, "Alleen in de regio's waar gebeld wordt."),
    ("2025-10-06", "Griepgolf", OWNER, "", "Meer verzuim, in pilot en controle."),
)  # fmt: skip


def outside_events() -> pd.DataFrame:
    """Return what else happened: date, event, pilot (blank: all), arm (blank: both), notes."""
    made = pd.DataFrame(list(_EVENTS), columns=["date", "event", "pilot", "arm", "notes"])
    return made.assign(date=pd.to_datetime(made["date"]))
