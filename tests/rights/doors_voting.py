"""Doors of HOW: reading, opening and conducting polls, casting ballots, proxies."""

import json
from datetime import timedelta
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponseBase
from django.utils import timezone

from alliance.models import ChairTerm
from tests.rights.doors import ALTERNATES, Case, door
from tests.voting.acts import cast_all, close, decide, in_an_hour, open_assembly, open_council, rule_of, seat
from tests.voting.choosing.acts import open_choice
from tests.voting.counting.samples import recommendation, worked_poll
from tests.voting.elections.acts import FOR_A, agencies, election_fields, open_agencies
from tests.voting.elections.acts import decided as elected
from tests.voting.test_closing import TIED
from tests.voting.workshop.sending import sent
from voting.domain.proxies import give_proxy
from voting.interfaces.files_form import Given
from voting.interfaces.rooms import PollRoom
from voting.models import Ballot, Poll, Rule, Voter

TWO_FILES = {"rule": recommendation(), "poll": worked_poll()}
IN_THE_HOLDERS_PLACE = {"seat holder": "seat-alternate-4", "chair": "chair-alternate"}
ALTERNATES["voting.cast_seat_ballot"] = IN_THE_HOLDERS_PLACE
ALTERNATES["voting.give_seat_proxy"] = IN_THE_HOLDERS_PLACE
ALTERNATES["voting.cast_partner_ballot"] = {"representative": "alternate"}


def council(case: Case) -> Poll:
    return case.once("council", lambda: open_council(case.alliance))


def assembly(case: Case) -> Poll:
    return case.once("assembly", lambda: open_assembly(case.alliance))


def without_votes(case: Case) -> Poll:
    """Closed, and void."""
    return case.once("void", lambda: decide(case.alliance, {})[0])


def tied(case: Case) -> Poll:
    def make() -> Poll:
        poll = open_council(case.alliance)
        cast_all(case.alliance, poll, TIED)
        close(case.alliance, poll)
        return poll

    return case.once("tied", make)


def a_poll(case: Case) -> Poll:
    """The poll of the body that the chair chairs, or one of the assembly."""
    return council(case) if case.own else assembly(case)


