/* Owns the way of times and durations: datetimes and timedeltas of Python, microseconds of the library.
 * Called wherever one crosses. May run Python code (a tzinfo, __index__), so never while a handle is locked.
 * A datetime is read by its own descriptors, since the limited API shows nothing of what is in it. */
#include "tappa-python.h"

#define MILLION 1000000

PyObject *
duration_object(struct state *state, int64_t duration)
{
    return PyObject_CallFunction(state->timedelta, "iiL", 0, 0, (long long)duration);
}

PyObject *
time_object(struct state *state, int64_t time)
{
    PyObject *since, *made;

    if (time == TAPPA_NEVER)
        Py_RETURN_NONE;
    since = duration_object(state, time);
    if (!since)
        return NULL;
    made = PyNumber_Add(state->epoch, since);
    Py_DECREF(since);
    return made;
}

static PyObject *
member_of(const struct member *member, PyObject *object)
{
    if (member->get && Py_TYPE(object) == member->type)
        return member->get(member->descriptor, object, (PyObject *)member->type);
    return PyObject_GetAttr(object, member->name);
}

static int
number_of(const struct member *member, PyObject *object, long long *number)
{
    PyObject *value = member_of(member, object);

    if (!value)
        return -1;
    *number = PyLong_AsLongLong(value);
    Py_DECREF(value);
    return *number == -1 && PyErr_Occurred() ? -1 : 0;
}

/* A timedelta has at most 10^9 days: no overflow of 64 bits would be one of its own making, so it is looked for. */
int
delta_read(struct state *state, PyObject *delta, const char *what, int64_t *out)
{
    long long days, seconds, micros;
    const struct member *members = state->members;

    if (number_of(&members[DELTA_DAYS], delta, &days) || number_of(&members[DELTA_SECONDS], delta, &seconds)
        || number_of(&members[DELTA_MICROSECONDS], delta, &micros))
        return -1;
    if (days > 100000000 || days < -100000000) {
        raise_status(state, TAPPA_EFIELD, "%s: the timedelta has more than 64 bits of microseconds", what);
        return -1;
    }
    *out = (days * 86400 + seconds) * MILLION + micros;
    return 0;
}

/* Days from 1970-01-01 of the proleptic Gregorian calendar; years begin in March here, so that a leap day ends one. */
static long long
days_of(long long year, long long month, long long day)
{
    long long y = month > 2 ? year : year - 1, shifted = month > 2 ? month - 3 : month + 9;

    return 365 * y + y / 4 - y / 100 + y / 400 + (153 * shifted + 2) / 5 + day - 719469;
}

/* What the clock of a datetime shows, as if it were UTC. */
static int
clock_read(struct state *state, PyObject *object, int64_t *time)
{
    long long n[TZINFO];

    for (int i = 0; i < TZINFO; i++) {
        if (number_of(&state->members[i], object, &n[i]))
            return -1;
    }
    *time = (days_of(n[YEAR], n[MONTH], n[DAY]) * 86400 + n[HOUR] * 3600 + n[MINUTE] * 60 + n[SECOND]) * MILLION + n[MICROSECOND];
    return 0;
}

#ifdef Py_GIL_DISABLED
#define HAS_LOCK 0
#else
#define HAS_LOCK 1
#endif

/* Of a type that nobody can change, timezone or ZoneInfo, the function is found once. NULL: it has to be called by its name. */
static PyCFunction
zone_function(struct state *state, PyObject *zone)
{
    struct zone_type *at = state->zones, *end = at + ZONE_TYPES;
    PyObject *method;

    while (at < end && at->type && at->type != Py_TYPE(zone))
        at++;
    if (at == end || at->type)
        return at == end ? NULL : at->offset;
    if (!HAS_LOCK || !(PyType_GetFlags(Py_TYPE(zone)) & Py_TPFLAGS_IMMUTABLETYPE) || PyObject_HasAttrString(zone, "__dict__"))
        return NULL;
    method = PyObject_GetAttr(zone, state->utcoffset);
    if (!method)
        PyErr_Clear(); /* the call says so */
    if (method && PyCFunction_CheckExact(method) && PyCFunction_GetFlags(method) == METH_O && PyCFunction_GetSelf(method) == zone)
        *at = (struct zone_type){(PyTypeObject *)Py_NewRef((PyObject *)Py_TYPE(zone)), PyCFunction_GetFunction(method)};
    Py_XDECREF(method);
    return at->offset;
}

