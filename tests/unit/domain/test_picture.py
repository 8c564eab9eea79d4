import pytest
from hypothesis import given
from hypothesis import strategies as st

from denialdesk.domain.picture import (
    LARGEST_FILE,
    PictureError,
    PictureKind,
    picture_from_text,
    picture_to_text,
    read_picture,
)
from tests.pictures import chunk, jpeg_shell, make_png, segment

PLACE = b"a camera's place and an author's name"


def test_png_and_jpeg_are_read_with_their_size() -> None:
    png, jpeg = read_picture(make_png(200, 50)), read_picture(jpeg_shell(200, 50))
    assert (png.kind, png.width, png.height) == (PictureKind.PNG, 200, 50)
    assert (jpeg.kind, jpeg.width, jpeg.height) == (PictureKind.JPEG, 200, 50)


def test_what_is_not_picture_is_dropped() -> None:
    png = read_picture(make_png(120, 40, chunk(b"tEXt", PLACE), chunk(b"eXIf", PLACE)))
    jpeg = read_picture(jpeg_shell(120, 40, segment(0xE0, b"JFIF\x00"), segment(0xE1, PLACE), segment(0xFE, PLACE)))
    assert png.data == make_png(120, 40)
    assert jpeg.data == jpeg_shell(120, 40, segment(0xE0, b"JFIF\x00"))
    assert read_picture(make_png() + PLACE).data == make_png()  # behind the end


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "no PNG or JPEG"),
        (b"GIF89a" + b"\x00" * 50, "no PNG or JPEG"),
        (b"<svg/>", "no PNG or JPEG"),
        (make_png()[:-5], "damaged or cut off"),
        (make_png()[:60] + b"\x00" + make_png()[61:], "damaged or cut off"),
        (b"\x89PNG\r\n\x1a\n" + chunk(b"IEND", b""), "damaged or cut off"),
        (jpeg_shell()[:-2], "damaged or cut off"),
        (jpeg_shell()[:20], "damaged or cut off"),
        (b"\xff\xd8\xff\xd9" * 4, "damaged or cut off"),
        (make_png(3001, 300), "more than 3000"),
        (make_png(20, 20), "fewer than 24"),
        (make_png(1000, 30), "too long and narrow"),
        (make_png() + b"\x00" * LARGEST_FILE, "larger than 1 MB"),
    ],
)
def test_odd_pictures_are_refused_with_a_sentence(data: bytes, message: str) -> None:
    with pytest.raises(PictureError, match=message) as caught:
        read_picture(data)
    assert caught.value.remedy


@given(st.binary(max_size=300), st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", make_png()[:70]]))
def test_any_bytes_are_read_or_refused(data: bytes, head: bytes) -> None:
    try:
        picture = read_picture(head + data)
    except PictureError:
        return
    assert picture.width > 0


def test_a_picture_is_kept_as_text_and_an_unusable_one_is_none() -> None:
    picture = read_picture(make_png())
    assert picture_from_text(picture_to_text(picture)) == picture
    assert picture_from_text("") is None
    assert picture_from_text("no Base64 !") is None
    assert picture_from_text("AAAA") is None


def test_a_picture_keeps_its_shape_in_a_box() -> None:
    picture = read_picture(make_png(300, 100))
    assert picture.fitted(216, 54) == (162.0, 54.0)
    assert picture.fitted(90, 54) == (90.0, 30.0)
