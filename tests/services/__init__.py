"""Tests of the use cases, on both databases and a real S3 server."""
