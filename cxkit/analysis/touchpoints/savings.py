"""What fewer contacts, shorter handling and avoided costs save a year, each euro once, after what it takes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxkit.analysis import uncertainty as unsure
from cxkit.analysis.touchpoints.capacity import cash, handling_fte
from cxkit.analysis.touchpoints.levers import Account, account, levers_on_contacts
from cxkit.analysis.touchpoints.lines import (
    DEARER,
    EXTRA,
    UNKNOWN,
    Line,
    contact_lines,
    dearer_lines,
    event_lines,
    extra_lines,
    frame_of,
)
from cxkit.settings.touchpoints import TouchpointSavings

EVENTS_TOTAL = "events"
TOTAL_COLUMNS = ["name", "eur_year", "low_eur", "high_eur", "fte", "fte_low", "fte_high"]


@dataclass(frozen=True)
class Savings:
    """What the levers save a year.

    lines : one row per lever and scope, then the burdens (residual_dearer per topic, extra_work per department),
        which are negative: lever, scope, base_n_year (contacts or events it works on; after a page those it causes),
        effect_low, effect_likely, effect_high (as set; hours for extra_work), alone_eur, net_eur (each with _low_ and
        _high_), average_eur (net, at average cost), hours_year (net; handling hours, but worked hours for
        extra_work), fte, label, status (shown, no_difference, not_computable), reason (no_contacts, no_events,
        page_not_counted, no_time_part), capacity_eur (part of net_eur that is freed time nobody can cash; its sum is
        the total capacity).
    totals : one row per name (gross, overlap, contacts_net, events, residual_dearer, extra_work, net, cashable,
        capacity, naive_average): eur_year, low_eur, high_eur, fte, fte_low, fte_high.
    by_topic : topic, saving_eur_year, saving_low_eur, saving_high_eur: all levers on contacts, before burdens.
    """

    lines: pd.DataFrame
    totals: pd.DataFrame
    by_topic: pd.DataFrame


def savings(
    cells: pd.DataFrame,
    *,
    pages: pd.DataFrame | None,
    events: pd.DataFrame | None,
    settings: TouchpointSavings,
    year_factor: float,
    dispersion: float,
) -> Savings:
    """Return what the levers of the settings save a year, each euro once, less what it takes to save it.

    Parameters
    ----------
    cells : sums over the period of answered contacts, per topic, is_repeat, switch ('' or 'a > b') and page ('' or
        url): contacts_n, hours (handling hours), cost_eur, time_eur (its time part), marginal_eur (what a contact
        avoided saves), marginal_eur2 (sum over contacts of its square).
    pages : url, after_n, excess_n, excess_low, excess_high (95 % interval), over the period; None without pages.
    events : kind, events_n (over the period), cost_eur_year, low_eur, high_eur (95 % interval); None without events.
    settings : effects, burdens, rates, occupancy, and the seed of the draws.
    year_factor : what makes the period a year.
    dispersion : variance of a count of contacts as a multiple of its mean (quasi-Poisson).

    Notes
    -----
    fewer_contacts works on all contacts of its topic, repeats too: a contact avoided has no repeat. fewer_repeats
    works on repeats, fewer_switches and fewer_after_page on contacts after that switch or page; of the latter only on
    the excess. Repeats of contacts that those three avoid are not counted as saved. `account` shares each euro.

    Intervals: P2.5 and P97.5 of 4,000 draws: effects PERT, volumes Gamma, the excess normal within 0-1. Every quantity
    draws from a stream of its own name, so another lever changes no draw. The point estimate is taken at the means;
    for euros saved and burdens that is the mean of the draws, as factors are independent. It is not for three things:
    one lever's part (a ratio), an excess near 0 or 1 (clipped) and cashable (whole steps).

    Burdens: where easy contacts are avoided (of a topic with fewer_contacts, after a page with fewer_after_page) the
    time of those that remain gets dearer by residual_dearer, one draw for all; extra work costs its hours at the
    loaded rate.

    Examples
    --------
    >>> cells = pd.DataFrame([{"topic": "bill", "is_repeat": False, "switch": "", "page": "", "contacts_n": 100,
    ...     "hours": 10.0, "cost_eur": 600.0, "time_eur": 500.0, "marginal_eur": 500.0, "marginal_eur2": 2500.0}])
    >>> none = dict.fromkeys(["fewer_after_page", "fewer_switches", "shorter_handling", "fewer_events",
    ...     "extra_work_hours_year"], {})
    >>> settings = TouchpointSavings.check({**none, "fewer_contacts": {"bill": [0.1, 0.1, 0.1]}, "fewer_repeats": {},
    ...     "residual_dearer": [0.0, 0.0, 0.0]})
    >>> saved = savings(cells, pages=None, events=None, settings=settings, year_factor=1.0, dispersion=1.0)
    >>> saved.totals.set_index("name").loc[["net", "naive_average"], "eur_year"].round(2).tolist()
    [50.0, 60.0]
    """
    levers = levers_on_contacts(settings, pages)
    held = account(cells, levers, seed=settings.seed, year_factor=year_factor, dispersion=dispersion)
    on_contacts, on_events = contact_lines(levers, held, settings), event_lines(events, settings, year_factor)
    dearer, extra = dearer_lines(held, settings), extra_lines(settings)
    totals = _totals(held, on_events, dearer, extra, settings)
    return Savings(_with_capacity([*on_contacts, *on_events, *dearer, *extra], totals), totals, _by_topic(held))


def _with_capacity(lines: list[Line], totals: pd.DataFrame) -> pd.DataFrame:
    """Return the lines as a frame, each with its part of the freed time: in proportion to the time in it."""
    time_eur = np.array([line.time_eur for line in lines])
    capacity = totals.set_index("name").loc["capacity", "eur_year"]
    share = capacity / time_eur.sum() if time_eur.sum() > 0 else 0.0
    return frame_of(lines).assign(capacity_eur=time_eur * share + 0.0)


def _totals(
    held: Account, on_events: list[Line], dearer: list[Line], extra: list[Line], settings: TouchpointSavings
) -> pd.DataFrame:
    """Return the totals by name; FTE where they apply."""
    events_eur, dearer_eur, extra_eur = (_sum_of("net_eur", lines) for lines in (on_events, dearer, extra))
    dearer_fte, extra_fte = (_sum_of("fte", lines) for lines in (dearer, extra))
    gross_eur, contacts_eur = held.total("alone", "eur"), held.total("net", "eur")
    gross_fte, contacts_fte = (handling_fte(held.total(kind, "hours"), settings) for kind in ("alone", "net"))
    contacts_time_eur = held.total("net", "time_eur")
    net_fte = contacts_fte + dearer_fte + extra_fte
    parts = cash(
        net_fte,
        time_eur=contacts_time_eur + dearer_eur + extra_eur,
        other_eur=contacts_eur - contacts_time_eur + events_eur,
        share=settings.cashable_share,
        step=settings.fte_step,
    )
    rows = {
        "gross": (gross_eur, gross_fte),
        "overlap": (gross_eur - contacts_eur, gross_fte - contacts_fte),
        "contacts_net": (contacts_eur, contacts_fte),
        EVENTS_TOTAL: (events_eur, None),
        DEARER: (dearer_eur, dearer_fte),
        EXTRA: (extra_eur, extra_fte),
        "net": (contacts_eur + events_eur + dearer_eur + extra_eur, net_fte),
        "cashable": (parts.cashable_eur, parts.cashable_fte),
        "capacity": (parts.capacity_eur, parts.capacity_fte),
        "naive_average": (held.total("alone", "average_eur") + events_eur, None),
    }
    return pd.DataFrame([_total_row(name, *amounts) for name, amounts in rows.items()], columns=TOTAL_COLUMNS)


def _sum_of(amount: str, lines: list[Line]) -> np.ndarray:
    return sum((getattr(line, amount) for line in lines), unsure.constant(0.0))


def _total_row(name: str, eur: np.ndarray, fte: np.ndarray | None) -> tuple:
    return (name, *unsure.interval(eur), *(UNKNOWN if fte is None else unsure.interval(fte)))


def _by_topic(held: Account) -> pd.DataFrame:
    rows = [(topic, *unsure.interval(saved)) for topic, saved in sorted(held.topics.items())]
    return pd.DataFrame(rows, columns=["topic", "saving_eur_year", "saving_low_eur", "saving_high_eur"])
