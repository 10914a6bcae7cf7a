/* A loaded process is killed again and again, wherever it happens to be, and started again over the same file. The ledger stands in memory that
 * outlives it: what was about to be handed in, what was acknowledged, what was claimed and reported, and in which order.
 * At the end plain SQL is asked: nothing acknowledged is lost, nothing is there twice, every timer fired once; each claim and report is there, none was
 * claimed within another's lease or once it was sent, and no mail about a basket after the purchase was acknowledged, from whichever of a customer's
 * devices. And another library's replay of the events that are there must lead to the same journeys, byte for byte.
 * `mixed`: now an owner has the file, now several share it; each goes on with what the others left when they died.
 *     test-crash FILE owner|shared|mixed KILLS SEED */
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

#include <sqlite3.h>

#include "lib/engine/engine.h"

#include "ledger.h"
#include "look.h"

static const char model_text[] =
    "tappa: 1\nmodel: basket\nversion: 1\n"
    "data: {value: {type: double, default: 0.0}, times: {type: int, default: 0}}\n"
    "events: {Added: {fields: {price: double}}, Ordered: {}, Returned: {}, contact.sent: {}}\n"
    "channels: {email: {setting: online}, sms: {setting: online}}\n"
    "touchpoints: {basket_mail: {channel: email, direction: outbound, for: [choosing]}, thanks: {channel: sms, direction: outbound}}\n"
    "stages:\n"
    "  looking: {when: {Added: {set: {value: event.price}, to: choosing}}}\n"
    "  choosing:\n    when: {contact.sent: {set: {times: data.times + 100}}, Added: {set: {value: data.value + event.price}}, Ordered: bought}\n"
    "    after: {1h: {contact: basket_mail}, 3h: {set: {times: data.times + 1}, to: looking}}\n"
    "  bought: {enter: [{contact: thanks}], when: {Returned: looking, Added: {to: choosing}}, after: {2h: looking}}\n"
    "goals: {sale: {reach: bought}}\n";

/* ---- the process that is killed ---- */

struct worker {
    tappa_engine *engine;
    struct ledger *ledger;
    uint64_t seed, dice;
};

/* A lost race is no failure: it is done again. Everything else is. */
static int
again(tappa_status status, const char *what)
{
    if (status == TAPPA_ECONFLICT || status == TAPPA_EBUSY)
        return 1;
    if (status)
        die(what, status);
    return 0;
}

static void
hand_in(struct worker *w, int64_t i)
{
    struct tappa_ingested result = {.size = sizeof result};
    struct event e;

    make_event(i, w->seed, &e);
    if (!w->ledger->intended[i])
        w->ledger->intended[i] = tick(w->ledger);
    while (again(tappa_engine_ingest(w->engine, &e.record, 1, NULL, w->ledger->now > e.record.time ? w->ledger->now : e.record.time, &result),
                 "an event is not taken"))
        result.size = sizeof result;
    if (result.outcome == TAPPA_INGEST_TOO_LATE || result.outcome == TAPPA_INGEST_REFUSED)
        die(result.outcome == TAPPA_INGEST_REFUSED ? "an event is refused" : "an event is too late: the others are ahead by ten days", i);
    if (!w->ledger->acknowledged[i])
        w->ledger->acknowledged[i] = tick(w->ledger);
    else if (result.outcome == TAPPA_INGEST_DUPLICATE)
        w->ledger->sent_again++;
    w->ledger->commits++;
    live_until(&w->ledger->now, e.record.time);
}

static void
report(struct worker *w, struct told t)
{
    t.what = REPORTING;
    t.now = w->ledger->now;
    t.state = roll(&w->dice, 5) ? TAPPA_CONTACT_SENT : TAPPA_CONTACT_FAILED;
    tell(w->ledger, t);
    while (again(tappa_engine_report(w->engine, t.key, t.state, t.now), "a report is refused"))
        ;
    t.what = REPORTED;
    t.next = w->ledger->next;
    tell(w->ledger, t);
    w->ledger->claims++;
}

