"""Signs worth a person's attention in how a file was made: hints, never proofs."""
