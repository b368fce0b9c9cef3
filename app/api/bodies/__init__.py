"""Bodies: read strictly, checked whole, turned into the commands that services take."""
