/* Notes of a store that no engine wrote, or not so: what makes no sense is damage, whoever comes to read it, and nothing is begun or written by it. */
#include "tests/engine/people.h"

static tappa_context *context;
static tappa_store *store;
static struct tappa_store_table table;
static const struct tappa_store_table *own;

static void
keep_open(tappa_store *s)
{
    (void)s;
}

static void
open_store(uint32_t flags)
{
    assert_int_equal(tappa_context_new(NULL, &context), TAPPA_OK);
    assert_int_equal(tappa_store_memory(context, flags, &store), TAPPA_OK);
    own = store->table;
    table = *own;
    table.close = keep_open;
    store->table = &table;
}

static void
close_store(void)
{
    own->close(store);
    tappa_context_unref(context);
}

static void
put(const char *name, const void *bytes, size_t size)
{
    struct tappa_store_note note = {.size = sizeof note, .name = {name, strlen(name)}, .value = {bytes, size}};
    struct tappa_commit commit = {.size = sizeof commit, .notes = &note, .note_count = 1};

    assert_int_equal(store->table->commit(store, &commit), TAPPA_OK);
}

#define BYTES(bytes) bytes, sizeof(bytes) - 1

/* Numbers of seven bits each, those with a sign times two. */
static void
at_opening(void **state)
{
    static const struct {
        const char *name, *bytes;
        size_t size;
        tappa_status status;
    } notes[] = {
        {"checkpoint", BYTES("\x06"), TAPPA_OK},
        {"checkpoint", BYTES("\x06\x02\x02"), TAPPA_OK}, /* of one who was left out, and has been erased since */
        {"checkpoint", BYTES("\x06\x02"), TAPPA_ESTORE},
        {"checkpoint", BYTES("\x06\x02\x00"), TAPPA_ESTORE}, /* an entry that nobody gave */
        {"checkpoint", BYTES("\x06\x02\x01"), TAPPA_ESTORE},
        {"checkpoint", BYTES("\x06\x00\x02"), TAPPA_ESTORE}, /* nobody's number */
        {"checkpoint", BYTES("\x06\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x02"), TAPPA_ESTORE},
        {"setting/attempts", BYTES("\x01\xfe\xff\xff\xff\x1f"), TAPPA_OK},
        {"setting/attempts", BYTES("\x01\x80\x80\x80\x80\x20"), TAPPA_ESTORE}, /* more than there are */
        {"setting/attempts", BYTES("\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"), TAPPA_ESTORE}, /* longer than any number */
        {"setting/identities", BYTES("\x01\x80\x01"), TAPPA_OK},
        {"setting/identities", BYTES("\x01\x82\x01"), TAPPA_ESTORE},
        {"setting/zone", BYTES("\x01\x0b" "Europe/Rome"), TAPPA_OK},
        {"setting/zone", BYTES("\x01\x0b" "Europe/Rume"), TAPPA_EZONE},
    };

    (void)state;
    for (size_t i = 0; i < sizeof notes / sizeof *notes; i++) {
        tappa_engine *engine;
        tappa_status status;

        open_store(0);
        put(notes[i].name, notes[i].bytes, notes[i].size);
        status = tappa_engine_open(context, store, NULL, &engine);
        if (status != notes[i].status)
            fail_msg("%s, %zu: %d", notes[i].name, i, status);
        if (!status)
            assert_int_equal(tappa_engine_close(engine), TAPPA_OK);
        close_store();
    }
}

/* How often models and settings were changed: nobody counts on from what is no number. */
static void
changes(void **state)
{
    tappa_engine *engine;
    struct tappa_span note;

    (void)state;
    open_store(TAPPA_STORE_SHARED);
    put("changes", BYTES("\x80"));
    assert_int_equal(tappa_engine_open(context, store, NULL, &engine), TAPPA_OK);
    assert_int_equal(tappa_engine_add_kind(engine, "login", 5, 1), TAPPA_ESTORE);
    assert_int_equal(store->table->note(store, "kind/login", 10, &note), TAPPA_OK);
    assert_null(note.data);
    put("changes", BYTES("\x05"));
    assert_int_equal(tappa_engine_add_kind(engine, "login", 5, 1), TAPPA_OK);
    assert_int_equal(store->table->note(store, "changes", 7, &note), TAPPA_OK);
    assert_int_equal(note.size, 1);
    assert_memory_equal(note.data, "\x06", 1);
    assert_int_equal(tappa_engine_close(engine), TAPPA_OK);
    close_store();
}

