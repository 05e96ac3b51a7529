"""Actors in a story: who is named, of which country and sector, and whom pronouns stand for.

Three steps, each over the whole story: names by the gazetteer (`names`), noun phrases around them
(`phrases`, `people`), and what only the story can tell (`reference`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from operator import attrgetter

from dateline.finding.acronyms import read_acronyms
from dateline.finding.actor_drafts import ActorDraft
from dateline.finding.names import Hit, find_names, settled_places
from dateline.finding.phrases import Phrases
from dateline.finding.quotations import Quotation
from dateline.finding.reference import Reference
from dateline.finding.scene import Scene, country_filed
from dateline.finding.speech import Speech
from dateline.model import ActorMention, Parse, Tree
from dateline.rulebook.actors import Gazetteer


def find_actors(
    parse: Parse,
    tree: Tree,
    published: date | None,
    gazetteer: Gazetteer,
    *,
    dateline: str | None = None,
    quotations: Sequence[Quotation] = (),
    names: list[Hit] | None = None,
) -> tuple[ActorMention, ...]:
    """Everybody who could act in the story, in text order.

    `published` decides who holds which office; `dateline` is the place where the story was filed, as
    written, and tells whose the crowds are where the sentences do not; `quotations` keep a speaker from
    being the "he" of his own words; `names` are those of the gazetteer in the text, where they were
    looked for already. Two mentions may overlap ("Bennett’s office": Bennett, and his office); no two have
    the same head.
    """
    hits = settled_places(find_names(parse, gazetteer, published) if names is None else names, gazetteer)
    phrases = Phrases(parse, tree, gazetteer, hits, published)
    drafts = phrases.read()
    drafts += read_acronyms(phrases)
    speech = Speech(parse, tree, quotations)
    scene = Scene(parse, tree, hits, speech, country_filed(dateline, gazetteer))
    resolved = Reference(phrases, scene, speech).resolve(drafts)
    widest: dict[int, ActorDraft] = {}
    for draft in resolved:
        known = widest.get(draft.head)
        if known is None or draft.last - draft.first > known.last - known.first:
            widest[draft.head] = draft
    return tuple(
        [
            ActorMention(
                first=draft.first,
                last=draft.last,
                head=draft.head,
                start=parse.starts[draft.first],
                end=parse.ends[draft.last],
                parties=draft.parties,
                why=draft.why,
                by_reference=draft.by_reference,
            )
            for draft in sorted(widest.values(), key=attrgetter("first", "head"))
        ]
    )
