"""Tests of the machine-readable zone: pure text, no picture."""
