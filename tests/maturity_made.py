"""A made-up but consistent result of maturity_assessment: scores of raters, and every frame computed from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from cxkit.analysis.maturity_result import MaturityResult
from cxkit.report.reader import Report, protect
from cxkit.result import Finding
from cxkit.settings.instrument import Dimension, Instrument, Item, Stage
from cxkit.settings.maturity import MaturityAssessment

DEPARTMENTS = {"Klantenservice": 4, "Marketing": 3, "IT": 3, "Finance": 2, "Directie": 2}
MEANS = {"leadership": 2.1, "insight": 1.8, "design": 1.3, "measurement": 1.2, "governance": 1.1, "culture": 0.5}
HIGH = dict.fromkeys(MEANS, 3.6)
NAMES = {
    "leadership": ("Leadership and strategy", "Leiderschap en strategie"),
    "insight": ("Customer understanding", "Klantbegrip"),
    "design": ("Design and improvement of journeys", "Ontwerp en verbetering van klantreizen"),
    "measurement": ("Measurement and euros", "Meten en euro's"),
    "governance": ("Governance and cooperation", "Sturing en samenwerking"),
    "culture": ("Culture and employees", "Cultuur en medewerkers"),
}
STATEMENTS = (
    ("It is clear who decides about {name}, and this is written down.", "Het is duidelijk wie beslist over {name}."),
    ("What customers say changes what we do about {name}.", "Wat klanten zeggen, verandert wat we doen aan {name}."),
    ("We look at {name} only when something goes wrong.", "We kijken pas naar {name} als er iets misgaat."),
    ("There is time and money for {name} every year.", "Er is elk jaar tijd en geld voor {name}."),
    ("Departments work together on {name}.", "Afdelingen werken samen aan {name}."),
)
STAGES = (
    ("Interested", 0.0, "People believe in it, each in their own way.", "Men gelooft erin, ieder op eigen wijze."),
    ("Invested", 0.8, "There are people and money for it.", "Er zijn mensen en geld voor."),
    ("Committed", 1.6, "Its worth is known and processes change.", "De waarde is bekend en processen veranderen."),
    ("Engaged", 2.4, "It is part of everything.", "Het hoort bij alles."),
    ("Embedded", 3.2, "It lies in the culture.", "Het zit in de cultuur."),
)
ANCHORS = (
    ("nowhere", "nergens"), ("here and there", "hier en daar"), ("in some departments", "bij enkele afdelingen"),
    ("in most departments", "bij de meeste afdelingen"), ("everywhere", "overal"),
)  # fmt: skip
REMARKS = (
    "Er is een plan, maar niemand\nkijkt ernaar; bel 06-12345678 of mail jan.de.vries@voorbeeld.nl.",
    "=SOM(A1) wel eens gedaan 😀",
    'De directie noemt klanten "belangrijk", één keer per jaar',
    "+31 20 123 45 67 is het nummer van de stuurgroep",
)


def instrument() -> Instrument:
    """Return a questionnaire of six dimensions and five stages, in English and Dutch."""
    dimensions = tuple(
        Dimension(key, {"en": en, "nl": nl}, _items(key, {"en": en.lower(), "nl": nl.lower()}))
        for key, (en, nl) in NAMES.items()
    )
    anchors = {score: {"en": en, "nl": nl} for score, (en, nl) in enumerate(ANCHORS)}
    return Instrument(
        "cx_maturity", "1.0", {"en": "CX maturity", "nl": "CX-volwassenheid"},
        {"en": "Own wording, after public models.", "nl": "Eigen formulering, naar openbare modellen."}, 0, 4, anchors,
        tuple(Stage(name, start, {"en": en, "nl": nl}) for name, start, en, nl in STAGES), "gate", 1, "Committed",
        dimensions,
    )  # fmt: skip


def _items(key: str, name: Mapping[str, str]) -> tuple[Item, ...]:
    return tuple(
        Item(f"{key}_{i}", key, {"en": en.format(name=name["en"]), "nl": nl.format(name=name["nl"])}, reverse=i == 3)
        for i, (en, nl) in enumerate(STATEMENTS, start=1)
    )


def seven_point() -> Instrument:
    """Return a client's own questionnaire: seven points, four stages with long names, three dimensions."""
    names = {"repair": "Repairing what hurts customers", "elevate": "Elevating", "lead": "Differentiating from others"}
    stages = (("Finding out what is wrong", 1.0), ("Repairing", 3.0), ("Elevating everywhere", 4.5), ("Leading", 6.0))
    return Instrument(
        "own", "2", {"en": "Our own ladder"}, {"en": "The client"}, 1, 7, {n: {"en": str(n)} for n in range(1, 8)},
        tuple(Stage(name, start, {"en": ""}) for name, start in stages), "mean", 1, "",
        tuple(Dimension(key, {"en": en}, _items(key, {"en": en.lower(), "nl": ""})) for key, en in names.items()),
    )  # fmt: skip


