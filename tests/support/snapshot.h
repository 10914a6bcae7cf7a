/* A journey that has all a journey can have, at six moments of its way; and a reader of snapshots of its own, from the format's description
 * in lib/core/journey/snapshot.h, that says in words what the bytes say. */
#ifndef TAPPA_TESTS_SNAPSHOT_H
#define TAPPA_TESTS_SNAPSHOT_H

#include "tests/support/world.h"

static const char rich[] =
    "tappa: 1\n"
    "model: rich\n"
    "version: 1\n"
    "data:\n"
    "  n: {type: int, default: 1}\n"
    "  x: {type: double}\n"
    "  b: {type: bool}\n"
    "  s: {type: string}\n"
    "  t: {type: timestamp}\n"
    "  d: {type: duration}\n"
    "  unset: {type: int}\n"
    "profile:\n"
    "  p: {type: string}\n"
    "events:\n"
    "  in: {}\n"
    "  out: {}\n"
    "  go: {fields: {n: int}}\n"
    "  end: {}\n"
    "  ring: {aka: [bell], fields: {n: int, s: string}}\n"
    "  note: {}\n"
    "stages:\n"
    "  o0:\n"
    "    when:\n"
    "      in: h1\n"
    "      end: e1\n"
    "    always:\n"
    "      - {if: 'journey.visits(\"a1\") > 99 || journey.visits(\"a2\") > 99', to: e1}\n"
    "      - {if: 'journey.visits(\"o0\") > 1 && (journey.entered(\"h1\") > now || journey.entered(\"h1\") > journey.entered(\"o0\"))', to: e1}\n"
    "  h1:\n"
    "    stages:\n"
    "      s0: {history: shallow}\n"
    "      d0: {history: deep}\n"
    "      r0:\n"
    "        parallel: true\n"
    "        stages:\n"
    "          p1:\n"
    "            stages:\n"
    "              a1: {when: {go: {to: a2, do: [set: {n: event.n, x: '1.5', b: 'true', s: '\"text\"', t: now, d: 'duration(\"90s\")'},\n"
    "                                            learn: {p: '\"me\"'}]}}}\n"
    "              a2: {when: {note: {do: [{send: ring, after: 2d, id: again, with: {n: '7', s: '\"x\"'}}, {send: ring, after: 3d}]}}}\n"
    "          p2:\n"
    "            stages:\n"
    "              b1: {when: {go: b2}}\n"
    "              b2: {after: {1h: {if: 'false', to: b1}, 2h: b1}}\n"
    "      w0: {}\n"
    "    when: {out: o0}\n"
    "  e1: {final: true}\n"
    "goals: {g: {reach: e1}}\n";

/* ---- a decoder */

struct reading {
    const unsigned char *at, *end;
    char out[4000];
    size_t used;
};

static inline void
say(struct reading *r, const char *format, ...)
{
    va_list list;

    va_start(list, format);
    r->used += (size_t)vsnprintf(r->out + r->used, sizeof r->out - r->used, format, list);
    va_end(list);
    assert_true(r->used < sizeof r->out);
}

static inline uint64_t
number(struct reading *r)
{
    uint64_t n = 0;
    int shift = 0;

    do {
        assert_true(r->at < r->end && shift < 64);
        n |= (uint64_t)(*r->at & 0x7F) << shift;
        shift += 7;
    } while (*r->at++ & 0x80);
    return n;
}

static inline long long
whole(struct reading *r)
{
    uint64_t n = number(r);

    return (long long)(n >> 1 ^ (0 - (n & 1)));
}

static inline void
text(struct reading *r, const char *before)
{
    uint64_t n = number(r);

    assert_true(n <= (uint64_t)(r->end - r->at));
    say(r, "%s%.*s", before, (int)n, (const char *)r->at);
    r->at += n;
}

