"""Opening an election: among whom, for which days, by whom; who votes in it; all of it frozen."""

from datetime import date, timedelta
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from alliance.capacities import NotAllowed
from alliance.domain.council import abolish_seat
from alliance.domain.errors import Conflict, NotVisible, Refused
from alliance.models.partners import Role, Standing
from tests.factories import Alliance, make_mandate, make_member, make_partner
from tests.voting.acts import close, in_an_hour, rule_of
from tests.voting.choosing.acts import OPTIONS
from tests.voting.elections.acts import (
    FOR_A,
    agencies,
    elect,
    first_day,
    last_day,
    membership,
    open_agencies,
    second_partner,
    standing,
)
from voting.domain.casting import cast_ballot
from voting.domain.elections.opening import LONGEST_STATEMENT, Candidacy
from voting.domain.opening import choice_rules_for, describe_subject, election_rules_for, open_poll, rules_for
from voting.domain.options import MOST
from voting.domain.parts import identity
from voting.domain.presets import PRESETS
from voting.domain.proxies import give_proxy
from voting.models import Candidate, Election, Poll, Rule, Seating


def test_question_and_options_say_the_seat_its_days_and_who_stands(alliance: Alliance) -> None:
    with translation.override("fr"):
        poll = open_agencies(alliance, starts_on=date(2099, 3, 1), ends_on=date(2102, 2, 28))

    assert (poll.body, poll.subject) == ("category", f"seat:{agencies(alliance).pk}")
    assert "Agences de l’énergie" in poll.question
    assert "du 1er mars 2099 au 28 février 2102" in poll.question
    first, second = poll.options
    assert first["label"] == alliance.user("member").name
    assert first["description"].splitlines()[:3] == [alliance.partner.name, "Deux lignes", "en deux."]
    assert alliance.user("representative").name in first["description"].splitlines()[3]
    assert second["description"] == alliance.partners["agences"][1].name
    # What the journal's opening line stands for.
    assert identity(poll)["options"] == poll.options
    stands = poll.election.candidates.select_related("person", "partner", "alternate")
    assert [(c.key, c.person.name, c.partner, c.alternate) for c in stands] == [
        ("A", first["label"], alliance.partner, alliance.user("representative")),
        ("B", second["label"], alliance.partners["agences"][1], None),
    ]


def test_two_of_one_name_are_told_apart_by_their_partner(alliance: Alliance) -> None:
    candidates = standing(alliance)
    candidates[1].member.user.name = alliance.user("member").name
    candidates[1].member.user.save()

    poll = open_agencies(alliance, candidates=candidates)
    name = alliance.user("member").name
    assert [option["label"] for option in poll.options] == [
        f"{name} ({partner.name})" for partner in alliance.partners["agences"]
    ]


def test_the_admitted_partners_of_the_category_vote_and_nobody_else(alliance: Alliance) -> None:
    make_partner(alliance.categories["agences"], "Candidate", standing=Standing.CANDIDATE)
    third = make_partner(alliance.categories["agences"], "ZZ sans représentant")

    poll = open_agencies(alliance)

    voters = list(poll.voters.order_by("position"))
    assert {voter.partner for voter in voters} == {*alliance.partners["agences"], third}
    assert {(voter.leaf, voter.size) for voter in voters} == {("agences", None)}
    assert [child["key"] for child in poll.rule["tree"]["children"]] == ["agences"]
    elect(alliance, poll, "representative", FOR_A)
    for slug in ["representative-1", "seat-4", "chair", "member", "observer", "secretariat"]:
        with pytest.raises(NotAllowed):
            elect_for(alliance, poll, slug)


def elect_for(alliance: Alliance, poll: Poll, slug: str) -> None:
    """As somebody who votes for the other agency."""
    voter = poll.voters.get(partner=alliance.partners["agences"][1])
    cast_ballot(actor=alliance.actor(slug), voter=voter, choice=FOR_A, receipt=uuid4())


def test_an_alternate_votes_in_its_place_and_a_proxy_stays_within(alliance: Alliance) -> None:
    poll = open_agencies(alliance)
    elect(alliance, poll, "alternate", FOR_A)
    one, other = poll.voters.order_by("position")
    give_proxy(actor=alliance.actor("other-agency"), giver=other, holder=one)

    elect_for(alliance, poll, "representative")
    assert close(alliance, poll).outcome == "chosen"


def test_the_secretariat_alone_opens_elections(alliance: Alliance) -> None:
    assert open_agencies(alliance).capacity.startswith("secretariat:")
    for slug in ["chair", "seat-4", "representative", "member", "observer", "visitor"]:
        with pytest.raises(NotAllowed):
            open_agencies(alliance, by=slug)