class Settings(MaturityAssessment):
    """Settings whose questionnaire is the one of this module."""

    @property
    def questionnaire(self) -> Instrument:
        """Return the questionnaire that belongs to the name."""
        return seven_point() if self.instrument == "own" else instrument()


def settings(**given: Any) -> Settings:
    """Return settings of the demo; the questionnaire needs no file."""
    return Settings.model_construct(**given)


def reported(result: MaturityResult, **given: Any) -> Report:
    """Return the report of a made-up result whose forms were read without a remark."""
    rows = pd.DataFrame(columns=["table", "file", "rows_in", "rows_used", "rows_set_aside", "reason"])
    return protect(result, settings=settings(**given), tables=SimpleNamespace(rows=rows, notes=[], answers=None))


def scores(
    form: Instrument, means: Mapping[str, float], departments: Mapping[str, int], *, seed: int = 5
) -> pd.DataFrame:
    """Return whole scores, reverse items turned: a row per rater, a column per item."""
    rng = np.random.default_rng(seed)
    names = [name for name, n in departments.items() for _ in range(n)]
    own = rng.normal(0, 0.35, len(names)) + np.array([(-0.25, 0.25)[list(departments).index(d) % 2] for d in names])
    drawn = {
        item.key: (means[item.dimension] + own + rng.normal(0, 0.7, len(names))).round().clip(form.lowest, form.highest)
        for item in form.items
    }  # fmt: skip
    return pd.DataFrame(
        drawn, index=pd.MultiIndex.from_arrays([range(len(names)), names], names=["rater", "department"])
    )


def made(
    means: Mapping[str, float] = MEANS, *, form: Instrument | None = None, departments: Mapping[str, int] = DEPARTMENTS,
    earlier: bool = True, remarks: Sequence[str] = REMARKS, flagged: Sequence[str] = ("culture_3",),
    blank: Sequence[str] = (), verdict: str = "", weak: bool = False,
) -> MaturityResult:  # fmt: skip
    """Return a result; `blank` names dimensions nobody scored."""
    form = form or instrument()
    matrix = scores(form, means, departments)
    matrix[[item.key for item in form.items if item.dimension in blank]] = np.nan
    by_rater = pd.DataFrame({d.key: matrix[[i.key for i in d.items]].mean(axis=1) for d in form.dimensions})
    before = by_rater - pd.Series({d: 0.3 - 0.15 * n for n, d in enumerate(by_rater)})
    dimensions, overall = _dimensions(by_rater, form), _overall(by_rater, form)
    staged = verdict or _verdict(overall, dimensions)
    steps, blockers = _steps(overall, dimensions, form), _blockers(overall, dimensions, form)
    actions = _actions(matrix, blockers, form, flagged)
    agreement, changes = _agreement(form, len(matrix), weak), _changes(by_rater, before, form)
    return MaturityResult(
        verdict=staged, overall=overall, dimensions=dimensions, steps=steps, blockers=blockers,
        items=_item_rows(matrix, form, flagged, remarks), evidence=_evidence(form, remarks),
        departments=_departments(by_rater), differences=_differences(by_rater), raters=_raters(by_rater),
        agreement=agreement, changes=changes if earlier else changes.iloc[:0], actions=actions,
        rows=pd.DataFrame(columns=["table", "reason", "rows_n"]),
        findings=_findings(staged, overall, dimensions, changes if earlier else changes.iloc[:0], agreement, actions),
        facts=_facts(matrix, form, earlier, len(departments), len(remarks)),
    )  # fmt: skip


