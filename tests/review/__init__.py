"""The review desk, page by page, as a browser without scripts sees it."""
