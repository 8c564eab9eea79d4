"""In whose right an appeal is filed, who files it, and the form without which a plan may turn the filer away."""

from __future__ import annotations

from dataclasses import dataclass

from denialdesk.domain.appeal_facts import Filer
from denialdesk.domain.case import Case, LetterKind
from denialdesk.domain.denial import AppealLevel
from denialdesk.domain.law import Rights
from denialdesk.domain.plan import PlanType

# 42 CFR 423.580, 423.600: no form through the independent review entity; above it the prescriber is a representative.
_FORM_FROM_HEARING = frozenset({PlanType.MEDICARE_PART_D, PlanType.MEDICARE_ADVANTAGE_PART_B})
_AT_HEARING = frozenset({AppealLevel.EXTERNAL_UPHELD, AppealLevel.HEARING_UPHELD, AppealLevel.COUNCIL_UPHELD})
_AFTER_THE_PLAN = _AT_HEARING | {AppealLevel.FINAL_INTERNAL_DENIAL}
_ENCLOSED = ("authoriz", "representative", "consent", "cms-1696")


@dataclass(frozen=True, slots=True)
class Authorization:
    """Whether the filer needs a form. ``is_here`` None: needed, and nobody has said whether it is on file."""

    is_needed: bool
    form: str  # which form, in a sentence; empty when none is needed
    why: str
    is_here: bool | None = None

    @property
    def is_missing(self) -> bool:
        """True when a form is needed that is not known to be here."""
        return self.is_needed and self.is_here is not True


def authorization_of(case: Case, rights: Rights) -> Authorization:
    """Find whether the filer of a case needs a form, which one, and whether it is on file or among the enclosures.

    An urgent commercial appeal to the plan needs none (29 CFR 2560.503-1(b)(4)). Elsewhere that exception rests on a
    brochure at best, and external review is asked for by the patient or a representative: the form is asked for.
    """
    filer, needed = case.appeal.filer, rights.form_needed
    if filer is Filer.PROVIDER:
        return Authorization(is_needed=False, form="", why="A provider's own dispute is filed in the provider's name.")
    if filer is Filer.PATIENT:
        return Authorization(is_needed=False, form="", why="The patient files; the prescriber's letter supports it.")
    if rights.plan_type is None:
        return Authorization(is_needed=False, form="", why="Which form is needed depends on the plan type.")
    if not needed or needed.startswith("As the policy"):
        return Authorization(is_needed=False, form="", why="No form is known to be required.")
    if needed.startswith("None"):
        if rights.plan_type not in _FORM_FROM_HEARING or case.denial.level not in _AT_HEARING:
            return Authorization(is_needed=False, form="", why=needed)
        why = "At the hearing and above the prescriber acts only as an appointed representative."
        return Authorization(is_needed=True, form="CMS-1696, or an equivalent.", why=why, is_here=_is_here(case))
    if case.denial.urgent and needed.startswith("For a standard appeal") and _urgent_needs_none(case):
        why = "The appeal is urgent: a health professional who knows the condition acts without a form."
        return Authorization(is_needed=False, form="", why=why)
    why = "The prescriber files for the patient and needs the patient's written authority."
    if case.denial.urgent and _is_review(case):
        why = f"{why} The exception for urgent claims ends with the plan's own appeal."
    return Authorization(is_needed=True, form=needed, why=why, is_here=_is_here(case))


def _urgent_needs_none(case: Case) -> bool:
    """The exception of 29 CFR 2560.503-1(b)(4): for the plan's own appeal, and only where that regulation reaches."""
    if case.plan.plan_type is PlanType.GRANDFATHERED and case.appeal.is_erisa is not True:
        return False
    return not _is_review(case)


def _is_review(case: Case) -> bool:
    return case.letter.kind is LetterKind.EXTERNAL_REVIEW or case.denial.level in _AFTER_THE_PLAN


def _is_here(case: Case) -> bool | None:
    if case.appeal.form_on_file is not None:
        return case.appeal.form_on_file
    titles = [exhibit.title.casefold() for exhibit in case.exhibits]
    return True if any(word in title for title in titles for word in _ENCLOSED) else None
