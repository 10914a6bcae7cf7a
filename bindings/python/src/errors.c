/* Owns the tree of exceptions and how diagnostics become Python's.
 * Called by everything that can fail; the classes come from the headers by generate.py.
 * An exception always has a message that says what to do, and `status`, the number of the C side. */
#include <stdarg.h>

#include "generated.h"
#include "tappa-python.h"

static PyStructSequence_Field diagnostic_fields[] = {
    {"code", "stable number: one meaning for ever"},
    {"name", "the code as a word: unknown-key"},
    {"severity", "error or warning"},
    {"line", "counted from 1; 0: the text as a whole"},
    {"column", "counted from 1, in code points"},
    {"width", "code points that a caret underlines"},
    {"file", "the name given to the compile call"},
    {"path", "YAML path: stages.interest.when.Order Completed[0].if"},
    {"message", "one sentence"},
    {"hint", "what to do, or the name that was probably meant; may be empty"},
    {"excerpt", "the line of the text"},
    {NULL, NULL}};
static PyStructSequence_Desc diagnostic_desc = {"tappa.Diagnostic", "What is wrong or doubtful in a model, with its place.", diagnostic_fields, 11};

PyTypeObject *
diagnostic_type(void)
{
    return PyStructSequence_NewType(&diagnostic_desc);
}

static PyObject *
add_class(PyObject *module, const char *name, const char *doc, PyObject *bases, int status)
{
    char full[64];
    PyObject *number = PyLong_FromLong(status), *dict = PyDict_New(), *made = NULL;

    PyOS_snprintf(full, sizeof full, "tappa.%s", name);
    if (number && dict && !PyDict_SetItemString(dict, "status", number))
        made = PyErr_NewExceptionWithDoc(full, doc, bases, dict);
    Py_XDECREF(number);
    Py_XDECREF(dict);
    if (made && PyModule_AddObjectRef(module, name, made))
        Py_CLEAR(made);
    return made;
}

static PyObject *
bases_of(PyObject *error, const char *base)
{
    PyObject *builtins = PyImport_ImportModule("builtins"), *bases = NULL;
    PyObject *native = builtins ? PyObject_GetAttrString(builtins, base) : NULL;

    if (native)
        bases = PyTuple_Pack(2, error, native);
    Py_XDECREF(native);
    Py_XDECREF(builtins);
    return bases;
}

int
errors_add(PyObject *module, struct state *state)
{
    PyObject *bases;

    state->error = add_class(module, "TappaError", "What every error of Tappa is. `status` is the number of the C side, 0 where it has none.",
                             PyExc_Exception, 0);
    if (!state->error)
        return -1;
    for (size_t i = 0; i < sizeof generated_statuses / sizeof *generated_statuses; i++) {
        const struct generated_status *s = &generated_statuses[i];

        if (s->number <= -STATUS_MOST || !(bases = bases_of(state->error, s->base)))
            return -1;
        state->errors[-s->number] = add_class(module, s->name, s->meaning, bases, s->number);
        Py_DECREF(bases);
        if (!state->errors[-s->number])
            return -1;
    }
    if (!(bases = bases_of(state->error, "ValueError")))
        return -1;
    state->closed = add_class(module, "ClosedError", "The journey, cohort or engine was closed.", bases, 0);
    Py_DECREF(bases);
    return state->closed ? 0 : -1;
}

/* Raises the class of a status; `format` NULL: the library's words. A status that this version does not know is a TappaError. */
void
raise_status(struct state *state, tappa_status status, const char *format, ...)
{
    PyObject *kind = status < 0 && status > -STATUS_MOST ? state->errors[-status] : NULL;
    va_list list;

    if (!kind)
        kind = state->error;
    if (!format) {
        PyErr_SetString(kind, tappa_status_text(status));
        return;
    }
    va_start(list, format);
    PyErr_FormatV(kind, format, list);
    va_end(list);
}

