"""Signed letters: found by id or mark, compared, kept encrypted with the case; the office's own Word file."""

import io
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import docx
import pytest

from denialdesk.domain.case import Agreement, Case, CaseStatus, Event, EventKind, LetterKind, SignedForm
from denialdesk.domain.errors import UnreadableFileError
from denialdesk.domain.letter import Letter
from denialdesk.domain.letter_versions import LetterVersion, marked
from denialdesk.domain.practice import Practice
from denialdesk.letters.docx import render_docx
from denialdesk.letters.docx_returned import read_docx
from denialdesk.office import Office
from denialdesk.services.follow_up import record_event, remove_event
from denialdesk.services.letter_versions import LetterVersionService
from denialdesk.services.letterhead import base_of, letterhead_id
from denialdesk.services.returned_file import Returned, ReturnedReader
from denialdesk.services.signed_letters import (
    Comparison,
    OtherLetterError,
    add_signed,
    compare,
    current_signed,
    find_version,
    signed_for_packet,
    signed_letter,
    version_with_mark,
)
from denialdesk.storage.documents import DocumentRepository
from denialdesk.storage.keys import MemoryKeys
from tests.exhibit_files import text_pdf
from tests.office_files import letterhead, rezipped
from tests.ui.sessions import library
from tests.unit.letters.scenarios import Scenario, met
from tests.vault_makers import MOMENT


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    ids = count(1)
    opened = Office(tmp_path / "profile", MemoryKeys(), clock=lambda: MOMENT, new_id=lambda: f"id-{next(ids)}")
    opened.vault.create()
    yield opened
    opened.close()


@pytest.fixture
def scenario() -> Scenario:
    return met()


@pytest.fixture
def case(office: Office, scenario: Scenario) -> Case:
    return office.cases.create(scenario.case)[0]


@pytest.fixture
def letter(case: Case, scenario: Scenario) -> Letter:
    return marked(replace(scenario.letter(), draft=False), case.id)


@pytest.fixture
def versions(office: Office) -> LetterVersionService:
    return office.letter_versions


@pytest.fixture
def version(case: Case, letter: Letter, versions: LetterVersionService) -> LetterVersion:
    return versions.keep(case.id, letter)[0][0]


def returned(data: bytes) -> Returned:
    reader = ReturnedReader()
    try:
        return reader.read(data)
    finally:
        reader.close()


def reworded(data: bytes, start: str, text: str) -> bytes:
    """The Word file with the paragraph that begins so put into other words."""
    document = docx.Document(io.BytesIO(data))
    next(each for each in document.paragraphs if each.text.startswith(start)).text = text
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def compared(data: Returned, version: LetterVersion, scenario: Scenario, *edited: tuple[str, ...]) -> Comparison:
    return compare(data, version, edited, scenario.case, scenario.practice, scenario.letter(), library())


def test_an_export_is_kept_once_and_found_by_its_id(
    case: Case, letter: Letter, version: LetterVersion, versions: LetterVersionService
) -> None:
    again, changes = versions.keep(case.id, letter)
    assert again == (version,)
    assert not changes.areas
    assert versions.find(letter.version_id) == version
    match = find_version(returned(render_docx(letter)), case.id, versions)
    assert match.version == version


def test_what_another_letterhead_puts_around_the_same_letter_is_known_as_well(
    case: Case, letter: Letter, version: LetterVersion, versions: LetterVersionService
) -> None:
    (again,), _changes = versions.keep(case.id, letter, ("12 Example Street",))
    assert again.furniture == (*version.furniture, "12 Example Street")
    assert again.paragraphs == version.paragraphs
    assert versions.keep(case.id, letter)[0] == (again,)


def test_the_latest_export_comes_first(
    case: Case, letter: Letter, version: LetterVersion, versions: LetterVersionService
) -> None:
    other = marked(replace(letter, title=letter.title, running_title="Another"), case.id)
    (first, second), changes = versions.keep(case.id, other)
    assert (first.id, second) == (other.version_id, version)
    assert changes.concerns(case.id)


