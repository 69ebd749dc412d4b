"""The pages of polls: what one reads before voting, voting without a script, the result and its arithmetic."""

import re
from html import unescape
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.utils import timezone

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
    rule_of,
    seat,
)
from tests.voting.conftest import Handler
from voting.models import Ballot, CastingVote, Poll, Proxy

TIED = {"seat-1": "yes", "seat-2": "no", "chair": "abstain"} | {
    f"seat-{n}": "yes" if n % 2 else "no" for n in range(3, 9)
}


@pytest.fixture(autouse=True)
def in_english(settings: object) -> None:
    """Words are tested in the source language; the French ones are somebody's to reread."""
    settings.LANGUAGE_CODE = "en"


def words(response: object) -> str:
    """What a page says, without its markup."""
    body = re.sub(r"<(script|style|title)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", body)))


def form_of(alliance: Alliance, poll: Poll, slug: str, choice: str) -> dict[str, str]:
    voter = seat(alliance, poll, slug)
    return {f"choice-{voter.pk}": choice, f"receipt-{voter.pk}": str(uuid4())}


def test_before_voting_one_reads_what_is_decided_the_rule_ones_weight_and_until_when(
    alliance: Alliance, subject: Handler
) -> None:
    poll = open_council(alliance, subject=subject.name)

    page = words(alliance.client("seat-4").get(poll.urls.page))

    assert "final text, version 5" in page
    assert "S’il est adopté, il engage l’alliance." in page
    assert "la date limite" in page
    assert (
        "Adopted if more than half of the weight expressed and more than half of the votes expressed are for." in page
    )
    assert "At least half of the seats must have voted." in page
    assert "On a tie, the chair decides." in page
    assert "1 / 8" in page
    assert "You alone carry the part of “Agences de l’énergie”." in page
    assert "You may change your mind until then" in page


def test_an_elected_official_carries_a_third_of_a_part(alliance: Alliance) -> None:
    page = words(alliance.client("seat-1").get(open_council(alliance).urls.page))

    assert "1 / 24" in page
    assert "shared equally with 2 others" in page


def test_a_partner_sees_its_weight_in_the_assembly(alliance: Alliance) -> None:
    page = words(alliance.client("representative").get(open_assembly(alliance).urls.page))

    assert "1 / 14" in page
    assert "7 equal parts: one for each category." in page


def test_one_votes_with_a_plain_form_and_gets_a_receipt(alliance: Alliance) -> None:
    poll = open_council(alliance)
    client = alliance.client("seat-4")

    answer = client.post(poll.urls.cast, form_of(alliance, poll, "seat-4", "yes"), follow=True)

    ballot = Ballot.objects.get()
    page = words(answer)
    assert "You voted for." in page
    assert f"{ballot.short[:4]} {ballot.short[4:]}" in page
    assert "You may change it until" in page
    client.post(poll.urls.cast, form_of(alliance, poll, "seat-4", "no"))
    assert Ballot.objects.get().choice == "no"


def test_choices_are_neutral_until_one_is_made(alliance: Alliance) -> None:
    poll = open_council(alliance)
    client = alliance.client("seat-4")
    client.post(poll.urls.cast, form_of(alliance, poll, "seat-4", "yes"))

    assert " checked" not in client.get(poll.urls.page).content.decode()


def test_the_choice_is_in_no_address_and_no_message(alliance: Alliance) -> None:
    poll = open_council(alliance)
    client = alliance.client("seat-4")

    answer = client.post(poll.urls.cast, form_of(alliance, poll, "seat-4", "abstain"))

    assert answer.status_code == 302
    assert "abstain" not in answer["Location"]
    assert [str(said) for said in get_messages(answer.wsgi_request)] == ["Your ballot is in the box."]


def test_a_form_sent_before_and_changed_since_is_not_said_to_be_in_the_box(alliance: Alliance) -> None:
    poll = open_council(alliance)
    client = alliance.client("seat-4")
    sent = form_of(alliance, poll, "seat-4", "yes")
    assert client.post(poll.urls.cast, sent).status_code == 302
    assert client.post(poll.urls.cast, sent).status_code == 302
    changed = {name: "no" if name.startswith("choice") else value for name, value in sent.items()}
    assert client.post(poll.urls.cast, changed).status_code == 409
    assert Ballot.objects.get().choice == "yes"


def test_an_empty_or_broken_form_is_refused_in_words(alliance: Alliance) -> None:
    poll = open_council(alliance)
    client = alliance.client("seat-4")
    voter = seat(alliance, poll, "seat-4")

    assert client.post(poll.urls.cast, {}).status_code == 422
    assert "Choose for, against or abstention." in words(client.post(poll.urls.cast, {}))
    assert client.post(poll.urls.cast, {f"choice-{voter.pk}": "yes"}).status_code == 422
    assert client.post(poll.urls.cast, form_of(alliance, poll, "seat-4", "perhaps")).status_code == 422
    assert client.post(poll.urls.cast, {"choice-１": "yes", "receipt-１": str(uuid4())}).status_code == 404
    assert not Ballot.objects.exists()


