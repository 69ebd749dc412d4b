"""What has happened in the demo's alliance: each proposal's path, its discussions, supports and votes, as plain data.

Days are counted from the day of loading (negative = past), so that the demo never looks old.
Persons are named by their slug, or by their name where they can't be entered.
"""

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class Remark:
    """A thread: who opens it, on which words (empty: on the whole), what is said, and the replies."""

    by: str
    words: str
    says: str
    replies: tuple[tuple[str, str], ...] = ()
    resolved_by: str = ""
    answer: tuple[Literal["taken-up", "declined"], str] | None = None


@dataclass(frozen=True)
class Vote:
    """A poll that was held (`closed_day` < 0) or is open (`closes_day`); `ballots` maps a voter to its choice, `reasons`
    one that objects to why.

    A council's voters are named by the slug of who holds the seat, an assembly's by the partner's name.
    """

    body: Literal["council", "assembly"]
    preset: str
    ballots: dict[str, str]
    opened_day: int
    closed_day: int | None = None
    closes_hours: int = 0
    proxies: dict[str, str] = field(default_factory=dict)
    casting: str = ""
    question: str = ""
    reasons: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Story:
    text: str
    kind: Literal["strategy", "recommendation", "position"]
    title: str
    subtitle: str
    themes: tuple[str, ...]
    rapporteur: str
    started_day: int
    reaches: Literal[
        "draft", "consultation", "settling", "vote", "published", "adopted", "rejected", "void", "withdrawn"
    ]
    coauthors: tuple[str, ...] = ()
    invited: tuple[str, ...] = ()
    addressees: str = ""
    deadline_day: int | None = None
    origin: str = ""
    margin: tuple[Remark, ...] = ()
    consultation: tuple[int, int] | None = None
    remarks: tuple[Remark, ...] = ()
    settled_text: str = ""
    supports: tuple[str, ...] = ()
    reservations: dict[str, str] = field(default_factory=dict)
    confirms: bool = True
    vote: Vote | None = None
    # After a round of consent that met an objection: the text as it was reworked, and its next round.
    reworked_text: str = ""
    next_round: Vote | None = None
    reason: str = ""


