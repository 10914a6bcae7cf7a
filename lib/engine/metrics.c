/* Owns the sums: as a struct, and as the text that Prometheus reads.
 * Hosts call it for monitoring.
 * No name, id or text of anybody stands in them. */
#include <stdio.h>
#include <string.h>

#include "lib/engine/engine.h"
#include "lib/record/size.h"

static struct tappa_counters
sums_of(const struct tappa_engine *e)
{
    struct tappa_counters sums = e->sums;

    sums.size = sizeof sums;
    sums.cached = tappa__map_count(e->customers);
    sums.dirty = e->dirty_count;
    return sums;
}

tappa_status
tappa_engine_counters(const tappa_engine *engine, struct tappa_counters *counters)
{
    struct tappa_counters sums;
    tappa_status status;

    if (!engine || !counters || counters->size < 2 * sizeof(uint32_t))
        return TAPPA_EINVAL;
    status = tappa__may_call(engine);
    if (status)
        return status;
    sums = sums_of(engine);
    tappa__size_give(counters, &sums, counters->size, sizeof sums);
    return TAPPA_OK;
}

struct metric {
    const char *name, *label, *help;
    size_t at;
    int is_gauge;
};
#define SUM(name, label, member, help) {name, label, help, offsetof(struct tappa_counters, member), 0}

static const struct metric metrics[] = {
    SUM("events", "outcome=\"taken\"", taken, "Events by what became of them."),
    SUM("events", "outcome=\"ignored\"", ignored, NULL),
    SUM("events", "outcome=\"duplicate\"", duplicates, NULL),
    SUM("events", "outcome=\"too_late\"", too_late, NULL),
    SUM("events", "outcome=\"unknown_event\"", unknown_events, NULL),
    SUM("events", "outcome=\"nobody\"", nobody, NULL),
    SUM("events", "outcome=\"refused\"", refused, NULL),
    SUM("events", "outcome=\"damaged\"", damaged, NULL),
    SUM("late_events", NULL, late, "Events that were put into their place before others."),
    SUM("joins", NULL, joins, "Customers that turned out to be one."),
    SUM("joins_refused", NULL, joins_refused, "Joins that a limit forbade."),
    SUM("parted", NULL, parted, "Joins that were undone."),
    SUM("timers", NULL, timers, "Timers that fired."),
    SUM("transitions", NULL, transitions, "Rows taken."),
    SUM("failures", NULL, failures, "Expressions that failed."),
    SUM("contacts", "state=\"wanted\"", wanted, "Contacts by what became of them."),
    SUM("contacts", "state=\"withdrawn\"", withdrawn, NULL),
    SUM("contacts", "state=\"expired\"", expired, NULL),
    SUM("contacts", "state=\"claimed\"", claimed, NULL),
    SUM("contacts", "state=\"reclaimed\"", reclaimed, NULL),
    SUM("contacts", "state=\"sent\"", sent, NULL),
    SUM("contacts", "state=\"failed\"", failed, NULL),
    SUM("contacts", "state=\"bounced\"", bounced, NULL),
    SUM("contacts", "state=\"opened\"", opened, NULL),
    SUM("contacts", "state=\"unopened\"", unopened, NULL),
    SUM("commits", NULL, commits, "Transactions."),
    SUM("conflicts", NULL, conflicts, "Transactions lost to another process."),
    {"customers_cached", NULL, "Customers in memory.", offsetof(struct tappa_counters, cached), 1},
    {"customers_unwritten", NULL, "Customers in memory that the store's rows are behind of.", offsetof(struct tappa_counters, dirty), 1},
};

/* snprintf at a place that may lie past the end; returns where the next goes. */
static size_t
put(char *buffer, size_t size, size_t at, const char *a, const char *b, const char *c, const char *d)
{
    int n = snprintf(at < size ? buffer + at : NULL, at < size ? size - at : 0, "%s%s%s%s", a, b, c, d);

    return at + (size_t)n;
}

size_t
tappa_engine_metrics(const tappa_engine *engine, char *buffer, size_t size)
{
    struct tappa_counters sums;
    size_t at = 0, i;

    if (!engine || (!buffer && size))
        return 0;
    if (size)
        *buffer = '\0';
    if (tappa__may_call(engine))
        return 0;
    sums = sums_of(engine);
    for (i = 0; i < sizeof metrics / sizeof *metrics; i++) {
        const struct metric *m = &metrics[i];
        const char *suffix = m->is_gauge ? "" : "_total";
        uint64_t value;
        char number[32];

        memcpy(&value, (const char *)&sums + m->at, sizeof value);
        snprintf(number, sizeof number, " %llu\n", (unsigned long long)value);
        if (m->help) {
            at = put(buffer, size, at, "# HELP tappa_", m->name, suffix, " ");
            at = put(buffer, size, at, m->help, "\n# TYPE tappa_", m->name, suffix);
            at = put(buffer, size, at, m->is_gauge ? " gauge\n" : " counter\n", "", "", "");
        }
        at = put(buffer, size, at, "tappa_", m->name, suffix, m->label ? "{" : "");
        at = put(buffer, size, at, m->label ? m->label : "", m->label ? "}" : "", number, "");
    }
    return engine->counted.n ? put(buffer, size, at, engine->counted.s, "", "", "") : at;
}
