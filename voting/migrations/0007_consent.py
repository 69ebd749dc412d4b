"""Rounds of consent and consultations: why an objection was raised, an outcome that decides nothing, and their rules for
clubs that were founded before.

SQLite makes an altered table anew and loses its triggers, so all of them are taken down first and set up again after;
they guard whole rows of ballots and casts, so a reason is kept like the choice beside it.
"""

from importlib import import_module
from typing import Any

from django.conf import settings
from django.db import migrations, models

from voting.counting import sha256
from voting.counting.presets import load

choices = import_module("voting.migrations.0004_choices")

# Key, body, name: what the presets were when this was written.
RULES = [
    ("council-consent", "council", "Council, consent"),
    ("council-consultation", "council", "Council, consultation"),
    ("assembly-consent", "assembly", "Assembly, consent"),
    ("assembly-consultation", "assembly", "Assembly, consultation"),
]


def take_down(apps: Any, schema_editor: Any) -> None:
    choices.take_down(schema_editor, choices.GUARDS)


def set_up(apps: Any, schema_editor: Any) -> None:
    choices.set_up(schema_editor, choices.GUARDS)


def add(apps: Any, schema_editor: Any) -> None:
    rule = apps.get_model("voting", "Rule")
    for club in apps.get_model("alliance", "Club").objects.all():
        for key, body, name in RULES:
            definition = load(key)
            rule.objects.get_or_create(
                club=club,
                key=key,
                version=definition["version"],
                defaults={"body": body, "name": name, "definition": definition, "sha256": sha256(definition)},
            )


def leave(apps: Any, schema_editor: Any) -> None:
    """Rules that polls were opened under are not taken away."""


class Migration(migrations.Migration):
    dependencies = [
        ("voting", "0006_elections"),
        ("alliance", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.RunPython(take_down, set_up),
        migrations.AddField(
            model_name="ballot",
            name="reason",
            field=models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="cast",
            name="reason",
            field=models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="tally",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("adopted", "adopted"),
                    ("rejected", "rejected"),
                    ("void", "void"),
                    ("tie", "tie"),
                    ("chosen", "chosen"),
                    ("consulted", "consulted"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="ballot",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), ("choice", "no"), _connector="OR"), name="ballot_reason_objects"
            ),
        ),
        migrations.AddConstraint(
            model_name="cast",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), ("choice", "no"), _connector="OR"), name="cast_reason_objects"
            ),
        ),
        migrations.RunPython(set_up, take_down),
        migrations.RunPython(add, leave),
    ]
