"""Intake: the client's files in, checked tables out; every fault by file, column, row and remedy."""

from cxkit.intake.raw import Note
from cxkit.intake.strict import Tables, load

__all__ = ["Note", "Tables", "load"]
