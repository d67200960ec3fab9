"""A real call log reads end to end, and the agents' names go nowhere."""

import pandas as pd

from cxkit.intake import load
from cxkit.settings.touchpoints import TouchpointSavings

COLUMNS = {
    "Call Id": "contact_id", "Date": "started_date", "Time": "started_time", "Topic": "topic",
    "Answered (Y/N)": "answered", "Resolved": "resolved", "Average Talk Duration": "talk_seconds",
    "Satisfaction rating": "score",
}  # fmt: skip


def test_the_call_log_reads_end_to_end_without_the_agents(real_data):
    file = real_data / "call_centre" / "Call-Center-Dataset.xlsx"
    settings = TouchpointSavings(
        client="proef", period="2021", sources={"contacts": str(file)}, columns={"contacts": COLUMNS},
        constants={"contacts": {"channel": "phone"}},
    )  # fmt: skip
    tables = load(settings)
    contacts = tables.contacts.collect("pyarrow").to_pandas().sort_values("contact_id", ignore_index=True)
    assert len(contacts) == tables.rows_n["contacts"] == 5000
    assert int((~contacts["answered"]).sum()) == 946
    assert contacts.loc[0, "started_at"] == pd.Timestamp(2021, 1, 1, 9, 12, 58)
    assert contacts.loc[~contacts["answered"], "score"].isin([0]).all()
    names = set(pd.read_excel(file)["Agent"])
    texts = contacts.select_dtypes("str")
    assert len(names) > 5
    assert not names & set(texts.to_numpy().ravel())
    assert "agent" not in {name.casefold() for name in contacts.columns}
    assert not [note for note in tables.notes if any(name in note.text() for name in names)]
