/* What comes when contacts have been handed out: late events, joins, what undoes them, what follows; and between these they are sent, opened, come
 * back, fail, or nobody says what became of them. In whatever order, in whatever lots, over whatever store: the same bytes of state, the same
 * decisions and the same contacts afterwards, and none handed out twice.
 * Random histories; the seed of one that fails is told. `test-handed N`: N histories. */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include "tests/engine/story.h"
#include "tests/support/leave.h"
#include "tests/support/scratch.h"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define FIRST 36 /* so many events are heard, but for some that come late, before anything is handed out */
#define AT_ONCE 5
#define CLAIMED 100
#define LATE (47 * SHOP_HOUR)

static uint64_t rounds = 80;

/* Contacts whose time is over. */
static const char offers[] =
    "tappa: 1\nmodel: offers\nversion: 1\n"
    "events: {Viewed: {}, Added: {fields: {price: double, sku: string}}, Ordered: {fields: {revenue: double}}, Asked: {}}\n"
    "channels: {app: {setting: online}}\n"
    "touchpoints:\n  push: {channel: app, direction: outbound, for: [warm]}\n  nudge: {channel: app, direction: outbound}\n"
    "stages:\n"
    "  cold: {when: {Viewed: warm, Added: warm}}\n"
    "  warm:\n    enter: [{contact: nudge, expires: 9h}]\n    when: {Ordered: cold, Asked: cold}\n"
    "    after: {2h: {contact: push, expires: 1d}, 20h: {contact: nudge, expires: 6h}}\n";

/* Everything that may differ between two runs of one story. `dice`: those that give the order; 0: in order. */
struct way {
    const char *name, *path;
    uint32_t flags, dice;
    int lots, between, dies;
    struct tappa_engine_options options;
};

/* What becomes of a contact; without one: time goes on. */
struct act {
    const struct tappa_claimed *claimed;
    uint32_t state;
    int64_t now;
};

/* One run: what came first, what was handed out then, and the order of what comes afterwards; in memory that outlives a process. */
struct telling {
    const struct story *story;
    const struct way *way;
    struct shop shop;
    int first[EVENTS], late[EVENTS], after[EVENTS], first_count, late_count, after_count; /* `late`: while contacts are out */
    int64_t sequences[EVENTS], moment;
    struct tappa_claimed claimed[CLAIMED]; /* their texts are the engine's: only keys and numbers are looked at */
    size_t claimed_count;
    struct act acts[4 * CLAIMED];
    int act_count, heard; /* of `after` */
    uint64_t seed;
};

/* By dice that all runs of a story share. */
static void
split(struct telling *t)
{
    const struct story *s = t->story;

    t->moment = s->events[FIRST].record.time - 1;
    seed = s->seed ^ 0x5eed;
    for (int i = 0; i < EVENTS; i++) {
        int is_late = i && (s->anytime[i] || s->events[i].record.time > t->moment - LATE) && roll(2);

        if (i >= FIRST || (is_late && !roll(4)))
            t->after[t->after_count++] = i;
        else if (is_late)
            t->late[t->late_count++] = i;
        else
            t->first[t->first_count++] = i;
    }
}

/* Orders of what comes afterwards, in which nothing comes later than journeys would hear it. */
static void
shuffle_rest(struct telling *t)
{
    int whole[EVENTS], count = 0;

    seed = (t->story->seed ^ t->way->dice * UINT64_C(0x9e3779b9)) | 1;
    if (!t->way->dice)
        return;
    for (int i = t->late_count - 1; i > 0; i--) {
        int j = (int)roll((uint32_t)i + 1), other = t->late[i];

        t->late[i] = t->late[j];
        t->late[j] = other;
    }
    shuffle(t->story, whole);
    for (int i = 0; i < EVENTS; i++)
        for (int j = 0; j < t->after_count; j++)
            if (t->after[j] == whole[i]) {
                whole[count++] = whole[i];
                break;
            }
    memcpy(t->after, whole, (size_t)count * sizeof *whole);
}

static void
part(struct telling *t, int event)
{
    tappa_status status;

    if (!t->sequences[event])
        return;
    status = tappa_engine_part(t->shop.engine, t->sequences[event], t->shop.now);
    assert_true(status == TAPPA_OK || status == TAPPA_EUNKNOWN); /* they were one before, or it names one twice */
    t->sequences[event] = 0;
}

static void
hear(struct telling *t, const int *events, int count)
{
    struct tappa_record lot[EVENTS] = {{.size = 0}};
    struct tappa_ingested results[EVENTS];

    for (int i = 0; i < count; i++) {
        lot[i] = t->story->events[events[i]].record;
        if (lot[i].time > t->shop.now)
            t->shop.now = lot[i].time;
    }
    results[0].size = sizeof *results;
    assert_int_equal(tappa_engine_ingest(t->shop.engine, lot, (size_t)count, NULL, t->shop.now, results), TAPPA_OK);
    for (int i = 0; i < count; i++) {
        assert_true(results[i].outcome != TAPPA_INGEST_REFUSED);
        assert_true(results[i].outcome != TAPPA_INGEST_TOO_LATE || t->story->anytime[events[i]]);
        t->sequences[events[i]] = t->story->parted[events[i]] ? results[i].sequence : 0;
    }
}

