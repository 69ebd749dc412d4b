"""Clubs that were founded before consultations among options get their rules too."""

from typing import Any

from django.db import migrations

from voting.counting import sha256
from voting.counting.presets import load

# Key, body, name: what the presets were when this was written.
RULES = [
    ("council-consultation-approval", "council", "Council, consultation among options"),
    ("council-consultation-judgment", "council", "Council, consultation by grades"),
    ("assembly-consultation-approval", "assembly", "Assembly, consultation among options"),
    ("assembly-consultation-judgment", "assembly", "Assembly, consultation by grades"),
]


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
    dependencies = [("voting", "0007_consent"), ("alliance", "0001_initial")]
    operations = [migrations.RunPython(add, leave)]
