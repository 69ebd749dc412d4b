"""What can go wrong with an act, named in the user's words; the doors turn each into a page, a status or a frame.

`NotAllowed` (403) lives with the capacities. Messages are lazy or plain translated strings; `reason` is a machine word.
"""

from alliance.capacities import NotAllowed

__all__ = ["Busy", "Conflict", "NotAllowed", "NotVisible", "Refused", "Spent", "TooFast"]


class NotVisible(Exception):
    """404: it does not exist, or not for this person; the two can't be told apart."""


class Conflict(Exception):
    """409: not in the present state of things, with a machine word and a sentence."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.message = message


class Spent(Exception):
    """410: a link that was used, withdrawn or ran out."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.message = message


class Refused(Exception):
    """422: understood but refused; `fields` maps a field's name ("" for the whole) to sentences."""

    def __init__(self, fields: dict[str, list[str]], reason: str = "invalid") -> None:
        super().__init__(reason)
        self.fields = fields
        self.reason = reason


class TooFast(Exception):
    """429: this person asks too often; `wait` is in seconds."""

    def __init__(self, wait: int) -> None:
        super().__init__(wait)
        self.wait = wait


class Busy(Exception):
    """503: the machine can't do it now; `wait` is in seconds."""

    def __init__(self, wait: int) -> None:
        super().__init__(wait)
        self.wait = wait
