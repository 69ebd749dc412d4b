"""Fixtures that every folder of the suite may use."""

from typing import Any

import pytest

from tests.factories import Alliance, build_alliance


@pytest.fixture(autouse=True)
def no_needless_work(settings: Any) -> None:
    """A password takes half a second to hash on purpose, and every new test client lists all static files."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture
def alliance(db: None) -> Alliance:
    """A club with its partners, its council and a person for each persona; see tests/factories.py."""
    return build_alliance()
