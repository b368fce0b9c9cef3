"""From a picture to lines of text: recognition, rows, and which way up the page lies."""
