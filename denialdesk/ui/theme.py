"""Colours, fonts, spacing and icons: native first, one accent, state colours readable on every palette."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QColor, QFont, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialogButtonBox, QLabel, QWidget

# The spacing scale and the heights of window.md, in device-independent pixels.
TIGHT, SMALL, MEDIUM, LARGE, WIDE = 4, 8, 12, 16, 24
ROW_HEIGHT = 28
ICON_SMALL, ICON_LARGE = 16, 20
ICON_PROPERTY = "line_icon"
PROGRAM_ICON = "denialdesk"
_PROGRAM_SIZES = (16, 20, 24, 32, 48, 64, 128)
TONE_PROPERTY = "line_icon_tone"
TEXT_PROPERTY = "text_tone"


class Appearance(StrEnum):
    """What the person chose: as the system has it, or always one."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Tone(StrEnum):
    """What a colour says. Never said by colour alone: an icon and a word go with it."""

    PLAIN = "plain"
    MUTED = "muted"
    ACCENT = "accent"
    ON_ACCENT = "on_accent"
    GOOD = "good"  # met, saved, overturned
    BAD = "bad"  # not met, failed, overdue
    CAUTION = "caution"  # unknown, due soon, not checked
    SPECIAL = "special"  # exempt


@dataclass(frozen=True, slots=True)
class Colors:
    """The colours of one palette. Every tone has a contrast of 4.5:1 or more on window, surface and its own tint."""

    dark: bool
    high_contrast: bool
    window: QColor
    surface: QColor  # lists, tables, fields
    desk: QColor  # behind the pages of the letter
    hairline: QColor
    selection: QColor  # behind a chosen row: text stays readable on it
    tones: dict[Tone, QColor]

    def tone(self, tone: Tone) -> QColor:
        """Colour of text and icons of this tone."""
        return self.tones[tone]

    def tint(self, tone: Tone) -> QColor:
        """Faint ground for a chip or a proposed value of this tone."""
        return mix(self.tones[tone], self.surface, 0.10 if not self.dark else 0.14)


_LIGHT_TONES = {
    Tone.MUTED: "#585c63",
    Tone.ACCENT: "#1d5aa3",
    Tone.GOOD: "#12642b",
    Tone.BAD: "#a8201a",
    Tone.CAUTION: "#7a4a00",
    Tone.SPECIAL: "#6233b5",
}
_DARK_TONES = {
    Tone.MUTED: "#aeb2ba",
    Tone.ACCENT: "#8fbcf7",
    Tone.GOOD: "#74d491",
    Tone.BAD: "#ffa19a",
    Tone.CAUTION: "#f2be66",
    Tone.SPECIAL: "#cdb0ff",
}
_LIGHT_CONTRAST_TONES = {
    Tone.MUTED: "#2b2b2b",
    Tone.ACCENT: "#0a3a75",
    Tone.GOOD: "#00420f",
    Tone.BAD: "#7d0000",
    Tone.CAUTION: "#553000",
    Tone.SPECIAL: "#430b8f",
}
_DARK_CONTRAST_TONES = {
    Tone.MUTED: "#e6e6e6",
    Tone.ACCENT: "#b9d8ff",
    Tone.GOOD: "#9cf5b4",
    Tone.BAD: "#ffc9c4",
    Tone.CAUTION: "#ffe08a",
    Tone.SPECIAL: "#e6d6ff",
}

_LIGHT_PALETTE = {
    "Window": "#f4f4f5",
    "WindowText": "#1b1c1e",
    "Base": "#ffffff",
    "AlternateBase": "#f7f7f8",
    "Text": "#1b1c1e",
    "PlaceholderText": "#6a6e75",
    "Button": "#f4f4f5",
    "ButtonText": "#1b1c1e",
    "BrightText": "#ffffff",
    "ToolTipBase": "#26282c",
    "ToolTipText": "#f2f2f3",
    "Light": "#ffffff",
    "Midlight": "#e9e9eb",
    "Mid": "#c4c6ca",
    "Dark": "#a3a6ab",
    "Shadow": "#75787d",
    "Highlight": "#1d5aa3",
    "HighlightedText": "#ffffff",
    "Link": "#1d5aa3",
    "LinkVisited": "#6233b5",
    "Accent": "#1d5aa3",
}
# Fusion draws outlines darker than the window, so the window has to stand well above the fields' ground to show them.
_DARK_PALETTE = {
    "Window": "#34373c",
    "WindowText": "#eeeff1",
    "Base": "#191b1e",
    "AlternateBase": "#212327",
    "Text": "#ebecee",
    "PlaceholderText": "#9a9ea6",
    "Button": "#43474e",
    "ButtonText": "#eeeff1",
    "BrightText": "#ffffff",
    "ToolTipBase": "#ebecee",
    "ToolTipText": "#191b1e",
    "Light": "#5a5f67",
    "Midlight": "#494d54",
    "Mid": "#50555d",
    "Dark": "#1d1f22",
    "Shadow": "#0b0c0d",
    "Highlight": "#2f6fbd",
    "HighlightedText": "#ffffff",
    "Link": "#8fbcf7",
    "LinkVisited": "#cdb0ff",
    "Accent": "#2f6fbd",
}
_DARK_BOX = "#5a5f67"
_DISABLED_ROLES = ("WindowText", "Text", "ButtonText")


