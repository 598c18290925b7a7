"""What a process that reads blocks for another one does before the first: it needs Django's models and all cues.

Nothing of Django is imported at the top: this is the first that such a process imports.
"""

from __future__ import annotations


def begin() -> None:
    """Set Django up as it is set up where the blocks come from, and load all cues. The database is not opened."""
    import django
    from django.apps import apps

    if apps.ready:
        return  # a copy of a process that has done so
    django.setup()
    from deeproot.read.many import begin as load_cues

    load_cues()
