"""The word lists of English. Each list is here once; a rule that needs a part of a list derives it from the list.

All words are in lower case. "Closed class" means that the grammar has no other words of the kind (Quirk et al., A
Comprehensive Grammar of the English Language, 1985). Every other list was chosen by hand. `python -m bench
lexicon-ablation` empties one list at a time and reports how many claims are then judged wrongly and how many unit tests
fail.
"""

from __future__ import annotations

import re
from collections.abc import Iterable


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def alternatives(words: Iterable[str]) -> str:
    """Return a regular expression that matches any of the words, longest first. Without words, it never matches."""
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word)))) or "(?!)"


# The calendar. Closed.

MONTHS = tuple("january february march april may june july august september october november december".split())
WEEKDAYS = tuple("monday tuesday wednesday thursday friday saturday sunday".split())
CALENDAR = frozenset(MONTHS + WEEKDAYS)
"""Words that are capitalised like names but name nobody."""
MONTH_ABBREVIATIONS = {**{name[:3]: name for name in MONTHS if name != "may"}, "sept": "september"}
MONTH_NUMBERS = {name: number for number, name in enumerate(MONTHS, 1)}
MONTH_NUMBERS |= {short: MONTH_NUMBERS[name] for short, name in MONTH_ABBREVIATIONS.items()}
"""Number of a month, 1 to 12, by its name or its abbreviation."""
WEEKDAY_ABBREVIATIONS = {
    **{name[:3]: name for name in WEEKDAYS},
    **{"tues": "tuesday", "thur": "thursday", "thurs": "thursday"},
}
SEASONS = {"spring": 3, "summer": 6, "fall": 9, "autumn": 9, "winter": 12}
"""First month of each meteorological season of the northern hemisphere; winter begins in the year it is named after."""
DAY_PARTS = _words("morning afternoon evening night")
RELATIVE_DAYS = _words("yesterday today tomorrow")
TIME_NOUNS = _words("day week weekend month year decade century time") | DAY_PARTS | (SEASONS.keys() - {"fall"})
"""Nouns that make "this" and "that" before them mean a time and not a thing: "that week"."""
TIME_WORDS = RELATIVE_DAYS | DAY_PARTS | _words("week month early late last this earlier later then next")
"""Words of an expression of time before or after a subject: "earlier this week Ada Brook"."""

# Numbers: the number words that news uses. Closed class.

_UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
NUMBER_WORDS = {word: str(value) for value, word in enumerate(f"{_UNITS} seventeen eighteen nineteen".split())}
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
NUMBER_WORDS |= {word: str(value) for value, word in zip(range(20, 100, 10), _TENS, strict=True)}
NUMBER_WORDS |= {"once": "1", "twice": "2", "dozen": "12", "hundred": "100", "thousand": "1000"}

# Function words. Closed classes, except where a line says otherwise.

ARTICLES = _words("a an the")
BE = _words("is are was were be been being am")
HAVE = _words("has have had")
AUXILIARIES = HAVE | _words("is are was were did does do will would can could should")
"""Finite verbs with which a question may begin."""
INTERROGATIVES = _words("who whom whose what which when where why how")
PREPOSITIONS = _words(
    "in at on to from near by with for against between over into across around off after during about since"
)
"""A name after one of these is not a subject. "Of" is left out, because it joins names ("Bank of England")."""
CLAUSE_BREAKS = _words("and but because if while when although though since after before which who so")
"""Words that begin a new clause."""
CONDITIONS = _words("if whether unless")
CONNECTIVES = _words("and but so or also")
"""First words of a question that continues the question before it. Chosen by hand."""
INTRODUCERS = _words("and but as yet meanwhile however instead still")
"""Words before the subject of a sentence, with or without a comma. Chosen by hand."""

MASCULINE = _words("he him his")
FEMININE = _words("she her hers")
NEUTER = _words("it its")
PLURAL = _words("they them their theirs")
POSSESSIVES = _words("his her its their our my")
PRONOUNS = (MASCULINE | FEMININE | NEUTER | PLURAL | {"who", "which"}) - _words("his hers its their theirs")
"""Pronouns that may be subject or object of a verb."""
STANDINS = PRONOUNS | POSSESSIVES | _words("we i your whose")
"""Words that may replace a name."""
INDEFINITES = _words("nobody everybody somebody anybody everyone someone anyone none people men women")
"""Words that look like a name when they open a sentence, because of the capital."""

