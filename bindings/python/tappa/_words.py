"""Made by generate.py from include/tappa/engine; not edited by hand."""
import enum
from typing import Final

__all__ = ['Ingest', 'Reason', 'ContactState', 'Policy', 'CONSENT_GIVEN', 'CONSENT_WITHDRAWN', 'UNSUBSCRIBED', 'CHANNEL_PREFERRED', 'IDENTIFY']


class Ingest(enum.StrEnum):
    """What became of an event that was ingested."""
    TAKEN = 'taken'
    IGNORED = 'ignored'
    DUPLICATE = 'duplicate'
    TOO_LATE = 'too-late'
    UNKNOWN_EVENT = 'unknown-event'
    NOBODY = 'nobody'
    REFUSED = 'refused'
    DAMAGED = 'damaged'


class Reason(enum.StrEnum):
    """Why an offer or a contact is not open, or that it is."""
    OPEN = 'open'
    NOT_HERE = 'not-here'
    NOT_YET = 'not-yet'
    CLAIMED = 'claimed'
    OVER = 'over'
    NOT_THIS_STAGE = 'not-this-stage'
    HOLDOUT = 'holdout'
    CONDITION = 'condition'
    NO_CONSENT = 'no-consent'
    QUIET = 'quiet'
    CAPPED = 'capped'
    OUTRANKED = 'outranked'


class ContactState(enum.StrEnum):
    """Where a contact is on its way."""
    WANTED = 'wanted'
    CLAIMED = 'claimed'
    SENT = 'sent'
    OPENED = 'opened'
    UNOPENED = 'unopened'
    BOUNCED = 'bounced'
    FAILED = 'failed'
    WITHDRAWN = 'withdrawn'
    EXPIRED = 'expired'


class Policy(enum.StrEnum):
    """What becomes of journeys under way when a newer version of their model comes."""
    FOLLOW = 'follow'
    PIN = 'pin'
    MIGRATE = 'migrate'


# Events that the engine itself understands.
CONSENT_GIVEN: Final = 'Consent Given'
CONSENT_WITHDRAWN: Final = 'Consent Withdrawn'
UNSUBSCRIBED: Final = 'Unsubscribed'
CHANNEL_PREFERRED: Final = 'Channel Preferred'
IDENTIFY: Final = 'identify'
