"""Which stretches of a recording could not be read."""

from hemiface.model.messages import VALUES, Message
from hemiface.model.video import Damage


class DamageLog:
    """Collects what was wrong between one good frame and the next."""

    def __init__(self) -> None:
        self._found: list[Damage] = []
        self._last = 0.0
        self._fault: tuple[str, str] | None = None

    def note(self, fault: str, detail: str = "") -> None:
        """Something was lost after the last good frame; the first fault gives the reason.

        Parameters
        ----------
        fault
            One of the words of `hemiface.model.messages`.
        detail
            What the machine said about it, if its words have a place for that.
        """
        self._fault = self._fault or (fault, detail)

    def good(self, time: float) -> None:
        """A frame could be read; what was noted before it ends here."""
        if self._fault is not None:
            self._found.append(self._describe(max(time - self._last, 0.0), *self._fault))
            self._fault = None
        self._last = time

    def lose(self, onset: float, end: float, fault: str) -> None:
        """Pictures between two good ones could be decoded, but are of no use."""
        message = str(Message(f"{VALUES}{fault}", {"detail": ""}))
        self._found.append(Damage(onset, end - onset, message, fault))

    def restart(self, time: float) -> None:
        """Forget what was noted before this time: nobody asked for it."""
        self._fault = None
        self._last = time

    def end(self, time: float) -> None:
        """No frame follows; what was noted since the last one lasts to this end."""
        self.good(max(time, self._last))

    def _describe(self, duration: float, fault: str, detail: str) -> Damage:
        message = str(Message(f"{VALUES}{fault}", {"detail": detail}))
        return Damage(self._last, duration, message, fault, detail)

    @property
    def found(self) -> tuple[Damage, ...]:
        """All of it, in order of time."""
        return tuple(sorted(self._found, key=lambda piece: piece.onset))
