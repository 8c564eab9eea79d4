import datetime as dt
import io
import os
import stat
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import pikepdf
import pytest

from denialdesk.domain.case import Case, Exhibit
from denialdesk.domain.errors import NotWritableError, PacketError, UserError
from denialdesk.domain.letter import Letter
from denialdesk.domain.packet import Mention, PacketOptions, PacketPart, PageColors
from denialdesk.intake.exhibit_file import read_exhibit
from denialdesk.knowledge.library import Library, load_library
from denialdesk.letters.text import plain_text
from denialdesk.services.appeal import appraise
from denialdesk.services.file_worker import PacketBinder
from denialdesk.services.packet import (
    PacketOrder,
    check_exhibits,
    compose_packet,
    exhibits_of,
    fax_cover,
    file_names,
    free_stem,
    options_for,
    packet_length,
    packet_name,
    write_parts,
)
from tests.exhibit_files import text_pdf
from tests.makers import make_case, make_practice, make_therapy

TODAY = dt.date(2026, 11, 21)
ROW = make_therapy("methotrexate", id="t1", exhibit_id="e2", exhibit_page="2")
EXHIBITS = (Exhibit("e1", "Denial notice", 1, "d1"), Exhibit("e2", "Chart  notes", 2, "d2"))
PDFS = {"d1": read_exhibit(text_pdf("Notice")).pdf, "d2": read_exhibit(text_pdf("Note one", "Note two")).pdf}


@cache
def library() -> Library:
    return load_library()


def case_with_exhibits() -> Case:
    return make_case(ROW, exhibits=EXHIBITS)


def letter_of(case: Case) -> Letter:
    return appraise(case, make_practice(), library(), TODAY).letter


def as_text(letter: Letter) -> bytes:
    """A letter as a PDF without Qt: a page with its words."""
    return text_pdf(plain_text(letter).replace("\n", " ")[:3_000].encode("ascii", "ignore").decode())


def pages_of(pdf: bytes) -> int:
    with pikepdf.Pdf.open(io.BytesIO(pdf)) as document:
        return len(document.pages)


def test_the_packet_holds_letter_and_exhibits_with_what_they_are_cited_for() -> None:
    case = case_with_exhibits()
    order = PacketOrder(letter_of(case), PacketOptions())
    packet = compose_packet(case, order, as_text, PDFS.__getitem__)
    assert [(each.letter, each.title) for each in packet.exhibits] == [("A", "Denial notice"), ("B", "Chart notes")]
    assert packet.exhibits[1].citations[0].pages == (2,)
    assert packet.is_draft == order.letter.draft
    (part,) = PacketBinder().bind(packet, order.options)
    assert pages_of(part.pdf) == part.last == packet_length(case, 1, 0)


def test_the_fax_cover_counts_every_page() -> None:
    case = case_with_exhibits()
    cover = fax_cover(case, make_practice(), library(), TODAY)
    texts: list[str] = []

    def render(letter: Letter) -> bytes:
        texts.append(plain_text(letter))
        return as_text(letter)

    order = PacketOrder(letter_of(case), PacketOptions(), cover)
    packet = compose_packet(case, order, render, PDFS.__getitem__)
    (part,) = PacketBinder().bind(packet, order.options)
    assert pages_of(part.pdf) == 8
    assert "Pages with this one" in texts[-1]
    assert "8" in texts[-1].split("Pages with this one", 1)[1][:12]
    assert "________" not in texts[-1]


def test_the_cover_is_a_draft_only_for_its_own_gaps() -> None:
    case = case_with_exhibits()
    assert fax_cover(case, make_practice(), library(), TODAY).draft
    whole = replace(
        case,
        plan=replace(case.plan, appeals_fax="555-010-0199", payer_name="Cigna"),
        denial=replace(case.denial, reference_number="CR-EXAMPLE-0041"),
    )
    practice = replace(make_practice(), name="Sample Valley", phone="555-010-0140", fax="555-010-0141")
    assert not fax_cover(whole, practice, library(), TODAY).draft