static void
send_some(struct worker *w)
{
    const struct tappa_claimed *claimed;
    struct told mine[8] = {0};
    int64_t now;
    uint32_t asked;
    size_t count, i;

    do {
        now = w->ledger->now;
        asked = tick(w->ledger);
    } while (again(tappa_engine_claim(w->engine, now, 8, &claimed, &count), "nothing can be claimed"));
    for (i = 0; i < count; i++) {
        mine[i] = (struct told){.what = CLAIMED, .attempt = claimed[i].attempt, .customer = claimed[i].customer, .now = now, .asked = asked,
                                .next = w->ledger->next, .is_basket = !strcmp(claimed[i].touchpoint, "basket_mail")};
        memcpy(mine[i].key, claimed[i].key, 16);
        tell(w->ledger, mine[i]);
    }
    for (i = 0; i < count; i++)
        if (roll(&w->dice, 20)) /* or it is forgotten, and comes back when its lease is over */
            report(w, mine[i]);
}

static void
live(struct worker *w, const char *path, uint32_t flags)
{
    struct tappa_engine_options options = {.size = sizeof options, .checkpoint = 40, .cache = 30, .lateness = 24 * HOUR * 10, .lease = LEASE};
    tappa_context *context;
    tappa_store *store;
    tappa_model *model;
    int64_t i, known = w->ledger->next;

    if (tappa_context_new(NULL, &context) || tappa_model_compile(context, model_text, strlen(model_text), "m", NULL, &model))
        die("no model", 0);
    while (again(tappa_store_sqlite(context, path, flags, &store), "the file does not open"))
        usleep(1000); /* the one before may still be dying */
    while (again(tappa_engine_open(context, store, &options, &w->engine), "the engine does not open"))
        ;
    while (again(tappa_engine_add_model(w->engine, model, TAPPA_FOLLOW, START - HOUR), "the model is not taken"))
        ;
    w->ledger->alive++;
    /* What the dead one had in hand, and some of what it had done. */
    for (i = known > 400 ? known - 400 : 0; i < known; i++)
        if (w->ledger->intended[i] && (!w->ledger->acknowledged[i] || !roll(&w->dice, 10)))
            hand_in(w, i);
    for (;;) {
        i = __atomic_fetch_add(&w->ledger->next, 1, __ATOMIC_SEQ_CST);
        if (i >= EVENTS_MAX)
            die("too many events", i);
        hand_in(w, i);
        if (!roll(&w->dice, 8))
            while (again(tappa_engine_run_due(w->engine, w->ledger->now, 100, NULL), "timers do not run"))
                ;
        if (!roll(&w->dice, 6))
            send_some(w);
    }
}

/* ---- the one who looks afterwards ---- */

static void
check_ledger(sqlite3 *db, const struct ledger *l)
{
    uint8_t *stored = calloc(EVENTS_MAX, 1);
    sqlite3_stmt *statement;
    int64_t i;

    if (!stored || sqlite3_prepare_v2(db, "select cast(id as text) from journal where kind = 1", -1, &statement, NULL) != SQLITE_OK)
        die("the journal cannot be read", 0);
    while (sqlite3_step(statement) == SQLITE_ROW) {
        i = strtoll((const char *)sqlite3_column_text(statement, 0) + 1, NULL, 10);
        if (stored[i]++)
            die("an event stands twice", i);
        if (!l->intended[i])
            die("an event that nobody handed in", i);
    }
    sqlite3_finalize(statement);
    for (i = 0; i < EVENTS_MAX; i++)
        if (l->acknowledged[i] && !stored[i])
            die("an acknowledged event is lost", i);
    free(stored);
    if (ask(db, "select count(*) from (select 1 from journal where kind = 2 group by source, id, time having count(*) > 1)"))
        die("a timer fired twice", 0);
    if (ask(db, "select count(*) from (select key from contact group by key having count(*) > 1)"))
        die("a contact stands twice", 0);
    if (ask(db, "select count(*) from journal where sequence <= 0") || ask(db, "select count(*) from identity where customer = 0"))
        die("a row that cannot be", 0);
}