STOP = _words(
    """a about after again all also am an and any are as at be been before being both but by can could did do does doing
    down during each few for from further had has have having he her here hers him his how i if in into is it its just
    me more most my no nor not now of off on once only or other our out over own same she should so some such than that
    the their them then there these they this those through to too under until up us very was we were what when where
    which while who whom whose why will with would you your according ever exactly may might must per s t"""
)
"""Stop words: the usual list of information retrieval, and a few words of news."""

# Verbs of saying. Which list does a new verb such as "quipped" go into?
# - SAYING, if its subject states something as a fact ("..., the mayor quipped"). `speakers` reads attributions with it,
#   and so do the verifier and the reports.
# - QUOTE_TAGS, if it only tags direct speech ("Why?" Rook shouted). Only `sentences` uses this list, in order not to
#   begin a sentence with "Rook".
# - STATEMENT_VERBS, in the base form, if a question asks for a statement with it ("What did she announce?").
# - REPORTING, if the verb is too common to help retrieval: search and the comparison of words leave it out.
# A verb may be in several lists. `python -m bench lexicon-ablation` shows what a list is worth.

NOT_INVERTED = _words("told tells")
"""Verbs that never stand before their subject: "..., told Olwen Pryce" is not English."""
TELLING = NOT_INVERTED | _words("say said says")
"""Verbs whose subject is always a speaker. The other verbs may also have a thing: "Storm Ian claimed twelve lives"."""
_COMMON_SPEECH = TELLING | _words("stated reported announced")
SAYING = _COMMON_SPEECH | _words(
    """added adds confirmed claimed stressed noted wrote argued insisted warned explained reiterated declared pledged
    acknowledged pointed tweeted testified replied recalled"""
)
"""Finite forms that attribute a statement to their subject. Infinitives are left out, because somebody who "refused to
say" has said nothing. Chosen by hand."""
QUOTE_TAGS = _words("asked asks answered continued shouted wondered joked exclaimed")
"""Verbs that tag direct speech but do not state a fact: "'Why?' Rook asked"."""
REPORTING = _COMMON_SPEECH | _words(
    """saying tell speak speaks spoke speaking spoken state states comment comments commented happen happens
    happened mention mentioned mentions report reports according announce"""
)
"""Words that retrieval and the comparison of words ignore: a question with "say" is answered by evidence without it."""
STATEMENT_VERBS = _words(
    "say tell suggest promise propose respond react describe comment announce claim demand warn argue explain"
)
"""Base forms. A question such as "What did she suggest about it?" asks for a statement. Chosen by hand."""

# People, offices, bodies.

TITLE_ABBREVIATIONS = {
    **{"mr": "mr", "mrs": "mrs", "ms": "ms", "dr": "doctor", "prof": "professor", "st": "saint", "rev": "reverend"},
    **{"sen": "senator", "sens": "senators", "rep": "representative", "reps": "representatives", "gov": "governor"},
    **{"gen": "general", "lt": "lieutenant", "col": "colonel", "capt": "captain", "maj": "major", "sgt": "sergeant"},
}
TITLES = frozenset(TITLE_ABBREVIATIONS) | _words(
    """president prime minister secretary mayor governor senator councillor councilor congressman congresswoman
    chancellor general admiral colonel captain major sergeant lieutenant commander judge justice chief officer director
    professor doctor miss saint sir dame lord lady king queen prince princess pope bishop archbishop cardinal sheriff
    superintendent inspector detective speaker representative ambassador chairman chairwoman premier vice-president
    administrator counsel coordinator coach attorney spokesman spokeswoman spokesperson ceo cfo coo founder
    co-founder"""
)
"""Titles before the name of a person. Chosen by hand; no closed list exists."""
MEN = _words("man boy father son brother husband king prince actor")
WOMEN = _words("woman girl mother daughter sister wife queen princess actress")
PERSON_NOUNS = MEN | WOMEN | TITLES | _words("person priest candidate lawyer aide")
"""Nouns that "he" or "she" in the same sentence may refer to."""
PLURAL_SPEAKERS = _words(
    """police officials authorities prosecutors researchers scientists doctors witnesses residents media rescuers
    firefighters investigators experts analysts economists organisers organizers campaigners neighbours neighbors
    service services coastguard brigade"""
)
"""Plural and collective nouns that are speakers even without a name: "police said"."""
BODIES = _words(
    """ministry ministries government office army navy force forces agency company court department group union party
    council commission committee administration campaign embassy team service league club association university
    college school hospital church bank house"""
)
"""Organisations. Such a noun is a speaker only with a name: "Ukraine's defence ministry said"."""
OFFICES = _words(
    """spokesman spokeswoman spokesperson president minister governor mayor official aide lawyer lawyers attorney
    adviser advisor leader leaders chief head director ambassador envoy representative commander general admiral"""
)
"""Offices of people. Such a noun is a speaker only with a name: "an aide to Putin said"."""
SPEAKING_HEADS = (
    BODIES
    | OFFICES
    | _words(
        "military staff source sources report statement study family intelligence operator watchdog regulator charity"
    )
)
NAMED_PLACES = _words(
    """street road square bridge mill park city town county states kingdom nations council inc ltd times post news media
    river island islands airport europe america africa asia north south east west zone strip sea ocean lake bay act day
    war"""
)
"""Last words of names of places, newspapers and events. A name that ends in one of these, or in one of ``BODIES``, is
not the name of a person."""
CLASS_NOUNS = _words(
    """person people man men woman women child children company firm country nation state city town place group team
    organization organisation agency event thing number article report name named called former leader official
    officials go goes going went gone come comes came"""
)
"""Nouns for the kind of a thing, and forms of "go" and "come". A claim may add them ("the company Northline").
Emptied, no figure of the claims bench changes: they are for answers that a model words, which that bench lacks."""
NAME_PARTICLES = _words("de la van von der den bin al el da di du le ibn")
"""Small words inside a name: "Ursula von der Leyen"."""

