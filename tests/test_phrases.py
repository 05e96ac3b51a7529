"""The phrase language of event rules, and the faults that it points at."""

from __future__ import annotations

from pathlib import Path

import pytest

from dateline.rulebook.errors import RuleError
from dateline.rulebook.events import EventRules, load_event_rules
from dateline.rulebook.phrase_reader import PhraseReader

CLASSES = {"meeting": ("talks", "summit", "cabinet meeting"), "yield": ("withdraw", "release")}


@pytest.fixture(scope="module")
def reader() -> PhraseReader:
    return PhraseReader(CLASSES)


def test_a_verb_alone(reader: PhraseReader) -> None:
    (phrase,) = reader.read("meet", noun=False)
    assert phrase.heads == ("meet",)
    assert phrase.weight == 0


def test_object_preposition_and_complement(reader: PhraseReader) -> None:
    (phrase,) = reader.read("call on|upon ACTOR +@yield", noun=False)
    assert phrase.heads == ("call",)
    ((prepositions, test),) = phrase.prepositions
    assert prepositions == ("on", "upon")
    assert test is not None
    assert test.keywords == {"ACTOR"}
    assert phrase.complement is not None
    assert set(phrase.complement.words) == {"withdraw", "release"}


def test_a_class_of_several_words_asks_for_the_modifier(reader: PhraseReader) -> None:
    (phrase,) = reader.read("hold @meeting", noun=False)
    assert phrase.object is not None
    assert phrase.object.words["talks"] == (frozenset(),)
    assert phrase.object.words["meeting"] == (frozenset({"cabinet"}),)


def test_a_noun_phrase_headed_by_a_class_is_spread_out(reader: PhraseReader) -> None:
    one, two = reader.read("@meeting with", noun=True)
    assert one.heads == ("talks", "summit")
    assert not one.modifiers
    assert (two.heads, two.modifiers) == (("meeting",), frozenset({"cabinet"}))
    assert two.prepositions[0][0] == ("with",)


def test_a_condition_on_the_subject(reader: PhraseReader) -> None:
    (phrase,) = reader.read("MIL|REB: enter PLACE", noun=False)
    assert phrase.subject is not None
    assert phrase.subject.keywords == {"MIL", "REB"}
    assert phrase.object is not None
    assert phrase.object.keywords == {"PLACE"}


def test_the_more_a_phrase_asks_the_more_it_weighs(reader: PhraseReader) -> None:
    texts = ["end", "end ANY", "end ACTOR", "end @meeting", "end talks", "end talks with ACTOR"]
    weights = [reader.read(t, noun=False)[0].weight for t in texts]
    assert weights == sorted(set(weights))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hold @gathering", "no word class @gathering"),
        ("hold TALKS", "unknown test 'TALKS'"),
        ("agree +meet with", "nothing may follow the complement"),
        ("launch air|drone strike", "only the last word may have alternatives"),
        ("launch @meeting strike", "a word class can only be the last word"),
        ("hold MIL parade", "MIL stands alone"),
        ("attack civilian ACTOR", "ACTOR stands alone; it cannot follow 'civilian'"),
        ("visit capital of heavy PLACE", "PLACE stands alone"),
        ("leave NONE|ACTOR", "NONE stands alone"),
        ("invest in NONE", "NONE is a missing direct object; it cannot follow 'in'"),
        ("ACTOR", "found by a word in small letters"),
        ("", "is empty"),
    ],
)
def test_a_phrase_that_cannot_be_read_is_pointed_at(reader: PhraseReader, text: str, said: str) -> None:
    source = f'verbs = ["{text}"]'
    with pytest.raises(RuleError, match=said) as caught:
        reader.read(text, noun=False, file="consult.toml", source=source)
    assert "consult.toml:1" in str(caught.value)
    if text:
        assert str(caught.value).splitlines()[-1].index("^") - 2 == source.index(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("+ANY", "a phrase begins with a noun"),
        ("air|drone strike on", "only the last word may have alternatives"),
        ("@meeting hall", "a word class can only be the last word"),
        ("raid on NONE", "NONE is a missing direct object"),
    ],
)
def test_a_noun_phrase_that_cannot_be_read_is_pointed_at(reader: PhraseReader, text: str, said: str) -> None:
    source = f'nouns = ["long {text} indeed", "{text}"]'
    with pytest.raises(RuleError, match=said) as caught:
        reader.read(text, noun=True, file="consult.toml", source=source)
    assert str(caught.value).splitlines()[-1].index("^") - 2 == source.rindex(text)


# ---- rule files ------------------------------------------------------------------------------

GOOD = """type = "CONSULT"

[[rule]]
id = "consult.meet"
verbs = ["meet"]
examples = ["They met."]
"""


def load_file(text: str, tmp_path: Path) -> EventRules:
    """Load a rulebook of which `consult.toml` is the only event file."""
    (tmp_path / "events").mkdir()
    (tmp_path / "events" / "consult.toml").write_text(text, encoding="utf-8")
    return load_event_rules(tmp_path)


def test_a_rule_takes_what_its_file_says_first(tmp_path: Path) -> None:
    rules = load_file('actor = ["owner"]\n' + GOOD, tmp_path)
    rule = rules.rules["consult.meet"]
    assert (rule.type, rule.actor, rule.cameo) == ("CONSULT", ("owner",), "040")
    assert [r.id for _, r in rules.verbs["meet"]] == ["consult.meet"]


@pytest.mark.parametrize(
    ("line", "said", "at"),
    [
        ('moode = "phone"', "unknown key 'moode'", "consult.toml:7"),
        ('mode = "telepathy"', "CONSULT has no mode 'telepathy'", "consult.toml:7"),
        ('cameo = "999"', "no CAMEO code '999'", "consult.toml:7"),
        ('contexts = ["gossip"]', "no context 'gossip'", "consult.toml:7"),
        ('recipient = ["victim"]', "no slot 'victim'", "consult.toml:7"),
        ('nouns = ["@nothing"]', "no word class @nothing", "consult.toml:7"),
    ],
)
def test_a_fault_names_file_line_and_column(line: str, said: str, at: str, tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=said) as caught:
        load_file(GOOD + line + "\n", tmp_path)
    assert at in str(caught.value)
    assert "^" in str(caught.value)


def test_a_rule_without_example_is_no_rule(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="at least one example"):
        load_file(GOOD.replace('examples = ["They met."]\n', ""), tmp_path)


def test_ids_are_unique(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="defined twice"):
        load_file(GOOD + GOOD[GOOD.index("[[rule]]") :], tmp_path)


def test_every_type_of_the_ontology_has_rules() -> None:
    rules = load_event_rules()
    missing = set(rules.ontology.types) - {r.type for r in rules.rules.values()}
    assert not missing


def test_every_phrase_of_the_package_can_be_read() -> None:
    rules = load_event_rules()
    rules.read()
    for kind in ("verbs", "nouns", "adjectives"):
        for rule in rules.rules.values():
            for written in getattr(rule, kind):
                assert set(written.heads) == {head for phrase in written.phrases for head in phrase.heads}


@pytest.mark.parametrize("text", ["meet @nobody", "meet +ANY with", "NOBODY: meet"])
def test_phrases_of_a_folder_are_read_when_it_is_loaded(text: str, tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="phrase") as caught:
        load_file(GOOD.replace('"meet"', f'"meet", "{text}"'), tmp_path)
    assert "consult.toml:5" in str(caught.value)
