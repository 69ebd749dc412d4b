"""Invitations: who may let whom in, what the link does, once, and what it can't."""

import re
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from alliance.capacities import NotAllowed, actor_for, operator
from alliance.domain import invitations
from alliance.domain.errors import Conflict, Refused, Spent
from alliance.models import Club, Invitation, JournalEntry, Member, Secretariat, User
from alliance.models.partners import Role, Standing
from tests.factories import Alliance, make_member, make_user

pytestmark = pytest.mark.django_db


def link_of(message: Any) -> str:
    """The path of the link in an e-mail."""
    found = re.search(r"https?://[^/]+(/invitations/\S+)", message.body)
    assert found
    return found[1]


def invite(alliance: Alliance, by: str = "representative", **fields: Any) -> invitations.SentInvitation:
    fields = {"email": "new@example.org", "role": Role.CONTRIBUTOR, "partner": alliance.partner, **fields}
    return invitations.invite_member(actor=alliance.actor(by), **fields)


class TestTheFirstPerson:
    def test_enters_by_the_link_that_the_command_prints_and_mails(self, db: None) -> None:
        out = StringIO()
        call_command("invite", "First@Example.org", "--role", "secretariat", stdout=out)

        assert Club.objects.get().code == "fr"
        assert mail.outbox[0].to == ["first@example.org"]
        link = link_of(mail.outbox[0])
        assert out.getvalue().strip().endswith(link)
        client = Client()
        assert client.get(link).status_code == 200
        answer = client.post(link, {"name": "Ivo Rouvre", "password": ""})
        assert answer.status_code == 302

        user = User.objects.get()
        assert (user.name, user.email, user.has_usable_password()) == ("Ivo Rouvre", "first@example.org", False)
        assert [c.kind for c in actor_for(user).capacities] == ["secretariat"]
        assert client.session["_auth_user_id"] == str(user.pk)

    def test_is_told_when_the_address_is_none(self, db: None) -> None:
        with pytest.raises(CommandError):
            call_command("invite", "nonsense")
        assert not Invitation.objects.exists()

    def test_invites_into_a_club_by_its_code(self, db: None) -> None:
        call_command("invite", "a@example.org", "--club", "eu", stdout=StringIO())
        assert Invitation.objects.get().club.code == "eu"


class TestWhoMayInvite:
    @pytest.mark.parametrize("role", [Role.ALTERNATE, Role.CONTRIBUTOR, Role.OBSERVER])
    def test_a_representative_invites_colleagues(self, alliance: Alliance, role: str) -> None:
        sent = invite(alliance, role=role)
        user = invitations.accept(token=sent.token, name="Tom Noisetier")
        assert Member.objects.get(user=user).role == role

    @pytest.mark.parametrize(
        "slug", ["visitor", "observer", "member", "alternate", "rapporteur", "seat-4", "chair", "representative-1"]
    )
    def test_nobody_else_does_for_this_partner(self, alliance: Alliance, slug: str) -> None:
        with pytest.raises(NotAllowed):
            invite(alliance, by=slug)

    def test_the_secretariat_invites_a_representative_where_there_is_none(self, alliance: Alliance) -> None:
        partner = alliance.partners["financeurs"][0]
        sent = invite(alliance, by="secretariat", partner=partner, role=Role.REPRESENTATIVE)
        user = invitations.accept(token=sent.token, name="Hélène Frêne")
        assert actor_for(user).may("alliance.invite_members", partner)

    @pytest.mark.parametrize("slug", ["representative", "secretariat"])
    def test_a_second_representative_is_refused(self, alliance: Alliance, slug: str) -> None:
        with pytest.raises(Refused) as refused:
            invite(alliance, by=slug, role=Role.REPRESENTATIVE)
        assert list(refused.value.fields) == ["role"]

    def test_two_links_to_be_representative_make_one(self, alliance: Alliance) -> None:
        partner = alliance.partners["financeurs"][0]
        first = invite(alliance, by="secretariat", partner=partner, role=Role.REPRESENTATIVE, email="a@example.org")
        second = invite(alliance, by="secretariat", partner=partner, role=Role.REPRESENTATIVE, email="b@example.org")
        invitations.accept(token=first.token, name="A")
        with pytest.raises(Conflict):
            invitations.accept(token=second.token, name="B")
        # The refused acceptance left nothing behind, and its link can be used when the place is free.
        assert not User.objects.filter(email="b@example.org").exists()
        assert Invitation.objects.get(pk=second.invitation.pk).accepted_at is None

    def test_the_secretariat_invites_to_the_secretariat_and_nobody_else(self, alliance: Alliance) -> None:
        sent = invitations.invite_to_secretariat(
            actor=alliance.actor("secretariat"), club=alliance.club, email="c@example.org"
        )
        invitations.accept(token=sent.token, name="C")
        assert Secretariat.objects.filter(user__email="c@example.org", ended_at=None).exists()
        with pytest.raises(NotAllowed):
            invitations.invite_to_secretariat(
                actor=alliance.actor("representative"), club=alliance.club, email="d@example.org"
            )

    def test_a_candidate_has_no_members_yet(self, alliance: Alliance) -> None:
        alliance.partner.standing = Standing.CANDIDATE
        with pytest.raises(Conflict):
            invite(alliance, by="secretariat")

    def test_whom_one_invites_again_into_its_own_role_is_told(self, alliance: Alliance) -> None:
        with pytest.raises(Refused):
            invite(alliance, email="Member@example.org")


