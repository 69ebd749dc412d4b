"""Several ballots in one form are cast together or not at all; a choice is shown to its own hand alone."""

import json
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from tests.factories import Alliance, make_mandate, make_user
from tests.voting.acts import cast, open_assembly, open_council, seat
from tests.voting.test_pages import words
from tests.voting.test_proxies import give
from voting.domain.proxies import withdraw_proxy
from voting.models import Ballot, Cast, Poll, Voter

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def poll(alliance: Alliance) -> Poll:
    """Seat 4 holds the proxy of seat 7."""
    poll = open_council(alliance)
    give(alliance, poll, "seat-7", "seat-4")
    return poll


def both(alliance: Alliance, poll: Poll, own: str = "yes", other: str = "no") -> dict[str, str]:
    """The form of seat 4: its own choice and that of the proxy."""
    form = {}
    for slug, choice in {"seat-4": own, "seat-7": other}.items():
        voter = seat(alliance, poll, slug)
        form |= {f"choice-{voter.pk}": choice, f"receipt-{voter.pk}": str(uuid4())}
    return form


def send(alliance: Alliance, poll: Poll, form: dict[str, str], slug: str = "seat-4") -> Any:
    return alliance.client(slug).post(poll.urls.cast, form, headers=ENGLISH)


def is_kept(page: str, form: dict[str, str], voter: Voter) -> bool:
    """Whether the page still has this voter's choice and the id of its cast."""
    choice, receipt = form[f"choice-{voter.pk}"], form[f"receipt-{voter.pk}"]
    return (
        f'name="choice-{voter.pk}" value="{choice}" checked' in page
        and f'name="receipt-{voter.pk}" value="{receipt}"' in page
    )


def test_both_are_cast_and_sent_again_both_get_the_same_answer(alliance: Alliance, poll: Poll) -> None:
    form = both(alliance, poll)
    assert send(alliance, poll, form).status_code == 302
    assert send(alliance, poll, form).status_code == 302
    assert sorted(Ballot.objects.values_list("choice", flat=True)) == ["no", "yes"]
    assert {str(cast.pk) for cast in Cast.objects.all()} == {v for k, v in form.items() if k.startswith("receipt")}


def test_where_the_second_is_refused_the_first_is_not_cast_and_nothing_is_lost(alliance: Alliance, poll: Poll) -> None:
    mine, other = seat(alliance, poll, "seat-4"), seat(alliance, poll, "seat-7")
    form = both(alliance, poll, other="perhaps")
    answer = send(alliance, poll, form)
    page = answer.content.decode()

    assert answer.status_code == 422
    assert not Ballot.objects.exists() and not Cast.objects.exists()
    assert is_kept(page, form, mine)
    assert f'aria-describedby="refusal-{other.pk}"' in page and f'aria-describedby="refusal-{mine.pk}"' not in page
    assert "Nothing was cast." in words(answer)
    # What is corrected goes on under the same ids.
    form[f"choice-{other.pk}"] = "no"
    assert send(alliance, poll, form).status_code == 302
    assert str(Ballot.objects.get(voter=mine).receipt) == form[f"receipt-{mine.pk}"]


def test_whoever_gave_the_proxy_and_voted_meanwhile_is_told_beside_its_seat(alliance: Alliance, poll: Poll) -> None:
    form = both(alliance, poll)
    cast(alliance, poll, "seat-7", "abstain")
    answer = send(alliance, poll, form)
    # The proxy has fallen: there is no form for this seat any more, and one's own choice waits.
    assert answer.status_code == 403
    assert f"You can’t vote for {alliance.user('seat-7').name} any more." in words(answer)
    assert is_kept(answer.content.decode(), form, seat(alliance, poll, "seat-4"))
    assert [ballot.choice for ballot in Ballot.objects.all()] == ["abstain"]


def test_a_proxy_taken_back_meanwhile_loses_no_choice(alliance: Alliance, poll: Poll) -> None:
    form = both(alliance, poll)
    withdraw_proxy(actor=alliance.actor("seat-7"), giver=seat(alliance, poll, "seat-7"))
    answer = send(alliance, poll, form)
    assert answer.status_code == 403
    assert is_kept(answer.content.decode(), form, seat(alliance, poll, "seat-4"))
    assert not Ballot.objects.exists()


def test_one_sent_before_with_another_choice_gets_a_new_id_and_undoes_the_others(
    alliance: Alliance, poll: Poll
) -> None:
    mine, other = seat(alliance, poll, "seat-4"), seat(alliance, poll, "seat-7")
    form = both(alliance, poll)
    cast(alliance, poll, "seat-4", "abstain", voter=other, receipt=form[f"receipt-{other.pk}"])  # type: ignore[arg-type]
    answer = send(alliance, poll, form)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert [ballot.voter for ballot in Ballot.objects.all()] == [other]
    assert is_kept(page, form, mine)
    assert f'name="choice-{other.pk}" value="no" checked' in page
    assert form[f"receipt-{other.pk}"] not in page


def test_who_may_cast_nothing_gets_the_plain_refusal(alliance: Alliance, poll: Poll) -> None:
    answer = send(alliance, poll, both(alliance, poll), "member")
    assert answer.status_code == 403 and "checked" not in answer.content.decode()
    assert not Ballot.objects.exists()


