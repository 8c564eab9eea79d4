"""The command that binds a packet, and the hidden one by which the program starts its own child."""

from __future__ import annotations

import datetime as dt
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from denialdesk.cli_criteria import library_in_use
from denialdesk.domain.errors import PacketError, PasswordNeededError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from denialdesk.domain.case import Case
    from denialdesk.domain.letter import Letter
    from denialdesk.domain.packet import Mention, ReadExhibit
    from denialdesk.services.file_worker import FileReader

NOT_READY = 1
_COLORS = {"as-is": "as_they_are", "grey": "grey", "fax": "black_and_white"}


@click.command(name="file-worker", hidden=True)
def file_worker() -> None:
    """Read, draw and bind files for the window or the command line, over a pipe."""
    from denialdesk.services.file_tasks import serve_files  # the child alone loads these libraries

    serve_files()


@click.command()
@click.argument("case_file", metavar="CASE.json", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder for the packet.")
@click.option(
    "--exhibit",
    "exhibit_files",
    multiple=True,
    type=click.Path(path_type=Path),
    help="PDF, JPEG, PNG or TIFF, once for each exhibit and in their order. They belong to the exhibits of the case "
    "one by one; further ones are added at the end.",
)
@click.option("--practice", "practice_file", type=click.Path(path_type=Path), help="Practice file (letterhead).")
@click.option("--date", "today", type=click.DateTime(["%Y-%m-%d"]), help="Work as of this day instead of today.")
@click.option("--fax-cover", is_flag=True, help="Put a fax cover sheet in front.")
@click.option(
    "--pages", "colors", type=click.Choice(list(_COLORS)), default="as-is", show_default=True, help="Exhibit pages."
)
@click.option("--max-mb", type=float, help="Cut the packet into files of at most this size.")
@click.option("--max-pages", type=int, help="Cut the packet into files of at most this many pages.")
@click.option("--protect", is_flag=True, help="Ask for a password, twice, and encrypt the packet (AES-256).")
@click.option("--draft", is_flag=True, help="Make it as it stands, marked DRAFT, even if facts are missing.")
def packet(  # noqa: PLR0917 - one argument an option
    case_file: Path,
    out: Path,
    exhibit_files: tuple[Path, ...],
    practice_file: Path | None,
    today: dt.datetime | None,
    fax_cover: bool,
    colors: str,
    max_mb: float | None,
    max_pages: int | None,
    protect: bool,
    draft: bool,
) -> None:
    """Bind letter and exhibits to one indexed, page-numbered PDF."""
    from denialdesk.domain.case_format import LARGEST_CASE_FILE, load_case, load_practice
    from denialdesk.domain.packet import PacketOptions, PageColors
    from denialdesk.domain.practice import Practice
    from denialdesk.services import packet as packets
    from denialdesk.services.appeal import appraise
    from denialdesk.services.file_worker import PacketBinder
    from denialdesk.system.files import make_private_folder, read_whole

    day = today.date() if today else dt.datetime.now().astimezone().date()
    case = load_case(read_whole(case_file, largest=LARGEST_CASE_FILE))
    practice = load_practice(read_whole(practice_file, largest=LARGEST_CASE_FILE)) if practice_file else Practice()
    options = packets.options_for(max_mb, max_pages, PacketOptions(PageColors(_COLORS[colors])))
    case, contents = _with_exhibits(case, exhibit_files)
    library = library_in_use()
    appraisal = appraise(case, practice, library, day, final=not draft)
    if not draft and not appraisal.readiness.is_ready:
        click.echo("The letter is not ready. What is missing:", err=True)
        for todo in appraisal.readiness.blocking:
            click.echo(f"  - {todo.text}", err=True)
        click.echo("Complete the case, or add --draft for a packet marked DRAFT.", err=True)
        sys.exit(NOT_READY)
    if protect:
        options = replace(options, password=_new_password())
    cover = packets.fax_cover(case, practice, library, day) if fax_cover else None
    order = packets.PacketOrder(appraisal.letter, options, cover)
    bound = packets.compose_packet(case, order, _pdf, contents.__getitem__, _mentions)
    with click.progressbar(length=100, label="Binding", file=sys.stderr) as bar:
        parts = PacketBinder().bind(bound, options, lambda done, total: bar.update(done * 100 // total - bar.pos))
    if not out.is_dir():
        make_private_folder(out)
    stem = packets.free_stem(out, packets.packet_name(appraisal.letter, day))
    for written in packets.write_parts(out, stem, parts):
        click.echo(f"{written.path}: packet pages {written.first}-{written.last}, {written.size:,} bytes")


def _with_exhibits(case: Case, files: tuple[Path, ...]) -> tuple[Case, dict[str, bytes]]:
    """Read the files into the exhibits of the case, one by one; what is to be known of each goes to standard error."""
    from denialdesk.services.exhibits import add_exhibit, private_words, replace_file
    from denialdesk.services.file_worker import FileReader

    if len(files) < len(case.exhibits):
        raise PacketError(
            f"The case lists {len(case.exhibits)} exhibits, and {len(files)} files were given.",
            "Give one --exhibit for each, in their order.",
        )
    contents: dict[str, bytes] = {}
    reader = FileReader()
    try:
        for number, path in enumerate(files, start=1):
            read = _read(reader, path, private_words(case))
            document = f"file-{number}"
            contents[document] = read.pdf
            if number <= len(case.exhibits):
                case = replace_file(case, case.exhibits[number - 1].id, read, document)
            else:
                case = add_exhibit(case, f"exhibit-{number}", read, document)
            for note in read.notes:
                click.echo(f"Exhibit {number}: {note}", err=True)
    finally:
        reader.close()
    return case, contents


def _read(reader: FileReader, path: Path, private: tuple[str, ...]) -> ReadExhibit:
    from denialdesk.domain.packet import LARGEST_EXHIBIT
    from denialdesk.system.files import read_whole

    data = read_whole(path, largest=LARGEST_EXHIBIT)
    try:
        return reader.read(data, name=path.name, private_words=private)
    except PasswordNeededError:
        if not sys.stdin.isatty():
            raise
        password = str(click.prompt(f"Password of {path.name}", hide_input=True, err=True))
        return reader.read(data, name=path.name, private_words=private, password=password)


def _new_password() -> str:
    from denialdesk.domain.packet import check_password

    typed = str(click.prompt("Password of the packet", hide_input=True, err=True))
    return check_password(typed, str(click.prompt("The same again", hide_input=True, err=True)))


def _pdf(letter: Letter) -> bytes:
    """A letter as PDF. Qt sets the pages, so this too needs Qt, but no display (DECISIONS D5)."""
    from denialdesk.ui.application import ensure_application
    from denialdesk.ui.printing import render_pdf

    ensure_application(with_display=False)
    return render_pdf(letter)


def _mentions(letter: Letter, exhibits: Sequence[str]) -> tuple[Mention, ...]:
    from denialdesk.ui.letter_mentions import find_mentions

    return find_mentions(letter, exhibits)
