"""Errors of fetching one page. They do not end a run: the page is skipped, with the reason."""

from __future__ import annotations


class FetchError(Exception):
    """A page cannot be fetched. Its message is the reason, for the user."""


class RefusedError(FetchError):
    """We decline to fetch: the address is not public, robots.txt forbids it, or there are too many redirects."""


class BusyError(FetchError):
    """The host does not answer, or asks us to wait longer than we do. It is not asked again in this run."""
