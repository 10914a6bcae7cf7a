/* Owns the recording of an engine's transactions and their writing by bare SQLite.
 * Called by the engine's benchmark: once to record, then for each round.
 * Bare SQLite gets every row ready-made: its time is that of binding and of SQLite itself, and engine.c says what it must look up first. */
#include "bench.h"

#include "recorded.h"

enum { SEEN_GET, IDENTITY_GET, CUSTOMER_GET, CONTACTS_GET, ASKABLE };

struct asked {
    int what; /* one of those above */
    int64_t number;
};

struct transaction {
    struct tappa_commit commit; /* all of it copied; references to its own entries are resolved */
    char **heads;               /* of the customers, as the column has them */
    struct asked *asked;        /* since the transaction before */
    size_t asked_count;
    int64_t last;               /* the newest sequence once it is written */
};

static struct {
    const struct tappa_store_table *behind;
    struct tappa_store_table table;
    struct transaction *all;
    size_t count, room;
    struct asked *asked;
    size_t asked_count, asked_room;
    int64_t last;
    char **blocks; /* all that was copied */
    size_t block_count, block_room, at, left;
} tape;

#define BLOCK ((size_t)1 << 20)

static void *
keep(const void *data, size_t size)
{
    size_t wanted = (size + 16) & ~(size_t)15;
    char *place;

    if (wanted > tape.left) {
        tape.left = wanted > BLOCK ? wanted : BLOCK;
        if (tape.block_count == tape.block_room) {
            tape.block_room = tape.block_room ? 2 * tape.block_room : 64;
            tape.blocks = realloc(tape.blocks, tape.block_room * sizeof *tape.blocks);
        }
        if (!tape.blocks)
            die("out of memory");
        tape.blocks[tape.block_count++] = room(1, tape.left);
        tape.at = 0;
    }
    place = tape.blocks[tape.block_count - 1] + tape.at;
    tape.at += wanted;
    tape.left -= wanted;
    if (size)
        memcpy(place, data, size);
    return place;
}

static void
keep_span(struct tappa_span *span)
{
    span->data = keep(span->data, span->size);
}

static int64_t
resolved(int64_t sequence, int64_t first)
{
    return sequence < 0 ? first - sequence - 1 : sequence;
}

#define COPY(c, member, count, type) type *member = keep((c)->member, (c)->count * sizeof(type)); (c)->member = member

static char *
heads_text(const struct tappa_store_customer *row, int64_t first)
{
    char text[4096];
    size_t n = (size_t)snprintf(text, sizeof text, "["), i;

    for (i = 0; i < row->head_count; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "%s[%lld,%lld]", i ? "," : "", (long long)row->heads[i].identity,
                              (long long)resolved(row->heads[i].sequence, first));
    n += (size_t)snprintf(text + n, sizeof text - n, "]");
    return keep(text, n + 1);
}

static void
keep_commit(struct transaction *t)
{
    struct tappa_commit *c = &t->commit;
    size_t i;

    COPY(c, entries, entry_count, struct tappa_entry);
    c->seen = keep(c->seen, c->seen_count * sizeof *c->seen);
    COPY(c, identities, identity_count, struct tappa_store_identity);
    COPY(c, customers, customer_count, struct tappa_store_customer);
    COPY(c, contacts, contact_count, struct tappa_store_contact);
    COPY(c, notes, note_count, struct tappa_store_note);
    for (i = 0; i < c->entry_count; i++) {
        entries[i].previous = resolved(entries[i].previous, c->first);
        keep_span(&entries[i].source);
        keep_span(&entries[i].id);
        keep_span(&entries[i].name);
        keep_span(&entries[i].body);
    }
    for (i = 0; i < c->identity_count; i++) {
        keep_span(&identities[i].kind);
        keep_span(&identities[i].value);
    }
    t->heads = room(c->customer_count + 1, sizeof *t->heads);
    for (i = 0; i < c->customer_count; i++) {
        t->heads[i] = heads_text(&customers[i], c->first);
        keep_span(&customers[i].state);
    }
    for (i = 0; i < c->contact_count; i++)
        keep_span(&contacts[i].body);
    for (i = 0; i < c->note_count; i++) {
        keep_span(&notes[i].name);
        keep_span(&notes[i].value);
    }
}