static inline void
value(struct reading *r)
{
    uint64_t kind = number(r), bits = 0;
    char text_of_real[40];
    double real;

    switch (kind) {
    case TAPPA_STRING:
        text(r, "=");
        break;
    case TAPPA_DOUBLE:
        for (int i = 0; i < 8; i++)
            bits |= (uint64_t)*r->at++ << (8 * i);
        memcpy(&real, &bits, sizeof real);
        (void)tappa_value_json(&(struct tappa_value){.kind = TAPPA_DOUBLE, .real = real}, text_of_real, sizeof text_of_real);
        say(r, "=%s", text_of_real); /* no locale has a say in it */
        break;
    default:
        say(r, "=%d:%lld", (int)kind, whole(r));
    }
}

static inline void
named_values(struct reading *r, const char *what)
{
    say(r, "\n%s", what);
    for (uint64_t n = number(r); n; n--) {
        text(r, " ");
        value(r);
    }
}

static inline const char *
decode(struct reading *r, const unsigned char *bytes, size_t size)
{
    uint64_t flags;

    r->used = 0;
    r->at = bytes + 5;
    r->end = bytes + size - 4;
    assert_memory_equal(bytes, "TPSN\1", 5);
    text(r, "");
    say(r, " %d", (int)number(r));
    r->at += 16;
    text(r, " ");
    text(r, "#");
    text(r, " in ");
    flags = number(r);
    say(r, " flags %d", (int)flags);
    if (flags & 1) {
        say(r, " from %lld", whole(r));
        say(r, " to %lld", whole(r));
        say(r, " steps %d", (int)number(r));
    }
    if (flags & 2)
        text(r, " final ");
    say(r, "\nactive");
    for (uint64_t n = number(r); n; n--) {
        text(r, " ");
        say(r, "@%lld", whole(r));
        for (uint64_t k = number(r); k; k--) {
            long long delay = (long long)number(r);
            say(r, "(%lld:%lld)", delay, whole(r));
        }
    }
    say(r, "\nentered");
    for (uint64_t n = number(r); n; n--) {
        text(r, " ");
        say(r, "@%lld", whole(r));
    }
    say(r, "\nvisits");
    for (uint64_t n = number(r); n; n--) {
        text(r, " ");
        say(r, "*%d", (int)number(r));
    }
    say(r, "\nhistories");
    for (uint64_t n = number(r); n; n--) {
        text(r, " ");
        for (uint64_t k = number(r); k; k--)
            text(r, ":");
    }
    named_values(r, "data");
    named_values(r, "profile");
    for (uint64_t n = number(r); n; n--) {
        say(r, "\nsend %lld", whole(r));
        text(r, " ");
        text(r, " id ");
        for (uint64_t k = number(r); k; k--) {
            text(r, " ");
            value(r);
        }
    }
    assert_ptr_equal(r->at, r->end);
    return r->out;
}

/* ---- the journey */

/* One journey on its way: 0 not begun, 1 just begun, 2 in the house, 3 with all that a journey can have, 4 out again, 5 at the end,
 * 6 as 3 with a timer used up. */
static inline void
open_at(struct world *w, int moment)
{
    static const struct {
        const char *event;
        int64_t seconds;
    } way[] = {{"note", 100}, {"in", 200}, {"go", 300}, {"note", 400}, {"out", 500}, {"end", 600}};
    struct tappa_value n = {.kind = TAPPA_INT, .integer = -3};
    tappa_zone *zone;

    world_open(w, rich);
    assert_int_equal(tappa_zone_load(w->context, "Europe/Rome", 11, &zone), TAPPA_OK);
    assert_int_equal(tappa_journey_set_zone(w->journey, zone), TAPPA_OK);
    tappa_zone_unref(zone);
    for (int i = 0; i < (moment < 3 ? moment : moment < 6 ? moment + 1 : 4); i++)
        assert_int_equal(world_feed(w, way[i].event, way[i].seconds, strcmp(way[i].event, "go") ? NULL : &n), TAPPA_OK);
    if (moment == 6)
        assert_int_equal(tappa_journey_run_due(w->journey, INT64_C(3900000000), w->batch), TAPPA_OK);
}

#endif
