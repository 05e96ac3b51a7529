"""Clauses in one normal form, whatever the syntax was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dateline.clauses.reader import ClauseReader
from dateline.model import Clause, Parse, Tree
from dateline.rulebook.errors import RuleError
from dateline.rulebook.grammar import load_grammar_words

Parsed = Callable[[str], tuple[Parse, Tree]]


def clause_of(parsed: Parsed, text: str, word: str) -> tuple[Parse, Clause]:
    parse, tree = parsed(text)
    reader = ClauseReader(parse, tree, load_grammar_words())
    return parse, reader.clause(parse.words.index(word))


def words(parse: Parse, tokens: tuple[int, ...]) -> list[str]:
    return [parse.words[t] for t in tokens]


@pytest.mark.parametrize(
    ("text", "predicate", "subjects", "objects"),
    [
        ("Kenyan troops attacked the camp on Friday.", "attacked", ["troops"], ["camp"]),
        ("The camp was attacked by Kenyan troops.", "attacked", ["troops"], ["camp"]),
        ("The camp attacked by Kenyan troops lies near the border.", "attacked", ["troops"], ["camp"]),
        ("Soldiers who attacked the camp fled.", "attacked", ["Soldiers"], ["camp"]),
        ("The minister agreed to visit the capital.", "visit", ["minister"], ["capital"]),
        ("France asked Mali to release the prisoners.", "release", ["Mali"], ["prisoners"]),
        ("Chile was urged to release the prisoners.", "release", ["Chile"], ["prisoners"]),
        ("Police beat and arrested the protesters.", "arrested", ["Police"], ["protesters"]),
        ("Police stormed the office, arresting two editors.", "arresting", ["Police"], ["editors"]),
        ("India accused Nepal of arming the rebels.", "arming", ["Nepal"], ["rebels"]),
        ("Peru and Chile condemned the coup.", "condemned", ["Peru", "Chile"], ["coup"]),
        ("The army shelled Goma, Bukavu and Uvira.", "shelled", ["army"], ["Goma", "Bukavu", "Uvira"]),
    ],
)
def test_who_did_it_and_to_whom(
    parsed: Parsed, text: str, predicate: str, subjects: list[str], objects: list[str]
) -> None:
    parse, clause = clause_of(parsed, text, predicate)
    assert words(parse, clause.subjects) == subjects
    assert words(parse, clause.objects) == objects


def test_the_light_verb_lends_its_subject_and_objects(parsed: Parsed) -> None:
    parse, clause = clause_of(parsed, "Brazil held talks with Bolivia in Lima.", "talks")
    assert words(parse, clause.subjects) == ["Brazil"]
    assert words(parse, clause.obliques["with"]) == ["Bolivia"]
    assert parse.slice(clause.first, clause.last) == "held talks"


def test_what_one_comes_under_is_done_to_one(parsed: Parsed) -> None:
    parse, clause = clause_of(parsed, "The convoy came under attack near Mopti.", "attack")
    assert words(parse, clause.objects) == ["convoy"]
    assert not clause.subjects


def test_a_noun_counts_through_a_measure(parsed: Parsed) -> None:
    parse, clause = clause_of(parsed, "The rebels launched a series of attacks on the town.", "attacks")
    assert words(parse, clause.subjects) == ["rebels"]


def test_possessor_and_target_of_an_event_noun(parsed: Parsed) -> None:
    parse, clause = clause_of(parsed, "Iraq's invasion of Kuwait shocked the region.", "invasion")
    assert words(parse, clause.obliques["owner"]) == ["Iraq"]
    assert words(parse, clause.obliques["of"]) == ["Kuwait"]


def test_particles_and_prepositions(parsed: Parsed) -> None:
    parse, clause = clause_of(parsed, "Ghana broke off relations with Togo over the dispute.", "broke")
    assert clause.particle == "off"
    assert words(parse, clause.obliques["over"]) == ["dispute"]


def test_readiness_has_a_subject_and_a_complement(parsed: Parsed) -> None:
    parse, clause = clause_of(parsed, "Norway is ready to mediate.", "ready")
    assert words(parse, clause.subjects) == ["Norway"]
    assert words(parse, clause.complements) == ["mediate"]


def test_a_parse_that_points_at_itself_does_not_hang() -> None:
    """Heads of a damaged parse may form a loop among coordinated verbs."""
    parse = Parse(
        text="come go",
        words=("come", "go"),
        lowers=("come", "go"),
        lemmas=("come", "go"),
        tags=("VB", "VB"),
        deps=("conj", "conj"),
        heads=(0, 0),
        starts=(0, 5),
        ends=(4, 7),
        sentences=((0, 2),),
        paragraphs=(0,),
    )
    reader = ClauseReader(parse, Tree(parse), load_grammar_words())
    assert reader.clause(1).subjects == ()


@pytest.mark.parametrize(
    ("row", "fault"),
    [("IRQ\tKWT\tAugust 1990\t", "no day"), ("IRQ\tKWT\t1990-08-02\t1990-01-01", "ends before it begins")],
)
def test_an_invasion_without_days_is_shown(tmp_path: Path, row: str, fault: str) -> None:
    (tmp_path / "words").mkdir()
    table = f"invader\tinvaded\tfirst\tlast\n{row}\n"
    (tmp_path / "words" / "invasions.tsv").write_text(table, encoding="utf-8")
    with pytest.raises(RuleError, match=fault):
        load_grammar_words(tmp_path)
