"""From lines of text to the fields of a paper: by machine-readable zone, label, or number."""
