"""A line of text that offers what it may be going to be."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QWidget

from denialdesk.ui import theme
from denialdesk.ui.models.completion import CompletionModel, Offer
from denialdesk.ui.widgets.text_edits import TextEdit


class CompletingEdit(TextEdit):
    """A text field with a list of offers under it while one types; Alt+Down, or the arrow when it has one, shows all.

    ``offers`` is asked with the text so far. ``offer_taken`` comes with the Offer chosen from the list; free text is
    always allowed and comes through ``text_typed``.
    """

    offer_taken = Signal(object)

    def __init__(
        self, offers: Callable[[str], Sequence[Offer]], *, has_arrow: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._offers = offers
        self._model = CompletionModel(self)
        self._completer = QCompleter(self)
        self._completer.setModel(self._model)
        self._completer.setCompletionRole(Qt.ItemDataRole.EditRole)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(12)
        self._popup = QListView()
        self._popup.setUniformItemSizes(True)
        self._completer.setPopup(self._popup)
        self._completer.activated[QModelIndex].connect(self._on_activated)  # type: ignore[index]  # PySide6's stubs know no overloads
        self.setCompleter(self._completer)
        self.textEdited.connect(self._on_edited)
        if has_arrow:
            arrow = QAction("Show the list", self)
            theme.set_icon(arrow, "chevron-down", theme.Tone.MUTED)
            self.addAction(arrow, QLineEdit.ActionPosition.TrailingPosition)
            arrow.setToolTip("Show the list (Alt+Down)")
            arrow.triggered.connect(self.show_all)

    @property
    def offers_shown(self) -> tuple[Offer, ...]:
        """What the list offers now."""
        return self._model.offers if self._popup.isVisible() else ()

    @Slot()
    def show_all(self) -> None:
        """Open the list with every offer."""
        self._model.set_offers(self._offers(""))
        if self._model.offers:
            self._widen()
            self._completer.complete()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Handle the keys of its own."""
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.show_all()
            return
        super().keyPressEvent(event)
        if not self._model.offers:
            self._popup.hide()

    @Slot(str)
    def _on_edited(self, text: str) -> None:
        # Runs before QLineEdit asks the completer to show itself, so the list is already the right one.
        self._model.set_offers(self._offers(text) if text.strip() else ())
        self._widen()

    def _widen(self) -> None:
        metrics = self._popup.fontMetrics()
        widest = max((metrics.horizontalAdvance(offer.shown) for offer in self._model.offers), default=0)
        self._popup.setMinimumWidth(min(widest + 40, 560))

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        offer = self._completer.completionModel().data(index, CompletionModel.OFFER_ROLE)
        if isinstance(offer, Offer):
            self.offer_taken.emit(offer)
