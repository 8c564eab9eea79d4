"""The window's own icon: drawn after the window is on the screen, in every size it is asked for."""

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from denialdesk.office import Office
from tests.ui.programs import RunningProgram


def test_the_icon_comes_after_the_window(qtbot: QtBot, office: Office) -> None:
    QApplication.setWindowIcon(QIcon())
    running = RunningProgram(qtbot, lambda: office)
    had_icon: list[bool] = []
    running.window.appeared.connect(lambda: had_icon.append(not QApplication.windowIcon().isNull()))
    # Connected later than the program's own slot, so it is asked after that; the paint itself came before both.
    assert QApplication.windowIcon().isNull()
    running.start()
    assert had_icon == [True]
    icon = running.window.windowIcon()
    assert {size.width() for size in icon.availableSizes()} >= {16, 32, 48, 128}
    assert not icon.pixmap(16).toImage().allGray()
    running.close()
