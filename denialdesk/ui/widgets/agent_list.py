"""The drugs and classes of a trial: a list, a line to add to it, and what the words of the chosen one mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QListWidget, QPushButton, QVBoxLayout, QWidget

from denialdesk.domain.criteria import Agent
from denialdesk.knowledge.known import ROUTES
from denialdesk.knowledge.library import Library
from denialdesk.ui import theme
from denialdesk.ui.models.completion import Offer, drug_offers, name_offers
from denialdesk.ui.models.policy_names import (
    join_names,
    meaning_offers,
    meaning_text,
    new_agent,
    read_meaning,
    split_names,
)
from denialdesk.ui.widgets.completing_edit import CompletingEdit
from denialdesk.ui.widgets.disclosure import Disclosure
from denialdesk.ui.widgets.field_row import FieldRow
from denialdesk.ui.widgets.names_edit import NamesEdit
from denialdesk.ui.widgets.text_edits import TextEdit

_ROWS_SHOWN = 4


class AgentListEdit(QWidget):
    """Agents of a trial. ``agents_edited`` brings all of them and a key for what was typed letter by letter.

    Enter in the line below the list adds what is typed there; Delete in the list removes the chosen one.
    """

    agents_edited = Signal(object, str)

    def __init__(self, library: Library, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._agents: tuple[Agent, ...] = ()
        self.list = QListWidget()
        self.list.setAccessibleName("Drugs and classes of this trial")
        self.list.setFixedHeight(_ROWS_SHOWN * (self.fontMetrics().height() + theme.TIGHT) + theme.SMALL)
        self.list.installEventFilter(self)
        self.adding = CompletingEdit(lambda text: meaning_offers(library, text), has_arrow=True)
        self.adding.setPlaceholderText("Add a drug or a class, as printed")
        self.adding.setAccessibleName("Add a drug or a class")
        self.add_button = QPushButton("Add")
        self.remove_button = QPushButton("Remove")
        self.add_button.setAutoDefault(False)
        self.remove_button.setAutoDefault(False)
        self.remove_button.setAccessibleName("Remove the chosen drug or class")
        self.details = self._make_details()
        self.meaning = Disclosure("What these words mean", self.details)
        line = QHBoxLayout()
        line.setSpacing(theme.SMALL)
        line.addWidget(self.adding, 1)
        line.addWidget(self.add_button)
        line.addWidget(self.remove_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SMALL)
        layout.addWidget(self.list)
        layout.addLayout(line)
        layout.addWidget(self.meaning)
        self.setFocusProxy(self.adding)
        self.adding.returnPressed.connect(self._on_add)
        self.adding.offer_taken.connect(self._on_taken)
        self.add_button.clicked.connect(self._on_add)
        self.remove_button.clicked.connect(self._on_remove)
        self.list.currentRowChanged.connect(self._show_details)

    def _make_details(self) -> QWidget:
        library = self._library
        self.printed = TextEdit()
        self.means = NamesEdit(lambda text: meaning_offers(library, text), has_arrow=True)
        self.excluded = NamesEdit(lambda text: drug_offers(library, text))
        self.routes = NamesEdit(lambda text: name_offers(sorted(ROUTES), text), has_arrow=True)
        self.open_ended = QCheckBox("The printed names are examples (“such as”)")
        self.printed_row = FieldRow("As printed", self.printed)
        self.means_row = FieldRow("Means these drugs or classes", self.means)
        self.excluded_row = FieldRow("But not these drugs", self.excluded)
        self.routes_row = FieldRow("Only given this way", self.routes, hint="Empty: every way.")
        self.printed.text_typed.connect(self._on_printed)
        self.means.names_edited.connect(self._on_means)
        self.excluded.names_edited.connect(self._on_excluded)
        self.routes.names_edited.connect(self._on_routes)
        self.open_ended.clicked.connect(self._on_open_ended)
        details = QWidget()
        layout = QVBoxLayout(details)
        layout.setContentsMargins(theme.LARGE, 0, 0, theme.SMALL)
        layout.setSpacing(theme.SMALL)
        for row in (self.printed_row, self.means_row, self.excluded_row, self.routes_row, self.open_ended):
            layout.addWidget(row)
        return details

    @property
    def agents(self) -> tuple[Agent, ...]:
        """The agents shown."""
        return self._agents

    def show_agents(self, agents: Sequence[Agent], *, anew: bool = False) -> None:
        """Show agents; ``anew`` for those of another trial."""
        shown = tuple(agents)
        if shown == self._agents and not anew:
            return
        row = 0 if anew else max(self.list.currentRow(), 0)
        self._agents = shown
        self.list.blockSignals(True)
        while self.list.count() > len(shown):
            self.list.takeItem(self.list.count() - 1)
        for number, agent in enumerate(shown):
            if number == self.list.count():
                self.list.addItem("")
            self.list.item(number).setText(self._line(agent))
        self.list.setCurrentRow(min(row, len(shown) - 1))
        self.list.blockSignals(False)
        self._show_details()

    def _line(self, agent: Agent) -> str:
        meaning = meaning_text(self._library, agent.drug_ids, agent.classes)
        if not meaning:
            return f"{agent.as_printed}  –  tied to no drug"
        return agent.as_printed if meaning == agent.as_printed else f"{agent.as_printed}  –  {meaning}"

    @Slot()
    def _show_details(self) -> None:
        agent = self._chosen()
        self.meaning.setVisible(agent is not None)
        self.remove_button.setEnabled(agent is not None)
        if agent is None:
            return
        self.meaning.button.rename(f"What “{agent.as_printed}” means")
        if not agent.is_resolved:
            self.meaning.set_open(True)
        if self.printed.text().strip() != agent.as_printed:
            self.printed.show_text(agent.as_printed)
        meaning = read_meaning(self._library, self.means.text())
        if (meaning.drug_ids, meaning.classes) != (agent.drug_ids, agent.classes) or not self.means.hasFocus():
            self.means.show_text(meaning_text(self._library, agent.drug_ids, agent.classes))
        if read_meaning(self._library, self.excluded.text()).drug_ids != agent.excluded_drug_ids:
            self.excluded.show_text(meaning_text(self._library, agent.excluded_drug_ids))
        if frozenset(self.routes.names) & ROUTES != agent.routes:
            self.routes.show_text(join_names(sorted(agent.routes)))
        self.open_ended.setChecked(agent.open_ended)
        self._say_unknown()

    def _say_unknown(self) -> None:
        unknown = read_meaning(self._library, self.means.text()).unknown
        self.means_row.set_note(f"Neither a drug nor a class on file: {', '.join(unknown)}." if unknown else "")
        excluded = read_meaning(self._library, self.excluded.text())
        wrong = (*excluded.unknown, *sorted(excluded.classes))
        self.excluded_row.set_note(f"Not a drug on file: {', '.join(wrong)}." if wrong else "")
        strange = [name for name in self.routes.names if name not in ROUTES]
        self.routes_row.set_note(f"Choose from the list; not known: {', '.join(strange)}." if strange else "")

    def _chosen(self) -> Agent | None:
        row = self.list.currentRow()
        return self._agents[row] if 0 <= row < len(self._agents) else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Remove the chosen agent by the Delete key."""
        if (
            watched is self.list
            and event.type() is QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}
        ):
            self._on_remove()
            return True
        return super().eventFilter(watched, event)

    @Slot(object)
    def _on_taken(self, offer: Offer) -> None:
        self._add(offer.text)

    @Slot()
    def _on_add(self) -> None:
        self._add(self.adding.text())

    def _add(self, name: str) -> None:
        self.adding.clear()
        name = name.strip()
        if not name or any(agent.as_printed == name for agent in self._agents):
            return
        agents = (*self._agents, new_agent(self._library, name))
        self.show_agents(agents)
        self.list.setCurrentRow(len(agents) - 1)
        self.agents_edited.emit(agents, "")

    @Slot()
    def _on_remove(self) -> None:
        row = self.list.currentRow()
        if not 0 <= row < len(self._agents):
            return
        agents = self._agents[:row] + self._agents[row + 1 :]
        self.show_agents(agents)
        self.agents_edited.emit(agents, "")

    def _change(self, agent: Agent, key: str) -> None:
        row = self.list.currentRow()
        agents = (*self._agents[:row], agent, *self._agents[row + 1 :])
        if agents != self._agents:
            self.show_agents(agents)
            self.agents_edited.emit(agents, f"{key}{row}" if key else "")
        self._say_unknown()

    @Slot(str)
    def _on_printed(self, text: str) -> None:
        agent = self._chosen()
        if agent is not None:
            self._change(replace(agent, as_printed=text.strip()), "printed")

    @Slot(str)
    def _on_means(self, text: str) -> None:
        agent, meaning = self._chosen(), read_meaning(self._library, text)
        if agent is not None:
            self._change(replace(agent, drug_ids=meaning.drug_ids, classes=meaning.classes), "means")

    @Slot(str)
    def _on_excluded(self, text: str) -> None:
        agent = self._chosen()
        if agent is not None:
            drug_ids = read_meaning(self._library, text).drug_ids
            self._change(replace(agent, excluded_drug_ids=drug_ids), "excluded")

    @Slot(str)
    def _on_routes(self, text: str) -> None:
        agent = self._chosen()
        if agent is not None:
            self._change(replace(agent, routes=frozenset(split_names(text)) & ROUTES), "routes")

    @Slot(bool)
    def _on_open_ended(self, checked: bool) -> None:  # noqa: FBT001  # Qt passes it
        agent = self._chosen()
        if agent is not None:
            self._change(replace(agent, open_ended=checked), "")
