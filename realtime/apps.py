"""LIVE: rooms, connections, presence, shared documents; knows nothing of the domain."""

from django.apps import AppConfig


class RealtimeConfig(AppConfig):
    name = "realtime"

    def ready(self) -> None:
        from realtime import integrity, packing, periodic, signals

        signals.connect()
        periodic.register("pack-documents", packing.pack_all, every_seconds=600)
        periodic.register("check-documents", integrity.report_damages, every_seconds=3600)
