/* Eight processes on the same few people of one shared file, each of two devices: all take in, claim and report, run what is due, join, part, erase and apply
 * versions. No mail about a basket is asked for once the purchase was acknowledged, from whichever device of one customer; of whoever was erased nothing is
 * in the files; everybody else stands where another library's replay leads; what was counted is what was acknowledged. How many races each kind of call has
 * lost is told, and in a longer run each has.
 *     test-mixed FILE STEPS SEED */
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

#include "erase.h"
#include "look.h"

#define SEVERAL 10000 /* steps in which each kind loses a race */

enum kind { ADDING, ORDERING, CLAIMING, RUNNING, JOINING, PARTING, ERASING_ONE, APPLYING, KINDS };

static const char *const names[KINDS] = {"add", "order", "claim", "run_due", "join", "part", "erase", "apply"};

struct all {
    struct told_all told;
    int64_t calls[KINDS], lost[KINDS];
};

/* Somebody who is not just being erased, until they are given back. */
static int32_t
take(struct life *l)
{
    for (;;) {
        int32_t *slot = &l->told->slot[roll(&l->dice, SLOTS)], person = __atomic_load_n(slot, __ATOMIC_SEQ_CST);
        struct person *p = &l->told->person[person];

        (void)__atomic_add_fetch(&p->users, 1, __ATOMIC_SEQ_CST);
        if (!__atomic_load_n(&p->closing, __ATOMIC_SEQ_CST))
            return person;
        (void)__atomic_sub_fetch(&p->users, 1, __ATOMIC_SEQ_CST);
        usleep(100);
    }
}

static int32_t
somebody_new(struct told_all *t)
{
    int32_t person = __atomic_add_fetch(&t->people, 1, __ATOMIC_SEQ_CST);

    if (person >= PEOPLE_MAX)
        die("too many people", person);
    return person;
}

/* Nobody names them any more; all else that the others do may touch them still. */
static void
erase_one(struct life *l, int32_t person)
{
    struct person *p = &l->told->person[person];

    if (__atomic_exchange_n(&p->closing, 1, __ATOMIC_SEQ_CST))
        return;
    while (__atomic_load_n(&p->users, __ATOMIC_SEQ_CST) > 1)
        usleep(100);
    begin_erasing(l, person);
    for (int i = 0; i < SLOTS; i++)
        if (l->told->slot[i] == person)
            __atomic_store_n(&l->told->slot[i], somebody_new(l->told), __ATOMIC_SEQ_CST);
}

static void
ingest(struct life *l, int32_t person, uint8_t name, uint8_t both)
{
    int64_t i = __atomic_fetch_add(&l->told->next, 1, __ATOMIC_SEQ_CST);

    if (i >= EVENTS_MAX)
        die("too many events", i);
    l->told->event[i] = (struct event_told){person, name, (uint8_t)roll(&l->dice, 2), both, 0};
    hand_in(l, i);
}

static enum kind
choose(uint64_t *dice)
{
    static const uint32_t weights[KINDS] = {50, 15, 15, 10, 4, 3, 2, 1};
    uint32_t chance = roll(dice, 100);
    int kind = 0;

    while (chance >= weights[kind])
        chance -= weights[kind++];
    return (enum kind)kind;
}

static void
call(struct life *l, enum kind kind)
{
    int32_t person = take(l);

    if (kind == ADDING || kind == JOINING)
        ingest(l, person, roll(&l->dice, 4) ? 0 : 3, kind == JOINING);
    else if (kind == ORDERING)
        ingest(l, person, 2, 0);
    else if (kind == CLAIMING)
        send_some(l);
    else if (kind == PARTING)
        part(l, person);
    else if (kind == ERASING_ONE)
        erase_one(l, person);
    else if (kind == APPLYING)
        apply(l);
    while (kind == RUNNING && again(tappa_engine_run_due(l->engine, l->told->now, 100, NULL), "timers do not run"))
        ;
    (void)__atomic_sub_fetch(&l->told->person[person].users, 1, __ATOMIC_SEQ_CST);
}

static int64_t
lost_by(struct life *l)
{
    struct tappa_counters sums = {.size = sizeof sums};

    if (tappa_engine_counters(l->engine, &sums))
        die("no sums", 0);
    return (int64_t)sums.conflicts;
}