class TestAccepting:
    def test_a_known_address_keeps_its_account(self, alliance: Alliance) -> None:
        user = alliance.user("rapporteur")
        sent = invite(alliance, email=user.email.upper())
        assert invitations.accept(token=sent.token, name="Somebody Else", password="another long one") == user
        user.refresh_from_db()
        assert user.name == "Rapporteur" and not user.has_usable_password()
        assert {c.partner for c in actor_for(user).capacities} == {alliance.partner, alliance.partner_of("rapporteur")}

    def test_a_present_member_changes_its_role(self, alliance: Alliance) -> None:
        sent = invite(alliance, email="member@example.org", role=Role.ALTERNATE)
        invitations.accept(token=sent.token)
        assert Member.objects.get(user=alliance.user("member"), ended_at=None).role == Role.ALTERNATE

    def test_a_password_that_is_too_simple_is_refused_and_spends_nothing(self, alliance: Alliance) -> None:
        sent = invite(alliance)
        client = Client()
        answer = client.post(f"/invitations/{sent.token}/", {"name": "Ann", "password": "password"})
        assert answer.status_code == 422 and "password" in answer.context["form"].errors
        assert not User.objects.filter(email="new@example.org").exists()
        answer = client.post(f"/invitations/{sent.token}/", {"name": "Ann", "password": "a long wooden spoon"})
        assert answer.status_code == 302
        assert User.objects.get(email="new@example.org").check_password("a long wooden spoon")

    @pytest.mark.parametrize("name", ["", "  ", "Ann\u202eeinna", "A\u200bnn", "Z" + "\u0301" * 40 + "algo"])
    def test_a_name_must_be_one(self, alliance: Alliance, name: str) -> None:
        sent = invite(alliance)
        with pytest.raises(Refused):
            invitations.accept(token=sent.token, name=name)

    def test_the_journal_tells_it_by_ids_alone(self, alliance: Alliance) -> None:
        sent = invite(alliance)
        invitations.accept(token=sent.token, name="Ann")
        acts = list(JournalEntry.objects.exclude(act="found-club").values_list("act", "capacity"))
        member = Member.objects.get(user__email="new@example.org")
        by = Member.objects.get(user=alliance.user("representative"))
        assert acts == [("invite", f"member:{by.pk}"), ("accept-invitation", f"member:{member.pk}")]
        written = str(list(JournalEntry.objects.values()))
        assert "new@" not in written and sent.token not in written and "Ann" not in written