def test_a_word_file_without_its_property_is_known_by_the_mark_in_its_foot(
    case: Case, letter: Letter, version: LetterVersion, versions: LetterVersionService
) -> None:
    """As after Word's own “Inspect Document, Remove All”."""
    bare = rezipped(render_docx(letter), {"docProps/custom.xml": None, "docProps/core.xml": None})
    read = returned(bare)
    assert read.version_id == ""
    assert find_version(read, case.id, versions).version == version


def test_a_letter_of_another_case_is_refused_without_naming_anybody(
    office: Office, scenario: Scenario, version: LetterVersion, letter: Letter
) -> None:
    other = office.cases.create(replace(scenario.case, id=""))[0]
    for read in (returned(render_docx(letter)), Returned(SignedForm.PDF, "PDF", b"", marks=(version.mark,))):
        with pytest.raises(OtherLetterError) as caught:
            find_version(read, other.id, office.letter_versions)
        assert version.mark in caught.value.message
        assert scenario.case.patient.last_name not in str(caught.value)
    with pytest.raises(OtherLetterError, match="another case"):
        version_with_mark(version.mark, other.id, office.letter_versions)


def test_what_nobody_knows_is_asked(case: Case, version: LetterVersion, versions: LetterVersionService) -> None:
    assert find_version(Returned(SignedForm.PDF, "JPEG", b""), case.id, versions).version is None
    foreign = Returned(SignedForm.DOCX, "Word document", b"", version_id="f" * 32)
    match = find_version(foreign, case.id, versions)
    assert match.version is None
    assert "does not know" in match.how
    assert version_with_mark(f"ref {version.mark.lower()}", case.id, versions) == version
    for typed, words in (("0000-00", "No letter with the mark"), ("nonsense", "six signs")):
        with pytest.raises(OtherLetterError, match=words):
            version_with_mark(typed, case.id, versions)


def test_an_unchanged_word_file_agrees_and_an_edited_one_is_shown_with_what_the_record_lacks(
    letter: Letter, version: LetterVersion, scenario: Scenario
) -> None:
    data = render_docx(letter)
    assert compared(returned(data), version, scenario) == Comparison(Agreement.SAME)
    edited = returned(reworded(data, "To the appeals", "To the reviewer: she took Xolair for 47 weeks."))
    found = compared(edited, version, scenario)
    assert found.agreement is Agreement.CHANGED
    assert [list(each) for each in found.strays if each] == [["the drug “Xolair”", "the number “47 weeks”"]]


def test_the_pdf_of_an_edited_letter_agrees_with_the_word_file_kept_before(
    letter: Letter, version: LetterVersion, scenario: Scenario
) -> None:
    words = returned(reworded(render_docx(letter), "To the appeals", "To the reviewer:"))
    pages = Returned(SignedForm.PDF, "PDF", b"", 3, text="\n".join(words.paragraphs))
    assert compared(pages, version, scenario).agreement is Agreement.CHANGED
    found = compared(pages, version, scenario, words.paragraphs)
    assert (found.against_edited, found.differences) == (True, ())
    assert compared(replace(pages, text=""), version, scenario).agreement is Agreement.NOT_COMPARED


def test_a_scan_is_read_as_pages_without_text() -> None:
    read = returned(text_pdf("7"))
    assert (read.form, read.pages, read.text, read.marks) == (SignedForm.PDF, 1, "", ())


