"""Stories spun by spinners that our lexicon was not made from are still found as copies."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dateline.copies.families import FamilyIndex
from dateline.copies.spinning import restore
from dateline.model import Story
from dateline.reading import read_paths, read_story
from dateline.rulebook.spinning import load_spin_lexicon

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
COPIES = ("spun", "brief", "edited", "reprint")

THESAURUS = dict(
    pair.split("=")
    for pair in (
        "said=remarked police=constables government=regime people=folk will=shall asked=begged "
        "killed=slain army=soldiery two=twain three=triad after=following before=ere law=statute set=put "
        "leader=chieftain group=cluster town=borough village=hamlet attack=onslaught capital=metropolis "
        "talks=parleys house=abode home=hearthside accused=charged denied=gainsaid soldiers=warriors "
        "minister=cleric foreign=outlandish border=frontier would=might under=neath about=circa "
        "near=nigh during=amid support=backing aid=succour deal=bargain agreed=concurred hospital=infirmary "
        "parliament=assemblage vote=ballot spokesman=mouthpiece refused=spurned called=summoned call=summons "
        "security=safekeeping council=conclave countries=lands country=land president=chairman "
        "prime=foremost ministry=bureau military=martial took=seized over=atop against=versus "
        "officials=clerks official=clerk members=limbs been=become several=sundry many=myriad last=hindmost"
    ).split()
)


def spin(text: str) -> str:
    """Every word of the thesaurus replaced, as spinners do, without looking at what stands beside it."""
    return re.sub(r"[a-z]+", lambda m: THESAURUS.get(m[0], m[0]), text)


def test_our_own_spinner_swaps_words_that_the_lexicon_does_not_know() -> None:
    lexicon = load_spin_lexicon()
    known = {
        (original, " ".join(spun.words))
        for phrase in lexicon.phrases
        for slot in phrase.slots
        for spun in slot.spun
        for _, original in spun.originals
    }
    assert not known.intersection(THESAURUS.items())
    assert not set(lexicon.signs.words).intersection(THESAURUS.values())


def originals() -> list[Story]:
    found = [s for s in read_paths([EXAMPLES]) if isinstance(s, Story)]
    return [s for s in found if not s.id.endswith(COPIES)]


def grouped(stories: list[Story]) -> dict[str, tuple[str, str]]:
    index = FamilyIndex(load_spin_lexicon())
    for story in stories:
        index.add(story)
    return {m.story: (m.family, m.kind) for m in index.families()}


def test_our_own_spinner_is_found_by_what_it_leaves_alone() -> None:
    first = originals()
    spun = [read_story(spin(s.text), id=f"{s.id}-z", published=s.published) for s in first]
    changed = [
        sum(a != b for a, b in zip(s.text.split(), t.text.split(), strict=True))
        for s, t in zip(first, spun, strict=True)
    ]
    assert min(changed) >= 15
    found = grouped([*first, *spun])
    assert [s.id for s in first if found[f"{s.id}-z"][0] != s.id] == []
    assert {found[s.id][0] for s in first} == {s.id for s in first}


@pytest.mark.parametrize(("intensity", "marked"), [(0.4, 0.8), (0.7, 0.9), (1.0, 0.95)])
def test_a_spinner_of_others_is_found_and_named(intensity: float, marked: float) -> None:
    """texthumanize may be used for testing, and is not ours to ship: its licence says so."""
    texthumanize = pytest.importorskip(
        "texthumanize", reason="texthumanize (0.35.0), a spinner that some tests use, is not installed"
    )
    first = originals()
    spun = [
        read_story(
            texthumanize.spin(s.text, lang="en", intensity=intensity, seed=7),
            id=f"{s.id}-z",
            published=s.published,
        )
        for s in first
    ]
    found = grouped([*first, *spun])
    assert [s.id for s in first if found[f"{s.id}-z"][0] != s.id] == []
    assert sum(restore(s, load_spin_lexicon())[1].spun for s in spun) >= marked * len(spun)
    assert not any(restore(s, load_spin_lexicon())[1].spun for s in first)
