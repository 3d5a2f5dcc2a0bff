"""Pictures taken in: made anew, so that nothing of the camera's own writing (place, time, device) comes with them."""

import base64
import binascii
from hashlib import sha256
from io import BytesIO
from typing import IO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from linli.kernel.policy import Refused

FORMATS = ("JPEG", "PNG", "WEBP")
LARGEST = 10 * 1024 * 1024  # bytes of a photograph as it comes
MOST_PIXELS = 50_000_000
SIDE, QUALITY = 2000, 80
DRAWN = "data:image/png;base64,"
LARGEST_DRAWING = 300_000  # bytes of a signature as it comes
INK = 128  # what is darker than this is a stroke


def photograph(file: IO[bytes], field: str) -> bytes:
    """Return a photograph as a JPEG of its own making, upright, at most 2000 pixels a side. Raises ``Refused``."""
    raw = file.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise Refused(_("照片超过10MB，请拍小一点再传。"), field)
    shown = ImageOps.exif_transpose(_opened(raw, FORMATS, field)).convert("RGB")
    shown.thumbnail((SIDE, SIDE))
    out = BytesIO()
    shown.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def drawing(told: str, field: str) -> bytes:
    """Return a signature drawn on a screen (a data address) as a small PNG, black on white. Raises ``Refused``."""
    if not told.startswith(DRAWN) or len(told) > LARGEST_DRAWING * 4 // 3 + len(DRAWN):
        raise Refused(_("签名没有传好，请再签一次。"), field)
    try:
        raw = base64.b64decode(told.removeprefix(DRAWN), validate=True)
    except binascii.Error as error:
        raise Refused(_("签名没有传好，请再签一次。"), field) from error
    drawn = _opened(raw, ("PNG",), field).convert("RGBA")
    paper = Image.new("RGBA", drawn.size, "white")
    paper.alpha_composite(drawn)
    flat = paper.convert("L")
    flat.thumbnail((SIDE // 2, SIDE // 2))
    if flat.point(lambda shade: 255 if shade < INK else 0).getbbox() is None:
        raise Refused(_("签名是空的，请再签一次。"), field)
    out = BytesIO()
    flat.save(out, "PNG", optimize=True)
    return out.getvalue()


def kept(picture: bytes) -> str:
    """Return a picture as the sealed column keeps it."""
    return base64.b64encode(picture).decode()


def shown(told: str) -> bytes:
    """Return a picture out of its sealed column."""
    return base64.b64decode(told)


def digest(picture: bytes) -> str:
    """Return the hash of a picture, in hexadecimal."""
    return sha256(picture).hexdigest()


def _opened(raw: bytes, formats: tuple[str, ...], field: str) -> Image.Image:
    try:
        with Image.open(BytesIO(raw), formats=formats) as found:
            if found.width * found.height > MOST_PIXELS:
                raise Refused(_("照片太大了，请拍小一点再传。"), field)
            found.load()
            return found.copy()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Refused(_("打不开这张照片。请用手机相机拍，存成JPG或PNG再传。"), field) from error