static void
work(struct all *all, const char *path, int which, int64_t steps, uint64_t dice)
{
    struct life l = {.told = &all->told, .which = which, .dice = (dice * 64 + (uint64_t)which) * UINT64_C(0x9e3779b97f4a7c15) + 1};

    prctl(PR_SET_PDEATHSIG, SIGKILL); /* where the parent finds something wrong */
    open_all(&l, path, TAPPA_STORE_SHARED);
    for (int64_t step = 0; step < steps; step++) {
        enum kind kind = choose(&l.dice);
        int64_t before = lost_by(&l);

        call(&l, kind);
        __atomic_fetch_add(&all->calls[kind], 1, __ATOMIC_SEQ_CST);
        __atomic_fetch_add(&all->lost[kind], lost_by(&l) - before, __ATOMIC_SEQ_CST);
    }
    if (tappa_engine_close(l.engine))
        die("the engine does not close", which);
}

/* ---- the one who looks ---- */

struct owner {
    int64_t customer;
    int32_t person;
    int device;
};

static int
by_customer(const void *a, const void *b)
{
    const struct owner *x = a, *y = b;

    return (x->customer > y->customer) - (x->customer < y->customer);
}

/* Going back from a mail: whether an acknowledged purchase comes before anything that was added. The devices are one customer once an event with both is
 * acknowledged, as long as nobody has begun to part them. */
static int
is_bought(const struct told_all *t, const struct mail *mail, const struct owner *of)
{
    const struct person *p = &t->person[of->person];
    int is_joined = p->joined && p->joined < mail->asked;

    if (p->parting && p->parting < mail->told)
        return 0;
    for (int64_t i = mail->next - 1; i >= 0; i--) {
        const struct event_told *e = &t->event[i];

        if (e->person != of->person)
            continue;
        if (e->name < 2)
            return 0;
        if (e->name == 2 && (is_joined || e->both || e->device == of->device) && e->acknowledged && e->acknowledged < mail->asked)
            return 1;
    }
    return 0;
}

static void
check_mails(const struct told_all *t)
{
    size_t count = 2 * (size_t)t->people;
    struct owner *owners = calloc(count, sizeof *owners);

    for (size_t i = 0; i < count; i++) {
        struct device d;

        owners[i] = (struct owner){0, 1 + (int32_t)(i / 2), (int)(i % 2)};
        owners[i].customer = number_of("cookie", device_of(&d, owners[i].person, owners[i].device)->value);
    }
    qsort(owners, count, sizeof *owners, by_customer);
    for (int64_t i = 0; i < t->mail_count; i++) {
        const struct owner key = {t->mail[i].customer, 0, 0}, *of = bsearch(&key, owners, count, sizeof *owners, by_customer);

        if (!of)
            die("a mail to nobody", i);
        if (is_bought(t, &t->mail[i], of))
            die("a mail about a basket that was bought", i);
    }
    free(owners);
}

static void
nothing_to_go_on_with(struct life *l)
{
    (void)l;
}

int
main(int argc, char **argv)
{
    struct all *all = mmap(NULL, sizeof *all, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    struct told_all *t = &all->told;
    int64_t steps = argc == 4 ? atoll(argv[2]) : 0, gone, checked;

    if (steps < HANDS || all == MAP_FAILED)
        die("usage: test-mixed FILE STEPS SEED", argc);
    remove_files(argv[1]);
    t->now = START;
    t->version = t->is_mixed = 1;
    for (int i = 0; i < SLOTS; i++)
        t->slot[i] = somebody_new(t);
    for (int i = 0; i < HANDS; i++) {
        pid_t child = fork();

        if (child < 0)
            die("fork", i);
        if (!child) {
            work(all, argv[1], i, steps / HANDS, strtoull(argv[3], NULL, 10));
            _exit(0);
        }
    }
    for (int i = 0; i < HANDS; i++) {
        int status;

        if (wait(&status) < 0 || !WIFEXITED(status) || WEXITSTATUS(status))
            die("a process failed", i);
    }
    checked = look(argv[1], TAPPA_STORE_SHARED, t, &gone, nothing_to_go_on_with);
    check_mails(t);
    printf("%d processes, %" PRId64 " people erased, %" PRId64 " mails, %" PRId64 " customers as replayed; races lost:", HANDS, gone, t->mail_count, checked);
    for (int kind = 0; kind < KINDS; kind++)
        printf(" %" PRId64 " of %" PRId64 " (%s)%s", all->lost[kind], all->calls[kind], names[kind], kind + 1 < KINDS ? "," : "\n");
    for (int kind = 0; kind < KINDS; kind++)
        if (!all->calls[kind] || (steps >= SEVERAL && !all->lost[kind])) /* some are seldom */
            die(names[kind], all->calls[kind]);
    if (!gone || !t->mail_count || !checked || !t->parted)
        die("hardly anything was done", gone);
    return 0;
}
