"""整卷: every form of a case in the evaluator's order, as one PDF or one Word file."""

from linli.kernel.actor import Actor
from linli.practice.definitions import Form
from linli.practice.models import CaseFile, FormAnswer, PrintedPaper
from linli.practice.papers import setting, sources
from linli.practice.papers.laying import Sheet, as_filed, live, values_of
from linli.practice.papers.setting import DOSSIER, Head
from linli.practice.queries import papers as queries


def sheets(case: CaseFile, by: Actor) -> list[Sheet]:
    """Return every sheet of a case: a form that was filled in as it was, the others as the case stands."""
    filed = queries.in_force(case)
    found: list[Sheet] = []
    for code, form in queries.forms_of(case.county_id).items():
        found += [as_filed(filed[code])] if code in filed else live(form, case, by)
    return found


def count(case: CaseFile, by: Actor) -> int:
    """Return how many sheets a whole file has."""
    return sum(len(sources.rows(form.each, case, by)) if form.each else 1 for form in _forms(case))


def _forms(case: CaseFile) -> list[Form]:
    return list(queries.forms_of(case.county_id).values())


def head(paper: PrintedPaper, title: str, address: str) -> Head:
    """Return what stands around the sheets of a paper."""
    return Head(title, paper.case.number, paper.code, address, paper.by_name, paper.printed_at)


def made(case: CaseFile, paper: PrintedPaper, address: str, by: Actor) -> bytes:
    """Return the whole file as the paper's kind says. Raises ``Refused``."""
    around = head(paper, "个案整卷", address)
    told = sheets(case, by)
    if paper.kind == "pdf":
        return setting.as_pdf(around, told)
    return setting.as_word(queries.template(case.county_id, DOSSIER), around, told)


def single(case: CaseFile, form: Form, paper: PrintedPaper, address: str, by: Actor) -> bytes:
    """Return one form as the paper's kind says: an older answer as it was filed, else as the case stands now."""
    answer: FormAnswer | None = paper.answer
    told = [as_filed(answer)] if answer else live(form, case, by, queries.in_force(case).get(form.code))
    around = head(paper, told[0]["title"] if told else form.title, address)
    if paper.kind == "pdf":
        return setting.as_pdf(around, told)
    values = values_of(answer) if answer else {}
    known = {field.code: values.get(field.code, "") for field in form.fields}
    if answer is None and told:
        facts = [one for part in told[0]["parts"] for one in part["facts"]]
        known = {field.code: one["value"] for field, one in zip(form.fields, facts, strict=True)}
    return setting.as_word(queries.template(case.county_id, form.code), around, told, known)


def canonical(answer: FormAnswer) -> bytes:
    """Return a filled form as PDF with nothing of today in it: the same answer is the same file, byte by byte."""
    sheet = as_filed(answer)
    return setting.as_pdf(Head(sheet["title"], answer.case.number, at=answer.filed_at), [sheet])
