"""Is a text in English? Told by its script and by the words that every text of a language is full of."""

from __future__ import annotations

import re
import unicodedata

from dateline.rulebook.languages import Languages

SAMPLE = 3_000
"""Characters looked at, from the start on."""
ENOUGH = 20
"""Words below which only the script and what the file declares can tell."""
FEW = 0.12
"""Share of English words below which a text may be in another language; English news has about .35."""
MANY = 0.15
"""Share of another language's words from which on the text is taken for it."""
NOTE = "language: "
_BEYOND_LATIN = re.compile("[\u0250-\u1dff\u1f00-\u1fff\u2070-\U0010ffff]")
"""Other letters, and signs among them; the marks of printed English ("–", "’") are not."""
_LATIN = frozenset(("MATHEMATICAL", "FULLWIDTH", "LATIN", "MODIFIER"))
_OWN_SCRIPT = {"HANGUL": "Korean", "HIRAGANA": "Japanese", "KATAKANA": "Japanese", "THAI": "Thai"}


def foreign_language(text: str, declared: str, languages: Languages) -> str:
    """A note on the language of a text that is not in English; nothing for English.

    `declared` is the code that the file gives, which settles it for texts that are too short to tell.
    """
    sample = text[:SAMPLE]
    if _BEYOND_LATIN.search(sample) and (script := _foreign_script(sample)):
        name = _OWN_SCRIPT.get(script, f"{script.capitalize()} script")
        return f"{NOTE}{name}; kept, not coded"
    words = sample.lower().split()
    if len(words) < ENOUGH:
        if declared and declared != "en" and declared in languages.names:
            return f"{NOTE}{declared} ({languages.names[declared]}), as declared; kept, not coded"
        return ""
    counts: dict[str, int] = {}
    of_word = languages.of_word
    for word in words:
        for code in of_word.get(word, ()):
            counts[code] = counts.get(code, 0) + 1
    english = counts.pop("en", 0)
    if english >= FEW * len(words) or not counts:
        return ""
    code = min(counts, key=lambda c: (-counts[c], c))
    if counts[code] < MANY * len(words) or counts[code] <= 2 * english:
        return ""
    return f"{NOTE}{code} ({languages.names[code]}); kept, not coded"


def declared_in(notes: tuple[str, ...] | list[str]) -> str:
    """The language that the notes of a story say was declared."""
    return next((n[len(NOTE) :][:2] for n in notes if n.startswith(NOTE) and "as declared" in n), "")


def _foreign_script(sample: str) -> str:
    """The script that most letters are of, where it is not Latin: `CYRILLIC`, `ARABIC`, `CJK`."""
    letters = [c for c in sample if c.isalpha()]
    other = [c for c in letters if c > "\u024f" and not "\u1e00" <= c <= "\u1eff"]
    if 2 * len(other) <= len(letters):
        return ""
    counts: dict[str, int] = {}
    for c in other[:500]:
        script = unicodedata.name(c, "unknown").split(" ", 1)[0].split("-", 1)[0]
        counts[script] = counts.get(script, 0) + 1
    kana = counts.get("HIRAGANA", 0) + counts.get("KATAKANA", 0)
    if kana * 10 > len(other[:500]):
        return "HIRAGANA"
    script = min(counts, key=lambda s: (-counts[s], s))
    # Letters for mathematics, and fullwidth ones, are Latin in disguise.
    return "" if script in _LATIN else script
