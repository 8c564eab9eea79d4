from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from denialdesk.domain.case import AnswerValue, Case, ConfirmedPolicy
from denialdesk.domain.criteria import Status
from denialdesk.domain.therapy import Origin, Outcome, Provenance
from denialdesk.ui import theme
from denialdesk.ui.pages.criteria import CriteriaPage
from denialdesk.ui.widgets.answer_editor import StatementEditor, TrialAnswerEditor
from denialdesk.ui.widgets.link_button import LinkButton
from tests.makers import make_case, make_prescriber, make_request, make_therapy
from tests.ui.sessions import click, focused, make_session, nameless_controls, opened

PA = "cigna-upadacitinib-ra-pa"
PREFERRED = "cigna-upadacitinib-ra-preferred-product"


def make_page(qtbot: QtBot, case: Case) -> CriteriaPage:
    page = CriteriaPage(make_session(case))
    qtbot.addWidget(page)
    page.resize(1130, 600)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    QApplication.processEvents()  # the cards are made when the page is first shown, and laid out after that
    return page


def failed_humira() -> Case:
    return make_case(make_therapy("Humira", "2023-09-01", "2024-02-20", id="t-humira"))


def untried() -> Case:
    return make_case(make_therapy("methotrexate", "2023-01-15", "2023-07-20", id="t-mtx"))


def status_of(page: CriteriaPage, path: str, policy: str = PA) -> Status:
    return page.cards[policy].rows[path].chip.status


def links_of(page: CriteriaPage, path: str, policy: str = PA) -> list[LinkButton]:
    return [link for link in page.cards[policy].rows[path].findChildren(LinkButton) if not link.isHidden()]


def test_both_policy_layers_stand_in_order_with_the_rows_that_answer_them(qtbot: QtBot) -> None:
    page = make_page(qtbot, failed_humira())
    assert list(page.cards) == [PA, PREFERRED]
    assert page.summary.text() == "2 policies apply, and each must be met."
    assert status_of(page, "step1") is Status.MET
    assert page.cards[PA].chip.sign.word == "Met"
    assert any("Humira" in link.text() for link in links_of(page, "step1"))
    assert page.cards[PA].rows["step1.any1"].isVisible(), "the way that was used is shown"


def test_the_other_ways_unfold(qtbot: QtBot) -> None:
    page = make_page(qtbot, failed_humira())
    card = page.cards[PA]
    assert not card.rows["step1.any2"].isVisible()
    click(card.ways["step1#other"].button)
    assert card.rows["step1.any2"].isVisible()
    click(card.ways["step1#other"].button)
    assert not card.rows["step1.any2"].isVisible()


def test_a_row_that_answers_leads_to_the_log(qtbot: QtBot) -> None:
    page = make_page(qtbot, failed_humira())
    link = links_of(page, "step1")[0]
    with qtbot.waitSignal(page._session.jump_requested) as jumped:
        click(link)
    assert jumped.args == ["therapy:t-humira:drug"]


def test_what_blocks_offers_the_shortest_way_as_a_button(qtbot: QtBot) -> None:
    case = replace(untried(), prescriber=make_prescriber(specialty=""))
    page = make_page(qtbot, case)
    assert status_of(page, "prescriber") is Status.UNKNOWN
    link = links_of(page, "prescriber")[0]
    assert link.text() == "Add the prescriber's specialty"
    with qtbot.waitSignal(page._session.jump_requested) as jumped:
        QTest.keyClick(link, Qt.Key.Key_Space)
    assert jumped.args == ["prescriber.specialty"]


