"""The sandbox of templates: listed fields, `if`, a few filters, and nothing else.

Jinja's immutable sandbox does the work; before a template is kept its parsed form is walked, and whatever is not on
the short list below is refused with its line: attributes, calls, arithmetic, loops, includes. What customers wrote goes
in as text and is never read as a template. A field without a value is an error, never a hole in a letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from jinja2 import StrictUndefined, Template, TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from deeproot_app.act.drafts.fields import FIELDS
from deeproot_app.base.errors import UserError

LONGEST: Final = 20_000
"""Characters of a template."""
LONGEST_RESULT: Final = 64 << 10
FILTERS: Final = frozenset({"default", "upper", "lower", "capitalize", "trim"})
TESTS: Final = frozenset({"defined"})
ALLOWED: Final = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.If, nodes.CondExpr, nodes.Const),
    *(nodes.And, nodes.Or, nodes.Not, nodes.Compare, nodes.Operand, nodes.Filter, nodes.Test),
)
OPEN: Final = re.compile(r"\[[^\[\]\n]{2,80}\]")
"""What only a person can say stands in brackets until somebody says it."""


class Missing(StrictUndefined):
    """A field without a value: `if` may ask for it, whoever prints it is told."""

    def __bool__(self) -> bool:  # type: ignore[override]
        return False


class CannotFill(UserError):  # noqa: N818 - what it is
    """The template speaks of something that is not known here."""


def check(source: str) -> None:
    """Return where a template is one that we keep. Raises UserError with the line and what is wrong there."""
    if len(source) > LONGEST:
        raise UserError(f"A template has at most {LONGEST:,} characters.")
    for node in _walk(_parsed(source)):
        _refuse(node)


def render(source: str, values: Mapping[str, str]) -> str:
    """The template with these values. Raises CannotFill where it prints a field without one, UserError for others."""
    given = {name: text for name, text in values.items() if text and name in FIELDS}
    written: list[str] = []
    size = 0
    try:
        for piece in _compiled(source).generate(given):
            size += len(piece)
            if size > LONGEST_RESULT:
                raise UserError("The draft would be far too long; shorten the template.")
            written.append(piece)
    except TemplateError as fault:
        raise CannotFill(_said(fault)) from None
    return re.sub(r"\n{3,}", "\n\n", "".join(written)).strip()


def one_line(text: str) -> str:
    """On one line, without signs that cannot be seen: what customers and files gave may hold any."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def left_open(text: str) -> list[str]:
    """What still stands in brackets, for a person to say."""
    return list(dict.fromkeys(OPEN.findall(text)))


@lru_cache(maxsize=512)
def _compiled(source: str) -> Template:
    check(source)
    return _environment().from_string(source)


@lru_cache(maxsize=1)
def _environment() -> ImmutableSandboxedEnvironment:
    made = ImmutableSandboxedEnvironment(
        undefined=Missing, autoescape=False, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    made.globals.clear()
    return made


def _parsed(source: str) -> nodes.Template:
    try:
        return _environment().parse(source)
    except TemplateError as fault:
        line = getattr(fault, "lineno", None)
        raise UserError(f"{f'Line {line}: ' if line else ''}{fault.message or 'this cannot be read'}.") from None
    except (RecursionError, MemoryError, OverflowError, ValueError):
        raise UserError("The template is too deeply nested to be read.") from None


def _walk(tree: nodes.Node) -> Iterable[nodes.Node]:
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(node.iter_child_nodes())


def _refuse(node: nodes.Node) -> None:
    where = f"Line {node.lineno}: "
    if not isinstance(node, ALLOWED):
        raise UserError(f"{where}a template holds fields, `if` and words; this is neither ({type(node).__name__}).")
    if isinstance(node, nodes.Name) and (node.ctx != "load" or node.name not in FIELDS):
        raise UserError(f"{where}there is no field {node.name!r}; the fields are {', '.join(FIELDS)}.")
    if isinstance(node, nodes.Filter) and node.name not in FILTERS:
        raise UserError(f"{where}there is no filter {node.name!r}; the filters are {', '.join(sorted(FILTERS))}.")
    if isinstance(node, nodes.Test) and node.name not in TESTS:
        raise UserError(f"{where}there is no test {node.name!r}; write `if field`.")


def _said(fault: TemplateError) -> str:
    named = re.search(r"'(\w+)' is undefined", fault.message or "")
    if named and named.group(1) in FIELDS:
        return f"It speaks of {FIELDS[named.group(1)].says.lower()}, and that is not known here."
    return "It speaks of something that is not known here."
