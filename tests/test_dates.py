"""Dates: what is found, what it means, and which way the tense points."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.finding.date_joins import interval_of
from dateline.finding.date_spans import easter, moved, orthodox_easter, part_of, week_span, year_span
from dateline.finding.date_values import READINGS
from dateline.finding.dates import find_dates
from dateline.model import DateMention, Parse, Tree
from dateline.rulebook.dates import load_date_words, read_date_words
from dateline.rulebook.errors import RuleError
from dateline.rulebook.tables import rules_folder

Parsed = Callable[[str], tuple[Parse, Tree]]
SUNDAY = date(2022, 2, 27)


@pytest.fixture
def dates(parsed: Parsed) -> Callable[..., tuple[DateMention, ...]]:
    """The dates of a text that was published on Sunday, 27 February 2022."""

    def find(text: str, published: date | None = SUNDAY) -> tuple[DateMention, ...]:
        parse, tree = parsed(text)
        return find_dates(parse, tree, published, load_date_words())

    return find


Finder = Callable[..., tuple[DateMention, ...]]


@pytest.mark.parametrize(
    ("text", "found", "value"),
    [
        ("He got 15 years and six months.", "15 years and six months", "P15Y6M"),
        ("The flight took two hours and 40 minutes.", "two hours and 40 minutes", "PT2H40M"),
        ("The ceasefire held for 24-hours, the envoy said.", "24-hours", "PT24H"),
        ("He ruled for a quarter of a century.", "a quarter of a century", "P25Y"),
        ("He gave two full-days of evidence.", "two full-days", "P2D"),
        ("The decade-long war ended.", "decade-long", "P10Y"),
        ("A yearlong inquiry found nothing.", "yearlong", "P1Y"),
        ("The two-week visit ended.", "two-week", "P2W"),
        ("On weekends, the square fills.", "weekends", "XXXX-WXX-WE"),
        ("Polls closed at 8 p.m. on Friday.", "8 p.m. on Friday", "2022-02-25T20:00"),
        ("In the year to March, output fell.", "the year", "P1Y"),
        ("It was signed in 2019-06,14, the copy says.", "2019", "2019"),
    ],
)
def test_values_and_extents(dates: Finder, text: str, found: str, value: str) -> None:
    mention = dates(text)[0]
    assert (text[mention.start : mention.end], mention.value) == (found, value)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        # weekdays by tense
        ("The premier phoned the president on Sunday.", "2022-02-27", "2022-02-27"),
        ("Rebels took the town Friday.", "2022-02-25", "2022-02-25"),
        ("The foreign ministers will meet Friday in Vienna.", "2022-03-04", "2022-03-04"),
        ("Negotiators are expected to return on Tuesday.", "2022-03-01", "2022-03-01"),
        ("The two sides agreed to resume talks Wednesday.", "2022-03-02", "2022-03-02"),
        ("The summit opens Monday in Riga.", "2022-02-28", "2022-02-28"),
        ("A spokesman said Saturday that talks will go on.", "2022-02-26", "2022-02-26"),
        ("The parliament will vote next Monday.", "2022-02-28", "2022-02-28"),
        ("Police dispersed the crowd last Friday.", "2022-02-25", "2022-02-25"),
        ("Crews are digging through the rubble of Friday's blast.", "2022-02-25", "2022-02-25"),
        ("Prosecutors will investigate Friday's bombing.", "2022-02-25", "2022-02-25"),
        ("Senators face a crucial vote on Thursday.", "2022-03-03", "2022-03-03"),
        ("Thousands rallied ahead of Wednesday's vote.", "2022-03-02", "2022-03-02"),
        ("A woman walks past a ruined school in the port on Monday.", "2022-02-21", "2022-02-21"),
        ("The cuts ordered by the president Friday will hurt.", "2022-02-25", "2022-02-25"),
        ("Soldiers rehearsed for the March 9 parade.", "2022-03-09", "2022-03-09"),
        ("The envoy left later Sunday.", "2022-02-27", "2022-02-27"),
        ("Shells hit the port early Thursday.", "2022-02-24", "2022-02-24"),
        ("A convoy was attacked late on Tuesday.", "2022-02-22", "2022-02-22"),
        ("On Tuesday, the minister and his aides are to travel to Oslo.", "2022-03-01", "2022-03-01"),
        ("He was due in court Thursday morning.", "2022-03-03", "2022-03-03"),
        ("The court adjourned until Wednesday.", "2022-03-02", "2022-03-02"),
        ("The unrest lasted until Friday.", "2022-02-25", "2022-02-25"),
        ("Voters went home Wed. night.", "2022-02-23", "2022-02-23"),
        # a day named without its year is of the year that the tense points to, ten months back too
        ("More than 7 million have fled since April 30.", "2021-04-30", "2022-02-27"),
        ("The ban took effect on April 15.", "2021-04-15", "2021-04-15"),
        ("The week before last he was in Cairo.", "2022-02-07", "2022-02-13"),
        ("A year and a half ago the mine closed.", "2020-08-01", "2020-08-31"),
        ("Planes circled at dawn on Monday.", "2022-02-21", "2022-02-21"),
        # parts of periods and of days
        ("In the first three months of 2019, forty reporters were held.", "2019-01-01", "2019-03-31"),
        ("The last week of October was the deadliest.", "2021-10-25", "2021-10-31"),
        ("Shops were shut on the first day of last year.", "2021-01-01", "2021-01-01"),
        ("Troops stormed the camp in the small hours of Friday.", "2022-02-25", "2022-02-25"),
        ("In 2014-15, the north was under their control.", "2014-01-01", "2015-12-31"),
        ("For a fourth day, crowds filled the square.", "2022-02-27", "2022-02-27"),
        # since
        ("Troops have shelled the city since Thursday.", "2022-02-24", "2022-02-27"),
        ("The border has been shut since March 2020.", "2020-03-01", "2022-02-27"),
        # from publication
        ("The minister resigned yesterday.", "2022-02-26", "2022-02-26"),
        ("Two days ago the army crossed the river.", "2022-02-25", "2022-02-25"),
        ("The court convicted him last week.", "2022-02-14", "2022-02-20"),
        ("The ban was lifted last month.", "2022-01-01", "2022-01-31"),
        ("Voters go to the polls next year.", "2023-01-01", "2023-12-31"),
        ("Fighting has eased over the past three weeks.", "2022-02-06", "2022-02-27"),
        ("Forty shells fell over the past day.", "2022-02-26", "2022-02-27"),
        ("The day before yesterday he fled.", "2022-02-25", "2022-02-25"),
        ("Inspectors will return in three days.", "2022-03-02", "2022-03-02"),
        ("He was jailed five years ago.", "2017-01-01", "2017-12-31"),
        ("Drones struck the depot overnight.", "2022-02-26", "2022-02-27"),
        # the calendar
        ("The treaty was signed on 27 Feb. 2022.", "2022-02-27", "2022-02-27"),
        ("Troops entered the city on 2014-02-27.", "2014-02-27", "2014-02-27"),
        ("The pact was signed on 13/05/2021.", "2021-05-13", "2021-05-13"),
        ("The pact was signed on December 20.", "2021-12-20", "2021-12-20"),
        ("The pact will be signed on December 20.", "2022-12-20", "2022-12-20"),
        ("The ship sank on Jan. 30 last year.", "2021-01-30", "2021-01-30"),
        ("They met on Monday, Jan. 24 in Brussels.", "2022-01-24", "2022-01-24"),
        ("The siege lasted from 3 to 5 May 2021.", "2021-05-03", "2021-05-05"),
        ("Clashes on March 15–20, 2021 drove many out.", "2021-03-15", "2021-03-20"),
        ("In the first quarter of 2021 exports fell.", "2021-01-01", "2021-03-31"),
        ("Militias formed in the 1990s.", "1990-01-01", "1999-12-31"),
        ("The dynasty fell in the 18th century.", "1700-01-01", "1799-12-31"),
        ("The coup of March 2012 failed.", "2012-03-01", "2012-03-31"),
        ("Protests began in mid-November.", "2021-11-11", "2021-11-20"),
        ("The bombing on Easter Sunday 2019 killed many.", "2019-04-21", "2019-04-21"),
        ("He signed it on New Year's Eve.", "2021-12-31", "2021-12-31"),
        ("Envoys meet in the week of March 8.", "2022-03-07", "2022-03-13"),
        ("On the night of 3 January gunmen raided the mine.", "2022-01-03", "2022-01-03"),
        ("Prices fell overnight Friday.", "2022-02-25", "2022-02-26"),
        ("A bomb went off before dawn Friday.", "2022-02-25", "2022-02-25"),
        ("Half a century ago the party was banned.", "1972-01-01", "1972-12-31"),
        ("The vote may come in the coming days.", "2022-02-28", "2022-03-06"),
        ("He was elected in 2010 or 2011.", "2010-01-01", "2010-12-31"),
        # nobody says "last" of the day or month just past
        ("The envoy arrived last Saturday.", "2022-02-19", "2022-02-19"),
        ("The ban was lifted last January.", "2021-01-01", "2021-01-31"),
    ],
)
def test_days_of_a_sentence(dates: Finder, text: str, first: str, last: str) -> None:
    """The first expression of a sentence covers the days that a reader would give."""
    mention = dates(text)[0]
    assert (str(mention.begin), str(mention.finish)) == (first, last), mention.why


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("last Sunday", "2022-02-20", "DATE"),
        ("the last half of 1989", "1989-H2", "DATE"),
        ("the quarter a year earlier", "2020-Q4", "DATE"),
        ("2:05:17", "PT2H5M17S", "DURATION"),
        ("September", "2021-09", "DATE"),
        ("the third quarter", "2021-Q3", "DATE"),
        ("last summer", "2021-SU", "DATE"),
        ("the late 1970s", "197", "DATE"),
        ("20th century", "19", "DATE"),
        ("fiscal 2019", "2019", "DATE"),
        ("nineteen ninety-seven", "1997", "DATE"),
        ("three weeks", "P3W", "DURATION"),
        ("two-year", "P2Y", "DURATION"),
        ("two decades", "P20Y", "DURATION"),
        ("several months", "PXM", "DURATION"),
        ("2 1/2 years", "P2Y6M", "DURATION"),
        ("24 hours", "PT24H", "DURATION"),
        ("every month", "P1M", "SET"),
        ("every single day", "P1D", "SET"),
        ("per year", "P1Y", "SET"),
        ("all week", "P1W", "DURATION"),
        ("previous years", "PAST_REF", "DATE"),
        ("each Thursday", "XXXX-WXX-4", "SET"),
        ("annually", "XXXX", "SET"),
        ("now", "PRESENT_REF", "DATE"),
        ("recently", "PAST_REF", "DATE"),
        ("soon", "FUTURE_REF", "DATE"),
        ("this morning", "2022-02-27TMO", "TIME"),
        ("last night", "2022-02-26TNI", "TIME"),
        ("9 a.m. Monday", "2022-02-21T09:00", "TIME"),
        ("14:30 GMT on 3 March 2021", "2021-03-03T14:30", "TIME"),
    ],
)
def test_value_of_an_expression(dates: Finder, text: str, value: str, kind: str) -> None:
    """An expression on its own has its TIMEX3 value, and all of it is found."""
    (mention,) = dates(text)
    assert (mention.value, mention.type) == (value, kind)
    assert (mention.start, mention.end) == (0, len(text))


@pytest.mark.parametrize(
    "text",
    [
        "The minister may resign and march on the capital.",
        "Theresa May said nothing.",
        "He told the Sunday Times about it.",
        "A 34-year-old man, aged 34, was held.",
        "The council passed Resolution 1973.",
        "Flight 1549 carried 2000 passengers.",
        "The second convoy had 2,000 citizens on board.",
        "The treaty has a limit of 1550 strategic warheads.",
        "They won 3-1 after the fall of the city.",
        "Officials told USA Today so.",
        "He was given the order by the general.",
        "The Daily Mirror and LA Weekly reported it.",
    ],
)
def test_no_time_expression(dates: Finder, text: str) -> None:
    """Words that only look like time are left alone."""
    assert dates(text) == ()


def test_parts_of_the_day_spoken_of(dates: Finder) -> None:
    """ "that night" and "the next morning" go with the day that the story is at."""
    text = "Rebels took the port on Thursday. That night shells fell, and the next morning they withdrew."
    assert [m.value for m in dates(text)] == ["2022-02-24", "2022-02-24TNI", "2022-02-25TMO"]
    assert [m.value for m in dates("He resigned on Friday. Earlier in the day he had wept.")] == [
        "2022-02-25",
        "2022-02-25",
    ]


def test_last_as_a_verb_opens_no_window(dates: Finder) -> None:
    (mention,) = dates("The trial could last six weeks.")
    assert (mention.value, mention.begin) == ("P6W", None)


def test_days_of_two_months_with_a_dash_stay_two(parsed: Parsed) -> None:
    """ "January 23 – March 9" are two expressions, and one stretch."""
    parse, tree = parsed("The exhibition ran January 23 – March 9, 2021.")
    found = find_dates(parse, tree, SUNDAY, load_date_words())
    assert [m.value for m in found] == ["2021-01-23", "2021-03-09"]
    assert interval_of(parse, found, 0) == (date(2021, 1, 23), date(2021, 3, 9))


def test_counted_from_the_day_spoken_of(dates: Finder) -> None:
    """What was "two days earlier" counts from the story's moment, not from publication."""
    found = dates(
        "The army seized the airport on February 10. Two days earlier, it had shelled the town. "
        "The following week, the governor fled."
    )
    assert [str(d.begin) for d in found] == ["2022-02-10", "2022-02-08", "2022-02-14"]


