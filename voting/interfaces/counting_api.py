"""The counting service: two files in one body, the canonical result out, as `python -m voting count` prints it."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.views import APIView

from alliance.domain.errors import Refused
from alliance.interfaces.api import StrictQueryMixin
from alliance.interfaces.api_errors import Malformed
from alliance.interfaces.requests import actor_of
from voting.domain.counting_files import LARGEST, PERMISSION, count_body
from voting.interfaces.faults import sentence, told
from voting.service.files import Fault


class UnreadJSON(BaseParser):
    """The bytes of a JSON body: what other readers lose (floats, a key given twice) is for the counting core to see.

    Raises RequestDataTooBig beyond LARGEST."""

    media_type = "application/json"

    def parse(self, stream: Any, *_: Any) -> Any:
        body: bytes = stream.read(LARGEST + 1)
        if len(body) > LARGEST:
            raise RequestDataTooBig
        return body


class FilesSerializer(serializers.Serializer[Any]):
    """A consult-rule/1 and a consult-poll/1 under it (docs/voting.md, "The files"), 2.5 MB together at most."""

    rule = serializers.DictField()
    poll = serializers.DictField()


class CanonicalResultSerializer(serializers.Serializer[Any]):
    """A consult-result/1 as one line of canonical JSON; other keys by the method of the rule."""

    format = serializers.CharField()
    rule_sha256 = serializers.CharField()
    poll_sha256 = serializers.CharField()
    convocation = serializers.IntegerField()


class CountFiles(StrictQueryMixin, APIView):
    """Counts a poll under a rule, each as it would stand in a file. Nothing is kept.

    A refusal has in `fields` `rule` or `poll` (the whole body: empty) with `/json/pointer: what is wrong`. At most 30
    a minute (429). What takes more time or memory than there is: 422 `too-costly`; no time now: 503.
    """

    parser_classes = [UnreadJSON]

    @extend_schema(
        request=FilesSerializer,
        responses={200: CanonicalResultSerializer, 503: {"$ref": "#/components/schemas/Refusal"}},
        operation_id="count_create",
    )
    def post(self, request: Request) -> HttpResponse:
        actor = actor_of(request)
        # Before a stranger's body is read.
        actor.capacity_for(PERMISSION)
        # A body of no length is not parsed.
        body = request.data if isinstance(request.data, bytes) else b""
        try:
            counted = count_body(actor=actor, body=body)
        except Fault as fault:
            if fault.is_syntax:
                raise Malformed(sentence(fault.message)) from None
            raise Refused({fault.file: [told(fault)]}) from None
        return HttpResponse(counted.canonical, content_type="application/json")
