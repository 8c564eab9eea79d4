"""Everything a developer runs, the same on Windows, macOS and Linux: `python3 dev.py` lists the commands.

Standard library only. The first command makes `.venv` from `requirements.lock`; later ones find it ready.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "denialdesk-setup.txt"
DEMO_FOLDER = ROOT / "demo-output"
WINDOWS = sys.platform == "win32"
LINUX = sys.platform.startswith("linux")
VENV_PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")

# What Qt and its test screen load from the system, with the Debian and Ubuntu package of each.
QT_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
}
X11_LIBRARIES = {
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
}
FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".fonts")


class SetupError(Exception):
    """One sentence saying what is missing and what to do."""


def say(text: str) -> None:
    """Print at once, so that it stands before what a started program prints."""
    print(text, flush=True)


def run(*command: str | Path, env: dict[str, str] | None = None) -> int:
    """Run a program in the project folder and return its exit status."""
    return subprocess.run([str(part) for part in command], cwd=ROOT, env=env, check=False).returncode


def is_root() -> bool:
    """Whether this process may install system packages (never on Windows)."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def has_display() -> bool:
    """Whether a window can be shown."""
    return not LINUX or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def missing_packages(libraries: dict[str, str]) -> list[str]:
    """Packages of those libraries that the system's loader does not find."""
    missing = []
    for library, package in libraries.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(package)
    return missing


def missing_system_packages(*, for_tests: bool) -> tuple[list[str], list[str]]:
    """Debian packages without which nothing starts here, and those that only the tests' virtual screen needs."""
    needed = missing_packages(QT_LIBRARIES)
    if not any(next(folder.rglob("*.[to]tf"), None) for folder in FONT_FOLDERS if folder.is_dir()):
        needed.append("fonts-liberation")
    if not (venv_is_usable() or importlib.util.find_spec("ensurepip")):
        # Bare Debian and Ubuntu have a python3 that cannot make virtual environments.
        needed.append(f"python{sys.version_info[0]}.{sys.version_info[1]}-venv")
    wanted: list[str] = []
    if os.environ.get("DISPLAY"):
        needed += missing_packages(X11_LIBRARIES)
    elif for_tests:
        wanted += missing_packages(X11_LIBRARIES)
    if for_tests:
        wanted += [package for program, package in (("Xvfb", "xvfb"), ("xauth", "xauth")) if not shutil.which(program)]
    return needed, wanted


def apt_install(packages: list[str]) -> None:
    """Install Debian packages; only what goes wrong is shown."""
    say(f"Installing system packages: {' '.join(packages)}")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        subprocess.run(["apt-get", "-qq", *command], env=env, stdout=subprocess.DEVNULL, check=False)
    importlib.invalidate_caches()


def ensure_system_packages(*, for_tests: bool) -> None:
    """Install what the system lacks where that is allowed; otherwise say the one command that does it."""
    if not LINUX:
        return
    needed, wanted = missing_system_packages(for_tests=for_tests)
    if not needed and not wanted:
        return
    if not shutil.which("apt-get"):
        # On other distributions the package names differ, and a library may be there under another name: go on.
        if needed:
            say(f"DenialDesk may need these packages, named here as on Debian: {' '.join(needed)}")
    elif is_root():
        apt_install(needed + wanted)
        needed, _ = missing_system_packages(for_tests=for_tests)
        if needed:
            message = f"These system packages could not be installed: {' '.join(needed)}. Install them and try again."
            raise SetupError(message)
    elif needed:
        message = f"Some system packages are missing. Run: sudo apt-get install -y {' '.join(needed + wanted)}"
        raise SetupError(message)


def base_python() -> str:
    """The interpreter to make `.venv` from: never the one inside it."""
    return str(getattr(sys, "_base_executable", sys.executable) or sys.executable)


def setup_fingerprint() -> str:
    """What `.venv` depends on: the lock, the project's metadata, the interpreter."""
    digest = hashlib.sha256(LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes())
    return f"{digest.hexdigest()} {sys.version_info[0]}.{sys.version_info[1]} {sys.platform}\n"


def venv_is_usable() -> bool:
    """Whether `.venv` is there, whole, and of this Python version."""
    try:
        settings = (VENV / "pyvenv.cfg").read_text(encoding="utf-8")
    except OSError:
        return False
    version = f"{sys.version_info[0]}.{sys.version_info[1]}."
    return f"version = {version}" in settings.replace("version_info", "version") and VENV_PYTHON.exists()


def install_with_uv(uv: str) -> bool:
    """Fill `.venv` with uv, many times faster than pip; false where it does not get through."""
    into = (uv, "pip", "install", "--quiet", "--python", VENV_PYTHON)
    return (
        (venv_is_usable() or run(uv, "venv", "--quiet", "--clear", "--python", base_python(), VENV) == 0)
        and run(*into, "--require-hashes", "--only-binary", ":all:", "-r", LOCK) == 0
        and run(*into, "--no-deps", "--no-build-isolation", "-e", ROOT) == 0
    )


