"""The command line's part for the criteria: looking at them, checking the data, packs."""

from __future__ import annotations

import datetime as dt
import getpass
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from denialdesk.domain.errors import UserError

if TYPE_CHECKING:
    from denialdesk.domain.criteria import Policy
    from denialdesk.knowledge.library import Library
    from denialdesk.services.criteria_check import CheckReport
    from denialdesk.services.packs import PackService

_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_DATA = click.option(
    "--data", type=click.Path(path_type=Path), help="Folder of criteria files to use instead of the program's own."
)


@click.group()
@click.option("--profile", type=click.Path(path_type=Path), help="Folder of the vault whose installed packs to use.")
@click.pass_context
def criteria(context: click.Context, profile: Path | None) -> None:
    """Payers' criteria: list, show, check the data; compile, verify and install packs."""
    context.obj = profile


@criteria.command(name="list")
@click.option("--payer", default="", help="Only policies of this payer (id, name or alias).")
@click.option("--drug", default="", help="Only policies for this drug (any name of it).")
@_JSON
@click.pass_obj
def list_policies(profile: Path | None, payer: str, drug: str, *, as_json: bool) -> None:
    """List the policies on file, one a line."""
    from denialdesk.services.criteria_reports import policy_line, policy_summary

    library = library_in_use(profile)
    found = [policy for policy in library.policies() if _fits(policy, library, payer, drug)]
    if as_json:
        _print_json([policy_summary(policy) for policy in found])
        return
    for policy in found:
        click.echo(policy_line(policy))


@criteria.command()
@click.argument("policy_id")
@_JSON
@click.pass_obj
def show(profile: Path | None, policy_id: str, *, as_json: bool) -> None:
    """Show one policy with everything on file."""
    from denialdesk.services.criteria_reports import policy_lines, policy_report

    library = library_in_use(profile)
    policy = library.policy(policy_id)
    if policy is None:
        raise _not_on_file(policy_id, library)
    if as_json:
        _print_json(policy_report(policy, library))
        return
    for line in policy_lines(policy):
        click.echo(line)


@criteria.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@_DATA
@click.option("--older-than", "months", default=12, show_default=True, help="Report policies older than this, months.")
@click.option("--date", "today", type=click.DateTime(["%Y-%m-%d"]), help="Work as of this day instead of today.")
@_JSON
@click.pass_obj
def check(
    profile: Path | None, file: Path | None, data: Path | None, months: int, today: dt.datetime | None, *, as_json: bool
) -> None:
    """Check the data, or one policy FILE: what is old, tied to nothing, or refers to nothing; run the worked examples.

    A malformed file is named with its line. Exit status 1 when a worked example does not come out.
    """
    from denialdesk.knowledge.pack import EDITION_FILE
    from denialdesk.services.criteria_check import check_file, check_folder, check_library
    from denialdesk.system.paths import criteria_db_dir

    if file is not None and data is not None:
        raise click.UsageError("Name a file or a folder, not both.")
    folder = data or criteria_db_dir()
    day = today.date() if today else _now().date()
    if file is not None:
        report = check_file(file, library_in_use(profile), day, months)
    elif data is not None or (folder / EDITION_FILE).exists():
        report = check_folder(folder, day, months)
    else:
        report = check_library(library_in_use(profile), day, months)
    if as_json:
        _print_json([{**asdict(finding), "kind": finding.kind.value} for finding in report.findings])
    else:
        for finding in report.findings:
            kind = finding.kind.value.replace("_", " ")
            click.echo(f"{kind:<24}  {finding.entry_id}  {finding.place}: {finding.text}")
        click.echo(_counted(report), err=True)
    if report.failures:
        raise click.exceptions.Exit(1)


def _counted(report: CheckReport) -> str:
    policies = "1 policy" if report.policies == 1 else f"{report.policies} policies"
    shown = f"{len(report.findings)} to look at in {policies}."
    if report.examples:
        shown += f" {report.examples - report.failures} of {report.examples} worked examples come out."
    return shown


