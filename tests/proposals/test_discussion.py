"""Discussing: threads on passages found again on the next version, answers, what is withheld, what is sent twice."""

from uuid import uuid4

import pytest
from django.utils import timezone

from alliance.domain.errors import Conflict, NotAllowed, NotVisible, Refused
from alliance.models import JournalEntry
from proposals.domain import anchoring, discussion, stages
from proposals.domain.discussion import Passage
from proposals.domain.queries import threads_on, unanswered
from proposals.models import Comment, LiveAnchors, Place, Thread
from realtime import documents
from tests.proposals.path import Path, fresh, latest


def live_words(path: Path, proposal: object, thread: Thread) -> str | None:
    """What a thread's passage is in the live text now, None if its words are gone."""
    now = anchoring.live_text(proposal)  # type: ignore[arg-type]
    place = now.places[thread.pk]
    return now.text[place[0] : place[1]] if place else None


def test_a_comment_is_on_the_words_selected_whatever_blanks_the_page_shows(path: Path) -> None:
    proposal = path.consultation()
    revision = latest(proposal)
    start = revision.plain.index("la priorité")
    said = discussion.open_thread(
        actor=path.actor("member"),
        proposal=proposal,
        revision=revision,
        comment_id=uuid4(),
        markdown="Les deux ?",
        # The page shows two items of a list, the text has a line feed between them.
        passage=Passage("la priorité de raccordement \n\n un tarif", start, start + 38),
    )
    assert said.thread.quote == "la priorité de raccordement\nun tarif"


def test_a_passage_is_found_nearby_when_its_place_was_wrong_and_refused_when_it_is_nowhere(path: Path) -> None:
    proposal = path.consultation()
    revision = latest(proposal)
    said = discussion.open_thread(
        actor=path.actor("member"),
        proposal=proposal,
        revision=revision,
        comment_id=uuid4(),
        markdown="Ici.",
        passage=Passage("chaleur complet", 3, 9),
    )
    place = said.thread.places.get()
    assert place.start is not None and revision.plain[place.start : place.end] == "chaleur complet"
    with pytest.raises(Refused) as refused:
        discussion.open_thread(
            actor=path.actor("member"),
            proposal=proposal,
            revision=revision,
            comment_id=uuid4(),
            markdown="Où ?",
            passage=Passage("jamais écrit", 0, 12),
        )
    assert refused.value.reason == "words-gone"
    assert Thread.objects.count() == 1, "a refused comment leaves no empty thread"


def test_threads_of_a_consultation_go_on_in_the_live_text_and_move_with_it(path: Path) -> None:
    proposal = path.consultation()
    kept = path.comment("member", proposal, "chaleur complet").thread
    gone = path.comment("member", proposal, "un tarif lissé").thread
    proposal = path.settling(proposal)
    assert live_words(path, proposal, kept) == "chaleur complet"
    path.write(proposal, "Le problème", "🌡️ Avant tout. ")
    path.write(proposal, "complet", "et froid ")
    path.write(proposal, "un tarif lissé", "", instead_of=len("un tarif lissé"))
    assert live_words(path, proposal, kept) == "chaleur et froid complet"
    assert live_words(path, proposal, gone) is None
    held = LiveAnchors.objects.get(document=proposal.document)
    assert held.sequence == documents.read_state(proposal.document).sequence
    proposal = path.final(proposal)
    final = latest(proposal)
    places = {p.thread_id: p for p in Place.objects.filter(revision=final)}
    kept_place = places[kept.pk]
    assert kept_place.start is not None
    assert final.plain[kept_place.start : kept_place.end] == "chaleur et froid complet"
    assert places[gone.pk].is_lost
    shown = threads_on(path.actor("observer"), proposal, final)
    assert [(talk.thread, talk.lost) for talk in shown] == [(kept, False), (gone, True)]
    assert shown[1].quote == "un tarif lissé", "what is lost is listed with the words that everybody read in version 1"


def test_words_taken_out_and_put_back_are_found_again_when_the_text_is_frozen(path: Path) -> None:
    proposal = path.consultation()
    thread = path.comment("member", proposal, "chaleur complet").thread
    proposal = path.settling(proposal)
    path.write(proposal, "chaleur complet", "", instead_of=len("chaleur complet"))
    assert live_words(path, proposal, thread) is None
    path.write(proposal, " pour chaque", "chaleur complet")
    final = latest(path.final(proposal))
    place = Place.objects.get(thread=thread, revision=final)
    assert not place.is_lost and final.plain[place.start : place.end] == "chaleur complet"  # type: ignore[misc]


