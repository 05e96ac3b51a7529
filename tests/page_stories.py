"""Stories of our own for the tests of the page and its pictures: one happening told by many, copies, odd markup."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

SINKING = (
    "LOME, March 6 (Atlas) - Togolese coast guards fired on a Ghanaian trawler off Aneho on Tuesday, killing "
    "four fishermen, Ghana's navy said.\n\n"
    "“They fired without a warning,” Commodore Kofi Mensah told reporters in Tema. Ghana summoned the Togolese "
    "ambassador on Wednesday and demanded an inquiry.\n\n"
    "Togo's government denied that its boats had fired on the trawler. Benin offered to mediate between the "
    "two neighbours."
)
STORIES: list[dict[str, Any]] = [
    {
        "id": "atlas-1", "published": "2024-03-06", "source": "Atlas", "title": "Togo boats fire on Ghana trawler",
        "text": SINKING,
    },
    {
        "id": "morning-1", "published": "2024-03-07", "source": "Morning Mail",
        "title": "Four die as trawler comes under fire",
        "text": SINKING.replace("Benin offered", "Officials in Cotonou said that Benin offered"),
    },
    {
        "id": "gulf-1", "published": "2024-03-06", "source": "Gulf Radio", "title": "Trawler crew killed off Aneho",
        "text": (
            "Coast guards of Togo fired on a trawler from Ghana near Aneho on Tuesday and killed six fishermen, a "
            "spokeswoman for the harbour of Tema said on Wednesday.\n\nGhana's foreign minister condemned the "
            "attack and summoned the ambassador of Togo. Nigeria urged both governments to show restraint."
        ),
    },
    {
        "id": "odd/1?", "published": "2024-03-08", "source": "Odd & Sons <b>\"Daily\"</b>",
        "title": "<script>document.title='owned'</script> \"quotes\" & 'more'",
        "text": (
            "<script>window.owned = true</script>\r\nPresident Hakainde Hichilema of Zambia met Malawian President "
            "Lazarus Chakwera in Lusaka on Thursday 😀, <img src=x onerror=\"window.owned=1\"> his \"office\" said.\r\n"
            "Malawi's police arrested 12 protesters in Blantyre & <b>Zomba</b> on Friday."
        ),
    },
    {
        "id": "later-1", "published": "2024-04-02", "source": "Atlas", "title": "Ghana and Togo sign a deal",
        "text": (
            "ACCRA, April 2 (Atlas) - Ghana and Togo signed an agreement on fishing on Monday, the foreign ministry "
            "in Accra said. Ghana's president will visit Lome on April 10. Togo released two Ghanaian sailors on "
            "Sunday."
        ),
    },
]  # fmt: skip


def write_stories(path: Path) -> Path:
    """The stories as JSON Lines."""
    path.write_text("".join(json.dumps(story) + "\n" for story in STORIES), encoding="utf-8")
    return path
