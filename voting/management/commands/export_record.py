"""`manage.py export_record POLL_ID`: the public record of a closed poll, on standard output."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from alliance.domain.errors import Conflict
from voting.domain.records import record_of
from voting.models import Poll


class Command(BaseCommand):
    help = "Writes the public record (consult-record/1) of a closed poll to standard output."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("poll_id", type=int, metavar="POLL_ID")

    def handle(self, *args: Any, poll_id: int, **options: Any) -> None:
        poll = Poll.objects.select_related("club").filter(pk=poll_id).first()
        if poll is None:
            raise CommandError(f"there is no poll {poll_id}")
        try:
            data = record_of(poll)
        except Conflict as conflict:
            raise CommandError(str(conflict.message)) from None
        # Bytes where there are any to write to: a terminal's encoding is not that of the record.
        out = getattr(self.stdout, "buffer", None)
        if out is None:
            self.stdout.write(data.decode(), ending="")
        else:
            out.write(data)
            out.flush()
