"""Reading letters back, each renderer's output by a reader of its own, so that their texts can be compared."""

import io
import re
import zipfile
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

from denialdesk.letters.docx import docx_text

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SKIPPED = {"style", "title"}
_MARKER = re.compile(r"^(?:- |\d+\. )")


class _TextOf(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.links: list[str] = []
        self._skipping = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._skipping = tag in _SKIPPED
        if tag in {"p", "li", "td", "th", "h1", "h2", "caption", "footer", "br"}:
            self.parts.append(" ")
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the parser calls it so
        self._skipping = False

    def handle_data(self, data: str) -> None:
        if not self._skipping:
            self.parts.append(data)


def html_words(html: str) -> list[str]:
    reader = _TextOf()
    reader.feed(html)
    return "".join(reader.parts).split()


def html_links(html: str) -> list[str]:
    reader = _TextOf()
    reader.feed(html)
    return reader.links


def docx_words(docx: bytes) -> list[str]:
    """First-page header and body as python-docx reads them, then the footer without its page count."""
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        footer = ET.fromstring(package.read("word/footer1.xml"))  # noqa: S314 - our own output
    own_line = "".join(footer.itertext()).split("Page ")[0]
    return docx_text(docx).split() + own_line.split()


def text_words(text: str) -> list[str]:
    """The words without the marks of lists and table cells."""
    lines = (_MARKER.sub("", line).replace(" | ", " ") for line in text.splitlines())
    return " ".join(lines).split()


def part(docx: bytes, name: str) -> ET.Element:
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        return ET.fromstring(package.read(name))  # noqa: S314 - our own output
