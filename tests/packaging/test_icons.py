"""The program's icon: one drawing, and what the installers carry of it."""

import io
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat
from PIL.IcnsImagePlugin import IcnsImageFile
from PIL.IcoImagePlugin import IcoImageFile
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ROOT = Path(__file__).resolve().parents[2]
DRAWING = ROOT / "resources" / "icons" / "denialdesk.svg"
INSTALLERS = ROOT / "installers"
LINUX_SIZES = (16, 24, 32, 48, 128, 256)
AGAIN = "run tools/draw_icons.py"


def drawn(size: int) -> Image.Image:
    """The drawing as it is now."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(DRAWING)).render(painter)
    painter.end()
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, "PNG")  # type: ignore[call-overload]  # bytes say the stubs, and fail
    return Image.open(io.BytesIO(content.data())).convert("RGBA")


def difference(first: Image.Image, second: Image.Image) -> float:
    """How far two pictures are apart on the same grounds, from 0 to 255; another Qt rounds edges a little otherwise."""
    worst = 0.0
    for ground in ("white", "black"):
        flat = []
        for picture in (first, second):
            base = Image.new("RGBA", picture.size, ground)
            base.alpha_composite(picture.convert("RGBA"))
            flat.append(base.convert("RGB"))
        worst = max(worst, *ImageStat.Stat(ImageChops.difference(*flat)).mean)
    return worst


@pytest.mark.usefixtures("qapp")
def test_windows_has_every_size_of_the_drawing() -> None:
    with Image.open(INSTALLERS / "windows" / "denialdesk.ico") as icon:
        assert isinstance(icon, IcoImageFile)
        assert icon.ico.sizes() == {(size, size) for size in (16, 20, 24, 32, 40, 48, 64, 256)}
        for size in (16, 32, 48, 256):
            assert difference(icon.ico.getimage((size, size)), drawn(size)) < 2, AGAIN


@pytest.mark.usefixtures("qapp")
def test_macos_has_every_size_of_the_drawing_with_air_around_it() -> None:
    with Image.open(INSTALLERS / "macos" / "denialdesk.icns") as icon:
        assert isinstance(icon, IcnsImageFile)
        sizes = {(width, scale) for width, _height, scale in icon.icns.itersizes()}
        assert sizes == {(points, scale) for points in (16, 32, 128, 256, 512) for scale in (1, 2)}
        large = icon.icns.getimage((512, 512, 2)).convert("RGBA")
    edge = round(1024 * 0.08)
    assert large.getpixel((edge // 2, 512)) == (0, 0, 0, 0)
    inner = large.crop((edge, edge, 1024 - edge, 1024 - edge))
    assert difference(inner, drawn(inner.width)) < 2, AGAIN


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("size", LINUX_SIZES)
def test_linux_has_the_drawing_as_pictures(size: int) -> None:
    with Image.open(INSTALLERS / "linux" / "icons" / f"denialdesk-{size}.png") as picture:
        assert picture.size == (size, size)
        assert difference(picture.convert("RGBA"), drawn(size)) < 2, AGAIN


@pytest.mark.usefixtures("qapp")
def test_the_drawing_is_told_from_its_ground_on_every_task_bar() -> None:
    small = drawn(16)
    for ground in ("#ffffff", "#f3f3f3", "#202020", "#000000"):
        empty = Image.new("RGBA", small.size, ground)
        assert difference(small, empty) > 30
    data = small.tobytes()
    pixels = [data[start : start + 4] for start in range(0, len(data), 4)]
    assert 8 <= sum(min(pixel) > 200 for pixel in pixels) <= 60  # the check mark is there at 16 pixels, and is no blot


def test_the_build_takes_what_is_there() -> None:
    spec = (INSTALLERS / "denialdesk.spec").read_text(encoding="utf-8")
    named = re.findall(r'ROOT / "installers" / "(\w+)" / "(denialdesk\.\w+)"', spec)
    assert dict(named) == {"windows": "denialdesk.ico", "macos": "denialdesk.icns"}
    assert all((INSTALLERS / folder / name).is_file() for folder, name in named)
    assert '!define MUI_ICON "${ICON}"' in (INSTALLERS / "windows" / "denialdesk.nsi").read_text(encoding="utf-8")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the archive and its script are for Linux")
def test_the_linux_archive_brings_the_icon_and_takes_it_away_again(tmp_path: Path) -> None:
    bundle = tmp_path / "bundle"
    (bundle / "_internal").mkdir(parents=True)
    (bundle / "denialdesk").write_text("#!/bin/sh\n", encoding="utf-8")
    (bundle / "denialdesk").chmod(0o755)
    archive, home = tmp_path / "DenialDesk.tar.gz", tmp_path / "home"
    home.mkdir()
    bash = shutil.which("bash") or "bash"
    env = {"PATH": os.environ["PATH"], "HOME": str(home)}
    make = [bash, str(INSTALLERS / "linux" / "make_archive.sh"), str(bundle), str(archive)]
    subprocess.run(make, env=env, check=True)
    shutil.unpack_archive(archive, tmp_path / "unpacked", filter="data")
    script = tmp_path / "unpacked" / "DenialDesk" / "install.sh"
    subprocess.run([bash, str(script)], env=env, check=True, capture_output=True)
    icons = home / ".local" / "share" / "icons" / "hicolor"
    found = {path.relative_to(icons).as_posix() for path in icons.rglob("denialdesk.*")}
    assert found == {
        "scalable/apps/denialdesk.svg",
        *(f"{size}x{size}/apps/denialdesk.png" for size in LINUX_SIZES),
    }
    entry = (home / ".local" / "share" / "applications" / "denialdesk.desktop").read_text(encoding="utf-8")
    assert "Icon=denialdesk\n" in entry
    subprocess.run([bash, str(script), "--remove"], env=env, check=True, capture_output=True)
    assert list(icons.rglob("denialdesk.*")) == []
    assert not (home / ".local" / "opt" / "denialdesk").exists()
