/* A loaded process that erases, parts and applies versions is killed again and again, in these calls above all: at the n-th write, sync, truncation or
 * deletion of a file that one of them makes. The next one over the file does again what was under way.
 * After each kill all files are searched: of whoever was said to be erased there is no word, no name and no number. At the end nobody erased is known,
 * everybody else stands where another library's replay of the events leads, joined or parted as was said last, all journeys are under the newest version,
 * and what was counted is what was acknowledged, by whoever was erased too.
 *     test-crash-erase FILE owner|shared KILLS SEED */
#define _DEFAULT_SOURCE /* usleep, MAP_ANONYMOUS */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tappa/engine/contact.h"
#include "tappa/engine/plan.h"
#include "tests/store/shim.h"

#include "erase.h"
#include "look.h"

static const char basket_text[] =
    "tappa: 1\nmodel: basket\nversion: 1\n"
    "data: {value: {type: double, default: 0.0}, word: {type: string, default: ''}}\n"
    "events: {Added: {fields: {price: double, word: string}}, Ordered: {fields: {word: string}}, Returned: {}}\n"
    "channels: {email: {setting: online}, sms: {setting: online}}\n"
    "touchpoints: {basket_mail: {channel: email, direction: outbound, for: [choosing]}, thanks: {channel: sms, direction: outbound}}\n"
    "stages:\n"
    "  looking: {when: {Added: {set: {value: event.price, word: event.word}, to: choosing}}}\n"
    "  choosing:\n    when: {Added: {set: {value: data.value + event.price}}, Ordered: bought}\n"
    "    after: {1h: {contact: basket_mail, with: {word: data.word}}, 3h: looking}\n"
    "  bought: {enter: [{contact: thanks}], when: {Returned: looking, Added: {set: {word: event.word}, to: choosing}}, after: {2h: looking}}\n";

/* Of each version only its number differs. */
static const char count_text[] =
    "tappa: 1\nmodel: count\nversion: %d\n%s"
    "data: {times: {type: int, default: 0}}\nevents: {Added: {}}\n"
    "stages: {here: {when: {Added: {do: [{set: {times: data.times + 1}}, {count: added}]}}}}\n";

/* ---- the process that is killed ---- */

static int
again(tappa_status status, const char *what)
{
    if (status == TAPPA_ECONFLICT || status == TAPPA_EBUSY)
        return 1;
    if (status)
        die(what, status);
    return 0;
}

struct device *
device_of(struct device *d, int32_t person, int which)
{
    d->identity = (struct tappa_identity){"cookie", d->value, 6, (uint32_t)snprintf(d->value, sizeof d->value, TAG "%d-%c", person, 'a' + which)};
    return d;
}

static tappa_model *
compile(struct life *l, const char *text)
{
    tappa_model *model;

    if (tappa_model_compile(l->context, text, strlen(text), "m", NULL, &model))
        die("no model", 0);
    return model;
}

tappa_model *
basket_of(struct life *l)
{
    return compile(l, basket_text);
}

/* From 2 on each leads on from the one before. */
static void
add_version(struct life *l, int version)
{
    char text[1000], migrate[60] = "";
    tappa_model *model;

    if (version > 1)
        snprintf(migrate, sizeof migrate, "migrate: {from: %d}\n", version - 1);
    snprintf(text, sizeof text, count_text, version, migrate);
    model = compile(l, text);
    while (again(tappa_engine_add_model(l->engine, model, version > 1 ? TAPPA_MIGRATE : TAPPA_FOLLOW, l->told->now), "a version is not taken"))
        ;
    tappa_model_unref(model);
}

/* One call in three that erases, parts or applies is the process's last: it dies as it changes a file for the n-th time. */
static void
maybe_die(struct life *l, uint32_t of)
{
    shim.fault = FAULT_DEATH;
    shim.count = 0;
    shim.fail_at = roll(&l->dice, 3) ? 0 : 1 + roll(&l->dice, of);
}

static void
live_on(void)
{
    shim.fail_at = 0;
    shim.fault = FAULT_NONE;
}

