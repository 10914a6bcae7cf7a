/* Contacts: what each is, where they stand among a customer's, and what the history says of what somebody was handed. */
#ifndef TAPPA__ENGINE_CONTACT_H
#define TAPPA__ENGINE_CONTACT_H

#include "lib/base/memory.h"
#include "tappa/engine/store.h"

struct tappa__customer;
struct tappa__track;

#define TAPPA__ASKED 1         /* as an event from outside did */
#define TAPPA__ASKED_BY_TIME 2 /* as a timer did, or what became of another contact */

/* A contact (or an `emit`, whose touchpoint is TAPPA_NONE): what a journey asked for, and what became of it. */
struct tappa__contact {
    uint8_t key[16];
    int64_t identity;     /* of the event behind it: where it goes when customers part */
    struct tappa__text model, journey_key, name; /* touchpoint, or the effect's name */
    uint32_t ordinal;     /* of its journey, among those of its model and key */
    uint32_t is_effect;
    uint32_t row, action; /* for tappa_journey_still_holds(), under the version in `version` */
    int64_t version;
    /* The event whose handling asked for it, for its conditions; no name: a timer did. `by_timer`: also where a timer's row started the journey. */
    struct tappa__text event, event_touchpoint;
    int64_t event_time;
    const struct tappa_field *event_fields;
    uint32_t event_field_count, event_is_text, by_timer;
    int64_t wanted, expires;
    const struct tappa_field *arguments;
    uint32_t argument_count;
    /* what became of it */
    uint32_t state;       /* TAPPA_CONTACT_ */
    uint32_t attempt;
    int64_t changed;      /* when it came to this state */
    int64_t sent;         /* when it was last claimed or sent: what caps count by; 0: never, or it failed */
    int64_t answered;     /* when it was told that it was opened or came back, though nobody said that it was sent; TAPPA_NEVER: somebody did, or not yet */
    int64_t due;          /* when it is to be looked at next */
    struct tappa__text because;
    uint32_t in_spite;    /* was made though it had been withdrawn: `not_today` for good */
    uint32_t not_today;   /* by what came in since it would not be asked for; a withdrawn one was withdrawn for that */
    int64_t refused;      /* when it was to be handed out and nobody had consented, which `because` says; TAPPA_NEVER: it was not, or was handed out since */
    /* Of one that was handed out: against.c. */
    uint32_t held_state;  /* what it is but for what came in since, or for its time being over; 0: nothing is held */
    int64_t held_changed, held_due;
    int64_t against;      /* since when the history speaks against it; INT64_MIN: nothing asks for it; TAPPA_NEVER: it does not */
    /* in memory only */
    uint32_t asked;       /* the fold so far has asked for it: TAPPA__ASKED_; 0 */
    uint32_t changed_row; /* its row must be written */
    uint32_t is_new;      /* its row is not there yet */
    uint32_t archived;    /* its row stands in the archive */
    uint32_t gone;        /* its row is to be taken away: nobody asks for it, and nobody was ever handed it */
    uint64_t row_was;     /* of the archive, asked for again: a hash of its row as it stands in the store; 0: it must be written anyway */
};

/* contact.c: contacts as rows, in order of their keys. */
void tappa__contact_pack(const struct tappa__contact *contact, struct tappa__buffer *body);
tappa_status tappa__contact_unpack(struct tappa__customer *c, const struct tappa_store_contact *row, struct tappa__contact *out);
struct tappa__contact *tappa__contact_find(struct tappa__customer *c, const uint8_t key[16]);
struct tappa__contact *tappa__contact_add(struct tappa__customer *c, const uint8_t key[16]); /* NULL: out of memory */
void tappa__contact_move(struct tappa__contact *contact, uint32_t state, int64_t now); /* and notes that its row must be written */
/* Something has changed for the customer: what waits is looked at again at once, as the reason may be gone; what a late consent covers is wanted again. */
void tappa__contacts_wake(struct tappa__customer *c);
int tappa__contact_is_open(const struct tappa__contact *contact); /* it may still be handed out; */
int tappa__contact_may_open(const struct tappa__contact *contact); /* or it may come to that again */
int tappa__contact_is_of(const struct tappa__customer *c, const struct tappa__contact *contact, const struct tappa__track *track); /* it asked for it */
/* When tappa__contacts_due() has something to do with it: a lease or a waiting time is over, or it expires; TAPPA_NEVER. A wanted one that
 * nobody claims is not due by this. */
int64_t tappa__contact_due(const struct tappa__contact *contact);
tappa_status tappa__contact_identity_of(const struct tappa_store_contact *row, int64_t *identity); /* of a row that nobody has read yet */

/* archive.c: contacts that nothing asks about any more. */
int64_t tappa__archive_before(const struct tappa__customer *c); /* those settled before go there */
int tappa__contact_is_past(const struct tappa__contact *contact, int64_t before);
void tappa__archive_mark(struct tappa__customer *c); /* before a commit that writes the customer: which go there */
int64_t tappa__archive_of(int64_t customer); /* whose rows those are, for the store */
int64_t tappa__archive_row(const struct tappa__customer *c, const struct tappa__contact *contact); /* the customer that its row is of */
void tappa__archive_leave(struct tappa__customer *c); /* behind a commit: out of memory */
tappa_status tappa__archive_recall(struct tappa__customer *c); /* all into memory: c->past */
struct tappa__contact *tappa__past_find(const struct tappa__customer *c, const uint8_t key[16]); /* among those; NULL */
struct tappa__contact *tappa__past_add(struct tappa__customer *c); /* NULL: out of memory */
void tappa__past_sort(struct tappa__customer *c); /* once all are added */
tappa_status tappa__past_ask(struct tappa__customer *c, struct tappa__contact *past); /* before the history asks for it: noted in c->again */
tappa_status tappa__archive_settle(struct tappa__customer *c); /* behind a fold from the beginning: which stay there, and which must be written */
/* A contact wherever it stands; out of the archive, as it will change. NULL in `out`: none has the key. */
tappa_status tappa__archive_find(struct tappa__customer *c, const uint8_t key[16], struct tappa__contact **out);

tappa_status tappa__contacts_adopt(struct tappa__customer *c); /* adopt.c; behind a fold from the beginning */
/* recheck.c: its journey has left the place since; nothing where it was made before. */
void tappa__contact_left(struct tappa__customer *c, struct tappa__contact *contact, struct tappa__text words, int64_t time);

/* against.c: what the history says of what somebody was handed. */
void tappa__contact_expire(struct tappa__customer *c, struct tappa__contact *contact);
void tappa__contact_for(struct tappa__contact *contact); /* it asks for it; */
void tappa__contact_against(struct tappa__customer *c, struct tappa__contact *contact, struct tappa__text words, int64_t since); /* or not; also of what nobody was handed */
void tappa__contact_refuse(struct tappa__contact *contact); /* there was no consent, when it was to be handed out; */
struct tappa__text tappa__contact_words(const struct tappa__contact *contact); /* why it is not to be made, to show; "" */
void tappa__contact_lift(struct tappa__contact *contact); /* it is what it would be without, */
void tappa__contact_cover(struct tappa__contact *contact, int is_over); /* and is what it is with it, or with its time over */

#endif
