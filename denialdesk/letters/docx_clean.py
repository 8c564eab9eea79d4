"""What may come along from an office's Word file into its letters: refused, dropped or kept, element by element."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from denialdesk.domain.errors import UnreadableFileError
from denialdesk.letters.docx_package import MC, R, Relation, WordPackage, w

_O = "urn:schemas-microsoft-com:office:office"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
CHANGES = frozenset(
    {"ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "trPrChange"}
    | {"tcPrChange", "tblGridChange", "numberingChange", "cellIns", "cellDel", "cellMerge", "tblPrExChange"}
)
_EMBEDDED = frozenset({"object", "control", "altChunk", "subDoc", "movie"})
_DROPPED = frozenset(
    {"commentRangeStart", "commentRangeEnd", "commentReference", "bookmarkStart", "bookmarkEnd", "permStart"}
    | {"permEnd", "proofErr", "dataBinding", "footnoteReference", "endnoteReference", "lastRenderedPageBreak"}
)
_UNWRAPPED = frozenset({"hyperlink", "smartTag", "customXml"})
FIELDS = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES", "HYPERLINK"})
_OBJECT_KINDS = frozenset(
    {"oleObject", "package", "control", "aFChunk", "subDocument", "video", "audio", "media", "frame"}
    | {"attachedToolbars", "chart", "diagramData", "diagramLayout", "diagramQuickStyle", "diagramColors"}
    | {"diagramDrawing", "activeXControlBinary"}
)
_NO_OBJECTS = "Replace it by a picture, or take it out, save the file and choose it again."


def refuse_what_reaches_out(package: WordPackage) -> Iterator[str]:
    """Refuse a file that points out of itself or carries other files; tell what is merely left out.

    Raises UnreadableFileError.
    """
    if any("/embeddings/" in name.casefold() for name in package.parts):
        raise UnreadableFileError("The file has another file embedded in it (an object).", _NO_OBJECTS)
    told: set[str] = set()
    for name in package.parts:
        if not name.startswith(("customXml/", "docProps/")) and not name.endswith(".rels"):
            for each in package.relations(name):
                if each.kind in _OBJECT_KINDS:
                    raise UnreadableFileError("The file holds an embedded object, a chart or a diagram.", _NO_OBJECTS)
                if each.is_external:
                    told.add(_what_reaches_out(each))
    yield from sorted(told)


def _what_reaches_out(relation: Relation) -> str:
    """What is left out instead of being refused; raises UnreadableFileError for the rest."""
    if relation.kind == "hyperlink":
        return "Links in it are kept as plain text."
    if relation.kind != "attachedTemplate":
        raise UnreadableFileError(
            "The file shows something that is not in it but elsewhere, such as a linked picture.",
            "In Word: File, Info, Edit Links to Files, Break Link (or insert the picture itself), and save.",
        )
    if not _is_on_this_computer(relation.target):
        raise UnreadableFileError(
            "The file is tied to a template on the network, which Word would fetch.",
            "In Word: File, Options, Add-ins, Manage Templates, Go; take the template out, save, choose again.",
        )
    return "Its tie to a template on this computer is not kept."


def refuse_changes(root: etree._Element) -> None:
    """Refuse tracked changes that nobody has accepted or rejected; raises UnreadableFileError."""
    if next(root.iter(*map(w, CHANGES)), None) is not None:
        raise UnreadableFileError(
            "The file holds tracked changes that are still open.",
            "In Word: Review, Accept All Changes (or reject them), save, and choose it again.",
        )


def clean(root: etree._Element) -> None:
    """Take out of a part what tells on its author or acts by itself; raises UnreadableFileError for what must not be.

    What is left refers to pictures alone.
    """
    if next(root.iter(*map(w, _EMBEDDED), f"{{{_O}}}OLEObject"), None) is not None:
        raise UnreadableFileError("The file has another file embedded in it (an object).", _NO_OBJECTS)
    _refuse_fields(root)
    for element in list(root.iter(*map(w, _DROPPED))):
        drop(element)
    for element in list(root.iter(*map(w, _UNWRAPPED))):
        _unwrap(element)
    for element in list(root.iter(f"{{{_A}}}hlinkClick", f"{{{_A}}}hlinkHover")):
        drop(element)
    for element in root.iter():
        for name in list(element.attrib):
            place = etree.QName(name)
            is_id = place.namespace == _W14 and place.localname in {"paraId", "textId"}
            if is_id or place.localname.startswith("rsid"):
                del element.attrib[name]


def references(root: etree._Element) -> Iterator[tuple[etree._Element, str, str]]:
    """Every attribute that names a relationship: its element, its name, the relationship's id."""
    for element in root.iter():
        for name, value in element.attrib.items():
            if str(name).startswith(f"{{{R}}}"):
                yield element, str(name), str(value)


