"""Puts the actor (person, capacities, the chosen one) on each request, and keeps member pages out of caches."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from alliance.capacities import actor_for

ACTING_FOR = "acting_for"


class ActorMiddleware:
    """Sets `request.actor`, read lazily; a page made for a signed-in person is `no-store` (A09)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(  # type: ignore[attr-defined]
            lambda: actor_for(
                request.user if request.user.is_authenticated else None,  # type: ignore[arg-type]
                request.session.get(ACTING_FOR),
            )
        )
        response = self.get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store, private"
        return response
