"""What the web server says of the line on which a request came."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from gunicorn.config import Config
from gunicorn.http.wsgi import Response

from deeproot_app.base.serving import closing


@pytest.mark.parametrize(
    ("status", "length", "says"),
    [
        ("200 OK", 10 << 20, "keep-alive"),
        ("404 Not Found", 0, "keep-alive"),
        ("401 Unauthorized", 1000, "keep-alive"),
        ("401 Unauthorized", 10 << 20, "close"),
        ("408 Request Timeout", 1000, "close"),
        ("411 Length Required", 0, "close"),
        ("413 Content Too Large", 10 << 20, "close"),
    ],
)
def test_a_line_is_closed_after_an_answer_that_was_given_before_the_body_was_read(
    status: str, length: int, says: str
) -> None:
    request = SimpleNamespace(version=(1, 1), method="POST", should_close=lambda: False)
    response = Response(request, None, Config())

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        start_response(status, [("Content-Length", "0")])
        return []

    closing(application)({"CONTENT_LENGTH": str(length or "")}, response.start_response)
    assert f"Connection: {says}\r\n" in response.default_headers()
