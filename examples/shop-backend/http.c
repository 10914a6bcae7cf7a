/* Owns HTTP: which request is whose, how large it may be, how an answer goes out.
 * Called by main.c, and by libmicrohttpd for each piece of a request.
 * A request is answered once it is there as a whole; a body has to say its length first, so none is larger than BODY_BYTES. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "backend.h"

static const struct route {
    const char *path, *method;
    unsigned (*answer)(struct shop *shop, struct request *request, FILE *out);
    const char *type;
} routes[] = {
    {"/events", "POST", post_events, "application/json"},
    {"/next", "GET", get_next, "application/json"},
    {"/claim", "POST", post_claim, "application/json"},
    {"/report", "POST", post_report, "application/json"},
    {"/where", "GET", get_where, "application/json"},
    {"/export", "GET", get_export, "application/json"},
    {"/erase", "POST", post_erase, "application/json"},
    {"/part", "POST", post_part, "application/json"},
    {"/metrics", "GET", get_metrics, "text/plain; version=0.0.4"},
};

int64_t
present(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

const char *
argument(const struct request *request, const char *name)
{
    return MHD_lookup_connection_value(request->connection, MHD_GET_ARGUMENT_KIND, name);
}

static const struct route *
route_of(const char *path)
{
    size_t i;

    for (i = 0; i < sizeof routes / sizeof *routes; i++) {
        if (!strcmp(routes[i].path, path))
            return &routes[i];
    }
    return NULL;
}

/* Hands `text` over to libmicrohttpd, which frees it. */
static enum MHD_Result
reply(struct MHD_Connection *connection, unsigned code, const struct route *route, char *text, size_t size)
{
    struct MHD_Response *response = MHD_create_response_from_buffer(size, text, MHD_RESPMEM_MUST_FREE);
    enum MHD_Result result;

    if (!response) {
        free(text);
        return MHD_NO;
    }
    (void)MHD_add_response_header(response, "Content-Type", route && code == MHD_HTTP_OK ? route->type : "application/json");
    if (code == MHD_HTTP_METHOD_NOT_ALLOWED)
        (void)MHD_add_response_header(response, "Allow", route->method);
    result = MHD_queue_response(connection, code, response);
    MHD_destroy_response(response);
    return result;
}

/* A text that goes on behind a NUL would be taken for the one before it, and that is somebody else. */
static enum MHD_Result
look_for_nul(void *user, enum MHD_ValueKind kind, const char *name, size_t name_size, const char *value, size_t size)
{
    int *found = user;

    (void)kind;
    *found |= (name && memchr(name, 0, name_size)) || (value && memchr(value, 0, size));
    return MHD_YES;
}

/* What is wrong with a request before its body is there; NULL: nothing. */
static const char *
objection(const struct request *request, const struct route *route, const char *method, unsigned *code)
{
    const char *length = MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, "Content-Length");
    int coded = MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, "Transfer-Encoding") != NULL, has_nul = 0;

    *code = MHD_HTTP_NOT_FOUND;
    if (!route)
        return "there are /events, /next, /claim, /report, /where, /export, /erase, /part and /metrics";
    *code = MHD_HTTP_METHOD_NOT_ALLOWED;
    if (strcmp(route->method, method))
        return !strcmp(route->method, "GET") ? "this is asked by GET" : "this is asked by POST";
    *code = MHD_HTTP_BAD_REQUEST;
    (void)MHD_get_connection_values_n(request->connection, MHD_GET_ARGUMENT_KIND, look_for_nul, &has_nul);
    if (has_nul)
        return "an argument has a NUL in it";
    *code = MHD_HTTP_LENGTH_REQUIRED;
    if (coded)
        return "a body has to say its Content-Length";
    *code = MHD_HTTP_CONTENT_TOO_LARGE;
    if (length && strtoull(length, NULL, 10) > BODY_BYTES)
        return "a request has at most 1 MiB: send fewer events at once";
    return NULL;
}

/* An error, or the route's answer; MHD_NO, which closes the connection, where memory is short. */
static enum MHD_Result
answer(struct shop *shop, struct request *request, const struct route *route)
{
    unsigned code;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    int failed;

    if (!out)
        return MHD_NO;
    code = request->wrong ? refuse(out, request->code, request->wrong) : route->answer(shop, request, out);
    if (request->wrong || strcmp(route->path, "/metrics"))
        fputc('\n', out);
    failed = ferror(out);
    failed |= fclose(out) != 0;
    if (failed) {
        free(text);
        return MHD_NO;
    }
    if (code)
        return reply(request->connection, code, route, text, size);
    free(text);
    MHD_suspend_connection(request->connection);
    return MHD_YES;
}

/* The answer to a request that has waited. */
static enum MHD_Result
answer_late(struct request *request, const struct route *route)
{
    char *text = request->text;

    request->text = NULL;
    return text ? reply(request->connection, request->code, route, text, request->text_size) : MHD_NO;
}

/* A refused body is read and dropped, unless its sender waits to be told, or it is more than anybody would wait for. */
static int
is_told_at_once(struct MHD_Connection *connection, const char *length)
{
    return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Expect") || (length && strtoull(length, NULL, 10) > DRAIN_BYTES);
}

static enum MHD_Result
begin(struct shop *shop, struct MHD_Connection *connection, const struct route *route, const char *method, void **state)
{
    struct request *request = calloc(1, sizeof *request);
    const char *length = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Content-Length");

    if (!request)
        return MHD_NO;
    *state = request;
    request->connection = connection;
    request->wrong = objection(request, route, method, &request->code);
    if (request->wrong)
        return is_told_at_once(connection, length) ? answer(shop, request, route) : MHD_YES;
    request->wanted = length ? (size_t)strtoull(length, NULL, 10) : 0;
    request->body = malloc(request->wanted + 1);
    return request->body ? MHD_YES : MHD_NO;
}

static enum MHD_Result
take(void *user, struct MHD_Connection *connection, const char *path, const char *method, const char *version, const char *piece,
     size_t *size, void **state)
{
    const struct route *route = route_of(path);
    struct request *request = *state;

    (void)version;
    if (!request)
        return begin(user, connection, route, method, state);
    if (!*size)
        return request->answered ? answer_late(request, route) : answer(user, request, route);
    if (*size > (request->wrong ? DRAIN_BYTES : request->wanted) - request->size)
        return MHD_NO;
    if (!request->wrong)
        memcpy(request->body + request->size, piece, *size);
    request->size += *size;
    *size = 0;
    return MHD_YES;
}

static void
done(void *user, struct MHD_Connection *connection, void **state, enum MHD_RequestTerminationCode how)
{
    struct request *request = *state;

    (void)user;
    (void)connection;
    (void)how;
    if (request) {
        free_events(request);
        free(request->text);
        free(request->body);
    }
    free(request);
    *state = NULL;
}

struct MHD_Daemon *
serve(struct shop *shop, uint16_t port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

    return MHD_start_daemon(MHD_USE_EPOLL | MHD_USE_ERROR_LOG | MHD_ALLOW_SUSPEND_RESUME, port, NULL, NULL, take, shop, MHD_OPTION_SOCK_ADDR,
                            (struct sockaddr *)&address, MHD_OPTION_NOTIFY_COMPLETED, done, NULL, MHD_OPTION_CONNECTION_TIMEOUT, 30u,
                            MHD_OPTION_CONNECTION_LIMIT, 512u, MHD_OPTION_END);
}
