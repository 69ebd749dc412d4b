"""What a fresh installation has once its first person is invited: categories, rules to vote under, themes to choose."""

import pytest
from django.core.management import call_command

from alliance.models import Club
from proposals.models import Theme
from voting.models import Rule


@pytest.mark.django_db
def test_the_first_invitation_founds_a_club_that_can_work() -> None:
    call_command("invite", "first@example.org", "--role", "secretariat")

    club = Club.objects.get(code="fr")
    assert club.categories.count() == 7
    assert Theme.objects.filter(club=club).count() == 8
    assert set(Rule.objects.filter(club=club).values_list("key", flat=True)) >= {
        "council-double-majority",
        "assembly-charter",
    }


@pytest.mark.django_db
def test_the_second_invitation_adds_nothing() -> None:
    call_command("invite", "first@example.org")
    counts = Rule.objects.count(), Theme.objects.count()
    call_command("invite", "second@example.org")

    assert (Rule.objects.count(), Theme.objects.count()) == counts
