"""Draw the icon files of the installers from the program's one drawing; run it after `resources/icons/denialdesk.svg`.

Writes `installers/windows/denialdesk.ico`, `installers/macos/denialdesk.icns` and `installers/linux/icons/*.png`, which
are kept with the source so that a build draws nothing.
"""

import os
import struct
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ROOT = Path(__file__).resolve().parent.parent
DRAWING = ROOT / "resources" / "icons" / "denialdesk.svg"
INSTALLERS = ROOT / "installers"
WINDOWS = INSTALLERS / "windows" / "denialdesk.ico"
MACOS = INSTALLERS / "macos" / "denialdesk.icns"
LINUX = INSTALLERS / "linux" / "icons"

WINDOWS_SIZES = (16, 20, 24, 32, 40, 48, 64, 256)  # what Explorer and the taskbar ask for at 100 to 250 %
LINUX_SIZES = (16, 24, 32, 48, 128, 256)
# Types of a macOS icon file, each a PNG of so many pixels: 16 to 512 points, at one and at two pixels a point.
MACOS_TYPES = (
    *((b"icp4", 16), (b"icp5", 32), (b"ic07", 128), (b"ic08", 256), (b"ic09", 512)),
    *((b"ic11", 32), (b"ic12", 64), (b"ic13", 256), (b"ic14", 512), (b"ic10", 1024)),
)
MACOS_MARGIN = 0.08  # of the side: macOS leaves air around the drawings of its Dock


def drawn(size: int, margin: float = 0.0) -> QImage:
    """The drawing as a square picture with a transparent ground."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    try:
        edge = size * margin
        QSvgRenderer(str(DRAWING)).render(painter, QRectF(edge, edge, size - 2 * edge, size - 2 * edge))
    finally:
        painter.end()
    return image


def png(image: QImage) -> bytes:
    """A picture as a PNG file."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "PNG"):
        message = "Qt cannot write PNG files here"
        raise OSError(message)
    return bytes(content.data())


def bitmap(image: QImage) -> bytes:
    """A picture as icon files have their small ones: a 32-bit bitmap from the bottom up, then an empty mask."""
    size = image.width()
    header = struct.pack("<IiiHHIIiiII", 40, size, 2 * size, 1, 32, 0, 4 * size * size, 0, 0, 0, 0)
    pixels = bytes(image.constBits())
    rows = [pixels[4 * size * row : 4 * size * (row + 1)] for row in reversed(range(size))]
    return header + b"".join(rows) + bytes((size + 31) // 32 * 4 * size)


def windows_icon() -> bytes:
    """An icon file: a directory, then the pictures; the largest as PNG, as Windows reads it since Vista."""
    pictures = [(size, png(drawn(size)) if size == 256 else bitmap(drawn(size))) for size in WINDOWS_SIZES]
    place = 6 + 16 * len(pictures)
    directory = struct.pack("<HHH", 0, 1, len(pictures))
    for size, content in pictures:
        directory += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(content), place)
        place += len(content)
    return directory + b"".join(content for _size, content in pictures)


def macos_icon() -> bytes:
    """An icon file of macOS: a length, then each picture under its type."""
    parts = []
    for kind, size in MACOS_TYPES:
        content = png(drawn(size, MACOS_MARGIN))
        parts.append(kind + struct.pack(">I", 8 + len(content)) + content)
    body = b"".join(parts)
    return b"icns" + struct.pack(">I", 8 + len(body)) + body


def main() -> int:
    """Write all of them."""
    application = QGuiApplication([])
    LINUX.mkdir(exist_ok=True)
    products = {WINDOWS: windows_icon(), MACOS: macos_icon()}
    products |= {LINUX / f"denialdesk-{size}.png": png(drawn(size)) for size in LINUX_SIZES}
    for path, content in products.items():
        path.write_bytes(content)
        print(f"written: {path.relative_to(ROOT).as_posix()} ({len(content)} bytes)")
    application.shutdown()
    return 0


if __name__ == "__main__":
    sys.exit(main())
