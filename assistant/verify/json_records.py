"""Reports, answers and chats in JSON, read as blocks and notes. Quotes in JSON are kept character for character.

Only what ``docs/json.md`` names is looked at; a field of another type than it says is an error that names its place.
Knows nothing of what a statement is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assistant.errors import InputError
from assistant.rendering.layout import source_words
from assistant.verify.document import Block, Document, Kind, Note, Piece, Role

_MARK = re.compile(r"\[(\d{1,9})\]")
_HINT = "verify takes reports, answers of `assistant ask --json`, and chats exported as JSON."


def read_json(text: str) -> list[Document]:
    """Return the documents in a file: a report or an answer is one, a chat one a turn. InputError for what is none."""
    try:
        found = json.loads(text)
    except RecursionError as error:
        raise InputError("It is nested too deeply to be JSON of ours.", _HINT) from error
    except ValueError as error:
        raise InputError(f"It is not whole JSON: {error}.", _HINT) from error
    if not isinstance(found, dict):
        raise InputError("It is JSON, but no object.", _HINT)
    return list(_documents(_Fields(found)))


@dataclass(frozen=True, slots=True)
class _Fields:
    """An object, and where it stands; reads its fields by type."""

    fields: Mapping[str, Any]
    where: str = ""

    def text(self, name: str) -> str:
        return str(self._read(name, str, ""))

    def number(self, name: str) -> int:
        return int(self._read(name, int, 0))

    def numbers(self, name: str) -> list[int]:
        return [self._checked(f"{name}[{at}]", one, int) for at, one in enumerate(self._read(name, list, []))]

    def object(self, name: str) -> _Fields:
        return _Fields(self._read(name, dict, {}), self.place(name))

    def objects(self, name: str) -> list[_Fields]:
        found = enumerate(self._read(name, list, []))
        return [_Fields(self._checked(f"{name}[{at}]", one, dict), self.place(f"{name}[{at}]")) for at, one in found]

    def place(self, name: str) -> str:
        return f"{self.where}.{name}" if self.where else name

    def _read(self, name: str, kind: type, empty: Any) -> Any:
        return self._checked(name, self.fields.get(name, empty), kind)

    def _checked(self, name: str, value: Any, kind: type) -> Any:
        if not isinstance(value, kind) or isinstance(value, bool):
            raise InputError(f"Its field {self.place(name)} is not what it should be: {_WORDS[kind]}.", _HINT)
        return value


_WORDS = {str: "a text", int: "a whole number", list: "a list", dict: "an object"}


def _documents(found: _Fields) -> Iterator[Document]:
    if "turns" in found.fields:
        yield from (_answer(turn.object("answer")) for turn in found.objects("turns"))
    elif "status" in found.fields and "citations" in found.fields:
        yield _answer(found)
    elif "notes" in found.fields and "sections" in found.fields:
        yield _report(found)
    else:
        raise InputError("It is JSON, but neither a report nor an answer nor a chat.", _HINT)


# Reports


def _report(found: _Fields) -> Document:
    listed = found.objects("sources")
    sources = tuple((f"{one.text('article_id')}@{one.number('version')}", one.where) for one in listed)
    notes = tuple(_note(one) for one in found.objects("notes"))
    return Document(tuple(_blocks(found)), notes, sources or None)


def _blocks(found: _Fields) -> Iterator[Block]:
    for one in found.objects("summary"):
        yield _statement(one, "Summary")
    for section in found.objects("sections"):
        for one in section.objects("statements"):
            yield _statement(one, section.text("heading"))
    for row in found.objects("sayings"):
        said = (_text(row.text("speaker")), _marked(row.object("statement")), _text(row.text("day")))
        yield Block(Kind.ROW, said, row.where, "Who said what", 1, role=Role.SAYING)
    for row in found.objects("timeline"):
        happened = (_text(row.text("day")), _marked(row.object("statement")))
        yield Block(Kind.ROW, happened, row.where, "Timeline", 2, role=Role.HAPPENING)


def _statement(one: _Fields, section: str) -> Block:
    return Block(Kind.PARAGRAPH, (_marked(one),), one.where, section)


def _marked(one: _Fields) -> tuple[Piece, ...]:
    return _text(one.text("text")) + tuple(Piece("", mark=str(number)) for number in one.numbers("notes"))


def _text(text: str) -> tuple[Piece, ...]:
    return (Piece(text),)


# Answers


def _answer(found: _Fields) -> Document:
    notes = [_note(one) for one in found.objects("citations")]
    loose = [_note(one, loose=True) for name in ("nearest", "evidence") for one in found.objects(name)]
    known = {note.label for note in notes}
    text = Block(Kind.PARAGRAPH, (tuple(_with_marks(found.text("text"), known)),), found.place("text"), "the answer")
    said = " ".join(found.text("text").split())
    blocks = [_headline(found), text, *(_claim(one) for one in found.objects("claims") if _is_extra(one, said))]
    return Document(tuple(block for block in blocks if block.pieces), (*notes, *loose))


def _headline(found: _Fields) -> Block:
    return Block(Kind.HEADLINE, ((Piece(found.text("direct")),),), found.place("direct"), "the answer")


def _with_marks(text: str, known: set[str]) -> Iterator[Piece]:
    """Split a text at its marks; an article may well say "[7]" itself, where there is no citation 7."""
    for at, part in enumerate(_MARK.split(text)):
        if at % 2 == 0:
            yield Piece(part)
        else:
            yield Piece("", mark=part) if part in known else Piece(f"[{part}]")


def _is_extra(claim: _Fields, said: str) -> bool:
    """Tell whether a claim is held to be borne out and does not stand, with its marks, in the text."""
    marked = " ".join(claim.text("text").split()) + " " + "".join(f"[{one}]" for one in claim.numbers("citations"))
    return bool(claim.numbers("citations")) and marked not in said


def _claim(claim: _Fields) -> Block:
    marks = tuple(Piece("", mark=str(number)) for number in claim.numbers("citations"))
    return Block(Kind.PARAGRAPH, ((*_text(claim.text("text")), *marks),), claim.where, "the claims")


def _note(one: _Fields, *, loose: bool = False) -> Note:
    reference = f"{one.text('article_id')}@{one.number('version')}:{one.number('start')}-{one.number('end')}"
    facts = (one.text("title"), source_words(one.text("publisher"), one.text("published")), one.text("standing"))
    head = ", ".join(fact for fact in facts if fact)
    number = "" if loose else str(one.number("number"))
    return Note(number, head, one.text("quote"), reference, one.where, number, exact=True)
