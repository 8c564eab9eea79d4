"""The import arrows and the house rules that a machine can check, read from the source by its syntax tree."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "denialdesk"
MODULES = sorted(PACKAGE.rglob("*.py"))

# A part may import itself and parts with a smaller rank. The four of rank 1 never import one another.
RANKS = {
    "__main__": 7,
    "cli": 6,
    "cli_packet": 5,  # commands of its own, joined to the others by cli
    "cli_criteria": 4,
    "ui": 4,
    "office": 3,
    "services": 2,
    "intake": 1,
    "letters": 1,
    "knowledge": 1,
    "storage": 1,
    "domain": 0,
}
# Everyone but domain may import system; it knows no case, only how an error is worded.
SYSTEM_MAY_IMPORT = "denialdesk.domain.errors"
# The database is reached through services; office.py is the one place that chooses the parts.
MAY_IMPORT_STORAGE = {"storage", "services", "office"}

ONLY_IN = {
    "PySide6": "denialdesk.ui",
    "shiboken6": "denialdesk.ui",
    "sqlite_utils": "denialdesk.storage",
    "sqlcipher3": "denialdesk.storage",
    "sqlite3": "denialdesk.storage",
    "keyring": "denialdesk.storage",
    "docx": "denialdesk.letters.docx",
    "nacl": "denialdesk.knowledge.signature",
}
RUNTIME_PACKAGES = {
    *("PySide6", "shiboken6", "sqlite_utils", "sqlcipher3", "keyring", "docx"),
    *("lxml", "pypdfium2", "pikepdf", "PIL", "orjson", "click", "yaml", "nacl"),
}
NETWORK_MODULES = {
    *("socket", "socketserver", "ssl", "asyncio", "http", "urllib.request", "urllib.error", "urllib.robotparser"),
    *("ftplib", "smtplib", "imaplib", "poplib", "nntplib", "telnetlib", "xmlrpc", "wsgiref", "webbrowser"),
    *("requests", "httpx", "aiohttp", "urllib3", "websockets"),
    *("PySide6.QtNetwork", "PySide6.QtNetworkAuth", "PySide6.QtWebSockets", "PySide6.QtHttpServer"),
    *("PySide6.QtWebEngineCore", "PySide6.QtWebEngineWidgets", "PySide6.QtWebEngineQuick", "PySide6.QtWebView"),
}
VAGUE_NAMES = {"util", "utils", "misc", "common", "manager", "managers", "helper", "helpers"}
LONGEST_FILE = 600


def module_name(path: Path) -> str:
    """Dotted name of a source file, a package's `__init__` under the package's own name."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def part_of(module: str) -> str:
    """Name of the part directly under denialdesk, or an empty string for the package itself."""
    names = module.split(".")
    return names[1] if len(names) > 1 else ""


def within(module: str, package: str) -> bool:
    """Whether a module is a package or stands inside it."""
    return module == package or module.startswith(package + ".")