# Certainty and negation. Chosen by hand, measured on the claims bench.

DENIALS = _words(
    """not no never none nobody nothing neither nor without cannot denied deny denies refused refuse refuses rejected
    reject rejects failed fails unlikely barely hardly"""
)
"""Words that negate the words after them: "denied the attack"."""
HEDGES = _words("probably possibly perhaps might may could likely unlikely allegedly reportedly expected planned")
"""Words that make the verb after them uncertain: "may resign"."""
FUTURE = _words("would will shall")
UNREALISED = _words(
    """potentially apparently potential alleged suspected suspect apparent supposed supposedly likely reported presumed
    want wants wanted hope hopes hoped aim aims aimed intend intends intended plan plans planned planning consider
    considers considering considered seek seeks seeking try tries tried trying attempt attempts attempted threaten
    threatens threatened propose proposes proposed expect expects seem seems seemed appear appears appeared believe
    believes believed claim claims claimed accused suspects suspecting nearly almost"""
)
"""Words that keep something from being a fact. A claim that leaves one out states a fact: evidence "Rook plans to
resign." / claim "Rook to resign."."""
EMPHASIS = _words("exactly precisely all every always only entire entirely certainly definitely completely")
"""Words that strengthen a statement: "exactly 40" says more than "40"."""
OPPOSITES = (
    "won lost", "win lose", "rose fell", "rise fall", "rises falls", "increased decreased", "increase decrease",
    "approved rejected", "accepted rejected", "admitted denied", "confirmed denied", "opened closed",
    "arrested released", "supported opposed", "bought sold", "began ended", "started stopped", "alive dead",
    "guilty innocent", "more fewer", "more less", "most least", "higher lower", "likely unlikely", "up down",
    "before after", "over under", "above below", "in out", "inside outside", "on off", "with without", "early late",
    "earlier later", "victory defeat", "north south", "northern southern", "east west", "eastern western",
    "survived died", "first last", "banned allowed", "men women", "man woman", "old new", "public private",
)  # fmt: skip
"""Pairs of opposites. A claim with one word contradicts evidence with the other."""

# Adverbs and function words that only one rule uses. Chosen by hand.

ADVERBS_BEFORE_VERB = _words(
    "first also later then now previously earlier only once again repeatedly further still since just already"
)
"""Adverbs that may stand between a subject and its verb. Words in -ly need no entry."""
QUESTION_SHAPES = _words("many much long old far high tall big often kind sort type number amount name called exact")
"""Words of a question that the answer replaces: "how many", "what kind"."""
SENTENCE_OPENERS = STOP - _words("s t no may") | _words(
    """according although another because despite even every however many meanwhile never nobody one others since still
    though whether without yet"""
)
"""Words that often open a sentence, and rarely follow an abbreviation within a sentence. Chosen by hand."""

