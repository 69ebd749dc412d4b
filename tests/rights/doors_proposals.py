"""Doors of WHAT: reading, discussing, writing, steering, supporting, publishing; pages, API and live rooms."""

import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial, wraps
from uuid import uuid4

from django.http import HttpResponseBase
from django.utils import timezone

from proposals.interfaces.live import MarginRoom, ProposalDocument, ReadersRoom
from proposals.models import Proposal, Theme, Thread
from realtime import documents
from tests.proposals.path import Path, fresh, latest
from tests.rights.doors import ALTERNATES, Case, door

ALTERNATES["proposals.support"] = {"representative": "alternate"}
STRANGER = "coauthor-2"


def carrier(case: Case) -> str:
    """The persona where it is the rapporteur and the thing is to be its own, else a stranger."""
    return case.slug if case.own and case.persona == "rapporteur" else STRANGER


def path(case: Case) -> Path:
    return Path(case.alliance, carrier(case))


def once(make: Callable[[Case], Proposal]) -> Callable[[Case], Proposal]:
    """Makes a proposal once for all tries in which the same people carry it and write in it."""

    @wraps(make)
    def ask(case: Case) -> Proposal:
        own = case.slug if case.own else ""
        return case.once(f"{make.__name__} of {carrier(case)} and {own}", partial(make, case))

    return ask


@once
def draft(case: Case) -> Proposal:
    """A draft; the co-author's own when it has accepted to write it."""
    proposal = path(case).draft()
    if case.own and case.persona == "co-author":
        path(case).with_coauthor(proposal, case.slug)
    return fresh(proposal)


@once
def consulted(case: Case) -> Proposal:
    return path(case).consultation(draft(case))


@once
def settled(case: Case) -> Proposal:
    return path(case).settling(consulted(case))


@once
def final(case: Case) -> Proposal:
    return path(case).final(settled(case))


@once
def published(case: Case) -> Proposal:
    return path(case).published(final(case))


@once
def invited(case: Case) -> Proposal:
    """A draft to which the persona is invited, where the thing is to be its own; else somebody else is."""
    proposal = path(case).draft()
    path(case).invite(proposal, case.slug if case.own else "coauthor-3")
    return fresh(proposal)


def a_thread(case: Case, proposal: Proposal) -> Thread:
    """On a passage of the version in consultation, by a stranger."""
    return path(case).comment("representative-2", proposal, "chaleur complet").thread


