"""The year told from the customer's side, every sentence with its evidence and its gaps."""

from deeproot.understand.letter.letter import letter
from deeproot.understand.letter.shapes import Figure, Finding, Gap, Letter, Row, Sentence

__all__ = ["Figure", "Finding", "Gap", "Letter", "Row", "Sentence", "letter"]
