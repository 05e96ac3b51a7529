"""Happenings: what events of different stories have in common, and what is one of them."""

from dateline.happenings.columns import (
    EVENT_COLUMNS,
    NEEDED,
    REPORT_COLUMNS,
    columns_of_records,
    columns_of_table,
    report_columns,
)
from dateline.happenings.features import Features, Flags, features_of
from dateline.happenings.grouping import (
    aliases,
    group,
    keys_of,
    likely_pairs,
    wars_of,
)
from dateline.happenings.setting import settings_of

__all__ = [
    "EVENT_COLUMNS",
    "NEEDED",
    "REPORT_COLUMNS",
    "Features",
    "Flags",
    "aliases",
    "columns_of_records",
    "columns_of_table",
    "features_of",
    "group",
    "keys_of",
    "likely_pairs",
    "report_columns",
    "settings_of",
    "wars_of",
]
