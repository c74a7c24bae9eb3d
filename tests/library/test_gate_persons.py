"""Names, phone numbers and addresses are asked about, however they are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from som_calc.library.privacy import check_files, names
from som_calc.library.privacy.text import personal

NAMES = {
    "PETER JENSEN": "PETER JENSEN",
    "Jensen, Peter": "Jensen, Peter",
    "P. Jensen": "P. Jensen",
    "P.K. Jensen ringede": "P.K. Jensen",
    "Peter K. Jensen": "Peter K. Jensen",
    "Peter JENSEN": "Peter JENSEN",
    "peter jensen kom ikke": "peter jensen",
    "Ring til Peter\n  Jensen om sagen": "Peter Jensen",
    "Ring til Mette\n  # Olsen": "Mette Olsen",
    "Borger: Mehmet Yilmaz": "Mehmet Yilmaz",
    "Navn: Qwabe Zrutski": "Qwabe Zrutski",
    "Borgeren hedder Abdirahman": "Abdirahman",
    "Deltageren Mohamed kom": "Mohamed",
    "Sagsbehandler Hansen": "Hansen",
    "Socialrådgiver Anne-Mette Holm-Nielsen": "Anne-Mette Holm-Nielsen",
    "Hr Yilmaz": "Yilmaz",
    "Fru Ayşe Demir": "Demir",
    "Aisha Abdi Warsame": "Aisha Abdi Warsame",
    "Nguyễn og Ewa Kowalska": "Ewa Kowalska",
    "Lars von Trier": "Lars von Trier",
    "Ali Al-Sayed": "Ali Al-Sayed",
    "Kim Larsens sag": "Kim Larsens",
    "Peter\ue000Jensen": "Peter Jensen",
    "Peter_Jensen": "Peter_Jensen",
    "Jensen, P. er syg": "Jensen, P",
    "Familien Jensen": "Jensen",
    "*Peter* **Jensen**": "Peter",
    "Peter (Jensen)": "Jensen",
}
PHONES = [
    "Ring 22334455", "tlf. 2233 4455", "22.33.44.55", "22 33 44 55", "22-33-44-55",
    "Mobil: 22334455", "T: 22334455", "Kontakt: 223 34 455", "22334455", "22334455 (mobil)",
    "Ring på +4522334455", "(+45) 22 33 44 55", "+46 70 123 45 67", "Hans nummer er 2233-4455",
    "Peter Jensen 22334455", "pj@eksempel.dk, 22334455", "Kontakten er her:\n22334455",
    "tlf: 4522334455", "Han kan nås på 22334455", "(22) 33 44 55", "+45.22.33.44.55",
]  # fmt: skip
ADDRESSES = {
    "Lærkevænget 5": "Lærkevænget 5",
    "Nørre Alle 3": "Nørre Alle 3",
    "Nørregade 12, 2. tv": "Nørregade 12, 2. tv",
    "NØRREGADE 12": "NØRREGADE 12",
    "bor nørregade 12": "nørregade 12",
    "Gl. Kongevej 12 B": "Gl. Kongevej 12 B",
    "Vester Voldgade 4, st. th": "Vester Voldgade 4, st. th",
    "bor på Æblehaven 3": "Æblehaven 3",
    "Skovbrynet 12, 3. th.": "Skovbrynet 12, 3. th.",
    "H.C. Andersens Boulevard 27": "H.C. Andersens Boulevard 27",
}
ORDINARY = [
    "Aabenraa Kommune og Region Syddanmark", "IPS til unge", "Navn: IPS til unge",
    "navn: Housing First-team", "Prisen for et forløb er 45.000 kr.", "Analysen, Processen",
    "Indsatsen, Borgeren og Kommunen", "Borger, Kommune og Region", "Social- og Boligstyrelsen",
    "Per deltager", "VIVE og Rambøll", "Den Sociale Investeringsfond", "Tabel 3, 2. række",
    "I alt 22334455 kr.", "CVR 22334455", "Beløb: 22334455", "konto 22334455", "20251128",
    "Nettoresultat 22334455", "budget;22334455", "2025 2028", "1.234.567 22.334.455",
    "sag nr. 22334455", "1.1.2025-31.12.2028", "uge 10-12, 2025", "EAN 5798 0001 2345 6",
    "Alle 3 deltagere", "Her er alle 3", "Ad vej 3", "Motorvej 3", "arbejdsplads 2", "Plads 3",
    "Tilskud 0 869.000", "Kommune 0 5 10", "§ 110, stk. 1", "Bilag 3, 2. afsnit", "forløb 12",
    "Beslutningen 64 62", "Kvinder 18-24 år", "hans skov", "Uge 12, 2. halvår",
]  # fmt: skip


def told(text: str, kind: str) -> list[str]:
    return [one.value for one in personal(text) if kind in one.wrong]


@pytest.mark.parametrize("text", NAMES)
def test_a_name_is_asked_about(text: str) -> None:
    assert NAMES[text] in " / ".join(told(text, "personnavn"))


@pytest.mark.parametrize("text", PHONES)
def test_a_phone_number_is_asked_about(text: str) -> None:
    assert told(text, "telefonnummer")


@pytest.mark.parametrize("text", ADDRESSES)
def test_an_address_is_asked_about(text: str) -> None:
    assert ADDRESSES[text] in told(text, "adresse")


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_words_and_numbers_are_not_asked_about(text: str) -> None:
    assert list(personal(text)) == []
    assert list(personal(f"I år er det {text} i planen")) == []


CASE = "titel: IPS\nberegnet_af: Peter Jensen, Nørregade 12\nkontakt: pj@eksempel.dk\n"


def asked(name: str, text: str, **given: object) -> list[str]:
    found = check_files({name: text.encode()}, written={name}, **given)  # type: ignore[arg-type]
    return [one.wrong for one in found]


def test_who_made_a_case_is_let_through_as_its_own_whole_field_and_nowhere_else() -> None:
    assert asked("sag.yaml", CASE, cases={"sag.yaml"}) == []
    assert len(asked("bilag/n.txt", CASE, own=["Peter Jensen, Nørregade 12"])) == 3
    for more in (
        "note: Peter Jensen\n",
        "note: |\n  kontakt: pj@eksempel.dk\n",
        "# Peter Jensen\n",
    ):
        assert len(asked("sag.yaml", CASE + more, cases={"sag.yaml"})) == 1


@pytest.mark.parametrize(
    "field",
    [
        "kontakt: Borgeren hedder Peter Jensen\n",
        "kontakt: Borgeren hedder\n  Peter Jensen,\n  Nørregade 12\n",
        "kontakt: |\n  Peter Jensen\n  Nørregade 12\n",
        "indsats:\n  kontakt: Peter Jensen\n",
    ],
)
def test_a_field_that_tells_of_a_citizen_or_lies_deeper_is_no_contact(field: str) -> None:
    assert any("Peter Jensen" in one for one in asked("sag.yaml", field, cases={"sag.yaml"}))


@pytest.mark.parametrize(
    "text", ["Egenfinansiering\n1. kvartal", "Finansieringen 1", "Visitering 2"]
)
def test_a_word_that_ends_as_a_street_does_is_no_address(text: str) -> None:
    assert not [one for one in personal(text) if "adresse" in one.wrong]


_WORDS = ["peter", "Peter", "jensen", "jensens", "JENSEN", "Jensen", "pedersén", "søren", "hansen",
          "øre", "en", "s", "özşen", "sensen", "ﬁnsen"]  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(_WORDS), st.sampled_from([" ", ", ", ". ", "\n"]))))
def test_no_name_is_lost_by_passing_over_words_that_cannot_begin_one(
    pieces: list[tuple[str, str]],
) -> None:
    text = "".join(word + gap for word, gap in pieces)
    words = list(names._WORD.finditer(text))
    for at in range(len(words) - 1):
        if not names._may_begin(text, words[at], words[at + 1]):
            assert names._name_at(text, words, at) is None
