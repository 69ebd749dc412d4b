"""Log lines that nobody outside can forge: control characters are shown, never written."""

import logging


class LineFormatter(logging.Formatter):
    """One record, one line: control characters of the message are escaped; a traceback keeps its newlines."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        line = super().formatMessage(record)
        return "".join(ch if ch.isprintable() or ch == "\t" else ch.encode("unicode_escape").decode() for ch in line)
