"""When the acts of a story happened: own expressions, shared ones, and none borrowed wrongly."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dateline.model import Event, Reading, Story
from dateline.parsing import SpacyParser
from dateline.pipeline import Pipeline
from dateline.rulebook.book import Rulebook
from dateline.rulebook.date_sharing import load_sharing_words
from dateline.rulebook.eras import load_eras
from dateline.rulebook.errors import RuleError

WEDNESDAY = date(2024, 6, 12)


def events(text: str, parser: SpacyParser, rulebook: Rulebook) -> tuple[Event, ...]:
    story = Story(id="s", text=text, reading=Reading.of(text), published=WEDNESDAY)
    (done,) = Pipeline(parser, rulebook, keep_all=True).code([story])
    return done.coded.events


# Text, the word of the act, first and last day; None where the text gives no day.
CASES = [
    # its own expression
    ("Rebels shelled the town of Goma on Monday.", "shelled", "2024-06-10", "2024-06-10"),
    ("The army began shelling Goma on Monday.", "shelling", "2024-06-10", "2024-06-10"),
    ("Russia has been shelling the city for three weeks.", "shelling", "2024-05-22", "2024-06-12"),
    # what a relative clause says of an event
    ("Iran condemned an attack that rebels carried out on Sunday.", "attack", "2024-06-09", "2024-06-09"),
    # the day that a clause explains
    (
        "The pact was born in September 2016, when Kenya ratified the treaty with Uganda.",
        "ratified",
        "2016-09-01",
        "2016-09-30",
    ),
    # the time of the clause around it
    (
        "Villagers fled to Chad on Monday amid heavy shelling by Sudan.",
        "shelling",
        "2024-06-10",
        "2024-06-10",
    ),
    ("The party backed the plan on Monday amid Russia's war against Ukraine.", "war", None, None),
    ("Iran on Monday condemned the attack on its embassy by Israel.", "attack", None, None),
    # said on the day on which its speaker speaks
    ("Emmanuel Macron said on Monday that France rejects the plan.", "rejects", "2024-06-10", "2024-06-10"),
    (
        "In a statement released on Monday, Iran's foreign minister accused Israel of lying.",
        "accused",
        "2024-06-10",
        "2024-06-10",
    ),
    (
        "President Emmanuel Macron said on Monday that ties were strong. Macron urged Iran to free them.",
        "urged",
        "2024-06-10",
        "2024-06-10",
    ),
    (
        "President Emmanuel Macron said on Monday that ties were strong. Macron has urged Iran to free them.",
        "urged",
        None,
        None,
    ),
    (
        "President Emmanuel Macron said on Monday that ties were strong. Germany urged Iran to free them.",
        "urged",
        None,
        None,
    ),
    # done by announcing it
    (
        "The government of Niger announced on Monday it is expelling the French ambassador.",
        "expelling",
        "2024-06-10",
        "2024-06-10",
    ),
    # background
    (
        "The 2006 truce led to calm, but rebels bombed the airport in Madrid.",
        "bombed",
        "2006-01-01",
        "2006-12-31",
    ),
    ("Iran refused to attend the talks last week.", "refused", "2024-06-03", "2024-06-09"),
]


@pytest.mark.parametrize(("text", "act", "first", "last"), CASES)
def test_the_days_of_an_act(
    parser: SpacyParser, rulebook: Rulebook, text: str, act: str, first: str | None, last: str | None
) -> None:
    found = [e for e in events(text, parser, rulebook) if any(act in m.text for m in e.mentions)]
    assert found, "the act is not coded"
    when = found[0].date
    if first is None:
        assert when.basis == "publication"
    else:
        assert (str(when.first), str(when.last)) == (first, last)
        assert when.basis in ("text", "context")


def test_what_the_leaders_who_met_agree_they_agree_at_the_meeting(
    parser: SpacyParser, rulebook: Rulebook
) -> None:
    text = "Emmanuel Macron met Olaf Scholz on Monday. France and Germany agreed to share the costs."
    agreed = next(e for e in events(text, parser, rulebook) if e.type == "AGREE")
    assert (agreed.date.first, agreed.date.basis) == (date(2024, 6, 10), "context")


# Text and the word of an act: is it old background?
RECALLED = [
    ("During the Korean War, steelworkers threatened the government with a strike.", "threatened", True),
    ("During Monday's session, miners threatened the government with a strike.", "threatened", False),
    ("The Obama administration imposed sanctions on Russian banks.", "imposed", True),
    ("Critics accused Obama's administration of weakness.", "accused", False),
    ("Iran signed the accord in the run-up to the Iraq war.", "signed", True),
    ("Serbian veterans of the Bosnian war attacked police in Novi Sad.", "attacked", False),
    ("It is the worst crisis since the Cold War, and Russia attacked Odesa.", "attacked", False),
    # said long ago, done longer ago
    ("In 2014 the UN said that Syria had shelled the hospital in Homs.", "shelled", True),
    ("On Monday the UN said that Syria had shelled the hospital in Homs.", "shelled", False),
    # told on from a sentence of long ago, in one paragraph
    ("In 2011 rebels reached the capital. Government troops shelled the port.", "shelled", True),
    ("In 2011 rebels reached the capital.\n\nGovernment troops shelled the port.", "shelled", False),
    ("In 2011 rebels reached the capital. Government troops are shelling the port.", "shelling", False),
    ("The rebels, who took the capital in 2011, met. Government troops shelled the port.", "shelled", False),
    # what is told of a thing of a past year
    ("The 2015 pact, signed by Iran and China, is dead.", "signed", True),
    ("The 15-point pact, signed by Iran and China, is dead.", "signed", False),
    ("In 2015 the council voted for a text accusing Fiji of fraud.", "accusing", True),
    ("On Monday the council voted for a text accusing Fiji of fraud.", "accusing", False),
    ("The Soviet war in Afghanistan was his first story.", "war", True),
]


@pytest.mark.parametrize(("text", "act", "recalled"), RECALLED)
def test_what_a_story_only_recalls(
    parser: SpacyParser, rulebook: Rulebook, text: str, act: str, recalled: bool
) -> None:
    found = [e for e in events(text, parser, rulebook) if any(act in m.text for m in e.mentions)]
    assert [e.historical for e in found] == [recalled]


def test_an_era_that_is_not_over_recalls_nothing(parser: SpacyParser, rulebook: Rulebook) -> None:
    text = "The Obama administration imposed sanctions on Russian banks."
    story = Story(id="s", text=text, reading=Reading.of(text), published=date(2014, 7, 17))
    (done,) = Pipeline(parser, rulebook).code([story])
    assert [e.historical for e in done.coded.events] == [False]


def test_a_story_of_the_first_year_of_all_is_coded(parser: SpacyParser, rulebook: Rulebook) -> None:
    text = "During the Korean War rebels attacked Goma."
    story = Story(id="s", text=text, reading=Reading.of(text), published=date.min)
    (done,) = Pipeline(parser, rulebook).code([story])
    assert [e.historical for e in done.coded.events] == [False]


def test_an_era_without_days_is_shown(tmp_path: Path) -> None:
    (tmp_path / "dates").mkdir()
    table = "names\tfirst\tlast\nlong peace\t1815\t1914-07-28\n"
    (tmp_path / "dates" / "eras.tsv").write_text(table, encoding="utf-8")
    with pytest.raises(RuleError, match="long peace"):
        load_eras(tmp_path)


def test_an_unknown_list_is_shown(tmp_path: Path) -> None:
    (tmp_path / "dates").mkdir()
    (tmp_path / "dates" / "sharing.toml").write_text('phases = []\nmoods = ["may"]\n', encoding="utf-8")
    with pytest.raises(RuleError, match="unknown list 'moods'"):
        load_sharing_words(tmp_path)
