"""The live side of proposals over real sockets: who writes, who hears what, and what freezing does to a typist."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from proposals.domain import anchoring, discussion, people, stages
from proposals.models import Thread
from realtime import documents
from tests.factories import Alliance, build_alliance
from tests.live import session_cookie
from tests.proposals.path import Path, fresh, latest
from tests.realtime.client import Editor, Page

pytestmark = pytest.mark.django_db(transaction=True)


def in_thread(act: Callable[..., Any]) -> Callable[..., Any]:
    return sync_to_async(act, thread_sensitive=True)


@pytest.fixture
def alliance(transactional_db: None) -> Alliance:
    return build_alliance()


@pytest.fixture
def path(alliance: Alliance) -> Path:
    return Path(alliance)


@pytest.fixture
def cookie(alliance: Alliance) -> Callable[[str], str]:
    return lambda slug: session_cookie(alliance.user(slug))


async def test_authors_write_the_secretariat_reads_and_a_stranger_finds_nothing(thread_server, path, cookie) -> None:
    proposal = await in_thread(path.draft)()
    await in_thread(path.with_coauthor)(proposal)
    cookies = {slug: await in_thread(cookie)(slug) for slug in ("rapporteur", "coauthor-1", "secretariat", "member")}
    async with (
        Editor(thread_server, proposal.document, cookies["rapporteur"]) as one,
        Editor(thread_server, proposal.document, cookies["coauthor-1"]) as two,
        Editor(thread_server, proposal.document, cookies["secretariat"]) as reader,
    ):
        await one.insert(0, "Ensemble. ")
        await one.until_saved()
        await two.until(lambda: two.words.startswith("Ensemble. "))
        await two.insert(0, "Nous deux. ")
        await two.until_saved()
        await reader.insert(0, "Refusé. ")
        await reader.until(lambda: any(notice.get("reason") == "read-only" for notice in reader.notices))
        await one.until(lambda: one.words.startswith("Nous deux. Ensemble. "))
    stranger = await Editor(thread_server, proposal.document, cookies["member"]).join()
    await stranger.until(lambda: stranger.close_code == 4404)
    text = (await in_thread(documents.read_state)(proposal.document)).text
    assert text.startswith("Nous deux. Ensemble. ") and "Refusé" not in text


async def test_A22_a_coauthor_taken_off_while_typing_writes_no_more(thread_server, path, cookie) -> None:
    proposal = await in_thread(path.draft)()
    await in_thread(path.with_coauthor)(proposal)
    coauthor = path.alliance.user("coauthor-1")
    async with Editor(thread_server, proposal.document, await in_thread(cookie)("coauthor-1")) as two:
        await two.insert(0, "Avant. ")
        await two.until_saved()
        await in_thread(people.remove_coauthor)(
            actor=await in_thread(path.actor)("rapporteur"), proposal=proposal, user_id=coauthor.pk
        )
        await two.until(lambda: two.close_code in {4403, 4404})
    assert (await in_thread(documents.read_state)(proposal.document)).text.startswith("Avant. ")


async def test_passages_move_with_what_is_typed_in_another_browser(thread_server, path, cookie) -> None:
    proposal = await in_thread(path.draft)()
    said = await in_thread(path.note)("rapporteur", proposal, "chaleur complet")
    async with Editor(thread_server, proposal.document, await in_thread(cookie)("rapporteur")) as one:
        await one.insert(0, "🌡️ Avant tout. ")
        await one.until_saved()
    now = await in_thread(anchoring.live_text)(proposal)
    start, end = now.places[said.thread_id]
    assert now.text[start:end] == "chaleur complet" and now.text.startswith("🌡️")


async def test_a_comment_reaches_every_reader_with_the_same_bytes_and_a_private_one_the_authors_alone(
    thread_server, path, cookie
) -> None:
    proposal = await in_thread(path.consultation)()
    cookies = {slug: await in_thread(cookie)(slug) for slug in ("observer", "member", "rapporteur")}
    async with (
        Page(thread_server, proposal.room, cookies["observer"]) as reader,
        Page(thread_server, proposal.room, cookies["member"]) as other,
        Page(thread_server, proposal.margin_room, cookies["rapporteur"]) as author,
    ):
        for page in (reader, other, author):
            await page.until(lambda page=page: page.of("welcome"))
        said = await in_thread(path.comment)("representative-1", proposal, "chaleur complet", "Qui paie ?")
        for page in (reader, other, author):
            await page.until(lambda page=page: page.of("thread"))
        [frame] = reader.of("thread")
        assert frame["comment"] == str(said.pk) and "Qui paie" in frame["html"]["fr"]
        assert "Répondre" in frame["html"]["fr"] and "Reply" in frame["html"]["en"]
        assert [raw for raw in reader.raw if '"thread"' in raw] == [raw for raw in other.raw if '"thread"' in raw]
        proposal = await in_thread(path.settling)(proposal)
        await in_thread(path.note)("rapporteur", proposal, "un tarif", "Entre nous.")
        await author.until(lambda: any("Entre nous." in frame["html"]["fr"] for frame in author.of("thread")))
        await in_thread(discussion.resolve)(actor=await in_thread(path.actor)("rapporteur"), thread=said.thread)
        await reader.until(lambda: len(reader.of("thread")) == 2)
        assert "Entre nous." not in str(reader.raw) + str(other.raw)


async def test_a_room_is_for_those_who_read_the_proposal(thread_server, path, cookie) -> None:
    draft = await in_thread(path.draft)()
    consulted = await in_thread(path.consultation)()
    member = await in_thread(cookie)("member")
    for room in (draft.room, draft.margin_room, consulted.margin_room, "proposal-99999", "proposal-", "proposal-1x"):
        page = Page(thread_server, room, member)
        async with page:
            await page.until(lambda page=page: page.close_code is not None)
            assert page.close_code in {4403, 4404}, room


async def test_freezing_while_somebody_types_keeps_every_acknowledged_word_and_no_other(
    thread_server, path, cookie
) -> None:
    """What was acknowledged is in the frozen version, what is in it was acknowledged or is the draft's."""
    proposal = await in_thread(path.draft)()
    async with Editor(thread_server, proposal.document, await in_thread(cookie)("rapporteur")) as one:
        refused = lambda: any("reason" in notice for notice in one.notices)  # noqa: E731

        async def type_on() -> None:
            while not refused():
                await one.insert(0, "x")
                await asyncio.sleep(0.002)

        typing = asyncio.create_task(type_on())
        await one.until(lambda: one.durable > 5)
        revision = await in_thread(stages.open_consultation)(
            actor=await in_thread(path.actor)("rapporteur"),
            proposal=proposal,
            closes_at=timezone.now() + timedelta(days=1),
        )
        await typing
        kept = len(revision.plain) - len(revision.plain.lstrip("x"))
        await one.until(lambda: one.durable == kept)
    state = await in_thread(documents.read_state)(proposal.document)
    assert state.text == revision.plain and state.sequence == revision.sequence


async def test_F16_a_comment_sent_five_times_at_once_is_one(thread_server, path) -> None:
    proposal = await in_thread(path.consultation)()
    revision = await in_thread(latest)(proposal)
    actor = await in_thread(path.actor)("member")
    comment_id = uuid4()

    def send() -> str:
        said = discussion.open_thread(
            actor=actor, proposal=fresh(proposal), revision=revision, comment_id=comment_id, markdown="Une fois."
        )
        return str(said.pk)

    sent = await asyncio.gather(*(sync_to_async(send, thread_sensitive=False)() for _ in range(5)))
    assert set(sent) == {str(comment_id)}
    assert await in_thread(Thread.objects.count)() == 1
