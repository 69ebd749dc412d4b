"""Fixtures of the tests of history."""

import pytest

from tests.factories import Alliance
from tests.proposals.history.writing import Desk
from tests.proposals.path import Path


@pytest.fixture
def desk(alliance: Alliance) -> Desk:
    return Desk(alliance)


@pytest.fixture
def path(alliance: Alliance) -> Path:
    return Path(alliance)
