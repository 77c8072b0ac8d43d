"""Agencies' formats and web pages: every golden file, and the whole articles that it gives; then what is wrong."""

import json
from pathlib import Path

import pytest

from assistant.ingestion.corrections import split_notes
from assistant.ingestion.decoding import UnreadableError
from assistant.ingestion.file import in_memory
from assistant.ingestion.formats.agencies import ninjs, nitf, story
from assistant.ingestion.formats.html import web_page
from assistant.ingestion.formats.markup import MAX_TAGS, MAX_XML_BYTES, parse_html, parse_xml
from assistant.ingestion.ids import article_id
from assistant.ingestion.readers import SourcedArticle, read
from assistant.schema.archives import Skipped
from assistant.schema.articles import Article, Standing

HERE = Path(__file__).parent
GOLDEN = [
    (HERE / folder / name, found)
    for folder in ("agencies", "pages")
    for name, found in json.loads((HERE / folder / "expected.json").read_text(encoding="utf-8")).items()
]


def expected(found, folder):
    if "reason" in found:
        return Skipped(f"{folder}/{found['where']}", found["reason"])
    standing = Standing(found.get("standing", ""))
    return Article(**{**found, "authors": tuple(found.get("authors", ())), "standing": standing})


@pytest.mark.parametrize(("path", "found"), GOLDEN, ids=lambda one: one.name if isinstance(one, Path) else "")
def test_golden_files(path, found):
    got = [one.article if isinstance(one, SourcedArticle) else one for one in read([path])]
    filled = [{"title": "", **one} if "reason" not in one else one for one in found]
    assert got == [expected(one, path.parent) for one in filled]


@pytest.mark.parametrize("path", [path for path, _ in GOLDEN], ids=lambda path: path.name)
@pytest.mark.parametrize("share", [0.0, 0.1, 0.35, 0.5, 0.8, 0.97])
def test_cut_files_are_reported_or_give_what_is_there(path, share, tmp_path):
    whole = path.read_bytes()
    cut = tmp_path / path.name
    cut.write_bytes(whole[: int(len(whole) * share)])
    *before, found = read([cut])
    assert not before or path.suffix == ".json", "of a list, what came whole before the cut"
    if path.suffix == ".html" and isinstance(found, SourcedArticle):
        return
    assert isinstance(found, Skipped)
    reasons = ("empty file", "cut off", "no text", "no article text found in the page", "not valid UTF-8 at byte")
    assert any(reason in found.reason for reason in reasons), found.reason


def test_half_a_page_gives_its_half():
    half = (HERE / "pages/cms.html").read_bytes()[:4200]
    (found,) = web_page.read(in_memory(half, "half.html", "half.html"))
    assert found.title == "Council votes to keep Larkmoor library open"
    assert found.text.startswith("Larkmoor town council voted on Monday evening")
    assert found.updated == "2026-03-03T07:15:00+00:00"


BOMB = '<!DOCTYPE nitf [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
EXTERNAL = '<!DOCTYPE nitf [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
PARAMETER = '<!DOCTYPE nitf [<!ENTITY % a SYSTEM "http://127.0.0.1:9/x"> %a;]>'
BODY = "<nitf><body><body.content><p>Words of a story.</p><p>&b;</p></body.content></body></nitf>"


@pytest.mark.parametrize("declared", [BOMB, EXTERNAL, PARAMETER])
def test_entities_are_refused(declared):
    with pytest.raises(UnreadableError, match="XML that defines entities is not read"):
        parse_xml(declared + BODY)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no text"),
        (b"  \n", "no text"),
        (b"<a>" * 5000, "XML is nested too deeply"),
        (b"<a>\n<b></a>\n<c/>", "not well-formed XML at line 2, column 8"),
        (b"<a>AT&T</a>", "not well-formed XML at line 1, column 8"),
        (b"<p>caf\xe9</p>", "not valid UTF-8 at byte 6"),
        (b'<?xml version="1.0" encoding="x-none"?><p>caf\xe9</p>', "not valid x-none"),
        (b'<?xml version="1.0"?><p>\0</p>', "binary file"),
        (b"<a>" + b"<b/>" * MAX_TAGS + b"</a>", "XML with more than 300,000 tags; split it"),
        (b"<a>" + b" " * MAX_XML_BYTES + b"</a>", "XML larger than 16 MB; split it"),
    ],
)
def test_xml_that_is_not_read(data, reason):
    with pytest.raises(UnreadableError) as caught:
        parse_xml(data)
    assert str(caught.value) == reason


