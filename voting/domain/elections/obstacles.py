"""Why somebody can't hold a seat, in sentences: before an election is opened, and when it was decided."""

from django.utils.translation import gettext as _

from alliance.domain.elected import Obstacle
from alliance.models import Partner, User


def told(obstacle: str, person: User, partner: Partner) -> str:
    """An obstacle, of this person who comes from this partner, as a sentence."""
    names = {"name": person.name, "partner": partner.name}
    return {
        Obstacle.ABOLISHED: _("The seat was abolished."),
        Obstacle.OVER: _("The days of the mandate are over."),
        Obstacle.GIVEN: _("Another mandate of this seat starts on one of these days."),
        Obstacle.PERSON_LEFT: _("%(name)s does not take part for %(partner)s any more."),
        Obstacle.PARTNER_LEFT: _("%(partner)s is not a partner of the alliance any more."),
        Obstacle.OTHER_CATEGORY: _("%(partner)s does not belong to this category any more."),
        Obstacle.OTHER_SEAT: _("%(name)s holds another seat of the council on days of this mandate."),
    }[Obstacle(obstacle)] % names