def test_moment_must_be_exact_enough(dates: Finder) -> None:
    """A year in passing does not move the day that "the next day" follows."""
    found = dates(
        "Protesters filled the square on February 10. The party has ruled since 2004. "
        "It was founded in 1962. The next day, police cleared the square."
    )
    assert str(found[-1].begin) == "2022-02-11"


def test_without_a_day_spoken_of(dates: Finder) -> None:
    """With no day before it, "the day before" has no days."""
    assert all(d.begin is None for d in dates("the day before"))


def test_range_with_from_stays_two_expressions(parsed: Parsed) -> None:
    """A stretch "from … to …" gives both ends, and the days of the whole stretch on request."""
    parse, tree = parsed("Rebels shelled the town from Thursday to Tuesday.")
    found = find_dates(parse, tree, date(2022, 3, 2), load_date_words())
    assert [d.value for d in found] == ["2022-02-24", "2022-03-01"]
    assert interval_of(parse, found, 0) == (date(2022, 2, 24), date(2022, 3, 1))
    assert interval_of(parse, found, 0) == interval_of(parse, found, 1)


def test_range_without_from_is_one(dates: Finder) -> None:
    (mention,) = dates("March 5 to March 9, 2021")
    assert (mention.begin, mention.finish) == (date(2021, 3, 5), date(2021, 3, 9))


