"""``./linli demo``: 青禾县(示范), and who may be tried there."""

import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any

from allauth.mfa.totp.internal import auth
from django.core.management.base import BaseCommand
from django.db import connection

from linli.desk.demo.build import build
from linli.desk.demo.staff import Login, Staff

ONE_AT_A_TIME = 20_260_722
HEAD = ("角色", "姓名", "岗位所在", "手机号(登录名)", "密码", "动态码密钥", "现在的动态码")


@contextmanager
def alone() -> Iterator[None]:
    """Let whoever loads at the same moment wait: the second finds everything there and changes nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ONE_AT_A_TIME])


class Command(BaseCommand):
    help = "载入示范县(青禾县，人和事全是虚构的)并列出可以试用的登录，可以反复运行"

    def handle(self, *args: Any, **options: Any) -> None:
        """Load what is missing; print the logins as soon as they may be used."""
        started = perf_counter()
        with alone():
            build(self._say, ready=self._ready)
        self.stdout.write(f"示范县载入完成，用时 {perf_counter() - started:.0f} 秒。")

    def _ready(self, staff: Staff) -> None:
        """Print who may be tried."""
        rows = [HEAD, *(_row(login) for login in staff.logins)]
        widths = [max(_width(row[column]) for row in rows) for column in range(len(HEAD))]
        for row in rows:
            self.stdout.write("  ".join(_padded(row, widths)).rstrip())
        self.stdout.write("\n现在就可以登录，个案、小组和社区项目在后面接着做。")
        self.stdout.write("密码和密钥只属于这台机器；动态码 30 秒一换，再运行一次就有新的。")
        if staff.neighbour is not None:
            person, phone = staff.neighbour
            self.stdout.write(
                f"居民的门：登录页填手机号 {phone}（{person}），六位数字打在 make run 的窗口里；"
                f"问哪一年出生，答 {person.birth_date:%Y}。"
            )

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def _row(login: Login) -> tuple[str, ...]:
    counter = next(iter(auth.yield_hotp_counters_from_time()))
    code = auth.format_hotp_value(auth.hotp_value(login.secret, counter))
    return (login.role, login.name, login.place, login.phone, login.password, login.secret, code)


def _padded(row: Iterable[str], widths: list[int]) -> list[str]:
    return [text + " " * (width - _width(text)) for text, width in zip(row, widths, strict=True)]


def _width(text: str) -> int:
    """Return how many columns a text takes on a console: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
