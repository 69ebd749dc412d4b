"""Chunks of packed lines; what is stored tells by a sum whether it is what was written."""

import django.db.models.deletion
from django.db import migrations, models

from realtime.chunks import Line, checksum


def forget_states(apps, schema_editor):
    """They are a cache of the log, and were kept in another form."""
    apps.get_model("realtime", "Snapshot").objects.all().delete()


def sum_lines(apps, schema_editor):
    Update = apps.get_model("realtime", "Update")
    last = 0
    while rows := list(Update.objects.filter(pk__gt=last).order_by("pk")[:1000]):
        for row in rows:
            line = Line(row.sequence, row.user_id, row.capacity, row.at, bytes(row.data))
            row.checksum = checksum(row.document_id.bytes, line)
        Update.objects.bulk_update(rows, ["checksum"])
        last = rows[-1].pk


class Migration(migrations.Migration):
    dependencies = [("realtime", "0001_initial")]

    operations = [
        migrations.RunPython(forget_states, migrations.RunPython.noop),
        migrations.AddField(
            model_name="snapshot",
            name="digest",
            field=models.CharField(default="", max_length=64),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="update",
            name="checksum",
            field=models.PositiveBigIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.RunPython(sum_lines, migrations.RunPython.noop),
        migrations.CreateModel(
            name="Chunk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first", models.PositiveBigIntegerField()),
                ("last", models.PositiveBigIntegerField()),
                ("data", models.BinaryField()),
                ("digest", models.CharField(max_length=64)),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="chunks", to="realtime.document"
                    ),
                ),
            ],
            options={
                "ordering": ["document", "first"],
                "constraints": [models.UniqueConstraint(fields=("document", "first"), name="chunk_once")],
            },
        ),
    ]
