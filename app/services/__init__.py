"""Use cases. Each owns its transaction; nothing else commits."""
