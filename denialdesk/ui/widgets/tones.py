"""State colours for light and dark palettes: each at least 4.5:1 against its own fill and against the page."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtGui import QColor, QPalette

from denialdesk.domain.criteria import Status


class Tone(StrEnum):
    """What a colour means. It never stands alone: an icon and a word say the same."""

    GOOD = "good"
    BAD = "bad"
    OPEN = "open"
    SPECIAL = "special"
    NEUTRAL = "neutral"


@dataclass(frozen=True, slots=True)
class Shade:
    """The colour of text and icon, the fill behind them, and the line around the fill."""

    text: QColor
    fill: QColor
    line: QColor


_LIGHT = {
    Tone.GOOD: ("#0f5c2e", "#e3f4e8", "#a9d8b8"),
    Tone.BAD: ("#9b1c1c", "#fdeaea", "#efb9b9"),
    Tone.OPEN: ("#7a4a00", "#fdf1d8", "#e8cb8e"),
    Tone.SPECIAL: ("#5632a8", "#f0eafc", "#cbb9ef"),
    Tone.NEUTRAL: ("#45494f", "#eef0f2", "#cfd3d8"),
}
_DARK = {
    Tone.GOOD: ("#86dfa4", "#17341f", "#2c5e3b"),
    Tone.BAD: ("#ffa8a2", "#43201f", "#753633"),
    Tone.OPEN: ("#f3c876", "#3d2f12", "#6b5322"),
    Tone.SPECIAL: ("#cdbcff", "#2f2650", "#54458a"),
    Tone.NEUTRAL: ("#c5c9cf", "#33363b", "#50555c"),
}

STATUS_TONES = {
    Status.MET: Tone.GOOD,
    Status.NOT_MET: Tone.BAD,
    Status.UNKNOWN: Tone.OPEN,
    Status.EXEMPT: Tone.SPECIAL,
}
STATUS_WORDS = {
    Status.MET: "Met",
    Status.NOT_MET: "Not met",
    Status.UNKNOWN: "Unknown",
    Status.EXEMPT: "Exempt",
}


def is_dark(palette: QPalette) -> bool:
    """Say whether the palette is a dark one."""
    return palette.color(QPalette.ColorRole.Window).lightness() < 128


def shade_of(palette: QPalette, tone: Tone) -> Shade:
    """Choose the colours of a tone for this palette."""
    text, fill, line = (_DARK if is_dark(palette) else _LIGHT)[tone]
    return Shade(QColor(text), QColor(fill), QColor(line))


def muted_text(palette: QPalette) -> QColor:
    """The colour of hints: quieter than the text, still at least 4.5:1 on the page."""
    return QColor("#b4b8be") if is_dark(palette) else QColor("#565b62")


def hairline(palette: QPalette) -> QColor:
    """The colour of the one line that divides."""
    return QColor("#4a4e54") if is_dark(palette) else QColor("#d5d8dc")


def blend(first: QColor, second: QColor, share: float) -> QColor:
    """Mix two colours; ``share`` is the part of the first, 0 to 1."""
    return QColor(
        *(
            round(one * share + other * (1 - share))
            for one, other in zip(first.getRgb()[:3], second.getRgb()[:3], strict=True)  # type: ignore[index, arg-type]  # PySide6 types getRgb as object
        )
    )


def contrast(first: QColor, second: QColor) -> float:
    """The contrast ratio of two opaque colours, 1 to 21 (WCAG 2.2, 1.4.3)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: QColor) -> float:
    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF())
