/* A loaded process that erases, parts and applies versions is killed again and again, in these calls above all: at the n-th write, sync, truncation or
 * deletion of a file that one of them makes. The next one over the file does again what was under way.
 * After each kill all files are searched: of whoever was said to be erased there is no word, no name and no number. At the end nobody erased is known,
 * everybody else stands where another library's replay of the events leads, joined or parted as was said last, all journeys are under the newest version,
 * and what was counted is what was acknowledged, by whoever was erased too.
 * `mixed`: now an owner has the file, now several share it.
 *     test-crash-erase FILE owner|shared|mixed KILLS SEED */
#define _DEFAULT_SOURCE /* usleep, MAP_ANONYMOUS */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tappa/engine/contact.h"
#include "tappa/engine/plan.h"
#include "tests/store/shim.h"

#include "erase.h"
#include "look.h"

#define SEVERAL 50 /* kills in which somebody dies in each call */
#define MORE 10    /* times as many as were asked for, at most */

/* What the dead one had in hand. */
static void
go_on(struct life *l, int which)
{
    const struct hand hand = l->told->hand[which];

    if (hand.call == INGEST)
        hand_in(l, hand.event);
    if (hand.call == PART)
        part(l, hand.person);
    if (hand.call == ERASE)
        erase(l, hand.person);
    l->told->hand[which].call = NOTHING;
}

static void
go_on_all(struct life *l)
{
    for (int i = 0; i < WORKERS; i++)
        go_on(l, i);
}

static int32_t
somebody(struct life *l)
{
    int32_t *slot = &l->told->slot[roll(&l->dice, SLOTS / WORKERS) * WORKERS + (uint32_t)l->which];

    if (!*slot || l->told->person[*slot].state == ERASED)
        *slot = __atomic_add_fetch(&l->told->people, 1, __ATOMIC_SEQ_CST);
    if (*slot >= PEOPLE_MAX)
        die("too many people", *slot);
    return *slot;
}

static void
step(struct life *l)
{
    struct told_all *t = l->told;
    struct hand *hand = &t->hand[l->which];
    int32_t person = somebody(l);
    uint32_t dice = roll(&l->dice, 100);

    if (dice < 5) {
        begin_erasing(l, person);
    } else if (dice < 10 && t->person[person].is_joined) {
        *hand = (struct hand){PART, 0, person};
        part(l, person);
    } else if (dice < 13) {
        *hand = (struct hand){APPLY, 0, 0};
        apply(l);
    } else if (dice < 18) {
        while (again(tappa_engine_run_due(l->engine, t->now, 100, NULL), "timers do not run"))
            ;
    } else if (dice < 23) {
        send_some(l);
    } else {
        int64_t i = __atomic_fetch_add(&t->next, 1, __ATOMIC_SEQ_CST);

        if (i >= EVENTS_MAX)
            die("too many events", i);
        t->event[i] = (struct event_told){person, (uint8_t)roll(&l->dice, 4), (uint8_t)roll(&l->dice, 2), !roll(&l->dice, 8), 0};
        *hand = (struct hand){INGEST, i, person};
        hand_in(l, i);
    }
    hand->call = NOTHING;
}

static void
live(struct life *l, const char *path, uint32_t flags)
{
    open_all(l, path, flags);
    __atomic_fetch_add(&l->told->alive, 1, __ATOMIC_SEQ_CST);
    go_on(l, l->which);
    for (;;)
        step(l);
}

static pid_t
spawn(const char *path, uint32_t flags, struct told_all *t, int which, uint64_t dice)
{
    pid_t child = fork();

    if (child < 0)
        die("fork", 0);
    if (!child) {
        struct life l = {.told = t, .which = which, .dies = 1, .dice = dice * UINT64_C(0x9e3779b97f4a7c15) + 1};

        prctl(PR_SET_PDEATHSIG, SIGKILL); /* where the parent finds something wrong */
        shim_install();
        live(&l, path, flags);
        _exit(0);
    }
    return child;
}

