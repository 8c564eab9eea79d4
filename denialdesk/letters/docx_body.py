"""The moving parts of a letter's Word document as XML: body, headers, footers, properties. Named styles only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise
from xml.sax.saxutils import escape

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
from denialdesk.domain.letter_versions import PROPERTY
from denialdesk.domain.picture import Picture
from denialdesk.letters.characters import legible
from denialdesk.letters.text import DRAFT_LINE

TEXT_WIDTH = 9360  # twips: US Letter with margins of one inch
RESTARTED_LISTS = range(3, 13)  # numbering instances of the template that each begin at 1 again

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_V = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
NAMESPACES = f"{_W} {_V}"
_WP = 'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
_A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
_PICTURE_URI = "http://schemas.openxmlformats.org/drawingml/2006/picture"
LOGO_RELATION = "rId1"
SIGNATURE_RELATION = "rId9"
PEN_AFTER = 1  # points between the signature and the name beneath it
PARTED = "  ·  "
EMU = 12700  # English metric units to the point
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

STYLES = {
    ParagraphStyle.BODY: "BodyText",
    ParagraphStyle.REQUEST: "LetterRequest",
    ParagraphStyle.QUOTE: "Quote",
    ParagraphStyle.DATE: "Date",
    ParagraphStyle.ADDRESS: "InsideAddress",
    ParagraphStyle.ROUTING: "LetterRouting",
    ParagraphStyle.SUBHEADING: "Heading2",
    ParagraphStyle.SMALL: "LetterSmall",
    ParagraphStyle.CLOSING: "Closing",
    ParagraphStyle.SIGNATURE: "Signature",
    ParagraphStyle.SIGN_HERE: "SignHere",
}

_SECTION_END = (
    '<w:sectPr><w:headerReference w:type="default" r:id="rId6"/><w:headerReference w:type="first" r:id="rId5"/>'
    '<w:footerReference w:type="default" r:id="rId8"/><w:footerReference w:type="first" r:id="rId7"/>'
    '<w:pgSz w:w="12240" w:h="15840"/>'
    '<w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="720" w:footer="720" w:gutter="0"/>'
    "<w:titlePg/></w:sectPr>"
)


def document_xml(letter: Letter) -> str:
    """Write the document: the letter's text between letterhead and foot of our own."""
    return f"{_DECLARATION}<w:document {_W} {_R}><w:body>{body_xml(letter)}{_SECTION_END}</w:body></w:document>"


def body_xml(letter: Letter, text_width: int = TEXT_WIDTH) -> str:
    """Write the text: every section in order, headings as headings, tables with repeated header rows.

    ``text_width`` in twips is how wide tables are.
    """
    return "".join(_Body(letter, text_width).parts())


def first_header_xml(letter: Letter) -> str:
    """Write the first page's header: the letterhead, or nothing for a paper that does not come from the practice."""
    head = letter.letterhead
    if not head.name:
        return _header(letter, styled("Header", ""))
    lines = "".join(styled("LetterheadLine", line) for line in head.lines)
    logo = _logo(head)
    return _header(letter, f"{logo}{styled('LetterheadName', head.name)}{lines}{styled('LetterheadRule', '')}")


def _logo(head: Letterhead) -> str:
    """The logo on a line of its own, centred as the name is, with its words for those who do not see it."""
    if head.logo is None:
        return ""
    width, height = (round(points * EMU) for points in head.logo.fitted(LOGO_WIDTH, LOGO_HEIGHT))
    properties = f'id="1" name="Logo" descr="{_attribute(head.logo_words)}"'
    return (
        f'<w:p><w:pPr><w:pStyle w:val="LetterheadLine"/></w:pPr><w:r><w:drawing><wp:inline {_WP} distT="0" distB="0" '
        f'distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/><wp:docPr {properties}/>'
        f"{_picture_xml(properties, LOGO_RELATION, width, height)}</wp:inline></w:drawing></w:r></w:p>"
    )


def _picture_xml(properties: str, relation: str, width: int, height: int) -> str:
    return (
        f'<a:graphic {_A}><a:graphicData uri="{_PICTURE_URI}"><pic:pic xmlns:pic="{_PICTURE_URI}"><pic:nvPicPr>'
        f'<pic:cNvPr {properties}/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip {_R} r:embed="{relation}"/>'
        "<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>"
        f'<a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
        "</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>"
    )


def _signature(letter: Letter) -> str:
    """The stored signature in the room for the pen: floating, so that no line moves for it."""
    picture = letter.signature
    if picture is None:
        return ""
    width, height = (round(points * EMU) for points in picture.fitted(SIGNATURE_WIDTH, SIGNATURE_HEIGHT))
    above = -height - PEN_AFTER * EMU
    properties = f'id="2" name="Signature" descr="{_attribute(letter.signature_words)}"'
    return (
        f'<w:r><w:drawing><wp:anchor {_WP} distT="0" distB="0" distL="0" distR="0" simplePos="0" '
        'relativeHeight="251659264" behindDoc="1" locked="0" layoutInCell="1" allowOverlap="1">'
        '<wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="column"><wp:posOffset>0</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="paragraph"><wp:posOffset>{above}</wp:posOffset></wp:positionV>'
        f'<wp:extent cx="{width}" cy="{height}"/><wp:wrapNone/><wp:docPr {properties}/>'
        f"{_picture_xml(properties, SIGNATURE_RELATION, width, height)}</wp:anchor></w:drawing></w:r>"
    )


