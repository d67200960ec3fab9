"""Small questionnaires and answers of raters for the tests of maturity, easy to compute by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from cxkit.settings.instrument import Dimension, Instrument, Item, Stage

STARTS = {"Interested": 0.0, "Invested": 0.8, "Committed": 1.6, "Engaged": 2.4, "Embedded": 3.2}


def questionnaire(
    dimensions: Mapping[str, int] = {"culture": 2, "design": 2},  # noqa: B006
    *,
    lowest: int = 0,
    highest: int = 4,
    starts: Mapping[str, float] = STARTS,
    rule: str = "gate",
    gate_stages: int = 1,
    hard_stage: str = "Committed",
    reverse: Sequence[str] = (),
) -> Instrument:
    """Return a questionnaire with so many items per dimension; items are called culture_1, culture_2 and so on."""

    def items(key: str, n: int) -> tuple[Item, ...]:
        names = [f"{key}_{number}" for number in range(1, n + 1)]
        return tuple(Item(name, key, {"en": name, "nl": name}, name in reverse) for name in names)

    return Instrument(
        name="small", version="1", title={"en": "Small"}, source={"en": "tests"}, lowest=lowest, highest=highest,
        anchors={score: {"en": str(score)} for score in range(lowest, highest + 1)},
        stages=tuple(Stage(name, start, {"en": name}) for name, start in starts.items()),
        rule=rule, gate_stages=gate_stages, hard_stage=hard_stage,
        dimensions=tuple(Dimension(key, {"en": key}, items(key, n)) for key, n in dimensions.items()),
    )  # fmt: skip


def seven_points() -> Instrument:
    """Return another instrument: three dimensions, 1 to 7, four stages, no gate, no hard stage."""
    return questionnaire(
        {"purpose": 3, "people": 2, "process": 4}, lowest=1, highest=7, rule="mean", hard_stage="",
        starts={"Starting": 1.0, "Growing": 3.0, "Leading": 5.0, "Shining": 6.5}, reverse=["people_2"],
    )  # fmt: skip


def answers(given: Mapping[str, Mapping[str, float]], **kept: object) -> pd.DataFrame:
    """Return long answers from scores by rater and item; `kept` are further columns, such as department or wave."""
    rows = [(rater, item, score) for rater, scores in given.items() for item, score in scores.items()]
    frame = pd.DataFrame(rows, columns=["respondent", "item", "score"]).astype({"score": float})
    return frame.assign(answer_id=[f"{rater}-{item}" for rater, item, _ in rows], **kept)


def everywhere(form: Instrument, scores: Mapping[str, float]) -> dict[str, dict[str, float]]:
    """Return raters who gave every item of a dimension the same score: one rater per entry of a list of scores."""
    raters_n = max(len(given) for given in scores.values())
    return {
        f"rater {number}": {
            item.key: scores[item.dimension][number] if not item.reverse
            else form.lowest + form.highest - scores[item.dimension][number]
            for item in form.items
        }
        for number in range(raters_n)
    }  # fmt: skip
