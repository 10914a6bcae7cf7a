/* An engine over a file whose calls fail once: not done, done and yet reported as failed, or for a full disk. Its host does again what failed. At the end,
 * and in a process that opens the file anew, every customer has counted what was acknowledged, and each contact was sent, once. */
#define _DEFAULT_SOURCE /* mkdtemp */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "shim.h"
#include "tappa/engine/contact.h"
#include "tappa/engine/customer.h"
#include "tappa/engine/ingest.h"
#include "tappa/tappa.h"
#include "workload.h"

#define PEOPLE 3
#define STEPS 12
#define LEASE INT64_C(3600000000)
#define START INT64_C(1767603600000000)

static const char model_text[] =
    "tappa: 1\nmodel: count\nversion: 1\ndata: {times: {type: int, default: 0}}\nevents: {Added: {}}\n"
    "channels: {email: {setting: online}}\ntouchpoints: {mail: {channel: email, direction: outbound}}\n"
    "stages: {here: {when: {Added: {set: {times: data.times + 1}, contact: mail}}}}\n";

static tappa_context *context;
static tappa_model *model;

struct run {
    struct workload files;
    tappa_engine *engine;
    int64_t counted[PEOPLE];
    int failures, reopened, at_once; /* at_once: opened anew whenever anything failed */
    uint8_t sent[STEPS][16];
    size_t sent_count;
    uint8_t wanted[STEPS][16]; /* what the customers themselves know of, in the end all of it as sent */
    size_t wanted_count, known_sent;
};

static void
open_engine(struct run *r)
{
    struct tappa_engine_options options = {.size = sizeof options, .lease = LEASE};
    tappa_store *store;

    assert_int_equal(tappa_store_sqlite(context, r->files.path, r->files.flags, &store), TAPPA_OK);
    assert_int_equal(tappa_engine_open(context, store, &options, &r->engine), TAPPA_OK);
    assert_int_equal(tappa_engine_add_model(r->engine, model, TAPPA_FOLLOW, START), TAPPA_OK);
}

/* Whether the call is to be made again; behind a new opening where it goes on failing, or at once. */
static int
again(struct run *r, tappa_status status, int *times)
{
    if (!status)
        return 0;
    if (status != TAPPA_ESTORE && status != TAPPA_EIO && status != TAPPA_ENOMEM && status != TAPPA_EBUSY)
        fail_msg("status %d", status);
    r->failures++;
    if (++*times == 2 - r->at_once) {
        r->reopened++;
        (void)tappa_engine_close(r->engine);
        open_engine(r);
    }
    assert_true(*times < 4);
    return 1;
}

static struct tappa_identity
identity_of(int person)
{
    static char name[2] = "a";

    name[0] = (char)('a' + person);
    return (struct tappa_identity){"cookie", name, 6, 1};
}

static void
add(struct run *r, int step)
{
    char id[8];
    struct tappa_identity identity = identity_of(step % PEOPLE);
    struct tappa_record e = {.size = sizeof e, .time = START + step, .event = "Added", .event_size = 5, .id = id, .source = "w", .source_size = 1,
                             .identities = &identity, .identity_count = 1};
    struct tappa_ingested result;
    int times = 0, reopened = r->reopened;

    e.id_size = (uint32_t)snprintf(id, sizeof id, "%d", step);
    do
        result = (struct tappa_ingested){.size = sizeof result};
    while (again(r, tappa_engine_ingest(r->engine, &e, 1, NULL, START + step, &result), &times));
    /* What was reported as failed is not there, but where nothing could be said any more. */
    if (result.outcome != TAPPA_INGEST_TAKEN && !(result.outcome == TAPPA_INGEST_DUPLICATE && r->reopened > reopened))
        fail_msg("outcome %u", result.outcome);
    r->counted[step % PEOPLE]++;
}

static void
send_all(struct run *r, int64_t now)
{
    const struct tappa_claimed *claimed;
    size_t count, from = r->sent_count;
    int times = 0;

    while (again(r, tappa_engine_claim(r->engine, now, STEPS, &claimed, &count), &times))
        ;
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < r->sent_count; k++)
            assert_true(memcmp(r->sent[k], claimed[i].key, 16) != 0);
        assert_true(r->sent_count < STEPS);
        memcpy(r->sent[r->sent_count++], claimed[i].key, 16);
    }
    for (; from < r->sent_count; from++)
        for (times = 0; again(r, tappa_engine_report(r->engine, r->sent[from], TAPPA_CONTACT_SENT, now), &times);)
            ;
}

