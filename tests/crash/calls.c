/* Owns the calls of processes that erase, part and apply beside all else, each until it is done, and what of it is written down.
 * Called by the tests that kill such processes and that run many of them. Protects one invariant: what is written down before a call is what may have
 * been done, what is written down behind it is done. */
#define _DEFAULT_SOURCE /* usleep */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tappa/engine/contact.h"
#include "tappa/engine/plan.h"
#include "tests/store/shim.h"

#include "erase.h"

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

static uint32_t
step_clock(struct told_all *t)
{
    return __atomic_add_fetch(&t->clock, 1, __ATOMIC_SEQ_CST);
}

int
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
    if (!l->dies)
        return;
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

void
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
    if (told->both) {
        l->told->person[told->person].is_joined = 1;
        if (!l->told->person[told->person].joined)
            l->told->person[told->person].joined = step_clock(l->told);
    }
    __atomic_store_n(&told->acknowledged, step_clock(l->told), __ATOMIC_SEQ_CST);
    l->told->commits++;
    live_until(&l->told->now, r.time);
}

void
part(struct life *l, int32_t person)
{
    struct device a, b;
    tappa_status status;

    maybe_die(l, 30);
    if (!l->told->person[person].parting)
        l->told->person[person].parting = step_clock(l->told);
    do
        status = tappa_engine_part_identities(l->engine, &device_of(&a, person, 0)->identity, &device_of(&b, person, 1)->identity, l->told->now);
    while (status != TAPPA_EUNKNOWN && again(status, "they are not parted"));
    live_on();
    l->told->person[person].is_joined = 0;
    __atomic_fetch_add(&l->told->parted, !status, __ATOMIC_SEQ_CST);
}

/* Until nobody has the number any more, or it is done. */
void
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

void
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
void
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

void
send_some(struct life *l)
{
    const struct tappa_claimed *claimed;
    uint8_t keys[8][16];
    uint32_t asked;
    size_t count;

    do
        asked = step_clock(l->told);
    while (again(tappa_engine_claim(l->engine, l->told->now, 8, &claimed, &count), "nothing can be claimed"));
    for (size_t i = 0; i < count; i++) {
        int64_t at = __atomic_fetch_add(&l->told->mail_count, !strcmp(claimed[i].touchpoint, "basket_mail"), __ATOMIC_SEQ_CST);

        if (at >= MAILS_MAX)
            die("too many mails", at);
        if (!strcmp(claimed[i].touchpoint, "basket_mail"))
            l->told->mail[at] = (struct mail){claimed[i].customer, l->told->next, asked, step_clock(l->told)};
        memcpy(keys[i], claimed[i].key, 16);
    }
    for (size_t i = 0; i < count; i++) {
        tappa_status status;

        do
            status = tappa_engine_report(l->engine, keys[i], TAPPA_CONTACT_SENT, l->told->now);
        while (status != TAPPA_EUNKNOWN && again(status, "a report is refused")); /* another worker may have erased whose it is */
    }
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
