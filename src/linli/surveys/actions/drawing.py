"""The sample is drawn once: the frame is frozen, the seed is committed to, and the survey opens.

A short frame is drawn while one waits; a long one by the worker, in three pieces (read, drawn, kept), of which the last
alone writes, all or nothing.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.kernel.scope import Scope, seeing
from linli.matching import draws
from linli.places.models import Level
from linli.surveys import policies
from linli.surveys.models import Door, DrawRun, Respondent, Stratum, Survey
from linli.surveys.packs import ways
from linli.surveys.queries import frames
from linli.surveys.queries.frames import Framed

JOB = "draw_survey"
GIVEN_UP = timedelta(hours=1)
Key = tuple[int, str]


@dataclass(frozen=True)
class Laid:
    """A frame as it was read on a day, by stratum; ``names`` is how the draw calls each."""

    day: date
    found: dict[Key, list[Framed]]
    names: dict[Key, str]

    @property
    def people(self) -> int:
        """How many stand in it."""
        return sum(map(len, self.found.values()))


@dataclass(frozen=True)
class Chosen:
    """What a seed drew of a frame: the codes of each stratum, and who stands behind the drawn ones."""

    seed: str
    key: str
    codes: dict[str, list[str]]
    drawn: draws.Drawn
    people: dict[str, Framed]


def code_of(key: str, person: UUID) -> str:
    """Return the frame's code of a person: 96 bits of a keyed hash, nobody's once the key is gone."""
    return hmac.new(bytes.fromhex(key), person.bytes, sha256).hexdigest()[:24]


def token_hash(token: str) -> str:
    """Return what is kept of a link: its token has 128 random bits, so that a plain hash gives nothing away."""
    return sha256(token.encode()).hexdigest()


@action
def ask_draw(survey: Survey, *, by: Actor) -> DrawRun | None:
    """Draw the sample: at once where the frame is short (None), else by the worker, whose progress is returned.

    Raises :class:`Refused`, also while it is being drawn.
    """
    survey = _locked(survey)
    require(policies.ask_draw(by, survey))
    known, now = DrawRun.objects.filter(survey=survey, ended_at=None).first(), timezone.now()
    if known is not None and known.asked_at > now - GIVEN_UP:
        raise Refused(_("正在抽样，请等一等。"))
    with seeing(_inside(survey)):
        people = frames.people(survey, timezone.localdate()).count()
    if people <= ways().at_once:
        draw(survey, by=by)
        return None
    told = {"asked_at": now, "step": DrawRun.Step.WAITING, "people": people, "note": "", "ended_at": None}
    run, _fresh = DrawRun.objects.update_or_create(survey=survey, defaults=told)
    audit.record("survey.draw_asked", survey, by=by, people=people)
    transaction.on_commit(lambda: _defer(survey.pk, by))
    return run


def _defer(survey: UUID, by: Actor) -> None:
    app.configure_task(JOB, queueing_lock=f"draw-{survey}").defer(survey=str(survey), post=str(by.post))


@action
def note_draw(survey: Survey, step: int, *, by: Actor, people: int = 0, note: str = "") -> None:
    """Say how far a drawing is, or why it came to nothing."""
    require(policies.note_draw(by, survey))
    facts: dict[str, object] = {"step": step, "note": note[:200]}
    if people:
        facts["people"] = people
    if note or step == DrawRun.Step.DONE:
        facts["ended_at"] = timezone.now()
    DrawRun.objects.filter(survey=survey, ended_at=None).update(**facts)


@action
def draw(survey: Survey, *, by: Actor, seed: str = "", key: str = "") -> Survey:
    """Draw the sample and open the survey; the commitment to the seed and the frame's hash are public from now on.

    ``seed`` and ``key`` (64 hex digits) are secret and fresh unless a test gives them. Raises :class:`Refused` when
    nobody is in the frame.
    """
    survey = _locked(survey)
    require(policies.draw(by, survey))
    laid = _read(survey)
    return _kept(survey, laid, chosen_of(survey, laid, seed, key), by)


@action
def read_frame(survey: Survey, *, by: Actor) -> Laid:
    """Return the frame of a survey as it is today; nothing is written. Raises :class:`Refused` when it is empty."""
    require(policies.read_frame(by, survey))
    return _read(survey)


def chosen_of(survey: Survey, laid: Laid, seed: str = "", key: str = "") -> Chosen:
    """Draw from a frame; asks the database for nothing."""
    seed, key = seed or secrets.token_hex(32), key or secrets.token_hex(32)
    coded = {laid.names[at]: {code_of(key, one.person): one for one in rows} for at, rows in laid.found.items()}
    drawn = draws.draw(seed, {name: list(rows) for name, rows in coded.items()}, survey.size, survey.least)
    people = {code: coded[name][code] for name, codes in drawn.sample.items() for code in codes}
    return Chosen(seed, key, {name: sorted(rows) for name, rows in coded.items()}, drawn, people)


@action
def keep_draw(survey: Survey, laid: Laid, chosen: Chosen, *, by: Actor) -> Survey:
    """Keep what was drawn, and open the survey, if nobody did meanwhile. Raises :class:`Refused`."""
    survey = _locked(survey)
    require(policies.keep_draw(by, survey))
    return _kept(survey, laid, chosen, by)


def _locked(survey: Survey) -> Survey:
    return Survey.objects.select_for_update(of=("self",)).select_related("place").get(pk=survey.pk)


def _inside(survey: Survey) -> Scope:
    return Scope(column=frames.COLUMNS[Level(survey.place.level)], areas=(survey.place_id,))


def _read(survey: Survey) -> Laid:
    day = timezone.localdate()
    with seeing(_inside(survey)):
        found = frames.frame(survey, day)
    if not found:
        raise Refused(_("名单里一个人也没有，抽不出样本。"))
    return Laid(day, found, frames.names(found))


def _kept(survey: Survey, laid: Laid, chosen: Chosen, by: Actor) -> Survey:
    with seeing(_inside(survey)):
        asked = frames.asked_by(chosen.people.values(), laid.day)
    _commit(survey, laid, chosen)
    strata = {
        laid.names[at]: Stratum(
            survey=survey, community_id=at[0], band=at[1], size=len(rows),
            drawn=len(chosen.drawn.sample[laid.names[at]]), codes="\n".join(chosen.codes[laid.names[at]]),
        )
        for at, rows in laid.found.items()
    }  # fmt: skip
    Stratum.objects.bulk_create(strata.values())
    _keep(survey, strata, chosen, asked)
    audit.record(
        "survey.drawn", survey, by=by, commitment=survey.commitment, frame=survey.frame_digest,
        people=survey.frame_size, drawn=survey.drawn,
    )  # fmt: skip
    return survey


def _commit(survey: Survey, laid: Laid, chosen: Chosen) -> None:
    survey.seed, survey.frame_key = chosen.seed, chosen.key
    survey.commitment, survey.frame_digest = chosen.drawn.commitment, chosen.drawn.frame
    survey.frame_size, survey.drawn, survey.opened_at = laid.people, len(chosen.people), timezone.now()
    survey.save()


def _keep(survey: Survey, strata: dict[str, Stratum], chosen: Chosen, asked: dict[UUID, str]) -> None:
    rows, doors, papers = [], [], _papers(len(chosen.people))
    for name, codes in chosen.drawn.sample.items():
        for code in codes:
            one, token = chosen.people[code], secrets.token_urlsafe(16)
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
