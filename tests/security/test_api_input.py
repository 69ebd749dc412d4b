"""A03, A04: a body with an unknown field and a query with an unknown filter are refused at every API address."""

from typing import Any

import pytest
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory, force_authenticate

from alliance.interfaces.api import StrictQueryMixin, StrictSerializer
from tests.factories import make_user

pytestmark = pytest.mark.django_db


class Input(StrictSerializer):
    body = serializers.CharField(max_length=20)
    partner = serializers.CharField(read_only=True)


class Echo(StrictQueryMixin, GenericAPIView):
    serializer_class = Input
    query_parameters = frozenset({"stage", "ordering"})
    ordering_fields = frozenset({"deadline"})

    def get(self, request: Request) -> Response:
        return Response({"ok": True})

    def patch(self, request: Request) -> Response:
        given = self.get_serializer(data=request.data)
        given.is_valid(raise_exception=True)
        return Response(given.validated_data)


def call(method: str, path: str = "/", body: Any = None, raw: str | None = None) -> Response:
    factory = APIRequestFactory()
    if raw is not None:
        request = factory.generic(method, path, raw, content_type="application/json")
    else:
        request = factory.generic(method, path) if body is None else getattr(factory, method)(path, body, format="json")
    force_authenticate(request, make_user())
    return Echo.as_view()(request)


@pytest.mark.parametrize("field", ["partner", "role", "weight", "state", "club"])
def test_A03_a_field_that_may_not_be_written_is_refused(field: str) -> None:
    answer = call("patch", body={"body": "words", field: "1"})
    assert answer.status_code == 422
    assert answer.data["reason"] == "unknown-field" and list(answer.data["fields"]) == [field]


def test_A03_the_known_fields_pass() -> None:
    assert call("patch", body={"body": "words"}).data == {"body": "words"}


@pytest.mark.parametrize("query", ["voter__user__email__startswith=a", "ordering=sealed", "ordering=-sealed", "a=1"])
def test_A04_an_unknown_filter_or_order_is_refused(query: str) -> None:
    answer = call("get", f"/?{query}")
    assert answer.status_code == 400 and answer.data["reason"] == "unknown-filter"


@pytest.mark.parametrize("query", ["", "stage=draft", "ordering=-deadline", "page=1"])
def test_A04_the_known_ones_pass(query: str) -> None:
    assert call("get", f"/?{query}").status_code == 200


def test_what_is_understood_but_wrong_is_told_by_field() -> None:
    answer = call("patch", body={"body": "far too long for this field"})
    assert answer.status_code == 422
    assert answer.data["reason"] == "invalid" and list(answer.data["fields"]) == ["body"]
    assert call("patch", body=["a list"]).data["fields"].keys() == {""}


def test_what_is_not_json_is_malformed() -> None:
    answer = call("PATCH", raw='{"body": ')
    assert (answer.status_code, answer.data["reason"]) == (400, "malformed")