static tappa_status
commit_recorded(tappa_store *store, struct tappa_commit *commit)
{
    tappa_status status = tape.behind->commit(store, commit);
    struct transaction *t;

    if (status)
        return status;
    if (tape.count == tape.room) {
        tape.room = tape.room ? 2 * tape.room : 1024;
        tape.all = realloc(tape.all, tape.room * sizeof *tape.all);
        if (!tape.all)
            die("out of memory");
    }
    t = &tape.all[tape.count++];
    *t = (struct transaction){.commit = *commit};
    keep_commit(t);
    t->asked_count = tape.asked_count;
    t->asked = keep(tape.asked, tape.asked_count * sizeof *tape.asked);
    tape.asked_count = 0;
    if (commit->entry_count)
        tape.last = commit->first + (int64_t)commit->entry_count - 1;
    t->last = tape.last;
    return status;
}

static void
note_asked(int what, int64_t number)
{
    if (tape.asked_count == tape.asked_room) {
        tape.asked_room = tape.asked_room ? 2 * tape.asked_room : 1024;
        tape.asked = realloc(tape.asked, tape.asked_room * sizeof *tape.asked);
        if (!tape.asked)
            die("out of memory");
    }
    tape.asked[tape.asked_count++] = (struct asked){what, number};
}

static tappa_status
seen_recorded(tappa_store *store, int64_t number, struct tappa_store_seen *out)
{
    note_asked(SEEN_GET, number);
    return tape.behind->seen(store, number, out);
}

static tappa_status
identity_recorded(tappa_store *store, int64_t identity, struct tappa_store_identity *out)
{
    note_asked(IDENTITY_GET, identity);
    return tape.behind->identity(store, identity, out);
}

static tappa_status
contacts_recorded(tappa_store *store, int64_t customer, const struct tappa_store_contact **out, size_t *count)
{
    note_asked(CONTACTS_GET, customer);
    return tape.behind->contacts_of(store, customer, out, count);
}

static tappa_status
customer_recorded(tappa_store *store, int64_t customer, struct tappa_store_customer *out)
{
    note_asked(CUSTOMER_GET, customer);
    return tape.behind->customer(store, customer, out);
}

void
record(tappa_store *store)
{
    tape.behind = store->table;
    tape.table = *store->table;
    tape.table.commit = commit_recorded;
    tape.table.seen = seen_recorded;
    tape.table.identity = identity_recorded;
    tape.table.customer = customer_recorded;
    tape.table.contacts_of = contacts_recorded;
    store->table = &tape.table;
}

size_t
recorded(void)
{
    return tape.count;
}

void
recorded_free(void)
{
    size_t i;

    for (i = 0; i < tape.count; i++)
        free(tape.all[i].heads);
    for (i = 0; i < tape.block_count; i++)
        free(tape.blocks[i]);
    free(tape.all);
    free(tape.asked);
    free(tape.blocks);
    memset(&tape, 0, sizeof tape);
}

/* ---- bare SQLite ---- */

enum { BEGIN = ASKABLE, COMMIT, ENTRY, SEEN, IDENTITY, CUSTOMER_ADD, CUSTOMER_SET, CONTACT, NOTE, NOTE_SAME, NOTE_REMOVE, STORE, STATEMENTS };

static const char *const texts[STATEMENTS] = {
    [SEEN_GET] = "SELECT 1 FROM seen WHERE number=?1",
    [IDENTITY_GET] = "SELECT customer FROM identity WHERE identity=?1",
    [CUSTOMER_GET] = "SELECT revision,due,heads,state FROM customer WHERE customer=?1",
    [CONTACTS_GET] = "SELECT key,due,state,body FROM contact WHERE customer=?1",
    [BEGIN] = "BEGIN IMMEDIATE",
    [COMMIT] = "COMMIT",
    [ENTRY] = "INSERT INTO journal(sequence,previous,identity,time,received,kind,status,source,id,name,body)VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11)",
    [SEEN] = "INSERT INTO seen(number)VALUES(?1)",
    [IDENTITY] = "INSERT OR REPLACE INTO identity(identity,customer,kind,value)VALUES(?1,?2,?3,?4)",
    [CUSTOMER_ADD] = "INSERT INTO customer(customer,revision,due,heads,state)VALUES(?1,?2,?3,?4,?5)",
    [CUSTOMER_SET] = "UPDATE customer SET revision=?2,due=?3,heads=?4,state=?5 WHERE customer=?1 AND revision=?6",
    [CONTACT] = "INSERT OR REPLACE INTO contact(key,customer,due,state,body)VALUES(?1,?2,?3,?4,?5)",
    [NOTE] = "INSERT OR REPLACE INTO note(name,value)VALUES(?1,?2)",
    [NOTE_SAME] = "SELECT value FROM note WHERE name=?1",
    [NOTE_REMOVE] = "DELETE FROM note WHERE name=?1",
    [STORE] = "UPDATE store SET commits=commits+1,last=?1,recent=?2 WHERE one=1",
};

