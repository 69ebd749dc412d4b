"""`manage.py check_documents`: verifies what is kept of the shared texts, and fails naming what is damaged."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from realtime.integrity import all_damages
from realtime.models import Document


class Command(BaseCommand):
    help = "Verifies the logs and states of all shared texts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--replay", action="store_true", help="hold each state against its log as well (slow)")

    def handle(self, *args: Any, replay: bool, **options: Any) -> None:
        found = [str(damage) for damage in all_damages(replay=replay)]
        if found:
            raise CommandError("\n".join(found))
        self.stdout.write(f"{Document.objects.count()} documents hold")
