/* Owns the types of the tuples with names that a call makes at once, and how they are filled.
 * Called by the engine's calls and by what a model says of its rules.
 * What stands in one is a value of Python's own: nothing in it is borrowed from the library. */
#include "shapes.h"

#include "generated.h"

#define F(name, doc) {name, doc}
#define END {NULL, NULL}
static PyStructSequence_Field ingested_fields[] = {
    F("outcome", "Ingest"), F("sequence", "place in the journal; None for a duplicate"), F("customer", "number, or None: nobody's"), F("transitions", "rows that it took"),
    F("late", "put into its place before events that had come earlier"), F("message", "why it was refused, or its identities not joined; may be empty"), END};
static PyStructSequence_Field verdict_fields[] = {
    F("kind", "offer or contact"), F("reason", "Reason: OPEN, or what stops it"), F("model", "name"), F("name", "of the offer, the contact's touchpoint, the effect"),
    F("touchpoint", "name or None"), F("channel", "name or None"), F("priority", "higher goes first"), F("value", "of an offer; 0.0 where it has none"),
    F("because", "in words, with the values met; may be empty"), F("until", "when it may be open, or None"), F("counted", "contacts that a cap counts"), F("at_most", "by the cap"),
    F("per", "timedelta of the cap, or None"), F("key", "of a contact: 32 hexadecimal digits"), F("rank", "1, 2, ... of those that are open, or None"), END};
static PyStructSequence_Field claimed_fields[] = {
    F("key", "32 hexadecimal digits; the same however often it is handed out"), F("customer", "number"), F("model", "name"), F("touchpoint", "name, or None for an effect"),
    F("channel", "name or None"), F("effect", "name of an `emit`, or None for a contact"), F("wanted", "when the journey asked for it"), F("lease", "until when it must be reported"),
    F("expires", "aware datetime or None"), F("attempt", "1, 2, ..."), F("arguments", "dict of what `with` says"), END};
static PyStructSequence_Field standing_fields[] = {
    F("customer", "number"), F("revision", "of its state"), F("last", "time of its newest event"), F("next_due", "of timers and contacts, or None"), F("zone", "name"),
    F("preferred", "channel or None"), F("identities", "tuple of (kind, value)"), F("journeys", "tuple of Journey, each a copy"), F("last_events", "for each journey: by which event it moved"),
    F("consents", "tuple of Consent"), F("traits", "tuple of Trait"), F("contacts", "tuple of Contact"), END};
static PyStructSequence_Field consent_fields[] = {
    F("purpose", "None: all"), F("channel", "None: all"), F("given", "False: withdrawn"), F("since", "aware datetime"), F("expires", "aware datetime or None"), F("proof", "as the event gave it; may be empty"), END};
static PyStructSequence_Field trait_fields[] = {
    F("name", "slot of the profile"), F("value", "plain"), F("since", "aware datetime"), F("expires", "aware datetime or None"), F("source", "declared, observed, derived or None"), F("personal", "whether a model marks it"), END};
static PyStructSequence_Field contact_fields[] = {
    F("key", "32 hexadecimal digits"), F("model", "name"), F("touchpoint", "name or None"), F("channel", "name or None"), F("state", "ContactState"), F("wanted", "when it was asked for"),
    F("changed", "when it came to its state"), F("due", "when it is looked at next, or None"), F("attempt", "1, 2, ..."), F("not_today", "sent, and by what came in since it would not be"), F("because", "why; may be empty"), END};
static PyStructSequence_Field plan_fields[] = {
    F("customers", "looked at"), F("journeys", "living journeys of the old version"), F("stay", "stages all as before"), F("move", "at least one moved by `migrate`"), F("cannot", "refused: see reasons"),
    F("timers_kept", "as they are"), F("timers_rearmed", "counted anew"), F("timers_due", "of these, due by `now`: they would fire at once"),
    F("timers_dropped", "gone"), F("damaged", "customers that cannot be read, and are not looked at"),
    F("overdue", "journeys with a timer whose time is over by `now`: it fires before they move"), F("moves", "tuple of Move, most frequent first"), F("reasons", "why some cannot move, each once"), END};
static PyStructSequence_Field move_fields[] = {F("source", "stage of the old version"), F("target", "of the new one; None: dropped"), F("journeys", "how many"), END};
static PyStructSequence_Field offer_fields[] = {F("name", "as written"), F("touchpoint", "Touchpoint, or None: any"), F("stages", "tuple of Stage that it serves"), F("priority", "higher goes first"), END};
static PyStructSequence_Field cap_fields[] = {F("channel", "Channel, or None: all"), F("touchpoint", "Touchpoint, or None: all"), F("at_most", "contacts"), F("per", "within any timedelta of this length"), END};
static PyStructSequence_Field quiet_fields[] = {F("channel", "Channel, or None: all"), F("begins", "timedelta since local midnight"), F("ends", "the same, no longer quiet; where it is not after `begins` quiet lasts over midnight"), END};
static PyStructSequence_Field priority_fields[] = {F("touchpoint", "Touchpoint"), F("priority", "higher goes first"), END};
static PyStructSequence_Field response_fields[] = {F("channel", "Channel, or None: all"), F("touchpoint", "Touchpoint, or None: all"), F("within", "how long an answer is waited for"), END};
static PyStructSequence_Field proposal_fields[] = {
    F("offer", "Offer"), F("holds", "whether its condition does, and a stage that it serves is active"), F("value", "what it is worth, or None"), F("because", "why its condition does not hold; may be empty"), END};

static PyStructSequence_Field slot_fields[] = {
    F("space", "data or profile"), F("name", "as written"), F("kind", "int, timestamp, ..."), F("keep", "how long a value is kept, a timedelta; None: as long as the journey"),
    F("source", "by what the shop knows it: declared, observed, derived or None"), F("personal", "whether it is marked so"), END};
