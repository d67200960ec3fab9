import time
from dataclasses import dataclass, field, replace
from typing import ClassVar

import numpy as np
import pandas as pd
import pytest
from engagements import answers, by_score, checked, customers, spread
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from touchpoints_made import TOPICS, made, reported

from cxkit.analysis.group_valuation import group_valuation
from cxkit.report import cells
from cxkit.report.disclosure import blanked, protect_result, without_few_known
from cxkit.report.subtraction import (
    _small_is_computable,
    hidden_cells,
    hidden_days,
    hidden_parts,
    small_or_dominated,
)
from cxkit.report.touchpoints import tables, words
from cxkit.result import Finding

LEAST = 10


def parts(*rows):
    return pd.DataFrame(rows, columns=["customers_n", "top2_share", "abs_eur"])


def for_client(result, *, minimum_n=LEAST):
    return protect_result(result, audience="client", minimum_n=minimum_n)


@pytest.mark.parametrize(
    ("customers_n", "top2_share", "hidden"),
    [(9, 0.2, True), (10, 0.2, False), (100, 0.900, False), (100, 0.901, True), (100, np.nan, False)],
)
def test_nine_customers_are_too_few_and_ninety_point_one_percent_is_dominated(customers_n, top2_share, hidden):
    rows = pd.DataFrame({"customers_n": [customers_n], "top2_share": [top2_share]})
    assert small_or_dominated(rows, minimum_n=LEAST).tolist() == [hidden]


def test_with_nothing_small_nothing_is_hidden():
    assert not hidden_parts(parts((10, 0.3, 100), (10, 0.3, 100)), minimum_n=LEAST).any()


def test_the_smallest_other_part_goes_with_a_hidden_one():
    rows = parts((300, 0.1, 3000), (5, 0.5, 50), (40, 0.1, 400), (60, 0.1, 600))
    assert hidden_parts(rows, minimum_n=LEAST).tolist() == [False, True, True, False]


def test_parts_hidden_together_are_at_least_the_smallest_group():
    """4 + 3 = 7 can be subtracted back as one group of 7, so a third part goes too."""
    rows = parts((300, 0.1, 3000), (4, 0.6, 40), (3, 0.8, 30), (25, 0.1, 250))
    assert hidden_parts(rows, minimum_n=LEAST).tolist() == [False, True, True, True]
    rows = parts((300, 0.1, 3000), (5, 0.6, 40), (5, 0.8, 30), (25, 0.1, 250))
    assert hidden_parts(rows, minimum_n=LEAST).tolist() == [False, True, True, False]


def test_parts_hidden_together_are_not_dominated_by_two_customers():
    """One part of 1,000,000 with 95 % in two customers; with a part of 10,000 that is still 94 %."""
    rows = parts((50, 0.95, 1e6), (20, 0.2, 1e4), (30, 0.2, 5e5), (400, 0.01, 1e6))
    assert hidden_parts(rows, minimum_n=LEAST).tolist() == [True, True, True, False]


def test_a_part_that_stands_alone_is_hidden_by_its_own_size_only():
    assert hidden_parts(parts((9, 0.1, 1)), minimum_n=LEAST).tolist() == [True]
    assert hidden_parts(parts((10, 0.1, 1)), minimum_n=LEAST).tolist() == [False]


partitions = st.lists(
    st.tuples(st.integers(1, 60), st.floats(0.01, 1.0), st.floats(1.0, 1e6)), min_size=2, max_size=8
)  # fmt: skip


@given(partitions, st.integers(3, 30))
def test_what_is_hidden_is_never_one_part_nor_a_small_or_dominated_whole(rows, minimum_n):
    frame = parts(*rows)
    hidden = hidden_parts(frame, minimum_n=minimum_n)
    assert hidden[small_or_dominated(frame, minimum_n=minimum_n)].all()
    if hidden.any() and not hidden.all():
        together = frame[hidden]
        assert len(together) >= 2 and together["customers_n"].sum() >= minimum_n
        assert (together["top2_share"] * together["abs_eur"]).sum() <= 0.9 * together["abs_eur"].sum() * (1 + 1e-12)


def test_hidden_rows_hold_no_figure_and_say_so():
    frame = pd.DataFrame({"group": ["a", "b"], "customers_n": [5, 50], "mean": [1.0, 2.0]})
    shown = blanked(frame, pd.Series([True, False]))
    assert shown["hidden"].tolist() == [True, False]
    assert shown.loc[0, ["customers_n", "mean"]].isna().all() and shown.loc[1, "mean"] == 2.0
    assert frame.loc[0, "mean"] == 1.0


@dataclass(frozen=True)
class Small:
    """The least a result must have."""

    partitions: ClassVar[dict[str, str]] = {}
    counts_only: ClassVar[tuple[str, ...]] = ()

    table: pd.DataFrame
    findings: tuple = ()
    facts: dict = field(default_factory=dict)


