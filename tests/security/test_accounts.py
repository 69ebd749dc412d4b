"""A06, A37–A41: signing in gives nothing away, wears out who guesses, and leads nowhere else."""

import re
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from alliance.domain import invitations
from alliance.models import User
from tests.factories import Alliance, make_user

pytestmark = pytest.mark.django_db

LOGIN, CODE, CONFIRM = "/accounts/login/", "/accounts/login/code/", "/accounts/login/code/confirm/"
RESET = "/accounts/password/reset/"
PASSWORD = "a long wooden spoon"


@pytest.fixture(autouse=True)
def unhurried(settings: Any) -> None:
    """Attempts are counted in the cache: one of this process, which no other run of the suite empties meanwhile."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "accounts"}}
    cache.clear()


@pytest.fixture
def person(alliance: Alliance) -> User:
    user = alliance.user("member")
    user.set_password(PASSWORD)
    user.save()
    return user


def by_password(client: Client, email: str, password: str = PASSWORD, **more: Any) -> Any:
    return client.post(LOGIN, {"login": email, "password": password}, **more)


def code_of(message: Any) -> str:
    """The code stands in a paragraph of its own."""
    found = re.search(r"^\s*([0-9A-Z]{4,}(?:-[0-9A-Z]+)*)\s*$", message.body, re.M)
    assert found, message.body
    return found[1]


def signed_in_as(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


class TestSigningIn:
    def test_by_password(self, person: User) -> None:
        client = Client()
        answer = by_password(client, person.email.upper())
        assert (answer.status_code, answer.url) == (302, "/")
        assert signed_in_as(client) == str(person.pk)

    def test_by_a_code_sent_by_e_mail(self, person: User) -> None:
        client = Client()
        assert client.post(CODE, {"email": person.email}).url.startswith(CONFIRM)
        assert mail.outbox[0].to == [person.email]
        answer = client.post(CONFIRM, {"code": code_of(mail.outbox[0])})
        assert answer.status_code == 302
        assert signed_in_as(client) == str(person.pk)

    def test_not_by_a_wrong_code(self, person: User) -> None:
        client = Client()
        client.post(CODE, {"email": person.email})
        for _ in range(5):
            client.post(CONFIRM, {"code": "WRONG-CODE"})
        # After a few wrong ones even the right code is worth nothing.
        client.post(CONFIRM, {"code": code_of(mail.outbox[0])})
        assert signed_in_as(client) is None

    def test_whoever_was_invited_without_a_password_gets_in_by_code_and_sets_one(self, alliance: Alliance) -> None:
        sent = invitations.invite_member(
            actor=alliance.actor("representative"), partner=alliance.partner, email="new@example.org", role="observer"
        )
        Client().post(f"/invitations/{sent.token}/", {"name": "Ann"})
        client = Client()
        client.post(CODE, {"email": "new@example.org"})
        client.post(CONFIRM, {"code": code_of(mail.outbox[-1])})
        answer = client.post("/accounts/password/set/", {"password1": PASSWORD, "password2": PASSWORD})
        assert answer.status_code == 302
        assert User.objects.get(email="new@example.org").check_password(PASSWORD)

    def test_an_account_that_was_closed_stays_out(self, person: User) -> None:
        person.is_active = False
        person.save()
        client = Client()
        by_password(client, person.email)
        assert signed_in_as(client) is None
        assert client.get("/secretariat/").status_code == 302

    def test_nobody_signs_up(self, alliance: Alliance) -> None:
        before = User.objects.count()
        page = Client().post("/accounts/signup/", {"email": "new@example.org", "password1": PASSWORD})
        assert User.objects.count() == before
        assert b"password1" not in page.content

    def test_nobody_takes_another_address_for_itself(self, alliance: Alliance) -> None:
        client = alliance.client("member")
        answer = client.post("/accounts/email/", {"action_add": "", "email": "mayor@example.org"})
        assert answer.status_code == 404
        assert alliance.user("member").emailaddress_set.count() == 0

    def test_signing_out_takes_a_post(self, alliance: Alliance) -> None:
        client = alliance.client("member")
        client.get("/accounts/logout/")
        assert signed_in_as(client)
        client.post("/accounts/logout/")
        assert signed_in_as(client) is None


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example/", "javascript:alert(1)", "/\\evil.example", "///evil.example"]
)
class TestA06:
    def test_A06_sign_in_by_password_leads_home(self, person: User, target: str) -> None:
        answer = Client().post(LOGIN, {"login": person.email, "password": PASSWORD, "next": target})
        assert (answer.status_code, answer.url) == (302, "/")

    def test_A06_sign_in_by_code_leads_home(self, person: User, target: str) -> None:
        client = Client()
        answer = client.post(CODE, {"email": person.email, "next": target})
        answer = client.post(answer.url, {"code": code_of(mail.outbox[0]), "next": target})
        assert (answer.status_code, answer.url) == (302, "/")

    def test_A06_every_own_redirect_leads_home(self, alliance: Alliance, target: str) -> None:
        client = alliance.client("member")
        key = alliance.actor("member").chosen.key
        for path, given in [
            ("/act-for/", {"capacity": key}),
            ("/preferences/theme/", {"theme": "dark"}),
            ("/preferences/language/", {"language": "en"}),
        ]:
            answer = client.post(path, {**given, "next": target})
            assert (path, answer.status_code, answer.url) == (path, 302, "/")


def test_A06_a_page_of_this_site_is_gone_back_to(person: User) -> None:
    assert Client().post(LOGIN, {"login": person.email, "password": PASSWORD, "next": "/council/"}).url == "/council/"


class TestA37:
    """A known and an unknown address get the same answer, made with the same calls."""

    @pytest.fixture
    def calls(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        """What costs time or can be seen: hashes computed, e-mails sent."""
        made: list[str] = []

        def counting(name: str, function: Any) -> Any:
            def call(*args: Any, **kwargs: Any) -> Any:
                made.append(name)
                return function(*args, **kwargs)

            return call

        from django.contrib.auth.hashers import MD5PasswordHasher
        from django.core.mail import EmailMessage

        monkeypatch.setattr(MD5PasswordHasher, "encode", counting("hash", MD5PasswordHasher.encode))
        monkeypatch.setattr(EmailMessage, "send", counting("send", EmailMessage.send))
        return made

    @staticmethod
    def same(answers: dict[str, Any]) -> None:
        shown = {
            (
                answer.status_code,
                answer.headers.get("Location"),
                re.sub(r'(csrfmiddlewaretoken" value="|nonce=")[^"]+', "", answer.content.decode().replace(email, "")),
            )
            for email, answer in answers.items()
        }
        assert len(shown) == 1

    def test_A37_sign_in(self, person: User, calls: list[str]) -> None:
        answers, made = {}, []
        for email in [person.email, "nobody@example.org"]:
            calls.clear()
            answers[email] = by_password(Client(), email, "wrong")
            made.append(list(calls))
        self.same(answers)
        assert made[0] == made[1] == ["hash"]

    def test_A37_sign_in_to_an_account_without_a_password(self, alliance: Alliance, calls: list[str]) -> None:
        answers, made = {}, []
        for email in [alliance.user("observer").email, "nobody@example.org"]:
            calls.clear()
            answers[email] = by_password(Client(), email, "wrong")
            made.append(list(calls))
        self.same(answers)
        assert made[0] == made[1] == ["hash"]

    @pytest.mark.parametrize("path", [CODE, RESET])
    def test_A37_code_and_reset(self, person: User, calls: list[str], path: str) -> None:
        answers, made = {}, []
        for email in [person.email, "nobody@example.org"]:
            calls.clear()
            answers[email] = Client().post(path, {"email": email})
            made.append(list(calls))
        self.same(answers)
        assert made[0] == made[1] == ["send"]

    def test_A37_the_page_after_asking_for_a_code_is_the_same(self, person: User) -> None:
        answers = {}
        for email in [person.email, "nobody@example.org"]:
            client = Client()
            client.post(CODE, {"email": email})
            answers[email] = client.get(CONFIRM)
        self.same(answers)

    def test_A37_an_invitation(self, alliance: Alliance) -> None:
        answers = {}
        for email in ["rapporteur@example.org", "nobody@example.org"]:
            client = alliance.client("representative")
            answers[email] = client.post(
                alliance.partner.urls.invite, {"email": email, "name": "", "role": "contributor"}
            )
        self.same(answers)


class TestA38:
    def test_A38_guessing_is_stopped_for_the_account(self, person: User) -> None:
        statuses = [
            by_password(Client(), person.email, f"wrong {number}", REMOTE_ADDR=f"192.0.2.{number}").status_code
            for number in range(20)
        ]
        assert statuses[0] != 429 and set(statuses[5:]) == {429}
        # The right password does not help the guesser now either.
        assert by_password(Client(), person.email).status_code == 429

    def test_A38_guessing_is_stopped_for_the_address(self, alliance: Alliance) -> None:
        statuses = [by_password(Client(), f"person-{number}@example.org", "wrong").status_code for number in range(20)]
        assert statuses[0] != 429 and statuses[-1] == 429

    def test_A38_the_owner_is_told_once_and_not_locked_out(self, person: User) -> None:
        for number in range(8):
            by_password(Client(), person.email, "wrong", REMOTE_ADDR=f"192.0.2.{number}")
        assert [message.to for message in mail.outbox] == [[person.email]]
        client = Client()
        client.post(CODE, {"email": person.email})
        client.post(CONFIRM, {"code": code_of(mail.outbox[-1])})
        assert signed_in_as(client) == str(person.pk)

    def test_A38_an_unknown_address_wears_out_the_same_way_and_hears_nothing(self, db: None) -> None:
        statuses = [
            by_password(Client(), "nobody@example.org", "wrong", REMOTE_ADDR=f"192.0.2.{number}").status_code
            for number in range(8)
        ]
        assert statuses[-1] == 429 and mail.outbox == []

    def test_A38_codes_are_not_sent_without_end(self, person: User) -> None:
        statuses = [Client().post(CODE, {"email": person.email}).status_code for _ in range(8)]
        assert statuses[0] == 302 and statuses[-1] == 429
        assert len(mail.outbox) < 5


class TestA39:
    def test_A39_the_session_from_before_sign_in_is_replaced(self, person: User) -> None:
        client = Client()
        session = client.session
        session["planted"] = "yes"
        session.save()
        planted = session.session_key
        client.cookies["sessionid"] = planted
        by_password(client, person.email)
        assert client.session.session_key != planted
        other = Client()
        other.cookies["sessionid"] = planted
        assert other.get("/accounts/password/change/").status_code == 302

    def test_A39_the_session_from_before_an_invitation_is_replaced(self, alliance: Alliance) -> None:
        sent = invitations.invite_to_secretariat(
            actor=alliance.actor("secretariat"), club=alliance.club, email="new@example.org"
        )
        client = Client()
        session = client.session
        session["planted"] = "yes"
        session.save()
        planted = session.session_key
        client.cookies["sessionid"] = planted
        client.post(f"/invitations/{sent.token}/", {"name": "Ann"})
        assert signed_in_as(client) and client.session.session_key != planted

    def test_A39_acting_for_another_partner_replaces_it(self, alliance: Alliance) -> None:
        client = alliance.client("member")
        before = client.session.session_key
        client.post("/act-for/", {"capacity": alliance.actor("member").chosen.key})
        assert client.session.session_key != before
        assert signed_in_as(client)

    def test_A39_another_persons_session_is_not_carried_over(self, alliance: Alliance) -> None:
        user = make_user("second", password=PASSWORD)
        client = alliance.client("member")
        client.post("/act-for/", {"capacity": alliance.actor("member").chosen.key})
        client.post("/accounts/logout/")
        by_password(client, user.email)
        assert "acting_for" not in client.session


class TestA41:
    @pytest.mark.parametrize("headers", [{"host": "evil.example"}, {"host": "localhost.evil.example"}])
    def test_A41_a_foreign_host_is_refused(self, person: User, headers: dict[str, str]) -> None:
        assert Client().post(RESET, {"email": person.email}, headers=headers).status_code == 400
        assert mail.outbox == []

    def test_A41_every_link_stands_on_the_configured_domain(
        self, alliance: Alliance, person: User, settings: Any
    ) -> None:
        settings.SITE_URL = "https://alliance.example"
        settings.ALLOWED_HOSTS = ["*"]
        headers = {"host": "evil.example", "x-forwarded-host": "evil.example"}
        Client().post(RESET, {"email": person.email}, headers=headers)
        Client().post(RESET, {"email": "nobody@example.org"}, headers=headers)
        Client().post(CODE, {"email": "nobody@example.org"}, headers=headers)
        for number in range(8):
            by_password(Client(), person.email, "wrong", REMOTE_ADDR=f"192.0.2.{number}", headers=headers)
        alliance.client("secretariat").post("/secretariat/", {"email": "c@example.org", "name": ""}, headers=headers)
        assert len(mail.outbox) == 5
        for message in mail.outbox:
            assert "evil.example" not in message.body + message.subject
        links = re.findall(r"https?://[^\s/]+", "".join(message.body for message in mail.outbox))
        assert set(links) == {"https://alliance.example"}

    def test_A41_the_link_of_the_reset_works(self, person: User) -> None:
        Client().post(RESET, {"email": person.email})
        path = re.search(r"https?://[^/\s]+(/\S+)", mail.outbox[0].body)
        assert path
        client = Client()
        page = client.get(path[1], follow=True)
        new = "another long wooden spoon"
        client.post(page.request["PATH_INFO"], {"password1": new, "password2": new})
        person.refresh_from_db()
        assert person.check_password(new)