static void
hand_in(struct life *l, int64_t i)
{
    static const char *const names[] = {"Added", "Added", "Ordered", "Returned"};
    struct event_told *told = &l->told->event[i];
    struct device devices[2];
    struct tappa_identity identities[2];
    char id[40], word[40];
    struct tappa_field fields[2] = {
        {.name = "word", .name_size = 4, .value = {.kind = TAPPA_STRING, .data = word, .size = (uint32_t)snprintf(word, sizeof word, TAG "%d-word%" PRId64, told->person, i)}},
        {.name = "price", .name_size = 5, .value = {.kind = TAPPA_DOUBLE, .real = 1.0 + (double)(i % 50)}}};
    struct tappa_record r = {.size = sizeof r, .time = START + i * STEP, .event = names[told->name], .event_size = (uint32_t)strlen(names[told->name]),
                             .id = id, .id_size = (uint32_t)snprintf(id, sizeof id, TAG "%d-%" PRId64, told->person, i), .source = "test", .source_size = 4,
                             .identities = identities, .identity_count = told->both ? 2 : 1, .fields = fields, .field_count = told->name == 3 ? 0 : told->name == 2 ? 1 : 2};
    struct tappa_ingested result;

    identities[0] = device_of(&devices[0], told->person, told->device)->identity;
    identities[1] = device_of(&devices[1], told->person, !told->device)->identity;
    do
        result = (struct tappa_ingested){.size = sizeof result};
    while (again(tappa_engine_ingest(l->engine, &r, 1, NULL, l->told->now > r.time ? l->told->now : r.time, &result), "an event is not taken"));
    if (result.outcome > TAPPA_INGEST_DUPLICATE)
        die("an event has an outcome", result.outcome);
    if (told->both)
        l->told->person[told->person].is_joined = 1;
    if (told->name < 2)
        __atomic_fetch_add(&l->told->counted, 1, __ATOMIC_SEQ_CST);
    told->acknowledged = 1;
    l->told->commits++;
    if (r.time > l->told->now)
        l->told->now = r.time;
}

static void
part(struct life *l, int32_t person)
{
    struct device a, b;
    tappa_status status;

    maybe_die(l, 30);
    do
        status = tappa_engine_part_identities(l->engine, &device_of(&a, person, 0)->identity, &device_of(&b, person, 1)->identity, l->told->now);
    while (status != TAPPA_EUNKNOWN && again(status, "they are not parted"));
    live_on();
    l->told->person[person].is_joined = 0;
    l->told->parted += !status;
}

/* Until nobody has the number any more, or it is done. */
static void
erase(struct life *l, int32_t person)
{
    struct person *p = &l->told->person[person];

    maybe_die(l, 60);
    for (int i = 0; i < 2; i++) {
        tappa_status status;
        char proof[33];

        do
            status = p->customers[i] ? tappa_engine_erase(l->engine, p->customers[i], l->told->now, proof) : TAPPA_OK;
        while (status != TAPPA_EUNKNOWN && again(status, "somebody is not erased"));
    }
    p->state = ERASED;
    live_on();
    __atomic_fetch_add(&l->told->erased, 1, __ATOMIC_SEQ_CST);
}

static void
begin_erasing(struct life *l, int32_t person)
{
    struct person *p = &l->told->person[person];

    for (int i = 0; i < 2; i++) {
        struct device d;
        tappa_status status;

        do
            status = tappa_engine_find(l->engine, &device_of(&d, person, i)->identity, &p->customers[i]);
        while (status != TAPPA_EUNKNOWN && again(status, "a customer is not found"));
    }
    p->state = ERASING;
    l->told->hand[l->which] = (struct hand){ERASE, 0, person};
    erase(l, person);
}

/* A step beyond the version that the others may know. */
static void
apply(struct life *l)
{
    size_t done = 0;

    maybe_die(l, 40);
    if (!l->which && l->told->version < VERSIONS_MAX)
        add_version(l, l->told->version + 1);
    if (!l->which && l->told->version < VERSIONS_MAX)
        l->told->version++;
    do
        while (again(tappa_engine_apply(l->engine, "count", 5, l->told->now, 3, &done), "a version is not applied"))
            ;
    while (done == 3);
    live_on();
    l->told->applied++;
}

static void
send_some(struct life *l)
{
    const struct tappa_claimed *claimed;
    uint8_t keys[8][16];
    size_t count;

    while (again(tappa_engine_claim(l->engine, l->told->now, 8, &claimed, &count), "nothing can be claimed"))
        ;
    for (size_t i = 0; i < count; i++)
        memcpy(keys[i], claimed[i].key, 16);
    for (size_t i = 0; i < count; i++) {
        tappa_status status;

        do
            status = tappa_engine_report(l->engine, keys[i], TAPPA_CONTACT_SENT, l->told->now);
        while (status != TAPPA_EUNKNOWN && again(status, "a report is refused")); /* another worker may have erased whose it is */
    }
}

void
go_on(struct life *l, int which)
{
    const struct hand hand = l->told->hand[which];

    if (hand.call == INGEST)
        hand_in(l, hand.event);
    if (hand.call == PART)
        part(l, hand.person);
    if (hand.call == ERASE)
        erase(l, hand.person);
    l->told->hand[which].call = NOTHING;
}

static int32_t
somebody(struct life *l)
{
    int32_t *slot = &l->told->slot[roll(&l->dice, SLOTS / WORKERS) * WORKERS + (uint32_t)l->which];

    if (!*slot || l->told->person[*slot].state == ERASED)
        *slot = __atomic_add_fetch(&l->told->people, 1, __ATOMIC_SEQ_CST);
    if (*slot >= PEOPLE_MAX)
        die("too many people", *slot);
    return *slot;
}