class TestA40:
    """An invitation is spent by accepting alone, once, by its own address, in time; a page read spends nothing."""

    def test_A40_only_the_hash_of_the_token_is_kept(self, alliance: Alliance) -> None:
        sent = invite(alliance)
        assert sent.token not in str(Invitation.objects.values().get())

    def test_A40_a_mail_scanner_that_follows_the_link_spends_nothing(self, alliance: Alliance) -> None:
        sent = invite(alliance)
        for method in ("get", "head", "get"):
            assert getattr(Client(), method)(f"/invitations/{sent.token}/").status_code == 200
        assert Client().post(f"/invitations/{sent.token}/", {"name": "Ann"}).status_code == 302

    def test_A40_used_twice(self, alliance: Alliance) -> None:
        sent = invite(alliance)
        invitations.accept(token=sent.token, name="Ann")
        for method in ("get", "post"):
            answer = getattr(Client(), method)(f"/invitations/{sent.token}/", {"name": "Eve"})
            assert answer.status_code == 410
        assert User.objects.filter(email="new@example.org").count() == 1

    def test_A40_by_another_address(self, alliance: Alliance) -> None:
        sent = invite(alliance)
        client = alliance.client("rapporteur")
        assert client.get(f"/invitations/{sent.token}/").status_code == 410
        assert client.post(f"/invitations/{sent.token}/").status_code == 410
        assert Invitation.objects.get().accepted_at is None

    def test_A40_after_withdrawal(self, alliance: Alliance) -> None:
        sent = invite(alliance)
        invitations.withdraw(actor=alliance.actor("representative"), invitation=sent.invitation)
        with pytest.raises(Spent) as spent:
            invitations.accept(token=sent.token, name="Ann")
        assert spent.value.reason == "withdrawn"
        assert Client().get(f"/invitations/{sent.token}/").status_code == 410

    def test_A40_a_newer_link_to_the_same_place_replaces_it(self, alliance: Alliance) -> None:
        old, new = invite(alliance), invite(alliance)
        with pytest.raises(Spent):
            invitations.accept(token=old.token, name="Ann")
        invitations.accept(token=new.token, name="Ann")

    def test_A40_after_fourteen_days(self, alliance: Alliance) -> None:
        sent = invite(alliance)
        Invitation.objects.update(expires_at=timezone.now() + timedelta(minutes=1))
        assert Client().get(f"/invitations/{sent.token}/").status_code == 200
        assert sent.invitation.expires_at - sent.invitation.created_at == pytest.approx(
            timedelta(days=14), abs=timedelta(minutes=1)
        )
        Invitation.objects.update(expires_at=timezone.now())
        assert Client().post(f"/invitations/{sent.token}/", {"name": "Ann"}).status_code == 410

    def test_A40_to_a_partner_that_left_or_an_account_that_was_closed(self, alliance: Alliance) -> None:
        sent = invite(alliance)
        closed = make_user("closed", is_active=False)
        other = invite(alliance, email=closed.email)
        assert Client().get(f"/invitations/{other.token}/").status_code == 410
        alliance.partner.standing = Standing.LEFT
        alliance.partner.save()
        assert Client().post(f"/invitations/{sent.token}/", {"name": "Ann"}).status_code == 410

    def test_A40_an_unknown_token_is_no_page(self, alliance: Alliance) -> None:
        assert Client().get("/invitations/none-such/").url.startswith("/accounts/login/")
        assert alliance.client("member").get("/invitations/none-such/").status_code == 404

    def test_A40_the_page_is_not_kept_and_tells_nobody_its_address(self, alliance: Alliance) -> None:
        answer = Client().get(f"/invitations/{invite(alliance).token}/")
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["Referrer-Policy"] == "strict-origin"


