"""What may go wrong with one address. Never the end of a run: the page is skipped, with the reason."""

from __future__ import annotations


class FetchError(Exception):
    """A page cannot be had; its message is the reason, for the user."""


class RefusedError(FetchError):
    """It is we who do not go there: an address that is not public, robots.txt, too many redirects."""


class BusyError(FetchError):
    """The host does not answer, or asks to be left alone for longer than we wait: nothing more of it in this run."""