static void
step(struct life *l)
{
    struct told_all *t = l->told;
    struct hand *hand = &t->hand[l->which];
    int32_t person = somebody(l);
    uint32_t dice = roll(&l->dice, 100);

    if (dice < 5) {
        begin_erasing(l, person);
    } else if (dice < 10 && t->person[person].is_joined) {
        *hand = (struct hand){PART, 0, person};
        part(l, person);
    } else if (dice < 13) {
        *hand = (struct hand){APPLY, 0, 0};
        apply(l);
    } else if (dice < 18) {
        while (again(tappa_engine_run_due(l->engine, t->now, 100, NULL), "timers do not run"))
            ;
    } else if (dice < 23) {
        send_some(l);
    } else {
        int64_t i = __atomic_fetch_add(&t->next, 1, __ATOMIC_SEQ_CST);

        if (i >= EVENTS_MAX)
            die("too many events", i);
        t->event[i] = (struct event_told){person, (uint8_t)roll(&l->dice, 4), (uint8_t)roll(&l->dice, 2), !roll(&l->dice, 8), 0};
        *hand = (struct hand){INGEST, i, person};
        hand_in(l, i);
    }
    hand->call = NOTHING;
}

void
open_all(struct life *l, const char *path, uint32_t flags)
{
    struct tappa_engine_options options = {.size = sizeof options, .checkpoint = 40, .cache = 8, .lateness = 24 * HOUR * 10, .lease = LEASE};
    tappa_store *store;
    tappa_model *model;

    if (tappa_context_new(NULL, &l->context))
        die("no memory", 0);
    while (again(tappa_store_sqlite(l->context, path, flags, &store), "the file does not open"))
        usleep(1000); /* the one before may still be dying */
    while (again(tappa_engine_open(l->context, store, &options, &l->engine), "the engine does not open"))
        ;
    model = basket_of(l);
    while (again(tappa_engine_add_model(l->engine, model, TAPPA_FOLLOW, START - HOUR), "the model is not taken"))
        ;
    tappa_model_unref(model);
    add_version(l, 1);
}

static void
live(struct life *l, const char *path, uint32_t flags)
{
    open_all(l, path, flags);
    __atomic_fetch_add(&l->told->alive, 1, __ATOMIC_SEQ_CST);
    go_on(l, l->which);
    for (;;)
        step(l);
}

static pid_t
spawn(const char *path, uint32_t flags, struct told_all *t, int which, uint64_t dice)
{
    pid_t child = fork();

    if (child < 0)
        die("fork", 0);
    if (!child) {
        struct life l = {.told = t, .which = which, .dice = dice * UINT64_C(0x9e3779b97f4a7c15) + 1};

        prctl(PR_SET_PDEATHSIG, SIGKILL); /* where the parent finds something wrong */
        shim_install();
        live(&l, path, flags);
        _exit(0);
    }
    return child;
}

/* Some die by themselves. */
static void
wait_and_kill(pid_t child, struct told_all *t, int which, uint32_t microseconds)
{
    int status = 0;
    pid_t dead = 0;

    for (uint32_t waited = 0; !dead && waited < microseconds; waited += 500) {
        usleep(500);
        dead = waitpid(child, &status, WNOHANG);
    }
    if (!dead) {
        kill(child, SIGKILL);
        dead = waitpid(child, &status, 0);
    }
    if (dead != child || !WIFSIGNALED(status))
        die("a process ended by itself", which);
    t->died[t->hand[which].call]++;
}

int
main(int argc, char **argv)
{
    struct told_all *t = mmap(NULL, sizeof *t, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    uint32_t flags = argc > 2 && !strcmp(argv[2], "shared") ? TAPPA_STORE_SHARED : 0;
    int kills = argc > 3 ? atoi(argv[3]) : 0, workers = flags ? WORKERS : 1;
    uint64_t dice = argc > 4 ? strtoull(argv[4], NULL, 10) * 77 + 5 : 1;
    pid_t children[WORKERS];

    if (argc != 5 || kills < 1 || t == MAP_FAILED)
        die("usage: test-crash-erase FILE owner|shared KILLS SEED", argc);
    remove_files(argv[1]);
    t->now = START;
    t->version = 1;
    for (int i = 0; i < workers; i++)
        children[i] = spawn(argv[1], flags, t, i, ++dice);
    for (int k = 0; k < kills; k++) {
        int which = (int)roll(&dice, (uint32_t)workers);
        uint64_t alive = t->alive;

        for (int wait = 0; k && roll(&dice, 10) && t->alive == alive && wait < 200; wait++)
            usleep(500);
        wait_and_kill(children[which], t, which, 500 + roll(&dice, 150000));
        (void)search_files(argv[1], t);
        children[which] = spawn(argv[1], flags, t, which, ++dice + (uint64_t)k);
    }
    for (int i = 0; i < workers; i++)
        wait_and_kill(children[i], t, i, 0);
    look(argv[1], flags, t, kills);
    return 0;
}