def imports_of(tree: ast.Module, module: str, *, is_package: bool = False) -> Iterator[tuple[int, str]]:
    """Line and dotted name of everything imported, wherever in the file and by name in a string as well."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                names = module.split(".")
                anchor = names[: len(names) - node.level + (1 if is_package else 0)]
                base = ".".join([*anchor, *([base] if base else [])])
            for alias in node.names:
                yield node.lineno, f"{base}.{alias.name}"
        elif isinstance(node, ast.Call) and node.args:
            called = ast.unparse(node.func)
            target = node.args[0]
            by_name = called in {"__import__", "import_module", "importlib.import_module"}
            if by_name and isinstance(target, ast.Constant) and isinstance(target.value, str):
                yield node.lineno, target.value


def first_party_objection(module: str, imported: str) -> str | None:
    """Why one part of denialdesk may not import another, or None."""
    here, there = part_of(module), part_of(imported)
    if there not in {*RANKS, "system"}:
        return None  # the package itself and its __version__
    if here == there:
        return None
    if here == "system":
        return None if within(imported, SYSTEM_MAY_IMPORT) else "system knows no case"
    if there == "system":
        return "domain is standard library only" if here in {"domain", ""} else None
    if here not in RANKS:
        return "the package itself imports nothing"
    if there == "storage" and here not in MAY_IMPORT_STORAGE:
        return "storage is reached through services"
    return None if RANKS[there] < RANKS[here] else "the arrow points up or sideways"


def objections(source: str, module: str, *, is_package: bool = False) -> list[str]:
    """Every import in a source text that breaks a rule, as `line: name: reason`."""
    found = []
    for line, imported in imports_of(ast.parse(source), module, is_package=is_package):
        top = imported.split(".")[0]
        reason: str | None = None
        if top == "denialdesk":
            reason = first_party_objection(module, imported)
        elif any(within(imported, name) for name in NETWORK_MODULES):
            reason = "nothing here talks to a network"
        elif top in ONLY_IN and not within(module, ONLY_IN[top]):
            reason = f"only {ONLY_IN[top]} imports {top}"
        elif top not in sys.stdlib_module_names:
            if part_of(module) in {"domain", ""}:
                reason = "domain is standard library only"
            elif top not in RUNTIME_PACKAGES:
                reason = f"{top} is not a run-time dependency"
        if reason:
            found.append(f"{line}: {imported}: {reason}")
    return found


def test_there_is_something_to_check() -> None:
    assert PACKAGE / "__init__.py" in MODULES


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_imports_follow_the_arrows(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert objections(source, module_name(path), is_package=path.name == "__init__.py") == []


@pytest.mark.parametrize(
    ("module", "source", "reason"),
    [
        ("denialdesk.domain.case", "import denialdesk.services.cases", "up or sideways"),
        ("denialdesk.domain.case", "from denialdesk.system import paths", "standard library only"),
        ("denialdesk.domain.case", "import orjson", "standard library only"),
        ("denialdesk.letters.compose", "from denialdesk.knowledge import library", "up or sideways"),
        ("denialdesk.intake.fhir", "from denialdesk import storage", "through services"),
        ("denialdesk.storage.cases", "from denialdesk.letters.docx import render", "up or sideways"),
        ("denialdesk.services.cases", "def f():\n    from PySide6.QtCore import QObject", "only denialdesk.ui"),
        ("denialdesk.services.cases", "import importlib\nimportlib.import_module('PySide6')", "only denialdesk.ui"),
        ("denialdesk.ui.app", "from denialdesk.storage.cases import CaseRepository", "through services"),
        ("denialdesk.ui.app", "from PySide6 import QtNetwork", "network"),
        ("denialdesk.ui.app", "from PySide6.QtNetwork import QLocalServer", "network"),
        ("denialdesk.ui.app", "from denialdesk.cli import cli", "up or sideways"),
        ("denialdesk.letters.html", "import docx", "only denialdesk.letters.docx"),
        ("denialdesk.letters.html", "from . import compose\nfrom ..storage import keys", "through services"),
        ("denialdesk.system.paths", "from denialdesk.domain.case import Case", "knows no case"),
        ("denialdesk.services.cases", "import sqlite3", "only denialdesk.storage"),
        ("denialdesk.services.cases", "import urllib.request", "network"),
        ("denialdesk.services.cases", "import hypothesis", "not a run-time dependency"),
    ],
)
def test_the_checker_sees_a_wrong_import(module: str, source: str, reason: str) -> None:
    found = objections(source, module)
    assert len(found) == 1
    assert reason in found[0]


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("denialdesk.__main__", "from denialdesk.cli import cli"),
        ("denialdesk.ui.app", "from PySide6.QtWidgets import QApplication\nfrom denialdesk.office import Office"),
        ("denialdesk.letters.docx", "import docx\nfrom lxml import etree\nfrom denialdesk.domain.letter import Letter"),
        ("denialdesk.storage.keys", "import keyring\nfrom denialdesk.system.paths import profile_folder"),
        ("denialdesk.services.self_check", "from denialdesk import __version__\nimport urllib.parse"),
        ("denialdesk.system.files", "from denialdesk.domain.errors import EnvironmentProblem"),
        ("denialdesk.domain.case", "from denialdesk.domain.dates import PartialDate\nimport dataclasses"),
    ],
)
def test_the_checker_lets_a_right_import_pass(module: str, source: str) -> None:
    assert objections(source, module) == []


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_files_are_short_and_named_for_what_they_hold(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE
    words = {word for part in path.relative_to(ROOT).with_suffix("").parts for word in part.split("_")}
    assert not words & VAGUE_NAMES


def test_every_part_has_its_place_in_the_arrows() -> None:
    parts = {part_of(module_name(path)) for path in MODULES}
    assert parts <= {"", "system", *RANKS}


def test_every_package_says_what_belongs_in_it() -> None:
    packages = {path.parent for path in MODULES}
    silent = []
    for package in packages:
        init = package / "__init__.py"
        if not init.exists() or not ast.get_docstring(ast.parse(init.read_text(encoding="utf-8"))):
            silent.append(str(package.relative_to(ROOT)))
    assert sorted(silent) == []


def test_everything_but_the_window_loads_without_qt() -> None:
    names = [module_name(path) for path in MODULES if not within(module_name(path), "denialdesk.ui")]
    program = (
        "import importlib, sys\n"
        f"for name in {names!r}:\n"
        "    importlib.import_module(name)\n"
        "print(*sorted(name for name in sys.modules if name.split('.')[0] in {'PySide6', 'shiboken6'}))\n"
    )
    result = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert result.stdout.strip() == ""
