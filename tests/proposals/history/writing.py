"""People who write in a live text at moments that a test chooses."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

from django.utils import timezone

from proposals.domain.writers import writer
from proposals.models import Proposal
from realtime import documents
from tests.factories import Alliance


class Desk:
    """Writes as the personas of tests/factories.py; `later(minutes)` moves the clock of the log on."""

    def __init__(self, alliance: Alliance) -> None:
        self.alliance = alliance
        self.now = timezone.now() + timedelta(days=1)

    def later(self, minutes: float) -> None:
        self.now += timedelta(minutes=minutes)

    def edit(self, slug: str, proposal: Proposal, ops: list[dict[str, Any]]) -> int:
        by = self.alliance.actor(slug).capacity_for("proposals.write", proposal)
        with patch("realtime.documents.timezone.now", return_value=self.now):
            return documents.edit(proposal.document, actor=writer(by, proposal), ops=ops)

    def insert(self, slug: str, proposal: Proposal, words: str, before: str = "") -> int:
        """Words before a passage, or at the text's beginning."""
        at = text_of(proposal).index(before)
        return self.edit(slug, proposal, [{"retain": at}, {"insert": words}])

    def delete(self, slug: str, proposal: Proposal, words: str) -> int:
        return self.edit(slug, proposal, [{"retain": text_of(proposal).index(words)}, {"delete": len(words)}])


def text_of(proposal: Proposal) -> str:
    return documents.read_state(proposal.document).text
