"""A request as every view receives it: with the actor that the middleware put on it."""

from typing import Any

from django.http import HttpRequest

from alliance.capacities import Actor


class ActorRequest(HttpRequest):
    """`actor` is the person with its capacities, or a visitor; set by `alliance.interfaces.middleware`."""

    actor: Actor
    # Of the page's rooms, where the view asks for them: alliance.interfaces.live.
    stamps: dict[str, str]


def actor_of(request: Any) -> Actor:
    """The actor of an API request, which passes on what the page's request carries."""
    actor: Actor = request.actor
    return actor
