"""Fixtures that every folder of the suite may use."""

from dataclasses import replace
from typing import Any

import pytest

from realtime.bounded import Children
from tests.factories import Alliance, build_alliance


@pytest.fixture(autouse=True)
def no_needless_work(settings: Any) -> None:
    """A password takes half a second to hash on purpose, and every new test client lists all static files."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(scope="session", autouse=True)
def patient_counting() -> None:
    """Files are given up for the processor's time they take, as in the product, not for what else a machine does."""
    from voting.domain import counting_files, powers

    for domain in (counting_files, powers):
        limits = replace(domain.children.limits, wall=600.0)
        domain.children = Children(domain.children.module, limits, count=2, patience=600.0)


@pytest.fixture
def alliance(db: None) -> Alliance:
    """A club with its partners, its council and a person for each persona; see tests/factories.py."""
    return build_alliance()
