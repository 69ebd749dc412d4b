"""Elections of a category's representative: seat, days and candidates, as little to be changed as their poll; the rules
of elections for the clubs that were founded before.
"""

from importlib import import_module
from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from voting.counting import sha256
from voting.counting.presets import load

frozen = import_module("voting.migrations.0002_frozen")

LENGTH = {"sqlite": "json_array_length", "postgresql": "jsonb_array_length"}
CANDIDATES_FULL = (
    "(SELECT count(*) FROM voting_candidate WHERE election_id = NEW.election_id)"
    " >= (SELECT {length}(p.options) FROM voting_poll p JOIN voting_election e ON e.poll_id = p.id"
    " WHERE e.id = NEW.election_id)"
)
KEPT = "what an election fills and between whom is frozen"
DONE = "what a count did to a seat is never changed"
GUARDS = [
    frozen.Guard("election_kept", "voting_election", "UPDATE", "", KEPT),
    frozen.Guard("election_stays", "voting_election", "DELETE", "", KEPT),
    frozen.Guard("candidate_late", "voting_candidate", "INSERT", CANDIDATES_FULL, KEPT),
    frozen.Guard("candidate_kept", "voting_candidate", "UPDATE", "", KEPT),
    frozen.Guard("candidate_stays", "voting_candidate", "DELETE", "", KEPT),
    frozen.Guard("seating_kept", "voting_seating", "UPDATE", "", DONE),
    frozen.Guard("seating_stays", "voting_seating", "DELETE", "", DONE),
]
# Key and name: what the presets were when this was written.
RULES = [
    ("category-election-judgment", "Election by grades (majority judgment)"),
    ("category-election-schulze", "Election by ranking (Schulze)"),
    ("category-election-runoff", "Election by instant run-off"),
    ("category-election-approval", "Election by approval"),
]


def install(apps: Any, schema_editor: Any) -> None:
    vendor = schema_editor.connection.vendor
    for guard in GUARDS:
        fitted = guard._replace(condition=guard.condition.replace("{length}", LENGTH[vendor]))
        for statement in frozen.creation(fitted, vendor):
            schema_editor.execute(statement, None)


def remove(apps: Any, schema_editor: Any) -> None:
    for guard in GUARDS:
        for statement in frozen.removal(guard, schema_editor.connection.vendor):
            schema_editor.execute(statement, None)


def add(apps: Any, schema_editor: Any) -> None:
    rule = apps.get_model("voting", "Rule")
    for club in apps.get_model("alliance", "Club").objects.all():
        for key, name in RULES:
            definition = load(key)
            rule.objects.get_or_create(
                club=club,
                key=key,
                version=definition["version"],
                defaults={"body": "category", "name": name, "definition": definition, "sha256": sha256(definition)},
            )


def leave(apps: Any, schema_editor: Any) -> None:
    """Rules that polls were opened under are not taken away."""


class Migration(migrations.Migration):
    dependencies = [
        ('alliance', '0003_mandates_taken_back'),
        ('voting', '0005_choice_rules'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AlterField(
            model_name='poll',
            name='body',
            field=models.CharField(choices=[('council', 'council'), ('assembly', 'assembly of partners'), ('category', 'partners of a category')], max_length=10, verbose_name='who votes'),
        ),
        migrations.AlterField(
            model_name='rule',
            name='body',
            field=models.CharField(choices=[('council', 'council'), ('assembly', 'assembly of partners'), ('category', 'partners of a category')], max_length=10, verbose_name='who votes'),
        ),
        migrations.CreateModel(
            name='Election',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('basis', models.CharField(max_length=200)),
                ('poll', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='election', to='voting.poll')),
                ('seat', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='elections', to='alliance.seat')),
            ],
        ),
        migrations.CreateModel(
            name='Candidate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=1)),
                ('alternate', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='alliance.partner')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('election', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='candidates', to='voting.election')),
            ],
            options={
                'ordering': ['election', 'key'],
            },
        ),
        migrations.CreateModel(
            name='Seating',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('obstacle', models.CharField(blank=True, max_length=20)),
                ('without_alternate', models.BooleanField(default=False)),
                ('elected', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='voting.candidate')),
                ('mandate', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='alliance.mandate')),
                ('tally', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='seating', to='voting.tally')),
            ],
            options={
                'ordering': ['tally'],
            },
        ),
        migrations.AddConstraint(
            model_name='election',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='election_mandate_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='candidate',
            constraint=models.UniqueConstraint(fields=('election', 'key'), name='candidate_key_once'),
        ),
        migrations.AddConstraint(
            model_name='candidate',
            constraint=models.UniqueConstraint(fields=('election', 'person'), name='candidate_once'),
        ),
        migrations.AddConstraint(
            model_name='candidate',
            constraint=models.CheckConstraint(condition=models.Q(('alternate', None), models.Q(('alternate', models.F('person')), _negated=True), _connector='OR'), name='candidate_alternate_is_another'),
        ),
        migrations.AddConstraint(
            model_name='seating',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('elected', None), ('mandate', None), ('obstacle', '')), models.Q(('elected__isnull', False), ('mandate__isnull', False), ('obstacle', '')), models.Q(('elected__isnull', False), ('mandate', None), models.Q(('obstacle', ''), _negated=True)), _connector='OR'), name='seating_has_mandate_or_obstacle'),
        ),
        migrations.RunPython(install, remove),
        migrations.RunPython(add, leave),
    ]
