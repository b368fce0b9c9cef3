"""The contract as a document: what the API takes and answers, with examples."""
