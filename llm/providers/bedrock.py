"""Amazon Bedrock through its Converse API: models in the lender's own cloud account.

Region, credentials and address: as every AWS tool reads them (AWS_REGION or AWS_DEFAULT_REGION, the usual
credential chain or AWS_BEARER_TOKEN_BEDROCK, AWS_ENDPOINT_URL_BEDROCK_RUNTIME). The AWS client is built here and
handed to LangChain ready-made: LangChain's own would go through a hosted gateway when LANGSMITH_GATEWAY is set, and
would build a second, unused client for the control plane.

The AWS client has no asynchronous form. Calls run in threads of their own, because the default pool of an event
loop has only a handful on a small machine.
"""
# ruff: noqa: PLC0415 - this library costs seconds to import and is loaded only where a route asks for it

from __future__ import annotations

import asyncio
import json
import os
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from llm.failures import FailureKind, ModelFailure
from llm.providers.provider import (
    Known,
    Reading,
    answer_text,
    code_in_words,
    counted,
    failed,
    first_known,
    is_client_error,
    retry_after_s,
)
from llm.trace import Tokens
from llm.zones import Zone

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage, BaseMessage
    from langchain_core.runnables import Runnable

    from llm.models import Ability, StructuredMethod
    from llm.route import Route

LOOP_BOUND = False

CONCURRENT_CALLS = 128
"""Threads, and connections kept open. A thread that waits costs little; a call that waits for one costs a run."""

_CONNECT_TIMEOUT_S = 5.0

_BY_CODE = {
    "ThrottlingException": FailureKind.RATE_LIMITED,
    "TooManyRequestsException": FailureKind.RATE_LIMITED,
    "ServiceQuotaExceededException": FailureKind.RATE_LIMITED,
    "AccessDeniedException": FailureKind.UNAUTHORISED,
    "UnrecognizedClientException": FailureKind.UNAUTHORISED,
    "InvalidSignatureException": FailureKind.UNAUTHORISED,
    "ExpiredTokenException": FailureKind.UNAUTHORISED,
    "ValidationException": FailureKind.MISCONFIGURED,
    "ResourceNotFoundException": FailureKind.MISCONFIGURED,
    "ModelTimeoutException": FailureKind.TIMEOUT,
    "ModelNotReadyException": FailureKind.SERVER_ERROR,
    "ModelErrorException": FailureKind.SERVER_ERROR,
}

_STOPPED = {
    "max_tokens": (FailureKind.TRUNCATED, "{model} was cut off after {limit} tokens; raise max_output_tokens"),
    "model_context_window_exceeded": (FailureKind.CONTEXT_OVERFLOW, "{model} ran out of its context window"),
    "guardrail_intervened": (FailureKind.GUARDRAIL, "the account's guardrail stopped {model}"),
    "content_filtered": (FailureKind.GUARDRAIL, "a content filter stopped {model}"),
    "refusal": (FailureKind.REFUSED, "{model} refused to answer"),
    "malformed_model_output": (FailureKind.INVALID_JSON, "{model} wrote what Bedrock could not read"),
    "malformed_tool_use": (FailureKind.INVALID_JSON, "{model} wrote what Bedrock could not read"),
}


class Settings(NamedTuple):
    """What identifies a client. Credentials themselves stay in AWS's own chain, which also refreshes them."""

    region: str | None
    endpoint: str | None
    profile: str | None
    key_id: str | None


def zone(model: str) -> Zone:  # noqa: ARG001 - same shape as its siblings
    return Zone.OWN_CLOUD


def settings() -> Settings:
    env = os.environ.get
    return Settings(
        region=env("AWS_REGION") or env("AWS_DEFAULT_REGION") or None,
        endpoint=env("AWS_ENDPOINT_URL_BEDROCK_RUNTIME") or env("AWS_ENDPOINT_URL") or None,
        profile=env("AWS_PROFILE") or None,
        key_id=env("AWS_ACCESS_KEY_ID") or None,
    )


def build(route: Route, settings: Settings, ability: Ability) -> BaseChatModel:
    from langchain_aws import ChatBedrockConverse

    client = _client(settings, route)
    return ChatBedrockConverse(
        model_id=route.model,
        client=client,
        bedrock_client=client,
        temperature=route.temperature if ability.temperature else None,
        max_tokens=route.max_output_tokens,
        cache=False,
        disable_streaming=True,
    )


def _client(settings: Settings, route: Route) -> Any:  # noqa: ANN401 - the AWS client has no static type
    import boto3
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError

    try:
        session = boto3.Session(region_name=settings.region)
        if session.get_credentials() is None and not os.environ.get("AWS_BEARER_TOKEN_BEDROCK"):
            raise ModelFailure(
                FailureKind.UNAUTHORISED,
                "no AWS credentials for Bedrock; set AWS_PROFILE, AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY, or "
                "AWS_BEARER_TOKEN_BEDROCK",
                tokens=Tokens(),
            )
        return session.client(
            "bedrock-runtime",
            config=Config(
                connect_timeout=min(_CONNECT_TIMEOUT_S, route.timeout_s),
                read_timeout=route.timeout_s,
                retries={"total_max_attempts": 1},
                max_pool_connections=CONCURRENT_CALLS,
            ),
        )
    except BotoCoreError as error:
        raise explain(error, route) from None


