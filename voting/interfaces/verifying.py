"""What a stranger needs to count a poll again: the name of its record as a file, the command to run."""

from voting.models import Poll
from voting.verifying import bundle


def record_name(poll_id: int) -> str:
    """The name of the record as a file."""
    return f"consult-record-{poll_id}.json"


def verifying_command(poll: Poll) -> str:
    """What to run beside the record and the verifier; the dots are for the head that was announced."""
    return f"python3 {bundle.NAME} {record_name(poll.pk)} --head …"