@pytest.mark.parametrize("audience", ["client", "consultant"])
@pytest.mark.parametrize("column", ["customers_n", "top2_share"])
def test_a_frame_that_does_not_say_how_many_customers_it_stands_for_is_refused(audience, column):
    frame = pd.DataFrame({"customers_n": [50], "top2_share": [0.1], "mean": [1.0]}).drop(columns=column)
    with pytest.raises(ValueError, match="table has no customers_n and top2_share"):
        protect_result(Small(frame), audience=audience, minimum_n=LEAST)


@pytest.mark.parametrize(
    ("finding", "hidden"),
    [
        ({"customers_n": 9}, True),
        ({"customers_n": 10, "top2_share": 0.5}, False),
        ({"customers_n": 100, "top2_share": 0.91}, True),
        ({"customers_n": 100, "notes": {"smallest_n": 9}}, True),
        ({"customers_n": 100, "notes": {"smallest_n": 10}}, False),
    ],
)
def test_a_finding_of_few_customers_is_hidden(finding, hidden):
    empty = pd.DataFrame({"customers_n": [], "top2_share": []})
    shown = for_client(Small(empty, (Finding("x", unit="EUR", estimate=1.0, low=0.0, high=2.0, **finding),))).findings[
        0
    ]
    assert (shown.status == "hidden") == hidden
    assert shown.top2_share is None
    if hidden:
        assert (shown.estimate, shown.low, shown.high, shown.customers_n, shown.notes) == (None, None, None, None, {})


# a whole valuation


def survey(*, detractors=60, passives=60, promoters=60, silent=50):
    held, asked = by_score(
        {3: spread(100, detractors), 7: spread(150, passives), 9: spread(220, promoters), 5: spread(120, silent)}
    )
    return held, asked[: detractors + passives + promoters]


def valuation(*, shifts=(("detractor", "promoter", 5),), **sizes):
    return group_valuation(*survey(**sizes), settings=checked(shifts=[list(line) for line in shifts]))


def named(frame, column="group"):
    return dict(zip(frame[column], frame["hidden"], strict=True))


def test_a_consultant_sees_all():
    result = valuation(detractors=6)
    shown = protect_result(result, audience="consultant", minimum_n=LEAST)
    assert not any(named(shown.groups).values())
    assert shown.findings == result.findings and shown.facts == result.facts
    assert shown.groups["top2_share"].notna().all()


def test_a_client_sees_no_small_group_anywhere():
    shown = for_client(valuation(detractors=6, passives=40))
    assert named(shown.groups) == {"detractor": True, "passive": True, "promoter": False}
    status = {finding.name: finding.status for finding in shown.findings}
    assert status["group_value:detractor"] == status["group_value:passive"] == status["shift_value"] == "hidden"
    assert status["group_value:promoter"] == "shown"
    assert shown.readings["hidden"].all() and shown.matrix["hidden"].all()


def test_a_shift_to_a_group_that_goes_along_is_hidden_in_every_place():
    """Passives are many, but hidden with the 6 detractors; their shift to promoters would give them away."""
    held, asked = survey(detractors=6, passives=40)
    asked = pd.concat([asked.assign(wave="1"), asked.assign(wave="2", responded_at=pd.Timestamp("2025-08-01"),
                      response_id=asked["response_id"] + "b")])  # fmt: skip
    held = held.assign(contacts_n=np.arange(len(held)) % 7)
    settings = checked(shifts=[["passive", "promoter", 5]], sensitivity_for=["contacts_n"])
    result = group_valuation(held, asked, settings=settings)
    assert (result.readings["customers_n"] >= LEAST).all() and len(result.waves) == 2 and len(result.sensitivity) == 1
    shown = for_client(result)
    for frame in (shown.readings, shown.waves, shown.sensitivity):
        assert frame["hidden"].all() and frame["value_eur"].isna().all() and frame["customers_n"].isna().all()
    shifts = [finding for finding in shown.findings if finding.name.startswith("shift_value")]
    assert shifts and all(finding.status == "hidden" for finding in shifts)


def test_few_who_did_not_answer_are_not_the_base_less_the_groups():
    shown = for_client(valuation(silent=5))
    assert not any(named(shown.groups).values())
    assert named(shown.answered, "part") == {"answered": True, "not_answered": True}
    status = {finding.name: finding.status for finding in shown.findings}
    assert status["customer_value"] == status["answered_gap"] == "hidden"


def test_with_enough_who_did_not_answer_the_base_is_shown():
    status = {finding.name: finding.status for finding in for_client(valuation(silent=10)).findings}
    assert status["customer_value"] == status["answered_gap"] == "shown"


def test_an_nps_with_few_in_one_class_is_hidden_because_its_interval_tells_how_few():
    shown = {f.name: f for f in for_client(valuation(detractors=9)).findings}
    assert shown["nps"].status == "hidden"
    assert {f.name: f for f in for_client(valuation(detractors=10)).findings}["nps"].status == "shown"


