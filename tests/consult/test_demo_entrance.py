"""The demo's door: its people stand on the page, and each of them enters without a password."""

from typing import Any

import pytest
from django.test import Client

from consult.demo.cast import PEOPLE
from tests.factories import make_club


@pytest.mark.django_db
def test_the_people_of_the_demo_are_on_its_page_and_enter(
    client: Client, settings: Any, django_user_model: Any
) -> None:
    settings.DEMO = "1"
    make_club()
    person = next(person for person in PEOPLE if person.slug == "seat-1")
    user = django_user_model.objects.create_user(person.email, person.name)
    page = client.get("/demo/enter/").content.decode()
    assert 'action="/demo/enter/seat-1/"' in page and person.name in page
    client.post("/demo/enter/seat-1/")
    assert client.session["_auth_user_id"] == str(user.pk)
