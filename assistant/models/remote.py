"""Use a model on any OpenAI-compatible server (Ollama, vLLM, llama-server, LM Studio), through LlamaIndex's class.

Used only where the user configured it: prompts, with questions and evidence, leave the process. Grammars are not sent,
because some servers refuse unknown fields. Cost: importing llama-index and its client, 2 to 4 s, at the first
``complete``.
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
"""Longest time without a byte; a large model on a small machine needs a minute to read a prompt."""


class RemoteModel:
    """The model that the server calls ``model``, at ``url`` (with ``/v1``, as in ``http://localhost:11434/v1``).

    ``key`` falls back to ASSISTANT_API_KEY, then OPENAI_API_KEY, then ``none``, which local servers accept. Raises
    ModelError for an invalid URL.
    """

    def __init__(self, model: str, url: str, key: str = "") -> None:
        self._model, self._url = model, server_url(url)
        self._key = api_key(key)

    @property
    def name(self) -> str:
        """The choice in the form ``openai:MODEL@URL``."""
        return f"openai:{self._model}@{self._url}"

    def complete(self, prompt: Prompt) -> Iterator[str | Completion]:
        """Yield pieces of the text as they arrive and, last, the Completion. Closing the generator disconnects.

        Raises ModelError, which names the server, if the server cannot be reached or responds with an error.
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
        except Exception as error:  # LlamaIndex lets errors of three libraries pass
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


def server_url(url: str) -> str:
    """Return the URL of a server without a trailing slash. Raises ModelError for an invalid one."""
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc:
        raise ModelError(f"{url!r} is not the address of a server.", "Give one as in openai:MODEL@http://HOST:PORT/v1.")
    return url.rstrip("/")


def api_key(key: str = "") -> str:
    """Return the API key for a server: ``key``, else that of the environment, else "none"."""
    return key or os.environ.get("ASSISTANT_API_KEY") or os.environ.get("OPENAI_API_KEY") or "none"


def _logprobs(response: Any) -> list[float]:
    """Return the log-probabilities of a partial response's tokens; ``[]`` if the server does not send them."""
    logprobs = [choice.logprobs for choice in response.choices if getattr(choice, "logprobs", None)]
    return [float(token.logprob) for choice_logprobs in logprobs for token in choice_logprobs.content or []]
