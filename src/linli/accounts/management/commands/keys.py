"""``./linli keys``: what is sealed with which key; a new key; everything under it; an old key put away."""

import base64
import json
import os
import secrets
from argparse import ArgumentParser
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from linli.accounts.actions import keys
from linli.accounts.sight import system_actor
from linli.kernel import crypto


def write(stored: dict[str, Any]) -> None:
    """Exchange the file of the keys for another at once, readable by its owner only."""
    path = Path(settings.FIELD_KEYS_FILE)
    with NamedTemporaryFile("w", dir=path.parent, delete=False) as fresh:  # made with mode 0600
        json.dump(stored, fresh, indent=2)
        fresh.flush()
        os.fsync(fresh.fileno())
    Path(fresh.name).replace(path)


class Command(BaseCommand):
    help = "加密字段的密钥:status 看现状,new 换一把新的,rotate 把旧值换到新密钥下,retire 收起旧密钥"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["status", "new", "rotate", "retire"])
        parser.add_argument("key", nargs="?", default="", help="retire: name of the key")

    def handle(self, *args: Any, **options: Any) -> None:
        {"status": self.status, "new": self.new, "rotate": self.rotate, "retire": self.retire}[options["what"]](
            options["key"]
        )

    def status(self, _key: str) -> None:
        ring = crypto.keyring()
        self.stdout.write(f"现用密钥:{ring.current};钥匙串里:{'、'.join(ring.keys)}")
        for column in keys.columns():
            left = keys.under_other_keys(column, ring.current).count()
            self.stdout.write(f"{column.model._meta.verbose_name} {column.name}:{left} 个值还在旧密钥下")

    def new(self, _key: str) -> None:
        stored = json.loads(Path(settings.FIELD_KEYS_FILE).read_text())
        name = f"k{max(int(one[1:]) for one in stored['keys']) + 1}"
        stored["keys"][name] = base64.b64encode(secrets.token_bytes(32)).decode()
        write(stored | {"current": name})
        self.stdout.write(f"新密钥 {name} 已启用,从现在起写的都用它。先备份密钥文件,再运行 ./linli keys rotate。")

    def rotate(self, _key: str) -> None:
        by, done = system_actor(), keys.rewrap_factors(by=system_actor())
        for column in keys.columns():
            while moved := keys.rewrap(column, by=by):
                done += moved
                self.stdout.write(f"{column.model._meta.verbose_name} {column.name}:又换了 {moved} 个")
        keys.note_change(by=by, key=crypto.keyring().current, values=done)
        self.stdout.write(f"换好了:{done} 个值都在 {crypto.keyring().current} 下。")

    def retire(self, key: str) -> None:
        stored = json.loads(Path(settings.FIELD_KEYS_FILE).read_text())
        if key not in stored["keys"] or key == stored["current"]:
            raise CommandError("请写一把已经不用的密钥的名字,./linli keys status 看有哪些。")
        left = sum(keys.under_other_keys(one, stored["current"]).count() for one in keys.columns())
        if left:
            raise CommandError(f"还有 {left} 个值在旧密钥下,先运行 ./linli keys rotate。")
        del stored["keys"][key]
        write(stored)
        self.stdout.write(f"{key} 收起来了。用它加密过的旧备份要有它才打得开,请另外保存。")
