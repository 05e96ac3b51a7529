"""A comparison of rules as one page of HTML: no script, nothing from outside, light and dark."""

from __future__ import annotations

from html import escape

from dateline.comparing import Change, Comparison
from dateline.comparing_table import SIGNS, other_facts, type_shift
from dateline.output import who

TITLES = {
    "lost": "Lost: events that only the old rules find",
    "changed": "Changed: events that the new rules code otherwise",
    "gained": "Gained: events that only the new rules find",
}
STYLE = """
:root { color-scheme: light dark; --ink: #1b1b1b; --soft: #5c5c5c; --paper: #fdfdfb; --line: #d5d5d0;
  --mark: #ffe58a; --lost: #a3261b; --changed: #7a5200; --gained: #14632f; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8e6e3; --soft: #a9a6a1; --paper: #16181a; --line: #3a3d40;
    --mark: #6b5310; --lost: #ff9d92; --changed: #f0c060; --gained: #86d9a0; } }
body { margin: 2rem auto; max-width: 62rem; padding: 0 1rem; color: var(--ink); background: var(--paper);
  font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2.5rem; }
table { border-collapse: collapse; } caption { text-align: left; color: var(--soft); }
th, td { padding: .15rem .8rem .15rem 0; text-align: right; font-variant-numeric: tabular-nums; }
th:first-child { text-align: left; font-weight: normal; } thead th { border-bottom: 1px solid var(--line); }
ol { list-style: none; padding: 0; }
li { margin: 0 0 1.2rem; padding: .1rem 0 .1rem 1rem; overflow-wrap: anywhere; }
.lost { border-left: 4px dashed var(--lost); }
.changed { border-left: 6px double var(--changed); }
.gained { border-left: 4px solid var(--gained); }
.lost b { color: var(--lost); } .changed b { color: var(--changed); } .gained b { color: var(--gained); }
p { margin: .2rem 0; } .soft { color: var(--soft); font-size: .875rem; } .sentence { white-space: pre-line; }
mark { background: var(--mark); color: inherit; text-decoration: underline; padding: 0 .1em; }
del { text-decoration: line-through; } ins { text-decoration: none; font-weight: 600; }
@media print { body { max-width: none; } li { break-inside: avoid; } }
"""


def comparison_page(comparison: Comparison, old: str, new: str) -> str:
    """The whole page; `old` and `new` are what the two sets of rules are called."""
    title = f"Rules compared: {old} → {new}"
    sections = "".join(_section(kind, comparison.of(kind)) for kind in TITLES)
    links = " · ".join(
        f'<a href="#{kind}">{SIGNS[kind]} {len(comparison.of(kind))} {kind}</a>' for kind in TITLES
    )
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src'
        " 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{_text(title)}</h1>\n<p>{_text(comparison.summary())}</p>\n<p>{links}</p>\n"
        f"{_counts(comparison)}{sections}</main>\n</body>\n</html>\n"
    )


def _counts(comparison: Comparison) -> str:
    rows = "".join(
        f'<tr><th scope="row">{_text(c.type)}</th>'
        + "".join(f"<td>{n or '·'}</td>" for n in (c.old, c.new, c.gained, c.lost, c.changed))
        + "</tr>\n"
        for c in comparison.counts()
    )
    names = ("type", "before", "after", "gained", "lost", "changed")
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    return (
        "<table>\n<caption>Events by type; a changed event counts under its old type</caption>\n"
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n"
    )


def _section(kind: str, changes: tuple[Change, ...]) -> str:
    items = "".join(map(_item, changes))
    body = f"<ol>\n{items}</ol>\n" if changes else "<p>None.</p>\n"
    return (
        f'<section id="{kind}">\n<h2>{SIGNS[kind]} {TITLES[kind]} ({len(changes)})</h2>\n{body}</section>\n'
    )


def _item(change: Change) -> str:
    event = change.event
    whom = f" → {_text(who(event.recipients))}" if event.recipients else ""
    differences = "; ".join(
        f"{_text(name)}: <del>{_text(was)}</del> → <ins>{_text(now)}</ins>"
        for name, was, now in other_facts(change)
    )
    sentence = "".join(
        f"<mark>{_text(text)}</mark>" if marked else _text(text) for text, marked in change.pieces()
    )
    rules = " → ".join(dict.fromkeys(e.rule for e in (change.old, change.new) if e is not None))
    day = f", {change.published}" if change.published else ""
    return (
        f'<li class="{change.kind}">\n'
        f"<p><b>{SIGNS[change.kind]} {change.kind}</b> {_text(type_shift(change))}: "
        f"{_text(who(event.actors))}{whom}</p>\n"
        + (f"<p>{differences}</p>\n" if differences else "")
        + f'<p class="sentence">{sentence}</p>\n'
        f'<p class="soft">{_text(change.story)}{day}; rule {_text(rules)}</p>\n</li>\n'
    )


def _text(text: str) -> str:
    """Text that cannot be read as markup; what no page may hold is shown as a replacement sign."""
    return (
        "".join(c if c >= " " or c in "\n\t" else "\ufffd" for c in escape(text))
        .encode("utf-8", "replace")
        .decode()
    )
