"""Columns of the ledger's tables. Days are dates, offsets are characters of the story as received."""

from __future__ import annotations

import pyarrow as pa
import xxhash

TEXT = pa.string()
INT = pa.int32()
SPAN = [("start", INT), ("end", INT), ("text", TEXT)]
# Columns of few different values are kept as codes into a dictionary.
CODE = pa.dictionary(INT, TEXT)
CODES = pa.list_(CODE)

STORIES = pa.schema(
    [
        ("id", TEXT),
        ("hash", TEXT),
        ("published", pa.date32()),
        ("published_basis", TEXT),
        ("title", TEXT),
        ("outlet", TEXT),
        ("agency", TEXT),
        ("dateline_place", TEXT),
        ("url", TEXT),
        ("notes", pa.list_(TEXT)),
        ("characters", INT),
        ("text", TEXT),
        ("spin", pa.float64()),
        ("spin_signs", pa.float64()),
        (
            "spun",
            pa.list_(pa.struct([*SPAN, ("original", TEXT), ("phrase", TEXT), ("restored", pa.bool_())])),
        ),
        ("run", INT),
    ]
)
"""One row a story; `hash` is XXH3-128 of text and metadata, and stays where the text is left out.

`spin` is the score of machine-spun wording, `spin_signs` the weight of its weak signs in a hundred
words, `spun` the marked phrases. `run` numbers the run that
brought the story in.
"""

PARSES = pa.schema(
    [
        ("story", TEXT),
        (
            "edits",
            pa.list_(
                pa.struct(
                    [
                        ("reading_start", INT),
                        ("reading_end", INT),
                        ("text_start", INT),
                        ("text_end", INT),
                        ("reading", TEXT),
                    ]
                )
            ),
        ),
        ("gaps", pa.list_(pa.int32())),
        ("lengths", pa.list_(pa.int32())),
        ("heads", pa.list_(pa.int32())),
        ("lemmas", CODES),
        ("tags", CODES),
        ("deps", CODES),
        ("odd_words", pa.list_(pa.struct([("token", INT), ("word", TEXT)]))),
        ("sentences", pa.list_(INT)),
        ("paragraphs", pa.list_(INT)),
    ]
)
"""The parse of a story's reading, one list a column of tokens.

`edits` lead from the text to the reading. `gaps` are characters between the end of a token and the
start of the next, `heads` are relative to the token, `sentences` are numbers of tokens, `paragraphs`
numbers of sentences. `odd_words` are tokens that are not the characters they stand for.
"""

_SPANNED = [("first", INT), ("last", INT), ("start", INT), ("end", INT)]
FOUND = pa.schema(
    [
        ("story", TEXT),
        (
            "parties",
            pa.list_(
                pa.struct([(name, CODE) for name in ("id", "name", "country", "sector", "kind", "office")])
            ),
        ),
        (
            "actors",
            pa.list_(
                pa.struct(
                    [*_SPANNED, ("head", INT), ("by_reference", pa.bool_()), ("parties", pa.list_(INT))]
                )
            ),
        ),
        (
            "dates",
            pa.list_(
                pa.struct(
                    [
                        *_SPANNED,
                        ("value", CODE),
                        ("type", CODE),
                        ("begin", pa.date32()),
                        ("finish", pa.date32()),
                        ("granularity", CODE),
                        ("since", pa.bool_()),
                    ]
                )
            ),
        ),
        (
            "places",
            pa.list_(
                pa.struct(
                    [
                        *_SPANNED,
                        ("name", CODE),
                        ("country", CODE),
                        ("lat", pa.float64()),
                        ("lon", pa.float64()),
                        ("geonameid", pa.int64()),
                    ]
                )
            ),
        ),
        (
            "figures",
            pa.list_(
                pa.struct(
                    [
                        *_SPANNED,
                        ("head", INT),
                        ("value", pa.float64()),
                        ("low", pa.float64()),
                        ("high", pa.float64()),
                        ("unit", CODE),
                    ]
                )
            ),
        ),
        (
            "statements",
            pa.list_(
                pa.struct(
                    [
                        ("source_first", INT),
                        ("source_last", INT),
                        ("source_head", INT),
                        ("cue_first", INT),
                        ("cue_last", INT),
                        ("contents", pa.list_(INT)),
                        ("quoted", pa.bool_()),
                        ("kind", CODE),
                        ("denies", pa.bool_()),
                    ]
                )
            ),
        ),
        (
            "fits",
            pa.list_(
                pa.struct(
                    [
                        ("head", INT),
                        ("phrase", pa.uint64()),
                        ("first", INT),
                        ("last", INT),
                        ("literal", pa.list_(INT)),
                        ("inner", pa.uint64()),
                    ]
                )
            ),
        ),
    ]
)
"""What was found in a story, as distances between tokens and characters (`found_columns`), and in `fits`
which phrases of the event rules fit which predicates. `actors.parties` are numbers in `parties`."""

