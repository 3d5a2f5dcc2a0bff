"""A resident reads the todos that concern her; which kinds are told her is said by ``tasks.told``."""

from django.db import migrations

from linli.kernel.scope import own_rows


class Migration(migrations.Migration):
    dependencies = [("tasks", "0002_tasks_remember_who_gave_them")]

    operations = [own_rows("tasks_task", person="person")]
