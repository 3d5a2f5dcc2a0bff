"""``./linli appoint``: the first administrator, and every administrator after her."""

import sys
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from linli.accounts import actions, queries
from linli.accounts.models import Post, Role, User
from linli.accounts.sight import system_actor
from linli.kernel.policy import Refused
from linli.places.models import Division


class Command(BaseCommand):
    help = "任命岗位(第一位管理员由此而来): appoint --phone 号码 --name 姓名 --role 角色 --place 代码"

    def add_arguments(self, parser: CommandParser) -> None:
        """Say what is asked."""
        parser.add_argument("--phone", required=True, help="手机号")
        parser.add_argument("--name", required=True, help="姓名")
        parser.add_argument("--role", required=True, choices=Role.values, help="角色")
        parser.add_argument("--place", required=True, metavar="CODE", help="区划代码")
        parser.add_argument("--from", dest="starts_on", type=date.fromisoformat, help="从哪天起(默认今天)")
        parser.add_argument("--to", dest="ends_on", type=date.fromisoformat, help="到哪天止(默认不限)")
        parser.add_argument("--password-stdin", action="store_true", help="从标准输入读密码(默认给一个一次性链接)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Open the account if there is none, fill the post, and hand over the way in. No password is ever made up."""
        place = Division.objects.current().filter(code=options["place"]).first()
        if place is None:
            raise CommandError(_("没有代码为 %(code)s 的地方，请先载入区划。") % {"code": options["place"]})
        password = sys.stdin.readline().rstrip("\n") if options["password_stdin"] else None
        try:
            with transaction.atomic():
                post = self._appoint(place, password, options)
        except Refused as refused:
            raise CommandError(refused.sentence) from refused
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{post.user.name} · {post}")
        self.stdout.write(_("登录名 %(handle)s，用手机号也可以登录。") % {"handle": post.user.handle})
        if not post.demands_second_factor:
            self.stdout.write(_("用手机号和短信验证码登录。"))
        elif not post.user.has_usable_password():
            self.stdout.write(_("一次性链接，三天内有效，交给本人设密码："))
            self.stdout.write(_site() + queries.password_path(post.user))

    def _appoint(self, place: Division, password: str | None, options: dict[str, Any]) -> Post:
        by = system_actor()
        user = actions.open_account(options["name"], options["phone"], by=by)
        if password is not None:
            validate_password(password, user)
            actions.set_password(user, password, by=by)
        post = actions.appoint(
            user, options["role"], place, starts_on=options["starts_on"], ends_on=options["ends_on"], by=by
        )
        post.user = User.objects.get(pk=user.pk)
        return post


def _site() -> str:
    """Return the address people reach this installation by."""
    return settings.CSRF_TRUSTED_ORIGINS[0] if settings.CSRF_TRUSTED_ORIGINS else f"http://localhost:{settings.PORT}"