struct bare {
    sqlite3 *db;
    int owner;
    sqlite3_stmt *statements[STATEMENTS];
};

static void
must(struct bare *b, int ok)
{
    if (!ok)
        die(sqlite3_errmsg(b->db));
}

struct bare *
bare_open(const char *path, int owner)
{
    struct bare *b = room(1, sizeof *b);
    size_t i;

    b->owner = owner;
    must(b, !sqlite3_open_v2(path, &b->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL));
    must(b, !sqlite3_exec(b->db, owner ? "PRAGMA locking_mode=EXCLUSIVE;PRAGMA cache_size=-32768;PRAGMA journal_mode=WAL"
                                       : "PRAGMA cache_size=-4096;PRAGMA journal_mode=TRUNCATE", NULL, NULL, NULL));
    must(b, !sqlite3_exec(b->db, "PRAGMA cell_size_check=ON;PRAGMA secure_delete=ON;PRAGMA temp_store=MEMORY;PRAGMA synchronous=FULL;"
                                 "PRAGMA wal_autocheckpoint=4096", NULL, NULL, NULL));
    for (i = 0; i < STATEMENTS; i++)
        must(b, !sqlite3_prepare_v3(b->db, texts[i], -1, SQLITE_PREPARE_PERSISTENT, &b->statements[i], NULL));
    return b;
}

void
bare_close(struct bare *b)
{
    size_t i;

    for (i = 0; i < STATEMENTS; i++)
        sqlite3_finalize(b->statements[i]);
    sqlite3_close(b->db);
    free(b);
}

static void
run(struct bare *b, sqlite3_stmt *statement)
{
    must(b, sqlite3_step(statement) == SQLITE_DONE && !sqlite3_reset(statement));
}

static void
text(sqlite3_stmt *statement, int at, struct tappa_span span)
{
    sqlite3_bind_text(statement, at, span.data, (int)span.size, SQLITE_STATIC);
}

static void
blob(sqlite3_stmt *statement, int at, struct tappa_span span)
{
    sqlite3_bind_blob(statement, at, span.data, (int)span.size, SQLITE_STATIC);
}

static void
put_entry(struct bare *b, const struct tappa_entry *e, int64_t sequence)
{
    sqlite3_stmt *s = b->statements[ENTRY];

    sqlite3_bind_int64(s, 1, sequence);
    sqlite3_bind_int64(s, 2, e->previous);
    sqlite3_bind_int64(s, 3, e->identity);
    sqlite3_bind_int64(s, 4, e->time);
    sqlite3_bind_int64(s, 5, e->received);
    sqlite3_bind_int64(s, 6, e->kind);
    sqlite3_bind_int64(s, 7, e->status);
    text(s, 8, e->source);
    text(s, 9, e->id);
    text(s, 10, e->name);
    blob(s, 11, e->body);
    run(b, s);
}

static void
put_seen(struct bare *b, const struct tappa_store_seen *row)
{
    sqlite3_stmt *s = b->statements[SEEN];

    sqlite3_bind_int64(s, 1, row->number);
    run(b, s);
}

static void
put_customer(struct bare *b, const struct tappa_store_customer *row, const char *heads)
{
    sqlite3_stmt *s = b->statements[row->expected ? CUSTOMER_SET : CUSTOMER_ADD];

    sqlite3_bind_int64(s, 1, row->customer);
    sqlite3_bind_int64(s, 2, row->revision);
    sqlite3_bind_int64(s, 3, row->due);
    sqlite3_bind_text(s, 4, heads, -1, SQLITE_STATIC);
    blob(s, 5, row->state);
    if (row->expected)
        sqlite3_bind_int64(s, 6, row->expected);
    run(b, s);
    must(b, sqlite3_changes(b->db) == 1);
}

