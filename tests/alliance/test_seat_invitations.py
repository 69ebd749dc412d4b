"""Invitations straight to a seat of the council: to hold it, or to be an alternate, without acting for a partner."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from alliance.capacities import NotAllowed, actor_for
from alliance.domain import council, invitations
from alliance.domain.errors import Conflict, Refused, Spent
from alliance.domain.journal import broken_chains
from alliance.domain.queries import council_at, open_invitations
from alliance.models import Invitation, JournalEntry, Mandate, Member, User
from alliance.models.invitations import InvitedTo
from alliance.models.partners import Standing
from proposals.models import Proposal
from tests.alliance.test_invitations import link_of
from tests.factories import Alliance
from tests.proposals.path import Path
from tests.voting.acts import in_an_hour, rule_of
from voting.domain.opening import open_poll

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def today() -> date:
    return timezone.localdate()


def vacate(alliance: Alliance, slug: str = "seat-1") -> None:
    """The seat was held until the day before yesterday."""
    Mandate.objects.filter(seat=alliance.seats[slug]).update(ends_on=today() - 2 * DAY)


def invite(alliance: Alliance, slug: str = "seat-1", by: str = "secretariat", **fields: Any) -> Any:
    fields = {"email": "new@example.org", "starts_on": today(), **fields}
    return invitations.invite_to_seat(actor=alliance.actor(by), seat=alliance.seats[slug], **fields)


def invite_alternate(alliance: Alliance, slug: str = "seat-1", by: str = "secretariat", **fields: Any) -> Any:
    fields = {"email": "new@example.org", **fields}
    return invitations.invite_alternate(actor=alliance.actor(by), mandate=alliance.mandates[slug], **fields)


def accept(sent: Any, name: str = "Hélène Frêne") -> User:
    return invitations.accept(token=sent.token, name=name)


def place_of(alliance: Alliance, slug: str = "seat-1") -> Any:
    return next(place for place in council_at(alliance.club) if place.seat == alliance.seats[slug])


class TestAccepting:
    @pytest.mark.parametrize("slug", ["seat-1", "seat-9"])
    def test_gives_the_account_and_the_mandate_and_no_membership(self, alliance: Alliance, slug: str) -> None:
        vacate(alliance, slug)
        until = today() + 400 * DAY
        user = accept(invite(alliance, slug, ends_on=until, basis="  élue par les maires le 4 juin "))

        mandate = place_of(alliance, slug).mandate
        assert (mandate.holder, mandate.starts_on, mandate.ends_on) == (user, today(), until)
        assert (mandate.basis, mandate.partner, mandate.alternate) == ("élue par les maires le 4 juin", None, None)
        assert not Member.objects.filter(user=user).exists()
        assert [(c.key, c.kind) for c in actor_for(user).capacities] == [(f"seat:{alliance.seats[slug].pk}", "seat")]

    def test_an_account_that_is_there_already_is_kept_and_gains_the_seat(self, alliance: Alliance) -> None:
        vacate(alliance)
        user = alliance.user("rapporteur")
        sent = invite(alliance, email=user.email.upper())
        client = alliance.client("rapporteur")
        assert client.post(f"/invitations/{sent.token}/").status_code == 302
        user.refresh_from_db()
        assert user.name == "Rapporteur" and User.objects.filter(email=user.email).count() == 1
        assert [c.kind for c in actor_for(user).capacities] == ["member", "seat"]
        # Both can be chosen, and the page says which one is.
        page = client.get("/council/").content.decode()
        assert "le conseil (élus)" in page and alliance.partner_of("rapporteur").name in page

    def test_whom_one_comes_from_is_shown_and_gives_no_right_there(self, alliance: Alliance) -> None:
        vacate(alliance, "seat-9")
        partner = alliance.partners["financeurs"][0]
        user = accept(invite(alliance, "seat-9", partner=partner))
        assert place_of(alliance, "seat-9").mandate.partner == partner
        assert not actor_for(user).may("alliance.invite_members", partner)
        assert not Member.objects.filter(partner=partner).exists()

    def test_the_present_holder_stays_until_the_day_before(self, alliance: Alliance) -> None:
        former = alliance.mandates["seat-1"]
        accept(invite(alliance, starts_on=today() + 10 * DAY))
        former.refresh_from_db()
        assert former.ends_on == today() + 9 * DAY
        assert place_of(alliance).holder == alliance.user("seat-1")
        assert place_of(alliance).next_mandate.holder.email == "new@example.org"

    def test_a_mandate_to_come_gives_nothing_before_its_first_day(self, alliance: Alliance) -> None:
        vacate(alliance)
        sent = invite(alliance, starts_on=today() + DAY)
        client = Client()
        answer = client.post(f"/invitations/{sent.token}/", {"name": "Ann Lee"}, follow=True)
        assert "Votre mandat commence le" in answer.content.decode()
        assert client.get("/").status_code == 200
        user = User.objects.get(email="new@example.org")
        assert [c.kind for c in actor_for(user).capacities] == ["visitor"]
        line = JournalEntry.objects.get(act="accept-invitation")
        assert (line.actor_id, line.capacity) == (user.pk, f"seat:{alliance.seats['seat-1'].pk}")

    def test_a_seat_that_was_vacant_meanwhile_is_held_from_the_day_that_was_said(self, alliance: Alliance) -> None:
        vacate(alliance)
        sent = invite(alliance, starts_on=today() - DAY)
        accept(sent)
        assert place_of(alliance).mandate.starts_on == today() - DAY

    def test_what_was_done_in_a_seat_that_was_held_meanwhile_stays_its_holders(self, alliance: Alliance) -> None:
        former = alliance.mandates["seat-1"]
        accept(invite(alliance, starts_on=today() - 5 * DAY))
        former.refresh_from_db()
        assert former.ends_on == today() - DAY
        assert place_of(alliance).mandate.starts_on == today()


class TestAlternates:
    def test_accepting_names_the_alternate_and_nothing_else(self, alliance: Alliance) -> None:
        former = alliance.user("seat-alternate-1")
        user = accept(invite_alternate(alliance))
        assert place_of(alliance).alternate == user and place_of(alliance).holder == alliance.user("seat-1")
        assert [(c.kind, c.is_alternate) for c in actor_for(user).capacities] == [("seat", True)]
        assert [c.kind for c in actor_for(former).capacities] == ["visitor"]
        assert not Member.objects.filter(user=user).exists()

    def test_the_link_ends_with_the_mandate(self, alliance: Alliance) -> None:
        sent = invite_alternate(alliance)
        council.end_mandate(
            actor=alliance.actor("secretariat"), mandate=alliance.mandates["seat-1"], last_day=today() - DAY
        )
        with pytest.raises(Spent) as spent:
            accept(sent)
        assert spent.value.reason == "gone"
        alliance.mandates["seat-1"].refresh_from_db()
        with pytest.raises(Conflict):
            invite_alternate(alliance)

    @pytest.mark.parametrize("slug", ["seat-1", "seat-alternate-1"])
    def test_neither_the_holder_nor_the_present_alternate_is_invited(self, alliance: Alliance, slug: str) -> None:
        with pytest.raises(Refused) as refused:
            invite_alternate(alliance, email=f"{slug}@example.org")
        assert list(refused.value.fields) == ["email"]

    def test_another_alternate_was_recorded_meanwhile(self, alliance: Alliance) -> None:
        sent = invite_alternate(alliance)
        council.set_alternate(
            actor=alliance.actor("secretariat"), mandate=alliance.mandates["seat-1"], alternate=alliance.user("member")
        )
        with pytest.raises(Spent) as spent:
            accept(sent)
        assert spent.value.reason == "withdrawn"
        assert place_of(alliance).alternate == alliance.user("member")

    def test_a_newer_link_replaces_it_and_leaves_those_to_hold_the_seat(self, alliance: Alliance) -> None:
        first, holder = invite_alternate(alliance), invite(alliance, starts_on=today() + DAY, email="h@example.org")
        second = invite_alternate(alliance, email="other@example.org")
        with pytest.raises(Spent):
            accept(first)
        accept(second, "B")
        accept(holder, "C")


class TestWhoMayInvite:
    @pytest.mark.parametrize(
        "slug", ["visitor", "observer", "member", "representative", "rapporteur", "seat-1", "chair"]
    )
    def test_nobody_but_the_secretariat(self, alliance: Alliance, slug: str) -> None:
        sent = invite(alliance)
        for act in [
            lambda: invite(alliance, by=slug),
            lambda: invite_alternate(alliance, by=slug),
            lambda: invitations.withdraw(actor=alliance.actor(slug), invitation=sent.invitation),
        ]:
            with pytest.raises(NotAllowed):
                act()

    @pytest.mark.parametrize(
        ("field", "fields"),
        [
            ("email", {"email": "not an address"}),
            ("email", {"email": "Seat-1@example.org"}),
            ("ends_on", {"ends_on": date(2020, 1, 1)}),
            ("starts_on", {"starts_on": date(2020, 1, 1)}),
            ("partner", {"partner": "of another category"}),
            ("name", {"name": "Ann\u202eeinna"}),
        ],
    )
    def test_what_cannot_be_is_refused_by_field(self, alliance: Alliance, field: str, fields: dict[str, Any]) -> None:
        slug = "seat-1"
        if field == "partner":
            slug, fields = "seat-9", {"partner": alliance.partners["agences"][0]}
        with pytest.raises(Refused) as refused:
            invite(alliance, slug, **fields)
        assert list(refused.value.fields) == [field]
        assert not Invitation.objects.exists()

    def test_an_abolished_seat_is_offered_to_nobody(self, alliance: Alliance) -> None:
        council.abolish_seat(actor=alliance.actor("secretariat"), seat=alliance.seats["seat-1"])
        with pytest.raises(Conflict):
            invite(alliance)


class TestSpentLinks:
    """Each tells what became of it (410), by its page and by its form, and gives nothing."""

    def told(self, alliance: Alliance, sent: Any, words: str) -> None:
        mandates = Mandate.objects.count()
        for method in ("get", "post"):
            answer = getattr(Client(), method)(f"/invitations/{sent.token}/", {"name": "Eve"})
            assert answer.status_code == 410
            assert words in answer.content.decode()
        assert Mandate.objects.count() == mandates

    def test_used(self, alliance: Alliance) -> None:
        sent = invite(alliance)
        accept(sent)
        self.told(alliance, sent, "déjà été acceptée")

    def test_expired(self, alliance: Alliance) -> None:
        sent = invite(alliance)
        Invitation.objects.update(expires_at=timezone.now())
        self.told(alliance, sent, "valait 14")

    def test_withdrawn(self, alliance: Alliance) -> None:
        sent = invite(alliance)
        invitations.withdraw(actor=alliance.actor("secretariat"), invitation=sent.invitation)
        self.told(alliance, sent, "retirée ou remplacée")

    def test_replaced_by_one_to_somebody_else_for_the_same_days(self, alliance: Alliance) -> None:
        first = invite(alliance, starts_on=today() + DAY, ends_on=today() + 10 * DAY)
        later = invite(alliance, email="later@example.org", starts_on=today() + 11 * DAY)
        second = invite(alliance, email="other@example.org", starts_on=today() + 5 * DAY, ends_on=today() + 10 * DAY)
        self.told(alliance, first, "retirée ou remplacée")
        accept(second, "B")
        accept(later, "C")

    def test_the_seat_was_given_to_somebody_else_meanwhile(self, alliance: Alliance) -> None:
        sent = invite(alliance)
        council.record_mandate(
            actor=alliance.actor("secretariat"),
            seat=alliance.seats["seat-1"],
            holder=alliance.user("member"),
            starts_on=today(),
        )
        self.told(alliance, sent, "retirée ou remplacée")

    def test_the_seat_was_abolished(self, alliance: Alliance) -> None:
        sent = invite(alliance)
        council.abolish_seat(actor=alliance.actor("secretariat"), seat=alliance.seats["seat-1"])
        self.told(alliance, sent, "supprimé")

    def test_the_mandate_is_over(self, alliance: Alliance) -> None:
        vacate(alliance)
        sent = invite(alliance, starts_on=today() - DAY, ends_on=today())
        Invitation.objects.update(ends_on=today() - DAY)
        self.told(alliance, sent, "terminé")

    def test_whom_one_came_from_left_the_alliance(self, alliance: Alliance) -> None:
        partner = alliance.partners["financeurs"][0]
        sent = invite(alliance, "seat-9", partner=partner)
        partner.standing = Standing.LEFT
        partner.save()
        self.told(alliance, sent, "partenaire")

    def test_somebody_else_opens_it(self, alliance: Alliance) -> None:
        sent = invite(alliance)
        assert alliance.client("rapporteur").post(f"/invitations/{sent.token}/").status_code == 410


def test_a_partner_that_changed_its_category_holds_no_seat_of_the_former(alliance: Alliance) -> None:
    vacate(alliance, "seat-9")
    partner = alliance.partners["financeurs"][0]
    sent = invite(alliance, "seat-9", partner=partner)
    partner.category = alliance.categories["reseaux"]
    partner.save()
    with pytest.raises(Spent) as spent:
        accept(sent)
    assert spent.value.reason == "gone"


def test_what_a_gone_seat_or_mandate_offered_is_no_open_invitation(alliance: Alliance) -> None:
    invite(alliance, "seat-1", email="one@example.org")
    invite_alternate(alliance, "seat-2", email="two@example.org")
    invite(alliance, "seat-3", email="three@example.org")
    council.abolish_seat(actor=alliance.actor("secretariat"), seat=alliance.seats["seat-1"])
    vacate(alliance, "seat-2")
    listed = open_invitations(alliance.club, InvitedTo.SEAT)
    assert [invitation.email for invitation in listed] == ["three@example.org"]


def test_the_journal_tells_it_by_ids_alone(alliance: Alliance) -> None:
    vacate(alliance)
    user = accept(invite(alliance))
    alternate = accept(
        invitations.invite_alternate(
            actor=alliance.actor("secretariat"), mandate=place_of(alliance).mandate, email="alt@example.org"
        ),
        "Alt",
    )
    seat = alliance.seats["seat-1"].pk
    lines = list(JournalEntry.objects.filter(chain=alliance.club.chain).exclude(act="found-club"))
    secretariat = f"secretariat:{alliance.club.pk}"
    assert [(line.act, line.capacity, line.actor_id) for line in lines] == [
        ("invite", secretariat, alliance.user("secretariat").pk),
        ("record-mandate", f"seat:{seat}", user.pk),
        ("accept-invitation", f"seat:{seat}", user.pk),
        ("invite", secretariat, alliance.user("secretariat").pk),
        ("set-alternate", f"alternate:{seat}", alternate.pk),
        ("accept-invitation", f"alternate:{seat}", alternate.pk),
    ]
    assert (lines[0].data["seat"], lines[0].data["starts_on"]) == (seat, today().isoformat())
    assert "example.org" not in str([line.data for line in lines]) and not list(broken_chains())


class TestPages:
    def test_the_secretariat_invites_an_elected_official_who_enters_by_the_link(self, alliance: Alliance) -> None:
        vacate(alliance)
        seat = alliance.seats["seat-1"]
        client = alliance.client("secretariat")
        assert f"/council/seats/{seat.pk}/invite/" in client.get("/council/").content.decode()
        fields = {"email": "new@example.org", "name": "Ann Lee", "starts_on": today(), "basis": "élue le 4 juin"}
        assert client.post(f"/council/seats/{seat.pk}/invite/", fields).status_code == 302
        for page in ["/council/", f"/council/seats/{seat.pk}/"]:
            assert "new@example.org" in client.get(page).content.decode()
        assert "new@example.org" not in client.get("/secretariat/").content.decode()
        assert "new@example.org" not in alliance.client("chair").get("/council/").content.decode()
        assert "Conseil" in mail.outbox[0].subject and "siéger au conseil" in mail.outbox[0].body

        person = Client()
        link = link_of(mail.outbox[0])
        assert "Siéger au conseil" in person.get(link).content.decode()
        answer = person.post(link, {"name": "Ann Lee"})
        assert (answer.status_code, answer.url) == (302, "/council/")
        page = person.get("/council/").content.decode()
        assert "Ann Lee" in page and "élue le 4 juin" in page and "le conseil (élus)" in page

    def test_an_alternate_is_invited_from_the_page_of_its_seat(self, alliance: Alliance) -> None:
        mandate, client = alliance.mandates["seat-1"], alliance.client("secretariat")
        path = f"/council/mandates/{mandate.pk}/invite/"
        assert path in client.get(f"/council/seats/{mandate.seat_id}/").content.decode()
        assert client.post(path, {"email": "new@example.org", "name": ""}).status_code == 302
        assert "Seat 1" in mail.outbox[0].body
        person = Client()
        person.post(link_of(mail.outbox[0]), {"name": "Ann Lee"})
        assert ", suppléance)" in person.get("/").content.decode()

    def test_an_invitation_is_withdrawn_from_the_council_page(self, alliance: Alliance) -> None:
        sent, client = invite(alliance), alliance.client("secretariat")
        answer = client.post(f"/invitations/{sent.invitation.pk}/withdraw/")
        assert answer.url == "/council/"
        # The first page tells it, and no page lists it any more.
        assert "a été retirée" in client.get("/council/").content.decode()
        assert "new@example.org" not in client.get("/council/").content.decode()

    def test_a_refused_invitation_says_why_in_the_form(self, alliance: Alliance) -> None:
        seat = alliance.seats["seat-1"]
        fields = {"email": "seat-1@example.org", "starts_on": today()}
        answer = alliance.client("secretariat").post(f"/council/seats/{seat.pk}/invite/", fields)
        assert answer.status_code == 422 and list(answer.context["form"].errors) == ["email"]


def test_an_elected_official_without_a_partner_does_what_a_seat_does_and_nothing_more(alliance: Alliance) -> None:
    """From the link to the ballot, by pages; and the acts that take a partner, or the secretariat, stay shut."""
    vacate(alliance)
    path = Path(alliance)
    proposal = path.consultation(path.draft())
    draft = path.draft(title="Un brouillon d’autres")
    seat = alliance.seats["seat-1"]
    sent = invite(alliance)
    client = Client()
    client.post(f"/invitations/{sent.token}/", {"name": "Ann Lee"})

    # Reads what is in consultation, not the drafts of others; comments for the council.
    page = client.get(proposal.urls.page)
    assert page.status_code == 200 and client.get(draft.urls.page).status_code == 404
    comment = {"id": uuid4(), "text": "Et l’hiver ?", "quote": "", "revision": 1}
    client.post(f"/proposals/{proposal.pk}/comments/", comment)
    page = client.get(proposal.urls.page).content.decode()
    assert "Et l’hiver" in page and "le conseil (élus)" in page

    # Starts a proposal for the alliance, and writes and steers it.
    client.post("/proposals/new/", {"kind": "recommendation", "title": "Un tarif lissé"})
    own = Proposal.objects.get(title="Un tarif lissé")
    assert own.partner is None
    assert client.get(own.urls.edit).context["editor"]["writable"]
    assert client.get(own.urls.people).status_code == 200
    assert "pour le conseil" in client.get(own.urls.history).content.decode()

    # Votes in the council.
    poll = open_poll(
        actor=alliance.actor("secretariat"),
        rule=rule_of(alliance),
        closes_at=in_an_hour(),
        question="Oui ?",
        title="Une question",
    )
    voter = poll.voters.get(seat=seat)
    assert "Une question" in client.get("/").content.decode()
    fields = {f"choice-{voter.pk}": "yes", f"receipt-{voter.pk}": str(uuid4())}
    assert client.post(poll.urls.cast, fields).status_code == 302
    assert voter.ballots.filter(choice="yes").exists()

    # No partner, no secretariat: neither support, nor members, nor mandates, nor co-authorship of others' texts.
    assert client.post(proposal.urls.support, {"kind": "plain"}).status_code == 403
    partner = alliance.partners["collectivites"][0]
    assert client.get(partner.urls.invite).status_code == 403
    assert client.post("/council/seats/new/", {"category": ""}).status_code == 403
    assert client.get("/themes/").status_code == 403
    rapporteur = alliance.client("rapporteur")
    assert rapporteur.post(draft.urls.people, {"who": "new@example.org"}).status_code == 422