def test_an_unchecked_policy_says_so_in_plain_sight_until_the_office_confirms_it(qtbot: QtBot) -> None:
    page = make_page(qtbot, failed_humira())
    card = page.cards[PA]
    assert card.checked.text() == "Not checked against the payer's document."
    click(card.confirm)
    assert card.form.number.hasFocus()
    assert card.form.number.text() == "IP0682", "what is known is filled in"
    click(card.form.save)
    assert card.form.date_row.error
    assert card.form.date.line.hasFocus()
    QTest.keyClicks(card.form.date.line, "Mar 2026")
    QTest.keyClick(card.form.date.line, Qt.Key.Key_Tab)
    click(card.form.save)
    assert "to the day" in card.form.date_row.error
    card.form.date.line.setFocus()
    card.form.date.line.selectAll()
    QTest.keyClicks(card.form.date.line, "3/15/2026")
    QTest.keyClick(card.form.date.line, Qt.Key.Key_Tab)
    card.form.page.setFocus()
    QTest.keyClicks(card.form.page, "4")
    click(card.form.save)
    assert card.form.name_row.error
    card.form.name.setFocus()
    QTest.keyClicks(card.form.name, "Casey Invented")
    click(card.form.save)
    assert opened(page._session).confirmed_policies == (
        ConfirmedPolicy(PA, "IP0682", "2026-03-15", "4", "Casey Invented", "2026-11-21"),
    )
    assert "Checked against the payer's document by Casey Invented" in card.checked.text()
    assert "effective March 15, 2026" in card.about.text()
    assert not card.form.isVisible()
    assert not card.confirm.isVisible()
    click(card.withdraw)
    assert opened(page._session).confirmed_policies == ()
    assert card.confirm.isVisible()


def test_confirming_can_be_cancelled(qtbot: QtBot) -> None:
    page = make_page(qtbot, failed_humira())
    card = page.cards[PA]
    click(card.confirm)
    card.form.cancelled.emit()
    assert opened(page._session).confirmed_policies == ()
    assert card.confirm.isVisible()


def test_rows_of_the_log_are_chosen_for_a_step(qtbot: QtBot) -> None:
    case = make_case(
        make_therapy("Humira", "2023-09-01", "2024-02-20", id="t-humira"),
        make_therapy("Enbrel", "2024-03-01", "2024-04-01", id="t-enbrel"),
    )
    page = make_page(qtbot, case)
    row, editor = page.cards[PA].rows["step1.any1"], page.cards[PA].editors["step1.any1"]
    assert isinstance(editor, TrialAnswerEditor)
    assert not editor.isVisible()
    click(row.answer)
    assert editor.isVisible()
    click(editor.box_of("t-enbrel"))
    (answer,) = opened(page._session).answers
    assert (answer.policy_id, answer.node, answer.therapy_ids) == (PA, "step1.any1", ("t-enbrel",))
    assert status_of(page, "step1.any1") is not Status.MET, "only the chosen row is looked at"
    assert row.answer.text() == "Answered"
    page._session.undo()
    assert not editor.box_of("t-enbrel").isChecked()
    assert status_of(page, "step1.any1") is Status.MET


def test_the_prescribers_reason_answers_a_step_while_the_cursor_stays(qtbot: QtBot) -> None:
    page = make_page(qtbot, untried())
    assert page.focus_target(f"answer:{PA}:step1.any1")
    editor = page.cards[PA].editors["step1.any1"]
    assert editor.reason.hasFocus()
    QTest.keyClicks(editor.reason, "Moderate heart failure.")
    assert editor.reason.hasFocus()
    (answer,) = opened(page._session).answers
    assert answer.value is AnswerValue.NOT_APPROPRIATE
    assert answer.reason == "Moderate heart failure."
    assert answer.stated_by == "Avery Invented, MD"
    assert "Moderate heart failure." in page.cards[PA].rows["step1.any1"].stated.text()
    assert len(page._session.history) == 1, "typing is one step"
    page._session.undo()
    assert editor.reason.text() == ""


def test_a_condition_that_forbids_the_drug_completes_from_the_list(qtbot: QtBot) -> None:
    page = make_page(qtbot, untried())
    page.focus_target(f"answer:{PA}:step1.any1")
    editor = page.cards[PA].editors["step1.any1"]
    assert isinstance(editor, TrialAnswerEditor)
    editor.condition.setFocus()
    QTest.keyClicks(editor.condition, "heart")
    assert editor.condition.offers_shown
    QTest.keyClick(editor.condition._popup, Qt.Key.Key_Down)
    QTest.keyClick(editor.condition._popup, Qt.Key.Key_Return)
    (answer,) = opened(page._session).answers
    assert answer.condition == editor.condition.text()
    assert "heart" in answer.condition.casefold()


