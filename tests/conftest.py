"""Fixtures that every folder of the suite may use."""

from typing import Any

import pytest

from tests.factories import Alliance, build_alliance


@pytest.fixture(autouse=True)
def cheap_passwords(settings: Any) -> None:
    """A password takes half a second to hash on purpose; not in the suite."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def alliance(db: None) -> Alliance:
    """A club with its partners, its council and a person for each persona; see tests/factories.py."""
    return build_alliance()