def _verdict(overall: pd.DataFrame, dimensions: pd.DataFrame) -> str:
    row = overall.iloc[0]
    if dimensions["mean"].isna().any():
        return "not_computable"
    if row["raters_n"] == 1:
        return "one_rater"
    return "staged" if row["stage_low"] == row["stage_high"] else "between"


def _ends(values: pd.Series) -> dict[str, float]:
    """Return mean, low, high and spread of raters' means."""
    known = values.dropna()
    n, sd = len(known), known.std()
    half = stats.t.ppf(0.975, n - 1) * sd / np.sqrt(n) if n > 1 else np.nan
    mean = known.mean() if n else np.nan
    return {"mean": mean, "low": mean - half, "high": mean + half, "spread": sd, "raters_n": n}


def stage_of(mean: float, form: Instrument) -> int:
    """Return the highest stage whose start is reached."""
    return -1 if mean != mean else int(sum(start <= mean + 1e-9 for start in form.starts)) - 1


def _dimensions(by_rater: pd.DataFrame, form: Instrument) -> pd.DataFrame:
    rows = []
    for dimension in form.dimensions:
        row = _ends(by_rater[dimension.key])
        stage = stage_of(row["mean"], form)
        following = form.starts[stage + 1] if 0 <= stage < len(form.starts) - 1 else np.nan
        rows.append({
            "dimension": dimension.key, **row, "stage": stage, "stage_low": stage_of(row["low"], form),
            "stage_high": stage_of(row["high"], form), "to_next": following - row["mean"],
            "items_n": len(dimension.items), "hidden_n": 0,
        })  # fmt: skip
    return pd.DataFrame(rows)


def _rule(means: pd.Series, form: Instrument) -> int:
    if means.isna().any():
        return -1
    stage = stage_of(means.mean(), form)
    return min(stage, min(stage_of(m, form) for m in means) + form.gate_stages) if form.rule == "gate" else stage


def _overall(by_rater: pd.DataFrame, form: Instrument) -> pd.DataFrame:
    means = by_rater.mean()
    row = _ends(by_rater.mean(axis=1))
    rng, n = np.random.default_rng(1), len(by_rater)
    drawn = [_rule(by_rater.iloc[rng.integers(0, n, n)].mean(), form) for _ in range(200)] if n > 1 else [-1]
    stage = _rule(means, form)
    following = form.starts[stage + 1] if 0 <= stage < len(form.starts) - 1 else np.nan
    return pd.DataFrame([{
        **row, "mean": means.mean(skipna=False), "stage_mean": stage_of(means.mean(skipna=False), form),
        "stage_gate": stage, "stage": stage, "stage_low": int(np.percentile(drawn, 2.5)),
        "stage_high": int(np.percentile(drawn, 97.5)), "stage_share": float(np.mean(np.array(drawn) == stage)),
        "other_mean": means.mean() - 0.05, "other_stage": stage, "to_next": max(following - means.mean(), 0.0),
        "next_stage": min(stage + 1, len(form.starts) - 1),
    }])  # fmt: skip


def _held_back(target: int, dimensions: pd.DataFrame, form: Instrument) -> pd.Series:
    return (dimensions["stage"] < target - form.gate_stages) & (form.rule == "gate")


def _steps(overall: pd.DataFrame, dimensions: pd.DataFrame, form: Instrument) -> pd.DataFrame:
    now = overall.iloc[0]
    return pd.DataFrame([
        {
            "stage": i, "name": stage.name, "start": stage.start, "reached": bool(i <= now["stage"]),
            "hard": stage.name == form.hard_stage, "mean_short": max(stage.start - now["mean"], 0.0),
            "behind": tuple(dimensions.loc[_held_back(i, dimensions, form), "dimension"]),
            "is_next": bool(i == now["stage"] + 1), "raters_n": now["raters_n"],
        }
        for i, stage in enumerate(form.stages)
    ])  # fmt: skip