class TestPages:
    def test_a_representative_invites_by_the_page_and_the_colleague_enters(self, alliance: Alliance) -> None:
        answer = alliance.client("representative").post(
            alliance.partner.urls.invite, {"email": "new@example.org", "name": "Ann", "role": "contributor"}
        )
        assert answer.status_code == 302
        link = link_of(mail.outbox[0])
        assert alliance.partner.name in mail.outbox[0].subject

        client = Client()
        client.post(link, {"name": "Ann Lee"})
        page = client.get(alliance.partner.urls.page).content.decode()
        assert ("Ann Lee" in page and "contributor" in page) or "contribut" in page

    def test_the_partner_page_lists_open_invitations_and_withdraws_them(self, alliance: Alliance) -> None:
        sent = invite(alliance)
        client = alliance.client("representative")
        assert "new@example.org" in client.get(alliance.partner.urls.page).content.decode()
        assert "new@example.org" not in alliance.client("member").get(alliance.partner.urls.page).content.decode()
        client.post(f"/invitations/{sent.invitation.pk}/withdraw/")
        assert Invitation.objects.get().withdrawn_at

    def test_an_accepted_invitation_can_no_longer_be_withdrawn(self, alliance: Alliance) -> None:
        sent = invite(alliance)
        invitations.accept(token=sent.token, name="Ann")
        assert alliance.client("representative").post(f"/invitations/{sent.invitation.pk}/withdraw/").status_code == 409

    def test_when_the_mail_server_is_away_nothing_is_changed(
        self, alliance: Alliance, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def unreachable(*args: Any, **kwargs: Any) -> None:
            raise ConnectionRefusedError

        monkeypatch.setattr("alliance.interfaces.emails.send_mail", unreachable)
        answer = alliance.client("representative").post(
            alliance.partner.urls.invite, {"email": "new@example.org", "name": "", "role": "contributor"}
        )
        assert answer.status_code == 422
        assert Invitation.objects.get().withdrawn_at

    def test_the_mail_speaks_the_language_of_its_reader(self, alliance: Alliance) -> None:
        user = alliance.user("rapporteur")
        user.language = "en"
        user.save()
        alliance.client("representative").post(
            alliance.partner.urls.invite, {"email": user.email, "name": "", "role": "contributor"}
        )
        assert "You are invited to act for" in mail.outbox[0].body

    def test_the_secretariat_page_invites_and_ends(self, alliance: Alliance) -> None:
        client = alliance.client("secretariat")
        assert client.post("/secretariat/", {"email": "c@example.org", "name": ""}).status_code == 302
        Client().post(link_of(mail.outbox[0]), {"name": "C"})
        work = Secretariat.objects.get(user__email="c@example.org")
        last = Secretariat.objects.get(user=alliance.user("secretariat"))
        both = client.get("/secretariat/").content.decode()
        assert all(f'action="/secretariat/{each.pk}/end/"' in both for each in (work, last))
        client.post(f"/secretariat/{work.pk}/end/")
        work.refresh_from_db()
        assert work.ended_at
        # Whoever is left sees why nobody else can go, and no button.
        alone = client.get("/secretariat/").content.decode()
        assert f"/secretariat/{last.pk}/end/" not in alone
        assert "Il faut au moins une personne au secrétariat\xa0: invitez-en d’abord une autre." in alone
        assert client.post(f"/secretariat/{last.pk}/end/").status_code == 409


class TestMembers:
    def test_a_representative_ends_a_membership(self, alliance: Alliance) -> None:
        member = Member.objects.get(user=alliance.user("member"))
        alliance.client("representative").post(f"/members/{member.pk}/end/")
        assert [c.kind for c in alliance.actor("member").capacities] == ["visitor"]

    def test_passing_the_representation_on_leaves_one_representative(self, alliance: Alliance) -> None:
        member = Member.objects.get(user=alliance.user("alternate"))
        alliance.client("representative").post(f"/members/{member.pk}/role/", {"role": "representative"})
        roles = dict(Member.objects.filter(partner=alliance.partner).values_list("user__name", "role"))
        assert (roles["Alternate"], roles["Representative"]) == (Role.REPRESENTATIVE, Role.CONTRIBUTOR)

    def test_a_member_of_another_partner_may_not(self, alliance: Alliance) -> None:
        member = make_member(alliance.partners["financeurs"][0]).memberships.get()
        for path, given in [(f"/members/{member.pk}/end/", {}), (f"/members/{member.pk}/role/", {"role": "observer"})]:
            assert alliance.client("representative").post(path, given).status_code == 403
        member.refresh_from_db()
        assert member.ended_at is None and member.role == Role.CONTRIBUTOR

    def test_whoever_loses_a_right_is_checked_again_at_once(
        self, alliance: Alliance, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
    ) -> None:
        told: list[int] = []
        monkeypatch.setattr("realtime.announce.recheck", lambda *, user_id: told.append(user_id))
        member = Member.objects.get(user=alliance.user("member"))
        with django_capture_on_commit_callbacks(execute=True):
            alliance.client("representative").post(f"/members/{member.pk}/end/")
        assert told == [alliance.user("member").pk]


def test_the_operator_is_no_visitor_and_may_do_two_things_only(alliance: Alliance) -> None:
    may = {act for act in ALL_ACTS if operator().may(f"alliance.{act}", alliance.club)}
    assert may == {"read_register", "invite_secretariat", "admit_partners"}


ALL_ACTS = [
    "read_register",
    "read_members",
    "invite_secretariat",
    "edit_categories",
    "admit_partners",
    "record_mandates",
]
