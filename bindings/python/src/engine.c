/* Owns Engine: customers, their journeys, timers and an outbox over a store, opened and closed.
 * Called by Python; what it does is in engine-flow.c, engine-look.c and engine-change.c.
 * One user at a time: a second thread gets BusyError, and whatever a call borrows from the library is Python's before another may call. */
#include "engine.h"

#include <time.h>

tappa_engine *
engine_use(struct engine *self)
{
    if (!lock_try(&self->busy)) {
        raise_status(self->state, TAPPA_EBUSY, "the engine is being used by another thread");
        return NULL;
    }
    if (self->engine)
        return self->engine;
    lock_release(&self->busy);
    PyErr_SetString(self->state->closed, "the engine was closed");
    return NULL;
}

void
engine_release(struct engine *self)
{
    lock_release(&self->busy);
}

int
engine_failed(struct engine *self, tappa_status status)
{
    if (status >= 0)
        return 0;
    if (status == TAPPA_ECONFLICT)
        raise_status(self->state, status, "another process was faster; nothing is written: call it again");
    else if (status == TAPPA_EBUSY)
        raise_status(self->state, status, "other processes hold the store for longer than it waits");
    else
        raise_status(self->state, status, NULL);
    return -1;
}

int
customer_failed(struct engine *self, tappa_status status, long long customer)
{
    if (status != TAPPA_EUNKNOWN)
        return engine_failed(self, status);
    raise_status(self->state, status, "nobody has the number %lld", customer);
    return -1;
}

/* The host reads the clock, and that is whoever calls from Python. */
int
now_read(struct engine *self, PyObject *object, int64_t *now)
{
    struct timespec clock;

    if (object && object != Py_None)
        return time_read(self->state, object, "now", now);
    clock_gettime(CLOCK_REALTIME, &clock);
    *now = (int64_t)clock.tv_sec * 1000000 + clock.tv_nsec / 1000;
    return 0;
}

int
count_read(struct state *state, Py_ssize_t number, const char *what, uint32_t most, uint32_t *out)
{
    *out = (uint32_t)number;
    if (number >= 0 && (uint64_t)number <= most)
        return 0;
    raise_status(state, TAPPA_EINVAL, "%s: a number from 0 to %lu is wanted, not %zd", what, (unsigned long)most, number);
    return -1;
}

int
short_text_read(struct state *state, PyObject *object, const char *what, Py_ssize_t least, const char **text, Py_ssize_t *size)
{
    if (text_read(state, object, what, text, size))
        return -1;
    if (*size >= least && *size <= UINT16_MAX)
        return 0;
    raise_status(state, TAPPA_EINVAL, least ? "%s: a str of 1 to 65,535 bytes is wanted" : "%s: a str of at most 65,535 bytes is wanted", what);
    return -1;
}

struct model *
engine_model(struct engine *self, tappa_model *model)
{
    Py_ssize_t count = PyList_Size(self->models);
    struct model *made;

    for (Py_ssize_t i = 0; i < count; i++) {
        struct model *one = (struct model *)PyList_GetItem(self->models, i);

        if (one->model == model)
            return one;
    }
    made = model_wrap(self->state, model);
    if (made && PyList_Append(self->models, (PyObject *)made)) {
        Py_DECREF(made);
        return NULL;
    }
    Py_XDECREF((PyObject *)made); /* the list has it */
    return made;
}

static int
duration_option(struct state *state, PyObject *object, const char *what, int64_t *out)
{
    struct tappa_value value;

    if (value_read(state, object, TAPPA_DURATION, what, &value))
        return -1;
    *out = value.integer;
    if (value.kind == TAPPA_UNSET || *out > 0)
        return 0;
    raise_status(state, TAPPA_EINVAL, "%s: a timedelta above 0 is wanted", what);
    return -1;
}