def _blockers(overall: pd.DataFrame, dimensions: pd.DataFrame, form: Instrument) -> pd.DataFrame:
    now, rows = overall.iloc[0], []
    hard = next((i for i, stage in enumerate(form.stages) if stage.name == form.hard_stage), -1)
    for target in sorted({int(now["stage"]) + 1, hard if hard > now["stage"] else int(now["stage"]) + 1}):
        if now["stage"] < 0 or not 0 < target < len(form.starts):
            continue
        gate = _held_back(target, dimensions, form)
        short = (dimensions["mean"] < form.starts[target]) & (now["mean"] < form.starts[target])
        for kind, which, needed in (
            ("gate", gate, form.starts[max(target - form.gate_stages, 0)]), ("mean", short, form.starts[target])
        ):  # fmt: skip
            own = dimensions[which]
            rows.append(own[["dimension", "mean", "low", "high", "raters_n"]].assign(
                target=target, needed=needed, short=needed - own["mean"], kind=kind
            ))  # fmt: skip
    columns = ["target", "dimension", "mean", "needed", "short", "kind", "low", "high", "raters_n"]
    return pd.concat(rows, ignore_index=True)[columns] if rows else pd.DataFrame(columns=columns)


def _item_rows(matrix: pd.DataFrame, form: Instrument, flagged: Sequence[str], remarks: Sequence[str]) -> pd.DataFrame:
    counts = _evidence(form, remarks)["item"].value_counts()
    rows = []
    for item in form.items:
        row = _ends(matrix[item.key])
        rows.append({
            "item": item.key, "dimension": item.dimension, **row, "reverse": item.reverse,
            "item_rest": -0.62 if item.key in flagged else 0.55, "flagged": item.key in flagged,
            "known_n": row["raters_n"], "evidence_n": int(counts.get(item.key, 0)),
        })  # fmt: skip
    return pd.DataFrame(rows)


def _evidence(form: Instrument, remarks: Sequence[str]) -> pd.DataFrame:
    items = [form.items[(3 * i) % len(form.items)] for i in range(len(remarks))]
    rows = [(item.key, item.dimension, remark) for item, remark in zip(items, remarks, strict=True)]
    return pd.DataFrame(rows, columns=["item", "dimension", "evidence"])


