/* Owns the words for outcomes, states and reasons: those of the journal and of what is handed out, and of whoever prints them.
 * They are written into documents that people keep: a word that stands here stays. */
#include "lib/engine/engine.h"

#include "tappa/engine/contact.h"
#include "tappa/engine/ingest.h"

static const char *
word(const char *const words[], size_t count, uint32_t at)
{
    return at < count && words[at] ? words[at] : "";
}

#define WORD(words, at) word(words, sizeof(words) / sizeof *(words), at)

const char *
tappa_ingest_text(uint32_t outcome)
{
    static const char *const words[] = {
        [TAPPA_INGEST_TAKEN] = "taken",       [TAPPA_INGEST_IGNORED] = "ignored",   [TAPPA_INGEST_DUPLICATE] = "duplicate",
        [TAPPA_INGEST_TOO_LATE] = "too late", [TAPPA_INGEST_UNKNOWN_EVENT] = "unknown event", [TAPPA_INGEST_NOBODY] = "nobody's",
        [TAPPA_INGEST_REFUSED] = "refused",   [TAPPA_INGEST_DAMAGED] = "damaged"};

    return WORD(words, outcome);
}

const char *
tappa_contact_text(uint32_t state)
{
    static const char *const words[] = {
        [TAPPA_CONTACT_WANTED] = "wanted",     [TAPPA_CONTACT_CLAIMED] = "claimed",     [TAPPA_CONTACT_SENT] = "sent",
        [TAPPA_CONTACT_OPENED] = "opened",     [TAPPA_CONTACT_UNOPENED] = "unopened",   [TAPPA_CONTACT_BOUNCED] = "bounced",
        [TAPPA_CONTACT_FAILED] = "failed",     [TAPPA_CONTACT_WITHDRAWN] = "withdrawn", [TAPPA_CONTACT_EXPIRED] = "expired"};

    return WORD(words, state);
}

const char *
tappa_reason_text(uint32_t reason)
{
    static const char *const words[] = {
        [TAPPA_OPEN] = "open",           [TAPPA_NOT_HERE] = "not here",     [TAPPA_NOT_YET] = "not yet",       [TAPPA_CLAIMED] = "claimed",
        [TAPPA_OVER] = "over",           [TAPPA_NOT_THIS_STAGE] = "not this stage", [TAPPA_HOLDOUT] = "holdout", [TAPPA_CONDITION] = "condition",
        [TAPPA_NO_CONSENT] = "no consent", [TAPPA_QUIET] = "quiet hours",   [TAPPA_CAPPED] = "capped",         [TAPPA_OUTRANKED] = "outranked"};

    return WORD(words, reason);
}
