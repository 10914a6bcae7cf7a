/* Owns what is asked when processes that erase, part and apply were killed.
 * Called by the crash test of erasing. Protects one invariant: what is compared comes from the ledger, from plain SQL and from another library's replay,
 * never from the engine alone. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tappa/engine/plan.h"

#include "erase.h"
#include "look.h"
#include "search.h"

int64_t
search_files(const char *path, const struct told_all *t)
{
    int64_t gone = 0;

    search_begin(TAG);
    for (int32_t person = 1; person <= t->people; person++) {
        struct device d;

        if (t->person[person].state != ERASED)
            continue;
        search_for(person, number_of("cookie", device_of(&d, person, 0)->value));
        search_for(person, number_of("cookie", device_of(&d, person, 1)->value));
        gone++;
    }
    search_all(path);
    return gone;
}

static void
feed(sqlite3 *db, const struct tappa_standing *w, tappa_replay *replay, const char *root, int64_t *added)
{
    char sql[800], list[400] = "0";
    sqlite3_stmt *statement;

    for (size_t i = 0; i < w->identity_count; i++) {
        char value[32];

        snprintf(value, sizeof value, "%.*s", (int)w->identities[i].value_size, w->identities[i].value);
        snprintf(list + strlen(list), sizeof list - strlen(list), ",%" PRId64, number_of("cookie", value));
    }
    snprintf(sql, sizeof sql, "select cast(id as text), cast(name as text), time from journal where kind = 1 and identity in (%s) order by time, source, id, sequence", list);
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
        die("the history cannot be read", 0);
    while (sqlite3_step(statement) == SQLITE_ROW) {
        const char *id = (const char *)sqlite3_column_text(statement, 0);
        int64_t i = strtoll(strchr(id, '-') + 1, NULL, 10);
        char word[40];
        struct tappa_field fields[2] = {
            {.name = "word", .name_size = 4, .value = {.kind = TAPPA_STRING, .data = word, .size = (uint32_t)snprintf(word, sizeof word, "%.*s-word%" PRId64, (int)(strchr(id, '-') - id), id, i)}},
            {.name = "price", .name_size = 5, .value = {.kind = TAPPA_DOUBLE, .real = 1.0 + (double)(i % 50)}}};
        struct tappa_record r = {.size = sizeof r, .time = sqlite3_column_int64(statement, 2), .event = (const char *)sqlite3_column_text(statement, 1),
                                 .customer = root, .customer_size = (uint32_t)strlen(root), .fields = fields};

        r.event_size = (uint32_t)strlen(r.event);
        r.field_count = *r.event == 'A' ? 2 : *r.event == 'O';
        *added += *r.event == 'A';
        if (tappa_replay_feed(replay, &r, NULL))
            die("the replay fails", r.time);
    }
    sqlite3_finalize(statement);
}

static void
check_standing(sqlite3 *db, struct life *l, tappa_model *basket, int64_t customer)
{
    struct tappa_standing w = {.size = sizeof w};
    tappa_replay *replay;
    struct tappa_value times;
    int64_t added = 0;
    size_t size;

    if (tappa_engine_where(l->engine, customer, &w) || tappa_replay_new(l->context, basket, NULL, &replay))
        die("a customer cannot be looked at", customer);
    if (!w.journey_count) { /* a device that was parted, and of which no event came first */
        feed(db, &w, replay, "nobody", &added);
        if (tappa_replay_journey_count(replay))
            die("a customer with events has no journey", customer);
        tappa_replay_free(replay);
        return;
    }
    if (w.journey_count != 2)
        die("a customer has another number of journeys", (int64_t)w.journey_count);
    for (size_t i = 0; i < 2; i++) {
        const tappa_journey *journey = w.journeys[i];

        if (strcmp(tappa_model_name(tappa_journey_model(journey)), "basket"))
            continue;
        feed(db, &w, replay, tappa_journey_customer(journey, &size), &added);
        if (tappa_replay_advance(replay, l->told->now) || tappa_replay_journey_count(replay) != 1)
            die("the replay has another number of journeys", customer);
        compare(journey, tappa_replay_journey_at(replay, 0), customer);
    }
    for (size_t i = 0; i < 2; i++) {
        const tappa_model *model = tappa_journey_model(w.journeys[i]);

        if (!strcmp(tappa_model_name(model), "basket"))
            continue;
        if (tappa_model_version(model) != l->told->version)
            die("a journey is not under the newest version", tappa_model_version(model));
        if (tappa_journey_data(w.journeys[i], 0, &times) || times.integer != added)
            die("a journey has counted something else", times.integer);
    }
    tappa_replay_free(replay);
}

