"""A draft keeps every change, and never writes over somebody else's."""

from collections.abc import Callable

import pytest

from linli.accounts.models import Role
from linli.kernel.policy import Refused
from linli.tasks import actions
from linli.tasks.actions import Overtaken, body_of
from linli.tasks.models import Draft
from tests.conftest import Standing
from tests.factories.places import County

Post = Callable[..., Standing]


@pytest.fixture
def worker(county: County, post: Post) -> Standing:
    return post(Role.SOCIAL_WORKER, county.communities[0])


@pytest.fixture
def draft(worker: Standing) -> Draft:
    return actions.open_draft("record", {"note": ""}, by=worker.actor)


def save(draft: Draft, worker: Standing, note: str, *, version: int, page: str) -> Draft:
    return actions.save_draft(draft, {"note": note}, by=worker.actor, version=version, page=page)


def test_a_colleague_neither_sees_nor_changes_it(county: County, post: Post, draft: Draft) -> None:
    other = post(Role.SOCIAL_WORKER, county.communities[0])
    assert not Draft.objects.visible_to(other.actor).exists()
    with pytest.raises(Refused, match="不是您的"):
        save(draft, other, "x", version=1, page="a")
    with pytest.raises(Refused, match="不是您的"):
        actions.finish_draft(draft, by=other.actor)


def test_without_a_post_there_is_no_draft(worker: Standing) -> None:
    from linli.accounts.sight import actor_of

    with pytest.raises(Refused, match="先选一个岗位"):
        actions.open_draft("record", {}, by=actor_of(worker.user, None))


def test_one_page_goes_on_saving(draft: Draft, worker: Standing) -> None:
    for text in ("爷爷", "爷爷咳嗽", "爷爷咳嗽一周"):
        draft = save(draft, worker, text, version=1, page="a")
    assert body_of(Draft.objects.get()) == {"note": "爷爷咳嗽一周", "page": "a"}
    assert draft.version == 4


def test_the_text_is_sealed(draft: Draft, worker: Standing) -> None:
    save(draft, worker, "爷爷咳嗽", version=1, page="a")
    assert "咳嗽".encode() not in bytes(Draft.objects.get().body_sealed or b"")


def test_a_second_page_is_shown_the_other_text_and_overwrites_nothing(draft: Draft, worker: Standing) -> None:
    save(draft, worker, "手机上写的", version=1, page="phone")
    with pytest.raises(Overtaken) as met:
        save(draft, worker, "电脑上写的", version=1, page="desk")
    assert (met.value.theirs["note"], met.value.version) == ("手机上写的", 2)
    assert body_of(Draft.objects.get())["note"] == "手机上写的"

    save(draft, worker, "两边合起来", version=2, page="desk")
    with pytest.raises(Overtaken):
        save(draft, worker, "手机接着写", version=1, page="phone")
    assert body_of(Draft.objects.get())["note"] == "两边合起来"


def test_a_finished_draft_is_gone_and_finishing_again_changes_nothing(draft: Draft, worker: Standing) -> None:
    actions.finish_draft(draft, by=worker.actor)
    actions.finish_draft(draft, by=worker.actor)
    assert not Draft.objects.exists()
    with pytest.raises(Draft.DoesNotExist):
        save(draft, worker, "晚到的", version=1, page="a")
