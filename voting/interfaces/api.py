"""Polls and results as JSON: read what the pages show, cast a ballot by the same act."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from alliance.domain.errors import Refused
from alliance.interfaces.api import StrictQueryMixin, StrictSerializer
from alliance.interfaces.pages import find
from alliance.interfaces.requests import actor_of
from voting.domain.casting import cast_ballot
from voting.domain.contents import Said, content_key
from voting.domain.options import MOST
from voting.domain.queries import counted_ballots, mine, participation, poll_for, polls_for, result_for, results_for
from voting.models import Ballot, Cast, Choice, Poll, Tally, Voter

CONTENTS = ("choice", "ranks", "grades")


class StrictInteger(serializers.IntegerField):
    """A JSON integer: no text that reads like one, in whatever digits."""

    def to_internal_value(self, data: Any) -> int:
        if type(data) is not int:
            self.fail("invalid")
        return int(super().to_internal_value(data))


class StrictText(serializers.CharField):
    """A JSON text: no number that could be written like one."""

    def to_internal_value(self, data: Any) -> str:
        if type(data) is not str:
            self.fail("invalid")
        return str(super().to_internal_value(data))


class Grades(serializers.DictField):
    """A JSON object of texts, no larger than a choice has options."""

    child = StrictText()

    def to_internal_value(self, data: Any) -> dict[str, str]:
        if isinstance(data, dict) and len(data) > MOST:
            raise serializers.ValidationError(_("A choice has at most %(count)d options.") % {"count": MOST})
        found: dict[str, str] = super().to_internal_value(data)
        return found


class PollSerializer(serializers.ModelSerializer[Poll]):
    """A poll without anything of how somebody votes.

    `method` is "yes-no", or the kind of a choice among `options`, of which `seats` are elected; `purpose` is
    "decision", "consent" (a "no" is an objection and has a reason) or "consultation" (decides nothing); `terms` is how
    a choice is conducted, as rules of yes and no say it under `conduct`.
    """

    state = serializers.SerializerMethodField()
    method = serializers.CharField(read_only=True)
    seats = serializers.IntegerField(read_only=True)
    purpose = serializers.CharField(read_only=True)
    rule_name = serializers.CharField(source="source.title", read_only=True)
    page = serializers.CharField(source="urls.page", read_only=True)

    class Meta:
        model = Poll
        fields = [
            "id", "club", "body", "question", "title", "subject", "text_number", "text_sha256", "options", "method",
            "seats", "purpose", "rule_name", "rule", "terms", "rule_sha256", "register_sha256", "electorate",
            "convocation", "previous", "opened_at", "closes_at", "closed_at", "state", "page",
        ]  # fmt: skip
        read_only_fields = fields

    def get_state(self, poll: Poll) -> str:
        return "open" if poll.is_open else "closed"


class VoterSerializer(serializers.ModelSerializer[Voter]):
    class Meta:
        model = Voter
        fields = ["id", "key", "leaf", "name", "place", "size", "marks"]
        read_only_fields = fields


class PollDetailSerializer(PollSerializer):
    """`voted` counts who has cast a ballot; `mine` are the voters whose ballot the reader may cast."""

    voters = VoterSerializer(many=True, read_only=True)
    voted = serializers.SerializerMethodField()
    mine = serializers.SerializerMethodField()

    class Meta(PollSerializer.Meta):
        fields = [*PollSerializer.Meta.fields, "voters", "voted", "mine"]
        read_only_fields = fields

    def get_voted(self, poll: Poll) -> int:
        return participation(poll).count

    def get_mine(self, poll: Poll) -> list[int]:
        return [entry.voter.pk for entry in mine(self.context["request"].actor, poll)]


class SaidSerializer(serializers.Serializer[Any]):
    """What a ballot says: `choice` in a poll of yes and no (of an objection also its `reason`), else `ranks` or
    `grades`, and only that one.

    `ranks` are groups of equal options, the best first (`[["A"],["B","C"]]`; of an approval one group, of all that are
    approved), `grades` a grade by option; options by their keys.
    """

    choice = serializers.ChoiceField(choices=Choice.choices, read_only=True)
    ranks = serializers.ListField(child=serializers.ListField(child=serializers.CharField()), read_only=True)
    grades = serializers.DictField(child=serializers.CharField(), read_only=True)
    reason = serializers.CharField(read_only=True)

    def to_representation(self, instance: Ballot | Cast) -> dict[str, Any]:
        found = super().to_representation(instance)
        del found["choice"], found["reason"]
        return {**found, **instance.said}


class CountedSerializer(SaidSerializer):
    """How a voter's ballot was counted; `by` held its proxy."""

    voter = serializers.IntegerField(source="voter_id", read_only=True)
    by = serializers.IntegerField(source="by_id", read_only=True, allow_null=True)