def mix(over: QColor, under: QColor, share: float) -> QColor:
    """Lay one colour over another; ``share`` of the upper one, from 0 to 1."""
    parts = zip(over.getRgb()[:3], under.getRgb()[:3], strict=True)  # type: ignore[index]  # typed as object in Qt's stubs
    return QColor(*(round(top * share + bottom * (1 - share)) for top, bottom in parts))


def contrast(first: QColor, second: QColor) -> float:
    """Contrast of two colours as WCAG 2.2 counts it, from 1 to 21."""

    def luminance(color: QColor) -> float:
        def linear(value: float) -> float:
            return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

        red, green, blue = linear(color.redF()), linear(color.greenF()), linear(color.blueF())
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def colors() -> Colors:
    """The colours to use now: those of the running application's palette."""
    return _colors_of(QGuiApplication.palette().cacheKey())


@lru_cache(maxsize=8)
def _colors_of(_palette: int) -> Colors:
    """Look the colours up once for each palette; its cache key changes with every change to it."""
    used = QGuiApplication.palette()
    roles = (QPalette.ColorRole.Window, QPalette.ColorRole.Base, QPalette.ColorRole.WindowText)
    window, surface, text = (used.color(role) for role in roles)
    return colors_from(window, surface, text, high_contrast=_wants_high_contrast())


def _wants_high_contrast() -> bool:
    hints = QGuiApplication.styleHints()
    return bool(hints) and hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast


def colors_from(window: QColor, surface: QColor, text: QColor, *, high_contrast: bool) -> Colors:
    """Choose the tones that are readable on these grounds."""
    dark = window.lightnessF() < text.lightnessF()
    if contrast(window, text) > 20:  # a system's black-and-white theme, where it does not tell otherwise
        high_contrast = True
    if high_contrast:
        states = _DARK_CONTRAST_TONES if dark else _LIGHT_CONTRAST_TONES
    else:
        states = _DARK_TONES if dark else _LIGHT_TONES
    tones = {tone: QColor(name) for tone, name in states.items()}
    tones[Tone.PLAIN] = text
    tones[Tone.ON_ACCENT] = QColor("#10151c" if dark else "#ffffff")
    return Colors(
        dark=dark,
        high_contrast=high_contrast,
        window=window,
        surface=surface,
        desk=mix(QColor("#000000"), window, 0.25 if dark else 0.12),
        hairline=text if high_contrast else mix(text, window, 0.16),
        selection=mix(tones[Tone.ACCENT], surface, 0.22 if dark else 0.13),
        tones=tones,
    )


def apply_appearance(application: QApplication, appearance: Appearance) -> None:
    """Set the palette: the platform's own where it has one for the wish, otherwise a neutral one."""
    schemes = {
        Appearance.SYSTEM: Qt.ColorScheme.Unknown,
        Appearance.LIGHT: Qt.ColorScheme.Light,
        Appearance.DARK: Qt.ColorScheme.Dark,
    }
    hints = application.styleHints()
    hints.setColorScheme(schemes[appearance])
    scheme = hints.colorScheme()
    if appearance is not Appearance.SYSTEM and scheme == schemes[appearance]:
        return  # the platform drew its own palette
    if appearance is Appearance.SYSTEM and application.style().name() != "fusion":
        return
    dark = appearance is Appearance.DARK or scheme == Qt.ColorScheme.Dark
    palette = _neutral_palette(dark=dark)
    application.setPalette(palette)
    if dark:  # Fusion's outline of a box to check is darker than the window: its ground has to stand out instead
        palette.setColor(QPalette.ColorRole.Base, QColor(_DARK_BOX))
    for boxed in ("QCheckBox", "QRadioButton"):
        application.setPalette(palette, boxed)  # type: ignore[arg-type] # the stubs want bytes, the binding text


def _neutral_palette(*, dark: bool) -> QPalette:
    palette = QPalette()
    names = _DARK_PALETTE if dark else _LIGHT_PALETTE
    for role, name in names.items():
        palette.setColor(QPalette.ColorRole[role], QColor(name))
    for role in _DISABLED_ROLES:
        faded = mix(QColor(names[role]), QColor(names["Window"]), 0.45)
        palette.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole[role], faded)
    palette.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Highlight, QColor(names["Mid"]))
    return palette


