"""The consent sheet on paper: the same words as on the screen, with boxes to tick and a line to sign."""

from linli.papers import pdf
from linli.people.models import Person
from linli.people.purposes import Purpose

SHEET = """
#show: paper.with(title: data.title, note: data.version, qr: data.qr)
#align(center)[#text(size: 18pt, weight: "bold")[#data.title]]
#v(6pt)
#text(size: 12pt)[居民：#data.name]
#v(6pt)
#text(size: 13pt)[#for line in data.lines [#par[#line]]]
#v(6pt)
#text(size: 12pt)[
  *同意用哪些信息（打勾才算）*
  #for one in data.classes [#linebreak() □ #one]

  *同意给谁看（打勾才算）*
  #for one in data.recipients [#linebreak() □ #one]

  *用多久*：#data.retention

  *依据*：#data.laws
]
#v(18pt)
#text(size: 12pt)[
  □ 本人　□ 监护人（关系：#h(5em)）　签名：#h(9em) 日期：#h(6em)
  #v(14pt)
  念给本人听的工作人员：#h(9em) 日期：#h(6em)
]
#v(10pt)
#text(size: 9pt)[不同意不影响任何服务。随时可以收回：打电话、到前台说一声都行，收回马上生效。]
#linebreak() #text(size: 7pt)[文字校验值（SHA-256）#data.digest]
"""


def sheet(person: Person, purpose: Purpose, address: str) -> bytes:
    """Return the sheet as PDF; ``address`` is the page where it is entered, on the paper as a code."""
    laws = "；".join(f"{law.law}{law.article}" for law in purpose.laws)
    return pdf.render(
        SHEET,
        {
            "title": f"同意书：{purpose.name}", "version": f"第{purpose.version}版", "name": person.name,
            "lines": purpose.paragraphs, "classes": list(purpose.classes.values()),
            "recipients": list(purpose.recipients.values()), "retention": purpose.retention, "laws": laws,
            "digest": purpose.digest, "qr": pdf.qr(address),
        },
    )  # fmt: skip
