"""The reductions of touchpoint_savings in hand-written DuckDB SQL, from Parquet to a small frame.

The definitions are those of `cxkit/analysis/touchpoints`. Amounts follow from sums per channel and department, so that
no query needs the channels' means beforehand.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
from engine_data import TABLES
from engine_terms import DAY_S, HOUR_S, Terms, priced, shares

MACROS = """
CREATE MACRO epoch_s(moment) AS epoch_us(moment) // 1000000;
CREATE MACRO measured(handling_seconds, talk_seconds) AS
    coalesce(nullif(handling_seconds, 0), nullif(talk_seconds, 0) + {wrap_up_seconds});
CREATE MACRO ended(started, closed_at, ended_at, seconds) AS
    coalesce(epoch_s(closed_at), epoch_s(ended_at), started + CAST(coalesce(seconds, 0) AS BIGINT));
CREATE MACRO named(topic) AS coalesce(topic, '(unknown)');
CREATE MACRO inside(moment) AS moment >= TIMESTAMP '{period_from}' AND moment < TIMESTAMP '{log_end}';
"""

VOLUMES = """
WITH per_customer AS (
    SELECT topic, channel, department, customer_id, count(*) AS all_n, count(*) FILTER (answered) AS n,
        count(seconds) FILTER (answered) AS handled_n, sum(seconds) FILTER (answered) AS seconds,
        count(talk_seconds) FILTER (answered) AS talk_n, sum(talk_seconds) FILTER (answered) AS talk,
        count(closed_at) FILTER (answered) AS closed_n,
        sum(epoch_s(closed_at) - epoch_s(started_at)) FILTER (answered) AS lead
    FROM (SELECT *, measured(handling_seconds, talk_seconds) AS seconds FROM contacts WHERE inside(started_at))
    GROUP BY ALL
)
SELECT named(topic) AS topic, channel, department, sum(n) AS contacts_n, sum(all_n - n) AS unanswered_n,
    {customers}, sum(handled_n) AS handled_n, sum(seconds) AS seconds, sum(talk) / sum(talk_n) AS talk_seconds_mean,
    sum(lead) / sum(closed_n) / 3600 AS lead_hours_mean
FROM per_customer GROUP BY ALL
"""
CUSTOMERS = """
count(customer_id) FILTER (n > 0) AS customers_n,
list_sum(max(n, 2) FILTER (customer_id IS NOT NULL)) / sum(n) FILTER (customer_id IS NOT NULL) AS top2_share
"""

TURNS = """
turns AS (
    SELECT contact_id, customer_id, topic, channel, department, started_at, started, ended, seconds,
        started - lag(started) OVER turn AS after_start, started - lag(ended) OVER turn AS gap,
        lead(started) OVER turn - ended AS next_gap,
        lag(channel) OVER turn AS from_channel, lag(resolved) OVER turn AS was_resolved
    FROM (SELECT *, epoch_s(started_at) AS started, measured(handling_seconds, talk_seconds) AS seconds,
            ended(started, closed_at, ended_at, seconds) AS ended
        FROM contacts WHERE answered AND customer_id IS NOT NULL)
    WINDOW turn AS (PARTITION BY customer_id, topic ORDER BY started, contact_id)
)
"""

REPEATS = """
WITH {turns}, per_customer AS (
    SELECT count(*) FILTER (eligible) AS m, {counts}
    FROM (SELECT customer_id, gap, next_gap, started >= {first} AND ended <= {last} AS eligible
        FROM turns WHERE inside(started_at))
    GROUP BY customer_id
)
SELECT count(*) FILTER (m > 0) AS customers_n, sum(m) AS m, sum(m * m) AS mm, {sums} FROM per_customer
"""
REPEAT_COUNTS = """
count(*) FILTER (gap <= {s}) AS p{k}, count(*) FILTER (eligible AND gap <= {s}) AS r{k}, m - r{k} AS f{k},
count(*) FILTER (eligible AND next_gap <= {s} AND (gap IS NULL OR gap > {s})) AS w{k}
"""
REPEAT_SUMS = """
sum(p{k}) AS p{k}, count(*) FILTER (p{k} > 0) AS c{k},
sum(r{k}) AS r{k}, sum(r{k} * r{k}) AS rr{k}, sum(r{k} * m) AS rm{k}, sum(f{k}) AS f{k}, sum(f{k} * f{k}) AS ff{k},
sum(w{k}) AS w{k}, sum(w{k} * w{k}) AS ww{k}, sum(w{k} * f{k}) AS wf{k}
"""

SWITCHES = """
WITH {turns}, per_customer AS (
    SELECT from_channel || ' > ' || channel AS switch, customer_id, count(*) AS n
    FROM turns
    WHERE inside(started_at) AND from_channel <> channel AND after_start <= {within} AND was_resolved IS NOT TRUE
    GROUP BY ALL
)
SELECT switch, sum(n) AS contacts_n, count(*) AS customers_n, list_sum(max(n, 2)) / sum(n) AS top2_share
FROM per_customer GROUP BY ALL
"""

NEAR = """
near AS (
    SELECT contact_id, any_value(c.customer_id) AS customer_id,
        arg_max(url, (visited_at, visit_id)) FILTER (visited_at <= started_at) AS after_url,
        arg_min(url, (visited_at, visit_id)) FILTER (visited_at > started_at) AS before_url
    FROM contacts AS c JOIN (FROM visits WHERE url IN ({pages})) AS v
        ON c.customer_id = v.customer_id AND epoch_s(started_at) - epoch_s(visited_at) BETWEEN -{within} AND {within}
    WHERE answered AND inside(started_at) GROUP BY contact_id
)
"""

PAGES = """
WITH {near}, sides AS (
    SELECT unnest([after_url, before_url]) AS url, unnest([1, 0]) AS after, customer_id FROM near
), per_customer AS (
    SELECT url, customer_id, sum(after) AS after_n, sum(1 - after) AS before_n FROM sides WHERE url IS NOT NULL
    GROUP BY ALL
), seen AS (SELECT url, count(*) AS visits_n FROM visits WHERE url IN ({pages}) AND inside(visited_at) GROUP BY ALL)
SELECT url, any_value(visits_n) AS visits_n, sum(after_n) AS after_n, sum(before_n) AS before_n,
    count(*) FILTER (after_n > 0) AS customers_n, list_sum(max(after_n, 2)) / sum(after_n) AS top2_share
