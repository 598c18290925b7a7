"""Mails made for tests: plain ones, and ugly ones of a seed."""

from __future__ import annotations

import random
from typing import Final

DATE: Final = "Mon, 3 Mar 2025 10:00:00 +0100"


def mail(body: str | bytes = "Hello", charset: str = "utf-8", **headers: str) -> bytes:
    """One mail; ``message_id`` stands for Message-ID, an empty header is left out."""
    given = {
        "from": "pat@birch.example",
        "to": "ada@oakfield.example",
        "date": DATE,
        "message_id": "<1@birch>",
    } | headers
    lines = [f"{name.replace('_', '-').title()}: {value}" for name, value in given.items() if value]
    if "content_type" not in given:
        lines.append(f"Content-Type: text/plain; charset={charset}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + (body if isinstance(body, bytes) else body.encode(charset))


def parts(*inside: str, kind: str = "mixed", **headers: str) -> bytes:
    """A multipart mail of parts that are written out whole, headers and all."""
    body = "".join(f"--B\r\n{one}\r\n" for one in inside) + "--B--\r\n"
    return mail(body, content_type=f'multipart/{kind}; boundary="B"', **headers)


HEADERS: Final = (
    "From",
    "To",
    "Cc",
    "Date",
    "Subject",
    "Message-ID",
    "References",
    "In-Reply-To",
    "Received",
    "Content-Type",
    "Content-Transfer-Encoding",
    "Content-Disposition",
    "Precedence",
    "Auto-Submitted",
    "MIME-Version",
    "",
    "X-\x00",
    "ä",
)
VALUES: Final = (
    "pat@birch.example",
    '"A, B" <a@b.example>',
    "((((((((",
    "=?utf-8?B?/////w==?=",
    "=?x-nowhere?q?=zz?=",
    "=?utf-8?q?=ff?=",
    DATE,
    "32 Foo 99999 99:99:99 +9999",
    "<a@b>",
    "<" * 300,
    "multipart/mixed; boundary=B",
    "multipart/mixed",
    'multipart/mixed; boundary=""',
    "text/html; charset=utf-16",
    "text/plain; charset=\x00base64",
    "message/rfc822",
    "base64",
    "quoted-printable",
    "x-uuencode",
    "attachment; filename*=utf-8''%ff%00",
    "attachment; filename*0*=x''a; filename*2=b",
    "\x00\ud800\udcff",
    "a@b.example, " * 50,
    "x" * 5_000,
    "",
    "list",
    "auto-replied",
    "message/delivery-status",
    "text/plain; charset*=utf-8''%00",
    "<a@b> <c@d> <a@b>",
    "Mon, 3 Mar 2025",
    "=?utf-8?b?" + "A" * 99,
)
BODIES: Final = (
    b"Hello",
    b"--B\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n--B--",
    b"\x00\xff\xfe" * 50,
    b"=\r\n=zz=ff",
    b"<" * 3_000,
    b"--B\r\n" * 200,
    b"begin 644 x\r\n\xff\xff\r\nend",
    b"AAAA*AAA",
    b"",
    b"From \r\n>From \r\n",
    b"--B\r\n\r\n--B--\r\n--B\r\n",
    b"<html><style>" + b"<div>" * 500,
    b"=?" * 500,
    b"\xed\xa0\x80",
    b"x" * 20_000,
)


def ugly(seed: int) -> bytes:
    """A mail that nobody should write: broken headers, parts, charsets and bytes, the same for the same seed."""
    at = random.Random(seed)
    lines = []
    for _ in range(at.randrange(12)):
        value = at.choice(VALUES)
        if at.random() < 0.2:
            value += at.choice(VALUES)
        lines.append(f"{at.choice(HEADERS)}{at.choice((': ', ':', ' : ', ''))}{value}".encode("utf-8", "surrogatepass"))
    if at.random() < 0.7:
        lines.insert(0, f"Date: {DATE}".encode())
    raw = at.choice((b"\r\n", b"\n", b"\r")).join(lines) + at.choice((b"\r\n\r\n", b"\n\n", b"\n", b""))
    raw += b"".join(at.choice(BODIES) for _ in range(at.randrange(4)))
    if at.random() < 0.3 and raw:
        place = at.randrange(len(raw))
        raw = raw[:place] + at.randbytes(at.randrange(1, 40)) + raw[place + at.randrange(20) :]
    return raw
