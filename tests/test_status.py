"""How certain: the status of predicates, by what stands beside and above them."""

from __future__ import annotations

from collections.abc import Callable
from csv import DictReader
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.clauses.predicates import predicates
from dateline.clauses.status import StatusReader
from dateline.clauses.timetable import still_to_come
from dateline.finding.dates import find_dates
from dateline.model import Parse, Tree
from dateline.rulebook.dates import load_date_words
from dateline.rulebook.errors import RuleError
from dateline.rulebook.status import load_status_words, status_words

Parsed = Callable[[str], tuple[Parse, Tree]]

# Text, predicate, status.
CASES = [
    ("The army struck the base.", "struck", "actual"),
    ("The army did not strike the base.", "strike", "negated"),
    ("Rebels never signed the accord.", "signed", "negated"),
    ("No troops entered the city.", "entered", "negated"),
    ("Nobody was killed in the raid.", "killed", "negated"),
    ("The ministry no longer recognises the accord.", "recognises", "negated"),
    ("Neither side attacked the convoy.", "attacked", "negated"),
    ("The forces withdrew without firing a shot.", "firing", "negated"),
    ("Putin will visit Beijing in May.", "visit", "future"),
    ("The leaders shall meet again.", "meet", "future"),
    ("Moscow may attack the port.", "attack", "hypothetical"),
    ("Iran could retaliate.", "retaliate", "hypothetical"),
    ("Kyiv should negotiate, the envoy said.", "negotiate", "hypothetical"),
    ("The minister said he would hold talks with Turkey.", "hold", "future"),
    ("The minister said he would hold talks with Turkey.", "talks", "future"),
    ("Israel would have attacked.", "attacked", "hypothetical"),
    ("The rebels managed to seize the airport.", "seize", "actual"),
    ("Troops failed to retake the town.", "retake", "negated"),
    ("The general refused to resign.", "resign", "negated"),
    ("France plans to send tanks.", "send", "future"),
    ("The president intends to visit Kyiv.", "visit", "future"),
    ("Talks are set to begin on Monday.", "begin", "future"),
    ("The president is due to meet Lavrov.", "meet", "future"),
    ("The parliament is about to vote.", "vote", "future"),
    ("Hamas vowed to retaliate.", "retaliate", "future"),
    ("The sides agreed to exchange prisoners.", "exchange", "future"),
    ("Israel wants to expand the operation.", "expand", "hypothetical"),
    ("Zelensky asked Israel to mediate.", "mediate", "hypothetical"),
    ("Envoys tried to broker a truce.", "broker", "hypothetical"),
    ("Officials hope to reach a deal.", "reach", "hypothetical"),
    ("If Russia invades Ukraine, the West will respond.", "invades", "hypothetical"),
    ("If Russia invades Ukraine, the West will respond.", "respond", "future"),
    ("It is unclear whether Iran fired the missile.", "fired", "hypothetical"),
    ("Officials believe the group fired the rockets.", "fired", "hypothetical"),
    ("Fears of an attack grew in the capital.", "attack", "hypothetical"),
    ("The threat of war has receded.", "war", "hypothetical"),
    ("Police are looking into a possible attack.", "attack", "hypothetical"),
    ("He was jailed over the alleged attack.", "attack", "hypothetical"),
    ("The attempted coup shook the country.", "coup", "hypothetical"),
    ("The planned visit was welcomed in Ankara.", "visit", "future"),
    ("Police described the foiled attack.", "attack", "negated"),
    ("The White House cancelled the visit.", "visit", "negated"),
    ("The two sides called off the talks.", "talks", "negated"),
    ("Berlin postponed the summit.", "summit", "future"),
    ("The general ruled out an offensive.", "offensive", "negated"),
    ("Tehran denied launching the strike.", "launching", "negated"),
    ("Tehran denied that it had launched the strike.", "launched", "negated"),
    ("Mediators averted a war.", "war", "negated"),
    ("Israel is ready to help resolve the crisis.", "resolve", "future"),
    ("Turkey sent envoys to help resolve the crisis.", "resolve", "hypothetical"),
    ("Blinken to visit Kyiv.", "visit", "future"),
    ("Did the army attack the camp?", "attack", "hypothetical"),
    ("The minister was due to arrive on Friday.", "arrive", "future"),
    ("The ministers spoke ahead of the talks.", "talks", "future"),
    ("Fighting will go on until troops withdraw.", "withdraw", "future"),
    ("The leaders will hold talks in Geneva.", "talks", "future"),
    ("Israel did not launch strikes on Gaza.", "strikes", "negated"),
    ("Paris called for talks.", "talks", "hypothetical"),
    ("Paris condemned the invasion.", "invasion", "actual"),
    ("The army said it had destroyed the depot.", "destroyed", "actual"),
    ("The army claimed that rebels killed ten people.", "killed", "actual"),
    ("The rebels plan to try to take the city.", "take", "future"),
    ("The army could have tried to take the city.", "take", "hypothetical"),
    ("Washington threatened to impose sanctions.", "impose", "hypothetical"),
    ("The government is considering sanctions.", "sanctions", "hypothetical"),
    ("The army began shelling the town.", "shelling", "actual"),
    ("The talks will take place on Monday.", "talks", "future"),
    ("A ceasefire could take effect on Monday.", "ceasefire", "hypothetical"),
    ("Russia did not attack but withdrew.", "withdrew", "actual"),
    ("The army did not attack or shell the town.", "shell", "negated"),
    ("Hundreds of people were forced to flee.", "flee", "actual"),
    ("The envoy was able to reach the town.", "reach", "actual"),
    ("He was the first leader to visit Kyiv since the war.", "visit", "actual"),
    ("The minister rejected the offer.", "offer", "actual"),
    ("Rebels announced plans to withdraw.", "withdraw", "future"),
    ("Rebels announced a decision to withdraw from the talks.", "withdraw", "future"),
    ("Ministers discussed the possibility of a ceasefire.", "ceasefire", "hypothetical"),
    ("The army prevented protesters from reaching the palace.", "reaching", "negated"),
    ("Protesters were prevented from reaching the palace.", "reaching", "negated"),
    ("The visit was cancelled.", "visit", "negated"),
    ("Talks are planned for Monday.", "Talks", "future"),
    ("The president is expected to sign the treaty.", "sign", "future"),
    ("The president has yet to sign the treaty.", "sign", "negated"),
    ("Poland is ready to send jets.", "send", "future"),
    ("Poland is likely to send jets.", "send", "hypothetical"),
    ("Russia is preparing to attack.", "attack", "future"),
    ("The court ordered the police to release him.", "release", "hypothetical"),
    ("Police arrested him before he could flee.", "flee", "hypothetical"),
    ("The troops stopped firing.", "firing", "negated"),
    ("Stop the war!", "Stop", "hypothetical"),
    ("They did not rule out an attack.", "attack", "hypothetical"),
    ("Iran has agreed on a truce.", "truce", "future"),
]