async def probe(route: Route, settings: Settings) -> None:
    """One token: the runtime API has no other question that shows that this model may be used."""
    client = await asyncio.to_thread(_client, settings, route)
    asked = {
        "modelId": route.model,
        "messages": [{"role": "user", "content": [{"text": "Say yes."}]}],
        "inferenceConfig": {"maxTokens": 1},
    }
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(_threads(), lambda: client.converse(**asked))


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(CONCURRENT_CALLS, thread_name_prefix="bedrock")


def constrain(
    model: BaseChatModel, method: StructuredMethod, name: str, schema: dict[str, Any]
) -> Runnable[Any, AIMessage]:
    if method == "json_schema":
        wanted = {"schema": json.dumps(schema), "name": name}
        output = {"textFormat": {"type": "json_schema", "structure": {"jsonSchema": wanted}}}
        return model.bind(output_config=output)
    tool = {"type": "function", "function": {"name": name, "description": name, "parameters": schema}}
    choices = getattr(model, "supports_tool_choice_values", None) or ()
    choice = name if "tool" in choices else "any" if "any" in choices else None
    return model.bind_tools([tool], tool_choice=choice)


async def send(runnable: Runnable[Any, AIMessage], messages: list[BaseMessage]) -> AIMessage:
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_threads(), copy_context().run, runnable.invoke, messages)


def read(message: AIMessage, route: Route) -> Reading:
    stopped = _STOPPED.get(message.response_metadata.get("stopReason", ""))
    failure = failed(*stopped, route, generated=True) if stopped else None
    return Reading(answer_text(message), counted(message), failure)


def explain(error: Exception, route: Route) -> ModelFailure:
    from botocore import exceptions as aws
    from langchain_core.exceptions import ContextOverflowError

    table = (
        Known(
            (ContextOverflowError,),
            FailureKind.CONTEXT_OVERFLOW,
            "the prompt is larger than the window of {model}; lower context_tokens of the route",
        ),
        Known((aws.NoRegionError,), FailureKind.MISCONFIGURED, "no AWS region for Bedrock; set AWS_REGION"),
        Known((aws.ProfileNotFound,), FailureKind.MISCONFIGURED, "AWS_PROFILE names no profile; correct it"),
        Known(
            (aws.NoCredentialsError, aws.PartialCredentialsError, aws.CredentialRetrievalError, aws.SSOError),
            FailureKind.UNAUTHORISED,
            "no usable AWS credentials for Bedrock; check them, or log in again",
        ),
        Known((aws.ReadTimeoutError,), FailureKind.TIMEOUT, "Bedrock did not answer within {timeout}", generated=True),
        Known(
            (aws.EndpointConnectionError, aws.ConnectTimeoutError, aws.ProxyConnectionError),
            FailureKind.UNREACHABLE,
            "no connection to Bedrock; check the network, AWS_REGION and AWS_ENDPOINT_URL_BEDROCK_RUNTIME",
        ),
        Known(
            (aws.HTTPClientError,),
            FailureKind.UNREACHABLE,
            "the connection to Bedrock broke before the answer was whole",
            generated=True,
        ),
    )
    if isinstance(error, aws.ClientError) and not isinstance(error, ContextOverflowError):
        return _reported(error.response, route)
    unreadable = f"Bedrock's answer could not be read ({type(error).__name__})"
    return first_known(error, table, route) or ModelFailure(FailureKind.SERVER_ERROR, unreadable)


def _reported(response: dict[str, Any], route: Route) -> ModelFailure:
    http = response.get("ResponseMetadata", {})
    status = http.get("HTTPStatusCode", 0)
    code = response.get("Error", {}).get("Code", "")
    words = code_in_words(code)
    kind = _BY_CODE.get(code)
    if kind is None:
        by_status = {401: FailureKind.UNAUTHORISED, 403: FailureKind.UNAUTHORISED, 429: FailureKind.RATE_LIMITED}
        other = FailureKind.MISCONFIGURED if is_client_error(status) else FailureKind.SERVER_ERROR
        kind = by_status.get(status, other)
    message = {
        FailureKind.RATE_LIMITED: f"Bedrock limits the rate of requests for {{model}}{words}",
        FailureKind.UNAUTHORISED: f"the AWS account may not use {{model}}{words}; check credentials and model access",
        FailureKind.MISCONFIGURED: f"Bedrock rejected the request for {{model}}{words}; check model name and region",
        FailureKind.TIMEOUT: f"{{model}} did not finish in the time that Bedrock allows{words}",
        FailureKind.SERVER_ERROR: f"Bedrock reported an error (HTTP {status}){words}",
    }[kind]
    generated = kind in {FailureKind.TIMEOUT, FailureKind.SERVER_ERROR}
    failure = failed(kind, message, route, generated=generated)
    failure.retry_after_s = retry_after_s(http.get("HTTPHeaders", {}))
    return failure
