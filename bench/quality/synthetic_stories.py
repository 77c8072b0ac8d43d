"""Synthetic news stories of 150 to 600 words, and the versions of them that other outlets print.

Everything is invented: places, people, papers, figures. Two reporters write each in their own sentences; ``{slots}`` are
the facts of the event, ``[this|that]`` is a choice of words. Two events of one kind by one reporter are look-alikes: the
same boilerplate, other facts. One event by both reporters is the same news twice, but no copy.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

_STARTS = "Har Lark Brack Wen Ost Thorn Mal Pel Ash Cray Dun Ever Fal Grim Hol Ing Kel Lum Mar Nor".split()
_ENDS = "moor wick ford den ley by stead combe haven thorpe worth bridge mouth field cliff dale".split()
_FIRST = "Isolde Bram Petra Colm Maren Tobias Yusra Edda Lorcan Nadia Silas Vera Ansel Freya Idris Ottilie".split()
_LAST = "Marsh Quill Tarn Okoro Vantongeren Pike Lindqvist Hale Abara Sorrel Dravec Penhale Roke Ferrier Stroud".split()
_OUTLETS = "Courier Gazette Herald Post Times Echo Mercury Observer Argus Sentinel Chronicle Standard".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_MONTHS = "January February March April May June July August September October November December".split()
_BODIES = "Harbour Trust,Water Board,Transport Union,Housing Society,Growers' Union,Rail Company,Health Board".split(
    ","
)
_THINGS = "a paint store,a timber yard,a bakery,a school hall,the old ropeworks,a row of garages,a boat shed".split(",")
_PLANS = "a tram line,a second bridge,a sea wall,a night market,a covered pool,a cycle road,a new library".split(",")
_GOODS = "electric vans,tinned fish,roof tiles,hearing aids,ferry engines,oat milk,wind turbine blades".split(",")

KINDS = {
    "fire": (
        (
            "A fire [tore through|swept through|gutted] {thing} in {town} on {day}, [killing|claiming the lives of] {few}"
            " people and [injuring|hurting] {some} others, officials said.",
            "[Flames were first seen|The blaze was first noticed] shortly after {hour} on {street}, and about {many}"
            " firefighters from {near} and {far} [fought|battled] it through the night.",
            "Fire chief {one} said the flames had [spread|jumped] to {some} neighbouring buildings before crews could"
            " [stop|contain] them.",
            '"We did everything that we could, but the wind was against us," {one} [said|told reporters].',
            "Residents of {street} were [taken|moved] to a sports hall, where {many} people spent the night.",
            "Mayor {two} [called|described] it the worst night that {town} had seen since {year}.",
            "Investigators are [looking at|examining] an electrical fault as a [possible|likely] cause, said {three} of"
            " the {body}.",
            "The damage is [put|estimated] at {sum} million crowns, and insurers have begun to [visit|inspect] the site.",
            "A fund for the families has [raised|collected] {thousand},000 crowns so far.",
            "{street} [remains|is still] closed to traffic until {later}, the police said.",
        ),
        (
            "{Few} people are dead after {thing} burned down in {town}.",
            "Neighbours who woke at about {hour} saw smoke over {street}; by the time engines came from {near}, there was"
            " little left to save.",
            '"You could hear the roof go. Then it was quiet," said {three}, who lives opposite.',
            "Among the {some} injured are two members of the brigade, according to a list that the hospital in {far} gave"
            " out.",
            "The brigade's head, {one}, would not say how it began. An inquiry by the {body} has been opened.",
            "For {two}, who has been mayor since {year}, it is the second disaster in a term that was to be a quiet one.",
            "Nobody knows yet what it will cost. A first guess, of {sum} million crowns, came from an insurer.",
            "Some {many} people cannot go home before {later}.",
            "By evening strangers had brought blankets, toys and {thousand},000 crowns in coins and notes.",
        ),
    ),
    "vote": (
        (
            "The council of {town} [voted|decided] on {day} to build {plan}, by {some} votes to {few}, after a debate that"
            " [lasted|went on for] six hours.",
            "The [work|construction] is to begin in {month} and will cost {sum} million crowns, of which the {body} pays"
            " a third.",
            '"This is what people have asked us for since {year}," [said|declared] Mayor {one}, who had [made|put] the'
            " plan at the centre of the campaign.",
            "Opponents led by councillor {two} [argued|warned] that the town could not [afford|pay for] it.",
            '"We will be paying for this when our children are old," {two} [said|told the chamber].',
            "About {many} people [gathered|stood] outside the town hall on {street} while the vote was taken.",
            "A study by engineers in {far} found that {thousand},000 people a month would [use|make use of] it.",
            "The region's government in {near} [must|still has to] approve the loan before {later}.",
            "{three}, who keeps a shop on {street}, said she [feared|was afraid of] years of noise and dust.",
            "The council will [meet|sit] again in {month} to choose a builder.",
        ),
        (
            "It took six hours, two breaks and one walk-out, but {town} will have {plan}.",
            "When the hands were counted, {some} were up and {few} were not.",
            '{one} had promised it, and looked tired rather than glad. "Now the hard part begins," the mayor said.',
            "The bill comes to {sum} million crowns. A third of it is the {body}'s; the rest has to be borrowed, if"
            " {near} allows it.",
            "{two}, who voted against, asked for the minutes to show that nobody had seen the contract.",
            "On {street}, where the diggers will come first, {three} has already put up a sign: closing down.",
            "Engineers reckon with {thousand},000 users a month, a figure that the opposition calls a dream.",
            "Nothing will be dug before {month}. Talk of the scheme goes back to {year}.",
            "Outside, {many} people waited in the rain; some sang.",
        ),
    ),
    "jobs": (
        (
            "The {body} of {town} said on {day} that it would [close|shut] its works in {near}, which [make|produce]"
            " {goods}, with the loss of {thousand},000 jobs.",
            "Production will [move|be moved] to {far}, where wages are lower, by {later}.",
            '"We have looked at every other way and found none," chief executive {one} [said|wrote] in a letter to staff.',
            "Shares [fell|dropped] {few} percent after the [announcement|news], their steepest fall since {year}.",
            "The union's leader, {two}, [called|branded] the decision a betrayal and [announced|promised] a strike.",
            '"They took {sum} million crowns of public money and now they run," {two} said.',
            "Some {many} workers [gathered|met] at the gate on {street} as the early shift ended at {hour}.",
            "The minister for work, {three}, [offered|proposed] talks in {month}.",
            "The works opened in {year} and [was|were] once the largest employer between {town} and {far}.",
            "Suppliers [fear|expect] that {some} smaller firms will have to [close|give up] as well.",
        ),
        (
            "They heard it over the loudspeakers, at {hour}, from a man few of them had ever met: the works in {near} will"
            " go.",
            "{one} spoke for four minutes. Then the belts that carry {goods} were switched on again.",
            "For {thousand},000 people at the {body} there will be no work after {later}, unless they follow the machines to"
            " {far}.",
            '"My father helped to build that hall," said {three}, now the minister who must find something to say.',
            "{two}, for the union, counted up what the state had paid since {year}: {sum} million crowns.",
            "The market liked it no better. By noon the price was down {few} percent.",
            "On {street}, {many} stood about in overalls, and nobody went home.",
            "Talks are to be held in {month}. In {town} they are not expected to change anything.",
            "A list is going round of firms that live by the works. It has {some} names on it.",
        ),
    ),
    "flood": (
        (
            "Heavy rain [flooded|put under water] parts of {town} on {day}, [forcing|driving] {thousand},000 people from"
            " their homes and killing {few}, the authorities said.",
            "The river [rose|climbed] by {some} metres in a night and [broke|burst] its banks near {street} at about"
            " {hour}.",
            "Soldiers in boats [rescued|brought out] {many} people from roofs in {near}, said {one}, who leads the"
            " emergency staff.",
            '"The water came faster than anybody could carry things upstairs," {one} [said|told a news conference].',
            "The railway between {town} and {far} is [cut|blocked] and will not [open|run] again before {later}.",
            "The {body} [asked|told] households to boil water, since two pumping stations had [failed|stopped working].",
            "Governor {two} [declared|proclaimed] a state of emergency and promised {sum} million crowns of help.",
            "It is the [worst|most serious] flood since {year}, when the old dyke gave way.",
            "{three}, a farmer, said she had [lost|seen drown] her whole herd.",
            "Forecasters [expect|predict] more rain, though the level should [fall|sink] from {later} on.",
        ),
        (
            "In {near} the postman now comes by boat.",
            "What fell on the hills on {day} reached {town} at {hour} and left {few} dead.",
            '{three} stood on a wall and counted what was left of her herd. "Four," she said. "No, three."',
            "Out of {thousand},000 people who have left, most are with relatives; {many} came off their roofs with soldiers.",
            "{one} has slept for two hours since. The staff that she leads sits in a school, on small chairs.",
            "Some {some} metres of water stood in {street}, where a dyke has been planned ever since {year}.",
            "{two} flew over it and spoke of {sum} million crowns. The {body} spoke of boiling water.",
            "No train goes to {far} before {later}.",
            "There is more rain to come.",
        ),
    ),
}
COMMON = (
    (
        "The events come at a [difficult|hard] time for {town}, which has [lost|seen leave] a tenth of its people in ten"
        " years.",
        "The {paper}'s questions to the ministry were not [answered|replied to] by the time of writing.",
        "An inquiry [may|could] take until {month}, officials [said|added].",
        "{four}, who [teaches|lectures on] public policy in {far}, said the region had [seen|lived through] {few} such"
        " cases since {year}.",
        '"What matters now is that people are told the truth," {four} [said|added].',
        "The [opposition|other side] has [asked|called] for a debate in {near} on {day}.",
        "A spokeswoman said that more [details|particulars] would be [given|made public] on {later}.",
        "[Hundreds|Many] of messages have [reached|come to] the town hall, most of them [kind|friendly] ones.",
        "Neighbouring {near} has [offered|promised] help, as it did in {year}.",
        "{five}, a [retired|former] judge, will [lead|head] a panel of {few} that is to [report|say what it found] in"
        " {month}.",
    ),
    (
        "In {far}, {four} has written a book about towns like this one, and is not surprised.",
        "Whoever asks in the ministry is sent from desk to desk.",
        '"It will be forgotten by {month}," said a man at the bus stop who gave his name as {five}.',
        "There have been {few} such cases in the region since {year}; none was ever explained.",
        "Help has come from {near}, unasked.",
        "A tenth of {town} has moved away within ten years, and those who stay are older.",
        "Next week a panel under {five} sets to work. It has {few} members and one room.",
        "The next that anybody will hear of it is on {later}.",
    ),
)


@dataclass(frozen=True, slots=True)
class Story:
    """An article: headline, publisher, day, dateline, and its text as sentences."""

    title: str
    publisher: str
    day: str
    dateline: str
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        """The body, three sentences a paragraph."""
        sentences = [f"{self.dateline}{self.sentences[0]}", *self.sentences[1:]]
        return "\n\n".join(" ".join(sentences[start : start + 3]) for start in range(0, len(sentences), 3))


@dataclass(frozen=True, slots=True)
class Event:
    """An invented event: its kind, and its facts by slot."""

    kind: str
    facts: dict[str, str]


def event(dice: random.Random, kind: str = "") -> Event:
    """Draw an event."""
    names = [f"{first} {last}" for first in _FIRST for last in _LAST]
    towns = dice.sample([start + end for start in _STARTS for end in _ENDS], 4)
    people = dice.sample(names, 5)
    few = dice.choice(("two", "three", "four", "five", "six", "seven", "eight", "nine"))
    facts = {
        "town": towns[0], "near": towns[1], "far": towns[2], "street": f"{towns[3]} {dice.choice(('Street', 'Road'))}",
        "few": few, "Few": few.capitalize(), "some": str(dice.randint(11, 48)), "many": str(dice.randint(60, 990)),
        "thousand": str(dice.randint(2, 90)), "sum": f"{dice.randint(1, 60)}.{dice.randint(1, 9)}",
        "year": str(dice.randint(1931, 2015)), "hour": f"{dice.randint(1, 12)}.{dice.randint(10, 59)}",
        "day": dice.choice(_DAYS), "later": f"{dice.randint(1, 28)} {dice.choice(_MONTHS)}",
        "month": dice.choice(_MONTHS), "paper": dice.choice(_OUTLETS), "body": f"{towns[0]} {dice.choice(_BODIES)}",
        "thing": dice.choice(_THINGS), "plan": dice.choice(_PLANS), "goods": dice.choice(_GOODS),
        **dict(zip(("one", "two", "three", "four", "five"), people, strict=True)),
    }  # fmt: skip
    return Event(kind or dice.choice(sorted(KINDS)), facts)


def recurring(dice: random.Random, occasion: Event) -> Event:
    """Draw another event of the same place and people: the same again, with other figures, days and things."""
    shared = ("town", "near", "far", "one", "two", "body", "paper")
    return Event(occasion.kind, event(dice, occasion.kind).facts | {slot: occasion.facts[slot] for slot in shared})


def report(dice: random.Random, occasion: Event, reporter: int, *, long: bool = False, day: str = "") -> Story:
    """Return the story of an event by one of the two reporters (0 or 1); a ``long`` one adds a second event."""
    own, common = list(KINDS[occasion.kind][reporter]), list(COMMON[reporter])
    middle = dice.sample(own[1:], dice.randint(6, len(own) - 1)) + dice.sample(common, dice.randint(3, len(common)))
    dice.shuffle(middle)
    sentences = tuple(_worded(dice, sentence).format(**occasion.facts) for sentence in [own[0], *middle])
    if long:
        sentences += report(dice, event(dice, occasion.kind if dice.random() < 0.5 else ""), reporter).sentences
    return Story(_headline(dice, occasion), _outlet(dice), day or _day(dice), _dateline(dice, occasion), sentences)


def _worded(dice: random.Random, sentence: str) -> str:
    return re.sub(r"\[([^]]*)\]", lambda match: dice.choice(match[1].split("|")), sentence)


def _headline(dice: random.Random, occasion: Event) -> str:
    forms = {
        "fire": ("Fire in {town} kills {few}", "{Few} dead after {town} blaze", "Night of fire on {street}"),
        "vote": ("{town} votes for {plan}", "Council says yes to {plan}", "{sum} million crowns for {plan}"),
        "jobs": ("{body} to shut {near} works", "Jobs go in {near}", "{goods} no longer made in {near}"),
        "flood": ("Flood drives thousands from {town}", "{town} under water", "{Few} die as river rises in {town}"),
    }
    return dice.choice(forms[occasion.kind]).format(**occasion.facts)


def _outlet(dice: random.Random) -> str:
    return f"The {dice.choice(_STARTS)}{dice.choice(_ENDS)} {dice.choice(_OUTLETS)}"


def _day(dice: random.Random) -> str:
    return f"2026-{dice.randint(1, 9):02}-{dice.randint(1, 28):02}"


def _dateline(dice: random.Random, occasion: Event) -> str:
    agency = dice.choice(("Norpress", "Interwire", "Meridian"))
    return dice.choice(
        ("", f"{occasion.facts['town'].upper()} ({agency}) - ", f"{occasion.facts['near'].upper()}, {agency}: ")
    )


# What outlets make of a story


def picked_up(dice: random.Random, story: Story) -> Story:
    """Run it in another paper, within days."""
    day = date.fromisoformat(story.day) + timedelta(days=dice.randint(0, 4))
    return replace(story, publisher=_outlet(dice), day=day.isoformat())


def verbatim(dice: random.Random, story: Story) -> Story:
    """Run it as it came."""
    return picked_up(dice, story)


def trimmed(dice: random.Random, story: Story) -> Story:
    """Keep 40 to 80 %: mostly its beginning, sometimes paragraphs from all over."""
    count = len(story.sentences)
    size = max(4, round(count * dice.uniform(0.4, 0.8)))
    chosen = range(size) if dice.random() < 0.7 else sorted(dice.sample(range(count), size))
    return replace(picked_up(dice, story), sentences=tuple(story.sentences[index] for index in chosen))


def retitled(dice: random.Random, story: Story) -> Story:
    """Put another headline over it, and leave the agency's dateline out."""
    place = story.sentences[0].split(" in ")[-1].split()[0].strip(".,;")
    title = dice.choice(("What we know so far about {}", "{}: a town asks why", "News from {} this week")).format(place)
    return replace(picked_up(dice, story), title=title, dateline="")