_PARTY = pa.struct(
    [
        ("id", TEXT),
        ("name", TEXT),
        ("text", TEXT),
        ("country", TEXT),
        ("sector", TEXT),
        ("office", TEXT),
        ("start", INT),
        ("end", INT),
    ]
)
_DATE = pa.struct(
    [
        ("first", pa.date32()),
        ("last", pa.date32()),
        ("value", TEXT),
        ("granularity", TEXT),
        ("basis", TEXT),
        ("text", TEXT),
        ("start", INT),
        ("end", INT),
    ]
)
_PLACE = pa.struct(
    [
        ("text", TEXT),
        ("name", TEXT),
        ("country", TEXT),
        ("lat", pa.float64()),
        ("lon", pa.float64()),
        ("geonameid", pa.int64()),
        ("start", INT),
        ("end", INT),
    ]
)
_SOURCE = [
    ("text", TEXT),
    ("name", TEXT),
    ("country", TEXT),
    ("sector", TEXT),
    ("kind", TEXT),
    ("anonymous", pa.bool_()),
    ("cue", pa.struct(SPAN)),
    ("quoted", pa.bool_()),
    ("start", INT),
    ("end", INT),
]
_FIGURE = [
    ("value", pa.float64()),
    ("low", pa.float64()),
    ("high", pa.float64()),
    ("unit", TEXT),
    *SPAN,
]
EVENTS = pa.schema(
    [
        ("id", TEXT),
        ("story", TEXT),
        ("published", pa.date32()),
        ("type", TEXT),
        ("mode", TEXT),
        ("contexts", pa.list_(TEXT)),
        ("cameo", TEXT),
        ("quad", pa.int8()),
        ("intensity", pa.float64()),
        ("aspect", TEXT),
        ("historical", pa.bool_()),
        ("actors", pa.list_(_PARTY)),
        ("recipients", pa.list_(_PARTY)),
        ("date", _DATE),
        ("place", _PLACE),
        ("status", TEXT),
        ("basis", pa.list_(TEXT)),
        ("sources", pa.list_(pa.struct(_SOURCE))),
        ("content", pa.struct([("type", TEXT), *SPAN])),
        ("figures", pa.list_(pa.struct(_FIGURE))),
        ("mentions", pa.list_(pa.struct([*SPAN, ("sentence", pa.list_(INT, 2)), ("rule", TEXT)]))),
        ("rule", TEXT),
        ("confidence", pa.float64()),
        ("coding", TEXT),
        ("start", INT),
        ("first", pa.date32()),
        ("last", pa.date32()),
        ("place_name", TEXT),
        ("place_country", TEXT),
        ("actor_codes", TEXT),
        ("actor_names", TEXT),
        ("recipient_codes", TEXT),
        ("recipient_names", TEXT),
        ("source_codes", TEXT),
        ("source_names", TEXT),
        ("setting", pa.list_(pa.uint32())),
    ]
)
"""The public record without `family`, which depends on other stories and stands in `families`.

`coding` names the rules, model and version that made the event (table `codings`). What follows says
again, flat, what queries ask for: `start` of the first mention; `codes` of a side are country and sector
of each party (of sources also country and kind), as `|ISR:MIL|USA:|:CVL|`, `names` its id and name in
lower case, as `|group:hamas|hamas|`. `setting`: hashes (XXH32) of telling words around the first mention
(`happenings.settings_of`).
"""
INDEX = EVENTS.names[EVENTS.get_field_index("coding") :]
"""Columns of events that are not of the public record."""

STATEMENTS = pa.schema(
    [
        ("story", TEXT),
        ("source", pa.struct([*SPAN, ("name", TEXT), ("country", TEXT), ("sector", TEXT)])),
        ("cue", pa.struct(SPAN)),
        ("content", pa.list_(pa.struct(SPAN))),
        ("quoted", pa.bool_()),
        ("kind", TEXT),
        ("denies", pa.bool_()),
        ("events", pa.list_(TEXT)),
    ]
)
"""Who said what, events in it or not; `events` are those that stand in its content."""

FIGURES = pa.schema([("event", TEXT), ("story", TEXT), *_FIGURE])
"""The counts of events, one row each."""

FAMILIES = pa.schema(
    [
        ("story", TEXT),
        ("family", TEXT),
        ("kind", TEXT),
        ("original", TEXT),
        ("similarity", pa.float64()),
        ("evidence", TEXT),
        ("agencies", pa.list_(TEXT)),
    ]
)
"""The record that `dateline copies` prints."""