static PyStructSequence_Field count_fields[] = {F("model", "name"), F("name", "of the count"), F("times", "how often it was counted"), F("sum", "int, or float where anything but whole numbers was added"), END};
static PyStructSequence_Field version_fields[] = {F("model", "name"), F("version", "number"), F("since", "in force for what happens from then on; the oldest of its model for all before, too"), F("policy", "of journeys under the version before it"), F("applied", "since when journeys under way go to it, where its policy is migrate; None: nobody has said so"), END};

#define DESC(name, doc, fields) {"tappa." name, doc, fields, sizeof fields / sizeof *fields - 1}
static PyStructSequence_Desc descs[SHAPES] = {
    DESC("Ingested", "What became of an event.", ingested_fields),
    DESC("Verdict", "What may be said to a customer, or what stops it.", verdict_fields),
    DESC("Claimed", "A contact to make, or an effect to carry out.", claimed_fields),
    DESC("Standing", "Where a customer stands.", standing_fields),
    DESC("Consent", "A consent in force, or its refusal.", consent_fields),
    DESC("Trait", "A value of the profile.", trait_fields),
    DESC("Contact", "A contact, open or settled.", contact_fields),
    DESC("Plan", "What a new version of a model would do to the journeys under way.", plan_fields),
    DESC("Move", "Where the journeys of one stage would go.", move_fields),
    DESC("Offer", "An offer of a model.", offer_fields),
    DESC("Cap", "At most so many contacts within a stretch of time.", cap_fields),
    DESC("Quiet", "Quiet hours, in the customer's zone.", quiet_fields),
    DESC("Priority", "What goes before what.", priority_fields),
    DESC("Response", "How long an answer is waited for.", response_fields),
    DESC("Proposal", "An offer as it stands for one journey.", proposal_fields),
    DESC("Slot", "A slot of a model's data or profile.", slot_fields),
    DESC("Count", "What the `count` actions of one model have counted under one name.", count_fields),
    DESC("Version", "A version of a model that was put into force.", version_fields)};

/* An enumeration's members by their numbers, for member_object(). */
static PyObject *
members(PyObject *module, const char *name, const char *const *words, size_t count)
{
    PyObject *enumeration = PyObject_GetAttrString(module, name), *made = enumeration ? PyTuple_New((Py_ssize_t)count) : NULL;

    for (size_t i = 0; made && i < count; i++) {
        PyObject *one = words[i] ? PyObject_CallFunction(enumeration, "s", words[i]) : Py_NewRef(Py_None);

        if (!one || PyTuple_SetItem(made, (Py_ssize_t)i, one))
            Py_CLEAR(made);
    }
    Py_XDECREF(enumeration);
    return made;
}

int
shapes_add(PyObject *module, struct state *state)
{
    PyObject *words = PyImport_ImportModule("tappa._words");

    if (!words)
        return -1;
    state->outcomes = members(words, "Ingest", INGEST_WORDS, INGEST_WORD_COUNT);
    state->reasons = members(words, "Reason", REASON_WORDS, REASON_WORD_COUNT);
    state->contact_states = members(words, "ContactState", CONTACTSTATE_WORDS, CONTACTSTATE_WORD_COUNT);
    Py_DECREF(words);
    for (int i = 0; i < SHAPES; i++) {
        state->shapes[i] = PyStructSequence_NewType(&descs[i]);
        if (!state->shapes[i] || PyModule_AddObjectRef(module, strchr(descs[i].name, '.') + 1, (PyObject *)state->shapes[i]))
            return -1;
    }
    return state->outcomes && state->reasons && state->contact_states ? 0 : -1;
}

PyObject *
shape_new(struct state *state, enum shape shape)
{
    return PyStructSequence_New(state->shapes[shape]);
}

PyObject *
shape_done(PyObject *made)
{
    if (PyErr_Occurred())
        Py_CLEAR(made);
    return made;
}

PyObject *
text_object(const char *text)
{
    return span_object(text, strlen(text));
}

PyObject *
name_object(const char *text)
{
    return *text ? text_object(text) : Py_NewRef(Py_None);
}

PyObject *
span_object(const char *text, size_t size)
{
    return PyUnicode_DecodeUTF8(text, (Py_ssize_t)size, "replace");
}

PyObject *
key_object(const uint8_t key[16])
{
    static const char digits[] = "0123456789abcdef";
    char text[32];
    int sum = 0;

    for (int i = 0; i < 16; i++) {
        sum |= key[i];
        text[2 * i] = digits[key[i] >> 4];
        text[2 * i + 1] = digits[key[i] & 15];
    }
    if (!sum)
        Py_RETURN_NONE;
    return PyUnicode_FromStringAndSize(text, 32);
}

PyObject *
per_object(struct state *state, int64_t duration)
{
    if (!duration)
        Py_RETURN_NONE;
    return duration_object(state, duration);
}

PyObject *
tuple_made(size_t count, PyObject *(*make)(void *context, size_t index), void *context)
{
    PyObject *made = PyTuple_New((Py_ssize_t)count);

    for (size_t i = 0; made && i < count; i++) {
        PyObject *one = make(context, i);

        if (!one || PyTuple_SetItem(made, (Py_ssize_t)i, one))
            Py_CLEAR(made);
    }
    return made;
}

PyObject *
member_object(PyObject *members_, uint32_t number)
{
    PyObject *member = number < (size_t)PyTuple_Size(members_) ? PyTuple_GetItem(members_, (Py_ssize_t)number) : Py_None;

    return Py_NewRef(member);
}
