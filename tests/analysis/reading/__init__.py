"""Tests of reading: real recognition of drawn papers, and the pure parts around it."""
