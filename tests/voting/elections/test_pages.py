"""The pages of elections: opening one from the seat, voting, the result, the council, the homes; and the API."""

import json
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone, translation

from alliance.domain.council import end_mandate
from alliance.models import Mandate, Member
from tests.factories import Alliance, make_partner
from tests.voting.acts import close
from tests.voting.choosing.test_pages import page, words
from tests.voting.elections.acts import (
    FOR_A,
    FOR_B,
    agencies,
    decided,
    elect,
    election_fields,
    first_day,
    last_day,
    membership,
    open_agencies,
)
from voting.domain.correcting import correct_result
from voting.domain.records import heads_of, record_of
from voting.models import Ballot, Poll
from voting.verifying import verify

NAME = "Agences de l’énergie"


@pytest.fixture(autouse=True)
def in_french() -> Any:
    with translation.override("fr"):
        yield


def form_path(alliance: Alliance) -> str:
    return f"/council/seats/{agencies(alliance).pk}/election/"


# ── opening ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_election_is_opened_from_the_seat(alliance: Alliance) -> None:
    client = alliance.client("secretariat")
    assert form_path(alliance) in page(client, f"/council/seats/{agencies(alliance).pk}/")
    form = page(client, form_path(alliance))
    offered = {alliance.user(slug).name for slug in ("member", "representative", "alternate")}
    assert all(name in form for name in offered)
    assert alliance.user("observer").name not in form and alliance.user("coauthor-1").name not in form
    told = words(form)
    assert "2 partenaires votent aujourd’hui" in told and "la mention médiane est la meilleure" in told
    assert "sont figées : personne ne peut les changer" in told

    answer = client.post(form_path(alliance), election_fields(alliance))

    poll = Poll.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, poll.urls.page)
    assert [option["label"] for option in poll.options] == [alliance.user("member").name, "Other agency"]
    assert (poll.election.starts_on, poll.election.ends_on) == (first_day(), last_day())
    # One at a time: the page leads to the one that runs, and the council's pages too.
    assert client.get(form_path(alliance))["Location"] == poll.urls.page
    seat = page(client, f"/council/seats/{agencies(alliance).pk}/")
    assert poll.urls.page in seat and form_path(alliance) not in seat


def test_the_days_begin_after_the_present_mandate(alliance: Alliance) -> None:
    form = page(alliance.client("secretariat"), form_path(alliance))
    last = alliance.mandates["seat-4"].ends_on
    assert f'value="{(last + timedelta(days=1)).isoformat()}"' in form


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"candidate-3": ""}, "candidates"),
        ({"candidate-2": "999999"}, "candidate-2"),
        ({"statement-2": "Seul"}, "candidate-2"),
        ({"statement-1": "x" * 601}, "statement-1"),
        ({"starts_on": ""}, "starts_on"),
        ({"ends_on": "2001-01-01"}, "ends_on"),
        ({"closes_at": "2001-01-01T10:00"}, "closes_at"),
        ({"rule": ""}, "rule"),
    ],
)
def test_what_is_refused_keeps_what_was_typed(alliance: Alliance, wrong: dict[str, str], field: str) -> None:
    sent = election_fields(alliance, **wrong)
    answer = alliance.client("secretariat").post(form_path(alliance), sent)

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    html = answer.content.decode()
    assert not Poll.objects.exists()
    for name in ("candidate-1", "alternate-1", "rule"):
        assert name in wrong or re.search(rf'value="{sent[name]}"[^>]* (selected|checked)', html), name
    for name in ("statement-1", "starts_on", "ends_on", "closes_at"):
        assert str(sent[name]) in html.replace("\r", ""), name


def test_more_rows_without_a_script(alliance: Alliance) -> None:
    answer = alliance.client("secretariat").post(form_path(alliance), {**election_fields(alliance), "more": "yes"})
    html = answer.content.decode()
    assert answer.status_code == 200 and 'name="candidate-5"' in html
    assert f'<option value="{membership(alliance, "member").pk}" selected>' in html
    assert "Deux lignes" in html and first_day().isoformat() in html


