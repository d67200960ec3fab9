"""What could be done: the list of the consultant, and what the results hold that the list does not name."""

from __future__ import annotations

import pandas as pd

from cxkit.analysis.ranking import sources, volumes, yields
from cxkit.analysis.ranking.burdens import borne
from cxkit.analysis.ranking.yields import LIST, kind_of
from cxkit.errors import DataError
from cxkit.result import EarlierResults
from cxkit.settings.ranking import OpportunityRanking

WORDS = ("department", "notes", "topic")
NUMBERS = (
    "expected_eur_year", "lowest_eur_year", "highest_eur_year", "effort_days", "lead_months", "volume_n",
    "negative_share",
)  # fmt: skip
NAMES = ("source", "after", "excludes")
FILLED = ("source_share", "cost_eur", "running_eur_year", "success_probability", "pilot_cost_eur")
COLUMNS = [
    "opportunity", "origin", "kind", "scope", *WORDS, "source", "source_share", "rests_on", "expected_eur_year",
    "lowest_eur_year", "highest_eur_year", "success_probability", "effort_days", "lead_months", "cost_eur",
    "running_eur_year", "pilot_cost_eur", "volume_n", "negative_share", "after", "excludes", "tested",
]  # fmt: skip


def candidates(
    opportunities: pd.DataFrame | None, earlier: EarlierResults, *, settings: OpportunityRanking
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what could be done, and what each of these would bring.

    Parameters
    ----------
    opportunities : the list: opportunity and any of source (names of findings or their beginnings, joined by ';'),
        source_share (0-1), topic, expected_eur_year, lowest_eur_year, highest_eur_year, rests_on, effort_days,
        lead_months, cost_eur, running_eur_year, success_probability (0-1), pilot_cost_eur, department, after, excludes
        (names joined by ';'), volume_n, negative_share (0-1), notes; None without a list.
    earlier : results of other notebooks.
    settings : chance of success and cost of a pilot where the list gives none.

    Returns
    -------
    opportunities : COLUMNS, those of the list first, then the findings that no opportunity of the list names: named by
        the finding, all outcomes of one what-if together. Amounts that are blank in the list are filled where a blank
        has a meaning (share 1, cost 0, chance and pilot of the settings) and nan elsewhere. tested is what pilots said
        where they tested all its euros ('gain' or 'no_gain', else ''): its chance is 1 then, and its pilot is over.
        Part of what was tested (source_share below 1) is another thing, which no pilot tested.
    yields : `yields.COLUMNS`, burdens on the opportunities that cause them, and which lines count.

    Raises
    ------
    DataError : names that nothing has, euros given twice, opportunities that wait for each other; all at once.
    """
    benefits = yields.benefits(earlier)
    listed = _listed(opportunities, settings).sort_values("opportunity", ignore_index=True)
    held = {row["opportunity"]: sources.held(row["source"], benefits) for row in listed.to_dict("records")}
    unclaimed = _unclaimed(benefits, held)
    automatic = _automatic(unclaimed, settings)
    _refuse(listed, automatic, benefits, earlier)
    held |= dict(list(unclaimed.groupby("stands_for", sort=False)))
    both = pd.concat([frame for frame in (listed, automatic) if len(frame)] or [listed], ignore_index=True)
    both = _as_tested(both, held)
    lines = borne(_lines(both, held), benefits, yields.burdens(earlier))
    return _with_reach(both, held, earlier), yields.counted(lines)


def _listed(opportunities: pd.DataFrame | None, settings: OpportunityRanking) -> pd.DataFrame:
    """Return the list with every column, blanks filled where a blank has a meaning."""
    given = pd.DataFrame(columns=["opportunity"]) if opportunities is None else opportunities
    given = given.reset_index(drop=True).reindex(columns=["opportunity", *WORDS, *NUMBERS, *NAMES, *FILLED, "rests_on"])
    filled = {"source_share": 1.0, "cost_eur": 0.0, "running_eur_year": 0.0, **_of_settings(settings)}
    frame = given.assign(
        **{name: [text if isinstance(text, str) else "" for text in given[name]] for name in WORDS},
        **{name: given[name].astype(float) for name in NUMBERS},
        **{name: given[name].astype(float).fillna(filled[name]) for name in FILLED},
        **{name: pd.Series([sources.names_in(text) for text in given[name]], dtype=object) for name in NAMES},
        rests_on=[label if isinstance(label, str) and label else "assumed" for label in given["rests_on"]],
        origin=LIST,
    )
    kinds = [_kind(names, topic) for names, topic in zip(frame["source"], frame["topic"], strict=True)]
    return frame.assign(kind=[kind for kind, _ in kinds], scope=[scope for _, scope in kinds])


def _of_settings(settings: OpportunityRanking) -> dict[str, float]:
    return {"success_probability": settings.success_probability, "pilot_cost_eur": settings.pilot_cost_eur}


def _kind(names: tuple[str, ...], topic: str) -> tuple[str, str]:
    """Return what an opportunity of the list is about: what its first source is, else its topic."""
    return kind_of(names[0]) if names else (LIST, topic)


def _unclaimed(benefits: pd.DataFrame, held: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the benefits that no opportunity of the list rests on."""
    claimed = [label for lines in held.values() for label in lines.index]
    return benefits.drop(index=sorted(set(claimed)))


def _automatic(unclaimed: pd.DataFrame, settings: OpportunityRanking) -> pd.DataFrame:
    """Return the opportunities that the results make by themselves, as rows like those of the list."""
    first = unclaimed.drop_duplicates("stands_for").reset_index(drop=True)
    own = _listed(pd.DataFrame({"opportunity": first["stands_for"], "source": first["finding"]}), settings)
    return own.assign(origin=first["notebook"], kind=first["kind"], scope=first["scope"])


def _as_tested(opportunities: pd.DataFrame, held: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the opportunities with whether pilots tested all their euros: what was tested is no longer a chance."""
    own_euros = opportunities["expected_eur_year"].notna()
    states = ["" if own else _tested(held[name], share) for name, own, share in
              zip(opportunities["opportunity"], own_euros, opportunities["source_share"], strict=True)]  # fmt: skip
    tested = pd.Series(states, index=opportunities.index, dtype=object)
    chances, pilots = opportunities["success_probability"], opportunities["pilot_cost_eur"]
    return opportunities.assign(
        tested=tested, success_probability=chances.mask(tested != "", 1.0), pilot_cost_eur=pilots.where(tested == "")
    )


def _tested(lines: pd.DataFrame, share: float) -> str:
    """Return what pilots said of the benefits an opportunity rests on; '' where one with an amount was not tested.

    A gain of the whole says nothing sure of a part.
    """
    telling = lines[lines["eur_year"].notna() | lines["tested"].ne("")]
    if telling.empty or telling["tested"].eq("").any():
        return ""
    if telling["tested"].eq("gain").any():
        return "gain" if share == 1 else ""
    return "no_gain"


def _refuse(listed: pd.DataFrame, automatic: pd.DataFrame, benefits: pd.DataFrame, earlier: EarlierResults) -> None:
    """Refuse a list that names what is not there, gives euros twice, or whose opportunities wait for each other."""
    known = [*listed["opportunity"], *automatic["opportunity"]]
    faults = [
        *sources.unknown_sources(listed, benefits, earlier),
        *sources.both_given(listed, benefits),
        *sources.taken_names(listed, automatic),
        *sources.unknown_opportunities(listed, known),
        *sources.circles(listed),
        *sources.excluding_itself(listed),
    ]
    if faults:
        raise DataError(faults)


def _lines(opportunities: pd.DataFrame, held: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return what each opportunity rests on: findings of results, or the range that the list gives."""
    parts = []
    for row in opportunities.to_dict("records"):
        name = row["opportunity"]
        parts.append(yields.of_findings(name, held[name], share=row["source_share"]))
        if pd.notna(row["expected_eur_year"]):
            ends = (row["expected_eur_year"], row["lowest_eur_year"], row["highest_eur_year"])
            parts.append(yields.of_range(name, *ends, label=row["rests_on"]))
    return pd.concat([part for part in parts if len(part)] or [yields.none()], ignore_index=True)


def _with_reach(opportunities: pd.DataFrame, held: dict[str, pd.DataFrame], earlier: EarlierResults) -> pd.DataFrame:
    """Return the opportunities with how many contacts or customers each touches."""
    known = volumes.reach(earlier)
    found = [volumes.of_benefits(held[name], known) for name in opportunities["opportunity"]]
    frame = opportunities.assign(found_n=[n for n, _ in found], found_share=[share for _, share in found])
    return volumes.with_reach(frame, known)[COLUMNS]
