"""Tests of the drawn papers."""
