"""Several names in one line, divided by semicolons, each completed while one types."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from denialdesk.ui.models.completion import Offer
from denialdesk.ui.models.policy_names import SEPARATOR, split_names, tail_offers
from denialdesk.ui.widgets.completing_edit import CompletingEdit


class NamesEdit(CompletingEdit):
    """Names with a list of offers for the one being typed. ``names_edited`` brings all of the field's text."""

    names_edited = Signal(str)

    def __init__(
        self, offers: Callable[[str], Sequence[Offer]], *, has_arrow: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(lambda text: tail_offers(offers, text), has_arrow=has_arrow, parent=parent)
        self.text_typed.connect(self.names_edited)
        self.offer_taken.connect(self._on_taken)

    @property
    def names(self) -> tuple[str, ...]:
        """The names typed, each once."""
        return split_names(self.text())

    def show_names(self, text: str) -> None:
        """Show names. What says the same stays as it was typed, so that the cursor and a last semicolon stay."""
        if split_names(text) != self.names:
            self.show_text(text)

    @Slot()
    def show_all(self) -> None:
        """Open the list with every offer for one more name."""
        if self.text().strip() and not self.text().rstrip().endswith(SEPARATOR):
            self.setText(f"{self.text().rstrip()}{SEPARATOR} ")
        super().show_all()

    @Slot(object)
    def _on_taken(self, offer: Offer) -> None:
        self.names_edited.emit(offer.text)
