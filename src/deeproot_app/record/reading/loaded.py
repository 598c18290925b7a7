"""Imported, it has set Django up and loaded all that reading needs: for a process of which others are copies."""

from __future__ import annotations

from deeproot_app.record.reading.elsewhere import begin

begin()
