"""Fixtures of the tests of proposals."""

import pytest

from tests.factories import Alliance
from tests.proposals.path import Path


@pytest.fixture
def path(alliance: Alliance) -> Path:
    """Brings proposals to each stage; see tests/proposals/path.py."""
    return Path(alliance)