def test_the_letters_mentions_of_exhibits_reach_the_binder_and_a_scan_has_none() -> None:
    case = case_with_exhibits()
    mention = Mention(1, (72.0, 690.0, 300.0, 712.5), 1, 2)
    asked: list[list[str]] = []

    def find(_letter: Letter, exhibits: Sequence[str]) -> tuple[Mention, ...]:
        asked.append(list(exhibits))
        return (mention,)

    order = PacketOrder(letter_of(case), PacketOptions())
    packet = compose_packet(case, order, as_text, PDFS.__getitem__, find)
    assert (packet.mentions, asked) == ((mention,), [["e1", "e2"]])
    (part,) = PacketBinder().bind(packet, order.options)
    with pikepdf.Pdf.open(io.BytesIO(part.pdf)) as pdf:
        (link,) = pdf.pages[0].obj.Annots
        assert [float(edge) for edge in link.Rect] == list(mention.box)
        assert pdf.pages.index(pikepdf.Page(link.Dest[0])) == part.last - 1
    scan = replace(order, signed=text_pdf("Signed"))
    assert compose_packet(case, scan, as_text, PDFS.__getitem__, find).mentions == ()


def test_a_signed_copy_takes_the_letters_place_and_is_no_draft() -> None:
    case = case_with_exhibits()
    signed = read_exhibit(text_pdf("Signed letter", "its second page")).pdf
    order = PacketOrder(letter_of(case), PacketOptions(), signed=signed)
    packet = compose_packet(case, order, as_text, PDFS.__getitem__)
    assert packet.letter == signed
    assert not packet.is_draft


def test_an_exhibit_without_a_file_is_named() -> None:
    case = make_case(exhibits=(*EXHIBITS, Exhibit("e3", "Later")))
    with pytest.raises(PacketError, match="Exhibit C has no file yet"):
        check_exhibits(case)
    with pytest.raises(PacketError, match="more than 5,000"):
        check_exhibits(make_case(exhibits=(Exhibit("e1", "Everything", 6_000, "d1"),)))
    assert [each.letter for each in exhibits_of(case)] == ["A", "B", "C"]


@pytest.mark.parametrize(("megabytes", "pages"), [(0.1, None), (900, None), (None, 1), (None, 9_000)])
def test_limits_that_make_no_sense_are_refused(megabytes: float | None, pages: int | None) -> None:
    with pytest.raises(UserError, match="can have from"):
        options_for(megabytes, pages, PacketOptions())


def test_limits_are_taken_in_megabytes() -> None:
    base = PacketOptions(PageColors.GREY)
    assert options_for(2.5, 50, base) == PacketOptions(PageColors.GREY, 2_500_000, 50)


# ---- on disk


def part(number: int = 1, of: int = 1) -> PacketPart:
    return PacketPart(number, of, number, number, b"%PDF " + str(number).encode())


def test_files_are_named_for_what_they_are_and_never_for_whom() -> None:
    letter = letter_of(case_with_exhibits())
    assert packet_name(replace(letter, date=None, draft=False), dt.date(2026, 11, 21)) == "packet-2026-11-21"
    assert packet_name(letter, TODAY).endswith("-DRAFT")
    assert file_names("packet", 1) == ("packet.pdf",)
    assert file_names("packet", 2) == ("packet-part-1-of-2.pdf", "packet-part-2-of-2.pdf")


def test_all_parts_are_written(tmp_path: Path) -> None:
    files = write_parts(tmp_path, "packet", (part(1, 2), part(2, 2)))
    assert [each.path.read_bytes() for each in files] == [b"%PDF 1", b"%PDF 2"]
    assert [each.size for each in files] == [6, 6]
    assert sorted(path.name for path in tmp_path.iterdir()) == [each.path.name for each in files]


def test_no_packet_replaces_another(tmp_path: Path) -> None:
    assert free_stem(tmp_path, "packet") == "packet"
    write_parts(tmp_path, "packet", (part(),))
    assert free_stem(tmp_path, "packet") == "packet-2"
    write_parts(tmp_path, "packet-2", (part(1, 2), part(2, 2)))
    assert free_stem(tmp_path, "packet") == "packet-3"
    assert free_stem(tmp_path / "missing", "packet") == "packet"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    with pytest.raises(NotWritableError):
        write_parts(tmp_path, "packet", (part(),))


def test_a_folder_that_is_gone_is_told_and_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(NotWritableError, match="does not exist"):
        write_parts(tmp_path / "gone", "packet", (part(),))
    blocked = tmp_path / "packet-part-2-of-2.pdf"
    blocked.mkdir()
    with pytest.raises(NotWritableError):
        write_parts(tmp_path, "packet", (part(1, 2), part(2, 2)))
    assert not [path for path in tmp_path.iterdir() if path.suffix == ".tmp"]
