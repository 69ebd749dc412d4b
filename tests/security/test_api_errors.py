"""Every refusal of the API has one shape, whoever raises it: an act, the framework, or Django before any view."""

import json
import re
from typing import Any
from uuid import uuid4

import pytest
from django.db.models import QuerySet
from django.test import Client, RequestFactory
from django.urls import resolve, reverse
from rest_framework.exceptions import Throttled
from rest_framework.views import APIView

from alliance.interfaces import errors
from proposals.interfaces import api as proposals_api
from tests.factories import Alliance, sign_in
from tests.proposals.path import Path
from tests.security import addresses
from tests.voting.acts import close, open_council, seat

pytestmark = pytest.mark.django_db

LISTED = {
    name: each for name, each in addresses.load().items() if dict(addresses.names()).get(name, "").startswith("/api/")
}
WORD = re.compile(r"[a-z]+(-[a-z]+)*\Z")


def refusal(answer: Any, status: int, reason: str | None = None) -> dict[str, Any]:
    """The body of a refusal, its shape checked: `reason` and `detail`, for 422 also `fields`."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"].startswith("application/json"), answer["Content-Type"]
    body: dict[str, Any] = json.loads(answer.content)
    assert WORD.match(body["reason"]), body
    assert body["detail"] and isinstance(body["detail"], str), body
    assert set(body) == {"reason", "detail"} | {422: {"fields"}, 403: set(body) & {"act"}}.get(status, set())
    for name, sentences in body.get("fields", {}).items():
        assert isinstance(name, str) and sentences and all(isinstance(each, str) for each in sentences)
    assert reason is None or body["reason"] == reason, body
    return body


LISTS = {
    name: resolve(reverse(name)).func.cls  # type: ignore[attr-defined]
    for name in ("api_proposals", "api_revisions", "api_polls", "api_results")
}


def filters_of(view: type[APIView]) -> list[str]:
    filterset = getattr(view, "filterset_class", None)
    return [*(filterset.base_filters if filterset else []), "page"]


def test_no_list_is_left_out() -> None:
    parts = {name for name, each in LISTED.items() if each.reads and _takes_no_id(name)} - {"api_schema"}
    assert parts == set(LISTS)


def _takes_no_id(name: str) -> bool:
    return "<" not in dict(addresses.names())[name]


@pytest.mark.parametrize(("name", "key"), [(name, key) for name, view in LISTS.items() for key in filters_of(view)])
def test_a_value_that_a_filter_can_not_have_is_malformed(alliance: Alliance, name: str, key: str) -> None:
    for slug in ("secretariat", "visitor"):
        for value in ("foo", "-1", "1.5", "%00", "9" * 40):
            answer = alliance.client(slug).get(f"{reverse(name)}?{key}={value}")
            assert key in refusal(answer, 400, "malformed")["detail"]


def test_a_filter_takes_what_is_there(alliance: Alliance) -> None:
    proposal = Path(alliance).consultation()
    client = alliance.client("observer")
    for query in (f"proposal={proposal.pk}", f"proposal={proposal.pk + 1}", "page=1"):
        assert client.get(f"/api/revisions/?{query}").status_code == 200, query
    assert client.get("/api/proposals/?category=reseaux").json()["count"] == 1
    assert client.get("/api/proposals/?category=agences").json()["count"] == 0


@pytest.mark.parametrize("slug", ["visitor", "observer"])
def test_a_list_has_no_page_after_its_last(alliance: Alliance, slug: str) -> None:
    for name in LISTS:
        refusal(alliance.client(slug).get(f"{reverse(name)}?page=99"), 404, "not-found")


@pytest.mark.parametrize("address", LISTED.values(), ids=lambda address: address.name)
def test_every_address_refuses_in_the_same_shape(alliance: Alliance, address: addresses.Address) -> None:
    path = reverse(address.name, args=address.args(alliance))
    for slug in ("visitor", "observer", "secretariat"):
        client = alliance.client(slug)
        refusal(client.generic("PROPFIND", path), 405, "method-not-allowed")
        refusal(client.get(path, headers={"accept": "text/csv"}), 406, "not-acceptable")
        if address.name != "api_schema":
            refusal(client.get(f"{path}?voter__user__email=a"), 400, "unknown-filter")
        answer = client.get(path)
        if answer.status_code >= 400:
            refusal(answer, answer.status_code)


@pytest.mark.parametrize(
    "name", [name for name, each in LISTED.items() if each.name.endswith(("proposal", "revision", "poll", "result"))]
)
def test_what_one_may_not_see_and_what_is_not_there(alliance: Alliance, name: str) -> None:
    path = reverse(name, args=[987_654])
    refusal(alliance.client("secretariat").get(path), 404, "not-found")
    refusal(alliance.client("visitor").get(path), 401, "not-signed-in")


def test_acts_refuse_in_the_same_shape(alliance: Alliance) -> None:
    poll = open_council(alliance)
    path = f"/api/polls/{poll.pk}/ballot/"
    mine = {"voter": seat(alliance, poll, "seat-4").pk, "choice": "yes", "id": str(uuid4())}

    def post(slug: str, body: Any, content_type: str = "application/json") -> Any:
        return alliance.client(slug).post(path, body, content_type=content_type)

    refusal(post("visitor", mine), 401, "not-signed-in")
    refusal(post("observer", mine), 403, "not-allowed")
    refusal(post("seat-4", "voter=1", "application/x-www-form-urlencoded"), 415, "wrong-type")
    refusal(post("seat-4", '{"voter": '), 400, "malformed")
    refusal(post("seat-4", "[" * 100_000), 400, "malformed")
    assert list(refusal(post("seat-4", mine | {"choice": "perhaps"}), 422, "invalid")["fields"]) == ["choice"]
    assert list(refusal(post("seat-4", mine | {"weight": 2}), 422, "unknown-field")["fields"]) == ["weight"]
    assert list(refusal(post("seat-4", [1]), 422, "invalid")["fields"]) == [""]
    refusal(alliance.client("observer").get(f"/api/results/{poll.pk}/"), 403, "not-allowed")
    close(alliance, poll)
    refusal(post("seat-4", mine), 409, "poll-closed")


def test_a_comment_is_refused_in_the_same_shape(alliance: Alliance) -> None:
    proposal = Path(alliance).consultation()
    client = alliance.client("member")
    body = {"id": str(uuid4()), "revision": 1, "text": "Qui paie ?", "quote": "chaleur complet"}
    answer = client.post(f"/api/proposals/{proposal.pk}/comments/", body, content_type="application/json")
    assert list(refusal(answer, 422, "incomplete")["fields"]) == ["start", "end"]
    answer = client.post(f"/api/proposals/{proposal.pk}/comments/", "[]", content_type="application/json")
    assert list(refusal(answer, 422, "invalid")["fields"]) == [""]


def test_A05_a_missing_token_is_told_as_one(alliance: Alliance) -> None:
    poll = open_council(alliance)
    strict = sign_in(Client(enforce_csrf_checks=True), alliance.user("seat-4"))
    refusal(strict.post(f"/api/polls/{poll.pk}/ballot/", {}, content_type="application/json"), 403, "csrf")
    refusal(errors.csrf_failure(RequestFactory().post("/api/polls/1/ballot/")), 403, "csrf")


def test_a_body_that_is_too_large_or_a_person_that_is_too_fast(
    alliance: Alliance, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll = open_council(alliance)
    large = json.dumps({"voter": "x" * 3_000_000})
    answer = alliance.client("seat-4").post(f"/api/polls/{poll.pk}/ballot/", large, content_type="application/json")
    refusal(answer, 413, "too-large")

    def throttled(*_: Any) -> QuerySet[Any]:
        raise Throttled(30)

    monkeypatch.setattr(proposals_api.ProposalList, "get_queryset", throttled)
    answer = alliance.client("observer").get("/api/proposals/")
    refusal(answer, 429, "too-fast")
    assert answer["Retry-After"] == "30"


def test_what_fails_before_or_behind_a_view(alliance: Alliance, monkeypatch: pytest.MonkeyPatch) -> None:
    client = alliance.client("observer", raise_request_exception=False)
    refusal(client.get("/api/nothing/"), 404, "not-found")
    refusal(client.get("/api/proposals/", headers={"host": "evil.example"}), 400, "malformed")

    def broken(*_: Any) -> QuerySet[Any]:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(proposals_api.ProposalList, "get_queryset", broken)
    refusal(client.get("/api/proposals/"), 500, "error")
    page = client.get("/nothing/")
    assert page.status_code == 404 and page["Content-Type"].startswith("text/html")


def test_the_sentence_is_in_the_readers_language(alliance: Alliance) -> None:
    client = alliance.client("visitor")
    said = {
        code: refusal(client.get("/api/polls/1/", headers={"accept-language": code}), 401)["detail"]
        for code in ("fr", "en")
    }
    assert said == {"fr": "Connectez-vous d’abord.", "en": "Sign in first."}