_SIDE = pa.struct([("id", TEXT), ("name", TEXT), ("country", TEXT), ("sector", TEXT), ("reports", INT)])
_COUNTED = pa.list_(pa.struct([("value", TEXT), ("reports", INT)]))
HAPPENINGS = pa.schema(
    [
        ("id", TEXT),
        ("type", TEXT),
        ("mode", TEXT),
        ("status", TEXT),
        ("statuses", _COUNTED),
        ("first", pa.date32()),
        ("last", pa.date32()),
        ("basis", TEXT),
        ("place", TEXT),
        ("place_country", TEXT),
        ("actors", pa.list_(_SIDE)),
        ("recipients", pa.list_(_SIDE)),
        (
            "figures",
            pa.list_(
                pa.struct(
                    [
                        ("unit", TEXT),
                        ("values", pa.list_(pa.float64())),
                        ("low", pa.float64()),
                        ("high", pa.float64()),
                        ("agree", pa.bool_()),
                        ("reports", INT),
                    ]
                )
            ),
        ),
        ("sources", _COUNTED),
        ("events", pa.list_(TEXT)),
        ("stories", pa.list_(TEXT)),
        ("independent", INT),
        ("outlets", pa.list_(TEXT)),
        ("first_report", pa.date32()),
        ("last_report", pa.date32()),
        ("confidence", pa.float64()),
    ]
)
"""Events of different stories that tell of one thing done, each independent report with one vote."""

MEMBERS = pa.schema([("happening", TEXT), ("independent", INT), ("shared", pa.int64())])
"""The happening of each event, row by row beside `events`, and how many independent reports that has.

Nothing stands there until the event is grouped. `shared` is a number for the happening where several events
tell of it, and none where one does.
"""

ALIASES = pa.schema([("id", TEXT), ("happening", TEXT)])
"""Ids that happenings had before later stories joined them, and where they lead now."""

_NAMED = pa.list_(pa.struct([("text", TEXT), ("country", TEXT), ("sector", TEXT)]))
ANNOTATIONS = pa.schema(
    [
        ("id", TEXT),
        ("event", TEXT),
        ("story", TEXT),
        ("by", TEXT),
        ("made", pa.timestamp("us", tz="UTC")),
        ("decision", TEXT),
        ("note", TEXT),
        ("coding", TEXT),
        ("type", TEXT),
        ("mode", TEXT),
        ("status", TEXT),
        ("mentions", pa.list_(pa.struct(SPAN))),
        ("actors", _NAMED),
        ("recipients", _NAMED),
        ("first", pa.date32()),
        ("last", pa.date32()),
        ("sources", _NAMED),
        ("figures", pa.list_(pa.struct([("value", pa.float64()), ("unit", TEXT), ("text", TEXT)]))),
        ("place", TEXT),
    ]
)
"""What people decided about events, one row a decision. Nothing is overwritten: the latest counts.

`decision`: accept, reject or correct. From `type` on stands the event as it should be (of a rejected one,
as the coder had it), so that a decision outlives a recoding; `coding` made the event that was judged. Days
are none where the text gives none.
"""

REJECTED = pa.schema(
    [
        ("id", TEXT),
        ("stage", TEXT),
        ("origin", TEXT),
        ("reason", TEXT),
        ("original", TEXT),
        ("metadata", TEXT),
        ("run", INT),
    ]
)
"""What could not be used, with its reason; `id` hashes origin and content.

`metadata` is a JSON object of what else is known where `original` is the text of a story.
"""

RUNS = pa.schema(
    [
        ("run", INT),
        ("command", TEXT),
        ("coding", TEXT),
        ("started", pa.timestamp("s", tz="UTC")),
        ("committed", pa.timestamp("s", tz="UTC")),
        ("stories", INT),
        ("events", INT),
        ("rejected", INT),
    ]
)
"""One row a commit: a run of many stories commits more than once, under one number."""

CODINGS = pa.schema(
    [
        ("coding", TEXT),
        ("dateline", TEXT),
        ("parser", TEXT),
        ("keep_all", pa.bool_()),
        ("parts", pa.list_(pa.struct([("part", TEXT), ("hash", TEXT)]))),
        ("phrases", pa.list_(pa.struct([("phrase", pa.uint64()), ("asks", pa.uint64())]))),
        ("words", pa.list_(pa.struct([("word", TEXT), ("phrases", pa.list_(pa.uint64()))]))),
        ("rules", pa.list_(pa.struct([("rule", TEXT), ("definition", TEXT)]))),
    ]
)
"""What events were coded with: `parts` of the rulebook by their hashes, event rules as they were.

`phrases` of the event rules stand by their keys, with a hash of the words that they ask for; `words`
may open an act: by which phrases, in order. What differs tells which stories new rules can read in
another way (`rulebook.fingerprints`).
"""

_TABLES = (
    *(STORIES, PARSES, FOUND, EVENTS, STATEMENTS, FIGURES, FAMILIES),
    *(HAPPENINGS, MEMBERS, ALIASES, REJECTED, RUNS, CODINGS),
)


def _names(field: pa.Field) -> str:
    """The name of a column with those of the columns in it; `[]` for a list."""
    kind, lists = field.type, ""
    while pa.types.is_list(kind) or pa.types.is_fixed_size_list(kind):
        kind, lists = kind.value_type, f"{lists}[]"
    inner = (
        ",".join(_names(kind.field(n)) for n in range(kind.num_fields)) if pa.types.is_struct(kind) else ""
    )
    return f"{field.name}({inner}){lists}"


COLUMNS = xxhash.xxh3_64_hexdigest("\n".join(",".join(map(_names, schema)) for schema in _TABLES).encode())
"""Names all columns of all tables: a ledger is read by the versions that know the same ones."""