def signature_relation_xml(picture: Picture) -> str:
    """The line of the document's relations that points at the signature."""
    return (
        f'<Relationship Id="{SIGNATURE_RELATION}" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        f'relationships/image" Target="media/signature.{picture.kind.value}"/>'
    )


def logo_relations_xml(logo: Picture) -> str:
    """Point from the first page's header at its picture."""
    return (
        f'{_DECLARATION}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="{LOGO_RELATION}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        f'image" Target="media/logo.{logo.kind.value}"/></Relationships>'
    )


def following_header_xml(letter: Letter) -> str:
    """Write the following pages' header: the running title."""
    return _header(letter, styled("Header", letter.running_title or letter.title))


def footer_xml(letter: Letter) -> str:
    """Write the footer: the practice's own line, the version's mark, and Page X of Y as fields."""
    text = f"{run(letter.letterhead.footer)}<w:r><w:tab/></w:r>"
    mark = run(f"{letter.mark_words}{PARTED}") if letter.mark else ""
    return (
        f'{_DECLARATION}<w:ftr {_W}><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>{text}{mark}{page_count_xml()}'
        "</w:p></w:ftr>"
    )


def page_count_xml() -> str:
    """Page X of Y as fields."""
    return f"{run('Page ')}{_field('PAGE')}{run(' of ')}{_field('NUMPAGES')}"


def draft_mark_xml() -> str:
    """The paragraph of a header that marks a draft, in words and across the page; it needs ``NAMESPACES``."""
    return f'<w:p><w:pPr><w:pStyle w:val="DraftMark"/></w:pPr>{_WATERMARK}{run(DRAFT_LINE)}</w:p>'


def custom_xml(letter: Letter) -> str:
    """Write the property that tells which version a file is; Word and LibreOffice keep it when they save."""
    return (
        f'{_DECLARATION}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="{PROPERTY}">'
        f"<vt:lpwstr>{_escaped(letter.version_id)}</vt:lpwstr></property></Properties>"
    )


def core_xml(letter: Letter) -> str:
    """Write the document's properties: no patient, no clock; the only date is the letter's own."""
    day = letter.date.isoformat() if isinstance(letter.date, dt.date) else ""
    dates = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{day}T00:00:00Z</dcterms:{name}>'
        for name in ("created", "modified")
    )
    author = _escaped(letter.letterhead.name)
    return (
        f'{_DECLARATION}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
        'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{_escaped(letter.title)}</dc:title><dc:creator>{author}</dc:creator>"
        f"<cp:lastModifiedBy>{author}</cp:lastModifiedBy><cp:revision>1</cp:revision>{dates if day else ''}"
        f"<dc:language>{_escaped(letter.language)}</dc:language></cp:coreProperties>"
    )


class _Body:
    """Walks a letter's blocks and writes them, keeping count of numbered lists."""

    def __init__(self, letter: Letter, text_width: int) -> None:
        self._letter = letter
        self._text_width = text_width
        self._restarts = iter(RESTARTED_LISTS)
        self._lists = 0
        self._drawn = ""

    def parts(self) -> Iterator[str]:
        before: Block | None = None
        for section in self._letter.sections:
            if section.heading:
                yield styled("Heading1", section.heading)
                before = None
            for block in section.blocks:
                if isinstance(block, Table):
                    if isinstance(before, Table):
                        yield styled("BodyAfterBlock", "")  # two tables that touch become one in Word
                    yield from _table(block, section.heading or section.title, self._text_width)
                else:
                    yield from self._text_block(block, set_off=isinstance(before, Table | BulletList))
                before = block
        if isinstance(before, Table):
            yield styled("BodyAfterBlock", "")

    def _text_block(self, block: Block, *, set_off: bool) -> Iterator[str]:
        if isinstance(block, Paragraph):
            style = STYLES[block.style]
            if set_off and style == "BodyText":
                style = "BodyAfterBlock"
            drawn, self._drawn = self._drawn, ""
            if block.style is ParagraphStyle.CLOSING:
                self._drawn = _signature(self._letter)  # hung above the paragraph that follows
            yield _paragraph(style, block.statements, keep=block.keep_with_next, drawn=drawn)
        elif isinstance(block, BulletList):
            style, numbering = "ListBullet", ""
            if block.numbered:
                style, numbering = "ListNumber", self._numbering()
            last = len(block.items) - 1
            for number, item in enumerate(block.items):
                # Neither the first nor the last item stands alone on a page.
                keep = number in {0, last - 1} if number < last else block.keep_with_next
                yield _paragraph(style, item, keep=keep, extra=numbering)

    def _numbering(self) -> str:
        """Every numbered list after the first begins at 1 again by an instance of its own."""
        self._lists += 1
        if self._lists == 1:
            return ""
        return f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{next(self._restarts, RESTARTED_LISTS[-1])}"/></w:numPr>'


