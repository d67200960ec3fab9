import pandas as pd
import pytest
from engagements import answers, by_score, checked, customers, spread

from cxkit.analysis.group_valuation import check, group_valuation
from cxkit.analysis.valuation_customers import labels_of
from cxkit.errors import NotEnoughData, SettingsError


def engagement():
    return by_score({3: spread(100, 40), 7: spread(150, 40), 9: spread(200, 40)})


def refused(error=SettingsError, tables=None, **given):
    with pytest.raises(error) as told:
        group_valuation(*(tables or engagement()), settings=checked(**given))
    return str(told.value)


def test_every_missing_column_is_named_at_once_with_the_nearest():
    text = refused(
        value_plus=["margins_eur_year"], value_minus=["service_eur_year"], adjust_for=["customer"],
        compare_with=["clv_eur"], use_churn_probability=True,
    )  # fmt: skip
    for name in ("margins_eur_year", "service_eur_year", "customer", "clv_eur", "churn_probability"):
        assert f"names column {name}, which customers do not have" in text
    assert "Did you mean margin_eur_year?" in text and "Did you mean customer_id?" in text


def test_a_text_column_is_no_amount():
    held, asked = engagement()
    text = refused(tables=(held.assign(fee_eur_year="much"), asked), value_plus=["margin_eur_year", "fee_eur_year"])
    assert "value_plus names column fee_eur_year, which holds text" in text


@pytest.mark.parametrize("name", ["group", "score", "value_eur", "forward_value_eur"])
def test_a_column_cannot_take_a_name_of_the_valuation(name):
    held, asked = engagement()
    text = refused(tables=(held.assign(**{name: 1.0}), asked), compare_with=["value_eur"])
    assert f"a column of customers is named {name}, which the valuation uses" in text


def test_amounts_made_by_the_valuation_are_no_columns_to_compare_with():
    assert "compare_with names column value_eur, which customers do not have" in refused(compare_with=["value_eur"])


@pytest.mark.parametrize("setting", ["value_minus", "acquisition_cost"])
def test_costs_given_as_negative_amounts_are_refused(setting):
    held, asked = engagement()
    costs = [-5.0] * 61 + [4.0] * 59
    text = refused(tables=(held.assign(service_eur_year=costs), asked), **{setting: ["service_eur_year"]})
    assert f"{setting} names column service_eur_year, with more negative than positive amounts" in text
    check(held.assign(service_eur_year=costs[1:] + [4.0]), asked, settings=checked(**{setting: ["service_eur_year"]}))


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        (pd.Series([1.0, 2.0, None]), ["1", "2", "(not known)"]),
        (pd.Series([1.5, 2.0]), ["1.5", "2.0"]),
        (pd.Series([True, None, False], dtype="boolean"), ["yes", "(not known)", "no"]),
        (pd.Series(["A", None], dtype="str"), ["A", "(not known)"]),
        (pd.Series([None, None], dtype=float), ["(not known)", "(not known)"]),
    ],
)
def test_labels_read_as_the_client_wrote_them(values, labels):
    assert labels_of(values).tolist() == labels


def test_more_labels_than_groups_can_be_compared_are_refused():
    held, asked = engagement()
    text = refused(tables=(held.assign(segment=[f"s{i}" for i in range(120)]), asked),
                   group_by="segment", shifts=[["s1", "s2", 1]])  # fmt: skip
    assert "group_by names column segment, which holds 120 labels; at most 100 groups" in text


def test_more_customers_than_a_group_holds_cannot_move():
    text = refused(shifts=[["detractor", "passive", 30], ["detractor", "promoter", 11]])
    assert "moves 41 customers out of detractor, which holds about 40 of all 120" in text
    held, asked = engagement()
    moved = group_valuation(held, asked, settings=checked(shifts=[["detractor", "passive", 40]]))
    assert moved.ledger["effect"].tolist() == [1.0] * 40


def test_a_score_with_decimals_within_a_group_is_refused_as_well():
    held, asked = engagement()
    asked.loc[0, "score"] = 7.5
    assert "have decimals" in refused(tables=(held, asked))


def test_check_raises_the_same_without_computing():
    held, asked = engagement()
    check(held, asked, settings=checked())
    with pytest.raises(SettingsError, match="moves 41 customers"):
        check(held, asked, settings=checked(shifts=[["detractor", "passive", 41]]))


def test_a_group_of_answers_stands_for_its_share_of_all_customers():
    """40 of 120 who answered are detractors; with 120 more customers the group holds about 80."""
    held, asked = engagement()
    more = customers([*held["margin_eur_year"], *spread(150, 120)])
    settings = checked(shifts=[["detractor", "passive", 80]])
    lines = group_valuation(more, asked, settings=settings).ledger
    assert (lines["effect"] * lines["weight"]).sum() == pytest.approx(80)
    assert lines["effect"].tolist() == [1.0] * 40 and lines["weight"].tolist() == [2.0] * 40
    assert "holds about 80" in refused(tables=(more, asked), shifts=[["detractor", "passive", 81]])


def test_a_shift_to_a_group_without_customers_is_refused():
    tables = by_score({3: spread(100, 40), 7: spread(150, 40)})
    text = refused(tables=tables, shifts=[["detractor", "promoter", 1]])
    assert "names group promoter, which has no customers" in text and "detractor, passive" in text


def test_one_group_is_too_little():
    held, asked = by_score({3: spread(100, 40)})
    assert "two groups are needed" in refused(NotEnoughData, tables=(held, asked))


def test_nobody_with_a_value_is_too_little():
    held, asked = engagement()
    empty = held.assign(margin_eur_year=float("nan"))
    assert "0 customers have both a value and a group" in refused(NotEnoughData, tables=(empty, asked))


def test_a_metric_nobody_answered_is_refused_with_those_there_are():
    assert "no answer to metric CES. Choose from: NPS" in refused(metric="CES")


def test_a_score_between_two_groups_is_refused_unless_a_rounding_is_chosen():
    held, asked = engagement()
    asked.loc[0, "score"] = 8.5
    assert "scores that have decimals or fall in no group: 1, the first is 8.5" in refused(tables=(held, asked))
    result = group_valuation(held, asked, settings=checked(score_rounding="nearest"))
    assert result.groups.set_index("group").loc["promoter", "customers_n"] == 41
    nps = next(finding for finding in result.findings if finding.name == "nps")
    assert nps.estimate == pytest.approx(100 * (41 - 39) / 120)


def test_answers_of_customers_who_are_not_there_do_not_count():
    held, asked = engagement()
    result = group_valuation(held, asked, settings=checked())
    more = answers([10] * 130).iloc[120:]
    extended = group_valuation(held, pd.concat([asked, more], ignore_index=True), settings=checked())
    assert extended.groups["customers_n"].tolist() == result.groups["customers_n"].tolist()


def test_groups_by_score_without_answers_are_refused_in_words():
    held, _ = engagement()
    assert "group_by is score, but sources names no file for responses" in refused(tables=(held, None))
