"""Which settings of impact_measurement make no sense; each rule raises what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cxkit.errors import SettingsError
from cxkit.language import N_
from cxkit.settings.fields import Settings, quoted, unusable, wrong
from cxkit.settings.pilots import Pilot, SuccessFactor

if TYPE_CHECKING:
    from cxkit.settings.impact import ImpactMeasurement


def factors_problem(s: ImpactMeasurement) -> None:
    """Refuse a success factor that is not as it must be."""
    for metric, given in s.success_factors.items():
        _checked(SuccessFactor, given, metric, s.language)


def pilots_problem(s: ImpactMeasurement) -> None:
    """Refuse a pilot that is not as it must be, or is judged on what is no success factor."""
    for name, given in s.pilots.items():
        pilot = _checked(Pilot, given, name, s.language)
        unknown = [metric for metric in (pilot.metric, *pilot.guardrails) if metric not in s.success_factors]
        if unknown:
            raise wrong(
                N_("pilot {name} names the metric {metric}, which is no success factor"),
                N_("Name it in success_factors, with the way that is better"), name=quoted(name),
                metric=quoted(unknown[0]),
            )  # fmt: skip
        if (s.success_factors[pilot.metric].get("better", "higher") == "higher") != (pilot.sign > 0):
            raise wrong(
                N_("pilot {name} wants {metric} to go the other way than success_factors calls better"),
                N_("Give smallest_worth and expected the sign of the better way"), name=quoted(name),
                metric=quoted(pilot.metric),
            )  # fmt: skip


def _checked(kind: type[Settings], given: Mapping[str, Any], name: str, language: str) -> Any:
    try:
        return kind.check(given, language=language)
    except SettingsError as error:
        raise unusable(
            error, N_("{name}: {fault}"), N_("{name}: {fault} ({n} more)"), N_("Correct it in the settings"),
            language=language, name=quoted(name),
        ) from None  # fmt: skip
