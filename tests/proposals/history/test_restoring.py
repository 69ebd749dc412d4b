"""Going back is a new edit: attributed, journalled, undone the same way, refused where it would surprise somebody."""

import pytest

from alliance.domain.errors import Conflict, NotVisible
from alliance.models import JournalEntry
from proposals.domain import history, sessions
from proposals.domain.restoring import preview, restore
from proposals.models import Restoration
from proposals.text.lines import from_delta
from proposals.text.restoring import parts
from realtime import documents
from realtime.models import Update
from tests.proposals.history.writing import text_of
from tests.proposals.path import fresh


def lines_of(proposal):
    return from_delta(documents.read_state(proposal.document).ops)


def latest(proposal) -> int:
    return documents.read_state(proposal.document).sequence


def test_a_moment_comes_back_with_its_formats_as_one_line_of_the_log(desk, path, alliance) -> None:
    proposal = path.draft()
    before = lines_of(proposal)
    source = latest(proposal)
    desk.delete("rapporteur", proposal, "chaleur complet pour chaque commune")
    desk.insert("rapporteur", proposal, "Autre chose. ")
    seen = latest(proposal)
    actor = alliance.actor("rapporteur")
    restored = restore(actor=actor, proposal=proposal, source=source, seen=seen)
    assert lines_of(proposal) == before
    assert (restored.sequence, restored.before, latest(proposal)) == (seen + 1, seen, seen + 1)
    assert (restored.came, restored.went) == (5, 2)
    line = Update.objects.get(document=proposal.document, sequence=restored.sequence)
    assert line.user_id == alliance.user("rapporteur").pk
    told = JournalEntry.objects.get(chain=proposal.chain, act="restore")
    assert told.data == {"proposal": proposal.pk, "sequence": seen + 1, "source": source, "whole": True}


def test_undoing_it_is_restoring_the_moment_before(desk, path, alliance) -> None:
    proposal = path.draft()
    source = latest(proposal)
    desk.insert("rapporteur", proposal, "Ajouté. ")
    changed = lines_of(proposal)
    actor = alliance.actor("rapporteur")
    restored = restore(actor=actor, proposal=proposal, source=source, seen=latest(proposal))
    restore(actor=actor, proposal=proposal, source=restored.before, seen=latest(proposal))
    assert lines_of(proposal) == changed and Restoration.objects.count() == 2


def test_one_section_comes_back_while_others_write_elsewhere(desk, path, alliance) -> None:
    proposal = path.draft()
    source = latest(proposal)
    desk.delete("rapporteur", proposal, "Faute d’accompagnement, ")
    seen = latest(proposal)
    desk.insert("rapporteur", proposal, "Toujours, ", before="Les métropoles")
    restored = restore(actor=alliance.actor("rapporteur"), proposal=proposal, source=source, seen=seen, section=0)
    assert "Faute d’accompagnement, un" in text_of(proposal) and "Toujours, Les métropoles" in text_of(proposal)
    assert restored.section == "Le problème rencontré"


def test_what_was_written_there_since_it_was_shown_is_not_replaced_unseen(desk, path, alliance) -> None:
    proposal = path.draft()
    source = latest(proposal)
    desk.delete("rapporteur", proposal, "Faute d’accompagnement, ")
    seen = latest(proposal)
    desk.insert("rapporteur", proposal, "Mot de dernière minute. ", before="un projet")
    with pytest.raises(Conflict) as refused:
        restore(actor=alliance.actor("rapporteur"), proposal=proposal, source=source, seen=seen, section=0)
    assert refused.value.reason == "changed" and "dernière minute" in text_of(proposal)


def test_nothing_to_restore_and_a_frozen_text_are_refused(desk, path, alliance) -> None:
    proposal = path.draft()
    actor = alliance.actor("rapporteur")
    now = latest(proposal)
    with pytest.raises(Conflict) as refused:
        restore(actor=actor, proposal=proposal, source=now, seen=now)
    assert refused.value.reason == "nothing"
    proposal = path.consultation(proposal)
    for act in (
        lambda: restore(actor=actor, proposal=proposal, source=1, seen=now),
        lambda: preview(actor=actor, proposal=proposal, source=1),
    ):
        with pytest.raises(Conflict) as refused:
            act()
        assert refused.value.reason == "frozen"


@pytest.mark.parametrize("source,section", [(99, None), (0, None), (1, 7), (1, -1)])
def test_moments_and_sections_that_are_not_there(desk, path, alliance, source, section) -> None:
    proposal = path.draft()
    with pytest.raises(NotVisible):
        restore(actor=alliance.actor("rapporteur"), proposal=proposal, source=source, seen=1, section=section)


def test_A15_words_of_another_that_go_are_told_of_who_took_them_and_come_back(desk, path, alliance) -> None:
    proposal = path.draft()
    path.with_coauthor(proposal)
    proposal = fresh(proposal)
    source = desk.insert("coauthor-1", proposal, "Nos communes attendent. ")
    gone = desk.delete("rapporteur", proposal, "Nos communes attendent. ")
    assert Update.objects.get(document=proposal.document, sequence=gone).user_id == alliance.user("rapporteur").pk
    sessions.follow(proposal.document)
    looking = history.reach(alliance.actor("coauthor-1"), proposal)
    took = next(e.thing for e in history.timeline(looking).entries if e.kind == "session" and e.thing.went)
    assert (took.user, took.went) == (alliance.user("rapporteur"), 3)
    compared = history.compared(looking, source, gone)
    [words] = [piece for block in compared.blocks for piece in block.pieces if piece.act == "del"]
    assert words.text.strip() == "Nos communes attendent." and words.attributes["who"] == alliance.user("rapporteur").pk
    restore(actor=alliance.actor("coauthor-1"), proposal=proposal, source=source, seen=gone)
    assert text_of(proposal).startswith("Nos communes attendent. ")


@pytest.mark.parametrize("whole", [True, False])
def test_words_that_come_back_are_their_first_authors(desk, path, alliance, whole) -> None:
    proposal = path.draft()
    path.with_coauthor(proposal)
    proposal = fresh(proposal)
    source = desk.insert("coauthor-1", proposal, "Nos communes attendent. ", before="Les métropoles")
    desk.insert("rapporteur", proposal, "Souvent, ", before="Faute")
    seen = desk.delete("rapporteur", proposal, "Nos communes attendent. ")
    texts = [
        part.lines
        for part in parts(history.moment(history.reach(alliance.actor("rapporteur"), proposal), source).lines)
    ]
    place = next(n for n, lines in enumerate(texts) if any("Les métropoles" in line.text for line in lines))
    restore(
        actor=alliance.actor("rapporteur"),
        proposal=proposal,
        source=source,
        seen=seen,
        section=None if whole else place,
    )
    state = documents.read_state(proposal.document)
    at = state.text.index("Nos communes")
    users = [user for length, user in documents.written(proposal.document, state.state) for _ in range(length)]
    assert set(users[at : at + len("Nos communes attendent.")]) == {alliance.user("coauthor-1").pk}
    assert ("Souvent, " in state.text) is not whole
