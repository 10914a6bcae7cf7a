/* An engine that writes its customers every third entry, over a file whose calls fail once: each kind of call meets that, closing too. Its host does again
 * what failed, in a process that opens the file anew where need be. What is told of everybody at the end, and what was sent, is what an engine tells whose
 * files never failed. */
#include "shim.h"
#include "workload.h"

#include "tests/engine/people.h"

#define LEASE INT64_C(60000000)
#define SENT_MAX 16

static tappa_context *context;
static tappa_model *newer; /* the basket's next version */

struct run {
    struct workload files;
    struct shop shop; /* its engine: NULL between two openings */
    int failures, reopened, at_once; /* at_once: opened anew whenever anything failed */
    int tries;                       /* of the step under way */
    int anew;                        /* openings since it began */
    int64_t erased;                  /* who is */
    uint8_t sent[SENT_MAX][16];
    size_t sent_count, reported; /* those before the step are */
};

/* ---- the steps: each may be done again until it is done ---- */

struct step {
    tappa_status (*call)(struct run *r, const struct step *step);
    int64_t hours; /* since the start */
    const char *who, *event, *fields;
};

/* What was reported as failed is not there, but where nothing could be said any more. */
static tappa_status
ingest(struct run *r, const struct step *step)
{
    struct tappa_ingested result = {.size = sizeof result};
    const int64_t time = SHOP_START + step->hours * SHOP_HOUR;
    struct shop_event e;
    char id[32];
    tappa_status status;

    snprintf(id, sizeof id, "%s %s %d", step->who, step->event, (int)step->hours);
    shop_event(&e, step->who, step->event, time, id, step->fields);
    if (time > r->shop.now)
        r->shop.now = time;
    status = tappa_engine_ingest(r->shop.engine, &e.record, 1, NULL, r->shop.now, &result);
    if (!status && result.outcome != TAPPA_INGEST_TAKEN && result.outcome != TAPPA_INGEST_IGNORED &&
        !(result.outcome == TAPPA_INGEST_DUPLICATE && r->anew))
        fail_msg("%s: outcome %u: %s", id, result.outcome, result.message);
    return status;
}

static tappa_status
run_due(struct run *r, const struct step *step)
{
    size_t done;
    tappa_status status;

    r->shop.now = SHOP_START + step->hours * SHOP_HOUR;
    do
        status = tappa_engine_run_due(r->shop.engine, r->shop.now, 2, &done);
    while (!status && done == 2);
    return status;
}

static tappa_status
report(struct run *r, size_t from)
{
    tappa_status status = TAPPA_OK;

    for (; !status && from < r->sent_count; from++)
        status = tappa_engine_report(r->shop.engine, r->sent[from], TAPPA_CONTACT_SENT, r->shop.now);
    return status;
}

/* A claim may have been made that nobody heard of: behind its lease it comes back. */
static tappa_status
claim(struct run *r, size_t *count)
{
    const struct tappa_claimed *claimed;
    tappa_status status = tappa_engine_claim(r->shop.engine, r->shop.now + r->tries * (LEASE + 1), SENT_MAX, &claimed, count);

    for (size_t i = 0; !status && i < *count; i++) {
        for (size_t k = 0; k < r->sent_count; k++)
            assert_memory_not_equal(r->sent[k], claimed[i].key, 16);
        assert_true(r->sent_count < SENT_MAX);
        memcpy(r->sent[r->sent_count++], claimed[i].key, 16);
    }
    return status;
}

/* Until nothing is left, as whoever could not be read was passed over. What was handed out is reported until it is. */
static tappa_status
send(struct run *r, const struct step *step)
{
    size_t count;
    tappa_status status;

    (void)step;
    if (!r->tries)
        r->reported = r->sent_count;
    do {
        count = 0;
        status = report(r, r->reported);
        if (!status)
            status = claim(r, &count);
    } while (!status && count);
    return status;
}

static tappa_status
part(struct run *r, const struct step *step)
{
    struct shop_event e;
    tappa_status status;

    shop_event(&e, step->who, "-", 0, NULL, NULL);
    status = tappa_engine_part_identities(r->shop.engine, &e.identities[0], &e.identities[1], r->shop.now);
    return status == TAPPA_EUNKNOWN && r->anew ? TAPPA_OK : status;
}

