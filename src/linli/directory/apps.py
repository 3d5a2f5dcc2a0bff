from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DirectoryConfig(AppConfig):
    name = "linli.directory"
    verbose_name = _("机构与服务")
