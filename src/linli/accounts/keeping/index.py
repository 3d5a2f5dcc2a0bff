"""``./linli keys new|rotate|retire index``: another key for the blind indexes, found under it at every moment."""

import base64
import secrets
from collections.abc import Callable

from django.core.management.base import CommandError

from linli.accounts.actions import index_keys, keys
from linli.accounts.keeping.files import stored, write
from linli.accounts.sight import system_actor

Say = Callable[[str], object]
COMING, GOING = "index_coming", "index_going"


def status(say: Say) -> None:
    """Tell how far the change of the key is."""
    ring = stored()
    if COMING not in ring and GOING not in ring:
        say("盲索引：一把密钥，没有在换。")
        return
    for index in index_keys.indexes():
        left = index_keys.unfilled(index).count() + index_keys.unmoved(index).count()
        say(f"{index.model._meta.verbose_name} {index.name}:{left} 行还没换到新的索引密钥")


def new(say: Say) -> None:
    """Bring a key in: from now on whoever writes fills both columns."""
    ring = stored()
    if COMING in ring or GOING in ring:
        raise CommandError("索引密钥正在换，先把这一次做完:./linli keys rotate index,再 retire index。")
    write(ring | {COMING: base64.b64encode(secrets.token_bytes(32)).decode()})
    say("新的索引密钥有了，从现在起写的两把都记。先备份密钥文件，再运行 ./linli keys rotate index。")


def rotate(say: Say) -> None:
    """Fill, change over, move; taken up where an earlier run was broken off."""
    ring = stored()
    if COMING not in ring and GOING not in ring:
        raise CommandError("没有要换的索引密钥，先运行 ./linli keys new index。")
    by, done = system_actor(), 0
    index_keys.settle()
    done += _all(index_keys.fill_index, say, "补了")
    if COMING in ring:
        _change_over(ring)
        index_keys.settle()
        _all(index_keys.fill_index, say, "补了")
    _all(index_keys.move_index, say, "换了")
    keys.note_change(by=by, key="index", values=done)
    say("号码、电话、居民卡都在新的索引密钥下找得到了。旧的可以收起:./linli keys retire index。")


def _all(verb: Callable[..., int], say: Say, word: str) -> int:
    done = 0
    for index in index_keys.indexes():
        while moved := verb(index, by=system_actor()):
            done += moved
            say(f"{index.model._meta.verbose_name} {index.name}:又{word} {moved} 行")
    return done


def _change_over(ring: dict[str, str]) -> None:
    """Make the coming key the one in force, once every row is found by it too."""
    old = sum(index_keys.untold(index).count() for index in index_keys.indexes())
    if old:
        raise CommandError(f"有 {old} 张以前发的居民卡没有留下卡码，请先给她们换新卡(发新卡，旧卡就作废),再运行一次。")
    kept = {name: value for name, value in ring.items() if name != COMING}
    write(kept | {"index": ring[COMING], GOING: ring["index"]})


def retire(say: Say) -> None:
    """Put the earlier key away, when nothing is found by it alone any more."""
    ring = stored()
    left = sum(index_keys.unfilled(one).count() + index_keys.unmoved(one).count() for one in index_keys.indexes())
    if COMING in ring or left:
        raise CommandError("还有号码只在旧的索引密钥下找得到，先运行 ./linli keys rotate index。")
    if GOING in ring:
        write({name: value for name, value in ring.items() if name != GOING})
        index_keys.settle()
    _all(index_keys.clear_index, say, "清了")
    say("旧的索引密钥收起来了，一个值也不在它下面。")
