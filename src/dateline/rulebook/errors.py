"""What is wrong with a rule, and where, so that its author can mend it."""

from __future__ import annotations


class RuleError(ValueError):
    """A rule file says something that cannot be; the message shows file, line and caret."""

    def __init__(self, file: str, message: str, *, text: str = "", near: str = "", after: int = 0) -> None:
        """`near` is looked for in `text`, from character `after` on, to find line and column."""
        self.file = file
        self.reason = message
        at = text.find(near, after) if near else -1
        if at < 0:
            at = min(after, len(text))
        self.line = text.count("\n", 0, at) + 1 if text else 0
        shown = f"{file}:{self.line}: {message}" if self.line else f"{file}: {message}"
        if text:
            opening = text.rfind("\n", 0, at) + 1
            closing = text.find("\n", at)
            source = text[opening : closing if closing >= 0 else len(text)]
            shown += f"\n  {source}\n  {' ' * (at - opening)}{'^' * max(1, len(near))}"
        super().__init__(shown)
