/* Owns when changed customers are due, while their rows in the store are behind: a heap by time.
 * Called at commit and by what looks for due customers; only for a store that one process owns.
 * Nothing is taken out when a customer's time changes: an alarm that is no longer its customer's `due` is passed over when it comes up. */
#include "lib/engine/engine.h"

static int
before(const struct tappa__alarm *a, const struct tappa__alarm *b)
{
    return a->due != b->due ? a->due < b->due : a->customer < b->customer;
}

tappa_status
tappa__alarm_room(struct tappa_engine *e, size_t count)
{
    return tappa__grow(&e->allocator, (void **)&e->alarms, &e->alarm_capacity, e->alarm_count + count, sizeof *e->alarms) ? TAPPA_ENOMEM
                                                                                                                        : TAPPA_OK;
}

void
tappa__alarm_set(struct tappa_engine *e, struct tappa__customer *c)
{
    struct tappa__alarm alarm = {c->due, c->id};
    size_t at = e->alarm_count;

    c->alarm = c->due;
    if (c->due == TAPPA_NEVER)
        return;
    for (e->alarm_count++; at && before(&alarm, &e->alarms[(at - 1) / 4]); at = (at - 1) / 4)
        e->alarms[at] = e->alarms[(at - 1) / 4];
    e->alarms[at] = alarm;
}

static void
take_first(struct tappa_engine *e)
{
    struct tappa__alarm last = e->alarms[--e->alarm_count];
    size_t at = 0;

    for (;;) {
        size_t least = 4 * at + 1, i;

        if (least >= e->alarm_count)
            break;
        for (i = least + 1; i < 4 * at + 5 && i < e->alarm_count; i++)
            if (before(&e->alarms[i], &e->alarms[least]))
                least = i;
        if (!before(&e->alarms[least], &last))
            break;
        e->alarms[at] = e->alarms[least];
        at = least;
    }
    e->alarms[at] = last;
}

int
tappa__alarm_next(struct tappa_engine *e, int64_t now, int64_t *customer)
{
    while (e->alarm_count && e->alarms[0].due <= now) {
        struct tappa__alarm first = e->alarms[0];
        struct tappa__customer *c = tappa__map_get(e->customers, first.customer);

        take_first(e);
        if (c && c->dirty && c->due == first.due) {
            c->alarm = TAPPA_NEVER;
            *customer = first.customer;
            return 1;
        }
    }
    return 0;
}