def test_the_page_is_there_for_seats_of_categories_alone(alliance: Alliance) -> None:
    assert (
        alliance.client("secretariat").get(f"/council/seats/{alliance.seats['chair'].pk}/election/").status_code == 404
    )
    assert "/election/" not in page(alliance.client("secretariat"), f"/council/seats/{alliance.seats['chair'].pk}/")
    for slug in ("chair", "representative"):
        assert alliance.client(slug).get(form_path(alliance)).status_code == 403


# ── voting ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_poll_says_what_it_is_and_what_the_elected_gets(alliance: Alliance) -> None:
    poll = open_agencies(alliance)
    told = words(page(alliance.client("representative"), poll.urls.page))
    assert f"Élection du représentant de la catégorie {NAME}" in told
    assert "Donnez une mention à chaque candidature." in told
    assert f"La personne élue occupe le siège « {NAME} » du conseil du" in told
    assert alliance.partners["agences"][1].name in told
    assert "Chaque partenaire de la catégorie a une voix." in told
    follows = words(page(alliance.client("seat-8"), poll.urls.page))
    assert f"Seuls les partenaires de la catégorie {NAME} votent à cette élection" in follows
    assert alliance.client("visitor").get(poll.urls.page).status_code in {302, 404}


def test_it_waits_for_its_voters_at_home_and_stands_in_the_list(alliance: Alliance) -> None:
    poll = open_agencies(alliance)
    home = page(alliance.client("representative"), "/")
    assert poll.urls.page in home and "Élection" in words(home)
    assert poll.urls.page not in page(alliance.client("representative-1"), "/")
    assert f"Élection du représentant de la catégorie {NAME}" in words(page(alliance.client("member"), "/polls/"))


# ── the result ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("method", ["judgment", "schulze", "runoff", "approval"])
def test_the_result_says_who_is_elected_and_its_record_holds(alliance: Alliance, method: str) -> None:
    ballot: Any = {"judgment": FOR_A, "approval": "A"}.get(method, "A>B")
    poll, _tally = decided(alliance, {"representative": ballot, "other-agency": ballot}, method=method)

    told = words(page(alliance.client("member"), poll.urls.result))
    name = alliance.user("member").name
    assert f"{name} ({alliance.partner.name}) obtient le siège « {NAME} » au conseil, du" in told
    assert "une option" not in told and "haque option est" not in told
    assert "Ouvrir une autre élection" not in words(page(alliance.client("secretariat"), poll.urls.result))
    assert verify(record_of(poll), head=heads_of(poll).now, opening=heads_of(poll).opening) == []


def test_a_corrected_result_says_both(alliance: Alliance) -> None:
    third = make_partner(alliance.categories["agences"], "Troisième agence")
    alliance.add_member("third-agency", third, "representative")
    poll, _tally = decided(alliance, {"representative": FOR_A, "other-agency": FOR_B, "third-agency": FOR_A})
    out = Ballot.objects.filter(voter__poll=poll).exclude(voter__partner=alliance.partner_of("other-agency"))
    correct_result(actor=alliance.actor("secretariat"), poll=poll, ballots=[b.pk for b in out], reason="Sans mandat.")

    assert "Other agency (" in words(page(alliance.client("member"), poll.urls.result))
    first = words(page(alliance.client("member"), f"{poll.urls.result}?count=1"))
    assert f"{alliance.user('member').name} ({alliance.partner.name}) obtient" in first
    assert verify(record_of(poll), head=heads_of(poll).now, opening=heads_of(poll).opening) == []


