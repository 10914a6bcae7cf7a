/* The power goes between any two calls of the reference workload: of what was not synced nothing, all, or any part has reached the disk, down to
 * single sectors. On every such disk the store opens, holds all that was acknowledged, and of the step under way all or nothing.
 * Then a call fails before: a system that could not sync may have dropped what it had to write, and no later sync brings it back. And while the
 * store finds out what became of that, another one fails. */
#define _DEFAULT_SOURCE

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "shim.h"
#include "workload.h"

#define SECTOR 512
#define FILES 3

static const char kinds[FILES] = {'m', 'w', 'j'};
static const char *const ends[FILES] = {"", "-wal", "-journal"};

static tappa_context *context;
static uint64_t seed = 88172645463325252u;

static uint64_t
chance(uint64_t below)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (seed >> 20) % below;
}

/* A file on the disk; `there`: the folder has it. */
struct disk_file {
    unsigned char *bytes;
    size_t size, room;
    int there;
};

static void
resize(struct disk_file *f, size_t size)
{
    if (size > f->room) {
        f->room = size * 2;
        f->bytes = realloc(f->bytes, f->room);
        assert_non_null(f->bytes);
    }
    if (size > f->size)
        memset(f->bytes + f->size, 0, size - f->size);
    f->size = size;
}

/* One call takes effect, or of a write those sectors alone that chance picks. */
static void
apply(struct disk_file *f, const struct shim_step *step, int torn)
{
    size_t at = (size_t)step->at;

    if (step->what == 'd') {
        f->size = 0;
        f->there = 0;
        return;
    }
    f->there = 1;
    if (step->what == 't')
        resize(f, at);
    if (step->what != 'w')
        return;
    for (size_t done = 0; done < step->size;) {
        size_t n = SECTOR - (at + done) % SECTOR;

        if (n > step->size - done)
            n = step->size - done;
        if (!torn || chance(2)) {
            if (at + done + n > f->size)
                resize(f, at + done + n);
            memcpy(f->bytes + at + done, step->bytes + done, n);
        }
        done += n;
    }
}

static size_t
index_of(char kind)
{
    for (size_t i = 0; i < FILES; i++) {
        if (kinds[i] == kind)
            return i;
    }
    fail();
    return 0;
}

/* How the calls that were not synced fare. */
enum fate { NOTHING, EVERYTHING, SOME, TORN, FATES };

/* Whether the system may have dropped the write: the first sync behind it failed. */
static int
is_dropped(size_t i, size_t count)
{
    const char file = shim.steps[i].file;

    if (shim.steps[i].what != 'w')
        return 0;
    while (++i < count)
        if (shim.steps[i].file == file && (shim.steps[i].what == 's' || shim.steps[i].what == 'x'))
            return shim.steps[i].what == 'x';
    return 0;
}

/* Whether a file was cut here and written to again: what is written then has places of its own, and is no part of what the file had before. */
static int
is_cut_for_good(size_t i, size_t count)
{
    const char file = shim.steps[i].file;

    if (shim.steps[i].what != 't')
        return 0;
    while (++i < count)
        if (shim.steps[i].file == file && shim.steps[i].what == 'w')
            return 1;
    return 0;
}

/* The disk after the first `count` calls. A call is on the disk when its file was synced behind it; a deletion when it was synced itself, or when
 * any file of the folder was. */
static void
disk_after(size_t count, enum fate fate, struct disk_file disk[FILES])
{
    size_t synced[FILES] = {0}, folder = 0;

    for (size_t i = 0; i < count; i++) {
        const struct shim_step *step = &shim.steps[i];

        if (step->what == 's')
            folder = synced[index_of(step->file)] = i;
        if (step->what == 'd' && step->at)
            folder = i + 1;
    }
    for (size_t i = 0; i < count; i++) {
        const struct shim_step *step = &shim.steps[i];
        size_t file;
        int safe;

        if (strchr("asfx", step->what))
            continue;
        file = index_of(step->file);
        safe = (i < synced[file] && !(shim.failed_at && is_dropped(i, count))) || (step->what == 'd' && i < folder);
        if (safe || fate == EVERYTHING || (fate != NOTHING && is_cut_for_good(i, count)) || (fate == SOME && chance(2)) ||
            (fate == TORN && (step->what == 'w' || chance(2))))
            apply(&disk[file], step, !safe && fate == TORN);
    }
}

