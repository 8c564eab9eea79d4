import datetime as dt
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QPalette, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from denialdesk.domain.case import Measure
from denialdesk.domain.criteria import Status
from denialdesk.domain.dates import PartialDate
from denialdesk.domain.law import Deadline
from denialdesk.ui import theme
from denialdesk.ui.models.completion import Offer, name_offers
from denialdesk.ui.models.timeline_bars import timeline_of
from denialdesk.ui.widgets.choice_edit import DONT_KNOW, ChoiceEdit
from denialdesk.ui.widgets.completing_edit import CompletingEdit
from denialdesk.ui.widgets.date_edit import PartialDateEdit
from denialdesk.ui.widgets.deadline_lines import DeadlineBlock
from denialdesk.ui.widgets.field_row import FieldRow
from denialdesk.ui.widgets.labels import ElidedLabel
from denialdesk.ui.widgets.link_button import LinkButton
from denialdesk.ui.widgets.measure_list import MeasureList
from denialdesk.ui.widgets.npi_edit import NpiEdit
from denialdesk.ui.widgets.page_scroll import PageScroll
from denialdesk.ui.widgets.states import STATUS_SIGNS
from denialdesk.ui.widgets.status_chip import StatusChip
from denialdesk.ui.widgets.text_edits import ReasonEdit
from denialdesk.ui.widgets.timeline_strip import TimelineStrip
from denialdesk.ui.widgets.yes_no_edit import YesNoEdit
from tests.makers import make_therapy, on
from tests.ui.sessions import click, focused

TODAY = dt.date(2026, 11, 21)
WORDS = ("once daily", "once weekly", "twice daily")


def shown(qtbot: QtBot, widget: QWidget) -> QWidget:
    qtbot.addWidget(widget)
    with qtbot.waitActive(widget):
        widget.show()
        widget.activateWindow()
    return widget


