"""The customer's papers, drawn once for a run. Only the generator of specimens is used here."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import ExifTags, Image, ImageOps
from PIL.Image import Transpose

from app.specimens import (
    Address,
    Condition,
    draw_bill,
    draw_bill_pdf,
    draw_id_card_back,
    draw_id_card_front,
    draw_passport,
    draw_person,
    load_photo,
    load_portrait,
    photograph,
)

SEED = 7


@dataclass
class Papers:
    """Papers of Anna Maria Martinez Lopez, born 13 February 1990, of 12 Harbour Road, Zenith.

    Each property is the path of a file, drawn when it is first asked for.
    """

    folder: Path
    today: date

    def __post_init__(self) -> None:
        self.anna = draw_person(
            SEED,
            today=self.today,
            first_name="Anna Maria",
            last_name="Martinez Lopez",
            sex="F",
            birth_date=date(1990, 2, 13),
            address=Address("12 Harbour Road", "Zenith", "", "10245"),
        )

    @cached_property
    def passport(self) -> Path:
        """A passport in date."""
        paper = draw_passport(self.anna, load_portrait("p1_a"))
        return self._keep("passport.jpg", photograph(paper.image, SEED))

    @cached_property
    def large_passport(self) -> Path:
        """The same passport from a phone's camera: 12 megapixels with noise, several megabytes.

        Stored lying on its side, with the EXIF tag that sets it upright, as phones do.
        """
        with Image.open(self.passport) as small:
            pixels = np.asarray(small.resize((4000, 3000)), np.float64)
        pixels += np.random.default_rng(SEED).normal(0, 6, pixels.shape)
        taken = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
        exif = Image.Exif()
        exif[ExifTags.Base.Orientation] = 6
        jpeg = BytesIO()
        taken.transpose(Transpose.ROTATE_90).save(jpeg, "JPEG", quality=90, exif=exif)
        return self._keep("large.jpg", jpeg.getvalue())

    @cached_property
    def far_passport(self) -> Path:
        """The same passport from too far away: 160 pixels of it, on a table."""
        with Image.open(self.passport) as near:
            far = near.resize((180, 180 * near.height // near.width))
        table = Image.new("RGB", (2000, 1500), far.getpixel((3, 3)))
        table.paste(far, (850, 600))
        jpeg = BytesIO()
        table.save(jpeg, "JPEG", quality=90)
        return self._keep("far.jpg", jpeg.getvalue())

    @cached_property
    def expired_passport(self) -> Path:
        """A passport that ended a year ago."""
        old = replace(
            self.anna,
            issue_date=self.today - timedelta(days=4000),
            expiry_date=self.today - timedelta(days=365),
        )
        paper = draw_passport(old, load_portrait("p1_a"))
        return self._keep("expired.jpg", photograph(paper.image, SEED))

    @cached_property
    def blurry_passport(self) -> Path:
        """The passport in a photograph that nobody can read."""
        return self.passport_in("blur")

    def passport_in(self, condition: Condition) -> Path:
        """The passport in a photograph taken under this condition."""
        paper = draw_passport(self.anna, load_portrait("p1_a"))
        return self._keep(f"passport-{condition}.jpg", photograph(paper.image, SEED, condition))

    @cached_property
    def passport_of_another(self) -> Path:
        """Somebody else's passport."""
        paper = draw_passport(draw_person(3, today=self.today), load_portrait("p2_a"))
        return self._keep("other.jpg", photograph(paper.image, SEED))

    @cached_property
    def card_front(self) -> Path:
        """An identity card, front."""
        paper = draw_id_card_front(self.anna, load_portrait("p1_a"))
        return self._keep("front.jpg", photograph(paper.image, SEED))

    @cached_property
    def card_front_again(self) -> Path:
        """Another photograph of the same front."""
        paper = draw_id_card_front(self.anna, load_portrait("p1_a"))
        return self._keep("front-again.jpg", photograph(paper.image, SEED + 2))

    @cached_property
    def card_back(self) -> Path:
        """An identity card, back."""
        return self._keep("back.jpg", photograph(draw_id_card_back(self.anna).image, SEED + 1))

    @cached_property
    def bill(self) -> Path:
        """A utility bill of last month."""
        paper = draw_bill(self.anna, issued=self.today - timedelta(days=20))
        return self._keep("bill.jpg", photograph(paper.image, SEED))

    @cached_property
    def old_bill(self) -> Path:
        """A utility bill of last year."""
        paper = draw_bill(self.anna, issued=self.today - timedelta(days=300))
        return self._keep("old-bill.jpg", photograph(paper.image, SEED))

    @cached_property
    def bill_pdf(self) -> Path:
        """The same bill as a PDF."""
        data, _ = draw_bill_pdf(self.anna, issued=self.today - timedelta(days=20))
        return self._keep("bill.pdf", data)

    @cached_property
    def selfie(self) -> Path:
        """A selfie of the person in the papers, another photograph than theirs."""
        return self._photo("p1_b")

    @cached_property
    def clip_of_a_photograph(self) -> Path:
        """What a camera films that is held before a photograph: Motion JPEG, 640 x 480."""
        with Image.open(self.selfie) as photo:
            shown = ImageOps.pad(photo, (640, 480), color="#dfe3ea")
        clip = BytesIO()
        for _ in range(10):
            shown.save(clip, "JPEG", quality=90)
        return self._keep("photograph.mjpeg", clip.getvalue())

    @cached_property
    def selfie_of_another(self) -> Path:
        """Somebody else's selfie."""
        return self._photo("p2_a")

    @cached_property
    def empty(self) -> Path:
        """A file without bytes."""
        return self._keep("empty.jpg", b"")

    @cached_property
    def text(self) -> Path:
        """A text that calls itself a photo."""
        return self._keep("text.jpg", b"this is not a photo")

    def _photo(self, name: str) -> Path:
        path = self.folder / f"{name}.jpg"
        photo = load_photo(name)
        photo.thumbnail((1280, 1280))
        photo.save(path, "JPEG", quality=88)
        return path

    def _keep(self, name: str, data: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(data)
        return path
