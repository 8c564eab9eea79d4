"""The reference block: who, which plan, which drug, which notice."""

from __future__ import annotations

from denialdesk.domain.letter import Cell, Section, Table
from denialdesk.letters.dossier import Dossier, known_date
from denialdesk.letters.statements import Statements, field, form, weave
from denialdesk.letters.wording import opening

_Pair = tuple[str, Statements]
WIDTHS = (15, 30, 18, 37)


def reference_block(dossier: Dossier) -> Section:
    """Set out what the payer needs to find the case, two facts a row."""
    case = dossier.case
    pairs: list[_Pair] = [
        ("patient", (dossier.patient(),)),
        ("reference", (field("denial.reference_number", case.denial.reference_number),)),
        ("birth_date", (known_date(case.patient.birth_date, "patient.birth_date"),)),
        ("notice", (known_date(case.denial.notice_date, "denial.notice_date"),)),
        ("member_id", membership(dossier)),
        ("diagnosis", diagnosis(dossier)),
        ("plan", plan_of_payer(dossier)),
        ("drug", dossier.drug_and_dose()),
    ]
    return Section("reference", "", (paired_table(pairs),), "Reference block")


def paired_table(pairs: list[_Pair]) -> Table:
    """Lay labelled facts out in two columns of label and value, in reading order row by row."""
    cells = [cell for label, value in pairs for cell in (_label(label), Cell(value))]
    if len(pairs) % 2:
        cells += [Cell(()), Cell(())]
    rows = tuple(tuple(cells[start : start + 4]) for start in range(0, len(cells), 4))
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


def _label(name: str) -> Cell:
    return Cell((form(opening.REFERENCE_LABELS[name], bold=True),))
