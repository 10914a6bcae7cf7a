/* Owns which version of its model a run over a store goes by: the store may know older ones, and newer ones, and journeys stay under theirs.
 * Called by shop-run.c.
 * A version that is new is in force from the first event on that the run takes, as that is what the log is given with; nothing of it is silent. */
#include <stdlib.h>
#include <string.h>

#include "shop.h"

static tappa_status
read_all(struct versions *v, struct shop *shop)
{
    const struct tappa_version *all;
    size_t count, i;
    tappa_status status = tappa_engine_versions(shop->engine, &all, &count);

    v->count = 0;
    if (status)
        return status;
    free(v->of_model);
    v->of_model = malloc((count + 1) * sizeof *v->of_model);
    if (!v->of_model)
        return TAPPA_ENOMEM;
    for (i = 0; i < count; i++)
        if (!strcmp(all[i].model, tappa_model_name(v->model)))
            v->of_model[v->count++] = (struct one_version){all[i].version, all[i].since};
    return TAPPA_OK;
}

tappa_status
versions_begin(struct versions *v, struct shop *shop, int64_t first)
{
    int64_t version = tappa_model_version(v->model);
    tappa_status status = read_all(v, shop);
    int is_known = 0;
    size_t i;

    for (i = 0; i < v->count; i++)
        is_known |= v->of_model[i].version == version;
    if (!status)
        status = tappa_engine_add_model(shop->engine, v->model, TAPPA_FOLLOW, first < shop->now ? first : shop->now);
    if (!status && !is_known)
        status = read_all(v, shop);
    if (status || is_known || v->count < 2)
        return status;
    fprintf(stderr, "tappa: %s: version %lld of %s is in force for what happens from ", v->path, (long long)version, tappa_model_name(v->model));
    print_time(stderr, v->of_model[v->count - 1].since);
    fputs(" on; journeys under way go to it when they are next touched\n", stderr);
    return TAPPA_OK;
}

/* The one in force at a time: as long as each is in force by then, the next. */
static const struct one_version *
version_at(const struct versions *v, int64_t time)
{
    size_t i = 0;

    while (i + 1 < v->count && v->of_model[i + 1].since <= time)
        i++;
    return &v->of_model[i];
}

/* Whether a customer has a journey of the model, under way, under another version. */
static tappa_status
is_elsewhere(const struct versions *v, struct shop *shop, int64_t customer, int *elsewhere)
{
    struct tappa_standing standing = {.size = sizeof standing};
    tappa_status status = tappa_engine_where(shop->engine, customer, &standing);
    size_t i;

    *elsewhere = 0;
    for (i = 0; !status && i < standing.journey_count; i++) {
        const tappa_model *model = tappa_journey_model(standing.journeys[i]);

        *elsewhere |= !tappa_journey_ended(standing.journeys[i]) && !strcmp(tappa_model_name(model), tappa_model_name(v->model)) &&
                      tappa_model_version(model) != tappa_model_version(v->model);
    }
    return status == TAPPA_EUNKNOWN ? TAPPA_OK : status; /* part of another by now */
}

tappa_status
versions_look(struct versions *v, struct shop *shop, const struct tappa_record *records, const struct tappa_ingested *results, size_t count)
{
    tappa_status status = TAPPA_OK;
    size_t i;

    for (i = 0; v->count > 1 && !status && i < count; i++) {
        const struct one_version *one = version_at(v, records[i].time);
        int elsewhere = 0;

        if (results[i].outcome != TAPPA_INGEST_TAKEN)
            continue;
        if (one->version != tappa_model_version(v->model)) {
            v->by = *one;
            v->by_others++;
            continue;
        }
        status = is_elsewhere(v, shop, results[i].customer, &elsewhere);
        v->elsewhere += (uint64_t)elsewhere;
    }
    return status;
}

void
versions_end(struct versions *v, const struct shop *shop)
{
    const char *name = tappa_model_name(v->model);
    long long version = (long long)tappa_model_version(v->model);
    char number[32];

    if (v->by_others)
        fprintf(stderr, "tappa: %s: %s event%s by another version of %s than %lld: when %s happened version %lld is in force\n", v->path,
                number_text(v->by_others, number), v->by_others > 1 ? "s went" : " went", name, version, v->by_others > 1 ? "they" : "it",
                (long long)v->by.version);
    if (v->elsewhere)
        fprintf(stderr, "tappa: %s: %s event%s to journeys that are still under another version of %s than %lld: `tappa plan %s --store %s` says why, "
                "`tappa apply` moves those that can\n", v->path, number_text(v->elsewhere, number), v->elsewhere > 1 ? "s went" : " went", name, version,
                v->path, shop->path);
    free(v->of_model);
}