def install_with_pip() -> bool:
    """Fill `.venv` with nothing but Python's own venv and pip."""
    if not venv_is_usable() and run(base_python(), "-m", "venv", "--clear", VENV) != 0:
        return False
    into = (VENV_PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input")
    return (
        run(*into, "--require-hashes", "--only-binary=:all:", "-r", LOCK) == 0
        and run(*into, "--no-deps", "--no-build-isolation", "-e", ROOT) == 0
    )


def setup(*, for_tests: bool = False) -> None:
    """Make `.venv` ready; quick when nothing has changed since the last time."""
    ensure_system_packages(for_tests=for_tests)
    fingerprint = setup_fingerprint()
    if venv_is_usable() and STAMP.exists() and STAMP.read_text(encoding="utf-8") == fingerprint:
        return
    say("Setting up .venv from requirements.lock (a minute at most, once).")
    uv = shutil.which("uv")
    if not ((uv and install_with_uv(uv)) or install_with_pip()):
        message = "The packages could not be installed; the reason is above. Check the connection and try again."
        raise SetupError(message)
    STAMP.write_text(fingerprint, encoding="utf-8")
    say("Ready.")


def python(*arguments: str | Path, env: dict[str, str] | None = None) -> int:
    """Run the project's own Python."""
    return run(VENV_PYTHON, *arguments, env=env)


def test_environment() -> dict[str, str]:
    """The environment of a test run: without a display, Qt draws into memory."""
    env = dict(os.environ)
    if not has_display():
        env.setdefault("QT_QPA_PLATFORM", "offscreen")
    return env


def command_setup(_arguments: list[str]) -> int:
    """Make .venv ready, with what the tests need from the system."""
    setup(for_tests=True)
    return 0


def command_run(arguments: list[str]) -> int:
    """Start DenialDesk with these arguments; without any, with a sample office and two sample cases."""
    setup()
    if arguments:
        return python("-m", "denialdesk", *arguments)
    if has_display():
        return python("-m", "denialdesk", "--sample")
    say("No display here: running the same job on the two sample cases without a window.")
    status = python("-m", "denialdesk", "demo", "--out", DEMO_FOLDER, env=test_environment())
    if status == 0:
        say(f"The letters are in {DEMO_FOLDER}")
    return status


def command_test(arguments: list[str]) -> int:
    """Run the tests; further arguments go to pytest."""
    setup(for_tests=True)
    return python("-m", "pytest", *arguments, env=test_environment())


def command_lint(_arguments: list[str]) -> int:
    """Lint, formatting and types, without the tests."""
    setup()
    steps = (("ruff", "check"), ("ruff", "format", "--check"), ("mypy",))
    failed = []
    for step in steps:
        say(f"== {' '.join(step)}")
        if python("-m", *step) != 0:
            failed.append(" ".join(step))
    if failed:
        say(f"Failed: {', '.join(failed)}")
    return 1 if failed else 0


def command_check(arguments: list[str]) -> int:
    """Lint, types and tests: what must pass before a change is handed in."""
    linted = command_lint([])
    return command_test(arguments) or linted


def command_bench(arguments: list[str]) -> int:
    """Measure start-up, letters per second and the preview."""
    setup()
    return python("-m", "bench.run", *arguments, env=test_environment())


def command_build(arguments: list[str]) -> int:
    """Build the program for this system with PyInstaller and run the built program's self-check."""
    setup()
    return python(ROOT / "installers" / "build.py", *arguments)


def command_lock(_arguments: list[str]) -> int:
    """Make requirements.lock anew from pyproject.toml, with the newest versions allowed there."""
    setup()
    with tempfile.TemporaryDirectory() as folder:
        uv = shutil.which("uv")
        if not uv:
            tools = Path(folder) / "tools"
            python("-m", "venv", tools)
            run(tools / VENV_PYTHON.relative_to(VENV), "-m", "pip", "install", "--quiet", "uv")
            uv = str(tools / VENV_PYTHON.parent.name / "uv")
        fresh = Path(folder) / "requirements.lock"
        status = run(
            *(uv, "pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes"),
            *("--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"),
            *("--extra", "dev", "--extra", "bench", "--output-file", fresh, "pyproject.toml"),
        )
        if status != 0:
            return status
        text = fresh.read_text(encoding="utf-8")
    if "://" in text:
        message = "The new lock names an address and was not kept: a lock must hold names, versions and hashes only."
        raise SetupError(message)
    LOCK.write_text(text, encoding="utf-8", newline="\n")
    say(f"Wrote {LOCK.name}. Run `dev.py check` before handing it in.")
    return 0


COMMANDS = {
    "setup": command_setup,
    "run": command_run,
    "test": command_test,
    "lint": command_lint,
    "check": command_check,
    "bench": command_bench,
    "build": command_build,
    "lock": command_lock,
}


def main(arguments: list[str]) -> int:
    """Run one command and return its exit status; 3 when this machine lacks something the user can add."""
    listing = "\n".join(f"  {name:<7} {function.__doc__}" for name, function in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="dev.py",
        description=__doc__,
        epilog=f"commands:\n{listing}",
        formatter_class=argparse.RawTextHelpFormatter,
    )
    parser.add_argument("command", nargs="?", choices=COMMANDS, metavar="COMMAND")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="passed on to what the command starts")
    parsed = parser.parse_args(arguments)
    if sys.version_info < (3, 11):
        say(f"DenialDesk needs Python 3.11 or newer, and this is {sys.version.split()[0]}: install a newer one.")
        return 3
    if parsed.command is None:
        parser.print_help()
        return 2
    try:
        return COMMANDS[parsed.command](parsed.arguments)
    except SetupError as error:
        say(str(error))
        return 3
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
