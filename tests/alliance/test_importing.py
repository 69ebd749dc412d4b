"""Importing a register: what each row becomes, what is refused and why, and that a second run changes nothing."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from alliance.capacities import NotAllowed
from alliance.domain.errors import Refused
from alliance.domain.importing import Report, guess_columns, import_partners
from alliance.domain.tables import read_table
from alliance.models import JournalEntry, Partner
from alliance.models.partners import Standing
from tests.corpora import corpus
from tests.factories import Alliance, make_club, make_partner

pytestmark = pytest.mark.django_db


def run(alliance: Alliance, text: str | bytes, by: str = "secretariat", **options: Any) -> Report:
    options.setdefault("category", alliance.categories["collectivites"])
    return import_partners(actor=alliance.actor(by), club=alliance.club, table=read_table(text), **options)


def told(notes: list[Any]) -> dict[int, str]:
    return {note.row: note.reason for note in notes}


class TestTheCovenantOfMayors:
    """The 193 French signatories: one homonym, one without population."""

    @pytest.fixture
    def signatories(self) -> Path:
        return corpus("convention-maires-signataires.csv")

    def command(self, file: Path, *options: str) -> dict[str, Any]:
        out = StringIO()
        call_command(
            "import_partners",
            str(file),
            *("--club", "fr", "--category", "collectivites", "--country", "fr", "--map", "nom=name,id=reference"),
            *("--json", *options),
            stdout=out,
        )
        return json.loads(out.getvalue())

    def test_the_homonym_is_reported_and_never_merged(self, db: None, signatories: Path) -> None:
        make_club()
        report = self.command(signatories)
        assert set(report) == {"created", "changed", "unchanged", "refused", "warnings"}
        assert (report["created"], report["changed"], report["unchanged"]) == (192, 0, 0)
        assert len(report["refused"]) == 1 and "Langrolay" in report["refused"][0]["reason"]
        assert Partner.objects.filter(name="Langrolay sur Rance").count() == 1

    def test_the_row_without_population_is_imported_with_a_warning(self, db: None, signatories: Path) -> None:
        make_club()
        report = self.command(signatories)
        assert ["Marie-Galante" in warning["reason"] for warning in report["warnings"]] == [True]
        assert Partner.objects.get(population=None).reference == "20506"
        assert Partner.objects.get(reference="14846").population == 800

    def test_run_twice_it_changes_nothing(self, db: None, signatories: Path) -> None:
        make_club()
        self.command(signatories)
        before = list(Partner.objects.values())
        report = self.command(signatories)
        assert (report["created"], report["changed"], report["unchanged"]) == (0, 0, 192)
        assert len(report["refused"]) == 1
        assert list(Partner.objects.values()) == before
        assert JournalEntry.objects.filter(act="import-partners").count() == 1

    def test_the_homonym_is_imported_when_it_is_said_that_they_are_two(self, db: None, signatories: Path) -> None:
        make_club()
        assert self.command(signatories, "--accept-homonyms")["created"] == 193
        assert Partner.objects.filter(name="Langrolay sur Rance").count() == 2
        # Both have their reference: they stay two without being told again.
        report = self.command(signatories)
        assert (report["unchanged"], report["refused"]) == (193, [])

    def test_they_are_candidates_until_admitted(self, db: None, signatories: Path) -> None:
        make_club()
        self.command(signatories)
        assert set(Partner.objects.values_list("standing", flat=True)) == {Standing.CANDIDATE}
        report = self.command(signatories, "--admit")
        assert report["changed"] == 192
        assert set(Partner.objects.values_list("standing", flat=True)) == {Standing.ADMITTED}
        assert self.command(signatories, "--admit")["unchanged"] == 192
        # Without the option nobody is sent back.
        assert self.command(signatories)["unchanged"] == 192

    def test_a_dry_run_reports_the_same_and_writes_nothing(self, db: None, signatories: Path) -> None:
        make_club()
        lines = JournalEntry.objects.count()
        report = self.command(signatories, "--dry-run")
        assert report["created"] == 192 and not Partner.objects.exists() and JournalEntry.objects.count() == lines
        assert self.command(signatories) == report

    def test_all_the_countries_at_once(self, alliance: Alliance, signatories: Path) -> None:
        report = run(alliance, signatories.read_bytes(), accept_homonyms=True)
        assert report.created == 1660
        assert Partner.objects.filter(country="at", name="Klagenfurt am Wörthersee").exists()


class TestColumns:
    def test_french_headings_speak_for_themselves(self) -> None:
        headings = ["Identifiant", "Dénomination", "PAYS", "Nombre d’habitants", "Site web", "Catégorie", "Remarques"]
        assert guess_columns(headings) == {
            "reference": "Identifiant",
            "name": "Dénomination",
            "country": "PAYS",
            "population": "Nombre d’habitants",
            "website": "Site web",
            "category": "Catégorie",
        }

    def test_what_is_chosen_wins_over_what_is_guessed(self, alliance: Alliance) -> None:
        run(alliance, "nom,commune,id\nwrong,Sainte-Anne,7\n", columns={"name": "commune"})
        assert Partner.objects.get(reference="7").name == "Sainte-Anne"

    @pytest.mark.parametrize("columns", [{"name": "absent"}, {"size": "nom"}, {}])
    def test_a_file_whose_columns_say_nothing_is_refused_whole(
        self, alliance: Alliance, columns: dict[str, str]
    ) -> None:
        with pytest.raises(Refused) as refused:
            run(alliance, "a,b\n1,2\n", columns=columns)
        assert list(refused.value.fields) == ["columns"]

    def test_a_category_must_come_from_somewhere(self, alliance: Alliance) -> None:
        with pytest.raises(Refused):
            run(alliance, "nom\nSainte-Anne\n", category=None)

    def test_a_mapped_category_is_found_by_key_name_or_mark(self, alliance: Alliance) -> None:
        text = "nom;catégorie\nA1;agences\nA2;Agences de l'énergie\nA3;ag\nA4;\nA5;boulangers\n"
        report = run(alliance, text)
        kept = dict(Partner.objects.filter(name__regex=r"^A\d$").values_list("name", "category__key"))
        assert kept == {"A1": "agences", "A2": "agences", "A3": "agences", "A4": "collectivites"}
        assert list(told(report.refused)) == [6]


@pytest.mark.parametrize(
    "data",
    [
        "nom;population\nÉvreux;50 000\n".encode(),
        "nom;population\nÉvreux;50 000\n".encode("utf-8-sig"),
        "nom;population\nÉvreux;50 000\n".encode("cp1252"),
        "nom;population\nÉvreux;50 000\n".encode("utf-16"),
        "nom\tpopulation\r\nÉvreux\t50000\r\n".encode(),
        'nom,population\n"Évreux","50\u202f000,0"\n'.encode(),
        '\n\n"population"|"nom"\n50000|Évreux\n'.encode(),
    ],
    ids=["utf-8", "utf-8 with mark", "windows", "utf-16", "tabs", "quotes", "bars after empty lines"],
)
def test_a_table_is_read_however_it_was_saved(alliance: Alliance, data: bytes) -> None:
    report = run(alliance, data)
    assert report.created == 1, report
    assert Partner.objects.get(name="Évreux").population == 50_000


@pytest.mark.parametrize("data", [b"", b"  \n ", b"nom,nom\na,b\n", b'nom\n"never closed', b"PK\x03\x04\0\0nom\n\0"])
def test_what_is_no_table_is_refused_in_words(alliance: Alliance, data: bytes) -> None:
    with pytest.raises(Refused) as refused:
        run(alliance, data)
    assert list(refused.value.fields) == ["file"]


class TestRows:
    def test_each_refused_row_says_why_and_the_others_are_imported(self, alliance: Alliance) -> None:
        text = (
            "nom,pays,population,site,territoire\n"
            "Good,fr,10,example.org,rural\n"  # 2
            ",fr,10,,\n"  # 3: no name
            "Many,fr,1,,,extra,cells\n"  # 4
            "People,fr,12.5,,\n"  # 5
            "Less,fr,-3,,\n"  # 6
            "Digits,fr,١٢,,\n"  # 7
            "Nowhere,Atlantide,1,,\n"  # 8
            "Site,fr,1,javascript:alert(1),\n"  # 9
            "Land,fr,1,,marécage\n"  # 10
            "Hid\u200bden,fr,1,,\n"  # 11
            f"{'x' * 201},fr,1,,\n"  # 12
            "Country,,1,,\n"  # 13
            "Vienna,Autriche,1,,\n"  # 14: of another country, left out
        )
        report = run(alliance, text, country="France")
        assert list(told(report.refused)) == list(range(3, 14))
        assert all(reason for reason in told(report.refused).values())
        good = Partner.objects.get(name="Good")
        assert (good.country, good.population, good.website, good.territory) == (
            "fr",
            10,
            "https://example.org",
            "rural",
        )
        assert not Partner.objects.filter(name="Vienna").exists()

    def test_a_row_changes_what_it_says_and_leaves_what_it_does_not(self, alliance: Alliance) -> None:
        partner = make_partner(
            alliance.categories["collectivites"], "Sainte-Anne", population=5, website="https://a.fr"
        )
        report = run(alliance, "nom,population,site\n Sainte-Anne ,7,\n")
        assert (report.created, report.changed) == (0, 1)
        partner.refresh_from_db()
        assert (partner.name, partner.population, partner.website) == ("Sainte-Anne", 7, "https://a.fr")

    def test_what_changes_is_told_as_it_was_and_as_it_becomes(self, alliance: Alliance) -> None:
        run(alliance, "id;nom;population;territoire\nz1;Zède;10;rural")
        report = run(alliance, "id;nom;population;territoire\nz1;Zèdes;10;urbain\nz2;Y;;", admit=True)
        assert [(change.row, change.name) for change in report.changes] == [(2, "Zèdes")]
        assert [tuple(map(str, field)) for field in report.changes[0].fields] == [
            ("Nom", "Zède", "Zèdes"),
            ("Territoire", "rural", "urbain"),
            ("Statut", "candidat", "partenaire"),
        ]
        assert [partner.name for partner in report.news] == ["Y"]

    def test_a_refused_row_tells_all_that_is_wrong_and_whose_it_is(self, alliance: Alliance) -> None:
        (refused,) = run(alliance, "nom;population;territoire\nZède;dix;lune").refused
        assert refused.name == "Zède"
        assert "dix" in refused.reason and "lune" in refused.reason

    def test_a_name_written_almost_like_anothers_is_another_partner_and_told(self, alliance: Alliance) -> None:
        report = run(alliance, "id,nom\n1,Trémereuc\n2,Tremereuc\n")
        assert report.created == 2 and list(told(report.alike)) == [3]

    def test_who_was_entered_without_a_reference_gets_it(self, alliance: Alliance) -> None:
        partner = make_partner(alliance.categories["collectivites"], "Sainte-Anne")
        assert run(alliance, "id,nom\n9,Sainte-Anne\n").changed == 1
        partner.refresh_from_db()
        assert partner.reference == "9"

    def test_two_rows_of_one_partner_do_not_undo_each_other(self, alliance: Alliance) -> None:
        text = "id,nom,population\n9,Sainte-Anne,1\n9,Sainte-Anne,2\n"
        report = run(alliance, text)
        assert (report.created, list(told(report.refused))) == (1, [3])
        again = run(alliance, text)
        assert (again.changed, again.unchanged) == (0, 1)

    def test_a_new_name_that_is_anothers_is_refused(self, alliance: Alliance) -> None:
        run(alliance, "id,nom\n1,Bourg\n2,Ville\n")
        report = run(alliance, "id,nom\n1,Bourg\n2,Bourg\n")
        assert list(told(report.refused)) == [3]
        assert Partner.objects.get(reference="2").name == "Ville"

    def test_a_name_that_two_have_says_nothing_without_a_reference(self, alliance: Alliance) -> None:
        run(alliance, "id,nom\n1,Bourg\n2,Bourg\n", accept_homonyms=True)
        assert list(told(run(alliance, "nom\nBourg\n").refused)) == [2]

    def test_clubs_do_not_mix(self, alliance: Alliance) -> None:
        other = make_club("de", "Verband", "de")
        make_partner(other.categories.get(key="collectivites"), "Bourg", reference="1")
        assert run(alliance, "id,nom\n1,Bourg\n").created == 1


class TestDoors:
    def test_only_the_secretariat_imports(self, alliance: Alliance) -> None:
        for slug in ["visitor", "member", "representative", "chair"]:
            with pytest.raises(NotAllowed):
                run(alliance, "nom\nBourg\n", by=slug)

    def test_the_page_shows_what_would_happen_then_does_it(self, alliance: Alliance) -> None:
        client = alliance.client("secretariat")
        upload = SimpleUploadedFile("register.csv", b"nom;habitants\nBourg;12\n;3\n")
        preview = client.post("/partners/import/", {"file": upload, "category": "collectivites"})
        assert preview.status_code == 200
        assert preview.context["report"].created == 1 and not Partner.objects.filter(name="Bourg").exists()
        fields = preview.context["form"].initial_for_confirmation()
        answer = client.post("/partners/import/", {**fields, "confirm": "yes"})
        assert answer.status_code == 200 and answer.context["is_done"]
        assert Partner.objects.get(name="Bourg").population == 12

    def test_the_page_shows_what_changes_of_whom(self, alliance: Alliance) -> None:
        run(alliance, "id;nom;population\nz1;Zède;10")
        file = SimpleUploadedFile("r.csv", "id;nom;population\nz1;Zède;12\nz2;Nouvelle;3".encode())
        page = alliance.client("secretariat").post("/partners/import/", {"file": file, "category": "collectivites"})
        told = page.content.decode().split('<form method="post" class="form"')[0]
        assert "<del>10</del>" in told and "<ins>12</ins>" in told
        assert "1 nouveau partenaire" in told and "Nouvelle" in told

    def test_the_page_lets_one_choose_the_columns(self, alliance: Alliance) -> None:
        client = alliance.client("secretariat")
        fields = {"table": "who;how many\nBourg;12\n", "category": "collectivites"}
        refused = client.post("/partners/import/", fields)
        assert refused.status_code == 422 and "who" in refused.content.decode()
        chosen = {**fields, "column-name": "who", "column-population": "how many"}
        assert client.post("/partners/import/", chosen).context["report"].created == 1

    def test_the_page_refuses_a_file_that_is_too_large(self, alliance: Alliance) -> None:
        upload = SimpleUploadedFile("register.csv", b"nom\n" + b"x" * 1_100_000)
        answer = alliance.client("secretariat").post("/partners/import/", {"file": upload, "category": "agences"})
        assert answer.status_code == 413

    @pytest.mark.parametrize(
        "options",
        [
            ["--club", "xx"],
            ["--club", "fr", "--category", "bakers"],
            ["--club", "fr", "--category", "agences", "--map", "nom"],
            ["--club", "fr", "--category", "agences", "--map", "nom=size"],
            ["--club", "fr", "--category", "agences", "--country", "Atlantide"],
            ["--club", "fr"],
        ],
    )
    def test_the_command_says_what_is_wrong(self, alliance: Alliance, tmp_path: Path, options: list[str]) -> None:
        file = tmp_path / "register.csv"
        file.write_text("nom\nBourg\n")
        with pytest.raises(CommandError):
            call_command("import_partners", str(file), *options)

    def test_the_command_without_json_speaks_in_lines(self, alliance: Alliance, tmp_path: Path) -> None:
        file, out = tmp_path / "register.csv", StringIO()
        file.write_text("nom\nBourg\n")
        call_command("import_partners", str(file), "--club", "fr", "--category", "agences", stdout=out)
        assert out.getvalue() == "1 created, 0 changed, 0 unchanged\n"


def test_a_population_of_thousands_of_digits_is_refused_in_its_row(alliance: Alliance) -> None:
    report = run(alliance, "nom;population\nÉvreux;" + "9" * 5000 + "\n")
    assert list(told(report.refused)) == [2]
