"""Tests of what reads documents and faces."""
