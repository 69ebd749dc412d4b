"""WHAT: proposals, revisions, comments, endorsements."""

from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "proposals"
