"""Imported, it has loaded all that reading needs: for a process of which others are copies."""

from __future__ import annotations

from .many import begin

begin()
