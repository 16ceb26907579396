"""What a picture tells besides itself: its size, and where it was taken, which never leaves the web process.

Read on the bytes, without an imaging library: a web worker stays small. HEIC is turned into JPEG by a worker.
"""

import struct
from collections.abc import Iterator

from ofqj_portal.core import file_types

MAX_PIXELS = 100_000_000
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})  # the segments of a JPEG that hold its size
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})  # markers without a length
_APP1, _APP13, _COMMENT, _SCAN = 0xE1, 0xED, 0xFE, 0xDA
_PNG_HEAD = b"\x89PNG\r\n\x1a\n"
_PNG_WORDS = frozenset({b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"})
_ORIENTATION = 0x0112


class PictureBroken(ValueError):
    """The bytes are not the picture they announce."""


class PictureTooLarge(ValueError):
    """Its width times its height is more than anybody needs."""


def without_place(content: bytes, media_type: str) -> bytes:
    """Return a JPEG or a PNG without what its camera wrote about place, time and person; the way up is kept.

    Anything else comes back as it is. Raises PictureBroken, PictureTooLarge.
    """
    try:
        if media_type == file_types.JPEG:
            return _clean_jpeg(content)
        if media_type == file_types.PNG:
            return _clean_png(content)
    except (struct.error, IndexError) as fault:
        raise PictureBroken(str(fault)) from fault
    return content


def _clean_jpeg(content: bytes) -> bytes:
    kept, sized, turned = [content[:2]], False, b""
    for marker, segment, payload in _segments(content):
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", payload[1:5])
            _check_size(width, height)
            sized = True
        if marker == _APP1 and payload.startswith(b"Exif\x00\x00"):
            turned = turned or _way_up(payload[6:])
        elif marker not in {_APP1, _APP13, _COMMENT}:
            kept.append(segment)
    if not sized:
        raise PictureBroken("no frame")
    kept.insert(1, turned)
    return b"".join(kept)


def _segments(content: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield the segments up to the image data, then that data whole as the segment of its scan."""
    at = 2
    while True:
        if content[at] != 0xFF:
            raise PictureBroken("no marker")
        marker = content[at + 1]
        if marker == 0xFF:  # padding
            at += 1
            continue
        if marker == _SCAN:
            yield marker, content[at:], b""
            return
        if marker in _ALONE:
            yield marker, content[at : at + 2], b""
            at += 2
            continue
        (length,) = struct.unpack(">H", content[at + 2 : at + 4])
        if length < 2 or at + 2 + length > len(content):
            raise PictureBroken("cut short")
        yield marker, content[at : at + 2 + length], content[at + 4 : at + 2 + length]
        at += 2 + length


def _way_up(tiff: bytes) -> bytes:
    """Return an Exif segment that says the way up and nothing else; b"" when it says none, or makes no sense."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return b""
    try:
        (at,) = struct.unpack(order + "I", tiff[4:8])
        (count,) = struct.unpack(order + "H", tiff[at : at + 2])
        for place in range(at + 2, at + 2 + 12 * count, 12):
            tag, _kind, _count, value = struct.unpack(order + "HHIH", tiff[place : place + 10])
            if tag == _ORIENTATION and 1 <= value <= 8:
                return _exif_of(value)
    except struct.error:
        return b""
    return b""


def _exif_of(orientation: int) -> bytes:
    entry = struct.pack(">HHIHH", _ORIENTATION, 3, 1, orientation, 0)
    body = b"Exif\x00\x00MM\x00*" + struct.pack(">I", 8) + struct.pack(">H", 1) + entry + struct.pack(">I", 0)
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _clean_png(content: bytes) -> bytes:
    kept, at, ended = [_PNG_HEAD], len(_PNG_HEAD), False
    while at < len(content) and not ended:
        length, name = struct.unpack(">I4s", content[at : at + 8])
        end = at + 12 + length
        if end > len(content):
            raise PictureBroken("cut short")
        if name == b"IHDR":
            _check_size(*struct.unpack(">II", content[at + 8 : at + 16]))
        if name not in _PNG_WORDS:
            kept.append(content[at:end])
        at, ended = end, name == b"IEND"
    if not ended:
        raise PictureBroken("no end")
    return b"".join(kept)


def _check_size(width: int, height: int) -> None:
    if not width or not height:
        raise PictureBroken("no size")
    if width * height > MAX_PIXELS:
        raise PictureTooLarge(f"{width} × {height}")


def heic_to_jpeg(content: bytes) -> bytes:
    """Turn a HEIC photo into a JPEG, the right way up, without what the phone wrote about it. For workers only.

    Raises PictureBroken, PictureTooLarge.
    """
    from io import BytesIO

    from PIL import Image, ImageOps, UnidentifiedImageError
    from pillow_heif import register_heif_opener

    register_heif_opener()
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS // 2  # beyond twice that, Pillow refuses to decode
    try:
        with Image.open(BytesIO(content)) as photo:
            _check_size(*photo.size)
            made = BytesIO()
            ImageOps.exif_transpose(photo).convert("RGB").save(made, "JPEG", quality=88)
    except PictureTooLarge:
        raise
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as fault:
        raise PictureBroken(type(fault).__name__) from fault
    return made.getvalue()
