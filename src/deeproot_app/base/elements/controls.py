"""Things to press and to fill in: buttons, fields, the search box, the drop zone, the question whether one is sure."""

from __future__ import annotations

from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag
def button(text: str, kind: str = "", href: str = "", icon: str = "", **attributes: Any) -> str:
    """A button, or a link that looks like one. Kinds: primary, danger, plain, small, icon-only, in any mixture.

    Further attributes are written as they are called, `_` for `-`: ``hx_post=url``, ``name="act"``; True is a bare one.
    """
    attributes = {"type": "submit", **attributes} if not href else {"href": href, **attributes}
    return render_to_string(
        "base/elements/button.html",
        {
            "text": text,
            "kind": kind,
            "tag": "a" if href else "button",
            "icon": icon,
            "attributes": _written(attributes),
        },
    )


def _written(attributes: dict[str, Any]) -> SafeString:
    parts = []
    for name, value in attributes.items():
        written = name.strip("_").replace("_", "-")
        if value is True:
            parts.append(format_html(" {}", written))
        elif value not in (None, False, ""):
            parts.append(format_html(' {}="{}"', written, value))
    return mark_safe("".join(parts))  # noqa: S308 - each part is escaped


@register.inclusion_tag("base/elements/field.html")
def field(bound: BoundField, optional: bool = True, labelled: bool = True) -> dict[str, Any]:
    """A form's field with its label, its help and what is wrong with it, joined for screen readers.

    ``optional``: say where it may stay empty. ``labelled`` False: the label is heard, not seen.
    """
    widget = bound.field.widget
    return {
        "field": bound,
        "labelled": labelled,
        "single": isinstance(widget, CheckboxInput),
        "several": isinstance(widget, (RadioSelect, CheckboxSelectMultiple)),
        "optional": optional and not bound.field.required and not isinstance(widget, CheckboxInput),
    }


@register.inclusion_tag("base/elements/search.html")
def search(
    name: str = "q",
    value: str = "",
    label: str = "Search",
    target: str = "",
    href: str = "",
    key: str = "",
    placeholder: str = "",
) -> dict[str, Any]:
    """A search box. With ``target`` (a CSS selector) it searches as one types: the answer of ``href`` lands there."""
    shown = placeholder or label
    return {"name": name, "value": value, "label": label, "target": target, "href": href, "key": key, "shown": shown}


@register.inclusion_tag("base/elements/dropzone.html")
def dropzone(name: str = "files", accept: str = "", many: bool = True, says: str = "") -> dict[str, Any]:
    """A file field onto which files may be dropped; without JavaScript it is a plain one."""
    return {"name": name, "accept": accept, "many": many, "says": says}


@register.simple_block_tag(takes_context=True)
def confirm(
    context: Context, content: str, text: str, action: str, kind: str = "danger", does: str = "", **hidden: Any
) -> str:
    """A button that first tells what it will do (the content) and asks once more, without any script.

    ``does`` are the words on the second button (default: the same), ``hidden`` the values sent with it.
    """
    return render_to_string(
        "base/elements/confirm.html",
        {"content": content, "text": text, "action": action, "kind": kind, "does": does or text, "hidden": hidden},
        request=context.get("request"),
    )
