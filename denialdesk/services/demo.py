"""The shipped sample office: its cases, and the main job run on them from start to finish."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from pathlib import Path

from denialdesk.domain.case import Case
from denialdesk.domain.case_format import load_case, load_practice
from denialdesk.domain.practice import Practice
from denialdesk.knowledge.library import load_library
from denialdesk.services.appeal import Appraisal, appraise, judgement_date
from denialdesk.services.reports import findings_report
from denialdesk.system.files import write_atomically
from denialdesk.system.paths import resources_dir

CASE_NAMES = ("sample-a", "sample-b")


def sample_practice() -> Practice:
    """The invented office the samples belong to."""
    return load_practice((_folder() / "practice.json").read_bytes())


def sample_cases() -> tuple[Case, ...]:
    """The invented cases, as they are shipped."""
    return tuple(load_case((_folder() / f"{name}.json").read_bytes()) for name in CASE_NAMES)


def sample_history() -> bytes:
    """The chart export from which the first row of sample A was imported."""
    return (_folder() / "rosalia_henriquez.json").read_bytes()


def _folder() -> Path:
    return resources_dir() / "samples"


def write_demo(out: Path, render: Callable[[Appraisal, str], bytes]) -> Iterator[Path]:
    """Judge each sample and write its letter (DOCX, PDF, HTML) and findings into ``out``; yields each file written.

    The letters are final ones: a sample that were not ready would come out as a draft and fail the tests.
    """
    library, practice = load_library(), sample_practice()
    for name, case in zip(CASE_NAMES, sample_cases(), strict=True):
        day = judgement_date(case, dt.date.max)
        appraisal = appraise(case, practice, library, day, final=True)
        for file_format in ("docx", "pdf", "html"):
            path = out / f"{name}-letter.{file_format}"
            write_atomically(path, render(appraisal, file_format))
            yield path
        path = out / f"{name}-findings.json"
        write_atomically(path, json.dumps(findings_report(appraisal), indent=2, ensure_ascii=False).encode())
        yield path
