"""The rules every club starts with: the project's presets, loaded once each."""

from django.utils.translation import gettext_noop as _

from alliance.models import Club
from voting.counting import sha256
from voting.counting.presets import load
from voting.models import Body, Rule

# In the order of the opening forms, the default of each body first: yes–no rules, consent, consultation, then choices
# and consultations among options, then elections of a category's representative.
PRESETS = [
    ("council-double-majority", Body.COUNCIL, _("Council, double majority")),
    ("council-by-weight", Body.COUNCIL, _("Council, by weight")),
    ("council-by-heads", Body.COUNCIL, _("Council, by heads")),
    ("council-consent", Body.COUNCIL, _("Council, consent")),
    ("council-consultation", Body.COUNCIL, _("Council, consultation")),
    ("assembly-recommendation", Body.ASSEMBLY, _("Assembly, recommendation")),
    ("assembly-charter", Body.ASSEMBLY, _("Assembly, charter or lobbying position")),
    ("assembly-consent", Body.ASSEMBLY, _("Assembly, consent")),
    ("assembly-consultation", Body.ASSEMBLY, _("Assembly, consultation")),
    ("council-choice-judgment", Body.COUNCIL, _("Council, choice by grades (majority judgment)")),
    ("council-choice-schulze", Body.COUNCIL, _("Council, choice by ranking (Schulze)")),
    ("council-choice-runoff", Body.COUNCIL, _("Council, choice by instant run-off")),
    ("council-choice-approval", Body.COUNCIL, _("Council, choice by approval")),
    ("council-choice-transfer", Body.COUNCIL, _("Council, several seats (single transferable vote)")),
    ("council-consultation-approval", Body.COUNCIL, _("Council, consultation among options")),
    ("council-consultation-judgment", Body.COUNCIL, _("Council, consultation by grades")),
    ("assembly-choice-judgment", Body.ASSEMBLY, _("Assembly, choice by grades (majority judgment)")),
    ("assembly-choice-schulze", Body.ASSEMBLY, _("Assembly, choice by ranking (Schulze)")),
    ("assembly-choice-runoff", Body.ASSEMBLY, _("Assembly, choice by instant run-off")),
    ("assembly-choice-approval", Body.ASSEMBLY, _("Assembly, choice by approval")),
    ("assembly-choice-transfer", Body.ASSEMBLY, _("Assembly, several seats (single transferable vote)")),
    ("assembly-consultation-approval", Body.ASSEMBLY, _("Assembly, consultation among options")),
    ("assembly-consultation-judgment", Body.ASSEMBLY, _("Assembly, consultation by grades")),
    ("category-election-judgment", Body.CATEGORY, _("Election by grades (majority judgment)")),
    ("category-election-schulze", Body.CATEGORY, _("Election by ranking (Schulze)")),
    ("category-election-runoff", Body.CATEGORY, _("Election by instant run-off")),
    ("category-election-approval", Body.CATEGORY, _("Election by approval")),
]


def load_presets(club: Club) -> list[Rule]:
    """The presets as rules of this club, in the order of the form, each in its latest version.

    Those that the club never had are added; what it made of the others (versions of its own, retired ones) stays.
    """
    rules = []
    for key, body, name in PRESETS:
        rule = Rule.objects.filter(club=club, key=key).order_by("-version").first()
        if rule is None:
            definition = load(key)
            rule = Rule.objects.create(
                club=club,
                key=key,
                version=definition["version"],
                body=body,
                name=name,
                definition=definition,
                sha256=sha256(definition),
            )
        rules.append(rule)
    return rules
