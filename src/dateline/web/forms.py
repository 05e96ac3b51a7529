"""What a form of ours sent."""

from __future__ import annotations

from hmac import compare_digest
from urllib.parse import parse_qsl

from fastapi import Request
from starlette.exceptions import HTTPException

MOST_FIELDS = 100


async def posted(request: Request) -> dict[str, str]:
    """The fields of a form, without its token.

    Raises `HTTPException`: 403 where the token is not that of our pages, 400 for what is no form.
    """
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        raise HTTPException(400, "That is no form of this page.")
    try:
        pairs = parse_qsl((await request.body()).decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise HTTPException(400, "That form cannot be read.") from None
    fields = dict(pairs)
    token = fields.pop("form_token", "")
    if not compare_digest(token.encode(), request.app.state.site.locks.form.encode()):
        raise HTTPException(
            403, "This form is from an earlier run of the page. Load the page again, then send it."
        )
    return fields
