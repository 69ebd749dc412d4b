"""Reads of WHO that are worth a name."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliance.capacities import Actor
from alliance.domain.words import plain
from alliance.models import Category, ChairTerm, Club, Invitation, Mandate, Member, Partner, Seat, User
from alliance.models.council import SeatKind
from alliance.models.partners import Role, Standing

# What the charter asks of the council.
ELECTED = (2, 3)


def present_club(actor: Actor) -> Club | None:
    """The club whose pages this person reads: its own, else the first."""
    return actor.club or Club.objects.order_by("pk").first()


def admitted_partners(club: Club) -> QuerySet[Partner]:
    """The partners of the club, by name, with their category."""
    return Partner.objects.filter(club=club, standing=Standing.ADMITTED).select_related("category").order_by("name")


def partners_by_category(club: Club) -> dict[int, int]:
    """How many admitted partners each category (by id) has."""
    counts = admitted_partners(club).order_by().values_list("category").annotate(count=Count("pk"))
    return dict(counts)


def register(
    *, club: Club, standing: str = Standing.ADMITTED, category: str = "", territory: str = "", text: str = ""
) -> list[Partner]:
    """The partners that match: `category` is a key, `text` words of name or description, without case and accents."""
    found = Partner.objects.filter(club=club, standing=standing).select_related("category")
    if category:
        found = found.filter(category__key=category)
    if territory:
        found = found.filter(territory=territory)
    words = plain(text).split()
    # Compared here: SQLite knows neither accents nor capitals beyond ASCII, and a register is a few thousand rows.
    kept = [p for p in found if all(word in plain(f"{p.name} {p.description}") for word in words)]
    return sorted(kept, key=lambda partner: (plain(partner.name), partner.pk))


def members_of(partner: Partner) -> list[Member]:
    """Who acts for the partner now: representative, alternates, contributors, observers, then by name."""
    order = list(Role.values)
    members = Member.objects.filter(partner=partner, ended_at=None).select_related("user")
    return sorted(members, key=lambda member: (order.index(member.role), plain(member.user.name)))


def open_invitations(club: Club, to: str, **place: Partner | Seat) -> QuerySet[Invitation]:
    """Links that can still be accepted: to the secretariat, to a partner, to the council or one of its seats.

    `to` is one of `InvitedTo`, `place` a `partner` or a `seat`.
    """
    found = Invitation.objects.unanswered().filter(club=club, to=to, expires_at__gt=timezone.now(), **place)
    # What they offered may be gone: the page of such a link says so.
    today = timezone.localdate()
    found = found.filter(seat__abolished_on=None).exclude(Q(ends_on__lt=today) | Q(mandate__ends_on__lt=today))
    return found.select_related("seat__category").order_by("-created_at")


def people(club: Club) -> list[User]:
    """Every person with a capacity in the club, by name: who may be given a mandate."""
    found = User.objects.filter(is_active=True).filter(
        Q(memberships__partner__club=club, memberships__ended_at=None)
        | Q(mandates__seat__club=club)
        | Q(alternate_mandates__seat__club=club)
        | Q(secretariat__club=club, secretariat__ended_at=None)
    )
    return sorted(found.distinct(), key=lambda user: (plain(user.name), user.pk))


@dataclass(frozen=True)
class Place:
    """A seat on a day: its mandate, or vacant since the day after the last one ended (None: never held)."""

    seat: Seat
    mandate: Mandate | None
    is_chair: bool = False
    vacant_since: date | None = None
    next_mandate: Mandate | None = None

    @property
    def is_vacant(self) -> bool:
        return self.mandate is None

    @property
    def holder(self) -> User | None:
        return self.mandate.holder if self.mandate else None

    @property
    def alternate(self) -> User | None:
        return self.mandate.alternate if self.mandate else None


def council_at(club: Club, day: date | None = None) -> list[Place]:
    """The council on a day (today), a place a seat in the council's order."""
    day = day or timezone.localdate()
    seats = (
        Seat.objects.filter(club=club)
        .filter(Q(abolished_on=None) | Q(abolished_on__gt=day))
        .select_related("category")
        .order_by("position", "pk")
    )
    mandates: dict[int, list[Mandate]] = defaultdict(list)
    for mandate in (
        Mandate.objects.filter(seat__club=club)
        .select_related("holder", "alternate", "partner", "seat")
        .order_by("starts_on", "pk")
    ):
        mandates[mandate.seat_id].append(mandate)
    chairs = set(ChairTerm.objects.filter(club=club, ended_at=None).values_list("mandate_id", flat=True))
    return [_place(seat, mandates[seat.pk], day, chairs) for seat in seats]