def test_year_of_an_edition_has_no_days(dates: Finder) -> None:
    """In "the 2024 election" the year names the election, not the time of what is told."""
    (edition,) = dates("Officials denied meddling in the 2020 election.")
    assert (edition.value, edition.begin) == ("2020", None)
    (event,) = dates("Russia's 2014 annexation of the peninsula was condemned.")
    assert event.begin == date(2014, 1, 1)


def test_a_truce_has_an_age_a_child_has_none(dates: Finder) -> None:
    (truce,) = dates("The two-day-old truce collapsed.")
    assert (truce.begin, truce.value) == (date(2022, 2, 25), "P2D")
    assert dates("An 8-month-old baby was hurt.") == ()


def test_since_is_marked(dates: Finder) -> None:
    (mention,) = dates("Fighting has raged since Thursday.")
    assert mention.since
    assert mention.finish == SUNDAY


def test_without_publication_nothing_relative_is_placed(dates: Finder) -> None:
    """Without a day of publication only dates written in full have days."""
    found = dates("On Friday and yesterday, and last week, and on 3 March 2021 they met.", published=None)
    assert [d.begin for d in found if d.begin] == [date(2021, 3, 3)]
    assert len(found) == 4


WORDS = st.sampled_from(
    "on last next Friday Sunday March May 27 3 2022 the of to from two weeks year ago days earlier "
    "since will met said every in , . - early this month quarter third 1990s Christmas and between "
    "may a few old".split()
)


