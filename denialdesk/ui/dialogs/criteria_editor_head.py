"""The form of the policy itself: whose it is, for which drug and condition, its number and dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QGridLayout, QVBoxLayout, QWidget

from denialdesk.domain.criteria import Layer, Policy, PolicyDrug, PolicyIndication
from denialdesk.domain.dates import UNKNOWN_DATE, PartialDate
from denialdesk.domain.errors import InvalidDateError
from denialdesk.domain.policy_outline import LAYER_WORDS
from denialdesk.knowledge.known import ROUTES
from denialdesk.knowledge.library import Library
from denialdesk.ui import theme
from denialdesk.ui.dialogs.criteria_draft import PolicyDraft
from denialdesk.ui.dialogs.criteria_editor_rows import EditorForm
from denialdesk.ui.models.completion import Offer, drug_offers, name_offers, payer_offers
from denialdesk.ui.models.policy_names import drug_name, join_names, read_meaning, split_names
from denialdesk.ui.widgets.choice_edit import ChoiceEdit
from denialdesk.ui.widgets.completing_edit import CompletingEdit
from denialdesk.ui.widgets.date_edit import PartialDateEdit
from denialdesk.ui.widgets.labels import ToneLabel
from denialdesk.ui.widgets.name_edits import DrugEdit, IndicationEdit
from denialdesk.ui.widgets.names_edit import NamesEdit

PLAN_LINES = {
    "commercial": "Commercial",
    "employer": "Employer",
    "individual_and_family": "Individual and family",
    "medicare_part_d": "Medicare Part D",
    "medicare_part_b": "Medicare Part B",
    "medicaid": "Medicaid",
    "chip": "CHIP",
}
_SUPERSEDED = "superseded"


class HeadForm(EditorForm):
    """Payer, kind, drug, condition, number, dates, plans."""

    def __init__(self, draft: PolicyDraft, library: Library, today: Callable[[], dt.date]) -> None:
        super().__init__(draft, "The policy", "As its first page prints it.")
        self._library = library
        self._add_payer()
        self._add_kind()
        self._add_drug()
        self._add_condition()
        self.add_text(
            "title", "Title", lambda: draft.policy.title, lambda policy, text: replace(policy, title=text.strip())
        )
        self.number = self.add_text(
            "number", "Number", lambda: draft.policy.number, lambda policy, text: replace(policy, number=text.strip())
        )
        self.effective = self._add_date("effective_date", "Effective date", today)
        self._add_date("review_date", "Last reviewed", today)
        self.add_text(
            "page",
            "Page of the criteria",
            lambda: draft.policy.reference.section,
            lambda policy, text: replace(policy, reference=replace(policy.reference, section=text.strip())),
            "Where in the document the criteria stand.",
        )
        self._add_plans()
        self._add_standing(today)

    # ---- payer and kind

    def _add_payer(self) -> None:
        payers = self._library.payers()
        self.payer = CompletingEdit(lambda text: payer_offers(payers, text), has_arrow=True)
        self.payer.text_typed.connect(self._on_payer)
        self.payer.offer_taken.connect(self._on_payer_taken)
        is_new = not self.draft.policy.id  # another payer's text is another policy
        self.payer.setEnabled(is_new)
        self.add_row("payer", "Payer", self.payer, "From the list, or the name of another payer." if is_new else "")
        self.on_refresh(lambda: self.payer.show_text(self.draft.policy.payer_name))

    @Slot(str)
    def _on_payer(self, text: str) -> None:
        known = self._library.recognise_payer(text) if text.strip() else None
        payer_id = known.id if known else ""
        self.edit("Payer", lambda policy: replace(policy, payer_name=text, payer_id=payer_id), typed=True)

    @Slot(object)
    def _on_payer_taken(self, offer: Offer) -> None:
        self.edit("Payer", lambda policy: replace(policy, payer_name=offer.text, payer_id=offer.id))

    def _add_kind(self) -> None:
        self.kind = ChoiceEdit((layer, words) for layer, words in LAYER_WORDS.items())
        self.kind.choice_made.connect(self._on_kind)
        self.add_row("layer", "Kind of policy", self.kind)
        self.on_refresh(lambda: self.kind.show_value(self.draft.policy.layer))

    @Slot(object)
    def _on_kind(self, layer: object) -> None:
        if isinstance(layer, Layer):
            self.edit("Kind of policy", lambda policy: replace(policy, layer=layer))

    # ---- drug

    def _add_drug(self) -> None:
        self.drug = DrugEdit(self._library)
        self.drug.drug_edited.connect(self._on_drug)
        row = self.add_row("drug", "Drug", self.drug)

        def show() -> None:
            self.drug.show_text(self.draft.policy.drug.generic)
            drug = self._library.drug(self.draft.policy.drug.drug_id)
            row.set_hint(f"{drug.generic}, {drug.drug_class}" if drug else "Brand or generic name.")

        self.on_refresh(show)
        self.others = NamesEdit(lambda text: drug_offers(self._library, text))
        self.others.names_edited.connect(self._on_others)
        self.add_row("other_drugs", "Other drugs the same text covers", self.others, "Divided by semicolons.")

        def show_others() -> None:
            wanted = read_meaning(self._library, self.others.text())
            if wanted.drug_ids != frozenset(self.draft.policy.drug.other_drug_ids):
                ids = self.draft.policy.drug.other_drug_ids
                self.others.show_text(join_names(drug_name(self._library, drug_id) for drug_id in ids))
            unknown = read_meaning(self._library, self.others.text()).unknown
            self.say_unread("other_drugs", f"Not in the drug list: {', '.join(unknown)}." if unknown else "")

        self.on_refresh(show_others)
        self.routes = NamesEdit(lambda text: name_offers(sorted(ROUTES), text), has_arrow=True)
        self.routes.names_edited.connect(self._on_routes)
        self.add_row("routes", "Only for this way of giving it", self.routes, "Empty: every way.")

        def show_routes() -> None:
            if self.draft.policy.drug.routes != {*self.routes.names} & ROUTES:
                self.routes.show_text(join_names(sorted(self.draft.policy.drug.routes)))
            wrong = [name for name in self.routes.names if name not in ROUTES]
            self.say_unread("routes", f"Choose from the list; not known: {', '.join(wrong)}." if wrong else "")

        self.on_refresh(show_routes)

    @Slot(str, str)
    def _on_drug(self, text: str, drug_id: str) -> None:
        known = self._library.drug(drug_id) if drug_id else None

        def change(policy: Policy) -> Policy:
            before = policy.drug
            if known is None or known.id == before.drug_id:
                drug = replace(before, generic=text, drug_id=drug_id)
            else:
                others = tuple(each for each in before.other_drug_ids if each != known.id)
                drug = PolicyDrug(known.id, text, known.brands, drug_class=known.drug_class, other_drug_ids=others)
            return replace(policy, drug=drug)

        self.edit("Drug", change, typed=True)

    @Slot(str)
    def _on_others(self, text: str) -> None:
        own = self.draft.policy.drug.drug_id
        ids = tuple(sorted(read_meaning(self._library, text).drug_ids - {own}))
        self.edit(
            "Other drugs", lambda policy: replace(policy, drug=replace(policy.drug, other_drug_ids=ids)), typed=True
        )
        self.refresh()

    @Slot(str)
    def _on_routes(self, text: str) -> None:
        routes = frozenset(split_names(text)) & ROUTES
        self.edit("Routes", lambda policy: replace(policy, drug=replace(policy.drug, routes=routes)), typed=True)
        self.refresh()

    # ---- condition

    def _add_condition(self) -> None:
        self.condition = IndicationEdit(self._library)
        self.condition.indication_edited.connect(self._on_condition)
        self.add_row("indication", "Condition", self.condition, "Name, abbreviation or ICD-10 code.")
        self.every = QCheckBox("Every condition")
        self.every.clicked.connect(self._on_every)
        self.column.addWidget(self.every)

        def show() -> None:
            about = self.draft.policy.indication
            self.condition.show_text(about.name)
            self.condition.setEnabled(not about.covers_all)
            self.every.setChecked(about.covers_all)

        self.on_refresh(show)

    @Slot(str, str)
    def _on_condition(self, text: str, indication_id: str) -> None:
        known = self._library.indication(indication_id) if indication_id else None
        if known is None:
            about = PolicyIndication((), text)
        else:
            stems = tuple(dict.fromkeys(code.code.partition(".")[0] for code in known.icd10))
            about = PolicyIndication((known.id,), text, known.short, stems, "editor" if stems else "")
        self.edit("Condition", lambda policy: replace(policy, indication=about), typed=True)

    @Slot(bool)
    def _on_every(self, checked: bool) -> None:  # noqa: FBT001  # Qt passes it
        about = PolicyIndication((), "any", covers_all=True) if checked else PolicyIndication((), "")
        self.edit("Condition", lambda policy: replace(policy, indication=about))

    # ---- dates, plans, standing

    def _add_date(self, field: str, label: str, today: Callable[[], dt.date]) -> PartialDateEdit:
        edit = PartialDateEdit(today)
        edit.name_parts(label)
        edit.unknown.hide()
        edit.date_edited.connect(
            lambda value: self.edit(
                label, lambda policy: _with(policy, field, value.to_iso() if value.is_known else "")
            )
        )
        self.add_row(field, label, edit, "As exact as printed.")
        edit.error_changed.connect(lambda why: self.say_unread(field, why))
        self.on_refresh(lambda: edit.show_date(_date(getattr(self.draft.policy, field))))
        return edit

    def _add_plans(self) -> None:
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.WIDE)
        grid.setVerticalSpacing(theme.TIGHT)
        self.plans: dict[str, QCheckBox] = {}
        for number, (line, words) in enumerate(PLAN_LINES.items()):
            plan = self.plans[line] = QCheckBox(words)
            plan.clicked.connect(self._on_plans)
            grid.addWidget(plan, number // 2, number % 2)
        grid.setColumnStretch(2, 1)
        box.setFocusProxy(self.plans["commercial"])
        self.add_row("plan_lines", "Only for these plans", box, "None chosen: the policy does not say.")
        self.plans["commercial"].setAccessibleName("Only for these plans: Commercial")

        def show() -> None:
            for line, plan in self.plans.items():
                plan.setChecked(line in (self.draft.policy.plan_lines or ()))

        self.on_refresh(show)

    @Slot()
    def _on_plans(self) -> None:
        other = tuple(line for line in self.draft.policy.plan_lines or () if line not in self.plans)
        lines = tuple(line for line, plan in self.plans.items() if plan.isChecked()) + other
        self.edit("Plans", lambda policy: replace(policy, plan_lines=lines or None))

    def _add_standing(self, today: Callable[[], dt.date]) -> None:
        self.replaced = QCheckBox("A newer text has replaced this one")
        self.replaced.clicked.connect(self._on_replaced)
        self.replaced_on = PartialDateEdit(today)
        self.replaced_on.name_parts("Replaced on")
        self.replaced_on.unknown.hide()
        self.replaced_on.date_edited.connect(self._on_replaced_date)
        self._replaced_hint = ToneLabel("It is kept for the cases of its time.")
        column = QVBoxLayout()
        column.setSpacing(theme.TIGHT)
        column.addWidget(self.replaced)
        column.addWidget(self._replaced_hint)
        self.column.addLayout(column)
        self.replaced_on.error_changed.connect(lambda why: self.say_unread("superseded_on", why))
        self.add_row("superseded_on", "Replaced on", self.replaced_on)

        def show() -> None:
            is_replaced = self.draft.policy.currency == _SUPERSEDED
            self.replaced.setChecked(is_replaced)
            self.replaced_on.show_date(_date(self.draft.policy.superseded_on))
            self.rows["superseded_on"].setVisible(is_replaced)

        self.on_refresh(show)

    @Slot(bool)
    def _on_replaced(self, checked: bool) -> None:  # noqa: FBT001  # Qt passes it
        def change(policy: Policy) -> Policy:
            if checked:
                return replace(policy, currency=_SUPERSEDED)
            currency = "dated" if policy.effective_date else "undated"
            return replace(policy, currency=currency, currency_note="", superseded_on="")

        self.edit("Replaced", change)

    @Slot(object)
    def _on_replaced_date(self, value: PartialDate) -> None:
        self.edit("Replaced on", lambda policy: replace(policy, superseded_on=value.to_iso() if value.is_known else ""))


def _with(policy: Policy, field: str, iso: str) -> Policy:
    changed = replace(policy, **{field: iso})  # type: ignore[arg-type]  # the two fields of dates, both texts
    if changed.currency in {"dated", "undated", "probably_superseded"}:
        return replace(changed, currency="dated" if changed.effective_date else "undated", currency_note="")
    return changed


def _date(iso: str) -> PartialDate:
    try:
        return PartialDate.from_iso(iso)
    except InvalidDateError:
        return UNKNOWN_DATE
