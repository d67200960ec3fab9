"""Which notebooks are run, and in which order."""

from cxkit.delivery.jobs import asked_notebooks


def test_a_notebook_is_run_after_those_it_reads_however_it_was_asked_for():
    asked = asked_notebooks("demo", ["driver_modelling", "cx_group_valuation", "driver_modelling"])
    assert asked == ["cx_group_valuation", "driver_modelling"]
