"""Who plays in the demo: categories, partners, and persons (named after plants), as plain data."""

from dataclasses import dataclass

CLUB = {"code": "fr", "name": "Alliance pour l’énergie locale", "country": "fr"}

# Who belongs to each of the categories with which a club is founded, by key.
CATEGORIES = {
    "collectivites": "Communes, intercommunalités, départements, régions.",
    "agences": "Agences locales de l’énergie et du climat.",
    "reseaux": "Réseaux de collectivités, d’opérateurs ou de filières.",
    "entreprises": "Entreprises et coopératives de l’énergie et du bâtiment.",
    "universites": "Universités, écoles, instituts de recherche.",
    "associations": "Associations d’habitants, sociétés citoyennes.",
    "financeurs": "Caisses, fonds et établissements de crédit publics.",
}


@dataclass(frozen=True)
class Organisation:
    name: str
    category: str
    territory: str = "none"
    population: int | None = None
    description: str = ""


ORGANISATIONS = [
    Organisation(
        "Métropole de Valmer",
        "collectivites",
        "urban",
        412_000,
        "Exploite deux réseaux de chaleur et accompagne la rénovation de 4 000 logements par an.",
    ),
    Organisation(
        "Ville de Saint-Aubrac", "collectivites", "urban", 68_400, "Toutes ses écoles sont chauffées au bois local."
    ),
    Organisation(
        "Communauté de communes du Haut-Vernoy",
        "collectivites",
        "rural",
        14_200,
        "Trente-quatre communes, une chaufferie par vallée, un conseiller pour toutes.",
    ),
    Organisation(
        "Pays des Sept-Étangs", "collectivites", "rural", 31_700, "Réserve ses parkings aux ombrières citoyennes."
    ),
    Organisation("Ville de Corvaine", "collectivites", "periurban", 22_900),
    Organisation("Département du Ségriou", "collectivites", "rural", 187_500),
    Organisation(
        "Commune de Pont-l’Ourche", "collectivites", "rural", 2_140, "Premier bourg à énergie positive du département."
    ),
    Organisation("Agglomération des Deux-Rives", "collectivites", "periurban", 96_300),
    Organisation("Commune de Font-Claire", "collectivites", "rural", 870),
    Organisation("Région Grand-Causse", "collectivites", "none", 2_310_000),
    Organisation(
        "Syndicat d’énergie du Ségriou", "collectivites", "rural", 187_500, "Achats groupés et éclairage public."
    ),
    Organisation(
        "ALE des Trois-Vallons",
        "agences",
        "rural",
        120_000,
        "Conseille les ménages et les communes ; tient la permanence rénovation de trois intercommunalités.",
    ),
    Organisation(
        "Agence climat de la Haute-Ourche", "agences", "rural", 64_000, "Diagnostics chaleur des communes forestières."
    ),
    Organisation("Maison de l’énergie du Ségriou", "agences", "rural", 187_500),
    Organisation("Agence métropolitaine de Valmer", "agences", "urban", 412_000),
    Organisation("ALEC des Deux-Rives", "agences", "periurban", 96_300),
    Organisation("Agence du littoral de Brenne", "agences", "periurban", 143_000),
    Organisation("Espace conseil de Corvaine", "agences", "periurban", 22_900),
    Organisation(
        "Réseau Chaleur et Territoires",
        "reseaux",
        description="Onze réseaux publics de chaleur qui comparent leurs comptes et leurs chantiers.",
    ),
    Organisation(
        "Bois-Énergie Massif",
        "reseaux",
        "rural",
        description="Filière bois de quatre massifs, de la parcelle à la chaufferie.",
    ),
    Organisation("Maires pour le climat", "reseaux"),
    Organisation(
        "Réseau des sociétés citoyennes", "reseaux", description="Quarante-deux sociétés, 6 400 habitants associés."
    ),
    Organisation("Écoles à énergie simple", "reseaux"),
    Organisation("Villes et forêts", "reseaux"),
    Organisation(
        "Coopérative Lumière du Causse",
        "entreprises",
        "rural",
        description="Construit et entretient des centrales villageoises.",
    ),
    Organisation(
        "Ateliers Braise et Fils", "entreprises", "rural", description="Chaudières à bois, entretien et dépannage."
    ),
    Organisation("Isol’Ouest", "entreprises", "periurban"),
    Organisation(
        "Énergies du Port", "entreprises", "urban", description="Récupère la chaleur des entrepôts frigorifiques."
    ),
    Organisation("Chauffe et Cie", "entreprises", "urban"),
    Organisation(
        "Université de Brenne",
        "universites",
        "urban",
        description="Laboratoire d’économie des réseaux et d’usages de l’énergie.",
    ),
    Organisation(
        "Institut des sols de Corvaine",
        "universites",
        "periurban",
        description="Géothermie de surface et stockage saisonnier.",
    ),
    Organisation("École d’ingénieurs de Valmer", "universites", "urban"),
    Organisation(
        "Toits Solidaires",
        "associations",
        "urban",
        description="Accompagne les copropriétés modestes et les locataires.",
    ),
    Organisation("Familles rurales du Vernoy", "associations", "rural"),
    Organisation("Collectif Chauffe-Juste", "associations", "urban", description="Usagers des réseaux de chaleur."),
    Organisation("Énergie partagée des Étangs", "associations", "rural"),
    Organisation("Voisins de soleil", "associations", "periurban"),
    Organisation("Locataires de Valmer", "associations", "urban"),
    Organisation(
        "Caisse des Transitions",
        "financeurs",
        description="Prêts longs aux collectivités pour la chaleur et la rénovation.",
    ),
    Organisation("Fonds Arc-en-Terre", "financeurs"),
    Organisation("Crédit coopératif du Causse", "financeurs"),
]

