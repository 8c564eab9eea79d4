"""Criteria that come and go as files: policies of other offices, update packs."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from denialdesk.domain.changes import Changes
from denialdesk.office import Office
from denialdesk.services.criteria import ImportChoice, IncomingPolicy
from denialdesk.services.packs import RefusedPackError, read_pack_file
from denialdesk.system.files import read_whole, write_atomically
from denialdesk.ui.dialogs.criteria_choices import ImportPolicyDialog, InsistDialog, incoming_words
from denialdesk.ui.file_dialogs import FileDialogs
from denialdesk.ui.jobs import Jobs
from denialdesk.ui.messages import Messages
from denialdesk.ui.theme import Tone

LARGEST_POLICY_FILE = 1_000_000
_POLICY_FILTER = "Policy of DenialDesk (*.yaml)"
_PACK_FILTER = "Criteria pack (*.pack);;All files (*)"


class Speaker(Protocol):
    """Who speaks for the criteria now, and over which window."""

    @property
    def messages(self) -> Messages:
        """Where to say something."""

    @property
    def parent_window(self) -> QWidget:
        """The window over which a question is asked."""

    def show_in_list(self, policy_id: str) -> None:
        """Choose a policy in the list."""


class CriteriaFiles(QObject):
    """Imports, exports and packs for one window."""

    def __init__(self, office: Office, jobs: Jobs, speaker: Speaker) -> None:
        super().__init__()
        self._office = office
        self._jobs = jobs
        self._speaker = speaker

    @property
    def _dialogs(self) -> FileDialogs:
        return FileDialogs(self._speaker.parent_window)

    def _say(self, text: str) -> None:
        self._speaker.messages.say(text, Tone.GOOD)

    def _show_error(self, error: Exception) -> None:
        self._speaker.messages.show_error(error)

    # ---- policies

    @Slot(str)
    def export(self, policy_id: str) -> None:
        """Ask where, then write the policy as a file for another office."""
        office = self._office

        def write(path: Path) -> None:
            self._jobs.run_query(
                lambda: write_atomically(path, office.criteria.export(policy_id)),
                lambda _nothing: self._say(f"Policy saved as {path.name}."),
                self._show_error,
            )

        self._dialogs.ask_to_save("Export the policy", f"{policy_id}.yaml", _POLICY_FILTER, write)

    @Slot()
    def ask_import(self) -> None:
        """Ask for a policy file and show what it brings; nothing on file is replaced without a yes."""
        office = self._office

        def read(path: Path) -> None:
            def work() -> IncomingPolicy:
                return office.criteria.read_file(read_whole(path, largest=LARGEST_POLICY_FILE), path.name)

            self._jobs.run_query(work, self._show_incoming, self._show_error)

        self._dialogs.ask_to_open("Import a policy", f"{_POLICY_FILTER};;All files (*)", read)

    def _show_incoming(self, incoming: IncomingPolicy) -> None:
        if incoming.existing is None:
            self._speaker.messages.ask(
                "Import a policy",
                f"{incoming_words(incoming)}\n\nNothing on file is replaced.",
                "Import",
                lambda: self._import(incoming, ImportChoice.ADD),
            )
            return
        dialog = ImportPolicyDialog(incoming, self._speaker.parent_window)
        dialog.chosen.connect(lambda choice: self._import(incoming, choice))
        dialog.open()

    def _import(self, incoming: IncomingPolicy, choice: ImportChoice) -> None:
        office = self._office

        def done(policy_id: str) -> None:
            self._say("The policy was imported. Compare it with the payer's document before you rely on it.")
            self._speaker.show_in_list(policy_id)

        self._jobs.run_change(lambda: office.criteria.import_policy(incoming, choice), done, self._show_error)

    # ---- packs

    @Slot()
    def ask_pack(self) -> None:
        """Ask for an update pack and install it."""
        self._dialogs.ask_to_open("Install an update pack", _PACK_FILTER, lambda path: self._install(path, ""))

    def _install(self, path: Path, insisting: str) -> None:
        """Install a pack; ``insisting`` names the person who insists, if one does."""
        office = self._office

        def work() -> tuple[str, Changes]:
            name = insisting or office.preferences.get("criteria_by") or "this office"
            pack, changes = office.packs.install(read_pack_file(path), name, insist=bool(insisting))
            office.read_criteria(anew=True)
            return pack.version, changes

        def failed(error: Exception) -> None:
            if not isinstance(error, RefusedPackError):
                self._show_error(error)
                return
            dialog = InsistDialog(f"{error.message} {error.remedy}", "", self._speaker.parent_window)
            dialog.insisted.connect(lambda name: self._install(path, name))
            dialog.open()

        said = "Names offered while you type follow at the next start."
        self._jobs.run_change(
            work, lambda version: self._say(f"Criteria of edition {version} are in use. {said}"), failed
        )

    @Slot()
    def ask_shipped(self) -> None:
        """Ask before the installed pack is removed."""
        self._speaker.messages.ask(
            "Use the shipped edition",
            "Remove the installed pack and use the criteria that came with the program? "
            "What this office entered stays.",
            "Use the shipped edition",
            self._use_shipped,
            no="Keep the pack",
        )

    def _use_shipped(self) -> None:
        office = self._office

        def work() -> tuple[None, Changes]:
            changes = office.packs.uninstall()
            office.read_criteria(anew=True)
            return None, changes

        said = "The criteria that came with the program are in use."
        self._jobs.run_change(work, lambda _nothing: self._say(said), self._show_error)
