"""How often a pilot that does nothing is called achieved, one that does what was sized for is, and intervals hold.

    uv run python benchmarks/coverage_effect.py --replications 1000 --jobs 2

Every replication makes a pilot whose truth is known (`effect_worlds.py`) and estimates it as notebook
impact_measurement does; benchmarks/README.md holds what was measured.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial

import effect_worlds as worlds
import numpy as np
import pandas as pd
from effect_worlds import World

from cxkit.analysis.effect import effect_of
from cxkit.analysis.impact.did import did
from cxkit.analysis.impact.prepare import panel_of, pilot_data
from cxkit.analysis.impact.randomised import cuped
from cxkit.analysis.impact.reading import CONFIDENCE, Reading
from cxkit.analysis.impact.sequential import confidence_now, looks_of
from cxkit.analysis.impact.sizing import sizing
from cxkit.analysis.impact.verdict import verdict_of
from cxkit.settings.pilots import Pilot

SHOWN = ("achieved", "exceeded")
POWER = 0.8
WORTH = 0.4

SCENARIOS: dict[str, Callable[[int], World]] = {
    "by lot, nothing": worlds.by_lot,
    "by lot, an effect": partial(worlds.by_lot, effect=WORTH),
    "by lot, 12 teams": partial(worlds.by_lot, effect=WORTH, clusters_n=12),
    "by lot, teams of 10": partial(worlds.by_lot, effect=WORTH, clusters_n=24, cluster_n=10, cluster_sd=0.5),
    "by lot, euros": partial(worlds.by_lot, effect=WORTH, clusters_n=200, unit_sd=3.0, euros=True),
    "detractors, same rule, nothing": worlds.detractors,
    "detractors, regions apart, nothing": partial(worlds.detractors, region=0.3),
    "detractors, same rule, an effect": partial(worlds.detractors, effect=WORTH),
    "chosen, 60 teams": partial(worlds.chosen, effect=WORTH),
    "chosen, 16 teams": partial(worlds.chosen, effect=WORTH, clusters_n=16),
    "chosen, 8 teams": partial(worlds.chosen, effect=WORTH, clusters_n=8),
    "in steps, 48 teams": partial(worlds.in_steps, effect=WORTH),
    "in steps, 16 teams": partial(worlds.in_steps, effect=WORTH, clusters_n=16),
    "alone, a series": partial(worlds.alone, effect=WORTH),
}
"""Per name the world of a seed."""


def plan_of(world: World, *, worth: float = WORTH, looks: Sequence[str] = ()) -> Pilot:
    """Return the plan of a world's pilot, which expects half as much again as the smallest effect worth having."""
    expected = {"expected": 1.5 * worth, "expected_low": 0.5 * worth, "expected_high": 2.5 * worth}
    return Pilot.check(
        {"metric": "m", **world.dates(), **expected, "smallest_worth": worth, "looks": list(looks), **world.plan}
    )


def reading_of(world: World, plan: Pilot, *, confidence: float = CONFIDENCE, until: int | None = None) -> Reading:
    """Return what `effect.effect_of` finds, by the shortest way.

    Parameters
    ----------
    plan : of `plan_of`.
    confidence : of the interval.
    until : periods measured so far; all when left out.
    """
    if plan.design in ("stepped", "alone"):
        return effect_of(panel_of(world.measurements(until), "p", "m", plan), plan, confidence=confidence)
    estimate = cuped if plan.design == "randomised" else did
    return estimate(world.units(until), confidence=confidence)


def verdict(reading: Reading, plan: Pilot) -> str:
    """Return the verdict on a pilot that nothing stops: stops only ever make it unclear."""
    return verdict_of(reading.low, reading.high, plan, stopped="", stage="ended")[0]