def test_what_two_customers_bring_is_not_for_a_client():
    shown = for_client(valuation())
    assert shown.groups[["top2_share", "abs_eur"]].isna().all(axis=None)
    assert shown.answered[["top2_share", "abs_eur"]].isna().all(axis=None)
    assert all(finding.top2_share is None for finding in shown.findings)


@pytest.mark.parametrize(("top", "told"), [(9, False), (10, True)])
def test_how_many_gave_the_highest_score_is_a_group_too(top, told):
    held, asked = by_score({3: spread(100, 60), 7: spread(150, 60), 10: spread(220, top)})
    assert ("top_score_share" in group_valuation(held, asked, settings=checked()).facts) == told


def test_a_fall_between_hidden_groups_is_not_told():
    held, asked = by_score({3: spread(300, 60), 7: spread(150, 60), 9: spread(100, 6)})
    result = group_valuation(held, asked, settings=checked())
    assert ("detractor", "promoter") in result.facts["falls"]
    told = for_client(result).facts
    assert told["falls"] == told["observed_falls"] == []


def test_a_group_two_customers_dominate_is_hidden():
    rich = [*spread(1, 18, sd=0.1), 5000.0, 4000.0]
    held, asked = by_score({3: spread(100, 60), 7: spread(150, 60), 9: rich})
    shown = for_client(group_valuation(held, asked, settings=checked()))
    assert named(shown.groups)["promoter"]


def wallet(known_n, *, largest=0.4):
    """Return the groups as a client sees them, the share of wallet known of so many of the 60 promoters."""
    held, asked = by_score({3: spread(100, 60), 7: spread(150, 60), 9: spread(220, 60)})
    share = pd.Series([0.4] * 120 + [largest] * known_n + [np.nan] * (60 - known_n))
    return for_client(group_valuation(held.assign(share_of_wallet=share), asked, settings=checked())).groups


@pytest.mark.parametrize(
    ("known_n", "told"), [(0, True), (1, False), (9, False), (10, True), (50, True), (51, False), (60, True)]
)
def test_a_share_of_wallet_known_of_few_or_of_all_but_few_is_told_of_no_group(known_n, told):
    groups = wallet(known_n)
    assert not groups["hidden"].any() and groups["forward_eur_mean"].notna().all()
    assert groups["share_of_wallet_mean"].notna().tolist() == [told, told, told and known_n > 0]
    assert groups["share_of_wallet_n"].notna().all() == told
    assert groups["share_of_wallet_top2_share"].isna().all()


def test_a_column_two_customers_hold_nearly_all_of_is_told_of_no_group():
    held, asked = by_score({3: spread(100, 60), 7: spread(150, 60)})
    held = held.assign(cltv_eur=[1.0] * 118 + [5000.0] * 2)
    groups = for_client(group_valuation(held, asked, settings=checked(compare_with=["cltv_eur"]))).groups
    assert not groups["hidden"].any() and groups["cltv_eur_mean"].isna().all()


# suppress, then subtract


def solvable(known, unknown_n):
    """Return which unknowns a reader can compute from linear equations over them."""
    matrix = np.array(known, dtype=float).reshape(-1, unknown_n)
    rank = np.linalg.matrix_rank(matrix)
    return [
        np.linalg.matrix_rank(np.vstack([matrix, unit])) == rank for unit in np.eye(unknown_n)
    ]  # fmt: skip


