"""A model behind any OpenAI-compatible server (Ollama, vLLM, llama-server, LM Studio), through LlamaIndex's class.

Used only where the user configured it: what is asked, with its evidence, leaves the process. Knows nothing of
evidence or prompts; grammars are not sent, because some servers refuse fields that they do not know. Cost: importing
llama-index and its client, 2 to 4 s, at the first `complete`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from assistant.errors import ModelError, NotInstalledError, needs
from assistant.models.sources import http
from assistant.protocols import Completion, Prompt

CONNECT_SECONDS = 10.0
STALL_SECONDS = 120.0
"""Without a byte; a large model on a small machine reads a prompt for a minute."""


class RemoteModel:
    """``model`` as the server calls it, at ``url`` (with ``/v1``, as in ``http://localhost:11434/v1``).

    ``key`` falls back to ASSISTANT_API_KEY, then OPENAI_API_KEY, then ``none``, which servers at home accept. Raises
    ModelError for an address that is not one.
    """

    def __init__(self, model: str, url: str, key: str = "") -> None:
        self._model, self._url = model, address(url)
        self._key = api_key(key)

    @property
    def name(self) -> str:
        """The model and its server, as it was chosen."""
        return f"openai:{self._model}@{self._url}"

    def complete(self, prompt: Prompt) -> Iterator[str | Completion]:
        """Yield the text as it is written and, last, the Completion. Closing the generator closes the connection.

        Raises ModelError, naming the server, if it cannot be reached or answers with an error.
        """
        from llama_index.core.llms import ChatMessage

        messages = [ChatMessage(role="system", content=prompt.system), ChatMessage(role="user", content=prompt.user)]
        text, prompt_tokens = "", 0
        logprobs: list[float] = []
        try:
            with http.client(CONNECT_SECONDS, STALL_SECONDS) as client:  # closed with the generator: the server stops
                for response in self._llm(client).stream_chat(messages, max_tokens=prompt.max_tokens):
                    prompt_tokens = response.additional_kwargs.get("prompt_tokens", prompt_tokens)
                    logprobs += _logprobs(response.raw)
                    if response.delta:
                        text += response.delta
                        yield response.delta
        except NotInstalledError:
            raise
        except Exception as error:  # LlamaIndex lets the errors of three libraries through
            raise self._failure(error) from error
        yield Completion(text, prompt_tokens, tuple(logprobs))

    def _llm(self, client: Any) -> Any:
        with needs("remote", "A model on a server"):
            from llama_index.llms.openai_like import OpenAILike

        return OpenAILike(
            model=self._model,
            api_base=self._url,
            api_key=self._key,
            is_chat_model=True,
            temperature=0.0,
            http_client=client,
            timeout=STALL_SECONDS,
            max_retries=1,
            additional_kwargs={"stream_options": {"include_usage": True}, "logprobs": True},
        )

    def _failure(self, error: Exception) -> ModelError:
        reason = str(error.__cause__ or error).strip().rstrip(".")
        return ModelError(
            f"The server {self._url} did not answer for the model {self._model}: {reason}.",
            "See that it runs, that the address ends as it should (often /v1), and that it has this model.",
        )


def address(url: str) -> str:
    """Return the address of a server without a slash at its end. Raises ModelError for what is none."""
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc:
        raise ModelError(f"{url!r} is not the address of a server.", "Give one as in openai:MODEL@http://HOST:PORT/v1.")
    return url.rstrip("/")


def api_key(given: str = "") -> str:
    """Return the key for a server: the one given, or the user's, or what stands for none."""
    return given or os.environ.get("ASSISTANT_API_KEY") or os.environ.get("OPENAI_API_KEY") or "none"


def _logprobs(chunk: Any) -> list[float]:
    """Return the log-probabilities of a chunk's tokens; none from a server that does not tell."""
    told = [choice.logprobs for choice in chunk.choices if getattr(choice, "logprobs", None)]
    return [float(token.logprob) for one in told for token in one.content or []]
