"""The notice's points, the doubts, the label and the citations beside the letter, with mouse and keys."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from denialdesk.domain.case import LetterKind
from denialdesk.letters.text import plain_text
from denialdesk.services.demo import sample_cases
from denialdesk.ui.models.case_fields import with_field
from denialdesk.ui.pages.letter import CITATIONS, NOTICE, LetterPage
from denialdesk.ui.session import CaseSession
from denialdesk.ui.widgets.link_button import LinkButton
from denialdesk.ui.widgets.reply_box import TakeBackButton
from tests.ui.sessions import click, make_session, nameless_controls, opened

OTHER_POINT = " A tuberculosis screening within the last year is required."


@pytest.fixture
def session() -> CaseSession:
    case = sample_cases()[0]
    return make_session(replace(case, denial=replace(case.denial, reason=case.denial.reason + OTHER_POINT)))


@pytest.fixture
def page(qtbot: QtBot, session: CaseSession) -> LetterPage:
    page = LetterPage(session)
    qtbot.addWidget(page)
    page.resize(1200, 760)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    return page


def ready(session: CaseSession) -> bool:
    assert session.appraisal is not None
    return session.appraisal.readiness.is_ready


def letter_text(session: CaseSession) -> str:
    assert session.appraisal is not None
    return plain_text(session.appraisal.letter)


def said(panel: QWidget) -> str:
    return "\n".join(label.text() for label in panel.findChildren(QLabel) if label.isVisibleTo(panel))


def show_in_view(page: LetterPage, widget: QWidget) -> None:
    page.notice.page.ensureWidgetVisible(widget)
    page.citations.page.ensureWidgetVisible(widget)


def tick(page: LetterPage, evidence_id: str) -> None:
    box = page.citations.boxes[evidence_id]
    show_in_view(page, box)
    click(box, QPoint(8, box.height() // 2))


def test_a_point_nothing_answers_blocks_until_it_is_answered_in_the_letter(
    page: LetterPage, session: CaseSession
) -> None:
    assert not ready(session)
    assert page.focus_target("letter.notice_answers")
    assert page.inspector.currentIndex() == NOTICE
    assert "Answered by “How the record meets the plan’s criteria”." in said(page.notice)
    (box,) = page.notice.boxes.values()
    assert box.edit.hasFocus()
    assert not box.answer.isEnabled()
    QTest.keyClicks(box.edit, "Interferon-gamma test of June 2, 2026 was negative.")
    show_in_view(page, box.answer)
    click(box.answer)
    assert ready(session)
    assert "“Interferon-gamma test of June 2, 2026 was negative.”" in letter_text(session)
    assert page.notice.boxes == {}
    session.undo()
    assert not ready(session)


def test_a_point_may_be_set_aside_with_a_reason_and_taken_back(page: LetterPage, session: CaseSession) -> None:
    page.focus_target("letter.notice_answers")
    (box,) = page.notice.boxes.values()
    QTest.keyClicks(box.edit, "Sent by fax already")
    show_in_view(page, box.aside)
    click(box.aside)
    assert ready(session)
    assert "Sent by fax already" not in letter_text(session)
    (button,) = page.notice.findChildren(TakeBackButton)
    show_in_view(page, button)
    click(button)
    assert not ready(session)
    assert opened(session).letter.set_aside == ()


def test_a_doubt_leads_to_its_place_and_may_be_set_aside(page: LetterPage, session: CaseSession, qtbot: QtBot) -> None:
    words = "Mr. Otherman asked for this. " + opened(session).letter.medical_necessity
    session.edit("x", lambda case: replace(case, letter=replace(case.letter, medical_necessity=words)))
    page.focus_target("letter.notice_answers")
    (link,) = page.notice.findChildren(LinkButton)
    assert "“Mr. Otherman” in the statement of medical necessity is not this patient." in link.text()
    show_in_view(page, link)
    with qtbot.waitSignal(session.jump_requested) as jumped:
        click(link)
    assert jumped.args == ["letter.medical_necessity"]
    page.focus_target("letter.notice_answers")
    box = next(box for key, box in page.notice.boxes.items() if key.startswith("doubt:"))
    box.edit.setPlainText("He is her husband")
    show_in_view(page, box.aside)
    click(box.aside)
    assert not page.notice.findChildren(LinkButton) or all(
        not each.isVisibleTo(page.notice) for each in page.notice.findChildren(LinkButton)
    )
    assert "Set aside: He is her husband" in said(page.notice)


def test_a_publication_read_at_its_source_is_cited_at_once(page: LetterPage, session: CaseSession) -> None:
    assert page.focus_target("letter.citations")
    assert page.inspector.currentIndex() == CITATIONS
    assert "Ann Rheum Dis 2021;80:432-439" not in letter_text(session)
    tick(page, "select-compare-switch")
    assert "Ann Rheum Dis 2021;80:432-439" in letter_text(session)
    assert "Immediate switch of mechanism" in letter_text(session)
    tick(page, "select-compare-switch")
    assert "Ann Rheum Dis 2021;80:432-439" not in letter_text(session)


def test_a_draft_is_not_printed_before_someone_says_that_they_read_it(page: LetterPage, session: CaseSession) -> None:
    page.focus_target("letter.citations")
    tick(page, "select-choice")
    assert opened(session).letter.citations != ()
    assert "SELECT-CHOICE" not in letter_text(session)
    button = page.citations.read_buttons["select-choice"]
    show_in_view(page, button)
    click(button)
    assert page.citations.reader.hasFocus()  # a name is asked for first
    QTest.keyClicks(page.citations.reader, "Robin Samplewell")
    click(page.citations.read_buttons["select-choice"])
    assert opened(session).letter.citations[0].read_by == "Robin Samplewell"
    assert "N Engl J Med" in letter_text(session)


def test_what_speaks_against_the_request_is_shown_and_cannot_be_cited(page: LetterPage) -> None:
    page.focus_target("letter.citations")
    assert "oral-surveillance" not in page.citations.boxes


def test_the_label_is_quoted_once_someone_has_read_it(page: LetterPage, session: CaseSession) -> None:
    page.focus_target("letter.citations")
    assert "Boxed warning: " in said(page.citations)
    show_in_view(page, page.citations.confirm_label)
    click(page.citations.confirm_label)
    assert "The FDA label of" not in letter_text(session)
    assert page.citations.revised_row.error
    QTest.keyClicks(page.citations.reader, "Robin Samplewell")
    page.citations.revised.line.setFocus()
    QTest.keyClicks(page.citations.revised.line, "October 2025\t")
    click(page.citations.confirm_label)
    assert (
        "The FDA label of Rinvoq (upadacitinib) (section 1, revised October 2025) names rheumatoid arthritis as a use: "
        "adults, after inadequate response or intolerance to one or more TNF blockers." in letter_text(session)
    )
    (button,) = page.citations.findChildren(TakeBackButton)
    show_in_view(page, button)
    click(button)
    assert "The FDA label of" not in letter_text(session)


def test_the_safety_statement_is_typed_beside_the_letter_and_quoted(page: LetterPage, session: CaseSession) -> None:
    session.edit("x", lambda case: replace(case, letter=replace(case.letter, safety_statement="")))
    assert session.appraisal is not None
    assert "letter.safety_statement" in {todo.target for todo in session.appraisal.readiness.todos}
    assert page.focus_target("letter.safety_statement")
    QTest.keyClicks(page.words.rows["letter.safety_statement"].editor, "No history of thrombosis.")
    assert "Safety and monitoring, in the prescriber’s own words" in letter_text(session)
    assert "“No history of thrombosis.”" in letter_text(session)
    assert "letter.safety_statement" not in {todo.target for todo in session.appraisal.readiness.todos}


def test_every_control_of_the_panels_has_a_name(page: LetterPage) -> None:
    for target in ("letter.notice_answers", "letter.citations"):
        page.focus_target(target)
    assert nameless_controls(page.notice) == []
    assert nameless_controls(page.citations) == []


def test_a_name_of_the_worklist_in_a_text_is_doubted(page: LetterPage, session: CaseSession) -> None:
    session.other_patients = frozenset({"jane roe"})
    words = opened(session).letter.medical_necessity + " Reviewed with Jane Roe."
    session.edit("x", lambda case: replace(case, letter=replace(case.letter, medical_necessity=words)))
    assert session.appraisal is not None
    assert any("“Jane Roe”" in todo.text for todo in session.appraisal.readiness.blocking)
    assert page.focus_target("letter.notice_answers")


def test_the_address_of_a_letter_that_does_not_go_to_the_plan_is_typed_beside_it(
    page: LetterPage, session: CaseSession
) -> None:
    row = page.words.rows["letter.addresses"]
    assert not row.isVisibleTo(page.words)  # an appeal goes to the plan
    session.edit("Kind", lambda case: with_field(case, "letter.kind", LetterKind.RECORDS_REQUEST))
    assert row.isVisibleTo(page.words)
    assert page.focus_target("letter.addresses")
    QTest.keyClicks(row.editor, "1 Example Plaza")
    assert session.case is not None
    assert session.case.letter.address_for(LetterKind.RECORDS_REQUEST) == "1 Example Plaza"
    assert "1 Example Plaza" in letter_text(session)
    session.edit("Kind", lambda case: with_field(case, "letter.kind", LetterKind.REGULATOR_COMPLAINT))
    assert "1 Example Plaza" not in letter_text(session)
    assert nameless_controls(page.words) == []
