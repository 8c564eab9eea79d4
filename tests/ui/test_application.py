"""The application of a process: what it takes over from the workstation, and what it does not."""

import os
import subprocess
import sys

import pytest

PROGRAM = """
import locale
from denialdesk.ui.application import ensure_application
ensure_application()
print(locale.setlocale(locale.LC_TIME), locale.setlocale(locale.LC_CTYPE))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere C.UTF-8 is no language of the workstation")
def test_months_are_named_in_english_whatever_the_workstation_speaks() -> None:
    env = {**os.environ, "LC_ALL": "C.UTF-8", "QT_QPA_PLATFORM": "offscreen"}
    told = subprocess.run([sys.executable, "-c", PROGRAM], env=env, capture_output=True, text=True, check=True)
    time, letters = told.stdout.split()
    assert letters.upper().startswith("C.UTF"), "Qt no longer takes the workstation's language over"
    assert time == "C"
