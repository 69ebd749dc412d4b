"""HOW: rules, polls, ballots, counting."""

from django.apps import AppConfig


class VotingConfig(AppConfig):
    name = "voting"
