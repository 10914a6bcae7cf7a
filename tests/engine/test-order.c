/* The same events, in whatever order they come within the lateness allowed (what people say of themselves: however late), in whatever lots, over whatever store, with whatever happens between:
 * the same bytes of state, the same decisions and the same contacts handed out. Random histories, with joins of which some are undone, events that are sent
 * again, somebody who is erased and a version that is applied, in processes that die between; the seed of one that fails is told. */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include "tests/engine/story.h"
#include "tests/support/leave.h"
#include "tests/support/scratch.h"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define ROUNDS 40

/* Everything that may differ between two runs of one story. */
struct way {
    const char *name, *path;
    uint32_t flags;
    int shuffled, lots, due_between, reopen; /* `shuffled`: the dice that give the order, of arrival and of all between; 0: in order */
    struct tappa_engine_options options;
};

/* All that is handed out, by key: which customer comes first is nobody's promise. Each is reported as sent. */
static void
claim(struct shop *s, int64_t now, struct shop_text *t)
{
    struct tappa_claimed own[100];
    const struct tappa_claimed *claimed;
    size_t count;

    assert_int_equal(tappa_engine_claim(s->engine, now, 100, &claimed, &count), TAPPA_OK);
    assert_true(count < 100);
    if (count)
        memcpy(own, claimed, count * sizeof *own);
    qsort(own, count, sizeof *own, compare_claims);
    for (size_t i = 0; i < count; i++) {
        shop_put(t, "claimed %s%s of %s wanted %lld", own[i].touchpoint, own[i].effect, own[i].model, (long long)own[i].wanted);
        shop_put_bytes(t, own[i].key, sizeof own[i].key);
        for (uint32_t j = 0; j < own[i].argument_count; j++)
            shop_put(t, " %s %g", own[i].arguments[j].name, own[i].arguments[j].value.real);
        shop_put(t, "\n");
    }
    for (size_t i = 0; i < count; i++)
        assert_int_equal(tappa_engine_report(s->engine, own[i].key, TAPPA_CONTACT_SENT, now + 1), TAPPA_OK);
}

static void
part(struct shop *s, int64_t sequence)
{
    tappa_status status = tappa_engine_part(s->engine, sequence, s->now);

    assert_true(status == TAPPA_OK || status == TAPPA_EUNKNOWN); /* they were one before, or it names one twice */
}

/* How far a story has been told, in memory that outlives the process that tells it. */
struct telling {
    const struct story *story;
    const struct way *way;
    int order[EVENTS], heard; /* of the events, as they come */
    int64_t sequences[EVENTS], now;
    uint64_t dice;
};

/* One that has been heard is sent again; ids are known for a week. */
static void
send_again(struct telling *of, struct shop *shop)
{
    const struct tappa_record *r = &of->story->events[of->order[roll((uint32_t)of->heard)]].record;
    struct tappa_ingested result = {.size = sizeof result};

    if (!r->id || r->time <= shop->now - 7 * SHOP_DAY)
        return;
    assert_int_equal(tappa_engine_ingest(shop->engine, r, 1, NULL, shop->now, &result), TAPPA_OK);
    assert_int_equal(result.outcome, TAPPA_INGEST_DUPLICATE);
}

static void
hear_lot(struct telling *of, struct shop *shop, int count)
{
    struct tappa_record lot[EVENTS];
    struct tappa_ingested results[EVENTS];
    const int *order = &of->order[of->heard];

    for (int i = 0; i < count; i++) {
        lot[i] = of->story->events[order[i]].record;
        if (lot[i].time > shop->now)
            shop->now = lot[i].time;
    }
    results[0].size = sizeof *results;
    assert_int_equal(tappa_engine_ingest(shop->engine, lot, (size_t)count, NULL, shop->now, results), TAPPA_OK);
    for (int i = 0; i < count; i++)
        assert_true(results[i].outcome != TAPPA_INGEST_REFUSED && (results[i].outcome != TAPPA_INGEST_TOO_LATE || of->story->anytime[order[i]]));
    for (int i = 0; i < count; i++)
        if (of->story->parted[order[i]] && of->way->due_between) /* at once, or all of them behind all events */
            part(shop, results[i].sequence);
        else if (of->story->parted[order[i]])
            of->sequences[order[i]] = results[i].sequence;
    of->heard += count;
}

/* Some lots more, or all. */
static void
hear(struct telling *of, struct shop *shop)
{
    const struct way *way = of->way;
    const int end = way->reopen && of->heard + 7 < EVENTS ? of->heard + 7 : EVENTS;

    while (of->heard < end) {
        int count = 1;

        while (of->heard + count < EVENTS && way->lots && roll((uint32_t)way->lots))
            count++;
        hear_lot(of, shop, count);
        send_again(of, shop);
        if (way->due_between && !roll(4))
            shop_due(shop, shop->now);
    }
}

static void
part_all(struct telling *of, struct shop *shop)
{
    for (int i = 0; i < EVENTS; i++)
        if (of->sequences[i])
            part(shop, of->sequences[i]);
}

/* Whoever the first person is by then, with all that they are. */
static int erased;

static void
erase(struct telling *of, struct shop *shop)
{
    int64_t customer = shop_find(shop, people[0]);

    (void)of;
    if (!customer)
        return;
    assert_int_equal(tappa_engine_erase(shop->engine, customer, shop->now, NULL), TAPPA_OK);
    erased++;
}

