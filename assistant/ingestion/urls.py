"""URLs of pages: the form that is fetched, the form that is stored, and the form that identifies a story.

w3lib, used here alone, normalises them. Cost: 15 µs a URL.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

_TRACKING = (
    *("fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "twclid", "ttclid", "igshid"),
    *("igsh", "li_fat_id", "mc_cid", "mc_eid", "mkt_tok", "oly_anon_id", "oly_enc_id", "vero_id", "_openstat"),
    *("_hsenc", "_hsmi", "__hsfp", "__hssc", "__hstc", "hsctatracking", "ml_subscriber", "ml_subscriber_hash"),
    *("cmpid", "pk_campaign", "pk_kwd", "pk_source", "pk_medium", "ns_mchannel", "ns_source", "ns_campaign"),
    *("ns_linkname", "at_medium", "at_campaign"),
    *("ocid", "smid", "smtyp", "sref", "ref_src", "ref_url", "xtor", "ito", "spm", "guccounter"),
)
"""Query parameters that say how a reader came, not what is read: those that Firefox strips, and those of newsrooms.

Only names without any other use: ``ref``, ``cid`` or ``source`` select the article on some sites, and taking two
stories for one is worse than taking one story for two.
"""
_TRACKING_PREFIXES = ("utm_", "mtm_", "matomo_", "wt.mc_", "at_custom")
_HTTP = re.compile(r"https?://", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)


def is_address(text: str) -> bool:
    """Whether a text is a URL (``scheme://...``) and not a path."""
    return bool(_SCHEME.match(text.strip()))


def fetchable(url: str) -> str:
    """Return an http(s) URL in ASCII and without fragment, which requests the same page; "" for any other text."""
    from w3lib.url import safe_url_string

    if not _HTTP.match(url.strip()):
        return ""
    try:
        parts = urlsplit(safe_url_string(url.strip()))
        return parts._replace(netloc=_without_default_port(parts), fragment="").geturl()
    except ValueError:  # an invalid port or IPv6 address
        return ""


def tidy(url: str) -> str:
    """Return an http(s) URL as `fetchable` does, without tracking parameters: the form that is stored and shown."""
    from w3lib.url import url_query_cleaner

    ascii_url = fetchable(url)
    tracking = [name for name in _parameter_names(urlsplit(ascii_url)) if _is_tracking(name)]
    return str(url_query_cleaner(ascii_url, tracking, remove=True, unique=False)) if tracking else ascii_url


def story_url(url: str) -> str:
    """Return the form that identifies a story: equal for http and https, with and without www or a last slash.

    The order of query parameters does not matter either. A text that is no http(s) URL is returned as it is.
    """
    from w3lib.url import canonicalize_url

    if not (tidy_url := tidy(url)):
        return url
    parts = urlsplit(canonicalize_url(tidy_url))
    path = parts.path.rstrip("/") or "/"
    return parts._replace(scheme="https", netloc=parts.netloc.removeprefix("www."), path=path).geturl()


def same_site(url: str, other_url: str) -> bool:
    """Whether two URLs belong to one site: equal hosts apart from www, or one a subdomain of the other."""
    host, other_host = (f".{(urlsplit(tidy(url)).hostname or '').removeprefix('www.')}" for url in (url, other_url))
    return "." not in (host, other_host) and (host.endswith(other_host) or other_host.endswith(host))


def _parameter_names(parts: SplitResult) -> list[str]:
    return [pair.partition("=")[0] for pair in parts.query.split("&")]


def _is_tracking(name: str) -> bool:
    lowered = name.lower()
    return lowered in _TRACKING or lowered.startswith(_TRACKING_PREFIXES)


def _without_default_port(parts: SplitResult) -> str:
    default_port = {"http": ":80", "https": ":443"}[parts.scheme]
    return parts.netloc.removesuffix(default_port)
