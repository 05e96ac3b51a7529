"""Names as they are written, to tell them in a text that is all in capitals."""

from __future__ import annotations

from functools import cache

from dateline.rulebook.tables import read_table, rules_folder

LONGEST = 5
"""Words of a name that is looked for."""
_ALWAYS = (
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April June July August "
    "September October November December I Mr Mrs Ms"
).split()  # fmt: skip
_TABLES = {
    "actors/countries.tsv": (
        "code cow gw name aliases nationals adjectives capitals seats from to",
        ("name", "aliases", "nationals", "adjectives", "capitals"),
    ),
    "actors/organisations.tsv": ("id name aliases country sector kind from to", ("name", "aliases")),
    "actors/groups.tsv": ("id name aliases country sector from to", ("name", "aliases")),
    "actors/people.tsv": ("name aliases country office sector from to", ("name", "aliases")),
    "places/places.tsv": ("name aliases country lat lon kind", ("name", "aliases")),
    "datelines/cities.tsv": ("name", ("name",)),
    "datelines/regions.tsv": ("name", ("name",)),
}


@cache
def load_written_names() -> dict[str, str]:
    """Each name in capitals, and as it is written; of people the last name, too."""
    found: dict[str, str] = {}
    for file, (columns, wanted) in _TABLES.items():
        header = tuple(columns.split())
        path = rules_folder()
        for part in file.split("/"):
            path = path / part
        for row in read_table(path, header):
            cells = dict(zip(header, row, strict=True))
            names = [name.strip() for column in wanted for name in cells[column].split("|")]
            if file.endswith("people.tsv"):
                names += [name.rsplit(" ", 1)[-1] for name in names[:1]]
            for name in names:
                if name[:1].isupper() and len(name.split()) <= LONGEST:
                    found.setdefault(name.upper(), name)
    return found | {name.upper(): name for name in _ALWAYS}