def test_a_plain_requirement_is_answered_yes_no_or_not_known(qtbot: QtBot) -> None:
    case = replace(failed_humira(), prescriber=make_prescriber(specialty=""))
    page = make_page(qtbot, case)
    assert page.focus_target(f"answer:{PA}:prescriber")
    editor = page.cards[PA].editors["prescriber"]
    assert isinstance(editor, StatementEditor)
    click(editor.value._buttons[True])
    assert status_of(page, "prescriber") is Status.MET
    QTest.keyClicks(editor.reason, "Seen with Dr. Invented, rheumatology.")
    (answer,) = opened(page._session).answers
    assert (answer.value, answer.stated_by) == (AnswerValue.YES, "Avery Invented, MD")
    click(editor.value._buttons[False])
    assert status_of(page, "prescriber") is Status.NOT_MET
    click(editor.value._buttons[None])
    assert status_of(page, "prescriber") is Status.UNKNOWN


def pregnant() -> Case:
    plan = replace(make_case().plan, payer_id="aetna", payer_name="Aetna")
    request = make_request("Cimzia", drug_id="certolizumab-pegol", formulation="", already_taking=False)
    return make_case(plan=plan, request=request)


def test_a_printed_exception_is_shown_unclaimed_and_claimed_with_a_reason(qtbot: QtBot) -> None:
    policy_id = "aetna-certolizumab-ra-brand-selection"
    page = make_page(qtbot, pregnant())
    card = page.cards[policy_id]
    row = card.rows["exception1"]
    assert card._titles["exceptions"].isVisible()
    assert row.label.text() == "Pregnancy or breastfeeding"
    assert not row.chip.isVisible(), "an exception nobody claims is no requirement that is not met"
    assert links_of(page, "exception1", policy_id) == []
    assert status_of(page, "step1", policy_id) is Status.NOT_MET
    assert page.focus_target(f"answer:{policy_id}:exception1")
    editor = card.editors["exception1"]
    assert isinstance(editor, StatementEditor)
    click(editor.value._buttons[True])
    assert status_of(page, "step1", policy_id) is Status.NOT_MET, "without a reason nothing is claimed"
    editor.reason.setFocus()
    QTest.keyClicks(editor.reason, "Invented: twelve weeks pregnant.")
    (answer,) = [each for each in opened(page._session).answers if each.node == "exception1"]
    assert (answer.value, answer.stated_by) == (AnswerValue.YES, "Avery Invented, MD")
    assert status_of(page, "step1", policy_id) is Status.EXEMPT
    assert row.chip.isVisible()
    assert row.chip.sign.word == "Claimed"
    assert nameless_controls(page) == []
    click(editor.value._buttons[False])
    assert status_of(page, "step1", policy_id) is Status.NOT_MET
    assert not row.chip.isVisible()


def test_an_exception_that_the_steps_hold_is_shown_without_an_answer(qtbot: QtBot) -> None:
    plan = replace(make_case().plan, payer_id="uhc", payer_name="UnitedHealthcare")
    page = make_page(qtbot, replace(untried(), plan=plan))
    (card,) = [each for policy_id, each in page.cards.items() if policy_id == "uhc-upadacitinib-ra"]
    row = card.rows["exception1"]
    assert "needle phobia" in row.label.text()
    assert row.isVisible()
    assert not row.answer.isVisible()
    assert "exception1" not in card.editors


def test_a_jump_to_a_folded_way_unfolds_it(qtbot: QtBot) -> None:
    page = make_page(qtbot, failed_humira())
    assert page.focus_target(f"answer:{PA}:step1.any2")
    assert page.cards[PA].rows["step1.any2"].isVisible()
    editor = page.cards[PA].editors["step1.any2"]
    assert editor.reason.hasFocus()
    row = page.cards[PA].rows["step1.any2"]
    qtbot.waitUntil(lambda: not row.visibleRegion().isEmpty())


def test_jumps_to_policies_and_to_nowhere(qtbot: QtBot) -> None:
    page = make_page(qtbot, failed_humira())
    click(page.table_button)
    assert page.focus_target(f"policy:{PREFERRED}")
    assert page.cards[PREFERRED].confirm.hasFocus()
    assert not page.table_button.isChecked()
    assert not page.focus_target("policy:another")
    assert not page.focus_target(f"answer:{PA}:step9")
    assert not page.focus_target("patient.first_name")


def test_the_reviewers_table_is_one_click_away_and_says_what_the_letter_says(qtbot: QtBot) -> None:
    page = make_page(qtbot, failed_humira())
    click(page.table_button)
    text = page.table.toPlainText()
    for title in (
        "Required agent",
        "Duration required by policy",
        "Documented trial with dates",
        "TNF inhibitor (any)",
    ):
        assert title in text
    assert page.table.isVisible()
    click(page.table_button)
    assert not page.table.isVisible()