/* A version of a model stands under its own name, once. */
static void
models(void **state)
{
    static const char text[] = "tappa: 1\nmodel: small\nversion: 1\nstages: {a: {}}\n";
    char copy[1000];
    tappa_engine *engine;
    tappa_model *model;
    struct tappa_span note;

    (void)state;
    open_store(0);
    model = shop_compile(context, text);
    assert_int_equal(tappa_engine_open(context, store, NULL, &engine), TAPPA_OK);
    assert_int_equal(tappa_engine_add_model(engine, model, TAPPA_FOLLOW, SHOP_START), TAPPA_OK);
    assert_int_equal(tappa_engine_close(engine), TAPPA_OK);
    assert_int_equal(store->table->note(store, "model/small/000000000001", 24, &note), TAPPA_OK);
    assert_true(note.size && note.size < sizeof copy);
    memcpy(copy, note.data, note.size);
    put("model/taken/000000000001", copy, note.size);
    assert_int_equal(tappa_engine_open(context, store, NULL, &engine), TAPPA_ESTORE);
    tappa_model_unref(model);
    close_store();
}

/* Each kind has its own limit; the last word counts, for whoever opens the store next as well. */
static void
kinds(void **state)
{
    static const struct tappa_identity all[] = {{"login", "a", 5, 1}, {"login", "b", 5, 1}, {"card", "1", 4, 1}, {"card", "2", 4, 1},
                                                {"card", "3", 4, 1}};

    (void)state;
    for (int reopened = 0; reopened < 2; reopened++) {
        struct tappa_standing standing = {.size = sizeof standing};
        struct tappa_ingested result = {.size = sizeof result};
        tappa_engine *engine;
        struct shop_event e;

        open_store(0);
        assert_int_equal(tappa_engine_open(context, store, NULL, &engine), TAPPA_OK);
        assert_int_equal(tappa_engine_add_kind(engine, "login", 5, 1), TAPPA_OK);
        assert_int_equal(tappa_engine_add_kind(engine, "card", 4, 1), TAPPA_OK);
        assert_int_equal(tappa_engine_add_kind(engine, "card", 4, 2), TAPPA_OK);
        if (reopened) {
            assert_int_equal(tappa_engine_close(engine), TAPPA_OK);
            assert_int_equal(tappa_engine_open(context, store, NULL, &engine), TAPPA_OK);
        }
        assert_int_equal(tappa_engine_add_kind(engine, "card", 4, 2), TAPPA_OK); /* as it is */
        shop_event(&e, "-=-", "Viewed", SHOP_START, NULL, NULL);
        e.record.identities = all;
        e.record.identity_count = 5;
        assert_int_equal(tappa_engine_ingest(engine, &e.record, 1, NULL, SHOP_START, &result), TAPPA_OK);
        assert_string_equal(result.message, "not taken in: one customer has at most 1 of the kind `login`; not taken in: one customer has at most 2 of the kind `card`");
        assert_int_equal(tappa_engine_where(engine, result.customer, &standing), TAPPA_OK);
        assert_int_equal(standing.identity_count, 3);
        assert_int_equal(tappa_engine_close(engine), TAPPA_OK);
        close_store();
    }
}

/* How far ids are forgotten: where that makes no sense none is, and events come in all the same. */
static void
forgotten(void **state)
{
    static const struct {
        const char *bytes; /* of the note; one byte */
        int64_t window;
        int is_known; /* still, after a month */
    } all[] = {{"\x00", 0, 0}, {"\x01", 0, 1}, {"\x00", INT64_MAX, 1}};

    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct tappa_engine_options options = {.size = sizeof options, .seen_window = all[i].window};
        const int64_t later = SHOP_START + 30 * SHOP_DAY;
        tappa_engine *engine;
        struct shop_event e;

        open_store(TAPPA_STORE_SHARED);
        assert_int_equal(tappa_engine_open(context, store, &options, &engine), TAPPA_OK);
        shop_event(&e, "login=anna", "Viewed", SHOP_START, "1", NULL);
        assert_int_equal(tappa_engine_ingest(engine, &e.record, 1, NULL, SHOP_START, NULL), TAPPA_OK);
        assert_int_equal(tappa_engine_close(engine), TAPPA_OK);
        put("forgotten", all[i].bytes, 1);
        for (int turn = 0; turn < 2; turn++) { /* what comes first makes room */
            struct tappa_ingested result = {.size = sizeof result};

            assert_int_equal(tappa_engine_open(context, store, NULL, &engine), TAPPA_OK);
            shop_event(&e, "login=anna", "Viewed", later, turn ? "1" : NULL, NULL);
            assert_int_equal(tappa_engine_ingest(engine, &e.record, 1, NULL, later, &result), TAPPA_OK);
            if (turn)
                assert_int_equal(result.outcome == TAPPA_INGEST_DUPLICATE, all[i].is_known);
            assert_int_equal(tappa_engine_close(engine), TAPPA_OK);
        }
        close_store();
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(at_opening),
        cmocka_unit_test(changes),
        cmocka_unit_test(models),
        cmocka_unit_test(kinds),
        cmocka_unit_test(forgotten),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
