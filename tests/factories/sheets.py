"""Photographs of papers for tests: a sheet with a QR in its corner, as a telephone takes it."""

from collections.abc import Sequence
from io import BytesIO

import segno
from PIL import Image

ADDRESS = "https://linli.example/w/papers/{code}/"


def photograph(*codes: str, address: str = ADDRESS, turned: float = 0, blur: bool = False) -> BytesIO:
    """Return a photograph (JPEG with the camera's own writing) that shows the codes of papers, side by side."""
    sheet = Image.new("RGB", (1240, 1754), "white")
    _paste(sheet, codes, address)
    shown = sheet.rotate(turned, expand=True, fillcolor=(90, 90, 90))
    shown = shown.resize((40, 56)).resize((1240, 1754)) if blur else shown
    written = Image.Exif()
    written[0x0110] = "Camera 7"
    written.get_ifd(0x8825)[1] = "N"
    out = BytesIO()
    shown.save(out, "JPEG", quality=85, exif=written)
    out.seek(0)
    return out


def _paste(sheet: Image.Image, codes: Sequence[str], address: str) -> None:
    for place, code in enumerate(codes):
        drawn = BytesIO()
        segno.make(address.replace("{code}", code), error="m", micro=False).save(drawn, kind="png", scale=6, border=4)
        sheet.paste(Image.open(drawn).convert("RGB"), (60 + place * 500, 80))
