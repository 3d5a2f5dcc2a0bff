"""Cases for tests, made as a worker makes them."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from linli.accounts.models import Post, Role
from linli.kernel.actor import Actor
from linli.kernel.ids import new_id
from linli.kernel.policy import acting
from linli.papers import pictures
from linli.people import actions as people
from linli.people.actions import Said, access
from linli.people.models import AccessGrant, Person
from linli.people.purposes import purposes
from linli.practice import actions
from linli.practice.definitions import shipped
from linli.practice.models import (
    Assessment,
    CaseFile,
    CaseSignature,
    CaseWorker,
    Dossier,
    FormAnswer,
    FormVersion,
    LibraryEntry,
    PrintedPaper,
    ReturnedSheet,
)
from tests.factories import people as persons
from tests.factories.places import County

PROBLEM = "最近睡不着，一个人在家不想出门"


def agree(client: Person, by: Actor, purpose: str = "casework") -> None:
    """Have a grown-up client agree, out loud, to be served."""
    told = purposes()[purpose]
    said = Said(purpose, told.digest, list(told.classes), list(told.recipients), "self", "spoken", evidence="当面说的")
    people.consent(client, said, by=by)


def case(client: Person, by: Actor, *, accepted: bool = False, **facts: Any) -> CaseFile:
    """Open a case of somebody who came by herself; ``accepted``: she agreed and it was taken on."""
    made = actions.open_case(client, by=by, **({"source": "self", "problem": PROBLEM} | facts))
    if accepted:
        agree(client, by)
        made = actions.accept(made, by=by)
    return made


def begun(client: Person, by: Actor) -> CaseFile:
    """Open a case whatever stands against it (a child's file shut to the worker), with the worker in its team."""
    if known := CaseFile.objects.filter(client=client).standing().first():
        return known
    told = {name: getattr(client, name) for name in ("county_id", "town_id", "community_id", "grid_id")}
    with acting():
        made = CaseFile(
            number=f"GA-{client.pk.hex[:8]}", client=client, source="self", opened_at=timezone.now(),
            opened_by_id=by.post, **told,
        )  # fmt: skip
        made.problem = PROBLEM
        made.save(force_insert=True)
        CaseWorker.objects.create(
            case=made, post_id=by.post, user_id=by.user, part="owner", starts_at=timezone.now(), **told
        )
    return made


def join(made: CaseFile, by: Actor) -> CaseWorker:
    """Put an actor into a team, approved, whatever her reach; once."""
    part = "supervisor" if by.role == Role.SUPERVISOR else "colleague"
    told = {name: getattr(made, name) for name in ("county_id", "town_id", "community_id", "grid_id")}
    with acting():
        row, _ = CaseWorker.objects.get_or_create(
            case=made, post_id=by.post, ended_at=None, defaults={
                "user_id": by.user, "part": part, "starts_at": timezone.now() - timedelta(days=1), **told,
            },
        )  # fmt: skip
    return row


def break_glass(made: CaseFile, by: Actor) -> AccessGrant:
    """Let an actor have broken the glass of a client's file just now."""
    told = {name: getattr(made, name) for name in ("county_id", "town_id", "community_id", "grid_id")}
    now = timezone.now()
    assert by.post is not None and by.user is not None
    with acting():
        return AccessGrant.objects.create(
            person=made.client, kind="break_glass", grantee_id=by.post, grantee_user=by.user, reason="danger",
            starts_at=now, until=now + timedelta(minutes=59), **told,
        )  # fmt: skip


def signature(made: CaseFile, by: Actor) -> CaseSignature:
    """Return the client's signature on paper, photographed."""
    told = {name: getattr(made, name) for name in ("county_id", "town_id", "community_id", "grid_id")}
    with acting():
        row = CaseSignature(
            case=made, kind="consent", how="paper", act=new_id(), signer=made.client, digest="0" * 64, seal="0" * 64,
            picture_digest=pictures.digest(b"x"), at=timezone.now(), by_post_id=by.post, **told,
        )  # fmt: skip
        row.picture = pictures.kept(b"x")
        row.save(force_insert=True)
    return row


def ward(county: County, worker: Any, lead: Any, years: int = 15) -> tuple[Person, Person]:
    """Return a child and the grandmother who is her guardian; the worker has a clear check."""
    today = timezone.localdate()
    place = county.communities[0]
    child = persons.person(place, "蒋某", birth_date=today - timedelta(days=years * 366))
    granny = persons.person(place, "蒋奶奶")
    people.relate(child, granny, by=worker.actor, kind="guardian", starts_on=None)
    access.note_check(worker.post, by=lead.actor, queried_on=today, clear=True, reference="公函1号")
    return child, granny


def _placed(made: CaseFile) -> dict[str, Any]:
    return {name: getattr(made, name) for name in ("county_id", "town_id", "community_id", "grid_id")}


def filed(made: CaseFile) -> FormAnswer:
    """Return a form filled in about a case, whoever asks."""
    form = shipped()["case_intake"]
    told = {"content": form.content, "digest": form.digest, "source": form.source}
    with acting():
        version, _ = FormVersion.objects.get_or_create(
            county_id=made.county_id, code=form.code, number=1, defaults=told
        )
        answer = FormAnswer(
            case=made, version=version, code=form.code, filed_at=timezone.now(), replaced_at=timezone.now(),
            by_post_id=made.opened_by_id, **_placed(made),
        )  # fmt: skip
        answer.told = '{"values":{},"tables":{}}'
        answer.save(force_insert=True)
    return answer


def printed(made: CaseFile, by: Actor | None = None, **facts: Any) -> PrintedPaper:
    """Return a paper of a case that left."""
    with acting():
        return PrintedPaper.objects.create(
            case=made, code=new_id().hex[-10:].upper(), form="case_intake", kind="pdf",
            by_post_id=by.post if by and by.post else made.opened_by_id,
            **({"printed_at": timezone.now()} | facts), **_placed(made),
        )  # fmt: skip


def whole(made: CaseFile, by: Actor | None = None) -> Dossier:
    """Return a whole file that was asked for and is being made."""
    paper = printed(made, by)
    with acting():
        return Dossier.objects.create(case=made, paper=paper, kind="pdf", asked_at=timezone.now(), **_placed(made))


def assessment(made: CaseFile) -> Assessment:
    """Return the assessment of a case, one version."""
    told = {name: getattr(made, name) for name in ("county_id", "town_id", "community_id", "grid_id")}
    with acting():
        row = Assessment.objects.filter(case=made).first()
        if row is None:
            row = Assessment(case=made, version=1, risk="low", at=timezone.now(), **told)
            row.summary = row.person = row.family = row.community = row.danger = "写过的话"
            row.save(force_insert=True)
    return row


def returned(made: CaseFile, by: Actor | None = None) -> ReturnedSheet:
    """Return a sheet of a case that came back."""
    paper = printed(made, by)
    with acting():
        return ReturnedSheet.objects.create(
            case=made, paper=paper, digest="0" * 64, at=timezone.now(), by_post_id=paper.by_post_id, **_placed(made)
        )


def entry(by: Actor, **facts: Any) -> LibraryEntry:
    """Return an entry of the library of a town, proposed by an actor and looked at by nobody yet."""
    post = Post.objects.select_related("place").get(pk__in=[by.post])
    place = post.place
    assert place is not None
    told = {"kind": "method", "text": "先陪着走一段", "goal": "out_of_house", "proposed_at": timezone.now()}
    where = {"county_id": place.county_id or place.pk, "town_id": place.town_id or place.pk}
    with acting():
        return LibraryEntry.objects.get_or_create(
            proposed_by=by.user, proposed_post=post, retired_at=None, accepted_at=None, defaults=told | where | facts
        )[0]
