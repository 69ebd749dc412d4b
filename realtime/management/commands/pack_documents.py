"""`manage.py pack_documents`: packs the old lines of all logs now; the server or worker does so by itself."""

from typing import Any

from django.core.management.base import BaseCommand

from realtime.packing import pack_all


class Command(BaseCommand):
    help = "Packs the old lines of the shared texts' logs; nothing of them is lost."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{pack_all()} chunks packed")
