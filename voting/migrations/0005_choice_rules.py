"""Clubs that were founded before choices among options get their rules too; a new club gets them as it is founded."""

from typing import Any

from django.db import migrations

from voting.counting import sha256
from voting.counting.presets import load

# Key, body, name: what the presets were when this was written.
RULES = [
    ("council-choice-judgment", "council", "Council, choice by grades (majority judgment)"),
    ("council-choice-schulze", "council", "Council, choice by ranking (Schulze)"),
    ("council-choice-runoff", "council", "Council, choice by instant run-off"),
    ("council-choice-approval", "council", "Council, choice by approval"),
    ("council-choice-transfer", "council", "Council, several seats (single transferable vote)"),
    ("assembly-choice-judgment", "assembly", "Assembly, choice by grades (majority judgment)"),
    ("assembly-choice-schulze", "assembly", "Assembly, choice by ranking (Schulze)"),
    ("assembly-choice-runoff", "assembly", "Assembly, choice by instant run-off"),
    ("assembly-choice-approval", "assembly", "Assembly, choice by approval"),
    ("assembly-choice-transfer", "assembly", "Assembly, several seats (single transferable vote)"),
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
    dependencies = [("voting", "0004_choices"), ("alliance", "0001_initial")]
    operations = [migrations.RunPython(add, leave)]
