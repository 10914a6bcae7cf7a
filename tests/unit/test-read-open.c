/* A reader that reads by itself: files of every name, pipes that keep it waiting, a read that fails, a standard input that is none. */
#define _DEFAULT_SOURCE /* mkdtemp, setitimer */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include "tests/support/world.h"

#include "tappa/exchange/reader.h"

static char folder[] = "/tmp/tappa-read-XXXXXX";
static const char line[] = "{\"customer\":\"a\",\"event\":\"E\",\"time\":1}\n";

static const char *
path_of(const char *name)
{
    static char path[100];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void
write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

/* The name's ending says the format; by it alone each of these would be read as something else. */
static void
test_endings(void **state)
{
    static const struct {
        const char *name;
        int32_t format;
    } rows[] = {
        {"x.ndjson", TAPPA_FORMAT_NDJSON}, {"x.jsonl", TAPPA_FORMAT_NDJSON}, {"x.json", TAPPA_FORMAT_NDJSON}, {"x.csv", TAPPA_FORMAT_CSV},
        {"x.tsv", TAPPA_FORMAT_CSV},       {"x.xes", TAPPA_FORMAT_XES},      {"x.xml", TAPPA_FORMAT_XES},     {"csv", TAPPA_FORMAT_NDJSON},
        {".csv", TAPPA_FORMAT_NDJSON},     {"x.log", TAPPA_FORMAT_NDJSON},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct tappa_record record = {.size = sizeof record};
        const char *path = path_of(rows[i].name);
        tappa_reader *reader;

        write_file(path, line);
        assert_int_equal(chdir(folder), 0); /* as a name alone too, with nothing before its ending */
        assert_int_equal(tappa_reader_open(NULL, rows[i].name, TAPPA_FORMAT_ANY, NULL, &reader), TAPPA_OK);
        assert_int_equal(tappa_reader_total(reader), sizeof line - 1);
        (void)!tappa_reader_next(reader, &record);
        assert_int_equal(tappa_reader_format(reader), rows[i].format);
        tappa_reader_free(reader);
        assert_int_equal(unlink(path), 0);
    }
}

static void
test_empty(void **state)
{
    struct tappa_record record = {.size = sizeof record};
    tappa_reader *reader;

    (void)state;
    write_file(path_of("empty"), "");
    assert_int_equal(tappa_reader_open(NULL, path_of("empty"), TAPPA_FORMAT_ANY, NULL, &reader), TAPPA_OK);
    assert_int_equal(tappa_reader_total(reader), 0);
    assert_int_equal(tappa_reader_next(reader, &record), TAPPA_END);
    tappa_reader_free(reader);
    assert_int_equal(unlink(path_of("empty")), 0);
    assert_int_equal(tappa_reader_open(NULL, path_of("empty"), TAPPA_FORMAT_ANY, NULL, &reader), TAPPA_EIO);
    assert_int_equal(errno, ENOENT);
    assert_null(reader);
}

static int rings, writer;

static void
ring(int signal)
{
    (void)signal;
    if (++rings == 2) {
        (void)!write(writer, line, sizeof line - 1);
        (void)close(writer);
    }
}

/* A signal comes while the reader waits for a pipe: it goes on waiting. */
static void
test_signal(void **state)
{
    struct sigaction action = {.sa_handler = ring};
    struct itimerval every = {{0, 20000}, {0, 20000}}, never = {{0, 0}, {0, 0}};
    struct tappa_record record = {.size = sizeof record};
    tappa_reader *reader;

    (void)state;
    assert_int_equal(mkfifo(path_of("pipe"), 0600), 0);
    writer = open(path_of("pipe"), O_RDWR);
    assert_true(writer >= 0);
    assert_int_equal(tappa_reader_open(NULL, path_of("pipe"), TAPPA_FORMAT_ANY, NULL, &reader), TAPPA_OK);
    assert_int_equal(tappa_reader_total(reader), 0);
    assert_int_equal(sigaction(SIGALRM, &action, NULL), 0);
    assert_int_equal(setitimer(ITIMER_REAL, &every, NULL), 0);
    assert_int_equal(tappa_reader_next(reader, &record), TAPPA_OK);
    assert_int_equal(record.time, 1);
    assert_int_equal(tappa_reader_next(reader, &record), TAPPA_END);
    assert_int_equal(setitimer(ITIMER_REAL, &never, NULL), 0);
    assert_true(rings >= 2);
    tappa_reader_free(reader);
    assert_int_equal(unlink(path_of("pipe")), 0);
}

/* Address 0 of a process cannot be read. */
static void
test_failing_read(void **state)
{
    struct tappa_record record = {.size = sizeof record};
    tappa_reader *reader;

    (void)state;
    assert_int_equal(tappa_reader_open(NULL, "/proc/self/mem", TAPPA_FORMAT_ANY, NULL, &reader), TAPPA_OK);
    assert_int_equal(tappa_reader_next(reader, &record), TAPPA_EIO);
    assert_int_equal(errno, EIO);
    assert_string_equal(tappa_reader_message(reader), "the file cannot be read");
    tappa_reader_free(reader);
}

/* Standard input may be a directory, or closed. */
static void
test_standard_input(void **state)
{
    int kept = dup(STDIN_FILENO), root = open("/", O_RDONLY);
    tappa_reader *reader;

    (void)state;
    assert_int_equal(dup2(root, STDIN_FILENO), STDIN_FILENO);
    assert_int_equal(tappa_reader_open(NULL, "-", TAPPA_FORMAT_ANY, NULL, &reader), TAPPA_EIO);
    assert_int_equal(errno, EISDIR);
    assert_null(reader);
    assert_int_equal(fcntl(STDIN_FILENO, F_GETFD), 0); /* it is not ours to close */
    assert_int_equal(close(STDIN_FILENO), 0);
    assert_int_equal(tappa_reader_open(NULL, "-", TAPPA_FORMAT_ANY, NULL, &reader), TAPPA_EIO);
    assert_int_equal(errno, EBADF);
    assert_null(reader);
    if (kept >= 0)
        assert_int_equal(dup2(kept, STDIN_FILENO), STDIN_FILENO);
    (void)close(kept);
    (void)close(root);
}

static int
make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int
remove_folder(void **state)
{
    (void)state;
    return chdir("/") || rmdir(folder) ? -1 : 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_endings),      cmocka_unit_test(test_empty),          cmocka_unit_test(test_signal),
        cmocka_unit_test(test_failing_read), cmocka_unit_test(test_standard_input),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
