"""Brings the demo's people in through the acts by which they would really come: invitations, admissions, mandates."""

from datetime import timedelta

from django.utils import timezone

from alliance.capacities import Actor, actor_for, operator
from alliance.domain import categories, clubs, council, invitations, partners
from alliance.models import Category, Club, Mandate, Partner, User
from consult.demo.cast import CANDIDATES, CATEGORIES, CLUB, ORGANISATIONS, PEOPLE, SEATS, Organisation

MANDATE = timedelta(days=3 * 365)
# The day, counted from that of loading, on which the people come in: all mandates run, no proposal was started.
ARRIVAL = -172


class Who:
    """The club and its people; persons by slug or name, partners by name."""

    def __init__(self) -> None:
        self.club: Club = clubs.found_club(code=CLUB["code"], name=CLUB["name"], country=CLUB["country"])
        self.users: dict[str, User] = {}
        self.partners: dict[str, Partner] = {}
        self._actors: dict[str, Actor] = {}

    def actor(self, who: str) -> Actor:
        """A person with its capacities, which stay the same once everybody is in."""
        return self._actors.get(who) or actor_for(self.users[who])

    def representative(self, partner: str) -> Actor:
        return self.actor(
            next(person.name for person in PEOPLE if (person.of, person.role) == (partner, "representative"))
        )

    def build(self) -> None:
        self._secretariat()
        self._categories()
        for organisation in [*ORGANISATIONS, *CANDIDATES]:
            self._partner(organisation, admitted=organisation in ORGANISATIONS)
        for person in PEOPLE:
            if person.of:
                sent = invitations.invite_member(
                    actor=self.actor("secretariat"),
                    partner=self.partners[person.of],
                    email=person.email,
                    role=person.role,
                    name=person.name,
                )
                self._know(person.slug, invitations.accept(token=sent.token, name=person.name))
        self._council()
        self._actors = {name: actor_for(user) for name, user in self.users.items()}

    def _know(self, slug: str, user: User) -> None:
        self.users[user.name] = user
        if slug:
            self.users[slug] = user

    def _secretariat(self) -> None:
        person = next(person for person in PEOPLE if person.slug == "secretariat")
        sent = invitations.invite_to_secretariat(actor=operator(), club=self.club, email=person.email, name=person.name)
        self._know(person.slug, invitations.accept(token=sent.token, name=person.name))

    def _categories(self) -> None:
        """A club is founded with our seven categories; the demo says who belongs to each."""
        for key, description in CATEGORIES.items():
            category = Category.objects.get(club=self.club, key=key)
            categories.edit_category(
                actor=self.actor("secretariat"),
                category=category,
                name=category.name,
                mark=category.mark,
                colour=category.colour,
                pattern=category.pattern,
                description=description,
            )

    def _partner(self, organisation: Organisation, *, admitted: bool) -> None:
        partner = partners.add_partner(
            actor=self.actor("secretariat"),
            club=self.club,
            fields={
                "name": organisation.name,
                "category": Category.objects.get(club=self.club, key=organisation.category),
                "reference": "",
                "country": "fr",
                "population": organisation.population,
                "territory": organisation.territory,
                "website": "",
                "description": organisation.description,
            },
        )
        if admitted:
            partners.admit(actor=self.actor("secretariat"), partner=partner)
            partner.refresh_from_db()
        self.partners[organisation.name] = partner

    def _council(self) -> None:
        secretariat = self.actor("secretariat")
        holders = {person.slug: person for person in PEOPLE if person.slug}
        today = timezone.localdate()
        for place, slug, partner, alternate, day, basis in SEATS:
            category = None if place == "elected" else Category.objects.get(club=self.club, key=place)
            seat = council.add_seat(actor=secretariat, club=self.club, category=category)
            first = today + timedelta(days=day - ARRIVAL)
            sent = invitations.invite_to_seat(
                actor=secretariat,
                seat=seat,
                email=holders[slug].email,
                name=holders[slug].name,
                partner=self.partners[partner],
                starts_on=first,
                ends_on=first + MANDATE,
                basis=basis,
            )
            known = self.users.get(slug)
            self._know(slug, invitations.accept(token=sent.token, signed_in=known, name=holders[slug].name))
            mandate = Mandate.objects.get(seat=seat)
            if alternate:
                council.set_alternate(actor=secretariat, mandate=mandate, alternate=self.users[alternate])
            if slug == "chair":
                council.record_chair(actor=secretariat, mandate=mandate)
