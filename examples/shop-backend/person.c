/* Owns what one person may ask of the shop: all that is kept of them, to be forgotten, to be told apart from somebody else.
 * Called by http.c.
 * Each is one call of the engine; what it returns when nothing is left is what the answer says. */
#include <stdlib.h>

#include "backend.h"

unsigned
get_export(struct shop *shop, struct request *request, FILE *out)
{
    const char *text;
    size_t size;
    int64_t customer;
    tappa_status status;
    unsigned code = find(shop, request, out, &customer);

    if (code)
        return code;
    status = tappa_engine_export(shop->engine, customer, &text, &size);
    if (status)
        return refuse_status(out, status);
    fwrite(text, 1, size, out);
    return MHD_HTTP_OK;
}

unsigned
post_erase(struct shop *shop, struct request *request, FILE *out)
{
    char proof[33];
    int64_t customer;
    tappa_status status;
    unsigned code = find(shop, request, out, &customer);

    if (code)
        return code;
    status = tappa_engine_erase(shop->engine, customer, present(), proof);
    if (status == TAPPA_EBUSY)
        return refuse(out, MHD_HTTP_SERVICE_UNAVAILABLE, "all is removed, but somebody reads the file and keeps old bytes alive: ask again");
    if (status)
        return refuse_status(out, status);
    fprintf(out, "{\"erased\": true, \"proof\": \"%s\"}", proof);
    return MHD_HTTP_OK;
}

unsigned
post_part(struct shop *shop, struct request *request, FILE *out)
{
    const char *which = argument(request, "sequence");
    char *end = NULL;
    long long sequence = which ? strtoll(which, &end, 10) : 0;
    tappa_status status;

    if (sequence <= 0 || *end)
        return refuse(out, MHD_HTTP_BAD_REQUEST, "which event? sequence=N, as its answer said");
    status = tappa_engine_part(shop->engine, sequence, present());
    if (status == TAPPA_EUNKNOWN)
        return refuse(out, MHD_HTTP_NOT_FOUND, "there is no such event, or it joined nobody");
    if (status)
        return refuse_status(out, status);
    fputs("{\"parted\": true}", out);
    return MHD_HTTP_OK;
}
