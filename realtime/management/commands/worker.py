"""`manage.py worker`: background tasks and periodic duties, where several server processes share a layer."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from realtime.periodic import Clock


class Command(BaseCommand):
    help = "Runs queued tasks and periodic duties; needs REDIS_URL (without it the server does this itself)."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.REDIS_URL:
            raise CommandError("without REDIS_URL the server runs tasks and duties itself: there is nothing to start")
        clock = Clock(here=True)
        clock.start()
        try:
            call_command("db_worker")
        finally:
            clock.stop()