with (Path(__file__).parent / "status_sentences.tsv").open(encoding="utf-8") as _table:
    CASES += [(row["text"], row["word"], row["status"]) for row in DictReader(_table, dialect="excel-tab")]


@pytest.mark.parametrize(("text", "word", "value"), CASES, ids=[f"{t[:40]}-{w}" for t, w, _ in CASES])
def test_status(parsed: Parsed, text: str, word: str, value: str) -> None:
    """A predicate is actual, future, hypothetical or negated by its own words and those above it."""
    parse, tree = parsed(text)
    status = StatusReader(parse, tree, load_status_words()).status(parse.words.index(word))
    assert status.value == value


def test_basis_names_the_deciding_words(parsed: Parsed) -> None:
    """What decided is named: the negation, the embedding verb."""
    parse, tree = parsed("The rebels did not sign the accord and plan to attack.")
    reader = StatusReader(parse, tree, load_status_words())
    assert [parse.words[i] for i in reader.status(parse.words.index("sign")).basis] == ["not"]
    assert [parse.words[i] for i in reader.status(parse.words.index("attack")).basis] == ["plan"]


def test_plain_assertion_has_no_basis(parsed: Parsed) -> None:
    """Nothing has to be said for a plain report to be actual."""
    parse, tree = parsed("Missiles hit the port overnight.")
    status = StatusReader(parse, tree, load_status_words()).status(1)
    assert (status.value, status.basis) == ("actual", ())


