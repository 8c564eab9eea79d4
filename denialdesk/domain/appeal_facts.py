"""What the office knows about plan and appeal beside the notice: it decides which law, date and form apply."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from denialdesk.domain.dates import UNKNOWN_DATE, PartialDate
from denialdesk.domain.plan import Funding


class ExternalProcess(StrEnum):
    """The form of external review that the final notice names (45 CFR 147.136(c)-(d))."""

    UNKNOWN = "unknown"
    STATE_PROCESS = "state_process"
    HHS_ADMINISTERED = "hhs_administered"
    PRIVATE_IRO = "private_iro"


class Filer(StrEnum):
    """In whose right and by whose hand the appeal is filed."""

    PATIENT = "patient"  # the patient files; the prescriber's letter supports it
    PRESCRIBER = "prescriber"  # the prescriber files the patient's appeal
    PROVIDER = "provider"  # the provider's own dispute, under its contract with the payer


@dataclass(frozen=True, slots=True)
class ExcludedDays:
    """Days that do not count for the filer, both ends included and known to the day, from a disaster-relief notice."""

    first: PartialDate
    last: PartialDate
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AppealFacts:
    """Answers that only some plans need; None, empty or unknown: not known, and nothing is assumed.

    ``outside`` names an entry of coverage outside the plan types (law data, ``outside.yaml``), ``question`` the result
    of the plan finder that has to be asked of the plan first (``plan_finder.yaml``). ``supply_ends`` is the last day of
    a manufacturer's bridge or free-drug supply. ``change_takes_effect`` is the day an approved drug is cut.
    """

    funding: Funding | None = None
    is_erisa: bool | None = None
    is_small_group: bool | None = None
    external_process: ExternalProcess = ExternalProcess.UNKNOWN
    state_hearing_days: int | None = None
    deemed_exhausted: bool = False
    excluded: tuple[ExcludedDays, ...] = ()
    outside: str = ""
    question: str = ""
    filer: Filer = Filer.PRESCRIBER
    form_on_file: bool | None = None
    supply_ends: PartialDate = UNKNOWN_DATE
    change_takes_effect: PartialDate = UNKNOWN_DATE