def equations(shown, sizes):
    """Return every equation over the totals of the leaf cells (the groups, and who did not answer) that is shown.

    Sizes of shown groups are known to the reader, and used to turn a mean into a total.
    """
    groups = shown.groups["group"].tolist()
    leaves = [*groups, "not_answered"]
    unit = dict(zip(leaves, np.eye(len(leaves)), strict=True))
    known = [unit[row["group"]] for row in shown.groups.to_dict("records") if not row["hidden"]]
    known += [sum(unit[g] for g in groups) for part, hidden in named(shown.answered, "part").items()
              if part == "answered" and not hidden]  # fmt: skip
    known += [unit["not_answered"] for part, hidden in named(shown.answered, "part").items()
              if part == "not_answered" and not hidden]  # fmt: skip
    found = {finding.name: finding for finding in shown.findings}
    if found["customer_value"].estimate is not None:
        known.append(sum(unit.values()))
    if found["answered_gap"].status == "shown":
        known.append(
            sum(unit[g] for g in groups) / sum(sizes[g] for g in groups) - unit["not_answered"] / sizes["not_answered"]
        )
    differences = shown.matrix[(shown.matrix["reading"] == "observed") & ~shown.matrix["hidden"]]
    for start, end in zip(differences["from"], differences["to"], strict=True):
        known.append(unit[end] / sizes[end] - unit[start] / sizes[start])
    readings = shown.readings[(shown.readings["reading"] == "observed") & ~shown.readings["hidden"]]
    for start, end in readings["groups"]:
        known.append(unit[end] / sizes[end] - unit[start] / sizes[start])
    return leaves, known


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(2, 45), min_size=3, max_size=5), st.integers(1, 45), st.randoms(use_true_random=False))
@example([5, 40, 45], 45, None)
@example([45, 45, 45], 5, None)
@example([4, 4, 45, 45], 1, None)
def test_no_group_with_too_few_customers_can_be_computed_from_what_is_shown(group_sizes, silent, random):
    names = [f"g{i}" for i in range(len(group_sizes))]
    sizes = dict(zip(names, group_sizes, strict=True)) | {"not_answered": silent}
    scores = [i for i, n in enumerate(group_sizes) for _ in range(n)]
    held = customers(100 + 10 * np.sin(np.arange(len(scores) + silent)) + 20)
    start, end = random.sample(names, 2) if random else names[:2]
    bands = {name: [i, i] for i, name in enumerate(names)}
    chosen = checked(metric_kind="other", metric="CSI", score_scale=[0, len(names) - 1], score_bands=bands,
                     shifts=[[start, end, 1]], reliability=0.6)  # fmt: skip
    result = group_valuation(held, answers(scores, metric="CSI"), settings=chosen)
    leaves, known = equations(for_client(result), sizes)
    assume(known)
    small = [
        name for name, can in zip(leaves, solvable(known, len(leaves)), strict=True) if can and sizes[name] < LEAST
    ]
    assert small == []


def test_the_attack_finds_a_small_group_where_nothing_is_hidden():
    """The attack itself must be able to win."""
    result = protect_result(valuation(detractors=6), audience="consultant", minimum_n=LEAST)
    sizes = {"detractor": 6, "passive": 60, "promoter": 60, "not_answered": 50}
    leaves, known = equations(result, sizes)
    assert solvable(known, len(leaves)) == [True] * 4


# touchpoints: customers stand in several parts, and topics cross channels


def counted(*rows):
    return pd.DataFrame(rows, columns=["customers_n", "top2_share", "contacts_n"])


def test_parts_that_share_customers_are_together_no_more_than_the_largest_for_sure():
    """6 and 6 customers may be the same 6, so a part of 40 goes along; of groups that share none, 12 would do."""
    rows = counted((300, 0.01, 900), (6, 0.3, 9), (6, 0.3, 9), (40, 0.1, 80))
    assert hidden_parts(rows, minimum_n=LEAST).tolist() == [False, True, True, True]
    assert hidden_parts(rows.drop(columns="contacts_n"), minimum_n=LEAST).tolist() == [False, True, True, False]


def test_a_part_hidden_for_another_reason_does_not_stand_alone():
    rows = counted((300, 0.01, 900), (200, 0.01, 500), (40, 0.1, 80))
    hidden = hidden_parts(rows, minimum_n=LEAST, hidden=pd.Series([False, True, False]))
    assert hidden.tolist() == [False, True, True]


def client(result):
    return protect_result(result, audience="client", minimum_n=LEAST)


def test_with_enough_customers_everywhere_nothing_of_touchpoints_is_hidden():
    shown = client(made())
    for name in (
        "topics",
        "volumes",
        "channels",
        "repeats",
        "switches",
        "pages",
        "events",
        "months",
        "lines",
        "totals",
    ):
        assert not getattr(shown, name)["hidden"].any(), name
    assert shown.facts["failure_share"] == made().facts["failure_share"]
    assert all(finding.status == "shown" for finding in shown.findings)


def test_a_small_topic_goes_with_the_smallest_other_in_every_frame():
    result = made(topics=TOPICS | {"zeldzaam": 6})
    line = result.lines.iloc[[0]].assign(scope="storing")
    shown = client(replace(result, lines=pd.concat([result.lines, line], ignore_index=True)))
    gone = {"storing", "zeldzaam"}
    assert set(shown.topics.loc[shown.topics["hidden"], "topic"]) == gone
    assert gone.isdisjoint(shown.volumes.loc[~shown.volumes["hidden"], "topic"])
    assert "storing" not in set(shown.lines.loc[~shown.lines["hidden"], "scope"])
    assert shown.lines["hidden"].sum() == 2, "a line alone could be subtracted from the total"
    hidden = {finding.name for finding in shown.findings if finding.status == "hidden"}
    assert hidden >= {f"topic_cost:{topic}" for topic in gone}


def test_a_switch_or_a_lever_that_names_a_hidden_channel_goes_too():
    result = made()
    few = result.channels.assign(customers_n=[900, 5, 40])
    shown = client(replace(result, channels=few))
    assert shown.channels["hidden"].tolist() == [False, True, True]
    assert shown.switches["hidden"].tolist() == [True, True, True]
    assert shown.lines.set_index("scope").loc["chat > telefoon", "hidden"]
    assert set(shown.volumes.loc[~shown.volumes["hidden"], "channel"]) == {"telefoon"}


