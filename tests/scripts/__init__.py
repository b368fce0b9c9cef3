"""Tests of the programs that set up and run the portal, with real processes."""