static void
bring_version(struct telling *of, struct shop *shop)
{
    char text[sizeof shop_basket + 60];
    tappa_model *next;

    snprintf(text, sizeof text, "tappa: 1\nmodel: basket\nversion: 2\nmigrate: {from: 1}\n%s", strstr(shop_basket, "data:"));
    next = shop_compile(shop->context, text);
    assert_int_equal(tappa_engine_add_model(shop->engine, next, TAPPA_MIGRATE, of->story->end), TAPPA_OK);
    tappa_model_unref(next);
    assert_int_equal(tappa_engine_apply(shop->engine, "basket", 6, of->story->end, 1, NULL), TAPPA_OK);
}

static void
apply(struct telling *of, struct shop *shop)
{
    size_t done;

    do
        assert_int_equal(tappa_engine_apply(shop->engine, "basket", 6, of->story->end, 2, &done), TAPPA_OK);
    while (done == 2);
}

/* Where there are deaths between, in a process that closes nothing. */
static void
live(struct telling *of, struct shop *shop, void (*what)(struct telling *of, struct shop *shop))
{
    int status;
    pid_t child;

    if (!of->way->reopen) {
        what(of, shop);
        return;
    }
    assert_int_equal(tappa_engine_close(shop->engine), TAPPA_OK);
    child = fork();
    assert_true(child >= 0);
    if (!child) {
        shop_start(shop, of->way->path, of->way->flags, &of->way->options);
        shop->now = of->now;
        seed = of->dice;
        what(of, shop);
        of->dice = seed;
        of->now = shop->now;
        leave(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && !WEXITSTATUS(status));
    shop_start(shop, of->way->path, of->way->flags, &of->way->options);
    shop->now = of->now;
}

static void
describe_all(struct shop *shop, struct shop_text *out)
{
    for (size_t i = 0; i < PEOPLE; i++)
        shop_describe(shop, people[i], out);
}

static void
tell(const struct story *s, const struct way *way, struct shop_text *out)
{
    struct telling *of = mmap(NULL, sizeof *of, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    struct shop shop;

    assert_true(of != MAP_FAILED);
    *of = (struct telling){.story = s, .way = way, .now = SHOP_START};
    seed = (s->seed ^ (uint64_t)way->shuffled) | 1;
    if (way->path)
        scratch_remove(way->path);
    shop_open(&shop, way->path, way->flags, &way->options);
    for (int i = 0; i < EVENTS; i++)
        of->order[i] = i;
    if (way->shuffled)
        shuffle(s, of->order);
    of->dice = seed;
    while (of->heard < EVENTS)
        live(of, &shop, hear);
    live(of, &shop, part_all);
    shop_due(&shop, s->end);
    for (size_t i = 0; i < PEOPLE; i++) {
        shop_describe(&shop, people[i], out);
        shop_decide(&shop, people[i], s->end, out);
    }
    claim(&shop, s->end, out);
    of->now = shop.now;
    live(of, &shop, erase);
    live(of, &shop, bring_version);
    live(of, &shop, apply);
    describe_all(&shop, out);
    shop_due(&shop, s->end + SHOP_DAY);
    describe_all(&shop, out);
    shop_close(&shop);
    munmap(of, sizeof *of);
}

static void
the_order_does_not_matter(void **state)
{
    char file[200];
    struct tappa_engine_options plain = {.size = sizeof plain}, tight = {.size = sizeof tight, .cache = 2, .checkpoint = 5};
    const struct way ways[] = {
        {"in order", NULL, 0, 0, 0, 0, 0, plain},
        {"in order, timers between", NULL, 0, 0, 0, 1, 0, plain},
        {"shuffled", NULL, 0, 2, 0, 0, 0, plain},
        {"shuffled, in lots, timers between", NULL, 0, 4, 5, 1, 0, plain},
        {"shuffled, small cache", NULL, 0, 6, 3, 1, 0, tight},
        {"shared memory, shuffled", NULL, TAPPA_STORE_SHARED, 6, 3, 1, 0, tight},
        {"a file, shuffled, with deaths", file, 0, 6, 3, 1, 1, tight},
        {"a shared file, shuffled, with deaths", file, TAPPA_STORE_SHARED, 6, 3, 1, 1, plain},
    };

    (void)state;
    scratch_file(file, sizeof file, "order");
    for (uint64_t round = 1; round <= ROUNDS; round++) {
        struct story *s = malloc(sizeof *s);
        struct shop_text texts[sizeof ways / sizeof *ways] = {0};

        assert_non_null(s);
        s->seed = seed = round * UINT64_C(0x9e3779b97f4a7c15);
        s->has_anytime = round % 2 == 0;
        s->people = PEOPLE;
        s->latest = 15 * 24;
        invent(s);
        for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
            size_t like = 0;

            if (ways[i].path && round > ROUNDS / 4) /* a file costs its syncs */
                continue;
            tell(s, &ways[i], &texts[i]);
            while (ways[like].shuffled != ways[i].shuffled)
                like++;
            compare(round, ways[i].name, texts[i].s, ways[0].name, texts[0].s, s->has_anytime);
            compare(round, ways[i].name, texts[i].s, ways[like].name, texts[like].s, 0);
        }
        for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
            free(texts[i].s);
        free(s);
    }
    scratch_remove(file);
    assert_true(erased > ROUNDS);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_order_does_not_matter)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
