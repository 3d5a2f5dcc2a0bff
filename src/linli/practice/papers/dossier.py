"""One form of a case, a group or an activity; 整卷: every form of a case in the evaluator's order. As PDF or Word."""

from collections.abc import Callable, Iterator, Sequence

from linli.kernel.actor import Actor
from linli.practice.definitions import Form
from linli.practice.models import Answered, CaseFile, CaseSession, PrintedPaper, Referral, WorkPaper
from linli.practice.papers import setting
from linli.practice.papers.laying import Sheet, as_filed, live, values_of
from linli.practice.papers.setting import DOSSIER, Head
from linli.practice.queries import papers as queries
from linli.practice.queries import together as works
from linli.practice.queries.together import Work

MANY: dict[str, Callable[[CaseFile], int]] = {
    "sessions": lambda case: CaseSession.objects.filter(case=case, superseded_at=None).count(),
    "referrals": lambda case: Referral.objects.filter(case=case).count(),
}


def sheets(case: CaseFile, by: Actor) -> Iterator[Sheet]:
    """Tell every sheet of a case: a form that was filled in as it was, the others as the case stands."""
    filed = queries.in_force(case)
    for code, form in queries.forms_of(case.county_id).items():
        yield from [as_filed(filed[code])] if code in filed else live(form, case, by)


def count(case: CaseFile) -> int:
    """Return how many sheets a whole file has."""
    forms = queries.forms_of(case.county_id).values()
    return sum(MANY[form.each](case) if form.each else 1 for form in forms)


def head(paper: PrintedPaper | WorkPaper, number: str, title: str, address: str) -> Head:
    """Return what stands around the sheets of a paper."""
    return Head(title, number, paper.code, address, paper.by_name, paper.printed_at)


def bound(
    case: CaseFile, paper: PrintedPaper, address: str, sections: Sequence[str], tell: setting.Tell = setting.nobody
) -> bytes:
    """Return the whole file out of its packed sheets; ``tell`` hears how far it is. Raises ``Refused``."""
    around = head(paper, case.number, "个案整卷", address)
    if paper.kind == "pdf":
        return setting.bound(around, sections, tell)
    return setting.as_word(queries.template(case.county_id, DOSSIER), around, setting.unpacked(sections, tell))


def single(
    subject: CaseFile | Work, form: Form, paper: PrintedPaper | WorkPaper, address: str, by: Actor, only: str = ""
) -> bytes:
    """Return one form as the paper's kind says: an older answer as it was filed, else as its subject stands now.

    ``only`` the sheet of one row, where the form has a sheet for each.
    """
    answer: Answered | None = paper.answer
    told = [as_filed(answer)] if answer else list(live(form, subject, by, _newest(subject, form), only))
    number = subject.number if isinstance(subject, CaseFile) else subject.name
    around = head(paper, number, told[0]["title"] if told else form.title, address)
    if paper.kind == "pdf":
        return setting.bound(around, setting.packed(told))
    values = values_of(answer) if answer else {}
    known = {field.code: values.get(field.code, "") for field in form.fields}
    if answer is None and told:
        facts = [one for part in told[0]["parts"] for one in part["facts"]]
        known = {field.code: one["value"] for field, one in zip(form.fields, facts, strict=True)}
    return setting.as_word(queries.template(subject.county_id, form.code), around, told, known)


def _newest(subject: CaseFile | Work, form: Form) -> Answered | None:
    if isinstance(subject, CaseFile):
        return queries.in_force(subject).get(form.code)
    return works.in_force(subject).get(form.code)


def canonical(answer: Answered) -> bytes:
    """Return a filled form as PDF with nothing of today in it: the same answer is the same file, byte by byte."""
    sheet, whose = as_filed(answer), answer.subject
    number = whose.number if isinstance(whose, CaseFile) else whose.name
    return setting.as_pdf(Head(sheet["title"], number, at=answer.filed_at), [sheet])