static int64_t
ask_of(sqlite3 *db, const char *sql, const uint8_t key[16])
{
    sqlite3_stmt *statement;
    int64_t answer;

    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK || sqlite3_bind_blob(statement, 1, key, 16, SQLITE_STATIC) != SQLITE_OK ||
        sqlite3_step(statement) != SQLITE_ROW)
        die(sql, sqlite3_errcode(db));
    answer = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return answer;
}

/* What was looked at: where it is nothing, nothing was shown. */
struct seen {
    int64_t claims, failed, again, of_houses; /* again: claimed once more; of_houses: mails about the baskets of two cookies that are one customer */
    uint32_t login[PEOPLE];                   /* when a cookie was first known to be its house's */
};

static void
find_logins(const struct ledger *l, uint64_t seed, struct seen *seen)
{
    struct event e;

    for (int64_t i = 0; i < l->next; i++) {
        uint32_t *login;

        make_event(i, seed, &e);
        login = &seen->login[atoi(e.who + 1)];
        if (e.record.identity_count == 2 && l->acknowledged[i] && (!*login || l->acknowledged[i] < *login))
            *login = l->acknowledged[i];
    }
}

static int
person_of(int64_t customer)
{
    char name[16];

    for (int person = 0; person < PEOPLE; person++) {
        snprintf(name, sizeof name, "c%d", person);
        if (number_of("cookie", name) == customer)
            return person;
    }
    die("a customer of nobody", customer);
    return 0;
}

/* Going back from a claim: whether an acknowledged purchase comes before anything that was added. The two cookies of a house are one customer once
 * both logins are acknowledged, and may be before. */
static int
is_bought(const struct ledger *l, uint64_t seed, const struct told *t, struct seen *seen)
{
    int person = person_of(t->customer);
    uint32_t one = seen->login[person], other = seen->login[person ^ 1];
    int is_joined = one && other && one < t->asked && other < t->asked;
    struct event e;

    seen->of_houses += is_joined;
    for (int64_t i = t->next - 1; i >= 0; i--) {
        int who;

        make_event(i, seed, &e);
        who = atoi(e.who + 1);
        if (who / 2 != person / 2)
            continue;
        if ((who == person || is_joined) && !strcmp(e.record.event, "Ordered") && l->acknowledged[i] && l->acknowledged[i] < t->asked)
            return 1;
        if (!strcmp(e.record.event, "Added") && l->intended[i])
            return 0;
    }
    return 0;
}

static int
by_key(const void *a, const void *b)
{
    const struct told *x = a, *y = b;
    int key = memcmp(x->key, y->key, 16);

    if (key || x->what != y->what)
        return key ? key : (int)x->what - (int)y->what;
    return x->what == CLAIMED ? (x->attempt > y->attempt) - (x->attempt < y->attempt) : (x->tick > y->tick) - (x->tick < y->tick);
}

/* One that failed is tried again after one lease, then two, four, ... since the first who said so of what was handed out before: what others say then,
 * of that or of an earlier time, is no news. Nor is what is said when somebody may have seen that the lease was over. */
static int
has_waited(const struct told *t, int64_t count, int64_t claim)
{
    const struct told *this = &t[claim], *before = claim ? &t[claim - 1] : NULL;
    int64_t since = INT64_MAX;

    for (int64_t i = 0; before && i < count; i++)
        if (t[i].what == REPORTED && t[i].state == TAPPA_CONTACT_FAILED && t[i].tick > before->tick && t[i].tick < this->asked &&
            START + t[i].next * STEP < before->now + LEASE && t[i].now < since)
            since = t[i].now;
    return since == INT64_MAX || this->now >= since + (LEASE << (before->attempt < 5 ? before->attempt - 1 : 4));
}

