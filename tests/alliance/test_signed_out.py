"""Somebody signed out is sent to sign in, and afterwards to a page that can be read."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_page_is_come_back_to() -> None:
    answer = Client().get("/proposals/new/")

    assert (answer.status_code, answer.url) == (302, "/accounts/login/?next=/proposals/new/")


def test_an_act_is_not() -> None:
    answer = Client().post("/proposals/new/")

    assert (answer.status_code, answer.url) == (302, "/accounts/login/?next=/")
