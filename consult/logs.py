"""Log lines that nobody outside can forge: control characters are shown, never written."""

import logging


class LineFormatter(logging.Formatter):
    """One record, one line: newlines and other control characters of the message are escaped; tracebacks keep theirs."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        line = super().formatMessage(record)
        return "".join(ch if ch.isprintable() or ch == "\t" else ch.encode("unicode_escape").decode() for ch in line)