def paragraph_text(paragraph: etree._Element) -> str:
    """The text of one paragraph as a reader sees it, tracked changes taken as accepted."""
    parts: list[str] = []
    _gather(paragraph, parts)
    return "".join(parts)


def paragraph_texts(root: etree._Element) -> Iterator[str]:
    """The paragraphs of a part in order, those of tables and text boxes among them; empty ones left out."""
    for paragraph in root.iter(w("p")):
        if any(each.tag == f"{{{MC}}}Fallback" for each in paragraph.iterancestors()):
            continue  # the same text again, for programs that cannot show the first
        text = paragraph_text(paragraph)
        if text.strip():
            yield text


def drop(element: etree._Element) -> None:
    """Take an element out; the text after it, which Word's files do not have, goes with it."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


_GONE = frozenset(map(w, ("del", "moveFrom", "instrText", "delText", "delInstrText", "rPr", "pPr")))
_SIGNS = {w("tab"): "\t", w("br"): "\n", w("cr"): "\n", w("noBreakHyphen"): "-", w("ptab"): "\t"}


def _gather(element: etree._Element, parts: list[str]) -> None:
    for child in element:
        if child.tag == w("t"):
            parts.append(child.text or "")
        elif child.tag in _SIGNS:
            parts.append(_SIGNS[child.tag])
        elif child.tag not in _GONE and child.tag not in {w("p"), f"{{{MC}}}AlternateContent"}:
            _gather(child, parts)  # a text box is told as paragraphs of its own


def _refuse_fields(root: etree._Element) -> None:
    for element in root.iter(w("fldSimple")):
        _check_field(element.get(w("instr")) or "")
    open_fields: list[list[str]] = []
    for element in root.iter(w("fldChar"), w("instrText")):
        if element.tag == w("instrText"):
            if open_fields:
                open_fields[-1].append(element.text or "")
            continue
        kind = element.get(w("fldCharType"))
        if kind == "begin":
            open_fields.append([])
        elif kind == "end" and open_fields:
            _check_field("".join(open_fields.pop()))
    for rest in open_fields:
        _check_field("".join(rest))


def _check_field(instruction: str) -> None:
    name = (instruction.split() or [""])[0].upper()
    if name and name not in FIELDS:
        shown = name if name.isalnum() and len(name) <= 20 else "unknown"
        raise UnreadableFileError(
            f"The file holds a field ({shown}) that Word fills in by itself.",
            "Click it in Word, press Ctrl+Shift+F9 to turn it into plain text, save, and choose the file again.",
        )


def _is_on_this_computer(target: str) -> bool:
    """True for a template on a drive of this computer, which Word names by the letter of the drive."""
    path = target.removeprefix("file:///")
    return len(path) > 1 and path[0].isascii() and path[0].isalpha() and path[1] in ":|"


def _unwrap(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is None:
        return
    place = parent.index(element)
    for child in list(element):
        if child.tag in {w("customXmlPr"), w("smartTagPr")}:
            continue
        parent.insert(place, child)
        place += 1
    parent.remove(element)
