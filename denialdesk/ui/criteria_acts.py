"""What the window does with criteria: the list, the editor, checks; whatever changes is judged by at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from denialdesk.domain.case import Case, ConfirmedPolicy
from denialdesk.domain.changes import Area, Changes
from denialdesk.domain.criteria import Layer, Policy, PolicyDrug, PolicyIndication
from denialdesk.domain.errors import DenialDeskError
from denialdesk.domain.office_criteria import Origin
from denialdesk.domain.policy_differences import differences
from denialdesk.domain.policy_outline import date_in_words
from denialdesk.domain.sources import Reference, Verification, VerificationState
from denialdesk.knowledge.editions import Chosen
from denialdesk.knowledge.office_library import OfficeLibrary
from denialdesk.office import Office
from denialdesk.services.criteria import CheckEntry, OfficeCriteria, PolicySource
from denialdesk.system.files import read_whole, write_atomically
from denialdesk.ui.file_dialogs import FileDialogs
from denialdesk.ui.jobs import Jobs
from denialdesk.ui.messages import BUG_TEXT, Messages
from denialdesk.ui.session import CaseSession
from denialdesk.ui.theme import Tone

if TYPE_CHECKING:  # the dialogs are imported when one is opened
    from denialdesk.ui.criteria_files import CriteriaFiles
    from denialdesk.ui.dialogs.criteria_editor import CriteriaEditor, EditedPolicy
    from denialdesk.ui.dialogs.criteria_list import CriteriaDialog

NAME_PREFERENCE = "criteria_by"


def edition_words(chosen: Chosen) -> str:
    """Say which edition of the shipped criteria is in use and where it comes from."""
    version = str(chosen.container.header["version"])
    edition = date_in_words("-".join(part.zfill(2) for part in version.split(".")))
    if chosen.installed is None:
        return f"Edition of {edition}, shipped with the program."
    pack = chosen.installed
    when = date_in_words(pack.installed_at.partition("T")[0])
    insisted = " although it was refused" if pack.insisted_on else ""
    return f"Edition of {edition}, installed by {pack.installed_by} on {when}{insisted}."


class CriteriaActs(QObject):
    """Opens the dialogs on criteria and does what they ask.

    ``in_force`` comes with the OfficeCriteria whenever they have changed; the session already judges by them.
    """

    in_force = Signal(object)

    def __init__(self, window: QWidget, office: Office, session: CaseSession, jobs: Jobs, messages: Messages) -> None:
        super().__init__(window)
        self._window = window
        self._office = office
        self._session = session
        self._jobs = jobs
        self._window_messages = messages
        self._list: CriteriaDialog | None = None
        self._name = ""
        jobs.changed.connect(self._on_changed)

    # ---- what is in force

    def use(self, criteria: OfficeCriteria, name: str) -> None:
        """Judge by these criteria; ``name`` is who entered or checked something last."""
        self._name = name
        self._session.library = criteria.library
        for problem in (*criteria.problems, self._office.edition[1].problem):
            if problem:
                self._window_messages.say(problem, Tone.CAUTION)

    @property
    def library(self) -> OfficeLibrary:
        """The criteria in force."""
        library = self._session.library
        return library if isinstance(library, OfficeLibrary) else OfficeLibrary(library, ())

    @Slot(Changes)
    def _on_changed(self, changes: Changes) -> None:
        if changes.touches(Area.KNOWLEDGE):
            self._jobs.run_query(self._office.read_criteria, self._show)

    def _show(self, criteria: OfficeCriteria) -> None:
        self.use(criteria, self._name)
        self._session.refresh()
        if self._list is not None:
            chosen = self._office.edition[1]
            is_installed = chosen.installed is not None
            self._list.show_library(criteria.library, edition_words(chosen), is_installed=is_installed)
        self.in_force.emit(criteria)

    @property
    def messages(self) -> Messages:
        """Who speaks now: the list while it is open, else the window."""
        return self._list.messages if self._list is not None else self._window_messages

    @property
    def parent_window(self) -> QWidget:
        """The window over which a question is asked."""
        return self._list if self._list is not None else self._window

    @cached_property
    def _files(self) -> CriteriaFiles:
        from denialdesk.ui.criteria_files import CriteriaFiles  # noqa: PLC0415 - not before it is wanted

        return CriteriaFiles(self._office, self._jobs, self)

    # ---- the list

    @Slot()
    def show_list(self) -> CriteriaDialog:
        """Open the list of all policies."""
        from denialdesk.ui.dialogs.criteria_list import CriteriaDialog  # noqa: PLC0415 - the same

        chosen = self._office.edition[1]
        dialog = CriteriaDialog(self.library, edition_words(chosen), self._window)
        dialog.show_library(self.library, edition_words(chosen), is_installed=chosen.installed is not None)
        dialog.new_wanted.connect(self.enter_new)
        dialog.edit_wanted.connect(self.edit)
        dialog.check_wanted.connect(self.check)
        dialog.withdraw_wanted.connect(self._withdraw)
        dialog.differences_wanted.connect(self._show_differences)
        dialog.export_wanted.connect(self._files.export)
        dialog.remove_wanted.connect(self._ask_remove)
        dialog.import_wanted.connect(self._files.ask_import)
        dialog.pack_wanted.connect(self._files.ask_pack)
        dialog.shipped_wanted.connect(self._files.ask_shipped)
        dialog.finished.connect(self._on_list_closed)
        self._list = dialog
        dialog.open()
        dialog.search.setFocus()
        return dialog

    @Slot()
    def _on_list_closed(self) -> None:
        self._list = None

    def show_in_list(self, policy_id: str) -> None:
        """Choose a policy in the list, if that is open."""
        if self._list is not None:
            self._list.choose(policy_id)

    # ---- the editor

    @Slot()
    def enter_new(self) -> None:
        """Open the editor on a new policy; payer, drug and condition are those of the open case."""
        self._open_editor(_new_policy(self._session.case, self.library), "New policy", PolicySource(), self._name)

    @Slot(str)
    def edit(self, policy_id: str) -> None:
        """Open the editor on a policy: the office's own text, or the shipped one to correct."""
        library = self.library
        office = library.office_policy(policy_id)
        policy = office.policy if office is not None else library.base.policy(policy_id)
        if policy is None:
            return
        verb = "Correct" if library.origin(policy_id) is Origin.SHIPPED else "Change"
        title = f"{verb}: {policy.title or policy.id}"
        opened = self._office

        def done(source: PolicySource) -> None:
            self._open_editor(policy, title, source, self._name)

        self._jobs.run_query(lambda: opened.criteria.source_of(policy_id), done, self._show_error)

    def _open_editor(self, policy: Policy, title: str, source: PolicySource, name: str) -> None:
        from denialdesk.ui.dialogs.criteria_editor import CriteriaEditor  # noqa: PLC0415 - not before it is wanted
        from denialdesk.ui.dialogs.criteria_editor_source import DOCUMENT_FILTER, LARGEST_DOCUMENT  # noqa: PLC0415 - the same

        editor = CriteriaEditor(
            policy,
            self.library,
            title=title,
            today=lambda: self._session.today,
            source=source,
            entered_by=name,
            can_compare=self.library.base.policy(policy.id) is not None,
            parent=self.parent_window,
        )
        files = FileDialogs(editor)

        def attach(path: Path) -> None:
            def done(content: bytes) -> None:
                if isValid(editor):
                    editor.source.set_document(path, content)

            self._jobs.run_work(lambda: read_whole(path, largest=LARGEST_DOCUMENT), done, _in(editor))

        def copy(path: Path) -> None:
            fresh, office = editor.source.new_document, self._office

            def work() -> None:
                content = fresh.content if fresh is not None else office.criteria.document_content(policy.id)
                write_atomically(path, content)

            self._jobs.run_query(work, lambda _nothing: None, _in(editor))

        def compare(edited: Policy) -> None:
            shipped = self.library.base.policy(policy.id)
            if shipped is not None:
                self._differences(shipped, edited, editor)

        editor.source.attach_wanted.connect(
            lambda: files.ask_to_open("Attach the payer's document", DOCUMENT_FILTER, attach)
        )
        editor.source.copy_wanted.connect(
            lambda: files.ask_to_save("Save a copy", editor.source.document_name, "All files (*)", copy)
        )
        editor.save_wanted.connect(lambda edited: self._save(editor, edited))
        editor.differences_wanted.connect(compare)
        editor.open()

    def _save(self, editor: CriteriaEditor, edited: EditedPolicy) -> None:
        office = self._office

        def work() -> tuple[str, Changes]:
            kept = office.criteria.save(
                edited.policy, edited.by, check=edited.check, source=edited.source, document=edited.document
            )
            office.preferences.save({NAME_PREFERENCE: edited.by})
            return kept

        def done(policy_id: str) -> None:
            self._name = edited.by
            if isValid(editor):
                editor.saved()
            self.messages.say("The policy is saved, and open cases are judged by it.", Tone.GOOD)
            self.show_in_list(policy_id)

        self._jobs.run_change(work, done, _in(editor))

    # ---- checking

    @Slot(str)
    def check(self, policy_id: str) -> None:
        """Ask for number, date and page of the payer's document."""
        from denialdesk.ui.dialogs.criteria_list import CheckDialog  # noqa: PLC0415 - not before it is wanted

        dialog = CheckDialog(self.library, policy_id, lambda: self._session.today, self._name, self.parent_window)
        dialog.checked.connect(self._mark)
        dialog.open()

    @Slot(object)
    def _mark(self, confirmed: ConfirmedPolicy) -> None:
        office = self._office
        entry = CheckEntry(confirmed.confirmed_by, confirmed.number, confirmed.effective_date, confirmed.page)

        def work() -> tuple[None, Changes]:
            changes = office.criteria.mark_checked(confirmed.policy_id, entry)
            office.preferences.save({NAME_PREFERENCE: entry.checked_by})
            return None, changes

        self._name = entry.checked_by
        self._change(work, "The policy is marked as checked for every case.")

    @Slot(str)
    def _withdraw(self, policy_id: str) -> None:
        office = self._office
        self._change(lambda: (None, office.criteria.withdraw_check(policy_id)), "The check was taken back.")

    @Slot(str)
    def _ask_remove(self, policy_id: str) -> None:
        office, origin = self._office, self.library.origin(policy_id)
        if origin is Origin.CORRECTED:
            title, said, verb = "Remove the correction", "The shipped text is in force again.", "Remove the correction"
        else:
            title, said, verb = "Remove the policy", "No case is judged by it any more.", "Remove the policy"
        self.messages.ask(
            title,
            f"Remove what this office entered? {said} It cannot be undone; export it first if you may want it again.",
            verb,
            lambda: self._change(lambda: (None, office.criteria.remove(policy_id)), "Removed."),
            no="Keep",
        )

    def _change(self, work: Callable[[], tuple[None, Changes]], said: str) -> None:
        self._jobs.run_change(work, lambda _nothing: self.messages.say(said, Tone.GOOD), self._show_error)

    def _show_error(self, error: Exception) -> None:
        self.messages.show_error(error)

    # ---- comparing

    @Slot(str)
    def _show_differences(self, policy_id: str) -> None:
        office, shipped = self.library.office_policy(policy_id), self.library.base.policy(policy_id)
        if office is not None and shipped is not None:
            self._differences(shipped, office.policy, self.parent_window)

    @staticmethod
    def _differences(shipped: Policy, edited: Policy, parent: QWidget) -> None:
        from denialdesk.ui.dialogs.criteria_differences import DifferencesDialog  # noqa: PLC0415 - the same

        title = shipped.title or shipped.id
        lead = f"{title}: how the office's text differs from the shipped one, which stands first."
        DifferencesDialog(title, lead, differences(shipped, edited), parent).open()