@pytest.mark.parametrize(("frame", "scope"), [("pages", "/mijn/factuur"), ("events", "compensatie")])
def test_a_lever_on_a_hidden_page_or_kind_goes_too(frame, scope):
    result = made()
    few = getattr(result, frame).assign(customers_n=9)
    shown = client(replace(result, **{frame: few}))
    assert shown.lines.set_index("scope").loc[scope, "hidden"] and shown.lines["hidden"].sum() >= 2


def test_totals_that_add_up_to_a_hidden_one_go_but_the_net_saving_stays():
    result = made()
    few = result.totals["customers_n"].where(result.totals["name"] != "events", 7)
    shown = client(replace(result, totals=result.totals.assign(customers_n=few)))
    assert shown.totals.loc[~shown.totals["hidden"], "name"].tolist() == ["net"]


def test_a_small_month_goes_with_another():
    result = made()
    few = result.months["customers_n"].where(result.months.index != 3, 4)
    shown = client(replace(result, months=result.months.assign(customers_n=few)))
    assert shown.months["hidden"].sum() == 2 and shown.months.loc[3, "hidden"]


def test_the_share_of_failure_demand_goes_when_both_its_sides_hide_a_topic():
    """Hidden: storing (failure) and zeldzaam (value), each the rest of its side; of two on one side, only their sum."""
    result = made(topics=TOPICS | {"zeldzaam": 6})
    assert client(result).facts["failure_share"] is None
    one_side = replace(result, topics=result.topics.assign(demand=["failure"] + ["value"] * 5))
    assert client(one_side).facts["failure_share"] is not None


def test_scores_of_few_who_answered_are_not_told():
    result = made()
    few = result.topics.assign(answers_customers_n=[9.0, 10.0, 0.0, 60.0, 80.0])
    shown = client(replace(result, topics=few)).topics
    assert shown["negative_share"].isna().tolist() == [True, False, False, False, False]
    assert not shown["hidden"].any() and shown["cost_eur_year"].notna().all()


def test_a_mean_time_of_few_contacts_is_not_told():
    rows = pd.DataFrame({"handled_n": [9, 10, 0], "handling_seconds_mean": [1.0, 2.0, np.nan]})
    assert without_few_known(rows, minimum_n=LEAST)["handling_seconds_mean"].isna().tolist() == [True, False, True]


@pytest.mark.parametrize("n", [9, 10])
def test_without_customers_contacts_count_and_the_rest_is_shown(n):
    shown = client(made(with_customer=False, review=True, topics=TOPICS | {"zeldzaam": n}))
    gone = set(shown.topics.loc[shown.topics["hidden"], "topic"])
    assert gone == ({"zeldzaam", "storing"} if n < LEAST else set())
    assert not shown.totals["hidden"].any() and not shown.months["hidden"].any()
    assert all(frame.empty for frame in (shown.repeats, shown.switches, shown.pages))


def test_a_line_that_works_on_nobody_hides_nothing():
    result = made()
    lines = result.lines.assign(customers_n=result.lines["customers_n"].where(result.lines.index != 4, 0.0))
    assert not client(replace(result, lines=lines)).lines["hidden"].any()


cell_sizes = st.lists(st.lists(st.integers(1, 60), min_size=3, max_size=3), min_size=3, max_size=5)


def known_sums(cells, hidden, topics_gone, channels_gone):
    """Return every sum of cells a reader knows: each shown cell, each shown topic and channel, and all."""
    known = [np.ones(len(cells)), *np.eye(len(cells))[~hidden.to_numpy()]]
    for line, gone in (("topic", topics_gone), ("channel", channels_gone)):
        known += [(cells[line] == name).to_numpy(float) for name in cells[line].unique() if name not in gone]
    return known


def crossed(sizes):
    """Return cells of topics by channels, with the topics and channels that are hidden themselves."""
    cells = pd.DataFrame(
        [(f"t{i}", f"c{j}", n, n, 0.0) for i, row in enumerate(sizes) for j, n in enumerate(row)],
        columns=["topic", "channel", "customers_n", "contacts_n", "top2_share"],
    )
    gone = []
    for line in ("topic", "channel"):
        total = cells.groupby(line)[["customers_n", "contacts_n", "top2_share"]].sum()
        gone.append(set(total.index[hidden_parts(total, minimum_n=LEAST)]))
    return cells, *gone


