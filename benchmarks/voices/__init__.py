"""The sample company told in another voice, all its English sentences written anew, and our reader scored on it.

A voice is a TOML file in this folder, or in ``letters`` where customers' letters alone are written anew; ``voice``
reads one, ``check`` says what is missing in it, ``telling`` tells the company in it, ``score`` holds what is read from
its texts alone against what is true.
"""

from __future__ import annotations

from typing import Final

LEARNT_FROM: Final = ("footcare", "garage", "glasshouse", "museum", "parishhall", "physio", "quarry", "saas")
"""The voices that what is learnt of what becomes of promises has seen; the others were scored unseen."""
KINDS_LEARNT_FROM: Final = (
    *LEARNT_FROM,
    *("bakehouse", "bookroom", "liftcare", "musicroom", "nursery", "payroll", "surveyors", "vetsupply"),
    *("accountants", "boatyard", "dentallab", "feedmill", "firesafety", "hosting", "languageschool", "uniforms"),
    *("archive", "catering", "cleaning", "labinstruments", "sawmill", "telecoms", "theatre", "wholesaler"),
    *("choirs", "lawbooks", "linen", "marina", "orchard", "security"),
)
"""The voices that what is learnt of kinds has seen, beside those of ``letters``, in which customers' letters alone are
written anew."""
