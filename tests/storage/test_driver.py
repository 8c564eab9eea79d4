"""The encrypted driver stands where sqlite-utils looks, whatever is imported first."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(program: str) -> subprocess.CompletedProcess[str]:
    """Run a program in a fresh interpreter, where nothing is imported yet."""
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=ROOT)


@pytest.mark.parametrize(
    "first", ["denialdesk.storage.driver", "denialdesk.storage.cases", "denialdesk.services.vault"]
)
def test_sqlite_utils_uses_the_encrypted_driver(first: str) -> None:
    result = run(
        f"import {first}, sqlite_utils.db, sqlite_utils.utils, sqlcipher3\n"
        "assert sqlite_utils.db.sqlite3 is sqlcipher3\n"
        "assert sqlite_utils.utils.OperationalError is sqlcipher3.dbapi2.OperationalError\n"
    )
    assert result.returncode == 0, result.stderr


def test_the_wrong_order_is_noticed_at_once() -> None:
    result = run("import sqlite_utils, denialdesk.storage.driver")
    assert result.returncode != 0
    assert "uses an unencrypted driver" in result.stderr


def test_no_other_module_imports_either_library() -> None:
    guilty = []
    for path in sorted((ROOT / "denialdesk").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            if any(name.split(".")[0] in {"sqlite_utils", "sqlcipher3", "pysqlite3"} for name in names):
                guilty.append(path.name)
    assert set(guilty) == {"driver.py"}


def test_plugins_of_sqlite_utils_never_see_the_vault(tmp_path: Path) -> None:
    result = run(
        "import sys\n"
        "from pathlib import Path\n"
        "from denialdesk.storage.data_key import DataKey\n"
        "from denialdesk.storage.database import Database, make_empty_file\n"
        "from sqlite_utils.plugins import pm\n"
        "from sqlite_utils import hookimpl\n"
        "class Spy:\n"
        "    @hookimpl\n"
        "    def prepare_connection(self, conn):\n"
        "        print('seen')\n"
        "pm.register(Spy())\n"
        f"path = Path({str(tmp_path)!r}) / 'vault.db'\n"
        "make_empty_file(path)\n"
        "Database(path, DataKey(bytes(32))).close()\n"
    )
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_the_cipher_is_silent_about_what_it_cannot_open(tmp_path: Path) -> None:
    (tmp_path / "vault.db").write_bytes(bytes(range(256)) * 64)
    result = run(
        "from pathlib import Path\n"
        "from denialdesk.storage.data_key import DataKey\n"
        "from denialdesk.storage.database import read_edition\n"
        "from denialdesk.domain.errors import WrongKeyError\n"
        "try:\n"
        f"    read_edition(Path({str(tmp_path)!r}) / 'vault.db', DataKey(bytes(32)))\n"
        "except WrongKeyError:\n"
        "    pass\n"
    )
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
