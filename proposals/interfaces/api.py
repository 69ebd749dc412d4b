"""The API of proposals: the same proposals, revisions and acts as the pages."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.utils.translation import gettext as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from alliance.domain.errors import NotVisible, Refused
from alliance.interfaces.api import Filters, StrictQueryMixin, StrictSerializer
from alliance.interfaces.requests import actor_of
from alliance.models import Category
from proposals.domain import discussion
from proposals.domain.passages import from_ink
from proposals.domain.queries import find_revision, find_visible, with_people
from proposals.domain.visibility import POLL_SUBJECT, readable_revisions, visible_to
from proposals.models import Kind, Proposal, Revision, Stage, Theme
from voting.domain.closing import close_due_polls
from voting.models import Poll


class ProposalSerializer(serializers.ModelSerializer):
    number = serializers.CharField(source="code", help_text="How people name it: P-031.")
    revisions = serializers.SerializerMethodField(help_text="Numbers of its revisions.")
    poll = serializers.IntegerField(source="poll_id", allow_null=True, help_text="Id of its latest poll.")
    themes: serializers.SlugRelatedField[Any] = serializers.SlugRelatedField("key", many=True, read_only=True)
    category = serializers.CharField(source="partner.category.key", default=None, allow_null=True)
    partner = serializers.CharField(source="partner.name", default=None, allow_null=True)
    rapporteur = serializers.CharField(source="rapporteur.name")
    consultation_closes_at = serializers.DateTimeField(source="closes_at", allow_null=True)

    class Meta:
        model = Proposal
        fields = [
            "id",
            "number",
            "kind",
            "title",
            "subtitle",
            "stage",
            "document",
            "revisions",
            "poll",
            "themes",
            "category",
            "partner",
            "rapporteur",
            "addressees",
            "deadline",
            "consultation_closes_at",
            "published_at",
        ]

    @extend_schema_field(serializers.ListField(child=serializers.IntegerField()))
    def get_revisions(self, proposal: Proposal) -> list[int]:
        actor = self.context["request"].actor
        rows = proposal.numbered  # type: ignore[attr-defined]
        if actor.may("proposals.read_discussion", proposal):
            return [row.number for row in rows]
        return [row.number for row in rows if row.pk == proposal.final_id]


class RevisionSerializer(serializers.ModelSerializer):
    proposal = serializers.IntegerField(source="proposal_id")
    url = serializers.CharField()

    class Meta:
        model = Revision
        fields = ["id", "proposal", "number", "purpose", "sha256", "frozen_at", "url"]


class RevisionTextSerializer(RevisionSerializer):
    class Meta(RevisionSerializer.Meta):
        fields = [*RevisionSerializer.Meta.fields, "markdown", "html"]


def _keys(model: type[Theme] | type[Category]) -> Callable[[], list[tuple[str, str]]]:
    """The keys that a filter may name, asked anew for each request: they are data."""
    return lambda: [(key, key) for key in sorted(set(model.objects.values_list("key", flat=True)))]


class ProposalFilter(filters.FilterSet):
    stage = filters.ChoiceFilter(choices=Stage.choices)
    kind = filters.ChoiceFilter(choices=Kind.choices)
    theme = filters.ChoiceFilter(field_name="themes__key", choices=_keys(Theme))
    category = filters.ChoiceFilter(field_name="partner__category__key", choices=_keys(Category))

    class Meta:
        model = Proposal
        fields = ["stage", "kind", "theme", "category"]


class Id(forms.IntegerField):
    """An id as addresses write it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=1, max_value=2**63 - 1, **options)


class IdFilter(filters.NumberFilter):
    field_class = Id


class RevisionFilter(filters.FilterSet):
    proposal = IdFilter(field_name="proposal_id")

    class Meta:
        model = Revision
        fields = ["proposal"]


