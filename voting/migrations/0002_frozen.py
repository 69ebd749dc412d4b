"""Triggers that keep an open poll's rule, register and question, and a decided poll's ballots, whoever writes.

The acts refuse the same with a sentence; these hold for a shell, a careless migration and a second program too (A30).
Each trigger refuses one event on one table where its condition is true; both databases answer with an integrity error.
"""

from typing import Any, NamedTuple

from django.db import migrations


class Guard(NamedTuple):
    name: str
    table: str
    event: str
    condition: str
    message: str


CLOCK = {"sqlite": "strftime('%Y-%m-%d %H:%M:%f', 'now')", "postgresql": "clock_timestamp()"}


def changed(*columns: str) -> str:
    return " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)


def closed(row: str) -> str:
    return (
        "EXISTS (SELECT 1 FROM voting_voter v JOIN voting_poll p ON p.id = v.poll_id"
        f" WHERE v.id = {row}.voter_id AND p.closed_at IS NOT NULL)"
    )


RULE = ("id", "club_id", "body", "key", "version", "name", "definition", "sha256", "created_at")
POLL = (
    "id", "club_id", "body", "question", "title", "subject", "text_number", "text_sha256", "source_id", "rule",
    "rule_sha256", "register_sha256", "electorate", "convocation", "previous_id", "opened_at", "opened_by_id", "capacity",
)
REGISTER_FULL = (
    "(SELECT count(*) FROM voting_voter WHERE poll_id = NEW.poll_id)"
    " >= (SELECT electorate FROM voting_poll WHERE id = NEW.poll_id)"
)
CLOSING = (
    "NEW.closes_at < OLD.closes_at"
    " OR (NEW.closes_at <> OLD.closes_at AND (OLD.closed_at IS NOT NULL OR {clock} >= OLD.closes_at))"
    " OR (OLD.closed_at IS NOT NULL AND NEW.closed_at IS DISTINCT FROM OLD.closed_at)"
)
NO_TIE = "NOT EXISTS (SELECT 1 FROM voting_tally WHERE poll_id = NEW.poll_id AND outcome = 'tie')"
STILL_OPEN = "EXISTS (SELECT 1 FROM voting_poll WHERE id = NEW.poll_id AND closed_at IS NULL)"
GIVER_CLOSED = closed("NEW").replace("voter_id", "giver_id")

GUARDS = [
    Guard("rule_kept", "voting_rule", "UPDATE", changed(*RULE), "a rule is never changed: add a version"),
    Guard("poll_kept", "voting_poll", "UPDATE", changed(*POLL), "rule, register and question of a poll are frozen"),
    Guard("poll_closing", "voting_poll", "UPDATE", CLOSING, "a poll closes once, at its time or later if extended"),
    Guard("poll_stays", "voting_poll", "DELETE", "", "a poll is never deleted"),
    Guard("voter_late", "voting_voter", "INSERT", REGISTER_FULL, "the register of a poll is frozen"),
    Guard("voter_kept", "voting_voter", "UPDATE", "", "the register of a poll is frozen"),
    Guard("voter_stays", "voting_voter", "DELETE", "", "the register of a poll is frozen"),
    Guard("ballot_late", "voting_ballot", "INSERT", closed("NEW"), "the poll is closed"),
    Guard("ballot_kept", "voting_ballot", "UPDATE", f"{closed('OLD')} OR {closed('NEW')}", "the poll is closed"),
    Guard("ballot_stays", "voting_ballot", "DELETE", closed("OLD"), "the poll is closed"),
    Guard("cast_late", "voting_cast", "INSERT", closed("NEW"), "the poll is closed"),
    Guard("cast_kept", "voting_cast", "UPDATE", "", "an acknowledged ballot is never changed"),
    Guard("proxy_late", "voting_proxy", "INSERT", GIVER_CLOSED, "the poll is closed"),
    Guard("proxy_kept", "voting_proxy", "UPDATE", GIVER_CLOSED, "the poll is closed"),
    Guard("tally_early", "voting_tally", "INSERT", STILL_OPEN, "an open poll has no result"),
    Guard("tally_kept", "voting_tally", "UPDATE", "", "a result is never changed"),
    Guard("tally_stays", "voting_tally", "DELETE", "", "a result is never changed"),
    Guard("casting_early", "voting_castingvote", "INSERT", NO_TIE, "only a tie has a casting vote"),
    Guard("casting_kept", "voting_castingvote", "UPDATE", "", "a casting vote is never changed"),
    Guard("casting_stays", "voting_castingvote", "DELETE", "", "a casting vote is never changed"),
]


def creation(guard: Guard, vendor: str) -> list[str]:
    """The statements that set up one guard."""
    condition = (guard.condition or "1 = 1").replace("{clock}", CLOCK[vendor])
    name = f"voting_{guard.name}"
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {name} BEFORE {guard.event} ON {guard.table} WHEN {condition}"
            f" BEGIN SELECT RAISE(ABORT, '{guard.message}'); END"
        ]
    row = "OLD" if guard.event == "DELETE" else "NEW"
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {condition} THEN"
        f" RAISE EXCEPTION '{guard.message}' USING ERRCODE = 'check_violation'; END IF; RETURN {row}; END $$",
        f"CREATE TRIGGER {name} BEFORE {guard.event} ON {guard.table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


def removal(guard: Guard, vendor: str) -> list[str]:
    name = f"voting_{guard.name}"
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {name}"]
    return [f"DROP TRIGGER IF EXISTS {name} ON {guard.table}", f"DROP FUNCTION IF EXISTS {name}()"]


def install(apps: Any, schema_editor: Any) -> None:
    for guard in GUARDS:
        for statement in creation(guard, schema_editor.connection.vendor):
            schema_editor.execute(statement, None)


def remove(apps: Any, schema_editor: Any) -> None:
    for guard in GUARDS:
        for statement in removal(guard, schema_editor.connection.vendor):
            schema_editor.execute(statement, None)


class Migration(migrations.Migration):
    dependencies = [("voting", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
