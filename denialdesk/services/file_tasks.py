"""The child's side of reading, drawing and binding files; ``services/file_worker.py`` is the program's side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pikepdf

from denialdesk.domain.errors import UserError
from denialdesk.domain.packet import Citation, Mention, Packet, PacketExhibit, PacketOptions, PageColors
from denialdesk.intake.exhibit_file import read_exhibit
from denialdesk.intake.page_drawing import draw_page
from denialdesk.intake.page_text import page_texts
from denialdesk.letters.pdf import Binder
from denialdesk.services.returned_file import TEXT_TASK
from denialdesk.system.child import Answer, Progress, Task, Value, serve
from denialdesk.system.child_limits import limit_self, make_beat, own_pipes

_MOST_DECODED = 500_000_000  # bytes of one stream: a page's picture of 160 million grey points
_MOST_NESTED, _MOST_SCANS = 200, 200


def serve_files() -> None:
    """Be a child: bound this process, then do tasks until the program closes the pipe."""
    limit_self()
    source, target = own_pipes()
    pikepdf.settings.set_qpdf_limits(
        parser_max_nesting=_MOST_NESTED,
        dct_max_memory=_MOST_DECODED,
        dct_max_progressive_scans=_MOST_SCANS,
        flate_max_memory=_MOST_DECODED,
        png_max_memory=_MOST_DECODED,
        run_length_max_memory=_MOST_DECODED,
        tiff_max_memory=_MOST_DECODED,
    )
    serve(TASKS, source, target, make_beat())


def _read(values: Mapping[str, Value], blobs: Sequence[bytes], tell: Progress) -> Answer:
    private = values.get("private_words")
    read = read_exhibit(
        blobs[0],
        name=str(values.get("name", "")),
        password=str(values.get("password", "")),
        private_words=tuple(str(word) for word in private) if isinstance(private, list) else (),
        on_page=tell,
    )
    told: dict[str, Value] = {
        "pages": read.pages,
        "source": read.source,
        "notes": list(read.notes),
        "title": read.title,
        "kind": read.kind.value,
    }
    return Answer(told, (read.pdf,))


def _texts(_values: Mapping[str, Value], blobs: Sequence[bytes], tell: Progress) -> Answer:
    return Answer({"pages": list(page_texts(blobs[0], tell))})


class _Drawer:
    """Draws pages; keeps the document it was given last, so that turning a page sends only a number."""

    def __init__(self) -> None:
        self._name = ""
        self._pdf = b""

    def __call__(self, values: Mapping[str, Value], blobs: Sequence[bytes], _tell: Progress) -> Answer:
        name = str(values.get("document", ""))
        if blobs:
            self._name, self._pdf = name, blobs[0]
        if name != self._name or not self._pdf:
            return Answer({"wanted": True})
        drawn = draw_page(
            self._pdf, _number(values, "page"), max(1, _number(values, "width")), max(1, _number(values, "height"))
        )
        return Answer({"width": drawn.width, "height": drawn.height}, (drawn.pixels,))


def _bind(values: Mapping[str, Value], blobs: list[bytes], tell: Progress) -> Answer:
    options = PacketOptions(
        colors=PageColors(str(values.get("colors"))),
        largest_part=_optional(values, "largest_part"),
        most_pages=_optional(values, "most_pages"),
        password=str(values.get("password", "")),
    )
    with Binder(_packet(values, blobs), options, tell) as binder:
        blobs.clear()  # the binder alone holds the documents, and lets each go as soon as it may
        parts = binder.bind()
    told: list[Value] = [
        {"number": part.number, "of": part.of, "first": part.first, "last": part.last} for part in parts
    ]
    return Answer({"parts": told}, tuple(part.pdf for part in parts))


def _packet(values: Mapping[str, Value], blobs: Sequence[bytes]) -> Packet:
    exhibits = values.get("exhibits")
    rows = [row for row in exhibits if isinstance(row, dict)] if isinstance(exhibits, list) else []
    return Packet(
        title=str(values.get("title", "")),
        heading=str(values.get("heading", "")),
        letter=blobs[0],
        cover=blobs[1],
        exhibits=tuple(_exhibit(row, pdf) for row, pdf in zip(rows, blobs[2:], strict=True)),
        is_draft=values.get("is_draft") is True,
        mentions=tuple(_mentions(values.get("mentions"))),
    )


def _exhibit(row: Mapping[str, Value], pdf: bytes) -> PacketExhibit:
    citations = row.get("citations")
    return PacketExhibit(
        str(row.get("letter", "")),
        str(row.get("title", "")),
        tuple(_citation(each) for each in citations if isinstance(each, dict)) if isinstance(citations, list) else (),
        pdf,
    )


def _citation(row: Mapping[str, Value]) -> Citation:
    pages = row.get("pages")
    return Citation(
        str(row.get("text", "")),
        tuple(page for page in pages if isinstance(page, int)) if isinstance(pages, list) else (),
    )


def _mentions(rows: Value) -> Iterator[Mention]:
    for row in rows if isinstance(rows, list) else []:
        if isinstance(row, list) and len(row) == 7:
            page, left, low, right, high, exhibit, exhibit_page = (float(str(each)) for each in row)
            yield Mention(int(page), (left, low, right, high), int(exhibit), int(exhibit_page))


def _number(values: Mapping[str, Value], name: str) -> int:
    value = values.get(name)
    if not isinstance(value, int):
        raise UserError("The page was not told.", "Choose a page.")
    return value


def _optional(values: Mapping[str, Value], name: str) -> int | None:
    value = values.get(name)
    return value if isinstance(value, int) else None


TASKS: Mapping[str, Task] = {"read": _read, "draw": _Drawer(), "bind": _bind, TEXT_TASK: _texts}
