"""What a pilot is planned to be, and what a success factor is: the small settings within those of impact_measurement."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from cxkit.language import N_
from cxkit.settings.fields import LABELS, Settings, quoted, setting, wrong

DESIGNS = ("randomised", "chosen", "stepped", "alone")
"""Who got the pilot: by lot, chosen with a control beside them, all of them in steps, or all at once."""
UNITS = ("customers", "teams", "contacts", "employees", "shops", "other")


class SuccessFactor(Settings):
    """What is followed over time: which way is better, its unit and the aim."""

    choices: ClassVar = {
        "better": ("higher", "lower"),
        "unit": ("points", "share", "number", "EUR", "minutes", "days"),
    }

    better: str = setting("higher", "which way is better: higher or lower")
    unit: str = setting("points", "unit of its values: points, share, number, EUR, minutes or days")
    target: float | None = setting(None, "value aimed at; left out: none")


def dates_problem(p: Pilot) -> None:
    """Refuse a date that is none, and an end before the start."""
    named = {"starts_at": p.starts_at, "ends_at": p.ends_at, "decided_at": p.decided_at}
    named |= {"selected_at": p.selected_at} if p.selected_at else {}
    for name, value in [*named.items(), *(("looks", look) for look in p.looks)]:
        if not _is_date(value):
            raise wrong(
                N_("{name} is {value}, which is no date"), N_("Write it as 2025-01-31"), name=name, value=quoted(value)
            )
    if p.starts_at >= p.ends_at:
        raise wrong(N_("the pilot ends on {end}, and starts on {start}"), N_("Let it end after it starts"),
                    end=p.ends_at, start=p.starts_at)  # fmt: skip
    outside = [look for look in p.looks if not p.starts_at < look < p.ends_at]
    if outside:
        raise wrong(N_("a look on {look} lies outside the pilot"), N_("Plan looks between its start and its end"),
                    look=outside[0])  # fmt: skip


def _is_date(value: str) -> bool:
    """Return whether a text is a date written as 2025-01-31: others, such as 20250131, compare wrongly as text."""
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def selection_problem(p: Pilot) -> None:
    """Refuse a pick by a rule whose day nobody tells: what was measured then cannot be compared with."""
    if bool(p.selected_by) != bool(p.selected_at):
        raise wrong(
            N_("selected_by is {rule} and selected_at is {day}: one stands without the other"),
            N_("Give both: who is picked for a bad figure does better the next time, so that day does not count as before"),
            rule=quoted(p.selected_by), day=quoted(p.selected_at),
        )  # fmt: skip
    if p.selected_at and p.selected_at > p.starts_at:
        raise wrong(N_("selected_at {day} lies after the start on {start}"), N_("Give the day by which units were picked"),
                    day=p.selected_at, start=p.starts_at)  # fmt: skip


def expectation_problem(p: Pilot) -> None:
    """Refuse an expectation that is none, is out of order, or points away from the smallest effect worth having."""
    if not p.expected or not p.smallest_worth:
        raise wrong(
            N_("expected is {expected} and smallest_worth is {smallest}: an effect of 0 cannot be tested"),
            N_("Give both, below 0 where lower is better"), expected=p.expected, smallest=p.smallest_worth,
        )  # fmt: skip
    if not p.expected_low <= p.expected <= p.expected_high:
        raise wrong(
            N_("expected {expected} lies outside expected_low {low} to expected_high {high}"),
            N_("Write numbers in order, also below 0, such as -0.08, -0.05, -0.02"),
            expected=p.expected, low=p.expected_low, high=p.expected_high,
        )  # fmt: skip
    if p.expected * p.smallest_worth > 0 and abs(p.expected) < abs(p.smallest_worth):
        raise wrong(
            N_("expected is {expected}, less than smallest_worth {smallest}: what is expected would not be worth having"),
            N_("Expect more, be content with less, or leave the pilot out"),
            expected=p.expected, smallest=p.smallest_worth,
        )  # fmt: skip
    if p.expected * p.smallest_worth < 0:
        raise wrong(N_("expected is {expected} and smallest_worth is {smallest}: they point different ways"),
                    N_("Give both the sign of the better way"),
                    expected=p.expected, smallest=p.smallest_worth)  # fmt: skip


def euros_problem(p: Pilot) -> None:
    """Refuse a pilot that is to replace euros and does not say what the expected effect would bring."""
    if p.tests and not p.expected_eur_year:
        raise wrong(
            N_("tests names {finding}, and expected_eur_year is 0"),
            N_("Give the euros a year that the expected effect would bring once rolled out"), finding=quoted(p.tests[0]),
        )  # fmt: skip


class Pilot(Settings):
    """One pilot as planned: on what it is judged, who gets it and when, and what is expected of it."""

    choices: ClassVar = {"design": DESIGNS, "units": UNITS, "euros_rest_on": LABELS[:3]}
    rules: ClassVar = (dates_problem, selection_problem, expectation_problem, euros_problem)

    metric: str = setting("", "success factor on which it is judged")
    units: str = setting("customers", "what is measured: customers, teams, contacts, employees, shops or other")
    design: str = setting("randomised", "who got it: randomised (by lot), chosen, stepped (all, in steps) or alone")
    selected_by: str = setting("", "rule by which the pilot's units were picked, such as score 0-6; empty: none")
    selected_at: str = setting("", "day whose figures that rule looked at, as 2025-01-31; empty: none")
    pilot_share: float = setting(0.5, "share of the units that was to get the pilot, 0-1", gt=0, lt=1)
    on_arrival: bool = setting(False, "whether units come in while it runs, each drawn by lot when it does")
    control_by_same_rule: bool = setting(False, "whether the control was picked by that same rule at the same time")
    starts_at: str = setting("", "first day of the pilot, as 2025-01-31")
    ends_at: str = setting("", "last day on which it is measured, as 2025-01-31")
    looks: list[str] = setting([], "days between on which results are looked at, as 2025-01-31")
    expected: float = setting(0.0, "effect expected on the metric, in its unit, below 0 where it falls")
    expected_low: float = setting(0.0, "lowest effect that would not surprise, as a number (-0.08 is lower than -0.02)")
    expected_high: float = setting(0.0, "highest effect that would not surprise, as a number")
    smallest_worth: float = setting(0.0, "smallest effect worth having, with the sign of the better way")
    decided_by: str = setting("", "role that set the expectation")
    decided_at: str = setting("", "day on which it was set, as 2025-01-31")
    guardrails: dict[str, float] = setting({}, "metrics that must not suffer: the largest change for the worse allowed")
    spill_over: list[str] = setting([], "metrics of neighbouring journeys on which it may work too")
    expected_eur_year: float = setting(0.0, "euros a year that the expected effect brings once rolled out", ge=0)
    euros_rest_on: str = setting("assumed", "what those euros per unit of effect rest on: measured, estimated, assumed")
    tests: list[str] = setting([], "names of results whose euros this pilot tests, such as saving_fewer_repeats:all")

    @property
    def sign(self) -> int:
        """Return 1 where a higher value of the metric is better, -1 where a lower one is."""
        return 1 if self.smallest_worth > 0 else -1
