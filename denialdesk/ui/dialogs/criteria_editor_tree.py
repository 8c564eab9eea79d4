"""The outline of the policy being edited: its parts, its steps, and what each step holds, with what is wrong marked."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from denialdesk.domain.criteria import AcceptedOutcome, AllOf, AnyOf, AtLeast, Condition, Node, Policy, Trial
from denialdesk.domain.phrases import node_label
from denialdesk.domain.policy_edit import (
    GroupKind,
    add_child,
    add_step,
    children_of,
    make_group,
    move_node,
    move_step,
    node_at,
    remove_node,
    remove_step,
    step_at,
    unwrap,
    with_logic,
    wrap,
)
from denialdesk.ui import theme
from denialdesk.ui.dialogs.criteria_draft import (
    CHECK,
    HEAD,
    NODE,
    OTHERS,
    REQUIREMENTS,
    STEP,
    Place,
    PolicyDraft,
    place_of,
)
from denialdesk.ui.theme import Tone
from denialdesk.ui.widgets.labels import SectionTitle, ToneLabel

_PLACE_ROLE = Qt.ItemDataRole.UserRole
_PARTS = ((HEAD, "The policy"), (REQUIREMENTS, "Requirements"))
_ENDS = ((OTHERS, "Already on the drug, approval"), (CHECK, "Who checked it"))
_NEW_TRIAL = Trial(
    "", (), accepted_outcomes=frozenset({AcceptedOutcome.INADEQUATE_RESPONSE, AcceptedOutcome.INTOLERANCE})
)
_NEW_CONDITION = Condition("", "severity", "")


class PolicyTree(QWidget):
    """The outline with its buttons. ``place_chosen`` brings the Place whose form is to be shown."""

    place_chosen = Signal(object)

    def __init__(self, draft: PolicyDraft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draft = draft
        self._is_filling = False
        self.tree = QTreeWidget()
        self.tree.setHeaderHidden(True)
        self.tree.setAccessibleName("Outline of the policy")
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.tree.setUniformRowHeights(True)
        self.tree.setIndentation(theme.LARGE)
        self.tree.installEventFilter(self)
        self.step_button = QPushButton("Add step")
        self.add_button = QPushButton("Add")
        self.up_button, self.down_button = (
            _tool("arrow-up", "Move up (Alt+Up)"),
            _tool("arrow-down", "Move down (Alt+Down)"),
        )
        self.remove_button = _tool("trash-2", "Remove (Delete)")
        self.menu = QMenu(self)
        self.add_button.setMenu(self.menu)
        for button in (self.step_button, self.add_button):
            button.setAutoDefault(False)
        self._fill_menu()
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.TIGHT)
        for button in (self.step_button, self.add_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        for tool in (self.up_button, self.down_button, self.remove_button):
            buttons.addWidget(tool)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.LARGE, 0, theme.SMALL)
        layout.setSpacing(theme.SMALL)
        layout.addWidget(SectionTitle("Outline"))
        layout.addWidget(ToneLabel("In the policy's own order; every step must be met."))
        layout.addWidget(self.tree, 1)
        layout.addLayout(buttons)
        self.tree.currentItemChanged.connect(self._on_current)
        self.step_button.clicked.connect(self._on_add_step)
        self.up_button.clicked.connect(self._on_up)
        self.down_button.clicked.connect(self._on_down)
        self.remove_button.clicked.connect(self._on_remove)
        draft.changed.connect(self.refresh)
        self.refresh()

    def _fill_menu(self) -> None:
        self.trial_action = self.menu.addAction("Trial of a drug or class", self._on_trial)
        self.condition_action = self.menu.addAction("Condition that is no drug trial", self._on_condition)
        self.menu.addSeparator()
        self.all_action = self.menu.addAction("Group: all of …", self._on_all)
        self.any_action = self.menu.addAction("Group: any one of …", self._on_any)
        self.menu.addSeparator()
        self.wrap_all_action = self.menu.addAction("Put this into a group: all of", self._on_wrap_all)
        self.wrap_any_action = self.menu.addAction("Put this into a group: any one of", self._on_wrap_any)
        self.unwrap_action = self.menu.addAction("Dissolve this group of one", self._on_unwrap)

    # ---- showing

    @property
    def place(self) -> Place:
        """The part that is chosen."""
        item = self.tree.currentItem()
        place = item.data(0, _PLACE_ROLE) if item is not None else None
        return place if isinstance(place, Place) else HEAD

    def choose(self, place: Place) -> None:
        """Choose a part; one that is gone gives way to what is above it."""
        item = self._item(place)
        while item is None and "." in place.path:
            place = Place(NODE, place.path.rpartition(".")[0])
            item = self._item(place)
        if item is None:
            item = self._item(Place(STEP, place.path.split(".", maxsplit=1)[0])) or self._item(HEAD)
        if item is not None:
            self.tree.setCurrentItem(item)

    @Slot()
    def refresh(self) -> None:
        """Show the policy as it now is, with the same part chosen."""
        place = self.place
        self._is_filling = True
        self.tree.clear()
        marks = {
            place_of(problem): problem.blocks for problem in sorted(self._draft.problems, key=lambda each: each.blocks)
        }
        for part, words in _PARTS:
            self._add(None, part, words, marks)
        for step in self._draft.policy.steps or ():
            item = self._add(None, Place(STEP, step.path), f"Step {step.order}: {step.summary or '…'}", marks)
            if step.logic is not None:
                self._add_node(item, step.logic, marks)
        for part, words in _ENDS:
            self._add(None, part, words, marks)
        self.tree.expandAll()
        self._is_filling = False
        self.choose(place)

    def _add_node(self, parent: QTreeWidgetItem, node: Node, marks: dict[Place, bool]) -> None:
        item = self._add(parent, Place(NODE, node.path), _words(node), marks)
        for child in children_of(node):
            self._add_node(item, child, marks)

    def _add(
        self, parent: QTreeWidgetItem | None, place: Place, words: str, marks: dict[Place, bool]
    ) -> QTreeWidgetItem:
        item = QTreeWidgetItem([words])
        item.setData(0, _PLACE_ROLE, place)
        item.setToolTip(0, words)
        item.setSizeHint(0, QSize(0, theme.WIDE))
        if place in marks:
            blocks = marks[place]
            item.setIcon(0, theme.icon("circle-alert" if blocks else "info", Tone.BAD if blocks else Tone.CAUTION))
            said = "something is missing" if blocks else "worth a look"
            item.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{words}: {said}")
        if parent is None:
            self.tree.addTopLevelItem(item)
        else:
            parent.addChild(item)
        return item

    def _item(self, place: Place) -> QTreeWidgetItem | None:
        waiting = [self.tree.topLevelItem(number) for number in range(self.tree.topLevelItemCount())]
        while waiting:
            item = waiting.pop()
            if item is None:
                continue
            if item.data(0, _PLACE_ROLE) == place:
                return item
            waiting.extend(item.child(number) for number in range(item.childCount()))
        return None

    @Slot()
    def _on_current(self) -> None:
        if self._is_filling:
            return
        place = self.place
        in_steps = place.form in {STEP, NODE}
        node = node_at(self._draft.policy, place.path) if place.form == NODE else None
        for button in (self.add_button, self.up_button, self.down_button, self.remove_button):
            button.setEnabled(in_steps)
        for action in (self.wrap_all_action, self.wrap_any_action):
            action.setEnabled(node is not None)
        self.unwrap_action.setEnabled(node is not None and len(children_of(node)) == 1)
        self.place_chosen.emit(place)

    # ---- changing

    def _change(self, label: str, policy: Policy, place: Place) -> None:
        self._draft.edit(label, lambda _before: policy)
        self.choose(place)

    @Slot()
    def _on_add_step(self) -> None:
        policy = add_step(self._draft.policy)
        self._change("Add a step", policy, Place(STEP, f"step{len(policy.steps or ())}"))

    def _add_here(self, label: str, node: Node) -> None:
        """Add below a step or group; beside a trial or condition, in the group it stands in."""
        policy, place = self._draft.policy, self.place
        step = step_at(policy, place.path)
        if step is None:
            return
        if step.logic is None:
            self._change(label, with_logic(policy, step.path, node), Place(NODE, step.path))
            return
        path = place.path
        here = node_at(policy, path)
        parent = path.rpartition(".")[0]
        if place.form == NODE and not isinstance(here, AllOf | AnyOf | AtLeast) and parent:
            path = parent
        changed = add_child(policy, path, node)
        group = node_at(changed, path)
        last = children_of(group)[-1] if group is not None and children_of(group) else group
        self._change(label, changed, Place(NODE, last.path if last is not None else path))

    @Slot()
    def _on_trial(self) -> None:
        self._add_here("Add a trial", _NEW_TRIAL)

    @Slot()
    def _on_condition(self) -> None:
        self._add_here("Add a condition", _NEW_CONDITION)

    @Slot()
    def _on_all(self) -> None:
        self._add_here("Add a group", make_group(GroupKind.ALL, ()))

    @Slot()
    def _on_any(self) -> None:
        self._add_here("Add a group", make_group(GroupKind.ANY, ()))

    @Slot()
    def _on_wrap_all(self) -> None:
        self._change("Put into a group", wrap(self._draft.policy, self.place.path, GroupKind.ALL), self.place)

    @Slot()
    def _on_wrap_any(self) -> None:
        self._change("Put into a group", wrap(self._draft.policy, self.place.path, GroupKind.ANY), self.place)

    @Slot()
    def _on_unwrap(self) -> None:
        self._change("Dissolve the group", unwrap(self._draft.policy, self.place.path), self.place)

    @Slot()
    def _on_up(self) -> None:
        self._move(-1)

    @Slot()
    def _on_down(self) -> None:
        self._move(1)

    def _move(self, by: int) -> None:
        policy, place = self._draft.policy, self.place
        if place.form == STEP:
            moved = move_step(policy, place.path, by)
        elif place.form == NODE:
            moved = move_node(policy, place.path, by)
        else:
            return
        if moved != policy:
            stem = place.path.rstrip("0123456789")
            self._change("Move", moved, Place(place.form, f"{stem}{int(place.path[len(stem) :]) + by}"))

    @Slot()
    def _on_remove(self) -> None:
        policy, place = self._draft.policy, self.place
        if place.form == STEP:
            self._change("Remove the step", remove_step(policy, place.path), place)
        elif place.form == NODE:
            self._change("Remove", remove_node(policy, place.path), place)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move and remove by keys."""
        if watched is self.tree and event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
            act = {
                (Qt.Key.Key_Up, True): self._on_up,
                (Qt.Key.Key_Down, True): self._on_down,
                (Qt.Key.Key_Delete, False): self._on_remove,
            }.get((Qt.Key(event.key()), alt))
            if act is not None:
                act()
                return True
        return super().eventFilter(watched, event)


def _words(node: Node) -> str:
    match node:
        case Trial(of=()):
            return "Trial of …"
        case Condition(text=""):
            return "Condition …"
        case AllOf() | AnyOf() | AtLeast():
            words = {AllOf: "All of these", AnyOf: "Any one of these"}
            return words.get(type(node)) or node_label(node).partition(" of these")[0] + " of these"
        case _:
            return node_label(node)


def _tool(picture: str, words: str) -> QToolButton:
    button = QToolButton()
    button.setAutoRaise(True)
    button.setToolTip(words)
    button.setAccessibleName(words)
    theme.set_icon(button, picture)
    return button
