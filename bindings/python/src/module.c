/* Owns the module: its state, its types and constants. Nothing is global, so each interpreter has its own.
 * Called by Python when `tappa` is imported.
 * The types are made here alone; everything else finds them in the state. */
#include "generated.h"
#include "shapes.h"

static int
add_type(PyObject *module, PyTypeObject **type, PyType_Spec *spec, PyObject *bases)
{
    *type = (PyTypeObject *)PyType_FromModuleAndSpec(module, spec, bases);
    return *type ? PyModule_AddType(module, *type) : -1;
}

static int
add_types(PyObject *module, struct state *state)
{
    if (add_type(module, &state->model, &model_spec, NULL) || add_type(module, &state->journey, &journey_spec, NULL)
        || add_type(module, &state->batch, &batch_spec, NULL) || add_type(module, &state->rows, &rows_spec, NULL)
        || add_type(module, &state->cohort, &cohort_spec, NULL) || add_type(module, &state->engine, &engine_spec, NULL)
        || add_type(module, &state->snapshot, &snapshot_spec, (PyObject *)&PyBytes_Type))
        return -1;
    for (int i = 0; i < PART_KINDS; i++) {
        if (add_type(module, &state->part_types[i], &part_specs[i], NULL))
            return -1;
    }
    state->diagnostic = diagnostic_type();
    if (!state->diagnostic || PyModule_AddObjectRef(module, "Diagnostic", (PyObject *)state->diagnostic))
        return -1;
    return rows_types(module, state) || shapes_add(module, state) ? -1 : 0;
}

static int
add_constants(PyObject *module)
{
    PyObject *dict = PyDict_New();
    int failed = !dict;

    for (size_t i = 0; !failed && i < sizeof generated_constants / sizeof *generated_constants; i++) {
        PyObject *value = PyLong_FromLongLong(generated_constants[i].value);

        failed = !value || PyDict_SetItemString(dict, generated_constants[i].name, value);
        Py_XDECREF(value);
    }
    failed = failed || PyModule_AddObjectRef(module, "constants", dict) || PyModule_AddStringConstant(module, "version", tappa_version());
    Py_XDECREF(dict);
    return failed ? -1 : 0;
}

static int
member_find(struct member *member, PyObject *type, const char *name)
{
    member->type = (PyTypeObject *)type;
    member->name = PyUnicode_InternFromString(name);
    member->descriptor = member->name ? PyObject_GetAttr(type, member->name) : NULL;
    if (!member->descriptor)
        return -1;
    member->get = (descrgetfunc)PyType_GetSlot(Py_TYPE(member->descriptor), Py_tp_descr_get);
    return 0;
}

static int
members_find(struct state *state)
{
    static const char *const names[] = {"year", "month", "day", "hour", "minute", "second", "microsecond", "tzinfo", "days", "seconds", "microseconds"};

    for (int i = 0; i < MEMBERS; i++) {
        if (member_find(&state->members[i], i < DELTA_DAYS ? state->datetime : state->timedelta, names[i]))
            return -1;
    }
    return 0;
}

/* What times are made of. */
static int
find_times(struct state *state)
{
    PyObject *module = PyImport_ImportModule("datetime"), *zone = module ? PyObject_GetAttrString(module, "timezone") : NULL;

    if (zone) {
        state->utc = PyObject_GetAttrString(zone, "utc");
        state->datetime = PyObject_GetAttrString(module, "datetime");
        state->timedelta = PyObject_GetAttrString(module, "timedelta");
    }
    Py_XDECREF(zone);
    Py_XDECREF(module);
    if (state->utc && state->datetime && state->timedelta)
        state->epoch = PyObject_CallFunction(state->datetime, "iiiiiiiO", 1970, 1, 1, 0, 0, 0, 0, state->utc);
    if (!state->epoch || members_find(state))
        return -1;
    state->utcoffset = PyUnicode_InternFromString("utcoffset");
    state->touchpoint = PyUnicode_InternFromString("touchpoint");
    return state->utcoffset && state->touchpoint ? 0 : -1;
}

