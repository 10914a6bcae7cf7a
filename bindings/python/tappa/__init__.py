"""Customer journeys: a YAML stage model, and a state machine that moves each customer through it on events.

    model = tappa.Model.load('shop.yaml')
    journey = tappa.Journey(model, 'anna')
    batch = journey.feed('Product Added', datetime.now(timezone.utc), price=19.9)

A batch says what one call did: stages left and entered, timers, effects. An Engine keeps customers, their journeys and what is to be sent to them
in a store. Errors are classes below TappaError."""
from ._core import *  # noqa: F403
from ._core import constants as constants, version as version  # `as`: what a type checker is to find here
from ._record import Record as Record
from ._replay import Outcome as Outcome, Replay as Replay, to_json as to_json
from ._words import *  # noqa: F403

__version__ = version


def _part(model, kind, index):
    return getattr(model, kind)[index]


def _journey(model, snapshot):
    return snapshot.restore(model)[0]
