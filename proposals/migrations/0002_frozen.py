"""Triggers that keep a revision as it was frozen, whoever writes: the acts refuse it, these hold for a shell too."""

from typing import Any

from django.db import migrations

MESSAGE = "a revision is never changed nor deleted"


def install(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "sqlite":
        for event in ("UPDATE", "DELETE"):
            schema_editor.execute(
                f"CREATE TRIGGER proposals_revision_{event.lower()} BEFORE {event} ON proposals_revision"
                f" BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
                None,
            )
        return
    schema_editor.execute(
        "CREATE FUNCTION proposals_revision_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'check_violation'; END $$",
        None,
    )
    schema_editor.execute(
        "CREATE TRIGGER proposals_revision_kept BEFORE UPDATE OR DELETE ON proposals_revision"
        " FOR EACH ROW EXECUTE FUNCTION proposals_revision_kept()",
        None,
    )


def remove(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "sqlite":
        for event in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS proposals_revision_{event}", None)
        return
    schema_editor.execute("DROP TRIGGER IF EXISTS proposals_revision_kept ON proposals_revision", None)
    schema_editor.execute("DROP FUNCTION IF EXISTS proposals_revision_kept()", None)


class Migration(migrations.Migration):
    dependencies = [("proposals", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
