/* One event on one journey, the fast way where the model's table has it. Hosts call it for every event; what the table does not cover
 * goes to the general step. It writes a record and the state, and asks for no memory: the batch has room for one record. */
#include "lib/core/journey/fast.h"
#include "lib/core/journey/feed.h"

/* Whether the fields are all there and of their declared kinds; only for events whose fields need no look at their contents. */
static inline uint32_t
misfits(const struct tappa_model *m, const struct tappa_event *event)
{
    struct tappa__span fields = m->events[event->type].fields;
    const uint8_t *kinds = m->field_kinds + fields.first;
    uint32_t wrong = (event->field_count ^ fields.count) | (m->event_plain[event->type] ^ 1u);

    for (uint32_t i = 0; !wrong && i < fields.count; i++)
        wrong |= event->fields[i].kind ^ kinds[i];
    return wrong;
}

tappa_status
tappa_journey_feed(tappa_journey *journey, const struct tappa_event *event, tappa_batch *batch)
{
    static const struct tappa_value nothing;
    const struct tappa_model *m;
    const struct tappa__fast_row *row;
    const char *fields;
    struct tappa__state *s;
    uint64_t stops;

    if (!journey || !event || !batch)
        return TAPPA_EINVAL;
    m = journey->model;
    s = tappa__journey_state(journey);
    if (batch->model != m || batch->explain || event->size != sizeof *event || event->type >= m->fast_events || event->flags ||
        s->flags != TAPPA__BEGUN || event->time < s->last || event->time > TAPPA__TIME_MAX ||
        (event->touchpoint != TAPPA_NONE && event->touchpoint >= m->touchpoint_count) ||
        (event->field_count && !event->fields) || misfits(m, event))
        return tappa__call(journey, event, batch, TAPPA__FEED);
    row = &m->fast[event->type * m->leaf_count + s->leaf];
    fields = (const char *)(event->field_count ? event->fields : &nothing);
    stops = tappa__fast_stops(row, fields + row->field, 1);
    while (tappa__fast_asks(row, stops)) {
        if (row->next == TAPPA__FAST_SLOW)
            return tappa__call(journey, event, batch, TAPPA__FEED);
        row = m->fast + row->next;
        stops = tappa__fast_stops(row, fields + row->field, 1);
    }
    batch->fast = 1;
    batch->fast_event = event->type;
    batch->fast_leaf = s->leaf;
    batch->fast_time = event->time;
    batch->taken.count = tappa__fast_commit(s, row, stops, event->time, batch->taken.items);
    return TAPPA_OK;
}