class CommentInput(StrictSerializer):
    """A new thread on a revision, on a passage or on the whole; the same `id` again is the same comment."""

    id = serializers.UUIDField()
    text = serializers.CharField(max_length=discussion.LONGEST_COMMENT)
    revision = serializers.IntegerField(min_value=1, help_text="Number of the revision in consultation.")
    quote = serializers.CharField(required=False, max_length=2000, help_text="The passage's words.")
    start = serializers.IntegerField(required=False, min_value=0, help_text="Inked characters before the passage.")
    end = serializers.IntegerField(required=False, min_value=1, help_text="Inked characters up to its end.")


class CommentOutput(serializers.Serializer):
    id = serializers.UUIDField()
    thread = serializers.IntegerField()


def listed(actor: Any) -> "QuerySet[Proposal]":
    """What the API gives of the proposals that somebody sees; polls past their time are counted first."""
    close_due_polls()
    latest = Poll.objects.filter(subject=OuterRef("poll_subject")).order_by("-opened_at", "-pk").values("pk")[:1]
    return (
        with_people(visible_to(actor))
        .annotate(poll_subject=POLL_SUBJECT, poll_id=Subquery(latest))
        .prefetch_related(Prefetch("revisions", Revision.objects.without_text().order_by("number"), to_attr="numbered"))
        .order_by("-stage_since", "-pk")
    )


class ProposalList(StrictQueryMixin, ListAPIView):
    serializer_class = ProposalSerializer
    filter_backends = [Filters]
    filterset_class = ProposalFilter
    queryset = Proposal.objects.none()

    def get_queryset(self) -> "QuerySet[Proposal]":
        return listed(actor_of(self.request))


class ProposalDetail(StrictQueryMixin, RetrieveAPIView):
    serializer_class = ProposalSerializer
    queryset = Proposal.objects.none()

    def get_object(self) -> Proposal:
        found = listed(self.request.actor).filter(pk=self.kwargs["pk"]).first()  # type: ignore[attr-defined]
        if found is None:
            raise NotVisible
        return found


class RevisionList(StrictQueryMixin, ListAPIView):
    serializer_class = RevisionSerializer
    filter_backends = [Filters]
    filterset_class = RevisionFilter
    queryset = Revision.objects.none()

    def get_queryset(self) -> "QuerySet[Revision]":
        return readable_revisions(actor_of(self.request)).without_text()


class RevisionDetail(StrictQueryMixin, RetrieveAPIView):
    serializer_class = RevisionTextSerializer
    queryset = Revision.objects.none()

    def get_object(self) -> Revision:
        found = readable_revisions(self.request.actor).filter(pk=self.kwargs["pk"]).first()  # type: ignore[attr-defined]
        if found is None:
            raise NotVisible
        return found


class Comments(StrictQueryMixin, APIView):
    """Opens a thread on the revision in consultation."""

    @extend_schema(request=CommentInput, responses={201: CommentOutput}, operation_id="proposals_comment")
    def post(self, request: Request, pk: int) -> Response:
        proposal = find_visible(request.actor, pk)  # type: ignore[attr-defined]
        body = CommentInput(data=request.data)
        body.is_valid(raise_exception=True)
        asked = body.validated_data
        revision = find_revision(proposal, asked["revision"])
        passage = None
        if "quote" in asked:
            if "start" not in asked or "end" not in asked:
                missing = [name for name in ("start", "end") if name not in asked]
                raise Refused({name: [_("Say where the passage stands.")] for name in missing}, "incomplete")
            start, end = from_ink(revision.plain, asked["start"], asked["end"]) or (0, 0)
            passage = discussion.Passage(asked["quote"], start, end)
        said = discussion.open_thread(
            actor=request.actor,  # type: ignore[attr-defined]
            proposal=proposal,
            revision=revision,
            comment_id=asked["id"],
            markdown=asked["text"],
            passage=passage,
        )
        return Response({"id": said.pk, "thread": said.thread_id}, status.HTTP_201_CREATED)
