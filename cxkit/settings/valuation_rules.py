"""Which settings of cx_group_valuation make no sense together; each rule raises what is wrong and what to do."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from cxkit.language import N_, Word
from cxkit.settings.fields import quoted, wrong

if TYPE_CHECKING:
    from cxkit.settings.drivers import DriverModelling
    from cxkit.settings.valuation import GroupValuation

SCORES_MAX = 1001
SCALES = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7)}
STANDARD_BANDS = {
    "nps": {N_("detractor"): [0, 6], N_("passive"): [7, 8], N_("promoter"): [9, 10]},
    "csat": {N_("dissatisfied"): [1, 2], N_("neutral"): [3, 3], N_("satisfied"): [4, 5]},
    "ces": {N_("high effort"): [1, 3], N_("some effort"): [4, 4], N_("low effort"): [5, 7]},
}


def period_of(column: str) -> str:
    """Return the period in a column's name: year, quarter, month, or 'to date' when it holds none."""
    return next((unit for unit in ("year", "quarter", "month") if column.endswith(f"_{unit}")), "to date")


def value_problem(s: GroupValuation) -> None:
    """Refuse a value without components, without a margin, or of components over different periods."""
    if not s.shift_components:
        raise wrong(N_("no column makes up a customer's value"), N_("Name columns in value_plus or value_revenue"))
    if s.value_revenue and not s.gross_margin:
        raise wrong(
            N_("value_revenue names {columns}, but gross_margin is not given"),
            N_("Give gross_margin, such as 0.35: revenue is no value"),
            columns=", ".join(s.value_revenue),
        )
    revenue_problem(s)
    unclear = [name for name in [*s.shift_components, *s.acquisition_cost, *s.compare_with] if "_eur" not in name]
    if unclear:
        raise wrong(
            N_("{columns} do not say their unit"),
            N_("Map them to names such as fee_eur_year, fee_eur_month or refunds_eur (to date)"),
            columns=", ".join(unclear),
        )
    if len({period_of(name) == "to date" for name in s.shift_components}) > 1:
        raise wrong(
            N_("value components differ in period: {columns}"),
            N_("Take amounts per period, or all of them to date"),
            columns=", ".join(s.shift_components),
        )
    twice = {name for name in s.shift_components if s.shift_components.count(name) > 1}
    twice |= set(s.acquisition_cost) & set(s.shift_components)
    if twice:
        raise wrong(N_("{columns} counts twice"), N_("Name each column once"), columns=", ".join(sorted(twice)))


def revenue_problem(s: GroupValuation) -> None:
    """Refuse revenue that would count as value, and a euro that counts as margin and as revenue."""
    revenue = [name for name in s.value_plus if _is_revenue(name)]
    if revenue:
        raise wrong(
            N_("value_plus names {columns}, and revenue is no value"),
            N_("Name it in value_revenue and give gross_margin"),
            columns=", ".join(revenue),
        )
    margin = [name for name in s.value_plus if "margin" in name]
    if margin and s.value_revenue:
        raise wrong(
            N_("value_plus holds margin ({margin}) and value_revenue revenue ({revenue}): one euro would count twice"),
            N_("Keep one of the two"),
            margin=", ".join(margin),
            revenue=", ".join(s.value_revenue),
        )


def _is_revenue(name: str) -> bool:
    return any(word in name for word in ("revenue", "turnover", "sales_eur", "omzet"))


def expectation_problem(s: GroupValuation) -> None:
    """Refuse churn beside a lifetime value (both hold retention), and probabilities without their value."""
    if s.use_churn_probability and s.clv_timing:
        raise wrong(
            N_("use_churn_probability and clv_timing are both set, and both hold retention"),
            N_("Choose one of the two"),
        )
    if s.clv_timing and not s.retention_rate_year:
        raise wrong(N_("clv_timing is set, but retention_rate_year is not"), N_("Give it as a share, such as 0.85"))
    if s.clv_timing and any(period_of(name) == "to date" for name in s.shift_components):
        raise wrong(N_("a lifetime value needs margin per year"), N_("Use columns that end in _eur_year or _eur_month"))
    if s.use_cross_sell_probability and not s.cross_sell_value_eur:
        raise wrong(N_("cross_sell_value_eur is not given"), N_("Give the margin of one cross-sell in euros"))


def groups_problem(s: GroupValuation) -> None:
    """Refuse groups that do not fit the scale, then shifts that do not fit the groups."""
    _bands_problem(s)
    _shifts_problem(s)