FROM per_customer JOIN seen USING (url) GROUP BY url
"""

SATISFACTION = """
WITH about AS (
    SELECT any_value(r.customer_id) AS customer_id, any_value(score) AS score,
        arg_max(named(topic), (started_at, contact_id)) AS topic, max(started_at) AS started_at
    FROM contacts AS c
    JOIN (FROM responses WHERE lower(metric) = lower('{metric}') AND score BETWEEN {lowest} AND {highest}) AS r
        ON r.customer_id = c.customer_id AND epoch_s(responded_at) - epoch_s(started_at) BETWEEN 0 AND {within}
    WHERE answered GROUP BY response_id
), per_customer AS (
    SELECT topic, customer_id, count(*) AS n, sum(score) AS s, count(*) FILTER (score <= {negative}) AS bad
    FROM about WHERE inside(started_at) GROUP BY ALL
)
SELECT topic, sum(n) AS answers_n, count(*) AS answers_customers_n, sum(s) / sum(n) AS score_mean,
    sum(bad) / sum(n) AS negative_share
FROM per_customer GROUP BY ALL
"""

MONTHS = """
WITH log AS (
    SELECT CAST(date_trunc('month', started_at) AS TIMESTAMP) AS month, customer_id, answered,
        CASE WHEN answered THEN measured(handling_seconds, talk_seconds) END AS seconds
    FROM contacts
), each AS (SELECT month, count(*) AS n FROM log WHERE answered AND customer_id IS NOT NULL GROUP BY month, customer_id)
SELECT * FROM (
    SELECT month, count(*) FILTER (answered) AS contacts_n, count(*) FILTER (NOT answered) AS unanswered_n,
        avg(seconds) AS handling_seconds_mean
    FROM log GROUP BY month
) JOIN (
    SELECT month, count(*) AS customers_n, list_sum(max(n, 2)) / sum(n) AS top2_share FROM each GROUP BY month
) USING (month)
"""

CELLS = """
WITH {turns}, {near}, known AS (
    SELECT contact_id, topic, channel, department, seconds, CASE {buckets} ELSE 0 END AS repeat_days,
        CASE WHEN from_channel <> channel AND after_start <= {within} AND was_resolved IS NOT TRUE
            THEN from_channel || ' > ' || channel ELSE '' END AS switch
    FROM turns WHERE inside(started_at)
), everyone AS (
    SELECT topic, channel, department, seconds, repeat_days, switch, coalesce(after_url, '') AS page
    FROM known LEFT JOIN near USING (contact_id)
    UNION ALL
    SELECT topic, channel, department, measured(handling_seconds, talk_seconds), 0, '', ''
    FROM contacts WHERE customer_id IS NULL AND answered AND inside(started_at)
)
SELECT named(topic) AS topic, channel, department, repeat_days, switch, page, count(*) AS contacts_n,
    count(seconds) AS handled_n, sum(seconds) AS seconds, sum(seconds * seconds) AS seconds2
