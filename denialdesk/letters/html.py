"""A letter as one HTML file: semantic, self-contained, printable; each statement carries its number."""

from __future__ import annotations

import base64
import functools
from collections.abc import Iterable
from html import escape
from itertools import count

from denialdesk.domain.letter import (
    LOGO_HEIGHT,
    LOGO_WIDTH,
    SIGNATURE_HEIGHT,
    SIGNATURE_WIDTH,
    Block,
    BulletList,
    Letter,
    Letterhead,
    Paragraph,
    ParagraphStyle,
    Statement,
    Table,
)
from denialdesk.domain.picture import Picture
from denialdesk.letters.characters import legible
from denialdesk.letters.text import DRAFT_LINE
from denialdesk.system.paths import resources_dir


def render_html(letter: Letter, *, anchors: bool = False) -> str:
    """Write a letter as a whole HTML document.

    Statements are numbered in reading order as ``letter.statements()`` walks them: as ``id="s12"``, or with
    ``anchors`` as links to ``s:12`` for a viewer that wants to know what was clicked.
    """
    body = _Body(anchors=anchors, signed=_signed(letter))
    for section in letter.sections:
        body.open_section(section.id)
        if section.heading:
            body.add(f"<h1>{_text(section.heading)}</h1>")
        for block in section.blocks:
            body.add_block(block)
        body.add("</section>")
    head = letter.letterhead
    draft = f'<p class="draft">{_text(DRAFT_LINE)}</p>\n' if letter.draft else ""
    lines = "".join(f"<p>{_text(line)}</p>\n" for line in head.lines)
    letterhead = f'<header class="letterhead">\n{_logo(head)}<p class="name">{_text(head.name)}</p>\n{lines}</header>\n'
    foot = "<br>".join(_text(line) for line in (head.footer, letter.mark_words) if line)
    footer = f"<footer>{foot}</footer>\n" if foot else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{_text(letter.language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{_text(letter.title)}</title>\n'
        f"<style>\n{_style()}</style>\n</head>\n<body>\n{draft}"
        f"{letterhead if head.name else ''}"
        f"<main>\n{body.text()}</main>\n{footer}</body>\n</html>\n"
    )


def _logo(head: Letterhead) -> str:
    if head.logo is None:
        return ""
    return f"<p>{_image(head.logo, head.logo_words, head.logo.fitted(LOGO_WIDTH, LOGO_HEIGHT))}</p>\n"


def _signed(letter: Letter) -> str:
    picture = letter.signature
    if picture is None:
        return ""
    size = picture.fitted(SIGNATURE_WIDTH, SIGNATURE_HEIGHT)
    return _image(picture, letter.signature_words, size, "display:block;margin-bottom:-36pt;")


def _image(picture: Picture, words: str, size: tuple[float, float], style: str = "") -> str:
    data = base64.b64encode(picture.data).decode("ascii")
    return (
        f'<img alt="{_text(words)}" style="{style}width:{size[0]:.1f}pt;height:{size[1]:.1f}pt" '
        f'src="data:image/{picture.kind.value};base64,{data}">'
    )


@functools.cache
def _style() -> str:
    return (resources_dir() / "letter" / "letter.css").read_text(encoding="utf-8")


class _Body:
    """The body in the making; numbers statements as it meets them."""

    def __init__(self, *, anchors: bool, signed: str) -> None:
        self._signed = signed  # the stored signature, under the complimentary close
        self._parts: list[str] = []
        self._numbers = count()
        self._anchors = anchors

    def add(self, markup: str) -> None:
        self._parts.append(markup + "\n")

    def open_section(self, section_id: str) -> None:
        self.add(f'<section id="{_text(section_id)}">')

    def text(self) -> str:
        return "".join(self._parts)

    def add_block(self, block: Block) -> None:
        if isinstance(block, Paragraph):
            self._add_paragraph(block)
        elif isinstance(block, BulletList):
            tag = "ol" if block.numbered else "ul"
            items = "".join(f"<li>{self._run(item)}</li>\n" for item in block.items)
            self.add(f"<{tag}>\n{items}</{tag}>")
        else:
            self._add_table(block)

    def _add_paragraph(self, paragraph: Paragraph) -> None:
        if paragraph.style is ParagraphStyle.SUBHEADING:
            self.add(f"<h2>{self._run(paragraph.statements)}</h2>")
            return
        classes = [] if paragraph.style is ParagraphStyle.BODY else [paragraph.style.value]
        if paragraph.keep_with_next:
            classes.append("keep")
        attribute = f' class="{" ".join(classes)}"' if classes else ""
        signed = self._signed if paragraph.style is ParagraphStyle.CLOSING else ""
        self.add(f"<p{attribute}>{self._run(paragraph.statements)}{signed}</p>")

    def _add_table(self, table: Table) -> None:
        caption = f"<caption>{_text(table.caption)}</caption>\n" if table.caption else ""
        columns = "".join(f'<col style="width:{width}%">' for width in table.widths)
        headers = "".join(f'<th scope="col">{_text(header)}</th>' for header in table.headers)
        thead = f"<thead><tr>{headers}</tr></thead>\n" if table.headers else ""
        rows = "".join(
            f"<tr>{''.join(f'<td>{self._run(cell.statements)}</td>' for cell in row)}</tr>\n" for row in table.rows
        )
        self.add(
            f'<table class="{_text(table.layout)}">\n{caption}<colgroup>{columns}</colgroup>\n{thead}'
            f"<tbody>\n{rows}</tbody>\n</table>"
        )

    def _run(self, statements: Iterable[Statement]) -> str:
        return "".join(self._statement(statement) for statement in statements)

    def _statement(self, statement: Statement) -> str:
        number = next(self._numbers)
        text = _text(statement.text).replace("\n", "<br>")
        if statement.bold:
            text = f"<strong>{text}</strong>"
        if statement.italic:
            text = f"<em>{text}</em>"
        style = ' class="gap"' if statement.placeholder else ""
        if self._anchors:
            return f'<a href="s:{number}"{style}>{text}</a>'
        return f'<span id="s{number}"{style}>{text}</span>'


def _text(text: str) -> str:
    return escape(legible(text), quote=True)
