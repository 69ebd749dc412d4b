"""WHO: users, clubs, categories, partners, members, council, and the journal of acts."""

from django.apps import AppConfig


class AllianceConfig(AppConfig):
    name = "alliance"
