"""What the customer reads where a page alone cannot know it: names, states, refusals.

Plain words, verbs first, one cause and one thing to do. No sentence says which detail of a person
matched and which did not, and none holds a value that the merchant gave us.
"""

from app.gatherer.wording import (
    camera,
    documents,
    handoff,
    privacy,
    receipt,
    refusals,
    scripts,
    states,
)

__all__ = [
    "camera",
    "documents",
    "handoff",
    "privacy",
    "receipt",
    "refusals",
    "scripts",
    "states",
]
