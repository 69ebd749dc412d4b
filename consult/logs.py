"""Log lines that nobody outside can forge, and that hold no secret: what they must not say is left out."""

import logging
import re

# Addresses that are secrets themselves: an invitation's link, a new password's.
SECRET = re.compile(r"(/invitations/|/password/reset/key/)[^/\s\"'?]+")


class LineFormatter(logging.Formatter):
    """One record, one line: control characters of the message are escaped; a traceback keeps its newlines."""

    def format(self, record: logging.LogRecord) -> str:
        return SECRET.sub(r"\1…", super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:
        line = super().formatMessage(record)
        return "".join(ch if ch.isprintable() or ch == "\t" else ch.encode("unicode_escape").decode() for ch in line)
