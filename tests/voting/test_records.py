"""The record of a poll of the site: it holds, it is one for all, it is bound by what was announced; its doors."""

import json
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from alliance.domain.council import abolish_seat
from alliance.domain.errors import Conflict, NotVisible
from alliance.domain.journal import head
from alliance.domain.partners import let_go
from alliance.models import JournalEntry, Mandate, User
from tests.factories import Alliance
from tests.voting.acts import (
    ADOPTED,
    SEATS,
    cast,
    cast_all,
    close,
    decide,
    in_an_hour,
    open_assembly,
    open_council,
    seat,
)
from tests.voting.conftest import Handler
from tests.voting.test_closing import TIED
from tests.voting.test_pages import words
from tests.voting.test_proxies import give
from voting.domain import locks
from voting.domain.closing import casting_vote, close_due_polls, close_poll, ensure_closed, extend_poll
from voting.domain.correcting import correct_result
from voting.domain.opening import second_convocation
from voting.domain.proxies import give_proxy, withdraw_proxy
from voting.domain.records import heads_of, record_for, record_of
from voting.models import Ballot, Poll, Tally
from voting.verifying import bundle, verify


@pytest.fixture(autouse=True)
def in_english(settings: object) -> None:
    settings.LANGUAGE_CODE = "en"


def loaded(poll: Poll) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(record_of(poll))
    return found


def test_the_record_of_a_decided_poll_holds_against_its_heads(alliance: Alliance, subject: Handler) -> None:
    poll = open_council(alliance, subject=subject.name)
    opening = head(poll.chain)
    cast_all(alliance, poll, ADOPTED)
    close(alliance, poll)

    data = record_of(poll)

    assert verify(data, head=head(poll.chain), opening=opening) == []
    record = json.loads(data)
    assert record["counts"][0]["result"]["outcome"] == "adopted"
    assert record["poll"]["text"] == {"number": 5, "sha256": "ab" * 32}
    assert [line["act"] for line in record["journal"]] == ["open_poll", "close_poll"]
    assert [voter["name"] for voter in record["register"]] == [voter.name for voter in poll.voters.all()]


def test_everything_that_can_happen_to_a_poll_stands_in_a_record_that_holds(alliance: Alliance) -> None:
    poll = open_council(alliance)
    opening = head(poll.chain)
    extend_poll(actor=alliance.actor("chair"), poll=poll, closes_at=in_an_hour().replace(year=2030))
    give(alliance, poll, "seat-8", "seat-3")
    give(alliance, poll, "seat-9", "seat-4")
    cast(alliance, poll, "seat-3", "no", voter=seat(alliance, poll, "seat-8"))
    withdraw_proxy(actor=alliance.actor("seat-9"), giver=seat(alliance, poll, "seat-9"))
    cast_all(alliance, poll, {slug: choice for slug, choice in TIED.items() if slug != "seat-8"})
    close(alliance, poll)
    tied = record_of(poll)
    assert verify(tied, head=head(poll.chain), opening=opening) == []
    casting_vote(actor=alliance.actor("chair"), poll=poll, choice="yes")

    record = loaded(poll)

    assert verify(record_of(poll), head=head(poll.chain), opening=opening) == []
    assert [count["result"]["outcome"] for count in record["counts"]] == ["tie", "adopted"]
    assert record["counts"][0]["poll"] == json.loads(tied)["counts"][0]["poll"]
    assert record["counts"][0]["result"]["proxies"]["used"] == 1


def test_a_poll_of_the_assembly_and_a_second_convocation_have_records(alliance: Alliance) -> None:
    assembly = open_assembly(alliance)
    cast(alliance, assembly, "representative", "yes", voter=assembly.voters.get(partner=alliance.partner))
    close(alliance, assembly)
    void, _tally = decide(alliance, {})
    second = second_convocation(actor=alliance.actor("secretariat"), poll=void, closes_at=in_an_hour())
    cast_all(alliance, second, dict.fromkeys(SEATS[:4], "yes"))
    close(alliance, second)

    for poll in [assembly, void, second]:
        assert verify(record_of(poll), head=head(poll.chain)) == []
    assert loaded(second)["poll"]["previous"] == void.pk


def test_a_voter_finds_the_receipt_of_its_ballot_in_the_record(alliance: Alliance) -> None:
    poll = open_council(alliance)
    cast(alliance, poll, "seat-4", "yes")
    cast(alliance, poll, "seat-4", "no")
    close(alliance, poll)

    record = loaded(poll)

    assert record["receipts"] == [
        {"voter": f"seat-{alliance.seats['seat-4'].pk}", "receipt": Ballot.objects.get().short}
    ]
    assert record["counts"][0]["poll"]["ballots"] == [{"voter": record["receipts"][0]["voter"], "choice": "no"}]