/* Each in an instant of its own, as what is done with it: what becomes of two people's at once is moved apart where they are one. */
static void
claim(struct telling *t, int64_t now)
{
    const struct tappa_claimed *claimed;
    size_t count = 1;

    for (t->claimed_count = 0; count; t->claimed_count += count) {
        assert_true(t->claimed_count < CLAIMED);
        assert_int_equal(tappa_engine_claim(t->shop.engine, now + (int64_t)t->claimed_count, 1, &claimed, &count), TAPPA_OK);
        if (count)
            t->claimed[t->claimed_count] = *claimed;
    }
    qsort(t->claimed, t->claimed_count, sizeof *claimed, compare_claims);
}

static void
report(struct telling *t, const struct tappa_claimed *claimed, uint32_t state, int64_t now)
{
    tappa_status status = tappa_engine_report(t->shop.engine, claimed->key, state, now);

    assert_true(status == TAPPA_OK || (status == TAPPA_EINVAL && state != TAPPA_CONTACT_SENT)); /* of an effect, nobody says that it was opened */
}

static void
add_act(struct telling *t, const struct tappa_claimed *claimed, uint32_t state, int64_t now)
{
    t->acts[t->act_count] = (struct act){claimed, state, now + t->act_count};
    t->act_count++;
}

/* By its key: one thing or two within its lease, behind it, or one and then the other, or nothing. */
static void
plan_acts(struct telling *t, int64_t now)
{
    static const uint32_t becomes[][2] = {{TAPPA_CONTACT_SENT}, {TAPPA_CONTACT_SENT, TAPPA_CONTACT_OPENED}, {TAPPA_CONTACT_FAILED}, {0},
                                          {TAPPA_CONTACT_SENT, TAPPA_CONTACT_BOUNCED}, {TAPPA_CONTACT_FAILED, TAPPA_CONTACT_SENT},
                                          {TAPPA_CONTACT_FAILED}};
    const int64_t over = now + 10 * INT64_C(60000000);

    t->act_count = 0;
    for (int is_behind = 0; is_behind < 2; is_behind++) {
        for (size_t i = 0; i < t->claimed_count; i++) {
            const uint8_t *key = t->claimed[i].key;
            const uint32_t *what = becomes[key[3] % (sizeof becomes / sizeof *becomes)];

            for (int k = 0; k < 2 && what[k]; k++)
                if (is_behind == (key[4] % 3 ? key[4] % 3 - 1 : k))
                    add_act(t, &t->claimed[i], what[k], (is_behind ? over : now + CLAIMED) + 1);
        }
        if (!is_behind)
            add_act(t, NULL, 0, over);
    }
}

static void
act(struct telling *t, const struct act *a)
{
    if (a->claimed)
        report(t, a->claimed, a->state, a->now);
    else
        shop_due(&t->shop, a->now);
}

/* What is the same whatever comes afterwards. */
static void
begin(struct telling *t)
{
    for (int heard = 0, count; heard < t->first_count; heard += count) {
        count = t->first_count - heard < AT_ONCE ? t->first_count - heard : AT_ONCE;
        hear(t, &t->first[heard], count);
        shop_due(&t->shop, t->shop.now + 1);
        if (t->shop.now > t->moment - SHOP_DAY) /* they are to be out when late events come */
            continue;
        claim(t, t->shop.now);
        plan_acts(t, t->shop.now);
        for (int i = 0; t->acts[i].claimed; i++) /* within the lease */
            act(t, &t->acts[i]);
    }
    shop_due(&t->shop, t->moment);
    claim(t, t->moment);
    plan_acts(t, t->moment);
}

/* What had happened by then, among what becomes of what was handed out then. */
static void
hear_late(struct telling *t)
{
    int acted = 0, heard = 0;

    while (acted < t->act_count || heard < t->late_count)
        if (heard == t->late_count || (acted < t->act_count && roll((uint32_t)(t->act_count + t->late_count)) < (uint32_t)t->act_count))
            act(t, &t->acts[acted++]);
        else
            hear(t, &t->late[heard++], 1);
}

static void
start(struct telling *t)
{
    int64_t now = t->shop.now;

    shop_start(&t->shop, t->way->path, t->way->flags, &t->way->options);
    shop_add(&t->shop, offers);
    t->shop.now = now;
}

