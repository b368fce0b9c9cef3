"""Tests of the pages a customer walks through."""