def _departments(by_rater: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for department, own in by_rater.groupby(level="department", sort=False):
        for dimension, values in {"all": own.mean(axis=1), **own}.items():
            rows.append({"department": department, "dimension": dimension, **_ends(values)})
    return pd.DataFrame(rows).drop(columns="spread")


def _differences(by_rater: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for dimension, values in {"all": by_rater.mean(axis=1), **by_rater}.items():
        means = values.groupby(level="department").mean()
        gap = means.max() - means.min()
        rows.append({
            "dimension": dimension, "highest": means.idxmax() if gap == gap else "",
            "lowest": means.idxmin() if gap == gap else "", "difference": gap, "low": gap - 0.8, "high": gap + 0.8,
            "status": "shown" if gap > 0.8 else "no_difference", "departments_n": len(means), "raters_n": len(values),
        })  # fmt: skip
    return pd.DataFrame(rows)


def _raters(by_rater: pd.DataFrame) -> pd.DataFrame:
    long = by_rater.reset_index().melt(["rater", "department"], var_name="dimension", value_name="mean")
    return long.dropna(subset="mean", ignore_index=True).assign(raters_n=1)


def _agreement(form: Instrument, raters_n: int, weak: bool) -> pd.DataFrame:
    rows = []
    for place, dimension in enumerate(["all", *(d.key for d in form.dimensions)]):
        for measure, estimate in (("alpha", 0.82), ("icc", 0.78), ("icc_single", 0.21), ("krippendorff", 0.3)):
            low = weak and place in (2, 4) and measure == "alpha"
            value = 0.41 if low else estimate
            rows.append((dimension, measure, value, value - 0.2, min(value + 0.15, 1.0), 5, raters_n,
                         "warned" if value < 0.667 else "shown", ""))  # fmt: skip
    columns = ["dimension", "measure", "estimate", "low", "high", "items_n", "raters_n", "status", "reason"]
    frame = pd.DataFrame(rows, columns=columns)
    gone = (frame["dimension"] == form.dimensions[0].key) & (frame["measure"] == "icc")
    frame.loc[gone, ["estimate", "low", "high"]] = np.nan
    return frame.assign(status=frame["status"].mask(gone, "not_computable"), reason=np.where(gone, "blanks", ""))


def _changes(by_rater: pd.DataFrame, before: pd.DataFrame, form: Instrument) -> pd.DataFrame:
    rows = []
    for dimension in ["all", *by_rater]:
        now, then = (
            frame.mean().mean() if dimension == "all" else frame[dimension].mean() for frame in (by_rater, before)
        )
        change, half = now - then, 0.18
        rows.append({
            "dimension": dimension, "earlier_mean": then, "mean": now, "change": change, "low": change - half,
            "high": change + half, "earlier_stage": stage_of(then, form), "stage": stage_of(now, form),
            "status": "shown" if abs(change) > half else "no_difference", "both_n": max(len(by_rater) - 5, 0),
            "earlier_n": max(len(by_rater) - 5, 0), "raters_n": len(by_rater),
        })  # fmt: skip
    return pd.DataFrame(rows)


def _actions(matrix: pd.DataFrame, blockers: pd.DataFrame, form: Instrument, flagged: Sequence[str]) -> pd.DataFrame:
    hard = next((i for i, stage in enumerate(form.stages) if stage.name == form.hard_stage), -1)
    rows = []
    for block in blockers.drop_duplicates("dimension").to_dict("records"):
        own = next(d for d in form.dimensions if d.key == block["dimension"])
        for item in [item for item in own.items if item.key not in flagged and matrix[item.key].notna().any()][:2]:
            mean = matrix[item.key].mean()
            target = min(int(np.floor(mean + 1e-9)) + 1, form.highest)
            rows.append({
                "item": item.key, "dimension": own.key, "mean": mean, "target": target,
                "points": (target - mean) / len(own.items), "toward": block["target"], "kind": block["kind"],
                "hard": bool(block["target"] == hard), "raters_n": len(matrix),
            })  # fmt: skip
    columns = ["item", "dimension", "mean", "target", "points", "toward", "kind", "hard", "raters_n"]
    frame = pd.DataFrame(rows, columns=columns).head(6)
    return frame.assign(rank=np.arange(1, len(frame) + 1))


def _facts(matrix: pd.DataFrame, form: Instrument, earlier: bool, departments_n: int, remarks_n: int) -> dict[str, Any]:
    hard = next((i for i, stage in enumerate(form.stages) if stage.name == form.hard_stage), -1)
    return {
        "wave": "2025", "earlier_wave": "2024" if earlier else "", "raters_n": len(matrix),
        "departments_n": departments_n, "items_n": len(form.items), "answers_n": int(matrix.notna().to_numpy().sum()),
        "blank_n": 7, "evidence_n": remarks_n, "rule": form.rule, "next_stage": 2, "hard_stage": hard,
        "unknown_department_n": 0,
    }  # fmt: skip


def _finding(name: str, row: Mapping[str, Any], value: str = "mean", **more: Any) -> Finding:
    notes = {"raters_n": row["raters_n"], **more}
    if row[value] != row[value]:
        return Finding(
            name, unit="points", label="estimated", status="not_computable", reason="no_answers", notes=notes
        )
    return Finding(
        name,
        unit="points",
        estimate=row[value],
        low=row.get("low"),
        high=row.get("high"),
        label="estimated",
        notes=notes,
    )


def _findings(
    verdict: str, overall: pd.DataFrame, dimensions: pd.DataFrame, changes: pd.DataFrame, agreement: pd.DataFrame,
    actions: pd.DataFrame,
) -> tuple[Finding, ...]:  # fmt: skip
    whole = overall.iloc[0].to_dict()
    stage = whole | {"stage": whole["stage"] + 1, "low": whole["stage_low"] + 1, "high": whole["stage_high"] + 1}
    return (
        _finding("maturity_mean", whole, other_mean=whole["other_mean"]),
        _finding("maturity_stage", stage, "stage"),
        *(_finding(f"maturity_dimension:{row['dimension']}", row) for row in dimensions.to_dict("records")),
        *(_finding(f"maturity_change:{row['dimension']}", row, "change") for row in changes.to_dict("records")),
        *(_finding(f"agreement:{r['dimension']}:{r['measure']}", r, "estimate") for r in agreement.to_dict("records")),
        *(_finding(f"maturity_action:{r['item']}", r, "points", dimension=r["dimension"])
          for r in actions.to_dict("records")),
    )  # fmt: skip