# Abbreviations and their full forms.

STATE_ABBREVIATIONS = dict(
    pair.split("=")
    for pair in (
        """ala=alabama ariz=arizona ark=arkansas calif=california colo=colorado conn=connecticut del=delaware
        fla=florida ga=georgia ill=illinois ind=indiana kan=kansas kans=kansas ky=kentucky la=louisiana
        mass=massachusetts md=maryland mich=michigan minn=minnesota miss=mississippi mo=missouri mont=montana
        neb=nebraska nebr=nebraska nev=nevada okla=oklahoma ore=oregon pa=pennsylvania penn=pennsylvania tenn=tennessee
        tex=texas va=virginia vt=vermont wash=washington wis=wisconsin"""
    ).split()
)
"""Newspaper abbreviations of the states of the USA. Closed class."""
COMPANY_ABBREVIATIONS = {"inc": "incorporated", "corp": "corporation", "co": "company", "ltd": "limited"}
NEVER_ENDING = frozenset(TITLE_ABBREVIATIONS) - {"st"} | _words(
    """adm ald asst atty brig cmdr cpl det drs fr govs hon insp messrs msgr mt mx pres pvt rt supt vs"""
)
"""Abbreviations that never end a sentence, because a name follows."""
ABBREVIATIONS = (
    (frozenset(MONTH_ABBREVIATIONS) - _words("mar jun jul sep"))
    | (STATE_ABBREVIATIONS.keys() - _words("ala ark del fla ga ill ind kan ky la md mo mont neb nev pa tex vt wis"))
    | frozenset(COMPANY_ABBREVIATIONS)
    | _words(
        """al approx art assn ave blvd bros ca cf dept dist ed eds est etc ext fig ft govt hwy intl jr natl no op pp rd
        sec sr st univ vol"""
    )
)
"""Abbreviations that end a sentence only before a word of ``SENTENCE_OPENERS``."""
ACRONYMS = {
    **{"united states of america": "USA", "united states": "USA", "united kingdom": "UK", "united nations": "UN"},
    **{"european union": "EU", "new york": "NY", "new jersey": "NJ"},
}
"""Full names that news often writes as initials."""

# Irregular verbs, whose forms a stemmer cannot join. An entry is the base form and then the other forms.

IRREGULAR_VERBS = (
    "be is are was were been being am", "have has had", "do does did done", "go goes went gone", "say said says",
    "win won", "lose lost losing", "rise rose risen", "fall fell fallen", "take took taken", "give gave given",
    "make made", "begin began begun", "come came", "become became", "leave left", "lead led", "meet met", "hold held",
    "keep kept", "tell told", "think thought", "buy bought", "bring brought", "catch caught", "fight fought",
    "seek sought", "teach taught", "find found", "get got gotten", "see saw seen", "know knew known", "grow grew grown",
    "throw threw thrown", "fly flew flown", "draw drew drawn", "show showed shown", "write wrote written",
    "drive drove driven", "ride rode ridden", "speak spoke spoken", "break broke broken", "choose chose chosen",
    "steal stole stolen", "freeze froze frozen", "wear wore worn", "bear bore born borne", "tear tore torn",
    "run ran", "swim swam swum", "sing sang sung", "drink drank drunk", "ring rang rung", "shoot shot", "sell sold",
    "send sent", "spend spent", "build built", "lend lent", "feel felt", "deal dealt", "mean meant", "sleep slept",
    "sit sat", "stand stood", "understand understood", "strike struck", "stick stuck", "hang hung", "dig dug",
    "pay paid", "lay laid", "lie lay lain", "hear heard", "feed fed", "bleed bled", "flee fled", "eat ate eaten",
    "forget forgot forgotten", "hide hid hidden", "bite bit bitten", "shake shook shaken",
    "undergo underwent undergone", "withdraw withdrew withdrawn", "resign resigned", "die died dying", "tie tied tying",
)  # fmt: skip
"""A closed class; those that occur in news were chosen by hand."""
IRREGULAR_PASTS = frozenset(verb.split()[1] for verb in IRREGULAR_VERBS[4:]) | _words("was were had did went")
"""Past forms, nearly all without -ed: the few in -ed are in ``IRREGULAR_VERBS`` because their stems are wrong."""
