"""Builds the alliance that most tests play in: a club, its categories and partners, a council of ten, its people.

`build_alliance()` gives everything in some eighty rows; every person has only the capacities its slug says, no password
and the e-mail address `<slug>@example.org`:

    secretariat
    observer, member, representative, alternate     of the agency `partner` (member = contributor)
    rapporteur, coauthor-1..3, representative-1..3  of other partners, in other categories
    seat-1..9, chair                                holders of the council's seats (elected: seat-1, seat-2, chair)
    seat-alternate-1..9, chair-alternate            their alternates

    alliance = build_alliance()
    support(actor=alliance.actor("representative"), revision=revision, kind="plain")
    alliance.client("seat-4").get("/council/")
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import Any

from django.test import Client
from django.utils import timezone

from alliance.capacities import Actor, actor_for
from alliance.domain.clubs import found_club
from alliance.interfaces.middleware import ACTING_FOR
from alliance.models import Category, ChairTerm, Club, Mandate, Member, Partner, Seat, Secretariat, User
from alliance.models.council import SeatKind
from alliance.models.partners import Role, Standing, Territory

# The columns of docs/rights.md, and who plays them.
PERSONAS = {
    "visitor": None,
    "observer": "observer",
    "member": "member",
    "representative": "representative",
    "rapporteur": "rapporteur",
    "co-author": "coauthor-1",
    "seat holder": "seat-4",
    "chair": "chair",
    "secretariat": "secretariat",
}

_numbers = count(1)


def make_user(slug: str | None = None, name: str | None = None, password: str | None = None, **fields: Any) -> User:
    """A person named after its slug; without a password, as hashing one takes long."""
    slug = slug or f"person-{next(_numbers)}"
    return User.objects.create_user(email=_address(slug), name=name or _name(slug), password=password, **fields)


def _address(slug: str) -> str:
    return f"{slug}@example.org"


def _name(slug: str) -> str:
    return slug.replace("-", " ").capitalize()


def make_club(code: str = "fr", name: str = "Alliance pour l’énergie locale", country: str = "fr") -> Club:
    """A club with what every club starts with: seven categories, themes, rules of vote."""
    return found_club(code=code, name=name, country=country)


def make_partner(category: Category, name: str | None = None, **fields: Any) -> Partner:
    """An admitted partner of the category's club, unless `standing` says otherwise."""
    fields.setdefault("standing", Standing.ADMITTED)
    if fields["standing"] == Standing.ADMITTED:
        fields.setdefault("admitted_at", timezone.now())
    return Partner.objects.create(
        club=category.club, category=category, name=name or f"Partenaire {next(_numbers)}", **fields
    )


def make_member(partner: Partner, role: str = Role.CONTRIBUTOR, user: User | None = None) -> User:
    """A person who acts for the partner in this role."""
    user = user or make_user()
    Member.objects.create(user=user, partner=partner, role=role)
    return user


def make_seat(club: Club, category: Category | None = None) -> Seat:
    """A seat of a category, or of an elected official."""
    return Seat.objects.create(
        club=club,
        kind=SeatKind.CATEGORY if category else SeatKind.ELECTED,
        category=category,
        position=club.seats.count() + 1,
    )


def make_mandate(seat: Seat, holder: User | None = None, alternate: User | None = None, **fields: Any) -> Mandate:
    """A mandate that began a year ago and ends in a year, unless `starts_on` and `ends_on` say otherwise."""
    return Mandate.objects.create(
        seat=seat, holder=holder or make_user(), alternate=alternate, **{**_two_years(), **fields}
    )


def _two_years() -> dict[str, date]:
    today = timezone.localdate()
    return {"starts_on": today - timedelta(days=365), "ends_on": today + timedelta(days=365)}


def sign_in(client: Client, user: User | None, acting_for: str | None = None) -> Client:
    """Signs a Django test client in (not for a visitor), acting for the capacity of this key ("member:3", "seat:4")."""
    if user is not None:
        client.force_login(user)
        if acting_for:
            session = client.session
            session[ACTING_FOR] = acting_for
            session.save()
    return client


