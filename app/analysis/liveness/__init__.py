"""Frames of a liveness session: made safe (`frames`), and measured (`measure`)."""