def _in(editor: CriteriaEditor) -> Callable[[Exception], None]:
    """Bring what went wrong to the editor, which stays open."""

    def failed(error: Exception) -> None:
        if not isValid(editor):
            return
        editor.failed(f"{error.message} {error.remedy}".strip() if isinstance(error, DenialDeskError) else BUG_TEXT)
        if not isinstance(error, DenialDeskError):
            editor.messages.show_error(error)

    return failed


def _new_policy(case: Case | None, library: OfficeLibrary) -> Policy:
    """An empty policy about what the open case is about."""
    policy = Policy(
        id="",
        payer_id="",
        payer_name="",
        layer=Layer.PRIOR_AUTHORIZATION,
        drug=PolicyDrug("", ""),
        indication=PolicyIndication((), ""),
        reference=Reference(""),
        verification=Verification(VerificationState.UNVERIFIED),
        steps=(),
    )
    if case is None:
        return policy
    drug, known = library.drug(case.request.drug_id), library.indication(case.request.indication_id)
    policy = replace(policy, payer_id=case.plan.payer_id, payer_name=case.plan.payer_name)
    if drug is not None:
        about = PolicyDrug(drug.id, drug.generic, drug.brands, drug_class=drug.drug_class)
        policy = replace(policy, drug=about)
    if known is not None:
        stems = tuple(dict.fromkeys(code.code.partition(".")[0] for code in known.icd10))
        condition = PolicyIndication((known.id,), known.name, known.short, stems, "editor" if stems else "")
        policy = replace(policy, indication=condition)
    return policy
