"""`manage.py serve`: the production server."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from realtime.serve import serve


class Command(BaseCommand):
    help = "Serves pages, API and the live floor with the measured settings."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (0.0.0.0 for every one)")
        parser.add_argument("--port", type=int, default=settings.PORT)
        parser.add_argument("--processes", type=int, default=1, help="more than one needs REDIS_URL")

    def handle(self, *args: Any, **options: Any) -> None:
        serve(
            host=options["host"],
            port=options["port"],
            processes=options["processes"],
            redis_url=settings.REDIS_URL,
        )
