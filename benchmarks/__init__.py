"""Measurements: ratios against a baseline of the same run. Nothing here fails a build."""
