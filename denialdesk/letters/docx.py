"""A letter as a Word document: our own slim template with the body written as XML; the only importer of python-docx."""

from __future__ import annotations

import functools
import io
import zipfile

from denialdesk.domain.letter import Letter
from denialdesk.domain.picture import Picture
from denialdesk.letters.docx_body import (
    core_xml,
    custom_xml,
    document_xml,
    first_header_xml,
    following_header_xml,
    footer_xml,
    logo_relations_xml,
    signature_relation_xml,
)
from denialdesk.letters.docx_office import LetterBase, office_parts
from denialdesk.system.paths import resources_dir

# Parts that are the same in every letter, by their name in the package; content types come first, as readers expect.
_TEMPLATE_PARTS = {
    "[Content_Types].xml": "content_types.xml",
    "_rels/.rels": "package.rels",
    "word/styles.xml": "styles.xml",
    "word/numbering.xml": "numbering.xml",
    "word/settings.xml": "settings.xml",
    "word/fontTable.xml": "font_table.xml",
    "docProps/app.xml": "app.xml",
}
_RELATIONS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
)
_NO_TIME = (1980, 1, 1, 0, 0, 0)  # the least a zip entry can say; the same letter gives the same bytes


def render_docx(letter: Letter, base: LetterBase | None = None) -> bytes:
    """Write a letter as a .docx file, on the office's own file where there is one; the same letter, the same bytes."""
    return _on_base(letter, base) if base is not None else _on_our_own(letter)


def _on_our_own(letter: Letter) -> bytes:
    footer = footer_xml(letter)
    buffer = io.BytesIO()
    buffer.write(_template())
    with zipfile.ZipFile(buffer, "a") as package:
        _add(package, "word/document.xml", document_xml(letter))
        _add(package, "word/header1.xml", first_header_xml(letter))
        _add(package, "word/header2.xml", following_header_xml(letter))
        _add(package, "word/footer1.xml", footer)
        _add(package, "word/footer2.xml", footer)
        _add(package, "docProps/core.xml", core_xml(letter))
        _add(package, "docProps/custom.xml", custom_xml(letter))
        _add(package, "word/_rels/document.xml.rels", _relations(letter.signature))
        _add_signature(package, letter)
        logo = letter.letterhead.logo
        if logo is not None and letter.letterhead.name:
            _add(package, "word/_rels/header1.xml.rels", logo_relations_xml(logo))
            _add(package, f"word/media/logo.{logo.kind.value}", logo.data)
    return buffer.getvalue()


def _on_base(letter: Letter, base: LetterBase) -> bytes:
    folder = resources_dir() / "letter" / "docx"
    signature = letter.signature
    relations = base.relations + (signature_relation_xml(signature) if signature is not None else "")
    types = base.content_types()
    if signature is not None and f'Extension="{signature.kind.value}"' not in types:
        kind = f'<Default Extension="{signature.kind.value}" ContentType="image/{signature.kind.value}"/>'
        types = types.replace("<Override", f"{kind}<Override", 1)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        _add(package, "[Content_Types].xml", types)
        for name, file_name in (("_rels/.rels", "package.rels"), ("docProps/app.xml", "app.xml")):
            _add(package, name, (folder / file_name).read_text(encoding="utf-8"))
        for name, data in base.parts.items():
            _add(package, name, data)
        for name, text in office_parts(letter, base):
            _add(package, name, text)
        _add(package, "docProps/core.xml", core_xml(letter))
        _add(package, "docProps/custom.xml", custom_xml(letter))
        _add(package, "word/_rels/document.xml.rels", f"{_RELATIONS_HEAD}{relations}</Relationships>")
        _add_signature(package, letter)
    return buffer.getvalue()


def _add_signature(package: zipfile.ZipFile, letter: Letter) -> None:
    if letter.signature is not None:
        _add(package, f"word/media/signature.{letter.signature.kind.value}", letter.signature.data)


def docx_text(data: bytes) -> str:
    """Read a Word document's text as python-docx sees it: first-page header, then paragraphs and cells in order."""
    import docx  # noqa: PLC0415 - costs 0.1 s and is needed only to read a document back
    from docx.table import Table  # noqa: PLC0415 - the same

    document = docx.Document(io.BytesIO(data))
    parts = [paragraph.text for paragraph in document.sections[0].first_page_header.paragraphs]
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            parts += [cell.text for row in block.rows for cell in row.cells]
        else:
            parts.append(block.text)
    return "\n".join(parts)


def _relations(signature: Picture | None) -> str:
    relations = _plain_relations()
    if signature is None:
        return relations
    return relations.replace("</Relationships>", f"{signature_relation_xml(signature)}</Relationships>")


@functools.cache
def _plain_relations() -> str:
    return (resources_dir() / "letter" / "docx" / "document.rels").read_text(encoding="utf-8")


@functools.cache
def _template() -> bytes:
    """Zip the parts that never change, once for the life of the program."""
    folder = resources_dir() / "letter" / "docx"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, file_name in _TEMPLATE_PARTS.items():
            _add(package, name, (folder / file_name).read_text(encoding="utf-8"))
    return buffer.getvalue()


def _add(package: zipfile.ZipFile, name: str, content: str | bytes) -> None:
    entry = zipfile.ZipInfo(name, _NO_TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 0  # else the bytes would tell the operating system
    entry.external_attr = 0o600 << 16
    package.writestr(entry, content.encode("utf-8") if isinstance(content, str) else content)
