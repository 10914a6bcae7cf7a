"""Record: one event as the engine takes it in, for who likes attributes better than the keys of a dict."""
import dataclasses
import datetime
from collections.abc import Iterable, Mapping
from typing import Any

__all__ = ['Record']


@dataclasses.dataclass(slots=True)
class Record:
    """One event. `time`: an aware datetime, or whole microseconds since 1970 UTC. `customer`: what she is called where there is one kind of name;
    `identities`: all by which she was known then, kind to value, or pairs where she has two of a kind. `data`: the event's fields. `id` with `source`:
    by which it is recognised when it comes again. `order`: what orders events of one time from one source."""
    event: str
    time: datetime.datetime | int
    customer: str | None = None
    identities: Mapping[str, str] | Iterable[tuple[str, str]] | None = None
    data: dict[str, Any] | None = None
    id: str | None = None
    source: str | None = None
    touchpoint: str | None = None
    zone: str | None = None
    order: int = 0
