import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from denialdesk.ui import theme
from denialdesk.ui.theme import Appearance, Tone

GROUNDS = {
    "light": ("#f4f4f5", "#ffffff", "#1b1c1e"),
    "dark": ("#212327", "#191b1e", "#ebecee"),
    "windows dark": ("#202020", "#1c1c1c", "#ffffff"),
    "mac light": ("#ececec", "#ffffff", "#262626"),
    "black": ("#000000", "#000000", "#ffffff"),
    "white": ("#ffffff", "#ffffff", "#000000"),
}
STATES = (Tone.PLAIN, Tone.MUTED, Tone.ACCENT, Tone.GOOD, Tone.BAD, Tone.CAUTION, Tone.SPECIAL)


@pytest.mark.parametrize("high_contrast", [False, True])
@pytest.mark.parametrize("grounds", GROUNDS.values(), ids=GROUNDS.keys())
def test_every_tone_is_readable_on_every_ground(grounds: tuple[str, str, str], high_contrast: bool) -> None:
    colors = theme.colors_from(*(QColor(name) for name in grounds), high_contrast=high_contrast)
    for tone in STATES:
        color = colors.tone(tone)
        for ground in (colors.window, colors.surface, colors.tint(tone), colors.selection):
            assert theme.contrast(color, ground) >= 4.5, (tone, ground.name())
    assert theme.contrast(colors.tone(Tone.ON_ACCENT), colors.tone(Tone.ACCENT)) >= 4.5


def test_contrast_is_counted_as_wcag_does() -> None:
    assert theme.contrast(QColor("#000000"), QColor("#ffffff")) == pytest.approx(21)
    assert theme.contrast(QColor("#777777"), QColor("#ffffff")) == pytest.approx(4.48, abs=0.01)


def test_icons_and_texts_follow_the_appearance(qapp: QApplication, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    button, label = QPushButton("Go", window), QLabel("state", window)
    before = qapp.palette()
    try:
        theme.apply_appearance(qapp, Appearance.LIGHT)
        theme.set_icon(button, "pill")
        theme.set_text_tone(label, Tone.GOOD)
        light = (button.icon().pixmap(16).toImage(), label.palette().color(QPalette.ColorRole.WindowText))
        theme.apply_appearance(qapp, Appearance.DARK)
        theme.refresh(window)
        dark = (button.icon().pixmap(16).toImage(), label.palette().color(QPalette.ColorRole.WindowText))
        assert light[0] != dark[0]
        assert light[1] != dark[1]
        assert theme.colors().dark
    finally:
        theme.apply_appearance(qapp, Appearance.SYSTEM)
        qapp.setPalette(before)


def test_every_icon_the_program_names_is_there() -> None:
    from denialdesk.system.paths import resources_dir

    icons = {path.stem for path in (resources_dir() / "icons").glob("*.svg")}
    sources = (resources_dir().parent / "denialdesk" / "ui").rglob("*.py")
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    import re

    named = set(re.findall(r'set_icon\([^()]*?, "([a-z0-9-]+)"', text)) | set(re.findall(r'icon\("([a-z0-9-]+)"', text))
    assert named, "the pattern finds nothing any more"
    assert named - icons == set()
