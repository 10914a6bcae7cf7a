/* One sequence of calls, its events in lots of any size, over any store, with any memory, opened anew between: the same of everybody, to the last
 * member of what can be asked. Random histories with contacts handed out, reported and opened between, and joins undone. `test-batches FROM TO`: other
 * rounds than the suite's. Half of the stories have more versions, experiments, quiet hours, other models begun, and people who are forgotten. */
#include "tests/engine/dice.h"
#include "tests/engine/people.h"
#include "lib/engine/engine.h"
#include "tests/support/scratch.h"

/* What there is of one model: its versions, and what only the rich stories have. */
static void
model_text(char *text, size_t size, int version, int rich)
{
    static const char *const migrate[] = {"", "migrate: {from: 1, stages: {warm: hot}}\n", "migrate: {from: 2}\n"};
    const char *warm = version > 1 ? "hot" : "warm";

    snprintf(text, size,
             "tappa: 1\nmodel: items\nversion: %d\n%s"
             "data: {n: {type: int, default: 0}}\n"
             "events: {Added: {fields: {price: double, sku: string}}, Viewed: {}, Asked: {}, Solved: {}, Ordered: {fields: {revenue: double}},\n"
             "  contact.opened: {fields: {key: string}}}\n"
             "channels: {email: {setting: online, consent: marketing}, desk: {setting: offline}}\n"
             "touchpoints:\n"
             "  hint: {channel: desk, direction: outbound}\n"
             "  offer: {channel: email, direction: outbound, for: [fresh, %s]}\n"
             "  lost: {channel: desk, direction: outbound, for: [fresh]}\n" /* asked for where it never serves */
             "%s"
             "entry: {Added: fresh}\nentry_rules: {key: event.sku, again: always}\n"
             "stages:\n"
             "  fresh:\n"
             "    enter: [{set: {n: data.n + 1}}, {%scontact: offer, expires: 3d}]\n"
             "    when: {Viewed: %s, Ordered: gone, Asked: {contact: hint}}\n"
             "    after: {%s: {contact: hint}, 4d: gone}\n"
             "  %s: {when: {%sSolved: fresh, Ordered: gone, Asked: gone}, after: {12h: {emit: note, every: %s}}}\n"
             "  gone: {%sfinal: true}\n",
             version, migrate[version - 1], warm,
             rich ? "experiments: {tone: {arms: {warm: 2, cold: 1}, holdout: 0.2}}\n"
                    "contact_rules:\n  quiet: {from: \"21:00\", to: \"08:30\"}\n  caps: [{channel: email, at_most: 2, per: 2d}, {at_most: 6, per: 7d}]\n"
                  : "",
             rich ? "if: 'experiment.tone != \"cold\"', " : "", warm, version > 2 ? "20h" : "30h", warm,
             rich ? "Viewed: {contact: lost}, " : "", version > 2 ? "30h" : "12h",
             rich ? "enter: [{start: parcel}], " : "");
}

/* Begun by another model, and by nothing else. */
static const char parcel[] =
    "tappa: 1\nmodel: parcel\nversion: 1\n"
    "events: {start: {}, Viewed: {}}\n"
    "channels: {sms: {setting: online}}\ntouchpoints: {arrived: {channel: sms, direction: outbound}}\n"
    "entry: {start: on_its_way}\nentry_rules: {again: after_end}\n"
    "stages:\n  on_its_way: {when: {Viewed: there}, after: {3d: there}}\n  there: {enter: [{contact: arrived, expires: 2d}], final: true}\n";

#define BLOCKS 10
#define BLOCK_MAX 40
#define EVENTS (BLOCKS * BLOCK_MAX)

static const char *const people[] = {"cookie=c1", "cookie=c2", "cookie=c3", "login=anna", "login=bruno", "email=a@b"};
#define PEOPLE (sizeof people / sizeof *people)

enum { CLAIM = 1, DUE = 2, OPENED = 4, PART = 8, VERSION = 16, APPLY = 32, ERASE = 64 };

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
    int rich; /* in what the model has, in its versions, in people who are forgotten */
    struct block blocks[BLOCKS];
};

static void
invent(struct story *s, int rich)
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
    s->rich = rich;
    for (int b = 0; rich && b < BLOCKS; b++)
        s->blocks[b].what |= (roll(4) ? 0 : VERSION) | (roll(3) ? 0 : APPLY) | (roll(8) ? 0 : ERASE);
}

