"""Co-authors invited before histories were kept look back from the line that the log had reached at their invitation."""

from django.db import migrations


def find_lines(apps, schema_editor):
    CoAuthor = apps.get_model("proposals", "CoAuthor")
    Update = apps.get_model("realtime", "Update")
    for row in CoAuthor.objects.select_related("proposal").iterator():
        # Who was the rapporteur before is its own inviter, and has read everything.
        if row.invited_by_id == row.user_id:
            continue
        lines = Update.objects.filter(document_id=row.proposal.document, at__lte=row.invited_at)
        last = lines.order_by("-sequence").values_list("sequence", flat=True).first()
        if last:
            row.reads_from = last
            row.save(update_fields=["reads_from"])


class Migration(migrations.Migration):
    dependencies = [
        ("proposals", "0004_history"),
        ("realtime", "0001_initial"),
    ]

    operations = [migrations.RunPython(find_lines, migrations.RunPython.noop)]