def _bands_problem(s: GroupValuation) -> None:
    """Refuse a scale or bands that leave a whole score without a group, or in two."""
    scale = s.score_scale
    if len(scale) != 2 or not 1 < scale[1] - scale[0] + 1 <= SCORES_MAX:
        raise wrong(N_("score_scale is {scale}"), N_("Write [lowest, highest], such as [0, 10]"), scale=quoted(scale))
    if s.group_by != "score":
        return
    standard = SCALES.get(s.metric_kind)
    if standard and not s.score_bands and tuple(scale) != standard:
        raise wrong(
            N_("metric_kind {kind} has scores {low}-{high}, but score_scale is {scale}"),
            N_("Correct score_scale, or set metric_kind: other and give score_bands"),
            kind=s.metric_kind, low=standard[0], high=standard[1], scale=scale,
        )  # fmt: skip
    if any(len(band) != 2 for band in s.bands.values()):
        raise wrong(N_("score_bands holds a group without two limits"), N_("Write {{name: [lowest, highest]}}"))
    scores = range(scale[0], scale[1] + 1)
    outside = any(limit not in scores for band in s.bands.values() for limit in band)
    held = Counter() if outside else Counter(score for low, high in s.bands.values() for score in range(low, high + 1))
    missing = [str(score) for score in scores if held[score] != 1]
    if missing:
        raise wrong(
            N_("score_bands must hold every score of {low}-{high} once; wrong: {scores}"),
            N_("Correct score_bands"),
            low=scale[0], high=scale[1], scores=Word(N_("a score outside the scale")) if outside else ", ".join(missing),
        )  # fmt: skip


def _shifts_problem(s: GroupValuation) -> None:
    """Refuse a shift that is not [from, to, customers] between two known groups."""
    if not s.shifts:
        raise wrong(N_("shifts is empty"), N_("Give one at least, such as [[detractor, passive, 100]]"))
    for line in s.shifts:
        if len(line) != 3 or not _is_count(line[2]) or str(line[0]) == str(line[1]):
            raise wrong(
                N_("shift {line} is not [from, to, customers]"),
                N_("Write [detractor, passive, 100]"),
                line=quoted(line),
            )
        if not all(isinstance(name, str) for name in line[:2]):
            raise wrong(
                N_("shift {line} names a group without quotes"), N_('Write ["8", "10", 100]'), line=quoted(line)
            )
        unknown = [
            name for name in line[:2] if s.group_by == "score" and s.small_groups == "hide" and name not in s.bands
        ]
        if unknown:
            raise wrong(
                N_("shift {line} names group {name}, which is not there"),
                N_("Choose from: {groups}"),
                line=quoted(line), name=unknown[0], groups=", ".join(s.bands),
            )  # fmt: skip


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def covariates_problem(s: GroupValuation) -> None:
    """Refuse covariates that are part of the value, or that surely come after the score."""
    parts = [name for name in s.adjust_for if name in [*s.shift_components, *s.acquisition_cost]]
    if parts:
        raise wrong(
            N_("{columns} is part of the value and cannot be held equal too"),
            N_("Take it out of adjust_for"),
            columns=", ".join(parts),
        )
    if s.group_by in s.adjust_for:
        raise wrong(
            N_("{column} makes the groups and cannot be held equal too"),
            N_("Take it out of adjust_for"),
            column=s.group_by,
        )
    amounts = [name for name in s.adjust_for if "_eur" in name]
    if amounts:
        raise wrong(
            N_("{columns} is an amount in euros and may be part of the value"),
            N_("Move it to sensitivity_for"),
            columns=", ".join(amounts),
        )
    ids = [name for name in s.adjust_for if name.endswith("_id")]
    if ids:
        raise wrong(
            N_("{columns} is different for every customer"), N_("Take it out of adjust_for"), columns=", ".join(ids)
        )
    late = [name for name in s.adjust_for if name in ("churned", "churned_at", "churn_probability")]
    if late:
        raise wrong(N_("{columns} comes after the score"), N_("Move it to sensitivity_for"), columns=", ".join(late))


def reliability_problem(s: GroupValuation | DriverModelling) -> None:
    """Refuse a range that does not hold the stated reliability."""
    if s.reliability_range and not (
        s.reliability and len(s.reliability_range) == 2
        and 0 < s.reliability_range[0] <= s.reliability <= s.reliability_range[1] <= 1
    ):  # fmt: skip
        raise wrong(
            N_("reliability_range {range} does not hold reliability {value}"),
            N_("Write [lowest, highest] around it, such as [0.5, 0.8]"),
            range=quoted(s.reliability_range), value=s.reliability,
        )  # fmt: skip