/* Where it failed it is called again, by the number, until nobody has it any more. */
static tappa_status
erase(struct run *r, const struct step *step)
{
    struct shop_event e;
    char proof[33] = "";
    tappa_status status;

    shop_event(&e, step->who, "-", 0, NULL, NULL);
    if (!r->erased && (status = tappa_engine_find(r->shop.engine, &e.identities[0], &r->erased)) != TAPPA_OK)
        return status;
    status = tappa_engine_erase(r->shop.engine, r->erased, r->shop.now, proof);
    return status == TAPPA_EUNKNOWN && r->tries ? TAPPA_OK : status;
}

static tappa_status
add_model(struct run *r, const struct step *step)
{
    (void)step;
    return tappa_engine_add_model(r->shop.engine, newer, TAPPA_MIGRATE, r->shop.now);
}

static tappa_status
apply(struct run *r, const struct step *step)
{
    size_t done;
    tappa_status status;

    (void)step;
    do
        status = tappa_engine_apply(r->shop.engine, "basket", 6, r->shop.now, 1, &done);
    while (!status && done == 1);
    return status;
}

static tappa_status
close_engine(struct run *r, const struct step *step)
{
    tappa_engine *engine = r->shop.engine;

    (void)step;
    r->shop.engine = NULL;
    return tappa_engine_close(engine);
}

static const struct step story[] = {
    {ingest, 0, "login=anna cookie=phone", "Consent Given", "purpose=marketing"},
    {ingest, 0, "cookie=phone", "Added", "price=25"},
    {ingest, 0, "email=bob", "Consent Given", "purpose=marketing"},
    {ingest, 0, "email=bob", "Added", "price=30"},
    {ingest, 0, "cookie=desk", "Added", "price=40 sku=x"},
    {ingest, 0, "email=cara", "Consent Given", "purpose=marketing"},
    {ingest, 0, "email=cara", "Added", "price=50"},
    {run_due, 2, NULL, NULL, NULL},
    {send, 2, NULL, NULL, NULL},
    {ingest, 3, "login=anna cookie=desk", "Viewed", NULL}, /* a join */
    {ingest, 1, "cookie=desk", "Added", "price=5"},        /* late */
    {add_model, 3, NULL, NULL, NULL},
    {apply, 3, NULL, NULL, NULL},
    {ingest, 4, "cookie=desk", "Ordered", "revenue=70"},
    {erase, 4, "email=cara", NULL, NULL},
    {part, 4, "login=anna cookie=desk", NULL, NULL},
    {ingest, 27, "email=bob", "Ordered", "revenue=30"},
    {run_due, 28, NULL, NULL, NULL},
    {send, 28, NULL, NULL, NULL},
    {close_engine, 0, NULL, NULL, NULL},
};

#define STEPS (sizeof story / sizeof *story)

/* ---- a run ---- */

static void
open_engine(struct run *r)
{
    struct tappa_engine_options options = {.size = sizeof options, .lease = LEASE, .checkpoint = 3, .cache = 2};

    r->shop.context = context;
    shop_start(&r->shop, r->files.sqlite ? r->files.path : NULL, r->files.flags, &options);
}

/* Whether the step is to be done again; behind a new opening where it goes on failing, or at once. */
static int
again(struct run *r, tappa_status status)
{
    if (!status)
        return 0;
    if (status != TAPPA_ESTORE && status != TAPPA_EIO && status != TAPPA_ENOMEM && status != TAPPA_EBUSY)
        fail_msg("status %d", status);
    r->failures++;
    if (!r->shop.engine)
        return 0; /* it is closed in any case */
    if (++r->tries == 2 - r->at_once) {
        r->reopened++;
        r->anew++;
        (void)tappa_engine_close(r->shop.engine);
        open_engine(r);
    }
    assert_true(r->tries < 4);
    return 1;
}

