/* Owns the compile as a whole: text or file in, model or diagnostics out.
 * Called by hosts and the command through include/tappa/model.h.
 * Protects the caller: whatever the text is, there is a status, the list is sorted, and what was not handed out is freed. */
#define _POSIX_C_SOURCE 200809L /* open: a pipe that nobody writes to must not be waited for */

#include "lib/core/compile/compiler.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/core/compile/checks.h"
#include "lib/core/context.h"

/* `tappa` says how to read the rest, so it stands first. */
static void
check_first_key(struct tappa__compiler *c, const struct tappa__node *root)
{
    const struct tappa__node *first = root->first, *child;

    if (!first || tappa__text_is(first->key->text, "tappa"))
        return;
    for (child = first; child; child = child->next) {
        if (tappa__text_is(child->key->text, "tappa"))
            tappa__report_key(c, TAPPA__CODE_FIRST_KEY, child, TAPPA__TEXT("move the line to the top"),
                              "'tappa' must be the first key of a model");
    }
}

static tappa_status
read_phase(struct tappa__compiler *c)
{
    struct tappa__yaml_limits limits = {
        tappa_context_limit(c->context, TAPPA_LIMIT_MODEL_BYTES), tappa_context_limit(c->context, TAPPA_LIMIT_SCALAR_BYTES),
        tappa_context_limit(c->context, TAPPA_LIMIT_NODES), tappa_context_limit(c->context, TAPPA_LIMIT_DEPTH)};
    struct tappa__node *root;
    tappa_status status = tappa__yaml_read(&limits, &c->parse, &c->source, c->diagnostics, &c->errors, &root);

    if (status != TAPPA_OK)
        return status;
    if (!tappa__walk(c, root, &tappa__shape_model))
        return c->status == TAPPA_OK ? TAPPA_EMODEL : c->status;
    c->decl = root->as.decl;
    check_first_key(c, root);
    return c->status;
}

/* The order is: what a phase asks for is declared by the ones above it. */
static tappa_status
build_phases(struct tappa__compiler *c)
{
    static void (*const phases[])(struct tappa__compiler *) = {
        tappa__declare_names, tappa__build_stages, tappa__declare_machine_events, tappa__build_head,
        tappa__build_events,  tappa__build_places, tappa__build_people,           tappa__build_rows,
        tappa__build_rules,   tappa__build_versions, tappa__finish_names,
    };
    size_t i;

    for (i = 0; i < sizeof phases / sizeof *phases && c->status == TAPPA_OK; i++)
        phases[i](c);
    return c->status;
}

static void
release_programs(const struct tappa__compiler *c)
{
    size_t i;

    for (i = 0; i < c->v[TAPPA__V_EXPRESSIONS].count; i++)
        tappa__program_release(TAPPA__AT(struct tappa__expression, c->v[TAPPA__V_EXPRESSIONS], i)->program);
}

static tappa_status
finish(struct tappa__compiler *c, tappa_model **out)
{
    struct tappa_model *m = tappa__freeze(c);
    tappa_status status;

    if (!m) {
        release_programs(c);
        return TAPPA_ENOMEM;
    }
    m->text = tappa__arena_text(&m->arena, c->source.text.s, c->source.text.n);
    status = m->text.s ? tappa__model_derive(m) : TAPPA_ENOMEM;
    if (status == TAPPA_OK)
        status = tappa__model_checks(m, &c->source, c->diagnostics);
    if (status == TAPPA_OK)
        *out = m;
    else
        tappa_model_unref(m);
    return status;
}

static tappa_status
compile(struct tappa__compiler *c, tappa_model **out)
{
    tappa_status status = read_phase(c);

    if (status == TAPPA_OK)
        status = build_phases(c);
    if (status == TAPPA_OK && c->errors)
        status = TAPPA_EMODEL;
    if (status == TAPPA_OK)
        return finish(c, out);
    release_programs(c);
    return status;
}

