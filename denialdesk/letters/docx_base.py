"""An office's own Word file as the base of its letters: its styles, header, footer and page, nothing else."""

from __future__ import annotations

import copy
import functools
import re

from lxml import etree

from denialdesk.domain.errors import UnreadableFileError
from denialdesk.letters.docx_clean import (
    clean,
    drop,
    paragraph_text,
    paragraph_texts,
    references,
    refuse_changes,
    refuse_what_reaches_out,
)
from denialdesk.letters.docx_office import HERE, LetterBase
from denialdesk.letters.docx_package import R, W, WordPackage, open_package, parse_xml, w
from denialdesk.letters.docx_page import US_LETTER, page_words, paper_name, section_end, text_width
from denialdesk.letters.docx_styles import merge_styles
from denialdesk.system.paths import resources_dir

LARGEST_BASE = 8_000_000  # bytes of the file
LARGEST_PICTURES = 6_000_000  # bytes of the pictures that come along; they are in every letter
MARKER = "[letter]"
_FIRST_PAGE = " The first page has a header and footer of its own."
# What is kept of the office's settings, and after which of ours it stands.
_SETTINGS_KEPT = (
    ("mirrorMargins", "zoom"),
    ("evenAndOddHeaders", "defaultTabStop"),
    ("clrSchemeMapping", "themeFontLang"),
)
_PAGE_FIELD = re.compile(r'(?:instrText[^>]*>|:instr=")\s*(?:PAGE|NUMPAGES)\b')
_EDGES = ("default", "first", "even")
_PICTURE_TYPES = {
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "bmp": "image/bmp",
    "tif": "image/tiff", "tiff": "image/tiff", "emf": "image/x-emf", "wmf": "image/x-wmf", "svg": "image/svg+xml",
}  # fmt: skip
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@functools.lru_cache(maxsize=2)
def read_base(data: bytes) -> LetterBase:
    """Make an office's .docx ready; raises UnreadableFileError with the reason and what to do."""
    if len(data) > LARGEST_BASE:
        raise UnreadableFileError(
            f"The file is larger than {LARGEST_BASE // 1_000_000} MB.",
            "Make its pictures smaller in Word (Picture Format, Compress Pictures) and save it again.",
        )
    return _Maker(open_package(data)).made()


