"""Certificates are verified by a named person who is not their holder: many at once, each with its own tick."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from PIL import Image

from linli.accounts.models import Role
from linli.accounts.sight import actor_of
from linli.audit.models import Event, Look
from linli.kernel.policy import Refused, acting
from linli.papers import pictures
from linli.workforce import actions
from linli.workforce.facts import Facts
from linli.workforce.models import Credential
from tests.conftest import Standing, see
from tests.factories import accounts, places
from tests.factories.places import County
from tests.workforce.conftest import certificate, states

PAGE = "/m/talents/credentials/"


def claims(county: County, joined: Any, count: int) -> list[Credential]:
    made = []
    for number in range(count):
        standing, worker = joined(county.towns[number % 2], f"示范{number}号")
        made.append(actions.add_credential(worker, certificate(), by=standing.actor))
    see(county.division)
    return made


def test_nobody_verifies_her_own(county: County, officer: Standing) -> None:
    worker = actions.join(Facts("王示范", county.division), by=officer.actor)
    told = actions.add_credential(worker, certificate(), by=officer.actor)
    see(county.division)
    with pytest.raises(Refused, match="自己的要请别人"):
        actions.verify_credentials([told.pk], "original", by=officer.actor)
    with acting(), transaction.atomic(), pytest.raises(IntegrityError, match="nobody_checks_her_own_credential"):
        Credential.objects.update(
            state="verified", checked_by=officer.user.pk, checked_at=timezone.now(), how="original"
        )


@pytest.mark.parametrize("role", [Role.SOCIAL_WORKER, Role.STATION_LEAD, Role.PURCHASER])
def test_only_the_countys_officer_verifies(
    county: County, joined: Any, post: Callable[..., Standing], role: str
) -> None:
    (told,) = claims(county, joined, 1)
    with pytest.raises(Refused):
        actions.verify_credentials([told.pk], "original", by=post(role, county.division).actor)


def test_an_officer_of_another_county_does_not_see_them(
    county: County, joined: Any, sign_in: Callable[[Standing], Client], post: Callable[..., Standing]
) -> None:
    (told,) = claims(county, joined, 1)
    other = places.county("990799", "别处县")
    client = sign_in(post(Role.COUNTY_OFFICER, other.division))
    assert "示范0号" not in client.get(PAGE).content.decode()
    assert client.get(f"{PAGE}{told.pk}/").status_code == 404
    assert client.post(PAGE, {"keys": str(told.pk), "how": "original"}).status_code == 422
    see(county.division)
    assert states() == {"waiting": 1}


def test_all_that_are_ticked_are_verified_and_the_others_wait(
    county: County, joined: Any, officer: Standing, sign_in: Callable[[Standing], Client]
) -> None:
    made = claims(county, joined, 5)
    client = sign_in(officer)
    page = client.get(PAGE).content.decode()
    assert page.count('name="keys"') == page.count('" checked') == 5
    assert made[0].number not in page
    answer = client.post(PAGE, {"keys": [str(one.pk) for one in made[:4]], "how": "looked_up"}, follow=True)
    assert "核对了4本证书" in answer.content.decode()
    see(county.division)
    assert states() == {"verified": 4, "waiting": 1}
    done = Credential.objects.filter(state="verified").first()
    assert done is not None
    assert (done.checked_by, done.checked_name, done.how) == (officer.user.pk, officer.user.name, "looked_up")
    event = Event.objects.get(verb="credential.verified")
    assert (event.facts["count"], len(event.facts["credentials"])) == (4, 4)


def test_one_bad_item_among_many_and_nothing_is_written(county: County, joined: Any, officer: Standing) -> None:
    made = claims(county, joined, 3)
    actions.verify_credentials([made[0].pk], "original", by=officer.actor)
    with pytest.raises(Refused, match="已经核对过"):
        actions.verify_credentials([one.pk for one in made], "original", by=officer.actor)
    with pytest.raises(Refused, match="一条也没有选"):
        actions.verify_credentials([], "original", by=officer.actor)
    with pytest.raises(Refused, match="怎么核对"):
        actions.verify_credentials([made[1].pk], "by_feeling", by=officer.actor)
    assert states() == {"verified": 1, "waiting": 2}


def test_what_goes_back_says_why_and_may_be_told_again(county: County, joined: Any, officer: Standing) -> None:
    standing, worker = joined(county.towns[0])
    told = actions.add_credential(worker, certificate(number="ZS-2020-1"), by=standing.actor)
    with pytest.raises(Refused, match="写一句"):
        actions.send_back_credential(told, " ", by=officer.actor)
    actions.send_back_credential(told, "编号少一位", by=officer.actor)
    told.refresh_from_db()
    assert (told.state, told.why_back, told.checked_by) == ("back", "编号少一位", officer.user.pk)
    actions.add_credential(worker, certificate(number="ＺＳ－2020 1"), by=standing.actor)
    actions.add_credential(worker, certificate(number="ZS-2020-1"), by=standing.actor)


def test_one_number_is_one_persons_and_a_term_may_be_renewed(county: County, joined: Any, officer: Standing) -> None:
    standing, worker = joined(county.towns[0])
    first = certificate(number="ZS20200001", valid_until=date(2023, 1, 1))
    told = actions.add_credential(worker, first, by=standing.actor)
    with pytest.raises(Refused, match="已经报过"):
        actions.add_credential(worker, first, by=standing.actor)
    actions.verify_credentials([told.pk], "original", by=officer.actor)
    actions.add_credential(worker, certificate(number="zs2020 0001", valid_until=date(2026, 1, 1)), by=standing.actor)
    other, hers = joined(county.towns[1], "张示范")
    with pytest.raises(Refused, match="另一位名下"):
        actions.add_credential(hers, first, by=other.actor)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"number": "12"}, "number"),
        ({"number": "<script>alert(1)"}, "number"),
        ({"issued_on": date(2999, 1, 1)}, "issued_on"),
        ({"issued_on": date(2020, 1, 2), "valid_until": date(2020, 1, 1)}, "valid_until"),
    ],
)
def test_what_is_no_certificate_is_told(county: County, joined: Any, facts: dict[str, Any], field: str) -> None:
    standing, worker = joined(county.towns[0])
    with pytest.raises(Refused) as refused:
        actions.add_credential(worker, certificate(**facts), by=standing.actor)
    assert refused.value.field == field


def photo() -> BytesIO:
    out, exif = BytesIO(), Image.Exif()
    exif[0x010F] = "示范牌相机"
    Image.new("RGB", (60, 40), "white").save(out, "JPEG", exif=exif)
    out.seek(0)
    out.name = "证书.jpg"
    return out


def test_a_scan_is_made_anew_and_shown_to_few(
    county: County, joined: Any, officer: Standing, sign_in: Callable[[Standing], Client], client: Client
) -> None:
    standing, worker = joined(county.towns[0])
    raw = photo().getvalue()
    told = actions.add_credential(worker, certificate(), by=standing.actor, photo=photo())
    see(county.division)
    kept = pictures.shown(Credential.objects.get().scan)
    assert kept != raw
    assert "示范牌相机".encode() in raw or b"Exif" in raw
    assert b"Exif" not in kept
    assert sign_in(standing).get(f"/me/growth/credential/{told.pk}/scan/").content == kept
    client.logout()
    client = sign_in(officer)
    assert client.get(f"/me/growth/credential/{told.pk}/scan/").status_code == 404
    assert client.get(f"{PAGE}{told.pk}/photo/").content == kept
    assert told.number in client.get(f"{PAGE}{told.pk}/").content.decode()
    assert (
        Look.objects.filter(kind="credential.view", persons__contains=[worker.pk], by_user=officer.user.pk).count() == 1
    )


def test_a_file_that_is_no_photograph_is_refused(county: County, joined: Any) -> None:
    standing, worker = joined(county.towns[0])
    with pytest.raises(Refused) as refused:
        actions.add_credential(worker, certificate(), by=standing.actor, photo=BytesIO(b"%PDF-1.4"))
    assert refused.value.field == "photo"
    assert not Credential.objects.exists()


def test_the_agencys_head_confirms_learning_of_her_own_people_only(county: County, joined: Any, agency: Any) -> None:
    lead = accounts.post(Role.PROVIDER_LEAD, None, organisation=agency)
    by = actor_of(lead.user, lead)
    ours, worker = joined(county.towns[0], organisation=agency)
    theirs, stranger = joined(county.towns[0], "张示范")
    facts = {"kind": "course", "title": "个案工作", "on": timezone.localdate(), "minutes": 120}
    mine = actions.note_growth(worker, by=ours.actor, **facts)
    other = actions.note_growth(stranger, by=theirs.actor, **facts)
    see(county.division)
    with pytest.raises(Refused):
        actions.confirm_growth([mine.pk, other.pk], by=by)
    assert actions.confirm_growth([mine.pk], by=by) == 1
