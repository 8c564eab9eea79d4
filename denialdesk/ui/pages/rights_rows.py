"""The rights and deadlines of the denial page: what only some plans need, the dates, and in whose right it is filed."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from denialdesk.domain.appeal_facts import ExternalProcess, Filer
from denialdesk.domain.appeal_inputs import questions_for
from denialdesk.domain.case import Case
from denialdesk.domain.plan import Funding
from denialdesk.domain.plan_law import LevelEntry, PlanEntry
from denialdesk.domain.representation import authorization_of
from denialdesk.services.agenda import continuations
from denialdesk.ui.models.case_fields import with_field
from denialdesk.ui.pages.case_form import CaseForm
from denialdesk.ui.session import CaseSession
from denialdesk.ui.widgets.choice_edit import DONT_KNOW
from denialdesk.ui.widgets.count_edit import CountEdit
from denialdesk.ui.widgets.deadline_lines import DeadlineLines
from denialdesk.ui.widgets.excluded_days_edit import ExcludedDaysEdit
from denialdesk.ui.widgets.field_row import FieldRow

_FUNDING = (
    (None, DONT_KNOW),
    (Funding.SELF_FUNDED, "The employer or church plan itself (self-funded)"),
    (Funding.INSURED, "An insurer (policy or certificate of coverage)"),
)
_PROCESSES = (
    (ExternalProcess.UNKNOWN, DONT_KNOW),
    (ExternalProcess.STATE_PROCESS, "The state's external review"),
    (ExternalProcess.HHS_ADMINISTERED, "The federal process run for HHS"),
    (ExternalProcess.PRIVATE_IRO, "A private review organization of the plan"),
)
_FILERS = (
    (Filer.PRESCRIBER, "Prescriber, on the patient's behalf"),
    (Filer.PATIENT, "Patient, with the prescriber's letter"),
    (Filer.PROVIDER, "Provider's own dispute"),
)


class RightsRows(QObject):
    """The rows in their order. ``deadlines`` shows the dates; a row is only there where the plan needs its answer."""

    def __init__(self, form: CaseForm, session: CaseSession, deadlines: DeadlineLines) -> None:
        super().__init__(form)
        self._session = session
        self._form = form
        self.deadlines = deadlines
        asked = (
            form.choice("Who pays the claims?", "appeal.funding", _FUNDING, hint="It decides which state law holds."),
            form.yes_no(
                "Is it an employer plan under ERISA?",
                "appeal.is_erisa",
                hint="Then federal law gives 180 days; otherwise only the plan's own terms hold.",
            ),
            form.yes_no(
                "Is it a small-group plan?",
                "appeal.is_small_group",
                hint="In most states up to 50 employees: it opens the exception for drugs off the list.",
            ),
            form.check(
                "Late or irregular plan",
                "The plan missed its own time or did not follow the appeal rules",
                "appeal.deemed_exhausted",
                hint="The next level is then open without waiting for the plan's answer.",
            ),
            form.choice(
                "Which external review does the notice name?",
                "appeal.external_process",
                _PROCESSES,
                hint="Each counts differently; until it is known, the earliest date is kept.",
            ),
            self._make_state_days(),
            form.date(
                "Day the drug is cut",
                "appeal.change_takes_effect",
                hint="The effective date in the notice: a short time runs to keep the drug meanwhile.",
            ),
        )
        self._asked = {row.target.partition(".")[2]: row for row in (*asked, self._make_excluded())}
        self.filer = form.choice("In whose right is it filed?", "appeal.filer", _FILERS)
        self.form_on_file = form.yes_no("Is the form on file?", "appeal.form_on_file")
        self.supply = form.date(
            "Bridge or free-drug supply ends",
            "appeal.supply_ends",
            hint="From the manufacturer; shown beside the deadline.",
        )
        *before, excluded = self._asked.values()
        self.rows: tuple[QWidget, ...] = (
            *before,
            deadlines,
            excluded,
            self.supply,
            self.filer,
            self.form_on_file,
        )
        form.also(self._show_asked)
        session.appraisal_changed.connect(self.show_rights)
        self.show_rights()

    @property
    def plan(self) -> PlanEntry | None:
        """The law's entry of the plan of the open case."""
        case = self._session.case
        kind = case.plan.plan_type if case is not None else None
        return self._session.library.law.plans[kind] if kind is not None else None

    @Slot()
    def show_rights(self) -> None:
        """Show the dates and the form that is needed, as the appraisal has them now."""
        appraisal, case = self._session.appraisal, self._session.case
        if appraisal is None or case is None:
            self.deadlines.show_rights(None, self._session.today)
            return
        self.deadlines.show_rights(appraisal.rights, self._session.today, continuations(case))
        needed = authorization_of(case, appraisal.rights)
        self.filer.set_hint(" ".join(part for part in (appraisal.rights.who_may_file, needed.why) if part))
        self.form_on_file.setVisible(needed.is_needed)
        self.form_on_file.set_hint(needed.form)
        self.form_on_file.set_note("" if not needed.is_missing else f"Needed: {needed.form}")
        if case.appeal.filer is Filer.PROVIDER:
            self.filer.set_note("The dates and rights of a patient's appeal do not hold: the contract decides.")
        else:
            self.filer.set_note("")

    def _show_asked(self, case: Case) -> None:
        asked = questions_for(self.plan, case)
        for name, row in self._asked.items():
            row.setVisible(name in asked or (name == "excluded" and bool(case.appeal.excluded)))
        days = self._asked["state_hearing_days"]
        days.set_hint(f"From the state's notice: {_band(self.plan)}.")

    def _make_state_days(self) -> FieldRow:
        edit = CountEdit()
        row = FieldRow("Days the state gives to ask for a hearing", edit, target="appeal.state_hearing_days")
        edit.count_edited.connect(self._form.setter(row.label.text(), row.target))
        edit.error_changed.connect(row.set_error)
        return self._form.add(row, lambda case: edit.show_count(case.appeal.state_hearing_days))

    def _make_excluded(self) -> FieldRow:
        edit = ExcludedDaysEdit(lambda: self._session.today)
        hint = "Only from a disaster-relief notice that covers this patient's county."
        row = FieldRow("Days that do not count", edit, target="appeal.excluded", hint=hint)

        def put(periods: object) -> None:
            self._session.edit("Days that do not count", lambda case: with_field(case, row.target, periods))

        edit.edited.connect(put)
        return self._form.add(row, lambda case: edit.show_periods(case.appeal.excluded))


def _band(plan: PlanEntry | None) -> str:
    levels: tuple[LevelEntry, ...] = plan.levels if plan else ()
    for level in levels:
        window = level.window
        if window is not None and window.state_sets_number:
            return f"from {window.least} to {window.most}" if window.least else f"at most {window.most}"
    return "each state has its own number"
