"""Articles of a town that does not exist, with everything that is odd in a bibliography."""

from __future__ import annotations

from datetime import date

from assistant.rendering.bibliography.csl_items import CitedVersion
from assistant.schema.articles import Article

ACCESSED = date(2026, 11, 24)
ENGLISH = "The bridge over the Lenn will close on Monday, the mayor said, and it will stay closed for the whole of May."
GERMAN = (
    "Die Brücke über die Lenn bleibt ab Montag gesperrt, sagte der Bürgermeister am Dienstag. Die Arbeiten dauern bis"
    " Ende Mai und kosten rund vier Millionen Kronen, wie aus einem Papier des Rathauses hervorgeht."
)


def article(name: str, title: str, **facts) -> Article:
    return Article(**{"id": name, "title": title, "text": ENGLISH, "publisher": "Lennford Courier", **facts})


PLAIN = article(
    "bridge",
    'Bridge closes: mayor\'s plan is "final"',
    authors=("Tom Reed",),
    published="2026-01-28T23:30:00-05:00",
    url="https://courier.example/bridge",
    language="en",
)
SAME_YEAR = article("market", "Market is back on Bell Square", authors=("Tom Reed",), published="2026-03-02")
PEOPLE = article(
    "people",
    "Three write one story",
    authors=("Dr. Jane Q. Public Jr.", "Jean-Claude Van Damme", "Ludwig van Beethoven"),
    published="2025-12",
)
AGENCY = article(
    "agency", "Ferry late again", authors=("Reuters staff",), published="2026-02-01", url="ftp://x.example"
)
NOBODY = article("nobody", "Library opens on Sundays", authors=("Unknown",), published="2024")
UNDATED = article("undated", "Old mill for sale", authors=("Ada Finch",), url="https://courier.example/mill")
BARE = article("bare", "Found in a drawer", publisher="")
SITE = article("site", "Goats on the pitch", publisher="", published="2026-01-05", url="https://www.lenn.example/goats")
RUSSIAN = article(
    "russian",
    "Мост через Ленн закрыт",
    publisher="Ленская газета",
    authors=("Жанна Ильинична Зябликова",),
    published="2026-01-29",
)
ARABIC = article(
    "arabic", "إغلاق الجسر يوم الاثنين", publisher="صوت النهر", authors=("محمد بن سلمان",), published="2026-01-30"
)
CHINESE = article(
    "chinese", "大桥周一关闭", publisher="伦河日报", authors=("新华社",), published="2026-01-31", language="zh"
)
FOREIGN = article(
    "foreign", "Die Brücke ist zu", text=GERMAN, publisher="Lennforder Anzeiger", authors=("Eva von der Leyen",)
)
HOSTILE_TITLE = (
    "<i>Fire</i> {at} } \\input{/etc/passwd} $x^2$ % # & ~ _ *bold* [a](b) | @article{k,\nTY  - BOOK\r\nER  - \n"
    "<script>alert(1)</script> \x1b[31m\u202ered \"q\" 'r' -- \\"
)
HOSTILE_SHOWN = (
    "<i>Fire</i> {at} } \\input{/etc/passwd} $x^2$ % # & ~ _ *bold* [a](b) | @article{k, TY - BOOK ER -"
    " <script>alert(1)</script> [31mred \"q\" 'r' -- \\"
)
HOSTILE = article(
    "hostile",
    HOSTILE_TITLE,
    publisher="<b>Bold</b> {Courier",
    authors=("The } {Desk}",),
    published="2026-04-01",
    url="https://x.example/a}{b\\c?d=%20&e=<f>",
    language="zz<>",
)
UNTITLED = article("untitled", "", published="2026-04-02")

SHELF = (
    *(PLAIN, SAME_YEAR, PEOPLE, AGENCY, NOBODY, UNDATED, BARE, SITE),
    *(RUSSIAN, ARABIC, CHINESE, FOREIGN, HOSTILE, UNTITLED),
)
CITED = (CitedVersion(PLAIN, ((0, 10), (20, 30))), *(CitedVersion(one) for one in SHELF[1:]))
