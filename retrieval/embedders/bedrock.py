"""Amazon Titan's embeddings on Bedrock: a model in the lender's own cloud account.

Region, credentials and address: as every AWS tool reads them (AWS_REGION or AWS_DEFAULT_REGION, the usual credential
chain or AWS_BEARER_TOKEN_BEDROCK, AWS_ENDPOINT_URL_BEDROCK_RUNTIME). Titan takes one text a request.
"""
# ruff: noqa: PLC0415 - this library costs a second to import and is loaded only where a route asks for it

import json
import os
from collections.abc import Sequence
from typing import Any

from retrieval.embedders.models import EmbeddingModel
from retrieval.embedders.remote import Fault, code_in_words, may_pass, retry_after_s
from retrieval.embedding import EmbedderUnavailableError

_CONNECT_TIMEOUT_S = 5.0
_LIMITED = {"ThrottlingException", "TooManyRequestsException", "ServiceQuotaExceededException"}
_NOT_READY = {"ModelNotReadyException", "ModelTimeoutException"}


class BedrockClient:
    def __init__(self, model: EmbeddingModel, timeout_s: float) -> None:
        self._model = model
        self._timeout_s = timeout_s
        self._client = self._connected()

    def _connected(self) -> Any:  # noqa: ANN401 - the AWS client has no static type
        import boto3
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError

        region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or None
        try:
            session = boto3.Session(region_name=region)
            if session.get_credentials() is None and not os.environ.get("AWS_BEARER_TOKEN_BEDROCK"):
                raise EmbedderUnavailableError(
                    f"No embeddings from {self._model.name}: there are no AWS credentials for Bedrock. Set "
                    "AWS_PROFILE, AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY, or AWS_BEARER_TOKEN_BEDROCK."
                )
            return session.client(
                "bedrock-runtime",
                config=Config(
                    connect_timeout=min(_CONNECT_TIMEOUT_S, self._timeout_s),
                    read_timeout=self._timeout_s,
                    retries={"total_max_attempts": 1},
                    max_pool_connections=self._model.parallel_requests,
                ),
            )
        except BotoCoreError as error:
            raise EmbedderUnavailableError(
                f"No embeddings from {self._model.name}: {self.explain(error).message}."
            ) from None

    def ask(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        return [self._vector(text) for text in texts]

    def _vector(self, text: str) -> Sequence[float]:
        wanted = {"inputText": text, "dimensions": self._model.dimension, "normalize": True}
        answer = self._client.invoke_model(
            modelId=self._model.model,
            body=json.dumps(wanted),
            contentType="application/json",
            accept="application/json",
        )
        vector: Sequence[float] = json.loads(answer["body"].read())["embedding"]
        return vector

    def explain(self, error: Exception) -> Fault:
        from botocore import exceptions as aws

        if isinstance(error, aws.ClientError):
            return self._reported(error.response)
        unusable = (aws.NoCredentialsError, aws.PartialCredentialsError, aws.CredentialRetrievalError, aws.SSOError)
        silent = Fault(f"Bedrock did not answer within {self._timeout_s:g} s", passing=True)
        broken = "no connection to Bedrock; check the network, AWS_REGION and AWS_ENDPOINT_URL_BEDROCK_RUNTIME"
        known = (
            (aws.NoRegionError, Fault("there is no AWS region for Bedrock; set AWS_REGION")),
            (aws.ProfileNotFound, Fault("AWS_PROFILE names no profile; correct it")),
            (unusable, Fault("there are no usable AWS credentials for Bedrock; check them, or log in again")),
            (aws.ReadTimeoutError, silent),
            ((aws.ConnectionError, aws.HTTPClientError), Fault(broken, passing=True)),
        )
        unreadable = Fault(f"Bedrock's answer could not be read ({type(error).__name__}); check the model's name")
        return next((fault for errors, fault in known if isinstance(error, errors)), unreadable)

    def _reported(self, response: dict[str, Any]) -> Fault:
        http = response.get("ResponseMetadata", {})
        status, code = http.get("HTTPStatusCode", 0), response.get("Error", {}).get("Code", "")
        words, wait_s = code_in_words(code), retry_after_s(http.get("HTTPHeaders", {}))
        if code in _LIMITED or status == 429:  # noqa: PLR2004 - too many requests
            return Fault(f"Bedrock limits the rate of requests{words}; try again later", True, wait_s)
        if code in _NOT_READY or may_pass(status):
            return Fault(f"Bedrock reported an error (HTTP {status}){words}; try again later", True, wait_s)
        if status in {401, 403}:
            return Fault(f"the AWS account may not use this model{words}; check credentials and model access")
        return Fault(f"Bedrock rejected the request (HTTP {status}){words}; check the model's name and the region")