/* And what may be said to them now. */
static void
describe(struct shop *s, const char *who, struct shop_text *t)
{
    shop_describe(s, who, t);
    shop_put(t, "  customer %016llx\n", (unsigned long long)shop_find(s, who));
    shop_decide(s, who, s->now, t);
}

#define ROWS 4000

static size_t
read_rows(struct shop *shop, int64_t customer, char *lines[ROWS], size_t count)
{
    const struct tappa_store_contact *rows;
    size_t n;

    assert_int_equal(shop->engine->store->table->contacts_of(shop->engine->store, customer, &rows, &n), TAPPA_OK);
    assert_true(count + n <= ROWS);
    for (size_t i = 0; i < n; i++, count++) {
        struct shop_text line = {0};

        shop_put_bytes(&line, rows[i].key, sizeof rows[i].key);
        shop_put(&line, " state %u due %lld ", rows[i].state, (long long)rows[i].due);
        shop_put_bytes(&line, rows[i].body.data, rows[i].body.size);
        lines[count] = line.s;
    }
    return count;
}

static int
compare_lines(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Each contact's bytes in the store; whether they are in the archive already is lazy. */
static void
put_rows(struct shop *shop, int64_t customer, struct shop_text *out)
{
    static char *lines[ROWS];
    size_t count = read_rows(shop, tappa__archive_of(customer), lines, read_rows(shop, customer, lines, 0));

    qsort(lines, count, sizeof *lines, compare_lines);
    for (size_t i = 0; i < count; i++) {
        shop_put(out, "  row %s\n", lines[i]);
        free(lines[i]);
    }
}

/* All else of a customer as the store has it, without the journeys that are let go, and how many contacts went to the archive, sooner or later. */
static void
put_state(struct shop *shop, int64_t customer, struct shop_text *out)
{
    const struct tappa__track **told;
    struct tappa__customer *c, view;
    struct tappa__track *tracks;
    struct tappa__buffer bytes;

    assert_int_equal(tappa__customer_get(shop->engine, customer, &c), TAPPA_OK);
    told = calloc(c->track_count + 1, sizeof *told);
    tracks = calloc(c->track_count + 1, sizeof *tracks);
    assert_true(told && tracks);
    view = *c;
    view.tracks = tracks;
    view.contact_count = view.past_count = view.away = 0;
    view.away_sent = 0;
    assert_int_equal(tappa__tracks_told(c, told, &view.track_count), TAPPA_OK);
    for (size_t i = 0; i < view.track_count; i++)
        tracks[i] = *told[i];
    tappa__buffer_init(&bytes, &shop->engine->allocator);
    tappa__state_pack(&view, &bytes);
    assert_false(bytes.failed);
    shop_put(out, "  state ");
    shop_put_bytes(out, bytes.s, bytes.n);
    shop_put(out, "\n");
    tappa__buffer_free(&bytes);
    free(tracks);
    free(told);
}

/* All that is kept of them but how it came, which names timers by where they stand in the model's text: contacts of years ago too. */
static void
export_all(struct shop *shop, struct shop_text *out)
{
    assert_int_equal(tappa_engine_checkpoint(shop->engine), TAPPA_OK);
    for (size_t i = 0; i < PEOPLE; i++) {
        int64_t customer = shop_find(shop, people[i]);
        const char *text;
        size_t size;

        if (!customer)
            continue;
        assert_int_equal(tappa_engine_export(shop->engine, customer, &text, &size), TAPPA_OK);
        shop_put(out, "%.*s\n", (int)(strstr(text, "\n \"journal\"") - text), text);
        put_rows(shop, customer, out);
        put_state(shop, customer, out);
    }
}

struct way {
    const char *name, *path;
    uint32_t flags;
    int lots, reopen; /* most events of one; 0: all of a block */
    size_t few;       /* at most so many in one call of what asks for a limit; 0: all */
    struct tappa_engine_options options;
};

#define HANDED_MAX 4000
#define CLAIMS 1000

static uint64_t handed, undone, moved, erased; /* that the stories have them */

struct telling {
    uint8_t handed[HANDED_MAX][16];
    size_t handed_count;
    int64_t joined[EVENTS];
    size_t joined_count;
    int version;
    int32_t policy;
};

/* A model's version comes into force; one that is stays so. */
static void
add(struct shop *shop, const struct telling *of, int rich)
{
    char text[4096];
    tappa_model *model;

    model_text(text, sizeof text, of->version, rich);
    model = shop_compile(shop->context, text);
    assert_int_equal(tappa_engine_add_model(shop->engine, model, of->policy, shop->now), TAPPA_OK);
    tappa_model_unref(model);
}

static void
change(struct shop *shop, struct telling *of, const struct block *b, const struct way *way)
{
    static const int32_t policies[] = {TAPPA_FOLLOW, TAPPA_PIN, TAPPA_MIGRATE};
    size_t done, limit = way->few ? way->few : 1000;

    if (b->what & VERSION && of->version < 3) {
        of->version++;
        of->policy = policies[roll(3)];
        add(shop, of, 1);
    }
    if (b->what & APPLY) {
        do
            assert_int_equal(tappa_engine_apply(shop->engine, "items", 5, shop->now, limit, &done), TAPPA_OK);
        while (done == limit);
        moved++;
    }
    if (b->what & ERASE) {
        int64_t customer = shop_find(shop, people[roll(PEOPLE)]);

        if (customer)
            assert_int_equal(tappa_engine_erase(shop->engine, customer, shop->now, NULL), TAPPA_OK);
        erased += customer != 0;
    }
}

static void
run_due(struct shop *shop, size_t few)
{
    size_t done, limit = few ? few : 1000;

    do
        assert_int_equal(tappa_engine_run_due(shop->engine, shop->now, limit, &done), TAPPA_OK);
    while (done == limit);
}

struct got {
    uint8_t key[16];
    char what[64];
    int effect;
};

static int
compare_got(const void *a, const void *b)
{
    return memcmp(a, b, 16);
}

/* Who comes first is nobody's promise, so all are asked for, and sorted. */
static size_t
claim(struct shop *shop, size_t few, struct got *all)
{
    const struct tappa_claimed *claimed;
    size_t count, n = 0, limit = few ? few : CLAIMS;

    do {
        assert_int_equal(tappa_engine_claim(shop->engine, shop->now, limit, &claimed, &count), TAPPA_OK);
        assert_true(n + count < CLAIMS);
        for (size_t i = 0; i < count; i++, n++) {
            memcpy(all[n].key, claimed[i].key, sizeof all[n].key);
            snprintf(all[n].what, sizeof all[n].what, "%s%s", claimed[i].touchpoint, claimed[i].effect);
            all[n].effect = *claimed[i].effect != 0;
        }
    } while (few && count);
    qsort(all, n, sizeof *all, compare_got);
    return n;
}

static void
between(struct shop *shop, struct telling *of, const struct block *b, const struct way *way, struct shop_text *out)
{
    tappa_status status;

    seed = b->dice;
    change(shop, of, b, way);
    if (b->what & DUE)
        run_due(shop, way->few);
    if (b->what & CLAIM) {
        struct got own[CLAIMS];
        size_t count = claim(shop, way->few, own);

        handed += count;
        for (size_t i = 0; i < count; i++) {
            static const uint32_t states[] = {TAPPA_CONTACT_SENT, TAPPA_CONTACT_SENT, TAPPA_CONTACT_FAILED, TAPPA_CONTACT_BOUNCED};
            uint32_t what = roll(5);

            shop_put(out, "claimed %s ", own[i].what);
            shop_put_bytes(out, own[i].key, 16);
            shop_put(out, "\n");
            if (what < 3 || (what == 3 && !own[i].effect))
                assert_int_equal(tappa_engine_report(shop->engine, own[i].key, states[what], shop->now), TAPPA_OK);
            if (what < 2 && !own[i].effect && of->handed_count < HANDED_MAX)
                memcpy(of->handed[of->handed_count++], own[i].key, 16);
        }
    }
    if (b->what & OPENED && of->handed_count) {
        status = tappa_engine_report(shop->engine, of->handed[roll((uint32_t)of->handed_count)], TAPPA_CONTACT_OPENED, shop->now);
        assert_true(status == TAPPA_OK || (erased && status == TAPPA_EUNKNOWN));
    }
    if (b->what & PART && of->joined_count) {
        status = tappa_engine_part(shop->engine, of->joined[roll((uint32_t)of->joined_count)], shop->now);
        assert_true(status == TAPPA_OK || status == TAPPA_EUNKNOWN);
        undone += status == TAPPA_OK;
    }
}

static void
start(struct shop *shop, const struct way *way, const struct story *s, const struct telling *of)
{
    struct tappa_engine_options options = way->options;

    options.lateness = s->lateness;
    shop_start(shop, way->path, way->flags, &options);
    if (s->rich) {
        tappa_model *model = shop_compile(shop->context, parcel);

        assert_int_equal(tappa_engine_add_model(shop->engine, model, TAPPA_FOLLOW, SHOP_START - SHOP_DAY), TAPPA_OK);
        tappa_model_unref(model);
    }
    add(shop, of, s->rich);
}

static void
tell(const struct story *s, const struct way *way, uint64_t dice, struct shop_text *out)
{
    struct telling *of = calloc(1, sizeof *of);
    struct shop shop = {.now = SHOP_START};
    uint64_t lots = dice | 1;

    if (way->path)
        scratch_remove(way->path);
    assert_non_null(of);
    of->version = 1;
    assert_int_equal(tappa_context_new(NULL, &shop.context), TAPPA_OK);
    shop.basket = shop_compile(shop.context, shop_basket);
    shop.care = shop_compile(shop.context, shop_care);
    start(&shop, way, s, of);
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
        between(&shop, of, block, way, out);
        for (size_t i = 0; i < PEOPLE; i++)
            describe(&shop, people[i], out);
        if (way->reopen && b % 2) {
            assert_int_equal(tappa_engine_close(shop.engine), TAPPA_OK);
            start(&shop, way, s, of);
        }
    }
    if (way->reopen) {
        assert_int_equal(tappa_engine_close(shop.engine), TAPPA_OK);
        start(&shop, way, s, of);
    }
    export_all(&shop, out);
    shop_close(&shop);
    free(of);
}

