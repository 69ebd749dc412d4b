"""`manage.py load_demo`: fills an empty database with the demo's alliance, once."""

from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import translation

from alliance.models import Club
from consult.demo import consultations, elections
from consult.demo.choices import CHOICES, play
from consult.demo.clock import Past
from consult.demo.consultations import CONSULTATIONS
from consult.demo.elections import ELECTIONS
from consult.demo.paths import Player
from consult.demo.stories import STORIES
from consult.demo.who import ARRIVAL, Who


class Command(BaseCommand):
    help = "Loads the demo's alliance into an empty database; does nothing where it is already there."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("the demo is loaded only with DEMO=1")
        if Club.objects.exists():
            return
        self.stdout.write("Loading the demo alliance…")
        # The demo's people have no mailbox.
        silent = patch.object(settings, "EMAIL_BACKEND", "django.core.mail.backends.dummy.EmailBackend")
        with silent, translation.override("fr"), transaction.atomic(), Past().running() as past:
            past.go_to(ARRIVAL)
            who = Who()
            who.build()
            player = Player(who, past)
            for story in STORIES:
                player.play(story)
            for choice in CHOICES:
                play(who, past, choice)
            for election in ELECTIONS:
                elections.play(who, past, election)
            for consultation in CONSULTATIONS:
                consultations.play(who, past, consultation)
