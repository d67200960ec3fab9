"""What is taken out of the benefits, euro by euro and each with its reason, until only what counts is left."""

from __future__ import annotations

import pandas as pd

from cxkit.analysis.business_case_result import OVERLAP_STEPS, STEPS
from cxkit.analysis.case.lines import BURDEN, OTHER_SAVING
from cxkit.analysis.ledger import (
    CHURN,
    CONTACT_COST,
    CROSS_SELL,
    VALUE_SHIFT,
    Ledger,
    better_reading,
    left_beside,
    same_effect,
    same_words,
)
from cxkit.settings.roi import BusinessCase

TAKEN = ["line", "step", "eur_year", "beside"]
READ = [
    "line", "notebook", "category", "lever", "mechanism", "evidence", "part", "success_probability", "eur_year",
]  # fmt: skip
STEP_COLUMNS = ["step", "eur_year"]
GROSS, NET, COUNTED = "gross", "net", "counted"

Row = tuple[str, str, float, tuple[str, ...]]


def taken_out(
    lines: pd.DataFrame, ledger: pd.DataFrame | None, *, settings: BusinessCase
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return the benefit lines with what counts of each, what is taken out with its reason, and both summed.

    Parameters
    ----------
    lines : of `benefit_lines`.
    ledger : lines of all earlier results, or None.
    settings : whether freed time counts.

    Returns
    -------
    (1) lines, with kept (share left after overlap when every line comes about), kept_expected (the same when each does
    as far as its chance), leaves_share and capacity_share (each the share taken out of what is left then), net_eur_year
    = eur_year x kept_expected x (1 - leaves_share) x (1 - capacity_share) x success_probability, counted and reason.
    (2) TAKEN: gross less all of it is the sum of net_eur_year. (3) STEP_COLUMNS, as in
    `BusinessCaseResult.steps`; gross holds no burdens.

    Notes
    -----
    In the order of STEPS. Overlap is shown of the parts as if all come about, before chance. What counts combines each
    effect times its part and its chance, since a customer whom one lever fails to keep can be kept by another: two
    levers that each keep half with a chance of half keep 1 - 0.75^2 = 43.75 %. Step 'chance' is what then remains; over
    the lines of one mechanism it is never below 0, and of a single line only where the others may leave it more. Of
    those who leave anyway the counted churn lines save each customer's chance of leaving times 1 - product of (1 - part
    x chance of success x effect).
    """
    known, burden = Ledger(ledger), lines["category"].eq(BURDEN)
    told = _as_known(lines, known)
    kept, overlap = _overlap(told[~burden], known)
    shares = {
        **kept.reindex(lines.index, fill_value=1.0),
        "leaves_share": _leaves(told.assign(kept=kept["kept"]), known),
        "capacity_share": _capacity(lines, settings),
    }
    found = lines.assign(**shares)
    taken = [*overlap, *_on_the_way(found)]
    rows = pd.DataFrame([row for row in taken if row[2]], columns=TAKEN)
    rows = rows.sort_values("step", key=lambda step: step.map(STEPS.index), kind="stable", ignore_index=True)
    net = _counting(found)
    most = rows.sort_values("eur_year", kind="stable").groupby("line")["step"].last().to_dict()
    reason = ["" if burdens else most.get(line, "") for line, burdens in zip(lines["line"], burden, strict=True)]
    counted = found.assign(net_eur_year=net, counted=net.ne(0), reason=reason)
    return counted, rows, _steps(counted, rows)


def gross_lines(lines: pd.DataFrame) -> pd.DataFrame:
    """Return the lines as who adds everything up counts them: no overlap, no chance, freed time as cash, no burdens.

    Parameters
    ----------
    lines : of `benefit_lines` or `taken_out`.

    Returns
    -------
    Columns as of `taken_out`; net_eur_year is eur_year.
    """
    benefits = lines[lines["category"] != BURDEN].reset_index(drop=True)
    nothing_out = {"kept": 1.0, "kept_expected": 1.0, "leaves_share": 0.0, "capacity_share": 0.0}
    whole = nothing_out | {"success_probability": 1.0, "reason": ""}
    return benefits.assign(**whole, net_eur_year=benefits["eur_year"], counted=benefits["eur_year"].ne(0))


def far_smaller(taken: pd.DataFrame, lines: pd.DataFrame) -> tuple[str, float, float] | None:
    """Return which side stays when it brings less than half of what goes for the same effect, and both in euros a year.

    Parameters
    ----------
    taken : of `taken_out`.
    lines : of `taken_out`.

    Returns
    -------
    'value_shift' or 'drivers', what that side adds up to, and what the side that goes adds up to; both as if all comes
    about, other overlap aside. None when the side that stays brings half or more, or nothing goes.
    """
    gone = taken[taken["step"] == "same_effect"]
    if gone.empty:
        return None
    stays = lines[lines["line"].isin(gone["beside"].iloc[0])]
    kept_eur, left_eur = float(stays["eur_year"].sum()), float(gone["eur_year"].sum())
    side = "value_shift" if stays["mechanism"].eq(VALUE_SHIFT).any() else "drivers"
    return (side, kept_eur, left_eur) if kept_eur < left_eur / 2 else None


def _as_known(lines: pd.DataFrame, known: Ledger) -> pd.DataFrame:
    """Return the lines; a typed one that reads a lever of the ledger moves its customers, as far as its euros reach.

    It counts as a part of that finding, so a typed amount beyond the whole finding is not known to move anyone. One
    that reads a saving on contacts takes its place among those, whatever its amount.
    """
    rows = lines[READ].to_dict("records")
    held = {_reads(row): row for row in rows if row["notebook"] and row["eur_year"] > 0 and _is_known(row, known)}
    told = [row if row["notebook"] else _known_as(row, held.get(_reads(row)), known) for row in rows]
    return pd.DataFrame(told, index=lines.index, columns=READ)


def _reads(row: dict) -> tuple[str, str]:
    """Return which effect a line reads."""
    return same_words(row["lever"]), row["mechanism"]


def _is_known(row: dict, known: Ledger) -> bool:
    return row["mechanism"] == CONTACT_COST or known.holds(row["mechanism"], (row["notebook"], row["lever"]))


def _known_as(row: dict, finding: dict | None, known: Ledger) -> dict:
    """Return a typed line as the finding it reads, if any."""
    if row["mechanism"] == CONTACT_COST:
        lever = (finding["notebook"], finding["lever"]) if finding else known.contact_lever(row["lever"])
        return row | dict(zip(("notebook", "lever"), lever, strict=True)) if lever else row
    part = finding["part"] * row["eur_year"] / finding["eur_year"] if finding else 0.0
    return row | {"notebook": finding["notebook"], "lever": finding["lever"], "part": part} if 0 < part <= 1 else row


def _overlap(lines: pd.DataFrame, known: Ledger) -> tuple[pd.DataFrame, list[Row]]:
    """Return kept and kept_expected of each benefit beside the others, and what is taken out of it: OVERLAP_STEPS."""
    weaker, stays = OVERLAP_STEPS[0], better_reading(lines)
    rows = [
        (line, weaker, eur, (better,))
        for line, eur, better in zip(lines["line"], lines["eur_year"], stays, strict=True)
        if line != better
    ]
    rest = lines[stays == lines["line"]]
    on = same_effect(rest)
    rows += _same_effect_rows(rest, on)
    left, _ = left_beside(rest[on].assign(chance=rest["success_probability"]), known)
    rows += _beside_rows(rest[on], left["kept"])
    return left.reindex(lines.index, fill_value=0.0), rows


def _same_effect_rows(lines: pd.DataFrame, on: pd.Series) -> list[Row]:
    """Return the lines of the side that goes, each beside all lines of the side that stays."""
    sides = lines["mechanism"].isin([VALUE_SHIFT, CHURN]) | lines["mechanism"].str.startswith(CROSS_SELL)
    beside = tuple(lines.loc[on & sides, "line"])
    return [(line, "same_effect", eur, beside) for line, eur in lines.loc[~on, ["line", "eur_year"]].to_numpy()]


def _beside_rows(lines: pd.DataFrame, left: pd.Series) -> list[Row]:
    """Return what lines lose to others of their mechanism, each beside those of them that count."""
    rows = []
    for place, line in lines[left < 1].iterrows():
        others = lines[(lines["mechanism"] == line["mechanism"]) & (left > 0) & (lines.index != place)]
        step = "same_customers" if left[place] > 0 else "unknown_customers"
        rows.append((line["line"], step, line["eur_year"] * (1 - left[place]), tuple(others["line"])))
    return rows


def _leaves(lines: pd.DataFrame, known: Ledger) -> pd.Series:
    """Return the share of each saving on contacts that is saved on customers who leave anyway; 0 of other lines."""
    share = pd.Series(0.0, index=lines.index)
    keeping = lines[lines["mechanism"].eq(CHURN) & lines["kept"].gt(0)]
    parts = tuple(
        ((row["notebook"], row["lever"]), row["part"] * row["success_probability"])
        for row in keeping.to_dict("records")
    )
    saving = lines["mechanism"].eq(CONTACT_COST) & ~lines["category"].isin([BURDEN, OTHER_SAVING])
    for place, line in lines[saving].iterrows():
        share[place] = known.share_of_leavers((line["notebook"], line["lever"]), parts)
    return share


def _capacity(lines: pd.DataFrame, settings: BusinessCase) -> pd.Series:
    """Return the share of each benefit that is freed time nobody can cash; extra work counts in full."""
    if settings.count_capacity:
        return pd.Series(0.0, index=lines.index)
    share = lines["capacity_eur"] / lines["eur_year"].where(lines["eur_year"] > 0)
    return share.fillna(0.0).clip(0, 1) + 0.0


def _working(lines: pd.DataFrame) -> pd.Series:
    """Return what counts of each line when all of them come about."""
    return lines["eur_year"] * lines["kept"] * (1 - lines["leaves_share"]) * (1 - lines["capacity_share"])


def _counting(lines: pd.DataFrame) -> pd.Series:
    """Return what counts of each line, chance included."""
    return _working(lines.assign(kept=lines["kept_expected"])) * lines["success_probability"]


def _on_the_way(lines: pd.DataFrame) -> list[Row]:
    """Return what is taken out after overlap: of leavers, freed time, burdens and chance."""
    benefits, burdens = (lines[lines["category"].eq(BURDEN) == asked] for asked in (False, True))
    net = benefits["eur_year"] * benefits["kept"]
    stays = net * (1 - benefits["leaves_share"])
    working = _working(lines)
    return [
        *_rows(benefits, "leaves", net * benefits["leaves_share"]),
        *_rows(benefits, "capacity", stays * benefits["capacity_share"]),
        *_rows(burdens, "burden", -working[burdens.index]),
        *_rows(lines, "chance", working - _counting(lines)),
    ]


def _rows(lines: pd.DataFrame, step: str, eur: pd.Series) -> list[Row]:
    return [(line, step, amount, ()) for line, amount in zip(lines["line"], eur, strict=True)]


def _steps(lines: pd.DataFrame, taken: pd.DataFrame) -> pd.DataFrame:
    """Return from gross to what counts, step by step."""
    gross = float(lines.loc[lines["category"] != BURDEN, "eur_year"].sum())
    by_step = -taken.groupby("step")["eur_year"].sum()
    overlap, later = ([(step, float(by_step[step])) for step in steps if step in by_step]
                      for steps in (OVERLAP_STEPS, STEPS[len(OVERLAP_STEPS):]))  # fmt: skip
    net = gross + sum(eur for _, eur in overlap)
    rows = [(GROSS, gross), *overlap, (NET, net), *later, (COUNTED, float(lines["net_eur_year"].sum()))]
    return pd.DataFrame(rows, columns=STEP_COLUMNS)
