"""Legal citations as text: the section-level form, and the official page of a federal section."""

from __future__ import annotations

import re

# "(h)(3)(i)", "(4)(a-1)": paragraph marks, which stand directly after a section number or another mark.
_MARK = r"\([0-9A-Za-z]{1,5}(?:-[0-9A-Za-z]{1,2})?\)"
_MARKS = rf"(?:{_MARK})+"
_PARAGRAPHS = re.compile(rf"(?<=[0-9A-Za-z]){_MARKS}(?:-{_MARKS})?(?:, {_MARKS}(?:-{_MARKS})?)*")
_CFR = re.compile(r"(\d+) CFR (?:part )?(\d+)\.([0-9A-Za-z-]+)")
_SUBPART = re.compile(r"(\d+) CFR (?:part )?(\d+) subpart ([A-Z]+)")
_USC = re.compile(r"(\d+) USC (\d+[0-9A-Za-z-]*)")


def section_of(citation: str) -> str:
    """Cut a citation to section level: "29 CFR 2560.503-1(h)(3)(i)" becomes "29 CFR 2560.503-1"."""
    return _PARAGRAPHS.sub("", citation)


def official_link(citation: str) -> str:
    """Address of the official text of the first federal section or subpart named; empty for a state citation."""
    if match := _CFR.search(citation):
        title, part, section = match.groups()
        return f"https://www.ecfr.gov/current/title-{title}/section-{part}.{section}"
    if match := _SUBPART.search(citation):
        title, part, subpart = match.groups()
        return f"https://www.ecfr.gov/current/title-{title}/part-{part}/subpart-{subpart}"
    if match := _USC.search(citation):
        title, section = match.groups()
        return f"https://uscode.house.gov/view.xhtml?req=granuleid:USC-prelim-title{title}-section{section}"
    return ""
