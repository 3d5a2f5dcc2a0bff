"""Word papers from a template that the county may replace. Templates come from outside: they run in a sandbox."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from io import BytesIO
from typing import Any
from xml.sax.saxutils import unescape  # nosec B406

from django.utils.translation import gettext as _
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.meta import find_undeclared_variables
from jinja2.sandbox import ImmutableSandboxedEnvironment

from linli.kernel.policy import Refused
from linli.papers import bombs

TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
MARKUP = re.compile(r"<[^>]*>")
MADE_INSIDE = re.compile(r"\{%[-+]?\s*(?:for\s+([\w\s,]+?)\s+in\b|set\s+(\w+))")
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
PARAGRAPH, NEW_LINE = re.compile(r"<w:p([ >])"), re.compile(r"\n<w:p([ >])")
BLOCKS = re.compile(r"^\{%[-+]?\s*(?:p|tr|tc|r)?\s*(if|for|elif|else|endif|endfor|set|cellbg|hm|vm|colspan)\b")


def render(template: bytes, data: Mapping[str, Any]) -> bytes:
    """Fill a .docx template with ``data`` and return the .docx.

    Values are texts, never markup. Raises :class:`Refused` when the template does not fit the data.
    """
    document = _open(template)
    try:
        document.render(_writable(dict(data)), jinja_env=_sandbox(), autoescape=True)
    except (TemplateError, TypeError, ValueError, ArithmeticError) as error:
        raise Refused(_("这个模板填不进去，请换一份，或重新上传检查。"), "template") from error
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def source(template: bytes) -> str:
    """Return the body of a template as it is filled, its tags whole. Raises :class:`Refused`."""
    document = _open(template)
    return str(document.patch_xml(document.get_xml()))


def pieces(
    template: bytes, data: Mapping[str, Any], loop: str, cut: Callable[[Iterator[str]], Iterator[str]]
) -> Iterator[str]:
    """Fill the body of a template piece by piece, the rows of ``loop`` read as they are wanted; ``cut`` says where.

    Raises :class:`Refused` when the template does not fit the data.
    """
    document = _open(template)
    text = PARAGRAPH.sub(r"\n<w:p\1", document.patch_xml(document.get_xml()))
    told = {name: map(_writable, value) if name == loop else _writable(value) for name, value in data.items()}
    try:
        filled = _sandbox().from_string(text).generate(told)
        for piece in cut(filled):
            yield str(document.resolve_listing(NEW_LINE.sub(r"<w:p\1", piece)))
    except (TemplateError, TypeError, ValueError, ArithmeticError) as error:
        raise Refused(_("这个模板填不进去，请换一份，或重新上传检查。"), "template") from error


def check(template: bytes, known: Collection[str]) -> list[str]:
    """Return a sentence for everything wrong in an uploaded template; an empty list means that it can be used.

    ``known`` are the names that may be used in tags. A wrong tag is named as it stands in the document.
    """
    try:
        document = _open(template)
        document.init_docx()
        source = document.patch_xml(document.get_xml())
        parts = [document.get_part_xml(part) for uri in (document.HEADER_URI, document.FOOTER_URI)
                 for _key, part in document.get_headers_footers(uri)]  # fmt: skip
    except Refused as error:
        return [error.sentence]
    source += "".join(document.patch_xml(part) for part in parts)
    inside = {name for pair in MADE_INSIDE.findall(source) for name in re.findall(r"\w+", " ".join(pair))}
    usable = {*known, *inside, "loop"}
    found = [sentence for tag in TAG.findall(source) if (sentence := _fault(tag, usable))]
    if not found:
        found = _faults_between(source, known)
    return list(dict.fromkeys(found))


def _open(template: bytes) -> Any:
    bombs.refuse_bombs(BytesIO(template), _("这个模板"))
    try:
        document = DocxTemplate(BytesIO(template))
        document.init_docx()
    except Exception as error:
        raise Refused(_("这不是能用的 Word 模板，请另存为 .docx 再上传。"), "template") from error
    return document


def _sandbox() -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


def _fault(tag: str, known: Collection[str]) -> str | None:
    """Return the sentence about one tag, or None."""
    shown = unescape(MARKUP.sub("", tag)).strip()
    if tag.startswith("{%"):
        if not BLOCKS.match(tag):
            return _("标签“%(tag)s”看不懂。") % {"tag": shown}
        return None
    try:
        names = find_undeclared_variables(_sandbox().parse(tag))
    except TemplateError:
        return _("标签“%(tag)s”写错了。") % {"tag": shown}
    if unknown := names - set(known):
        return _("标签“%(tag)s”里的“%(name)s”不认识。") % {"tag": shown, "name": "、".join(sorted(unknown))}
    return None


def _faults_between(source: str, known: Collection[str]) -> list[str]:
    """Return what only shows in the whole: blocks left open, names used nowhere else."""
    try:
        unknown = find_undeclared_variables(_sandbox().parse(source)) - set(known)
    except TemplateError as error:
        line = str(error.message or "").partition("'")[2].partition("'")[0]
        return [_("有一段“%(tag)s”开始了没有结束，或结束了没有开始。") % {"tag": line or "{{ … }}"}]
    return [_("名称“%(name)s”不认识。") % {"name": name} for name in sorted(unknown)]


def _writable(value: Any) -> Any:
    """Return data as XML can hold it."""
    if isinstance(value, str):
        return UNWRITABLE.sub("", value)
    if isinstance(value, Mapping):
        return {key: _writable(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_writable(part) for part in value]
    return value
