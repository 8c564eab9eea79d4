"""What a text field offers while one types."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from denialdesk.domain.payer import Payer
from denialdesk.domain.vocabulary import Indication, Vocabulary

_ANY_INDEX = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


@dataclass(frozen=True, slots=True)
class Offer:
    """One line of a list of offers: the text for the field, what is said beside it, and the id it stands for."""

    text: str
    detail: str = ""
    id: str = ""

    @property
    def shown(self) -> str:
        """The line as the list shows it."""
        return f"{self.text}  –  {self.detail}" if self.detail else self.text


class CompletionModel(QAbstractListModel):
    """The offers of one list; the edit role is the text put into the field."""

    OFFER_ROLE = Qt.ItemDataRole.UserRole

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.offers: tuple[Offer, ...] = ()

    def set_offers(self, offers: Iterable[Offer]) -> None:
        """Show other offers."""
        self.beginResetModel()
        self.offers = tuple(offers)
        self.endResetModel()

    def rowCount(self, parent: _ANY_INDEX = _ROOT) -> int:
        """The number of rows."""
        return 0 if parent.isValid() else len(self.offers)

    def data(self, index: _ANY_INDEX, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a view asks of a cell."""
        if not index.isValid():
            return None
        offer = self.offers[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return offer.shown
        if role == Qt.ItemDataRole.EditRole:
            return offer.text
        return offer if role == self.OFFER_ROLE else None


def drug_offers(vocabulary: Vocabulary, text: str) -> tuple[Offer, ...]:
    """Offer drug names, brand or generic, each with the other name beside it."""
    offers = []
    for match in vocabulary.complete_drug(text):
        drug = vocabulary.drug(match.drug_id)
        detail = "" if drug is None else drug.generic if match.is_brand else ", ".join(drug.brands[:3])
        offers.append(Offer(match.name, detail, match.drug_id))
    return tuple(offers)


def indication_offers(vocabulary: Vocabulary, text: str) -> tuple[Offer, ...]:
    """Offer indications by name, short name, synonym or code."""
    return tuple(
        Offer(indication.name, indication.short, indication.id) for indication in vocabulary.complete_indication(text)
    )


def icd10_offers(indication: Indication | None, text: str) -> tuple[Offer, ...]:
    """Offer the codes of an indication that begin with, or whose description holds, the text. Empty text: all."""
    wanted = text.strip().casefold()
    return tuple(
        Offer(code.code, code.description if code.billable else f"{code.description} (not billable: needs more digits)")
        for code in (indication.icd10 if indication else ())
        if code.code.casefold().startswith(wanted) or wanted in code.description.casefold()
    )


def payer_offers(payers: Iterable[Payer], text: str) -> tuple[Offer, ...]:
    """Offer payers whose name, an alias or a word of them begins with the text. Empty text: all."""
    wanted = text.strip().casefold()
    return tuple(
        Offer(payer.name, id=payer.id)
        for payer in payers
        if any(_begins(name, wanted) for name in (payer.name, *payer.aliases))
    )


def _begins(name: str, wanted: str) -> bool:
    folded = name.casefold()
    return folded.startswith(wanted) or any(word.startswith(wanted) for word in folded.split())


def name_offers(names: Iterable[str], text: str) -> tuple[Offer, ...]:
    """Offer the names that begin with, or have a word that begins with, the text. Empty text: all."""
    wanted = text.strip().casefold()
    return tuple(Offer(name) for name in names if _begins(name, wanted))
