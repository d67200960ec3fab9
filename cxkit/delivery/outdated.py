"""Results that are out of date, in lines that say why and what to run."""

from __future__ import annotations

from cxkit.language import N_, Language

WHY = {
    "other_version": N_("{notebook}: made by another version of the kit; run it again"),
    "other_settings": N_("{notebook}: made with other settings than hold now; run it again"),
    "other_data": N_("{notebook}: made from other files than are there now; run it again"),
    "other_results": N_("{notebook}: made from older results of {others}; run it again"),
}


def outdated(client: str, *, language: str) -> list[str]:
    """Return a line for each notebook whose results are out of date, then the command that makes them again.

    Parameters
    ----------
    client : short name of the engagement.
    language : 'en' or 'nl'.
    """
    from cxkit.intake.stale import stale_results

    _ = Language(language)
    found = stale_results(client)
    if not found:
        return []
    told = [_(WHY[one.reason], notebook=name, others=", ".join(one.beside)) for name, one in found.items()]
    return [*told, "  " + f"cxkit run {client} {' '.join(found)}"]