@criteria.command(name="compile")
@click.argument("out", type=click.Path(path_type=Path))
@_DATA
@click.option("--codes/--no-codes", default=True, show_default=True, help="Put ICD-10-CM into the pack as well.")
def compile_data(out: Path, data: Path | None, *, codes: bool) -> None:
    """Compile the criteria files to a pack. It is not signed: tools/sign_pack.py does that."""
    from denialdesk.knowledge.container import Container
    from denialdesk.knowledge.pack import EDITION_FILE, compile_pack
    from denialdesk.system.files import write_atomically
    from denialdesk.system.paths import criteria_db_dir

    folder = data or criteria_db_dir()
    if not (folder / EDITION_FILE).exists():
        raise UserError(
            "There are no criteria files to compile here.", "Name the folder with --data, or work in a source checkout."
        )
    written = compile_pack(folder, with_codes=codes)
    write_atomically(out, written)
    header = Container(written).header
    click.echo(f"Wrote {out}: edition {header['version']}, {len(written):,} bytes, sha256 {header['sha256']}")


@criteria.command()
@click.argument("file", type=click.Path(path_type=Path))
@_JSON
@click.pass_obj
def verify(profile: Path | None, file: Path, *, as_json: bool) -> None:
    """Tell edition, content hash and signature of a pack file; exit status 3 when it was altered."""
    from denialdesk.services.packs import AlteredPackError, read_pack_file

    report = _packs(profile).look_at(read_pack_file(file))
    if as_json:
        _print_json({**asdict(report), "signature": report.signature.value, "is_altered": report.is_altered})
    else:
        words = {"signed": "signed", "unsigned": "not signed", "broken": "signature does not fit"}
        click.echo(f"Edition       {report.version}")
        click.echo(f"Policies      {report.policies}")
        click.echo(f"Content       sha256 {report.content_hash}{'' if report.is_whole else ' (does not fit the file)'}")
        click.echo(f"Signature     {words[report.signature.value]}")
    if report.is_altered:
        raise AlteredPackError(
            "This pack was altered or damaged after it was made.", "Get it again from where it came from."
        )


@criteria.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--insist", is_flag=True, help="Install it although it is unsigned or not newer. This is recorded.")
@click.option("--by", default="", help="Who installs it; kept in the record. Default: the name of this account.")
@click.pass_obj
def install(profile: Path | None, file: Path, by: str, *, insist: bool) -> None:
    """Install an update pack and use it from now on. An altered pack is never installed."""
    from denialdesk.services.packs import RefusedPackError, read_pack_file

    try:
        pack, _changes = _packs(profile).install(read_pack_file(file), by or _account(), insist=insist)
    except RefusedPackError as error:
        raise UserError(error.message, f"{error.remedy} To do so, add --insist.") from None
    click.echo(f"Installed criteria of edition {pack.version} in place of {pack.instead_of}.")
    if pack.insisted_on:
        reasons = " and ".join(reason.replace("_", " ") for reason in pack.insisted_on)
        click.echo(f"Recorded: {reasons}, installed all the same by {pack.installed_by} at {pack.installed_at}.")


@criteria.command()
@click.pass_obj
def uninstall(profile: Path | None) -> None:
    """Remove installed packs and use the criteria that came with the program again."""
    packs = _packs(profile)
    packs.uninstall()
    click.echo(f"The criteria that came with the program are used: edition {packs.load()[0].version}")


def _packs(profile: Path | None) -> PackService:
    from denialdesk.services.packs import PackService
    from denialdesk.system.paths import default_profile

    return PackService(profile or default_profile(), _now)


def library_in_use(profile: Path | None = None) -> Library:
    """The newest criteria of a profile, this user's unless told otherwise; says when an installed pack is left out."""
    library, chosen = _packs(profile).load()
    if chosen.problem:
        click.echo(chosen.problem, err=True)
    return library


def _fits(policy: Policy, library: Library, payer: str, drug: str) -> bool:
    if payer:
        known = library.payer(payer) or library.recognise_payer(payer)
        if known is None:
            raise UserError(f"No payer on file is called {payer}.", "Leave out --payer to see them all.")
        if known.id != policy.payer_id:
            return False
    if not drug:
        return True
    match = library.recognise_drug(drug)
    if match is None:
        raise UserError(f"No drug on file is called {drug}.", "Leave out --drug to see them all.")
    return match.drug_id in policy.drug.drug_ids


def _not_on_file(policy_id: str, library: Library) -> UserError:
    from difflib import get_close_matches

    near = get_close_matches(policy_id, [policy.id for policy in library.policies()], n=3, cutoff=0.6)
    remedy = f"Did you mean: {', '.join(near)}?" if near else "denialdesk criteria list shows them all."
    return UserError(f"No policy on file has the id {policy_id}.", remedy)


def _account() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


def _now() -> dt.datetime:
    return dt.datetime.now().astimezone()


def _print_json(document: object) -> None:
    click.echo(json.dumps(document, indent=2, ensure_ascii=False))
