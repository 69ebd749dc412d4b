"""The API of proposals: the objects others rely on, known filters, fields that may be written (A03, A04, A05)."""

from uuid import uuid4

from django.test import Client

from proposals.models import Comment
from tests.factories import sign_in
from tests.proposals.path import Path, fresh, latest


def test_a_proposal_gives_its_stage_document_revisions_and_poll(path: Path) -> None:
    proposal = path.final()
    answer = path.alliance.client("observer").get(f"/api/proposals/{proposal.pk}/").json()
    assert answer["id"] == proposal.pk and answer["stage"] == "settling"
    assert answer["document"] == str(proposal.document)
    assert answer["revisions"] == [1, 2] and answer["poll"] is None


def test_a_visitor_gets_what_is_published_with_its_final_revision_alone(path: Path) -> None:
    path.consultation()
    proposal = path.published()
    visitor = path.alliance.client("visitor")
    [row] = visitor.get("/api/proposals/").json()["results"]
    assert (row["id"], row["revisions"]) == (proposal.pk, [2])
    [revision] = visitor.get("/api/revisions/").json()["results"]
    assert (revision["number"], revision["sha256"]) == (2, latest(proposal).sha256)
    assert visitor.get(f"/api/revisions/{proposal.revisions.get(number=1).pk}/").status_code in {401, 404}


def test_a_revision_gives_its_markdown_whose_hash_it_names(path: Path) -> None:
    revision = latest(path.consultation())
    answer = path.alliance.client("observer").get(f"/api/revisions/{revision.pk}/").json()
    assert answer["markdown"] == revision.markdown and answer["sha256"] == revision.sha256


def test_lists_are_filtered_by_known_filters_alone(path: Path) -> None:
    path.draft()
    path.consultation()
    client = path.alliance.client("rapporteur")
    assert client.get("/api/proposals/?stage=draft").json()["count"] == 1
    assert client.get("/api/proposals/?category=reseaux&kind=recommendation").json()["count"] == 2
    assert client.get("/api/proposals/?stage=reading").json()["reason"] == "malformed"
    for query in ("rapporteur__email__startswith=a", "ordering=opened_at", "search=x", "document=1"):
        assert client.get(f"/api/proposals/?{query}").status_code == 400, query
    assert client.get("/api/revisions/?markdown__contains=a").status_code == 400


def test_a_comment_by_api_is_the_comment_of_the_page(path: Path) -> None:
    proposal = path.consultation()
    client = path.alliance.client("member")
    first = len("".join(latest(proposal).plain.split("chaleur complet")[0].split()))
    body = {
        "id": str(uuid4()),
        "revision": 1,
        "text": "Qui paie ?",
        "quote": "chaleur complet",
        "start": first,
        "end": first + 14,
    }
    address = f"/api/proposals/{proposal.pk}/comments/"
    answer = client.post(address, body, content_type="application/json")
    again = client.post(address, body, content_type="application/json")
    assert answer.status_code == 201 and answer.json() == again.json()
    assert Comment.objects.get().thread.quote == "chaleur complet"
    path.closed(proposal)
    late = client.post(address, body | {"id": str(uuid4())}, content_type="application/json")
    assert (late.status_code, late.json()["reason"]) == (409, "consultation-closed")


def test_A03_fields_that_may_not_be_written_are_refused_and_nothing_changes(path: Path) -> None:
    proposal = path.consultation()
    client = path.alliance.client("rapporteur")
    for field in ("partner", "role", "weight", "state", "stage", "club", "author", "capacity", "hidden_at"):
        body = {"id": str(uuid4()), "revision": 1, "text": "Qui paie ?", field: 1}
        answer = client.post(f"/api/proposals/{proposal.pk}/comments/", body, content_type="application/json")
        assert (answer.status_code, answer.json()["reason"]) == (422, "unknown-field"), field
    assert Comment.objects.count() == 0
    for method in (client.patch, client.put, client.delete):
        assert (
            method(f"/api/proposals/{proposal.pk}/", {"stage": "adopted"}, content_type="application/json").status_code
            == 405
        )
    client.post(
        proposal.urls.details, {"kind": "strategy", "title": "Autre", "stage": "adopted", "club": 9, "partner": 9}
    )
    assert (fresh(proposal).stage, fresh(proposal).title, fresh(proposal).partner) == (
        "consultation",
        "Autre",
        proposal.partner,
    )


def test_A05_nothing_is_written_without_the_sessions_own_token(path: Path) -> None:
    proposal = path.consultation()
    strict = sign_in(Client(enforce_csrf_checks=True), path.alliance.user("member"))
    stranger = sign_in(Client(enforce_csrf_checks=True), path.alliance.user("representative-1"))
    page = stranger.get(proposal.urls.page).content.decode()
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    for given in ({}, {"csrfmiddlewaretoken": token}):
        assert strict.post(proposal.urls.comment, {"text": "Forcé."} | given).status_code == 403
    body = {"id": str(uuid4()), "revision": 1, "text": "Forcé."}
    answer = strict.post(f"/api/proposals/{proposal.pk}/comments/", body, content_type="application/json")
    assert answer.status_code == 403
    assert Comment.objects.count() == 0
