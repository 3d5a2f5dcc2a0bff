"""Refuses packed files that are traps, before any of their XML is parsed."""

import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse
from django.utils.translation import gettext as _

from linli.kernel.policy import Refused

MEGABYTE = 1024 * 1024
ENTRIES = 1_000
TOTAL = 200 * MEGABYTE
STRINGS = 48 * MEGABYTE  # the table of texts is held in memory, so it has a limit of its own
RATIO = 250  # real sheets, also those with a million styled blank rows, stay below 120
SMALL = MEGABYTE
BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)


def refuse_bombs(file: IO[bytes], what: str) -> None:
    """Raise :class:`Refused` when a zip-based document is damaged, locked, too large unpacked, or carries a DTD.

    Only directory entries and the beginnings of the XML parts are read. ``what`` begins the sentence.
    """
    try:
        with zipfile.ZipFile(file) as packed:
            for entry in _modest(packed, what):
                if entry.filename.endswith((".xml", ".rels", ".vml")):
                    _refuse_declarations(packed, entry, what)
    except BROKEN as error:
        raise Refused(_("%(what)s打不开，可能坏了或加了密码。请打开后另存一份再试。") % {"what": what}) from error
    finally:
        file.seek(0)


def _modest(packed: zipfile.ZipFile, what: str) -> Iterator[zipfile.ZipInfo]:
    """Yield the entries of an archive of decent size; zipfile never unpacks more than an entry declares."""
    entries = packed.infolist()
    heavy = len(entries) > ENTRIES or sum(entry.file_size for entry in entries) > TOTAL
    for entry in entries:
        swollen = entry.file_size > SMALL and entry.file_size > RATIO * max(entry.compress_size, 1)
        strings = entry.filename.lower().endswith("sharedstrings.xml") and entry.file_size > STRINGS
        heavy = heavy or swollen or strings
    if heavy:
        raise Refused(
            _("%(what)s展开以后大得不正常，没有打开。请只留下要导入的工作表，另存一份再试。") % {"what": what}
        )
    yield from entries


def _refuse_declarations(packed: zipfile.ZipFile, entry: zipfile.ZipInfo, what: str) -> None:
    """Parse up to the first element: a document type or entity declaration can only stand before it."""
    if not entry.file_size:
        return
    with packed.open(entry) as part:
        try:
            for _event, _element in iterparse(part, events=("start",), forbid_dtd=True):
                break
        except DefusedXmlException as error:
            raise Refused(_("%(what)s里有不该有的声明，可能是恶意文件，没有打开。") % {"what": what}) from error
        except (ParseError, LookupError, UnicodeError) as error:
            raise Refused(
                _("%(what)s的内容坏了，没有打开。请用 Excel 或 WPS 打开后另存一份再试。") % {"what": what}
            ) from error
