/* Owns what the subcommands over a store share: their options, opening and closing, whom they speak of.
 * Called by each of them.
 * The command is a host like any other: it is the one that reads the clock. */
#define _XOPEN_SOURCE 700 /* access, lstat, realpath */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "shop.h"

#define ROOM 65536 /* bytes: with less, a disk is called full */

const char shop_mismatch[] = "the store knows another model of this name and version, or a newer one: count the version up";

const char shop_nameless[] = "the name of the --store FILE is empty";

static int
read_number(const char *text, size_t *out)
{
    char *end;
    unsigned long long n = strtoull(text, &end, 10);

    if (text[0] < '0' || text[0] > '9' || *end || !n) {
        (void)complain(text, "no number above 0");
        return -1;
    }
    *out = (size_t)n;
    return 1;
}

int
shop_option(struct shop *shop, int option, const char *value)
{
    switch (option) {
    case 's':
        shop->path = value;
        return 1;
    case 'c':
        shop->who = value;
        return 1;
    case 'a':
        shop->at = value;
        return 1;
    case 'j':
        return shop->json = 1;
    case 'e':
        return shop->explain = 1;
    case 'h':
        return shop->shared = 1;
    case 'o':
        return shop->nobody = 1;
    case 'l':
        return read_number(value, &shop->limit);
    case 'n':
        if (tappa_time_parse(value, strlen(value), &shop->now) == TAPPA_OK)
            return 1;
        (void)complain(value, "no time: RFC 3339, or whole microseconds");
        return -1;
    default:
        return 0;
    }
}

int
shop_options(struct shop *shop, const char *name, int argc, char **argv, const char *takes, int arguments)
{
    static const struct option options[] = {SHOP_OPTIONS, {NULL, 0, NULL, 0}};
    int option, at;
    char words[80];

    *shop = (struct shop){.now = (int64_t)time(NULL) * 1000000, .limit = 100};
    while ((option = next_option(argc, argv, "", options, &at)) != -1) {
        if (shop_option(shop, option, optarg) < 1)
            return EXIT_USAGE;
        if (option == 's' || option == 'h' || strchr(takes, option))
            continue;
        snprintf(words, sizeof words, "--%s says nothing to it", options[at].name);
        return usage(name, words);
    }
    if (!shop->path)
        return usage(name, "--store FILE is needed");
    if (!shop->path[0])
        return usage(name, shop_nameless);
    if (shop->nobody && shop->who)
        return usage(name, "--nobody is instead of --customer");
    if (strchr(takes, 'c') && !shop->who && !shop->nobody)
        return usage(name, "--customer WHO is needed");
    if (argc - optind != arguments)
        return usage(name, arguments ? "an argument is missing, or one too many" : "it takes no arguments");
    return EXIT_CLEAN;
}

void
shop_failures(const struct shop *shop, FILE *out)
{
    struct tappa_counters c = {.size = sizeof c};
    char text[32];

    (void)tappa_engine_counters(shop->engine, &c);
    if (c.failures)
        fprintf(out, "%s expressions failed: `tappa journal --store %s --customer WHO` has them as `errors`\n", number_text(c.failures, text), shop->path);
}

static void
folder_of(const char *path, char *out, size_t size)
{
    const char *slash = strrchr(path, '/');

    snprintf(out, size, "%.*s", slash ? (int)(slash - path) + 1 : 2, slash ? path : "./");
}

/* Why nothing can be written there, as far as that can be seen from outside; NULL: it can. */
static const char *
why_unwritable(const char *path)
{
    char folder[600];
    struct statvfs disk;

    folder_of(path, folder, sizeof folder);
    if (!statvfs(folder, &disk) && (uint64_t)disk.f_bavail * disk.f_frsize < ROOM)
        return "the disk is full";
    if (!access(path, F_OK) && access(path, W_OK))
        return "the file cannot be written";
    return access(folder, W_OK) ? "nothing can be written to its folder" : NULL;
}

/* What is not there: the file, or the folder that it is to be made in. */
static int
complain_missing(const struct shop *shop)
{
    char folder[600], words[700];

    folder_of(shop->path, folder, sizeof folder);
    snprintf(words, sizeof words, "there is no folder %s to make it in", folder);
    if (access(folder, F_OK))
        return complain(shop->path, words);
    if (shop->makes)
        return complain(shop->path, access(folder, W_OK) ? "nothing can be written to its folder" : strerror(ENOENT));
    return complain(shop->path, "there is no such file; `tappa run MODEL EVENTS --store FILE` makes a store");
}

/* The file itself can be opened: what stands beside it cannot, or it is of another kind. */
static int
complain_lock(const struct shop *shop)
{
    struct stat link;
    char *real = !lstat(shop->path, &link) && S_ISLNK(link.st_mode) ? realpath(shop->path, NULL) : NULL, lock[4200];
    const char *why;
    int file;

    snprintf(lock, sizeof lock, "%s-lock", real ? real : shop->path);
    free(real);
    file = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0)
        return complain(lock, strerror(errno));
    close(file);
    why = why_unwritable(shop->path);
    return complain(shop->path, why ? why : "this is no file that a store can stand in");
}