static void
disk_write(const struct workload *w, const struct disk_file disk[FILES])
{
    for (size_t i = 0; i < FILES; i++) {
        char name[100];
        int file;

        snprintf(name, sizeof name, "%s%s", w->path, ends[i]);
        (void)unlink(name);
        if (!disk[i].there)
            continue;
        file = open(name, O_WRONLY | O_CREAT, 0600);
        assert_true(file >= 0);
        assert_int_equal(write(file, disk[i].bytes, disk[i].size), disk[i].size);
        close(file);
    }
}

/* What the reference held after each step; [0]: nothing. */
static char *held[WORKLOAD_STEPS + 1];

/* Opens what is on the disk and compares; `acknowledged` steps are certain, `begun` may be there. */
static void
look(struct workload *w, size_t at, enum fate fate, size_t acknowledged, size_t begun)
{
    tappa_status status = workload_open(w);
    char *text;
    size_t i;

    if (status)
        fail_msg("%s, power lost at call %zu, fate %d: it does not open: %d", w->flags ? "shared" : "owner", at, (int)fate, status);
    text = workload_dump(w, &status);
    if (!text)
        fail_msg("power lost at call %zu, fate %d: it cannot be read: %d", at, (int)fate, status);
    for (i = acknowledged; i <= begun && strcmp(text, held[i]) != 0; i++)
        ;
    if (i > begun)
        fail_msg("%s, power lost at call %zu, fate %d, %zu steps acknowledged:\n%s--- should be:\n%s", w->flags ? "shared" : "owner", at,
                 (int)fate, acknowledged, text, held[acknowledged]);
    free(text);
    workload_close(w);
}

static void
record(struct workload *w)
{
    tappa_status status;

    shim_reset();
    shim.recording = 1;
    assert_int_equal(workload_open(w), TAPPA_OK);
    held[0] = store_dump(w->reference, &status);
    for (int step = 0; step < WORKLOAD_STEPS; step++) {
        assert_int_equal(workload_step(w, step), TAPPA_OK);
        shim_record((struct shim_step){'a', 'm', 0, 0, NULL});
        held[step + 1] = store_dump(w->reference, &status);
    }
    workload_close(w);
    shim.recording = 0;
}

/* A step has failed. Whether it was done all the same, as is seen where the store answers no more and is opened again. */
static int
is_done(struct workload *w, int step)
{
    int64_t last;

    if (w->store && w->store->table->last(w->store, &last) == TAPPA_OK)
        return 0;
    workload_close(w);
    while (workload_open(w))
        ;
    if (step == 10 || step == 12 || workload_same(w, 1, ""))
        return 0;
    workload_adopt(w, step);
    assert_true(workload_same(w, 0, "a store that answered no more"));
    return 1;
}

/* The same steps, in which the n-th call that changes a file fails, and another one so many calls behind it; what failed is tried again. */
static void
record_with_faults(struct workload *w, enum shim_fault fault, uint64_t n, uint64_t again)
{
    workload_clear(w);
    shim_reset();
    shim.recording = 1;
    assert_int_equal(workload_open(w), TAPPA_OK);
    shim.fault = fault;
    shim.fail_at = n;
    shim.again = again;
    for (int step = 0; step < WORKLOAD_STEPS; step++) {
        while (workload_step(w, step)) {
            shim_record((struct shim_step){'f', 'm', 0, 0, NULL});
            if (is_done(w, step))
                break;
        }
        shim_record((struct shim_step){'a', 'm', 0, 0, NULL});
    }
    workload_close(w);
    shim.recording = 0;
    shim.fail_at = 0;
}

/* From the failure on until two more steps were acknowledged, the power goes behind each sync and at each answer. What was reported as failed is
 * not there, whatever a disk remembers; `doubtful`: unless the store could not find out. */
static int
power_behind_fault(struct workload *w, int doubtful)
{
    size_t acknowledged = 0, behind = 0;
    int disks = 0;

    for (size_t count = 1; count <= shim.step_count && behind < 2; count++) {
        const char what = shim.steps[count - 1].what;

        acknowledged += what == 'a';
        behind += what == 'a' && count > shim.failed_at;
        if (count <= shim.failed_at || !strchr("saxf", what))
            continue;
        for (int fate = NOTHING; fate <= SOME; fate++) {
            struct disk_file disk[FILES] = {{NULL, 0, 0, 0}};

            disk_after(count, (enum fate)fate, disk);
            disk_write(w, disk);
            look(w, count, (enum fate)fate, acknowledged, (what == 'f' && !doubtful) || acknowledged == WORKLOAD_STEPS ? acknowledged : acknowledged + 1);
            for (size_t i = 0; i < FILES; i++)
                free(disk[i].bytes);
            disks++;
        }
    }
    return disks;
}

/* One in `syncs` of the syncs fails, and one in ten times as many of the other calls that change a file; `twice`: only syncs, and behind each of them
 * another call, from the next one to the `twice`-th. */
