"""From a tree of texts to the typed case; every complaint in Danish with its place."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from pydantic import ValidationError

from som_calc.case import limits
from som_calc.case.file_tree import FileTree, dotted, texts_in
from som_calc.case.glossary import FIELDS
from som_calc.case.model import Case
from som_calc.case.problems import Problem
from som_calc.case.shape import Shape, shape_of
from som_calc.case.suggest import did_you_mean, nearest
from som_calc.case.text_file import has_halves

Loc = tuple[Any, ...]
Detail = Mapping[str, Any]

_EXAMPLES = {
    "titel": "skriv fx »titel: IPS til unge«",
    "kommune": "skriv fx »kommune: Aabenraa Kommune«",
    "dato": "skriv beregningens dato, fx »dato: 2026-03-01«",
    "indsats": "skriv »indsats:« og derunder navn, målgruppe, succesmål og forløbsvarighed",
    "målgruppe": "skriv »målgruppe:« og derunder »navn: …«",
    "succesmål": "skriv fx »succesmål: I job eller uddannelse«",
    "forløbsvarighed": "skriv forløbets længde i år, fx »forløbsvarighed: 1«",
    "periode": "skriv »periode:« og derunder »fra: 2025« og »til: 2037«",
    "fra": "skriv beregningens første år, fx »fra: 2025«",
    "til": "skriv beregningens sidste år, fx »til: 2037«",
    "prisniveau": "skriv fx »prisniveau: 2025«",
    "diskonteringsår": "skriv det første projektår, fx »diskonteringsår: 2025«",
    "nutidsværdiår": "skriv årstallet til titlerne, fx »nutidsværdiår: 2026«",
    "mereffekt": "skriv fx »mereffekt: 5 %«",
    "deltagere": "skriv »deltagere:« og derunder antal pr. startår, fx »2026: 20«",
    "omkostninger": "skriv »omkostninger:« og derunder mindst én »- navn: …« med beløb",
    "enhed": "skriv den enhed, ydelsen tælles i, fx »enhed: uger«",
    "kilde": "skriv, hvor tallet kommer fra, fx »kilde: Regnskab 2025«",
}


def validate(tree: FileTree, root: type[Any] = Case) -> tuple[Any | None, list[Problem], set[str]]:
    """Build ``root`` (the case model) from a tree.

    Texts that are too long, or hold halves of characters, are told first: nothing else is
    asked of them.

    Returns:
        The model or None, the problems, and the Danish names of the top-level fields that
        could not be read.
    """
    if unfit := [(loc, *said) for loc, text in texts_in(tree.data) if (said := _unfit(text))]:
        told = [Problem(*tree.spot(loc), dotted(loc), wrong, right) for loc, wrong, right in unfit]
        return None, list(dict.fromkeys(told)), {str(loc[0]) for loc, _, _ in unfit if loc}
    try:
        return root.model_validate(tree.data, by_alias=True, by_name=False), [], set()
    except ValidationError as error:
        details = error.errors(include_url=False)
    problems: list[Problem] = []
    broken: set[str] = set()
    meant = _meant_by_unknown(root, details)
    for detail in details:
        loc = tuple(detail["loc"])
        top = str(loc[0]) if loc else ""
        broken.add(meant.get(loc, top) if len(loc) == 1 else top)
        broken.add(top)
        if detail["type"] == "missing" and loc in {(*k[:-1], v) for k, v in meant.items()}:
            continue
        problem = _problem(tree, root, loc, detail)
        if problem not in problems:
            problems.append(problem)
    return None, problems, broken


def _unfit(text: str) -> tuple[str, str] | None:
    """What is wrong with a text that no field could hold, and what would be right."""
    if len(text) > limits.TEXT:
        most = f"{limits.TEXT:,}".replace(",", ".")
        return f"teksten har over {most} tegn", "gør den kortere, eller del den i flere"
    if has_halves(text):
        return "teksten rummer et tegn, som ikke er tekst", "slet tegnet, og skriv det igen"
    return None


def _meant_by_unknown(root: Any, details: list[Any]) -> dict[Loc, str]:
    """For each unknown key the known one it resembles."""
    meant: dict[Loc, str] = {}
    for detail in details:
        loc = tuple(detail["loc"])
        if detail["type"] == "extra_forbidden":
            near = _near(str(loc[-1]), _at(root, loc[:-1]).fields)
            if near:
                meant[loc] = near
    return meant


def _at(root: Any, loc: Loc) -> Shape:
    return shape_of(root).at(loc) or Shape("value")


def _near(key: str, known: Collection[str]) -> str | None:
    """The known key that an unknown one resembles, or is the program's own name for."""
    danish = FIELDS.get(key)
    return danish if danish in known else nearest(key, known)


