"""What the count of an election does to its seat: the mandate, why none, and what a correction takes back."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from alliance.domain.council import abolish_seat, end_mandate, record_mandate, set_alternate
from alliance.domain.elected import Obstacle
from alliance.domain.errors import Conflict
from alliance.domain.journal import broken_chains
from alliance.models import JournalEntry, Mandate, Member, Seat
from alliance.models.partners import Standing
from tests.factories import Alliance, make_mandate, make_member, make_partner
from tests.voting.acts import close
from tests.voting.elections.acts import (
    FOR_A,
    FOR_B,
    agencies,
    decided,
    elect,
    first_day,
    last_day,
    open_agencies,
    seating_of,
)
from voting.domain import locks
from voting.domain.closing import ensure_closed, last_tally
from voting.domain.correcting import correct_result
from voting.domain.elections.queries import unfilled
from voting.models import Ballot, Poll, Tally

ONE_DAY = timedelta(days=1)


def given(seat: Seat) -> Mandate:
    """The mandate that starts on the first day of the election's."""
    return Mandate.objects.get(seat=seat, starts_on=first_day())


def test_who_is_elected_holds_the_seat_from_the_first_day_on(alliance: Alliance) -> None:
    seat, former = agencies(alliance), alliance.mandates["seat-4"]

    poll, _tally = decided(alliance, {"representative": FOR_A, "other-agency": FOR_A})

    found = given(seat)
    assert (found.holder, found.alternate) == (alliance.user("member"), alliance.user("representative"))
    assert (found.partner, found.ends_on) == (alliance.partner, last_day())
    assert str(poll.pk) in found.basis
    former.refresh_from_db()
    assert former.ends_on == first_day() - ONE_DAY
    assert (seating_of(poll).mandate, seating_of(poll).obstacle) == (found, "")
    line = JournalEntry.objects.filter(chain=alliance.club.chain).latest("sequence")
    assert (line.act, line.capacity) == ("record-mandate", "system")
    assert line.data["poll"] == poll.pk
    assert not list(broken_chains())


