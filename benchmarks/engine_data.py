"""A folder of Parquet with contacts, visits and responses, made by DuckDB alone; the same rows every time.

Every value is a hash of the row's number. Contacts come in cases (45 % of the contacts share one with their
neighbours: one customer, one topic, up to twelve days), so that repeats and switches are there to be found, and stand
in order of time, as logs do. A customer has eight contacts in the mean over the two years of the log.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

TABLES = ("contacts", "visits", "responses")
MEMORY_GB = 4

MACROS = """
CREATE MACRO share(key, what) AS (hash(key, what) % 1000003) / 1000003.0;
CREATE MACRO picked(labels, part) AS labels[1 + CAST(floor(part * len(labels)) AS INTEGER)];
"""

CONTACTS = """
WITH cases AS (
    SELECT i, CASE WHEN share(i // 3, 'case') < 0.45 THEN i // 3 ELSE {contacts_n} + i END AS key
    FROM range({contacts_n}) AS rows(i)
), drawn AS (
    SELECT i,
        CASE WHEN share(key, 'anonymous') < 0.97 THEN
            'K' || lpad(CAST(CAST(floor(power(share(key, 'customer') * 0.999 + share(key, 'finer') * 0.001, 1.3)
                * {customers_n}) AS BIGINT) AS VARCHAR), 8, '0') END AS customer_id,
        CASE WHEN share(key, 'topic known') < 0.99 THEN picked(['factuur', 'storing', 'contract', 'levering',
            'verhuizing', 'betaling', 'account', 'overig'], power(share(key, 'topic'), 1.6)) END AS topic,
        picked(['telefoon', 'telefoon', 'telefoon', 'email', 'chat', 'website'], share(i, 'channel')) AS channel,
        least(CAST(floor(share(key, 'day') * 731 * 86400) AS BIGINT)
            + CASE WHEN key < {contacts_n} THEN CAST(floor(power(share(i, 'later'), 2) * 12 * 86400) AS BIGINT)
                ELSE 0 END, 731 * 86400 - 1) AS second,
        round(60 + 900 * power(share(i, 'talk'), 2)) AS talk
    FROM cases
)
SELECT 'C' || lpad(CAST(i AS VARCHAR), 9, '0') AS contact_id, customer_id,
    TIMESTAMP '2024-01-01' + to_seconds(second) AS started_at,
    CASE WHEN share(i, 'end known') < 0.8 THEN TIMESTAMP '2024-01-01' + to_seconds(second + CAST(talk AS BIGINT) + 90)
        END AS ended_at,
    CASE WHEN share(i, 'closed') < 0.2 THEN
        started_at + to_seconds(3600 + CAST(floor(200000 * share(i, 'open')) AS BIGINT)) END AS closed_at,
    channel, topic,
    CASE WHEN topic IN ('storing', 'levering') THEN 'Techniek' WHEN channel = 'telefoon' THEN 'Klantenservice'
        ELSE 'Backoffice' END AS department,
    share(i, 'answered') < 0.95 AS answered,
    CASE WHEN share(i, 'outcome known') < 0.9 THEN share(i, 'resolved') < 0.7 END AS resolved,
    CASE WHEN channel <> 'website' AND share(i, 'talk known') < 0.95 THEN talk END AS talk_seconds,
    CASE WHEN channel <> 'website' AND share(i, 'handled') < 0.9 THEN
        CASE WHEN share(i, 'zero') < 0.01 THEN 0.0 ELSE talk + round(120 * share(i, 'wrap')) END
        END AS handling_seconds
FROM drawn
"""

VISITS = """
SELECT 'V' || substr(contact_id, 2) AS visit_id, customer_id,
    greatest(TIMESTAMP '2024-01-01', started_at - to_seconds(CAST(floor((share(contact_id, 'visit') - 0.3) * 120000)
        AS BIGINT))) AS visited_at,
    picked(['/mijn/factuur', '/mijn/storing', '/home', '/contact', '/producten', '/zoek'], share(contact_id, 'url'))
        AS url
FROM contacts WHERE customer_id IS NOT NULL AND share(contact_id, 'visited') < 0.5
"""

RESPONSES = """
SELECT 'R' || substr(contact_id, 2) AS response_id, customer_id,
    started_at + to_seconds(3600 + CAST(floor(share(contact_id, 'answer') * 200000) AS BIGINT)) AS responded_at,
    CASE WHEN share(contact_id, 'metric') < 0.8 THEN 'NPS' ELSE 'CSAT' END AS metric,
    floor(11 * power(share(contact_id, 'score'), 0.5)) AS score
FROM contacts WHERE customer_id IS NOT NULL AND share(contact_id, 'asked') < 0.1
"""

ROWS = {"contacts": CONTACTS, "visits": VISITS, "responses": RESPONSES}
IN_ORDER_OF = {
    "contacts": "started_at, contact_id",
    "visits": "visited_at, visit_id",
    "responses": "responded_at, response_id",
}


def make(folder: Path, *, contacts_n: int) -> None:
    """Write contacts.parquet, visits.parquet and responses.parquet, unless they are there.

    Parameters
    ----------
    folder : where to; made when it is not there.
    contacts_n : number of contacts; half as many visits and a tenth as many responses follow.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(config={"memory_limit": f"{MEMORY_GB}GB", "temp_directory": str(folder / "spill")}) as con:
        con.execute(MACROS)
        for table in TABLES:
            path = folder / f"{table}.parquet"
            if not path.exists():
                _write(con, table, path, contacts_n=contacts_n)
            con.execute(f"CREATE VIEW {table} AS FROM read_parquet('{path}')")


def _write(con: duckdb.DuckDBPyConnection, table: str, path: Path, *, contacts_n: int) -> None:
    rows = ROWS[table].format(contacts_n=contacts_n, customers_n=max(2, contacts_n // 8))
    part = path.with_suffix(".part")
    con.execute(f"COPY (SELECT * FROM ({rows}) ORDER BY {IN_ORDER_OF[table]}) TO '{part}' (FORMAT parquet)")
    part.replace(path)
