"""The state catalogue: every screen and every edge state of the portal on an address of its own.

It exists in the sandbox alone, at `/_states`. Each state is drawn by the very view that customers
get, out of a journey made up for the purpose, so that neither a database nor luck is needed to see
it: tests walk through all of them, and so can designers and translators.
"""

from app.gatherer.catalogue.views import blueprint

__all__ = ["blueprint"]