static int
find_names(struct state *state)
{
    static const char *const names[RECORD_NAMES] = {"event", "time", "customer", "id", "source", "touchpoint", "zone", "data", "identities", "order"};

    for (int i = 0; i < RECORD_NAMES; i++) {
        state->record_names[i] = PyUnicode_InternFromString(names[i]);
        if (!state->record_names[i])
            return -1;
    }
    return 0;
}

static int
module_exec(PyObject *module)
{
    struct state *state = PyModule_GetState(module);
    tappa_status status = tappa_context_new(NULL, &state->context);

    if (status) {
        PyErr_NoMemory();
        return -1;
    }
    return find_times(state) || find_names(state) || errors_add(module, state) || add_types(module, state) || add_constants(module) ? -1 : 0;
}

/* Visits or drops every object of the state. */
static int
each(struct state *state, visitproc visit, void *arg)
{
    PyObject **objects[] = {&state->error, &state->closed, &state->datetime, &state->timedelta, &state->utc, &state->epoch,
                            (PyObject **)&state->model, (PyObject **)&state->journey, (PyObject **)&state->batch, (PyObject **)&state->rows,
                            (PyObject **)&state->cohort, (PyObject **)&state->snapshot, (PyObject **)&state->diagnostic,
                            &state->utcoffset, &state->touchpoint, (PyObject **)&state->engine, &state->outcomes, &state->reasons, &state->contact_states,
                            &state->offset, (PyObject **)&state->zones[0].type, (PyObject **)&state->zones[1].type};
    PyObject **lists[] = {state->errors, (PyObject **)state->part_types, (PyObject **)state->row_types, (PyObject **)state->shapes, state->record_names};
    size_t counts[] = {STATUS_MOST, PART_KINDS, ROWS_KINDS, SHAPES, RECORD_NAMES};

    for (size_t i = 0; i < sizeof objects / sizeof *objects; i++) {
        if (visit)
            Py_VISIT(*objects[i]);
        else
            Py_CLEAR(*objects[i]);
    }
    for (int i = 0; i < MEMBERS; i++) {
        if (visit) {
            Py_VISIT(state->members[i].name);
            Py_VISIT(state->members[i].descriptor);
        } else {
            Py_CLEAR(state->members[i].name);
            Py_CLEAR(state->members[i].descriptor);
        }
    }
    for (size_t list = 0; list < sizeof lists / sizeof *lists; list++) {
        for (size_t i = 0; i < counts[list]; i++) {
            if (visit)
                Py_VISIT(lists[list][i]);
            else
                Py_CLEAR(lists[list][i]);
        }
    }
    return 0;
}

static int
module_traverse(PyObject *module, visitproc visit, void *arg)
{
    return each(PyModule_GetState(module), visit, arg);
}

static int
module_clear(PyObject *module)
{
    return each(PyModule_GetState(module), NULL, NULL);
}

static void
module_free(void *module)
{
    struct state *state = PyModule_GetState(module);

    if (!state)
        return;
    (void)module_clear(module);
    tappa_context_unref(state->context);
    state->context = NULL;
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, module_exec},
#ifdef Py_mod_multiple_interpreters
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
#ifdef Py_mod_gil
    {Py_mod_gil, Py_MOD_GIL_NOT_USED},
#endif
    {0, NULL}};

static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "tappa._core", .m_doc = "Customer journeys: the library itself.",
                                        .m_size = sizeof(struct state), .m_methods = value_functions, .m_slots = slots,
                                        .m_traverse = module_traverse, .m_clear = module_clear, .m_free = module_free};

PyMODINIT_FUNC PyInit__core(void);

PyMODINIT_FUNC
PyInit__core(void)
{
    return PyModuleDef_Init(&definition);
}
