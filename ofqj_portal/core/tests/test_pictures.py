"""A picture loses what its camera wrote about place and person, keeps its way up, and must be whole and of a size."""

import io
import struct
import zlib

import pytest
from PIL import Image, PngImagePlugin

from ofqj_portal.core import file_types
from ofqj_portal.core.pictures import PictureBroken, PictureTooLarge, without_place

SECRET = "Rue de la Paix 12"


def jpeg(orientation=6):
    kept, exif = io.BytesIO(), Image.Exif()
    exif[0x0112], exif[0x010E] = orientation, SECRET
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 24.0)})
    Image.new("RGB", (40, 20), "red").save(kept, "JPEG", exif=exif, comment=SECRET)
    return kept.getvalue()


def png():
    kept, words = io.BytesIO(), PngImagePlugin.PngInfo()
    words.add_text("Comment", SECRET)
    Image.new("RGB", (40, 20), "red").save(kept, "PNG", pnginfo=words)
    return kept.getvalue()


def test_a_jpeg_keeps_its_way_up_and_nothing_else():
    before = jpeg()
    assert SECRET.encode() in before
    after = without_place(before, file_types.JPEG)
    with Image.open(io.BytesIO(after)) as photo:
        photo.load()
        assert (photo.size, dict(photo.getexif())) == ((40, 20), {0x0112: 6})
        assert dict(photo.getexif().get_ifd(0x8825)) == {}
    assert SECRET.encode() not in after


def test_a_png_loses_its_words():
    before = png()
    assert SECRET.encode() in before
    after = without_place(before, file_types.PNG)
    with Image.open(io.BytesIO(after)) as photo:
        photo.load()
        assert (photo.size, photo.text) == ((40, 20), {})


def test_doing_it_twice_changes_nothing():
    once = without_place(jpeg(), file_types.JPEG)
    assert without_place(once, file_types.JPEG) == once


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"\xff\xd8\xff", file_types.JPEG),
        (b"\xff\xd8\xff\xe0\x00\x01", file_types.JPEG),
        (b"\xff\xd8\xff\xe1\xff\xff" + b"\x00" * 10, file_types.JPEG),
        (b"\xff\xd8\xff\xda" + b"\x00" * 10, file_types.JPEG),
        (jpeg()[:60], file_types.JPEG),
        (b"\x89PNG\r\n\x1a\n", file_types.PNG),
        (b"\x89PNG\r\n\x1a\n" + b"\xff" * 40, file_types.PNG),
        (png()[:60], file_types.PNG),
    ],
)
def test_what_is_cut_short_is_not_a_picture(content, media_type):
    with pytest.raises(PictureBroken):
        without_place(content, media_type)


def test_a_picture_of_a_billion_points_is_refused_without_being_opened():
    head = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    bomb = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", len(head)) + chunk + struct.pack(">I", zlib.crc32(chunk))
    with pytest.raises(PictureTooLarge):
        without_place(bomb, file_types.PNG)
    frame = b"\xff\xc0\x00\x11\x08" + struct.pack(">HH", 50_000, 50_000) + b"\x03" + b"\x01\x11\x00" * 3
    with pytest.raises(PictureTooLarge):
        without_place(b"\xff\xd8" + frame + b"\xff\xda", file_types.JPEG)


def test_what_is_no_picture_comes_back_as_it_is():
    assert without_place(b"%PDF-1.4\n", file_types.PDF) == b"%PDF-1.4\n"
