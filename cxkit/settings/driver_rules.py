"""Which settings of driver_modelling make no sense together; each rule raises what is wrong and what to do."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from cxkit.language import N_
from cxkit.settings.fields import quoted, wrong
from cxkit.settings.touchpoint_rules import ALL, date_of
from cxkit.settings.valuation_rules import period_of, revenue_problem

if TYPE_CHECKING:
    from cxkit.settings.drivers import DriverModelling

COUNTS = ("contacts_n", "first_contacts_n", "repeat_contacts_n")
TOGETHER = " + "
LATE = ("churned_at", "churn_probability", "cross_sell_probability", "churn_reason")


def outcomes_problem(s: DriverModelling) -> None:
    """Refuse settings without an outcome, with one column for two, or with a product named churn."""
    if not s.outcomes:
        raise wrong(N_("neither churn nor cross_sell names an outcome"), N_("Name a customer column in one of the two"))
    if "churn" in s.cross_sell:
        raise wrong(N_("cross_sell holds a product named churn"), N_("Name the product otherwise"))
    twice = _twice([*s.outcomes.values(), *s.held.values()])
    if twice:
        raise wrong(
            N_("{columns} is named for two things: an outcome, or a product that was held"),
            N_("Name each column once"),
            columns=", ".join(twice),
        )


def dates_problem(s: DriverModelling) -> None:
    """Refuse a last day that is no date."""
    if s.known_until:
        date_of("known_until", s.known_until)


def value_problem(s: DriverModelling) -> None:
    """Refuse a value without components, without a margin, or of components over different periods."""
    if s.value_revenue and not s.gross_margin:
        raise wrong(
            N_("value_revenue names {columns}, but gross_margin is not given"),
            N_("Give gross_margin, such as 0.35: revenue is no value"),
            columns=", ".join(s.value_revenue),
        )
    revenue_problem(s)
    if s.churn and not s.value_columns:
        raise wrong(N_("no column makes up a customer's value"), N_("Name columns in value_plus or value_revenue"))
    unclear = [name for name in s.value_columns if "_eur" not in name or period_of(name) == "to date"]
    if unclear:
        raise wrong(
            N_("{columns} is no amount a year"),
            N_("Take columns that end in _eur_year, _eur_quarter or _eur_month"),
            columns=", ".join(unclear),
        )
    twice = _twice(s.value_columns)
    if twice:
        raise wrong(N_("{columns} counts twice"), N_("Name each column once"), columns=", ".join(twice))


def product_problem(s: DriverModelling) -> None:
    """Refuse a cross-sell without a value, combinations of unknown products, and ranges that are none."""
    without = [product for product in s.cross_sell if product not in s.product_value_eur_year]
    if without:
        raise wrong(
            N_("product_value_eur_year says nothing of {products}"),
            N_("Give its margin a year as [lowest, likely, highest]"),
            products=", ".join(without),
        )
    for name in s.combination_value_eur_year:
        unknown = [part for part in name.split(TOGETHER) if part not in s.product_value_eur_year]
        if unknown or TOGETHER not in name:
            raise wrong(
                N_("combination {name} names {products}, which product_value_eur_year lacks"),
                N_("Write it as 'a + b', of products that have a value"),
                name=quoted(name), products=", ".join(unknown) or name,
            )  # fmt: skip
    for setting in ("product_value_eur_year", "combination_value_eur_year"):
        for name, range_eur in getattr(s, setting).items():
            if len(range_eur) != 3 or sorted(range_eur) != list(range_eur):
                raise wrong(
                    N_("{setting} of {name} is {value}, expected a range"),
                    N_("Write [lowest, likely, highest]"),
                    setting=setting, name=name, value=quoted(range_eur),
                )  # fmt: skip


def contacts_problem(s: DriverModelling) -> None:
    """Refuse counts that do not exist, and counts of which one is the sum of others."""
    unknown = [name for name in s.contact_counts if name.partition(":")[0] not in COUNTS]
    if unknown:
        raise wrong(
            N_("contact_counts names {names}, which is no count"),
            N_("Choose from {counts}, for one topic as first_contacts_n:topic"),
            names=", ".join(unknown), counts=", ".join(COUNTS),
        )  # fmt: skip
    for name in s.contact_counts:
        _, _, topic = name.partition(":")
        if all(f"{count}{':' if topic else ''}{topic}" in s.contact_counts for count in COUNTS):
            raise wrong(
                N_("contact_counts holds contacts_n with its two parts, first_contacts_n and repeat_contacts_n"),
                N_("Take one of the three out"),
            )


def drivers_problem(s: DriverModelling) -> None:
    """Refuse drivers named twice, drivers that are outcomes or value, or that surely come after the snapshot."""
    if not s.drivers:
        raise wrong(N_("there is no driver"), N_("Name features, contact_counts, scores or themes"))
    twice = _twice(s.drivers)
    if twice:
        raise wrong(N_("{columns} counts twice"), N_("Name each driver once"), columns=", ".join(twice))
    late = [name for name in s.features if name in (*s.outcomes.values(), *LATE)]
    if late:
        raise wrong(
            N_("{columns} is an outcome, or known only after it"),
            N_("Take it out of features"),
            columns=", ".join(late),
        )
    ids = [name for name in s.features if name.endswith(("_id", "_at"))]
    if ids:
        raise wrong(
            N_("{columns} is an id or a date and cannot drive anything"),
            N_("Take it out of features; make a date a duration, such as tenure_months"),
            columns=", ".join(ids),
        )
    scale = s.score_scale
    if len(scale) != 2 or scale[0] >= scale[1]:
        raise wrong(N_("score_scale is {scale}"), N_("Write [lowest, highest], such as [0, 10]"), scale=quoted(scale))
    _groups_problem(s)


def _groups_problem(s: DriverModelling) -> None:
    grouped = [name for names in s.driver_groups.values() for name in names]
    named = [name for name in s.driver_groups if name in s.drivers]
    if named:
        raise wrong(
            N_("driver_groups names a group {names}, and that is a driver"),
            N_("Give the group another name"),
            names=", ".join(named),
        )
    unknown = [name for name in grouped if name not in s.drivers]
    if unknown or _twice(grouped):
        raise wrong(
            N_("driver_groups names {names}, which is no driver or stands in two groups"),
            N_("Choose each from: {drivers}"),
            names=", ".join(unknown or _twice(grouped)), drivers=", ".join(s.drivers),
        )  # fmt: skip


def what_ifs_problem(s: DriverModelling) -> None:
    """Refuse a what-if that is not [driver, by how much, who], of an unknown driver, or named twice."""
    for line in s.what_ifs:
        if (
            len(line) != 3
            or not _is_amount(line[1])
            or not line[1]
            or not all(isinstance(line[i], str) for i in (0, 2))
        ):
            raise wrong(
                N_("what-if {line} is not [driver, by how much, who]"),
                N_("Write [repeat_contacts_n, -1, all]"),
                line=quoted(line),
            )
        if line[0] not in s.drivers:
            raise wrong(
                N_("what-if {line} changes {name}, which is no driver"),
                N_("Choose from: {drivers}"),
                line=quoted(line), name=line[0], drivers=", ".join(s.drivers),
            )  # fmt: skip
        if line[2] != ALL and "=" not in line[2]:
            raise wrong(
                N_("what-if {line} does not say who"),
                N_("Write all, or column=value such as segment=Premium"),
                line=quoted(line),
            )
    for driver in dict.fromkeys(line[0] for line in s.what_ifs):
        _same_customers_problem(driver, [line[2] for line in s.what_ifs if line[0] == driver])


def _same_customers_problem(driver: str, segments: list[str]) -> None:
    """Refuse one driver changed twice for the same customers; values of one column have none in common."""
    if len(segments) == 1:
        return
    columns = {segment.partition("=")[0] for segment in segments}
    if len(columns) > 1 or ALL in columns or _twice(segments):
        raise wrong(
            N_("what_ifs changes {name} more than once for the same customers: {segments}"),
            N_("Change a driver once for all, or once for each value of one column"),
            name=driver, segments="; ".join(segments),
        )  # fmt: skip


def _is_amount(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _twice(names: list[str]) -> list[str]:
    return [name for name, n in Counter(names).items() if n > 1]
