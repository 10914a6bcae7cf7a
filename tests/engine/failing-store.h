/* A store that outlives its engine, and whose engine can die; each question to it may meet no memory, or fail otherwise. Whoever includes it has a
 * `struct failing memory`, by which that is counted. */
#ifndef TAPPA_TESTS_FAILING_STORE_H
#define TAPPA_TESTS_FAILING_STORE_H

static struct tappa_store_table table, sound;
static int is_dying;
static struct failing *asked = &memory; /* by which questions are counted, */
static tappa_status asked_fails = TAPPA_ENOMEM; /* and what one says that fails */

static tappa_status
commit_alive(tappa_store *store, struct tappa_commit *what)
{
    return is_dying ? TAPPA_ESTORE : failing_now(asked) ? asked_fails : sound.commit(store, what);
}

#define QUESTION(name, parameters, ...)                                                                                                 \
    static tappa_status asked_##name parameters                                                                                        \
    {                                                                                                                                  \
        return failing_now(asked) ? asked_fails : sound.name(__VA_ARGS__);                                                          \
    }

QUESTION(last, (tappa_store * s, int64_t *out), s, out)
QUESTION(identity, (tappa_store * s, int64_t of, struct tappa_store_identity *out), s, of, out)
QUESTION(entry, (tappa_store * s, int64_t of, struct tappa_entry *out), s, of, out)
QUESTION(journal, (tappa_store * s, int64_t after, const struct tappa_entry **out, size_t limit, size_t *n), s, after, out, limit, n)
QUESTION(seen, (tappa_store * s, int64_t of, struct tappa_store_seen *out), s, of, out)
QUESTION(due, (tappa_store * s, int64_t now, int64_t *out, size_t limit, size_t *n), s, now, out, limit, n)
QUESTION(customers, (tappa_store * s, int64_t after, int64_t *out, size_t limit, size_t *n), s, after, out, limit, n)
QUESTION(contact, (tappa_store * s, const uint8_t of[16], struct tappa_store_contact *out), s, of, out)
QUESTION(contacts, (tappa_store * s, int64_t now, const struct tappa_store_contact **out, size_t limit, size_t *n), s, now, out, limit, n)
QUESTION(contacts_of, (tappa_store * s, int64_t of, const struct tappa_store_contact **out, size_t *n), s, of, out, n)
QUESTION(note, (tappa_store * s, const char *of, size_t size, struct tappa_span *out), s, of, size, out)
QUESTION(notes, (tappa_store * s, const char *of, size_t size, const struct tappa_store_note **out, size_t *n), s, of, size, out, n)

static int64_t harmed; /* whose row lacks its end, or is gone; 0: nobody's */
static int is_gone;

static tappa_status
asked_customer(tappa_store *store, int64_t of, struct tappa_store_customer *out)
{
    tappa_status status = failing_now(asked) ? asked_fails : sound.customer(store, of, out);

    if (!status && of == harmed && out->revision)
        out->state.size--;
    if (!status && of == harmed && is_gone)
        *out = (struct tappa_store_customer){.size = out->size};
    return status;
}

static void
keep_open(tappa_store *store)
{
    (void)store;
}

static void
failing_store(tappa_store *store)
{
    table = sound = *store->table;
    table.commit = commit_alive;
    table.last = asked_last;
    table.identity = asked_identity;
    table.customer = asked_customer;
    table.entry = asked_entry;
    table.journal = asked_journal;
    table.seen = asked_seen;
    table.due = asked_due;
    table.customers = asked_customers;
    table.contact = asked_contact;
    table.contacts = asked_contacts;
    table.contacts_of = asked_contacts_of;
    table.note = asked_note;
    table.notes = asked_notes;
    table.close = keep_open;
    store->table = &table;
}

#endif
