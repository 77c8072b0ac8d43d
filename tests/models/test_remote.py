"""A remote model against a real OpenAI-compatible server: llama.cpp's own, on loopback, with a key."""

from collections.abc import Iterator

import pytest

from assistant.errors import ModelError
from assistant.models.llama import LlamaModel
from assistant.models.remote import RemoteModel
from assistant.models.store import ModelStore
from assistant.protocols import Completion, Prompt

KEY = "secret"
COUNT = Prompt("You are a helpful assistant.", "Count from one to twenty.", max_tokens=24)


@pytest.fixture(scope="module")
def url(store: ModelStore) -> Iterator[str]:
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(store.ensure("smollm2-135m"))
    params.n_ctx, params.n_parallel, params.verbosity, params.warmup = 512, 1, -1, False
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1  # two would wait for each other on a busy machine
    params.hostnames, params.api_keys, params.endpoint_metrics = ["127.0.0.1"], [KEY], True
    server = xllamacpp.Server(params)
    server.handle_metrics()  # answered when it runs; see LlamaModel
    yield f"{server.listening_address}/v1"
    del server


@pytest.mark.model
def test_it_streams_what_the_same_model_says_at_home(url: str, store: ModelStore):
    *pieces, last = RemoteModel("smollm2", url, KEY).complete(COUNT)
    assert len(pieces) > 3
    assert isinstance(last, Completion)
    assert "".join(map(str, pieces)) == last.text
    local = LlamaModel(store.ensure("smollm2-135m"), "smollm2", threads=1, context=512)
    *_, at_home = local.complete(COUNT)
    assert (last.text, last.prompt_tokens) == (at_home.text, at_home.prompt_tokens)
    assert last.logprobs == pytest.approx(at_home.logprobs, abs=1e-3)
    local.close()


@pytest.mark.model
def test_a_grammar_is_not_sent(url: str):
    *_, last = RemoteModel("smollm2", url, KEY).complete(Prompt("", "Hello", max_tokens=4, grammar='root ::= "zzz"'))
    assert isinstance(last, Completion)
    assert last.text != "zzz"


@pytest.mark.model
def test_the_generator_can_be_closed_early(url: str):
    reply = RemoteModel("smollm2", url, KEY).complete(Prompt("", "Write a long story.", max_tokens=300))
    assert isinstance(next(reply), str)
    reply.close()
    assert list(RemoteModel("smollm2", url, KEY).complete(COUNT))


@pytest.mark.model
def test_the_key_comes_from_the_environment(url: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OPENAI_API_KEY", "other")
    monkeypatch.setenv("ASSISTANT_API_KEY", KEY)
    assert list(RemoteModel("smollm2", url).complete(COUNT))
    monkeypatch.delenv("ASSISTANT_API_KEY")
    with pytest.raises(ModelError, match=rf"The server {url} did not answer for the model smollm2: .*401"):
        list(RemoteModel("smollm2", url).complete(COUNT))


@pytest.mark.model
def test_a_wrong_path_on_the_server_is_explained(url: str):
    with pytest.raises(ModelError, match="404") as caught:
        list(RemoteModel("smollm2", f"{url}/nowhere", KEY).complete(COUNT))
    assert "often /v1" in caught.value.hint


def test_a_server_that_does_not_run_is_named():
    with pytest.raises(
        ModelError, match=r"The server http://127\.0\.0\.1:9/v1 did not answer for the model x: .*refused"
    ):
        list(RemoteModel("x", "http://127.0.0.1:9/v1").complete(COUNT))


@pytest.mark.parametrize("url", ["localhost:8080", "http://", "file:///etc/passwd", ""])
def test_an_address_that_is_none_is_refused(url: str):
    with pytest.raises(ModelError, match="is not the address of a server"):
        RemoteModel("x", url)
