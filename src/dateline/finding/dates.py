"""Dates: every expression of time in a story, with its TIMEX3 value and the days that it means.

Values follow TIMEX3 (TimeML 1.2.1, ISO-TimeML 24617-1). The grammar is data (`rules/dates`); this
module runs it over each sentence, longest match first, and keeps the story's current moment: the
last day spoken of, which "two days earlier" and "the following week" are counted from.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from dateline.finding.date_direction import Direction, direction_at
from dateline.finding.date_found import Found, Resolved
from dateline.finding.date_joins import DASHES, joined
from dateline.finding.date_scan import scan
from dateline.finding.date_spans import Span, numeric_date
from dateline.finding.date_values import READINGS
from dateline.model import DateMention, Parse, Tree
from dateline.rulebook.dates import DatePattern, DateWords

_DIGIT = re.compile(r"\d")
_REMEMBERED = 30
"""How many times spoken of are kept to count from."""
_RUN = re.compile(r"[^.]+")


def find_dates(parse: Parse, tree: Tree, published: date | None, words: DateWords) -> tuple[DateMention, ...]:
    """The time expressions of a story in text order; they do not overlap.

    `published` is the day that relative expressions count from; without it they keep an open value
    (`XXXX-WXX-5`) and have no days.
    """
    finder = _Finder(parse, tree, published, words)
    for first, end in parse.sentences:
        finder.sentence(first, end)
    return tuple(finder.found)


@dataclass(slots=True)
class _Finder:
    parse: Parse
    tree: Tree
    published: date | None
    words: DateWords
    found: list[DateMention] = field(default_factory=list)
    moments: list[Span] = field(default_factory=list)

    def sentence(self, first: int, end: int) -> None:
        parse, words = self.parse, self.words
        lowers = parse.lowers[first:end]
        text_start, text_end = parse.starts[first], parse.ends[end - 1]
        digits = _DIGIT.search(parse.text, text_start, text_end)
        if not digits and words.triggers.isdisjoint(lowers):
            return
        numeric = self._numeric(first, end) if digits else {}
        taken = frozenset(t for m in numeric.values() for t in range(m.first, m.last + 1))
        classes = scan(parse, first, end, words, taken)
        position = 0
        for at, mention in sorted(numeric.items()):
            self._between(classes, first, position, at - first)
            self._keep(mention)
            position = mention.last + 1 - first
        self._between(classes, first, position, end - first)

    def _between(self, classes: str, first: int, position: int, stop: int) -> None:
        """Finds what the patterns match in `classes[position:stop]`."""
        anchors, starting = self.words.anchors, self.words.starting
        for run in _RUN.finditer(classes, position, stop):
            if anchors.isdisjoint(run[0]):
                continue
            at, end = run.span()
            while at < end:
                patterns = starting.get(classes[at])
                at = (self._at(patterns, classes, first, at, end) if patterns else None) or at + 1

    def _at(
        self, patterns: tuple[DatePattern, ...], classes: str, first: int, start: int, stop: int
    ) -> int | None:
        """Reads the longest pattern that fits at `start`; where it ends, None if none does."""
        matches = [(p, m) for p in patterns if (m := p.regex.match(classes, start, stop)) and m.end() > start]
        matches.sort(key=lambda row: -row[1].end())
        for pattern, match in matches:
            resolved = self._read(pattern.reading, match, first)
            if resolved is not None:
                self._keep(self._mention(first + match.start(), first + match.end() - 1, resolved))
                return match.end()
        return None

    def _read(self, reading: str, match: re.Match[str], first: int) -> Resolved | None:
        parse = self.parse
        lowers = parse.lowers
        a, b = first + match.start(), first + match.end() - 1
        opening, end = parse.sentences[self.tree.sentence[a]]
        if not self._is_expression(reading, a, b, end):
            return None
        slots: dict[str, list[str]] = {}
        for name, index in match.re.groupindex.items():
            begin, finish = match.span(index)
            if begin < finish:
                slots[name.rstrip("_")] = list(lowers[first + begin : first + finish])
        tags_before = parse.tags[max(opening, a - 8) : a]
        found = Found(
            slots=slots,
            words=list(lowers[a : b + 1]),
            before=self._before(a, opening),
            after=lowers[b + 1] if b + 1 < end else "",
            year_after=self._year_after(b + 1, end),
            published=self.published,
            moments=tuple(self.moments),
            direction=lambda: self._direction(a, b),
            rules=self.words,
            named=a > opening and all(w[0].isupper() for w in parse.words[a : b + 1]),
            superlative="JJS" in tags_before or "RBS" in tags_before,
        )
        return READINGS[reading](found)

    def _year_after(self, token: int, end: int) -> int | None:
        """The shift of "last year" and the like right after an expression, over "of"."""
        lowers = self.parse.lowers
        if token < end and lowers[token] == "of":
            token += 1
        if token + 1 < end and lowers[token + 1] == "year":
            shift = self.words.worth["shift"].get(lowers[token])
            return None if shift is None else int(shift)
        return None

    def _before(self, token: int, opening: int) -> str:
        """The word before, over "the", "about", "early"."""
        lowers = self.parse.lowers
        token -= 1
        while token > opening and lowers[token] in ("the", "about", "around", "at", "least"):
            token -= 1
        return lowers[token] if token >= opening else ""

    def _direction(self, first: int, last: int) -> Direction:
        return direction_at(self.parse, self.tree, first, last, self.words.lists)

    def _is_expression(self, reading: str, first: int, last: int, end: int) -> bool:
        """What the words beside an expression can show to be none."""
        lowers, tags = self.parse.lowers, self.parse.tags
        after = lowers[last + 1] if last + 1 < end else ""
        second = lowers[last + 2] if last + 2 < end else ""
        if reading == "day_of_month":
            return not (last + 1 < end and (tags[last + 1][0] in "NJ" or after in DASHES))
        if reading in ("duration", "window"):
            if first >= 2 and lowers[first - 2 : first] == ("age", "of"):
                return False
            return not (
                after == "old"
                or (after in ("-", "–") and second in ("old", "olds"))
                or (after == "of" and second == "age")
            )
        if reading == "season" and first == last:
            return not (last + 1 < end and tags[last + 1][0] == "N")
        if reading == "bare_duration":
            return after not in ("old",)
        return True

    def _mention(self, first: int, last: int, resolved: Resolved) -> DateMention:
        parse = self.parse
        start, end = parse.span(first, last)
        begin, finish, since, why = resolved.begin, resolved.finish, False, resolved.why
        if begin and self.published and resolved.type in ("DATE", "TIME"):
            opening = parse.sentences[self.tree.sentence[first]][0]
            if self._before(first, opening) == "since" and begin <= self.published:
                since, finish, why = True, self.published, f"since, {why}"
        if resolved.granularity == "year" and begin and self._names_edition(last):
            begin = finish = None
        return DateMention(
            first=first,
            last=last,
            start=start,
            end=end,
            value=resolved.value,
            type=resolved.type,
            begin=begin,
            finish=finish,
            granularity=resolved.granularity,
            since=since,
            why=why,
        )

    def _names_edition(self, last: int) -> bool:
        """As in "the 2024 election": the year belongs to the name of the thing."""
        parse, editions = self.parse, self.words.lists["editions"]
        if not parse.lowers[last].isdecimal():
            return False
        for token in range(last + 1, min(last + 5, len(parse))):
            if parse.lowers[token] in editions:
                return True
            if parse.tags[token][:2] not in ("JJ", "NN"):
                return False
        return False

    def _keep(self, mention: DateMention) -> None:
        """Takes a mention in, joined with the one before it where the two make one expression."""
        if self.found and self.tree.sentence[self.found[-1].first] == self.tree.sentence[mention.first]:
            *rest, mention = joined(self.parse, self.found[-1], mention)
            self.found[-1:] = rest
        self.found.append(mention)
        if (
            mention.begin
            and not mention.since
            and mention.type in ("DATE", "TIME")
            and mention.granularity != "vague"
        ):
            spoken = Span(mention.value[:10], mention.begin, mention.finish, mention.granularity)
            self.moments = [spoken, *self.moments[:_REMEMBERED]]

    def _numeric(self, first: int, end: int) -> dict[int, DateMention]:
        """Dates in digits ("2022-02-27", "13/05/2025"), found in the characters; by first token."""
        parse = self.parse
        numeric: dict[int, DateMention] = {}
        lowers = parse.lowers
        i = first
        while i < end:
            word = lowers[i]
            if word[0].isdigit() and (len(word) > 5 or (i + 1 < end and lowers[i + 1] in ("-", "/", "‑"))):
                hit = numeric_date(parse.text, parse.starts[i], month_first=True)
                if hit:
                    stop, day, time = hit
                    last = i
                    while last + 1 < end and parse.starts[last + 1] < stop:
                        last += 1
                    value = day.isoformat() + (f"T{time}" if time else "")
                    kind = Resolved(
                        value,
                        "TIME" if time else "DATE",
                        day,
                        day,
                        "part-of-day" if time else "day",
                        "written in full",
                    )
                    numeric[i] = self._mention(i, last, kind)
                    i = last
            i += 1
        return numeric