def test_a_reopened_final_text_goes_on_from_the_places_it_froze(path: Path) -> None:
    proposal = path.consultation()
    thread = path.comment("member", proposal, "chaleur complet").thread
    proposal = path.final(path.settling(proposal))
    stages.reopen_text(actor=path.actor("rapporteur"), proposal=proposal)
    path.write(fresh(proposal), "Le problème", "Avant. ")
    assert live_words(path, proposal, thread) == "chaleur complet"


def test_margin_notes_of_a_draft_are_for_its_authors_alone_for_ever(path: Path) -> None:
    proposal = path.draft()
    path.note("rapporteur", proposal, "un projet sur deux", "À vérifier entre nous.")
    proposal = path.consultation(fresh(proposal))
    note = Thread.objects.get()
    assert threads_on(path.actor("member"), proposal, latest(proposal)) == []
    assert [t.thread for t in threads_on(path.actor("rapporteur"), proposal, latest(proposal))] == [note]
    with pytest.raises(NotVisible):
        discussion.thread_of(path.actor("member"), proposal, note.pk)
    page = path.alliance.client("member").get(proposal.urls.page).content.decode()
    assert "entre nous" not in page


def test_a_closed_consultation_takes_no_comment_and_no_reply(path: Path) -> None:
    proposal = path.consultation()
    thread = path.comment("member", proposal).thread
    proposal = path.closed(proposal)
    thread.proposal = proposal
    for slug in ("member", "rapporteur"):
        with pytest.raises(Conflict) as conflict:
            discussion.reply(actor=path.actor(slug), thread=thread, comment_id=uuid4(), markdown="Encore.")
        assert conflict.value.reason == "consultation-closed"


def test_in_settling_the_authors_answer_and_the_others_read(path: Path) -> None:
    proposal = path.consultation()
    thread = path.comment("member", proposal).thread
    proposal = path.settling(proposal)
    thread.proposal = proposal
    assert unanswered(proposal) == 1
    discussion.reply(actor=path.actor("rapporteur"), thread=thread, comment_id=uuid4(), markdown="Nous regardons.")
    with pytest.raises(Conflict):
        discussion.reply(actor=path.actor("member"), thread=thread, comment_id=uuid4(), markdown="Merci.")
    with pytest.raises(NotAllowed):
        discussion.answer(actor=path.actor("member"), thread=thread, answer="taken-up")
    with pytest.raises(Refused):
        discussion.answer(actor=path.actor("rapporteur"), thread=thread, answer="declined", reason=" ")
    discussion.answer(actor=path.actor("rapporteur"), thread=thread, answer="declined", reason="Hors sujet.")
    assert unanswered(proposal) == 0
    assert JournalEntry.objects.filter(chain=proposal.chain).last().data["answer"] == "declined"  # type: ignore[union-attr]


def test_a_thread_is_settled_by_who_opened_it_or_by_an_author_and_reopened(path: Path) -> None:
    proposal = path.consultation()
    thread = path.comment("member", proposal).thread
    with pytest.raises(NotAllowed):
        discussion.resolve(actor=path.actor("representative-1"), thread=thread)
    assert discussion.resolve(actor=path.actor("member"), thread=thread).is_resolved
    assert not discussion.reopen(actor=path.actor("rapporteur"), thread=thread).is_resolved


def test_A21_the_words_of_a_passage_go_with_the_comment_that_was_hidden(path: Path) -> None:
    proposal = path.consultation()
    said = path.comment("member", proposal, "chaleur complet", "Une attaque personnelle.")
    discussion.hide_comment(actor=path.actor("secretariat"), comment=said, reason="Attaque une personne.")
    for slug in ("observer", "member", "rapporteur"):
        page = path.alliance.client(slug).get(proposal.urls.page).content.decode()
        assert "Une attaque personnelle" not in page and "Attaque une personne." in page
        assert "<q>chaleur complet</q>" not in page and "ne sont plus montrés" in page
        assert 'data-threads="' not in page