@settings(max_examples=60, deadline=None)
@given(words=st.lists(WORDS, min_size=1, max_size=14))
def test_laws(parsed: Parsed, words: list[str]) -> None:
    """Whatever the words: spans slice back, do not overlap, days are in order, and again the same."""
    parse, tree = parsed(" ".join(words))
    found = find_dates(parse, tree, SUNDAY, load_date_words())
    assert found == find_dates(parse, tree, SUNDAY, load_date_words())
    for d in found:
        assert parse.text[d.start : d.end] == parse.slice(d.first, d.last)
        assert d.start < d.end
        assert (d.begin is None) == (d.finish is None)
        assert d.begin is None or d.finish is None or d.begin <= d.finish
        assert d.type in ("DATE", "TIME", "DURATION", "SET")
        assert d.value
        assert d.why
    for a, b in pairwise(found):
        assert a.last < b.first


@given(
    day=st.dates(date(1900, 1, 1), date(2100, 1, 1)), part=st.sampled_from(["early", "mid", "late", "end"])
)
def test_parts_lie_within_the_whole(day: date, part: str) -> None:
    for whole in (week_span(day), year_span(day.year)):
        piece = part_of(whole, part)
        assert piece.begin is not None
        assert piece.finish is not None
        assert whole.begin is not None
        assert whole.finish is not None
        assert whole.begin <= piece.begin <= piece.finish <= whole.finish