@settings(max_examples=60, deadline=None)
@given(cell_sizes)
@example([[5, 60, 60], [60, 5, 60], [60, 60, 60]])
@example([[5, 60, 60], [60, 60, 60], [60, 60, 60]])
@example([[1, 1, 1], [60, 60, 1], [60, 60, 60]])
def test_no_small_cell_of_topics_by_channels_can_be_computed(sizes):
    cells, topics_gone, channels_gone = crossed(sizes)
    named = cells["topic"].isin(topics_gone) | cells["channel"].isin(channels_gone)
    hidden = hidden_cells(cells, minimum_n=LEAST, hidden=named, hidden_names=topics_gone | channels_gone)
    assert hidden[named | (cells["customers_n"] < LEAST)].all()
    known = known_sums(cells, hidden, topics_gone, channels_gone)
    found = np.array(solvable(known, len(cells))) & (cells["customers_n"] < LEAST).to_numpy()
    if hidden.all():  # only totals are left, and a reader of totals alone needs no cells for what they give away
        return
    assert not found.any()


def test_the_attack_on_cells_can_win():
    """One small cell hidden alone is its topic less the others."""
    cells, topics_gone, channels_gone = crossed([[5, 60, 60], [60, 60, 60], [60, 60, 60]])
    alone = pd.Series([True] + [False] * 8)
    assert solvable(known_sums(cells, alone, topics_gone, channels_gone), 9)[0]
    hidden = hidden_cells(cells, minimum_n=LEAST, hidden=pd.Series([False] * 9))
    assert hidden.sum() >= 4, "two along its topic, two along its channel"


def test_most_cells_stay_where_one_is_small():
    cells, *_ = crossed([[5, 60, 60], [60, 60, 60], [60, 60, 60], [60, 60, 60]])
    assert hidden_cells(cells, minimum_n=LEAST, hidden=pd.Series([False] * 12)).sum() == 4


def repeater(*, customers_n=1, more=()):
    """Return a result with one lever, on the repeats of contracts by so few customers, and more lines beside it."""
    result = made()
    of_topic = result.topics["topic"] == "contract"
    few = {"repeats_n": 2.0 * customers_n, "repeat_share": 0.01, "repeat_customers_n": float(customers_n)}
    topics = result.topics.assign(**{name: result.topics[name].mask(of_topic, value) for name, value in few.items()})
    line = result.lines[result.lines["lever"] == "fewer_repeats"].assign(scope="contract", customers_n=customers_n)
    others = result.lines[[f"{lever}: {scope}" in more for lever, scope in result.lines[["lever", "scope"]].values]]
    lines = pd.concat([line, others], ignore_index=True)
    found = [
        Finding(f"total_{name}", unit="EUR", estimate=1.0, customers_n=12_000, notes={"total": name})
        for name in result.totals["name"]
    ]
    return replace(result, topics=topics, lines=lines, findings=tuple(found))


def totals_seen(shown):
    """Return the totals a reader sees; their findings must be the same ones."""
    seen = shown.totals.loc[~shown.totals["hidden"], "name"].tolist()
    assert seen == [f.name.removeprefix("total_") for f in shown.findings if f.status == "shown"]
    return seen


def test_a_single_hidden_lever_cannot_be_read_from_a_total_or_a_topic():
    shown = client(repeater())
    assert shown.lines["hidden"].all() and totals_seen(shown) == []
    assert shown.totals["eur_year"].isna().all()
    topic = shown.topics.set_index("topic").loc["contract"]
    gone = ["repeats_n", "repeat_share", "repeat_customers_n", "saving_eur_year", "saving_low_eur", "saving_high_eur"]
    assert topic[gone].isna().all() and not topic["hidden"] and topic["cost_eur_year"] > 0


def test_a_lever_of_enough_customers_hides_no_total():
    shown = client(repeater(customers_n=10))
    assert not shown.lines["hidden"].any() and len(totals_seen(shown)) == len(shown.totals)
    assert shown.topics.notna()[["repeats_n", "saving_eur_year"]].all(axis=None)


def test_two_hidden_levers_on_contacts_that_are_safe_together_leave_the_totals():
    shown = client(repeater(more=("fewer_contacts: factuur", "shorter_handling: contract")))
    assert shown.lines.set_index("lever")["hidden"].to_dict() == {
        "fewer_repeats": True, "fewer_contacts": False, "shorter_handling": True
    }  # fmt: skip
    assert len(totals_seen(shown)) == len(shown.totals)
    assert shown.topics.loc[shown.topics["saving_eur_year"].isna(), "topic"].tolist() == ["contract"]


def test_a_hidden_lever_beside_one_with_a_total_of_its_own_leaves_only_the_net_saving():
    """Contacts and other costs have their own totals: each would be the one hidden line of its kind."""
    shown = client(repeater(more=("fewer_events: compensatie",)))
    assert shown.lines["hidden"].all() and totals_seen(shown) == ["net"]


@pytest.mark.parametrize("line", [{"lever": "fewer_switches"}, {"lever": "fewer_repeats", "scope": "all"}])
def test_a_hidden_lever_on_any_topic_hides_what_each_topic_saves(line):
    result = repeater()
    shown = client(replace(result, lines=result.lines.assign(**line)))
    assert shown.lines["hidden"].all() and shown.topics["saving_eur_year"].isna().all()
    assert shown.topics["cost_eur_year"].notna().all()