def test_a_record_has_no_person_but_the_holders_of_seats_by_name(alliance: Alliance) -> None:
    poll = open_assembly(alliance)
    give_proxy(
        actor=alliance.actor("representative-1"),
        giver=poll.voters.get(partner=alliance.partner_of("representative-1")),
        holder=poll.voters.get(partner=alliance.partner),
    )
    cast(alliance, poll, "alternate", "yes", voter=poll.voters.get(partner=alliance.partner))
    close(alliance, poll)

    text = record_of(poll).decode()

    assert "@" not in text
    assert [user.name for user in User.objects.all() if user.name in text] == []
    council, _tally = decide(alliance, ADOPTED)
    holders = {alliance.user(slug).name for slug in SEATS}
    # « Seat 1 » stands in « Seat alternate 1 » no more than the other way round.
    assert {user.name for user in User.objects.all() if f'"{user.name}"' in record_of(council).decode()} == holders


def test_a25_closing_twice_is_one_record(alliance: Alliance, monkeypatch: pytest.MonkeyPatch) -> None:
    poll = open_council(alliance)
    cast_all(alliance, poll, ADOPTED)
    stale = [Poll.objects.get(pk=poll.pk) for _ in range(2)]
    close(alliance, poll)
    first, announced = record_of(poll), head(poll.chain)

    with pytest.raises(Conflict):
        close_poll(actor=alliance.actor("chair"), poll=stale[0])
    monkeypatch.setattr(locks, "now", lambda: poll.closes_at)
    ensure_closed(stale[1])
    close_due_polls()

    assert Tally.objects.filter(poll=poll).count() == 1
    assert head(poll.chain) == announced
    assert record_of(stale[1]) == record_of(Poll.objects.get(pk=poll.pk)) == first
    assert [line["act"] for line in json.loads(first)["journal"]] == ["open_poll", "close_poll"]


def test_a32_what_is_rewritten_in_the_database_is_found_out(alliance: Alliance) -> None:
    poll, _tally = decide(alliance, ADOPTED)
    announced = head(poll.chain)
    JournalEntry.objects.filter(chain=poll.chain, sequence=1).update(capacity="seat:1")

    assert {fault.part for fault in verify(record_of(poll), head=announced)} == {"journal"}


@pytest.mark.parametrize("slug", ["observer", "member", "seat-4", "chair", "secretariat"])
def test_who_reads_the_result_fetches_the_record(alliance: Alliance, slug: str) -> None:
    poll, _tally = decide(alliance, ADOPTED)

    answer = alliance.client(slug).get(f"/polls/{poll.pk}/record.json")

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert answer["Content-Disposition"] == f'attachment; filename="consult-record-{poll.pk}.json"'
    assert answer.content == record_of(poll)


def test_an_open_poll_has_no_record_for_anybody(alliance: Alliance) -> None:
    poll = open_council(alliance)

    for slug in ["observer", "seat-4", "chair", "secretariat"]:
        assert alliance.client(slug).get(poll.urls.record).status_code == 409
    with pytest.raises(Conflict) as conflict:
        record_of(poll)
    assert conflict.value.reason == "poll-open"


def test_a_record_that_one_may_not_read_does_not_exist(alliance: Alliance, subject: Handler) -> None:
    poll = open_council(alliance, subject=subject.name)
    still_open = alliance.client("member").get(poll.urls.record)
    close(alliance, poll)
    member = alliance.client("member")
    assert still_open.status_code == 409 and member.get(poll.urls.record).status_code == 200

    assert Client().get(poll.urls.record)["Location"].startswith("/accounts/login/")
    assert member.get("/polls/99999/record.json").status_code == 404
    subject.hidden = True
    assert member.get(poll.urls.record).status_code == 404
    with pytest.raises(NotVisible):
        record_for(alliance.actor("member"), poll.pk)


def test_the_record_of_a_published_position_is_everybodys(alliance: Alliance, subject: Handler) -> None:
    poll = open_council(alliance, subject=subject.name)
    subject.published = True
    assert Client().get(poll.urls.record).status_code == 302
    close(alliance, poll)

    assert Client().get(poll.urls.record).content == record_of(poll)


def test_the_command_writes_the_record(alliance: Alliance) -> None:
    poll, _tally = decide(alliance, ADOPTED)
    still_open = open_council(alliance)
    out = StringIO()
    call_command("export_record", str(poll.pk), stdout=out)

    assert out.getvalue().encode() == record_of(poll)
    for missing, said in [(still_open.pk, "still open"), (99999, "no poll 99999")]:
        with pytest.raises(CommandError, match=said):
            call_command("export_record", str(missing))


def test_a_poll_opened_before_records_were_kept_says_so(alliance: Alliance) -> None:
    poll, _tally = decide(alliance, ADOPTED)
    entry = JournalEntry.objects.get(chain=poll.chain, sequence=1)
    del entry.data["identity_sha256"]
    entry.save()

    assert alliance.client("member").get(poll.urls.record).status_code == 409
    page = alliance.client("member").get(poll.urls.result)
    assert page.status_code == 200 and poll.urls.record not in page.content.decode()


def test_the_head_is_shown_to_all_at_opening_and_closing(alliance: Alliance) -> None:
    poll = open_council(alliance)
    opening = head(poll.chain)
    observer = alliance.client("observer")
    assert opening in words(observer.get(poll.urls.page))

    cast_all(alliance, poll, ADOPTED)
    close(alliance, poll)
    heads = heads_of(poll)

    assert (heads.opening, heads.closing, heads.now) == (opening, head(poll.chain), head(poll.chain))
    for address in [poll.urls.page, poll.urls.result]:
        shown = words(observer.get(address))
        assert heads.opening in shown and heads.now in shown


