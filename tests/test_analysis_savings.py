"""Savings, checked by hand, by their properties, and against what is known of their intervals."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from cxkit.analysis.touchpoints.capacity import cash, whole_steps
from cxkit.analysis.touchpoints.levers import account, levers_on_contacts
from cxkit.analysis.touchpoints.savings import savings
from cxkit.settings.touchpoints import TouchpointSavings

LEVERS = ("fewer_contacts", "fewer_after_page", "fewer_repeats", "fewer_switches", "shorter_handling")
NOTHING = dict.fromkeys([*LEVERS, "fewer_events", "extra_work_hours_year"], {})
SWITCH, PAGE = "website > telefoon", "/mijn/factuur"


def surely(share):
    return [share, share, share]


def settings_with(**given):
    """Return settings in which only what is given saves or costs anything."""
    fixed = {"residual_dearer": surely(0.0), "occupancy": 0.8, "productive_hours_fte_year": 1000.0,
             "cashable_share": 0.5, "fte_step": 0.5, "effect_label": "assumed", "seed": 2025}  # fmt: skip
    return TouchpointSavings.check({**NOTHING, **fixed, **given})


def cell(topic, contacts_n, *, hours=0.0, cost, time, marginal=None, is_repeat=False, switch="", page=""):
    """Return one cell of contacts that all cost the same."""
    marginal = time if marginal is None else marginal
    return {"topic": topic, "is_repeat": is_repeat, "switch": switch, "page": page, "contacts_n": contacts_n,
            "hours": hours, "cost_eur": cost, "time_eur": time, "marginal_eur": marginal,
            "marginal_eur2": marginal**2 / contacts_n if contacts_n else 0.0}  # fmt: skip


CELLS = pd.DataFrame(
    [
        cell("bill", 100, hours=20.0, cost=1000.0, time=800.0, marginal=900.0),
        cell("bill", 50, hours=10.0, cost=500.0, time=400.0, is_repeat=True),
        cell("move", 200, hours=50.0, cost=2400.0, time=2000.0),
    ]
)
THREE = {
    "fewer_contacts": {"bill": surely(0.1)},
    "fewer_repeats": {"all": surely(0.5)},
    "shorter_handling": {"bill": surely(0.2)},
}
PAGES = pd.DataFrame([{"url": PAGE, "after_n": 80, "excess_n": 40.0, "excess_low": 20.4, "excess_high": 59.6}])
EVENTS = pd.DataFrame(
    [{"kind": "refund", "events_n": 30, "cost_eur_year": 6000.0, "low_eur": 5000.0, "high_eur": 7000.0}]
)


def saved(cells=CELLS, *, pages=None, events=None, year_factor=1.0, dispersion=1.0, **given):
    settings = settings_with(**given)
    return savings(cells, pages=pages, events=events, settings=settings, year_factor=year_factor, dispersion=dispersion)


def totals_of(found, column="eur_year"):
    return found.totals.set_index("name")[column].to_dict()


def line_of(found, lever, scope):
    return found.lines.set_index(["lever", "scope"]).loc[(lever, scope)]


def test_three_levers_by_hand():
    """Bill, first contacts: 10 % avoided; of the 90 % that remain 20 % of the time.

    900 x 0.1 + 800 x 0.9 x 0.2 = 90 + 144 = 234. Alone 90 and 160, together 250: parts of 234 / 250 = 0.936.
    Bill, repeats: 0.9 x 0.5 = 45 % remain. 400 x 0.55 + 400 x 0.45 x 0.2 = 220 + 36 = 256. Alone 40 + 200 + 80 = 320:
    parts of 256 / 320 = 0.8. Move: nothing. Net 234 + 256 = 490; gross 570; overlap 80.
    """
    found = saved(**THREE)
    nets = {"fewer_contacts": 84.24 + 32, "fewer_repeats": 160.0, "shorter_handling": 149.76 + 64}
    alone = {"fewer_contacts": 130.0, "fewer_repeats": 200.0, "shorter_handling": 240.0}
    lines = found.lines.set_index("lever")
    assert lines["net_eur"].to_dict() == pytest.approx(nets)
    assert lines["alone_eur"].to_dict() == pytest.approx(alone)
    assert lines["base_n_year"].to_dict() == {"fewer_contacts": 150, "fewer_repeats": 50, "shorter_handling": 150}
    totals = totals_of(found)
    assert [totals[name] for name in ("gross", "overlap", "contacts_net", "net")] == pytest.approx([570, 80, 490, 490])
    assert found.by_topic.set_index("topic")["saving_eur_year"].to_dict() == pytest.approx({"bill": 490, "move": 0.0})


def test_hours_and_jobs_by_hand():
    """Hours: bill first 20 x (1 - 0.9 x 0.8) = 5.6, repeats 10 x (1 - 0.45 x 0.8) = 6.4; together 12.

    12 / 0.8 = 15 productive hours, of 1,000 a job: 0.015 FTE.
    """
    found = saved(**THREE)
    assert found.lines["hours_year"].sum() == pytest.approx(12.0)
    assert found.lines["fte"].sum() == pytest.approx(0.015)
    assert totals_of(found, "fte")["net"] == pytest.approx(0.015)


def test_at_average_cost_by_hand():
    """Every lever alone at average cost: 1,500 x 0.1 + 500 x 0.5 + 1,200 x 0.2 = 150 + 250 + 240 = 640, and events."""
    found = saved(**THREE, events=EVENTS, fewer_events={"refund": surely(0.1)})
    assert totals_of(found)["naive_average"] == pytest.approx(640 + 600)
    first = 1000 * 0.1 + 800 * 0.9 * 0.2
    repeats = 500 * 0.55 + 400 * 0.45 * 0.2
    assert found.lines["average_eur"].sum() == pytest.approx(first + repeats + 600)


def test_burdens_by_hand():
    """Bill, time that remains: 800 x 0.9 x 0.8 + 400 x 0.45 x 0.8 = 576 + 144 = 720; 10 % dearer costs 72.

    Hours that remain 14.4 + 3.6 = 18, and 1.8 more. Extra work: 10 hours worked are 12.5 paid at a shrinkage of 0.2, at
    24 euros 300, and 10 / 1,000 = 0.01 FTE.
    Net 490 - 72 - 300 = 118; FTE 0.015 - 1.8 / 0.8 / 1,000 - 0.01 = 0.00275.
    """
    found = saved(
        **THREE,
        residual_dearer=surely(0.1),
        extra_work_hours_year={"Backoffice": surely(10.0)},
        hourly_rate_eur_by_department={"Backoffice": 24.0},
        rate_basis="paid hour",
        shrinkage=0.2,
    )
    totals = totals_of(found)
    assert [totals[name] for name in ("residual_dearer", "extra_work", "net")] == pytest.approx([-72, -300, 118])
    assert totals_of(found, "fte")["net"] == pytest.approx(0.00275)
    dearer, extra = line_of(found, "residual_dearer", "bill"), line_of(found, "extra_work", "Backoffice")
    assert [dearer["net_eur"], dearer["hours_year"], dearer["base_n_year"]] == pytest.approx([-72, -1.8, 112.5])
    assert [extra["net_eur"], extra["hours_year"]] == pytest.approx([-300, -10])
    assert np.isnan([dearer["alone_eur"], extra["alone_eur"]]).all()


def test_a_page_is_charged_with_its_excess_only():
    """Half of the contacts after the page would have come anyhow: 0.4 of 40 of the 80, at 10 euros each, is 160."""
    cells = pd.DataFrame(
        [cell("bill", 80, cost=1000.0, time=800.0, page=PAGE), cell("bill", 20, cost=250.0, time=200.0)]
    )
    found = saved(cells, pages=PAGES, fewer_after_page={PAGE: surely(0.4)}, residual_dearer=surely(0.1))
    line = line_of(found, "fewer_after_page", PAGE)
    assert [line["net_eur"], line["base_n_year"]] == pytest.approx([160, 40])
    assert line["net_low_eur"] < 100
    assert line["net_high_eur"] > 220
    assert totals_of(found)["residual_dearer"] == pytest.approx(-0.1 * (800 - 160))  # what remains after the page


@pytest.mark.parametrize("excess_n", [0.0, -12.0])
def test_a_page_without_excess_saves_nothing(excess_n):
    pages = pd.DataFrame([{"url": PAGE, "after_n": 80, "excess_n": excess_n, "excess_low": -30.0, "excess_high": 30.0}])
    cells = pd.DataFrame([cell("bill", 80, cost=1000.0, time=800.0, page=PAGE)])
    found = saved(cells, pages=pages, fewer_after_page={PAGE: surely(0.4)}, residual_dearer=surely(0.1))
    line = line_of(found, "fewer_after_page", PAGE)
    assert (line["net_eur"], line["net_low_eur"], line["status"]) == (0.0, 0.0, "no_difference")
    assert totals_of(found)["residual_dearer"] == 0.0


def test_a_switch_is_saved_on_its_own_pair_only():
    cells = pd.DataFrame(
        [cell("bill", 10, cost=100.0, time=100.0, switch=SWITCH), cell("bill", 10, cost=100.0, time=100.0)]
    )
    assert totals_of(saved(cells, fewer_switches={SWITCH: surely(0.25)}))["net"] == pytest.approx(25.0)


def test_a_lever_without_contacts_has_no_amount_and_says_why():
    """No contacts on the topic, no events of the kind, no visits to the page, and a given cost without time in it."""
    cells = CELLS.assign(time_eur=0.0)
    found = saved(
        cells,
        fewer_contacts={"other": surely(0.1)},
        fewer_events={"refund": surely(0.1)},
        fewer_after_page={PAGE: surely(0.1)},
        shorter_handling={"bill": surely(0.1)},
        fewer_repeats={"bill": surely(0.5)},
    )
    reasons = {"fewer_contacts": "no_contacts", "fewer_events": "no_events", "fewer_after_page": "page_not_counted",
               "shorter_handling": "no_time_part", "fewer_repeats": ""}  # fmt: skip
    lines = found.lines.set_index("lever")
    assert lines["reason"].to_dict() == reasons
    without = lines[lines["reason"] != ""]
    assert set(without["status"]) == {"not_computable"}
    assert without[["alone_eur", "net_eur", "net_low_eur", "net_high_eur", "average_eur"]].isna().all(axis=None)
    assert totals_of(found)["net"] == pytest.approx(200.0)
    assert lines.loc["shorter_handling", "hours_year"] == pytest.approx(
        20 * 0.1 + 10 * (1 - 0.5 * 0.9) * 0.1 / 0.6
    )  # a given cost has no time in it, the contacts take time all the same


def test_no_levers_and_no_contacts_save_nothing():
    for cells in (CELLS, CELLS.iloc[:0]):
        found = saved(cells)
        assert found.lines.empty
        assert totals_of(found) == dict.fromkeys(totals_of(found), 0.0)
        assert len(found.by_topic) == cells["topic"].nunique()


def test_an_interval_that_holds_zero_shows_no_difference():
    found = saved(**THREE, residual_dearer=[0.0, 0.05, 0.1], extra_work_hours_year={"Backoffice": [0.0, 10.0, 20.0]})
    assert set(found.lines["status"]) == {"shown"}
    assert line_of(saved(fewer_contacts={"bill": surely(0.0)}), "fewer_contacts", "bill")["status"] == "no_difference"


def test_labels_tell_the_weakest_of_what_a_line_rests_on():
    given = {**THREE, "fewer_after_page": {PAGE: surely(0.1)}, "fewer_events": {"refund": surely(0.1)}}
    firm = saved(events=EVENTS, **given, effect_label="measured", rate_label="measured").lines.set_index("lever")
    assert firm["label"].to_dict() == dict.fromkeys([*given], "assumed") | {"fewer_events": "measured"}
    extra = saved(extra_work_hours_year={"Backoffice": surely(1.0)}, rate_label="measured").lines
    assert extra["label"].tolist() == ["assumed"]
    weak = saved(events=EVENTS, **given, effect_label="benchmark").lines
    assert set(weak["label"]) == {"benchmark"}


def test_a_year_is_the_period_times_its_factor():
    once, twice = saved(**THREE), saved(**THREE, year_factor=2.0)
    figures = ["base_n_year", "alone_eur", "net_eur", "net_low_eur", "net_high_eur", "hours_year"]
    pd.testing.assert_frame_equal(2 * once.lines[figures], twice.lines[figures])


def test_events_by_hand():
    """A tenth of 6,000 euros between 5,000 and 7,000: 600 between 500 and 700; their cost is that of a year already."""
    line = line_of(
        saved(events=EVENTS, fewer_events={"refund": surely(0.1)}, year_factor=2.0), "fewer_events", "refund"
    )
    assert [line["net_eur"], line["alone_eur"], line["base_n_year"]] == pytest.approx([600, 600, 60])
    assert [line["net_low_eur"], line["net_high_eur"]] == pytest.approx([500, 700], rel=0.03)
    assert np.isnan([line["hours_year"], line["fte"]]).all()


def test_the_excess_of_a_page_brings_its_own_uncertainty():
    """Excess 40 of 80, standard error 10: the share 0.5 has 0.125, and 0.4 x 0.125 x 800 euros is 40."""
    cells = pd.DataFrame([cell("bill", 80, cost=1000.0, time=800.0, page=PAGE)])
    line = saved(cells, pages=PAGES, fewer_after_page={PAGE: surely(0.4)}, dispersion=0.0).lines.iloc[0]
    assert line["net_high_eur"] - line["net_low_eur"] == pytest.approx(2 * 1.96 * 40, rel=0.06)


def test_two_scopes_of_a_lever_have_draws_of_their_own():
    found = saved(fewer_contacts={"bill": [0.0, 0.1, 0.2], "move": [0.0, 0.1, 0.2]}, dispersion=0.0).lines
    low = found["alone_low_eur"] / found["alone_eur"]
    assert low[0] != pytest.approx(low[1], rel=1e-9)
    assert low[0] == pytest.approx(low[1], rel=0.2)


shares = st.integers(0, 1000).map(lambda thousandths: thousandths / 1000)
euros = st.integers(0, 10_000_000).map(lambda cents: cents / 100)
cells_drawn = st.lists(
    st.builds(
        lambda topic, is_repeat, switch, page, n, time, fixed, lost: cell(
            topic, n, hours=time / 40, cost=time + fixed, time=time, marginal=time + fixed * lost,
            is_repeat=is_repeat, switch=switch, page=page,
        ),
        st.sampled_from(["bill", "move", "fault"]), st.booleans(), st.sampled_from(["", SWITCH]),
        st.sampled_from(["", PAGE]), st.integers(1, 500), euros, euros, shares,
    ),
    min_size=1, max_size=6,
).map(pd.DataFrame)  # fmt: skip
levers_drawn = st.fixed_dictionaries(
    {
        "fewer_contacts": st.dictionaries(st.sampled_from(["bill", "move"]), shares.map(surely)),
        "fewer_after_page": st.dictionaries(st.just(PAGE), shares.map(surely)),
        "fewer_repeats": st.dictionaries(st.just("all"), shares.map(surely)),
        "fewer_switches": st.dictionaries(st.just(SWITCH), shares.map(surely)),
        "shorter_handling": st.dictionaries(st.sampled_from(["bill", "fault"]), shares.map(surely)),
    }
)
few = hypothesis_settings(max_examples=40)


@few
@given(cells_drawn, levers_drawn)
def test_nets_add_up_and_lie_between_the_largest_line_and_the_sum(cells, levers):
    found = saved(cells, pages=PAGES, **levers)
    totals = totals_of(found)
    slack = 1e-9 * (1 + totals["gross"])
    assert found.lines["net_eur"].sum() == pytest.approx(totals["contacts_net"], abs=slack)
    assert found.by_topic["saving_eur_year"].sum() == pytest.approx(totals["contacts_net"], abs=slack)
    assert found.lines["alone_eur"].sum() == pytest.approx(totals["gross"], abs=slack)
    assert totals["contacts_net"] <= totals["gross"] + slack
    assert totals["overlap"] >= -slack
    assert totals["contacts_net"] >= max(found.lines["alone_eur"].dropna(), default=0.0) - slack
    assert totals["contacts_net"] <= cells["marginal_eur"].sum() + slack
    assert (found.lines["net_eur"].dropna() >= 0).all()


@few
@given(cells_drawn, levers_drawn, st.randoms())
def test_the_order_of_cells_and_levers_changes_nothing(cells, levers, random):
    order = random.sample(range(len(cells)), len(cells))
    turned = {name: dict(reversed(by_scope.items())) for name, by_scope in reversed(levers.items())}
    one, other = saved(cells, pages=PAGES, **levers), saved(cells.iloc[order], pages=PAGES, **turned)
    pd.testing.assert_frame_equal(one.totals, other.totals, rtol=1e-9)
    pd.testing.assert_frame_equal(one.by_topic, other.by_topic, rtol=1e-9)
    pd.testing.assert_frame_equal(*(f.lines.sort_values(["lever", "scope"], ignore_index=True) for f in (one, other)))


@few
@given(cells_drawn, levers_drawn, st.sampled_from(LEVERS), shares)
def test_a_stronger_lever_never_lowers_the_total(cells, levers, name, dearer):
    levers = {n: {scope: [v / 2 for v in r] for scope, r in by.items()} for n, by in levers.items()}
    stronger = {**levers, name: {scope: [2 * v for v in r] for scope, r in levers[name].items()}}
    weak, strong = (
        totals_of(saved(cells, pages=PAGES, **given, residual_dearer=surely(dearer))) for given in (levers, stronger)
    )
    for total in ("gross", "contacts_net", "residual_dearer", "net"):
        assert strong[total] >= weak[total] - 1e-9 * (1 + strong["gross"] + abs(weak["residual_dearer"]))


@few
@given(
    cells_drawn,
    levers_drawn,
    shares.map(surely),
    st.integers(0, 100).map(float),
    shares,
    st.sampled_from([0.1, 0.5, 1.0]),
)
def test_totals_add_up_whatever_their_sign(cells, levers, dearer, hours, share, step):
    burdens = {"residual_dearer": dearer, "extra_work_hours_year": {"Backoffice": surely(hours)}}
    found = saved(cells, pages=PAGES, **levers, **burdens, cashable_share=share, fte_step=step)
    for column in ("eur_year", "fte"):
        t = {name: 0.0 if np.isnan(value) else value for name, value in totals_of(found, column).items()}
        slack = 1e-9 * (1 + t["gross"] + abs(t["net"]))
        assert t["gross"] - t["overlap"] + t["events"] + t["residual_dearer"] + t["extra_work"] == pytest.approx(
            t["net"], abs=slack
        )
        assert t["cashable"] + t["capacity"] == pytest.approx(t["net"], abs=slack)
    assert np.isfinite(found.totals[["eur_year", "low_eur", "high_eur"]]).all(axis=None)
    assert totals_of(found, "fte_low")["cashable"] >= 0
    assert totals_of(found)["capacity"] >= 0
    assert found.lines["capacity_eur"].sum() == pytest.approx(totals_of(found)["capacity"], abs=slack)


UNSURE = {
    "fewer_contacts": {"bill": [0.05, 0.1, 0.2]},
    "fewer_repeats": {"all": [0.1, 0.2, 0.3]},
    "shorter_handling": {"bill": [0.02, 0.05, 0.1]},
}


def test_another_lever_changes_no_draw_of_the_others():
    alone = ["alone_eur", "alone_low_eur", "alone_high_eur"]
    before = saved(**UNSURE).lines.set_index("lever")
    more = {"fewer_switches": {SWITCH: [0.1, 0.2, 0.3]}, "fewer_events": {"refund": [0.1, 0.2, 0.3]},
            "fewer_contacts": {"move": [0.1, 0.2, 0.4], **UNSURE["fewer_contacts"]}}  # fmt: skip
    after = saved(**{**UNSURE, **more}, events=EVENTS).lines
    after = after[after["scope"] != "move"].set_index("lever")
    pd.testing.assert_frame_equal(after.loc[before.index, alone], before[alone])


def test_the_point_estimate_is_the_mean_of_the_draws():
    """The total is linear in each effect and volume, and these are independent: the mean is taken at the means."""
    settings = settings_with(**UNSURE, residual_dearer=[0.0, 0.02, 0.06], fewer_after_page={PAGE: [0.2, 0.4, 0.6]})
    cells = pd.concat([CELLS, pd.DataFrame([cell("bill", 80, cost=1000.0, time=800.0, page=PAGE)])])
    pages = PAGES.assign(excess_low=32.0, excess_high=48.0)
    held = account(cells, levers_on_contacts(settings, pages), seed=settings.seed, year_factor=1.0, dispersion=2.0)
    amounts = [held.total("net", "eur"), held.total("alone", "eur"), held.topics["bill"], held.total("net", "hours")]
    for drawn in [*amounts, held.remaining["time_eur", "bill"]]:
        assert drawn[1:].mean() == pytest.approx(drawn[0], abs=4 * drawn[1:].std() / len(drawn) ** 0.5)


def test_the_interval_of_one_sure_lever_is_that_of_a_count():
    """10,000 contacts of 10 euros, half of them of 20 and half of 0; quasi-Poisson with dispersion 3.

    Standard error of the total: sqrt(3 x 5,000 x 20^2) = 2,449.5 euros; times the share of 0.1.
    """
    cells = pd.DataFrame([cell("bill", 10_000, cost=1e5, time=1e5) | {"marginal_eur2": 5_000 * 400.0}])
    line = line_of(saved(cells, fewer_contacts={"bill": surely(0.1)}, dispersion=3.0), "fewer_contacts", "bill")
    half = 1.96 * 0.1 * (3 * 5_000 * 400) ** 0.5
    assert line["net_eur"] - line["net_low_eur"] == pytest.approx(half, rel=0.06)
    assert line["net_high_eur"] - line["net_eur"] == pytest.approx(half, rel=0.06)


def test_the_width_does_not_depend_on_how_contacts_are_cut_into_cells():
    one = pd.DataFrame([cell("bill", 400, cost=4e3, time=4e3)])
    four = pd.DataFrame(
        [cell("bill", 100, cost=1e3, time=1e3, switch=s, page=p) for s in ("", "a > b") for p in ("", "p")]
    )
    widths = []
    for cells in (one, four):
        row = saved(cells, fewer_contacts={"bill": surely(0.1)}).totals.set_index("name").loc["net"]
        widths.append(row["high_eur"] - row["low_eur"])
    assert widths[0] == pytest.approx(widths[1], rel=0.06)


def test_the_interval_holds_the_truth_as_often_as_it_says():
    """Counts drawn anew around a true volume: the truth lies within about 95 % of the intervals."""
    rng, truth, hits = np.random.default_rng(4), 400 * 10 * 0.1, 0
    for _ in range(200):
        n = max(int(rng.negative_binomial(400, 0.5)), 1)  # mean 400, variance 800: dispersion 2
        cells = pd.DataFrame([cell("bill", n, cost=10.0 * n, time=10.0 * n)])
        line = saved(cells, fewer_contacts={"bill": surely(0.1)}, dispersion=2.0).lines.iloc[0]
        hits += line["net_low_eur"] <= truth <= line["net_high_eur"]
    assert 0.91 <= hits / 200 <= 0.99


@pytest.mark.parametrize(
    "fte, share, step, taken",
    [(0.49, 1.0, 0.5, 0.0), (0.5, 1.0, 0.5, 0.5), (0.3, 1.0, 0.1, 0.3), (1.0, 0.5, 0.1, 0.5), (0.7, 0.3, 0.07, 0.21),
     (2.99, 1.0, 1.0, 2.0), (0.0, 1.0, 0.5, 0.0), (-4.0, 1.0, 0.5, 0.0), (5.0, 0.0, 0.5, 0.0)],
)  # fmt: skip
def test_jobs_leave_in_whole_steps(fte, share, step, taken):
    assert whole_steps(np.array([fte]), share=share, step=step)[0] == pytest.approx(taken)


@pytest.mark.parametrize(
    "fte, time_eur, other_eur, cashable, capacity",
    [
        (3.0, 90.0, 5.0, 35.0, 60.0),  # 1.5 becomes 1 of 3 jobs: a third of the time
        (0.9, 90.0, 5.0, 5.0, 90.0),  # no whole job
        (0.0, 0.0, 5.0, 5.0, 0.0),
        (0.0, 10.0, 5.0, 5.0, 10.0),  # cheap hours added, dear hours freed
        (-1.0, -40.0, 5.0, -35.0, 0.0),  # the time costs more than it frees: paid in full
        (3.0, -40.0, 5.0, -35.0, 0.0),  # so too when hours are freed but the added ones are dearer
        (-1.0, 40.0, 5.0, 5.0, 40.0),
    ],
)
def test_cash_by_hand(fte, time_eur, other_eur, cashable, capacity):
    arrays = {"time_eur": np.array([time_eur]), "other_eur": np.array([other_eur])}
    parts = cash(np.array([fte]), **arrays, share=0.5, step=1.0)
    assert (parts.cashable_eur[0], parts.capacity_eur[0]) == (cashable, capacity)
    assert parts.cashable_fte[0] + parts.capacity_fte[0] == fte


def test_cashable_of_a_case_by_hand():
    """2,000 handling hours at 50 euros avoided by half, 100 euros of lines with them, refunds of 600.

    1,000 / 0.8 / 1,000 = 1.25 FTE; half of that is 0.625, in steps of 0.5: 0.5, so 0.4 of 50,000 euros is cashed.
    """
    cells = pd.DataFrame([cell("bill", 20_000, hours=2000.0, cost=1e5, time=1e5, marginal=100_200.0)])
    events = EVENTS.assign(low_eur=6000.0, high_eur=6000.0)
    found = saved(cells, events=events, fewer_contacts={"bill": surely(0.5)}, fewer_events={"refund": surely(0.1)})
    assert totals_of(found)["cashable"] == pytest.approx(0.4 * 50_000 + 100 + 600)
    assert totals_of(found)["capacity"] == pytest.approx(0.6 * 50_000)
    assert line_of(found, "fewer_contacts", "bill")["capacity_eur"] == pytest.approx(0.6 * 50_000)
    assert line_of(found, "fewer_events", "refund")["capacity_eur"] == 0
    assert totals_of(found, "fte")["cashable"] == 0.5
    assert totals_of(found, "fte")["capacity"] == pytest.approx(0.75)


def test_burdens_come_out_of_the_time_that_is_cashed():
    """1,000 of 2,000 hours avoided, the others 10 % dearer: 100 hours and 5,000 euros less, 900 hours and 45,000 left.

    900 / 0.8 / 1,000 = 1.125 FTE, half of it in steps of 0.5 is 0.5: 0.5 / 1.125 of 45,000 is 20,000.
    """
    cells = pd.DataFrame([cell("bill", 20_000, hours=2000.0, cost=1e5, time=1e5)])
    found = saved(cells, fewer_contacts={"bill": surely(0.5)}, residual_dearer=surely(0.1))
    assert totals_of(found)["cashable"] == pytest.approx(20_000)
    assert totals_of(found)["capacity"] == pytest.approx(25_000)


def test_nothing_given_is_changed():
    cells, pages, events = CELLS.copy(), PAGES.copy(), EVENTS.copy()
    saved(cells, pages=pages, events=events, **THREE)
    for given_frame, kept in ((cells, CELLS), (pages, PAGES), (events, EVENTS)):
        pd.testing.assert_frame_equal(given_frame, kept)