FROM everyone GROUP BY ALL
"""


def connected(folder: Path, terms: Terms, *, memory_limit_gb: float | None) -> duckdb.DuckDBPyConnection:
    """Return a connection in which the tables and the definitions have names."""
    con = duckdb.connect(config={"temp_directory": str(folder / "spill"), "preserve_insertion_order": "false"})
    if memory_limit_gb:
        con.execute(f"SET memory_limit = '{memory_limit_gb}GB'")
    for table in TABLES:
        con.execute(f"CREATE VIEW {table} AS FROM read_parquet('{folder / table}.parquet')")
    con.execute(
        MACROS.format(
            wrap_up_seconds=terms.settings.wrap_up_seconds,
            period_from=terms.period_from,
            log_end=terms.log_end,
        )
    )
    return con


def volumes(con: duckdb.DuckDBPyConnection, terms: Terms) -> pd.DataFrame:
    """Return contacts, customers, times and cost by topic, channel and department."""
    cells = priced(con.execute(VOLUMES.format(customers=CUSTOMERS)).df(), settings=terms.settings)
    return cells.assign(handling_seconds_mean=cells["seconds"] / cells["handled_n"])


def repeats(con: duckdb.DuckDBPyConnection, terms: Terms) -> pd.DataFrame:
    """Return the share of repeats and of first contacts solved, by number of days."""
    first, last = terms.eligible
    each = [{"k": k, "s": k * DAY_S} for k in terms.days]
    asked = REPEATS.format(
        turns=TURNS,
        counts=",".join(REPEAT_COUNTS.format(**one) for one in each),
        sums=",".join(REPEAT_SUMS.format(**one) for one in each),
        first=first,
        last=last,
    )
    return shares(con.execute(asked).df())


def switches(con: duckdb.DuckDBPyConnection, terms: Terms) -> pd.DataFrame:
    """Return the contacts that follow one on another channel, by pair of channels."""
    return con.execute(SWITCHES.format(turns=TURNS, within=terms.settings.switch_within_hours * HOUR_S)).df()


def pages(con: duckdb.DuckDBPyConnection, terms: Terms) -> pd.DataFrame:
    """Return the contacts after and before a visit, by page."""
    return con.execute(PAGES.format(near=_near(terms), pages=_listed(terms.settings.pages))).df()


def satisfaction(con: duckdb.DuckDBPyConnection, terms: Terms) -> pd.DataFrame:
    """Return the scores given after a contact, by its topic."""
    settings = terms.settings
    lowest, highest = settings.score_scale
    asked = SATISFACTION.format(
        metric=settings.metric,
        within=settings.answer_within_days * DAY_S,
        lowest=lowest,
        highest=highest,
        negative=settings.negative_score_max,
    )
    return con.execute(asked).df()


def months(con: duckdb.DuckDBPyConnection, terms: Terms) -> pd.DataFrame:
    """Return contacts, customers and handling time by month of the whole log."""
    return con.execute(MONTHS).df()


def cells(con: duckdb.DuckDBPyConnection, terms: Terms) -> pd.DataFrame:
    """Return number and cost of the contacts by everything a lever works on."""
    settings = terms.settings
    asked = CELLS.format(
        turns=TURNS,
        near=_near(terms),
        buckets=" ".join(f"WHEN gap <= {k * DAY_S} THEN {k}" for k in terms.days),
        within=settings.switch_within_hours * HOUR_S,
    )
    return priced(con.execute(asked).df(), settings=settings)


def _near(terms: Terms) -> str:
    return NEAR.format(pages=_listed(terms.settings.pages), within=terms.settings.page_within_hours * HOUR_S)


def _listed(words: list[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)


REDUCTIONS: dict[str, Callable[[duckdb.DuckDBPyConnection, Terms], pd.DataFrame]] = {
    one.__name__: one for one in (volumes, repeats, switches, pages, satisfaction, months, cells)
}
