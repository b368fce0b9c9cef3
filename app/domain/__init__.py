"""The rules of the product: pure, standard library only, no framework, no clock, no randomness."""
