"""The question that a belief calls for, in words."""

from __future__ import annotations

from django import template

from deeproot_app.record.models import Belief
from deeproot_app.understand import asking

register = template.Library()


@register.filter
def question(belief: Belief) -> str:
    """How one would ask whether it is so."""
    return asking.question(belief.about, belief.text)
