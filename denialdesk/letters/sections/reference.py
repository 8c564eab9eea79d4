"""The reference block: who, which plan, which drug, which notice."""

from __future__ import annotations

from itertools import zip_longest

from denialdesk.domain.letter import Cell, Section, Table
from denialdesk.letters.dossier import Dossier, known_date
from denialdesk.letters.statements import Statements, field, form, weave
from denialdesk.letters.wording import opening

_Pair = tuple[str, Statements]
WIDTHS = (15, 30, 18, 37)
_EMPTY = (Cell(()), Cell(()))


def reference_block(
    dossier: Dossier, *, with_notice: bool = True, with_dose: bool = True, with_diagnosis: bool = True
) -> Section:
    """Set out what the payer needs to find the case, two facts a row; a letter that needs less leaves out the rest."""
    case = dossier.case
    reference, notice = case.denial.reference_number, case.denial.notice_date
    left: list[_Pair] = [
        ("patient", (dossier.patient(),)),
        ("birth_date", (known_date(case.patient.birth_date, "patient.birth_date"),)),
        ("member_id", membership(dossier)),
        ("plan", plan_of_payer(dossier)),
    ]
    right: list[_Pair] = []
    if with_notice:
        right.append(("reference", (field("denial.reference_number", reference),)))
        right.append(("notice", (known_date(notice, "denial.notice_date"),)))
    if with_diagnosis:
        right.append(("diagnosis", diagnosis(dossier)))
    right.append(("drug", dossier.drug_and_dose() if with_dose else (dossier.drug(),)))
    return Section("reference", "", (paired_table(left, right),), "Reference block")


def paired_table(left: list[_Pair], right: list[_Pair]) -> Table:
    """Lay labelled facts out in two columns of label and value, in reading order row by row."""
    rows = tuple(
        (*(_cells(*one) if one else _EMPTY), *(_cells(*other) if other else _EMPTY))
        for one, other in zip_longest(left, right)
    )
    return Table((), rows, WIDTHS, layout="plain")


def membership(dossier: Dossier) -> Statements:
    """Give the member ID, with the group number where there is one."""
    plan = dossier.case.plan
    member = field("plan.member_id", plan.member_id)
    if not plan.group_number.strip():
        return (member,)
    return weave(opening.MEMBER_OF_GROUP, member=member, group=field("plan.group_number", plan.group_number))


def diagnosis(dossier: Dossier) -> Statements:
    """Name the condition with its ICD-10-CM code."""
    code = field("request.icd10", dossier.case.request.icd10)
    return weave(opening.DIAGNOSIS, indication=dossier.indication(), code=code)


def plan_of_payer(dossier: Dossier) -> Statements:
    """Name the payer and, where known and not the same, the plan."""
    plan = dossier.case.plan
    if not plan.plan_name.strip() or plan.plan_name.strip() == plan.payer_name.strip():
        return (dossier.payer(),)
    return weave(opening.PLAN_OF_PAYER, payer=dossier.payer(), plan=field("plan.plan_name", plan.plan_name))


def _cells(name: str, value: Statements) -> tuple[Cell, Cell]:
    return Cell((form(opening.REFERENCE_LABELS[name], bold=True),)), Cell(value)