CANDIDATES = [
    Organisation("Commune de Rochebrune", "collectivites", "rural", 1_310),
    Organisation("Menuiseries Hêtre et Fils", "entreprises", "rural"),
]


@dataclass(frozen=True)
class Person:
    """`slug` names who can be entered from the demo's page; `of` is a partner, `role` its role there."""

    name: str
    of: str = ""
    role: str = ""
    slug: str = ""
    words: str = ""
    group: str = ""

    @property
    def email(self) -> str:
        return f"{self.slug or self.name.lower().translate(PLAIN)}@demo.example"


PLAIN = str.maketrans("àâäéèêëîïôöùûüçœ ’-", "aaaeeeeiioouuuco...")

PEOPLE = [
    Person("Ivo Rouvre", slug="secretariat", group="lead", words="secrétariat de l’alliance"),
    Person(
        "Hanna Lindenbach",
        "Réseau Chaleur et Territoires",
        "contributor",
        "rapporteur",
        "rapporteure, réseau",
        "write",
    ),
    Person("Rémi Cormier", "Métropole de Valmer", "contributor", "coauthor-1", "coauteur, collectivité", "write"),
    Person("Paul Cytise", "Université de Brenne", "contributor", "coauthor-2", "coauteur, université", "write"),
    Person("Jeanne Fusain", "Toits Solidaires", "contributor", "coauthor-3", "coautrice, association", "write"),
    Person(
        "Maëlle Prunelier",
        "ALE des Trois-Vallons",
        "representative",
        "representative-1",
        "représentante d’une agence",
        "support",
    ),
    Person(
        "Odilon Charme",
        "Communauté de communes du Haut-Vernoy",
        "representative",
        "representative-2",
        "représentant d’une collectivité",
        "support",
    ),
    Person(
        "Sidonie Bruyère",
        "Coopérative Lumière du Causse",
        "representative",
        "representative-3",
        "représentante d’une entreprise",
        "support",
    ),
    Person(
        "Tom Noisetier",
        "Agence climat de la Haute-Ourche",
        "observer",
        "observer",
        "observateur, lit tout sans agir",
        "observe",
    ),
    # Seats: who holds them stands in SEATS below.
    Person("Solène Aubépine", slug="seat-1", group="sit", words="représentante des agences"),
    Person("Bastien Fougère", slug="seat-2", group="sit", words="élu, maire délégué du Haut-Vernoy"),
    Person("Pierre-Aulne Vasseur", slug="seat-3", group="sit", words="élu, conseiller régional"),
    Person("Léontine Buis", slug="seat-4", group="sit", words="représentante des collectivités"),
    Person(
        "Gaspard Mélèze",
        "Réseau Chaleur et Territoires",
        "contributor",
        "seat-5",
        "représentant des réseaux",
        "sit",
    ),
    Person("Yasmine Genévrier", slug="seat-6", group="sit", words="représentante des entreprises"),
    Person("Ondine Ravelle", slug="seat-7", group="sit", words="représentante des universités"),
    Person("Marius Tilleul", slug="seat-8", group="sit", words="représentant des associations"),
    Person("Clémence Sorbier", slug="seat-9", group="sit", words="représentante des financeurs"),
    Person("Aurore Charmille", slug="chair", group="lead", words="élue, préside le conseil"),
    # The others speak and support, and can't be entered.
    Person("Célestin Houx", "Métropole de Valmer", "representative"),
    Person("Nadia Saule", "Ville de Saint-Aubrac", "representative"),
    Person("Edwige Lierre", "Pays des Sept-Étangs", "representative"),
    Person("Firmin Orme", "Ville de Corvaine", "representative"),
    Person("Lucie Peuplier", "Département du Ségriou", "representative"),
    Person("Anselme Figuier", "Commune de Pont-l’Ourche", "representative"),
    Person("Inès Platane", "Agglomération des Deux-Rives", "representative"),
    Person("Gilles Alisier", "Commune de Font-Claire", "representative"),
    Person("Mireille Cèdre", "Région Grand-Causse", "representative"),
    Person("Joseph Sureau", "Syndicat d’énergie du Ségriou", "representative"),
    Person("Apolline Viorne", "Agence climat de la Haute-Ourche", "representative"),
    Person("Bérénice Érable", "Maison de l’énergie du Ségriou", "representative"),
    Person("Hugo Cornouiller", "Agence métropolitaine de Valmer", "representative"),
    Person("Flore Myrte", "ALEC des Deux-Rives", "representative"),
    Person("Yann Ajonc", "Agence du littoral de Brenne", "representative"),
    Person("Ysé Sorbier-Noir", "Espace conseil de Corvaine", "representative"),
    Person("Estelle Troène", "Réseau Chaleur et Territoires", "representative"),
    Person("Côme Épicéa", "Bois-Énergie Massif", "representative"),
    Person("Violette Merisier", "Maires pour le climat", "representative"),
    Person("Amaury Chêne", "Réseau des sociétés citoyennes", "representative"),
    Person("Rose Églantier", "Écoles à énergie simple", "representative"),
    Person("Sylvain Bouleau", "Villes et forêts", "representative"),
    Person("Gontran Braise", "Ateliers Braise et Fils", "representative"),
    Person("Capucine Jonc", "Isol’Ouest", "representative"),
    Person("Armel Tamaris", "Énergies du Port", "representative"),
    Person("Diane Pommier", "Chauffe et Cie", "representative"),
    Person("Lazare Cognassier", "Université de Brenne", "representative"),
    Person("Iris Fenouil", "Institut des sols de Corvaine", "representative"),
    Person("Théo Cyprès", "École d’ingénieurs de Valmer", "representative"),
    Person("Garance Rosier", "Toits Solidaires", "representative"),
    Person("Blaise Noyer", "Familles rurales du Vernoy", "representative"),
    Person("Olga Lavande", "Collectif Chauffe-Juste", "representative"),
    Person("Martin Roseau", "Énergie partagée des Étangs", "representative"),
    Person("Line Pervenche", "Voisins de soleil", "representative"),
    Person("Karim Olivier", "Locataires de Valmer", "representative"),
    Person("Hélène Frêne", "Caisse des Transitions", "representative"),
    Person("Adrien Aulne", "Fonds Arc-en-Terre", "representative"),
    Person("Prune Genêt", "Crédit coopératif du Causse", "representative"),
]