def _table(table: Table, title: str, text_width: int) -> Iterator[str]:
    if table.caption:
        yield styled("Caption", table.caption)
    widths = _twips(table.widths, text_width)
    grid = table.layout == "grid"
    style, text_style = ("LetterGrid", "TableText") if grid else ("LetterPlain", "ReferenceText")
    yield (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{text_width}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/>'
        f'<w:tblLook w:val="{"0420" if table.headers else "0400"}" w:firstRow="{int(bool(table.headers))}" '
        'w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>'
        f'<w:tblCaption w:val="{_attribute(title)}"/>'
        f'<w:tblDescription w:val="{_attribute(_described(table))}"/></w:tblPr><w:tblGrid>'
    )
    yield "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    yield "</w:tblGrid>"
    if table.headers:
        cells = (styled("TableHeading", header) for header in table.headers)
        yield _row("<w:cantSplit/><w:tblHeader/>", cells, widths)
    for row in table.rows:
        yield _row("<w:cantSplit/>", (_paragraph(text_style, cell.statements) for cell in row), widths)
    yield "</w:tbl>"


def _row(properties: str, cells: Iterable[str], widths: tuple[int, ...]) -> str:
    written = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{cell}</w:tc>'
        for cell, width in zip(cells, widths, strict=True)
    )
    return f"<w:tr><w:trPr>{properties}</w:trPr>{written}</w:tr>"


def _twips(shares: tuple[int, ...], text_width: int) -> tuple[int, ...]:
    """Turn shares of 100 into widths that sum to the text width."""
    total = sum(shares)
    edges = [text_width * sum(shares[:number]) // total for number in range(len(shares) + 1)]
    return tuple(right - left for left, right in pairwise(edges))


def _described(table: Table) -> str:
    if table.headers:
        return f"Columns: {', '.join(table.headers)}"
    return "Labels and values, two pairs a row"


def _paragraph(
    style: str, statements: Iterable[Statement], *, keep: bool = False, extra: str = "", drawn: str = ""
) -> str:
    kept = "<w:keepNext/>" if keep else ""
    runs = "".join(
        run("".join(statement.text for statement in group), character)
        for character, group in groupby(statements, _character_style)
    )
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{kept}{extra}</w:pPr>{runs}{drawn}</w:p>'


def styled(style: str, text: str) -> str:
    """A paragraph of one named style."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run(text)}</w:p>'


def _character_style(statement: Statement) -> str:
    if statement.placeholder:
        return "PlaceholderText"
    if statement.bold:
        return "StrongEmphasis" if statement.italic else "Strong"
    return "Emphasis" if statement.italic else ""


def run(text: str, character: str = "") -> str:
    """A run of text, line feeds as breaks."""
    if not text:
        return ""
    properties = f'<w:rPr><w:rStyle w:val="{character}"/></w:rPr>' if character else ""
    lines = _escaped(text).split("\n")
    written = "<w:br/>".join(f'<w:t xml:space="preserve">{line}</w:t>' if line else "" for line in lines)
    return f"<w:r>{properties}{written}</w:r>"


def _field(code: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def _header(letter: Letter, content: str) -> str:
    if not letter.draft:
        return f"{_DECLARATION}<w:hdr {_W}>{content}</w:hdr>"
    return f"{_DECLARATION}<w:hdr {NAMESPACES}>{draft_mark_xml()}{content}</w:hdr>"


# The word DRAFT across the page, as Word itself writes a text watermark: a text path behind the text.
_WATERMARK = (
    '<w:r><w:pict><v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
    'path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>'
    '<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>'
    '<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/>'
    '<v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/></v:formulas>'
    '<v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" '
    'o:connectangles="270,180,90,0"/><v:textpath on="t" fitshape="t"/><o:lock v:ext="edit" text="t" shapetype="t"/>'
    '</v:shapetype><v:shape id="DraftWatermark" type="#_x0000_t136" alt="Watermark: DRAFT" style="position:absolute;'
    "margin-left:0;margin-top:0;width:440pt;height:165pt;rotation:315;z-index:-251658752;"
    "mso-position-horizontal:center;mso-position-horizontal-relative:margin;mso-position-vertical:center;"
    'mso-position-vertical-relative:margin" o:allowincell="f" fillcolor="silver" stroked="f"><v:fill opacity=".4"/>'
    '<v:textpath style="font-family:&quot;Times New Roman&quot;;font-size:1pt" string="DRAFT"/></v:shape>'
    "</w:pict></w:r>"
)


def _escaped(text: str) -> str:
    return escape(legible(text))


def _attribute(text: str) -> str:
    return escape(legible(text), {'"': "&quot;", "\n": " "})
