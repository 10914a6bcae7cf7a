/* An expression and the values of its variables: what it gives is what the oracle (tests/oracle/cel.py, in a process beside) says, to the
 * last bit. The input is a text, a NUL and the bytes of the values; without a NUL they are those of tests/cel. */
#define _POSIX_C_SOURCE 200809L /* fork, pipe */

#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/variables.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <unistd.h>

#define COST 2000 /* more steps than this are no new idea, and the oracle is slow */
#define LINE 262144

static int to_oracle, from_oracle;

static void
start_oracle(void)
{
    const char *script = getenv("TAPPA_ORACLE");
    int to[2], from[2];

    if (!script || pipe(to) || pipe(from)) {
        fprintf(stderr, "TAPPA_ORACLE must name tests/fuzz/oracle.py\n");
        exit(2);
    }
    signal(SIGPIPE, SIG_IGN);
    if (fork() == 0) {
        dup2(to[0], 0);
        dup2(from[1], 1);
        close(to[1]);
        close(from[0]);
        execl("/usr/bin/python3", "python3", script, (char *)NULL);
        _exit(127);
    }
    close(to[0]);
    close(from[1]);
    to_oracle = to[1];
    from_oracle = from[0];
}

/* ---- the values ---- */

static int64_t
take(const uint8_t **at, const uint8_t *end, int64_t otherwise, int64_t most)
{
    uint64_t n = 0;

    if (end - *at < 8)
        return otherwise;
    for (int i = 0; i < 8; i++)
        n |= (uint64_t)*(*at)++ << (8 * i);
    return most ? (int64_t)(n % (2 * (uint64_t)most)) - most : (int64_t)n;
}

static void
make_values(struct tappa_value *values, const uint8_t *at, const uint8_t *end)
{
    static const char default_text[] = "tappa";
    int64_t bits = 0;

    memcpy(values, variable_values, sizeof variable_values);
    values[0].integer = take(&at, end, values[0].integer, 0);
    values[1].integer = take(&at, end, values[1].integer, 0);
    memcpy(&bits, &values[2].real, sizeof bits);
    bits = take(&at, end, bits, 0);
    memcpy(&values[2].real, &bits, sizeof bits);
    values[6].integer = take(&at, end, values[6].integer, INT64_C(60000000000000000)); /* years 68 to 3871 */
    values[7].integer = take(&at, end, values[7].integer, INT64_C(315576000000000000));
    values[3].data = default_text;
    values[3].size = sizeof default_text - 1;
    if (at < end) {
        values[3].data = at;
        values[3].size = (uint32_t)(end - at);
    }
}

/* ---- the answer ---- */

struct request { /* as oracle.py unpacks it */
    unsigned char bytes[8192];
    size_t n;
};

static void
put_bytes_of(struct request *r, const void *data, size_t size)
{
    must(r->n + size <= sizeof r->bytes);
    if (size)
        memcpy(r->bytes + r->n, data, size);
    r->n += size;
}

/* libFuzzer's alarm interrupts what waits: go on. */
static void
exchange(const struct request *r, char *answer)
{
    size_t at = 0;
    ssize_t n;

    while (at < r->n) {
        n = write(to_oracle, r->bytes + at, r->n - at);
        must(n >= 0 || errno == EINTR);
        at += n > 0 ? (size_t)n : 0;
    }
    for (at = 0; !at || answer[at - 1] != '\n'; at += n > 0 ? (size_t)n : 0) {
        n = read(from_oracle, answer + at, LINE - 1 - at);
        must(n > 0 || (n < 0 && errno == EINTR));
    }
    answer[at - 1] = '\0';
}

static void
ask(const char *text, size_t size, const struct tappa_value *values, char *answer)
{
    uint32_t sizes[] = {(uint32_t)size, values[3].size};
    struct request r = {.n = 0};

    put_bytes_of(&r, &sizes[0], 4);
    put_bytes_of(&r, &values[0].integer, 8);
    put_bytes_of(&r, &values[1].integer, 8);
    put_bytes_of(&r, &values[2].real, 8);
    put_bytes_of(&r, &values[6].integer, 8);
    put_bytes_of(&r, &values[7].integer, 8);
    put_bytes_of(&r, &sizes[1], 4);
    put_bytes_of(&r, text, size);
    put_bytes_of(&r, values[3].data, values[3].size);
    exchange(&r, answer);
}