static void
fault_and_power(uint32_t flags, int log_pages, size_t syncs, uint64_t twice)
{
    char kinds_of[4000];
    size_t calls = 0, sync_count = 0;
    struct workload w;
    int disks = 0;

    workload_begin(&w, context, flags, 1);
    w.log_pages = log_pages;
    record(&w);
    for (size_t i = 0; i < shim.step_count && calls < sizeof kinds_of; i++)
        if (shim.steps[i].what != 'a')
            kinds_of[calls++] = shim.steps[i].what;
    for (size_t n = 0; n < calls; n++) {
        const size_t is_sync = kinds_of[n] == 's';

        sync_count += is_sync;
        if (is_sync ? sync_count % syncs : twice || n % (10 * syncs))
            continue;
        for (int fault = FAULT_DONE; fault <= FAULT_FULL; fault++)
            for (uint64_t again = twice != 0; again <= twice; again++) {
                record_with_faults(&w, (enum shim_fault)fault, n + 1, again);
                disks += power_behind_fault(&w, again != 0);
            }
    }
    print_message("%d disks\n", disks);
    for (size_t i = 0; i <= WORKLOAD_STEPS; i++)
        free(held[i]);
    workload_end(&w);
    shim_reset();
}

static int rounds = 1;

/* The log that goes into the file by itself does so again and again, and begins anew over what it had. */
static void
check_log(const struct workload *w)
{
    size_t checkpoints, restarts;

    shim_log(&checkpoints, &restarts);
    print_message("%zu checkpoints by themselves, %zu logs begun anew\n", checkpoints, restarts);
    assert_true(w->log_pages ? checkpoints >= 3 && restarts >= 2 : !checkpoints);
}

static void
power(uint32_t flags, int log_pages)
{
    struct workload w;
    size_t acknowledged = 0;
    int disks = 0;

    workload_begin(&w, context, flags, 1);
    w.log_pages = log_pages;
    record(&w);
    check_log(&w);
    assert_true(shim.step_count > 200);
    for (size_t count = 0; count <= shim.step_count; count++) {
        for (int round = 0; round < 2 + 2 * rounds; round++) {
            struct disk_file disk[FILES] = {{NULL, 0, 0, 0}};
            enum fate fate = round < 2 ? (enum fate)round : (enum fate)(SOME + round % 2);

            disk_after(count, fate, disk);
            disk_write(&w, disk);
            look(&w, count, fate, acknowledged, acknowledged < WORKLOAD_STEPS ? acknowledged + 1 : acknowledged);
            for (size_t i = 0; i < FILES; i++)
                free(disk[i].bytes);
            disks++;
        }
        if (count < shim.step_count)
            acknowledged += shim.steps[count].what == 'a';
    }
    print_message("%zu calls, %d disks\n", shim.step_count, disks);
    assert_int_equal(acknowledged, WORKLOAD_STEPS);
    for (size_t i = 0; i <= WORKLOAD_STEPS; i++)
        free(held[i]);
    workload_end(&w);
    shim_reset();
}

static void
owner(void **state)
{
    (void)state;
    power(0, 0);
}

static void
shared(void **state)
{
    (void)state;
    power(TAPPA_STORE_SHARED, 0);
}

static void
short_log(void **state)
{
    (void)state;
    power(0, LOG_PAGES);
}

static void
owner_with_a_fault(void **state)
{
    (void)state;
    fault_and_power(0, 0, 4, 0);
}

static void
short_log_with_a_fault(void **state)
{
    (void)state;
    fault_and_power(0, LOG_PAGES, 4, 0);
}

static void
shared_with_a_fault(void **state)
{
    (void)state;
    fault_and_power(TAPPA_STORE_SHARED, 0, 16, 0);
}

static void
owner_with_two_faults(void **state)
{
    (void)state;
    fault_and_power(0, 0, 8, 6);
}

static void
shared_with_two_faults(void **state)
{
    (void)state;
    fault_and_power(TAPPA_STORE_SHARED, 0, 32, 3);
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(owner), cmocka_unit_test(shared), cmocka_unit_test(short_log), cmocka_unit_test(owner_with_a_fault), cmocka_unit_test(shared_with_a_fault),
        cmocka_unit_test(short_log_with_a_fault), cmocka_unit_test(owner_with_two_faults), cmocka_unit_test(shared_with_two_faults),
    };
    int failed;

    rounds = argc > 1 ? atoi(argv[1]) : 1;
    shim_install();
    if (tappa_context_new(NULL, &context))
        return 1;
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    tappa_context_unref(context);
    return failed;
}