def test_an_empty_form_comes_back_as_the_page(alliance: Alliance, poll: Poll) -> None:
    answer = send(alliance, poll, {})
    assert answer.status_code == 422 and "Choose for, against or abstention." in words(answer)
    assert f'name="choice-{seat(alliance, poll, "seat-4").pk}"' in answer.content.decode()


# Who sees how a ballot was cast


def shown_to(alliance: Alliance, poll: Poll, slug: str) -> str:
    """All that the doors say to this person of an open poll, in words."""
    client = alliance.client(slug)
    pages = [words(client.get(address, headers=ENGLISH)) for address in (poll.urls.page, poll.urls.mine)]
    return " ".join([*pages, json.dumps(client.get(f"/api/polls/{poll.pk}/").json())])


def new_alternate(alliance: Alliance, slug: str) -> None:
    """Another person becomes the alternate of seat 4."""
    alliance.users[slug] = make_user(slug)
    mandate = alliance.mandates["seat-4"]
    mandate.alternate = alliance.users[slug]
    mandate.save()


def test_another_alternate_of_the_seat_sees_that_it_was_cast_and_never_how(alliance: Alliance, poll: Poll) -> None:
    former = alliance.user("seat-alternate-4").name
    cast(alliance, poll, "seat-alternate-4", "no")
    assert "You voted against." in shown_to(alliance, poll, "seat-alternate-4")
    new_alternate(alliance, "newcomer")

    said = shown_to(alliance, poll, "newcomer")

    assert f"{former} cast this ballot on" in said and "You may replace it until" in said
    assert "You voted" not in said and "Receipt" not in said and '"choice"' not in said


def test_holder_and_successor_see_no_choice_of_another_hand(alliance: Alliance, poll: Poll) -> None:
    cast(alliance, poll, "seat-alternate-4", "no")
    said = shown_to(alliance, poll, "seat-4")
    assert "cast this ballot on" in said and "You voted" not in said
    mandate = alliance.mandates["seat-4"]
    mandate.ends_on = timezone.localdate() - timedelta(days=1)
    mandate.save()
    alliance.users["newcomer"] = make_user("newcomer")
    make_mandate(alliance.seats["seat-4"], alliance.users["newcomer"], starts_on=timezone.localdate())
    said = shown_to(alliance, poll, "newcomer")
    assert "cast this ballot on" in said and "You voted" not in said


def test_it_is_the_same_for_a_partner_and_for_a_ballot_by_proxy(alliance: Alliance, poll: Poll) -> None:
    cast(alliance, poll, "seat-4", "no", voter=seat(alliance, poll, "seat-7"))
    assert "You voted against." in shown_to(alliance, poll, "seat-4")
    said = shown_to(alliance, poll, "seat-alternate-4")
    assert f"{alliance.user('seat-4').name} cast this ballot on" in said and "You voted" not in said

    assembly = open_assembly(alliance)
    cast(alliance, assembly, "alternate", "yes", voter=assembly.voters.get(partner=alliance.partner))
    said = shown_to(alliance, assembly, "representative")
    assert "cast this ballot on" in said and "You voted" not in said


def test_a_replaced_ballot_is_its_new_hands_to_see(alliance: Alliance, poll: Poll) -> None:
    cast(alliance, poll, "seat-alternate-4", "no")
    voter = seat(alliance, poll, "seat-4")
    form = {f"choice-{voter.pk}": "yes", f"receipt-{voter.pk}": str(uuid4())}
    assert send(alliance, poll, form).status_code == 302
    assert "You voted for." in shown_to(alliance, poll, "seat-4")
    said = shown_to(alliance, poll, "seat-alternate-4")
    assert f"{alliance.user('seat-4').name} cast this ballot on" in said and "The holder has voted" in said
    assert "You voted" not in said and "You may replace" not in said


def controls(alliance: Alliance, poll: Poll, slug: str = "seat-4") -> tuple[list[str], int]:
    """What opens the choices of a ballot that is cast, and how many buttons send the form that are seen at once."""
    page = alliance.client(slug).get(poll.urls.page, headers=ENGLISH).content.decode()
    form = re.search(r'<form class="ballot panel".*?</form>', page, flags=re.S)
    assert form is not None
    folded = re.findall(r"<details.*?<summary>(.*?)</summary>.*?</details>", form[0], flags=re.S)
    seen = re.sub(r"<details.*?</details>", "", form[0], flags=re.S)
    return folded, len(re.findall(r"<button[^>]*type=\"submit\"", seen))


def test_a_ballot_that_is_cast_has_one_control_to_change_it(alliance: Alliance, poll: Poll) -> None:
    assert controls(alliance, poll) == ([], 1)
    cast(alliance, poll, "seat-4", "yes")
    # The proxy's ballot still waits: the form's own button sends either.
    assert controls(alliance, poll) == (["Change my vote"], 1)
    cast(alliance, poll, "seat-4", "no", voter=seat(alliance, poll, "seat-7"))
    assert controls(alliance, poll) == (["Change my vote", "Change this vote"], 0)
