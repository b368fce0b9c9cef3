"""Evidence: bytes in, an account of what was seen out; no judgement, database or network."""
