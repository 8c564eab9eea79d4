"""What a PDF tells a screen reader and a window's title bar: its language, and to show its title, not its file's name.

Qt writes neither. They are added as an update at the end of the file (ISO 32000-1, 7.5.6), so that nothing Qt wrote
is touched. Qt writes no tags either: headings, tables and the words for the logo are not told in a PDF.
"""

from __future__ import annotations

import re

LANGUAGE = b"en-US"
_TRAILER = re.compile(rb"trailer\s*<<(?P<entries>.*?)>>\s*startxref\s+(?P<place>\d+)\s+%%EOF\s*\Z", re.DOTALL)
_ROOT = re.compile(rb"/Root (\d+) 0 R")


def with_reading_aids(pdf: bytes) -> bytes:
    """Name the language of a PDF that Qt wrote and have its title shown; what is built otherwise is given back."""
    trailer = _TRAILER.search(pdf)
    root = _ROOT.search(trailer["entries"]) if trailer is not None else None
    if trailer is None or root is None:
        return pdf
    number = root.group(1)
    catalogs = re.findall(rb"\n%b 0 obj\s*<<(.*?)>>\s*endobj" % number, pdf, re.DOTALL)
    if not catalogs or b"/Lang" in catalogs[-1] or b"<<" in catalogs[-1]:
        return pdf
    at = len(pdf)
    entries = catalogs[-1].rstrip() + b"\n/Lang (%b)\n/ViewerPreferences << /DisplayDocTitle true >>\n" % LANGUAGE
    added = b"%b 0 obj\n<<%b>>\nendobj\n" % (number, entries)
    table = b"xref\n%b 1\n%010d 00000 n \n" % (number, at)
    told = trailer["entries"].rstrip() + b"\n/Prev %b\n" % trailer["place"]
    return pdf + added + table + b"trailer\n<<%b>>\nstartxref\n%d\n%%%%EOF\n" % (told, at + len(added))
