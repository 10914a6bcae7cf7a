/* One sequence of calls, its events in lots of any size, over any store, with any memory, opened anew between: the same of everybody, to the last
 * member of what can be asked. Random histories with contacts handed out, reported and opened between, and joins undone. `test-batches FROM TO`: other
 * rounds than the suite's. */
#include "tests/engine/dice.h"
#include "tests/engine/people.h"
#include "tests/support/scratch.h"

static const char items[] =
    "tappa: 1\nmodel: items\nversion: 1\n"
    "data: {n: {type: int, default: 0}}\n"
    "events: {Added: {fields: {price: double, sku: string}}, Viewed: {}, Asked: {}, Solved: {}, Ordered: {fields: {revenue: double}},\n"
    "  contact.opened: {fields: {key: string}}}\n"
    "channels: {email: {setting: online, consent: marketing}, desk: {setting: offline}}\n"
    "touchpoints:\n"
    "  hint: {channel: desk, direction: outbound}\n"
    "  offer: {channel: email, direction: outbound, for: [fresh, warm]}\n"
    "entry: {Added: fresh}\nentry_rules: {key: event.sku, again: always}\n"
    "stages:\n"
    "  fresh:\n"
    "    enter: [{set: {n: data.n + 1}}, {contact: offer, expires: 3d}]\n"
    "    when: {Viewed: warm, Ordered: gone, Asked: {contact: hint}}\n"
    "    after: {30h: {contact: hint}, 4d: gone}\n"
    "  warm: {when: {Solved: fresh, Ordered: gone, Asked: gone}, after: {12h: {emit: note, every: 12h}}}\n"
    "  gone: {final: true}\n";

#define BLOCKS 10
#define BLOCK_MAX 40
#define EVENTS (BLOCKS * BLOCK_MAX)

static const char *const people[] = {"cookie=c1", "cookie=c2", "cookie=c3", "login=anna", "login=bruno", "email=a@b"};
#define PEOPLE (sizeof people / sizeof *people)

enum { CLAIM = 1, DUE = 2, OPENED = 4, PART = 8 };

struct block {
    int from, count; /* of `order` */
    int what;        /* behind it */
    uint64_t dice;
    int64_t now;
};

struct story {
    struct shop_event events[EVENTS];
    char ids[EVENTS][12], who[EVENTS][64];
    int order[EVENTS], count;
    uint32_t people; /* of whom it tells: the fewer, the longer is the history of each */
    int64_t lateness;
    struct block blocks[BLOCKS];
};

static void
invent(struct story *s)
{
    static const char *const names[] = {"Viewed", "Added", "Added", "Added", "Ordered", "Returned", "Asked", "Solved", "Consent Given",
                                        "Consent Withdrawn", "Channel Preferred", "identify", "Never Heard Of"};
    int64_t time = SHOP_START, key[EVENTS], now = SHOP_START;

    s->count = BLOCKS + (int)roll(roll(4) ? EVENTS / 4 : EVENTS - BLOCKS);
    s->people = roll(2) ? PEOPLE : 1 + roll(3);
    s->lateness = roll(2) ? 2 * SHOP_DAY : 12 * SHOP_HOUR; /* little is looked back: contacts go to the archive soon */
    for (int i = 0; i < s->count; i++) {
        const char *name = names[roll(sizeof names / sizeof *names)], *fields = NULL, *one, *other, *third;
        uint32_t named = roll(8);

        time += roll(3) ? roll(5) * SHOP_HOUR : roll(20) * SHOP_HOUR + roll(1000) * INT64_C(1000000);
        snprintf(s->ids[i], sizeof s->ids[i], "e%d", i);
        one = people[roll(s->people)];
        other = people[roll(PEOPLE)];
        third = people[roll(PEOPLE)];
        snprintf(s->who[i], sizeof s->who[i], named > 1 ? "%s" : named ? "%s %s" : "%s %s %s", one, other, third);
        if (!strcmp(name, "Added"))
            fields = roll(2) ? "price=30 sku=x" : roll(2) ? "price=5 sku=y" : "price=5";
        else if (!strcmp(name, "Ordered"))
            fields = "revenue=10";
        else if (!strncmp(name, "Consent", 7))
            fields = roll(2) ? "purpose=marketing channel=email" : "purpose=marketing";
        else if (!strcmp(name, "Channel Preferred"))
            fields = roll(2) ? "channel=sms" : "channel=email";
        else if (!strcmp(name, "identify"))
            fields = roll(2) ? "email=x@y" : "email=z@y";
        shop_event(&s->events[i], s->who[i], name, time, s->ids[i], fields);
    }
    for (int i = 0; i < s->count; i++) {
        int64_t mine = s->events[i].record.time + (int64_t)roll(roll(8) ? 24 : 60) * SHOP_HOUR;
        int at = i;

        for (; at > 0 && key[at - 1] > mine; at--) {
            key[at] = key[at - 1];
            s->order[at] = s->order[at - 1];
        }
        key[at] = mine;
        s->order[at] = i;
    }
    for (int b = 0, from = 0; b < BLOCKS; b++) {
        int end = s->count * (b + 1) / BLOCKS;

        for (int i = from; i < end; i++)
            if (s->events[s->order[i]].record.time > now)
                now = s->events[s->order[i]].record.time;
        s->blocks[b] = (struct block){.from = from, .count = end - from, .what = (int)(roll(2) ? 0 : roll(16)), .dice = ((uint64_t)roll(1u << 31) << 8) | 1, .now = now};
        from = end;
    }
}

