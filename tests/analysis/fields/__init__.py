"""Tests of fields: lines with places in, values out."""
