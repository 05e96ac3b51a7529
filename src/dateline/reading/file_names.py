"""What the name of a file says: the format that its suffix promises, and what its story is called."""

from __future__ import annotations

SUFFIXES = {
    ".txt": "text",
    ".json": "json",
    ".jsonl": "lines",
    ".ndjson": "lines",
    ".csv": "csv",
    ".tsv": "csv",
    ".parquet": "parquet",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".rss": "feed",
    ".atom": "feed",
    ".xml": "xml",
    ".nitf": "nitf",
    ".warc": "warc",
    ".eml": "eml",
    ".mbox": "mbox",
    ".zip": "zip",
    ".gz": "gzip",
}
"""The format that a file's suffix promises; other files are looked into."""


def stem_and_suffix(name: str) -> tuple[str, str]:
    """`may/news.JSONL` as `may/news` and `.jsonl`."""
    dot = name.rfind(".")
    slash = max(name.rfind("/"), name.rfind("\\"))
    return (name[:dot], name[dot:].lower()) if dot > slash + 1 else (name, "")


def story_stem(name: str) -> str:
    """The name without its suffix, and without that of what is packed in it: `news.txt.gz` as `news`."""
    stem, suffix = stem_and_suffix(name)
    inner, packed = stem_and_suffix(stem)
    return inner if suffix == ".gz" and packed in SUFFIXES else stem