def test_the_seat_is_filled_by_whoever_sees_that_the_time_has_passed(
    alliance: Alliance, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll = open_agencies(alliance)
    elect(alliance, poll, "representative", FOR_B)
    monkeypatch.setattr(locks, "now", lambda: poll.closes_at)
    ensure_closed(poll)
    assert given(agencies(alliance)).holder == alliance.user("other-agency")


def test_a_vacant_seat_is_filled_and_the_holder_may_follow_itself(alliance: Alliance) -> None:
    Mandate.objects.filter(seat=agencies(alliance)).update(ends_on=timezone.localdate() - ONE_DAY)
    decided(alliance, {"representative": FOR_A})
    assert given(agencies(alliance)).holder == alliance.user("member")


@pytest.mark.parametrize("votes", [{}, {"representative": FOR_A, "other-agency": FOR_B}], ids=["nobody", "tie"])
def test_nobody_elected_leaves_the_seat_as_it_is(alliance: Alliance, votes: dict[str, object]) -> None:
    before = list(Mandate.objects.values_list("pk", "ends_on"))

    poll, tally = decided(alliance, votes)

    assert tally.outcome == ("tie" if votes else "void")
    assert list(Mandate.objects.values_list("pk", "ends_on")) == before
    assert (seating_of(poll).elected, seating_of(poll).mandate, seating_of(poll).obstacle) == (None, None, "")
    assert [each.tally for each in unfilled(alliance.actor("secretariat"))] == [tally]
    assert unfilled(alliance.actor("seat-4")) == []
    # Another election, or a mandate, settles it.
    open_agencies(alliance)
    assert unfilled(alliance.actor("secretariat")) == []


def test_a_mandate_recorded_since_settles_it(alliance: Alliance) -> None:
    decided(alliance, {})
    record_mandate(
        actor=alliance.actor("secretariat"),
        seat=agencies(alliance),
        holder=alliance.user("alternate"),
        starts_on=first_day(),
    )
    assert unfilled(alliance.actor("secretariat")) == []


def leaves_partner(alliance: Alliance) -> None:
    Member.objects.filter(user=alliance.user("member")).update(ended_at=timezone.now())


def partner_leaves(alliance: Alliance) -> None:
    alliance.partner.standing = Standing.LEFT
    alliance.partner.save()


def partner_changes_category(alliance: Alliance) -> None:
    alliance.partner.category = alliance.categories["reseaux"]
    alliance.partner.save()


def takes_another_seat(alliance: Alliance) -> None:
    # It begins while the mandate would run.
    make_mandate(alliance.seats["seat-8"], alliance.user("member"), starts_on=first_day() + ONE_DAY * 40, ends_on=None)


def seat_is_given(alliance: Alliance) -> None:
    make_mandate(agencies(alliance), starts_on=first_day() + ONE_DAY * 40, ends_on=None)


def seat_goes(alliance: Alliance) -> None:
    abolish_seat(actor=alliance.actor("secretariat"), seat=agencies(alliance))


@pytest.mark.parametrize(
    ("happens", "obstacle"),
    [
        (leaves_partner, Obstacle.PERSON_LEFT),
        (partner_leaves, Obstacle.PARTNER_LEFT),
        (partner_changes_category, Obstacle.OTHER_CATEGORY),
        (takes_another_seat, Obstacle.OTHER_SEAT),
        (seat_is_given, Obstacle.GIVEN),
        (seat_goes, Obstacle.ABOLISHED),
    ],
)
def test_who_can_t_hold_the_seat_any_more_does_not_receive_it(
    alliance: Alliance, happens: Callable[[Alliance], None], obstacle: str
) -> None:
    poll = open_agencies(alliance)
    elect(alliance, poll, "representative", FOR_A)
    happens(alliance)

    tally = close(alliance, poll)

    assert tally.outcome == "chosen"
    found = seating_of(poll)
    assert found.elected is not None
    assert (found.elected.person, found.mandate, found.obstacle) == (alliance.user("member"), None, obstacle)
    assert not Mandate.objects.filter(seat=agencies(alliance), holder=alliance.user("member")).exists()
    assert (found in unfilled(alliance.actor("secretariat"))) == (obstacle not in {Obstacle.GIVEN, Obstacle.ABOLISHED})


def test_an_alternate_who_left_is_not_recorded(alliance: Alliance) -> None:
    poll = open_agencies(alliance)
    elect(alliance, poll, "alternate", FOR_A)
    Member.objects.filter(user=alliance.user("representative")).update(ended_at=timezone.now())

    close(alliance, poll)

    assert given(agencies(alliance)).alternate is None
    assert seating_of(poll).without_alternate


def go_to(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    """Today is this day from now on."""
    of_moment = timezone.localdate
    monkeypatch.setattr(timezone, "localdate", lambda moment=None: of_moment(moment) if moment else day)


def test_a_mandate_begins_on_the_day_of_the_count_where_that_is_later(
    alliance: Alliance, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll = open_agencies(alliance)
    elect(alliance, poll, "representative", FOR_A)
    late = first_day() + ONE_DAY * 3
    go_to(monkeypatch, late)
    close(alliance, poll)
    assert seating_of(poll).mandate.starts_on == late  # type: ignore[union-attr]


def test_days_that_are_over_fill_no_seat(alliance: Alliance, monkeypatch: pytest.MonkeyPatch) -> None:
    poll = open_agencies(alliance)
    elect(alliance, poll, "representative", FOR_A)
    go_to(monkeypatch, last_day() + ONE_DAY)
    close(alliance, poll)
    assert seating_of(poll).obstacle == Obstacle.OVER


# ── corrections ──────────────────────────────────────────────────────────────────────────────────────────────────────


def three_votes(alliance: Alliance, **more: object) -> Poll:
    """A wins by one ballot of three; without that of the first partner B wins."""
    third = make_partner(alliance.categories["agences"], "Troisième agence")
    make_member(third, "representative", alliance.add_user("third-agency"))
    votes = {"representative": FOR_A, "other-agency": FOR_B, "third-agency": FOR_A}
    return decided(alliance, votes, **more)[0]


def correct(alliance: Alliance, poll: Poll, *slugs: str) -> Tally:
    out = [Ballot.objects.get(voter__poll=poll, voter__partner=alliance.partner_of(slug)).pk for slug in slugs]
    return correct_result(actor=alliance.actor("secretariat"), poll=poll, ballots=out, reason="Sans mandat.")


def test_a_correction_before_the_first_day_gives_the_seat_to_the_right_one(alliance: Alliance) -> None:
    poll = three_votes(alliance)
    wrong = given(agencies(alliance))

    correct(alliance, poll, "representative", "third-agency")

    assert given(agencies(alliance)).holder == alliance.user("other-agency")
    assert given(agencies(alliance)).pk != wrong.pk
    # Nobody ever held the seat by it; it stays to be read.
    assert not Mandate.objects.filter(pk=wrong.pk).exists()
    wrong.refresh_from_db()
    assert wrong.taken_back_at is not None
    acts = JournalEntry.objects.filter(chain=alliance.club.chain, data__poll=poll.pk).order_by("sequence")
    assert [(line.act, line.data["mandate"]) for line in acts] == [
        ("record-mandate", wrong.pk),
        ("take-back-mandate", wrong.pk),
        ("record-mandate", given(agencies(alliance)).pk),
    ]


@pytest.mark.parametrize(("days", "kept"), [(0, 0), (1, 0), (5, 4)], ids=["first day", "second day", "later"])
def test_a_correction_while_the_mandate_runs_ends_it(
    alliance: Alliance, monkeypatch: pytest.MonkeyPatch, days: int, kept: int
) -> None:
    first, last = first_day(), last_day()
    poll = three_votes(alliance)
    wrong = given(agencies(alliance))
    go_to(monkeypatch, first + ONE_DAY * days)

    correct(alliance, poll, "representative", "third-agency")

    wrong.refresh_from_db()
    assert wrong.ends_on == first + ONE_DAY * kept
    right = seating_of(poll).mandate
    assert right is not None
    assert (right.holder, right.starts_on, right.ends_on) == (
        alliance.user("other-agency"),
        wrong.ends_on + ONE_DAY,
        last,
    )


def test_a_correction_that_elects_nobody_takes_the_mandate_back(alliance: Alliance) -> None:
    poll = three_votes(alliance)
    assert correct(alliance, poll, "third-agency").outcome == "tie"
    assert not Mandate.objects.filter(seat=agencies(alliance), starts_on=first_day()).exists()
    assert seating_of(poll).mandate is None


def test_a_correction_that_elects_the_same_changes_nothing(alliance: Alliance) -> None:
    poll = three_votes(alliance)
    mandate = given(agencies(alliance))
    end_mandate(actor=alliance.actor("secretariat"), mandate=mandate, last_day=last_day() - ONE_DAY)

    correct(alliance, poll, "other-agency")

    mandate.refresh_from_db()
    assert (mandate.taken_back_at, mandate.ends_on) == (None, last_day() - ONE_DAY)
    assert seating_of(poll).mandate == mandate


def shortened(alliance: Alliance, mandate: Mandate) -> None:
    end_mandate(actor=alliance.actor("secretariat"), mandate=mandate, last_day=last_day() - ONE_DAY)


def followed(alliance: Alliance, mandate: Mandate) -> None:
    record_mandate(
        actor=alliance.actor("secretariat"),
        seat=mandate.seat,
        holder=alliance.user("alternate"),
        starts_on=mandate.starts_on + ONE_DAY,
    )


def abolished(alliance: Alliance, mandate: Mandate) -> None:
    abolish_seat(actor=alliance.actor("secretariat"), seat=mandate.seat)


@pytest.mark.parametrize("changed", [shortened, followed, abolished])
def test_a_seat_that_was_changed_by_hand_since_is_not_corrected(
    alliance: Alliance, changed: Callable[[Alliance, Mandate], None]
) -> None:
    poll = three_votes(alliance)
    changed(alliance, given(agencies(alliance)))
    before = list(Mandate.objects.values_list("pk", "holder", "starts_on", "ends_on"))

    with pytest.raises(Conflict) as refusal:
        correct(alliance, poll, "representative", "third-agency")

    assert refusal.value.reason == "moved-on"
    assert list(Mandate.objects.values_list("pk", "holder", "starts_on", "ends_on")) == before
    assert poll.tallies.count() == 1


def test_an_alternate_named_since_does_not_keep_a_correction_from_being_made(alliance: Alliance) -> None:
    poll = three_votes(alliance)
    secretariat = alliance.actor("secretariat")
    set_alternate(actor=secretariat, mandate=given(agencies(alliance)), alternate=alliance.user("alternate"))
    correct(alliance, poll, "representative", "third-agency")
    assert given(agencies(alliance)).holder == alliance.user("other-agency")


# ── the letter ───────────────────────────────────────────────────────────────────────────────────────────────────────


def letters_to(alliance: Alliance, slug: str) -> list[str]:
    """Those that are about the seat, not about the poll."""
    found = [letter for letter in mail.outbox if letter.to == [alliance.user(slug).email]]
    return [letter.body for letter in found if "/council/" in letter.body]


def test_the_elected_is_told_once(
    alliance: Alliance, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        poll = three_votes(alliance)
    [letter] = letters_to(alliance, "member")
    assert poll.urls.result in letter and "Agences de l’énergie" in letter
    assert not letters_to(alliance, "other-agency")

    with django_capture_on_commit_callbacks(execute=True):
        correct(alliance, poll, "other-agency")
    assert len(letters_to(alliance, "member")) == 1
    with django_capture_on_commit_callbacks(execute=True):
        correct(alliance, poll, "representative", "third-agency")
    assert len(letters_to(alliance, "other-agency")) == 1


def test_a_mail_server_that_is_away_undoes_nothing(
    alliance: Alliance, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    def away(*_args: object) -> None:
        raise OSError("away")

    monkeypatch.setattr("voting.interfaces.elections.letters.send", away)
    with django_capture_on_commit_callbacks(execute=True):
        poll, _tally = decided(alliance, {"representative": FOR_A})
    assert given(agencies(alliance)).holder == alliance.user("member")
    assert last_tally(poll) is not None
