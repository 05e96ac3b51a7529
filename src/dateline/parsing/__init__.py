"""Parsing: a story's reading in, columns out."""

from dateline.parsing.spacy_parser import (
    DEFAULT_MODEL,
    ModelMissingError,
    SpacyParser,
    load_model,
)

__all__ = ["DEFAULT_MODEL", "ModelMissingError", "SpacyParser", "load_model"]
