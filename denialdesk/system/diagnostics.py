"""What may be told about a fault and about this machine: an allow-list, so that no patient data can come along."""

from __future__ import annotations

import importlib.metadata
import platform
import sys
import traceback
from dataclasses import dataclass

from denialdesk import __version__

PACKAGE = "denialdesk"
REPORTED_PACKAGES = (
    "PySide6_Essentials",
    "sqlite-utils",
    "sqlcipher3",
    "keyring",
    "python-docx",
    "pypdfium2",
    "pikepdf",
)
LONGEST_CHAIN = 5


@dataclass(frozen=True, slots=True)
class Place:
    """One line of code a fault passed through."""

    module: str
    function: str
    line: int


@dataclass(frozen=True, slots=True)
class FaultReport:
    """A fault without its message, its values or any path: the types from outermost to root cause, and the places."""

    types: tuple[str, ...]
    places: tuple[Place, ...]
    version: str

    def text(self) -> str:
        """Write the report for copying into a message to support."""
        lines = [f"DenialDesk {self.version}", " caused by ".join(self.types)]
        lines += [f"  {place.module}, line {place.line}, in {place.function}" for place in self.places]
        return "\n".join(lines)


def report_fault(error: BaseException) -> FaultReport:
    """Describe an error by types, modules, lines and version alone."""
    chain: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and len(chain) < LONGEST_CHAIN and current not in chain:
        chain.append(current)
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    deepest = next((one.__traceback__ for one in reversed(chain) if one.__traceback__ is not None), None)
    places = [
        Place(frame.f_globals.get("__name__", "?"), frame.f_code.co_name, line)
        for frame, line in traceback.walk_tb(deepest)
    ]
    return FaultReport(tuple(type(one).__name__ for one in chain), tuple(places), __version__)


def describe_machine() -> str:
    """Describe program, system and library versions, one a line; no user name, host name or path."""
    lines = [
        f"DenialDesk {__version__}" + (" (installed)" if getattr(sys, "frozen", False) else ""),
        f"Python {platform.python_version()} ({platform.machine()})",
        f"{platform.system()} {platform.release()}",
    ]
    for name in REPORTED_PACKAGES:
        try:
            lines.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:  # a frozen bundle carries no package metadata
            continue
    return "\n".join(lines)
