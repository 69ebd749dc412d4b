"""By which duels one option beats another: the strongest chains of the Schulze method."""

from fractions import Fraction
from itertools import pairwise

from tests.voting.counting.choices import chosen_by, ranked
from voting.counting import count
from voting.counting.schulze import Pairwise, path_between


def duels(*won: str) -> Pairwise:
    """ "AB 5 3": five prefer A to B, three B to A; nobody compares the others."""
    options = {option for words in won for option in words[:2]}
    votes = {one: {other: Fraction(0) for other in options if other != one} for one in options}
    for words in won:
        (one, other), mine, theirs = words.split()
        votes[one][other], votes[other][one] = Fraction(mine), Fraction(theirs)
    return votes


def test_the_strongest_chain_between_two_options() -> None:
    """Schulze's own example of five options and 45 voters: the paths of his table."""
    result = count(
        chosen_by("schulze"),
        ranked(
            "ABCDE", "5 A>C>B>E>D", "5 A>D>E>C>B", "8 B>E>D>A>C", "3 C>A>B>E>D", "7 C>A>E>B>D", "2 C>B>A>D>E",
            "7 D>C>E>B>A", "8 E>B>A>D>C",
        ),
    )  # fmt: skip
    votes = {a: {b: Fraction(number) for b, number in row.items()} for a, row in result["pairwise"].items()}

    assert result["winners"] == ["E"]
    assert path_between(votes, "A", "B") == ("A", "D", "C", "B")
    assert path_between(votes, "E", "A") == ("E", "B", "A")
    strengths = {
        "AB": 28, "AC": 28, "AD": 30, "AE": 24, "BA": 25, "BC": 28, "BD": 33, "BE": 24, "CA": 25, "CB": 29, "CD": 29,
        "CE": 24, "DA": 25, "DB": 28, "DC": 28, "DE": 24, "EA": 25, "EB": 28, "EC": 28, "ED": 31,
    }  # fmt: skip
    for (one, other), weakest in strengths.items():
        found = path_between(votes, one, other)
        assert min(votes[a][b] for a, b in pairwise(found)) == weakest


def test_of_equally_strong_chains_the_shortest_is_told_then_by_code_point() -> None:
    assert path_between(duels("AB 5 3", "AC 5 3", "BD 5 3", "CD 5 3"), "A", "D") == ("A", "B", "D")
    assert path_between(duels("AB 5 3", "BD 5 3", "AD 5 3"), "A", "D") == ("A", "D")


def test_a_longer_chain_is_told_where_it_is_stronger_by_what_opposes_it_too() -> None:
    assert path_between(duels("AB 5 3", "BC 5 3", "AC 5 4"), "A", "C") == ("A", "B", "C")
    assert path_between(duels("AB 5 3", "BC 5 4", "AC 5 3"), "A", "C") == ("A", "C")
    assert path_between(duels("AB 5 2", "BC 5 4", "AC 5 3"), "A", "C") == ("A", "C")
    assert path_between(duels("AC 4 0", "AB 6 0", "BC 6 0", "CD 6 0"), "A", "D") == ("A", "B", "C", "D")


def test_no_chain_leads_to_who_is_never_beaten() -> None:
    votes = duels("AB 2 1")
    assert path_between(votes, "A", "B") == ("A", "B")
    assert path_between(votes, "B", "A") == ()
    assert path_between(duels("AB 2 2"), "A", "B") == ()
