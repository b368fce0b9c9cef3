"""The one file that knows S3: keys, checksums, named errors."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import boto3
from botocore.client import Config
from botocore.exceptions import BotoCoreError, ClientError

from app.domain.errors import ServiceUnavailable

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

#: What the keys of files begin with, and those of pictures that were made of them.
FILES, VIEWS = "files/", "views/files/"

_MISSING = frozenset({"404", "NoSuchKey", "NotFound"})


class ObjectMissing(Exception):
    """The bucket holds no object under this key."""


@dataclass(frozen=True)
class StoredObject:
    """An object as a listing shows it: key, size in bytes, and when it was written."""

    key: str
    size_bytes: int
    modified_at: datetime


def file_key(organization_id: str, kyc_request_id: str, file_id: str) -> str:
    """Return the key of a file's object: random, never the customer's file name."""
    return f"{FILES}{organization_id}/{kyc_request_id}/{file_id}"


def view_key(key: str, name: str) -> str:
    """Return the key of a picture that was made of the object under `key`, and goes with it."""
    return f"views/{key}/{name}"


class ObjectStore:
    """A private bucket. Every call raises ServiceUnavailable when the store does not answer."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    @classmethod
    def connect(
        cls, *, endpoint_url: str, region: str, access_key: str, secret_key: str, bucket: str
    ) -> "ObjectStore":
        """Return a store for `bucket`; nothing is sent yet."""
        client = boto3.client(
            "s3",
            endpoint_url=endpoint_url,
            region_name=region,
            aws_access_key_id=access_key,
            aws_secret_access_key=secret_key,
            config=Config(
                s3={"addressing_style": "path"},
                # `standard` retries throttling too, which the older default does not.
                retries={"mode": "standard", "max_attempts": 3},
                connect_timeout=5,
                read_timeout=15,
                proxies={},
            ),
        )
        return cls(client, bucket)

    def ensure_bucket(self) -> None:
        """Create the bucket where it is missing."""
        try:
            self._client.head_bucket(Bucket=self._bucket)
        except ClientError as error:
            if _code(error) not in {*_MISSING, "NoSuchBucket"}:
                raise ServiceUnavailable("object store") from error
            self._guarded_create()
        except BotoCoreError as error:
            raise ServiceUnavailable("object store") from error

    def put(self, key: str, data: bytes, *, media_type: str) -> None:
        """Store `data` under a fresh `key`; the store verifies its SHA-256 before it answers."""
        try:
            self._client.put_object(
                Bucket=self._bucket,
                Key=key,
                Body=data,
                ContentType=media_type,
                ChecksumAlgorithm="SHA256",
            )
        except (ClientError, BotoCoreError) as error:
            raise ServiceUnavailable("object store") from error

    def get(self, key: str) -> bytes:
        """Return an object's bytes; raises ObjectMissing."""
        try:
            return self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read()
        except ClientError as error:
            if _code(error) in _MISSING:
                raise ObjectMissing(key) from error
            raise ServiceUnavailable("object store") from error
        except BotoCoreError as error:
            raise ServiceUnavailable("object store") from error

    def delete(self, key: str) -> None:
        """Delete an object and what was made of it; what is not there is as good as deleted."""
        # What was made of it goes first: a deletion that was cut off is tried again by its key.
        for made in self.list(view_key(key, "")):
            self._delete(made.key)
        self._delete(key)

    def list(self, prefix: str = "") -> Iterator[StoredObject]:
        """Yield every object under `prefix`."""
        try:
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self._bucket, Prefix=prefix
            )
            for page in pages:
                for item in page.get("Contents", []):
                    yield StoredObject(item["Key"], item["Size"], item["LastModified"])
        except (ClientError, BotoCoreError) as error:
            raise ServiceUnavailable("object store") from error

    def check(self) -> None:
        """Ask for the bucket, for readiness; raises ServiceUnavailable."""
        try:
            self._client.head_bucket(Bucket=self._bucket)
        except (ClientError, BotoCoreError) as error:
            raise ServiceUnavailable("object store") from error

    def _delete(self, key: str) -> None:
        try:
            self._client.delete_object(Bucket=self._bucket, Key=key)
        except ClientError as error:
            if _code(error) not in _MISSING:
                raise ServiceUnavailable("object store") from error
        except BotoCoreError as error:
            raise ServiceUnavailable("object store") from error

    def _guarded_create(self) -> None:
        try:
            self._client.create_bucket(Bucket=self._bucket)
        except ClientError as error:
            # Two processes may start at once; the loser finds the bucket there and its own.
            if _code(error) not in {"BucketAlreadyOwnedByYou", "BucketAlreadyExists"}:
                raise ServiceUnavailable("object store") from error
        except BotoCoreError as error:
            raise ServiceUnavailable("object store") from error


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))
