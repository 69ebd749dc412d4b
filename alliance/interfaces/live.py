"""What a live page carries so that it misses nothing between being drawn and entering its rooms."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse

from alliance.interfaces.requests import ActorRequest
from realtime.stamps import stamp_of

View = Callable[..., HttpResponse]


def stamped(**rooms: str) -> Callable[[View], View]:
    """Puts the stamps of a page's rooms on `request.stamps`, by the names given here, before the view reads anything.

    @stamped(page="poll-{pk}", own="user.{user}")
    def poll(request, pk): ...                       # the template: data-stamp="{{ request.stamps.page }}"
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def run(request: ActorRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            names = {key: room.format(user=request.user.pk, **kwargs) for key, room in rooms.items()}
            request.stamps = {key: stamp_of(name) for key, name in names.items()}
            return view(request, *args, **kwargs)

        return run

    return decorate