/* What was not known when the contacts were handed out; all of it, or as much as one life has. */
static void
hear_some(struct telling *t)
{
    do {
        int count = 1;

        while (t->heard + count < t->after_count && t->way->lots && roll((uint32_t)t->way->lots))
            count++;
        hear(t, &t->after[t->heard], count);
        t->heard += count;
        if (t->way->between && !roll(3))
            part(t, t->first[roll((uint32_t)t->first_count)]);
        if (t->way->between && !roll(4))
            shop_due(&t->shop, t->shop.now);
    } while (t->heard < t->after_count && (!t->way->dies || roll(4)));
}

/* In a process that closes nothing, where they die. */
static void
live(struct telling *t, void (*what)(struct telling *t))
{
    int status;
    pid_t child;

    if (!t->way->dies) {
        what(t);
        return;
    }
    assert_int_equal(tappa_engine_close(t->shop.engine), TAPPA_OK);
    child = fork();
    assert_true(child >= 0);
    if (!child) {
        start(t);
        what(t);
        t->seed = seed;
        leave(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && !WEXITSTATUS(status));
    seed = t->seed;
    start(t);
}

static void
describe_all(struct telling *t, int64_t now, struct shop_text *out)
{
    for (size_t i = 0; i < PEOPLE; i++) {
        shop_describe(&t->shop, people[i], out);
        shop_decide(&t->shop, people[i], now, out);
    }
    for (size_t i = 0; i < t->claimed_count; i++) {
        shop_put(out, "claimed, attempt %u, wanted %lld ", t->claimed[i].attempt, (long long)t->claimed[i].wanted);
        shop_put_bytes(out, t->claimed[i].key, sizeof t->claimed[i].key);
        shop_put(out, "\n");
    }
}

static void
tell(struct telling *t, struct shop_text *out)
{
    const struct story *s = t->story;

    if (t->way->path)
        scratch_remove(t->way->path);
    shop_open(&t->shop, t->way->path, t->way->flags, &t->way->options);
    shop_add(&t->shop, offers);
    split(t);
    begin(t);
    shuffle_rest(t);
    live(t, hear_late);
    shop_due(&t->shop, t->moment + SHOP_HOUR);
    describe_all(t, t->moment + SHOP_HOUR, out);
    while (t->heard < t->after_count)
        live(t, hear_some);
    for (int i = 0; i < EVENTS; i++)
        part(t, i);
    shop_due(&t->shop, s->end);
    describe_all(t, s->end, out);
    claim(t, s->end);
    describe_all(t, s->end, out);
    for (size_t i = 0; i < t->claimed_count; i++)
        report(t, &t->claimed[i], TAPPA_CONTACT_SENT, s->end + 1);
    shop_due(&t->shop, s->end + SHOP_DAY);
    claim(t, s->end + SHOP_DAY);
    describe_all(t, s->end + SHOP_DAY, out);
    shop_close(&t->shop);
}

static void
what_follows_may_come_in_any_order(void **state)
{
    char file[200];
    struct tappa_engine_options plain = {.size = sizeof plain, .attempts = 2}, tight = {.size = sizeof tight, .attempts = 2, .cache = 2, .checkpoint = 5};
    const struct way ways[] = {
        {"in order", NULL, 0, 0, 0, 0, 0, plain},
        {"shuffled", NULL, 0, 2, 0, 0, 0, plain},
        {"shuffled, in lots, timers between", NULL, 0, 4, 5, 1, 0, plain},
        {"shared memory, small cache", NULL, TAPPA_STORE_SHARED, 6, 3, 1, 0, tight},
        {"a file, with deaths", file, 0, 8, 3, 1, 1, tight},
        {"a shared file, with deaths", file, TAPPA_STORE_SHARED, 10, 3, 1, 1, plain},
    };

    (void)state;
    scratch_file(file, sizeof file, "handed");
    for (uint64_t round = 1; round <= rounds; round++) {
        struct story *s = malloc(sizeof *s);
        struct telling *t = mmap(NULL, sizeof *t, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        struct shop_text first = {0}, other;

        assert_non_null(s);
        assert_true(t != MAP_FAILED);
        s->seed = seed = round * UINT64_C(0x9e3779b97f4a7c15);
        s->has_anytime = round % 2 == 0;
        s->people = 3;
        s->latest = 48; /* what there was no consent for waits no longer for one */
        invent(s);
        for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
            if (ways[i].path && round % 4) /* a file costs its syncs */
                continue;
            other = (struct shop_text){0};
            *t = (struct telling){.story = s, .way = &ways[i]};
            tell(t, i ? &other : &first);
            if (i)
                compare(round, ways[i].name, other.s, ways[0].name, first.s, s->has_anytime);
            free(other.s);
        }
        free(first.s);
        munmap(t, sizeof *t);
        free(s);
    }
    scratch_remove(file);
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_follows_may_come_in_any_order)};

    if (argc > 1)
        rounds = strtoull(argv[1], NULL, 10);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