static tappa_status
open_store(struct engine *self, const char *path, const struct tappa_engine_options *options)
{
    uint32_t flags = self->is_shared ? TAPPA_STORE_SHARED : 0;
    tappa_store *store = NULL;
    tappa_status status = path ? tappa_store_sqlite(self->state->context, path, flags, &store) : tappa_store_memory(self->state->context, flags, &store);

    if (!status)
        status = tappa_engine_open(self->state->context, store, options, &self->engine);
    if (status && store)
        tappa_store_close(store);
    return status;
}

static void
raise_open(struct engine *self, tappa_status status)
{
    if (status == TAPPA_EBUSY)
        raise_status(self->state, status, "%R: another process has it, or another Engine of this one; where several are to, all open it with mode='shared'", self->path);
    else if (status == TAPPA_EFORMAT)
        raise_status(self->state, status, "%R: this file is no store of Tappa", self->path);
    else if (status == TAPPA_EINVAL && PyUnicode_Check(self->path) && !PyUnicode_GetLength(self->path))
        raise_status(self->state, status, "path: '' names no file; without a path the store is in memory");
    else if (status == TAPPA_EINVAL)
        raise_status(self->state, status, "an option is out of range: seen_window at least lateness, a lease of at most ten years (3,650 days)");
    else if (status == TAPPA_EZONE)
        raise_status(self->state, status, "zone: %s", tappa_status_text(status));
    else
        raise_status(self->state, status, "%R: %s", self->path, tappa_status_text(status));
}

static int
mode_read(struct state *state, const char *mode)
{
    if (!strcmp(mode, "owner") || !strcmp(mode, "shared"))
        return mode[0] == 's';
    raise_status(state, TAPPA_EINVAL, "mode: 'owner' or 'shared' is wanted, not '%s'", mode);
    return -1;
}

static struct engine *
engine_empty(struct state *state, PyObject *path, int is_shared)
{
    struct engine *self = PyObject_New(struct engine, state->engine);

    if (!self)
        return NULL;
    self->state = state;
    self->engine = NULL;
    self->path = Py_NewRef(path);
    self->weak = NULL;
    self->is_shared = is_shared;
    self->busy = 0;
    self->models = PyList_New(0);
    if (!self->models)
        Py_CLEAR(self);
    return self;
}

static PyObject *
engine_new(PyTypeObject *cls, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"path", "mode", "lateness", "seen_window", "lease", "attempts", "identities", "cache", "checkpoint", "zone", NULL};
    struct state *state = PyType_GetModuleState(cls);
    PyObject *path = Py_None, *lateness = Py_None, *seen = Py_None, *lease = Py_None, *bytes = NULL;
    struct tappa_engine_options o = {.size = sizeof o};
    Py_ssize_t attempts = 0, identities = 0, cache = 0, checkpoint = 0;
    const char *mode = "owner";
    struct engine *self = NULL;
    tappa_status status = TAPPA_OK;
    int is_shared;

    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|O$sOOOnnnnz:Engine", names, &path, &mode, &lateness, &seen, &lease, &attempts, &identities, &cache,
                                     &checkpoint, &o.zone)
        || count_read(state, attempts, "attempts", UINT32_MAX, &o.attempts) || count_read(state, identities, "identities", 64, &o.identities)
        || count_read(state, cache, "cache", UINT32_MAX, &o.cache) || count_read(state, checkpoint, "checkpoint", UINT32_MAX, &o.checkpoint)
        || duration_option(state, lateness, "lateness", &o.lateness) || duration_option(state, seen, "seen_window", &o.seen_window)
        || duration_option(state, lease, "lease", &o.lease) || (is_shared = mode_read(state, mode)) < 0
        || (path != Py_None && !PyUnicode_FSConverter(path, &bytes)))
        return NULL;
    self = engine_empty(state, path, is_shared);
    if (self) {
        const char *file = bytes ? PyBytes_AsString(bytes) : NULL;

        WITHOUT_LOCK(status = open_store(self, file, &o));
    }
    Py_XDECREF(bytes);
    if (!self || !status)
        return (PyObject *)self;
    raise_open(self, status);
    Py_DECREF(self);
    return NULL;
}

