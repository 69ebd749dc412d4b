"""What makes a person entitled to act: capacities add up, and the one chosen goes first."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alliance.capacities import NotAllowed, actor_for
from alliance.models import Mandate, Member
from alliance.models.partners import Role, Standing
from tests.factories import PERSONAS, Alliance, make_mandate, make_member


def test_every_persona_has_one_capacity_only(alliance: Alliance) -> None:
    kinds = {
        persona: [c.kind for c in alliance.actor(slug or "visitor").capacities] for persona, slug in PERSONAS.items()
    }
    assert kinds == {
        "visitor": ["visitor"],
        "observer": ["member"],
        "member": ["member"],
        "representative": ["member"],
        "rapporteur": ["member"],
        "co-author": ["member"],
        "seat holder": ["seat"],
        "chair": ["seat"],
        "secretariat": ["secretariat"],
    }
    assert alliance.actor("chair").chosen.is_chair
    assert not alliance.actor("seat-4").chosen.is_chair


def test_an_alternate_of_a_seat_acts_in_its_place(alliance: Alliance) -> None:
    capacity = alliance.actor("seat-alternate-4").chosen
    assert capacity.is_alternate and capacity.seat == alliance.seats["seat-4"]


def test_capacities_add_up_and_the_chosen_one_is_recorded_when_it_suffices(alliance: Alliance) -> None:
    user = alliance.user("representative")
    other = alliance.partners["financeurs"][0]
    make_member(other, Role.REPRESENTATIVE, user)
    second = actor_for(user).capacities[1]

    actor = actor_for(user, second.key)
    assert actor.chosen.partner == other
    assert actor.capacity_for("alliance.invite_members", other).key == second.key
    assert actor.capacity_for("alliance.invite_members", alliance.partner).partner == alliance.partner


def test_a_capacity_that_does_not_suffice_is_refused(alliance: Alliance) -> None:
    with pytest.raises(NotAllowed):
        alliance.actor("member").capacity_for("alliance.invite_members", alliance.partner)


def test_an_ended_membership_a_former_mandate_and_a_candidate_partner_give_nothing(alliance: Alliance) -> None:
    Member.objects.filter(user=alliance.user("member")).update(ended_at=timezone.now())
    yesterday = timezone.localdate() - timedelta(days=1)
    Mandate.objects.filter(holder=alliance.user("seat-1")).update(ends_on=yesterday)
    alliance.partners["reseaux"][0].standing = Standing.CANDIDATE
    alliance.partners["reseaux"][0].save()
    for slug in ["member", "seat-1", "seat-alternate-1", "rapporteur"]:
        assert [c.kind for c in alliance.actor(slug).capacities] == ["visitor"]


def test_a_mandate_that_has_not_begun_gives_nothing_yet(alliance: Alliance) -> None:
    today = timezone.localdate()
    mandate = make_mandate(alliance.seats["seat-1"], starts_on=today + timedelta(days=1), ends_on=None)
    assert [c.kind for c in actor_for(mandate.holder).capacities] == ["visitor"]
    mandate.starts_on = today
    mandate.save()
    assert [c.kind for c in actor_for(mandate.holder).capacities] == ["seat"]


def test_a_person_who_was_shut_out_is_a_visitor(alliance: Alliance) -> None:
    user = alliance.user("secretariat")
    user.is_active = False
    assert actor_for(user).is_visitor
