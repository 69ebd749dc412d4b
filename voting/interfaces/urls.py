"""Addresses of polls and results, pages and API."""

from django.urls import path

from voting.interfaces import api, counting_api
from voting.interfaces.views import (
    ballots,
    choosing,
    conduct,
    counting,
    elections,
    polls,
    records,
    results,
    rule_reading,
    rules,
    workshop,
)
from voting.verifying.bundle import NAME

urlpatterns = [
    path("count/", counting.count, name="count"),
    path("polls/", polls.polls, name="polls"),
    path("polls/open/", conduct.poll_open, name="poll_open"),
    path("polls/choose/", choosing.poll_choose, name="poll_choose"),
    path("council/seats/<int:pk>/election/", elections.seat_election, name="seat_election"),
    path(f"polls/{NAME}", records.verifier, name="verifier"),
    path("polls/<int:pk>/", polls.poll, name="poll"),
    path("polls/<int:pk>/mine/", polls.poll_mine, name="poll_mine"),
    path("polls/<int:pk>/cast/", ballots.poll_cast, name="poll_cast"),
    path("polls/<int:pk>/proxy/", ballots.poll_proxy, name="poll_proxy"),
    path("polls/<int:pk>/proxy/withdraw/", ballots.poll_proxy_withdraw, name="poll_proxy_withdraw"),
    path("polls/<int:pk>/extend/", conduct.poll_extend, name="poll_extend"),
    path("polls/<int:pk>/close/", conduct.poll_close, name="poll_close"),
    path("polls/<int:pk>/casting/", conduct.poll_casting, name="poll_casting"),
    path("polls/<int:pk>/second/", conduct.poll_second, name="poll_second"),
    path("polls/<int:pk>/result/", results.poll_result, name="poll_result"),
    path("polls/<int:pk>/result/correct/", results.poll_correct, name="poll_correct"),
    path("polls/<int:pk>/record.json", records.poll_record, name="poll_record"),
    path("rules/<int:pk>/power/", rule_reading.rule_power, name="rule_power"),
    path("rules/<int:pk>/tried/", rule_reading.rule_tried, name="rule_tried"),
    path("rules/", rules.rules, name="rules"),
    path("rules/new/", workshop.rule_new, name="rule_new"),
    path("rules/preview/", workshop.rule_preview, name="rule_preview"),
    path("rules/<int:pk>/", rules.rule, name="rule"),
    path("rules/<int:pk>/next/", workshop.rule_next, name="rule_next"),
    path("rules/<int:pk>/retire/", rules.rule_retire, name="rule_retire"),
    path("rules/<int:pk>/take-up/", rules.rule_take_up, name="rule_take_up"),
    path("rules/<int:pk>/rule.json", rules.rule_file, name="rule_file"),
    path("rules/<int:pk>/preset.json", rules.rule_preset, name="rule_preset"),
    path("api/count/", counting_api.CountFiles.as_view(), name="api_count"),
    path("api/polls/", api.Polls.as_view(), name="api_polls"),
    path("api/polls/<int:pk>/", api.OnePoll.as_view(), name="api_poll"),
    path("api/polls/<int:pk>/ballot/", api.CastBallot.as_view(), name="api_ballot"),
    path("api/results/", api.Results.as_view(), name="api_results"),
    path("api/results/<int:pk>/", api.OneResult.as_view(), name="api_result"),
]