static void
engine_dealloc(struct engine *self)
{
    PyTypeObject *type = Py_TYPE((PyObject *)self);

    weak_clear((PyObject *)self, self->weak);
    (void)tappa_engine_close(self->engine); /* nothing is lost where it fails: the journal has it */
    Py_XDECREF(self->models);
    Py_DECREF(self->path);
    PyObject_Free(self);
    Py_DECREF(type);
}

static PyObject *
engine_close(struct engine *self, PyObject *unused)
{
    tappa_engine *engine;
    tappa_status status;

    (void)unused;
    if (!lock_try(&self->busy)) {
        raise_status(self->state, TAPPA_EBUSY, "the engine is being used by another thread");
        return NULL;
    }
    engine = self->engine;
    self->engine = NULL;
    WITHOUT_LOCK(status = tappa_engine_close(engine));
    lock_release(&self->busy);
    if (status != TAPPA_EFORKED && engine_failed(self, status)) /* a child lets go of its parent's: there is nothing to write */
        return NULL;
    Py_RETURN_NONE;
}

static PyObject *
engine_enter(struct engine *self, PyObject *unused)
{
    (void)unused;
    if (!engine_use(self))
        return NULL;
    engine_release(self);
    return Py_NewRef((PyObject *)self);
}

static PyObject *
engine_exit(struct engine *self, PyObject *unused)
{
    PyObject *closed = engine_close(self, unused);

    Py_XDECREF(closed);
    if (!closed)
        return NULL;
    Py_RETURN_FALSE;
}

static PyObject *
engine_repr(struct engine *self)
{
    const char *more = !self->engine ? ", closed" : self->is_shared ? ", shared" : "";

    if (self->path == Py_None)
        return PyUnicode_FromFormat("<tappa.Engine in memory%s>", more);
    return PyUnicode_FromFormat("<tappa.Engine over %R%s>", self->path, more);
}

static PyObject *
engine_path(struct engine *self, void *unused)
{
    (void)unused;
    return Py_NewRef(self->path);
}

static PyObject *
engine_mode(struct engine *self, void *unused)
{
    (void)unused;
    return PyUnicode_FromString(self->is_shared ? "shared" : "owner");
}

