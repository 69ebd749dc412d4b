"""Proxies: a voter lets another voter of the same poll cast its ballot."""

from django.db import transaction
from django.utils.translation import gettext as _

from alliance.capacities import Actor, Capacity
from alliance.domain.errors import Conflict, Refused
from alliance.domain.journal import record
from voting.domain import locks
from voting.domain.announcing import announce_after_commit
from voting.domain.closing import too_late
from voting.models import Ballot, BallotKind, Poll, Proxy, Voter


def permission_for(voter: Voter) -> str:
    """A seat's proxy is given by its holder or alternate, a partner's by its representative alone."""
    return "voting.give_seat_proxy" if voter.seat_id else "voting.give_partner_proxy"


def give_proxy(*, actor: Actor, giver: Voter, holder: Voter) -> Proxy:
    """Gives the giver's proxy to another voter of the same poll, within the limits of the poll's rule.

    Given again to the same voter it is the same proxy (F16).
    Raises NotAllowed; Refused (holder);
    Conflict: poll-closed, already-given, already-voted, holds-proxy, onward, limit.
    """
    with transaction.atomic():
        poll = locks.share(giver.poll_id)
        locks.hold([giver.pk, holder.pk])
        by = actor.capacity_for(permission_for(giver), giver)
        assert by.user is not None  # only persons hold these capacities
        _check_open(poll)
        known = Proxy.objects.filter(giver=giver, holder=holder, ended_at=None).first()
        if known is not None:
            return known
        _check(poll, giver, holder)
        proxy = Proxy.objects.create(
            giver=giver, holder=holder, given_at=locks.now(), given_by=by.user, capacity=by.key
        )
        _conclude(poll, by, "give_proxy", proxy)
    return proxy


def withdraw_proxy(*, actor: Actor, giver: Voter) -> Proxy:
    """Takes the proxy back, and a ballot that its holder cast with it; asked again, nothing more happens (F16)."""
    with transaction.atomic():
        poll = locks.share(giver.poll_id)
        locks.hold([giver.pk])
        by = actor.capacity_for(permission_for(giver), giver)
        _check_open(poll)
        proxy = Proxy.objects.filter(giver=giver, ended_at=None).select_related("holder").first()
        if proxy is None:
            former = Proxy.objects.filter(giver=giver, voided=False).last()
            if former is None:
                raise Conflict("no-proxy", _("No proxy is given."))
            return former
        proxy.ended_at = locks.now()
        proxy.save(update_fields=["ended_at"])
        taken, _rows = Ballot.objects.filter(voter=giver, kind=BallotKind.PROXY).delete()
        if taken:
            announce_after_commit(poll.pk, "participation")
        _conclude(poll, by, "withdraw_proxy", proxy)
    return proxy


def proxy_limit(poll: Poll) -> int:
    """How many proxies one voter may hold."""
    limit: int = poll.conduct.get("proxy", {}).get("per_holder", 0)
    return limit


def possible_holders(poll: Poll, giver: Voter) -> list[Voter]:
    """Who could hold the giver's proxy now: nobody, if the giver holds one itself."""
    limit = proxy_limit(poll)
    if not limit:
        return []
    active = Proxy.objects.filter(giver__poll=poll, ended_at=None)
    givers, held = set(), dict[int, int]()
    for proxy in active:
        givers.add(proxy.giver_id)
        held[proxy.holder_id] = held.get(proxy.holder_id, 0) + 1
    if giver.pk in held:
        return []
    across = poll.conduct["proxy"]["across"]
    return [
        voter
        for voter in poll.voters.all()
        if voter != giver
        and voter.pk not in givers
        and held.get(voter.pk, 0) < limit
        and (across or voter.leaf == giver.leaf)
    ]


def _check_open(poll: Poll) -> None:
    if not poll.is_open or locks.now() >= poll.closes_at:
        raise too_late()


def _check(poll: Poll, giver: Voter, holder: Voter) -> None:
    if holder.poll_id != poll.pk or holder == giver:
        raise Refused({"holder": [_("Choose another voter of this poll.")]})
    limit = proxy_limit(poll)
    if not limit:
        raise Refused({"holder": [_("The rule of this poll knows no proxies.")]})
    if not poll.conduct["proxy"]["across"] and holder.leaf != giver.leaf:
        raise Refused({"holder": [_("Under this rule a proxy stays within the category.")]}, reason="other-category")
    if Ballot.objects.filter(voter=giver, kind=BallotKind.OWN).exists():
        raise Conflict("already-voted", _("You have voted: a proxy would have no effect."))
    active = Proxy.objects.filter(ended_at=None)
    if active.filter(giver=giver).exists():
        raise Conflict("already-given", _("A proxy is already given: withdraw it first."))
    if active.filter(holder=giver).exists():
        raise Conflict("holds-proxy", _("You hold a proxy yourself: it can’t be passed on."))
    if active.filter(giver=holder).exists():
        raise Conflict("onward", _("%(name)s has given a proxy: yours can’t be passed on.") % {"name": holder.name})
    if active.filter(holder=holder).count() >= limit:
        raise Conflict("limit", _("%(name)s already holds as many proxies as the rule allows.") % {"name": holder.name})


def _conclude(poll: Poll, by: Capacity, act: str, proxy: Proxy) -> None:
    record(chain=poll.chain, by=by, act=act, proxy=proxy.pk, giver=proxy.giver_id, holder=proxy.holder_id)
    announce_after_commit(poll.pk, "proxy")
