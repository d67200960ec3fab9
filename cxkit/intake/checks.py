"""What is checked once a table is read: which rows count, and what does not fit the other tables or the settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cxkit.errors import Fault
from cxkit.intake import rows
from cxkit.intake.answers import checked_answers
from cxkit.intake.lists import LISTS
from cxkit.intake.raw import Note, shown
from cxkit.intake.reading import TableRead
from cxkit.intake.rows import Kept
from cxkit.language import N_
from cxkit.settings.notebooks import Engagement

HANDLING_SECONDS_MAX = 86_400
NO_ANSWER_DATED = (N_("no answer has a date"), N_("Map the column that holds it, or give one date in constants"))
NO_ROW_DATED = (N_("no row has a date"), N_("Map the column that holds it"))
NO_ROW_NAMED = (N_("no row has a customer id"), N_("Map the column that holds it"))


def checked(reads: Mapping[str, TableRead], settings: Engagement) -> dict[str, TableRead]:
    """Return the tables of an engagement without the rows that cannot count, with what came up.

    Parameters
    ----------
    reads : tables by name, as `read_table` gives them.
    settings : metric, scale and period of the engagement.
    """
    done = dict(reads)
    customers = reads.get("customers", TableRead())
    for name, read in reads.items():
        if read.kept is None:
            continue
        if name == "responses":
            done[name] = _responses(read, customers, settings)
        elif name == "contacts":
            done[name] = _contacts(read, customers)
        elif name == "visits":
            done[name] = _events(read, "visited_at")
        elif name == "cost_events":
            done[name] = _events(read, "occurred_at")
        elif name == "answers":
            done[name] = checked_answers(read, settings)
        elif name in LISTS:
            done[name] = LISTS[name](read, settings)
    return done


def without_hours(header: str, *, file: str) -> Note:
    """Return the note that contacts have a date but no time of the day."""
    message = N_(
        "no contact has a time of the day; what happens within hours (switches, pages) is counted by whole days"
    )
    return Note(message, file=file, column=header)


def not_customers(absent_n: int, *, file: str, other: str, header: str) -> list[Note]:
    """Return the note that contacts of customers who are not in the customer table count."""
    if not absent_n:
        return []
    message = N_("contacts of customers who are not in {other}, which count: {n}")
    return [Note(message, {"n": absent_n, "other": other}, file=file, column=header)]


def _responses(responses: TableRead, customers: TableRead, settings: Engagement) -> TableRead:
    """Return the responses without rows that cannot count, checked against the customers and the scale.

    Responses that show faults keep their rows without a score or date, so that all their customers are looked up.
    """
    kept, faults = responses.kept, list(responses.faults)
    faults += _outside_scale(kept, settings, responses.headers)
    if not responses.faults:
        faults += rows.none_filled(kept, "responded_at", *NO_ANSWER_DATED, header=_header(responses, "responded_at"))
        kept = kept.without(kept.frame["score"].isna(), rows.NO_SCORE)
        kept = kept.without(kept.frame["responded_at"].isna(), rows.NO_DATE)
    if "customer_id" in kept.frame:
        kept = kept.without(kept.frame["customer_id"].isna(), rows.NO_CUSTOMER)
    if "customer_id" in kept.frame and customers.kept is not None and not customers.key_faults:
        absent, unknown = rows.unmatched(
            kept.frame["customer_id"],
            customers.kept.frame["customer_id"],
            file=kept.file,
            other=customers.kept.file,
            header=_header(responses, "customer_id"),
        )
        faults += unknown
        kept = kept.without(absent, rows.UNKNOWN_CUSTOMER)
    if not responses.faults:
        kept = kept.without(kept.frame.drop(columns="response_id").duplicated(), rows.SAME_ANSWER)
    done = replace(responses, kept=kept, faults=tuple(faults))
    return replace(done, notes=(*done.notes, *_notes_on_dates(done, customers, settings)))


def _notes_on_dates(responses: TableRead, customers: TableRead, settings: Engagement) -> list[Note]:
    if responses.faults or customers.faults or customers.kept is None:
        return []
    header = _header(responses, "responded_at")
    later = rows.later_than_snapshot(responses.kept, customers.kept.frame, header=header)
    return [*later, *rows.outside_period(responses.kept, settings.period, header=header)]


def _outside_scale(kept: Kept, settings: Engagement, headers: dict[str, str]) -> list[Fault]:
    """Return the fault for scores of the settings' metric outside its scale."""
    scale = getattr(settings, "score_scale", None)
    metric = getattr(settings, "metric", "")
    if not scale or "score" not in kept.frame or (metric and "metric" not in kept.frame):
        return []
    low, high = scale
    score = kept.frame["score"]
    outside = (score < low) | (score > high)
    if metric:
        outside &= kept.frame["metric"].str.casefold() == metric.casefold()
    if not outside.any():
        return []
    return [
        Fault(
            N_("{value} is outside the scale {low} to {high}"),
            N_("Correct the value, set score_scale, or name it in missing_codes of score"),
            file=kept.file,
            sheet=kept.sheet,
            column=headers.get("score", "score"),
            rows=tuple(int(row) for row in outside.index[outside]),
            values={"value": shown(float(score[outside].iloc[0])), "low": low, "high": high},
        )
    ]