/* And what may be said to them now. */
static void
describe(struct shop *s, const char *who, struct shop_text *t)
{
    shop_describe(s, who, t);
    shop_put(t, "  customer %016llx\n", (unsigned long long)shop_find(s, who));
    shop_decide(s, who, s->now, t);
}

struct way {
    const char *name, *path;
    uint32_t flags;
    int lots, reopen; /* most events of one; 0: all of a block */
    struct tappa_engine_options options;
};

#define HANDED_MAX 4000
#define CLAIMS 1000

static uint64_t handed, undone; /* that the stories have them */

struct telling {
    uint8_t handed[HANDED_MAX][16];
    size_t handed_count;
    int64_t joined[EVENTS];
    size_t joined_count;
};

static void
between(struct shop *shop, struct telling *of, const struct block *b, struct shop_text *out)
{
    seed = b->dice;
    if (b->what & DUE)
        shop_due(shop, shop->now);
    if (b->what & CLAIM) {
        struct tappa_claimed own[CLAIMS];
        size_t count = shop_claim_all(shop, shop->now, own, CLAIMS);

        handed += count;
        for (size_t i = 0; i < count; i++) {
            static const uint32_t states[] = {TAPPA_CONTACT_SENT, TAPPA_CONTACT_SENT, TAPPA_CONTACT_FAILED, TAPPA_CONTACT_BOUNCED};
            uint32_t what = roll(5);

            shop_put(out, "claimed %s%s ", own[i].touchpoint, own[i].effect);
            for (size_t j = 0; j < 16; j++)
                shop_put(out, "%02x", own[i].key[j]);
            shop_put(out, "\n");
            if (what < 3 || (what == 3 && !*own[i].effect))
                assert_int_equal(tappa_engine_report(shop->engine, own[i].key, states[what], shop->now), TAPPA_OK);
            if (what < 2 && !*own[i].effect && of->handed_count < HANDED_MAX)
                memcpy(of->handed[of->handed_count++], own[i].key, 16);
        }
    }
    if (b->what & OPENED && of->handed_count)
        assert_int_equal(tappa_engine_report(shop->engine, of->handed[roll((uint32_t)of->handed_count)], TAPPA_CONTACT_OPENED, shop->now), TAPPA_OK);
    if (b->what & PART && of->joined_count) {
        tappa_status status = tappa_engine_part(shop->engine, of->joined[roll((uint32_t)of->joined_count)], shop->now);

        assert_true(status == TAPPA_OK || status == TAPPA_EUNKNOWN);
        undone += status == TAPPA_OK;
    }
}

