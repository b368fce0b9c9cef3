"""Tests of the house itself: architecture as failing builds."""