_SYNONYMS = {
    "said": "stated", "about": "around", "some": "roughly", "people": "residents", "officials": "authorities",
    "after": "following", "before": "ahead of", "begin": "start", "begun": "started", "until": "till",
    "worst": "gravest", "promised": "pledged", "asked": "requested", "help": "aid", "shortly": "soon",
    "night": "evening", "town": "city", "through": "across", "largest": "biggest", "since": "from", "others": "more",
    "while": "as", "more": "further", "possible": "potential", "cost": "come to", "build": "construct",
    "vote": "ballot", "because": "since", "house": "home", "decision": "move", "talks": "negotiations",
    "near": "close to", "two": "a pair of", "called": "named", "told": "informed", "found": "established",
    "damage": "harm", "work": "labour", "would": "was going to", "come": "arrive", "gave": "handed", "new": "fresh",
}  # fmt: skip
_FRONTED = re.compile(r"^(.{20,}?) on (\w+day)\b(?=[ ,])(.*)$")
_SPEECH = re.compile(r"^(\".+),\" (\w+ \w+) (said|added|wrote|declared)\b(.*)\.$")


def rewritten(dice: random.Random, story: Story) -> Story:
    """Rewrite it lightly: other words here and there, clauses and sentences moved, another dateline and headline."""
    sentences = [_reworded(dice, sentence) for sentence in story.sentences]
    sentences = [sentence for number, sentence in enumerate(sentences) if number == 0 or dice.random() > 0.08]
    for _ in range(max(1, len(sentences) // 5)):
        index = dice.randrange(1, len(sentences) - 1)
        sentences[index], sentences[index + 1] = sentences[index + 1], sentences[index]
    moved = replace(story, sentences=tuple(sentences), dateline="" if story.dateline else "STAFF AND AGENCIES - ")
    return replace(picked_up(dice, moved), title=f"{story.title}: the latest")


def _reworded(dice: random.Random, sentence: str) -> str:
    words = [_other(dice, word) for word in sentence.split(" ")]
    text = " ".join(words)
    if (moved := _FRONTED.match(text)) and dice.random() < 0.6:
        text = f"On {moved[2]}, {moved[1][0].lower()}{moved[1][1:]}{moved[3]}"
    if (speech := _SPEECH.match(text)) and dice.random() < 0.6:
        text = f'{speech[2]} {speech[3]}{speech[4]}: {speech[1]}."'
    return text


def _other(dice: random.Random, word: str) -> str:
    core = word.strip(".,;:\"'")
    swapped = _SYNONYMS.get(core)
    return word.replace(core, swapped) if swapped and dice.random() < 0.7 else word