def test_a_signed_letter_is_kept_with_its_case_and_goes_out_from_then_on(
    office: Office, case: Case, version: LetterVersion
) -> None:
    read = Returned(SignedForm.PDF, "PDF", b"%PDF signed pages", 3)
    document_id = office.signed_letters.keep(case.id, read)
    signed = signed_letter(read, version, Agreement.SAME, document_id, "2026-11-20", "2026-11-21")
    after = add_signed(case, signed)
    assert after.status is CaseStatus.SIGNED
    assert (after.events[-1].kind, after.events[-1].at) == (EventKind.SIGNED, "2026-11-20")
    assert version.mark in after.events[-1].text
    assert current_signed(after) == signed_for_packet(after) == signed
    office.cases.save(after)
    assert office.cases.get(case.id).signed_letters == (signed,)
    assert office.signed_letters.content(document_id) == b"%PDF signed pages"
    assert office.signed_letters.clear_unused(after) == 0
    # The entry taken back takes the letter back; the next level and another kind of letter need one of their own.
    assert current_signed(remove_event(after, signed.id)) is None
    assert current_signed(replace(after, letter=replace(after.letter, kind=LetterKind.SECOND_APPEAL))) is None
    assert current_signed(record_event(after, Event("n", EventKind.NEXT_LEVEL, "2026-12-01"))) is None
    assert office.signed_letters.clear_unused(case) == 1
    with pytest.raises(UnreadableFileError):
        office.signed_letters.content(document_id)


def test_a_word_document_is_kept_but_not_bound(case: Case, version: LetterVersion) -> None:
    read = Returned(SignedForm.DOCX, "Word document", b"PK")
    after = add_signed(case, signed_letter(read, version, Agreement.CHANGED, "signed-1", "2026-11-20", "2026-11-21"))
    assert current_signed(after) is not None
    assert signed_for_packet(after) is None


def test_an_imported_case_forgets_the_letters_of_the_vault_it_came_from(
    office: Office, case: Case, version: LetterVersion
) -> None:
    read = Returned(SignedForm.PDF, "PDF", b"%PDF", 3)
    office.cases.save(add_signed(case, signed_letter(read, version, Agreement.SAME, "signed-1", "", "2026-11-21")))
    imported, _changes = office.cases.import_json(office.cases.export_json(case.id))
    assert imported.signed_letters == ()
    assert imported.events[-1].kind is EventKind.SIGNED


def test_versions_go_with_their_case(office: Office, case: Case, version: LetterVersion) -> None:
    office.cases.delete(case.id)
    assert office.letter_versions.find(version.id) is None


def test_the_offices_word_file_is_kept_encrypted_once_and_goes_when_it_is_removed(
    office: Office, tmp_path: Path
) -> None:
    data = letterhead()
    practice, _changes = office.letterhead.save(Practice(name="Invented Clinic"), data)
    assert practice.letterhead == letterhead_id(data) == office.practice.get().letterhead
    assert office.letterhead.content(practice) == data
    assert office.letterhead.save(practice, data)[0] == practice
    other, _changes = office.letterhead.save(practice, letterhead(first_page=False))
    documents = DocumentRepository(office.vault.database)
    assert [each.id for each in documents.of_case("")] == [other.letterhead]
    removed, _changes = office.letterhead.save(replace(other, letterhead=""), None)
    assert documents.of_case("") == ()
    assert office.letterhead.content(removed) is None
    assert base_of(None) is None
    for path in tmp_path.rglob("*"):
        assert path.is_dir() or b"Invented Joint Clinic" not in path.read_bytes()


def test_a_word_file_that_cannot_be_used_is_never_kept(office: Office) -> None:
    with pytest.raises(UnreadableFileError):
        office.letterhead.save(Practice(name="Invented Clinic"), b"no Word file")
    assert office.practice.get() == Practice()


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not part of the program")
@pytest.mark.parametrize("own", [b"", letterhead()], ids=["our look", "own letterhead"])
def test_the_version_survives_a_save_in_libreoffice(tmp_path: Path, letter: Letter, own: bytes) -> None:
    source = tmp_path / "letter.docx"
    source.write_bytes(render_docx(letter, base_of(own or None)))
    saved = tmp_path / "saved"
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to"]
    subprocess.run([*command, "docx:MS Word 2007 XML", "--outdir", saved, source], check=True, capture_output=True)
    before, after = read_docx(source.read_bytes()), read_docx((saved / "letter.docx").read_bytes())
    assert (after.version_id, after.marks, after.paragraphs) == (before.version_id, before.marks, before.paragraphs)
    assert before.version_id == letter.version_id