def test_a_late_form_is_a_conflict_with_a_sentence(alliance: Alliance) -> None:
    poll = open_council(alliance)
    form = form_of(alliance, poll, "seat-4", "yes")
    close(alliance, poll)

    answer = alliance.client("seat-4").post(poll.urls.cast, form)

    assert answer.status_code == 409
    assert "This poll is closed." in words(answer)


def test_a_proxy_is_given_and_withdrawn_by_forms(alliance: Alliance) -> None:
    poll = open_council(alliance)
    giver, holder = seat(alliance, poll, "seat-7"), seat(alliance, poll, "seat-4")
    client = alliance.client("seat-7")
    assert holder.name in words(client.get(poll.urls.page))

    client.post(poll.urls.proxy, {"giver": giver.pk, f"proxy-{giver.pk}-holder": holder.pk})
    assert f"{holder.name} holds your proxy" in words(client.get(poll.urls.page))
    held = words(alliance.client("seat-4").get(poll.urls.page))
    assert f"By proxy of {giver.name}" in held

    client.post(poll.urls.withdraw, {"giver": giver.pk})
    assert not Proxy.objects.filter(ended_at=None).exists()
    assert "By proxy" not in words(alliance.client("seat-4").get(poll.urls.page))


def test_the_page_says_who_has_voted_and_never_how(alliance: Alliance) -> None:
    poll = open_council(alliance)
    cast(alliance, poll, "seat-4", "no")

    page = words(alliance.client("member").get(poll.urls.page))

    assert "1 of 10 seats." in page
    assert "has voted" in page
    assert "voted against" not in page


def test_who_does_not_vote_is_told_who_does(alliance: Alliance) -> None:
    page = words(alliance.client("observer").get(open_council(alliance).urls.page))

    assert "The seats of the council vote in this poll." in page
    assert 'name="choice' not in page


def test_a_visitor_signs_in_first(alliance: Alliance) -> None:
    poll = open_council(alliance)

    for address in ["/polls/", poll.urls.page, poll.urls.result, "/polls/open/"]:
        answer = Client().get(address)
        assert answer.status_code == 302
        assert "/accounts/login/" in answer["Location"]


def test_the_result_tells_the_adopted_position_with_its_exact_arithmetic(alliance: Alliance) -> None:
    poll, _tally = decide(alliance, ADOPTED)

    answer = alliance.client("member").get(poll.urls.result)
    page = words(answer)

    assert "Adopted" in page
    assert "Both majorities are reached: 16/21 of the weight expressed and 6 of 9 votes expressed." in page
    assert "10 of 10 seats voted." in page
    assert "Elected officials 1 / 3 × 1 / 7 + 5 categories 5 / 7 = 16 / 21 more than 1 / 2 : reached" in page
    assert "6 for, 3 against: 6 / 9 = 2 / 3 more than 1 / 2 : reached" in page
    assert "10 / 10 at least 1 / 2 : reached" in page
    assert "Nobody expressed anything for: Financeurs." in page
    assert "hors base" not in page
    assert answer.content.count(b"<figure>") == 2


def test_the_result_shows_seat_by_seat_with_proxies_and_alternates(alliance: Alliance) -> None:
    from tests.voting.test_proxies import give

    poll = open_council(alliance)
    give(alliance, poll, "seat-7", "seat-4")
    cast(alliance, poll, "seat-4", "yes", voter=seat(alliance, poll, "seat-7"))
    cast(alliance, poll, "seat-alternate-5", "no")
    close(alliance, poll)

    page = words(alliance.client("member").get(poll.urls.result))

    assert f"by proxy, {alliance.user('seat-4').name}" in page
    assert "by the alternate" in page
    assert "has not voted" in page


def test_the_weight_of_categories_rejects_what_the_voices_would_adopt(alliance: Alliance) -> None:
    votes = {slug: "yes" for slug in ["seat-1", "seat-2", "chair", "seat-3", "seat-4"]} | {
        f"seat-{n}": "no" for n in range(5, 9)
    }
    poll, tally = decide(alliance, votes)
    assert tally.outcome == "rejected"

    page = words(alliance.client("member").get(poll.urls.result))

    assert "Rejected" in page
    assert "Majority of the weight is not reached: 3/7 of the weight expressed." in page
    assert "Majority of the votes is reached." in page