tappa_status
tappa_model_compile(tappa_context *context, const char *text, size_t size, const char *name,
                    tappa_diagnostics *diagnostics, tappa_model **model)
{
    struct tappa__compiler c;
    tappa_status status;

    if (!model)
        return TAPPA_EINVAL;
    *model = NULL;
    if (!context || !text)
        return TAPPA_EINVAL;
    tappa__compiler_init(&c, context, diagnostics);
    c.source.file = tappa__text_of(name ? name : "<text>");
    /* A text has at most 32 bits of length; the reader refuses far shorter ones by the limit. */
    c.source.text = (struct tappa__text){text, size < UINT32_MAX ? (uint32_t)size : UINT32_MAX};
    status = compile(&c, model);
    tappa__compiler_free(&c);
    tappa__diagnostics_sort(diagnostics);
    if (tappa__diagnostics_out_of_memory(diagnostics) && status != TAPPA_ENOMEM) {
        tappa_model_unref(*model);
        *model = NULL;
        status = TAPPA_ENOMEM;
    }
    return status;
}

/* ---- files ---- */

static void
unreadable(tappa_diagnostics *diagnostics, const char *path, const char *why)
{
    struct tappa__source source = {tappa__text_of(path), {NULL, 0}};

    tappa__diagnose(diagnostics, &source, TAPPA__CODE_UNREADABLE, (struct tappa__place){0, 0, 0}, TAPPA__TEXT(""),
                    TAPPA__TEXT(""), "the file cannot be read: %s", why);
}

static ssize_t
read_some(int file, char *block, size_t size)
{
    ssize_t got;

    do
        got = read(file, block, size);
    while (got < 0 && errno == EINTR);
    return got;
}

/* The first of a file that was opened not to wait, which it does from here on: but not for a pipe that nobody writes to. */
static ssize_t
read_first(int file, char *block, size_t size)
{
    struct stat about;
    ssize_t got = -1;

    if (fstat(file, &about))
        return -1;
    if (S_ISFIFO(about.st_mode))
        got = read_some(file, block, size);
    if (!S_ISFIFO(about.st_mode) || (got < 0 && errno == EAGAIN))
        return fcntl(file, F_SETFL, 0) ? -1 : read_some(file, block, size);
    if (!got)
        errno = ENXIO;
    return got > 0 && !fcntl(file, F_SETFL, 0) ? got : -1;
}

/* At most one block more than the limit is read: enough to see that it is passed. */
static tappa_status
read_file(tappa_context *context, int file, struct tappa__buffer *b)
{
    uint64_t most = tappa_context_limit(context, TAPPA_LIMIT_MODEL_BYTES);
    char block[8192];
    ssize_t got = read_first(file, block, sizeof block);

    while (got > 0) {
        tappa__buffer_put(b, block, (size_t)got);
        got = b->n <= most ? read_some(file, block, sizeof block) : 0;
    }
    if (b->failed)
        return TAPPA_ENOMEM;
    return got ? TAPPA_EIO : TAPPA_OK;
}

tappa_status
tappa_model_load(tappa_context *context, const char *path, tappa_diagnostics *diagnostics, tappa_model **model)
{
    struct tappa__buffer b;
    tappa_status status;
    int file;

    if (!model)
        return TAPPA_EINVAL;
    *model = NULL;
    if (!context || !path)
        return TAPPA_EINVAL;
    file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (file < 0) {
        unreadable(diagnostics, path, errno == ENOENT ? "there is no such file" : "it may not be opened");
        return TAPPA_EIO;
    }
    tappa__buffer_init(&b, tappa__context_allocator(context));
    status = read_file(context, file, &b);
    if (status == TAPPA_EIO)
        unreadable(diagnostics, path, errno == EISDIR ? "it is a directory" : errno == ENXIO ? "nobody writes to this pipe" : "reading it failed");
    if (status == TAPPA_OK)
        status = tappa_model_compile(context, b.s ? b.s : "", b.n, path, diagnostics, model);
    tappa__buffer_free(&b);
    (void)close(file);
    return status;
}
