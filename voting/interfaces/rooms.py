"""The live room of a poll: the same fragments to everybody, drawn once per language after each change."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override

from alliance.capacities import actor_for
from alliance.domain.errors import NotVisible
from alliance.interfaces.middleware import ACTING_FOR
from realtime.announce import announce, announce_to_user
from realtime.registry import Actor as Present
from realtime.registry import RoomKind
from voting.domain.queries import participation, poll_for
from voting.domain.records import heads_of
from voting.interfaces.methods import words_of
from voting.interfaces.turnout import turnout_now
from voting.models import Poll

FRAGMENTS = {
    "participation": "voting/parts/participation.html",
    "deadline": "voting/parts/deadline.html",
    "result": "voting/parts/closed.html",
}


class PollRoom(RoomKind):
    """Read by whoever may see the poll; nobody is shown as present at a vote."""

    prefix = "poll"

    def access(self, *, user: Any, session: Any, name: str) -> "bool | Present":
        number = name.removeprefix("poll-")
        if not (number.isascii() and number.isdecimal() and len(number) < 18):
            return False
        try:
            poll_for(actor_for(user, session.get(ACTING_FOR)), int(number))
        except NotVisible:
            return False
        return True


def tell(*, poll_id: int, what: str, user_ids: "list[int] | None" = None, **_signal: Any) -> None:
    """Listens to `poll_changed`."""
    if user_ids is not None:
        for user_id in user_ids:
            announce_to_user(user_id, {"type": "poll-mine", "poll": poll_id})
        return

    def message() -> dict[str, Any]:
        shown = {"html": in_each_language(what, poll_id)} if what in FRAGMENTS else {}
        return {"type": f"poll-{what}", **shown}

    announce(f"poll-{poll_id}", message)


def in_each_language(what: str, poll_id: int) -> dict[str, str]:
    """A fragment by language code, drawn with the template that the page itself uses."""
    poll = Poll.objects.select_related("club", "source").get(pk=poll_id)
    context: dict[str, Any] = {"poll": poll}
    words = None
    if what == "participation":
        context["participation"] = participation(poll)
        words = words_of(poll)
    elif what == "result":
        context["heads"] = heads_of(poll)
    found: dict[str, str] = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            if words:
                context["ring"] = turnout_now(poll, context["participation"], words)
            found[code] = render_to_string(FRAGMENTS[what], context)
    return found
