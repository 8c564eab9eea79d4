"""The letter's named styles brought into an office's own Word file: its look where it has one, else ours."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from denialdesk.letters.docx_package import parse_xml, w
from denialdesk.system.paths import resources_dir

# Half points: outside of this a style of the office makes letters nobody can read or file, and ours is taken.
SMALLEST, LARGEST = 14, 72
WIDEST_INDENT, WIDEST_GAP = 4_320, 1_200  # twips: three inches from the margin, 60 points between paragraphs
_DEFAULT_SIZE = 20  # half points, where a file states none (ECMA-376, 17.3.2.38)
_OUR_SIZE = 22  # half points: what the sizes of our styles are meant beside
_REFERENCES = ("basedOn", "next", "link")
_SIZES = ("sz", "szCs")
_OUR_MARK = """<w:style xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" w:type="paragraph"
 w:customStyle="1" w:styleId="LetterMark"><w:name w:val="Letter Mark"/><w:basedOn w:val="Normal"/>
 <w:pPr><w:spacing w:before="60" w:after="0"/><w:jc w:val="right"/></w:pPr>
 <w:rPr><w:color w:val="595959"/><w:sz w:val="16"/><w:szCs w:val="16"/></w:rPr></w:style>"""


@dataclass(frozen=True, slots=True)
class MergedStyles:
    """The styles part of the letters, and by which id each of our styles goes in it.

    ``replaced`` names the office's styles that could not be kept. ``numbered`` are our lists that the office's own
    style numbers by itself.
    """

    xml: bytes
    ids: Mapping[str, str]
    replaced: tuple[str, ...]
    numbered: frozenset[str]


def merge_styles(office: etree._Element | None) -> MergedStyles:
    """Add our styles to those of an office's file (None: it has none).

    A style is the same when it has the same name and is of the same kind, as Word itself sees it.
    """
    ours = parse_xml((resources_dir() / "letter" / "docx" / "styles.xml").read_bytes())
    ours.append(etree.fromstring(_OUR_MARK))
    if office is None:
        return MergedStyles(_written(ours), {_id(each): _id(each) for each in _styles(ours)}, (), frozenset())
    merged = copy.deepcopy(office)
    for element in list(merged.iter(w("rsid"))):
        _drop(element)
    base_size = _size_of(merged)
    named = {_key(each): each for each in _styles(merged)}
    defaults = {each.get(w("type")): each for each in _styles(merged) if _is_default(each)}
    taken = set(map(_id, _styles(merged)))
    matches: dict[str, etree._Element | None] = {}
    for style in _styles(ours):
        usual = defaults.get(style.get(w("type"))) if _is_default(style) else None
        matches[_id(style)] = usual if usual is not None else named.get(_key(style))
    ids = {
        our_id: _id(theirs) if theirs is not None else f"DenialDesk{our_id}" if our_id in taken else our_id
        for our_id, theirs in matches.items()
    }
    replaced: list[str] = []
    for style in _styles(ours):
        theirs = matches[_id(style)]
        if theirs is None:
            merged.append(_fitted(style, ids, base_size))
        elif not _is_sane(theirs):
            replaced.append(_name(theirs))
            merged.replace(theirs, _fitted(style, ids, base_size))
    numbered = frozenset(
        our_id
        for our_id, theirs in matches.items()
        if theirs is not None and _is_sane(theirs) and theirs.find(f"{w('pPr')}/{w('numPr')}") is not None
    )
    return MergedStyles(_written(merged), ids, tuple(replaced), numbered)


def _fitted(style: etree._Element, ids: Mapping[str, str], base_size: int) -> etree._Element:
    """One of our styles for a file with a body of another size and paragraphs set apart by other defaults."""
    made = copy.deepcopy(style)
    made.set(w("styleId"), ids[_id(style)])
    for name in _REFERENCES:
        reference = made.find(w(name))
        if reference is not None:
            value = reference.get(w("val")) or ""
            reference.set(w("val"), ids.get(value, value))
    for name in _SIZES:
        for size in made.iter(w(name)):
            size.set(w("val"), str(max(SMALLEST, round(int(size.get(w("val")) or _OUR_SIZE) * base_size / _OUR_SIZE))))
    if made.get(w("type")) == "paragraph" and not _is_default(style):
        properties = made.find(w("pPr"))
        if properties is None:
            properties = etree.Element(w("pPr"))
            position = made.find(w("rPr"))
            made.insert(len(made) if position is None else made.index(position), properties)
        if properties.find(w("spacing")) is None:
            spacing = etree.Element(w("spacing"))
            spacing.set(w("before"), "0")
            spacing.set(w("after"), "0")
            _insert_in_order(properties, spacing)
        numbering = properties.find(w("numPr"))
        if numbering is not None:
            properties.remove(numbering)  # its instance is named in each paragraph: the file has numbers of its own
    return made


_BEFORE_SPACING = {"pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr",
    "suppressLineNumbers", "pBdr", "shd", "tabs", "suppressAutoHyphens"}  # fmt: skip


def _insert_in_order(properties: etree._Element, spacing: etree._Element) -> None:
    place = sum(1 for each in properties if etree.QName(each).localname in _BEFORE_SPACING)
    properties.insert(place, spacing)


def _is_sane(style: etree._Element) -> bool:
    """True when a letter set in a style of the office can be read and filed."""
    for name in ("vanish", "specVanish", "strike", "dstrike", "pageBreakBefore", "framePr"):
        found = next(style.iter(w(name)), None)
        if found is not None and (found.get(w("val")) or "1") not in {"0", "false", "off"}:
            return False
    if any(_number(size) is None or not SMALLEST <= (_number(size) or 0) <= LARGEST for size in style.iter(w("sz"))):
        return False
    if any((color.get(w("val")) or "").upper() in {"FFFFFF", "FEFEFE"} for color in style.iter(w("color"))):
        return False
    for indent in style.iter(w("ind")):
        if any(abs(_whole(str(value))) > WIDEST_INDENT for value in indent.attrib.values()):
            return False
    return all(
        _whole(spacing.get(w(side)) or "0") <= WIDEST_GAP
        for spacing in style.iter(w("spacing"))
        for side in ("before", "after")
    )


def _size_of(styles: etree._Element) -> int:
    """How large the office's body text is, in half points."""
    normal = next((each for each in _styles(styles) if _is_default(each) and each.get(w("type")) == "paragraph"), None)
    if normal is not None and _is_sane(normal):
        size = normal.find(f"{w('rPr')}/{w('sz')}")
        if size is not None:
            return _number(size) or _OUR_SIZE
    size = styles.find(f"{w('docDefaults')}/{w('rPrDefault')}/{w('rPr')}/{w('sz')}")
    number = _number(size) if size is not None else _DEFAULT_SIZE
    return number if number is not None and SMALLEST <= number <= LARGEST else _OUR_SIZE


def _styles(root: etree._Element) -> Iterator[etree._Element]:
    return iter(root.findall(w("style")))


def _key(style: etree._Element) -> tuple[str, str]:
    return style.get(w("type")) or "paragraph", _name(style).casefold()


def _name(style: etree._Element) -> str:
    name = style.find(w("name"))
    return (name.get(w("val")) or "") if name is not None else ""


def _id(style: etree._Element) -> str:
    return style.get(w("styleId")) or ""


def _is_default(style: etree._Element) -> bool:
    return (style.get(w("default")) or "0") in {"1", "true", "on"}


def _number(element: etree._Element) -> int | None:
    value = element.get(w("val")) or ""
    return int(value) if value.isdigit() and len(value) < 6 else None


def _whole(value: str) -> int:
    bare = value.lstrip("-")
    return int(value) if bare.isdigit() and len(bare) < 9 else 0


def _drop(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _written(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
