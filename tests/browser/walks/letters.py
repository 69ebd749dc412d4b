"""The e-mails that a server has sent, as files of a folder."""

import email
import re
import time
from dataclasses import dataclass
from email import policy
from pathlib import Path
from urllib.parse import urlsplit

WITHIN = 30.0


@dataclass
class Letters:
    folder: Path

    def to(self, address: str) -> str:
        """The words of the latest e-mail to this address; waits for it."""
        deadline = time.monotonic() + WITHIN
        while not (words := self._latest(address)):
            assert time.monotonic() < deadline, f"no e-mail to {address}"
            time.sleep(0.05)
        return words

    def link(self, address: str) -> str:
        """The path of the link in that e-mail."""
        found = re.search(r"https?://\S+", self.to(address))
        assert found, "the e-mail holds no link"
        return urlsplit(found[0]).path

    def code(self, address: str) -> str:
        """The code to sign in that it holds, on a line of its own."""
        found = re.search(r"^\s*([A-Z0-9]{4,8}(?:-[A-Z0-9]{2,6})?)\s*$", self.to(address), re.MULTILINE)
        assert found, self.to(address)
        return found[1]

    def _latest(self, address: str) -> str:
        for path in sorted(self.folder.iterdir(), key=lambda each: each.stat().st_mtime_ns, reverse=True):
            for part in reversed(path.read_text().split("-" * 79 + "\n")):
                letter = email.message_from_string(part, policy=policy.default)
                if address in str(letter["To"]):
                    return str(letter.get_content())
        return ""
