"""The business case by hand in docs/business_case.md: each sum redone, each figure computed by the kit as well."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from business_cases import case, cost, costs_of, flows_of, lines_of

from cxkit.analysis.case.flows import accounting_table, cash_table
from cxkit.analysis.case.levels import levels
from cxkit.analysis.case.measures import measures

PAGE = (Path(__file__).parent.parent / "docs" / "business_case.md").read_text(encoding="utf-8")
CASE = {"ramp_up": [0.5, 1.0], "decay_year": 0.10}
SUM = r"[\d., ()+*/-]+"
NAMES = {"PV benefits": "pv_benefits", "PV costs": "pv_costs", "NPV": "npv", "ROI": "roi", "MIRR": "mirr",
         "payback": "payback", "discounted payback": "discounted_payback"}  # fmt: skip


def sections() -> dict[str, str]:
    return {part.partition("\n")[0]: part for part in re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]}


def tables(heading: str) -> list[list[dict[str, str]]]:
    """Return the tables below a heading, each as rows of cells by column."""
    found = []
    for block in re.findall(r"(?:^\|.*\n)+", sections()[heading], flags=re.MULTILINE):
        head, _, *rows = [[cell.strip() for cell in line.strip("|\n").split("|")] for line in block.splitlines()]
        found.append([dict(zip(head, row, strict=True)) for row in rows])
    return found


def number(text: str) -> float:
    """Return the figure of a cell, such as −20,000 or 92.75 % (as a share) or 1.38 years."""
    plain = float(re.match(r"-?[\d.]+", text.replace(",", "").replace("−", "-")).group())
    return plain / 100 if text.endswith("%") else plain


def rounding(text: str) -> float:
    """Return half a unit of the last digit that a cell shows."""
    digits = len(re.match(r"[^.]*\.?(\d*)", text.replace(" %", "").replace(" years", "")).group(1))
    return 0.5000001 * 10**-digits / (100 if text.endswith("%") else 1)


def redone(text: str) -> float:
    """Return the outcome of a sum that is written out."""
    plain = text.strip("`").replace(",", "").replace("−", "-").replace("×", "*").replace("^", "**")
    assert re.fullmatch(SUM, plain), text
    return eval(plain)


def kit(**changes):
    """Return the flows and settings of the case on the page, made from what its first tables say."""
    benefits, spent, _ = tables("What is given")
    settings = case(**CASE, **changes)
    lines = lines_of(*[(row["benefit"], row["kind"], number(row["euros a year"])) for row in benefits])
    return flows_of(lines, costs_of(*[cost_row(row) for row in spent]), settings), settings


def cost_row(row: dict[str, str]) -> dict:
    year = None if row["year"] == "every year" else int(row["year"])
    life = {"capitalised": True, "lifetime_years": number(row["capitalised over"])} if row["capitalised over"] else {}
    if work := re.search(r"(\d+) hours at (\d+)", row["cost"]):
        hours, rate = map(float, work.groups())
        assert hours * rate == number(row["euros"])
        return cost(row["cost"], row["category"], year, hours=hours, rate_eur_hour=rate)
    return cost(row["cost"], row["category"], year, number(row["euros"]), **life)


def same(rows: list[dict[str, str]], computed: dict[str, list[float]]):
    """Check every figure of a table that the kit computes, and every sum beside it."""
    for i, row in enumerate(rows):
        for column, values in computed.items():
            assert number(row[column]) == pytest.approx(values[i], abs=rounding(row[column])), (row, column)
        for column, target in (("sum", "value"), ("sum", "share"), ("sum of the result", "result"),
                               ("sum of the discounted amount", "discounted")):  # fmt: skip
            if column in row and target in row:
                assert number(row[target]) == pytest.approx(redone(row[column]), abs=rounding(row[target])), row


def measured(heading: str, place: int, **changes):
    held, settings = kit(**changes)
    found = measures(held, held, settings=settings).set_index("name")["value"]
    rows = tables(heading)[place]
    same(rows, {"value": [found[NAMES[row["measure"]]] for row in rows]})
    return rows, found


def views(**changes):
    held, settings = kit(**changes)
    return accounting_table(held, settings=settings), cash_table(held, settings=settings)


def test_the_assumptions_are_those_of_the_case():
    settings = case(**CASE)
    values = [number(row["value"]) for row in tables("What is given")[2]]
    assert values == [settings.discount_rate_year, *settings.ramp_up, settings.decay_year, 0.0, 0.0]
    assert (settings.inflation_year, settings.tax_rate, settings.horizon_years) == (0.0, 0.0, 3)


def test_how_much_of_the_effect_is_there():
    same(tables("How much of the effect is there")[0], {"share": levels(case(**CASE)).tolist()})


def test_the_accounting_view():
    table, _ = views()
    columns = {"year": "year", "extra margin": "extra_margin_eur", "cost savings": "cost_savings_eur",
               "operating cost": "operating_cost_eur", "depreciation": "depreciation_eur",
               "result": "result_eur"}  # fmt: skip
    same(tables("Accounting view")[0], {shown: table[name].tolist() for shown, name in columns.items()})


CASH = {"year": "year", "benefits": "benefits_eur", "costs": "costs_eur", "net": "net_eur",
        "discounted": "discounted_eur"}  # fmt: skip


def test_the_cash_view_and_what_both_come_to():
    accounting, table = views()
    columns = CASH | {"investment": "investment_eur", "running total": "cumulative_eur"}
    same(tables("Cash view")[0], {shown: table[name].tolist() for shown, name in columns.items()})
    assert accounting["result_eur"].sum() == pytest.approx(158_000) == table["net_eur"].sum()
    assert "the results add up to 158,000 and so does the cash" in " ".join(sections()["Cash view"].split())


def test_the_measures():
    rows, found = measured("Does it pay", 0)
    assert {NAMES[row["measure"]] for row in rows} | {"irr"} == set(found.index)


def test_the_rate_of_return_and_its_check():
    held, settings = kit()
    found = measures(held, held, settings=settings).set_index("name").loc["irr", "value"]
    text = sections()["Does it pay"]
    shown = re.search(r"rate of return is ([\d.]+ %)", text).group(1)
    assert number(shown) == pytest.approx(found, abs=rounding(shown))
    check = redone(re.search(r"checks it: (`[^`]+`)", " ".join(text.split())).group(1))
    assert abs(check) < 10


def test_with_tax():
    accounting, table = views(tax_rate=0.25)
    before = (table["net_eur"] + table["tax_eur"]).tolist()
    columns = {"result": accounting["result_eur"], "tax": accounting["tax_eur"], "net": table["net_eur"],
               "discounted": table["discounted_eur"], "net before tax": before}  # fmt: skip
    same(tables("With tax")[0], {name: list(values) for name, values in columns.items()})
    measured("With tax", 1, tax_rate=0.25)


def test_when_prices_rise():
    changes = {"inflation_year": 0.10, "discount_rate_year": 0.21}
    _, table = views(**changes)
    same(tables("When prices rise")[0], {shown: table[name].tolist() for shown, name in CASH.items()})
    measured("When prices rise", 1, **changes)
    npv = {prices: measured_npv(tax_rate=0.25, prices=prices, **changes) for prices in ("nominal", "real")}
    assert npv["nominal"] == pytest.approx(npv["real"]) and npv["real"] < measured_npv(tax_rate=0.25) - 1


def measured_npv(**changes) -> float:
    held, settings = kit(**changes)
    return measures(held, held, settings=settings).set_index("name").loc["npv", "value"]


def test_every_table_of_the_page_is_checked():
    assert {heading: len(tables(heading)) for heading in sections()} == {
        "What is given": 3, "How much of the effect is there": 1, "Accounting view": 1, "Cash view": 1,
        "Does it pay": 1, "With tax": 2, "When prices rise": 2, "Rules in short": 0,
    }  # fmt: skip