def replication(seed: int, scenario: str) -> dict[str, object]:
    """Return one pilot's estimate and verdict beside the truth: scenario, seed, truth, estimate, low, high, verdict."""
    world = SCENARIOS[scenario](seed)
    plan = plan_of(world)
    reading = reading_of(world, plan)
    return {
        "scenario": scenario, "seed": seed, "truth": world.truth, "estimate": reading.estimate, "low": reading.low,
        "high": reading.high, "verdict": verdict(reading, plan),
    }  # fmt: skip


def replications(seeds: Sequence[int], scenario: str, *, jobs: int = 1) -> pd.DataFrame:
    """Return the rows of many replications, in the order of their seeds."""
    one = partial(replication, scenario=scenario)
    if jobs == 1:
        return pd.DataFrame([one(seed) for seed in seeds])
    with ProcessPoolExecutor(jobs) as pool:
        return pd.DataFrame(pool.map(one, seeds, chunksize=10))


def coverage(rows: pd.DataFrame) -> pd.Series:
    """Return replications_n, computed_n, covered (share), shown (share achieved or exceeded), mean_miss, median_width.

    Parameters
    ----------
    rows : of `replications`, of one scenario.
    """
    computed = rows.dropna(subset=["low", "high"])
    return pd.Series(
        {
            "replications_n": len(rows),
            "computed_n": len(computed),
            "covered": computed["truth"].between(computed["low"], computed["high"]).mean(),
            "shown": rows["verdict"].isin(SHOWN).mean(),
            "mean_miss": (computed["estimate"] - computed["truth"]).mean(),
            "median_width": (computed["high"] - computed["low"]).median(),
        }
    )


def confidences(world: World, *, planned: bool) -> list[float]:
    """Return the confidence of the interval after each period, for who looks after each.

    Parameters
    ----------
    planned : whether the plan names a look after every period, or none.
    """
    periods = world.periods[world.before_n :]
    ends = [str((day - pd.Timedelta(days=1)).date()) for day in periods[1:]]
    plan = plan_of(world, looks=ends if planned else ())
    measured = [world.measurements(world.before_n + k + 1) for k in range(len(periods))]
    return [confidence_now(looks_of(pilot_data(rows, "p", plan))) for rows in measured]


def peeked(world: World, plan: Pilot, at: Sequence[float]) -> bool:
    """Say whether a pilot was shown to work after one period at least.

    Parameters
    ----------
    plan : of `plan_of`.
    at : confidence of the interval after each period, of `confidences`.
    """
    looks = enumerate(at, start=world.before_n + 1)
    return any(verdict(reading_of(world, plan, confidence=sure, until=k), plan) in SHOWN for k, sure in looks)


def needed_n(world: World, *, worth: float = WORTH, kind: str = "mean", looks: Sequence[str] = ()) -> int:
    """Return how many units an arm needs to show the smallest effect worth having, from the periods before.

    Parameters
    ----------
    world : of many units, for their spread to be known well.
    worth : smallest effect worth having.
    kind : of `sizing.sizing`.
    looks : days between on which results are looked at.
    """
    plan = plan_of(world, worth=worth, looks=looks)
    data = pilot_data(world.measurements(world.before_n), "p", plan)
    return int(sizing(data, power=POWER, kind=kind, looks=looks_of(data))["needed_n"])


def main() -> None:
    """Print the table of coverage and verdicts, and how often peeking finds what is not there."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--replications", type=int, default=1000, help="pilots, with seeds 0, 1, ...")
    parser.add_argument("--jobs", type=int, default=2, help="processes at once")
    asked = parser.parse_args()
    seeds = range(asked.replications)
    found = {name: coverage(replications(seeds, name, jobs=asked.jobs)) for name in SCENARIOS}
    print(pd.DataFrame(found).T.round(3).to_string())
    for planned in (True, False):
        at = confidences(worlds.by_lot(0), planned=planned)
        shown = np.mean([peeked(worlds.by_lot(seed), plan_of(worlds.by_lot(seed)), at) for seed in seeds])
        print(f"a look every week, {'planned' if planned else 'not planned'}: shown in {shown:.3f}")


if __name__ == "__main__":
    main()
