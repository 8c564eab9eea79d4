"""Build the program for this system, run what was built, and on request wrap it in this system's installer.

Run by `python3 dev.py build [--installer]`, on the system it is built for. Fails when the built program does.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
INSTALLERS = ROOT / "installers"
WORK = ROOT / "build"
DIST = ROOT / "dist"
WINDOWS = sys.platform == "win32"
MACOS = sys.platform == "darwin"
BUNDLE = DIST / "DenialDesk"
if MACOS:
    CONTENT = DIST / "DenialDesk.app" / "Contents"
    PROGRAM = CONTENT / "MacOS" / "DenialDesk"
    LICENCES = CONTENT / "Resources" / "licences"
else:
    CONTENT = BUNDLE
    PROGRAM = BUNDLE / ("denialdesk-console.exe" if WINDOWS else "denialdesk")
    LICENCES = BUNDLE / "licences"

# What must not be in the bundle: networking, and packages that only come along when they happen to be installed.
UNWELCOME = re.compile(r"(Qt6?Network|Qt6?Qml|Qt6?Quick|(^|/)(numpy|pip|setuptools|docxtpl)(/|$)|plugins/tls/)")
NOT_BUNDLED = {"pip", "numpy"}  # depended on by packages whose parts that need them are not used
LARGEST_BUNDLE = 260  # MB; 207 was measured on Linux, and a jump means that something new was swept in


class BuildError(Exception):
    """One sentence saying what went wrong."""


def say(text: str) -> None:
    """Print at once, so that it stands before what a started program prints."""
    print(text, flush=True)


def compile_criteria() -> None:
    """Compile the criteria data to the one pack that is shipped, and read the pack against its own hash."""
    pack = WORK / "criteria" / "criteria.pack"
    pack.parent.mkdir(parents=True, exist_ok=True)
    for arguments in (["compile", str(pack)], ["verify", str(pack)]):
        command = [sys.executable, "-m", "denialdesk.knowledge.pack", *arguments]
        if subprocess.run(command, cwd=ROOT, check=False).returncode != 0:
            message = "The criteria data could not be compiled; the reason is above."
            raise BuildError(message)


def freeze() -> None:
    """Run PyInstaller on the spec."""
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN"]
    command += ["--distpath", str(DIST), "--workpath", str(WORK / "pyinstaller"), str(INSTALLERS / "denialdesk.spec")]
    if subprocess.run(command, cwd=ROOT, check=False).returncode != 0:
        message = "PyInstaller failed; its reason is above."
        raise BuildError(message)


def runtime_distributions(name: str = "denialdesk", seen: set[str] | None = None) -> set[str]:
    """Normal names of everything the program depends on at run time on this system."""
    from packaging.requirements import Requirement  # noqa: PLC0415 - a developer's package
    from packaging.utils import canonicalize_name  # noqa: PLC0415

    seen = set() if seen is None else seen
    for text in importlib.metadata.requires(name) or []:
        requirement = Requirement(text)
        needed = requirement.marker is None or requirement.marker.evaluate({"extra": ""})
        normal = canonicalize_name(requirement.name)
        if needed and normal not in seen:
            seen.add(normal)
            runtime_distributions(normal, seen)
    return seen - NOT_BUNDLED


def copy_licences() -> None:
    """Put the licence of every package beside the program, as most of them ask."""
    shutil.rmtree(LICENCES, ignore_errors=True)
    shutil.copytree(ROOT / "resources" / "licences", LICENCES)
    shutil.copy(ROOT / "LICENSE", LICENCES / "DenialDesk.txt")
    python_licence = Path(sysconfig.get_path("stdlib")) / "LICENSE.txt"
    if python_licence.exists():
        shutil.copy(python_licence, LICENCES / "Python.txt")
    listing = [f"Python {sys.version.split()[0]}: PSF-2.0"]
    for name in sorted(runtime_distributions()):
        distribution = importlib.metadata.distribution(name)
        metadata = distribution.metadata
        named = [metadata[key] for key in ("License-Expression", "License") if key in metadata]
        licence = named[0].splitlines()[0] if named else "see its folder"
        listing.append(f"{metadata['Name']} {distribution.version}: {licence}")
        for file in distribution.files or []:
            inside = file.as_posix().partition(".dist-info/")[2]
            if re.search(r"licen[cs]e|copying|notice", inside, re.IGNORECASE):
                target = LICENCES / metadata["Name"] / inside
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(str(distribution.locate_file(file)), target)
    (LICENCES / "packages.txt").write_text("\n".join([*listing, ""]), encoding="utf-8")


def check_content() -> None:
    """Look through the bundle for what must not be there, and for its size."""
    files = [path for path in CONTENT.rglob("*") if path.is_file() and not path.is_symlink()]
    unwelcome = sorted(path.relative_to(CONTENT).as_posix() for path in files)
    unwelcome = [name for name in unwelcome if UNWELCOME.search(name) and not name.startswith("licences/")]
    if unwelcome:
        message = f"The bundle holds what it must not: {', '.join(unwelcome[:5])}"
        raise BuildError(message)
    size = sum(path.stat().st_size for path in files) / 1e6
    say(f"{CONTENT}: {len(files)} files, {size:.0f} MB")
    if size > LARGEST_BUNDLE:
        message = f"The bundle has grown to {size:.0f} MB; find out what came in, or raise the limit with a reason."
        raise BuildError(message)


def run_built(folder: Path, *arguments: str) -> str:
    """Run the built program far from the source, with a home of its own, and return what it printed."""
    home = folder / "home"
    home.mkdir(exist_ok=True)
    keep = ("SYSTEMROOT", "WINDIR", "COMSPEC", "TEMP", "TMP", "LANG")
    env = {name: os.environ[name] for name in keep if name in os.environ}
    env |= {"HOME": str(home), "USERPROFILE": str(home), "PATH": os.defpath}
    env |= {"APPDATA": str(home / "Roaming"), "LOCALAPPDATA": str(home / "Local")}
    env |= {"DBUS_SESSION_BUS_ADDRESS": "disabled:"}
    started = time.perf_counter()
    result = subprocess.run(
        [str(PROGRAM), *arguments], cwd=folder, env=env, capture_output=True, text=True, timeout=300, check=False
    )
    seconds = time.perf_counter() - started
    say(f"$ {PROGRAM.name} {' '.join(arguments)}  (status {result.returncode}, {seconds:.1f} s)")
    if result.returncode != 0 or result.stderr.strip() or "Traceback" in result.stdout:
        say(result.stdout + result.stderr)
        message = f"The built program failed at: {' '.join(arguments)}"
        raise BuildError(message)
    return result.stdout


def pdf_text(path: Path) -> str:
    """All text of a PDF file."""
    import pypdfium2  # noqa: PLC0415 - needed only here

    document = pypdfium2.PdfDocument(path)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def check_program() -> None:
    """Run the built program: its version, its own checks, and the main job on the shipped samples."""
    from denialdesk import __version__  # noqa: PLC0415 - after PyInstaller, which must not see a half-loaded package

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        version = run_built(folder, "--version")
        if __version__ not in version:
            message = f"The built program calls itself {version.strip()!r}, and the source is {__version__}."
            raise BuildError(message)
        report = run_built(folder, "self-check").rstrip()
        say(report)
        if not report or any(not line.startswith("ok ") for line in report.splitlines()):
            message = "The built program's self-check reported something other than ok."
            raise BuildError(message)
        run_built(folder, "demo", "--out", str(folder / "demo"))
        letters = sorted(path.name for path in (folder / "demo").rglob("*.docx"))
        pages = {path.name: pdf_text(path) for path in sorted((folder / "demo").rglob("*.pdf"))}
        say(f"demo wrote {', '.join([*letters, *pages])}")
        if len(letters) < 2 or len(pages) < 2:
            message = "The built program's demo did not write its two letters as Word and PDF files."
            raise BuildError(message)
        # Qt without fonts draws a PDF without a word in it, and calls that a success.
        if empty := [name for name, text in pages.items() if "Sincerely" not in text]:
            message = f"No text can be read in {', '.join(empty)}: the built program found no fonts."
            raise BuildError(message)


def make_installer() -> Path:
    """Wrap the bundle for this system and return the file to hand out."""
    from denialdesk import __version__  # noqa: PLC0415

    if WINDOWS:
        target = DIST / f"DenialDesk-{__version__}-setup.exe"
        defines = [f"-DVERSION={__version__}", f"-DSOURCE={BUNDLE}", f"-DTARGET={target}"]
        defines.append(f"-DICON={INSTALLERS / 'windows' / 'denialdesk.ico'}")
        command = ["makensis", "-V2", *defines, str(INSTALLERS / "windows" / "denialdesk.nsi")]
    elif MACOS:
        target = DIST / f"DenialDesk-{__version__}.dmg"
        command = ["bash", str(INSTALLERS / "macos" / "make_dmg.sh"), str(DIST / "DenialDesk.app"), str(target)]
    else:
        target = DIST / f"DenialDesk-{__version__}-linux.tar.gz"
        command = ["bash", str(INSTALLERS / "linux" / "make_archive.sh"), str(BUNDLE), str(target)]
    if subprocess.run(command, cwd=ROOT, check=False).returncode != 0 or not target.exists():
        message = f"The installer was not made: {command[0]} failed."
        raise BuildError(message)
    return target


def main() -> int:
    """Build, check, wrap; return 1 with one sentence when a step fails."""
    parser = argparse.ArgumentParser(prog="dev.py build", description=__doc__)
    parser.add_argument("--installer", action="store_true", help="also make this system's installer")
    parser.add_argument("--check-only", action="store_true", help="check what was built before")
    chosen = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    try:
        if not chosen.check_only:
            compile_criteria()
            freeze()
            copy_licences()
        check_content()
        check_program()
        if chosen.installer:
            target = make_installer()
            say(f"{target} ({target.stat().st_size / 1e6:.0f} MB)")
    except BuildError as error:
        say(f"Build failed: {error}")
        return 1
    say("Build passed.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