def _place(seat: Seat, mandates: Iterable[Mandate], day: date, chairs: set[int]) -> Place:
    present, coming, last_day = None, None, None
    for mandate in mandates:
        if mandate.starts_on > day:
            coming = coming or mandate
        elif mandate.ends_on and mandate.ends_on < day:
            last_day = max(last_day or mandate.ends_on, mandate.ends_on)
        else:
            present = mandate
    return Place(
        seat=seat,
        mandate=present,
        is_chair=present is not None and present.pk in chairs,
        vacant_since=last_day + timedelta(days=1) if last_day and not present else None,
        next_mandate=coming,
    )


@dataclass(frozen=True)
class Finding:
    """One thing the charter asks of the council: does it hold, in a short and a longer sentence.

    `key` is `elected`, `categories`, `once` or `vacant`; a vacancy must be filled but leaves the composition valid.
    """

    key: str
    holds: bool
    title: str
    words: str

    @property
    def is_violation(self) -> bool:
        return not self.holds and self.key != "vacant"


def composition_findings(club: Club, day: date | None = None) -> list[Finding]:
    """Whether the composition on a day is what the charter asks, each point said; vacancies come last, if any."""
    places = council_at(club, day)
    categories = list(Category.objects.filter(club=club))
    findings = [_elected(places), _one_seat_a_category(places, categories), _nobody_twice(places)]
    vacant = [str(place.seat) for place in places if place.is_vacant]
    if vacant:
        findings.append(
            Finding(
                "vacant",
                False,
                ngettext("%(count)s seat to fill.", "%(count)s seats to fill.", len(vacant)) % {"count": len(vacant)},
                _("Vacant: %(names)s. The council may vote meanwhile.") % {"names": ", ".join(vacant)},
            )
        )
    return findings


def _elected(places: list[Place]) -> Finding:
    count = sum(place.seat.kind == SeatKind.ELECTED for place in places)
    return Finding(
        "elected",
        ELECTED[0] <= count <= ELECTED[1],
        ngettext("%(count)s elected official.", "%(count)s elected officials.", count) % {"count": count},
        _("The charter asks for %(least)s or %(most)s.") % {"least": ELECTED[0], "most": ELECTED[1]},
    )


def _one_seat_a_category(places: list[Place], categories: list[Category]) -> Finding:
    seated = [place.seat.category_id for place in places if place.seat.category_id]
    missing = [category.name for category in categories if category.pk not in seated]
    doubled = [category.name for category in categories if seated.count(category.pk) > 1]
    if not missing and not doubled:
        words = ngettext("%(count)s category, as many seats.", "%(count)s categories, as many seats.", len(categories))
        return Finding("categories", True, _("One seat a category."), words % {"count": len(categories)})
    sentences = []
    if missing:
        sentences.append(_("Without a seat: %(names)s.") % {"names": ", ".join(missing)})
    if doubled:
        sentences.append(_("With several seats: %(names)s.") % {"names": ", ".join(doubled)})
    return Finding("categories", False, _("Not one seat a category."), " ".join(sentences))


def _nobody_twice(places: list[Place]) -> Finding:
    holders = [place.holder for place in places if place.holder]
    twice = sorted({user.name for user in holders if holders.count(user) > 1})
    if not twice:
        return Finding("once", True, _("No plurality of seats."), _("Nobody holds two seats."))
    return Finding(
        "once", False, _("Plurality of seats."), _("Two seats or more: %(names)s.") % {"names": ", ".join(twice)}
    )
