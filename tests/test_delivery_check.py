"""What `cxkit check` tells of a client's data."""

from __future__ import annotations

import pandas as pd
from kit import make_kit

from cxkit.delivery import check
from cxkit.delivery.check import check_client, data_lines
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


def test_a_check_ends_with_what_is_out_of_date(tmp_path, monkeypatch):
    monkeypatch.chdir(make_kit(tmp_path))
    for name, lines in (("checked_data", [Tables(pd.DataFrame(), None, pd.DataFrame(), [], {})]), ("left_aside", [])):
        monkeypatch.setattr(check, name, lambda *args, found=lines, **options: found)
    monkeypatch.setattr(check, "data_lines", lambda tables, language: [])
    monkeypatch.setattr(check, "outdated", lambda client, *, language: [f"{client} is late ({language})"])
    (tmp_path / "params" / "acme" / "client.yaml").write_text("client: acme\n")
    (tmp_path / "params" / "acme" / "opportunity_ranking.yaml").touch()
    (tmp_path / "templates" / "opportunity_ranking.ipynb").touch()
    assert check_client("acme") == ["opportunity_ranking: settings and data are sound", "acme is late (en)"]
