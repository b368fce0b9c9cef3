"""Journeys in a real browser against a real portal, started as `make run` starts it."""