struct out {
    char *text;
    size_t n;
};

static void __attribute__((format(printf, 2, 3)))
put(struct out *out, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    if (out->n < LINE - 64)
        out->n += (size_t)vsnprintf(out->text + out->n, LINE - out->n, format, arguments);
    va_end(arguments);
}

static void
put_bytes(struct out *out, const char *kind, const struct tappa_value *v)
{
    put(out, "%s", kind);
    for (uint32_t i = 0; i < v->size; i++)
        put(out, "%02x", ((const unsigned char *)v->data)[i]);
}

/* The words of oracle.py's `written`. */
static void
put_value(struct out *out, const struct tappa_value *v)
{
    const struct tappa_value *items = v->data;
    uint64_t bits;

    switch (v->kind) {
    case TAPPA_BOOL:
        put(out, "b%d", (int)v->integer);
        break;
    case TAPPA_INT:
        put(out, "i%lld", (long long)v->integer);
        break;
    case TAPPA_UINT:
        put(out, "u%llu", (unsigned long long)v->integer);
        break;
    case TAPPA_DOUBLE:
        memcpy(&bits, &v->real, sizeof bits);
        if (v->real != v->real)
            put(out, "dnan");
        else
            put(out, "d%016llx", (unsigned long long)bits);
        break;
    case TAPPA_STRING:
        put_bytes(out, "s", v);
        break;
    case TAPPA_BYTES:
        put_bytes(out, "y", v);
        break;
    case TAPPA_TIMESTAMP:
        put(out, "tp%lld", (long long)v->integer);
        break;
    case TAPPA_DURATION:
        put(out, "dn%lld", (long long)v->integer);
        break;
    case TAPPA_NULL:
        put(out, "n");
        break;
    case TAPPA_LIST:
        put(out, "[");
        for (uint32_t i = 0; i < v->size; i++) {
            put_value(out, &items[i]);
            put(out, ",");
        }
        put(out, "]");
        break;
    case TAPPA_MAP:
        put(out, "{");
        for (uint32_t i = 0; i < v->size; i++) {
            put_value(out, &items[2 * i]);
            put(out, "=");
            put_value(out, &items[2 * i + 1]);
            put(out, ",");
        }
        put(out, "}");
        break;
    default:
        put(out, "?");
    }
}

static void
compare(const char *text, size_t size, tappa_expression *x, const struct tappa_value *values)
{
    static char answer[LINE], found[LINE];
    struct out out = {found, 0};
    struct tappa_value result;
    tappa_status status = tappa_expression_evaluate(x, values, VARIABLES, &result, NULL);

    if (status == TAPPA_EINVAL) /* the string is no UTF-8 */
        return;
    must(status == TAPPA_OK || status == TAPPA_EEXPR);
    if (status && result.size >= 15 && !memcmp(result.data, "evaluation cost", 15))
        return;
    found[0] = '\0';
    if (status)
        put(&out, "!");
    else
        put_value(&out, &result);
    ask(text, size, values, answer);
    if (answer[0] == '?' || found[0] == '?' || out.n >= LINE - 64)
        return;
    if (strcmp(answer, found) != 0) {
        fprintf(stderr, "%.*s\n  oracle: %s\n  tappa:  %s %.*s\n", (int)size, text, answer, found, status ? (int)result.size : 0,
                (const char *)result.data);
        fuzz_fail(__FILE__, __LINE__, "the oracle's answer");
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static tappa_context *context;
    const uint8_t *nul = size ? memchr(data, 0, size) : NULL, *end = data + size;
    size_t n = nul ? (size_t)(nul - data) : size;
    char *text = fuzz_copy(data, n);
    struct tappa_value values[VARIABLES];
    tappa_expression *x;

    if (!context) {
        start_oracle();
        must(!tappa_context_new(NULL, &context) && !tappa_context_set_limit(context, TAPPA_LIMIT_EXPRESSION_COST, COST));
    }
    make_values(values, nul ? nul + 1 : end, end);
    if (!tappa_expression_compile(context, text, n, variables, VARIABLES, NULL, &x))
        compare(text, n, x, values);
    tappa_expression_free(x);
    free(text);
    return 0;
}
