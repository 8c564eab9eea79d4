"""Text and lines on a PDF page, written by the program itself: page numbers, tabs, the index."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from denialdesk.letters.truetype import TrueType, packet_font

_FAMILY = "LiberationSans"
_SYMBOLIC = 4  # the flag of a font that is used by its own glyph numbers
_CAP_HEIGHT, _STEM = 729, 80  # of Liberation Sans, in thousandths; readers use them only to imitate a missing font


class PacketFont:
    """One weight of the font inside one PDF: takes note of the glyphs used and is written when all text is."""

    def __init__(self, target: Pdf, *, bold: bool) -> None:
        self.face: TrueType = packet_font(bold=bold)
        self.name = "B" if bold else "R"
        self._bold = bold
        self._used: dict[int, str] = {}
        self._target = target
        self.object: Object = target.make_indirect(Dictionary(Type=Name.Font))

    def encode(self, text: str) -> str:
        """A line of text as a PDF string of glyph numbers."""
        glyphs = [self.face.glyph(char) for char in text]
        self._used.update(zip(glyphs, text, strict=True))
        return f"<{''.join(f'{glyph:04X}' for glyph in glyphs)}>"

    def write(self) -> None:
        """Write the font with the glyphs used; call it once, after the last text."""
        glyphs = sorted(self._used)
        # Six letters before the name tell readers that this is a part of the font (ISO 32000-1, 9.6.4).
        digest = hashlib.sha256(repr(glyphs).encode()).digest()
        prefix = "".join(chr(ord("A") + value % 26) for value in digest[:6])
        name = Name(f"/{prefix}+{_FAMILY}{'-Bold' if self._bold else ''}")
        per_unit = 1000 / self.face.units
        program = self._target.make_stream(self.face.subset(glyphs))
        program.Length1 = len(program.read_raw_bytes())
        descriptor = Dictionary(
            Type=Name.FontDescriptor,
            FontName=name,
            Flags=_SYMBOLIC,
            FontBBox=Array([round(each * per_unit) for each in self.face.box]),
            ItalicAngle=0,
            Ascent=round(self.face.ascent * per_unit),
            Descent=round(self.face.descent * per_unit),
            CapHeight=_CAP_HEIGHT,
            StemV=_STEM * (2 if self._bold else 1),
            FontFile2=program,
        )
        widths: list[object] = []
        for glyph in glyphs:
            widths += [glyph, Array([round(self.face.advance(glyph) * per_unit)])]
        descendant = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=name,
            CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
            FontDescriptor=self._target.make_indirect(descriptor),
            W=Array(widths),
            CIDToGIDMap=Name.Identity,
        )
        self.object.Subtype = Name.Type0
        self.object.BaseFont = name
        self.object.Encoding = Name("/Identity-H")
        self.object.DescendantFonts = Array([self._target.make_indirect(descendant)])
        self.object.ToUnicode = self._target.make_stream(self._to_unicode().encode())

    def _to_unicode(self) -> str:
        pairs = [
            f"<{glyph:04X}> <{char.encode('utf-16-be').hex().upper()}>" for glyph, char in sorted(self._used.items())
        ]
        blocks = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
        mapped = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
        return (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
            "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
            "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
            f"{mapped}\nendcmap CMapName currentdict /CMap defineresource pop end end"
        )


class Fonts:
    """Both weights in one PDF."""

    def __init__(self, target: Pdf) -> None:
        self.regular = PacketFont(target, bold=False)
        self.bold = PacketFont(target, bold=True)

    def of(self, *, bold: bool) -> PacketFont:
        """One of the weights."""
        return self.bold if bold else self.regular

    def resources(self) -> Dictionary:
        """What a page that uses them names in its resources."""
        return Dictionary({f"/{font.name}": font.object for font in (self.regular, self.bold)})

    def write(self) -> None:
        """Write both; call it once, after the last text."""
        self.regular.write()
        self.bold.write()


class Canvas:
    """Collects the drawing of one page. Points from the lower left corner; shades from 0, black, to 1, white."""

    def __init__(self, fonts: Fonts) -> None:
        self._fonts = fonts
        self._drawn: list[str] = []

    def text(self, x: float, y: float, text: str, size: float, *, bold: bool = False, shade: float = 0.0) -> None:
        """Write a line that begins at ``x`` on the base line ``y``."""
        font = self._fonts.of(bold=bold)
        self._drawn.append(f"BT {shade:g} g /{font.name} {size:g} Tf {x:.2f} {y:.2f} Td {font.encode(text)} Tj ET")

    def right(self, x: float, y: float, text: str, size: float, *, bold: bool = False, shade: float = 0.0) -> None:
        """Write a line that ends at ``x``."""
        self.text(x - text_width(text, size, bold=bold), y, text, size, bold=bold, shade=shade)

    def box(self, x: float, y: float, width: float, height: float, shade: float) -> None:
        """Fill a rectangle."""
        self._drawn.append(f"{shade:g} g {x:.2f} {y:.2f} {width:.2f} {height:.2f} re f")

    def line(self, x: float, y: float, to_x: float, *, width: float = 0.5, shade: float = 0.0) -> None:
        """Draw a level line."""
        self._drawn.append(f"{shade:g} G {width:g} w {x:.2f} {y:.2f} m {to_x:.2f} {y:.2f} l S")

    def content(self) -> bytes:
        """The drawing as a content stream that leaves nothing behind."""
        return "\n".join(["q", *self._drawn, "Q"]).encode("ascii")


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of a line in points."""
    return packet_font(bold=bold).width(text, size)


def wrapped(text: str, size: float, width: float, *, bold: bool = False) -> list[str]:
    """Break a text into lines no wider than ``width`` points; a word that is wider is cut."""
    lines: list[str] = []
    line = ""
    for word in _words(text, size, width, bold=bold):
        longer = f"{line} {word}" if line else word
        if line and text_width(longer, size, bold=bold) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line] if line else lines or [""]


def shortened(text: str, size: float, width: float, *, bold: bool = False) -> str:
    """One line of a text, ended by an ellipsis where it does not fit."""
    if text_width(text, size, bold=bold) <= width:
        return text
    while text and text_width(f"{text}…", size, bold=bold) > width:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _words(text: str, size: float, width: float, *, bold: bool) -> Iterator[str]:
    for word in text.split():
        rest = word
        while text_width(rest, size, bold=bold) > width and len(rest) > 1:
            cut = next(
                (end for end in range(len(rest) - 1, 1, -1) if text_width(rest[:end], size, bold=bold) <= width), 1
            )
            yield rest[:cut]
            rest = rest[cut:]
        yield rest
