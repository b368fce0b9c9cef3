"""How each kind of paper is drawn."""
