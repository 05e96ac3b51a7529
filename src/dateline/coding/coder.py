"""Coding: the clauses of one story into its events.

The order of work: find every act that a rule fits; settle light verbs; let verbal acts take their
content; fill parties and circumstances; leave out what no political actor did; merge the mentions of
one happening.
"""

from __future__ import annotations

from dataclasses import dataclass

from dateline.coding.acts import Acts, Dropped, Settled, find_acts, settle_light_verbs
from dateline.coding.addressees import with_addressees
from dateline.coding.background import Background
from dateline.coding.blame import with_the_blamed
from dateline.coding.certainty import SPOKEN
from dateline.coding.circumstances import Circumstances
from dateline.coding.contents import contents
from dateline.coding.drafts import Draft, Drafts
from dateline.coding.exclusions import why_no_event
from dateline.coding.hostilities import invasion_of, with_sides
from dateline.coding.layers import Layers
from dateline.coding.matching import Match
from dateline.coding.merging import events_of, grouped
from dateline.coding.occasions import with_days_of_speaking
from dateline.coding.outlines import Outline, Outlines
from dateline.coding.sources import Sources
from dateline.coding.tallies import with_tallies
from dateline.coding.targets import with_implied_targets
from dateline.coding.tellings import told_together
from dateline.coding.timing import Timing
from dateline.model import Event
from dateline.rulebook.date_sharing import SharingWords
from dateline.rulebook.eras import Eras
from dateline.rulebook.events import EventRules
from dateline.rulebook.figures import FigureWords
from dateline.rulebook.sources import SourceWords
from dateline.rulebook.status import StatusWords


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

    def acts(self, layers: Layers, known: Settled | None = None) -> Acts:
        """What of one story the rules fit; `known` is what an earlier coding leaves no doubt of."""
        return find_acts(layers, self._rules, known)

    def code(self, layers: Layers, told: Acts | None = None) -> Coded:
        """The events of one story, in order of first mention; `told` are its acts, where they are known."""
        told = told or self.acts(layers)
        found = [(c, m) for c, m in told.found if not m.rule.reference or layers.points_back(c.head)]
        acts, dropped = settle_light_verbs(found)
        inside, swallowed = contents(acts, layers)
        dropped += swallowed
        gone = {d.head for d in swallowed}
        heads = frozenset(t for c, _ in found for t in (c.head, c.support) if t >= 0)
        spoken = frozenset(c.head for c, m in found if m.rule.type in SPOKEN)
        timing = Timing(layers, heads, spoken, self._sharing)
        sources = Sources(layers, self._sources)
        outlines = Outlines(layers, sources, self._rules.content, self._words, keep_all=self._keep_all)
        background = Background(layers, timing, self._eras)
        in_full = Drafts(layers, Circumstances(layers, heads), timing, background, sources)
        drafts: list[Draft] = []
        for clause, match in acts:
            if clause.head in gone:
                continue
            act = outlines.outline(clause, match, inside.get(clause.head, ()))
            reason = self._why_not(act, layers)
            if reason:
                dropped.append(Dropped(clause.head, match.rule.id, reason))
            else:
                drafts.append(in_full.draft(act))
        pair = invasion_of(drafts, layers)
        drafts = with_implied_targets(with_sides(drafts, pair, layers), pair, layers)
        drafts = with_days_of_speaking(drafts, layers, timing, SPOKEN)
        groups, strays = grouped(drafts, self._figures.harm)
        groups = with_addressees(with_the_blamed(groups, strays, layers), layers)
        tellings = with_tallies(
            [told_together(group) for group in groups],
            layers,
            self._figures.beside,
            self._figures.after,
            self._sharing.lasting,
        )
        events, shown = events_of(tellings, layers, self._rules)
        dropped += [
            Dropped(d.clause.head, d.match.rule.id, "refers to no event of the story") for d in strays
        ]
        return Coded(events, tuple(sorted(dropped, key=lambda d: (d.head, d.rule))), shown, told.fits)

    def _why_not(self, act: Outline, layers: Layers) -> str | None:
        """Why an act is no event; None when it is one."""
        if act.match.rule.actor == ("speaker",) and not (act.actors and act.recipients):
            return "nobody is named who says so, or of whom"
        if act.refers or self._keep_all:
            return None
        return why_no_event(
            act,
            layers,
            purposes=self._words.purpose,
            harm=self._figures.harm,
            lasting=self._sharing.lasting,
        )
