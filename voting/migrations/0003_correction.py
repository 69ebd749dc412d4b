"""Corrections of results: a new count for a reason, as little to be changed afterwards as the count itself."""

from importlib import import_module
from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

frozen = import_module("voting.migrations.0002_frozen")

GUARDS = [
    frozen.Guard("correction_kept", "voting_correction", "UPDATE", "", "a correction is never changed"),
    frozen.Guard("correction_stays", "voting_correction", "DELETE", "", "a correction is never changed"),
]


def install(apps: Any, schema_editor: Any) -> None:
    for guard in GUARDS:
        for statement in frozen.creation(guard, schema_editor.connection.vendor):
            schema_editor.execute(statement, None)


def remove(apps: Any, schema_editor: Any) -> None:
    for guard in GUARDS:
        for statement in frozen.removal(guard, schema_editor.connection.vendor):
            schema_editor.execute(statement, None)


class Migration(migrations.Migration):
    dependencies = [
        ("voting", "0002_frozen"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField(verbose_name="reason")),
                ("left_out", models.JSONField()),
                ("capacity", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                (
                    "corrected_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "tally",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="correction", to="voting.tally"
                    ),
                ),
            ],
        ),
        migrations.RunPython(install, remove),
    ]