static void
start(struct shop *s, const struct way *way, int64_t lateness)
{
    tappa_model *model = shop_compile(s->context, items);
    struct tappa_engine_options options = way->options;

    options.lateness = lateness;
    shop_start(s, way->path, way->flags, &options);
    assert_int_equal(tappa_engine_add_model(s->engine, model, TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
    tappa_model_unref(model);
}

static void
tell(const struct story *s, const struct way *way, uint64_t dice, struct shop_text *out)
{
    struct telling *of = calloc(1, sizeof *of);
    struct shop shop = {.now = SHOP_START};
    uint64_t lots = dice | 1;

    if (way->path)
        scratch_remove(way->path);
    assert_int_equal(tappa_context_new(NULL, &shop.context), TAPPA_OK);
    shop.basket = shop_compile(shop.context, shop_basket);
    shop.care = shop_compile(shop.context, shop_care);
    start(&shop, way, s->lateness);
    for (int b = 0; b < BLOCKS; b++) {
        const struct block *block = &s->blocks[b];

        shop.now = block->now;
        for (int i = 0; i < block->count;) {
            struct tappa_record lot[EVENTS];
            struct tappa_ingested results[EVENTS];
            int count = block->count - i;

            seed = lots;
            if (way->lots && count > way->lots)
                count = 1 + (int)roll((uint32_t)way->lots);
            lots = seed;
            for (int j = 0; j < count; j++)
                lot[j] = s->events[s->order[block->from + i + j]].record;
            results[0].size = sizeof *results;
            assert_int_equal(tappa_engine_ingest(shop.engine, lot, (size_t)count, NULL, shop.now, results), TAPPA_OK);
            for (int j = 0; j < count; j++) {
                if (strchr(s->who[s->order[block->from + i + j]], ' '))
                    of->joined[of->joined_count++] = results[j].sequence;
                shop_put(out, "event %d outcome %u late %u %s\n", s->order[block->from + i + j], results[j].outcome, results[j].late, results[j].message);
            }
            i += count;
        }
        between(&shop, of, block, out);
        for (size_t i = 0; i < PEOPLE; i++)
            describe(&shop, people[i], out);
        if (way->reopen && b % 2) {
            assert_int_equal(tappa_engine_close(shop.engine), TAPPA_OK);
            start(&shop, way, s->lateness);
        }
    }
    shop_close(&shop);
    free(of);
}

/* The lines that differ, as far as there are few. */
static void
print_difference(const char *a, const char *b)
{
    int n = 0;

    while (*a && *b && n < 6) {
        size_t x = strcspn(a, "\n"), y = strcspn(b, "\n");

        if (x != y || memcmp(a, b, x)) {
            fprintf(stderr, "< %.*s\n> %.*s\n", (int)x, a, (int)y, b);
            n++;
        }
        a += x + (a[x] != 0);
        b += y + (b[y] != 0);
    }
}

static const uint64_t found[] = {64, 105}; /* in which something was found: with those of the suite, behind the others */
static uint64_t from = 1, to = 18;

static void
lots_do_not_matter(void **state)
{
    char file[200];
    struct tappa_engine_options plain = {.size = sizeof plain}, tight = {.size = sizeof tight, .cache = 2, .checkpoint = 5};
    const struct way ways[] = {
        {"one lot", NULL, 0, 0, 0, plain},
        {"one by one", NULL, 0, 1, 0, plain},
        {"in lots", NULL, 0, 4, 0, plain},
        {"small cache", NULL, 0, 3, 0, tight},
        {"shared memory", NULL, TAPPA_STORE_SHARED, 3, 0, tight},
        {"a file, opened anew", file, 0, 3, 1, tight},
        {"a shared file, opened anew", file, TAPPA_STORE_SHARED, 3, 1, plain},
    };

    (void)state;
    scratch_file(file, sizeof file, "batches");
    for (uint64_t at = from; at <= to + sizeof found / sizeof *found; at++) {
        uint64_t round = at <= to ? at : found[at - to - 1];
        struct story *s = calloc(1, sizeof *s);
        struct shop_text texts[sizeof ways / sizeof *ways] = {0};

        assert_non_null(s);
        seed = round * UINT64_C(0x9e3779b97f4a7c15);
        invent(s);
        for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
            if (ways[i].path && round % 4) /* a file costs its syncs */
                continue;
            tell(s, &ways[i], round, &texts[i]);
            if (!strcmp(texts[i].s, texts[0].s))
                continue;
            fprintf(stderr, "round %llu, %s and %s:\n", (unsigned long long)round, ways[0].name, ways[i].name);
            print_difference(texts[0].s, texts[i].s);
            fail();
        }
        for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
            free(texts[i].s);
        free(s);
    }
    scratch_remove(file);
    assert_true(handed > to - from && undone > (to - from) / 8);
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(lots_do_not_matter)};

    if (argc > 2) {
        from = strtoull(argv[1], NULL, 10);
        to = strtoull(argv[2], NULL, 10);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
