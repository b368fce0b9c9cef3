"""How an organization has its customers take photos: values of two of its settings."""

from enum import StrEnum


class CaptureMode(StrEnum):
    """What *Take photo* opens: the phone's camera app, or our own camera screen."""

    NATIVE = "native"
    VIEWFINDER = "viewfinder"


class ImagePolicy(StrEnum):
    """Which bytes of a photo are sent: as the line allows, always made small, or as the line allows
    with the original behind a small copy, as long as the customer's page is open."""

    ORIGINAL = "original"
    ADAPTIVE = "adaptive"
    OPTIMISED = "optimised"