/* Microseconds of an offset. A zone has few, and gives the same object for each: the last one is known. */
static int
offset_read(struct state *state, PyObject *offset, const char *what, int64_t *ahead)
{
    PyObject *before = state->offset;

    if (offset == before) {
        *ahead = state->ahead;
        return 0;
    }
    if (delta_read(state, offset, what, ahead))
        return -1;
    if (HAS_LOCK && (PyObject *)Py_TYPE(offset) == state->timedelta) {
        before = state->offset;
        state->offset = Py_NewRef(offset);
        state->ahead = *ahead;
        Py_XDECREF(before);
    }
    return 0;
}

/* How far a datetime's clock is ahead of UTC. The zone itself is asked: through the datetime it costs ten times as much. */
static int
ahead_read(struct state *state, PyObject *object, PyObject *zone, const char *what, int64_t *ahead)
{
    PyCFunction function = zone == Py_None ? NULL : zone_function(state, zone);
    PyObject *offset = zone == Py_None ? Py_NewRef(Py_None) : function ? function(zone, object) : PyObject_CallMethodObjArgs(zone, state->utcoffset, object, NULL);
    int is = !offset || offset == Py_None ? -1 : (PyObject *)Py_TYPE(offset) == state->timedelta || PyObject_IsInstance(offset, state->timedelta);
    int failed = is <= 0 || offset_read(state, offset, what, ahead);

    if (offset == Py_None)
        raise_status(state, TAPPA_ETIME, "%s: a naive datetime names no moment; give it a tzinfo, such as datetime.timezone.utc", what);
    else if (!is)
        PyErr_Format(PyExc_TypeError, "%s: utcoffset() of its tzinfo gives no timedelta", what);
    Py_XDECREF(offset);
    return failed;
}

/* A class of somebody else's (pandas) may know more than microseconds, and is left to subtract by itself. */
static int
datetime_read(struct state *state, PyObject *object, const char *what, int64_t *time)
{
    PyObject *zone = member_of(&state->members[TZINFO], object), *since;
    int64_t ahead = 0;
    int failed = !zone || (zone != state->utc && ahead_read(state, object, zone, what, &ahead));

    Py_XDECREF(zone);
    if (failed)
        return -1;
    if ((PyObject *)Py_TYPE(object) == state->datetime) {
        failed = clock_read(state, object, time);
        *time -= ahead;
        return failed;
    }
    since = PyNumber_Subtract(object, state->epoch);
    failed = !since || delta_read(state, since, what, time);
    Py_XDECREF(since);
    return failed ? -1 : 0;
}

int
is_time(struct state *state, PyObject *object)
{
    return PyLong_CheckExact(object) || (PyIndex_Check(object) && !PyBool_Check(object)) || PyObject_IsInstance(object, state->datetime) > 0;
}

int
time_read(struct state *state, PyObject *object, const char *what, int64_t *time)
{
    int is = PyLong_CheckExact(object) ? 0 : PyObject_IsInstance(object, state->datetime);
    PyObject *number;

    if (is > 0)
        return datetime_read(state, object, what, time);
    if (is < 0)
        return -1;
    if (PyBool_Check(object) || !PyIndex_Check(object)) {
        PyErr_Format(PyExc_TypeError, "%s: an aware datetime, or whole microseconds since 1970 UTC, is wanted, not %R", what, object);
        return -1;
    }
    number = PyNumber_Index(object);
    *time = number ? PyLong_AsLongLong(number) : -1;
    Py_XDECREF(number);
    if (*time != -1 || !PyErr_Occurred())
        return 0;
    if (PyErr_ExceptionMatches(PyExc_OverflowError)) {
        PyErr_Clear();
        raise_status(state, TAPPA_ETIME, "%s: a time outside the years 0001 to 9999", what);
    }
    return -1;
}