#define NAMED(name, doc) {#name, (PyCFunction)(void (*)(void))engine_##name, METH_VARARGS | METH_KEYWORDS, doc}
#define STORE_DOC "Raises StoreError, BusyError, ForkedError, ClosedError, OutOfMemoryError as every call of an engine."
#define COMMIT_DOC "Raises ConflictError where another process was faster: nothing is written, call it again.\n" STORE_DOC
#define NOW_DOC "now: an aware datetime or microseconds; None: the clock."
static PyMethodDef engine_methods[] = {
    NAMED(add_model, "add_model($self, model, policy='follow', *, now=None)\n--\n\nPuts a model into force from `now` on; the store keeps its text.\n\n"
                     "policy: what becomes of journeys under an older version: Policy.FOLLOW, they move when next touched; PIN, they end as they began;\n"
                     "MIGRATE, they stay until apply(). " NOW_DOC "\nRaises MismatchError: another model of this name and version is known: count the version up. " COMMIT_DOC),
    NAMED(versions, "versions($self)\n--\n\nThe versions of all models: a list of Version, of each model the oldest first.\n\n" STORE_DOC),
    NAMED(add_kind, "add_kind($self, kind, at_most=0)\n--\n\nSays how many identities of a kind one customer may have, so that two logins are never one person; 0: any number."),
    NAMED(block, "block($self, value)\n--\n\nA value that names nobody, in any kind and case. Blocked from the start: '', '0', 'null', 'guest' and their like."),
    NAMED(ingest, "ingest($self, records, *, offset=None, now=None)\n--\n\nTakes events up, all in one transaction; returns a list of Ingested, one for each.\n\n"
                  "records: dicts with `event`, `time`, and where they are known `customer`, `identities` (a dict of kind to value, or pairs), `data` (the\n"
                  "event's fields), `id`, `source`, `touchpoint`, `zone`, `order`; or Record. Data of the wrong kind is refused by itself, and its record kept; of a\n"
                  "field that no model declares a list or dict is kept as None.\n"
                  "offset: (source, how far it was read), written in the same transaction, and over a shared store only where it\n"
                  "still stands as offset() said, if that was asked. " NOW_DOC "\n"
                  "Raises TypeError, FieldError, UnknownNameError for a record of the wrong form: nothing is done; ConflictError also where another process has read\n"
                  "the source since: ask offset(), and go on from there. " COMMIT_DOC),
    NAMED(offset, "offset($self, source)\n--\n\nHow far a source was read, as ingest() was told: bytes; None: never.\n\n" STORE_DOC),
    NAMED(run_due, "run_due($self, now=None, limit=1000)\n--\n\nRuns what is due: timers, contacts that nobody opened in time, leases that are over; forgets what is kept no longer.\n\n"
                   "Returns how many customers were looked at: fewer than `limit`: none is left. " NOW_DOC "\n" COMMIT_DOC),
    NAMED(decide, "decide($self, customer, *, now=None, touchpoint=None)\n--\n\nWhat may be said to a customer now: a list of Verdict, best first, then everything else with what stops it.\n\n"
                  "touchpoint: the name of where the customer is. " NOW_DOC "\nChanges nothing. Raises UnknownError. " STORE_DOC),
    NAMED(claim, "claim($self, now=None, limit=100)\n--\n\nHands out contacts to make, each checked again in the transaction that claims it: a list of Claimed.\n\n"
                 "limit: at most 1,024. " NOW_DOC " Each is to be reported before its lease is over; else it is handed out again, with the same key.\n" COMMIT_DOC),
    NAMED(report, "report($self, key, state, *, now=None)\n--\n\nWhat became of a contact: ContactState.SENT, OPENED, BOUNCED or FAILED. The same again does nothing.\n\n"
                  "key: as in Claimed. " NOW_DOC "\nRaises UnknownError, InvalidError (a state it cannot go to). " COMMIT_DOC),
    NAMED(find, "find($self, kind, value)\n--\n\nThe number of the customer whose identity it is.\n\nRaises UnknownError. " STORE_DOC),
    NAMED(where, "where($self, customer)\n--\n\nWhere a customer stands, as of the newest event or timer: a Standing. Its journeys are copies: they outlive the engine,\n"
                 "and moving one changes nothing here.\n\nRaises UnknownError. " STORE_DOC),
    NAMED(journal, "journal($self, customer, *, explain=False)\n--\n\nOne person's history, oldest first: a list of dicts, each an entry, what became of it and why, and what failed.\n\n"
                   "customer: 0: what is nobody's, as it came in. "
                   "explain: with every row considered.\nRaises UnknownError. " STORE_DOC),
    NAMED(export, "export($self, customer)\n--\n\nAll that is kept of one person, as a dict that json.dumps() takes.\n\nRaises UnknownError. " STORE_DOC),
    NAMED(damaged, "damaged($self)\n--\n\nWhose rows in the store are damaged: a list of dicts, each a customer's number and the identities by which the store still knows them.\n\n"
                   "Reads everybody's history. " STORE_DOC),
    NAMED(erase, "erase($self, customer, *, now=None)\n--\n\nErases one person, down to the bytes of the store's files; returns 32 hexadecimal digits that prove it and tell nobody who it was.\n\n" NOW_DOC
                 "\nRaises UnknownError; BusyError (a reader keeps old bytes alive: all is removed, call it again to clear the files). " COMMIT_DOC),
    NAMED(part_identities, "part_identities($self, one, other, *, now=None)\n--\n\nUndoes every event that shows both, each a pair of kind and value; "
          "they may still be one by a third.\n\nRaises UnknownError where no event shows both, or they are not one customer."),
    NAMED(part, "part($self, sequence, *, now=None)\n--\n\nUndoes what an event proved of identities: all is then what it would have been without it.\n\n"
                "sequence: as in Ingested. " NOW_DOC "\nRaises UnknownError: no such event, or it joined nobody. " COMMIT_DOC),
    NAMED(plan, "plan($self, model, *, now=None)\n--\n\nWhat putting a newer version of a model into force would do to the journeys under way: a Plan. Changes nothing.\n\n"
                NOW_DOC "\nRaises UnknownError: no model of this name is in force; MismatchError as add_model(). " STORE_DOC),
    NAMED(apply, "apply($self, model, *, limit=1000, now=None)\n--\n\nMoves the journeys of a model (its name) under Policy.MIGRATE to its newest version; begun again it goes on where it was.\n\n"
                 "Returns how many customers were looked at: fewer than `limit`: none is left. " NOW_DOC "\nRaises UnknownError. " COMMIT_DOC),
    NAMED(checkpoint, "checkpoint($self)\n--\n\nWrites every customer that has changed since it was last written. Where several processes share the store all is written already.\n\n" STORE_DOC),
    NAMED(counters, "counters($self)\n--\n\nSums since the engine was opened: a new dict of name to int."),
    NAMED(counts, "counts($self)\n--\n\nThe sums of all `count` actions over all customers, by model and name: a list of Count. What came late, a join or a restart counts\n"
                  "nothing twice, and whoever was erased still counts. Reads every customer.\n\n" STORE_DOC),
    NAMED(metrics, "metrics($self)\n--\n\nThe same as text that Prometheus reads."),
    {"close", (PyCFunction)engine_close, METH_NOARGS, "close($self, /)\n--\n\nWrites what is not yet written and closes the store; every later use raises ClosedError. Nothing is lost where it is not called. In a child of fork() it lets go of its parent's."},
    {"__enter__", (PyCFunction)engine_enter, METH_NOARGS, "Itself."},
    {"__exit__", (PyCFunction)engine_exit, METH_VARARGS, "Closes it."},
    {NULL, NULL, 0, NULL}};
