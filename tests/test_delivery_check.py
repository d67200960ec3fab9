"""What `cxkit check` tells of a client's data."""

from __future__ import annotations

import pandas as pd

from cxkit.delivery.check import data_lines
from cxkit.intake import Note, Tables


def test_rows_in_used_and_set_aside_are_told_per_file():
    rows = pd.DataFrame(
        [
            ("customers", "klanten.csv", 5000, 5000, 0, ""),
            ("responses", "antwoorden.csv", 1200, 1190, 10, "no score"),
            ("responses", "antwoorden.csv", 1190, 1189, 1, "no customer id"),
        ],
        columns=["table", "file", "rows_in", "rows_used", "rows_set_aside", "reason"],
    )
    notes = [Note("read as {encoding}", {"encoding": "cp1252"}, file="klanten.csv")]
    assert data_lines(Tables(pd.DataFrame(), None, rows, notes, {}), "en") == [
        "  customers (klanten.csv): 5,000 rows, 5,000 used",
        "  responses (antwoorden.csv): 1,200 rows, 1,189 used, 10 set aside (no score), 1 set aside (no customer id)",
        "  noted while reading:",
        "  - klanten.csv: read as cp1252",
    ]
