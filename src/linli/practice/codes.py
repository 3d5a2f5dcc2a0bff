"""The code in the corner of a paper, read from a photograph or as somebody typed it."""

import re
from io import BytesIO

import zxingcpp
from PIL import Image

IN_ADDRESS = re.compile(r"/w/papers/([0-9A-Za-z]{10})/?$")
QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
TYPED = re.compile(r"[0-9A-Z]{10}")


def scanned(photograph: bytes) -> list[str]:
    """Return the codes of our papers that stand in a photograph as QR, in the order they were found; often one."""
    with Image.open(BytesIO(photograph)) as shown:
        found = zxingcpp.read_barcodes(shown.convert("L"), formats=QR)
    told = [IN_ADDRESS.search(one.text) for one in found]
    return list(dict.fromkeys(one[1].upper() for one in told if one))


def typed(told: str) -> str:
    """Return a code as somebody typed it, blanks and small letters allowed; nothing when it is none."""
    code = re.sub(r"[\s-]", "", told).upper()
    return code if TYPED.fullmatch(code) else ""