static PyGetSetDef engine_getset[] = {
    {"path", (getter)engine_path, NULL, "The file, as it was given; None: in memory.", NULL},
    {"mode", (getter)engine_mode, NULL, "owner or shared.", NULL},
    {NULL, NULL, NULL, NULL, NULL}};
WEAK_MEMBER(engine);
static PyType_Slot engine_slots[] = {
    {Py_tp_new, engine_new}, {Py_tp_dealloc, engine_dealloc}, {Py_tp_methods, engine_methods}, {Py_tp_getset, engine_getset}, {Py_tp_repr, engine_repr},
    {Py_tp_members, engine_members},
    {Py_tp_doc,
     "Engine(path=None, *, mode='owner', lateness=None, seen_window=None, lease=None, attempts=0, identities=0, cache=0, checkpoint=0, zone=None)\n--\n\n"
     "Customers known by several identities, their journeys, timers and an outbox, kept in a SQLite file, or in memory where there is no path.\n\n"
     "mode: `owner`, one process has the file; `shared`, several do. lateness: how much older than a customer's newest event an event may be to be\n"
     "put into its place (3 days). seen_window: how long an event's id is remembered (7 days). lease: how long a claimed contact may stay\n"
     "unreported (5 minutes). attempts: how often a contact is handed out (5). identities: of one customer (64). cache: customers in memory\n"
     "(65,536). checkpoint: entries of the journal before changed customers are written (65,536). zone: of customers whose own is not known (UTC).\n"
     "All but cache and checkpoint are kept in the file: what was said last holds for every process, and whoever says nothing goes by it.\n"
     "One user at a time; other threads run during its calls. No other SQLite of this process (the module sqlite3) may open the file meanwhile.\n"
     "Raises ReadError, BusyError, FormatError, VersionError, StoreError, InvalidError, ZoneError."},
    {0, NULL}};
PyType_Spec engine_spec = {"tappa.Engine", sizeof(struct engine), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE, engine_slots};
