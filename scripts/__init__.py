"""Programs for those who set up, run and test the portal; run them as ``python -m scripts.<name>``.

``bootstrap`` and what it imports run on a bare system Python: the standard library only.
"""
