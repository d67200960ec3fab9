"""Which settings of roi make no sense; each rule raises what is wrong and what to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from cxkit.errors import SettingsError
from cxkit.language import N_
from cxkit.settings.fields import quoted, unusable, wrong
from cxkit.settings.industry import load_figures

if TYPE_CHECKING:
    from cxkit.settings.roi import BusinessCase

AIM_VALUES_N = 3
ALL_SAVINGS = "saving_"
BENEFITS = (
    "saving_fewer_contacts", "saving_fewer_repeats", "saving_fewer_after_page", "saving_fewer_switches",
    "saving_shorter_handling", "saving_fewer_events", "saving_residual_dearer", "saving_extra_work", "what_if_value",
    "shift_value",
)  # fmt: skip
"""How the names of results that bring a benefit or a burden begin, up to the first ':'."""


def _shares(values: Mapping[str, float], setting: str) -> None:
    for name, share in values.items():
        if not 0 <= share <= 1:
            raise wrong(
                N_("{setting} of {name} is {share}, expected 0 to 1"), N_("Write 0.5 for 50%"),
                setting=setting, name=quoted(name), share=share,
            )  # fmt: skip


def _names(keys: Iterable[str], setting: str) -> None:
    """Refuse a key with which no result that brings a benefit begins: it would be passed over in silence."""
    for key in keys:
        start = key.partition(":")[0]
        if key != ALL_SAVINGS and start not in BENEFITS:
            known = (ALL_SAVINGS, *BENEFITS)
            near = difflib.get_close_matches(start, known, n=1, cutoff=0.4)
            raise wrong(
                N_("{setting} names {name}, and no result that brings a benefit begins so"),
                N_("Choose from: {known}; after it a ':' and more of the name of a result"),
                setting=setting, name=quoted(key), known=", ".join(near or known),
            )  # fmt: skip


def parts_problem(s: BusinessCase) -> None:
    """Refuse a part that is no share, or of what is no result."""
    _names(s.parts, "parts")
    _shares(s.parts, "parts")


def chances_problem(s: BusinessCase) -> None:
    """Refuse a chance that is no share, or of what is no result."""
    _names(s.success_probability, "success_probability")
    _shares(s.success_probability, "success_probability")


def departments_problem(s: BusinessCase) -> None:
    """Refuse a department that gains by what is no result."""
    _names(s.departments, "departments")


def margin_problem(s: BusinessCase) -> None:
    """Refuse revenue without the gross margin that makes it margin."""
    if s.value_basis == "revenue" and not s.gross_margin_share:
        raise wrong(
            N_("value_basis is revenue and gross_margin_share is 0: revenue is no benefit, its gross margin is"),
            N_("Give gross_margin_share, such as 0.35, or value customers at their margin"),
        )


def ramp_problem(s: BusinessCase) -> None:
    """Refuse a ramp-up that is empty, no share, or falls: falling is what decay_year is for."""
    if not s.ramp_up or any(not 0 <= share <= 1 for share in s.ramp_up):
        raise wrong(
            N_("ramp_up is {value}"), N_("Write a share of 0 to 1 per year, such as [0.4, 0.8, 1.0]"),
            value=quoted(s.ramp_up),
        )  # fmt: skip
    if list(s.ramp_up) != sorted(s.ramp_up):
        raise wrong(N_("ramp_up {value} falls"), N_("Let it rise, and say in decay_year how fast the effect fades"),
                    value=quoted(s.ramp_up))  # fmt: skip


def pause_problem(s: BusinessCase) -> None:
    """Refuse a pause after the last year."""
    if s.pause_year > s.horizon_years:
        raise wrong(
            N_("pause_year is {year}, and the business case ends after year {last}"),
            N_("Choose an earlier year, or 0 for no pause"), year=s.pause_year, last=s.horizon_years,
        )  # fmt: skip


def aims_problem(s: BusinessCase) -> None:
    """Refuse a scale that is none, and aims that are not three scores on it, the last two in order."""
    if len(s.aims_scale) != 2 or s.aims_scale[0] >= s.aims_scale[1]:
        raise wrong(N_("aims_scale is {scale}"), N_("Write [lowest, highest], such as [0, 10]"),
                    scale=quoted(s.aims_scale))  # fmt: skip
    low, high = s.aims_scale
    for name, scores in s.aims.items():
        if len(scores) != AIM_VALUES_N or any(not low <= score <= high for score in scores) or scores[1] > scores[2]:
            raise wrong(
                N_("aims of {name} is {scores}"),
                N_("Write [now, lowest expected, highest expected], each from {low} to {high}"),
                name=quoted(name), scores=quoted(scores), low=low, high=high,
            )  # fmt: skip


def figures_problem(s: BusinessCase) -> None:
    """Refuse a file of industry figures that is not there or not sound."""
    try:
        load_figures(s.industry_figures)
    except SettingsError as error:
        raise unusable(
            error,
            N_("the figures of other firms {file} cannot be used: {fault}"),
            N_("the figures of other firms {file} cannot be used: {fault} ({n} more)"),
            N_("Correct that file, take cx_returns, or leave industry_figures empty"),
            language=s.language,
            file=s.industry_figures,
        ) from None