def test_repeats_of_few_go_with_those_of_another_topic_and_their_savings_with_them():
    """All repeats together are shown, so the topic with the fewest other repeats goes along."""
    result = repeater()
    lines = made().lines
    shown = client(replace(result, lines=lines)).topics.set_index("topic")
    gone = {"contract", "storing"}
    for name in ("repeats_n", "repeat_share", "saving_eur_year"):
        assert set(shown.index[shown[name].isna()]) == gone, name
    without = lines[lines["lever"] != "fewer_repeats"]
    shown = client(replace(result, lines=without)).topics.set_index("topic")
    assert set(shown.index[shown["repeats_n"].isna()]) == gone and shown["saving_eur_year"].notna().all()


@pytest.mark.parametrize(
    ("frame", "known", "means"),
    [
        ("topics", "measured_n", ["handling_seconds_mean"]),
        ("topics", "talk_n", ["talk_seconds_mean"]),
        ("topics", "lead_n", ["lead_hours_mean"]),
        ("channels", "measured_n", ["handling_seconds_mean", "seconds"]),
        ("months", "measured_n", ["handling_seconds_mean"]),
        ("volumes", "handled_n", ["handling_seconds_mean"]),
        ("volumes", "talk_n", ["talk_seconds_mean"]),
        ("volumes", "lead_n", ["lead_hours_mean"]),
    ],
)
def test_a_time_of_few_contacts_is_told_nowhere(frame, known, means):
    result = made()
    rows = getattr(result, frame)
    few = rows.assign(**{known: [1, 9, 10, *rows[known][3:]]})
    shown = getattr(client(replace(result, **{frame: few})), frame)
    assert not shown["hidden"].any()
    for name in (known, *means):
        assert shown[name].isna().tolist() == [True, True] + [False] * (len(rows) - 2), name


def days(*rows, **more):
    return pd.DataFrame(rows, columns=["days", "repeats_n"]).assign(**{"eligible_n": 500, "repeat_share": 0.1} | more)


@pytest.mark.parametrize(
    ("repeats_n", "kept", "hidden"),
    [
        ([30, 31, 60], 7, [True, False, False]),
        ([30, 31, 60], 3, [False, True, False]),
        ([30, 31, 32], 7, [True, False, True]),
        ([30, 31, 32], 14, [True, True, False]),
        ([30, 39, 49], 7, [True, False, False]),
        ([30, 40, 50], 7, [False, False, False]),
        ([30, 30, 30], 7, [False, False, False]),
        ([30, 35, 41], 30, [True, True, False]),
    ],
)
def test_days_that_differ_by_few_repeats_are_not_both_shown(repeats_n, kept, hidden):
    rows = days(*zip([3, 7, 14], repeats_n, strict=True))
    assert hidden_days(rows, minimum_n=LEAST, kept=kept).tolist() == hidden


def test_repeats_that_take_part_in_the_shares_are_looked_at_too():
    """Of the whole period 40 and 60; of those whose share is told 20 and 21."""
    rows = days((3, 40), (7, 60), repeat_share=[0.04, 0.042])
    assert hidden_days(rows, minimum_n=LEAST, kept=7).tolist() == [True, False]


@given(st.lists(st.integers(0, 25), min_size=1, max_size=6), st.integers(0, 5))
def test_no_two_shown_days_differ_by_few(steps, kept):
    repeats_n = (30 + np.cumsum(steps)).tolist()
    rows = days(*zip(range(len(steps)), repeats_n, strict=True))
    hidden = hidden_days(rows, minimum_n=LEAST, kept=kept)
    told = rows.loc[~hidden, "repeats_n"].to_numpy()
    between = np.abs(told[:, None] - told)
    assert not ((between > 0) & (between < LEAST)).any() and not hidden[rows["days"] == kept].any()


def test_of_the_days_in_a_report_the_chosen_ones_stay():
    result = made()
    repeats = result.repeats.assign(repeats_n=[1000, 3000, 3001, 3002, 4000])
    shown = client(replace(result, repeats=repeats))
    assert shown.repeats["hidden"].tolist() == [False, True, False, True, False]


@pytest.mark.parametrize("with_customer", [True, False])
@pytest.mark.parametrize("n", [1, 9, 10])
def test_a_cell_of_few_unanswered_contacts_is_hidden(n, with_customer):
    result = made(with_customer=with_customer, review=not with_customer)
    empty = {"contacts_n": 0, "customers_n": np.nan, "top2_share": np.nan, "unanswered_n": n, "cost_eur": 0.0}
    row = result.volumes.iloc[[0]].assign(department="Backoffice", **empty)
    shown = client(replace(result, volumes=pd.concat([result.volumes, row], ignore_index=True))).volumes
    assert shown["hidden"].iloc[-1] == (n < LEAST)
    assert shown["hidden"].any() == (n < LEAST)