/* One that must be the same is looked at and not written. */
static void
put_note(struct bare *b, const struct tappa_store_note *row)
{
    sqlite3_stmt *s = b->statements[row->flags & TAPPA_STORE_SAME ? NOTE_SAME : row->flags & TAPPA_STORE_REMOVE ? NOTE_REMOVE : NOTE];

    text(s, 1, row->name);
    if (!(row->flags & TAPPA_STORE_SAME)) {
        if (!(row->flags & TAPPA_STORE_REMOVE))
            blob(s, 2, row->value);
        run(b, s);
        return;
    }
    must(b, sqlite3_step(s) == SQLITE_ROW && (size_t)sqlite3_column_bytes(s, 0) == row->value.size &&
                !memcmp(sqlite3_column_blob(s, 0), row->value.data, row->value.size) && !sqlite3_reset(s));
}

static void
put_others(struct bare *b, const struct tappa_commit *c)
{
    sqlite3_stmt *identity = b->statements[IDENTITY], *contact = b->statements[CONTACT];
    size_t i;

    for (i = 0; i < c->identity_count; i++) {
        sqlite3_bind_int64(identity, 1, c->identities[i].identity);
        sqlite3_bind_int64(identity, 2, c->identities[i].customer);
        text(identity, 3, c->identities[i].kind);
        text(identity, 4, c->identities[i].value);
        run(b, identity);
    }
    for (i = 0; i < c->contact_count; i++) {
        sqlite3_bind_blob(contact, 1, c->contacts[i].key, sizeof c->contacts[i].key, SQLITE_STATIC);
        sqlite3_bind_int64(contact, 2, c->contacts[i].customer);
        sqlite3_bind_int64(contact, 3, c->contacts[i].due);
        sqlite3_bind_int64(contact, 4, c->contacts[i].state);
        blob(contact, 5, c->contacts[i].body);
        run(b, contact);
    }
    for (i = 0; i < c->note_count; i++)
        put_note(b, &c->notes[i]);
}

/* All rows of it, each with its last column, which is the largest. */
static void
get(struct bare *b, const struct asked *asked)
{
    static volatile size_t bytes;
    sqlite3_stmt *s = b->statements[asked->what];
    int rc;

    sqlite3_bind_int64(s, 1, asked->number);
    while ((rc = sqlite3_step(s)) == SQLITE_ROW) {
        const int last = sqlite3_column_count(s) - 1;

        bytes += sqlite3_column_blob(s, last) ? (size_t)sqlite3_column_bytes(s, last) : 0;
    }
    must(b, rc == SQLITE_DONE && !sqlite3_reset(s));
}

/* In shared use the row of an id says itself whether it was there. */
static void
get_all(struct bare *b, const struct transaction *t)
{
    size_t i;

    for (i = 0; i < t->asked_count; i++)
        if (b->owner || t->asked[i].what != SEEN_GET)
            get(b, &t->asked[i]);
}

/* Which transaction was the newest, in the row that says so; an owner's journal says it of those that add to it. */
static void
put_store(struct bare *b, const struct transaction *t)
{
    static const unsigned char signs[256] = {0}; /* of the newest 32: any others cost the same */
    sqlite3_stmt *s = b->statements[STORE];

    if (b->owner && t->commit.entry_count)
        return;
    sqlite3_bind_int64(s, 1, t->last);
    sqlite3_bind_blob(s, 2, signs, sizeof signs, SQLITE_STATIC);
    run(b, s);
}

void
bare_replay(struct bare *b, size_t from, size_t to, int asking)
{
    size_t i;

    for (; from < to; from++) {
        const struct transaction *t = &tape.all[from];
        const struct tappa_commit *c = &t->commit;

        run(b, b->statements[BEGIN]);
        if (asking)
            get_all(b, t);
        for (i = 0; i < c->entry_count; i++)
            put_entry(b, &c->entries[i], c->first + (int64_t)i);
        for (i = 0; i < c->seen_count; i++)
            put_seen(b, &c->seen[i]);
        for (i = 0; i < c->customer_count; i++)
            put_customer(b, &c->customers[i], t->heads[i]);
        put_others(b, c);
        put_store(b, t);
        run(b, b->statements[COMMIT]);
    }
}
