"""The elements of pages, `{% load elements %}`. Pages say what, elements say how; see `docs/pages.md`."""

from __future__ import annotations

from django import template

from deeproot_app.base.elements import blocks, controls, drawn, frame, lists, plotted, words

register = template.Library()
for part in (frame, words, controls, blocks, lists, drawn, plotted):
    register.tags.update(part.register.tags)
