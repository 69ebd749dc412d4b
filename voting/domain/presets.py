"""The rules every club starts with: the project's presets, loaded once each."""

from django.utils.translation import gettext_noop as _

from alliance.models import Club
from voting.counting import sha256
from voting.counting.presets import load
from voting.models import Body, Rule

# In the order of the opening form, the default of each body first.
PRESETS = [
    ("council-double-majority", Body.COUNCIL, _("Council, double majority")),
    ("council-by-weight", Body.COUNCIL, _("Council, by weight")),
    ("council-by-heads", Body.COUNCIL, _("Council, by heads")),
    ("assembly-recommendation", Body.ASSEMBLY, _("Assembly, recommendation")),
    ("assembly-charter", Body.ASSEMBLY, _("Assembly, charter or lobbying position")),
]


def load_presets(club: Club) -> list[Rule]:
    """The presets as rules of this club, in the order of the form; those that are missing are added."""
    rules = []
    for key, body, name in PRESETS:
        definition = load(key)
        rule, _created = Rule.objects.get_or_create(
            club=club,
            key=key,
            version=definition["version"],
            defaults={"body": body, "name": name, "definition": definition, "sha256": sha256(definition)},
        )
        rules.append(rule)
    return rules
