"""Tests of the product, laid out as the product is."""