def _contacts(contacts: TableRead, customers: TableRead) -> TableRead:
    """Return the contacts that have a moment; what cannot be so in the others becomes missing, with a note."""
    known, faults = _contacts_known(contacts, customers)
    contacts = replace(contacts, faults=(*contacts.faults, *faults), notes=(*contacts.notes, *known))
    if contacts.faults:
        return contacts
    header = _header(contacts, "started_at")
    undated = rows.none_filled(contacts.kept, "started_at", *NO_ROW_DATED, header=header)
    kept = contacts.kept.without(contacts.kept.frame["started_at"].isna(), rows.NO_DATE)
    kept, notes = _ends_after_starts(kept, contacts)
    notes += _long_handling(kept, contacts)
    if len(kept.frame) and (kept.frame["started_at"] == kept.frame["started_at"].dt.normalize()).all():
        notes.append(without_hours(header, file=kept.file))
    return replace(contacts, kept=kept, faults=tuple(undated), notes=(*contacts.notes, *notes))


def _contacts_known(contacts: TableRead, customers: TableRead) -> tuple[list[Note], list[Fault]]:
    """Return the note on contacts of customers who are not in the customer table, and the fault when these are most."""
    if "customer_id" not in contacts.kept.frame or customers.kept is None or customers.key_faults:
        return [], []
    where = {
        "file": contacts.kept.file,
        "other": customers.kept.file,
        "header": _header(contacts, "customer_id"),
    }
    ids = contacts.kept.frame["customer_id"].dropna()
    absent, faults = rows.unmatched(ids, customers.kept.frame["customer_id"], **where)
    return ([] if faults else not_customers(int(absent.sum()), **where)), faults


def _ends_after_starts(kept: Kept, contacts: TableRead) -> tuple[Kept, list[Note]]:
    """Return the contacts without the ends that lie before their start, and a note with their number."""
    notes = []
    for name in ("ended_at", "closed_at"):
        if name not in kept.frame:
            continue
        before = kept.frame[name] < kept.frame["started_at"]
        if before.any():
            kept = replace(kept, frame=kept.frame.assign(**{name: kept.frame[name].mask(before)}))
            notes.append(Note(N_("ends before the start of the contact, which are left out: {n}"),
                              {"n": int(before.sum())}, file=kept.file, column=_header(contacts, name)))  # fmt: skip
    return kept, notes


def _long_handling(kept: Kept, contacts: TableRead) -> list[Note]:
    if "handling_seconds" not in kept.frame:
        return []
    long = kept.frame["handling_seconds"] > HANDLING_SECONDS_MAX
    if not long.any():
        return []
    message = N_("handling times above 24 hours, which count as not measured: {n}; check that the column holds seconds")
    return [Note(message, {"n": int(long.sum())}, file=kept.file, column=_header(contacts, "handling_seconds"))]


def _events(events: TableRead, moment: str) -> TableRead:
    """Return the visits or cost events that have a customer and a moment."""
    if events.faults:
        return events
    kept, faults = events.kept, []
    steps = (("customer_id", rows.NO_CUSTOMER, NO_ROW_NAMED), (moment, rows.NO_DATE, NO_ROW_DATED))
    for name, reason, words in steps:
        faults += rows.none_filled(kept, name, *words, header=_header(events, name))
        kept = kept.without(kept.frame[name].isna(), reason)
    return replace(events, kept=kept, faults=tuple(faults))


def _header(read: TableRead, name: str) -> str:
    """Return the client's header of a column, or the kit's name when it came from the constants."""
    return read.headers.get(name, name)
