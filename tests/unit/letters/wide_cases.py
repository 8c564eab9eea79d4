"""Letters of every kind over eighteen generated cases judged with the real criteria and law."""

from dataclasses import dataclass, replace
from functools import cache

from denialdesk.domain.appeal_facts import AppealFacts, Filer
from denialdesk.domain.case import Case, Event, EventKind, LetterKind
from denialdesk.domain.dates import PartialDate
from denialdesk.domain.denial import AppealLevel
from denialdesk.domain.letter import Letter
from denialdesk.domain.plan import PlanType
from denialdesk.domain.therapy import Outcome
from denialdesk.knowledge.library import Library, load_library
from denialdesk.services.appeal import appraise
from denialdesk.services.demo import sample_practice
from tests.clean_cases import TODAY, clean_case


@dataclass(frozen=True)
class Wide:
    """One row of the table: which generated case, which payer and plan, which letter."""

    seed: int
    payer: str
    plan_type: PlanType | None
    state: str
    kind: LetterKind
    level: AppealLevel = AppealLevel.INITIAL_DENIAL
    filer: Filer = Filer.PRESCRIBER
    urgent: bool = False
    on_drug: bool = False


K, P = LetterKind, PlanType
WIDE: dict[str, Wide] = {
    "wide_first_erisa_uc": Wide(7, "aetna", P.SELF_FUNDED_ERISA, "", K.FIRST_APPEAL),
    "wide_second_group_psoriasis": Wide(
        4, "cigna", P.FULLY_INSURED_GROUP, "IL", K.SECOND_APPEAL, AppealLevel.FIRST_APPEAL_UPHELD
    ),
    "wide_hearing_medicaid_crohn": Wide(
        20,
        "Invented State Health Plan",
        P.MEDICAID_MANAGED_CARE,
        "TX",
        K.EXTERNAL_REVIEW,
        AppealLevel.FIRST_APPEAL_UPHELD,
    ),
    "wide_part_d_reconsideration_ra": Wide(
        31, "uhc", P.MEDICARE_PART_D, "CO", K.EXTERNAL_REVIEW, AppealLevel.FIRST_APPEAL_UPHELD
    ),
    "wide_expedited_marketplace_crohn": Wide(38, "cigna", P.ACA_INDIVIDUAL, "CO", K.EXPEDITED_APPEAL, urgent=True),
    "wide_step_exception_group_spine": Wide(5, "bcbs-illinois", P.FULLY_INSURED_GROUP, "IL", K.STEP_EXCEPTION),
    "wide_formulary_part_d_psoriasis": Wide(18, "uhc", P.MEDICARE_PART_D, "", K.FORMULARY_EXCEPTION),
    "wide_necessity_church_dermatitis": Wide(9, "aetna", P.CHURCH, "", K.MEDICAL_NECESSITY),
    "wide_continuation_fehb_spine": Wide(17, "Invented Federal Plan", P.FEHB_PSHB, "", K.CONTINUATION, on_drug=True),
    "wide_claim_file_government": Wide(12, "cigna", P.NONFEDERAL_GOVERNMENTAL, "WA", K.CLAIM_FILE_REQUEST),
    "wide_records_unknown_plan": Wide(2, "cigna", None, "CO", K.RECORDS_REQUEST),
    "wide_overdue_grandfathered": Wide(36, "highmark", P.GRANDFATHERED, "IL", K.OVERDUE_DECISION),
    "wide_funding_unknown_plan": Wide(19, "anthem", None, "", K.PLAN_FUNDING_QUESTION),
    "wide_authorization_tricare": Wide(28, "TRICARE East", P.TRICARE, "TX", K.REPRESENTATIVE_AUTHORIZATION),
    "wide_patient_cover_group": Wide(24, "medica", P.FULLY_INSURED_GROUP, "NY", K.PATIENT_COVER, filer=Filer.PATIENT),
    "wide_brief_erisa_crohn": Wide(27, "cigna", P.SELF_FUNDED_ERISA, "TX", K.PEER_TO_PEER_BRIEF),
    "wide_fax_part_b": Wide(13, "uhc", P.MEDICARE_ADVANTAGE_PART_B, "", K.FAX_COVER, urgent=True),
    "wide_complaint_group_texas": Wide(33, "Sample Mutual", P.FULLY_INSURED_GROUP, "TX", K.REGULATOR_COMPLAINT),
}
ADDRESS = "Invented Office of Reviews\n1 Example Plaza\nSampleton, PA 19000\nFax 555-010-0170"


@cache
def library() -> Library:
    """The criteria and law as shipped, read once."""
    return load_library()


def wide_case(row: Wide) -> Case:
    """Draw the case of a row and bend it to the row's payer, plan, level and letter."""
    case = clean_case(row.seed, library())
    names = {payer.id: payer.name for payer in library().payers()}
    plan = replace(
        case.plan,
        plan_type=row.plan_type,
        state=row.state,
        payer_id=row.payer if row.payer in names else "",
        payer_name=names.get(row.payer, row.payer),
        appeals_fax=case.plan.appeals_fax or "555-010-0171",
    )
    letter = replace(case.letter, kind=row.kind, expedited_ground="jeopardy" if row.urgent else "")
    case = replace(
        case,
        plan=plan,
        letter=letter.with_address(row.kind, ADDRESS),
        denial=replace(case.denial, level=row.level, urgent=row.urgent),
        appeal=AppealFacts(filer=row.filer),
        request=replace(case.request, already_taking=row.on_drug, taking_since=PartialDate(2026, 3, 2))
        if row.on_drug
        else case.request,
    )
    if row.kind in {K.OVERDUE_DECISION, K.REGULATOR_COMPLAINT}:
        case = replace(
            case,
            denial=replace(case.denial, notice_date=PartialDate(2026, 9, 28), received_date=PartialDate(2026, 9, 30)),
            events=(
                Event("v1", EventKind.SENT, "2026-10-02", letter=K.FIRST_APPEAL),
                Event("v2", EventKind.RECEIVED, "2026-10-03"),
                Event("v3", EventKind.CALLED, "2026-10-28", "The plan said that the appeal was in review."),
            ),
        )
    if row.kind is K.RECORDS_REQUEST:
        first, *rest = case.therapies
        bare = replace(
            first, prescribed_by="Rowan Madeup, DO", outcome=Outcome.UNKNOWN, proof="", what_happened="",
            contraindication="", stop=PartialDate(),
        )  # fmt: skip
        case = replace(case, therapies=(bare, *rest))
    return case


def wide_letter(name: str) -> Letter:
    """Compose the letter of a row as it would be exported."""
    return appraise(wide_case(WIDE[name]), sample_practice(), library(), TODAY, final=True).letter
