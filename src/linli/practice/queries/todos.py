"""Which todos are about a case, or about a row of it."""

from uuid import UUID

from django.apps import apps
from django.db.models import QuerySet

from linli.practice.models import CaseFile, OfCase
from linli.tasks.models import Task


def rows_of(case: CaseFile) -> list[UUID]:
    """Return the ids of a case and of everything that belongs to it, in one query."""
    first, *rest = (model._default_manager.filter(case=case).order_by().values_list("pk") for model in _models())
    return [case.pk, *(pk for (pk,) in first.union(*rest, all=True))]


def todos(case: CaseFile) -> QuerySet[Task]:
    """Return the open todos about a case, the most pressing first."""
    return Task.objects.filter(subject__in=rows_of(case), done_at=None).order_by("due_on", "id")


def _models() -> list[type[OfCase]]:
    found = apps.get_app_config("practice").get_models()
    return [model for model in found if issubclass(model, OfCase)]
