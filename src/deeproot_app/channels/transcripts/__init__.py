"""Transcripts of calls: WebVTT as Teams, Zoom and others write it, to who said what, and for how long."""

from typing import Final

from deeproot_app.channels.transcripts.began import began
from deeproot_app.channels.transcripts.cues import Cue, cues, fingerprint
from deeproot_app.channels.transcripts.turns import Turn, called, turns

SAYS: Final = "transcripts of calls: WebVTT files of Teams, Zoom and others"

__all__ = ["SAYS", "Cue", "Turn", "began", "called", "cues", "fingerprint", "turns"]
