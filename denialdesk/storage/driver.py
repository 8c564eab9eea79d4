"""The encrypted database driver, put where sqlite-utils looks for one. The only module that imports either.

sqlite-utils takes the module named ``pysqlite3`` when there is one. It has to be SQLCipher's before sqlite-utils is
first imported; with the standard library's driver half of its calls would fail on an encrypted connection.
"""

from __future__ import annotations

import sys

import sqlcipher3
import sqlcipher3.dbapi2 as cipher

sys.modules["pysqlite3"] = sqlcipher3
sys.modules["pysqlite3.dbapi2"] = cipher

# After the two lines above, and nowhere else: tests/storage/test_driver.py holds the order.
import sqlite_utils.db  # noqa: E402
from sqlite_utils import Database as Tables  # noqa: E402
from sqlite_utils import Migrations  # noqa: E402
from sqlite_utils.db import NotFoundError  # noqa: E402

if vars(sqlite_utils.db)["sqlite3"] is not sqlcipher3:
    raise ImportError("sqlite_utils was imported before denialdesk.storage.driver and uses an unencrypted driver")

__all__ = ["Migrations", "NotFoundError", "Tables", "cipher"]