static PyObject *
diagnostic_object(struct state *state, const struct tappa_diagnostic *d)
{
    PyObject *made = PyStructSequence_New(state->diagnostic);

    if (!made)
        return NULL;
    PyStructSequence_SetItem(made, 0, PyLong_FromLong(d->code));
    PyStructSequence_SetItem(made, 1, PyUnicode_FromString(d->name));
    PyStructSequence_SetItem(made, 2, PyUnicode_FromString(d->severity == TAPPA_ERROR_SEVERITY ? "error" : "warning"));
    PyStructSequence_SetItem(made, 3, PyLong_FromUnsignedLong(d->line));
    PyStructSequence_SetItem(made, 4, PyLong_FromUnsignedLong(d->column));
    PyStructSequence_SetItem(made, 5, PyLong_FromUnsignedLong(d->width));
    PyStructSequence_SetItem(made, 6, PyUnicode_DecodeUTF8(d->file, (Py_ssize_t)strlen(d->file), "surrogateescape"));
    PyStructSequence_SetItem(made, 7, PyUnicode_DecodeUTF8(d->path, (Py_ssize_t)strlen(d->path), "replace"));
    PyStructSequence_SetItem(made, 8, PyUnicode_DecodeUTF8(d->message, (Py_ssize_t)strlen(d->message), "replace"));
    PyStructSequence_SetItem(made, 9, PyUnicode_DecodeUTF8(d->hint, (Py_ssize_t)strlen(d->hint), "replace"));
    PyStructSequence_SetItem(made, 10, PyUnicode_DecodeUTF8(d->excerpt, (Py_ssize_t)strlen(d->excerpt), "replace"));
    if (PyErr_Occurred())
        Py_CLEAR(made);
    return made;
}

PyObject *
diagnostics_tuple(struct state *state, const tappa_diagnostics *list)
{
    size_t count = tappa_diagnostics_count(list);
    PyObject *made = PyTuple_New((Py_ssize_t)count);

    for (size_t i = 0; made && i < count; i++) {
        PyObject *one = diagnostic_object(state, tappa_diagnostics_at(list, i));

        if (!one || PyTuple_SetItem(made, (Py_ssize_t)i, one))
            Py_CLEAR(made);
    }
    return made;
}

/* The message of a model's error: the first error as the command shows it, and how many more there are. */
static PyObject *
diagnostics_message(const tappa_diagnostics *list, tappa_status status)
{
    size_t count = tappa_diagnostics_count(list), errors = tappa_diagnostics_errors(list), first = 0, need;
    PyObject *text, *made = NULL;
    char *buffer;

    while (first < count && tappa_diagnostics_at(list, first)->severity != TAPPA_ERROR_SEVERITY)
        first++;
    if (first == count)
        return PyUnicode_FromString(tappa_status_text(status));
    need = tappa_diagnostics_render(list, first, NULL, 0);
    buffer = PyMem_Malloc(need + 1);
    if (!buffer)
        return PyErr_NoMemory();
    (void)tappa_diagnostics_render(list, first, buffer, need + 1);
    while (need && buffer[need - 1] == '\n')
        need--;
    text = PyUnicode_DecodeUTF8(buffer, (Py_ssize_t)need, "replace");
    PyMem_Free(buffer);
    if (text && errors > 1) {
        made = PyUnicode_FromFormat("%U\n(and %zu more)", text, errors - 1);
        Py_DECREF(text);
        return made;
    }
    return text;
}

void
raise_diagnostics(struct state *state, tappa_status status, const tappa_diagnostics *list)
{
    PyObject *kind = state->errors[-status], *message = diagnostics_message(list, status);
    PyObject *tuple = message ? diagnostics_tuple(state, list) : NULL, *raised = NULL;

    if (tuple)
        raised = PyObject_CallFunctionObjArgs(kind, message, NULL);
    if (raised && !PyObject_SetAttrString(raised, "diagnostics", tuple))
        PyErr_SetObject(kind, raised);
    Py_XDECREF(raised);
    Py_XDECREF(tuple);
    Py_XDECREF(message);
}
