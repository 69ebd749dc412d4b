"""A request as our middleware hands it to views: with who acts."""

from django.http import HttpRequest

from alliance.capacities import Actor


class Request(HttpRequest):
    """The type of every view's request; `actor` is set by ActorMiddleware."""

    actor: Actor
