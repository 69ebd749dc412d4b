"""Choices among options: what a poll offers and what a ballot says of it, as little to be changed as all else.

SQLite makes an altered table anew and loses its triggers, so all of them are taken down first and set up again after.
"""

from importlib import import_module
from typing import Any

from django.conf import settings
from django.db import migrations, models

frozen = import_module("voting.migrations.0002_frozen")
correction = import_module("voting.migrations.0003_correction")

BEFORE = [*frozen.GUARDS, *correction.GUARDS]
POLL = (*frozen.POLL, "options", "terms")
GUARDS = [
    guard._replace(condition=frozen.changed(*POLL)) if guard.name == "poll_kept" else guard for guard in BEFORE
]


def take_down(schema_editor: Any, guards: list[Any]) -> None:
    for guard in guards:
        for statement in frozen.removal(guard, schema_editor.connection.vendor):
            schema_editor.execute(statement, None)


def set_up(schema_editor: Any, guards: list[Any]) -> None:
    for guard in guards:
        for statement in frozen.creation(guard, schema_editor.connection.vendor):
            schema_editor.execute(statement, None)


def before(apps: Any, schema_editor: Any) -> None:
    take_down(schema_editor, BEFORE)


def before_backwards(apps: Any, schema_editor: Any) -> None:
    set_up(schema_editor, BEFORE)


def after(apps: Any, schema_editor: Any) -> None:
    set_up(schema_editor, GUARDS)


def after_backwards(apps: Any, schema_editor: Any) -> None:
    take_down(schema_editor, GUARDS)


class Migration(migrations.Migration):
    dependencies = [
        ("voting", "0003_correction"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.RunPython(before, before_backwards),
        migrations.RemoveConstraint(
            model_name='ballot',
            name='ballot_choice_known',
        ),
        migrations.AddField(
            model_name='ballot',
            name='content',
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name='cast',
            name='content',
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name='poll',
            name='options',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='poll',
            name='terms',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AlterField(
            model_name='ballot',
            name='choice',
            field=models.CharField(blank=True, choices=[('yes', 'For'), ('no', 'Against'), ('abstain', 'Abstention')], max_length=7),
        ),
        migrations.AlterField(
            model_name='cast',
            name='choice',
            field=models.CharField(blank=True, choices=[('yes', 'For'), ('no', 'Against'), ('abstain', 'Abstention')], max_length=7),
        ),
        migrations.AlterField(
            model_name='tally',
            name='outcome',
            field=models.CharField(choices=[('adopted', 'adopted'), ('rejected', 'rejected'), ('void', 'void'), ('tie', 'tie'), ('chosen', 'chosen')], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='ballot',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('choice__in', ['yes', 'no', 'abstain']), ('content__isnull', True)), models.Q(('choice', ''), ('content__isnull', False)), _connector='OR'), name='ballot_choice_known'),
        ),
        migrations.AddConstraint(
            model_name='cast',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('choice__in', ['yes', 'no', 'abstain']), ('content__isnull', True)), models.Q(('choice', ''), ('content__isnull', False)), _connector='OR'), name='cast_choice_known'),
        ),
        migrations.RunPython(after, after_backwards),
    ]
