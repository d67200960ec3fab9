"""What a client can work out: least squares over every mean that is shown solves no hidden group of raters."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from maturity_forms import answers, questionnaire

from cxkit.analysis.maturity_assessment import maturity_assessment
from cxkit.report.few_raters import bundled, protect_raters
from cxkit.settings.maturity import MaturityAssessment

FORM = questionnaire({"culture": 2, "design": 3, "insight": 2, "measurement": 2})
DIMENSIONS = {d.key: [item.key for item in d.items] for d in FORM.dimensions}


class Own(MaturityAssessment):
    """Settings whose questionnaire is not read from a file."""

    @property
    def questionnaire(self):
        return FORM


def scored(departments, *, blank=()):
    """Return random scores, raters by items, and the department of each; `blank` names who skipped which items."""
    rng = np.random.default_rng(7)
    of_rater = pd.Series([name for name, n in departments.items() for _ in range(n)])
    of_rater.index = [f"r{place}" for place in range(len(of_rater))]
    items = [item for own in DIMENSIONS.values() for item in own]
    scores = pd.DataFrame(rng.integers(0, 5, (len(of_rater), len(items))).astype(float), of_rater.index, items)
    for names, kept in blank:
        scores.loc[scores.index[kept:], names] = np.nan
    return scores, of_rater


def protected(scores, of_rater, over):
    given = {rater: row.dropna().to_dict() for rater, row in scores.iterrows()}
    frame = answers(given)
    frame = frame.assign(department=frame["respondent"].map(of_rater))
    result = maturity_assessment(frame, settings=Own.model_construct(average_over=over))
    return result, protect_raters(result, audience="client", minimum_n=3)


class Attack:
    """Everything a reader knows, as weights on the scores: who scored what, and what the figures say."""

    def __init__(self, scores, of_rater, over):
        self.scores, self.of_rater, self.over = scores, of_rater, over
        self.known = scores.notna().to_numpy()
        self.equations: list[tuple[np.ndarray, float]] = []

    def mean(self, items, raters):
        """Return the weights of the mean over raters of their own mean over items."""
        on = self.known & self.scores.columns.isin(items) & np.asarray(raters)[:, np.newaxis]
        own_n = on.sum(axis=1, keepdims=True)
        own = np.divide(on, own_n, out=np.zeros(on.shape), where=own_n > 0)
        return (own / max((own_n > 0).sum(), 1)).ravel()

    def of(self, key, name=None):
        """Return the weights of a dimension ('all': of every one) in a department, or over all raters."""
        if key == "all":
            return np.mean([self.of(one, name) for one in DIMENSIONS], axis=0)
        raters = self.of_rater.notna() if name is None else self.of_rater.eq(name)
        return self.mean(DIMENSIONS.get(key, [key]), raters)

    def counted(self, key, over=None):
        """Return the weights of a dimension, a statement or all, as raters or departments count equally."""
        if (over or self.over) == "raters":
            return self.of(key)
        if key == "all":
            return np.mean([self.counted(one, over) for one in DIMENSIONS], axis=0)
        own = [self.of(key, name) for name in self.of_rater.unique()]
        return np.mean([weights for weights in own if weights.any()], axis=0)

    def told(self, weights, value):
        """Add an equation, when there is a figure."""
        if value == value:
            self.equations.append((weights, float(value)))

    def read(self, shown):
        """Take in every linear figure of a protected result."""
        whole = shown.overall.iloc[0]
        self.told(self.counted("all"), whole["mean"])
        other = "raters" if self.over == "departments" else "departments"
        self.told(self.counted("all", other), whole["other_mean"])
        for frame, column in ((shown.dimensions, "dimension"), (shown.blockers, "dimension"), (shown.items, "item"),
                              (shown.actions, "item")):  # fmt: skip
            for row in frame.to_dict("records"):
                self.told(self.counted(row[column]), row["mean"])
        for row in shown.departments.to_dict("records"):
            self.told(self.of(row["dimension"], row["department"]), row["mean"])
        for dimension, own in shown.raters.groupby("dimension"):
            self.told(self.of(dimension), np.average(own["mean"], weights=own["raters_n"]))
        return self

    def solves(self, weights):
        """Say whether the equations determine a mean: whether its weights are a combination of theirs."""
        known = np.array([own for own, _ in self.equations])
        fit = np.linalg.lstsq(known.T, weights, rcond=None)[0]
        return np.allclose(known.T @ fit, weights, atol=1e-8)

    def holds(self):
        """Say whether every equation is true of the scores."""
        values = np.nan_to_num(self.scores.to_numpy()).ravel()
        return all(own @ values == pytest.approx(value) for own, value in self.equations)


FOUR = {"a": 6, "b": 4, "c": 2, "d": 1}
ONLY_TWO = DIMENSIONS["culture"]
CASES = {
    "two hidden departments": (FOUR, ()),
    "a department without name": ({"a": 6, "b": 4, "c": 2, "": 1}, ()),
    "a second one along": ({"a": 7, "b": 3, "c": 2}, ()),
    "a dimension of two": ({"a": 6, "b": 4}, [(ONLY_TWO, 2)]),
    "two dimensions of the same two": ({"a": 6, "b": 4}, [(ONLY_TWO + DIMENSIONS["insight"], 2)]),
    "a statement of two": ({"a": 6, "b": 4}, [(["design_2"], 2)]),
    "all together": (FOUR, [(ONLY_TWO, 2), (["design_2"], 2)]),
}


@pytest.mark.parametrize("over", ["raters", "departments"])
@pytest.mark.parametrize("case", CASES)
def test_no_hidden_group_is_solved_by_what_is_shown(case, over):
    departments, blank = CASES[case]
    scores, of_rater = scored(departments, blank=blank)
    _, shown = protected(scores, of_rater, over)
    attack = Attack(scores, of_rater, over).read(shown)
    assert attack.equations and attack.holds()
    hidden = shown.departments[shown.departments["hidden"]]
    for row in hidden.to_dict("records"):
        weights = attack.of(row["dimension"], row["department"])
        assert not weights.any() or not attack.solves(weights), (row["department"], row["dimension"])
    for key in shown.dimensions.loc[shown.dimensions["hidden"], "dimension"]:
        assert not attack.solves(attack.counted(key)) and not attack.solves(attack.of(key)), key
    few = [item for item in scores if scores[item].count() < 3]
    assert not [item for item in few if attack.solves(attack.counted(item)) or attack.solves(attack.of(item))]
    assert hidden["department"].any() or shown.dimensions["hidden"].any() or shown.items["hidden"].any()


def test_the_attack_works_where_bundles_add_up_to_another_mean():
    """So an attack that finds nothing says something: c and d follow from c + d and 2 c + d."""
    scores, of_rater = scored(FOUR)
    result, shown = protected(scores, of_rater, "departments")
    assert shown.raters.empty
    undone = replace(shown, raters=bundled(result.raters, minimum_n=3))
    assert (
        Attack(scores, of_rater, "departments")
        .read(undone)
        .solves(Attack(scores, of_rater, "departments").of("culture", "d"))
    )


def test_bundles_stay_where_they_add_up_to_what_is_shown():
    scores, of_rater = scored(FOUR)
    assert len(protected(scores, of_rater, "raters")[1].raters) > 0
    plenty = scored({"a": 6, "b": 4})
    assert len(protected(*plenty, "departments")[1].raters) > 0


@pytest.mark.parametrize("over", ["raters", "departments"])
@pytest.mark.parametrize("departments", [{"a": 3}, {"a": 5}, {"a": 8, "b": 3}, {"a": 8, "b": 3, "c": 4}, FOUR])
def test_no_spread_of_fewer_than_six_is_in_a_frame_or_a_figure(departments, over):
    _, shown = protected(*scored(departments), over)
    few_whole = sum(departments.values()) < 6
    for name in ("overall", "dimensions", "items", "agreement", "changes", "blockers", "actions"):
        frame = getattr(shown, name)
        spreads = [c for c in ("low", "high", "spread", "stage_low", "stage_high", "stage_share", "item_rest")
                   if c in frame]  # fmt: skip
        few = frame["raters_n"] < 6
        assert few.all() == few_whole or frame.empty or name == "agreement"
        assert frame.loc[few, spreads].isna().all(axis=None), name
    small = shown.departments["raters_n"] < 6
    assert shown.departments.loc[small, ["low", "high"]].isna().all(axis=None) and small.any()
    told = [f for f in shown.findings if 0 < float(f.notes.get("raters_n") or 0) < 6]
    assert bool(told) == few_whole
    for finding in told:
        assert finding.low is None and finding.high is None and "share" not in finding.notes
        assert finding.estimate is None or finding.estimate == round(finding.estimate, 1)


def test_squares_that_add_up_are_not_shown_either():
    """Of 8 and 3 the spread of 8, taken from that of 11, would leave that of 3."""
    _, shown = protected(*scored({"a": 8, "b": 3}), "raters")
    assert shown.departments[["low", "high"]].isna().all(axis=None)
    assert shown.differences["low"].notna().all()
    _, shown = protected(*scored({"a": 8, "b": 3, "c": 4}), "raters")
    intervals = shown.departments.set_index(["department", "dimension"])["low"].notna()
    assert intervals["a"].all() and not intervals["b"].any() and not intervals["c"].any()
    assert shown.differences["low"].notna().all()