@pytest.mark.parametrize(
    "data",
    [
        "<p>café’s</p>".encode(),
        '<?xml version="1.0" encoding="iso-8859-1"?><p>café’s</p>'.encode(),  # declared wrongly
        b'<?xml version="1.0" encoding="iso-8859-1"?><p>caf\xe9\x92s</p>',  # as browsers read it
        '<?xml version="1.0" encoding="utf-16"?><p>café’s</p>'.encode("utf-16"),
        b"<p>caf&eacute;&rsquo;s</p>",
        b"<p>caf\xc3\xa9\x1b&#8;&#8217;&#x1f;s</p>",
    ],
)
def test_characters_of_xml(data):
    assert parse_xml(data).text() == "café’s"


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<books><book/></books>", "XML of a kind that is not known; its first element is books"),
        ("<r>" + "<nitf/>" * 50_001 + "</r>", "more than 50,000 stories in one file; split it"),
        ("<newsMessage/>", "no NewsML-G2 items in it: its first element is newsMessage"),
        ("<packageItem guid='a'/>", "a packageItem, which holds no text of its own"),
        ("<nitf/>", "no text"),
        ("<nitf xmlns='urn:unheard-of'><body/></nitf>", "no text"),
    ],
)
def test_xml_without_a_story(source, reason, tmp_path):
    path = tmp_path / "a.xml"
    path.write_text(source)
    assert list(read([path])) == [Skipped(str(path), reason)]


def test_a_namespace_nobody_knows_and_prefixes_make_no_difference():
    plain = parse_xml("<nitf><body><body.content><p>Words.</p></body.content></body></nitf>")
    odd = parse_xml(
        "<x:nitf xmlns:x='urn:y'><x:body><x:body.content><x:p>Words.</x:p></x:body.content></x:body></x:nitf>"
    )
    assert nitf.story(plain) == nitf.story(odd)
    assert nitf.story(odd).body == "Words."


def test_several_nitf_in_one_file():
    one = "<nitf><head><docdata><doc-id id-string='{0}'/></docdata></head><body><body.content><p>Story {0}.</p>{1}"
    end = "</body.content></body></nitf>"
    source = "<list>" + one.format(1, end) + one.format(2, end) + "<nitf/></list>"
    found = list(nitf.read(in_memory(source.encode(), "a.xml", "a.xml")))
    assert [one.id for one in found[:2]] == ["1", "2"]
    assert found[2] == Skipped("a.xml (article 3)", "no text")


@pytest.mark.parametrize(
    ("attributes", "inside", "body", "identifier", "standing"),
    [
        ("", "<doc-id id-string='a'/>", "Words.", "a", Standing.GOOD),
        ("", "<doc-id id-string='a' regsrc='MW'/>", "Words.", article_id("MW:a", "", "", "", ""), ""),
        ("", "<du-key key='k'/>", "Words.", "k", Standing.GOOD),
        ("management-status='canceled'", "<doc-id id-string='a'/><ed-msg info='Untrue.'/>", "", "a", "RETRACTED"),
        ("management-doc-idref='old'", "<doc-id id-string='a'/>", "Words.", "old", Standing.GOOD),
        (
            "management-doc-idref='old' management-idref-status='canceled'",
            "<doc-id id-string='a'/>", "Words.", "old", "CORRECTED",
        ),
        (
            "management-doc-idref='old' management-idref-status='canceled'",
            "<doc-id id-string='a'/><ed-msg info='Untrue.'/>", "", "old", "RETRACTED",
        ),
    ],
)  # fmt: skip
def test_what_nitf_says_of_other_documents(attributes, inside, body, identifier, standing):
    source = (
        f"<nitf><head><docdata {attributes}>{inside}</docdata></head>"
        f"<body><body.content><p>{body}</p></body.content></body></nitf>"
    )
    (found,) = nitf.read(in_memory(source.encode(), "a", "a"))
    assert (found.id, found.text, found.standing) == (identifier, body or "Untrue.", Standing(standing))


@pytest.mark.parametrize(
    ("codes", "note", "title", "standing"),
    [
        (["stat:usable", "sig:update"], "Adds quotes", "Fire", ""),
        (["http://cv.iptc.org/newscodes/pubstatusg2/withheld"], "", "Fire", "RETRACTED"),
        (["Kill"], "", "Fire", "RETRACTED"),
        (["Writethru", "Corrective"], "", "Fire", "CORRECTED"),
        ([], "Eds: CORRECTS spelling of Rook.", "Fire", "CORRECTED"),
        ([], "UPDATES with quotes; CORRECTS day", "Fire", "CORRECTED"),
        ([], "Berichtigung: Es waren drei.", "Brand", "CORRECTED"),
        ([], "Mandatory Kill. Editors: the fire did not happen.", "Fire", "RETRACTED"),
        ([], "This story has been withdrawn.", "Fire", "RETRACTED"),
        ([], "Eds: Kill the last graf.", "Fire", ""),
        ([], "Please disregard the previous version.", "Fire", ""),
        ([], "", "CORRECTED-UPDATE 2-Fire at mill", "CORRECTED"),
        ([], "", "WITHDRAWN-Fire at mill", "RETRACTED"),
        ([], "", "Kill or cure: the mill", ""),
        ([], "Correct as of Monday.", "Fire", ""),
    ],
)
def test_standings(codes, note, title, standing):
    assert story.standing_of(codes, note, title) == Standing(standing)