STORIES = [
    Story(
        text="biogaz",
        kind="position",
        title="Un tarif d’accès équitable au biogaz",
        subtitle="Payer selon l’énergie injectée, pas selon la distance",
        themes=("production", "solidarite", "financement"),
        rapporteur="Apolline Viorne",
        coauthors=("Firmin Orme", "Martin Roseau"),
        started_day=-168,
        addressees="régulateur de l’énergie, ministère chargé de l’agriculture",
        deadline_day=-40,
        origin="Quatre projets abandonnés dans la vallée de l’Ourche, à cause du seul prix du raccordement.",
        consultation=(-130, -102),
        remarks=(
            Remark(
                "Sylvain Bouleau",
                "à 400 euros par kilowatt",
                "D’où vient ce plafond ? Les devis que nous avons vus tournent autour de 520.",
                (
                    (
                        "Apolline Viorne",
                        "De la médiane de nos vingt-deux dossiers, raccordement en antenne compris. Je joins le tableau.",
                    ),
                ),
                answer=("taken-up", "Le plafond est maintenu et sa source citée dans l’exposé."),
            ),
            Remark(
                "Diane Pommier",
                "douze centimes par an et par foyer",
                "Ce chiffre suppose que le nombre d’abonnés ne baisse pas. Il baissera.",
                answer=("declined", "Même avec un tiers d’abonnés en moins, on reste sous vingt centimes."),
            ),
        ),
        supports=(
            "Métropole de Valmer",
            "Ville de Corvaine",
            "Pays des Sept-Étangs",
            "Région Grand-Causse",
            "Agence climat de la Haute-Ourche",
            "Maison de l’énergie du Ségriou",
            "Bois-Énergie Massif",
            "Réseau des sociétés citoyennes",
            "Coopérative Lumière du Causse",
            "Institut des sols de Corvaine",
            "Énergie partagée des Étangs",
            "Familles rurales du Vernoy",
            "Fonds Arc-en-Terre",
        ),
        reservations={
            "Bois-Énergie Massif": "Nous aurions préféré que le seuil de cinq mégawatts soit révisé tous les trois ans.",
            "Fonds Arc-en-Terre": "La péréquation devra être réexaminée si le nombre d’abonnés au gaz diminue.",
        },
        reaches="published",
        vote=Vote(
            body="council",
            preset="council-double-majority",
            opened_day=-76,
            closed_day=-74,
            ballots={
                "chair": "yes",
                "seat-2": "yes",
                "seat-3": "no",
                "seat-4": "yes",
                "seat-1": "yes",
                "seat-5": "yes",
                "seat-6": "no",
                "seat-7": "yes",
                "seat-8": "yes",
                "seat-9": "abstain",
            },
        ),
    ),
    Story(
        text="ombrieres",
        kind="recommendation",
        title="Des ombrières pour les bourgs",
        subtitle="Un guichet pour les installations de 36 à 500 kilowatts",
        themes=("production", "solidarite"),
        rapporteur="Amaury Chêne",
        coauthors=("Edwige Lierre",),
        started_day=-150,
        origin="Deux appels d’offres sans suite au Pays des Sept-Étangs.",
        consultation=(-110, -88),
        remarks=(
            Remark(
                "Armel Tamaris",
                "un contrat type d’autoconsommation collective sur vingt ans",
                "Vingt ans sans clause de revoyure : aucun exploitant sérieux ne signera.",
                (("Amaury Chêne", "Une revoyure à dix ans figure dans le modèle annexé ; je l’ajoute au texte."),),
                answer=("taken-up", "La clause de revoyure à dix ans est annoncée dans l’annexe."),
            ),
        ),
        supports=(
            "Pays des Sept-Étangs",
            "Communauté de communes du Haut-Vernoy",
            "ALE des Trois-Vallons",
            "Réseau des sociétés citoyennes",
            "Coopérative Lumière du Causse",
            "Énergie partagée des Étangs",
            "Voisins de soleil",
        ),
        reaches="adopted",
        vote=Vote(
            body="council",
            preset="council-double-majority",
            opened_day=-62,
            closed_day=-60,
            # Five seats each way: 13/24 of the weight for, heads exactly tied; the chair decides.
            ballots={
                "chair": "yes",
                "seat-2": "no",
                "seat-3": "no",
                "seat-4": "yes",
                "seat-1": "yes",
                "seat-5": "yes",
                "seat-6": "no",
                "seat-7": "no",
                "seat-8": "yes",
                "seat-9": "no",
            },
            casting="yes",
        ),
    ),
    Story(
        text="tarif-carbone",
        kind="position",
        title="Raccorder les entreprises à la chaleur voisine",
        subtitle="Une obligation au renouvellement, sous condition de prix",
        themes=("chaleur", "planification"),
        rapporteur="rapporteur",
        coauthors=("Célestin Houx", "Théo Cyprès"),
        started_day=-140,
        addressees="commission chargée des affaires économiques",
        deadline_day=-10,
        origin="Quarante chaufferies dimensionnées pour des clients qui ne sont pas venus.",
        consultation=(-98, -70),
        remarks=(
            Remark(
                "Capucine Jonc",
                "soit tenue de s’y raccorder",
                "Une obligation, c’est un signal désastreux à une filière qui vient de signer trois accords volontaires.",
                (
                    (
                        "rapporteur",
                        "Elle ne joue qu’au renouvellement, et tombe dès que le prix dépasse de dix pour cent.",
                    ),
                    ("Diane Pommier", "Dix pour cent de la facture d’une laverie, c’est sa marge."),
                ),
                answer=("declined", "Le raccordement volontaire a touché neuf sites sur 340 en quatre ans."),
            ),
        ),
        supports=(
            "Métropole de Valmer",
            "Ville de Saint-Aubrac",
            "Agglomération des Deux-Rives",
            "Agence métropolitaine de Valmer",
            "Réseau Chaleur et Territoires",
            "Villes et forêts",
            "École d’ingénieurs de Valmer",
            "Collectif Chauffe-Juste",
            "Locataires de Valmer",
        ),
        reaches="rejected",
        vote=Vote(
            body="assembly",
            preset="assembly-charter",
            opened_day=-48,
            closed_day=-41,
            # Far above two thirds of the weight, and four companies of five against: their category alone stops it.
            ballots={
                "Métropole de Valmer": "yes",
                "Ville de Saint-Aubrac": "yes",
                "Communauté de communes du Haut-Vernoy": "yes",
                "Pays des Sept-Étangs": "yes",
                "Ville de Corvaine": "abstain",
                "Département du Ségriou": "yes",
                "Commune de Pont-l’Ourche": "yes",
                "Agglomération des Deux-Rives": "yes",
                "Région Grand-Causse": "yes",
                "ALE des Trois-Vallons": "yes",
                "Agence climat de la Haute-Ourche": "yes",
                "Maison de l’énergie du Ségriou": "yes",
                "Agence métropolitaine de Valmer": "yes",
                "Agence du littoral de Brenne": "abstain",
                "Réseau Chaleur et Territoires": "yes",
                "Bois-Énergie Massif": "yes",
                "Maires pour le climat": "yes",
                "Villes et forêts": "yes",
                "Coopérative Lumière du Causse": "yes",
                "Ateliers Braise et Fils": "no",
                "Isol’Ouest": "no",
                "Énergies du Port": "no",
                "Chauffe et Cie": "no",
                "Université de Brenne": "yes",
                "École d’ingénieurs de Valmer": "yes",
                "Institut des sols de Corvaine": "yes",
                "Toits Solidaires": "yes",
                "Familles rurales du Vernoy": "yes",
                "Collectif Chauffe-Juste": "yes",
                "Locataires de Valmer": "yes",
                "Caisse des Transitions": "yes",
                "Fonds Arc-en-Terre": "no",
                "Crédit coopératif du Causse": "yes",
            },
        ),
    ),
    Story(
        text="donnees-locales",
        kind="recommendation",
        title="Partager les données locales de l’énergie",
        subtitle="Un entrepôt commun tenu par les agences",
        themes=("planification", "efficacite"),
        rapporteur="Flore Myrte",
        coauthors=("Lazare Cognassier",),
        started_day=-120,
        origin="Trois mois pour connaître la consommation de sa propre école.",
        consultation=(-80, -55),
        supports=(
            "Agglomération des Deux-Rives",
            "ALEC des Deux-Rives",
            "Université de Brenne",
            "Écoles à énergie simple",
        ),
        reaches="void",
        vote=Vote(
            body="council",
            preset="council-double-majority",
            opened_day=-22,
            closed_day=-20,
            ballots={"chair": "yes", "seat-1": "yes", "seat-7": "yes", "seat-4": "abstain"},
        ),
    ),
    Story(
        text="fonds-de-garantie",
        kind="position",
        title="Un fonds de garantie pour la rénovation en zone rurale",
        subtitle="Pour que la banque dise oui là où elle dit non aujourd’hui",
        themes=("efficacite", "financement", "solidarite"),
        rapporteur="representative-1",
        coauthors=("representative-2", "coauthor-2"),
        started_day=-95,
        addressees="ministères chargés du logement et de l’énergie, Association des maires du Ségriou",
        deadline_day=8,
        origin="Un dossier sur trois refusé par la banque alors que les travaux étaient décidés.",
        consultation=(-60, -30),
        remarks=(
            Remark(
                "coauthor-2",
                "un euro de garantie permet d’engager vingt euros de travaux",
                "Vingt pour un me paraît haut. Nos comptes donnent dix-sept.",
                (("representative-1", "Avec les incidents de 2024, oui. Sur cinq ans, on retrouve vingt."),),
                answer=("taken-up", "La période de référence est précisée."),
            ),
            Remark(
                "representative-2",
                "80 % de la perte constatée",
                "Merci d’avoir remplacé « éventuelle » par « constatée » : c’est ce que les maires demandaient.",
                resolved_by="representative-2",
            ),
            Remark(
                "representative-3",
                "La banque habituelle du foyer instruit le prêt",
                "Et quand la banque habituelle est celle qui a refusé ?",
                (
                    (
                        "representative-1",
                        "Le conseiller peut présenter le dossier ailleurs. Nous l’écrirons dans le cahier des charges.",
                    ),
                ),
                answer=("declined", "Relève du cahier des charges du fonds, pas de la position."),
            ),
        ),
        supports=(
            "Métropole de Valmer",
            "Ville de Saint-Aubrac",
            "Communauté de communes du Haut-Vernoy",
            "Pays des Sept-Étangs",
            "ALE des Trois-Vallons",
            "Agence climat de la Haute-Ourche",
            "Maison de l’énergie du Ségriou",
            "Réseau Chaleur et Territoires",
            "Bois-Énergie Massif",
            "Ateliers Braise et Fils",
            "Université de Brenne",
            "Institut des sols de Corvaine",
            "Toits Solidaires",
            "Familles rurales du Vernoy",
            "Collectif Chauffe-Juste",
        ),
        reservations={
            "Bois-Énergie Massif": "Le point 3 devrait réserver une part de l’accompagnement aux entreprises formées localement.",
            "Ateliers Braise et Fils": "Le plafond de perte garantie nous paraît bas pour les maisons en pierre.",
        },
        reaches="vote",
        vote=Vote(
            body="council",
            preset="council-double-majority",
            opened_day=-1,
            closes_hours=31,
            ballots={"seat-4": "yes", "seat-5": "yes", "seat-8": "yes", "seat-6": "no", "seat-3": "no"},
            proxies={"seat-7": "seat-1"},
        ),
    ),
    Story(
        text="chaleur-renouvelable",
        kind="position",
        title="La chaleur renouvelable d’abord",
        subtitle="Dix mesures pour les réseaux de chaleur",
        themes=("chaleur", "solidarite"),
        rapporteur="rapporteur",
        coauthors=("coauthor-1", "coauthor-3"),
        started_day=-82,
        addressees="direction chargée de l’énergie, présidences de région",
        deadline_day=46,
        origin="Un projet de réseau sur deux s’arrête avant l’enquête publique.",
        consultation=(-21, 3),
        remarks=(
            Remark(
                "coauthor-3",
                "Faute d’accompagnement, un projet sur deux s’arrête avant l’enquête publique",
                "La moitié, c’est aussi ce que nous voyons. Peut-on citer l’enquête du réseau plutôt que l’affirmer ?",
                (("representative-1", "Oui : 41 projets suivis depuis 2021, 22 abandonnés. Je joins le tableau."),),
            ),
            Remark(
                "representative-2",
                "diagnostic chaleur complet",
                "Le seuil de 2 000 habitants exclut 31 de nos 34 communes. Pourquoi ne pas compter à l’échelle de l’intercommunalité ?",
                (
                    ("coauthor-1", "Bonne question. À Valmer, nous aurions dit « toute commune qui le demande »."),
                    (
                        "Apolline Viorne",
                        "Un diagnostic par vallée nous irait, à condition que l’agence choisisse le périmètre.",
                    ),
                ),
            ),
            Remark(
                "Hélène Frêne",
                "un mécanisme de lissage entre réseaux",
                "Qui porte le fonds de lissage ? Sans le dire, aucun financeur ne pourra soutenir ce point.",
                (("rapporteur", "Le lissage est précisé en section 3 : la part bonifiée du prêt le finance."),),
                resolved_by="Hélène Frêne",
            ),
            Remark(
                "representative-3",
                "près de six euros sur dix",
                "Chiffre vérifié sur nos propres comptes : 5,8. Vous pouvez l’écrire sans « près de ».",
            ),
            Remark(
                "Olga Lavande",
                "une convention sur le prix, l’entretien des parcelles et le transport",
                "Très juste. Ajoutez-y les usagers : une convention que personne ne lit ne protège personne.",
            ),
            Remark(
                "Lazare Cognassier",
                "",
                "Texte solide. Il manque un mot sur la sobriété : le meilleur réseau est celui qu’on dimensionne après avoir isolé.",
                (("Bérénice Érable", "D’accord, une phrase en tête de la section 2 suffirait."),),
            ),
        ),
        supports=(
            "Métropole de Valmer",
            "Ville de Saint-Aubrac",
            "Pays des Sept-Étangs",
            "Ville de Corvaine",
            "Agglomération des Deux-Rives",
            "Région Grand-Causse",
            "Agence climat de la Haute-Ourche",
            "Maison de l’énergie du Ségriou",
            "Agence métropolitaine de Valmer",
            "ALEC des Deux-Rives",
            "Agence du littoral de Brenne",
            "Réseau Chaleur et Territoires",
            "Bois-Énergie Massif",
            "Maires pour le climat",
            "Écoles à énergie simple",
            "Villes et forêts",
            "Énergies du Port",
            "Ateliers Braise et Fils",
            "Université de Brenne",
            "Institut des sols de Corvaine",
            "Toits Solidaires",
            "Familles rurales du Vernoy",
            "Collectif Chauffe-Juste",
            "Locataires de Valmer",
        ),
        reservations={
            "Région Grand-Causse": "Le financement du diagnostic devra figurer dans le contrat de plan, pas s’y ajouter.",
            "Énergies du Port": "La publication du prix réseau par réseau suppose une méthode commune, à écrire ensemble.",
            "Collectif Chauffe-Juste": "Le plafond sur le prix du gaz n’a de sens que si le gaz n’est pas subventionné.",
        },
        reaches="consultation",
    ),
    Story(
        text="renover-sans-laisser",
        kind="strategy",
        title="Rénover sans laisser personne au bord du chemin",
        subtitle="Un conseiller, un dossier, du premier rendez-vous à la réception",
        themes=("efficacite", "solidarite", "emploi"),
        rapporteur="coauthor-3",
        coauthors=("rapporteur", "representative-2"),
        started_day=-74,
        origin="Les raisons de 412 abandons, recueillies par les agences.",
        consultation=(-40, -6),
        settled_text="renover-sans-laisser-2",
        remarks=(
            Remark(
                "Blaise Noyer",
                "dix pour cent des revenus annuels du foyer",
                "À dix pour cent, les agriculteurs que nous suivons renoncent tous ; leurs revenus varient du simple au triple.",
                (("coauthor-3", "La moyenne de trois ans figure dans la phrase suivante. Est-ce suffisant ?"),),
                answer=("taken-up", "Douze pour cent, sur la moyenne de trois ans."),
            ),
            Remark(
                "representative-2",
                "une permanence a lieu au moins une fois par mois",
                "Trente-quatre communes, un conseiller : c’est trente-quatre jours par mois. Préférons le domicile.",
            ),
            Remark(
                "Karim Olivier",
                "tout propriétaire occupant",
                "Et les copropriétés ? À Valmer, ce sont elles qui s’arrêtent au milieu du gué.",
            ),
            Remark(
                "Capucine Jonc",
                "une charte de prix, publiée et révisée chaque année",
                "Révisée par qui ? Une charte que les entreprises n’écrivent pas restera lettre morte.",
            ),
        ),
        supports=(
            "Communauté de communes du Haut-Vernoy",
            "Métropole de Valmer",
            "Commune de Pont-l’Ourche",
            "ALE des Trois-Vallons",
            "Espace conseil de Corvaine",
            "Maires pour le climat",
            "Université de Brenne",
            "Toits Solidaires",
            "Locataires de Valmer",
        ),
        reservations={"Espace conseil de Corvaine": "Le coût de 1 900 euros est un minimum dans les vallées."},
        reaches="settling",
    ),
    Story(
        text="froid-sobre",
        kind="strategy",
        title="Le froid sobre",
        subtitle="L’ombre, l’eau, et la machine en dernier",
        themes=("renouvellement-urbain", "planification", "efficacite"),
        rapporteur="rapporteur",
        coauthors=("coauthor-1", "coauthor-2", "coauthor-3"),
        invited=("representative-3",),
        started_day=-18,
        origin="Les relevés de l’été dans neuf maisons de retraite.",
        margin=(
            Remark(
                "coauthor-2",
                "cent bâtiments publics",
                "Nous pouvons prêter soixante capteurs dès avril. Les quarante autres restent à trouver.",
                (("coauthor-1", "Valmer en a trente en réserve, étalonnés cet été."),),
            ),
            Remark(
                "coauthor-3",
                "chauffent la rue",
                "Peut-on le chiffrer ? Les locataires nous le demandent à chaque réunion.",
            ),
            Remark(
                "rapporteur",
                "Des boucles d’eau tempérée",
                "Je propose de dire « là où une étude l’a montré utile ».",
                resolved_by="rapporteur",
            ),
        ),
        reaches="draft",
    ),
    Story(
        text="metiers-chaleur",
        kind="recommendation",
        title="Former aux métiers de la chaleur locale",
        subtitle="Un titre professionnel en alternance",
        themes=("emploi", "chaleur"),
        rapporteur="Théo Cyprès",
        coauthors=("Estelle Troène",),
        invited=("coauthor-1",),
        started_day=-9,
        origin="Dix-huit mois pour remplacer un conducteur de réseau.",
        reaches="draft",
    ),
    Story(
        text="eclairage",
        kind="recommendation",
        title="Éteindre ensemble au cœur de la nuit",
        subtitle="Un groupement d’achat pour l’éclairage",
        themes=("efficacite",),
        rapporteur="Gilles Alisier",
        started_day=-66,
        consultation=(-44, -28),
        remarks=(
            Remark(
                "Joseph Sureau",
                "Un groupement d’achat",
                "Le syndicat le propose depuis janvier, aux mêmes communes. Pourquoi ne pas s’y joindre ?",
                (("Gilles Alisier", "Je l’ignorais. Je retire la proposition et je vous appelle."),),
            ),
        ),
        reaches="withdrawn",
        reason="Le syndicat d’énergie du Ségriou rend déjà ce service ; une proposition commune ferait double emploi.",
    ),
    Story(
        text="nuit",
        kind="recommendation",
        title="Rendre la nuit aux centres-villes",
        subtitle="Bureaux et vitrines éteints quand la rue est vide",
        themes=("efficacite", "renouvellement-urbain"),
        rapporteur="coauthor-1",
        coauthors=("representative-3",),
        started_day=-70,
        origin="Quarante rues parcourues à deux heures du matin, un carnet à la main.",
        consultation=(-46, -25),
        remarks=(
            Remark(
                "Joseph Sureau",
                "Une minuterie coûte moins de deux cents euros",
                "C’est ce que paie le syndicat, pose comprise. Vous pouvez l’écrire.",
                answer=("taken-up", "Le chiffre est confirmé par le syndicat."),
            ),
        ),
        supports=(
            "Métropole de Valmer",
            "Ville de Corvaine",
            "ALEC des Deux-Rives",
            "Villes et forêts",
            "Université de Brenne",
            "Locataires de Valmer",
        ),
        reaches="vote",
        vote=Vote(
            body="council",
            preset="council-consent",
            opened_day=-20,
            closed_day=-13,
            ballots={
                "chair": "yes",
                "seat-1": "yes",
                "seat-2": "yes",
                "seat-3": "abstain",
                "seat-4": "yes",
                "seat-5": "yes",
                "seat-6": "no",
                "seat-7": "yes",
                "seat-8": "yes",
            },
            reasons={
                "seat-6": "Le point 2 éteint aussi les vitrines de ceux qui travaillent la nuit : boulangers, marchés de "
                "gros, pharmacies de garde. Mon objection tombe si leurs heures de travail sont prises en compte.",
            },
        ),
        reworked_text="nuit-2",
        next_round=Vote(
            body="council",
            preset="council-consent",
            opened_day=-2,
            closes_hours=4 * 24,
            ballots={"seat-2": "yes", "seat-6": "yes", "seat-8": "yes"},
        ),
    ),
]