class _Maker:
    """Goes through a package once; what it finds is gathered in its fields."""

    def __init__(self, package: WordPackage) -> None:
        self._package = package
        self._parts: dict[str, bytes] = {}
        self._types: list[str] = []
        self._pictures: dict[str, str] = {}
        self._picture_bytes = 0
        self._relations: list[str] = []
        self._notes = list(refuse_what_reaches_out(package))
        self._warnings: list[str] = []

    def made(self) -> LetterBase:
        package = self._package
        document = package.xml(package.document)
        refuse_changes(document)
        body = document.find(w("body"))
        if body is None:
            raise UnreadableFileError("The file has no Word text in it.", "Make it anew in Word.")
        settings = self._settings()
        section = self._section(body)
        styles_name = package.related(package.document, "styles")
        styles = merge_styles(package.xml(styles_name) if styles_name else None)
        if styles.replaced:
            listed = ", ".join(styles.replaced[:4])
            self._notes.append(f"These styles could not be used and are replaced by ours: {listed}.")
        self._add("word/styles.xml", styles.xml, f"{_TYPE}.styles+xml", "styles")
        offset = self._numbering()
        self._add("word/settings.xml", settings[0], f"{_TYPE}.settings+xml", "settings")
        self._plain_parts()
        has_even = settings[1]
        has_first = _is_on(section.find(w("titlePg")))
        kinds = [
            kind
            for kind in _EDGES
            if kind == "default" or (kind == "first" and has_first) or (kind == "even" and has_even)
        ]
        headers, header_texts = self._edges(section, kinds, "header")
        footers, footer_texts = self._edges(section, kinds, "footer")
        edges = (*headers.values(), *footers.values())
        width = text_width(section)
        paper = paper_name(section)
        if paper != US_LETTER:
            self._warnings.append(
                f"Its page is {paper}, not US Letter, and letters will be so. Payers' fax machines and most office "
                "printers expect US Letter (Layout, Size)."
            )
        text, body_texts = self._document(document, body, section, kinds)
        furniture = (*header_texts, *footer_texts, *body_texts)
        self._tell(has_look=bool(furniture) or bool(self._pictures))
        return LetterBase(
            parts=self._parts,
            types=tuple(self._types),
            relations="".join(self._relations),
            document=text,
            headers=headers,
            footers=footers,
            first_footer="word/footer-first.xml" if has_first else "",
            style_ids=styles.ids,
            own_bullets="ListBullet" in styles.numbered,
            list_offset=offset,
            text_width=width,
            counts_pages=any(_PAGE_FIELD.search(each) for each in edges),
            summary=page_words(section) + (_FIRST_PAGE if has_first else ""),
            notes=tuple(self._notes),
            warnings=tuple(self._warnings),
            furniture=tuple(dict.fromkeys(furniture)),
        )

    # ---- page set-up

    def _section(self, body: etree._Element) -> etree._Element:
        sections = list(body.iter(w("sectPr")))
        if not sections:
            raise UnreadableFileError(
                "The file has no page set-up (section).", "Open it in Word, save it there, and choose it again."
            )
        if len(sections) > 1:
            self._notes.append(f"It has {len(sections)} sections; page, header and footer of the first are used.")
        columns = sections[0].find(w("cols"))
        if columns is not None and (columns.get(w("num")) or "1") != "1":
            self._notes.append("Its columns are not used: letters run across the page.")
        return sections[0]

    def _tell(self, *, has_look: bool) -> None:
        if not has_look:
            self._warnings.append(
                "Its header and footer are empty, so letters would have no letterhead. If the letterhead stands in "
                f"the text of the page, put a line {MARKER} beneath it and choose the file again."
            )

    # ---- parts

    def _add(self, name: str, data: bytes, content_type: str, kind: str, relation: str = "") -> None:
        self._parts[name] = data
        if content_type:
            self._types.append(f'<Override PartName="/{name}" ContentType="{content_type}"/>')
        if kind:
            identity = relation or f"rIdB{len(self._relations) + 1}"
            target = name.removeprefix("word/")
            self._relations.append(f'<Relationship Id="{identity}" Type="{_RELATION}/{kind}" Target="{target}"/>')

    def _settings(self) -> tuple[bytes, bool]:
        """Our settings with the few of the office's that change how pages look, and whether even pages differ."""
        ours = parse_xml((resources_dir() / "letter" / "docx" / "settings.xml").read_bytes())
        name = self._package.related(self._package.document, "settings")
        if name is None:
            return _written(ours), False
        theirs = self._package.xml(name)
        for lock in theirs.iter(w("documentProtection"), w("writeProtection")):
            if lock.tag == w("writeProtection") or _is_on(lock, w("enforcement")):
                raise UnreadableFileError(
                    "The file is protected against changes.",
                    "In Word: Review, Restrict Editing, Stop Protection; save it without a password, choose it again.",
                )
        has_even = _is_on(theirs.find(w("evenAndOddHeaders")))
        for tag, after in (
            ("mirrorMargins", "zoom"),
            ("evenAndOddHeaders", "defaultTabStop"),
            ("clrSchemeMapping", "themeFontLang"),
        ):
            found, place = theirs.find(w(tag)), ours.find(w(after))
            if found is not None and place is not None:
                place.addnext(copy.deepcopy(found))
        return _written(ours), has_even

    def _plain_parts(self) -> None:
        package = self._package
        fonts = package.related(package.document, "fontTable")
        table = (
            package.xml(fonts) if fonts else parse_xml((resources_dir() / "letter/docx/font_table.xml").read_bytes())
        )
        for name in ("embedRegular", "embedBold", "embedItalic", "embedBoldItalic"):
            for element in list(table.iter(w(name))):
                drop(element)
        self._add("word/fontTable.xml", _written(table), f"{_TYPE}.fontTable+xml", "fontTable")
        theme = package.related(package.document, "theme")
        if theme is not None:
            root = package.xml(theme)
            self._write_part("word/theme/theme1.xml", theme, root)
            self._types.append(
                '<Override PartName="/word/theme/theme1.xml" '
                'ContentType="application/vnd.openxmlformats-officedocument.theme+xml"/>'
            )
            self._relations.append(f'<Relationship Id="rIdTheme" Type="{_RELATION}/theme" Target="theme/theme1.xml"/>')

    def _numbering(self) -> int:
        """Add our lists behind the office's own; gives what is added to the number of each of our lists."""
        ours = parse_xml((resources_dir() / "letter" / "docx" / "numbering.xml").read_bytes())
        name = self._package.related(self._package.document, "numbering")
        root = self._package.xml(name) if name else etree.Element(w("numbering"), nsmap={"w": W})
        offset = 1 + max((_attribute(each, "numId") for each in root.iter(w("num"))), default=0)
        first = 1 + max((_attribute(each, "abstractNumId") for each in root.iter(w("abstractNum"))), default=-1)
        shapes = root.findall(w("abstractNum"))
        place = root.index(shapes[-1]) + 1 if shapes else len(root.findall(w("numPicBullet")))
        for each in ours.findall(w("abstractNum")):
            each.set(w("abstractNumId"), str(first + _attribute(each, "abstractNumId")))
            for style in list(each.iter(w("pStyle"))):
                drop(style)  # the instance is named in each paragraph
            root.insert(place, each)
            place += 1
        place = max((root.index(each) for each in root.findall(w("num"))), default=place - 1) + 1
        for each in ours.findall(w("num")):
            each.set(w("numId"), str(offset + _attribute(each, "numId")))
            shape = each.find(w("abstractNumId"))
            if shape is not None:
                shape.set(w("val"), str(first + int(shape.get(w("val")) or 0)))
            root.insert(place, each)
            place += 1
        self._write_part("word/numbering.xml", name or "", root)
        self._types.append(f'<Override PartName="/word/numbering.xml" ContentType="{_TYPE}.numbering+xml"/>')
        self._relations.append(f'<Relationship Id="rIdLists" Type="{_RELATION}/numbering" Target="numbering.xml"/>')
        return offset

    def _edges(self, section: etree._Element, kinds: list[str], what: str) -> tuple[dict[str, str], list[str]]:
        """The headers or footers a letter needs, each with the place for its own line, and what they say."""
        made: dict[str, str] = {}
        texts: list[str] = []
        named = {
            each.get(w("type")) or "default": each.get(f"{{{R}}}id") for each in section.findall(w(f"{what}Reference"))
        }
        targets = {each.id: each.target for each in self._package.relations(self._package.document)}
        for kind in kinds:
            source = targets.get(named.get(kind) or "", "")
            if source in self._package.parts:
                root = self._package.xml(source)
                refuse_changes(root)
                clean(root)
                texts.extend(paragraph_texts(root))
            else:
                source = ""
                root = etree.Element(w("hdr" if what == "header" else "ftr"), nsmap={"w": W})
                if what == "header":
                    root.append(etree.Element(w("p")))
            root.insert(0 if what == "header" else len(root), etree.Comment(HERE))
            name = f"word/{what}-{kind}.xml"
            self._write_part(name, source, root)
            made[name] = self._parts.pop(name).decode("utf-8")
            self._types.append(f'<Override PartName="/{name}" ContentType="{_TYPE}.{what}+xml"/>')
            self._relations.append(
                f'<Relationship Id="rId-{what}-{kind}" Type="{_RELATION}/{what}" Target="{what}-{kind}.xml"/>'
            )
        return made, texts

    def _document(
        self, document: etree._Element, body: etree._Element, section: etree._Element, kinds: list[str]
    ) -> tuple[str, list[str]]:
        """The main part with the place for the letter: the office's own text stays only around a marker."""
        texts: list[str] = []
        marker = next(
            (each for each in body.findall(w("p")) if paragraph_text(each).strip().casefold() == MARKER), None
        )
        end = section_end(section, kinds)
        if marker is None:
            if any(True for _text in paragraph_texts(body)):
                self._notes.append(
                    f"The text in its pages is not used. To keep it, put a line {MARKER} where the letter shall stand."
                )
            for child in list(body):
                body.remove(child)
            body.append(etree.Comment(HERE))
        else:
            for nested in [each for each in body.iter(w("sectPr")) if each.getparent() is not body]:
                drop(nested)
            clean(body)
            body.replace(marker, etree.Comment(HERE))
            for child in body.findall(w("sectPr")):
                body.remove(child)
            texts = list(paragraph_texts(body))
        body.append(end)
        for child in document.findall(w("background")):
            document.remove(child)
        self._write_part("word/document.xml", self._package.document, document, in_document=True)
        return self._parts.pop("word/document.xml").decode("utf-8"), texts

    def _write_part(self, name: str, source: str, root: etree._Element, *, in_document: bool = False) -> None:
        """Write a part with the pictures it shows and no other relationship."""
        known = {each.id: each for each in self._package.relations(source)} if source else {}
        lines: list[str] = []
        for number, (element, attribute, identity) in enumerate(list(references(root)), start=1):
            if identity.startswith("rId-"):
                continue  # our own, to header and footer
            relation = known.get(identity)
            if relation is None or relation.kind == "hyperlink":
                del element.attrib[attribute]
                continue
            if relation.kind != "image" or relation.is_external:
                raise UnreadableFileError(
                    "The file holds something that is neither text nor a picture.",
                    "Take it out, or replace it by a picture, save the file and choose it again.",
                )
            made = f"rIdP{number}"
            element.set(attribute, made)
            target = self._picture(relation.target)
            way = f"../{target}" if name.startswith("word/theme/") else target
            lines.append(f'<Relationship Id="{made}" Type="{_RELATION}/image" Target="{way}"/>')
        self._parts[name] = _written(root)
        if in_document:
            self._relations.extend(lines)
        elif lines:
            folder, _, file = name.rpartition("/")
            self._parts[f"{folder}/_rels/{file}.rels"] = (
                f'{_DECLARATION}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                f"{''.join(lines)}</Relationships>"
            ).encode()

    def _picture(self, source: str) -> str:
        """Bring a picture along once; gives its place beside the main part."""
        if source in self._pictures:
            return self._pictures[source]
        data = self._package.parts.get(source)
        ending = source.rpartition(".")[2].casefold()
        if data is None or ending not in _PICTURE_TYPES:
            raise UnreadableFileError(
                "A picture in the file is missing or of an unusual kind.",
                "Replace it by a PNG or JPEG picture in Word and save it again.",
            )
        self._picture_bytes += len(data)
        if self._picture_bytes > LARGEST_PICTURES:
            raise UnreadableFileError(
                f"Its pictures are larger than {LARGEST_PICTURES // 1_000_000} MB; they would be in every letter.",
                "Make them smaller in Word (Picture Format, Compress Pictures) and save it again.",
            )
        name = f"word/media/office{len(self._pictures) + 1}.{ending}"
        self._parts[name] = data
        default = f'<Default Extension="{ending}" ContentType="{_PICTURE_TYPES[ending]}"/>'
        if default not in self._types:
            self._types.insert(0, default)
        self._pictures[source] = name.removeprefix("word/")
        return self._pictures[source]


def _attribute(element: etree._Element, name: str) -> int:
    value = element.get(w(name)) or ""
    return int(value) if value.isdigit() and len(value) < 9 else 0


def _is_on(element: etree._Element | None, attribute: str = "") -> bool:
    if element is None:
        return False
    return (element.get(attribute or w("val")) or ("0" if attribute else "1")) not in {"0", "false", "off"}


def _written(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
