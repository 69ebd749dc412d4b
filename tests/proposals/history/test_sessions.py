"""Sessions of work are summed up from the log, in pieces, whoever else writes and however often one asks."""

from proposals.domain import history, sessions
from proposals.domain.restoring import restore
from proposals.models import SummedUp, WritingSession
from realtime.models import Document
from tests.proposals.path import fresh


def summed(proposal):
    while sessions.follow(proposal.document):
        pass
    return list(WritingSession.objects.filter(document=proposal.document).order_by("first"))


def two_people(desk, path):
    """The rapporteur's template, then twice two of them, then a rest, then once more."""
    proposal = path.draft()
    path.with_coauthor(proposal)
    proposal = fresh(proposal)
    WritingSession.objects.all().delete()
    for _ in range(3):
        desk.insert("rapporteur", proposal, "Un mot. ")
        desk.later(4)
        desk.insert("coauthor-1", proposal, "Ajout. ")
    desk.later(11)
    desk.delete("coauthor-1", proposal, "Un mot. ")
    return proposal


def test_pauses_of_minutes_are_joined_and_people_kept_apart(desk, path, alliance) -> None:
    proposal = two_people(desk, path)
    first, *written = summed(proposal)
    assert (first.first, first.lines) == (1, 1)
    found = [(s.user.email.split("@")[0], s.lines, s.came, s.went, s.last - s.first) for s in written]
    assert found == [("rapporteur", 3, 6, 0, 4), ("coauthor-1", 3, 3, 0, 4), ("coauthor-1", 1, 0, 2, 0)]
    assert {s.partner for s in written} == {alliance.partner_of("rapporteur"), alliance.partner_of("coauthor-1")}


def test_in_pieces_of_any_size_the_same_sessions_come_out(desk, path) -> None:
    proposal = two_people(desk, path)
    whole = [(s.first, s.last, s.lines, s.came, s.went) for s in summed(proposal)]
    WritingSession.objects.all().delete()
    SummedUp.objects.all().delete()
    while sessions.follow(proposal.document, at_most=2):
        pass
    assert [(s.first, s.last, s.lines, s.came, s.went) for s in summed(proposal)] == whole


def test_what_somebody_else_has_summed_up_meanwhile_is_not_counted_twice(desk, path, monkeypatch) -> None:
    proposal = two_people(desk, path)
    real = sessions._summed

    def overtaken(*asked):
        sums = real(*asked)
        monkeypatch.setattr(sessions, "_summed", real)
        sessions.follow(proposal.document)
        return sums

    monkeypatch.setattr(sessions, "_summed", overtaken)
    sessions.follow(proposal.document)
    assert sum(s.lines for s in summed(proposal)) == Document.objects.get(pk=proposal.document).sequence


def test_a_restoration_is_told_by_itself_and_is_nobodys_session(desk, path, alliance) -> None:
    proposal = path.draft()
    line = desk.insert("rapporteur", proposal, "Trop. ")
    actor = alliance.actor("rapporteur")
    restored = restore(actor=actor, proposal=proposal, source=line - 1, seen=line)
    assert [s.last for s in summed(proposal)][-1] < restored.sequence
    looking = history.reach(actor, proposal)
    assert [entry.kind for entry in history.timeline(looking).entries].count("restoration") == 1


def test_the_duty_follows_every_text_that_grew(desk, path) -> None:
    one, other = path.draft(), path.draft()
    sessions.follow_all()
    desk.insert("rapporteur", other, "Encore. ")
    sessions.follow_all()
    for proposal in (one, other):
        sequence = Document.objects.get(pk=proposal.document).sequence
        assert SummedUp.objects.get(document=proposal.document).sequence == sequence


def test_a_page_of_the_timeline_and_the_next_hold_every_session_once(desk, path, alliance, monkeypatch) -> None:
    monkeypatch.setattr(history, "A_PAGE", 3)
    proposal = path.draft()
    for _ in range(8):
        desk.later(20)
        desk.insert("rapporteur", proposal, "Un. ")
    summed(proposal)
    looking = history.reach(alliance.actor("rapporteur"), proposal)
    before, found = None, []
    while True:
        page = history.timeline(looking, before)
        found += [entry.thing.last for entry in page.entries if entry.kind == "session"]
        before = page.earlier
        if before is None:
            break
    assert found == sorted(found, reverse=True) and len(found) == WritingSession.objects.count()
