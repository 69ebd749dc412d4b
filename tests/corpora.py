"""Paths into the shared corpora beside the project; a test that needs one that is absent is skipped and says so."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent / "shared" / "corpora"


def corpus(name: str) -> Path:
    """The path of a file or folder of the corpora; skips the test where it is not there."""
    path = ROOT / name
    if not path.exists():
        pytest.skip(f"the corpus {name} is not at ../shared/corpora")
    return path
