"""Opening a poll: who votes, under which rule, and what must be in order first."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alliance.capacities import NotAllowed
from alliance.domain.errors import Conflict, NotVisible, Refused
from alliance.models import ChairTerm, JournalEntry, Partner
from alliance.models.partners import Standing
from tests.factories import Alliance, make_partner
from tests.voting.acts import changed_rule, in_an_hour, open_assembly, open_council, rule_of, seat
from tests.voting.conftest import Handler
from tests.voting.test_pages import words
from voting.counting import sha256
from voting.domain.opening import choice_rules_for, election_rules_for, rules_for
from voting.domain.presets import PRESETS, load_presets
from voting.domain.register import document
from voting.models import Poll, Rule


def test_the_council_votes_with_its_seats_each_in_the_leaf_of_its_category(alliance: Alliance) -> None:
    poll = open_council(alliance)

    leaves = [voter.leaf for voter in poll.voters.all()]
    assert leaves == ["elected"] * 3 + [category.key for category in alliance.club.categories.order_by("position")]
    assert seat(alliance, poll, "seat-4").name == alliance.user("seat-4").name
    assert poll.electorate == 10


def test_rule_and_register_are_frozen_with_their_hashes(alliance: Alliance) -> None:
    poll = open_council(alliance)

    assert poll.rule["format"] == "consult-rule/1"
    assert poll.rule_sha256 == sha256(poll.rule)
    assert poll.register_sha256 == sha256(document(list(poll.voters.all())))


def test_a_vacant_seat_is_not_in_the_register(alliance: Alliance) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    mandate = alliance.mandates["seat-9"]
    mandate.ends_on = yesterday
    mandate.save()

    poll = open_council(alliance)

    assert poll.electorate == 9
    assert not poll.voters.filter(seat=alliance.seats["seat-9"]).exists()


def test_every_admitted_partner_is_in_the_assembly_with_or_without_representative(alliance: Alliance) -> None:
    make_partner(alliance.categories["agences"], "Candidate", standing=Standing.CANDIDATE)

    poll = open_assembly(alliance)

    admitted = Partner.objects.filter(standing=Standing.ADMITTED)
    assert set(poll.voters.values_list("partner_id", flat=True)) == set(admitted.values_list("pk", flat=True))


def test_secretariat_opens_any_poll_and_the_chair_those_of_the_council(alliance: Alliance) -> None:
    assert open_council(alliance, by="chair").capacity == f"seat:{alliance.seats['chair'].pk}"
    assert open_council(alliance, by="secretariat").capacity == f"secretariat:{alliance.club.pk}"
    for slug in ["seat-4", "representative", "rapporteur", "observer", "visitor"]:
        with pytest.raises(NotAllowed):
            open_council(alliance, by=slug)
    with pytest.raises(NotAllowed):
        open_council(alliance, by="chair", rule=rule_of(alliance, "assembly-recommendation"))


def test_opening_is_written_in_the_polls_own_chain(alliance: Alliance) -> None:
    poll = open_council(alliance)

    entry = JournalEntry.objects.get(chain=f"poll:{poll.pk}")
    assert entry.act == "open_poll"
    assert entry.data["rule_sha256"] == poll.rule_sha256
    assert entry.actor_id == alliance.user("secretariat").pk


def test_a_council_without_the_seats_the_charter_asks_for_does_not_vote(alliance: Alliance) -> None:
    today = timezone.localdate()
    for slug in ["seat-1", "seat-2", "seat-9"]:
        gone = alliance.seats[slug]
        gone.abolished_on = today
        gone.save()

    with pytest.raises(Refused) as refusal:
        open_council(alliance)

    sentences = " ".join(refusal.value.fields[""])
    assert "1" in sentences
    assert "Financeurs" in sentences
    assert not Poll.objects.exists()


def test_a_rule_with_a_casting_vote_needs_a_chair(alliance: Alliance) -> None:
    ChairTerm.objects.update(ended_at=timezone.now())

    with pytest.raises(Refused):
        open_council(alliance)


def test_a_missing_size_blocks_the_opening_and_is_named(alliance: Alliance) -> None:
    rule = rule_of(alliance, "assembly-recommendation")
    tree = {**rule.definition["tree"], "children": [{"each_category": True, "per": "size"}]}
    sized = changed_rule(alliance, "assembly-recommendation", tree=tree)

    with pytest.raises(Refused) as refusal:
        open_assembly(alliance, rule=sized)
    assert "Agences de l’énergie 2" in " ".join(refusal.value.fields[""])

    Partner.objects.filter(population=None).update(population=5)
    poll = open_assembly(alliance, rule=sized)
    assert poll.voters.get(partner=alliance.partners["agences"][1]).size == "5"


def test_a_rule_that_counts_no_sizes_is_not_blocked_by_a_missing_one(alliance: Alliance) -> None:
    assert open_assembly(alliance).voters.filter(size=None).count() == len(alliance.all_partners)


def test_a_rule_that_adopts_without_votes_is_refused(alliance: Alliance) -> None:
    nobody_against = {"unit": "heads", "scope": "all", "quantity": "no", "op": "<=", "value": "0", "else": "rejected"}
    parts = {"clauses": {"consent": nobody_against}, "formula": "consent", "second": "consent"}
    tie = {"clauses": [], "by": "rejected"}

    with pytest.raises(Refused):
        open_council(alliance, rule=changed_rule(alliance, tie=tie, **parts))
    assert not Poll.objects.exists()


def test_a_secret_poll_is_not_offered_yet(alliance: Alliance) -> None:
    conduct = {**rule_of(alliance).definition["conduct"], "secrecy": "secret"}

    with pytest.raises(Refused):
        open_council(alliance, rule=changed_rule(alliance, conduct=conduct))


def test_a_poll_closes_in_the_future(alliance: Alliance) -> None:
    with pytest.raises(Refused) as refusal:
        open_council(alliance, closes_at=timezone.now() - timedelta(seconds=1))
    assert "closes_at" in refusal.value.fields


def test_an_unknown_subject_opens_nothing(alliance: Alliance) -> None:
    with pytest.raises(NotVisible):
        open_council(alliance, subject="nonsense:1")


def test_a_subject_is_written_in_one_way_only(alliance: Alliance, subject: Handler) -> None:
    kind, _colon, number = subject.name.partition(":")

    with pytest.raises(NotVisible):
        open_council(alliance, subject=f"{kind}:0{number}")


def test_one_poll_at_a_time_is_open_on_a_subject(alliance: Alliance, subject: Handler) -> None:
    open_council(alliance, subject=subject.name)

    with pytest.raises(Conflict) as conflict:
        open_council(alliance, subject=subject.name)
    assert conflict.value.reason == "already-open"


def test_the_subject_gives_question_title_and_text_and_hears_of_the_opening(
    alliance: Alliance, subject: Handler
) -> None:
    poll = open_council(alliance, subject=subject.name)

    assert poll.question == subject.question
    assert (poll.text_number, poll.text_sha256) == (5, "ab" * 32)
    assert subject.opened == [poll.pk]


def test_what_the_subject_refuses_is_not_opened(alliance: Alliance, subject: Handler) -> None:
    subject.refuses = True
    with pytest.raises(Conflict):
        open_council(alliance, subject=subject.name)
    assert not Poll.objects.exists()


def test_a_club_starts_with_the_presets(alliance: Alliance) -> None:
    secretariat = alliance.actor("secretariat")
    offered = [*rules_for(secretariat), *choice_rules_for(secretariat), *election_rules_for(secretariat)]
    keys = [rule.key for rule in offered]
    assert sorted(keys) == sorted(key for key, _body, _name in PRESETS)
    assert sorted(keys, key=[key for key, _body, _name in PRESETS].index) == [key for key, _body, _name in PRESETS]


def test_presets_are_loaded_once_a_club(alliance: Alliance) -> None:
    first = load_presets(alliance.club)
    again = load_presets(alliance.club)

    assert [rule.pk for rule in first] == [rule.pk for rule in again]
    assert all(rule.sha256 == sha256(rule.definition) for rule in first)


def test_a_retired_rule_opens_nothing(alliance: Alliance) -> None:
    rule = rule_of(alliance)
    rule.retired_at = timezone.now()
    rule.save()

    with pytest.raises(Refused):
        open_council(alliance, rule=rule, closes_at=in_an_hour())


@pytest.mark.parametrize("address", ["/polls/open/", "/polls/choose/", "/council/seats/{seat}/election/"])
def test_where_every_rule_is_retired_a_page_says_so_and_what_to_do(alliance: Alliance, address: str) -> None:
    address = address.format(seat=alliance.seats["seat-4"].pk)
    english = {"Accept-Language": "en"}
    Rule.objects.update(retired_at=timezone.now())
    secretariat, chair = alliance.client("secretariat"), alliance.client("chair")
    answer = secretariat.get(address, headers=english)
    assert answer.status_code == 200
    assert "all the rules for this kind of poll are retired. Take one up again" in words(answer)
    assert 'href="/rules/"' in answer.content.decode()
    # A form that was filled in meanwhile is not lost.
    sent = secretariat.post(address, {"question": "Où se réunir ?", "option-1": "Brest", "rule": "1"}, headers=english)
    assert sent.status_code == 409
    assert "Your words, to be kept: Où se réunir ? Brest" in words(sent)
    assert not Poll.objects.exists()
    if "seats" in address:
        assert chair.get(address).status_code == 403
    else:
        assert "The secretariat takes a rule up again" in words(chair.get(address, headers=english))
        assert address in secretariat.get("/polls/").content.decode()
    for slug in ("seat-4", "representative", "observer"):
        assert alliance.client(slug).get(address).status_code == 403
