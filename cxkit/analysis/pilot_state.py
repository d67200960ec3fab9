"""What a pilot said of a figure that it tested, as the figure itself tells it."""

from __future__ import annotations

from cxkit.result import Finding

NO_GAIN, HARM = "tested_no_gain", "tested_harm"
WITHOUT_GAIN = (NO_GAIN, HARM)


def pilot_state(finding: Finding) -> str:
    """Return what a pilot said of a figure: 'gain', 'no_gain', or '' where none tested it.

    Parameters
    ----------
    finding : of `tested.as_tested`, whose notes name the pilot in tested_by.

    Examples
    --------
    >>> pilot_state(Finding("saving_fewer_repeats:all", unit="EUR", estimate=1.0, notes={"tested_by": "one owner"}))
    'gain'
    """
    if "tested_by" not in finding.notes:
        return ""
    return "no_gain" if finding.reason in WITHOUT_GAIN else "gain"
