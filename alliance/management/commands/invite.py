"""`manage.py invite EMAIL [--role secretariat] [--club fr]`: prints and mails a single-use link, the first way in."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from alliance.capacities import operator
from alliance.domain import clubs, invitations
from alliance.domain.errors import Refused
from alliance.interfaces.emails import invitation_link, send_invitation


class Command(BaseCommand):
    help = "Prints and mails a single-use link by which a person enters, good for 14 days."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--role", choices=["secretariat"], default="secretariat")
        parser.add_argument("--club", default="fr", help="code of the club; founded if it is not there yet")

    def handle(self, *args: Any, email: str, club: str, **options: Any) -> None:
        with translation.override("fr"):
            try:
                sent = invitations.invite_to_secretariat(
                    actor=operator(), club=clubs.found_club(code=club), email=email
                )
            except Refused as refused:
                raise CommandError(" ".join(words for field in refused.fields.values() for words in field)) from refused
            self.stdout.write(invitation_link(sent))
            try:
                send_invitation(sent)
            except OSError as error:
                # The link is printed: whoever runs the server can hand it over.
                self.stderr.write(f"The e-mail could not be sent ({error}); check EMAIL_URL.")
