"""The project itself: settings, addresses, home page, demo."""

from django.apps import AppConfig


class ConsultConfig(AppConfig):
    name = "consult"
