"""Who sees which proposal: the list and the rule agree, and a draft leaves no trace for a stranger (A01)."""

import itertools
import re
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from proposals.domain import stages
from proposals.domain.discussion import reply
from proposals.domain.passages import from_ink, ink, to_ink
from proposals.domain.queries import what_waits_for
from proposals.domain.visibility import readable_revisions, visible_to, written_by
from proposals.interfaces.live import ReadersRoom
from proposals.models import CoAuthor, Proposal, Revision
from tests.factories import PERSONAS, make_member
from tests.proposals.path import Path, fresh

STATES = ["draft", "consultation", "settling", "final", "adopted", "published", "withdrawn", "rejected"]


def test_lists_show_exactly_what_the_rule_lets_read(path: Path) -> None:
    for state in STATES:
        if state == "withdrawn":
            for proposal in (path.draft(), path.consultation()):
                stages.withdraw(actor=path.actor("rapporteur"), proposal=proposal, reason="Sans objet.")
        elif state in {"adopted", "rejected"}:
            path.at(state)
        else:
            getattr(path, state)()
    invited, coauthored, declined = path.draft(), path.draft(), path.draft()
    path.invite(invited)
    path.with_coauthor(coauthored)
    path.invite(declined)
    CoAuthor.objects.filter(proposal=declined).update(state="declined")
    for slug in {slug or "visitor" for slug in PERSONAS.values()} | {"representative-1", "coauthor-2"}:
        actor = path.actor(slug)
        listed = set(visible_to(actor).values_list("pk", flat=True))
        ruled = {p.pk for p in Proposal.objects.all() if actor.may("proposals.read", p)}
        assert listed == ruled, slug
        written = set(written_by(actor).values_list("pk", flat=True))
        assert written == {p.pk for p in Proposal.objects.all() if actor.may("proposals.write", p)}, slug
        read = set(readable_revisions(actor).values_list("pk", flat=True))
        assert read == {r.pk for r in Revision.objects.all() if actor.may("proposals.read_revision", r)}, slug


@pytest.mark.parametrize("slug", ["member", "representative-1", "observer", "seat-4", "visitor"])
def test_A01_a_draft_answers_a_stranger_as_an_unknown_address_does(path: Path, slug: str) -> None:
    proposal = path.draft(title="Un titre que nul ne doit lire")
    client = path.alliance.client(slug)
    unknown = proposal.pk + 1000
    pages = ["", "edit/", "history/", "people/", "support/", "settling/", "margin/", "revisions/1/", "diff/1/2/"]
    pages += ["details/", "consultation/", "withdraw/", "public/"]
    for page in pages:
        hidden = client.get(f"/proposals/{proposal.pk}/{page}")
        missing = client.get(f"/proposals/{unknown}/{page}")
        assert hidden.status_code == missing.status_code == (302 if slug == "visitor" else 404), page
        body = hidden.content.decode().replace(str(unknown), "N").replace(str(proposal.pk), "N")
        assert "nul ne doit lire" not in body
        if slug != "visitor":
            assert _without_tokens(hidden) == _without_tokens(missing)
    for address in (f"/api/proposals/{proposal.pk}/", f"/api/proposals/{proposal.pk}/comments/"):
        hidden = client.post(address) if "comments" in address else client.get(address)
        missing_address = address.replace(str(proposal.pk), str(unknown), 1)
        missing = client.post(missing_address) if "comments" in address else client.get(missing_address)
        assert (hidden.status_code, hidden.content) == (missing.status_code, missing.content)
    for address in ("/proposals/", "/proposals/?words=titre", "/api/proposals/", "/api/revisions/", "/"):
        assert "nul ne doit lire" not in client.get(address).content.decode()


def test_A01_words_of_a_draft_are_not_found_by_searching(path: Path) -> None:
    proposal = path.consultation()
    stages.back_to_draft(actor=path.actor("rapporteur"), proposal=proposal, reason="À revoir.")
    assert "renouvelable" not in path.alliance.client("member").get("/proposals/?words=accompagnement").content.decode()


def test_a_visitor_finds_a_published_text_by_its_final_words_alone(path: Path) -> None:
    proposal = path.settling()
    path.write(proposal, "un projet sur deux", "la moitié", instead_of=len("un projet sur deux"))
    path.published(path.final(fresh(proposal)))
    visitor = path.alliance.client("visitor")
    assert "renouvelable" in visitor.get("/proposals/?words=moitié").content.decode()
    assert "renouvelable" not in visitor.get("/proposals/?words=deux").content.decode()


def test_what_waits_for_each(path: Path) -> None:
    draft = path.draft()
    path.invite(draft)
    assert [w.proposal for w in what_waits_for(path.actor("coauthor-1")).invitations] == [draft]
    assert [w.proposal for w in what_waits_for(path.actor("rapporteur")).drafts] == [draft]
    proposal = path.consultation()
    assert [w.proposal for w in what_waits_for(path.actor("observer")).consultations] == [proposal]
    thread = path.comment("member", proposal).thread
    assert what_waits_for(path.actor("member")).answers == []
    said = reply(actor=path.actor("rapporteur"), thread=thread, comment_id=uuid4(), markdown="De l’enquête.")
    assert [w.comment for w in what_waits_for(path.actor("member")).answers] == [said]
    assert what_waits_for(path.actor("visitor")).consultations == []


def _without_tokens(answer: object) -> str:
    """The page without its one-time nonces and tokens, and without the address one asked for."""
    body = answer.content.decode()  # type: ignore[attr-defined]
    body = re.sub(r'nonce="[^"]*"|csrfmiddlewaretoken" value="[^"]*"|X-CSRFToken": "[^"]*"', "", body)
    return re.sub(r"/proposals/\d+/", "/proposals/N/", body)


def test_the_combinations_of_a_reader_with_several_capacities_add_up(path: Path) -> None:
    """A person who is an observer for one partner and the rapporteur for another reads its own draft."""
    proposal = path.draft()
    user = path.alliance.user("rapporteur")
    make_member(path.alliance.partners["agences"][1], "observer", user)
    for key in [c.key for c in path.actor("rapporteur").capacities]:
        assert path.alliance.actor("rapporteur", key).may("proposals.read", proposal)
        assert (
            path.alliance.actor("rapporteur", key).capacity_for("proposals.write", proposal).partner == proposal.partner
        )


@given(st.lists(st.sampled_from("ab é🌡️\n\u00a0\u202f\u200b"), max_size=30).map("".join))
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_a_passage_by_ink_is_the_passage_by_code_points(text: str) -> None:
    for start, end in itertools.combinations(range(len(text) + 1), 2):
        if not ink(text[start:end]):
            continue
        first, last = to_ink(text, start, end)
        found = from_ink(text, first, last)
        assert found is not None
        assert ink(text[found[0] : found[1]]) == ink(text[start:end])
        assert start <= found[0] < found[1] <= end


def test_who_reads_a_published_text_from_outside_does_not_see_who_of_the_alliance_is_reading(path: Path) -> None:
    proposal = path.published()
    room = ReadersRoom()
    assert room.access(user=path.alliance.user("observer"), session={}, name=proposal.room)
    assert not room.access(user=AnonymousUser(), session={}, name=proposal.room)