class ResultSerializer(serializers.ModelSerializer[Tally]):
    """The tally that holds; `id` is that of the poll, `result` a consult-result/1.

    The `outcome` of a consultation is "consulted"; its result, whose format knows no such word, has "void", and among
    options `winners` though nothing is chosen.
    """

    id = serializers.IntegerField(source="poll_id", read_only=True)
    question = serializers.CharField(source="poll.question", read_only=True)
    title = serializers.CharField(source="poll.title", read_only=True)
    subject = serializers.CharField(source="poll.subject", read_only=True)
    closed_at = serializers.DateTimeField(source="poll.closed_at", read_only=True)
    page = serializers.CharField(source="poll.urls.result", read_only=True)

    class Meta:
        model = Tally
        fields = [
            "id", "question", "title", "subject", "closed_at", "number", "outcome", "decided_at", "sha256", "result",
            "page",
        ]  # fmt: skip
        read_only_fields = fields


class ResultDetailSerializer(ResultSerializer):
    """With the ballots, since the poll was open."""

    ballots = serializers.SerializerMethodField()

    class Meta(ResultSerializer.Meta):
        fields = [*ResultSerializer.Meta.fields, "ballots"]
        read_only_fields = fields

    @extend_schema(responses=CountedSerializer(many=True))
    def get_ballots(self, tally: Tally) -> list[Any]:
        counted = counted_ballots(tally.poll, tally)
        return list(CountedSerializer([counted[pk] for pk in sorted(counted)], many=True).data)


class BallotSerializer(StrictSerializer):
    """One of `choice` (a poll of yes and no), `ranks` and `grades` (a choice among options), as its poll asks; an
    objection ("no") in a round of consent with its `reason`.

    `id` is a UUID of the client's own making: sent again, it gets the same answer.
    """

    voter = StrictInteger(min_value=1, max_value=2**63 - 1)
    choice = serializers.ChoiceField(choices=Choice.choices, required=False)
    ranks = serializers.ListField(
        child=serializers.ListField(child=StrictText(), allow_empty=False, max_length=MOST),
        required=False,
        max_length=MOST,
        help_text="Groups of equal options, the best first; who is in none stands below all.",
    )
    grades = Grades(required=False, help_text="A grade by option; an option may be left out.")
    reason = StrictText(required=False, allow_blank=True, help_text="Why an objection is raised, in plain text.")
    id = serializers.UUIDField()


class CastSerializer(SaidSerializer):
    id = serializers.UUIDField(read_only=True)


class Polls(StrictQueryMixin, generics.ListAPIView):
    """All polls the reader may see: open ones by deadline, then closed ones."""

    serializer_class = PollSerializer
    queryset = Poll.objects.none()

    def get_queryset(self) -> Any:
        return polls_for(actor_of(self.request))


class OnePoll(StrictQueryMixin, generics.RetrieveAPIView):
    serializer_class = PollDetailSerializer
    queryset = Poll.objects.none()

    def get_object(self) -> Poll:
        return poll_for(actor_of(self.request), self.kwargs["pk"])


class Results(StrictQueryMixin, generics.ListAPIView):
    """Results of closed polls, the latest first; for a visitor, those of published positions."""

    serializer_class = ResultSerializer
    queryset = Tally.objects.none()

    def get_queryset(self) -> Any:
        return results_for(actor_of(self.request))


class OneResult(StrictQueryMixin, generics.RetrieveAPIView):
    """The result of a closed poll, by the poll's id; 403 while it is open."""

    serializer_class = ResultDetailSerializer
    queryset = Tally.objects.none()

    def get_object(self) -> Tally:
        _poll, tally = result_for(actor_of(self.request), self.kwargs["pk"])
        return tally


class CastBallot(StrictQueryMixin, APIView):
    """Casts or changes the ballot of one voter, by session and CSRF token.

    The answer repeats the id and what the ballot says: `{"id","choice"}`, of an objection `{"id","choice","reason"}`,
    `{"id","ranks"}` or `{"id","grades"}`.
    """

    @extend_schema(request=BallotSerializer, responses=CastSerializer, operation_id="polls_ballot_create")
    def post(self, request: Request, pk: int) -> Response:
        poll = poll_for(request.actor, pk)  # type: ignore[attr-defined]
        asked = BallotSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        cast = cast_ballot(
            actor=request.actor,  # type: ignore[attr-defined]
            voter=find(poll.voters.all(), pk=asked.validated_data["voter"]),
            choice=_said(poll, asked.validated_data),
            receipt=asked.validated_data["id"],
        )
        return Response(CastSerializer(cast).data, status.HTTP_200_OK)


def _said(poll: Poll, sent: dict[str, Any]) -> Said:
    """What the body says, where it is what the poll asks for and nothing else."""
    key = content_key(poll)
    others = [name for name in CONTENTS if name in sent and name != key]
    if others:
        raise Refused({name: [_("This poll asks for “%(name)s”.") % {"name": key}] for name in others})
    if key not in sent:
        raise Refused({key: [_("This field is required.")]})
    if key != "choice" and "reason" in sent:
        raise Refused({"reason": [_("This poll asks for no reason.")]})
    if "reason" in sent:
        return {"choice": sent["choice"], "reason": sent["reason"]}
    return str(sent[key]) if key == "choice" else {key: sent[key]}