def test_A21_a_passage_that_only_the_authors_read_is_quoted_to_nobody_else(path: Path) -> None:
    proposal = path.settling()
    path.write(proposal, "Un diagnostic", "Secret de travail. ")
    path.note("rapporteur", proposal, "Secret de travail")
    path.write(proposal, "Secret de travail. ", "", instead_of=len("Secret de travail. "))
    proposal = path.final(fresh(proposal))
    for address in (proposal.urls.page, proposal.urls.history, proposal.urls.diff(1, 2)):
        assert "Secret de travail" not in path.alliance.client("member").get(address).content.decode()


def test_a_comment_is_rendered_once_and_safely(path: Path) -> None:
    said = path.comment("member", path.consultation(), text='Voir <img src=x onerror="alert(1)"> **ici**')
    assert "<img" not in said.html and "<strong>ici</strong>" in said.html


def test_F16_a_comment_sent_five_times_is_one_comment_and_one_line_of_the_journal(path: Path) -> None:
    proposal = path.consultation()
    client = path.alliance.client("member")
    sent = {"id": str(uuid4()), "text": "Une seule fois."}
    headers = {"Accept": "application/json"}
    answers = [client.post(proposal.urls.comment, sent, headers=headers) for _ in range(5)]
    assert {answer.content for answer in answers} == {answers[0].content} and answers[0].status_code == 200
    thread = Thread.objects.get()
    reply = {"id": str(uuid4()), "text": "Une seule réponse."}
    for _ in range(5):
        client.post(f"/proposals/{proposal.pk}/threads/{thread.pk}/reply/", reply)
    path.closed(proposal)
    late = client.post(proposal.urls.comment, sent, headers=headers)
    assert late.content == answers[0].content, "an answer that was lost is given again after the closing too"
    assert Comment.objects.count() == 2
    acts = list(JournalEntry.objects.filter(chain=proposal.chain).values_list("act", flat=True))
    assert acts.count("open-thread") == 1 and acts.count("reply") == 1


def test_F16_an_id_that_is_somebody_elses_is_a_conflict(path: Path) -> None:
    proposal = path.consultation()
    said = path.comment("member", proposal)
    with pytest.raises(Conflict) as conflict:
        discussion.open_thread(
            actor=path.actor("representative-1"),
            proposal=proposal,
            revision=latest(proposal),
            comment_id=said.pk,
            markdown="Le mien.",
        )
    assert conflict.value.reason == "id-taken"


def test_a_comment_on_an_older_version_is_a_conflict(path: Path) -> None:
    proposal = path.consultation()
    first = latest(proposal)
    stages.back_to_draft(actor=path.actor("rapporteur"), proposal=proposal, reason="À revoir.")
    proposal = path.consultation(fresh(proposal))
    with pytest.raises(Conflict) as conflict:
        discussion.open_thread(
            actor=path.actor("member"), proposal=proposal, revision=first, comment_id=uuid4(), markdown="Tard ?"
        )
    assert conflict.value.reason == "older-version"


def test_the_capacity_of_a_comment_is_the_chosen_one_and_is_shown(path: Path) -> None:
    said = path.comment("seat-4", path.consultation())
    assert said.capacity.startswith("seat:") and said.partner is None and said.place_name
    assert said.created_at <= timezone.now()


def test_F16_an_id_sent_again_with_other_words_or_elsewhere_is_told_and_not_swallowed(path: Path) -> None:
    proposal = path.consultation()
    first = path.comment("member", proposal, text="Une question.")
    other = path.comment("member", proposal, text="Une autre.").thread
    send = {"actor": path.actor("member"), "comment_id": first.pk}
    again = discussion.open_thread(proposal=proposal, revision=latest(proposal), markdown=" Une question.\r\n", **send)
    assert again == first
    elsewhere = path.consultation(path.draft(title="Froid"))
    for lost in (
        lambda: discussion.open_thread(proposal=proposal, revision=latest(proposal), markdown="Autre chose.", **send),
        lambda: discussion.open_thread(
            proposal=elsewhere, revision=latest(elsewhere), markdown="Une question.", **send
        ),
        lambda: discussion.reply(thread=other, markdown="Une question.", **send),
    ):
        with pytest.raises(Conflict) as conflict:
            lost()
        assert conflict.value.reason == "id-taken"
