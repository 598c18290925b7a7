"""The frame of every page: its title said twice, where one can go, the organisation it belongs to."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode

from django import template
from django.template.context import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.safestring import mark_safe

from deeproot_app.base import navigation, reader
from deeproot_app.base.models import Organisation

register = template.Library()


@register.simple_tag(takes_context=True)
def again(context: Context, name: str) -> str:
    """A block of the page once more: the title is said in the window's title and in the heading."""
    block = context.render_context[BLOCK_CONTEXT_KEY].get_block(name)
    return mark_safe(block.render(context).strip()) if block else ""  # noqa: S308 - rendered by the template itself


@register.simple_tag(takes_context=True)
def organisation(context: Context) -> Organisation:
    """The organisation this page belongs to."""
    return reader.organisation(context.get("request"))


@register.simple_tag(takes_context=True)
def sections(context: Context) -> list[navigation.Section]:
    """Where the reader may go from here, group by group."""
    return navigation.sections(context["request"])


@register.simple_tag(takes_context=True)
def most_used(context: Context) -> list[navigation.Link]:
    """The places that stand at the foot of a phone."""
    return navigation.most_used(context["request"])


@register.simple_tag
def href_of(page: str) -> str:
    """The address of a named page, empty where there is none."""
    return navigation.href_of(page)


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: Any) -> str:
    """The page's query string with some values changed, or left out where None; the place in the list is dropped."""
    values = [(k, v) for k, v in parse_qsl(context["request"].GET.urlencode(), keep_blank_values=False)]
    kept = [(k, v) for k, v in values if k not in changes and k not in {"after", "before"}]
    return "?" + urlencode([*kept, *((k, v) for k, v in changes.items() if v not in (None, ""))])
