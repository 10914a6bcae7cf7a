/* Golden models: tests/golden/NAME.yaml against NAME.diags (what `tappa check` would print; absent: nothing) and NAME.model (the
 * canonical dump; absent: the model is refused). A dump compiled again must give the same bytes, without a new word said about it.
 *     test-golden FOLDER [--update]
 * With --update what came out is written instead, to be read before it is committed. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tappa/model.h"

enum { most_files = 1000, name_size = 256, path_size = 4096 };

static const char *folder;
static int update;

struct text {
    char *s;
    size_t n;
};

static void
append(struct text *t, const char *s, size_t n)
{
    t->s = realloc(t->s, t->n + n + 1);
    assert_non_null(t->s);
    memcpy(t->s + t->n, s, n);
    t->n += n;
    t->s[t->n] = '\0';
}

static void
path_of(char *path, const char *name, const char *ending)
{
    assert_true(snprintf(path, path_size, "%s/%s%s", folder, name, ending) < path_size);
}

/* An absent file is an empty text. */
static struct text
slurp(const char *name, const char *ending)
{
    struct text t = {NULL, 0};
    char path[path_size], block[4096];
    size_t n;
    FILE *f;

    append(&t, "", 0);
    path_of(path, name, ending);
    f = fopen(path, "rb");
    if (!f)
        return t;
    while ((n = fread(block, 1, sizeof block, f)) > 0)
        append(&t, block, n);
    assert_int_equal(fclose(f), 0);
    return t;
}

static void
write_or_remove(const char *name, const char *ending, struct text t)
{
    char path[path_size];
    FILE *f;

    path_of(path, name, ending);
    if (!t.n) {
        (void)remove(path);
        return;
    }
    f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(t.s, 1, t.n, f), t.n);
    assert_int_equal(fclose(f), 0);
}

static void
compare(const char *name, const char *ending, struct text got)
{
    struct text want;

    if (update) {
        write_or_remove(name, ending, got);
        return;
    }
    want = slurp(name, ending);
    if (want.n != got.n || memcmp(want.s, got.s, got.n) != 0)
        fail_msg("%s%s differs; this came out:\n%s", name, ending, got.s);
    free(want.s);
}

static struct text
render(const tappa_diagnostics *list)
{
    struct text t = {NULL, 0};
    size_t i, n;
    char *line;

    append(&t, "", 0);
    for (i = 0; i < tappa_diagnostics_count(list); i++) {
        n = tappa_diagnostics_render(list, i, NULL, 0);
        line = malloc(n + 1);
        assert_non_null(line);
        assert_int_equal(tappa_diagnostics_render(list, i, line, n + 1), n);
        append(&t, line, n);
        append(&t, "\n", 1);
        free(line);
    }
    return t;
}

static void
check_again(tappa_context *context, struct text dump)
{
    tappa_diagnostics *list;
    tappa_model *again;
    const char *second;
    size_t n;

    assert_int_equal(tappa_diagnostics_new(context, &list), TAPPA_OK);
    if (tappa_model_compile(context, dump.s, dump.n, "dump", list, &again) != TAPPA_OK)
        fail_msg("the dump does not compile: %s\n%s", render(list).s, dump.s);
    second = tappa_model_dump(again, &n);
    if (n != dump.n || memcmp(second, dump.s, n) != 0)
        fail_msg("the dump's dump differs:\n%s", second);
    tappa_model_unref(again);
    tappa_diagnostics_free(list);
}

static void
test_file(void **state)
{
    const char *name = *state, *s;
    struct text source = slurp(name, ".yaml"), diags, dump = {NULL, 0};
    char file[name_size + 8];
    tappa_context *context;
    tappa_diagnostics *list;
    tappa_model *model;
    tappa_status status;
    size_t n;

    (void)snprintf(file, sizeof file, "%s.yaml", name);
    assert_int_equal(tappa_context_new(NULL, &context), TAPPA_OK);
    assert_int_equal(tappa_diagnostics_new(context, &list), TAPPA_OK);
    status = tappa_model_compile(context, source.s, source.n, file, list, &model);
    /* Errors and a model exclude each other. */
    assert_int_equal(status == TAPPA_OK, tappa_diagnostics_errors(list) == 0);
    assert_int_equal(status == TAPPA_OK, model != NULL);
    diags = render(list);
    compare(name, ".diags", diags);
    append(&dump, "", 0);
    s = tappa_model_dump(model, &n);
    append(&dump, s, n);
    compare(name, ".model", dump);
    if (model)
        check_again(context, dump);
    tappa_model_unref(model);
    tappa_diagnostics_free(list);
    tappa_context_unref(context);
    free(source.s);
    free(diags.s);
    free(dump.s);
}

static int
by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static size_t
read_folder(char **names)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;
    size_t count = 0, n;

    if (!dir)
        return 0;
    while ((entry = readdir(dir)) && count < most_files) {
        n = strlen(entry->d_name);
        if (n < 6 || n >= name_size || strcmp(entry->d_name + n - 5, ".yaml") != 0)
            continue;
        names[count] = malloc(n + 1);
        if (!names[count])
            break;
        memcpy(names[count], entry->d_name, n + 1);
        names[count++][n - 5] = '\0';
    }
    (void)closedir(dir);
    qsort(names, count, sizeof *names, by_name);
    return count;
}

int
main(int argc, char **argv)
{
    static char *names[most_files];
    static struct CMUnitTest tests[most_files];
    size_t count, i;
    int failed;

    folder = argc > 1 ? argv[1] : ".";
    update = argc > 2 && strcmp(argv[2], "--update") == 0;
    count = read_folder(names);
    for (i = 0; i < count; i++)
        tests[i] = (struct CMUnitTest){names[i], test_file, NULL, NULL, names[i]};
    failed = count < 80 ? 1 : _cmocka_run_group_tests("golden", tests, count, NULL, NULL);
    if (count < 80)
        (void)fprintf(stderr, "only %zu models in %s\n", count, folder);
    for (i = 0; i < count; i++)
        free(names[i]);
    return failed;
}