def _problem(tree: FileTree, root: Any, loc: Loc, detail: Detail) -> Problem:
    if loc and loc[-1] == "[key]":
        loc = loc[:-1]
    path, rest = tree.find(loc)
    field = dotted((*path, *rest[:1]))
    wrong, right = _say(root, loc, detail)
    file, place = tree.spot(loc)
    if detail["type"] == "missing" and isinstance(place, str):
        right = "udfyld cellen"
    return Problem(file, place, field or None, wrong, right)


def _say(root: Any, loc: Loc, detail: Detail) -> tuple[str, str]:
    kind = str(detail["type"])
    if kind == "missing":
        return "mangler", _missing(str(loc[-1]))
    if kind == "extra_forbidden":
        return _unknown(root, loc)
    if detail.get("input") in (None, ""):
        return "er tomt", "skriv en værdi, eller fjern linjen"
    return _SAYINGS.get(kind, _other)(root, loc, detail)


def _missing(key: str) -> str:
    return _EXAMPLES.get(key, f"skriv »{key}: …«")


def _unknown(root: Any, loc: Loc) -> tuple[str, str]:
    group = _at(root, loc[:-1])
    key = str(loc[-1])
    if group.sourced and key.isdecimal():
        return "ukendt felt", "når kilde eller status er angivet, skal årene stå under »værdi:«"
    known = list(group.fields)
    if group.key_of(key):
        return "står to gange", "behold ét af dem"
    near = _near(key, known)
    right = f"mente du »{near}«?" if near else did_you_mean(key, known, "felterne her er")
    return "ukendt felt", right


def _value_error(root: Any, loc: Loc, detail: Detail) -> tuple[str, str]:
    said = str(detail.get("ctx", {}).get("error", detail["msg"]))
    wrong, _, right = said.partition("; ")
    if loc and loc[0] == "deltagere" and wrong.endswith("er ikke et helt tal"):
        right += " hele personer; gennemfører ikke alle, står det i »gennemførelse«, fx 85 %"
    return wrong, right


def _literal(root: Any, loc: Loc, detail: Detail) -> tuple[str, str]:
    allowed = list(_at(root, loc).choices)
    shown = f"»{_short(detail['input'])}« er ikke en mulighed"
    near = nearest(str(detail["input"]), allowed)
    listed = f"vælg {_either(allowed)}"
    return shown, f"mente du »{near}«? ({listed})" if near else listed


def _bound(words: str, key: str) -> Callable[[Any, Loc, Detail], tuple[str, str]]:
    def say(root: Any, loc: Loc, detail: Detail) -> tuple[str, str]:
        limit = detail.get("ctx", {}).get(key)
        if isinstance(limit, float) and limit.is_integer():
            limit = int(limit)
        shown = f"{limit:,}".replace(",", ".").replace("-", "\u2212")
        written = _short(detail["input"]).replace("-", "\u2212")
        return f"»{written}« er uden for det tilladte", f"skal være {words} {shown}"

    return say


def _fixed(wrong: str, right: str) -> Callable[[Any, Loc, Detail], tuple[str, str]]:
    return lambda root, loc, detail: (wrong, right)


def _other(root: Any, loc: Loc, detail: Detail) -> tuple[str, str]:
    return (
        f"»{_short(detail.get('input'))}« kan ikke bruges her",
        "se feltet i en af eksempelsagerne",
    )


def _short(value: Any) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= 40 else f"{text[:39]}…"


def _either(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} eller {words[-1]}"


_GROUP = _fixed("skal være en gruppe felter", "skriv felterne på hver sin linje og ryk dem ind")
_LIST = _fixed("skal være en liste", "begynd hver post med en bindestreg: »- navn: …«")
_TEXT = _fixed("skal være tekst, ikke en gruppe eller liste", "skriv teksten på samme linje")
_EMPTY = _fixed("er tomt", "skriv mindst én værdi")
_SAYINGS: dict[str, Callable[[Any, Loc, Detail], tuple[str, str]]] = {
    "value_error": _value_error,
    "literal_error": _literal,
    "greater_than": _bound("over", "gt"),
    "greater_than_equal": _bound("mindst", "ge"),
    "less_than": _bound("under", "lt"),
    "less_than_equal": _bound("højst", "le"),
    "model_type": _GROUP,
    "model_attributes_type": _GROUP,
    "dict_type": _fixed(
        "skal være en gruppe af »år: værdi« eller »navn: værdi«", "se en eksempelsag"
    ),
    "list_type": _LIST,
    "tuple_type": _LIST,
    "string_type": _TEXT,
    "too_short": _EMPTY,
    "string_too_short": _EMPTY,
    "too_long": _fixed("har for mange værdier", "et interval har to: nedre og øvre"),
}
