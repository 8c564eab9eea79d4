"""The command line: the same services as the window. With no subcommand it opens the window.

Exit status: 0 done, 1 the case is not ready (what is missing is listed), 2 wrong usage, 3 an error the user can fix.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from denialdesk import __version__
from denialdesk.cli_criteria import criteria, library_in_use
from denialdesk.cli_packet import file_worker, packet
from denialdesk.domain.errors import DenialDeskError, UserError

if TYPE_CHECKING:
    from denialdesk.domain.case import Case
    from denialdesk.domain.letter import Letter
    from denialdesk.domain.practice import Practice
    from denialdesk.letters.docx_office import LetterBase
    from denialdesk.services.appeal import Appraisal

NOT_READY = 1
FIXABLE = 3

_CASE_FILE = click.argument("case_file", metavar="CASE.json", type=click.Path(path_type=Path))
_OUT = click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder for the result.")
_PRACTICE = click.option(
    "--practice",
    "practice_file",
    type=click.Path(path_type=Path),
    help="Practice file (letterhead). Without it the letter carries the prescriber's name alone.",
)
_DATE = click.option(
    "--date",
    "today",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Work as of this day instead of today.",
)


def main() -> None:
    """Run the command line and leave with its exit status."""
    with _errors_as_sentences():
        commands()


@contextmanager
def _errors_as_sentences() -> Iterator[None]:
    try:
        yield
    except DenialDeskError as error:
        click.echo(f"{error.message} {error.remedy}".strip(), err=True)
        sys.exit(FIXABLE)


@click.group(invoke_without_command=True)
@click.version_option(__version__, prog_name="DenialDesk")
@click.option("--profile", type=click.Path(path_type=Path), help="Folder of the vault to use.")
@click.option("--sample", is_flag=True, help="Open a sample office with invented patients; nothing in it is kept.")
@click.pass_context
def commands(context: click.Context, profile: Path | None, sample: bool) -> None:
    """DenialDesk: from a step-therapy denial to a letter ready for signature, on this computer alone."""
    if context.invoked_subcommand is not None:
        if sample or profile:
            raise click.UsageError("--profile and --sample go with the window, not with a command.")
        return
    from denialdesk.ui.app import run

    sys.exit(run(profile=profile, sample=sample))


commands.add_command(criteria)


@commands.command()
@_CASE_FILE
@_OUT
@_PRACTICE
@_DATE
@click.option("--format", "file_format", type=click.Choice(["docx", "pdf", "html"]), default="docx", show_default=True)
@click.option("--draft", is_flag=True, help="Write the letter as it stands, marked DRAFT, even if facts are missing.")
@click.option("--letterhead", type=click.Path(path_type=Path), help="Your own .docx to build a Word letter on.")
def letter(
    case_file: Path,
    out: Path,
    practice_file: Path | None,
    today: dt.datetime | None,
    file_format: str,
    draft: bool,
    letterhead: Path | None,
) -> None:
    """Write the letter of one case."""
    base = _letterhead(letterhead, file_format)
    appraisal = _appraise(case_file, practice_file, today, final=not draft)
    if not draft and not appraisal.readiness.is_ready:
        click.echo("The letter is not ready. What is missing:", err=True)
        for todo in appraisal.readiness.blocking:
            click.echo(f"  - {todo.text}", err=True)
        click.echo("Complete the case, or add --draft for a letter marked DRAFT.", err=True)
        sys.exit(NOT_READY)
    from denialdesk.system.files import write_atomically

    name = f"{case_file.stem}-letter{'-DRAFT' if draft else ''}.{file_format}"
    _make_folder(out)
    write_atomically(out / name, _render(appraisal, file_format, base))
    click.echo(str(out / name))


@commands.command()
@_CASE_FILE
@_DATE
def findings(case_file: Path, today: dt.datetime | None) -> None:
    """Judge one case against the payer's criteria and print the findings as JSON."""
    from denialdesk.services.reports import findings_report

    _print_json(findings_report(_appraise(case_file, None, today, final=False)))


