"""The data of WHO: one module per idea."""

from alliance.models.clubs import Category, Club, Secretariat
from alliance.models.council import ChairTerm, Mandate, Seat
from alliance.models.invitations import Invitation
from alliance.models.journal import JournalEntry
from alliance.models.partners import Member, Partner
from alliance.models.users import User

__all__ = [
    "Category",
    "ChairTerm",
    "Club",
    "Invitation",
    "JournalEntry",
    "Mandate",
    "Member",
    "Partner",
    "Seat",
    "Secretariat",
    "User",
]