def when(hours: int = 1) -> str:
    return timezone.localtime(in_an_hour() + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M")


def a_seat(case: Case, poll: Poll) -> Voter:
    """The persona's own seat, or somebody else's."""
    return seat(case.alliance, poll, case.slug if case.own else "seat-8")


def a_partner(case: Case, poll: Poll) -> Voter:
    partner = case.alliance.partner_of(case.slug) if case.own else case.alliance.partners["financeurs"][0]
    return poll.voters.get(partner=partner)


def given_to(case: Case) -> Voter:
    """A voter that gave its proxy: to the persona's own voter, or to somebody else's."""
    alliance = case.alliance
    if case.persona == "representative":
        poll = assembly(case)
        giver = poll.voters.get(partner=alliance.partner_of("representative-1"))
        give_proxy(actor=alliance.actor("representative-1"), giver=giver, holder=a_partner(case, poll))
    else:
        poll = council(case)
        giver = seat(alliance, poll, "seat-7")
        give_proxy(actor=alliance.actor("seat-7"), giver=giver, holder=a_seat(case, poll))
    return giver


def by_form(case: Case, voter: Voter) -> HttpResponseBase:
    fields = {f"choice-{voter.pk}": "yes", f"receipt-{voter.pk}": str(uuid4())}
    return case.client.post(voter.poll.urls.cast, fields)


def by_api(case: Case, voter: Voter) -> HttpResponseBase:
    body = {"voter": voter.pk, "choice": "yes", "id": str(uuid4())}
    return case.client.post(f"/api/polls/{voter.poll_id}/ballot/", body, content_type="application/json")


@door("voting.read_polls", "page")
def polls(case: Case) -> HttpResponseBase:
    return case.client.get("/polls/")


@door("voting.read_polls", "page")
def poll_page(case: Case) -> HttpResponseBase:
    return case.client.get(council(case).urls.page)


@door("voting.read_polls", "page")
def own_part(case: Case) -> HttpResponseBase:
    return case.client.get(council(case).urls.mine)


@door("voting.read_polls", "page")
def unpublished_result(case: Case) -> HttpResponseBase:
    return case.client.get(without_votes(case).urls.result)


@door("voting.read_polls", "page")
def unpublished_record(case: Case) -> HttpResponseBase:
    return case.client.get(without_votes(case).urls.record)


@door("voting.read_polls", "api")
def poll_by_api(case: Case) -> HttpResponseBase:
    return case.client.get(f"/api/polls/{council(case).pk}/")


@door("voting.read_polls", "api")
def polls_by_api(case: Case) -> bool:
    """The list is everybody's to ask; what stands in it is not."""
    council(case)
    answer = case.client.get("/api/polls/")
    assert answer.status_code == 200
    return answer.json()["count"] == 1


@door("voting.read_polls", "api")
def unpublished_result_by_api(case: Case) -> HttpResponseBase:
    poll = without_votes(case)
    return case.client.get(f"/api/results/{poll.pk}/")


@door("voting.read_polls", "page")
def power_of_a_rule(case: Case) -> HttpResponseBase:
    return case.client.get(f"/rules/{rule_of(case.alliance).pk}/power/")


@door("voting.read_polls", "page")
def a_rule_tried(case: Case) -> HttpResponseBase:
    return case.client.get(f"/rules/{rule_of(case.alliance).pk}/tried/")


@door("voting.read_polls", "page")
def a_rule_tried_on_a_file(case: Case) -> HttpResponseBase:
    file = SimpleUploadedFile("poll.json", json.dumps(worked_poll()).encode())
    return case.client.post(f"/rules/{rule_of(case.alliance).pk}/tried/", {"polls": file})


@door("voting.read_polls", "page")
def two_files(case: Case) -> HttpResponseBase:
    given = {f"{name}_packed": Given("", json.dumps(file).encode()).packed for name, file in TWO_FILES.items()}
    return case.client.post("/count/", given)


@door("voting.read_polls", "api")
def two_files_by_api(case: Case) -> HttpResponseBase:
    return case.client.post("/api/count/", TWO_FILES, content_type="application/json")


@door("voting.read_polls", "live")
def room(case: Case) -> bool:
    poll = council(case)
    user = case.alliance.actor(case.slug).user
    return PollRoom().access(user=user, session={}, name=poll.room) is True


@door("voting.open_poll", "page")
def open_(case: Case) -> HttpResponseBase:
    rule = rule_of(case.alliance, "council-double-majority" if case.own else "assembly-recommendation")
    answer = case.client.post("/polls/open/", {"rule": rule.pk, "closes_at": when(), "question": "Oui ?", "title": "x"})
    # The form offers only the rules of one's own bodies: another one is no choice of it.
    if answer.status_code == 422 and case.persona == "chair" and not case.own:
        answer.status_code = 403
    assert Poll.objects.exists() == (answer.status_code == 302 and not answer["Location"].startswith("/accounts/"))
    return answer


@door("voting.open_poll", "page")
def choose(case: Case) -> HttpResponseBase:
    rule = rule_of(case.alliance, f"{'council' if case.own else 'assembly'}-choice-judgment")
    fields = {
        "rule": rule.pk,
        "closes_at": when(),
        "question": "Où ?",
        "seats": 1,
        "option-1": "Metz",
        "option-2": "Aix",
    }
    answer = case.client.post("/polls/choose/", fields)
    # As above: another body's rule is no choice of the chair's form.
    if answer.status_code == 422 and case.persona == "chair" and not case.own:
        answer.status_code = 403
    assert Poll.objects.exists() == (answer.status_code == 302 and not answer["Location"].startswith("/accounts/"))
    return answer


@door("alliance.record_mandates", "page")
def election(case: Case) -> HttpResponseBase:
    """Opening an election lets it record a mandate: the chair, who opens polls of the council, does not suffice."""
    answer = case.client.post(f"/council/seats/{agencies(case.alliance).pk}/election/", election_fields(case.alliance))
    assert Poll.objects.exists() == (answer.status_code == 302 and not answer["Location"].startswith("/accounts/"))
    return answer


@door("alliance.record_mandates", "page")
def election_page(case: Case) -> HttpResponseBase:
    return case.client.get(f"/council/seats/{agencies(case.alliance).pk}/election/")


@door("voting.read_polls", "page")
def election_result(case: Case) -> HttpResponseBase:
    """Of a mandate that everybody reads: how each partner voted is not for visitors."""
    return case.client.get(
        case.once("elected", lambda: elected(case.alliance, {"representative": FOR_A})[0]).urls.result
    )


@door("voting.cast_partner_ballot", "page")
def elect_(case: Case) -> HttpResponseBase:
    """The persona's own partner, or another of the category that votes."""
    partner = case.alliance.partner_of(case.slug) if case.own else case.alliance.partners["agences"][1]
    return choice_by_form(case, open_agencies(case.alliance).voters.get(partner=partner))


@door("voting.extend_poll", "page")
def extend(case: Case) -> HttpResponseBase:
    return case.client.post(a_poll(case).urls.extend, {"closes_at": when(2)})


@door("voting.close_poll", "page")
def close_(case: Case) -> HttpResponseBase:
    return case.client.post(a_poll(case).urls.close)


@door("voting.second_convocation", "page")
def second(case: Case) -> HttpResponseBase:
    return case.client.post(without_votes(case).urls.second, {"closes_at": when()})


@door("voting.correct_result", "page")
def correct(case: Case) -> HttpResponseBase:
    poll, _tally = decide(case.alliance, {"seat-3": "yes"})
    return case.client.post(poll.urls.correct, {"ballots": [Ballot.objects.get().pk], "reason": "Mandat terminé."})


@door("voting.casting_vote", "page")
def casting(case: Case) -> HttpResponseBase:
    poll = tied(case)
    if not case.own:
        ChairTerm.objects.update(ended_at=timezone.now())
        ChairTerm.objects.create(club=case.alliance.club, mandate=case.alliance.mandates["seat-1"])
    return case.client.post(poll.urls.casting, {"choice": "yes"})


@door("voting.cast_seat_ballot", "page")
def seat_ballot(case: Case) -> HttpResponseBase:
    return by_form(case, a_seat(case, council(case)))


@door("voting.cast_seat_ballot", "api")
def seat_ballot_by_api(case: Case) -> HttpResponseBase:
    return by_api(case, a_seat(case, council(case)))


def choice_by_form(case: Case, voter: Voter) -> HttpResponseBase:
    fields = {f"grade-{voter.pk}-A": "good", f"receipt-{voter.pk}": str(uuid4())}
    return case.client.post(voter.poll.urls.cast, fields)


def choice_by_api(case: Case, voter: Voter) -> HttpResponseBase:
    body = {"voter": voter.pk, "grades": {"A": "good"}, "id": str(uuid4())}
    return case.client.post(f"/api/polls/{voter.poll_id}/ballot/", body, content_type="application/json")


@door("voting.cast_seat_ballot", "page")
def seat_choice(case: Case) -> HttpResponseBase:
    return choice_by_form(case, a_seat(case, open_choice(case.alliance)))


@door("voting.cast_seat_ballot", "api")
def seat_choice_by_api(case: Case) -> HttpResponseBase:
    return choice_by_api(case, a_seat(case, open_choice(case.alliance)))


@door("voting.cast_partner_ballot", "page")
def partner_choice(case: Case) -> HttpResponseBase:
    return choice_by_form(case, a_partner(case, open_choice(case.alliance, body="assembly")))


@door("voting.cast_partner_ballot", "api")
def partner_choice_by_api(case: Case) -> HttpResponseBase:
    return choice_by_api(case, a_partner(case, open_choice(case.alliance, body="assembly")))


@door("voting.cast_partner_ballot", "page")
def partner_ballot(case: Case) -> HttpResponseBase:
    return by_form(case, a_partner(case, assembly(case)))


@door("voting.cast_partner_ballot", "api")
def partner_ballot_by_api(case: Case) -> HttpResponseBase:
    return by_api(case, a_partner(case, assembly(case)))


@door("voting.cast_by_proxy", "page")
def ballot_by_proxy(case: Case) -> HttpResponseBase:
    return by_form(case, given_to(case))


@door("voting.cast_by_proxy", "api")
def ballot_by_proxy_by_api(case: Case) -> HttpResponseBase:
    return by_api(case, given_to(case))


def giving(case: Case, giver: Voter, holder: Voter) -> HttpResponseBase:
    return case.client.post(giver.poll.urls.proxy, {"giver": giver.pk, f"proxy-{giver.pk}-holder": holder.pk})


@door("voting.give_seat_proxy", "page")
def seat_proxy(case: Case) -> HttpResponseBase:
    poll = council(case)
    return giving(case, a_seat(case, poll), seat(case.alliance, poll, "seat-5"))


@door("voting.give_seat_proxy", "page")
def seat_proxy_withdrawn(case: Case) -> HttpResponseBase:
    poll = council(case)
    giver = a_seat(case, poll)
    slug = case.slug if case.own else "seat-8"
    give_proxy(actor=case.alliance.actor(slug), giver=giver, holder=seat(case.alliance, poll, "seat-5"))
    return case.client.post(poll.urls.withdraw, {"giver": giver.pk})


@door("voting.give_partner_proxy", "page")
def partner_proxy(case: Case) -> HttpResponseBase:
    poll = assembly(case)
    return giving(case, a_partner(case, poll), poll.voters.get(partner=case.alliance.partner_of("representative-1")))


@door("voting.read_polls", "page")
def rules(case: Case) -> HttpResponseBase:
    return case.client.get("/rules/")


@door("voting.read_polls", "page")
def one_rule(case: Case) -> HttpResponseBase:
    return case.client.get(rule_of(case.alliance).urls.page)


@door("voting.read_polls", "page")
def rule_as_a_file(case: Case) -> HttpResponseBase:
    return case.client.get(rule_of(case.alliance).urls.file)


@door("voting.read_polls", "page")
def rule_as_a_preset(case: Case) -> HttpResponseBase:
    return case.client.get(rule_of(case.alliance).urls.preset)


@door("voting.edit_rules", "page")
def new_rule(case: Case) -> HttpResponseBase:
    return case.client.post("/rules/new/", sent())


@door("voting.edit_rules", "page")
def next_version(case: Case) -> HttpResponseBase:
    return case.client.post(rule_of(case.alliance).urls.next, {**sent(), "after": "1"})


@door("voting.edit_rules", "page")
def rule_while_it_is_composed(case: Case) -> HttpResponseBase:
    return case.client.post("/rules/preview/", sent())


@door("voting.edit_rules", "page")
def retire_rule(case: Case) -> HttpResponseBase:
    return case.client.post(rule_of(case.alliance).urls.retire)


@door("voting.edit_rules", "page")
def take_up_rule(case: Case) -> HttpResponseBase:
    rule = rule_of(case.alliance)
    Rule.objects.filter(pk=rule.pk).update(retired_at=timezone.now())
    return case.client.post(rule.urls.take_up)
