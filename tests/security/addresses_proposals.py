"""Addresses of WHAT and who reads them: of a proposal that the rapporteur carries and the co-author writes along."""

from typing import Any

from proposals.models import Proposal, Theme
from tests.factories import Alliance
from tests.proposals.path import Path, fresh
from tests.security.addresses import ALL, SECRETARIAT, SIGNED_IN, Address

STEERS = frozenset({"rapporteur", "secretariat"})
WRITES = frozenset({"rapporteur", "co-author"})
READS_DRAFT = STEERS | WRITES


def draft(alliance: Alliance) -> Proposal:
    path = Path(alliance)
    proposal = path.draft()
    path.with_coauthor(proposal)
    return fresh(proposal)


def a_draft(alliance: Alliance) -> list[Any]:
    return [draft(alliance).pk]


def consulted(alliance: Alliance) -> list[Any]:
    return [Path(alliance).consultation(draft(alliance)).pk]


def settling(alliance: Alliance) -> list[Any]:
    return [Path(alliance).settling(fresh(Proposal.objects.get(pk=consulted(alliance)[0]))).pk]


def final(alliance: Alliance) -> Proposal:
    return Path(alliance).final(fresh(Proposal.objects.get(pk=settling(alliance)[0])))


def published(alliance: Alliance) -> list[Any]:
    return [Path(alliance).published().pk]


def closed(alliance: Alliance) -> list[Any]:
    return [Path(alliance).closed().pk]


def a_theme(alliance: Alliance) -> list[Any]:
    return [Theme.objects.filter(club=alliance.club)[0].pk]


ADDRESSES = [
    Address("proposals", ALL),
    Address("proposal_start", SIGNED_IN - {"observer"}, ("proposals.start",)),
    Address("proposal", SIGNED_IN, args=consulted),
    Address("proposal_public", ALL, args=published),
    Address("proposal_history", SIGNED_IN, args=consulted),
    # Moments are for the authors and the secretariat; others read those that a version froze.
    Address("proposal_moment", SIGNED_IN, args=consulted),
    Address("proposal_compare", SIGNED_IN, args=consulted, query="?a=1&b=1"),
    Address("proposal_steps", READS_DRAFT, args=consulted, query="?after=1"),
    Address("proposal_restore", WRITES, ("proposals.write",), a_draft, query="?at=1"),
    Address("proposal_seen", None, ("proposals.read_history",), a_draft),
    Address("proposal_revision", SIGNED_IN, args=lambda a: [*consulted(a), 1]),
    Address("proposal_diff", SIGNED_IN, args=lambda a: [final(a).pk, 1, 2]),
    Address("proposal_edit", READS_DRAFT, ("proposals.write",), a_draft),
    Address("proposal_details", STEERS, ("proposals.steer",), a_draft),
    Address("proposal_margin", READS_DRAFT, ("proposals.comment", "proposals.resolve"), a_draft),
    Address("proposal_people", READS_DRAFT, ("proposals.steer",), a_draft),
    Address("proposal_accept", None, ("proposals.answer_invitation",), a_draft),
    Address("proposal_decline", None, ("proposals.answer_invitation",), a_draft),
    Address("proposal_remove", None, ("proposals.steer", "proposals.leave"), lambda a: [*a_draft(a), 1]),
    Address("proposal_hand_over", None, ("proposals.steer",), lambda a: [*a_draft(a), 1]),
    Address("proposal_open_consultation", STEERS, ("proposals.steer",), a_draft),
    Address("proposal_closing", STEERS, ("proposals.steer",), consulted),
    Address("proposal_settle", STEERS, ("proposals.steer",), closed),
    Address("proposal_settling", READS_DRAFT, args=settling),
    Address("proposal_freeze", STEERS, ("proposals.steer",), settling),
    Address("proposal_reopen_text", STEERS, ("proposals.steer",), lambda a: [final(a).pk]),
    Address("proposal_back_to_draft", STEERS, ("proposals.steer",), consulted),
    Address("proposal_withdraw", STEERS, ("proposals.steer",), consulted),
    Address("proposal_publish", frozenset({"secretariat"}), ("proposals.publish",), published),
    # Who supports, by category, is read by all; the form is the representatives'.
    Address("proposal_support", SIGNED_IN, ("proposals.support",), consulted),
    Address("proposal_support_confirm", None, ("proposals.support",), consulted),
    Address("proposal_support_withdraw", None, ("proposals.support",), consulted),
    Address("proposal_comment", None, ("proposals.comment",), consulted),
    Address(
        "proposal_comment_hide",
        None,
        ("proposals.hide_comment",),
        lambda a: [*consulted(a), "00000000-0000-4000-8000-000000000000"],
    ),
    Address("proposal_reply", None, ("proposals.comment",), lambda a: [*consulted(a), 1]),
    Address("proposal_resolve", None, ("proposals.resolve",), lambda a: [*consulted(a), 1]),
    Address("proposal_thread_reopen", None, ("proposals.resolve",), lambda a: [*consulted(a), 1]),
    Address("proposal_answer", None, ("proposals.answer",), lambda a: [*consulted(a), 1]),
    Address("themes", SECRETARIAT),
    Address("theme_new", SECRETARIAT, ("proposals.edit_themes",)),
    Address("theme", SECRETARIAT, ("proposals.edit_themes",), a_theme),
    Address("theme_move", None, ("proposals.edit_themes",), a_theme),
    Address("theme_retire", None, ("proposals.edit_themes",), a_theme),
    Address("theme_offer", None, ("proposals.edit_themes",), a_theme),
    Address("api_proposals", ALL),
    Address("api_proposal", SIGNED_IN, args=consulted),
    Address("api_comments", None, ("proposals.comment",), consulted),
    Address("api_revisions", ALL),
    Address(
        "api_revision",
        SIGNED_IN,
        args=lambda a: [Path(a).consultation(draft(a)).revisions.get().pk],
    ),
]