# seat (category key, or "elected"), holder's slug, from which partner, alternate's name, first day (counted from the
# day of loading; a mandate lasts three years), basis
SEATS = [
    ("elected", "chair", "Métropole de Valmer", "", -530, "désignée par les maires de l’alliance"),
    (
        "elected",
        "seat-2",
        "Communauté de communes du Haut-Vernoy",
        "Gilles Alisier",
        -530,
        "désigné par les maires de l’alliance",
    ),
    ("elected", "seat-3", "Région Grand-Causse", "", -530, "désigné par l’assemblée régionale"),
    ("collectivites", "seat-4", "Métropole de Valmer", "Nadia Saule", -614, "élection par la catégorie"),
    ("agences", "seat-1", "ALE des Trois-Vallons", "Bérénice Érable", -1072, "élection par la catégorie"),
    ("reseaux", "seat-5", "Réseau Chaleur et Territoires", "Côme Épicéa", -614, "élection par la catégorie"),
    (
        "entreprises",
        "seat-6",
        "Coopérative Lumière du Causse",
        "Gontran Braise",
        -614,
        "élection par la catégorie",
    ),
    ("universites", "seat-7", "Université de Brenne", "Iris Fenouil", -173, "élection par la catégorie"),
    ("associations", "seat-8", "Toits Solidaires", "Olga Lavande", -614, "élection par la catégorie"),
    ("financeurs", "seat-9", "Caisse des Transitions", "", -173, "élection par la catégorie"),
]
