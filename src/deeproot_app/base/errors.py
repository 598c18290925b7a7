"""Mistakes that a person can mend, each told in one clear sentence."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied


class UserError(Exception):
    """Something a person can mend: what, where, how. The command line prints it, a page shows it; never a traceback."""

    status = 400
    """The status of the page that shows it."""
    exit_code = 1
    """What a command that ends with it returns."""

    def __init__(self, message: str, *, exit_code: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.exit_code = exit_code


class NotAllowed(UserError, PermissionDenied):  # noqa: N818 - the word of the contract
    """This person may not do this."""

    status = 403


class NotSignedIn(NotAllowed):
    """Nobody is signed in: a page sends them to the sign-in page first."""
