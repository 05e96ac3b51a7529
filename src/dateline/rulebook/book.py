"""The rules, loaded, checked and indexed: everything the stages know that is not mechanism."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dateline.rulebook.actors import Gazetteer, load_gazetteer
from dateline.rulebook.attribution import AttributionWords, load_attribution_words
from dateline.rulebook.date_sharing import SharingWords, load_sharing_words
from dateline.rulebook.dates import DateWords, load_date_words
from dateline.rulebook.eras import Eras, load_eras
from dateline.rulebook.events import EventRules, load_event_rules
from dateline.rulebook.figures import FigureWords, load_figure_words
from dateline.rulebook.grammar import GrammarWords, load_grammar_words
from dateline.rulebook.sources import SourceWords, load_source_words
from dateline.rulebook.spinning import SpinLexicon, load_spin_lexicon
from dateline.rulebook.status import StatusWords, load_status_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """All rules of one run."""

    actors: Gazetteer
    attribution: AttributionWords
    dates: DateWords
    eras: Eras
    events: EventRules
    figures: FigureWords
    grammar: GrammarWords
    sharing: SharingWords
    sources: SourceWords
    spinning: SpinLexicon
    status: StatusWords


def load_rulebook(actors: Path | None = None, folder: Path | None = None) -> Rulebook:
    """The rules that come with the package; `actors` is a file of the user's own, which wins.

    What stands in `folder`, laid out as the package's rules are, takes the place of the package's.

    Raises `RuleError` with file, line and what is wrong.
    """
    return Rulebook(
        actors=load_gazetteer(actors, folder),
        attribution=load_attribution_words(folder),
        dates=load_date_words(folder),
        eras=load_eras(folder),
        events=load_event_rules(folder),
        figures=load_figure_words(folder),
        grammar=load_grammar_words(folder),
        sharing=load_sharing_words(folder),
        sources=load_source_words(folder),
        spinning=load_spin_lexicon(folder),
        status=load_status_words(folder),
    )