def test_a_void_poll_offers_the_secretariat_a_second_convocation(alliance: Alliance) -> None:
    poll, _tally = decide(alliance, dict.fromkeys(SEATS[:4], "yes"))
    client = alliance.client("secretariat")

    page = words(client.get(poll.urls.result))
    assert "The quorum is not reached: 4 of 10 voted." in page
    assert "Open the second convocation" in page
    assert "Open the second convocation" not in words(alliance.client("chair").get(poll.urls.result))

    closes_at = timezone.localtime(in_an_hour()).strftime("%Y-%m-%dT%H:%M")
    answer = client.post(poll.urls.second, {"closes_at": closes_at}, follow=True)
    second = Poll.objects.get(previous=poll)
    assert answer.redirect_chain[-1][0] == second.urls.page
    assert "second convocation" in words(answer)


def test_a_tie_asks_the_chair_in_a_form_of_its_own(alliance: Alliance) -> None:
    poll, _tally = decide(alliance, TIED)

    assert "An exact tie: 1/2 of the weight expressed and 4 of 8 votes expressed. The chair decides." in words(
        alliance.client("member").get(poll.urls.result)
    )
    chair = alliance.client("chair")
    assert "you decide" in words(chair.get(poll.urls.result))
    assert chair.post(poll.urls.casting, {}).status_code == 422
    page = words(chair.post(poll.urls.casting, {"choice": "yes"}, follow=True))

    assert "The chair decided for:" in page
    assert CastingVote.objects.get().choice == "yes"
    assert alliance.client("secretariat").post(poll.urls.casting, {"choice": "no"}).status_code == 403


def test_an_open_polls_result_leads_back_to_the_poll(alliance: Alliance) -> None:
    poll = open_council(alliance)
    cast_all(alliance, poll, ADOPTED)

    answer = alliance.client("secretariat").get(poll.urls.result)

    assert (answer.status_code, answer["Location"]) == (302, poll.urls.page)


def test_a_published_result_is_everybodys(alliance: Alliance, subject: Handler) -> None:
    poll = open_council(alliance, subject=subject.name)
    cast_all(alliance, poll, ADOPTED)
    close(alliance, poll)

    assert Client().get(poll.urls.result).status_code == 302
    subject.published = True
    assert "16/21 of the weight expressed" in words(Client().get(poll.urls.result))


def test_secretariat_opens_extends_and_closes_by_forms(alliance: Alliance, subject: Handler) -> None:
    client = alliance.client("secretariat")
    rule = rule_of(alliance)
    page = words(client.get("/polls/open/", {"subject": subject.name}))
    assert subject.question in page
    assert "10 voters today." in page
    closes_at = timezone.localtime(in_an_hour()).strftime("%Y-%m-%dT%H:%M")

    answer = client.post("/polls/open/", {"subject": subject.name, "rule": rule.pk, "closes_at": closes_at})
    poll = Poll.objects.get()
    assert answer["Location"] == poll.urls.page

    earlier = client.post(poll.urls.extend, {"closes_at": "2020-01-01T10:00"})
    assert earlier.status_code == 422
    assert "A poll can only be extended" in words(earlier)
    later = timezone.localtime(poll.closes_at + (in_an_hour() - timezone.now())).strftime("%Y-%m-%dT%H:%M")
    client.post(poll.urls.extend, {"closes_at": later})
    assert Poll.objects.get().closes_at > poll.closes_at
    assert client.post(poll.urls.close)["Location"] == poll.urls.result
    assert not Poll.objects.get().is_open


def test_a_question_without_a_subject_is_written_in_the_form(alliance: Alliance) -> None:
    client = alliance.client("chair")
    rule = rule_of(alliance)
    closes_at = timezone.localtime(in_an_hour()).strftime("%Y-%m-%dT%H:%M")

    assert client.post("/polls/open/", {"rule": rule.pk, "closes_at": closes_at}).status_code == 422
    client.post("/polls/open/", {"rule": rule.pk, "closes_at": closes_at, "question": "Se réunit-on en mars ?"})

    assert Poll.objects.get().question == "Se réunit-on en mars ?"


def test_the_list_shows_what_waits_and_how_polls_ended(alliance: Alliance) -> None:
    open_council(alliance)
    decide(alliance, ADOPTED)

    page = words(alliance.client("seat-4").get("/polls/"))

    assert "Your ballot is awaited." in page
    assert "Adopted" in page


@pytest.mark.parametrize(
    "key", ["council-by-weight", "council-by-heads", "assembly-recommendation", "assembly-charter"]
)
def test_every_preset_has_its_pages(alliance: Alliance, key: str) -> None:
    rule = rule_of(alliance, key)
    poll = open_council(alliance, rule=rule)
    page = words(alliance.client("member").get(poll.urls.page))
    assert "Adopted if" in page
    close(alliance, poll)

    assert alliance.client("member").get(poll.urls.result).status_code == 200