def title_font(base: QFont, *, steps: int = 1) -> QFont:
    """Semibold, one step up from the body for each step."""
    font = QFont(base)
    font.setPointSizeF(base.pointSizeF() + 1.5 * steps)
    font.setWeight(QFont.Weight.DemiBold)
    return font


def strong_font(base: QFont) -> QFont:
    """The body size, semibold."""
    font = QFont(base)
    font.setWeight(QFont.Weight.DemiBold)
    return font


def figures_font(base: QFont) -> QFont:
    """The same font with figures of one width, for dates and numbers in columns."""
    font = QFont(base)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def set_text_tone(widget: QWidget, tone: Tone) -> None:
    """Colour a label's text; it follows when the palette changes."""
    widget.setProperty(TEXT_PROPERTY, tone.value)
    palette = widget.palette()
    palette.setColor(QPalette.ColorRole.WindowText, colors().tone(tone))
    widget.setPalette(palette)


def set_icon(target: QAbstractButton | QAction | QLabel, name: str, tone: Tone = Tone.PLAIN) -> None:
    """Give a button, action or label a line icon; it follows when the palette changes."""
    target.setProperty(ICON_PROPERTY, name)
    target.setProperty(TONE_PROPERTY, tone.value)
    if isinstance(target, QLabel):
        target.setPixmap(pixmap(name, tone, ICON_SMALL, target.devicePixelRatioF()))
    else:
        target.setIcon(icon(name, tone))


def icon(name: str, tone: Tone = Tone.PLAIN) -> QIcon:
    """A line icon in the colours of the palette, with its disabled form."""
    palette = QGuiApplication.palette()
    disabled = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.WindowText).name()
    chosen = palette.color(QPalette.ColorRole.HighlightedText).name()
    application = QGuiApplication.instance()
    ratio = application.devicePixelRatio() if isinstance(application, QGuiApplication) else 1.0
    return _icon(name, colors().tone(tone).name(), disabled, chosen, ratio)


def program_icon() -> QIcon:
    """The program's own icon in the sizes that title bars, task bars and switchers ask for."""
    made = QIcon()
    for size in _PROGRAM_SIZES:
        made.addPixmap(_drawn(PROGRAM_ICON, "", size, 1.0))
    return made


def plain_buttons(box: QDialogButtonBox) -> None:
    """Take the coloured pictures off standard buttons, which some Linux styles add and nobody else has."""
    for button in box.buttons():
        button.setIcon(QIcon())


def pixmap(name: str, tone: Tone, size: int, ratio: float) -> QPixmap:
    """A line icon as a picture of ``size`` device-independent pixels."""
    return _drawn(name, colors().tone(tone).name(), size, ratio)


def picture_in(name: str, color: str, size: int, ratio: float) -> QPixmap:
    """A line icon in a fixed colour, for paper that stays white in the dark."""
    return _drawn(name, color, size, ratio)


@cache
def _icon(name: str, color: str, disabled: str, chosen: str, ratio: float) -> QIcon:
    made = QIcon()
    shades = ((QIcon.Mode.Normal, color), (QIcon.Mode.Disabled, disabled), (QIcon.Mode.Selected, chosen))
    for size in (ICON_SMALL, ICON_LARGE):
        for mode, shade in shades:
            made.addPixmap(_drawn(name, shade, size, ratio), mode)
    return made


@cache
def _source(name: str) -> str:
    from denialdesk.system.paths import resources_dir  # noqa: PLC0415 - not before the first icon is drawn

    return (resources_dir() / "icons" / f"{name}.svg").read_text(encoding="utf-8")


@cache
def _drawn(name: str, color: str, size: int, ratio: float) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer  # noqa: PLC0415 - not needed before the first icon is drawn

    picture = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    picture.fill(Qt.GlobalColor.transparent)
    renderer = QSvgRenderer(QByteArray(_source(name).replace("currentColor", color).encode()))
    painter = QPainter(picture)
    try:
        renderer.render(painter, QRectF(0, 0, picture.width(), picture.height()))
    finally:
        painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def refresh(window: QWidget) -> None:
    """Draw the icons and toned texts of a window in the colours of now; for its change of palette."""
    for kind in (QAction, QAbstractButton, QLabel):
        for target in window.findChildren(kind):
            if isinstance(target, QLabel) and target.property(TEXT_PROPERTY):
                set_text_tone(target, Tone(target.property(TEXT_PROPERTY)))
            name = target.property(ICON_PROPERTY)
            if name and isinstance(target, QAction | QAbstractButton | QLabel):
                set_icon(target, name, Tone(target.property(TONE_PROPERTY)))
