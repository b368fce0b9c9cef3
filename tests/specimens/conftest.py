"""What every test of the drawn papers starts from: a day, and a portrait that is nobody's."""

from datetime import date

import pytest
from PIL import Image

TODAY = date(2026, 11, 23)


@pytest.fixture
def today() -> date:
    """A fixed day that all drawn dates are relative to."""
    return TODAY


@pytest.fixture
def portrait() -> Image.Image:
    """A grey picture where a face would be: these tests read text, not faces."""
    return Image.new("RGB", (350, 450), (150, 140, 130))
