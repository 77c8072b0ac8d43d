"""The embedder on a server against a real one on loopback, whose vectors its own code computes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest
from embedserver import EmbeddingServer, as_json, changed, error, instead, serving
from scripted import BagOfWords

from assistant.errors import ModelError
from assistant.models.remote_embedder import LONGEST_PAUSE, RemoteEmbedder, _wait, open_remote_embedder
from assistant.models.store import ModelStore

WORDS = BagOfWords()
TEXTS = [f"Report {number} on the harbour of town {number % 7}." for number in range(150)]


def long_vectors(texts):
    """Right vectors, but not of length 1."""
    return [[3.5 * value for value in vector] for vector in WORDS.embed(texts)]


@pytest.fixture
def server() -> Iterator[EmbeddingServer]:
    with serving(long_vectors) as running:
        yield running


@contextmanager
def embedder(server: EmbeddingServer, **settings) -> Iterator[RemoteEmbedder]:
    opened = RemoteEmbedder("words", server.url, **({"pauses": (0.0, 0.0)} | settings))
    try:
        yield opened
    finally:
        opened.close()


def failure(server: EmbeddingServer, *mischief, **settings) -> str:
    """What the user is told of such an answer; the model and the server are always named."""
    server.mischief += mischief
    with embedder(server, **settings) as opened, pytest.raises(ModelError) as caught:
        opened.embed(TEXTS[:3])
    start = f"The server {server.url} did not embed with the model words: "
    assert caught.value.message.startswith(start)
    assert caught.value.hint
    return caught.value.message.removeprefix(start)


def test_vectors_come_in_order_with_length_one_in_batches_that_the_server_takes(server):
    with embedder(server) as opened:
        found = np.array(opened.embed(TEXTS))
        assert opened.dimensions == WORDS.dimensions
    assert found.dtype == np.float32
    assert np.allclose(found, WORDS.embed(TEXTS), atol=1e-6)
    assert np.allclose(np.linalg.norm(found, axis=1), 1, atol=1e-6)
    assert sorted(map(len, server.asked)) == [22, 32, 32, 32, 32]
    assert sorted(text for batch in server.asked for text in batch) == sorted(TEXTS)


def test_nothing_is_asked_before_it_is_needed_and_the_length_of_vectors_once(server):
    with embedder(server) as opened:
        assert opened.name == "words"
        assert server.asked == []
        assert opened.embed([]) == []
        assert (opened.dimensions, opened.dimensions) == (512, 512)
        assert len(server.asked) == 1


def test_closed_connections_are_opened_again(server):
    with embedder(server) as opened:
        first = opened.embed(TEXTS[:2])
        opened.close()
        assert np.array_equal(opened.embed(TEXTS[:2]), first)


def test_indexes_that_are_not_in_order_are_put_right(server):
    server.mischief.append(changed(lambda data: data[::-1]))
    with embedder(server) as opened:
        assert np.allclose(opened.embed(TEXTS[:20]), WORDS.embed(TEXTS[:20]), atol=1e-6)


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_is_asked_again(server, status):
    server.mischief += [instead(error(status, "Model is overloaded"))] * 2
    with embedder(server) as opened:
        assert np.allclose(opened.embed(TEXTS[:2]), WORDS.embed(TEXTS[:2]), atol=1e-6)
    assert server.asked == [TEXTS[:2]] * 3


def test_a_server_that_stays_busy_is_given_up(server):
    told = failure(server, *[instead(error(429, "Model is overloaded"))] * 3)
    assert told == "429 Too Many Requests, Model is overloaded."
    assert len(server.asked) == 3


def test_a_busy_server_says_how_long_to_wait_but_not_without_end():
    class Reply:
        def __init__(self, wait: str) -> None:
            self.headers = {"Retry-After": wait} if wait else {}

    waits = {"": 0, "2": 2, "86400": LONGEST_PAUSE, "Wed, 21 Oct 2026 07:28:00 GMT": 0}
    assert {wait: _wait(Reply(wait)) for wait in waits} == waits


def test_a_server_that_is_gone_for_a_moment_is_asked_again_once_it_has_worked(server):
    cut = instead((0, {}, b""))
    assert "disconnected" in failure(server, cut)
    assert len(server.asked) == 1  # never worked: told at once
    with embedder(server) as opened:
        opened.embed(TEXTS[:2])
        server.mischief += [cut, cut]
        assert np.allclose(opened.embed(TEXTS[:40]), WORDS.embed(TEXTS[:40]), atol=1e-6)


def test_a_server_that_takes_fewer_texts_gets_fewer(server):
    server.most = 10
    with embedder(server) as opened:
        assert np.allclose(opened.embed(TEXTS[:50]), WORDS.embed(TEXTS[:50]), atol=1e-6)
    assert max(len(batch) for batch in server.asked if len(batch) <= 10) == 9  # 18 halved


def test_a_text_that_is_too_long_for_the_server_is_cut(server):
    def short_only(request, right):
        too_long = any(len(text) > 900 for text in request["input"])
        return error(413, "`inputs` must have less than 512 tokens. Given: 700") if too_long else right

    text = "harbour " * 200
    server.mischief += [short_only] * 10
    with embedder(server) as opened:
        found = opened.embed(["A bridge.", text, "A ferry."])
    assert np.allclose(found, WORDS.embed(["A bridge.", text, "A ferry."]), atol=1e-6)


def test_a_blank_text_and_one_that_is_no_unicode_have_a_vector_too(server):
    with embedder(server) as opened:
        assert np.linalg.norm(opened.embed(["", " \n", "harbour \udcff"]), axis=1) == pytest.approx(1)
    assert server.asked == [[".", ".", "harbour ?"]]


def test_vectors_of_different_lengths_are_refused(server):
    def shortened(data):
        return [{**one, "embedding": one["embedding"][: 512 - one["index"]]} for one in data]

    assert "different lengths: 510, 511, 512" in failure(server, changed(shortened))
    with embedder(server) as opened:
        opened.embed(TEXTS[:1])
        server.embed = lambda texts: [[1.0, 2.0]] * len(texts)
        with pytest.raises(ModelError, match="different lengths: 2, 512"):
            opened.embed(TEXTS[:1])


def without(data):
    return data[:-1]


def twice(data):
    return [*data[:-1], data[0]]


def valued(value):
    return lambda data: [{**one, "embedding": [value] * 4} for one in data]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (without, "2 vectors for 3 texts"),
        (twice, "3 vectors for 3 texts, or not numbered as they were sent"),
        (lambda data: [*data, data[0]], "4 vectors for 3 texts"),
        (valued(float("nan")), "vectors that are not made of numbers"),
        (valued(float("inf")), "vectors that are not made of numbers"),
        (valued(None), "vectors that are not made of numbers"),
        (valued(0), "vectors that are not made of numbers, or are empty"),
        (valued([1.0, 2.0]), "vectors that are not made of numbers"),
        (valued("x"), "no list of embeddings"),
        (lambda data: [{**one, "embedding": []} for one in data], "or are empty"),
        (lambda data: [{**one, "embedding": "AACAPwAAAEA="} for one in data], "no list of embeddings"),
        (lambda data: [{"embedding": one["embedding"]} for one in data], "no list of embeddings"),
        (lambda data: [{**one, "index": "0"} for one in data], "not numbered as they were sent"),
        (lambda _: "vectors", "no list of embeddings"),
        (lambda _: None, "no list of embeddings"),
    ],
)
def test_nonsense_is_told_as_such(server, change, told):
    found = failure(server, changed(change))
    assert found.startswith("it replied with ")
    assert told in found


NO_LIST = "it replied with no list of embeddings."
NO_EMBEDDER = "The model does not support Embeddings API"
HTML, JSON = {"Content-Type": "text/html"}, {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ((200, HTML, b"<html><script>x</script></html>"), NO_LIST),
        ((200, JSON, b'{"data": ['), NO_LIST),
        (as_json(200, {"error": "no"}), NO_LIST),
        (as_json(200, ["no"]), NO_LIST),
        ((404, HTML, b"<html>Not here</html>"), "404 Not Found."),
        (as_json(404, {"error": {"message": 'no model "words"'}}), '404 Not Found, no model "words".'),
        (as_json(500, {"detail": "full\n\x1b[31m" + "x" * 900}), f"500 Internal Server Error, full [31m{'x' * 191}."),
        (
            (302, {"Location": "http://elsewhere.example/v1"}, b""),
            "302 Found, it sends on to http://elsewhere.example/v1.",
        ),
        (as_json(400, {"object": "error", "message": NO_EMBEDDER}), f"400 Bad Request, {NO_EMBEDDER}."),
    ],
)
def test_errors_are_told_in_the_servers_words_and_never_a_page(server, answer, told):
    assert failure(server, *[instead(answer)] * 40) == told


def test_a_redirect_is_never_followed(server):
    with serving(long_vectors) as other:
        moved = instead((307, {"Location": f"{other.url}/embeddings"}, b""))
        assert other.url in failure(server, moved)
        assert other.asked == []


def test_a_silent_server_is_given_up_after_the_limit_and_not_asked_again(server):
    def silent(_, right):
        server.hold.wait()
        return right

    assert failure(server, silent, stall=0.05) == "timed out."
    assert len(server.asked) == 1


def test_a_server_that_does_not_run_is_named():
    absent = RemoteEmbedder("words", "http://127.0.0.1:9/v1")
    with pytest.raises(
        ModelError, match=r"The server http://127\.0\.0\.1:9/v1 did not embed with the model words: .*refused"
    ) as caught:
        absent.embed(["harbour"])
    absent.close()
    assert caught.value.hint == "See that it runs, and that the address is right and ends as it should (often /v1)."


def test_the_key_comes_from_the_environment(server, monkeypatch):
    server.key = "secret"
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.setenv("ASSISTANT_API_KEY", "secret")
    with embedder(server) as opened:
        assert opened.dimensions == 512
    monkeypatch.delenv("ASSISTANT_API_KEY")
    assert failure(server) == "401 Unauthorized, Invalid API key."


@pytest.mark.parametrize("choice", ["openai:", "openai:words", "openai:@http://x", "openai:words@ftp://x", "words"])
def test_a_setting_of_another_form_is_explained(choice):
    with pytest.raises(ModelError, match="is not an embedder on a server") as caught:
        open_remote_embedder(choice)
    assert caught.value.hint == "Give one as in openai:MODEL@http://HOST:PORT/v1."


def test_a_model_may_have_signs_in_its_name():
    opened = open_remote_embedder("openai:@cf/baai/bge:small@https://example.org:8080/v1/")
    assert (opened.name, opened.url) == ("@cf/baai/bge:small", "https://example.org:8080/v1")


def test_the_request_is_what_servers_document(server):
    seen = []

    def look(request, right):
        seen.append(request)
        return right

    server.mischief.append(look)
    with embedder(server) as opened:
        opened.embed(["harbour"])
    assert json.dumps(seen) == '[{"model": "words", "input": ["harbour"], "encoding_format": "float"}]'


@pytest.mark.model
def test_the_server_of_llama_cpp_is_spoken_to_as_it_wants(store: ModelStore):
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(store.ensure("smollm2-135m"))
    params.n_ctx, params.n_parallel, params.verbosity, params.warmup, params.embedding = 512, 1, -1, False, True
    params.pooling_type = xllamacpp.llama_pooling_type.LLAMA_POOLING_TYPE_MEAN
    params.hostnames, params.api_keys, params.endpoint_metrics = ["127.0.0.1"], ["secret"], True
    running = xllamacpp.Server(params)
    running.handle_metrics()  # answered when it runs; see LlamaModel
    opened, stranger = (RemoteEmbedder("smollm2", f"{running.listening_address}/v1", key) for key in ("secret", "x"))
    found = np.array(opened.embed(["The ferry.", "The harbour.", "ferry " * 600, ""]))
    assert found.shape == (4, opened.dimensions)
    assert np.linalg.norm(found, axis=1) == pytest.approx(1)
    assert found[0] @ opened.embed(["The ferry."])[0] == pytest.approx(1, abs=1e-3)
    assert found[0] @ found[1] < 0.99
    with pytest.raises(ModelError, match="401 Unauthorized, Invalid API Key"):
        stranger.embed(["The ferry."])
    opened.close()
    stranger.close()
