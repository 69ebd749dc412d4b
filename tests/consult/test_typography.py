"""Words, figures, dates and fractions are set as a French printer would, and as an English one."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from django.template import Context, Template
from django.utils import translation

from consult import typography

EVENING = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)


def drawn(source: str, **context: object) -> str:
    return Template("{% load design %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("written", "set_"),
    [
        ("Vraiment ?", "Vraiment\u202f?"),
        ("Trois choses : une", "Trois choses\u00a0: une"),
        ("« deux »", "«\u00a0deux\u00a0»"),
        ('un "mot" seul', "un «\u00a0mot\u00a0» seul"),
        ("l'énergie", "l’énergie"),
        ("https://exemple.fr/a?b=c", "https://exemple.fr/a?b=c"),
        ("à 18:05", "à 18:05"),
    ],
)
def test_french_texts_get_their_spaces_and_quotes(written: str, set_: str) -> None:
    assert typography.french(written) == set_


def test_a_moment_is_told_in_the_alliance_time_and_the_reader_words() -> None:
    with translation.override("fr"):
        assert typography.day(EVENING) == "24\u00a0novembre 2026"
        assert typography.clock(EVENING) == "18\u00a0h"
        assert typography.clock(EVENING + timedelta(minutes=5)) == "18\u00a0h\u00a005"
        assert typography.day(date(2026, 3, 1)) == "1er\u00a0mars 2026"
    with translation.override("en"):
        assert typography.day(EVENING) == "24\u00a0November 2026"
        assert typography.clock(EVENING) == "18:00"


def test_thousands_stand_apart() -> None:
    with translation.override("fr"):
        assert typography.figure(1234567) == "1\u202f234\u202f567"
    with translation.override("en"):
        assert typography.figure(1234567) == "1,234,567"


def test_a_share_is_never_drawn_as_nothing_or_all_unless_it_is() -> None:
    assert typography.whole_percent(Fraction(1, 1000)) == 1
    assert typography.whole_percent(Fraction(999, 1000)) == 99
    assert typography.whole_percent(Fraction(0)) == 0
    assert typography.whole_percent(1) == 100
    assert typography.whole_percent("1/3") == 33


def test_a_fraction_is_shown_exactly_and_never_from_a_float() -> None:
    assert drawn("{{ v|frac }}", v=Fraction(16, 21)) == '<span class="frac"><b>16</b><i>/</i><b>21</b></span>'
    assert drawn("{{ v|frac }}", v="10/10") == '<span class="frac"><b>10</b><i>/</i><b>10</b></span>'
    assert drawn("{{ v|frac }}", v=Fraction(2)) == "2"
    with pytest.raises(ValueError, match="not an exact number"):
        typography.parts_of(0.5)  # type: ignore[arg-type]


def test_a_name_from_a_person_cannot_become_markup() -> None:
    assert "<script>" not in drawn("{% person who note %}", who="<script>x</script>", note="<script>y</script>")
    assert "<script>" not in drawn('{% dialog "d" title %}<p>body</p>{% enddialog %}', title="<script>z</script>")


def test_initials_are_two_letters() -> None:
    assert typography.initials("Solène Aubépine") == "SA"
    assert typography.initials("Pierre-Aulne Vasseur") == "PV"
    assert typography.initials("ivo") == "IV"
    assert typography.initials(" ") == "?"


def test_a_title_quoted_has_quotation_marks_of_the_second_level() -> None:
    title = "Des toits pour les écoles « rurales » : <2030>"
    with translation.override("fr"):
        assert drawn("{{ title|nested }}", title=title) == "Des toits pour les écoles “rurales”\u00a0: &lt;2030&gt;"
    with translation.override("en"):
        assert drawn("{{ title|nested }}", title="Roofs for “rural” schools") == "Roofs for ‘rural’ schools"
