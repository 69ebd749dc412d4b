"""The pages of proposals: each opens at every stage for who may read it, and the forms do the acts without a script."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.utils import timezone

from proposals.models import Comment, Endorsement, Proposal, Theme, Thread
from realtime import documents
from tests.proposals.path import Path, fresh, latest

STATES = ["draft", "consultation", "closed", "settling", "final", "vote", "adopted", "published", "rejected", "void"]
PAGES = [
    "",
    "history/",
    "people/",
    "support/",
    "edit/",
    "settling/",
    "details/",
    "consultation/",
    "closing/",
    "settle/",
]
PAGES += [
    "freeze/",
    "reopen/",
    "back-to-draft/",
    "withdraw/",
    "publish/",
    "margin/",
    "revisions/1/",
    "diff/1/1/",
    "public/",
]


def bring(path: Path, state: str) -> Proposal:
    return path.at(state) if state in {"vote", "adopted", "rejected", "void"} else getattr(path, state)()


@pytest.mark.parametrize("state", STATES)
def test_every_page_answers_at_every_stage_and_never_fails(path: Path, state: str) -> None:
    proposal = bring(path, state)
    for slug in ["rapporteur", "secretariat", "representative", "visitor"]:
        client = path.alliance.client(slug)
        for page in PAGES:
            answer = client.get(f"/proposals/{proposal.pk}/{page}")
            assert answer.status_code in {200, 302, 403, 404}, (state, slug, page, answer.status_code)
        for page in ["/proposals/", "/proposals/?words=chaleur&theme=x&stage=draft", "/proposals/new/"]:
            assert client.get(page).status_code in {200, 302, 403}


def test_the_page_reads_the_version_and_its_discussion(path: Path) -> None:
    proposal = path.consultation()
    path.comment("member", proposal, "chaleur complet", "Qui paie **ce** diagnostic ?")
    path.comment("representative-1", proposal, "", "Merci pour ce travail.")
    page = path.alliance.client("observer").get(proposal.urls.page).content.decode()
    assert 'data-threads="' in page and ">chaleur complet</mark>" in page
    assert "Qui paie <strong>ce</strong> diagnostic" in page and "Merci pour ce travail." in page
    assert "Sur l’ensemble du texte" in page
    assert f'action="{proposal.urls.comment}"' not in page, "an observer is offered to comment"
    assert (
        f'action="{proposal.urls.comment}"' in path.alliance.client("member").get(proposal.urls.page).content.decode()
    )


def test_a_proposal_is_started_from_a_form_and_leads_to_its_editor(path: Path) -> None:
    client = path.alliance.client("member")
    answer = client.post("/proposals/new/", {"kind": "strategy", "title": "Une feuille de route"})
    proposal = Proposal.objects.get()
    assert answer.url == proposal.urls.edit
    page = client.get(proposal.urls.edit).content.decode()
    assert f"/ws/documents/{proposal.document}" in page


def test_a_refused_form_says_what_to_do_and_keeps_what_was_typed(path: Path) -> None:
    answer = path.alliance.client("member").post(
        "/proposals/new/", {"kind": "strategy", "title": "a\u202eb", "subtitle": "Bien"}
    )
    assert answer.status_code == 422
    assert "Retirez les caractères invisibles" in answer.content.decode() and 'value="Bien"' in answer.content.decode()


def test_the_whole_path_is_walked_by_plain_forms(path: Path) -> None:
    rapporteur, member = path.alliance.client("rapporteur"), path.alliance.client("member")
    representative = path.alliance.client("representative")
    proposal = path.draft()
    rapporteur.post(proposal.urls.people, {"who": "coauthor-1@example.org"})
    assert path.alliance.client("coauthor-1").post(f"/proposals/{proposal.pk}/people/accept/").url == proposal.urls.edit
    closes = timezone.localtime() + timedelta(days=2)
    rapporteur.post(proposal.urls.consultation, {"closes_at": closes.strftime("%Y-%m-%dT%H:%M")})
    assert fresh(proposal).stage == "consultation"
    revision = latest(proposal)
    first = len("".join(revision.plain[: revision.plain.index("chaleur complet")].split()))
    member.post(
        proposal.urls.comment,
        {"id": uuid4(), "text": "Qui paie ?", "quote": "chaleur  complet", "first": first, "last": first + 14},
    )
    thread = Thread.objects.get()
    assert thread.quote == "chaleur complet"
    representative.post(f"/proposals/{proposal.pk}/threads/{thread.pk}/reply/", {"text": "L’agence."})
    representative.post(proposal.urls.support, {"kind": "reservation", "words": "Pas avant 2028."})
    path.closed(fresh(proposal))
    assert rapporteur.post(proposal.urls.settle).url == proposal.urls.settling
    assert "Qui paie" in rapporteur.get(proposal.urls.settling).content.decode()
    rapporteur.post(
        f"/proposals/{proposal.pk}/threads/{thread.pk}/answer/",
        {"answer": "taken-up", "reason": "Précisé.", "from": "settling"},
    )
    path.write(fresh(proposal), "chaleur complet", "bois, géothermie", instead_of=len("chaleur complet"))
    rapporteur.post(proposal.urls.freeze)
    representative.post(f"/proposals/{proposal.pk}/support/confirm/")
    assert Endorsement.objects.get().confirmed_on == fresh(proposal).final
    compared = member.get(proposal.urls.diff(1, 2)).content.decode()
    assert "<del>" in compared and "<ins>" in compared and "géothermie" in compared
    published = path.published(fresh(proposal))
    public = path.alliance.client("visitor").get(published.urls.page).content.decode()
    assert "bois, géothermie" in public and "Pas avant 2028." in public
    assert "Qui paie" not in public and "chaleur complet" not in public


def test_who_is_invited_gets_an_e_mail_with_the_configured_address(
    path: Path, settings: object, django_capture_on_commit_callbacks: object
) -> None:
    settings.SITE_URL = "https://alliance.example.org"  # type: ignore[attr-defined]
    proposal = path.draft()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        path.invite(proposal)
    [letter] = mail.outbox
    assert letter.to == ["coauthor-1@example.org"]
    assert f"https://alliance.example.org/proposals/{proposal.pk}/" in letter.body
    assert proposal.title in letter.subject


def test_a_script_gets_its_answer_as_json_with_the_agreed_status(path: Path) -> None:
    proposal = path.closed()
    headers = {"Accept": "application/json"}
    answer = path.alliance.client("member").post(proposal.urls.comment, {"text": "Trop tard ?"}, headers=headers)
    assert (answer.status_code, answer.json()["reason"]) == (409, "consultation-closed")
    answer = path.alliance.client("observer").post(proposal.urls.comment, {"text": "Moi ?"}, headers=headers)
    assert (answer.status_code, answer.json()["reason"]) == (403, "not-allowed")
    proposal = path.consultation()
    answer = path.alliance.client("member").post(proposal.urls.comment, {"text": " "}, headers=headers)
    assert answer.status_code == 422 and set(answer.json()["fields"]) == {"text"}


def test_the_margin_gives_the_editor_its_threads_and_takes_a_new_one(path: Path) -> None:
    proposal = path.draft()
    client = path.alliance.client("rapporteur")
    state = documents.read_state(proposal.document)
    start = state.text.index("🌡️")
    body = {"start": start, "end": start + 2, "quote": "🌡️", "sequence": state.sequence, "body": "Joli."}
    answer = client.post(
        proposal.urls.margin, body, content_type="application/json", headers={"Accept": "application/json"}
    )
    assert answer.status_code == 200
    path.write(fresh(proposal), "Un diagnostic", "Là : ")
    [thread] = client.get(proposal.urls.margin).json()["threads"]
    assert thread["quote"] == "🌡️" and thread["start"] == start + 5 and not thread["lost"]
    assert "Joli." in thread["html"]
    path.write(fresh(proposal), "🌡️", "", instead_of=2)
    [thread] = client.get(proposal.urls.margin).json()["threads"]
    assert thread["lost"]
    wrong = client.post(
        proposal.urls.margin,
        {**body, "author": 3},
        content_type="application/json",
        headers={"Accept": "application/json"},
    )
    assert (wrong.status_code, wrong.json()["reason"]) == (422, "unknown-field")
    assert Comment.objects.count() == 1


def test_the_list_is_narrowed_by_theme_stage_category_and_words(path: Path) -> None:
    theme = Theme.objects.get(club=path.alliance.club, key="chaleur")
    heat = path.consultation(path.draft(title="Chaud", themes=[theme]))
    path.consultation(path.draft(title="Froid"))
    client = path.alliance.client("observer")

    def titles(query: str) -> set[str]:
        page = client.get(f"/proposals/?{query}").content.decode()
        return {title for title in ("Chaud", "Froid") if f">{title}</a>" in page}

    assert titles("") == {"Chaud", "Froid"}
    assert titles("theme=chaleur") == {"Chaud"}
    assert titles(f"words={heat.code}") == {"Chaud"}
    assert titles("words=accompagnement") == {"Chaud", "Froid"}, "the words of the texts are searched"
    assert titles("stage=draft") == set()
    assert titles("category=reseaux") == {"Chaud", "Froid"} and titles("category=agences") == set()


@pytest.mark.parametrize("body", ["[" * 50_000, '{"body": "\\ud800"}', '{"body": "x", "quote": "\\udfff"}'])
def test_what_is_no_text_is_refused_by_the_margin(path: Path, body: str) -> None:
    proposal = path.draft()
    answer = path.alliance.client("rapporteur").post(
        proposal.urls.margin, body, content_type="application/json", headers={"Accept": "application/json"}
    )
    assert (answer.status_code, answer.json()["reason"]) == (422, "malformed")


def test_what_a_text_has_is_read_as_fulfilled(path: Path) -> None:
    proposal = path.draft(subtitle="En une ligne", origin="Deux appels sans suite.")
    page = path.alliance.client("rapporteur").get(proposal.urls.consultation).content.decode()
    checks = page.split('<ul class="checks"')[1].split("</ul>")[0]
    assert '<span class="vh"> (rempli)</span>' in checks and "étape" not in checks
