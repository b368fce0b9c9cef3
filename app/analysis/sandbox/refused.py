"""How a decoder in the child says no."""


class Refused(Exception):
    """The file cannot be taken.

    `error` is the name of a class of `app.domain.errors`, `reason` a constant for logs (for
    FileTooLarge the limit). The child names errors rather than raising them because it knows
    nothing of the application.
    """

    def __init__(self, error: str, reason: str) -> None:
        super().__init__(error, reason)
        self.error = error
        self.reason = reason
