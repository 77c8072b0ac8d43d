"""Reports made by hand: an honest one, and one out of articles that would be markup in every form of document."""

from __future__ import annotations

from assistant.schema.answers import Citation
from assistant.schema.archives import Coverage
from assistant.schema.reports import CitedArticle, Happening, Report, Saying, Section, Statement

CREATED = "2026-11-24T03:12:09.123456+00:00"
COVERAGE = Coverage(12, 80, ("Lennford Courier", "Herald"), "2026-01-03", "2026-01-28")
EMPTY = Report("2026-11-24-3fa9c1", "The bridge over the Lenn", CREATED, "2026-11-24", "qwen2.5-coder-1.5b", COVERAGE)


class Notebook:
    """Makes statements and keeps their footnotes, numbered as they come."""

    def __init__(self) -> None:
        self.notes: list[Citation] = []

    def say(self, text, *quotes, **facts):
        first = len(self.notes) + 1
        for quote in quotes or (text,):
            self.notes.append(cited(len(self.notes) + 1, quote, **facts))
        return Statement(text, tuple(range(first, len(self.notes) + 1)))


def cited(number, quote, **facts):
    default = {
        "article_id": "bridge-closes",
        "version": 1,
        "title": "Bridge closes for repairs",
        "publisher": "Lennford Courier",
        "published": "2026-01-28T09:30:00+00:00",
        "url": "https://courier.example/2026/bridge",
        "start": 100 * number,
        "end": 100 * number + len(quote),
        "quote": quote,
    }
    return Citation(number, **(default | facts))


def honest():
    book = Notebook()
    herald = {
        "article_id": "ferry-herald",
        "version": 2,
        "title": "Ferry to run until May",
        "publisher": "Herald",
        "published": "2026-01-27",
        "url": "",
    }
    return Report(
        EMPTY.id,
        EMPTY.title,
        EMPTY.created,
        EMPTY.as_of,
        EMPTY.model,
        EMPTY.coverage,
        summary=(
            book.say("The bridge over the Lenn closes on Monday.", "The bridge over the Lenn will close on Monday."),
            book.say(
                "Its repair costs 4.2 million crowns.",
                'Mayor Ada Brook said the repair would cost "4.2 million crowns" and last until May.',
                "The council voted 4.2 million crowns for the bridge.",
            ),
        ),
        sections=(
            Section(
                "Why the bridge closes",
                (
                    book.say(
                        "Engineers found cracks in two of its seven piers.",
                        "Cracks were found in two of the seven piers, the engineers’ report says.",
                    ),
                    book.say("A ferry takes its place.", "A ferry will run every 20 minutes until May.", **herald),
                ),
            ),
            Section("What it costs", (book.say("The state pays half.", "The state will pay half of it."),)),
        ),
        sayings=(
            Saying(
                "Ada Brook, mayor",
                "2026-01-28",
                book.say("The repair will last until May.", "She said it would “last until May”."),
            ),
            Saying("Ferry company", "", book.say("Nobody will be left behind.", **herald)),
        ),
        timeline=(
            Happening("2025", book.say("The piers were inspected.", "The piers were inspected last year.")),
            Happening("2026-01", book.say("The council voted the money.")),
            Happening("2026-02-02", book.say("The bridge closes.", "It closes on Monday, 2 February.")),
        ),
        silences=("Who inspected the piers in 2025?", "Give the name of the ferry"),
        notes=tuple(book.notes),
        sources=(
            CitedArticle(
                "bridge-closes",
                1,
                "Reed, T. (2026, January 28). Bridge closes for repairs. Lennford Courier. "
                "https://courier.example/2026/bridge. Accessed 24 November 2026.",
            ),
            CitedArticle("ferry-herald", 2, "Ferry to run until May. (2026, January 27). Herald."),
        ),
    )


HOSTILE_TEXTS = (
    "A table | with | pipes, `code`, ``more ` code`` and a \\| backslash\\.",
    "He wrote [^1] and [1] and [^2]: note, ^[inline] and [link](https://evil.example) ![i](x.png).",
    "<script>alert(1)</script> <b>bold</b> &amp; &lt; </q></li> <!-- c --> <?php ?> ]]>",
    "#let x = 1; #panic() $x^2$ $$y$$ \\input{/etc/passwd} \\textbf{b} @ref @{ref} <label> *bold* _it_ ~sub~ ^sup^",
    "//comment /*block*/ --- -- ... 'single' \"double\" -> => http://evil.example www.evil.example a@evil.example",
    "{{ report.id }} {% raw %} {# c #} ${x} %d %s :smile: ==mark== H~2~O ++ins++ [x]{.smallcaps} {#id}",
    "# Heading 1. item - item * item + item > quote : def | line (@) ex (a) x i. y",
    "Fine print: office, affluent, ﬁ, naïve façade, 10\u00a0000\u202f€, soft\u00adhyphen, zero\u200bwidth, e\u0301.",
    "Она сказала: «Мост закрыт». Київ, Łódź, Đà Nẵng, Ελλάδα.",
    "«قالت العمدة إن الجسر مغلق حتى مايو»",
    "市长说:“大桥将关闭到五月。”",
    'The mayor said: “It is “closed” now.” (Then: "open.")',
    "Line one\nand line two\n\nand three",
    "\u202eright to left\u202c \x1b[31mred\x07 \u2028end",
    "A-very-long-word" * 12,
)


def hostile():
    """Every hostile text as title, publisher, statement, quote, speaker, heading, question and reference."""
    book = Notebook()

    def say(text):
        facts = {"title": text, "publisher": text, "url": f"https://evil.example/{text}"}
        return book.say(text, text, **facts)

    return Report(
        "2026-11-24-0bad00",
        HOSTILE_TEXTS[3],
        CREATED,
        "2026-01-28",
        "openai:*model*",
        Coverage(3, 9, HOSTILE_TEXTS[:3], "2026-01-03", "2026-01-28"),
        summary=tuple(map(say, HOSTILE_TEXTS)),
        sections=tuple(Section(text, (say(text),)) for text in HOSTILE_TEXTS),
        sayings=tuple(Saying(text, text, say(text)) for text in HOSTILE_TEXTS),
        timeline=tuple(Happening(text, say(text)) for text in HOSTILE_TEXTS),
        silences=tuple(f"{text}?" for text in HOSTILE_TEXTS),
        notes=tuple(book.notes),
        sources=tuple(CitedArticle(f"source-{at}", 1, text) for at, text in enumerate(HOSTILE_TEXTS)),
    )


def long():
    """Sixty statements in as many sections, and an address of two thousand characters."""
    book = Notebook()
    facts = {"url": "https://courier.example/" + "long/" * 400}
    sections = tuple(Section(f"Part {n}", (book.say(f"Fact {n} holds.", **facts),)) for n in range(1, 61))
    return Report("r", "Sixty facts", CREATED, "", "", COVERAGE, sections=sections, notes=tuple(book.notes))


REPORTS = {"honest": honest(), "hostile": hostile(), "long": long(), "empty": EMPTY}
