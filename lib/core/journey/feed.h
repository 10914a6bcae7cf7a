/* Running a step on a subject: what single journeys and cohorts share. */
#ifndef TAPPA__FEED_H
#define TAPPA__FEED_H

#include "lib/core/journey/work.h"

enum tappa__call {
    TAPPA__FEED,  /* begin where not begun, then the event */
    TAPPA__BEGIN, /* only begin */
    TAPPA__PROBE  /* feed, and forget it */
};

/* Checks the event and runs it. The batch must be warm; its lists are appended to. On an error the subject is as it was, the lists are
 * the caller's to cut. */
tappa_status tappa__feed(const struct tappa__subject *subject, const struct tappa_event *event, struct tappa_batch *b,
                         enum tappa__call call);
/* The same for a journey: empties the batch, warms it, and on an error leaves no more in it than what explains it. */
tappa_status tappa__call(tappa_journey *j, const struct tappa_event *event, tappa_batch *b, enum tappa__call what);
/* Runs the timer that is first, if it is due: TAPPA_NOT_DUE otherwise. After TAPPA_ELOOP the timer is used up. */
tappa_status tappa__feed_due(const struct tappa__subject *subject, int64_t now, struct tappa_batch *b);
/* Writes a slot (data first, then profile) from outside. The value must fit. */
tappa_status tappa__write_slot(const struct tappa__subject *subject, uint32_t slot, const struct tappa_value *value,
                               struct tappa_batch *b);
/* Whether a value may stand in a slot, a field: of the kind, in range, well-formed; TAPPA_UNSET may. */
int tappa__value_fits(const struct tappa_value *v, uint32_t kind);

#endif
