"""LIVE: rooms, connections, presence, shared documents; knows nothing of the domain."""

from django.apps import AppConfig


class RealtimeConfig(AppConfig):
    name = "realtime"

    def ready(self) -> None:
        from realtime import signals

        signals.connect()