/* All that was told of one contact: claims by their attempts, whose order is that of the commits, then what was reported. */
static void
check_contact(sqlite3 *db, const struct ledger *l, uint64_t seed, const struct told *t, int64_t count, int64_t at, struct seen *seen)
{
    int64_t claims = 0, failed = 0;
    uint32_t sent = 0, sending = 0;

    for (int64_t i = 0; i < count; i++) {
        claims += t[i].what == CLAIMED;
        sending |= t[i].what == REPORTING && t[i].state == TAPPA_CONTACT_SENT;
        failed += t[i].what == REPORTED && t[i].state == TAPPA_CONTACT_FAILED;
        if (t[i].what == REPORTED && t[i].state == TAPPA_CONTACT_SENT && !sent)
            sent = t[i].tick;
    }
    for (int64_t i = 0; i < claims; i++) {
        if (i && (t[i].now < t[i - 1].now + LEASE || t[i].attempt == t[i - 1].attempt))
            die("a contact is handed out within the lease of another", at);
        if (!has_waited(t, count, i))
            die("a contact that failed is tried again too soon", at);
        if (sent && sent < t[i].asked)
            die("a contact that was sent is handed out again", at);
        if (t[i].is_basket && is_bought(l, seed, &t[i], seen))
            die("a mail about a basket that was bought", at);
        seen->again += t[i].attempt > 1;
    }
    seen->claims += claims;
    seen->failed += failed;
    if (ask_of(db, "select count(*) from journal where kind in (3, 4) and name = 'contact.claimed' and substr(body, -16) = ?1", t->key) < claims)
        die("a claim is lost", at);
    if (sent && ask_of(db, "select count(*) from contact where key = ?1 and state between 3 and 6", t->key) != 1)
        die("a contact is not known to be sent", at);
    if (sent && ask_of(db, "select count(*) from journal where kind in (3, 4) and name = 'contact.sent' and substr(body, -16) = ?1", t->key) != 1)
        die("a report is lost, or there twice", at);
    if (failed && !ask_of(db, "select count(*) from journal where kind in (3, 4) and name in ('contact.failed', 'contact.sent') and substr(body, -16) = ?1", t->key))
        die("a failure is lost", at);
    if (!sending && ask_of(db, "select count(*) from contact where key = ?1 and state between 3 and 6", t->key))
        die("a contact is sent that nobody sent", at);
}

static void
check_contacts(sqlite3 *db, struct ledger *l, uint64_t seed, struct seen *seen)
{
    int64_t count = 0, end;

    /* Who was killed may have left a gap. */
    for (int64_t i = 0; i < l->told_count; i++)
        if (l->told[i].tick)
            l->told[count++] = l->told[i];
    qsort(l->told, (size_t)count, sizeof *l->told, by_key);
    if (sqlite3_exec(db, "create index by_contact on journal(name, substr(body, -16)) where kind in (3, 4)", NULL, NULL, NULL) != SQLITE_OK)
        die("no index of contacts", sqlite3_errcode(db));
    find_logins(l, seed, seen);
    for (int64_t at = 0; at < count; at = end) {
        for (end = at; end < count && !memcmp(l->told[end].key, l->told[at].key, 16); end++)
            ;
        check_contact(db, l, seed, &l->told[at], end - at, at, seen);
    }
}

/* The events that a customer's identities have, by the columns alone, in the order of a history; outcomes of contacts that the model declares
 * among them. */
static void
replay_customer(sqlite3 *db, const struct tappa_standing *w, uint64_t seed, tappa_replay *replay, const char *root)
{
    char sql[8000], list[4000] = "0";
    sqlite3_stmt *statement;

    for (size_t i = 0; i < w->identity_count; i++) {
        char kind[32], value[32];

        snprintf(kind, sizeof kind, "%.*s", (int)w->identities[i].kind_size, w->identities[i].kind);
        snprintf(value, sizeof value, "%.*s", (int)w->identities[i].value_size, w->identities[i].value);
        snprintf(list + strlen(list), sizeof list - strlen(list), ",%" PRId64, number_of(kind, value));
    }
    snprintf(sql, sizeof sql,
             "select kind, cast(id as text), cast(name as text), time from journal where (kind = 1 or kind = 4 and name = 'contact.sent') and identity in (%s) "
             "order by time, source, id, sequence", list);
    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
        die("the history cannot be read", 0);
    while (sqlite3_step(statement) == SQLITE_ROW) {
        struct event e = {.record = {.size = sizeof e.record}};

        if (sqlite3_column_int(statement, 0) == 1)
            make_event(strtoll((const char *)sqlite3_column_text(statement, 1) + 1, NULL, 10), seed, &e);
        else
            e.record.event = (const char *)sqlite3_column_text(statement, 2);
        e.record.event_size = (uint32_t)strlen(e.record.event);
        e.record.time = sqlite3_column_int64(statement, 3);
        e.record.customer = root;
        e.record.customer_size = (uint32_t)strlen(root);
        if (tappa_replay_feed(replay, &e.record, NULL))
            die("the replay fails", e.record.time);
    }
    sqlite3_finalize(statement);
}

