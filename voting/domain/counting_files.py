"""Counting files that a person brings: nothing of the alliance is read, nothing is kept, no line is written.

The work is done in a child process with little time and memory (`voting/service/child.py`), so that whatever the files
hold, neither a thread nor the memory of the server is at their mercy for longer than that.
"""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.utils.translation import gettext as _

from alliance.capacities import Actor
from alliance.domain.errors import Refused, TooFast
from realtime.bounded import Children
from voting.domain.children import TooCostly, answer_of
from voting.service import child
from voting.service.files import Fault

PERMISSION = "voting.read_polls"
LARGEST = 2_500_000
"""Bytes of both files together, as far as a child counts within its time where they are what they seem."""
PER_MINUTE = 30
"""Counts of one person; one that used up its time takes the place of ten."""
COSTLY = 10

children = Children("voting.service.child", child.LIMITS, count=2, patience=3.0)


@dataclass(frozen=True)
class CountedFiles:
    """`canonical` is the line that the command prints, `result` the same read; of the rule its `kind`, the `seats` it
    fills, its `grades` (worst first) and, of a yes–no rule, its `facts` (`counting.explain`)."""

    canonical: str
    result: Mapping[str, Any]
    kind: str
    seats: int
    grades: Sequence[str]
    facts: Mapping[str, Any] | None


def count_files(*, actor: Actor, rule: bytes, poll: bytes) -> CountedFiles:
    """Counts a consult-poll/1 under a consult-rule/1, each the bytes of a file, of at most LARGEST together.

    Raises NotAllowed; TooFast; Fault (what is wrong with which file); Refused, by the word `too-costly`, where time or
    memory did not suffice; Busy where the machine has none to give.
    """
    return _counted(actor, child.FILES, child.request_of(rule, poll))


def count_body(*, actor: Actor, body: bytes) -> CountedFiles:
    """The same of one document `{"rule": …, "poll": …}`."""
    return _counted(actor, child.BODY, body)


def _counted(actor: Actor, kind: bytes, request: bytes) -> CountedFiles:
    actor.capacity_for(PERMISSION)
    spend(actor, 1)
    try:
        found = answer_of(children, kind, request)
    except TooCostly:
        spend(actor, COSTLY - 1, refusing=False)
        raise _too_costly() from None
    if "fault" in found:
        raise Fault(**found["fault"])
    return CountedFiles(found["canonical"], json.loads(found["canonical"]), **found["rule"])


def _too_costly() -> Refused:
    sentence = _("Counting these files takes more time or memory than this service has. The command line has no limit.")
    return Refused({"": [sentence]}, "too-costly")


def spend(actor: Actor, units: int, *, refusing: bool = True) -> None:
    """Takes from what a person has for this minute."""
    assert actor.user is not None
    now = int(time.time())
    key = f"counted-files:{actor.user.pk}:{now // 60}"
    cache.add(key, 0, 120)
    try:
        spent = cache.incr(key, units)
    except ValueError:
        # Thrown out of the cache between the two lines.
        return
    if refusing and spent > PER_MINUTE:
        raise TooFast(60 - now % 60)