def when() -> str:
    return (timezone.localtime() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")


def thread_url(thread: Thread, act: str) -> str:
    return f"/proposals/{thread.proposal_id}/threads/{thread.pk}/{act}/"


# Reading


@door("proposals.read_published", "page")
def published_page(case: Case) -> HttpResponseBase:
    return case.client.get(published(case).urls.page)


@door("proposals.read_published", "page")
def public_page(case: Case) -> HttpResponseBase:
    return case.client.get(published(case).urls.public)


@door("proposals.read_published", "api")
def published_by_api(case: Case) -> HttpResponseBase:
    return case.client.get(f"/api/proposals/{published(case).pk}/")


@door("proposals.read", "page")
def page(case: Case) -> HttpResponseBase:
    return case.client.get(consulted(case).urls.page)


@door("proposals.read", "page")
def adopted_page(case: Case) -> HttpResponseBase:
    return case.client.get(path(case).at("adopted", final(case)).urls.page)


@door("proposals.read", "page")
def listed(case: Case) -> bool:
    """The list is everybody's to ask; what stands in it is not."""
    answer = case.client.get(f"/proposals/?words={consulted(case).code}")
    assert answer.status_code == 200
    return "La chaleur renouvelable" in answer.content.decode()


@door("proposals.read", "api")
def by_api(case: Case) -> HttpResponseBase:
    return case.client.get(f"/api/proposals/{consulted(case).pk}/")


@door("proposals.read", "api")
def listed_by_api(case: Case) -> bool:
    consulted(case)
    return case.client.get("/api/proposals/").json()["count"] == 1


@door("proposals.read", "live")
def readers_room(case: Case) -> bool:
    proposal = consulted(case)
    user = case.alliance.actor(case.slug).user
    return bool(ReadersRoom().access(user=user, session={}, name=proposal.room))


@door("proposals.read_revision", "page")
def version(case: Case) -> HttpResponseBase:
    return case.client.get(latest(consulted(case)).url)


@door("proposals.read_revision", "page")
def comparison(case: Case) -> HttpResponseBase:
    return case.client.get(final(case).urls.diff(1, 2))


@door("proposals.read_revision", "page")
def earlier_version_of_what_is_published(case: Case) -> bool:
    answer = case.client.get(published(case).urls.revision(1))
    return answer.status_code == 200


@door("proposals.read_revision", "api")
def version_by_api(case: Case) -> HttpResponseBase:
    return case.client.get(f"/api/revisions/{latest(consulted(case)).pk}/")


@door("proposals.read_discussion", "page")
def history(case: Case) -> HttpResponseBase:
    return case.client.get(consulted(case).urls.history)


@door("proposals.read_discussion", "page")
def who_supports(case: Case) -> HttpResponseBase:
    return case.client.get(consulted(case).urls.support)


@door("proposals.read_discussion", "page")
def who_writes(case: Case) -> HttpResponseBase:
    return case.client.get(consulted(case).urls.people)


@door("proposals.read_discussion", "page")
def words_of_a_comment(case: Case) -> bool:
    proposal = consulted(case)
    path(case).comment("representative-2", proposal, "chaleur complet", "Mot introuvable ailleurs")
    return "Mot introuvable ailleurs" in case.client.get(proposal.urls.page).content.decode()


@door("proposals.read_live", "page")
def draft_page(case: Case) -> HttpResponseBase:
    return case.client.get(draft(case).urls.page)


@door("proposals.read_live", "page")
def editor(case: Case) -> HttpResponseBase:
    return case.client.get(draft(case).urls.edit)


@door("proposals.read_live", "page")
def settling(case: Case) -> HttpResponseBase:
    return case.client.get(settled(case).urls.settling)


@door("proposals.read_live", "page")
def margin(case: Case) -> HttpResponseBase:
    return case.client.get(settled(case).urls.margin)


@door("proposals.read_live", "api")
def draft_by_api(case: Case) -> HttpResponseBase:
    return case.client.get(f"/api/proposals/{draft(case).pk}/")


@door("proposals.read_live", "live")
def margin_room(case: Case) -> bool:
    proposal = settled(case)
    user = case.alliance.actor(case.slug).user
    return bool(MarginRoom().access(user=user, session={}, name=proposal.margin_room))


@door("proposals.read_live", "live")
def document_read(case: Case) -> bool:
    proposal = settled(case)
    user = case.alliance.actor(case.slug).user
    return ProposalDocument().access(user=user, session={}, document_id=proposal.document).read


# Looking back: a text in settling, where something was written since its version was frozen


@once
def reworked(case: Case) -> Proposal:
    proposal = settled(case)
    path(case).write(proposal, "un tarif lissé", "et ")
    return fresh(proposal)


def now_of(proposal: Proposal) -> int:
    return documents.read_state(proposal.document).sequence


@door("proposals.read_history", "page")
def sessions_of_work(case: Case) -> bool:
    """The page is for all who discuss the text; sessions of work on it are not."""
    answer = case.client.get(reworked(case).urls.history)
    return answer.status_code == 200 and 'class="tl-session"' in answer.content.decode()


@door("proposals.read_history", "page")
def a_moment(case: Case) -> HttpResponseBase:
    proposal = reworked(case)
    return case.client.get(f"{proposal.urls.moment}?at={now_of(proposal)}")


@door("proposals.read_history", "page")
def the_latest_moment(case: Case) -> bool:
    """Without a number: others see the version."""
    answer = case.client.get(reworked(case).urls.moment)
    return answer.status_code == 200 and "et un tarif lissé" in re.sub("<[^>]*>", "", answer.content.decode())


@door("proposals.read_history", "page")
def two_moments(case: Case) -> HttpResponseBase:
    proposal = reworked(case)
    return case.client.get(f"{proposal.urls.compare}?a={latest(proposal).sequence}&b={now_of(proposal)}")


@door("proposals.read_history", "page")
def what_is_played(case: Case) -> HttpResponseBase:
    return case.client.get(f"{reworked(case).urls.log_steps}?after=1&state=1")


@door("proposals.read_history", "page")
def how_far_one_has_seen(case: Case) -> HttpResponseBase:
    proposal = reworked(case)
    return case.client.post(proposal.urls.seen, {"at": now_of(proposal)})


@door("proposals.read_discussion", "page")
def a_version_with_its_authors(case: Case) -> HttpResponseBase:
    proposal = consulted(case)
    return case.client.get(f"{proposal.urls.moment}?at={latest(proposal).sequence}")


# Discussing


@door("proposals.comment", "page")
def comment(case: Case) -> HttpResponseBase:
    return case.client.post(consulted(case).urls.comment, {"text": "D’où vient ce chiffre ?"})


@door("proposals.comment", "page")
def reply(case: Case) -> HttpResponseBase:
    thread = a_thread(case, consulted(case))
    return case.client.post(thread_url(thread, "reply"), {"text": "De l’enquête."})


@door("proposals.comment", "api")
def comment_by_api(case: Case) -> HttpResponseBase:
    body = {"id": str(uuid4()), "revision": 1, "text": "D’où vient ce chiffre ?"}
    return case.client.post(f"/api/proposals/{consulted(case).pk}/comments/", body, content_type="application/json")


@door("proposals.resolve", "page")
def resolve(case: Case) -> HttpResponseBase:
    """One's own thread; for those who write the proposal, anybody's in it."""
    writes = case.persona in {"rapporteur", "co-author"}
    proposal = consulted(case)
    thread = path(case).comment(case.slug if case.own and not writes else "representative-2", proposal).thread
    return case.client.post(thread_url(thread, "resolve"))


@door("proposals.resolve", "page")
def reopen(case: Case) -> HttpResponseBase:
    writes = case.persona in {"rapporteur", "co-author"}
    proposal = consulted(case)
    thread = path(case).comment(case.slug if case.own and not writes else "representative-2", proposal).thread
    Thread.objects.filter(pk=thread.pk).update(resolved_at=timezone.now())
    return case.client.post(thread_url(thread, "reopen"))


@door("proposals.answer", "page")
def answer(case: Case) -> HttpResponseBase:
    thread = a_thread(case, consulted(case))
    return case.client.post(thread_url(thread, "answer"), {"answer": "declined", "reason": "Hors sujet."})


@door("proposals.hide_comment", "page")
def hide(case: Case) -> HttpResponseBase:
    said = path(case).comment("representative-2", proposal := consulted(case))
    return case.client.post(f"/proposals/{proposal.pk}/comments/{said.pk}/hide/", {"reason": "Nomme un particulier."})


# Writing


@door("proposals.start", "page")
def start_page(case: Case) -> HttpResponseBase:
    return case.client.get("/proposals/new/")


@door("proposals.start", "page")
def start(case: Case) -> HttpResponseBase:
    return case.client.post("/proposals/new/", {"kind": "strategy", "title": "Une feuille de route"})


@door("proposals.write", "page")
def restoring(case: Case) -> HttpResponseBase:
    proposal = draft(case)
    path(case).write(proposal, "un tarif lissé", "et ")
    return case.client.post(proposal.urls.restore, {"at": 1, "seen": now_of(proposal)})


@door("proposals.write", "page")
def what_would_be_restored(case: Case) -> HttpResponseBase:
    return case.client.get(f"{draft(case).urls.restore}?at=1")


@door("proposals.write", "live")
def document_written(case: Case) -> bool:
    proposal = draft(case)
    user = case.alliance.actor(case.slug).user
    return ProposalDocument().access(user=user, session={}, document_id=proposal.document).write


@door("proposals.answer_invitation", "page")
def accept(case: Case) -> HttpResponseBase:
    return case.client.post(f"/proposals/{invited(case).pk}/people/accept/")


@door("proposals.answer_invitation", "page")
def decline(case: Case) -> HttpResponseBase:
    return case.client.post(f"/proposals/{invited(case).pk}/people/decline/")


@door("proposals.leave", "page")
def leave(case: Case) -> HttpResponseBase:
    """Taking oneself off; others are taken off by whoever steers."""
    proposal = path(case).draft()
    path(case).with_coauthor(proposal, case.slug if case.own else "coauthor-3")
    user = case.alliance.actor(case.slug).user
    return case.client.post(f"/proposals/{proposal.pk}/people/{user.pk if user and case.own else 0}/remove/")


# Steering


@door("proposals.steer", "page")
def details_page(case: Case) -> HttpResponseBase:
    return case.client.get(consulted(case).urls.details)


@door("proposals.steer", "page")
def details(case: Case) -> HttpResponseBase:
    return case.client.post(consulted(case).urls.details, {"kind": "strategy", "title": "Autrement"})


@door("proposals.steer", "page")
def invite(case: Case) -> HttpResponseBase:
    return case.client.post(consulted(case).urls.people, {"who": "coauthor-3@example.org"})


@door("proposals.steer", "page")
def remove(case: Case) -> HttpResponseBase:
    proposal = consulted(case)
    path(case).with_coauthor(proposal, "coauthor-3")
    return case.client.post(f"/proposals/{proposal.pk}/people/{case.alliance.user('coauthor-3').pk}/remove/")


@door("proposals.steer", "page")
def hand_over(case: Case) -> HttpResponseBase:
    proposal = consulted(case)
    heir = path(case).with_coauthor(proposal, "coauthor-3")
    return case.client.post(f"/proposals/{proposal.pk}/people/{heir.pk}/hand-over/")


@door("proposals.steer", "page")
def open_consultation(case: Case) -> HttpResponseBase:
    return case.client.post(draft(case).urls.consultation, {"closes_at": when()})


@door("proposals.steer", "page")
def set_closing(case: Case) -> HttpResponseBase:
    return case.client.post(consulted(case).urls.closing, {"closes_at": when()})


@door("proposals.steer", "page")
def settle(case: Case) -> HttpResponseBase:
    return case.client.post(path(case).closed(consulted(case)).urls.settle)


@door("proposals.steer", "page")
def freeze(case: Case) -> HttpResponseBase:
    return case.client.post(settled(case).urls.freeze)


@door("proposals.steer", "page")
def reopen_text(case: Case) -> HttpResponseBase:
    return case.client.post(final(case).urls.reopen)


@door("proposals.steer", "page")
def back_to_draft(case: Case) -> HttpResponseBase:
    return case.client.post(consulted(case).urls.back, {"reason": "Le plan est à revoir."})


@door("proposals.steer", "page")
def withdraw(case: Case) -> HttpResponseBase:
    return case.client.post(consulted(case).urls.withdraw, {"reason": "Sans objet."})


# Supporting, publishing


@door("proposals.support", "page")
def support(case: Case) -> HttpResponseBase:
    return case.client.post(consulted(case).urls.support, {"kind": "plain"})


@door("proposals.support", "page")
def confirm_support(case: Case) -> HttpResponseBase:
    proposal = consulted(case)
    path(case).support("representative", proposal)
    proposal = path(case).final(path(case).settling(proposal))
    return case.client.post(f"/proposals/{proposal.pk}/support/confirm/")


@door("proposals.support", "page")
def withdraw_support(case: Case) -> HttpResponseBase:
    return case.client.post(f"/proposals/{consulted(case).pk}/support/withdraw/")


@door("proposals.publish", "page")
def publish(case: Case) -> HttpResponseBase:
    return case.client.post(path(case).at("adopted", final(case)).urls.publish)


# Themes


def a_theme(case: Case) -> Theme:
    return Theme.objects.filter(club=case.alliance.club)[0]


@door("proposals.edit_themes", "page")
def themes(case: Case) -> HttpResponseBase:
    return case.client.get("/themes/")


@door("proposals.edit_themes", "page")
def add_theme_page(case: Case) -> HttpResponseBase:
    return case.client.get("/themes/new/")


@door("proposals.edit_themes", "page")
def add_theme(case: Case) -> HttpResponseBase:
    return case.client.post("/themes/new/", {"name": "Mobilité"})


@door("proposals.edit_themes", "page")
def theme_page(case: Case) -> HttpResponseBase:
    return case.client.get(f"/themes/{a_theme(case).pk}/")


@door("proposals.edit_themes", "page")
def rename_theme(case: Case) -> HttpResponseBase:
    return case.client.post(f"/themes/{a_theme(case).pk}/", {"name": "Mobilité"})


@door("proposals.edit_themes", "page")
def move_theme(case: Case) -> HttpResponseBase:
    return case.client.post(f"/themes/{a_theme(case).pk}/move/", {"to": "down"})


@door("proposals.edit_themes", "page")
def retire_theme(case: Case) -> HttpResponseBase:
    return case.client.post(f"/themes/{a_theme(case).pk}/retire/")


@door("proposals.edit_themes", "page")
def offer_theme(case: Case) -> HttpResponseBase:
    Theme.objects.filter(club=case.alliance.club).update(retired_at=timezone.now())
    return case.client.post(f"/themes/{a_theme(case).pk}/offer/")
