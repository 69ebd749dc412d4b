"""`manage.py check_journal`: verifies every hash chain of the journal, and fails naming the broken places."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from alliance.domain.journal import broken_chains
from alliance.models import JournalEntry


class Command(BaseCommand):
    help = "Verifies the hash chains of the journal of acts."

    def handle(self, *args: Any, **options: Any) -> None:
        broken = [f"{chain} {sequence}: {reason}" for chain, sequence, reason in broken_chains()]
        if broken:
            raise CommandError("\n".join(broken))
        chains = JournalEntry.objects.values("chain").distinct().count()
        self.stdout.write(f"{JournalEntry.objects.count()} acts in {chains} chains hold")