def test_the_result_says_how_to_verify_and_offers_both_files(alliance: Alliance, tmp_path: Path) -> None:
    poll, _tally = decide(alliance, ADOPTED)
    client = alliance.client("observer")
    answer = client.get(poll.urls.result)
    page = words(answer)
    command = re.search(r"python3 (\S+) (\S+) --head …", page)
    assert command and bundle.bundle_sha256() in page
    links = re.findall(r'href="(/polls/[^"]+\.(?:json|py))"', answer.content.decode())

    for name, link in zip(command.groups(), sorted(links, reverse=True), strict=True):
        (tmp_path / name).write_bytes(client.get(link).content)
    done = subprocess.run(
        [sys.executable, "-I", "-S", *command.groups(), "--head", head(poll.chain)], cwd=tmp_path, capture_output=True
    )

    assert (done.returncode, done.stderr) == (0, b"")
    assert b"adopted, 10 voters" in done.stdout


def test_the_verifier_is_anybodys(alliance: Alliance) -> None:
    answer = Client().get(f"/polls/{bundle.NAME}")

    assert (answer.status_code, answer.content) == (200, bundle.bundle().encode())


@pytest.mark.django_db(transaction=True)
def test_voters_receive_the_head_at_opening_and_at_each_count() -> None:
    from tests.factories import build_alliance

    alliance = build_alliance()
    User.objects.filter(email="seat-4@example.org").update(language="en")
    poll = open_council(alliance)
    told = {message.to[0]: message for message in mail.outbox}

    assert len(mail.outbox) == 20
    assert set(told) == {f"{slug}@example.org" for slug in [*SEATS, "chair-alternate"]} | {
        f"seat-alternate-{n}@example.org" for n in range(1, 10)
    }
    assert all(heads_of(poll).opening in message.body for message in mail.outbox)
    assert "A poll in which you vote is open" in told["seat-4@example.org"].body
    assert "A poll in which you vote" not in told["seat-5@example.org"].body
    assert f"http://localhost:8000{poll.urls.page}" in told["seat-4@example.org"].body

    cast_all(alliance, poll, TIED)
    assert len(mail.outbox) == 20
    mail.outbox.clear()
    close(alliance, poll)
    heads = [heads_of(poll).now]
    casting_vote(actor=alliance.actor("chair"), poll=poll, choice="no")
    heads.append(heads_of(poll).now)
    ballot = Ballot.objects.get(voter=seat(alliance, poll, "seat-8"))
    correct_result(actor=alliance.actor("secretariat"), poll=poll, ballots=[ballot.pk], reason="Mandat terminé.")
    heads.append(heads_of(poll).now)

    mine = [message for message in mail.outbox if message.to == ["seat-4@example.org"]]
    assert [message.subject.partition(":")[0] for message in mine] == ["Tie", "Rejected", "Adopted"]
    assert [each in message.body for each, message in zip(heads, mine, strict=True)] == [True, True, True]
    assert len(set(heads)) == 3
    assert ["Mandat terminé." in message.body for message in mine] == [False, False, True]


@pytest.mark.django_db(transaction=True)
def test_a_mail_server_that_is_away_stops_no_poll(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    from tests.factories import build_alliance

    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    alliance = build_alliance()
    poll = open_council(alliance)
    close(alliance, poll)

    assert not Poll.objects.get(pk=poll.pk).is_open
    assert "could not be told by e-mail" in caplog.text and "@" not in caplog.text


def told_of_the_result(alliance: Alliance, poll: Poll, after_commit: Any) -> set[str]:
    mail.outbox.clear()
    with after_commit(execute=True):
        close(alliance, poll)
    return {address for message in mail.outbox for address in message.to}


def test_nobody_is_told_for_a_seat_that_was_abolished(
    alliance: Alliance, django_capture_on_commit_callbacks: Any
) -> None:
    poll = open_council(alliance)
    # The mandate that began on the day its seat is abolished lasts that day.
    Mandate.objects.filter(pk=alliance.mandates["seat-9"].pk).update(starts_on=timezone.localdate())
    abolish_seat(actor=alliance.actor("secretariat"), seat=alliance.seats["seat-9"])

    told = told_of_the_result(alliance, poll, django_capture_on_commit_callbacks)

    assert len(told) == 18 and "seat-8@example.org" in told
    assert not {"seat-9@example.org", "seat-alternate-9@example.org"} & told


def test_nobody_is_told_for_a_partner_that_left(alliance: Alliance, django_capture_on_commit_callbacks: Any) -> None:
    poll = open_assembly(alliance)
    let_go(actor=alliance.actor("secretariat"), partner=alliance.partner)

    told = told_of_the_result(alliance, poll, django_capture_on_commit_callbacks)

    assert "representative-1@example.org" in told
    assert not {"representative@example.org", "alternate@example.org"} & told