/* Why a file cannot be opened: the library says that, the system says why. */
static int
complain_unopened(const struct shop *shop)
{
    const char *path = shop->path;
    struct stat link;
    int file = open(path, O_RDWR | O_CLOEXEC);

    if (file >= 0) {
        close(file);
        return complain_lock(shop);
    }
    if (errno == ENOENT && !lstat(path, &link) && S_ISLNK(link.st_mode))
        return complain(path, "a symbolic link to what is not there");
    if (errno == ENOENT)
        return complain_missing(shop);
    return complain(path, strerror(errno));
}

/* What may be, and what to do; a store that cannot be opened tells nobody whose rows are damaged. */
int
shop_status(const struct shop *shop, const char *what, tappa_status status)
{
    const char *why = status == TAPPA_ESTORE || status == TAPPA_EIO ? why_unwritable(shop->path) : NULL;
    char words[900];

    if (!why && status != TAPPA_ESTORE)
        return complain_status(what, status);
    if (why)
        snprintf(words, sizeof words, "%s: %s", tappa_status_text(TAPPA_ESTORE), why);
    else if (!shop->engine || shop->tells_damage)
        snprintf(words, sizeof words, "%s: the file is damaged or cut off, or the system cannot read or write it; restore a copy of it",
                 tappa_status_text(status));
    else
        snprintf(words, sizeof words, "%s: the file is damaged or cut off, or the system cannot read or write it; "
                 "`tappa damaged --store %s` says whose rows are damaged; where it fails too, restore a copy", tappa_status_text(status), shop->path);
    return complain(what, words);
}

/* Of 0 bytes, as a failed copy leaves it: no store that anybody made. Where a run that made it was killed, what it wrote stands beside it. */
static int
is_empty(const char *path)
{
    char beside[4200];
    struct stat file, log;

    snprintf(beside, sizeof beside, "%s-wal", path);
    return !stat(path, &file) && S_ISREG(file.st_mode) && !file.st_size && (stat(beside, &log) || !log.st_size);
}

int
shop_open(struct shop *shop)
{
    tappa_store *store;
    tappa_status status;

    if (!shop->makes && access(shop->path, F_OK)) /* to look at nothing makes no file */
        return complain_unopened(shop);
    if (!shop->makes && is_empty(shop->path))
        return complain(shop->path, "it is empty, and no store; `tappa run MODEL EVENTS --store FILE` makes one");
    status = tappa_context_new(NULL, &shop->context);
    if (status)
        return complain_status(shop->path, status);
    status = tappa_store_sqlite(shop->context, shop->path, shop->shared ? TAPPA_STORE_SHARED : 0, &store);
    if (status == TAPPA_EBUSY)
        return complain(shop->path, "another process has it for itself; where several are to work at once, all open it with --shared");
    if (status == TAPPA_EIO)
        return complain_unopened(shop);
    if (status == TAPPA_EFORMAT)
        return complain(shop->path, "this file is no store of Tappa");
    if (status)
        return shop_status(shop, shop->path, status);
    status = tappa_engine_open(shop->context, store, NULL, &shop->engine);
    if (!status)
        return EXIT_CLEAN;
    tappa_store_close(store);
    return shop_status(shop, shop->path, status);
}

int
shop_close(struct shop *shop, int code)
{
    tappa_status status = tappa_engine_close(shop->engine);

    if (status)
        code = shop_status(shop, shop->path, status);
    tappa_context_unref(shop->context);
    return code == EXIT_USAGE ? code : finish_output(code);
}

struct tappa_identity
shop_identity(const char *who)
{
    const char *equals = strchr(who, '='), *value = equals ? equals + 1 : who;

    return (struct tappa_identity){equals ? who : "customer", value, equals ? (uint32_t)(equals - who) : 8, (uint32_t)strlen(value)};
}

int
shop_find(const struct shop *shop, const char *who, int64_t *customer)
{
    const char *equals = strchr(who, '=');
    struct tappa_identity identity = shop_identity(who);
    tappa_status status = tappa_engine_find(shop->engine, &identity, customer);

    if (status == TAPPA_EUNKNOWN)
        return complain(who, equals ? "nobody is known by this" : "nobody is known by this; other kinds are written KIND=VALUE");
    return status ? shop_status(shop, who, status) : EXIT_CLEAN;
}

int
shop_customer(const struct shop *shop, int64_t *customer)
{
    return shop_find(shop, shop->who, customer);
}

void
print_time(FILE *out, int64_t time)
{
    char text[40] = "-";

    if (time != TAPPA_NEVER)
        (void)tappa_time_format(time, text, sizeof text);
    fputs(text, out);
}

void
print_json_time(FILE *out, int64_t time)
{
    if (time == TAPPA_NEVER) {
        fputs("null", out);
        return;
    }
    fputc('"', out);
    print_time(out, time);
    fputc('"', out);
}

void
print_key(FILE *out, const uint8_t key[16])
{
    for (int i = 0; i < 16; i++)
        fprintf(out, "%02x", key[i]);
}