def test_a_seat_that_is_not_filled_says_why_and_offers_another_election(alliance: Alliance) -> None:
    poll = open_agencies(alliance)
    elect(alliance, poll, "representative", FOR_A)
    Member.objects.filter(user=alliance.user("member")).update(ended_at=timezone.now())
    close(alliance, poll)

    why = f"{alliance.user('member').name} n’agit plus pour {alliance.partner.name}. Le siège n’a pas été pourvu."
    result = page(alliance.client("secretariat"), poll.urls.result)
    assert why in words(result)
    again = f"{form_path(alliance)}?again={poll.pk}"
    assert again in result
    home = page(alliance.client("secretariat"), "/")
    assert why in words(home) and poll.urls.result in home
    reader = page(alliance.client("representative-1"), poll.urls.result)
    assert why in words(reader) and again not in reader

    # It begins with who may still stand.
    form = page(alliance.client("secretariat"), again)
    assert f'<option value="{membership(alliance, "other-agency").pk}" selected>' in form
    # Six choices, one of which was made.
    assert form.count('<option value="" selected>') == 5


def test_another_election_begins_with_those_who_stood(alliance: Alliance) -> None:
    poll, _tally = decided(alliance, {})
    result = words(page(alliance.client("secretariat"), poll.urls.result))
    assert "Personne n’est élu. Personne n’a voté. Le siège reste comme il est." in result

    form = page(alliance.client("secretariat"), f"{form_path(alliance)}?again={poll.pk}")
    for slug in ("member", "representative", "other-agency"):
        assert f'<option value="{membership(alliance, slug).pk}" selected>' in form
    assert "Deux lignes\nen deux." in form.replace("\r", "")
    assert first_day().isoformat() in form and last_day().isoformat() in form


def test_a_tie_says_so(alliance: Alliance) -> None:
    poll, _tally = decided(alliance, {"representative": FOR_A, "other-agency": FOR_B})
    told = words(page(alliance.client("secretariat"), poll.urls.result))
    assert "Personne n’est élu." in told and "Une autre élection tranche. Le siège reste comme il est." in told
    assert "Ouvrir une autre élection" in told


# ── the council ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_council_links_the_election_and_the_basis_for_those_who_may_read(alliance: Alliance) -> None:
    end_mandate(actor=alliance.actor("secretariat"), mandate=alliance.mandates["seat-4"], last_day=timezone.localdate())
    assert form_path(alliance) in page(alliance.client("secretariat"), "/council/")
    poll = open_agencies(alliance)
    assert poll.urls.page in page(alliance.client("member"), "/council/")
    assert form_path(alliance) not in page(alliance.client("secretariat"), "/council/")
    assert poll.urls.page not in page(alliance.client("visitor"), "/council/")

    elect(alliance, poll, "representative", FOR_A)
    close(alliance, poll)
    Mandate.objects.filter(starts_on__lt=first_day()).filter(seat=agencies(alliance)).update(
        ends_on=timezone.localdate() - timedelta(days=1)
    )
    Mandate.objects.filter(starts_on=first_day()).update(starts_on=timezone.localdate())
    basis = f"élection par la catégorie, scrutin n° {poll.pk}"
    shown = page(alliance.client("member"), "/council/")
    assert poll.urls.result in shown and basis in words(shown)
    public = page(alliance.client("visitor"), "/council/")
    assert poll.urls.result not in public and basis in words(public)
    assert poll.urls.result in page(alliance.client("secretariat"), f"/council/seats/{agencies(alliance).pk}/")


# ── the API ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_api_shows_candidates_takes_ballots_and_hides_the_result_from_visitors(alliance: Alliance) -> None:
    poll = open_agencies(alliance)
    shown = alliance.client("seat-8").get(f"/api/polls/{poll.pk}/").json()
    assert (shown["body"], shown["subject"], shown["options"]) == ("category", poll.subject, poll.options)
    voter = poll.voters.get(partner=alliance.partner)
    body = {"voter": voter.pk, "id": str(uuid4()), **FOR_A}
    sent = alliance.client("representative").post(
        f"/api/polls/{poll.pk}/ballot/", body, content_type="application/json"
    )
    assert sent.status_code == 200
    close(alliance, poll)
    result = alliance.client("member").get(f"/api/results/{poll.pk}/").json()
    assert (result["outcome"], result["result"]["winners"], result["subject"]) == ("chosen", ["A"], poll.subject)
    assert alliance.client("visitor").get(f"/api/results/{poll.pk}/").status_code == 401
    assert json.loads(alliance.client("visitor").get("/api/results/").content)["count"] == 0