/* Some die by themselves. */
static void
wait_and_kill(pid_t child, struct told_all *t, int which, uint32_t microseconds)
{
    int status = 0;
    pid_t dead = 0;

    for (uint32_t waited = 0; !dead && waited < microseconds; waited += 500) {
        usleep(500);
        dead = waitpid(child, &status, WNOHANG);
    }
    if (!dead) {
        kill(child, SIGKILL);
        dead = waitpid(child, &status, 0);
    }
    if (dead != child || !WIFSIGNALED(status))
        die("a process ended by itself", which);
    t->died[t->hand[which].call]++;
}

/* How far lives come hangs on the machine: where nobody has died in one of the calls so far there are more of them. */
static int
is_enough(const struct told_all *t, int killed, int kills)
{
    return killed >= kills && (kills < SEVERAL || killed >= kills * MORE || (t->parted && t->died[ERASE] && t->died[PART] && t->died[APPLY]));
}

static void
check_much(const struct told_all *t, int kills, int64_t gone, int64_t checked)
{
    if (!gone || !checked || !t->parted || !t->applied || t->version < 2)
        die("hardly anything was done", gone);
    if (kills >= SEVERAL && (!t->died[ERASE] || !t->died[PART] || !t->died[APPLY]))
        die("nobody died in one of the calls", kills);
}

int
main(int argc, char **argv)
{
    struct told_all *t = mmap(NULL, sizeof *t, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    uint32_t flags = argc > 2 && !strcmp(argv[2], "shared") ? TAPPA_STORE_SHARED : 0;
    int kills = argc > 3 ? atoi(argv[3]) : 0, killed = 0, workers = flags ? WORKERS : 1, is_mixed = argc > 2 && !strcmp(argv[2], "mixed");
    uint64_t dice = argc > 4 ? strtoull(argv[4], NULL, 10) * 77 + 5 : 1;
    int64_t gone, checked;
    pid_t children[WORKERS];

    if (argc != 5 || kills < 1 || t == MAP_FAILED)
        die("usage: test-crash-erase FILE owner|shared|mixed KILLS SEED", argc);
    remove_files(argv[1]);
    t->now = START;
    t->version = 1;
    for (int i = 0; i < workers; i++)
        children[i] = spawn(argv[1], flags, t, i, ++dice);
    for (; !is_enough(t, killed, kills); killed++) {
        int which = (int)roll(&dice, (uint32_t)workers);
        uint64_t alive = t->alive;

        for (int wait = 0; killed && roll(&dice, 10) && t->alive == alive && wait < 200; wait++)
            usleep(500);
        wait_and_kill(children[which], t, which, 500 + roll(&dice, 150000));
        if (!is_mixed || roll(&dice, 2)) {
            (void)search_files(argv[1], t);
            children[which] = spawn(argv[1], flags, t, which, ++dice + (uint64_t)killed);
            continue;
        }
        for (int i = 0; i < workers; i++)
            if (i != which)
                wait_and_kill(children[i], t, i, 0);
        (void)search_files(argv[1], t);
        flags ^= TAPPA_STORE_SHARED;
        workers = flags ? WORKERS : 1;
        for (int i = 0; i < workers; i++)
            children[i] = spawn(argv[1], flags, t, i, ++dice + (uint64_t)killed);
    }
    for (int i = 0; i < workers; i++)
        wait_and_kill(children[i], t, i, 0);
    checked = look(argv[1], flags, t, &gone, go_on_all);
    check_much(t, kills, gone, checked);
    printf("%d kills (%s), %" PRIu64 " while erasing, %" PRIu64 " parting, %" PRIu64 " applying: %" PRIu64 " people erased, no byte of them left; %" PRIu64
           " parted, %d versions; %" PRId64 " customers as replayed\n", killed, argv[2], t->died[ERASE], t->died[PART], t->died[APPLY], t->erased,
           t->parted, t->version, checked);
    return 0;
}