@pytest.fixture(params=[theme.Appearance.LIGHT, theme.Appearance.DARK])
def appearance(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[theme.Appearance]:
    before = QPalette(qapp.palette())
    theme.apply_appearance(qapp, request.param)
    yield request.param
    qapp.setPalette(before)


@pytest.mark.usefixtures("appearance")
@pytest.mark.parametrize("status", list(Status))
def test_a_chip_is_readable_in_light_and_dark(status: Status) -> None:
    colors = theme.colors()
    tone = STATUS_SIGNS[status].tone
    assert theme.contrast(colors.tone(tone), colors.tint(tone)) >= 4.5
    assert theme.contrast(colors.tone(tone), colors.window) >= 4.5


def test_a_chip_says_its_state_by_word_and_icon(qtbot: QtBot) -> None:
    chip = StatusChip(Status.MET)
    qtbot.addWidget(chip)
    signs = set()
    for status in Status:
        chip.show_status(status)
        assert chip.accessibleName() == chip.sign.word
        assert chip.sizeHint().width() > chip.fontMetrics().horizontalAdvance(chip.sign.word)
        signs.add((chip.sign.word, chip.sign.icon))
    assert len(signs) == 4


def test_a_chip_paints_word_and_icon(qtbot: QtBot) -> None:
    chip = StatusChip(Status.NOT_MET)
    shown(qtbot, chip)
    image = chip.grab().toImage()
    colors = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    assert theme.colors().tone(theme.Tone.BAD).name() in colors


def test_a_field_says_error_before_note_before_hint(qtbot: QtBot) -> None:
    row = FieldRow("Name", QLineEdit(), hint="hint")
    qtbot.addWidget(row)
    assert row.message == "hint"
    row.set_note("note")
    assert row.message == "note"
    row.set_error("error")
    assert row.message == "error"
    assert row.editor.accessibleDescription() == "error"
    assert row.label.buddy() is row.editor
    row.set_error("")
    row.set_note("")
    assert row.editor.accessibleDescription() == "hint"


def test_a_date_already_shown_is_not_rewritten_while_one_types(qtbot: QtBot) -> None:
    edit = PartialDateEdit(lambda: TODAY)
    shown(qtbot, edit)
    edit.reset(on("2024-03"))
    edit.line.setFocus()
    QTest.keyClick(edit.line, Qt.Key.Key_End)
    QTest.keyClicks(edit.line, "x")
    edit.show_date(on("2024-03"))
    assert edit.line.text() == "3/2024x"
    edit.show_date(on("2025"))
    assert edit.line.text() == "2025", "undo shows its value"


def test_leaving_a_date_untouched_is_no_edit(qtbot: QtBot) -> None:
    edit = PartialDateEdit(lambda: TODAY)
    shown(qtbot, edit)
    edit.reset(on("2024-03"))
    with qtbot.assertNotEmitted(edit.date_edited):
        edit.line.setFocus()
        QTest.keyClick(edit.line, Qt.Key.Key_Return)
        QTest.keyClick(edit.line, Qt.Key.Key_Tab)


def test_a_date_counts_before_a_shortcut_acts_though_the_cursor_stays(qtbot: QtBot) -> None:
    edit = PartialDateEdit(lambda: TODAY)
    shown(qtbot, edit)
    seen: list[PartialDate] = []
    shortcut = QShortcut(QKeySequence("Ctrl+Return"), edit)
    shortcut.activated.connect(lambda: seen.append(edit.value))
    edit.line.setFocus()
    QTest.keyClicks(edit.line, "3/2024")
    QTest.keyClick(edit.line, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert edit.line.isModified(), "selecting all is part of the typing"
    QTest.keyClick(edit.line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert seen == [on("2024-03")]


def test_clearing_a_date_makes_it_unknown(qtbot: QtBot) -> None:
    edit = PartialDateEdit(lambda: TODAY)
    shown(qtbot, edit)
    edit.reset(on("2024-03"))
    edit.line.setFocus()
    edit.line.selectAll()
    QTest.keyClick(edit.line, Qt.Key.Key_Delete)
    with qtbot.waitSignal(edit.date_edited) as edited:
        QTest.keyClick(edit.line, Qt.Key.Key_Return)
    assert not edited.args[0].is_known


def test_a_birth_date_with_two_digits_lies_in_the_past(qtbot: QtBot) -> None:
    edit = PartialDateEdit(lambda: TODAY, is_birth=True)
    shown(qtbot, edit)
    edit.line.setFocus()
    QTest.keyClicks(edit.line, "6/15/38")
    with qtbot.waitSignal(edit.date_edited) as edited:
        QTest.keyClick(edit.line, Qt.Key.Key_Return)
    assert edited.args[0] == on("1938-06-15")


def make_completing(qtbot: QtBot, *, has_arrow: bool = False) -> CompletingEdit:
    edit = CompletingEdit(lambda text: name_offers(WORDS, text), has_arrow=has_arrow)
    shown(qtbot, edit)
    edit.setFocus()
    return edit


def test_offers_follow_what_is_typed_and_go_when_nothing_fits(qtbot: QtBot) -> None:
    edit = make_completing(qtbot)
    QTest.keyClicks(edit, "once")
    assert [offer.text for offer in edit.offers_shown] == ["once daily", "once weekly"]
    QTest.keyClicks(edit, " w")
    assert [offer.text for offer in edit.offers_shown] == ["once weekly"]
    QTest.keyClicks(edit, "x")
    assert edit.offers_shown == ()
    assert edit.text() == "once wx", "free text is allowed"


def test_enter_takes_the_offer_chosen(qtbot: QtBot) -> None:
    edit = make_completing(qtbot)
    finished: list[str] = []
    edit.editingFinished.connect(lambda: finished.append(edit.text()))
    QTest.keyClicks(edit, "tw")
    QTest.keyClick(edit._popup, Qt.Key.Key_Down)
    with qtbot.waitSignal(edit.offer_taken) as taken:
        QTest.keyClick(edit._popup, Qt.Key.Key_Return)
    assert taken.args == [Offer("twice daily")]
    assert edit.text() == "twice daily"
    assert set(finished) <= {"twice daily"}, "half a word is never taken as finished"


def test_all_offers_are_shown_by_key_and_by_the_arrow(qtbot: QtBot) -> None:
    edit = make_completing(qtbot, has_arrow=True)
    QTest.keyClick(edit, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert len(edit.offers_shown) == 3
    edit._popup.hide()
    edit.actions()[0].trigger()
    assert len(edit.offers_shown) == 3


def test_a_choice_made_by_the_program_tells_nobody(qtbot: QtBot) -> None:
    choice = ChoiceEdit(((None, DONT_KNOW), (1, "One")))
    qtbot.addWidget(choice)
    with qtbot.assertNotEmitted(choice.choice_made):
        choice.show_value(1)
    assert choice.value == 1
    choice.show_value("not in the list")
    assert choice.value is None


def test_yes_no_is_answered_by_arrow_keys_once_each(qtbot: QtBot) -> None:
    edit = YesNoEdit()
    shown(qtbot, edit)
    edit.show_value(None)
    answers: list[bool | None] = []
    edit.answered.connect(answers.append)
    edit.setFocus()
    QTest.keyClick(focused(), Qt.Key.Key_Left)
    QTest.keyClick(focused(), Qt.Key.Key_Left)
    assert answers == [False, True]
    assert edit.value is True


def test_a_reason_grows_with_its_lines_up_to_a_limit(qtbot: QtBot) -> None:
    edit = ReasonEdit(least_lines=2, most_lines=5)
    shown(qtbot, edit)
    heights = []
    for lines in (1, 3, 5, 9):
        edit.show_text("\n".join(["line"] * lines))
        heights.append(edit.sizeHint().height())
    assert heights[0] < heights[1] < heights[2] == heights[3]


def test_showing_a_reason_tells_nobody_and_keeps_the_cursor(qtbot: QtBot) -> None:
    edit = ReasonEdit()
    shown(qtbot, edit)
    edit.show_text("one two three")
    cursor = edit.textCursor()
    cursor.setPosition(4)
    edit.setTextCursor(cursor)
    with qtbot.assertNotEmitted(edit.text_typed):
        edit.show_text("one two four")
    assert edit.textCursor().position() == 4


def test_an_npi_typed_with_spaces_is_not_rewritten(qtbot: QtBot) -> None:
    edit = NpiEdit()
    shown(qtbot, edit)
    QTest.keyClicks(edit, "1234 567")
    edit.show_text("1234567")
    assert edit.text() == "1234 567"


def test_a_shortened_label_has_all_of_it_in_its_tooltip(qtbot: QtBot) -> None:
    label = ElidedLabel("A very long name of a policy that does not fit")
    shown(qtbot, label)
    label.resize(80, 20)
    label.repaint()
    assert label.toolTip() == label.text()
    label.resize(800, 20)
    label.repaint()
    assert label.toolTip() == ""


def test_a_link_wraps_instead_of_being_cut(qtbot: QtBot) -> None:
    link = LinkButton("A remedy with quite a few words that need more than one line", "therapies")
    qtbot.addWidget(link)
    assert link.heightForWidth(150) > link.heightForWidth(900)
    with qtbot.waitSignal(link.followed) as followed:
        QTest.keyClick(link, Qt.Key.Key_Space)
    assert followed.args == ["therapies"]


def test_a_scrolled_column_is_no_higher_than_its_wrapped_text(qtbot: QtBot) -> None:
    from denialdesk.ui.widgets.labels import WrapLabel

    content = QWidget()
    layout = QVBoxLayout(content)
    for _ in range(20):
        layout.addWidget(WrapLabel("Some words that fit on one line of a wide page, and on several of a narrow one."))
    scroll = PageScroll(content, 900)
    qtbot.addWidget(scroll)
    scroll.resize(1000, 700)
    with qtbot.waitExposed(scroll):
        scroll.show()
    assert scroll.verticalScrollBar().maximum() == 0
    scroll.resize(300, 400)
    qtbot.waitUntil(lambda: scroll.verticalScrollBar().maximum() > 0)
    assert scroll.horizontalScrollBar().maximum() == 0


def make_strip(qtbot: QtBot) -> TimelineStrip:
    strip = TimelineStrip()
    rows = [
        make_therapy("methotrexate", "2023-01-01", "2023-06-01", id="a"),
        make_therapy("Humira", "2024", "2025-01-01", id="b"),
        make_therapy("Enbrel", "2025-02-01", id="c", ongoing=True),
    ]
    strip.show_timeline(timeline_of(rows, TODAY))
    shown(qtbot, strip)
    strip.resize(900, strip.sizeHint().height())
    return strip


def test_a_click_on_a_bar_chooses_its_therapy(qtbot: QtBot) -> None:
    strip = make_strip(qtbot)
    with qtbot.waitSignal(strip.therapy_clicked) as clicked:
        click(strip, strip.bar_rect("b").center().toPoint())
    assert clicked.args == ["b"]


def test_bars_lie_in_time_and_vague_ends_are_fainter(qtbot: QtBot) -> None:
    strip = make_strip(qtbot)
    first, second, third = (strip.bar_rect(each) for each in "abc")
    assert first.right() < second.left() < second.right() < third.right()
    image = strip.grab().toImage()
    ratio = image.devicePixelRatio()
    level = round(second.center().y() * ratio)
    begin = image.pixelColor(round((second.left() + 4) * ratio), level)
    end = image.pixelColor(round((second.right() - 4) * ratio), level)
    solid = theme.colors().tone(theme.Tone.ACCENT)
    assert theme.contrast(end, solid) < 1.3
    assert theme.contrast(begin, solid) > 1.8


def test_the_strip_is_told_in_words_too(qtbot: QtBot) -> None:
    strip = make_strip(qtbot)
    words = strip.accessibleDescription()
    assert "methotrexate: January 1, 2023 to June 1, 2023, 5 months" in words
    assert "today, ongoing" in words
    assert "No therapy recorded for 214 days" in words
    assert strip._words_at(strip.bar_rect("a").center()).startswith("methotrexate")


def test_a_refused_deadline_says_why_and_whom_to_ask(qtbot: QtBot) -> None:
    refused = Deadline(
        "internal_appeal", "Internal appeal", None, None, "", None, start_is_presumed=False, citations=(),
        refusal="The plan type is not known.", ask="Ask the plan.",
    )  # fmt: skip
    block = DeadlineBlock(refused, TODAY)
    qtbot.addWidget(block)
    from PySide6.QtWidgets import QLabel

    said = " ".join(label.text() for label in block.findChildren(QLabel))
    assert "The plan type is not known. Ask the plan." in said
    assert block.counting is None


def test_measures_are_added_typed_and_removed(qtbot: QtBot) -> None:
    measures: list[tuple[Measure, ...]] = [()]
    widget = MeasureList(lambda: TODAY, lambda: f"m{len(measures)}")
    shown(qtbot, widget)
    widget.show_measures("t", ())

    def change(_label: str, function: object, _key: str) -> None:
        assert callable(function)
        measures.append(function(measures[-1]))
        widget.show_measures("t", measures[-1], ("DAS28-CRP", "CDAI"))

    widget.measures_edited.connect(change)
    click(widget.add_button)
    (line,) = widget.lines.values()
    assert line.instrument.hasFocus()
    QTest.keyClicks(line.instrument, "das")
    assert [offer.text for offer in line.instrument.offers_shown] == ["DAS28-CRP"]
    QTest.keyClick(line.instrument._popup, Qt.Key.Key_Down)
    QTest.keyClick(line.instrument._popup, Qt.Key.Key_Return)
    line.value.setFocus()
    QTest.keyClicks(line.value, "5.6 points")
    line.on.setFocus()
    QTest.keyClicks(line.on, "2/30/2024")
    QTest.keyClick(line.on, Qt.Key.Key_Return)
    assert "no day 30" in widget.error
    assert line.on.text() == "2/30/2024"
    line.on.selectAll()
    QTest.keyClicks(line.on, "3/2024")
    QTest.keyClick(line.on, Qt.Key.Key_Return)
    assert widget.error == ""
    (measure,) = measures[-1]
    assert (measure.instrument, measure.value, measure.unit) == ("DAS28-CRP", "5.6", "points")
    assert (measure.on, measure.therapy_id) == (on("2024-03"), "t")
    click(line.remove)
    assert measures[-1] == ()
    assert not widget.lines
