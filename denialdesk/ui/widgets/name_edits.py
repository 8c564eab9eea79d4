"""Fields for a drug, an indication and an ICD-10 code: free text with completion, and the id of what was recognised."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from denialdesk.domain.vocabulary import Indication, Vocabulary
from denialdesk.ui.models.completion import Offer, drug_offers, icd10_offers, indication_offers
from denialdesk.ui.widgets.completing_edit import CompletingEdit

NOT_A_LISTED_DRUG = "Not in the drug list. The name is kept as typed, but no policy or trial can be matched to it."
NOT_A_LISTED_INDICATION = "Not in the list of indications. It is kept as typed, but no policy can be matched to it."


class DrugEdit(CompletingEdit):
    """A drug by brand, generic or biosimilar name. ``drug_edited`` brings the text as written and the id, or no id."""

    drug_edited = Signal(str, str)

    def __init__(self, vocabulary: Vocabulary, parent: QWidget | None = None) -> None:
        super().__init__(lambda text: drug_offers(vocabulary, text), parent=parent)
        self._vocabulary = vocabulary
        self.text_typed.connect(self._on_typed)
        self.offer_taken.connect(self._on_taken)

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        match = self._vocabulary.recognise_drug(text) if text.strip() else None
        self.drug_edited.emit(text, match.drug_id if match else "")

    @Slot(object)
    def _on_taken(self, offer: Offer) -> None:
        self.drug_edited.emit(offer.text, offer.id)


class IndicationEdit(CompletingEdit):
    """An indication by name, short name, synonym or code. ``indication_edited`` brings the text and the id, or none."""

    indication_edited = Signal(str, str)

    def __init__(self, vocabulary: Vocabulary, parent: QWidget | None = None) -> None:
        super().__init__(lambda text: indication_offers(vocabulary, text), parent=parent)
        self._vocabulary = vocabulary
        self.text_typed.connect(self._on_typed)
        self.offer_taken.connect(self._on_taken)

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        indication = self._vocabulary.recognise_indication(text) if text.strip() else None
        self.indication_edited.emit(text, indication.id if indication else "")

    @Slot(object)
    def _on_taken(self, offer: Offer) -> None:
        self.indication_edited.emit(offer.text, offer.id)


class Icd10Edit(CompletingEdit):
    """An ICD-10-CM code out of those of the indication, or another one typed. ``code_edited`` brings the code."""

    code_edited = Signal(str)

    def __init__(self, indication: Callable[[], Indication | None], parent: QWidget | None = None) -> None:
        super().__init__(lambda text: icd10_offers(indication(), text), has_arrow=True, parent=parent)
        self._indication = indication
        self.text_typed.connect(self._on_typed)
        self.offer_taken.connect(self._on_taken)

    def note(self) -> tuple[str, str]:
        """What to say under the field: (hint, note). The hint describes a known code, the note asks for a look."""
        code = self.text().strip().upper()
        indication = self._indication()
        if not code:
            return (
                "Choose from the codes of the indication, or type one."
                if indication
                else "Choose the indication first, or type a code.",
                "",
            )
        for known in indication.icd10 if indication else ():
            if known.code.upper() == code:
                return (known.description, "" if known.billable else "This code is not billable: it needs more digits.")
        if indication is None:
            return ("", "")
        return ("", f"Not one of the codes listed for {indication.name}. Check it against the chart.")

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        self.code_edited.emit(text.strip().upper())

    @Slot(object)
    def _on_taken(self, offer: Offer) -> None:
        self.code_edited.emit(offer.text)
