"""做法摘要: what a closed case leaves to others: only of whom agreed, never of the protected, gone with her word."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client
from django.utils import timezone

from linli.accounts.sight import system_actor
from linli.audit.models import Event
from linli.kernel.policy import acting
from linli.people import actions as people_actions
from linli.people import copies, erasing
from linli.people.models import Person
from linli.practice import actions, policies
from linli.practice.actions.beginnings import Asked
from linli.practice.models import CaseExtract, CaseFile, CaseWorker, ExtractTerm, Intake
from tests.conftest import Standing, see
from tests.factories import extracts, people, plans, practice
from tests.factories.places import County

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]
CANARY = "金丝雀巷七号的许三多"


def finished(client_: Person, worker: Standing, lead: Standing, **facts: Any) -> CaseFile:
    return extracts.closed(extracts.worked(client_, worker.actor, lead.actor, **facts), worker.actor, lead.actor)


def test_who_did_not_agree_leaves_nothing(client_: Person, worker: Standing, lead: Standing) -> None:
    assert finished(client_, worker, lead, agree=False).state == "closed"
    assert not CaseExtract.objects.exists()
    assert not Event.objects.filter(verb="case.learned").exists()


def test_who_agreed_leaves_codes_a_quarter_and_no_text(client_: Person, worker: Standing, lead: Standing) -> None:
    case = extracts.worked(
        client_, worker.actor, lead.actor, plans.goal(text=f"每周和{CANARY}散步", need=CANARY, measure=CANARY)
    )
    done = extracts.closed(case, worker.actor, lead.actor)
    row = CaseExtract.objects.get()
    assert (row.band, row.needs, row.goals, row.risk, row.reason, row.sessions) == (
        "70-79", ["lonely", "mood"], ["out_of_house"], "low", "reached", 0,
    )  # fmt: skip
    assert row.methods == ["out_of_house.0", "out_of_house.1"]
    assert (row.quarter.day, row.quarter.month % 3) == (1, 1)
    assert {"w:每周", "w:散步", "g:out_of_house", "n:mood", "b:70-79"} <= set(row.terms)
    everything = str(CaseExtract.objects.values_list().get())
    assert not [part for part in ("金丝", "丝雀", "许三", "三多", "高某", done.number) if part in everything]
    assert Event.objects.get(verb="case.learned").facts == {}


def _nature(case: CaseFile, code: str) -> None:
    with acting():
        CaseFile.objects.filter(pk=case.pk).update(natures=[code])


def _health(case: CaseFile, worker: Standing) -> None:
    actions.note_intake(
        case, Asked(health={str(case.client_id): ["mental"]}, confidential=True), base=0, by=worker.actor
    )


KEPT_OUT: dict[str, Callable[[CaseFile, Standing, Standing], Any]] = {
    **{
        code: lambda case, worker, lead, code=code: _nature(case, code)
        for code in ("minor", "violence", "mental", "correction", "hiv")
    },
    "crisis": lambda case, worker, lead: actions.raise_crisis(case, "violence", by=worker.actor),
    "health": lambda case, worker, lead: _health(case, worker),
    "harm": lambda case, worker, lead: people_actions.mark_harm(
        case.client, people.person(_place(case), "周某"), by=lead.actor, reason="x"
    ),
    "death": lambda case, worker, lead: people_actions.record_death(
        case.client, by=lead.actor, died_on=case.opened_at.date(), source="家属电话"
    ),
}


def _place(case: CaseFile) -> Any:
    from linli.places.models import Division

    return Division.objects.get(pk=case.community_id)


@pytest.mark.parametrize("why", KEPT_OUT)
def test_a_protected_case_leaves_nothing_whoever_agrees(
    why: str, client_: Person, worker: Standing, lead: Standing
) -> None:
    case = extracts.worked(client_, worker.actor, lead.actor)
    assert policies.learn(case) is None
    KEPT_OUT[why](case, worker, lead)
    case = CaseFile.objects.select_related("client").get(pk=case.pk)
    assert policies.learn(case) is not None
    extracts.closed(case, worker.actor, lead.actor, "died" if why == "death" else "reached")
    assert not CaseExtract.objects.exists()


@pytest.mark.parametrize("kind", ["self_harm", "violence", "neglect"])
def test_an_assessment_that_found_danger_keeps_a_case_out(
    kind: str, client_: Person, worker: Standing, lead: Standing
) -> None:
    finished(client_, worker, lead, risk="high", risk_kinds=[kind], danger="x")
    assert not CaseExtract.objects.exists()


def test_taken_back_it_is_gone_at_once_and_counted_no_more(client_: Person, worker: Standing, lead: Standing) -> None:
    finished(client_, worker, lead)
    assert ExtractTerm.objects.get(term="").docs == 1
    people_actions.withdraw_consent(client_, "casework", by=worker.actor)
    assert CaseExtract.objects.exists()
    people_actions.withdraw_consent(client_, extracts.SHARE, by=worker.actor)
    assert not CaseExtract.objects.exists()
    assert set(ExtractTerm.objects.values_list("docs", "length")) == {(0, 0)}


def test_it_is_gone_wherever_it_lies(county: County, client_: Person, worker: Standing, lead: Standing) -> None:
    """Whoever writes the withdrawal down need not see the place where the case was closed."""
    finished(client_, worker, lead)
    with transaction.atomic():
        see(county.towns[1])
        assert not CaseExtract.objects.exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT practice_forget(%s)", [[client_.pk]])
            assert cursor.fetchone() == (1,)


def test_when_the_consent_runs_out_it_goes_with_it(client_: Person, worker: Standing, lead: Standing) -> None:
    finished(client_, worker, lead)
    people_actions.expire_consents(timezone.localdate() + timedelta(days=31 * 60), by=system_actor())
    assert not CaseExtract.objects.exists()


@pytest.mark.parametrize("kind", ["identity", "records"])
def test_who_is_erased_leaves_none(kind: str, client_: Person, worker: Standing, lead: Standing) -> None:
    finished(client_, worker, lead)
    with acting():
        erasing.run(kind, [client_.pk])
    assert not CaseExtract.objects.exists()


def test_taken_up_again_a_case_is_learned_from_when_it_ends_anew(
    client_: Person, worker: Standing, lead: Standing
) -> None:
    case = finished(client_, worker, lead)
    actions.reopen(actions.ask_reopen(case, by=worker.actor, reason="又睡不着"), by=lead.actor)
    assert not CaseExtract.objects.exists()


def test_an_extract_is_never_changed_and_tells_no_day(county: County, worker: Standing) -> None:
    row = extracts.left(county.communities[0])
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), acting():
        CaseExtract.objects.filter(pk=row.pk).update(band="0-5")
    with pytest.raises(IntegrityError, match="extract_tells_no_day"), transaction.atomic():
        extracts.left(county.communities[0], quarter="2026-02-01")
    assert row.pk.version == 4


def test_terms_are_counted_as_a_plain_count_would(county: County, worker: Standing) -> None:
    rows = [extracts.left(county.communities[0], needs=needs) for needs in (["mood"], ["mood", "lonely"], ["income"])]
    with acting():
        rows[0].delete()
    plain: dict[str, tuple[int, int]] = {}
    for row in CaseExtract.objects.all():
        for term in ["", *row.terms]:
            docs, length = plain.get(term, (0, 0))
            plain[term] = (docs + 1, length + len(row.terms))
    kept = {one.term: (one.docs, one.length) for one in ExtractTerm.objects.filter(docs__gt=0)}
    assert kept == plain


def test_her_copy_says_what_is_kept(client_: Person, worker: Standing, lead: Standing) -> None:
    finished(client_, worker, lead)
    part = next(one for one in copies.gather(client_, lead.actor).parts if one.code == "practice")
    assert [(row["needs"], row["goals"]) for row in part.rows] == [("没有人来往；情绪低落、睡不好", "多出门，有人来往")]


def test_the_closing_page_says_what_will_be_left(
    client_: Person, worker: Standing, lead: Standing, sign_in: SignIn
) -> None:
    case = extracts.worked(client_, worker.actor, lead.actor, agree=False)
    client, address = sign_in(worker), f"/w/cases/{case.pk}/close/"
    assert "没有问过，或者没有同意" in client.get(address).content.decode()
    practice.agree(client_, worker.actor, extracts.SHARE)
    assert "结案时留下去掉身份的做法" in client.get(address).content.decode()
    _nature(case, "hiv")
    assert "受保护的个案不留做法" in client.get(address).content.decode()
    assert not Intake.objects.exists() and CaseWorker.objects.filter(case=case).count() == 1