/* Nobody erased is known; of all others the devices are one customer or two, as was said last. Returns how many were looked at. */
static int64_t
check_people(sqlite3 *db, struct life *l)
{
    tappa_model *basket = basket_of(l);
    int64_t checked = 0;

    for (int32_t person = 1; person <= l->told->people; person++) {
        const struct person *p = &l->told->person[person];
        int64_t customers[2] = {0, 0};

        for (int i = 0; i < 2; i++) {
            struct device d;
            tappa_status status = tappa_engine_find(l->engine, &device_of(&d, person, i)->identity, &customers[i]);

            if (status && status != TAPPA_EUNKNOWN)
                die("a customer is not found", status);
            if (!status && p->state == ERASED)
                die("somebody erased is known", person);
        }
        if (!l->told->is_mixed && customers[0] && customers[1] && (customers[0] == customers[1]) != p->is_joined)
            die("two devices are one customer, or are not", person);
        for (int i = 0; i < 1 + (customers[0] != customers[1]); i++)
            if (customers[i]) {
                check_standing(db, l, basket, customers[i]);
                checked++;
            }
    }
    tappa_model_unref(basket);
    return checked;
}

/* Each event of whoever is alive stands there once. */
static void
check_events(sqlite3 *db, const struct told_all *t)
{
    for (int64_t i = 0; i < t->next; i++) {
        const struct event_told *e = &t->event[i];
        char sql[200];

        if (!e->acknowledged || t->person[e->person].state != ALIVE)
            continue;
        snprintf(sql, sizeof sql, "select count(*) from journal where id = '" TAG "%d-%" PRId64 "' and kind = 1", e->person, i);
        if (ask(db, sql) != 1)
            die("an acknowledged event is not there once", i);
    }
}

/* A process may die between putting a version into force and telling of it. */
static void
know_version(struct life *l)
{
    const struct tappa_version *versions;
    size_t count;
    int version = 0;

    if (tappa_engine_versions(l->engine, &versions, &count))
        die("the versions cannot be read", 0);
    for (size_t i = 0; i < count; i++)
        if (!strcmp(versions[i].model, "count"))
            version = (int)versions[i].version;
    if (version != l->told->version && version != l->told->version + 1)
        die("another version is the newest", version);
    l->told->version = version;
}

/* How many events the model `count` has counted, of whomever: a process that died behind noting one handed it in once more, so each note is looked at. */
static uint64_t
acknowledged(const struct told_all *t)
{
    uint64_t count = 0;

    for (int64_t i = 0; i < t->next; i++)
        count += t->event[i].acknowledged && t->event[i].name < 2;
    return count;
}

int64_t
look(const char *path, uint32_t flags, struct told_all *t, int64_t *gone, void (*go_on)(struct life *l))
{
    struct life l = {.told = t, .dice = 1};
    const struct tappa_count *counts;
    int64_t checked;
    size_t count, done;
    sqlite3 *db;

    open_all(&l, path, flags);
    go_on(&l);
    know_version(&l);
    do
        if (tappa_engine_apply(l.engine, "count", 5, t->now, 1000, &done))
            die("the newest version is not applied", 0);
    while (done == 1000);
    do
        if (tappa_engine_run_due(l.engine, t->now, 1000, &done))
            die("timers do not run", 0);
    while (done == 1000);
    *gone = search_files(path, t);
    if (tappa_engine_counts(l.engine, &counts, &count) || count != 1 || counts->times != acknowledged(t))
        die("what was counted is not what was acknowledged", count ? (int64_t)counts->times : -1);
    if (tappa_engine_close(l.engine) || sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
        die("the file cannot be read", 0);
    tappa_context_unref(l.context);
    if (ask(db, "select count(*) from pragma_integrity_check where integrity_check <> 'ok'"))
        die("the file is damaged", 0);
    db = copy_journal(db, path);
    check_events(db, t);
    open_all(&l, path, flags);
    checked = check_people(db, &l);
    sqlite3_close(db);
    if (tappa_engine_close(l.engine))
        die("the engine does not close", 0);
    tappa_context_unref(l.context);
    return checked;
}