def test_a_cell_of_few_answered_contacts_is_hidden_however_many_were_not_answered():
    result = made(with_customer=False, review=True)
    few = result.volumes.assign(contacts_n=[3, *result.volumes["contacts_n"][1:]], unanswered_n=100)
    assert client(replace(result, volumes=few)).volumes["hidden"].iloc[0]


@pytest.mark.parametrize(
    ("after", "before", "hidden"), [(0, 5, True), (0, 0, False), (0, 10, False), (40, 5, False), (5, 40, True)]
)
def test_few_contacts_before_a_page_are_told_only_beside_enough_after_it(after, before, hidden):
    result = made()
    pages = result.pages.assign(after_n=after, customers_n=after, before_n=before)
    assert client(replace(result, pages=pages)).pages["hidden"].tolist() == [hidden]


@pytest.mark.parametrize("topics_n", [100, 750])
def test_thousands_of_hidden_cells_are_done_in_seconds(topics_n):
    """Of 3,000 hidden cells the whole check would take minutes."""
    cells, *_ = crossed([np.roll([1, 60, 1, 30, 2, 3], i).tolist() for i in range(topics_n)])
    small, start = cells["customers_n"] < LEAST, time.perf_counter()
    hidden = hidden_cells(cells, minimum_n=LEAST, hidden=small)
    assert time.perf_counter() - start < 10
    assert hidden[small].all() and hidden.all() == (topics_n == 750)


def test_more_hidden_cells_than_can_be_checked_hide_all(monkeypatch):
    cells, *_ = crossed([[5, 60, 60], [60, 60, 60], [60, 60, 60], [60, 60, 60]])
    monkeypatch.setattr("cxkit.report.subtraction.MOST_CELLS", 3)
    assert hidden_cells(cells, minimum_n=LEAST, hidden=pd.Series([False] * 12)).all()


def test_a_cell_that_is_its_whole_topic_is_found_by_the_check():
    """Two hidden cells of one topic and one of another: the lone one is the total of its topic."""
    cells, *_ = crossed([[5, 60, 60], [60, 60, 60], [60, 60, 60]])
    alone, square = cells.loc[[0, 3, 4]], cells.loc[[0, 1, 3, 4]]
    assert _small_is_computable(alone, LEAST, set()) and not _small_is_computable(square, LEAST, set())
    assert _small_is_computable(square, LEAST, {"c0"}) and not _small_is_computable(square, LEAST, {"t0", "t1"})


def cells_of(table, column):
    """Return a column of a table by the name in its first column."""
    return dict(zip(table.frame.iloc[:, 0], table.frame[column], strict=True))


def test_what_is_taken_out_of_a_shown_row_is_a_dash_and_its_reason_stands_below():
    result = repeater()
    table = tables.topic_table(reported(replace(result, lines=made().lines)))
    for column in ("Repeats", "Could be saved (€ a year)"):
        dashes = {name for name, cell in cells_of(table, column).items() if cell == cells.HIDDEN}
        assert dashes == {"contract", "storing"}, column
    assert cells.HIDDEN not in cells_of(table, "Contacts").values() and cells.HIDDEN_NOTE in table.notes
    assert cells.HIDDEN_NOTE not in tables.topic_table(reported(made())).notes


def test_a_time_of_few_is_a_dash_and_an_unknown_one_is_empty():
    result = made()
    channels = result.channels.assign(measured_n=[9, 0, 10], seconds=[425.0, np.nan, 310.0])
    volumes = result.volumes.assign(handled_n=[9, *result.volumes["handled_n"][1:]])
    shown = reported(replace(result, channels=channels, volumes=volumes))
    table = tables.cost_table(shown)
    assert cells_of(table, "Seconds") == {"telefoon": cells.HIDDEN, "chat": "", "e-mail": "310"}
    assert cells.HIDDEN_NOTE in table.notes
    assert list(tables.volume_table(shown).frame["Seconds"]).count(cells.HIDDEN) == 1


def test_without_customers_unknown_repeats_are_no_dash():
    table = tables.topic_table(reported(made(with_customer=False, review=True)))
    assert "Repeats" not in table.frame and cells.HIDDEN_NOTE not in table.notes


def test_a_report_without_totals_tells_no_amount_of_the_hidden_lever():
    shown = reported(repeater())
    told = [tables.saving_table(shown), tables.capacity_table(shown)]
    assert words.answer(shown).tone == "hidden" and not words.cash_words(shown).paragraphs
    assert all("€" not in cell for table in told for cell in table.frame.astype(str).to_numpy().ravel())
    assert list(told[0].frame["Counted once (€ a year)"]) == [cells.HIDDEN] * len(told[0].frame)