@pytest.mark.parametrize(
    ("byline", "language", "names"),
    [
        ("By HANA ROOK and TOM MCVEY", "en", ("Hana Rook", "Tom McVey")),
        ("By Hana Rook, Tor Lind and Ada Quill", "en", ("Hana Rook", "Tor Lind", "Ada Quill")),
        ("By Hana Rook, Moorland Press Sports Writer", "en", ("Hana Rook",)),
        ("By Moorland Press", "en", ()),
        ("By The Moorland Press", "en", ()),
        ("Von Greta Holm und Jan Reet, mop", "de", ("Greta Holm", "Jan Reet")),
        ("Von Trapp", "en", ("Von Trapp",)),
        ("Par Luc Orme et Anne Vau", "fr", ("Luc Orme", "Anne Vau")),
        ("Reporting by Hana Rook in Fenn; Editing by Nan Ost", "en", ("Hana Rook in Fenn",)),
        ("NTB", "nb", ("NTB",)),
        ("", "en", ()),
    ],
)
def test_bylines(byline, language, names):
    assert story.authors([byline], "Moorland Press", language) == names


@pytest.mark.parametrize(
    ("given", "version", "identifier"),
    [
        ("tag:story.example,2026:x:3", "3", "tag:story.example,2026:x"),
        ("tag:story.example,2026:x:3", "4", "tag:story.example,2026:x:3"),
        ("urn:newsml:story.example:20260101:260101-99-1/2", "2", "urn:newsml:story.example:20260101:260101-99-1"),
        ("urn:newsml:story.example:20260101:a:2U", "", "urn:newsml:story.example:20260101:a"),
        ("x3", "3", "x3"),
    ],
)
def test_identifiers_have_no_version(given, version, identifier):
    assert story.identifier(given, version) == identifier


def kill(**fields):
    return {"uri": "urn:wire:1", "pubstatus": "canceled", **fields}


def test_a_kill_notice_carries_the_id_of_its_story_whatever_it_says():
    (story,) = ninjs.articles({"uri": "urn:wire:1", "headline": "H", "body_text": "Words."}, "a")
    for notice in (kill(ednote="It is untrue."), kill(headline="It is untrue."), kill(body_text="It is untrue.")):
        (found,) = ninjs.articles(notice, "a")
        assert (found.id, found.text, found.standing) == (story.id, "It is untrue.", Standing.RETRACTED)
    assert list(ninjs.articles(kill(), "a")) == [Skipped("a", "no text")]


def test_a_correction_without_text_does_not_replace_the_story():
    item = {"uri": "urn:wire:1", "pubstatus": "usable", "signals": ["sig:correction"], "ednote": "It was three."}
    assert list(ninjs.articles(item, "a")) == [Skipped("a", "no text, only a note: It was three.")]


@pytest.mark.parametrize(
    "item",
    [
        {"uri": "urn:1", "body_nitf": "<nitf><body><body.content><p>One &amp; two.</p><p>Three.</p>"},  # cut off
        {"uri": "urn:1", "body_nitf": "<block id='Main'><p>One &amp; two.</p><p>Three.</p></block>"},
        {"uri": "urn:1", "pubstatus": "usable", "main": {"nitf": "<block><p>One & two.<p>Three.</block>"}},
        {
            "urn": "urn:1",
            "version_created": "2026-01-01T00:00:00Z",
            "article_html": "<p>One &amp; two.</p><p>Three.</p>",
        },
        {"uno": "urn:1", "pubstatus": "usable", "news": ["One & two.", "Three."]},
        {"uri": "urn:1", "Bodies": [{"contentType": "text/plain", "value": "One & two.\n\nThree."}]},
    ],
)
def test_bodies_inside_json(item):
    assert ninjs.is_ninjs(item)
    (found,) = ninjs.articles(item, "a")
    assert (found.id, found.text) == ("urn-1-0ee104", "One & two.\n\nThree.")


@pytest.mark.parametrize(
    "value",
    [None, [], {}, "x", {"title": "T", "text": "Words."}, {"url": "u", "headline": "H"}, {"data": {"items": [1]}},
     {"guid": "1", "title": "T"}, [{"item": 3}], {"uri": None, "pubstatus": "usable"}],
)  # fmt: skip
def test_other_json_is_not_taken_for_an_agencys(value):
    assert ninjs.stories(value) is None


