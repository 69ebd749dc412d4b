"""For whom a person acts now."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alliance.domain.errors import Conflict, NotAllowed
from alliance.interfaces.middleware import ACTING_FOR
from alliance.interfaces.pages import back
from alliance.interfaces.requests import ActorRequest


@require_POST
def act_for(request: ActorRequest) -> HttpResponse:
    """Chooses one of one's capacities (`capacity` is its key), and goes back to `next`."""
    if not request.user.is_authenticated:
        raise NotAllowed("alliance.act_for")
    key = request.POST.get("capacity", "")
    if key not in {capacity.key for capacity in request.actor.capacities}:
        raise Conflict("no-such-capacity", _("You do not, or no longer, act in this capacity."))
    request.session[ACTING_FOR] = key
    # Another quality, another session key (A39).
    request.session.cycle_key()
    return back(request, "/")
