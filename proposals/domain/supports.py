"""Supports: a partner's public word for one revision, confirmed on the final one, or taken back."""

from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.capacities import Actor, Capacity
from alliance.domain.errors import Refused
from alliance.domain.journal import record
from alliance.domain.words import is_deceptive
from proposals.domain.announcing import announce
from proposals.domain.steps import capacity_for, holding, require
from proposals.models import Endorsement, EndorsementKind, Proposal, Revision, Stage

LONGEST_RESERVATION = 1000
# A final text is signed until it is published, and what was adopted afterwards too.
SIGNED = (Stage.SETTLING, Stage.VOTE, Stage.ADOPTED)
TAKEN_AT = (Stage.CONSULTATION, *SIGNED)


def support(*, actor: Actor, revision: Revision, kind: str = EndorsementKind.PLAIN, words: str = "") -> Endorsement:
    """Supports a revision for the partner one acts for, plainly or with a reservation in words.

    A support that stands is changed by it; on the final revision it is confirmed at once.
    Raises NotVisible, NotAllowed, Conflict (wrong-stage, older-version), Refused (kind, words).
    """
    capacity_for(actor, "proposals.support", revision.proposal)
    words = _checked(kind, words)
    with holding(revision.proposal) as held:
        by = actor.capacity_for("proposals.support", held)
        _is_supported_now(held, revision)
        standing = standing_support(held, by)
        now = timezone.now()
        final = revision.pk == held.final_id
        if standing is None:
            standing = Endorsement(proposal=held, partner=by.partner)
        elif (standing.revision_id, standing.kind, standing.words) == (revision.pk, kind, words):
            return standing
        standing.revision = revision
        standing.kind, standing.words = kind, words
        standing.given_by, standing.capacity, standing.given_at = by.user, by.key, now  # type: ignore[assignment]
        standing.confirmed_on = revision if final else None
        standing.confirmed_by, standing.confirmed_at = (by.user, now) if final else (None, None)
        standing.save()
        _traced(held, by, "support", standing, revision=revision.pk, kind=kind)
    return standing


def confirm_support(*, actor: Actor, proposal: Proposal) -> Endorsement:
    """Confirms one's partner's support on the final revision: from then on it is a signatory. Twice changes nothing.

    Raises NotVisible, NotAllowed, Conflict (wrong-stage, no-support).
    """
    capacity_for(actor, "proposals.support", proposal)
    with holding(proposal) as held:
        by = actor.capacity_for("proposals.support", held)
        require(
            held.stage in SIGNED and held.final_id is not None,
            "wrong-stage",
            _("There is no final version to confirm a support on."),
        )
        standing = standing_support(held, by)
        require(standing is not None, "no-support", _("This partner has not supported the proposal yet."))
        assert standing is not None
        if standing.confirmed_on_id == held.final_id:
            return standing
        standing.confirmed_on = held.final
        standing.confirmed_by, standing.confirmed_at = by.user, timezone.now()
        standing.save()
        _traced(held, by, "confirm-support", standing, revision=held.final_id)
    return standing


def withdraw_support(*, actor: Actor, proposal: Proposal) -> None:
    """Takes one's partner's support back, until the text is published. Twice changes nothing.

    Raises NotVisible, NotAllowed, Conflict (published).
    """
    capacity_for(actor, "proposals.support", proposal)
    with holding(proposal) as held:
        by = actor.capacity_for("proposals.support", held)
        require(held.published_at is None, "published", _("The position is published with this signature on it."))
        standing = standing_support(held, by)
        if standing is None:
            return
        standing.withdrawn_at, standing.withdrawn_by = timezone.now(), by.user
        standing.save()
        _traced(held, by, "withdraw-support", standing)


def standing_support(proposal: Proposal, by: Capacity) -> Endorsement | None:
    """The support of the partner that this capacity acts for, not withdrawn."""
    return (
        Endorsement.objects.filter(proposal=proposal, partner=by.partner, withdrawn_at=None)
        .select_related("partner__category", "revision")
        .first()
    )


def _checked(kind: str, words: str) -> str:
    if kind not in EndorsementKind.values:
        raise Refused({"kind": [_("Choose with or without a reservation.")]})
    words = words.strip()
    if kind == EndorsementKind.PLAIN:
        if words:
            raise Refused(
                {"words": [_("A support without reservation has no words: empty them, or choose the other.")]}
            )
        return ""
    if not words:
        raise Refused({"words": [_("Say what your reservation is.")]})
    if len(words) > LONGEST_RESERVATION:
        raise Refused({"words": [_("Use %(count)s characters at most.") % {"count": LONGEST_RESERVATION}]})
    if is_deceptive(" ".join(words.split())):
        raise Refused({"words": [_("Remove the invisible or control characters.")]})
    return words


def _is_supported_now(proposal: Proposal, revision: Revision) -> None:
    if proposal.final_id is not None and proposal.stage in SIGNED:
        current: int | None = proposal.final_id
    else:
        require(
            proposal.stage in {Stage.CONSULTATION, Stage.SETTLING},
            "wrong-stage",
            _("Supports are given from the consultation on, until the text is decided."),
        )
        current = Revision.objects.filter(proposal=proposal).order_by("-number").values_list("pk", flat=True).first()
    require(revision.pk == current, "older-version", _("There is a newer version: support that one."))


def _traced(proposal: Proposal, by: Capacity, act: str, endorsement: Endorsement, **facts: object) -> None:
    record(
        chain=proposal.chain,
        by=by,
        act=act,
        proposal=proposal.pk,
        endorsement=endorsement.pk,
        partner=endorsement.partner_id,
        **facts,
    )
    announce(proposal, "support")