@pytest.mark.parametrize("odd", [None, 3, True, [], {}, [None], [[]], {"a": {}}, "\x1b[31m", "<p>", [{"value": 3}]])
def test_fields_of_any_kind_do_no_harm(odd):
    item = {"uri": "urn:1", "body_text": "Words."}
    names = "headline headlines bodies by byline bylines located dateline datelinelocation ednote signals links altids"
    for name in f"{names} version people infosources provider language associations firstcreated renditions".split():
        for found in ninjs.articles({**item, name: odd}, "a"):
            assert isinstance(found, Article | Skipped)


def test_what_a_file_is_can_be_told_from_its_beginning():
    heads = {path.name: path.read_bytes()[:4096] for path, _ in GOLDEN}
    assert [name for name, head in heads.items() if nitf.is_nitf(head)] == ["ap-nitf.json", "nitf.xml"]


@pytest.mark.parametrize(
    ("text", "kept", "note", "standing"),
    [
        ("One.\n\nTwo.", "One.\n\nTwo.", "", ""),
        ("Correction: It was three.\n\nOne.", "One.", "Correction: It was three.", "CORRECTED"),
        ("One.\n\nCorrection\n\nIt was three.", "One.", "Correction\nIt was three.", "CORRECTED"),
        ("Correction officers struck.\n\nOne.", "Correction officers struck.\n\nOne.", "", ""),
        ("Correction: It was three.", "Correction: It was three.", "", ""),
        ("One.\n\n• The headline of this article was amended on 3 May.", "One.",
         "The headline of this article was amended on 3 May.", "CORRECTED"),
        ("One.\n\nEditor’s note: This article has been retracted.", "One.",
         "Editor’s note: This article has been retracted.", "RETRACTED"),
        ("One.\n\nEditor's note: The author owns a boat.", "One.", "Editor's note: The author owns a boat.", ""),
        ("One.\n\nThe man was wrongly accused.", "One.\n\nThe man was wrongly accused.", "", ""),
    ],
)  # fmt: skip
def test_printed_notes(text, kept, note, standing):
    assert split_notes(text) == (kept, note, Standing(standing))


def page(head="", body="", url=""):
    source = (
        f"<html><head>{head}</head><body><article><h1>T</h1><p>A few words of a story that is told.</p>{body}</article>"
    )
    (found,) = web_page.read(in_memory(source.encode(), "a", "a.html", url=url))
    return found


@pytest.mark.parametrize(
    ("canonical", "came_from", "url"),
    [
        ("https://a.example/story", "", "https://a.example/story"),
        ("/story", "https://a.example/x?y", "https://a.example/story"),
        ("https://a.example/", "https://a.example/story", "https://a.example/story"),
        ("https://www.a.example/story", "https://amp.a.example/s", "https://www.a.example/story"),
        ("https://other.example/story", "https://a.example/story", "https://a.example/story"),
        ("javascript:alert(1)", "https://a.example/story", "https://a.example/story"),
        ("https://[bad", "https://a.example/story", "https://a.example/story"),
        ("", "https://a.example/story", "https://a.example/story"),
    ],
)
def test_the_address_of_a_page(canonical, came_from, url):
    assert page(f'<link rel="canonical" href="{canonical}">', url=came_from).url == url


@pytest.mark.parametrize(
    "script",
    ["{", "[" * 3000, "[]", "3", '{"@type": "NewsArticle"}', '{"@type": "NewsArticle", "author": 3, "publisher": []}',
     '{"@type": {}, "headline": {}}', '{"@graph": {"@graph": {"@graph": []}}}'],
)  # fmt: skip
def test_json_ld_of_any_kind_does_no_harm(script):
    assert page(f'<script type="application/ld+json">{script}</script>').text == "A few words of a story that is told."


def test_a_correction_in_json_ld():
    correction = '{"@type": "CorrectionComment", "text": "It was <b>three</b>."}'
    said = f'{{"@type": "NewsArticle", "headline": "T &amp; U", "correction": {correction}}}'
    found = page(f'<script type="application/ld+json">{said}</script>')
    assert (found.title, found.note, found.standing) == ("T & U", "It was three.", Standing.CORRECTED)


def test_a_page_of_too_many_elements_is_refused_and_pictures_in_it_do_not_count():
    with pytest.raises(UnreadableError, match="page larger than 20,000 elements"):
        page(body="<b>x</b>" * 20_001)
    picture = f'<img src="data:image/png;base64,{"A" * 9_000_000}">'
    assert page(body=picture).text == "A few words of a story that is told."


@pytest.mark.parametrize("source", ["", " ", "<!-- x -->"])
def test_nothing_is_no_page(source):
    assert parse_html(source) is None
