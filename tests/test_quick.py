"""What is done quickly gives what the plain way gives: subtrees, phrases of a sentence."""

import pytest

from dateline.model import Parse, Tree
from dateline.rulebook.events import load_event_rules


@pytest.mark.parametrize(
    "heads", [[0, 0, 1, 2, 3], [4, 0, 1, 2, 4], [2, 0, 2, 5, 3, 2], [1, 1, 4, 4, 1, 6, 6], [3, 2, 0, 3, 2]]
)
def test_subtrees_reach_from_their_first_token_to_their_last(heads: list[int]) -> None:
    n = len(heads)
    same = ("x",) * n
    numbers = tuple(range(n))
    tree = Tree(Parse("x" * n, same, same, same, same, same, tuple(heads), numbers, numbers, ((0, n),), (0,)))
    for token in numbers:
        below = {t for t in numbers if token in (t, *tree.climb(t))}
        assert (tree.left[token], tree.right[token]) == (min(below), max(below))
        assert tree.children[token] == [t for t in numbers if heads[t] == token != t]


def test_phrases_are_found_by_the_words_that_they_need() -> None:
    rules = load_event_rules()
    around = {"talk", "talks", "with", "hold", "air", "strike", "on", "town", "in", "to", "step"}
    own = frozenset({"air", "peace"})
    for index, name in ((rules.verbs, "verbs"), (rules.nouns, "nouns")):
        for word in ("hold", "take", "strike", "talk", "attack"):
            every = [
                (phrase, rule)
                for rule in rules.rules.values()
                for phrase in rule.phrases(name)
                if word in phrase.heads
            ]
            fit = [
                (phrase.text, rule.id)
                for phrase, rule in every
                if phrase.modifiers <= own and not any(need.isdisjoint(around) for need in phrase.needs)
            ]
            found = index.of(word, around, 0, lambda _: own)
            assert sorted((phrase.text, rule.id) for phrase, rule in found) == sorted(fit)
            weights = [phrase.weight for phrase, _ in found]
            assert weights == sorted(weights, reverse=True)