def test_predicates_are_verbs_event_nouns_and_adjectives(parsed: Parsed) -> None:
    """Auxiliaries and things are left out."""
    parse, tree = parsed("The government has condemned the invasion, and the army is ready for an attack.")
    words = [parse.words[i] for i in predicates(parse, tree, load_status_words())]
    assert words == ["condemned", "invasion", "is", "ready", "attack"]


@settings(max_examples=12, deadline=None)
@given(st.lists(st.sampled_from([text for text, _, _ in CASES]), min_size=1, max_size=4))
def test_laws_of_status(parsed: Parsed, texts: list[str]) -> None:
    """Any token has a status, the same twice and in whatever order one asks; its basis are tokens."""
    parse, tree = parsed("\n\n".join(texts))
    reader = StatusReader(parse, tree, load_status_words())
    forwards = [reader.status(i) for i in range(len(parse))]
    other = StatusReader(parse, tree, load_status_words())
    backwards = [other.status(i) for i in reversed(range(len(parse)))]
    assert forwards == backwards[::-1]
    for status in forwards:
        assert status.value in ("actual", "future", "hypothetical", "negated")
        assert all(0 <= i < len(parse) for i in status.basis)


def test_faults_of_the_status_file_are_shown_with_their_line() -> None:
    """An unknown table or effect names the file, the line and the word."""
    with pytest.raises(RuleError, match=r"status\.toml:1: unknown table 'moods'"):
        status_words({"moods": {}}, "[moods]\n", "status.toml")
    text = '[modals]\nshare = ["will"]\n'
    with pytest.raises(RuleError, match=r"status\.toml:2: unknown effect 'share' in \[modals\]"):
        status_words({"modals": {"share": ["will"]}}, text, "status.toml")


@pytest.mark.parametrize(
    ("text", "word", "value"),
    [
        ("The ministers are meeting in Vienna next week.", "meeting", "future"),
        ("Negotiators are holding talks with Libya on Thursday.", "holding", "future"),
        ("The president visits Beijing on 20 March.", "visits", "future"),
        ("The summit on 20 March alarmed nobody in Oslo.", "summit", "future"),
        ("Protesters are marching in Algiers today.", "marching", "actual"),
        ("Troops attacked the town on 2 March.", "attacked", "actual"),
    ],
)
def test_a_timetable_tells_the_future(parsed: Parsed, text: str, word: str, value: str) -> None:
    """The present tense, or a noun, with a day after publication is still to come."""
    parse, tree = parsed(text)
    published, words = date(2019, 3, 11), load_status_words()
    dates = find_dates(parse, tree, published, load_date_words())
    ahead = still_to_come(parse, tree, dates, published, words)
    status = StatusReader(parse, tree, words, ahead).status(parse.words.index(word))
    assert status.value == value


def test_prepositions_carry_only_the_effect_of_known_nouns() -> None:
    text = '[carried]\n"of" = ["sofa"]\n'
    with pytest.raises(RuleError, match="sofa"):
        status_words({"carried": {"of": ["sofa"]}}, text, "status.toml")


def test_unknown_lists_are_errors() -> None:
    with pytest.raises(RuleError, match="verbs"):
        status_words({"attempts": {"verbs": ["try"]}}, "[attempts]\nverbs = []\n", "status.toml")
