"""The errors that reach a person: what happened and what to do, in one or two plain sentences."""

from __future__ import annotations


class DenialDeskError(Exception):
    """Base of every error the program raises on purpose.

    ``message`` says what happened, ``remedy`` what to do next. Neither may hold patient data:
    both can end in a log or a report.
    """

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(f"{message} {remedy}".strip())
        self.message = message
        self.remedy = remedy


class UserError(DenialDeskError):
    """Something a person typed, chose or handed in cannot be used as it is."""


class EnvironmentProblem(DenialDeskError):
    """The machine stands in the way: disk full, folder not writable, keychain locked, file in use."""


class InvalidDateError(UserError):
    """A date that does not exist, is out of order or cannot be read."""


class InvalidNpiError(UserError):
    """A National Provider Identifier whose length or check digit is wrong."""


class CaseFormatError(UserError):
    """A case file that is not in the open case format; the message names the place."""
