"""``./linli keys``: what is sealed with which key; a new key; everything under it; an old key put away."""

import base64
import secrets
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from linli.accounts.actions import keys
from linli.accounts.keeping import index
from linli.accounts.keeping.files import stored, write
from linli.accounts.sight import system_actor
from linli.kernel import crypto


class Command(BaseCommand):
    help = "加密字段的密钥:status 看现状,new 换一把新的,rotate 把旧值换过去,retire 收起旧密钥；索引的密钥在后面写 index"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["status", "new", "rotate", "retire"])
        parser.add_argument("key", nargs="?", default="", help="index: the key of the blind indexes; retire: a name")

    def handle(self, *args: Any, **options: Any) -> None:
        which = options["what"]
        if options["key"] == "index" and which != "status":
            say = self.stdout.write
            {"new": index.new, "rotate": index.rotate, "retire": index.retire}[which](say)
            return
        {"status": self.status, "new": self.new, "rotate": self.rotate, "retire": self.retire}[which](options["key"])

    def status(self, _key: str) -> None:
        ring = crypto.keyring()
        self.stdout.write(f"现用密钥：{ring.current};钥匙串里：{'、'.join(ring.keys)}")
        for column in keys.columns():
            left = keys.under_other_keys(column, ring.current).count()
            self.stdout.write(f"{column.model._meta.verbose_name} {column.name}:{left} 个值还在旧密钥下")
        index.status(self.stdout.write)

    def new(self, _key: str) -> None:
        ring = stored()
        name = f"k{max(int(one[1:]) for one in ring['keys']) + 1}"
        ring["keys"][name] = base64.b64encode(secrets.token_bytes(32)).decode()
        write(ring | {"current": name})
        self.stdout.write(f"新密钥 {name} 已启用，从现在起写的都用它。先备份密钥文件，再运行 ./linli keys rotate。")

    def rotate(self, _key: str) -> None:
        by, done = system_actor(), keys.rewrap_factors(by=system_actor())
        for column in keys.columns():
            while moved := keys.rewrap(column, by=by):
                done += moved
                self.stdout.write(f"{column.model._meta.verbose_name} {column.name}:又换了 {moved} 个")
        keys.note_change(by=by, key=crypto.keyring().current, values=done)
        self.stdout.write(f"换好了：{done} 个值都在 {crypto.keyring().current} 下。")

    def retire(self, key: str) -> None:
        ring = stored()
        if key not in ring["keys"] or key == ring["current"]:
            raise CommandError("请写一把已经不用的密钥的名字,./linli keys status 看有哪些。")
        left = sum(keys.under_other_keys(one, ring["current"]).count() for one in keys.columns())
        if left:
            raise CommandError(f"还有 {left} 个值在旧密钥下，先运行 ./linli keys rotate。")
        del ring["keys"][key]
        write(ring)
        self.stdout.write(f"{key} 收起来了。用它加密过的旧备份要有它才打得开，请另外保存。")