static size_t
check_journeys(sqlite3 *db, tappa_engine *engine, tappa_context *context, tappa_model *model, uint64_t seed, int64_t end)
{
    size_t checked = 0;

    for (int i = 0; i < PEOPLE; i++) {
        struct tappa_standing w = {.size = sizeof w};
        char value[16];
        struct tappa_identity identity = {"cookie", value, 6, (uint32_t)snprintf(value, sizeof value, "c%d", i)};
        tappa_replay *replay;
        int64_t customer;
        size_t size;
        tappa_status status = tappa_engine_find(engine, &identity, &customer);

        if (status == TAPPA_EUNKNOWN)
            continue;
        if (status || tappa_engine_where(engine, customer, &w) || w.journey_count != 1 || tappa_replay_new(context, model, NULL, &replay))
            die("a customer cannot be looked at", i);
        replay_customer(db, &w, seed, replay, tappa_journey_customer(w.journeys[0], &size));
        if (tappa_replay_advance(replay, end) || tappa_replay_journey_count(replay) != 1)
            die("the replay has another number of journeys", i);
        compare(w.journeys[0], tappa_replay_journey_at(replay, 0), customer);
        tappa_replay_free(replay);
        checked++;
    }
    return checked;
}

/* Where nothing was done, nothing is lost and nothing there twice. */
static void
check_much(sqlite3 *db, const struct ledger *l, const struct seen *seen, size_t journeys, int kills)
{
    if (l->commits < (uint64_t)kills)
        die("hardly anything happened between the kills", (int64_t)l->commits);
    if (kills < 100) /* some of it is seldom */
        return;
    if (!l->sent_again)
        die("no event that was acknowledged was handed in again", 0);
    if (!seen->claims || !seen->failed || !seen->again)
        die("no contact was handed out, or failed, or was handed out again", seen->claims);
    if (seen->claims >= 400 && !seen->of_houses) /* a busy machine comes to little between two kills */
        die("no mail was about the basket of two cookies that are one customer", seen->claims);
    if (!ask(db, "select count(*) from journal where kind = 2"))
        die("no timer fired", 0);
    if (journeys <= PEOPLE / 2)
        die("hardly anybody's journey was looked at", (int64_t)journeys);
}