def test_policies_that_do_not_apply_are_told_with_the_reason(qtbot: QtBot) -> None:
    page = make_page(qtbot, failed_humira())
    assert not page.left_out.is_open
    click(page.left_out.button)
    assert "It is about Atopic dermatitis, not Rheumatoid arthritis." in page.left_out.body.text()  # type: ignore[attr-defined]  # a label


def test_no_policy_on_file_is_an_answer_with_ways_on(qtbot: QtBot) -> None:
    case = failed_humira()
    page = make_page(qtbot, replace(case, plan=replace(case.plan, payer_id="", payer_name="Invented Mutual")))
    assert page.cards == {}
    assert page.no_policy.isVisible()
    assert "Invented Mutual" in page.no_policy_reason.text()
    link = page.no_policy.findChildren(LinkButton)[0]
    with qtbot.waitSignal(page._session.jump_requested) as jumped:
        click(link)
    assert jumped.args == ["plan.payer_name"]


def test_cards_follow_the_request(qtbot: QtBot) -> None:
    page = make_page(qtbot, failed_humira())
    page._session.edit("Request", lambda case: replace(case, request=make_request("Stelara", "crohns-disease")))
    assert PA not in page.cards
    assert page.cards
    assert all("ustekinumab" in policy_id for policy_id in page.cards)
    page._session.undo()
    assert list(page.cards) == [PA, PREFERRED]


def test_an_unconfirmed_import_does_not_count_until_confirmed(qtbot: QtBot) -> None:
    imported = Provenance(Origin.IMPORTED, "FHIR bundle", "MedicationRequest/1", confirmed=False)
    case = make_case(make_therapy("Humira", "2023-09-01", "2024-02-20", id="t", provenance=imported))
    page = make_page(qtbot, case)
    assert status_of(page, "step1") is Status.UNKNOWN
    shown = [link for link in links_of(page, "step1.any1") if "Confirm" in link.text()]
    with qtbot.waitSignal(page._session.jump_requested) as jumped:
        click(shown[0])
    assert jumped.args == ["therapy:t:confirmed"]


@pytest.mark.parametrize("outcome", [Outcome.INADEQUATE_RESPONSE, Outcome.INTOLERANCE])
def test_the_way_that_fits_the_outcome_comes_first(qtbot: QtBot, outcome: Outcome) -> None:
    case = make_case(make_therapy("Humira", "2023-09-01", "2023-10-01", id="t", outcome=outcome))
    page = make_page(qtbot, case)
    expected = Status.MET if outcome is Outcome.INTOLERANCE else Status.NOT_MET
    assert status_of(page, "step1") is expected
    way = "step1.any2" if outcome is Outcome.INTOLERANCE else "step1.any1"
    assert page.cards[PA].rows[way].isVisible()


def test_everything_is_reached_by_tab_and_has_a_name(qtbot: QtBot) -> None:
    page = make_page(qtbot, failed_humira())
    assert nameless_controls(page) == []
    page.table_button.setFocus()
    visited = set()
    for _ in range(40):
        QTest.keyClick(focused(), Qt.Key.Key_Tab)
        visited.add(focused())
    assert {page.cards[PA].confirm, page.cards[PA].rows["step1"].answer, page.left_out.button} <= visited


def test_a_page_not_shown_does_no_work_and_catches_up_when_shown(qtbot: QtBot) -> None:
    page = make_page(qtbot, failed_humira())
    page.hide()
    page._session.edit("Rows", lambda case: replace(case, therapies=()))
    assert status_of(page, "step1") is Status.MET
    page.show()
    assert status_of(page, "step1") is Status.NOT_MET


def test_colours_follow_when_the_window_turns_dark(qtbot: QtBot, qapp: QApplication) -> None:
    page = make_page(qtbot, failed_humira())
    click(page.table_button)
    before = QPalette(qapp.palette())
    light = page.table.toHtml()
    try:
        theme.apply_appearance(qapp, theme.Appearance.DARK)
        page.setPalette(qapp.palette())  # Qt does this itself, but only while its own loop runs
        assert page.table.toHtml() != light
    finally:
        qapp.setPalette(before)
        page.setPalette(before)
    assert page.table.toHtml() == light