@given(day=st.dates(date(1950, 1, 1), date(2050, 1, 1)), months=st.integers(-400, 400))
def test_months_moved_there_and_back(day: date, months: int) -> None:
    """A month keeps its day where it can; days past its end fall on its last."""
    back = moved(moved(day, months, "M"), -months, "M")
    assert (back.year, back.month) == (day.year, day.month)
    assert back.day <= day.day


def test_easter() -> None:
    """Known Easter Sundays of both calendars."""
    assert [easter(y) for y in (2019, 2022, 2024)] == [
        date(2019, 4, 21),
        date(2022, 4, 17),
        date(2024, 3, 31),
    ]
    assert [orthodox_easter(y) for y in (2022, 2024)] == [date(2022, 4, 24), date(2024, 5, 5)]


def test_every_reading_of_the_patterns_exists_and_is_used() -> None:
    named = {p.reading for ps in load_date_words().starting.values() for p in ps}
    assert named == set(READINGS)


def _broken(tmp_path: Path, file: str, old: str, new: str) -> Path:
    for path in (rules_folder() / "dates").iterdir():
        text = path.read_text(encoding="utf-8")
        if path.name == file:
            assert old in text
            text = text.replace(old, new, 1)
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("patterns.toml", "m=month d=dayno (hyphen", "m=month d=dayno (hyfen", "unknown word class 'hyfen'"),
        (
            "patterns.toml",
            'reading = "overnight"',
            'reeding = "overnight"',
            "a pattern has name, form and reading",
        ),
        ("patterns.toml", "the d=dayord", "the (d=dayord", "day-of-the-month"),
        ("words.toml", "january = 1", "January = 1", "must be in lower case"),
        ("holidays.toml", 'on = "12-25"', 'on = "12-35"', "'12-35' is no month-day"),
        ("ambiguous.toml", "short = [", "shorts = [", "unknown key 'shorts'"),
    ],
)
def test_a_fault_in_the_rules_is_shown_with_its_line(
    tmp_path: Path, file: str, old: str, new: str, message: str
) -> None:
    with pytest.raises(RuleError) as error:
        read_date_words(_broken(tmp_path, file, old, new))
    assert message in str(error.value)
    assert error.value.line > 0