@dataclass
class Alliance:
    """What `build_alliance` built; persons by slug, partners by name or in lists by category key."""

    club: Club
    categories: dict[str, Category] = field(default_factory=dict)
    partners: dict[str, list[Partner]] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    # By slug of the holder: "seat-1" … "seat-9", "chair".
    seats: dict[str, Seat] = field(default_factory=dict)
    mandates: dict[str, Mandate] = field(default_factory=dict)

    @property
    def partner(self) -> Partner:
        """The agency whose observer, member, representative and alternate are personas."""
        return self.partners["agences"][0]

    @property
    def all_partners(self) -> list[Partner]:
        return [partner for partners in self.partners.values() for partner in partners]

    def user(self, slug: str) -> User:
        return self.users[slug]

    def partner_of(self, slug: str) -> Partner:
        """The partner for which this person acts (the first one)."""
        return self.users[slug].memberships.filter(ended_at=None).order_by("pk")[0].partner

    def actor(self, slug: str, acting_for: str | None = None) -> Actor:
        """The actor of a person, with its present capacities; "visitor" is nobody."""
        return actor_for(None if slug == "visitor" else self.users[slug], acting_for)

    def client(self, slug: str, acting_for: str | None = None, **options: Any) -> Client:
        """A new Django test client, signed in as this person ("visitor": not signed in)."""
        return sign_in(Client(**options), None if slug == "visitor" else self.users[slug], acting_for)

    def add_user(self, slug: str) -> User:
        self.users[slug] = make_user(slug)
        return self.users[slug]

    def add_users(self, slugs: Iterable[str]) -> None:
        """Several at once, in one statement."""
        people = {slug: User(email=_address(slug), name=_name(slug)) for slug in slugs}
        for user in people.values():
            user.set_unusable_password()
        User.objects.bulk_create(people.values())
        self.users |= people

    def add_member(self, slug: str, partner: Partner, role: str = Role.CONTRIBUTOR) -> User:
        return make_member(partner, role, self.add_user(slug))


def build_alliance() -> Alliance:
    """The alliance of most tests, in a few statements; see the head of this module."""
    club = make_club()
    alliance = Alliance(club=club, categories={c.key: c for c in club.categories.all()})
    _build_partners(alliance)
    _build_members(alliance)
    _build_council(alliance)
    Secretariat.objects.create(club=club, user=alliance.add_user("secretariat"))
    return alliance


def _build_partners(alliance: Alliance) -> None:
    """Two a category: one in a town, with a population; one in the country, without."""
    partners = [
        Partner(
            club=alliance.club,
            category=category,
            name=f"{category.name} {place}",
            standing=Standing.ADMITTED,
            admitted_at=timezone.now(),
            territory=territory,
            population=number * 1000 if place == 1 else None,
        )
        for number, category in enumerate(alliance.categories.values(), start=1)
        for place, territory in enumerate([Territory.URBAN, Territory.RURAL], start=1)
    ]
    for partner in Partner.objects.bulk_create(partners):
        alliance.partners.setdefault(partner.category.key, []).append(partner)


def _build_members(alliance: Alliance) -> None:
    places = [
        ("observer", alliance.partner, Role.OBSERVER),
        ("member", alliance.partner, Role.CONTRIBUTOR),
        ("representative", alliance.partner, Role.REPRESENTATIVE),
        ("alternate", alliance.partner, Role.ALTERNATE),
        ("rapporteur", alliance.partners["reseaux"][0], Role.CONTRIBUTOR),
    ]
    for number, key in enumerate(["collectivites", "universites", "associations"], start=1):
        places.append((f"coauthor-{number}", alliance.partners[key][0], Role.CONTRIBUTOR))
        places.append((f"representative-{number}", alliance.partners[key][0], Role.REPRESENTATIVE))
    alliance.add_users(slug for slug, _partner, _role in places)
    Member.objects.bulk_create(
        Member(user=alliance.users[slug], partner=partner, role=role) for slug, partner, role in places
    )


def _build_council(alliance: Alliance) -> None:
    """Three elected officials, one of them in the chair, and a seat a category; each with an alternate."""
    places: list[Category | None] = [None, None, None, *alliance.categories.values()]
    slugs = ["seat-1", "seat-2", "chair", *(f"seat-{number}" for number in range(3, 10))]
    alternates = [slug.replace("seat-", "seat-alternate-").replace("chair", "chair-alternate") for slug in slugs]
    alliance.add_users([*slugs, *alternates])
    seats = Seat.objects.bulk_create(
        Seat(
            club=alliance.club,
            kind=SeatKind.CATEGORY if category else SeatKind.ELECTED,
            category=category,
            position=position,
        )
        for position, category in enumerate(places, start=1)
    )
    alliance.seats = dict(zip(slugs, seats, strict=True))
    mandates = Mandate.objects.bulk_create(
        Mandate(seat=seat, holder=alliance.users[slug], alternate=alliance.users[alternate], **_two_years())
        for slug, seat, alternate in zip(slugs, seats, alternates, strict=True)
    )
    alliance.mandates = dict(zip(slugs, mandates, strict=True))
    ChairTerm.objects.create(club=alliance.club, mandate=alliance.mandates["chair"])
