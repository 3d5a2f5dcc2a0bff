"""The sample is drawn once: the frame is frozen, the seed is committed to, and the survey opens."""

import hmac
import secrets
from hashlib import sha256
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.kernel.scope import Scope, seeing
from linli.matching import draws
from linli.surveys import policies
from linli.surveys.models import Door, Respondent, Stratum, Survey
from linli.surveys.queries import frames
from linli.surveys.queries.frames import Framed


def code_of(key: str, person: UUID) -> str:
    """Return the frame's code of a person: 96 bits of a keyed hash, nobody's once the key is gone."""
    return hmac.new(bytes.fromhex(key), person.bytes, sha256).hexdigest()[:24]


def token_hash(token: str) -> str:
    """Return what is kept of a link: its token has 128 random bits, so that a plain hash gives nothing away."""
    return sha256(token.encode()).hexdigest()


@action
def draw(survey: Survey, *, by: Actor, seed: str = "", key: str = "") -> Survey:
    """Draw the sample and open the survey; the commitment to the seed and the frame's hash are public from now on.

    ``seed`` and ``key`` (64 hex digits) are secret and fresh unless a test gives them. Raises :class:`Refused` when
    nobody is in the frame.
    """
    survey = Survey.objects.select_for_update(of=("self",)).select_related("place").get(pk=survey.pk)
    require(policies.draw(by, survey))
    day, seed, key = timezone.localdate(), seed or secrets.token_hex(32), key or secrets.token_hex(32)
    column = frames.COLUMNS[survey.place.level]  # type: ignore[index]
    with seeing(Scope(column=column, areas=(survey.place_id,))):
        found = frames.frame(survey, day)
        if not found:
            raise Refused(_("名单里一个人也没有，抽不出样本。"))
        names = frames.names(found)
        coded = {names[key_]: {code_of(key, one.person): one for one in rows} for key_, rows in found.items()}
        drawn = draws.draw(seed, {name: list(rows) for name, rows in coded.items()}, survey.size, survey.least)
        chosen = {code: coded[name][code] for name, codes in drawn.sample.items() for code in codes}
        asked = frames.asked_by(chosen.values(), day)
    _commit(survey, drawn, seed, key, frame=sum(map(len, coded.values())), sample=len(chosen))
    strata = {
        names[key_]: Stratum(
            survey=survey, community_id=key_[0], band=key_[1], size=len(rows), drawn=len(drawn.sample[names[key_]]),
            codes="\n".join(sorted(coded[names[key_]])),
        )
        for key_, rows in found.items()
    }  # fmt: skip
    Stratum.objects.bulk_create(strata.values())
    _keep(survey, strata, drawn, chosen, asked)
    audit.record(
        "survey.drawn", survey, by=by, commitment=survey.commitment, frame=survey.frame_digest,
        people=survey.frame_size, drawn=survey.drawn,
    )  # fmt: skip
    return survey


def _commit(survey: Survey, drawn: draws.Drawn, seed: str, key: str, *, frame: int, sample: int) -> None:
    survey.seed, survey.frame_key = seed, key
    survey.commitment, survey.frame_digest = drawn.commitment, drawn.frame
    survey.frame_size, survey.drawn, survey.opened_at = frame, sample, timezone.now()
    survey.save()


def _keep(
    survey: Survey, strata: dict[str, Stratum], drawn: draws.Drawn, chosen: dict[str, Framed], asked: dict[UUID, str]
) -> None:
    rows, doors, papers = [], [], _papers(len(chosen))
    for name, codes in drawn.sample.items():
        for code in codes:
            one, token = chosen[code], secrets.token_urlsafe(16)
            row = Respondent(
                survey=survey, stratum=strata[name], code=code, person_id=one.person, county_id=one.county,
                town_id=one.town, community_id=one.community, way=asked[one.person], paper=papers.pop(),
            )  # fmt: skip
            row.token = token
            rows.append(row)
            doors.append(Door(token_hash=token_hash(token), respondent=row.pk, survey=survey))
    Respondent.objects.bulk_create(rows, batch_size=500)
    Door.objects.bulk_create(doors, batch_size=500)


def _papers(count: int) -> set[str]:
    """Return the eight digits of as many sheets of paper, all different."""
    told: set[str] = set()
    while len(told) < count:
        told.add(f"{secrets.randbelow(10**8):08d}")
    return told
