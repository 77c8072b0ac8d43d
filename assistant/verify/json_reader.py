"""Reads reports, answers and chats in JSON as blocks and notes. Quotes in JSON are kept character for character.

Only the fields that ``docs/json.md`` documents are read; a field of another type is an error that names its path.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assistant.errors import InputError
from assistant.rendering.layout import source_words
from assistant.verify.document import Block, BlockKind, Document, Note, Piece, RowRole

_MARK = re.compile(r"\[(\d{1,9})\]")
_HINT = "verify takes reports, answers of `assistant ask --json`, and chats exported as JSON."


def read_json(text: str) -> list[Document]:
    """Return the documents in a file: one for a report or an answer, one per turn for a chat.

    Raises InputError for text that is none of these.
    """
    try:
        value = json.loads(text)
    except RecursionError as error:
        raise InputError("It is nested too deeply to be JSON of ours.", _HINT) from error
    except ValueError as error:
        raise InputError(f"It is not whole JSON: {error}.", _HINT) from error
    if not isinstance(value, dict):
        raise InputError("It is JSON, but no object.", _HINT)
    return list(_documents(_Fields(value)))


@dataclass(frozen=True, slots=True)
class _Fields:
    """An object and its path in the file. Reads fields by type; raises InputError for a field of another type."""

    fields: Mapping[str, Any]
    path: str = ""

    def text(self, name: str) -> str:
        return str(self._read(name, str, ""))

    def number(self, name: str) -> int:
        return int(self._read(name, int, 0))

    def numbers(self, name: str) -> list[int]:
        return [self._checked(f"{name}[{index}]", value, int) for index, value in enumerate(self._read(name, list, []))]

    def object(self, name: str) -> _Fields:
        return _Fields(self._read(name, dict, {}), self.path_of(name))

    def objects(self, name: str) -> list[_Fields]:
        items = [(f"{name}[{index}]", value) for index, value in enumerate(self._read(name, list, []))]
        return [_Fields(self._checked(item, value, dict), self.path_of(item)) for item, value in items]

    def path_of(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def _read(self, name: str, kind: type, default: Any) -> Any:
        return self._checked(name, self.fields.get(name, default), kind)

    def _checked(self, name: str, value: Any, kind: type) -> Any:
        if not isinstance(value, kind) or isinstance(value, bool):
            raise InputError(f"Its field {self.path_of(name)} is not what it should be: {_TYPE_NAMES[kind]}.", _HINT)
        return value


_TYPE_NAMES = {str: "a text", int: "a whole number", list: "a list", dict: "an object"}


def _documents(root: _Fields) -> Iterator[Document]:
    if "turns" in root.fields:
        yield from (_answer(turn.object("answer")) for turn in root.objects("turns"))
    elif "status" in root.fields and "citations" in root.fields:
        yield _answer(root)
    elif "notes" in root.fields and "sections" in root.fields:
        yield _report(root)
    else:
        raise InputError("It is JSON, but neither a report nor an answer nor a chat.", _HINT)


# Reports


def _report(report: _Fields) -> Document:
    sources = tuple(
        (f"{source.text('article_id')}@{source.number('version')}", source.path) for source in report.objects("sources")
    )
    notes = tuple(_note(note) for note in report.objects("notes"))
    return Document(tuple(_report_blocks(report)), notes, sources or None)


def _report_blocks(report: _Fields) -> Iterator[Block]:
    for statement in report.objects("summary"):
        yield _statement_block(statement, "Summary")
    for section in report.objects("sections"):
        for statement in section.objects("statements"):
            yield _statement_block(statement, section.text("heading"))
    for row in report.objects("sayings"):
        cells = (_text(row.text("speaker")), _text_and_marks(row.object("statement"), "notes"), _text(row.text("day")))
        yield Block(BlockKind.ROW, cells, row.path, "Who said what", 1, role=RowRole.STATEMENT)
    for row in report.objects("timeline"):
        event_cells = (_text(row.text("day")), _text_and_marks(row.object("statement"), "notes"))
        yield Block(BlockKind.ROW, event_cells, row.path, "Timeline", 2, role=RowRole.HAPPENING)


def _statement_block(statement: _Fields, section: str) -> Block:
    return Block(BlockKind.PARAGRAPH, (_text_and_marks(statement, "notes"),), statement.path, section)


def _text_and_marks(fields: _Fields, numbers_field: str) -> tuple[Piece, ...]:
    """Return the field ``text`` and a mark for each number in a field."""
    return _text(fields.text("text")) + tuple(Piece("", mark=str(number)) for number in fields.numbers(numbers_field))


def _text(text: str) -> tuple[Piece, ...]:
    return (Piece(text),)


# Answers


def _answer(answer: _Fields) -> Document:
    notes = [_note(citation) for citation in answer.objects("citations")]
    loose_notes = [_note(citation, loose=True) for name in ("nearest", "evidence") for citation in answer.objects(name)]
    pieces = tuple(_with_marks(answer.text("text"), {note.label for note in notes}))
    text = Block(BlockKind.PARAGRAPH, (pieces,), answer.path_of("text"), "the answer")
    flat_text = " ".join(answer.text("text").split())
    blocks = [_headline(answer), text]
    blocks += [_claim_block(claim) for claim in answer.objects("claims") if _is_extra(claim, flat_text)]
    return Document(tuple(block for block in blocks if block.pieces), (*notes, *loose_notes))


def _headline(answer: _Fields) -> Block:
    return Block(BlockKind.HEADLINE, (_text(answer.text("direct")),), answer.path_of("direct"), "the answer")


def _with_marks(text: str, labels: set[str]) -> Iterator[Piece]:
    """Split a text at its marks. "[7]" is text of an article where there is no citation 7."""
    for index, part in enumerate(_MARK.split(text)):
        if index % 2 == 0:
            yield Piece(part)
        else:
            yield Piece("", mark=part) if part in labels else Piece(f"[{part}]")


def _is_extra(claim: _Fields, text: str) -> bool:
    """Return whether a claim has citations, but does not stand in the text of the answer with its marks."""
    claim_text = " ".join(claim.text("text").split()) + " "
    claim_text += "".join(f"[{number}]" for number in claim.numbers("citations"))
    return bool(claim.numbers("citations")) and claim_text not in text


def _claim_block(claim: _Fields) -> Block:
    return Block(BlockKind.PARAGRAPH, (_text_and_marks(claim, "citations"),), claim.path, "the claims")


def _note(citation: _Fields, *, loose: bool = False) -> Note:
    article = f"{citation.text('article_id')}@{citation.number('version')}"
    reference = f"{article}:{citation.number('start')}-{citation.number('end')}"
    title, source = citation.text("title"), source_words(citation.text("publisher"), citation.text("published"))
    head = ", ".join(fact for fact in (title, source, citation.text("standing")) if fact)
    number = "" if loose else str(citation.number("number"))
    return Note(number, head, citation.text("quote"), reference, citation.path, number, is_exact=True)
