"""Bytes as text: what is declared, else UTF-8, else a guess, which is said."""

from __future__ import annotations

import codecs
import re

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
GUESSED_FROM = 64 << 10
"""Bytes that an encoding is guessed from."""
MOSTLY_ASCII = 0.8
"""Share of ASCII bytes from which on text that isn't UTF-8 is taken for Western European."""
_GUESSES = (
    "cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 koi8_r "
    "shift_jis euc_jp gb18030 big5 euc_kr cp949"
).split()  # fmt: skip
_DECLARED = re.compile(rb"(?:charset|encoding)\s?=\s?[\"']?\s?([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)


class NotTextError(Exception):
    """Bytes that spell no text; the message says why."""


def decode(data: bytes, declared: str = "") -> tuple[str, str]:
    """The text, without byte order mark, and a note where the encoding was not as it should be.

    `declared` is what a header says; it is believed where the bytes allow it. Raises `NotTextError`.
    """
    for bom, encoding in BOMS:
        if data.startswith(bom):
            try:
                return data[len(bom) :].decode(encoding), "" if encoding == "utf-8" else f"read as {encoding}"
            except UnicodeDecodeError as error:
                return _guessed(data[len(bom) :], f"not the {encoding} it begins as (offset {error.start})")
    if (encoding := _known(declared)) not in ("", "utf-8", "ascii"):
        try:
            return data.decode(encoding), f"read as {encoding}, as declared"
        except UnicodeDecodeError:
            pass  # What is declared is wrong, which is common: on to what the bytes say.
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError as error:
        return _guessed(data, f"not UTF-8 (byte 0x{data[error.start]:02x} at offset {error.start})")


def declared_encoding(head: bytes) -> str:
    """The encoding that an XML declaration or a `meta` element names."""
    match = _DECLARED.search(head[:4096])
    return match[1].decode("ascii") if match else ""


def _guessed(data: bytes, why: str) -> tuple[str, str]:
    head = data[:GUESSED_FROM]
    if head.count(0) > len(head) // 4:
        for encoding in ("utf-16-le", "utf-16-be"):
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                continue
            if text.isprintable() or text[:1000].count("\x00") == 0:
                return text, f"{why}; read as {encoding}, a guess"
    if sum(byte < 9 or 13 < byte < 27 for byte in head) > len(head) // 20:
        msg = f"{why}; not text"
        raise NotTextError(msg)
    encoding = "cp1252"
    if len(head.translate(None, _HIGH)) < MOSTLY_ASCII * len(head):
        from charset_normalizer import from_bytes

        best = from_bytes(head, cp_isolation=_GUESSES).best()
        encoding = best.encoding if best else encoding
    try:
        return data.decode(encoding), f"{why}; read as {encoding}, a guess"
    except UnicodeDecodeError:
        return data.decode("latin-1"), f"{why}; read as latin-1, a guess"


_HIGH = bytes(range(128, 256))


def _known(declared: str) -> str:
    """Python's name for an encoding; nothing for one that it does not know, or that is no text encoding."""
    try:
        found = codecs.lookup(declared)
    except (LookupError, ValueError):
        return ""
    # Pages that declare Latin-1 mean its superset, as every browser knows.
    name = {"iso8859-1": "cp1252", "us-ascii": "ascii"}.get(found.name, found.name)
    return name if getattr(found, "_is_text_encoding", True) else ""
