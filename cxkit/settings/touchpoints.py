"""Settings of touchpoint_savings: what a contact costs, which contacts need not be, and how far that may be so."""

from __future__ import annotations

from typing import Any, ClassVar

from cxkit.language import N_
from cxkit.settings.engagement import Engagement
from cxkit.settings.fields import LABELS, setting
from cxkit.settings.touchpoint_rules import (
    cost_problem,
    effects_problem,
    periods_problem,
    repeats_problem,
    scores_problem,
    switches_problem,
)


class TouchpointSavings(Engagement):
    """Settings of touchpoint_savings: what a contact costs, which contacts need not be, and how far that may be so."""

    choices: ClassVar = {
        "cost_from": ("handling time", "column", "stated"),
        "cost_label": LABELS,
        "rate_basis": ("paid hour", "productive hour"),
        "rate_label": LABELS,
        "effect_label": LABELS,
    }
    rules: ClassVar = (
        periods_problem,
        cost_problem,
        repeats_problem,
        switches_problem,
        scores_problem,
        effects_problem,
    )
    tables: ClassVar[tuple[str, ...]] = ("contacts", "customers", "responses", "visits", "cost_events")
    needed: ClassVar[tuple[str, ...]] = ("contacts",)

    count_from: str = setting(
        "", "first day that counts, as 2025-01-31; empty: the last twelve months of the log", title=N_("Counted from")
    )
    count_until: str = setting(
        "", "last day that counts, as 2025-12-31; empty: the last day of the log", title=N_("Counted until")
    )
    cost_from: str = setting(
        "handling time",
        "what a contact costs comes from: handling time, column (cost_eur of the log) or stated",
        title=N_("Cost of a contact from"),
    )
    cost_label: str = setting(
        "assumed", "what a cost from a column or a stated cost rests on: measured, estimated, assumed, benchmark"
    )
    cost_per_contact_eur: dict[str, float] = setting(
        {}, "stated cost of one contact per channel, in euros", title=N_("Stated cost of a contact"), unit="EUR"
    )
    hourly_rate_eur: float = setting(
        42.0, "loaded hourly rate of who handles contacts, in euros", title=N_("Loaded hourly rate"), unit="EUR", gt=0
    )
    hourly_rate_eur_by_department: dict[str, float] = setting(
        {},
        "loaded hourly rate per department, where it differs",
        title=N_("Loaded hourly rate by department"),
        unit="EUR",
    )
    rate_basis: str = setting(
        "paid hour", "the hourly rate is per: paid hour or productive hour", title=N_("The rate is per")
    )
    rate_label: str = setting("assumed", "what the hourly rates rest on: measured, estimated, assumed, benchmark")
    occupancy: float = setting(
        0.85, "share of the logged-in time that is spent on contacts, 0-1", title=N_("Occupancy"), unit="share",
        gt=0, le=1, label="assumed",
    )  # fmt: skip
    shrinkage: float = setting(
        0.30, "share of the paid time that is not logged in (leave, illness, training), 0-1", title=N_("Shrinkage"),
        unit="share", ge=0, lt=1, label="assumed",
    )  # fmt: skip
    concurrency: dict[str, float] = setting(
        {"chat": 2.0}, "contacts that one person handles at once, per channel; 1 where a channel is not named",
        title=N_("Contacts handled at once"), label="assumed",
    )  # fmt: skip
    fixed_cost_eur: dict[str, float] = setting(
        {"website": 0.1, "telefoon": 0.35},
        "what a contact costs besides time (line, licence), per channel, in euros",
        title=N_("Cost of a contact besides time"), unit="EUR", label="assumed",
    )  # fmt: skip
    fixed_cost_saved: float = setting(
        0.0, "share of that which falls away with the contact, 0-1", title=N_("Share of it that falls away"),
        unit="share", ge=0, le=1, label="assumed",
    )  # fmt: skip
    given_cost_saved: float = setting(
        0.0, "share of a cost from a column or a stated cost that falls away with the contact, 0-1",
        title=N_("Share of a given cost that falls away"), unit="share", ge=0, le=1, label="assumed",
    )  # fmt: skip
    wrap_up_seconds: float = setting(
        0.0, "after-call work added to talk time where the log holds no handling time, in seconds",
        title=N_("After-call work added to talk time"), unit="seconds", ge=0, le=7200, label="assumed",
    )  # fmt: skip

    repeat_contact_days: int = setting(
        7, "a contact repeats the one before when it comes within this many days of its end", unit="days", ge=1, le=90,
        title=N_("A contact is a repeat within"),
    )  # fmt: skip
    repeat_sensitivity_days: list[int] = setting([1, 3, 7, 14, 30], "other numbers of days, shown beside it")
    switch_pairs: list[list[str]] = setting(
        [["website", "telefoon"], ["chat", "telefoon"]], "unwanted switches, each as [from channel, to channel]",
        title=N_("Unwanted channel switches"),
    )  # fmt: skip
    switch_within_hours: int = setting(
        24, "a switch follows the contact before within this many hours", title=N_("A switch follows within"),
        unit="hours", ge=1, le=720,
    )  # fmt: skip
    pages: list[str] = setting(
        ["/mijn/factuur"], "pages after which contacts are counted, as the log writes them",
        title=N_("Pages after which contacts are counted"),
    )  # fmt: skip
    page_within_hours: int = setting(
        24, "a contact follows a visit within this many hours", title=N_("A contact follows a visit within"),
        unit="hours", ge=1, le=720,
    )  # fmt: skip
    failure_topics: list[str] = setting(
        ["factuur", "storing"], "topics that customers would rather not have to contact about",
        title=N_("Topics that are failure demand"),
    )  # fmt: skip

    metric: str = setting("NPS", "which metric of the responses says how a contact was felt", title=N_("Metric"))
    score_scale: list[int] = setting([0, 10], "lowest and highest possible score", title=N_("Scale of the score"))
    negative_score_max: int = setting(
        6, "a score up to this one is a negative experience", title=N_("Negative experience: scores up to")
    )
    answer_within_days: int = setting(
        30, "an answer is about the last contact before it, when that was within this many days",
        title=N_("An answer is about a contact within"), unit="days", ge=1, le=365,
    )  # fmt: skip

    fewer_contacts: dict[str, list[float]] = setting(
        {"factuur": [0.1, 0.2, 0.3]}, "per topic: share of contacts avoided as [lowest, likely, highest], 0-1",
        title=N_("Contacts avoided, by topic"), unit="share",
    )  # fmt: skip
    fewer_after_page: dict[str, list[float]] = setting(
        {"/mijn/factuur": [0.2, 0.4, 0.6]},
        "per page: share avoided of the contacts it causes, as [lowest, likely, highest], 0-1",
        title=N_("Contacts avoided that a page causes"), unit="share",
    )  # fmt: skip
    fewer_repeats: dict[str, list[float]] = setting(
        {"all": [0.2, 0.3, 0.4]}, "per topic, or all: share of repeats avoided as [lowest, likely, highest], 0-1",
        title=N_("Repeats avoided, by topic"), unit="share",
    )  # fmt: skip
    fewer_switches: dict[str, list[float]] = setting(
        {"website > telefoon": [0.1, 0.25, 0.4]},
        "per pair 'from > to': share of switches avoided as [lowest, likely, highest], 0-1",
        title=N_("Switches avoided"), unit="share",
    )  # fmt: skip
    shorter_handling: dict[str, list[float]] = setting(
        {"contract": [0.02, 0.05, 0.1]},
        "per topic, or all: share of handling time saved as [lowest, likely, highest], 0-1",
        title=N_("Handling time saved, by topic"), unit="share",
    )  # fmt: skip
    fewer_events: dict[str, list[float]] = setting(
        {"compensatie": [0.05, 0.1, 0.2]},
        "per kind of cost event: share avoided as [lowest, likely, highest], 0-1",
        title=N_("Other costs avoided"), unit="share",
    )  # fmt: skip
    effect_label: str = setting("assumed", "what these shares rest on: measured, estimated, assumed, benchmark")
    residual_dearer: list[float] = setting(
        [0.0, 0.01, 0.03],
        "share by which the contacts that remain get dearer, of a topic or after a page of which contacts are avoided, 0-1",
        title=N_("Remaining contacts get dearer by"), unit="share", label="assumed",
    )  # fmt: skip
    extra_work_hours_year: dict[str, list[float]] = setting(
        {"Backoffice": [40.0, 80.0, 160.0]},
        "per department: worked hours a year of extra work as [lowest, likely, highest]",
        title=N_("Extra work"), unit="hours", label="assumed",
    )  # fmt: skip
    productive_hours_fte_year: float = setting(
        1300.0, "hours a year that one full-time employee handles contacts or waits for them",
        title=N_("Productive hours of one FTE"), unit="hours", gt=0, le=2200, label="assumed",
    )  # fmt: skip
    cashable_share: float = setting(
        0.5, "share of the freed time that can be taken out of the payroll, 0-1", title=N_("Freed time that can be cashed"),
        unit="share", ge=0, le=1, label="assumed",
    )  # fmt: skip
    fte_step: float = setting(
        0.1, "smallest part of a full-time job that can be taken out", title=N_("In steps of"), unit="FTE",
        gt=0, le=10, label="assumed",
    )  # fmt: skip
    seed: int = setting(2025, "seed of the draws behind the intervals", ge=0)

    @property
    def effects(self) -> dict[str, dict[str, list[float]]]:
        """Return the shares saved of contacts, by lever and by what the lever works on."""
        return {
            "fewer_contacts": self.fewer_contacts,
            "fewer_after_page": self.fewer_after_page,
            "fewer_repeats": self.fewer_repeats,
            "fewer_switches": self.fewer_switches,
            "shorter_handling": self.shorter_handling,
        }

    def hourly_rate_of(self, department: Any) -> float:
        """Return the loaded hourly rate of a department, in euros."""
        return self.hourly_rate_eur_by_department.get(department, self.hourly_rate_eur)
