"""Coding: the clauses of one story into its events.

The order of work: find every act that a rule fits; settle light verbs; let verbal acts take their
content; fill parties and circumstances; leave out what no political actor did; merge the mentions of
one happening.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dateline.coding.addressees import with_addressees
from dateline.coding.asserted import is_of_anybody, why_unasserted
from dateline.coding.background import Background
from dateline.coding.blame import with_the_blamed
from dateline.coding.certainty import PROMISES, SPOKEN, as_done, done_by_saying, will_not
from dateline.coding.circumstances import Circumstances
from dateline.coding.confidence import rated, shown_by
from dateline.coding.drafts import (
    Acts,
    Draft,
    Dropped,
    contents,
    find_acts,
    is_direct,
    settle_light_verbs,
)
from dateline.coding.hostilities import with_sides
from dateline.coding.layers import Layers, Named
from dateline.coding.matching import Match
from dateline.coding.merging import events_of, grouped
from dateline.coding.occasions import with_days_of_speaking
from dateline.coding.parties import fill
from dateline.coding.sources import Sources
from dateline.coding.tallies import with_tallies
from dateline.coding.targets import with_implied_targets
from dateline.coding.timing import Timing
from dateline.model import Clause, Event, EventContent, EventMention, EventPlace, Statement
from dateline.rulebook.date_sharing import SharingWords
from dateline.rulebook.eras import Eras
from dateline.rulebook.events import EventRules
from dateline.rulebook.figures import FigureWords
from dateline.rulebook.sources import SourceWords
from dateline.rulebook.status import StatusWords

RECURRING = frozenset(
    {
        "regular",
        "daily",
        "weekly",
        "monthly",
        "frequent",
        "repeated",
        "routine",
        "near-daily",
        "annual",
        "nightly",
        "constant",
        "common",
    }
)
AT_ITS_TARGET = frozenset({"ASSAULT", "MOVE", "COERCE", "MOBILIZE", "RETREAT"})
"""Types that happen where what they are done to lies."""
OCCASION = ("in", "during", "at")
"""Prepositions before the occasion on which something was done."""
PRIVATE = frozenset({"BUS", "MED", "EDU", "JRN", "CRM", "AGR"})
"""Sectors that act politically only in dealing with others, or when they protest or move."""
OF_THE_PEOPLE = frozenset({"PROTEST", "MOVE", "ASSAULT", "COERCE", "RETREAT"})
"""Types in which civilians are political actors by themselves."""
FORCES = frozenset({"MIL", "COP", "GOV", None})
"""Sectors (or a state as a whole) to which a state gives no aid where they are its own."""
WRITER = frozenset({"i", "we"})
"""Subjects that are the writer himself where nobody is named who speaks."""
POINTING = frozenset({"the", "this", "that", "these", "those", "such"})


DEEDS = frozenset({"SANCTION", "COERCE"})
"""Hostile deeds that stay themselves when they are only announced (annotation guide)."""

POLITICIANS = frozenset({"GOV", "LEG", "PTY", "ELI", "OPP"})
"""Those who attack one another with words."""
WORDS_OF_FORCE = frozenset({"attack", "assault", "broadside", "salvo", "fire", "war", "battle", "campaign"})
"""Words of force that are as often said of words, by the politicians of one country."""

NOT_YET = frozenset({"SUPPORT", "ACCUSE"})
"""Spoken acts that nobody does by saying that they will be done: "will endorse", "will sue"."""


@dataclass(frozen=True, slots=True)
class Coded:
    """The events of a story, and the acts that were found and left out."""

    events: tuple[Event, ...]
    dropped: tuple[Dropped, ...]
    shown: tuple[frozenset[str], ...]
    """What speaks for and against each event: the features that its confidence is made of."""
    fits: tuple[tuple[int, Match], ...]
    """By head the phrases that fit."""


class Coder:
    """Codes stories under one rulebook. `keep_all`: also events without a political actor."""

    def __init__(
        self,
        rules: EventRules,
        sources: SourceWords,
        sharing: SharingWords,
        eras: Eras,
        status: StatusWords,
        figures: FigureWords,
        *,
        keep_all: bool = False,
    ) -> None:
        self._rules = rules
        self._sources = sources
        self._sharing = sharing
        self._eras = eras
        self._words = status
        self._figures = figures
        self._keep_all = keep_all

    def acts(self, layers: Layers) -> Acts:
        """What of one story the rules fit."""
        return find_acts(layers, self._rules)

    def code(self, layers: Layers, told: Acts | None = None) -> Coded:
        """The events of one story, in order of first mention; `told` are its acts, where they are known."""
        told = told or self.acts(layers)
        found = [(c, m) for c, m in told.found if not m.rule.reference or _points_back(c.head, layers)]
        acts, dropped = settle_light_verbs(found)
        inside, swallowed = contents(acts, layers)
        dropped += swallowed
        gone = {d.head for d in swallowed}
        matches = {clause.head: match for clause, match in acts}
        heads = frozenset(t for c, _ in found for t in (c.head, c.support) if t >= 0)
        around = Circumstances(layers, heads)
        spoken = frozenset(c.head for c, m in found if m.rule.type in SPOKEN)
        timing = Timing(layers, heads, spoken, self._sharing)
        background = Background(layers, timing, self._eras)
        sources = Sources(layers, self._sources)
        drafts: list[Draft] = []
        for clause, match in acts:
            if clause.head in gone:
                continue
            below_heads = inside.get(clause.head, [])
            below = [matches[h] for h in below_heads]
            if match.inner is not None and match.inner.rule.type != "NONE":
                below, below_heads = [match.inner, *below], [clause.head, *below_heads]
            draft = self._draft(
                clause, match, below, below_heads, layers, around, timing, background, sources
            )
            reason = self._why_not(draft, layers)
            if reason:
                dropped.append(Dropped(clause.head, match.rule.id, reason))
            else:
                drafts.append(draft)
        drafts = with_implied_targets(with_sides(drafts, layers), layers)
        drafts = with_days_of_speaking(drafts, layers, timing, SPOKEN)
        groups, strays = grouped(drafts, self._figures.harm)
        groups = with_addressees(with_the_blamed(groups, strays), layers)
        events = events_of(groups, layers.story, self._rules)
        events = with_tallies(
            events, layers, self._figures.beside, self._figures.after, self._sharing.lasting
        )
        shown = shown_by(events, groups, layers)
        events = rated(events, shown, self._rules.confidence)
        dropped += [
            Dropped(d.clause.head, d.match.rule.id, "refers to no event of the story") for d in strays
        ]
        return Coded(events, tuple(sorted(dropped, key=lambda d: (d.head, d.rule))), shown, told.fits)

    def _why_not(self, draft: Draft, layers: Layers) -> str | None:
        """Why an act is no event; None when it is one."""
        if draft.match.rule.actor == ("speaker",) and not (draft.actors and draft.recipients):
            return "nobody is named who says so, or of whom"
        if draft.refers or self._keep_all:
            return None
        unasserted = why_unasserted(
            draft.clause,
            draft.status,
            layers,
            owned=bool(draft.actors),
            fulfilled=draft.clause.status.value == "actual" and draft.clause.lemma in self._words.purpose,
        )
        if unasserted:
            return unasserted
        subjects = {layers.parse.lemmas[s] for s in draft.clause.subjects}
        if draft.clause.lemma in self._figures.harm and subjects & self._sharing.lasting:
            return "the toll of a war as a whole"
        if draft.type in SPOKEN and is_of_anybody(draft.clause, layers):
            return "said of anybody"
        if not draft.actors and (draft.type == "SUPPORT" and draft.clause.kind == "noun"):
            return "nobody is named who does it"
        if (
            (draft.type in SPOKEN or draft.type == "CONSULT")
            and not draft.actors
            and any(layers.parse.lowers[t] in WRITER for t in draft.clause.subjects)
        ):
            return "the writer's own words"
        if draft.type == "ACCUSE" and draft.clause.lemma == "campaign":
            return "an election campaign"
        if draft.status == "negated" and "speaker" in draft.match.rule.actor:
            return "denied, not claimed"
        if draft.type == "AID" and _to_own_forces(draft):
            return "given to one's own forces"
        return _not_political(draft)

    def _draft(
        self,
        clause: Clause,
        match: Match,
        below: Sequence[Match],
        below_heads: Sequence[int],
        layers: Layers,
        around: Circumstances,
        timing: Timing,
        background: Background,
        sources: Sources,
    ) -> Draft:
        actors, recipients = fill(match, clause, layers)
        status = as_done(clause, layers.parse, self._words)
        basis = clause.status.basis
        if status == "actual" and (denial := sources.denial(clause)):
            status, basis = "negated", denial
        refused = status == "negated" and will_not(clause, match.rule.type, layers)
        direct = bool(below) and (match.inner is not None or is_direct(below_heads[0], clause, layers))
        type_, mode = self._type_and_mode(match, below, status, refused=refused, direct=direct)
        if type_ != match.rule.type and (refused or status == "future"):
            status = "actual"  # the promise or refusal itself is made
        elif type_ in DEEDS and match.rule.type not in DEEDS and status == "actual":
            status = "future"  # "agreed to impose sanctions": announced, not yet done
        elif status != "actual" and done_by_saying(type_, status, clause, layers.parse, self._words):
            status = "actual"
        elif status == "future" and type_ in PROMISES and sources.says_so_himself(clause, actors):
            status = "actual"  # "said it would consider the request"
        if type_ == "ASSAULT" and _is_of_words(clause, actors, recipients):
            type_, mode = "ACCUSE", "disapprove"
        definite = clause.kind == "noun" and _points_back(clause.head, layers)
        spoken = type_ in SPOKEN and not (status == "future" and type_ in NOT_YET)
        speakers = tuple(n.party for n in actors) if spoken else ()
        when = timing.date(clause, match.literal, speakers)
        parse = layers.parse
        return Draft(
            clause=clause,
            match=match,
            type=type_,
            mode=mode,
            actors=actors,
            recipients=recipients,
            status=status,
            status_basis=tuple(parse.words[t] for t in basis),
            aspect=_aspect(clause, layers),
            date=when,
            historical=background.recalls(clause, when),
            place=_place(type_, around.place(clause, match.literal), actors + recipients, layers),
            figures=around.figures(clause, match.literal),
            sources=sources.of(clause, match.trigger, speakers),
            content=_content(clause, below, below_heads, layers) if match.rule.content else None,
            mention=_mention(clause, match, layers),
            definite=definite,
            refers=match.rule.reference or (definite and not (actors or recipients or self._keep_all)),
            occasions=_occasions(clause, timing.own_statements(clause, speakers), layers),
        )

    def _type_and_mode(
        self, match: Match, below: Sequence[Match], status: str, *, refused: bool, direct: bool
    ) -> tuple[str, str | None]:
        """The rule's type and mode, after what the content makes of them.

        `direct`: the first content is itself what is asked or promised, not part of it.
        """
        table = self._rules.content
        type_, mode = match.rule.type, match.rule.mode
        if refused and type_ in table.refused:
            return "REJECT", table.refused[type_]
        if status == "future" and type_ in table.future:
            return table.future[type_], None
        if below:
            content = below[0].rule.type
            if direct and (type_, content) in table.types:
                type_ = table.types[type_, content]
                mode = below[0].rule.mode if type_ == content else None
            if mode is None:
                mode = table.modes.get((type_, content))
        return type_, mode


def _is_of_words(clause: Clause, actors: Sequence[Named], recipients: Sequence[Named]) -> bool:
    """ "The senator's attacks on his rival": politicians of one country attack each other with words."""
    sides = [n.party for n in (*actors, *recipients)]
    if not recipients and clause.kind == "noun":
        return bool(sides) and all(p.kind == "person" and p.sector in ("LEG", "PTY", "ELI") for p in sides)
    return (
        clause.lemma in WORDS_OF_FORCE
        and bool(actors and recipients)
        and len({p.country for p in sides}) == 1
        and all(p.sector in POLITICIANS for p in sides)
        and all(n.party.kind == "person" or n.party.sector in ("LEG", "PTY") for n in actors)
        and any(p.kind == "person" or p.sector in ("LEG", "PTY") for p in (n.party for n in recipients))
    )


def _place(
    type_: str, place: EventPlace | None, parties: Sequence[Named], layers: Layers
) -> EventPlace | None:
    """The place, unless its name is that of somebody who takes part ("asked Israel to mediate")."""
    if place is None or type_ in AT_ITS_TARGET:
        return place
    starts = {layers.story.reading.original(n.start, n.end)[0] for n in parties}
    return None if place.start in starts else place


def _aspect(clause: Clause, layers: Layers) -> str:
    parse = layers.parse
    if layers.modifiers(clause.head) & RECURRING:
        return "recurring"
    if parse.tags[clause.head] == "VBG" and any(
        parse.lemmas[a] == "be" for a in layers.tree.kids(clause.head, "aux")
    ):
        return "ongoing"
    if clause.support >= 0 and parse.lemmas[clause.support] in ("continue", "go"):
        return "ongoing"
    return "once"


def _points_back(noun: int, layers: Layers) -> bool:
    return any(layers.parse.lowers[d] in POINTING for d in layers.tree.kids(noun, "det"))


def _occasions(clause: Clause, said: Sequence[Statement], layers: Layers) -> tuple[int, ...]:
    """Nouns of the occasion: of the act itself ("at the talks"), or of the speaking in which it is done."""
    around = [clause.obliques, *(layers.prepositions(t) for t in clause.subjects)]
    around += [layers.prepositions(t) for s in said for t in (s.cue_first, s.cue_last)]
    return tuple(t for table in around for p in OCCASION for t in table.get(p, ()))


def _mention(clause: Clause, match: Match, layers: Layers) -> EventMention:
    parse, story = layers.parse, layers.story
    start, end = story.reading.original(*parse.span(*match.trigger))
    first, last = parse.sentences[layers.tree.sentence[clause.head]]
    sentence = story.reading.original(*parse.span(first, last - 1))
    return EventMention(
        start=start, end=end, text=story.text[start:end], sentence=sentence, rule=match.rule.id
    )


def _content(
    clause: Clause, below: Sequence[Match], heads: Sequence[int], layers: Layers
) -> EventContent | None:
    token = heads[0] if heads else (clause.complements[0] if clause.complements else -1)
    if token < 0:
        return None
    tree, story = layers.tree, layers.story
    start, end = story.reading.original(*layers.parse.span(tree.left[token], tree.right[token]))
    type_ = below[0].rule.type if below else None
    return EventContent(type=type_, text=story.text[start:end], start=start, end=end)


def _to_own_forces(draft: Draft) -> bool:
    givers = {n.party.country for n in draft.actors}
    return (
        bool(draft.recipients)
        and None not in givers
        and all(n.party.country in givers and n.party.sector in FORCES for n in draft.recipients)
    )


def _is_among_neighbours(draft: Draft) -> bool:
    """A man shot his neighbour: civilians of one country on both sides, and one of them alone did it."""
    doers = [n.party for n in draft.actors]
    sides = [*doers, *(n.party for n in draft.recipients)]
    return (
        bool(draft.recipients)
        and len(doers) == 1
        and len({p.country for p in sides}) == 1
        and all(p.sector in ("CVL", "MED", "EDU", "BUS") for p in sides)
        and any(p.kind == "person" for p in sides)
    )


def _not_political(draft: Draft) -> str | None:
    """Why an act is no political event; None when it is one."""
    parties = [n.party for n in draft.actors + draft.recipients]
    if not parties:
        return "no actor is named"
    if all(p.sector is None and (p.country is None or p.kind == "unknown") for p in parties):
        return "no political actor"
    private = PRIVATE if draft.type in OF_THE_PEOPLE else PRIVATE | {"CVL"}
    if all(
        p.sector in private or (p.sector is None and (p.country is None or p.kind == "unknown"))
        for p in parties
    ):
        return "between private people only"
    if draft.type in SPOKEN and draft.actors and all(n.party.sector in ("JRN", "MED") for n in draft.actors):
        return "a reporter's words"
    if draft.type == "ASSAULT" and _is_among_neighbours(draft):
        return "between private people only"
    return None
