"""Mandates that an election gave and its correction took back before they began."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("alliance", "0002_seat_invitations"),
    ]
    operations = [
        migrations.AddField(
            model_name="mandate",
            name="taken_back_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