def test_rules_of_elections_open_nothing_else_and_no_other_rule_opens_an_election(alliance: Alliance) -> None:
    secretariat = alliance.actor("secretariat")
    offered = [rule.key for rule in election_rules_for(secretariat)]
    assert offered == [key for key, body, _name in PRESETS if body == "category"]
    assert offered[0] == "category-election-judgment"
    assert not {rule.key for rule in [*choice_rules_for(secretariat), *rules_for(secretariat)]} & set(offered)
    assert election_rules_for(alliance.actor("chair")) == []

    with pytest.raises(Refused) as refusal:
        open_agencies(alliance, rule=rule_of(alliance, "assembly-choice-judgment"))
    assert set(refusal.value.fields) == {"rule"}
    with pytest.raises(Refused) as refusal:
        open_poll(
            actor=secretariat,
            rule=rule_of(alliance, offered[0]),
            question="Qui ?",
            options=OPTIONS,
            closes_at=in_an_hour(),
        )
    assert set(refusal.value.fields) == {"rule"}
    # A seat is no text that could be adopted.
    for rule in (rule_of(alliance), rule_of(alliance, offered[0])):
        with pytest.raises(NotVisible):
            describe_subject(actor=secretariat, rule=rule, subject=f"seat:{agencies(alliance).pk}")


def test_one_election_at_a_time_for_a_seat_that_is_there(alliance: Alliance) -> None:
    open_agencies(alliance)
    with pytest.raises(Conflict) as refusal:
        open_agencies(alliance)
    assert refusal.value.reason == "already-open"

    with pytest.raises(Conflict) as refusal:
        open_agencies(alliance, seat=alliance.seats["chair"])
    assert refusal.value.reason == "no-category"

    abolish_seat(actor=alliance.actor("secretariat"), seat=alliance.seats["seat-5"])
    with pytest.raises(Conflict) as refusal:
        open_agencies(alliance, seat=alliance.seats["seat-5"])
    assert refusal.value.reason == "abolished"
    assert Poll.objects.count() == 1


def refusal_of(alliance: Alliance, **more: Any) -> dict[str, list[str]]:
    with pytest.raises(Refused) as refusal:
        open_agencies(alliance, **more)
    assert not Poll.objects.exists() and not Election.objects.exists()
    return refusal.value.fields


def test_days_that_a_mandate_can_t_have_are_refused(alliance: Alliance) -> None:
    today = timezone.localdate()
    assert set(refusal_of(alliance, starts_on=last_day(), ends_on=first_day())) == {"ends_on"}
    assert set(refusal_of(alliance, starts_on=today, closes_at=timezone.now() + timedelta(days=2))) == {"starts_on"}
    assert set(refusal_of(alliance, starts_on=today, closes_at=timezone.now() - timedelta(days=1))) == {"closes_at"}
    make_mandate(agencies(alliance), starts_on=first_day() + timedelta(days=30), ends_on=None)
    assert set(refusal_of(alliance)) == {"starts_on"}


def test_who_can_t_hold_the_seat_does_not_stand(alliance: Alliance) -> None:
    second_partner(alliance)
    good = standing(alliance)[1]

    def told(*candidates: Candidacy) -> str:
        fields = refusal_of(alliance, candidates=candidates)
        assert set(fields) == {"candidates"}
        return " ".join(fields["candidates"])

    told()
    told(good)
    assert good.member.user.name in told(good, good)
    assert alliance.user("observer").name in told(good, Candidacy(membership(alliance, "observer")))
    assert alliance.partner_of("representative-1").name in told(
        good, Candidacy(membership(alliance, "representative-1"))
    )
    elsewhere = make_member(alliance.partner, Role.CONTRIBUTOR, alliance.user("seat-8"))
    assert elsewhere.name in told(good, Candidacy(membership(alliance, "seat-8")))
    member = membership(alliance, "member")
    assert member.user.name in told(good, Candidacy(member, alternate=member))
    assert "Coauthor 1" in told(good, Candidacy(member, alternate=membership(alliance, "coauthor-1")))
    assert member.user.name in told(good, Candidacy(member, statement="x" * (LONGEST_STATEMENT + 1)))


def test_at_most_as_many_stand_as_options_have_letters_for(alliance: Alliance) -> None:
    people = [make_member(alliance.partner, Role.CONTRIBUTOR) for _n in range(MOST + 1)]
    members = alliance.partner.members.filter(user__in=people)

    assert set(refusal_of(alliance, candidates=[Candidacy(member) for member in members])) == {"candidates"}
    assert len(open_agencies(alliance, candidates=[Candidacy(member) for member in members[:MOST]]).options) == MOST


def test_a30_who_stands_for_what_does_not_change(alliance: Alliance) -> None:
    poll = open_agencies(alliance)
    close(alliance, poll)
    found = Candidate.objects.filter(election__poll=poll)
    late = Candidate(election=poll.election, key="C", person=alliance.user("alternate"), partner=alliance.partner)

    for write in (
        lambda: Election.objects.filter(poll=poll).update(ends_on=last_day() + timedelta(days=1)),
        lambda: Election.objects.filter(poll=poll)._raw_delete("default"),
        lambda: found.update(alternate=None),
        lambda: found._raw_delete("default"),
        late.save,
        lambda: Seating.objects.update(obstacle="given"),
        lambda: Seating.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError, match=r"frozen|never changed"), transaction.atomic():
            write()


def test_clubs_that_were_there_before_get_the_rules_too(alliance: Alliance) -> None:
    migration = import_module("voting.migrations.0006_elections")
    Rule.objects.filter(body="category").delete()

    migration.add(apps, None)
    migration.add(apps, None)

    found = Rule.objects.filter(club=alliance.club, body="category").order_by("pk")
    assert [(rule.key, rule.name) for rule in found] == migration.RULES
    assert [(key, name) for key, body, name in PRESETS if body == "category"] == migration.RULES
