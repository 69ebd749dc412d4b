"""Fixtures that every folder of the suite may use."""

import pytest

from tests.factories import Alliance, build_alliance


@pytest.fixture
def alliance(db: None) -> Alliance:
    """A club with its partners, its council and a person for each persona; see tests/factories.py."""
    return build_alliance()