static void
look(const char *path, const char *mode, uint32_t flags, struct ledger *l, uint64_t seed, int kills)
{
    struct tappa_engine_options options = {.size = sizeof options, .lateness = 24 * HOUR * 10, .lease = LEASE};
    tappa_context *context;
    tappa_engine *engine;
    tappa_store *store;
    tappa_model *model;
    sqlite3 *db;
    struct seen seen = {0};
    size_t done, checked;

    if (tappa_context_new(NULL, &context) || tappa_model_compile(context, model_text, strlen(model_text), "m", NULL, &model))
        die("no model", 0);
    if (tappa_store_sqlite(context, path, flags, &store) || tappa_engine_open(context, store, &options, &engine))
        die("the file does not open any more", 0);
    do
        if (tappa_engine_run_due(engine, l->now, 1000, &done))
            die("timers do not run", 0);
    while (done == 1000);
    if (tappa_engine_checkpoint(engine))
        die("the customers cannot be written", 0);
    if (tappa_engine_close(engine) || sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
        die("the file cannot be read", 0);
    if (ask(db, "select count(*) from pragma_integrity_check where integrity_check <> 'ok'"))
        die("the file is damaged", 0);
    check_ledger(db, l);
    db = copy_journal(db, path);
    check_contacts(db, l, seed, &seen);
    if (tappa_store_sqlite(context, path, flags, &store) || tappa_engine_open(context, store, &options, &engine))
        die("the file does not open any more", 1);
    checked = check_journeys(db, engine, context, model, seed, l->now);
    check_much(db, l, &seen, checked, kills);
    printf("%d kills (%s): %" PRIu64 " events acknowledged, %" PRIu64 " contacts handed out, %zu journeys as replayed, nothing lost, "
           "nothing twice\n", kills, mode, l->commits, l->claims, checked);
    sqlite3_close(db);
    if (tappa_engine_close(engine))
        die("the engine does not close", 0);
    tappa_model_unref(model);
    tappa_context_unref(context);
}

static pid_t
spawn(const char *path, uint32_t flags, struct ledger *l, uint64_t seed, uint64_t dice)
{
    pid_t child = fork();

    if (child < 0)
        die("fork", 0);
    if (!child) {
        struct worker w = {.ledger = l, .seed = seed, .dice = dice * UINT64_C(0x9e3779b97f4a7c15) + 1};

        prctl(PR_SET_PDEATHSIG, SIGKILL); /* where the parent finds something wrong */
        live(&w, path, flags);
        _exit(0);
    }
    return child;
}

/* Who lives: `count` processes, `flags` how they use the file. */
struct lives {
    const char *path;
    struct ledger *ledger;
    uint64_t seed, dice;
    uint32_t flags;
    pid_t children[WORKERS];
    int count;
};

static void
begin(struct lives *s, uint32_t flags)
{
    s->flags = flags;
    s->count = flags ? WORKERS : 1;
    for (int i = 0; i < s->count; i++)
        s->children[i] = spawn(s->path, flags, s->ledger, s->seed, ++s->dice);
}

static void
end(struct lives *s, int which)
{
    int status;

    kill(s->children[which], SIGKILL);
    if (waitpid(s->children[which], &status, 0) != s->children[which] || !WIFSIGNALED(status))
        die("a process ended by itself", which);
}

static void
end_all(struct lives *s)
{
    for (int i = 0; i < s->count; i++)
        end(s, i);
}

int
main(int argc, char **argv)
{
    struct ledger *l = mmap(NULL, sizeof *l, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    int kills = argc > 3 ? atoi(argv[3]) : 0, is_mixed = argc > 2 && !strcmp(argv[2], "mixed");
    uint64_t seed = argc > 4 ? strtoull(argv[4], NULL, 10) : 1, alive = 0, commits = 0;
    struct lives s = {.path = argv[1], .ledger = l, .seed = seed, .dice = seed * 77 + 5};

    if (argc != 5 || kills < 1 || l == MAP_FAILED)
        die("usage: test-crash FILE owner|shared|mixed KILLS SEED", argc);
    remove_files(argv[1]);
    l->now = START;
    begin(&s, strcmp(argv[2], "shared") ? 0 : TAPPA_STORE_SHARED);
    for (int k = 0; k < kills; k++) {
        int which = (int)roll(&s.dice, (uint32_t)s.count), at_work = roll(&s.dice, 10) != 0;

        /* Mostly while it works, however slow the machine is, once in ten while it opens. */
        for (int wait = 0; at_work && (l->alive == alive || l->commits < commits + 2); wait++) {
            if (wait == 120000)
                die("a process does no work", k);
            usleep(500);
        }
        usleep(roll(&s.dice, 5) ? roll(&s.dice, 100000) : roll(&s.dice, 5000));
        if (is_mixed && roll(&s.dice, 2)) {
            end_all(&s);
            alive = l->alive; /* before it is there */
            commits = l->commits;
            begin(&s, s.flags ^ TAPPA_STORE_SHARED);
        } else {
            end(&s, which);
            alive = l->alive;
            commits = l->commits;
            s.children[which] = spawn(argv[1], s.flags, l, seed, ++s.dice + (uint64_t)k);
        }
    }
    end_all(&s);
    look(argv[1], argv[2], s.flags, l, seed, kills);
    return 0;
}