/* A claim that was made again was made later: when a contact came to its state is left out. */
static void
leave_times_out(char *text)
{
    for (char *at = strstr(text, "\n  contact "); at; at = strstr(at + 1, "\n  contact ")) {
        char *from = strstr(at, " since "), *to = strstr(at, " attempt ");

        assert_true(from && to && from < to);
        memmove(from, to, strlen(to) + 1);
    }
}

static char *
describe(struct run *r)
{
    static const char *const people[] = {"login=anna", "cookie=phone", "cookie=desk", "email=bob", "email=cara"};
    struct shop_text text = {NULL, 0, 0};

    for (size_t i = 0; i < sizeof people / sizeof *people; i++)
        shop_describe(&r->shop, people[i], &text);
    leave_times_out(text.s);
    text.n = strlen(text.s);
    for (size_t i = 0; i < r->sent_count; i++) {
        shop_put(&text, "sent ");
        for (int k = 0; k < 16; k++)
            shop_put(&text, "%02x", r->sent[i][k]);
        shop_put(&text, "\n");
    }
    return text.s;
}

static int
by_bytes(const void *a, const void *b)
{
    return memcmp(a, b, 16);
}

/* Returns how many calls of the file system there were. */
static uint64_t
run(struct run *r, uint32_t flags, int sqlite, enum shim_fault fault, uint64_t n, char **text)
{
    uint64_t calls;

    workload_begin(&r->files, context, flags, sqlite);
    r->shop.now = SHOP_START;
    open_engine(r);
    shim.fault = fault;
    shim.count = 0;
    shim.fail_at = n;
    for (size_t i = 0; i < STEPS - !sqlite; i++) {
        r->tries = r->anew = 0;
        while (again(r, story[i].call(r, &story[i])))
            ;
    }
    calls = shim.count;
    shim_reset();
    if (sqlite)
        open_engine(r);
    qsort(r->sent, r->sent_count, 16, by_bytes);
    *text = describe(r);
    assert_int_equal(tappa_engine_close(r->shop.engine), TAPPA_OK);
    workload_end(&r->files);
    return calls;
}

static void
new_run(struct run *r, int at_once)
{
    static tappa_model *basket, *care;

    if (!basket) {
        basket = shop_compile(context, shop_basket);
        care = shop_compile(context, shop_care);
    }
    memset(r, 0, sizeof *r);
    r->at_once = at_once;
    r->shop.basket = basket;
    r->shop.care = care;
}

static void
every_call(uint32_t flags, uint64_t stride)
{
    int runs = 0, failures = 0, reopened = 0;
    char *sound, *text;
    struct run r;

    new_run(&r, 0);
    run(&r, flags, 0, FAULT_NONE, 0, &sound);
    assert_true(r.sent_count > 4);
    for (int fault = FAULT_UNDONE; fault <= FAULT_FULL; fault++) {
        uint64_t calls = 1;

        for (uint64_t n = (uint64_t)fault; n <= calls; n += stride) {
            new_run(&r, (int)(n % 2));
            calls = run(&r, flags, 1, (enum shim_fault)fault, n, &text);
            if (strcmp(text, sound)) { /* too long for a message */
                fprintf(stderr, "fault %d at call %llu:\n%s--- without:\n%s", fault, (unsigned long long)n, text, sound);
                fail();
            }
            free(text);
            runs++;
            failures += r.failures;
            reopened += r.reopened;
        }
    }
    free(sound);
    print_message("%d runs, %d calls failed, %d stores opened again\n", runs, failures, reopened);
    assert_true(failures > runs / 4);
    assert_true(reopened > runs / 8);
}

static void
owner(void **state)
{
    (void)state;
    every_call(0, 1);
}

static void
shared(void **state)
{
    (void)state;
    every_call(TAPPA_STORE_SHARED, 13);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(owner), cmocka_unit_test(shared)};
    char text[4096];
    int failed;

    shim_install();
    if (tappa_context_new(NULL, &context))
        return 1;
    snprintf(text, sizeof text, "tappa: 1\nmodel: basket\nversion: 2\nmigrate: {from: 1}\n%s", strstr(shop_basket, "data:"));
    newer = shop_compile(context, text);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    tappa_model_unref(newer);
    tappa_context_unref(context);
    return failed;
}