static void
check(struct run *r)
{
    r->wanted_count = r->known_sent = 0;
    for (int person = 0; person < PEOPLE; person++) {
        struct tappa_standing w = {.size = sizeof w};
        struct tappa_identity identity = identity_of(person);
        struct tappa_value value;
        int64_t customer;

        assert_int_equal(tappa_engine_find(r->engine, &identity, &customer), TAPPA_OK);
        assert_int_equal(tappa_engine_where(r->engine, customer, &w), TAPPA_OK);
        assert_int_equal(w.journey_count, 1);
        assert_int_equal(tappa_journey_data(w.journeys[0], 0, &value), TAPPA_OK);
        assert_int_equal(value.integer, r->counted[person]);
        for (size_t i = 0; i < w.contact_count; i++) {
            assert_true(r->wanted_count < STEPS);
            memcpy(r->wanted[r->wanted_count++], w.contacts[i].key, 16);
            r->known_sent += w.contacts[i].state == TAPPA_CONTACT_SENT;
        }
    }
    assert_int_equal(r->wanted_count, STEPS); /* one for each event */
}

static int
by_bytes(const void *a, const void *b)
{
    return memcmp(a, b, 16);
}

/* A claim may have been made that nobody heard of: behind its lease it comes back. Then all that was wanted has been sent, each once. */
static void
check_sent(struct run *r)
{
    if (!r->reopened)
        assert_int_equal(r->sent_count, STEPS);
    send_all(r, START + STEPS + LEASE);
    check(r);
    assert_int_equal(r->sent_count, STEPS);
    assert_int_equal(r->known_sent, STEPS);
    qsort(r->sent, STEPS, 16, by_bytes);
    qsort(r->wanted, STEPS, 16, by_bytes);
    assert_memory_equal(r->sent, r->wanted, sizeof r->sent);
}

/* Returns how many calls there were. */
static uint64_t
run(struct run *r, uint32_t flags, enum shim_fault fault, uint64_t n)
{
    uint64_t calls;

    workload_begin(&r->files, context, flags, 1);
    open_engine(r);
    shim.fault = fault;
    shim.count = 0;
    shim.fail_at = n;
    for (int step = 0; step < STEPS; step++) {
        add(r, step);
        if (step % 4 == 3)
            send_all(r, START + step);
    }
    calls = shim.count;
    shim_reset();
    send_all(r, START + STEPS); /* a customer that could not be read was passed over */
    check(r);
    assert_int_equal(tappa_engine_close(r->engine), TAPPA_OK);
    open_engine(r);
    check(r);
    check_sent(r);
    assert_int_equal(tappa_engine_close(r->engine), TAPPA_OK);
    workload_end(&r->files);
    return calls;
}

static void
every_call(uint32_t flags, uint64_t stride)
{
    int runs = 0, failures = 0, reopened = 0;

    for (int fault = FAULT_UNDONE; fault <= FAULT_FULL; fault++) {
        uint64_t calls = 1;

        for (uint64_t n = 1; n <= calls; n += stride) {
            struct run r = {.at_once = (int)(n % 2)};

            calls = run(&r, flags, (enum shim_fault)fault, n);
            runs++;
            failures += r.failures;
            reopened += r.reopened;
        }
    }
    print_message("%d runs, %d calls failed, %d stores opened again\n", runs, failures, reopened);
    assert_true(failures > runs / 4);
    assert_true(reopened > runs / 8);
}

static void
owner(void **state)
{
    (void)state;
    every_call(0, 3);
}

static void
shared(void **state)
{
    (void)state;
    every_call(TAPPA_STORE_SHARED, 17);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(owner), cmocka_unit_test(shared)};
    int failed;

    shim_install();
    if (tappa_context_new(NULL, &context) || tappa_model_compile(context, model_text, strlen(model_text), "m", NULL, &model))
        return 1;
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    tappa_model_unref(model);
    tappa_context_unref(context);
    return failed;
}
