"""What the player of a text is sent: the text at a moment and its changes from there, in pieces of a bounded size."""

import json
from typing import Any

from proposals.domain.history import Moment, Reach
from proposals.text.lines import to_delta
from realtime import history as log

MOST_STEPS = 500
MOST_BYTES = 200_000


def piece_of_log(looking: Reach, after: int) -> dict[str, Any]:
    """`{"after", "upto", "steps": [{"n", "at", "by", "delta"}]}`; deltas count code points, `by` is a user's id.

    A piece holds one step at least; the next one begins after `upto`, the last one ends with the latest line.
    """
    steps: list[dict[str, Any]] = []
    size = 0
    upto = min(after + MOST_STEPS, looking.latest)
    for step in log.steps(looking.proposal.document, after, upto):
        told = {"n": step.sequence, "at": step.at.isoformat(), "by": step.user_id, "delta": step.delta}
        size += len(json.dumps(told, ensure_ascii=False).encode())
        if steps and size > MOST_BYTES:
            upto = steps[-1]["n"]
            break
        steps.append(told)
    return {"after": after, "upto": upto, "latest": looking.latest, "steps": steps}


def playable(moment: Moment) -> list[dict[str, Any]]:
    """The text as insert operations that also say `by` whom they are, in the form of a delta."""
    told: list[dict[str, Any]] = []
    runs = iter(moment.runs)
    left = 0
    by: Any = None
    for operation in to_delta(moment.lines):
        words = operation["insert"]
        while words:
            while not left and (run := next(runs, None)):
                left, by = run.length, run.author
            # The end of the last line may be missing in the log: then it is nobody's.
            length = min(left, len(words)) or len(words)
            told.append({**operation, "insert": words[:length], "by": by if left else None})
            words, left = words[length:], max(left - length, 0)
    return told