@commands.command()
@_CASE_FILE
@_DATE
def deadlines(case_file: Path, today: dt.datetime | None) -> None:
    """Work out rights and deadlines of one case and print them as JSON."""
    from denialdesk.services.reports import deadlines_report, refuse_impossible_dates

    appraisal = _appraise(case_file, None, today, final=False)
    refuse_impossible_dates(appraisal.case, _day(today))
    _print_json(deadlines_report(appraisal, _day(today)))


@commands.command()
@_OUT
@click.option("--screens/--no-screens", default=True, help="Also take a picture of every tab.", show_default=True)
def demo(out: Path, screens: bool) -> None:
    """Run the main job on the shipped sample cases: letters, findings, and pictures of the window."""
    from denialdesk.services.demo import write_demo

    _make_folder(out)
    for path in write_demo(out, _render):
        click.echo(str(path))
    if screens:
        from denialdesk.ui.screens import capture_sample_office

        for path in capture_sample_office(out / "screens"):
            click.echo(str(path))


@commands.command(name="self-check")
def self_check() -> None:
    """Check that this installation works: data, vault, letters, keychain. Touches no case."""
    from denialdesk.services.self_check import run_self_check

    failed = False
    for result in run_self_check(_pdf):
        click.echo(f"{'ok    ' if result.passed else 'FAILED'}  {result.name}: {result.detail}")
        failed = failed or not result.passed
    sys.exit(FIXABLE if failed else 0)


commands.add_command(packet)
commands.add_command(file_worker)


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UserError(
            f"The file {path.name} cannot be read: {(error.strerror or 'unknown reason').lower()}.",
            "Check the name and that you may open it.",
        ) from None


def _load(case_file: Path, practice_file: Path | None) -> tuple[Case, Practice]:
    from denialdesk.domain.case_format import load_case, load_practice
    from denialdesk.domain.practice import Practice

    case = load_case(_read_bytes(case_file))
    practice = load_practice(_read_bytes(practice_file)) if practice_file else Practice()
    return case, practice


def _appraise(case_file: Path, practice_file: Path | None, today: dt.datetime | None, *, final: bool) -> Appraisal:
    from denialdesk.services.appeal import appraise

    case, practice = _load(case_file, practice_file)
    return appraise(case, practice, library_in_use(), _day(today), final=final)


def _day(today: dt.datetime | None) -> dt.date:
    """The day given, or else today by this computer's clock."""
    return today.date() if today else dt.datetime.now().astimezone().date()


def _letterhead(path: Path | None, file_format: str) -> LetterBase | None:
    """What a Word letter is built on; what is to be known of the file goes to standard error."""
    if path is None:
        return None
    if file_format != "docx":
        raise click.UsageError("--letterhead goes with --format docx: other formats keep the program's own letterhead.")
    from denialdesk.services.letterhead import LARGEST_LETTERHEAD, base_of
    from denialdesk.system.files import read_whole

    base = base_of(read_whole(path, largest=LARGEST_LETTERHEAD))
    for note in (*base.notes, *base.warnings) if base is not None else ():
        click.echo(note, err=True)
    return base


def _render(appraisal: Appraisal, file_format: str, base: LetterBase | None = None) -> bytes:
    """One letter as the bytes of a file."""
    if file_format == "docx":
        from denialdesk.letters.docx import render_docx

        return render_docx(appraisal.letter, base)
    if file_format == "html":
        from denialdesk.letters.html import render_html

        return render_html(appraisal.letter).encode()
    return _pdf(appraisal.letter)


def _pdf(letter: Letter) -> bytes:
    """A letter as PDF. Qt sets the pages, so this too needs Qt, but no display (DECISIONS D5)."""
    from denialdesk.ui.application import ensure_application
    from denialdesk.ui.printing import render_pdf

    ensure_application(with_display=False)
    return render_pdf(letter)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(
            f"The folder {folder.name} cannot be made: {(error.strerror or 'unknown reason').lower()}.",
            "Choose a folder you may write to.",
        ) from None


def _print_json(document: object) -> None:
    click.echo(json.dumps(document, indent=2, ensure_ascii=False))
