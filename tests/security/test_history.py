"""Looking back shows nobody more than its right allows (A20), and tells who took out whose words (A15)."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from proposals.domain import people
from proposals.domain.writers import writer
from proposals.models import Proposal, Revision
from proposals.rules import history_begins
from realtime import documents
from tests.factories import Alliance, build_alliance
from tests.live import session_cookie
from tests.proposals.path import Path, fresh
from tests.realtime.client import Editor

# Written and deleted, and written and replaced, before anybody else was invited; and deleted afterwards.
DELETED, REPLACED, LATER = "Zzeffacement", "Zzbrouillon", "Zzpassager"


def in_thread(act: Callable[..., Any]) -> Callable[..., Any]:
    return sync_to_async(act, thread_sensitive=True)


def rework(path: Path, proposal: Proposal) -> None:
    """One word comes and goes, another is replaced: neither is in the text when this is done."""
    path.write(proposal, "Faute", f"{DELETED} {REPLACED} ")
    path.write(proposal, DELETED, "", instead_of=len(DELETED) + 1)
    path.write(proposal, REPLACED, "Constat", instead_of=len(REPLACED))


def latest(proposal: Proposal) -> int:
    return documents.read_state(proposal.document).sequence


def addresses(proposal: Proposal, upto: int) -> Iterator[str]:
    """Every door at every moment, also those beyond the log."""
    urls = proposal.urls
    yield from (urls.page, urls.edit, urls.history, urls.people, urls.margin, urls.settling, urls.moment, urls.public)
    yield from ("/", "/proposals/", "/api/proposals/", f"/api/proposals/{proposal.pk}/", "/api/revisions/")
    for revision in Revision.objects.filter(proposal=proposal):
        yield from (revision.url, f"/api/revisions/{revision.pk}/")
    moments = range(upto + 2)
    for at in moments:
        yield from (f"{urls.moment}?at={at}", f"{urls.log_steps}?after={at}&state=1", f"{urls.restore}?at={at}")
        yield from (f"{urls.compare}?a={at}&b={other}&view=side" for other in {0, upto})


def everything(alliance: Alliance, slug: str, proposal: Proposal) -> str:
    """All bytes that somebody is sent, pages that are refused too."""
    client = alliance.client(slug)
    upto = latest(proposal)
    bodies = [client.get(address).content.decode() for address in addresses(proposal, upto)]
    bodies += [
        client.post(proposal.urls.restore, {"at": at, "seen": upto + 5}, follow=True).content.decode()
        for at in range(upto + 2)
    ]
    return "\n".join(bodies)


@pytest.mark.django_db
def test_A20_a_newcomer_finds_no_word_deleted_and_no_text_from_before_its_invitation(alliance: Alliance) -> None:
    path = Path(alliance)
    proposal = path.draft()
    rework(path, proposal)
    path.with_coauthor(proposal)
    path.write(fresh(proposal), "Constat", f"{LATER} ")
    path.write(fresh(proposal), LATER, "", instead_of=len(LATER) + 1)
    proposal = fresh(proposal)
    found = everything(alliance, "coauthor-1", proposal)
    assert DELETED not in found and REPLACED not in found
    # What it could read when it was written it reads for good; and who was there from the beginning reads it all.
    assert LATER in found
    carrier = everything(alliance, "rapporteur", proposal)
    assert DELETED in carrier and REPLACED in carrier


@pytest.mark.django_db
def test_A20_who_is_invited_and_has_not_answered_looks_back_no_further(alliance: Alliance) -> None:
    path = Path(alliance)
    proposal = path.draft()
    rework(path, proposal)
    path.invite(proposal)
    found = everything(alliance, "coauthor-1", fresh(proposal))
    assert "Constat" in found and DELETED not in found and REPLACED not in found


@pytest.mark.django_db
def test_A20_readers_of_a_version_find_nothing_from_before_or_after_it(alliance: Alliance) -> None:
    path = Path(alliance)
    proposal = path.draft()
    rework(path, proposal)
    proposal = path.settling(path.consultation(proposal))
    path.write(proposal, "Constat", f"{LATER} ")
    for slug in ("member", "observer"):
        found = everything(alliance, slug, fresh(proposal))
        assert "Constat" in found
        assert not [word for word in (DELETED, REPLACED, LATER) if word in found], slug


@pytest.mark.django_db
def test_A20_who_was_taken_off_and_is_invited_again_looks_back_from_then(alliance: Alliance) -> None:
    path = Path(alliance)
    proposal = path.draft()
    path.with_coauthor(proposal)
    people.remove_coauthor(
        actor=path.actor("rapporteur"), proposal=fresh(proposal), user_id=alliance.user("coauthor-1").pk
    )
    rework(path, fresh(proposal))
    path.with_coauthor(fresh(proposal))
    found = everything(alliance, "coauthor-1", fresh(proposal))
    assert DELETED not in found and REPLACED not in found


@pytest.mark.django_db
def test_who_carries_the_proposal_reads_its_whole_history_also_after_handing_it_over(alliance: Alliance) -> None:
    path = Path(alliance)
    proposal = path.draft()
    rework(path, proposal)
    heir = path.with_coauthor(proposal)
    people.hand_over(actor=path.actor("rapporteur"), proposal=fresh(proposal), to=heir)
    proposal = fresh(proposal)
    for slug in ("coauthor-1", "rapporteur", "secretariat"):
        [begins] = {history_begins(one, proposal) for one in alliance.actor(slug).capacities}
        assert begins == 0, slug
    assert history_begins(alliance.actor("member").chosen, proposal) is None


@pytest.mark.django_db(transaction=True)
async def test_A20_the_sync_of_a_newcomer_holds_no_deleted_word(thread_server: Any, transactional_db: None) -> None:
    alliance = await in_thread(build_alliance)()
    path = Path(alliance)
    proposal = await in_thread(path.draft)()
    carrier = await in_thread(session_cookie)(alliance.user("rapporteur"))
    newcomer = await in_thread(session_cookie)(alliance.user("coauthor-1"))
    async with Editor(thread_server, proposal.document, carrier) as one:
        await one.insert(0, f"{DELETED} ")
        await one.insert(0, f"{REPLACED} ")
        await one.until_saved()
        await one.delete(0, len(REPLACED) + len(DELETED) + 2)
        await one.until_saved()
        # Into the room that still holds the copy in which it was deleted, and into one that is loaded from the log.
        await in_thread(path.with_coauthor)(proposal)
        async with Editor(thread_server, proposal.document, newcomer) as two:
            received = list(two.received)
    async with Editor(thread_server, proposal.document, newcomer) as two:
        assert two.words.startswith("Le problème rencontré")
        received += two.received
    sent = b"".join(received)
    assert "Le problème".encode() in sent
    assert DELETED.encode() not in sent and REPLACED.encode() not in sent


@pytest.mark.django_db
def test_A15_a_page_says_who_took_out_the_words_of_another(alliance: Alliance) -> None:
    path = Path(alliance)
    proposal = path.draft()
    path.with_coauthor(proposal)
    by = path.actor("coauthor-1").capacity_for("proposals.write", fresh(proposal))
    start = documents.edit(proposal.document, actor=writer(by, proposal), ops=[{"insert": "Mot partagé. "}])
    path.write(fresh(proposal), "Mot partagé. ", "", instead_of=13)
    page = alliance.client("coauthor-1").get(f"{proposal.urls.compare}?a={start}&b={start + 1}").content.decode()
    assert '<del class="by by-1" title="Rapporteur" data-by="1">Mot partagé.</del>' in page
