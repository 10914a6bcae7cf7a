"""Customer journeys: a YAML stage model, and a state machine that moves each customer through it on events.

    model = tappa.Model.load('shop.yaml')
    journey = tappa.Journey(model, 'anna')
    batch = journey.feed('Product Added', datetime.now(timezone.utc), price=19.9)

A batch says what one call did: stages left and entered, timers, effects. An Engine keeps customers, their journeys and what is to be sent to them
in a store. Errors are classes below TappaError."""
from ._core import *  # noqa: F403
from ._core import constants, version as __version__
from ._record import Record
from ._replay import Outcome, Replay, to_json
from ._words import *  # noqa: F403


def _part(model, kind, index):
    return getattr(model, kind)[index]


def _journey(model, snapshot):
    return snapshot.restore(model)[0]