/* The lines that differ, as far as there are few; of long ones what stands around the first byte that does. */
static void
print_difference(const char *a, const char *b)
{
    int n = 0;

    while (*a && *b && n < 6) {
        size_t x = strcspn(a, "\n"), y = strcspn(b, "\n");

        if (x != y || memcmp(a, b, x)) {
            size_t at = 0;

            while (a[at] == b[at])
                at++;
            at = at > 300 ? at - 300 : 0;
            fprintf(stderr, "< %.*s\n> %.*s\n", (int)(x - at < 500 ? x - at : 500), a + at, (int)(y - at < 500 ? y - at : 500), b + at);
            n++;
        }
        a += x + (a[x] != 0);
        b += y + (b[y] != 0);
    }
}

static uint64_t from = 1, to = 12;

static void
compare(uint64_t round, int rich)
{
    char file[200];
    struct tappa_engine_options plain = {.size = sizeof plain}, tight = {.size = sizeof tight, .cache = 2, .checkpoint = 5};
    const struct way ways[] = {
        {"one lot", NULL, 0, 0, 0, 0, plain},
        {"one by one", NULL, 0, 1, 0, 1, plain},
        {"in lots", NULL, 0, 4, 0, 0, plain},
        {"small cache", NULL, 0, 3, 0, 2, tight},
        {"shared memory", NULL, TAPPA_STORE_SHARED, 3, 0, 3, tight},
        {"a file, opened anew", file, 0, 3, 1, 0, tight},
        {"a shared file, opened anew", file, TAPPA_STORE_SHARED, 3, 1, 1, plain},
    };
    struct story *s = calloc(1, sizeof *s);
    struct shop_text texts[sizeof ways / sizeof *ways] = {0};

    assert_non_null(s);
    scratch_file(file, sizeof file, "batches");
    seed = round * UINT64_C(0x9e3779b97f4a7c15);
    invent(s, rich);
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        if (ways[i].path && round % 4) /* a file costs its syncs */
            continue;
        tell(s, &ways[i], round, &texts[i]);
        if (!strcmp(texts[i].s, texts[0].s))
            continue;
        fprintf(stderr, "%s round %llu, %s and %s:\n", rich ? "rich" : "plain", (unsigned long long)round, ways[0].name, ways[i].name);
        print_difference(texts[0].s, texts[i].s);
        fail();
    }
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        free(texts[i].s);
    free(s);
    scratch_remove(file);
}

static void
lots_do_not_matter(void **state)
{
    (void)state;
    for (uint64_t round = from; round <= to; round++)
        compare(round, 0);
    compare(64, 0); /* in these two something was found */
    compare(105, 0);
    assert_true(handed > to - from && undone > (to - from) / 8);
}

static void
nor_where_versions_come_and_people_go(void **state)
{
    (void)state;
    for (uint64_t round = from; round <= to; round++)
        compare(round, 1);
    assert_true(moved > to - from && erased > to - from);
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(lots_do_not_matter), cmocka_unit_test(nor_where_versions_come_and_people_go)};

    if (argc > 2) {
        from = strtoull(argv[1], NULL, 10);
        to = strtoull(argv[2], NULL, 10);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
